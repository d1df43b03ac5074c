"""E15-E17: self-harm, pregnancy and children, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

E15 = [
    *each(
        "E15",
        "any of these alone",
        one_of=("symptom:suicidal_plan", "symptom:command_harm", "symptom:self_harm_act"),
    ),
    fires("E15", "item 9 of 1 or more with a plan", "test:phq9_item9", "symptom:suicidal_plan"),
    *each(
        "E15",
        "akathisia with any thought of suicide",
        "modulation:cannot_sit_still",
        one_of=("test:phq9_item9", "symptom:suicidal_thoughts"),
    ),
    silent("E15", "thoughts without a plan", "symptom:suicidal_thoughts"),
    silent("E15", "item 9 of 1 or more without a plan", "test:phq9_item9"),
    silent(
        "E15", "akathisia with low mood and no thoughts", "modulation:cannot_sit_still", "symptom:low_mood"
    ),
    silent("E15", "akathisia alone", "modulation:cannot_sit_still"),
]

_ECLAMPSIA = (
    "symptom:headache",
    "symptom:headache_severe",
    "symptom:vision_trouble",
    "symptom:upper_abdominal_pain",
    "symptom:convulsion",
    "symptom:sudden_swelling",
    "sign:bp_high",
)

E16: list[Row] = [
    *each("E16", "more than 20 weeks pregnant with", "history:pregnant_over_20w", one_of=_ECLAMPSIA),
    *each("E16", "within six weeks of giving birth with", "history:postpartum", one_of=_ECLAMPSIA),
    *silent_each(
        "E16", "no sign", "symptom:tremor", one_of=("history:pregnant_over_20w", "history:postpartum")
    ),
    *silent_each("E16", "20 weeks or less with", "history:pregnant_under_20w", one_of=_ECLAMPSIA),
    *silent_each("E16", "not pregnant with", one_of=_ECLAMPSIA),
]

_CHILD_SIGNS = ("symptom:convulsion", "symptom:floppy", "symptom:drowsy", "symptom:poor_colour")
_INFANT_ILLNESS = ("symptom:fever", "symptom:vomiting", "symptom:diarrhoea")

E17: list[Row] = [
    *each("E17", "a child with", "history:child", one_of=_CHILD_SIGNS),
    *each("E17", "a child with", one_of=_CHILD_SIGNS, age=15),
    fires(
        "E17", "fever and a rash that stays", "history:child", "symptom:fever", "symptom:rash_nonblanching"
    ),
    *each("E17", "under three months and ill", "history:infant_under_3m", one_of=_INFANT_ILLNESS),
    *each("E17", "under three months with", "history:infant_under_3m", one_of=_CHILD_SIGNS),
    silent("E17", "fever without a rash in a child of 8", "symptom:fever", age=8),
    silent("E17", "a rash without fever in a child of 8", "symptom:rash_nonblanching", age=8),
    silent("E17", "fever and a rash in a grown person", "symptom:fever", "symptom:rash_nonblanching", age=40),
    *silent_each("E17", "a person of 16 with", one_of=("symptom:convulsion", "symptom:drowsy"), age=16),
    silent("E17", "a child with none of these", "symptom:tremor", "history:child"),
    *silent_each("E17", "an older child with", one_of=_INFANT_ILLNESS, age=8),
]

ROWS = [*E15, *E16, *E17]
