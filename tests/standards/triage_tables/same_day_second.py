"""D11-D20, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

D11: list[Row] = [
    *each(
        "D11",
        "new shaking in any trimester",
        "symptom:tremor",
        one_of=("history:pregnant", "history:pregnant_under_20w", "history:pregnant_over_20w"),
    ),
    fires("D11", "jerks count as shaking", "history:pregnant", "symptom:jerks"),
    fires(
        "D11",
        "shaking beside an evening urge",
        "history:pregnant",
        "symptom:tremor",
        "activation:evening",
        "modulation:urge_relief",
    ),
    silent(
        "D11",
        "an evening urge to move without shaking",
        "history:pregnant",
        "activation:evening",
        "modulation:urge_relief",
    ),
    silent("D11", "shaking without pregnancy", "symptom:tremor", sex="female", age=30),
    silent("D11", "shaking after birth", "history:postpartum", "symptom:tremor"),
]

_LATE_SIGNS = (
    "symptom:unsteady",
    "symptom:numbness",
    "symptom:weakness",
    "symptom:deficit_new",
    "sign:focal_deficit",
)

D12: list[Row] = [
    *each("D12", "found", one_of=("sign:umn_new", "sign:clonus", "sign:clonus_sustained", "sign:babinski")),
    *each("D12", "multiple sclerosis with a new symptom", "history:ms", one_of=_LATE_SIGNS),
    silent(
        "D12",
        "clonus for years in a known disease of the cord",
        "sign:clonus",
        "history:cord_disease",
        "tempo:years",
    ),
    fires(
        "D12",
        "found for the first time in a known disease of the cord",
        "sign:umn_new",
        "history:cord_disease",
        "tempo:years",
    ),
    silent("D12", "multiple sclerosis alone", "history:ms", "tempo:years"),
    silent("D12", "a brisk reflex", "sign:hyperreflexia"),
    silent("D12", "new numbness without multiple sclerosis", "symptom:deficit_new"),
    silent("D12", "a focal sign without multiple sclerosis", "sign:focal_deficit"),
]

_TOXIC_SIGNS = (
    "symptom:vomiting",
    "symptom:diarrhoea",
    "symptom:dehydration",
    "symptom:unsteady",
    "symptom:drowsy",
    "symptom:dysarthria",
)
_NARROW = ("drug:valproate", "drug:calcineurin_inhibitor")

D13: list[Row] = [
    *(
        row
        for drug in _NARROW
        for worse in ("tempo:worsening", "tempo:rapid_worsening")
        for row in each("D13", f"{drug}, {worse} and", drug, "symptom:tremor", worse, one_of=_TOXIC_SIGNS)
    ),
    *(
        silent("D13", f"worse on {drug}, no sign", drug, "symptom:tremor", "tempo:worsening")
        for drug in _NARROW
    ),
    *(silent("D13", f"not worse on {drug}", drug, "symptom:vomiting") for drug in _NARROW),
    silent("D13", "lithium, worse, no sign", "drug:lithium", "symptom:tremor", "tempo:worsening"),
    *silent_each(
        "D13", "worse on no such drug and", "symptom:tremor", "tempo:worsening", one_of=_TOXIC_SIGNS
    ),
]

D14 = [
    fires("D14", "cramps with tingling round the mouth", "symptom:perioral_tingling"),
    *each(
        "D14",
        "long-term PPI or diuretic and new",
        "drug:ppi",
        one_of=("symptom:tremor", "symptom:cramps", "symptom:unsteady"),
    ),
    silent("D14", "PPI or diuretic alone", "drug:ppi"),
    *silent_each(
        "D14",
        "no such drug and",
        one_of=("symptom:tremor", "symptom:cramps", "symptom:unsteady", "symptom:tingling"),
    ),
    silent("D14", "tremor for years on a PPI", "drug:ppi", "symptom:tremor", "tempo:years"),
]

D15 = [
    *each(
        "D15",
        "rapid change of memory or behaviour and",
        "symptom:behaviour",
        one_of=("symptom:jerks", "symptom:myoclonus"),
    ),
    *each(
        "D15",
        "new attacks of one-sided",
        "side:unilateral",
        "frequency:brief_episodes",
        one_of=("symptom:jerks", "symptom:myoclonus"),
    ),
    fires(
        "D15",
        "under 40 without risk, brought on by the neck",
        "side:unilateral",
        "frequency:brief_episodes",
        "symptom:jerks",
        "trigger:neck_extension",
        age=25,
    ),
    fires("D15", "any age", "side:unilateral", "frequency:brief_episodes", "symptom:jerks", age=70),
    *each(
        "D15",
        "new attacks of one-sided shaking",
        "activation:paroxysmal",
        "symptom:tremor",
        one_of=("side:unilateral", "side:asymmetric"),
    ),
    fires(
        "D15",
        "attacks of one-sided shaking under 40, brought on by the neck",
        "activation:paroxysmal",
        "side:unilateral",
        "symptom:tremor",
        "trigger:neck_extension",
        age=25,
    ),
    silent(
        "D15", "attacks of shaking of both legs", "activation:paroxysmal", "side:bilateral", "symptom:tremor"
    ),
    silent("D15", "attacks of one side without shaking", "activation:paroxysmal", "side:unilateral"),
    silent(
        "D15",
        "attacks of one-sided shaking for years are not new",
        "activation:paroxysmal",
        "side:unilateral",
        "symptom:tremor",
        "tempo:years",
    ),
    silent("D15", "change of behaviour without jerks", "symptom:behaviour", "symptom:tremor"),
    silent("D15", "jerks without change of behaviour", "symptom:jerks"),
    silent(
        "D15", "brief attacks of both legs", "side:bilateral", "frequency:brief_episodes", "symptom:jerks"
    ),
    silent("D15", "one-sided shaking, not in attacks", "side:unilateral", "symptom:tremor"),
    silent(
        "D15",
        "attacks for years are not new",
        "side:unilateral",
        "frequency:brief_episodes",
        "symptom:jerks",
        "tempo:years",
    ),
]

D16 = [
    *each("D16", "found", one_of=("sign:tachycardia_120", "sign:irregular_pulse")),
    silent("D16", "a pulse over 100", "sign:tachycardia"),
    silent("D16", "palpitations", "symptom:palpitations"),
]

D17 = [
    *each("D17", "nitrous oxide and", "drug:nitrous", one_of=("symptom:numbness", "symptom:unsteady")),
    fires("D17", "also over months", "drug:nitrous", "symptom:numbness", "tempo:months"),
    silent("D17", "nitrous oxide alone", "drug:nitrous", "symptom:tremor"),
    *silent_each("D17", "no nitrous oxide and", one_of=("symptom:numbness", "symptom:unsteady")),
]

_NEW_NEURO = (
    "symptom:weakness",
    "symptom:numbness",
    "symptom:unsteady",
    "symptom:jerks",
    "symptom:tremor",
    "symptom:deficit_new",
)

D18: list[Row] = [
    *each("D18", "checkpoint or biologic therapy with new", "drug:immune_checkpoint", one_of=_NEW_NEURO),
    silent("D18", "the therapy alone", "drug:immune_checkpoint"),
    *silent_each("D18", "no such therapy and", one_of=_NEW_NEURO),
]

D19 = [
    fires("D19", "so distressed that the day cannot go on", "symptom:distress_severe"),
    fires("D19", "three nights without sleep and low mood", "symptom:no_sleep_3n", "symptom:low_mood"),
    silent("D19", "three nights without sleep, mood not low", "symptom:no_sleep_3n"),
    silent("D19", "low mood and poor sleep", "symptom:insomnia", "symptom:low_mood"),
    silent("D19", "distressed, not severely", "symptom:distress"),
]

D20 = [
    fires("D20", "any device that fails", "history:device_fault"),
    fires("D20", "a pump with an alarm alone", "history:device_fault", "drug:intrathecal_baclofen"),
    silent("D20", "a pump that works", "drug:intrathecal_baclofen"),
]

ROWS = [*D11, *D12, *D13, *D14, *D15, *D16, *D17, *D18, *D19, *D20]
