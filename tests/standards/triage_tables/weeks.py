"""W01-W14, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

_SLOW = ("tempo:weeks", "tempo:months", "tempo:years")

W01 = [
    fires("W01", "rest tremor", "symptom:tremor", "activation:rest"),
    *each("W01", "asymmetric tremor", "symptom:tremor", one_of=("side:asymmetric", "side:unilateral")),
    *each(
        "W01",
        "tremor with",
        "symptom:tremor",
        one_of=(
            "symptom:slowness",
            "sign:bradykinesia",
            "symptom:stiffness",
            "sign:rigidity",
            "symptom:unsteady",
            "symptom:gait_trouble",
            "symptom:gait_start_trouble",
        ),
    ),
    silent("W01", "tremor alone", "symptom:tremor"),
    silent(
        "W01", "even tremor of both legs held up", "symptom:tremor", "activation:posture", "side:bilateral"
    ),
    *silent_each(
        "W01", "no tremor but", one_of=("symptom:slowness", "symptom:stiffness", "symptom:gait_trouble")
    ),
    silent("W01", "twitches at rest", "symptom:twitching", "activation:rest"),
]

W02 = [
    *each("W02", "only on standing, longer than two weeks", "activation:standing_only", one_of=_SLOW),
    *silent_each("W02", "on standing among others", "activation:standing", one_of=_SLOW),
]

W03 = [
    fires("W03", "falls or near falls", "symptom:falls"),
    silent("W03", "unsteady without falls", "symptom:unsteady"),
]

W04 = [
    *each("W04", "weakness and wasting", "symptom:weakness", "tempo:months", one_of=("sign:wasting",)),
    fires(
        "W04", "painless weakness that gets worse", "symptom:weakness", "symptom:painless", "tempo:worsening"
    ),
    silent("W04", "shaking that gets worse without weakness", "tempo:worsening", "tempo:months"),
]

_ACCOUNTS = (
    "trigger:caffeine",
    "trigger:stress",
    "trigger:sleep_loss",
    "trigger:exercise",
    "trigger:fasting",
    "trigger:cold",
)

W05 = [
    *each("W05", "unexplained tremor of weeks or longer", "symptom:tremor", one_of=_SLOW, age=49),
    fires("W05", "age known as under 50 only", "symptom:tremor", "tempo:weeks", "history:under_50"),
    silent("W05", "fifty is not under fifty", "symptom:tremor", "tempo:weeks", age=50),
    silent("W05", "age unknown", "symptom:tremor", "tempo:weeks"),
    *silent_each("W05", "shorter", "symptom:tremor", one_of=("tempo:hours", "tempo:days"), age=30),
    *silent_each(
        "W05", "a trigger accounts for it", "symptom:tremor", "tempo:weeks", one_of=_ACCOUNTS, age=30
    ),
    silent(
        "W05", "a new drug accounts for it", "symptom:tremor", "tempo:weeks", "trigger:new_medicine", age=30
    ),
    fires("W05", "a drug that nobody blames", "symptom:tremor", "tempo:weeks", "drug:valproate", age=30),
    silent(
        "W05",
        "a habit accounts for it",
        "symptom:tremor",
        "tempo:years",
        "modulation:stops_on_request",
        "modulation:no_urge",
        age=30,
    ),
    silent("W05", "jerks are no tremor", "symptom:jerks", "tempo:weeks", age=30),
]

_THYROID_SIGNS = (
    "symptom:weight_loss",
    "symptom:heat_intolerance",
    "symptom:palpitations",
    "sign:tachycardia",
    "sign:tachycardia_mild",
)

W06: list[Row] = [
    *each("W06", "shaking for weeks with", "symptom:tremor", "tempo:weeks", one_of=_THYROID_SIGNS),
    *each("W06", "shaking for months with", "symptom:tremor", "tempo:months", one_of=_THYROID_SIGNS),
    *each(
        "W06",
        "caffeine does not account for weeks with",
        "symptom:tremor",
        "tempo:weeks",
        "trigger:caffeine",
        one_of=_THYROID_SIGNS,
    ),
    *silent_each(
        "W06",
        "caffeine accounts for days with",
        "symptom:tremor",
        "tempo:days",
        "trigger:caffeine",
        one_of=_THYROID_SIGNS[2:],
    ),
    silent("W06", "shaking for weeks alone", "symptom:tremor", "tempo:weeks"),
]

W07 = [
    *each("W07", "numb for long", "symptom:numbness", one_of=_SLOW),
    fires("W07", "unsteady in the dark", "symptom:unsteady_dark"),
    silent("W07", "unsteady, also in the light", "symptom:unsteady"),
    silent("W07", "shaking for months", "symptom:tremor", "tempo:months"),
]

W08 = [
    fires("W08", "began with a new medicine", "trigger:new_medicine"),
    fires("W08", "began with a new medicine of a named class", "trigger:new_medicine", "drug:valproate"),
    silent("W08", "an old medicine", "drug:valproate"),
    silent("W08", "a stopped medicine", "trigger:stopped_medicine"),
]

W09 = [
    *each("W09", "getting worse over months", "tempo:worsening", one_of=("tempo:months", "tempo:years")),
    fires("W09", "function affected", "symptom:function_loss"),
    *(
        row
        for what in ("symptom:spasm", "symptom:stiffness")
        for row in each(
            "W09", "set off by noise or touch", what, one_of=("activation:startle", "trigger:noise")
        )
    ),
    silent("W09", "months, not worse", "tempo:months"),
    silent("W09", "stiffness that nothing sets off", "symptom:stiffness"),
    *silent_each("W09", "a start at noise without stiffness", one_of=("activation:startle", "trigger:noise")),
]

W10 = [
    *each(
        "W10", "violent or stereotyped at night", one_of=("symptom:dream_enactment", "symptom:odd_behaviour")
    ),
    silent("W10", "movement in sleep without violence", "activation:asleep"),
    silent("W10", "movement at falling asleep", "activation:sleep_onset"),
    silent("W10", "poor sleep", "symptom:insomnia"),
]

W11 = [
    fires("W11", "three to four weeks after the trigger went", "tempo:persists_after_trigger"),
    silent("W11", "a trigger that is still there", "trigger:caffeine", "tempo:weeks"),
]

W12 = [
    *each("W12", "new shaking in", "symptom:tremor", one_of=("history:cancer", "history:immunosuppressed")),
    fires("W12", "new jerks in cancer", "symptom:jerks", "history:cancer", "tempo:days"),
    silent("W12", "new shaking in health", "symptom:tremor", "tempo:days"),
    silent("W12", "shaking lifelong before cancer", "symptom:tremor", "history:cancer", "tempo:lifelong"),
]

W13 = [
    fires("W13", "anyone", "test:iron_anaemia"),
    fires("W13", "a man", "test:iron_anaemia", sex="male"),
    fires("W13", "after the menopause", "test:iron_anaemia", "history:postmenopausal"),
    silent("W13", "low iron without anaemia", "test:ferritin_low"),
]

W14 = [
    *each("W14", "any of these", one_of=("test:gad_severe", "test:phq_severe", "symptom:function_loss")),
    fires("W14", "PHQ-9 of 20 with item 9 of 0", "test:phq_severe", absent=("test:phq9_item9",)),
    *silent_each("W14", "moderate only", one_of=("test:gad_pos", "test:phq_pos")),
    silent("W14", "avoiding situations", "symptom:avoidance"),
]

ROWS = [*W01, *W02, *W03, *W04, *W05, *W06, *W07, *W08, *W09, *W10, *W11, *W12, *W13, *W14]
