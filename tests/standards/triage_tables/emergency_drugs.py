"""E05, E06, E12 and E14: what medicines, their loss and poisons do, each clause as codes."""

from __future__ import annotations

from itertools import combinations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

SEROTONERGIC = (
    "drug:ssri",
    "drug:tca",
    "drug:trazodone",
    "drug:tramadol",
    "drug:mao_inhibitor",
    "drug:triptan",
    "drug:serotonergic_other",
)
WITHDRAWAL_SIGNS = (
    "symptom:convulsion",
    "symptom:hallucination",
    "symptom:confusion",
    "symptom:confusion_new",
    "symptom:fever",
    "symptom:coarse_tremor",
    "history:prior_dt",
)
POISONING_SIGNS = (
    "symptom:vomiting",
    "symptom:diarrhoea",
    "symptom:dehydration",
    "symptom:unsteady",
    "symptom:drowsy",
    "symptom:dysarthria",
)
_CHANGE = "drug:serotonergic_change_14d"

E05 = [
    *each(
        "E05",
        "a serotonergic drug started or raised within two weeks and",
        _CHANGE,
        one_of=(
            "symptom:sweating",
            "symptom:agitation",
            "symptom:confusion",
            "symptom:confusion_new",
            "symptom:fever",
            "sign:rigidity",
            "symptom:diarrhoea",
            "sign:clonus",
            "sign:clonus_sustained",
            "sign:hyperreflexia",
        ),
    ),
    *each(
        "E05",
        "two serotonergic drugs together, whatever the date, and",
        "drug:ssri",
        "drug:tramadol",
        one_of=(
            "symptom:confusion",
            "symptom:confusion_new",
            "symptom:fever",
            "sign:rigidity",
            "sign:clonus",
            "sign:clonus_sustained",
            "sign:hyperreflexia",
        ),
    ),
    *(
        fires("E05", f"two together: {one} and {other}", one, other, "symptom:fever")
        for one, other in combinations(SEROTONERGIC, 2)
    ),
    silent("E05", "a change without any sign", _CHANGE, "symptom:tremor"),
    silent("E05", "two together without any sign", "drug:ssri", "drug:tramadol", "symptom:tremor"),
    *silent_each(
        "E05",
        "two together of old date with only",
        "drug:ssri",
        "drug:tramadol",
        one_of=("symptom:sweating", "symptom:agitation", "symptom:diarrhoea"),
    ),
    *(silent("E05", f"fever with {drug} alone", drug, "symptom:fever") for drug in SEROTONERGIC),
    *silent_each(
        "E05",
        "no serotonergic drug, only",
        one_of=("symptom:sweating", "symptom:agitation", "symptom:fever", "sign:rigidity", "sign:clonus"),
    ),
]

_BLOCKERS = ("drug:antipsychotic", "drug:d2_antiemetic", "drug:dopaminergic_stop")

E06: list[Row] = [
    row
    for drug in (*_BLOCKERS, "drug:dopamine_blocker_start_6w")
    for row in each(
        "E06",
        f"fever on {drug} with",
        drug,
        "symptom:fever",
        one_of=("sign:rigidity", "symptom:confusion", "symptom:confusion_new"),
    )
] + [
    *each(
        "E06",
        "a stimulator that failed and fever with",
        "history:device_fault",
        "symptom:fever",
        one_of=("sign:rigidity", "symptom:confusion", "symptom:confusion_new"),
    ),
    *(silent("E06", f"fever alone on {drug}", drug, "symptom:fever") for drug in _BLOCKERS),
    *(silent("E06", f"rigidity alone on {drug}", drug, "sign:rigidity") for drug in _BLOCKERS),
    *(silent("E06", f"confusion alone on {drug}", drug, "symptom:confusion") for drug in _BLOCKERS),
    silent("E06", "fever and rigidity without such a drug", "symptom:fever", "sign:rigidity"),
    silent(
        "E06",
        "fever and rigidity on an antihistamine",
        "symptom:fever",
        "sign:rigidity",
        "drug:antihistamine",
    ),
    silent("E06", "a stimulator that failed with fever only", "history:device_fault", "symptom:fever"),
]

E12 = [
    *each(
        "E12", "alcohol stopped or cut within five days with", "trigger:alcohol_stop", one_of=WITHDRAWAL_SIGNS
    ),
    *each(
        "E12",
        "a sedative stopped or cut within three weeks with",
        "trigger:sedative_stop",
        one_of=WITHDRAWAL_SIGNS,
    ),
    silent("E12", "alcohol stopped without any sign", "trigger:alcohol_stop", "symptom:tremor"),
    silent("E12", "a sedative stopped without any sign", "trigger:sedative_stop", "symptom:tremor"),
    *silent_each(
        "E12",
        "a heavy drinker who has not stopped, with",
        "history:alcohol_heavy",
        one_of=("symptom:hallucination", "symptom:fever", "symptom:coarse_tremor", "history:prior_dt"),
    ),
    silent(
        "E12", "caffeine stopped, with hallucinations", "trigger:stopped_medicine", "symptom:hallucination"
    ),
]

E14: list[Row] = [
    fires("E14", "any suspected overdose or poisoning", "history:overdose_suspected"),
    *each(
        "E14", "lithium, coarse tremor and", "drug:lithium", "symptom:coarse_tremor", one_of=POISONING_SIGNS
    ),
    *each("E14", "lithium, worse tremor and", "drug:lithium", "tempo:worsening", one_of=POISONING_SIGNS),
    *each(
        "E14",
        "lithium, tremor much worse within two weeks and",
        "drug:lithium",
        "tempo:rapid_worsening",
        one_of=POISONING_SIGNS,
    ),
    *(
        row
        for drug in ("drug:valproate", "drug:calcineurin_inhibitor")
        for row in each(
            "E14",
            f"worse tremor on {drug} with vomiting, and confused",
            drug,
            "tempo:worsening",
            "symptom:vomiting",
            one_of=("symptom:confusion", "symptom:confusion_new"),
        )
    ),
    fires("E14", "tetany", "sign:tetany"),
    fires("E14", "muscle spasm with noisy breathing in", "symptom:spasm", "symptom:stridor"),
    fires("E14", "stiff jaw with spasms", "symptom:jaw_stiffness", "symptom:spasm"),
    *each("E14", "dark urine with", "symptom:dark_urine", one_of=("symptom:pain", "symptom:weakness")),
    silent("E14", "lithium and coarse tremor only", "drug:lithium", "symptom:coarse_tremor"),
    silent("E14", "lithium and worse tremor only", "drug:lithium", "tempo:worsening"),
    *silent_each("E14", "lithium, tremor not worse, and", "drug:lithium", one_of=POISONING_SIGNS),
    *silent_each("E14", "worse tremor without such a drug and", "tempo:worsening", one_of=POISONING_SIGNS),
    *(
        silent("E14", f"worse tremor with vomiting on {drug}", drug, "tempo:worsening", "symptom:vomiting")
        for drug in ("drug:valproate", "drug:calcineurin_inhibitor")
    ),
    silent("E14", "spasm alone", "symptom:spasm"),
    silent("E14", "noisy breathing alone", "symptom:stridor"),
    silent("E14", "stiff jaw alone", "symptom:jaw_stiffness"),
    silent("E14", "dark urine alone", "symptom:dark_urine"),
    *silent_each("E14", "clear urine with", one_of=("symptom:pain", "symptom:weakness")),
]

ROWS = [*E05, *E06, *E12, *E14]
