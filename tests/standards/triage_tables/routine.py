"""R01-R06 and the thresholds of section 6, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import each, fires, silent

R01 = [
    fires("R01", "known, benign, stable", "history:known_benign"),
    silent("R01", "put down to nerves before", "history:psychiatric_label"),
    silent("R01", "another label without proof", "history:wrong_label"),
]

R02 = [
    fires("R02", "an evening urge that moving relieves", "modulation:urge_relief", "activation:evening"),
    fires(
        "R02",
        "the five features, at rest",
        "modulation:urge_relief",
        "activation:evening",
        "activation:rest",
    ),
    fires(
        "R02",
        "also in pregnancy, without shaking",
        "history:pregnant",
        "modulation:urge_relief",
        "activation:evening",
    ),
    silent("R02", "evening shaking without an urge", "activation:evening", "symptom:tremor"),
    silent("R02", "no urge stated", "activation:evening", "modulation:no_urge"),
]

_SYMMETRIC = ("symptom:tremor", "activation:posture", "side:bilateral")

R03 = [
    fires("R03", "even tremor of both legs held up", *_SYMMETRIC),
    silent("R03", "one side more", "symptom:tremor", "activation:posture", "side:asymmetric"),
    silent("R03", "not held up", "symptom:tremor", "side:bilateral"),
    silent("R03", "side unknown", "symptom:tremor", "activation:posture"),
]

R04 = [
    fires("R04", "it takes on the rhythm of another limb", "modulation:entrains"),
    fires("R04", "abrupt and less with distraction", "modulation:distractible", "onset:abrupt"),
    silent("R04", "less with distraction alone", "modulation:distractible"),
    silent("R04", "abrupt alone", "onset:abrupt"),
    silent("R04", "worse with counting", "modulation:more_with_mental_load"),
    silent("R04", "anxiety is no pattern", "symptom:anxiety"),
]

R05 = [
    *each(
        "R05",
        "twitches unchanged for years",
        "tempo:stable_years",
        one_of=("sign:fasciculation", "symptom:twitching"),
    ),
    silent("R05", "no twitches", "symptom:tremor", "tempo:stable_years"),
]

R06 = [
    fires("R06", "GAD-7 of 10 to 14", "test:gad_pos"),
    fires("R06", "anxiety with GAD-7 of 10 to 14", "test:gad_pos", "symptom:anxiety"),
    silent("R06", "a PHQ of 10", "test:phq_pos"),
]

_HABIT = (
    "activation:seated_toes_floor",
    "modulation:stops_on_request",
    "modulation:no_urge",
    "tempo:years",
)
_SLEEPY = ("activation:sleep_onset", "symptom:no_distress")

SECTION_6 = [
    *each("R-sec6", "frequent alone", one_of=("frequency:most_days", "frequency:daily")),
    fires("R-sec6", "ten minutes or more alone", "frequency:long_episodes"),
    *each(
        "R-sec6",
        "three weeks or longer alone",
        one_of=("tempo:months", "tempo:years", "tempo:lifelong", "tempo:stable_years"),
    ),
    fires("R-sec6", "new persistent tiredness alone", "symptom:fatigue_persistent"),
    *(
        silent("R-sec6", f"seated bouncing for years, {code}", *_HABIT, code, age=30)
        for code in ("frequency:most_days", "frequency:daily", "frequency:long_episodes")
    ),
    *(
        silent("R-sec6", f"only at falling asleep, not bothered, {code}", *_SLEEPY, code, age=30)
        for code in ("frequency:most_days", "frequency:daily", "tempo:years")
    ),
    silent("R-sec6", "about weekly", "frequency:weekly"),
    silent("R-sec6", "days", "tempo:days"),
    silent("R-sec6", "tired only after effort", "symptom:fatigue_after_effort"),
    fires(
        "R-sec6", "frequent with a trigger that goes on", "frequency:daily", "trigger:caffeine", "tempo:days"
    ),
]

ROWS = [*R01, *R02, *R03, *R04, *R05, *R06, *SECTION_6]
