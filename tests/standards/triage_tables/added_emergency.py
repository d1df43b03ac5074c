"""What the forms of E01-E21 add to the words, all on the safe side, and the time limits that only the forms spell out.

Read from the forms after the tables of the words were done, so these rows judge nothing: they keep a part from getting lost.
"""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

_FORTY = "history:vascular_age"
_BRIEF = "frequency:brief_episodes"
_STROKE = ("onset:sudden", "side:unilateral")
_GO_ON = ("activation:continuous", "side:unilateral")

_BRAIN: list[Row] = [
    fires("E01", "slurred speech of unknown start", "symptom:dysarthria"),
    silent("E01", "slurred speech for months", "symptom:dysarthria", "tempo:months"),
    *each(
        "E01", "sudden", "onset:sudden", one_of=("sign:ataxia", "symptom:gait_trouble", "sign:focal_deficit")
    ),
    *each("E01", "sudden, of one leg", *_STROKE, one_of=("symptom:weakness", "symptom:numbness")),
    silent("E01", "sudden weakness, side unknown", "onset:sudden", "symptom:weakness"),
    silent("E01", "weakness of one leg, not sudden", "side:unilateral", "symptom:weakness"),
    silent("E01", "sudden shaking of one leg, not weak", *_STROKE, "symptom:tremor"),
    fires("E01", "a stroke on a picture", "test:mri_stroke"),
    fires("E02", "both legs on neck extension", "side:bilateral", _BRIEF, "trigger:neck_extension", _FORTY),
    fires("E02", "narrowed carotid, side unknown", "test:carotid_stenosis", _BRIEF, "trigger:heat", _FORTY),
    *each(
        "E02",
        "brought on by",
        "side:unilateral",
        _BRIEF,
        _FORTY,
        one_of=("activation:standing_only", "symptom:lightheaded"),
    ),
    *each(
        "E02",
        "risk",
        "side:unilateral",
        _BRIEF,
        "trigger:heat",
        one_of=("history:over_60", "history:diabetes", "history:stroke", "test:carotid_stenosis"),
    ),
    fires("E03", "jerking that does not stop", "symptom:continuous_jerking"),
    *each(
        "E03",
        "confusion of months with",
        "symptom:confusion",
        "tempo:months",
        one_of=("measure:emg_silence", "symptom:fever"),
    ),
    fires("E03", "shaking and drowsy", "symptom:drowsy", "symptom:tremor"),
    silent("E03", "shaking and drowsy for months", "symptom:drowsy", "symptom:tremor", "tempo:months"),
    silent("E03", "drowsy without shaking", "symptom:drowsy"),
    silent("E04", "flinging for months", "symptom:flinging", "tempo:months"),
    *each(
        "E04",
        "one-sided and whatever the limb does",
        *_GO_ON,
        one_of=("symptom:jerks", "measure:eeg_spike_locked", "history:diabetes", "test:glucose_high"),
    ),
    silent("E04", "jerks whatever the limb does, side unknown", "activation:continuous", "symptom:jerks"),
    silent("E04", "the same for years", *_GO_ON, "symptom:jerks", "tempo:years"),
    silent("E04", "one-sided tremor whatever the limb does", *_GO_ON, "symptom:tremor"),
    fires("E21", "sudden one-sided gaps in the muscle's work", *_STROKE, "measure:emg_silence"),
    *each(
        "E21",
        "sudden one-sided shaking with",
        *_STROKE,
        "symptom:tremor",
        one_of=("symptom:weakness", "symptom:numbness", "symptom:dysarthria"),
    ),
    silent("E21", "a sudden focal sign without shaking", *_STROKE, "sign:focal_deficit"),
]

_NERVES: list[Row] = [
    *each("E08", "alone", one_of=("sign:sensory_level", "test:mri_cord_compression")),
    fires("E08", "hesitancy with pain at night", "symptom:bladder_urge_new", "symptom:night_pain"),
    fires(
        "E10",
        "weakness of both legs of weeks, no reflexes",
        "symptom:weakness",
        "side:bilateral",
        "sign:areflexia",
        "tempo:weeks",
    ),
    silent("E10", "both legs, worse, not weak", "side:bilateral", "tempo:worsening"),
    silent("E10", "worse weakness, side unknown", "symptom:weakness", "tempo:worsening"),
    silent(
        "E10",
        "both legs weak, worse over months",
        "symptom:weakness",
        "side:bilateral",
        "tempo:worsening",
        "tempo:months",
    ),
    silent("E10", "both legs weak, not worse", "symptom:weakness", "side:bilateral"),
    *each(
        "E10",
        "no reflexes with",
        "sign:areflexia",
        one_of=("symptom:numbness", "symptom:tingling", "symptom:unsteady"),
    ),
    silent("E10", "no reflexes alone", "sign:areflexia"),
    silent("E10", "no reflexes and numb for months", "sign:areflexia", "symptom:numbness", "tempo:months"),
    fires("E10", "weak with slurred speech", "symptom:weakness", "symptom:dysarthria"),
    silent(
        "E10",
        "weak and swallowing badly for months",
        "symptom:weakness",
        "symptom:swallowing_trouble",
        "tempo:months",
    ),
    *each(
        "E10",
        "a new deficit with",
        "symptom:deficit_new",
        one_of=("sign:areflexia", "symptom:swallowing_trouble", "symptom:breathlessness"),
    ),
    fires(
        "E10",
        "a new deficit with both legs weak",
        "symptom:deficit_new",
        "side:bilateral",
        "symptom:weakness",
        "tempo:months",
    ),
    fires(
        "E10",
        "weakness of both legs, new beside shaking of months",
        "symptom:bilateral_leg_weakness",
        "symptom:deficit_new",
        "tempo:months",
    ),
    silent("E10", "a new deficit alone", "symptom:deficit_new", "tempo:months"),
    silent("E10", "a new deficit, both legs shake", "symptom:deficit_new", "side:bilateral", "tempo:months"),
    silent("E10", "a new deficit, one leg weak", "symptom:deficit_new", "symptom:weakness", "tempo:months"),
    *each(
        "E19",
        "the pump with",
        "drug:intrathecal_baclofen",
        one_of=("sign:spasticity", "symptom:stiffness", "symptom:confusion", "symptom:hallucination"),
    ),
    fires("E20", "pain at night in cancer", "symptom:night_pain", "history:cancer", "symptom:tremor"),
    *each(
        "E20",
        "back pain in cancer with",
        "symptom:back_pain",
        "history:cancer",
        one_of=(
            "symptom:bilateral_leg_weakness",
            "symptom:numbness",
            "symptom:gait_trouble",
            "sign:babinski",
        ),
    ),
    silent("E20", "back pain in cancer, legs well", "symptom:back_pain", "history:cancer"),
]

_BODY: list[Row] = [
    *each(
        "E05",
        "a change with",
        "drug:serotonergic_change_14d",
        one_of=("symptom:stiffness", "sign:mydriasis", "activation:muscle_stretch"),
    ),
    *each(
        "E05",
        "two together",
        "drug:ssri",
        "symptom:fever",
        one_of=("drug:lithium", "drug:recreational_stimulant"),
    ),
    *each(
        "E06",
        "fever with",
        "drug:antipsychotic",
        "symptom:fever",
        one_of=("symptom:stiffness", "symptom:drowsy"),
    ),
    fires("E06", "fever not measured", "drug:antipsychotic", "sign:rigidity", "symptom:confusion"),
    *each(
        "E07",
        "fever with",
        "symptom:fever",
        one_of=(
            "symptom:drowsy",
            "symptom:breathlessness",
            "history:transplant",
            "drug:neurotoxic_chemotherapy",
            "history:travel_malaria",
        ),
    ),
    *each(
        "E11",
        "a low sugar without a known risk",
        "test:glucose_low",
        one_of=("symptom:drowsy", "symptom:confusion", "symptom:swallowing_trouble"),
    ),
    silent("E11", "a low sugar, well", "test:glucose_low"),
    *each(
        "E11",
        "attacks after fasting with",
        "activation:paroxysmal",
        "trigger:fasting",
        one_of=("symptom:odd_behaviour", "symptom:confusion", "symptom:drowsy"),
    ),
    silent("E11", "attacks without fasting", "activation:paroxysmal", "symptom:behaviour_in_attack"),
    silent("E11", "attacks after fasting, mind clear", "activation:paroxysmal", "trigger:fasting"),
    fires("E11", "above 20 and confused", "test:glucose_high", "symptom:confusion"),
    fires("E12", "awareness lost after stopping", "trigger:alcohol_stop", "symptom:awareness_lost"),
    fires("E13", "palpitations and falls", "symptom:palpitations", "symptom:falls"),
    *each(
        "E13",
        "palpitations, light-headed and",
        "symptom:palpitations",
        "symptom:lightheaded",
        one_of=("sign:irregular_pulse", "sign:tachycardia_120"),
    ),
    silent("E13", "falls alone", "symptom:falls"),
    silent("E13", "light-headed, pulse irregular", "symptom:lightheaded", "sign:irregular_pulse"),
    silent("E13", "palpitations and light-headed", "symptom:palpitations", "symptom:lightheaded"),
    silent("E13", "palpitations, pulse irregular", "symptom:palpitations", "sign:irregular_pulse"),
    *each(
        "E14",
        "lithium, vomiting, shaking since",
        "drug:lithium",
        "symptom:vomiting",
        one_of=("tempo:minutes", "tempo:hours", "tempo:days", "tempo:weeks", "onset:sudden", "onset:abrupt"),
    ),
    *each(
        "E14",
        "confused on",
        "symptom:confusion",
        one_of=("drug:lithium", "drug:valproate", "drug:calcineurin_inhibitor"),
    ),
    silent("E14", "confused on none of them", "symptom:confusion"),
    *each("E14", "level too high", "test:drug_level_high", one_of=("drug:lithium", "drug:valproate")),
    silent("E14", "level of another drug", "test:drug_level_high"),
    fires("E14", "cramps with noisy breathing", "symptom:cramps", "symptom:stridor"),
    *each(
        "E14", "dark urine with", "symptom:dark_urine", one_of=("symptom:cramps", "activation:after_effort")
    ),
    fires("E16", "week of pregnancy unknown", "history:pregnant", "symptom:headache"),
    fires("E17", "a child loses awareness", "history:child", "symptom:awareness_lost"),
    fires("E17", "shaking under three months, illness unknown", "history:infant_under_3m", "symptom:tremor"),
    silent("E17", "under three months alone", "history:infant_under_3m"),
    fires(
        "E18",
        "too much thyroxine",
        "drug:thyroxine",
        "test:drug_level_high",
        "symptom:fever",
        "symptom:agitation",
    ),
    silent("E18", "thyroxine", "drug:thyroxine", "symptom:fever", "symptom:agitation"),
    silent("E18", "another level", "test:drug_level_high", "symptom:fever", "symptom:agitation"),
    fires("E18", "thyroid and over 120", "history:thyroid", "sign:tachycardia_120", "symptom:fever"),
    *silent_each(
        "E18",
        "no thyroid disease",
        "symptom:fever",
        "symptom:agitation",
        one_of=("symptom:weight_loss", "sign:tachycardia"),
    ),
]

ROWS = [*_BRAIN, *_NERVES, *_BODY]
