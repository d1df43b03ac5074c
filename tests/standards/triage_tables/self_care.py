"""Row S: what opens self-care, and every single thing that closes it. Rule ``S`` stands for the level self_care."""

from __future__ import annotations

from standards.triage_tables.row import Row, fires, silent

_COFFEE = ("trigger:caffeine", "tempo:hours", "side:bilateral")
_HABIT = (
    "activation:seated_toes_floor",
    "modulation:stops_on_request",
    "modulation:no_urge",
    "tempo:years",
)
_SLEEPY = ("activation:sleep_onset", "symptom:no_distress", "tempo:years")


def _opens(words: str, *codes: str) -> Row:
    return fires("S", words, *codes, age=30, sex="male")


def _closes(words: str, *codes: str) -> Row:
    return silent("S", words, *_COFFEE, *codes, age=30, sex="male")


TRIGGERS = (
    "trigger:caffeine",
    "trigger:exercise",
    "activation:after_effort",
    "trigger:stress",
    "trigger:cold",
    "activation:in_water_or_cold_air",
    "trigger:sleep_loss",
    "trigger:fasting",
)

OPEN = [
    *(_opens(f"a clear trigger, {code}", code, "tempo:hours") for code in TRIGGERS),
    _opens("a known start instead of a known tempo", "trigger:caffeine", "onset:sudden"),
    _opens("seated bouncing for years", *_HABIT),
    _opens("seated bouncing for years, daily", *_HABIT, "frequency:daily"),
    _opens("only at falling asleep, not bothered", *_SLEEPY),
    fires("S", "sixteen is old enough", *_COFFEE, age=16, sex="male"),
    fires("S", "a woman who is not pregnant", *_COFFEE, age=30, sex="female", absent=("history:pregnant",)),
]

CLOSED = [
    _closes("trouble walking", "symptom:gait_trouble"),
    _closes("weakness", "symptom:weakness"),
    _closes("numbness", "symptom:numbness"),
    _closes("pins and needles", "symptom:tingling"),
    _closes("an urge to move", "modulation:urge_relief"),
    _closes("a new medicine", "trigger:new_medicine"),
    _closes("a rule of emergency", "symptom:chest_pain"),
    _closes("a rule of the same day", "symptom:fever"),
    _closes("a rule of weeks", "symptom:falls"),
    _closes("a rule of routine", "history:known_benign"),
    silent("S", "no brief episode and no clear trigger", "tempo:hours", "side:bilateral", age=30, sex="male"),
    silent("S", "start and tempo unknown", "trigger:caffeine", age=30, sex="male"),
    silent("S", "fifteen", *_COFFEE, age=15, sex="male"),
    silent("S", "an age that nobody stated", *_COFFEE, sex="male"),
    silent("S", "caffeine for months", "trigger:caffeine", "tempo:months", age=30, sex="male"),
    silent("S", "stress for years", "trigger:stress", "tempo:years", age=30, sex="male"),
    silent("S", "pregnant", *_COFFEE, "history:pregnant", age=30, sex="female"),
    silent("S", "red flags not asked", *_COFFEE, age=30, sex="male", asked=False),
    silent("S", "bouncing that does not stop when asked", _HABIT[0], *_HABIT[2:], age=30, sex="male"),
    silent(
        "S", "bouncing with an urge", *_HABIT[:2], "modulation:urge_relief", "tempo:years", age=30, sex="male"
    ),
    silent(
        "S", "bothered at falling asleep", "activation:sleep_onset", "symptom:distress", "tempo:years", age=30
    ),
    silent("S", "nothing known at all", "symptom:tremor", age=30, sex="male"),
]

CLOSERS = (
    "history:child",
    "history:pregnant",
    "history:pregnant_over_20w",
    "history:pregnant_under_20w",
    "history:postpartum",
    "history:infant_under_3m",
    "trigger:new_medicine",
    "trigger:stopped_medicine",
    "symptom:weakness",
    "symptom:numbness",
    "symptom:tingling",
    "symptom:gait_trouble",
    "symptom:unsteady",
    "symptom:pain",
    "symptom:toe_movement",
    "modulation:urge_relief",
    "modulation:cannot_sit_still",
)
HARMLESS = (
    "sign:normal_neuro_exam",
    "sign:normal_bp",
    "test:mri_normal",
    "test:eeg_normal",
    "test:dat_normal",
    "test:carotid_pending",
)
# Read from the form: what closes the gate by itself, also where a rule fires anyway, and what does not.
GATE = [
    *(silent("S", f"closed by {code}", "trigger:caffeine", "tempo:hours", code, age=30) for code in CLOSERS),
    *(
        fires("S", f"still open with {code}", "trigger:caffeine", "tempo:hours", code, age=30)
        for code in HARMLESS
    ),
    silent("S", "an abnormal sign", "trigger:caffeine", "tempo:hours", "sign:mydriasis", age=30),
    silent("S", "an abnormal test", "trigger:caffeine", "tempo:hours", "test:ck_high", age=30),
]

ROWS = [*OPEN, *CLOSED, *GATE]
