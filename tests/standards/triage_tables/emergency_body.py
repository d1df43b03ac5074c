"""E07, E11, E13 and E18: infection, sugar, heart and thyroid, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent, silent_each

_INFECTION = (
    "symptom:confusion",
    "symptom:confusion_new",
    "symptom:fast_breathing",
    "symptom:mottled_skin",
    "symptom:neck_stiffness",
    "symptom:rash_nonblanching",
    "history:immunosuppressed",
    "history:chemo_recent",
    "drug:marrow_toxic",
)

E07 = [
    *each("E07", "38 degrees or more with", "symptom:fever", one_of=_INFECTION),
    *each("E07", "below 36 degrees with", "symptom:hypothermia", one_of=_INFECTION),
    *each(
        "E07",
        "shaking chills with",
        "symptom:rigors",
        one_of=(
            "history:pregnant",
            "history:pregnant_under_20w",
            "history:pregnant_over_20w",
            "history:postpartum",
            "history:travel_malaria",
        ),
    ),
    silent("E07", "fever alone", "symptom:fever"),
    silent("E07", "a low temperature alone", "symptom:hypothermia"),
    silent("E07", "shaking chills alone", "symptom:rigors"),
    *silent_each("E07", "a normal temperature with", one_of=_INFECTION),
    *silent_each(
        "E07",
        "no shaking chills in",
        one_of=("history:pregnant", "history:postpartum", "history:travel_malaria"),
    ),
    silent("E07", "shivering without fever in pregnancy", "symptom:shivering", "history:pregnant"),
]

_SUGAR_RISKS = ("drug:insulin", "history:bariatric", "history:kidney_liver", "history:alcohol_heavy")
_SUGAR_SIGNS = (
    "test:glucose_very_low",
    "test:glucose_unknown_now",
    "symptom:drowsy",
    "symptom:confusion",
    "symptom:confusion_new",
    "symptom:swallowing_trouble",
)
_HIGH_SUGAR_SIGNS = ("symptom:vomiting", "symptom:drowsy", "symptom:fast_breathing", "test:ketones_high")

E11: list[Row] = [
    *(row for risk in _SUGAR_RISKS for row in each("E11", f"{risk} with", risk, one_of=_SUGAR_SIGNS)),
    *each(
        "E11",
        "odd behaviour in attacks, drug or no drug, after",
        "symptom:behaviour_in_attack",
        one_of=("trigger:fasting", "trigger:exercise", "activation:after_effort"),
    ),
    *each(
        "E11",
        "clouded awareness in attacks, drug or no drug, after",
        "activation:paroxysmal",
        "symptom:awareness_lost",
        one_of=("trigger:fasting", "trigger:exercise", "activation:after_effort"),
    ),
    *each("E11", "above 20 mmol/L with", "test:glucose_high", one_of=_HIGH_SUGAR_SIGNS),
    *silent_each("E11", "a risk without a sign", "symptom:tremor", one_of=_SUGAR_RISKS),
    *silent_each(
        "E11",
        "a sign without a risk",
        one_of=(
            "test:glucose_unknown_now",
            "symptom:drowsy",
            "symptom:confusion",
            "symptom:swallowing_trouble",
        ),
    ),
    silent("E11", "insulin with a sugar of 3.0 to 3.9, awake", "drug:insulin", "test:glucose_low"),
    silent(
        "E11",
        "confusion for weeks, fasting, no attack",
        "trigger:fasting",
        "symptom:confusion",
        "tempo:weeks",
    ),
    silent("E11", "odd behaviour in attacks without fasting or effort", "symptom:behaviour_in_attack"),
    *silent_each(
        "E11", "shaking without odd behaviour after", one_of=("trigger:fasting", "trigger:exercise")
    ),
    silent("E11", "above 20 mmol/L without a sign", "test:glucose_high"),
    *silent_each("E11", "a sugar not above 20 with", "history:diabetes", one_of=_HIGH_SUGAR_SIGNS),
]

E13 = [
    *each(
        "E13",
        "any of these alone during shaking",
        one_of=("symptom:chest_pain", "symptom:breathlessness", "symptom:syncope", "symptom:cold_pale_leg"),
    ),
    fires("E13", "palpitations with collapse", "symptom:palpitations", "symptom:syncope"),
    silent("E13", "palpitations without collapse", "symptom:palpitations"),
    silent("E13", "light-headedness without collapse", "symptom:lightheaded"),
    silent("E13", "pain of a leg that is not cold and pale", "symptom:pain"),
    silent("E13", "cold as a trigger", "trigger:cold"),
]

_STORM = {
    "fever": ("symptom:fever",),
    "gut": ("symptom:vomiting", "symptom:diarrhoea"),
    "mind": ("symptom:agitation", "symptom:confusion", "symptom:confusion_new"),
    "pulse": ("sign:tachycardia_120", "sign:irregular_pulse"),
}
_THYROID = "test:tsh_low"

E18: list[Row] = [
    *(
        fires("E18", f"two of four: {one} and {other}", _THYROID, code, second)
        for one, codes in _STORM.items()
        for other, seconds in _STORM.items()
        if one < other
        for code in codes
        for second in seconds
    ),
    *(
        fires("E18", f"likely by {base}", base, "symptom:fever", "symptom:agitation")
        for base in ("sign:goitre_eye_signs", _THYROID)
    ),
    *each(
        "E18",
        "known thyroid disease with a sign of too much hormone",
        "history:thyroid",
        "symptom:fever",
        "symptom:agitation",
        one_of=("symptom:weight_loss", "symptom:heat_intolerance", "sign:tachycardia"),
    ),
    silent(
        "E18",
        "known thyroid disease, nothing of too much hormone",
        "history:thyroid",
        "symptom:fever",
        "symptom:agitation",
    ),
    *(
        silent("E18", f"one of four only: {code}", _THYROID, code)
        for codes in _STORM.values()
        for code in codes
    ),
    silent("E18", "vomiting and diarrhoea count once", _THYROID, "symptom:vomiting", "symptom:diarrhoea"),
    silent("E18", "agitation and confusion count once", _THYROID, "symptom:agitation", "symptom:confusion"),
    silent("E18", "rapid and irregular count once", _THYROID, "sign:tachycardia_120", "sign:irregular_pulse"),
    silent("E18", "a pulse of 90 to 100 is not rapid", _THYROID, "symptom:fever", "sign:tachycardia_mild"),
    silent("E18", "two of four without thyroid disease", "symptom:fever", "symptom:agitation"),
]

ROWS = [*E07, *E11, *E13, *E18]
