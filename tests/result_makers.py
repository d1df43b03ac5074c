"""Finished checks of every level, and recordings of an invented leg, for tests of the result."""

from __future__ import annotations

import uuid
from importlib import resources
from typing import Any

import yaml

from legato.analyze import analyze
from legato.app.desk import Desk
from legato.errors import InputError
from legato.inference.plain_answers import state_of_values
from legato.model.analysis import Analysis
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.simulation.demo_evening import demo_battery

__all__ = ["LEVELS", "PERSON", "TOLD", "a_check", "a_person", "demo_recordings"]

PERSON = "person-1"
TOLD: dict[str, Any] = yaml.safe_load(
    (resources.files("legato.simulation") / "demo_evening.yaml").read_text(encoding="utf-8")
)
_NONE = dict.fromkeys(
    (
        "em_stroke", "em_attacks", "em_heart_mind", "em_ill", "em_back", "em_strength", "em_changes", "self_harm",
    ),
    "none",
) | {"em_nonstop": "no"}  # fmt: skip

# Answers by the level that follows from them.
LEVELS: dict[str, dict[str, Any]] = {
    "emergency_now": {"age": 47, "sex": "female"} | _NONE | {"em_back": ["saddle"]},
    "same_day": TOLD["answers"] | {"em_strength": ["deficit_new"]},
    "days_to_weeks": {key: value for key, value in TOLD["answers"].items() if key != "em_ill"},
    "routine": TOLD["answers"] | {"side": "both", "when": ["held"], "urge": "urge_legs"},
    "self_care": {"age": 30, "sex": "male"} | _NONE | {
        "what": ["shake"], "side": "both", "began": "crept", "since": "days", "course": "none", "length": "brief",
        "when": ["held"], "how_often": "monthly", "urge": "none_felt", "triggers": ["caffeine"], "medicines_mind": "none",
        "medicines_body": "none", "legs": "none", "body": "none", "illnesses": "none", "effect": "none",
    },
}  # fmt: skip


def a_person(desk: Desk, *, label: str = "") -> str:
    """Keep a person."""
    body = {"who": "me", "label": label, "is_demo": False, "language": "en", "country": "gb"}
    desk.store.put(ItemKind.PERSON, body, id=PERSON, person="", key=f"person-{PERSON}", base_version=0)
    return PERSON


def a_check(
    desk: Desk,
    answers: dict[str, Any],
    *,
    scales: dict[str, Any] | None = None,
    finished_on: str | None = "",
    **body: Any,
) -> KeptItem:
    """Keep a check, finished today unless it is said otherwise."""
    library = desk.library()
    state = state_of_values(answers, scales or {}, state=InterviewState(), library=library, where="a test")
    id_ = uuid.uuid4().hex
    made = {
        "state": state.to_json(),
        "country": "gb",
        "language": "en",
        "started_on": desk.today().isoformat(),
        "finished_on": desk.today().isoformat() if finished_on == "" else finished_on,
        "story": "",
        "my_questions": [],
        "recordings": [],
        "medicines": [],
    } | body
    return desk.store.put(
        ItemKind.CHECK, made, id=id_, person=PERSON, key=f"check-{id_}", day=desk.today().isoformat()
    )


def demo_recordings(desk: Desk, *, broken: bool = False) -> list[str]:
    """Keep the four recordings of the demo evening; their samples come from memory, and one more may be unreadable."""
    known: dict[str, Analysis] = {}
    for number, one in enumerate(demo_battery()):
        id_ = f"recording-{number}"
        known[id_] = analyze(one.recording, with_pictures=True)
        _put_recording(desk, id_, task=one.task.value, duration_s=one.recording.duration_s)
    if broken:
        _put_recording(desk, "recording-broken", task="toe_tap", duration_s=30.0)

    def analysis_of(item: KeptItem) -> Analysis:
        if item.id not in known:
            raise InputError("The file is cut off", mend="record it again", code="LEG-E899")
        return known[item.id]

    desk.analysis_of = analysis_of  # type: ignore[method-assign, assignment]
    return [*known, *(["recording-broken"] if broken else [])]


def _put_recording(desk: Desk, id_: str, *, task: str, duration_s: float) -> None:
    body = {
        "task": task,
        "side": "right",
        "placement": "shank",
        "duration_s": duration_s,
        "state": "kept",
        "bundle": "",
        "notes": "<script>alert(1)</script>",
    }
    desk.store.put(ItemKind.RECORDING, body, id=id_, person=PERSON, key=f"key-{id_}")
