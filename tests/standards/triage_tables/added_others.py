"""What the forms of D, W and R add to the words, and the macros that several rules share.

Read from the forms after the tables of the words were done, so these rows judge nothing: they keep a part from getting lost.
"""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

_REST_TREMOR = ("symptom:tremor", "activation:rest")
_YOUNG_TREMOR = ("symptom:tremor", "tempo:weeks")

_MACROS: list[Row] = [
    fires("D01", "a focal sign of unknown date counts as new", "sign:focal_deficit"),
    silent("D01", "a focal sign that is not new", "sign:focal_deficit", "tempo:months"),
    silent("D01", "unchanged for years is not new", "symptom:weakness", "tempo:stable_years"),
    silent(
        "D11", "unchanged for years is not new", "history:pregnant", "symptom:tremor", "tempo:stable_years"
    ),
    *each(
        "D08",
        "disease of kidney or liver with",
        "history:kidney_liver",
        one_of=("symptom:continuous_jerking", "measure:single_jerk", "sign:asterixis", "measure:emg_silence"),
    ),
    fires("D08", "raised ammonia", "test:ammonia_high", "symptom:jerks"),
    *each(
        "W01",
        "tremor at rest, known as",
        "activation:rest",
        "side:unilateral",
        one_of=(
            "symptom:coarse_tremor",
            "measure:f_3_7",
            "measure:f_7_9",
            "measure:f_7_12",
            "measure:f_8_12",
            "measure:f_10_13",
            "measure:f_13_18",
        ),
    ),
    *each(
        "D11",
        "shaking known as",
        "history:pregnant",
        one_of=(
            "symptom:knee_buckling",
            "symptom:shivering",
            "symptom:rigors",
            "symptom:spasm",
            "symptom:flinging",
        ),
    ),
    *each(
        "W09", "a sign of the upper motor neuron", one_of=("sign:umn_new", "sign:spasticity", "sign:babinski")
    ),
    fires("D12", "a spastic leg of unknown date", "sign:spasticity"),
    *each(
        "D18",
        "the therapy with",
        "drug:immune_checkpoint",
        one_of=(
            "symptom:tingling",
            "symptom:vision_trouble",
            "symptom:dysarthria",
            "symptom:gait_trouble",
            "symptom:bladder_urge_new",
            "symptom:confusion",
            "sign:ataxia",
            "sign:babinski",
        ),
    ),
    fires("D02", "another", "drug:serotonergic_other", "trigger:new_medicine", "modulation:cannot_sit_still"),
    *each(
        "D13",
        "tremor with",
        "drug:calcineurin_inhibitor",
        "symptom:tremor",
        one_of=("sign:ataxia", "symptom:speech_trouble", "test:drug_level_high"),
    ),
    silent("W01", "habit", *_REST_TREMOR, "modulation:stops_on_request", "modulation:no_urge", "tempo:years"),
    silent(
        "W01", "habit", *_REST_TREMOR, "modulation:stops_on_request", "modulation:no_urge", "onset:childhood"
    ),
    fires("W01", "no habit: an urge not denied", *_REST_TREMOR, "modulation:stops_on_request", "tempo:years"),
    fires("W01", "no habit: does not stop", *_REST_TREMOR, "modulation:no_urge", "tempo:years"),
    fires(
        "W01",
        "no habit: months only",
        *_REST_TREMOR,
        "modulation:stops_on_request",
        "modulation:no_urge",
        "tempo:months",
    ),
    silent("R-sec6", "asleep, not bothered", "activation:asleep", "symptom:no_distress", "frequency:daily"),
    fires("R-sec6", "at falling asleep, bother unknown", "activation:sleep_onset", "frequency:daily"),
    fires("R-sec6", "not bothered, awake", "symptom:no_distress", "frequency:daily"),
    *silent_each(
        "W05",
        "accounted for by",
        *_YOUNG_TREMOR,
        one_of=(
            "history:known_benign",
            "modulation:entrains",
            "activation:after_effort",
            "activation:in_water_or_cold_air",
        ),
        age=30,
    ),
    silent(
        "W05", "at falling asleep", *_YOUNG_TREMOR, "activation:sleep_onset", "symptom:no_distress", age=30
    ),
]

_RESTLESS = "modulation:cannot_sit_still"

_SAME_DAY: list[Row] = [
    fires("D01", "feet stuck", "symptom:gait_start_trouble"),
    fires("D02", "restless since the start", "drug:dopamine_blocker_start_6w", _RESTLESS, "tempo:months"),
    fires(
        "D02", "shaking for months", "drug:antipsychotic", "trigger:new_medicine", _RESTLESS, "tempo:months"
    ),
    fires(
        "D02", "shaking for months", "drug:ssri", "drug:serotonergic_change_14d", _RESTLESS, "tempo:months"
    ),
    fires("D02", "start of both unknown", "drug:antipsychotic", _RESTLESS),
    silent("D02", "restless for months on an old drug", "drug:antipsychotic", _RESTLESS, "tempo:months"),
    *each("D06", "alone", one_of=("trigger:sedative_stop", "drug:dopaminergic_stop")),
    fires("D06", "gabapentinoid stopped", "trigger:stopped_medicine", "drug:gabapentinoid"),
    fires("D07", "weeks may be two", "symptom:disabling", "tempo:weeks"),
    silent("D07", "weeks, not severe", "tempo:weeks"),
    fires("D08", "gabapentinoid, kidneys unknown", "drug:gabapentinoid", "symptom:jerks"),
    silent("D08", "jerks for years", "history:kidney_liver", "symptom:jerks", "tempo:years"),
    fires("D09", "new, whatever fires above it", "symptom:confusion_new"),
    fires("D10", "trouble walking", "history:child", "symptom:gait_trouble"),
    silent("D10", "a child alone", "history:child"),
    fires("D12", "weeks", "sign:babinski", "tempo:weeks"),
    silent("D12", "months", "sign:babinski", "tempo:months"),
    fires("D12", "weeks", "history:ms", "symptom:weakness", "tempo:weeks"),
    silent("D12", "months", "history:ms", "symptom:weakness", "tempo:months"),
    silent("D12", "multiple sclerosis alone", "history:ms"),
    silent("D12", "weakness alone", "symptom:weakness"),
    fires("D13", "lithium", "drug:lithium", "symptom:tremor", "symptom:vomiting"),
    fires("D14", "spasm and tingling", "symptom:spasm", "symptom:tingling"),
    fires("D14", "low calcium or magnesium", "test:mg_ca_low"),
    silent("D14", "spasm alone", "symptom:spasm"),
    *each("D14", "PPI with", "drug:ppi", one_of=("symptom:spasm", "symptom:gait_trouble")),
    fires("D14", "PPI, tremor of weeks", "drug:ppi", "symptom:tremor", "tempo:weeks"),
    silent("D14", "PPI, tremor of months", "drug:ppi", "symptom:tremor", "tempo:months"),
    silent("D14", "PPI, cramps for years", "drug:ppi", "symptom:cramps", "tempo:years"),
    silent("D15", "behaviour and jerks for years", "symptom:behaviour", "symptom:jerks", "tempo:years"),
    fires("D15", "a bright cortical ribbon", "test:mri_cortical_ribbon"),
    silent("D15", "one-sided jerks, not in attacks", "side:unilateral", "symptom:jerks"),
    fires("D15", "attacks of flinging", "side:unilateral", "frequency:brief_episodes", "symptom:flinging"),
    *each(
        "D17",
        "nitrous oxide and",
        "drug:nitrous",
        one_of=(
            "symptom:tingling",
            "symptom:unsteady_dark",
            "symptom:gait_trouble",
            "symptom:lhermitte",
            "sign:vib_loss",
            "sign:romberg",
        ),
    ),
    silent("D18", "jerks for years", "drug:immune_checkpoint", "symptom:jerks", "tempo:years"),
    *each(
        "D19",
        "no sleep and",
        "symptom:no_sleep_3n",
        one_of=("symptom:anxiety", "symptom:distress", "test:phq_pos", "test:gad_pos"),
    ),
]

_LATER: list[Row] = [
    fires("W01", "at rest with slowness", "activation:rest", "symptom:slowness"),
    fires("W01", "tremor and falls", "symptom:tremor", "symptom:falls"),
    *each("W01", "alone", one_of=("sign:bradykinesia", "test:dat_abnormal")),
    fires("W02", "on standing up and standing", "trigger:standing", "activation:standing"),
    silent("W02", "on standing up only", "trigger:standing"),
    *each(
        "W04",
        "alone",
        one_of=("symptom:weakness", "sign:wasting", "test:needle_denervation", "symptom:painless"),
    ),
    *each("W05", "a sign of Wilson disease", one_of=("sign:kayser_fleischer", "test:ceruloplasmin_low")),
    *each("W06", "alone", one_of=("test:tsh_low", "sign:goitre_eye_signs")),
    silent("W06", "a pulse over 100 without shaking", "sign:tachycardia"),
    fires("W06", "how long unknown", "symptom:tremor", "symptom:palpitations"),
    *each("W07", "alone", one_of=("sign:vib_loss", "sign:romberg", "test:b12_abn", "test:copper_low")),
    *each("W08", "alone", one_of=("drug:serotonergic_change_14d", "drug:dopamine_blocker_start_6w")),
    *each("W09", "alone", one_of=("symptom:disabling", "symptom:gait_trouble", "symptom:gait_start_trouble")),
    fires("W12", "a transplant", "history:transplant"),
    silent("W13", "a man without anaemia", "history:male"),
    fires("R02", "known restless legs", "history:rls"),
    silent("R03", "no tremor", "activation:posture", "side:bilateral"),
    fires("R03", "on moving", "symptom:tremor", "activation:kinetic", "side:bilateral"),
    silent("R03", "caffeine", "symptom:tremor", "activation:posture", "side:bilateral", "trigger:caffeine"),
    fires("R05", "cramps", "symptom:cramps"),
    fires("R06", "anxiety that avoids", "symptom:anxiety", "symptom:avoidance"),
    *silent_each("R06", "half of it", one_of=("symptom:anxiety", "symptom:avoidance")),
]

ROWS = [*_MACROS, *_SAME_DAY, *_LATER]
