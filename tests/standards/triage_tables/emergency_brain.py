"""E01-E04 and E21: stroke and its warnings, attacks, jerking that does not stop, each clause as codes."""

from __future__ import annotations

from standards.triage_tables.row import each, fires, silent, silent_each

_ATTACK = ("side:unilateral", "frequency:brief_episodes")
_FORTY = "history:vascular_age"

E01 = [
    *each(
        "E01",
        "any of these alone, with or without shaking",
        one_of=(
            "symptom:facial_droop",
            "symptom:weakness_one_side",
            "symptom:numbness_one_side",
            "symptom:speech_trouble",
            "symptom:vision_trouble",
            "symptom:headache_severe",
        ),
    ),
    fires("E01", "balance lost all at once", "symptom:unsteady", "onset:sudden"),
    fires("E01", "weakness of one side in a person of 25", "symptom:weakness_one_side", age=25),
    fires("E01", "it counts even if gone", "symptom:speech_trouble", "activation:paroxysmal"),
    silent("E01", "unsteadiness that crept in", "symptom:unsteady", "onset:gradual"),
    silent("E01", "unsteadiness without a sudden start", "symptom:unsteady"),
    silent("E01", "a sudden start without loss of balance", "symptom:tremor", "onset:sudden"),
    silent("E01", "a headache that is not the worst", "symptom:headache"),
    silent("E01", "numbness that is not of one side", "symptom:numbness"),
    silent("E01", "weakness that is not of one side", "symptom:weakness"),
    silent("E01", "light-headedness", "symptom:lightheaded"),
]

E02 = [
    *each(
        "E02",
        "one-sided attacks of seconds to minutes from 40, brought on by",
        *_ATTACK,
        _FORTY,
        one_of=(
            "trigger:standing",
            "activation:standing",
            "trigger:neck_extension",
            "trigger:exercise",
            "activation:after_effort",
            "trigger:heat",
            "sign:oh",
        ),
    ),
    *each(
        "E02",
        "both legs together with a one-sided symptom",
        "side:bilateral",
        "frequency:brief_episodes",
        "trigger:standing",
        _FORTY,
        one_of=("symptom:numbness_one_side", "symptom:weakness_one_side", "symptom:facial_droop"),
    ),
    fires("E02", "age 40 exactly", *_ATTACK, "trigger:neck_extension", age=40),
    fires(
        "E02",
        "under 40 with vascular risk",
        *_ATTACK,
        "trigger:neck_extension",
        "history:vascular_risk",
        age=30,
    ),
    fires("E02", "a TIA before is a vascular risk", *_ATTACK, "trigger:standing", "history:tia", age=30),
    fires("E02", "awareness kept", *_ATTACK, "trigger:heat", _FORTY, "symptom:awareness_kept"),
    fires("E02", "awareness lost", *_ATTACK, "trigger:heat", _FORTY, "symptom:awareness_lost"),
    silent("E02", "attacks that nothing of the list brings on", *_ATTACK, _FORTY),
    silent("E02", "attacks that stress brings on", *_ATTACK, _FORTY, "trigger:stress"),
    silent("E02", "39 years without vascular risk", *_ATTACK, "trigger:neck_extension", age=39),
    silent("E02", "age not known to be 40 and no risk known", *_ATTACK, "trigger:neck_extension"),
    silent(
        "E02",
        "both legs without a one-sided symptom",
        "side:bilateral",
        "frequency:brief_episodes",
        "trigger:standing",
        _FORTY,
    ),
    silent(
        "E02",
        "episodes of ten minutes or more",
        "side:unilateral",
        "frequency:long_episodes",
        "trigger:neck_extension",
        _FORTY,
    ),
    silent("E02", "attacks of an unknown side", "frequency:brief_episodes", "trigger:standing", _FORTY),
]

E03 = [
    *each(
        "E03",
        "any of these alone",
        one_of=(
            "symptom:awareness_lost",
            "symptom:convulsion",
            "symptom:tongue_bite_incontinence",
            "symptom:attacks_no_recovery",
            "symptom:march",
            "symptom:post_attack_weakness",
            "symptom:confusion_new",
        ),
    ),
    fires("E03", "a limb weak after an attack", "symptom:post_attack_weakness", "activation:paroxysmal"),
    *each(
        "E03",
        "confusion in a problem of minutes to days is new",
        "symptom:confusion",
        one_of=("tempo:minutes", "tempo:hours", "tempo:days"),
    ),
    *each(
        "E03",
        "confusion of any tempo with lapses of posture or failing liver or kidney",
        "symptom:confusion",
        "tempo:months",
        one_of=("sign:asterixis", "history:kidney_liver", "test:renal_hepatic_abn"),
    ),
    *silent_each(
        "E03",
        "confusion built up slowly, with no failing organ",
        "symptom:confusion",
        one_of=("tempo:weeks", "tempo:months", "tempo:years"),
    ),
    *silent_each(
        "E03",
        "this without confusion",
        "tempo:months",
        one_of=("sign:asterixis", "history:kidney_liver", "test:renal_hepatic_abn"),
    ),
    silent("E03", "attacks with awareness kept", "activation:paroxysmal", "symptom:awareness_kept"),
    silent("E03", "single jerks", "symptom:jerks"),
    silent("E03", "weakness that no attack left behind", "symptom:weakness"),
]

E04 = [
    fires("E04", "jerking that neither will nor position stops", "symptom:continuous_jerking"),
    fires("E04", "the same with a high sugar", "symptom:continuous_jerking", "test:glucose_high"),
    fires("E04", "the same in diabetes", "symptom:continuous_jerking", "history:diabetes"),
    fires("E04", "flinging of one leg", "symptom:flinging", "side:unilateral"),
    silent(
        "E04",
        "habitual bouncing of one leg that stops when asked",
        "activation:seated_toes_floor",
        "side:unilateral",
        "modulation:stops_on_request",
        "symptom:tremor",
    ),
    silent(
        "E04",
        "clonus that stops with the heel down",
        "sign:clonus",
        "side:unilateral",
        "modulation:stops_heel_down",
    ),
    silent("E04", "single jerks of one leg", "symptom:jerks", "side:unilateral"),
    silent("E04", "a tremor present most of the day", "symptom:tremor", "activation:continuous"),
    silent("E04", "one-sided shaking", "symptom:tremor", "side:unilateral"),
]

E21 = [
    fires(
        "E21",
        "sudden one-sided shaking with another focal sign",
        "onset:sudden",
        "side:unilateral",
        "symptom:tremor",
        "sign:focal_deficit",
    ),
    fires(
        "E21",
        "sudden buckling of a knee with another focal sign",
        "onset:sudden",
        "side:unilateral",
        "symptom:knee_buckling",
        "sign:focal_deficit",
    ),
    fires("E21", "sudden one-sided lapses", "onset:sudden", "side:unilateral", "sign:asterixis"),
    fires("E21", "sudden one-sided flinging", "onset:sudden", "side:unilateral", "symptom:flinging"),
    silent("E21", "sudden one-sided shaking alone", "onset:sudden", "side:unilateral", "symptom:tremor"),
    silent("E21", "sudden buckling alone", "onset:sudden", "side:unilateral", "symptom:knee_buckling"),
    silent(
        "E21",
        "one-sided shaking with a focal sign that crept in",
        "onset:gradual",
        "side:unilateral",
        "symptom:tremor",
        "sign:focal_deficit",
    ),
    silent(
        "E21",
        "buckling that crept in",
        "onset:gradual",
        "side:unilateral",
        "symptom:knee_buckling",
        "sign:focal_deficit",
    ),
    silent("E21", "sudden lapses of both sides", "onset:sudden", "side:bilateral", "sign:asterixis"),
    silent("E21", "one-sided lapses that crept in", "onset:gradual", "side:unilateral", "sign:asterixis"),
    silent("E21", "one-sided flinging that crept in", "onset:gradual", "side:unilateral", "symptom:flinging"),
    silent("E21", "sudden flinging of both sides", "onset:sudden", "side:bilateral", "symptom:flinging"),
]

ROWS = [*E01, *E02, *E03, *E04, *E21]
