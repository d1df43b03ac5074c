"""Rows in which the words of triage and the forms of the rules disagree, by what is missing in the form.

The words stand. Each row is expected to fail until the form follows them; then it fails as passing, and moves to its table.
"""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent

__all__ = ["DISPUTED"]

_NEW_CONFUSION = "symptom:confusion_new"

DISPUTED: dict[str, list[Row]] = {
    "E02 exertion: activation:after_effort is left out": [
        fires(
            "E02",
            "exertion",
            "side:unilateral",
            "frequency:brief_episodes",
            "history:vascular_age",
            "activation:after_effort",
        ),
    ],
    "E03 the code says 'after an attack'; a second code for attacks is asked on top": [
        fires("E03", "a limb weak after an attack", "symptom:post_attack_weakness"),
    ],
    "E07 rigors in pregnancy, any week": [
        fires("E07", "rigors in pregnancy", "symptom:rigors", "history:pregnant_under_20w"),
    ],
    "E11 the code says 'during an attack'; a second code for attacks is asked on top, effort is left out": [
        *each(
            "E11",
            "odd behaviour in attacks after",
            "symptom:behaviour_in_attack",
            one_of=("trigger:fasting", "trigger:exercise", "activation:after_effort"),
        ),
    ],
    "E11 clouded awareness is coded awareness_lost (the level stands by E03)": [
        *each(
            "E11",
            "clouded awareness in attacks after",
            "activation:paroxysmal",
            "symptom:awareness_lost",
            one_of=("trigger:fasting", "trigger:exercise"),
        ),
    ],
    "new confusion is confusion (the level stands by E03, the reason and its advice are lost)": [
        fires("E05", "new confusion", "drug:serotonergic_change_14d", _NEW_CONFUSION),
        fires("E05", "new confusion", "drug:ssri", "drug:tramadol", _NEW_CONFUSION),
        fires("E06", "new confusion", "drug:antipsychotic", "symptom:fever", _NEW_CONFUSION),
        fires("E07", "new confusion", "symptom:fever", _NEW_CONFUSION),
        fires("E11", "new confusion", "drug:insulin", _NEW_CONFUSION),
        fires("E12", "new confusion", "trigger:alcohol_stop", _NEW_CONFUSION),
        fires(
            "E14", "new confusion", "drug:valproate", "tempo:worsening", "symptom:vomiting", _NEW_CONFUSION
        ),
        fires("E18", "new confusion", "test:tsh_low", "symptom:vomiting", _NEW_CONFUSION),
    ],
    "E10 weakness of both legs is symmetrical weakness (the level stands by E08)": [
        fires("E10", "worse within four weeks", "symptom:bilateral_leg_weakness", "tempo:rapid_worsening"),
        fires("E10", "loss of reflexes", "symptom:bilateral_leg_weakness", "sign:areflexia"),
    ],
    "E17 illness under three months: diarrhoea is left out": [
        fires("E17", "ill", "history:infant_under_3m", "symptom:diarrhoea"),
    ],
    "E17 an infant who fits is a child who fits (the level stands by E03)": [
        fires("E17", "fits", "history:infant_under_3m", "symptom:convulsion"),
    ],
    "E18 a rapid pulse is one over 100": [
        fires("E18", "rapid pulse", "test:tsh_low", "symptom:vomiting", "sign:tachycardia"),
    ],
    "D02 restlessness or shaking: shaking is left out": [
        fires("D02", "shaking", "drug:dopamine_blocker_start_6w", "symptom:tremor"),
        fires("D02", "shaking", "drug:ssri", "trigger:new_medicine", "symptom:tremor"),
    ],
    "D02 an MAO inhibitor is an antidepressant": [
        fires("D02", "MAO", "drug:mao_inhibitor", "trigger:new_medicine", "modulation:cannot_sit_still"),
    ],
    "D12 a new focal sign in multiple sclerosis is a new symptom": [
        fires("D12", "stated as new", "history:ms", "symptom:deficit_new"),
        fires("D12", "a new focal sign", "history:ms", "sign:focal_deficit"),
    ],
    "D15 one-sided jerking or shaking: shaking is left out": [
        fires("D15", "shaking", "side:unilateral", "frequency:brief_episodes", "symptom:tremor"),
        fires(
            "D15", "the neck", "side:unilateral", "frequency:brief_episodes", "trigger:neck_extension", age=25
        ),
    ],
    "D18 new shaking and a stated new deficit are new neurological symptoms": [
        fires("D18", "shaking", "drug:immune_checkpoint", "symptom:tremor"),
        fires("D18", "stated as new", "drug:immune_checkpoint", "symptom:deficit_new"),
    ],
    "W13 anyone: the pathway for men and after the menopause is a remark, not a condition": [
        fires("W13", "anyone", "test:iron_anaemia"),
    ],
    "section 6: three weeks or longer is at least routine, except the settled patterns": [
        silent("S", "caffeine for months", "trigger:caffeine", "tempo:months", age=30, sex="male"),
        silent("S", "stress for years", "trigger:stress", "tempo:years", age=30, sex="male"),
    ],
    "S asks for an age of 16 or more; an age nobody stated is not one": [
        silent("S", "age unknown", "trigger:caffeine", "tempo:hours", sex="male"),
    ],
}
