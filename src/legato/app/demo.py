"""Fill an empty store with the demo person: one evening with its recordings, and six weeks of a diary."""

from __future__ import annotations

import datetime
import uuid
from importlib import resources
from typing import Any

import yaml

from legato.app.desk import Desk
from legato.inference.plain_answers import state_of_values
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind
from legato.model.recording import Recording
from legato.simulation.demo_evening import demo_battery, demo_days

__all__ = ["DEMO_CHECK", "DEMO_PERSON", "demo_journey", "fill_demo"]

DEMO_PERSON = "demo-person-7"
DEMO_CHECK = "demo-check-0001"
_EVENING = datetime.time(21, 14)
_FILE = "demo_evening.yaml"


def fill_demo(desk: Desk) -> None:
    """Put the demo person in, unless it is there.

    Parameters
    ----------
    desk : Desk
        Of a folder that holds nothing but the demo.
    """
    if desk.store.get(DEMO_PERSON) is not None:
        return
    told = yaml.safe_load((resources.files("legato.simulation") / _FILE).read_text(encoding="utf-8"))
    first_day = desk.today() - datetime.timedelta(days=int(told["diary"]["days"]))
    _put(
        desk,
        ItemKind.PERSON,
        {**told["person"], "is_demo": True, "language": "en", "country": "eu"},
        id_=DEMO_PERSON,
        person="",
    )
    medicines = [_put_medicine(desk, one, first_day=first_day) for one in told["medicines"]]
    recordings = [_put_recording(desk, one.recording, day=first_day) for one in demo_battery()]
    _put_check(desk, told, day=first_day, recordings=recordings, medicines=medicines)
    _put_diary(desk, told["diary"], first_day=first_day, medicines=medicines)
    _put(desk, ItemKind.GOAL, {"text": told["goal"], "ratings": [
        {"day": first_day.isoformat(), "value": 3}, {"day": desk.today().isoformat(), "value": 6},
    ]}, day=first_day)  # fmt: skip
    booked = desk.today() + datetime.timedelta(days=int(told["appointment"]["in_days"]))
    body = {"with_whom": told["appointment"]["with_whom"], "on": booked.isoformat()}
    _put(desk, ItemKind.APPOINTMENT, body, day=booked)


def demo_journey() -> tuple[str, ...]:
    """Give the pages of the demo person in the order of an evening, and then of six weeks.

    Returns
    -------
    tuple of str
    """
    check = f"/check/{DEMO_CHECK}"
    evening = (
        "/",
        f"{check}/q/em_stroke",
        f"{check}/q/when",
        f"{check}/medicines",
        f"{check}/forms",
        f"{check}/answers",
    )
    recording = (
        f"/record?check={DEMO_CHECK}",
        f"/record/task/rest?check={DEMO_CHECK}",
        "/record/files",
        "/record/apps",
    )
    result = tuple(
        f"/result/{DEMO_CHECK}{part}" for part in ("", "/clinician", "/letter", "/letter.pdf", "/phone")
    )
    weeks = (
        "/diary",
        "/diary/add",
        "/timeline",
        "/recheck",
        "/goal",
        "/appointment",
        "/me",
        "/share",
        "/learn",
        "/how-we-decide",
    )
    return (*evening, *recording, *result, *weeks, "/help", "/crisis")


def _put(
    desk: Desk,
    kind: ItemKind,
    body: dict[str, Any],
    *,
    id_: str = "",
    person: str = DEMO_PERSON,
    day: datetime.date | None = None,
) -> str:
    chosen = id_ or uuid.uuid4().hex
    desk.store.put(
        kind,
        body,
        id=chosen,
        person=person,
        key=f"demo-{chosen}",
        day=day.isoformat() if day else "",
        base_version=0,
    )
    return chosen


def _put_medicine(desk: Desk, told: dict[str, Any], *, first_day: datetime.date) -> str:
    started = first_day - datetime.timedelta(days=int(told["started_days_ago"]))
    body = {
        "name": told["name"],
        "record_id": told["record_id"],
        "dose_text": told["dose_text"],
        "started_on": started.isoformat(),
    }
    return _put(desk, ItemKind.MEDICINE, body, day=started)


def _put_recording(desk: Desk, recording: Recording, *, day: datetime.date) -> str:
    """Keep one simulated recording as the pages keep a real one."""
    from legato.app.recorder import keep_recording

    item = keep_recording(
        desk, recording, person=DEMO_PERSON, source="simulated", day=day, key=uuid.uuid4().hex
    )
    return item.id


def _put_check(
    desk: Desk, told: dict[str, Any], *, day: datetime.date, recordings: list[str], medicines: list[str]
) -> None:
    library = desk.library()
    state = state_of_values(
        told["answers"], told["scales"], state=InterviewState(), library=library, where=_FILE
    )
    when = datetime.datetime.combine(day, _EVENING, tzinfo=desk.now().tzinfo).isoformat()
    body = {
        "state": state.to_json(),
        "country": "eu",
        "language": "en",
        "started_on": when,
        "finished_on": when,
        "story": told["story"],
        "my_questions": told["questions"],
        "recordings": recordings,
        "medicines": medicines,
    }
    _put(desk, ItemKind.CHECK, body, id_=DEMO_CHECK, day=day)


def _put_diary(desk: Desk, told: dict[str, Any], *, first_day: datetime.date, medicines: list[str]) -> None:
    """Write the entries of the days that have one; the others stay missing."""
    mg = {one["id"]: one["mg"] for one in desk.library().records("drink")}
    for k, body in enumerate(demo_days(told)):
        if body is None:
            continue
        drinks = [{**one, "mg": one["count"] * mg[one["drink"]]} for one in body["caffeine"]]
        day = first_day + datetime.timedelta(days=k)
        taken = dict.fromkeys(medicines, True)
        _put(desk, ItemKind.DIARY, {**body, "caffeine": drinks, "medicine_taken": taken}, day=day)
