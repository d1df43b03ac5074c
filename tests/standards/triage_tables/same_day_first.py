"""D-1a and D01-D10, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

D1A = [
    *each("D-1a", "thoughts without a plan", one_of=("symptom:suicidal_thoughts", "test:phq9_item9")),
    silent("D-1a", "low mood without such thoughts", "symptom:low_mood"),
    silent("D-1a", "a high PHQ-9 whose item 9 is 0", "test:phq_severe", absent=("test:phq9_item9",)),
]

_DEFICITS = ("symptom:weakness", "symptom:numbness", "symptom:tingling", "symptom:gait_trouble")

D01: list[Row] = [
    *each("D01", "time course unknown counts as new", one_of=_DEFICITS),
    *(
        row
        for deficit in _DEFICITS
        for row in each("D01", "over hours to days", deficit, one_of=("tempo:hours", "tempo:days"))
    ),
    fires("D01", "stated as new", "symptom:deficit_new"),
    fires("D01", "new on top of shaking for years", "symptom:deficit_new", "tempo:years"),
    *(
        row
        for deficit in _DEFICITS
        for row in silent_each(
            "D01", "not new", deficit, one_of=("tempo:weeks", "tempo:months", "tempo:years", "tempo:lifelong")
        )
    ),
    silent("D01", "shaking of days alone", "symptom:tremor", "tempo:days"),
    silent("D01", "pain of days", "symptom:pain", "tempo:days"),
]

_ANTIDEPRESSANTS = ("drug:ssri", "drug:tca", "drug:trazodone", "drug:mao_inhibitor")
_BLOCKERS = ("drug:antipsychotic", "drug:d2_antiemetic")

D02: list[Row] = [
    *each(
        "D02",
        "within six weeks of a dopamine blocker",
        "drug:dopamine_blocker_start_6w",
        one_of=("modulation:cannot_sit_still",),
    ),
    *(
        row
        for drug in (*_BLOCKERS, *_ANTIDEPRESSANTS)
        for row in each(
            "D02",
            f"within six weeks of starting {drug}",
            drug,
            "trigger:new_medicine",
            one_of=("modulation:cannot_sit_still",),
        )
    ),
    *(silent("D02", f"on {drug} with no new start", drug, "symptom:tremor") for drug in _BLOCKERS),
    *(silent("D02", f"on {drug} with no new start", drug, "symptom:tremor") for drug in _ANTIDEPRESSANTS),
    silent("D02", "restlessness without such a drug", "modulation:cannot_sit_still"),
    silent(
        "D02", "shaking after another new drug", "trigger:new_medicine", "drug:valproate", "symptom:tremor"
    ),
    silent("D02", "restless after another new drug", "trigger:new_medicine", "modulation:cannot_sit_still"),
]

D03 = [
    *each("D03", "a low sugar, recovered", one_of=("test:glucose_low", "test:glucose_very_low")),
    fires("D03", "again and again on insulin", "drug:insulin", "test:glucose_low"),
    fires("D03", "shaking at night in diabetes", "history:diabetes", "activation:asleep"),
    fires("D03", "shaking at night on insulin", "drug:insulin", "activation:asleep"),
    fires("D03", "above 20 mmol/L without an emergency", "test:glucose_high"),
    silent("D03", "diabetes alone", "history:diabetes", "symptom:tremor"),
    silent("D03", "insulin alone", "drug:insulin", "symptom:tremor"),
    silent("D03", "shaking at night without diabetes", "activation:asleep"),
]

D04 = [
    *each(
        "D04", "stopped, without an emergency sign", one_of=("trigger:alcohol_stop", "trigger:sedative_stop")
    ),
    silent("D04", "a heavy drinker who has not stopped", "history:alcohol_heavy", "symptom:tremor"),
    silent("D04", "a sedative that goes on", "drug:benzodiazepine", "symptom:tremor"),
]

D05 = [
    *each("D05", "not unwell otherwise", one_of=("symptom:fever", "symptom:rigors")),
    silent("D05", "shivering without fever", "symptom:shivering", "activation:in_water_or_cold_air"),
    silent("D05", "sweating without fever", "symptom:sweating"),
]

_STOPPED = ("drug:ssri", "drug:opioid", "drug:tramadol", "drug:baclofen", "drug:benzodiazepine")

D06: list[Row] = [
    *each("D06", "stopped all at once", "trigger:stopped_medicine", one_of=_STOPPED),
    *(silent("D06", f"{drug} goes on", drug, "symptom:tremor") for drug in _STOPPED),
    silent("D06", "another medicine stopped", "trigger:stopped_medicine", "drug:ppi"),
    silent("D06", "an unnamed medicine stopped", "trigger:stopped_medicine"),
]

D07 = [
    fires("D07", "much worse within two weeks", "tempo:rapid_worsening"),
    *each(
        "D07",
        "severe, for two weeks at most",
        "symptom:disabling",
        one_of=("tempo:minutes", "tempo:hours", "tempo:days"),
    ),
    silent("D07", "getting worse, not within two weeks", "tempo:worsening", "tempo:months"),
    *silent_each("D07", "severe for long", "symptom:disabling", one_of=("tempo:months", "tempo:years")),
    silent("D07", "days of shaking that is not severe", "symptom:tremor", "tempo:days"),
]

D08 = [
    *each(
        "D08",
        "disease of kidney or liver and",
        "history:kidney_liver",
        one_of=("symptom:jerks", "symptom:myoclonus", "symptom:knee_buckling"),
    ),
    *each("D08", "dialysis and", "history:dialysis", one_of=("symptom:jerks", "symptom:knee_buckling")),
    *each(
        "D08",
        "gabapentinoid with failing kidneys and",
        "drug:gabapentinoid",
        "test:renal_hepatic_abn",
        one_of=("symptom:jerks", "symptom:myoclonus", "symptom:knee_buckling"),
    ),
    silent("D08", "kidney disease with tremor", "history:kidney_liver", "symptom:tremor"),
    *silent_each("D08", "healthy kidneys and", one_of=("symptom:jerks", "symptom:knee_buckling")),
    silent("D08", "gabapentinoid with tremor", "drug:gabapentinoid", "symptom:tremor"),
    silent(
        "D08", "gabapentinoid with failing kidneys, no jerk", "drug:gabapentinoid", "test:renal_hepatic_abn"
    ),
]

D09 = [
    *each(
        "D09",
        "built up over weeks or more",
        "symptom:confusion",
        one_of=("tempo:weeks", "tempo:months", "tempo:years"),
    ),
    *silent_each(
        "D09", "no confusion in a problem of", one_of=("tempo:weeks", "tempo:months", "tempo:years")
    ),
    silent("D09", "anxiety for weeks", "symptom:anxiety", "tempo:weeks"),
]

_PERSISTS = ("symptom:tremor", "tempo:weeks", "frequency:daily")

D10 = [
    fires("D10", "limp, refusal to walk or lost skills", "history:child", "symptom:skills_lost"),
    fires("D10", "new shaking that stays", *_PERSISTS, "history:child"),
    fires("D10", "new shaking that stays", *_PERSISTS, age=15),
    fires("D10", "new shaking of days, every day", "symptom:tremor", "tempo:days", "frequency:daily", age=8),
    silent("D10", "not a child", *_PERSISTS, age=16),
    silent("D10", "shaking for years", "symptom:tremor", "tempo:years", "frequency:daily", age=12),
]

ROWS = [*D1A, *D01, *D02, *D03, *D04, *D05, *D06, *D07, *D08, *D09, *D10]
