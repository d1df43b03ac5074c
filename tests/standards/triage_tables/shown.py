"""Shaking that nobody coded as tremor or jerks: when the leg shakes says that it shakes.

People code sparsely, and every case here is about a shaking leg. The words of the rules speak of shaking; these rows keep
the forms from asking for one more code that a careful reader would not miss.
"""

from __future__ import annotations

from standards.triage_tables.row import Row, each, fires, silent

__all__ = ["ROWS"]

ROWS: list[Row] = [
    *each(
        "D11",
        "new shaking in pregnancy, coded by when it comes",
        "history:pregnant",
        one_of=(
            "activation:continuous",
            "activation:posture",
            "activation:kinetic",
            "activation:intention",
            "activation:standing",
            "activation:standing_only",
            "activation:walking",
            "activation:turning",
            "activation:tiptoe",
            "activation:muscle_stretch",
            "activation:task_specific",
            "measure:regular",
        ),
    ),
    silent(
        "D11", "an evening urge without shaking", "history:pregnant", "activation:evening", "activation:rest"
    ),
    *each(
        "W01",
        "shaking of one leg at rest with a sign of parkinsonism",
        "activation:rest",
        "side:unilateral",
        one_of=(
            "modulation:more_with_mental_load",
            "measure:alternating",
            "symptom:smell_loss",
            "symptom:dream_enactment",
            "history:family_parkinson",
            "history:pd",
        ),
    ),
    silent("W01", "smell lost, both legs", "activation:rest", "side:bilateral", "symptom:smell_loss"),
    silent("W01", "smell lost, not at rest", "activation:posture", "side:unilateral", "symptom:smell_loss"),
    silent("W01", "one leg at rest and nothing else", "activation:rest", "side:unilateral"),
    fires(
        "W01", "a regular rhythm of one leg at rest", "activation:rest", "side:unilateral", "measure:regular"
    ),
    silent(
        "W01",
        "a regular rhythm that stops when asked",
        "activation:rest",
        "side:unilateral",
        "measure:regular",
        "modulation:stops_on_request",
    ),
    silent(
        "W01", "a regular rhythm of both legs at rest", "activation:rest", "side:bilateral", "measure:regular"
    ),
    silent(
        "W01",
        "a regular rhythm of one leg held out",
        "activation:posture",
        "side:unilateral",
        "measure:regular",
    ),
    *each(
        "W05",
        "unexplained shaking on holding or moving, under 50, for months",
        "tempo:months",
        one_of=("activation:posture", "activation:kinetic"),
        age=30,
    ),
    *each(
        "D13",
        "shaking on holding or moving, on valproate, with vomiting",
        "drug:valproate",
        "symptom:vomiting",
        one_of=("activation:posture", "activation:kinetic"),
    ),
    *each(
        "D15",
        "attacks of one leg under 40, brought on as in E02",
        "side:unilateral",
        "frequency:brief_episodes",
        one_of=("trigger:neck_extension", "trigger:standing", "trigger:heat", "sign:oh"),
        age=25,
    ),
    fires(
        "D15", "attacks on bending the neck back", "activation:paroxysmal", "trigger:neck_extension", age=25
    ),
    silent("D15", "no attacks", "side:unilateral", "trigger:heat", age=25),
    silent("D15", "both legs in heat", "side:bilateral", "frequency:brief_episodes", "trigger:heat", age=25),
    silent("D15", "nothing brings it on", "side:unilateral", "frequency:brief_episodes", age=25),
    silent(
        "D15",
        "for years",
        "side:unilateral",
        "frequency:brief_episodes",
        "trigger:heat",
        "tempo:years",
        age=25,
    ),
    fires("W01", "tremor of the hand on the same side", "symptom:hand_tremor_same_side", "side:asymmetric"),
]
