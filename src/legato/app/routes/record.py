"""Record the leg: the list of tasks, one task a page, and what became of a recording."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from legato.app.battery import BATTERY, HomeTask, home_tasks, task_named
from legato.app.desk import Desk
from legato.app.first_person import ensure_person
from legato.app.forms import check_guard, key_of, read_form
from legato.app.recorder import KEPT, keep_recording, recordings_for
from legato.app.render import go, page
from legato.app.samples import PostedRecording, recording_of, steps_of
from legato.app.undo_bar import offer_undo, undo_of
from legato.app.visit import Visit, visit_of
from legato.errors import InputError
from legato.inference.interview import facts_of_answers
from legato.model.facts import Facts
from legato.model.kept import ItemKind, KeptItem

router = APIRouter(tags=["recording"])
PROBLEMS = ("denied", "no_sensor", "silent", "too_slow", "storage", "interrupted", "not_secure")
_SIDES = ("right", "left")


@router.get("/record", include_in_schema=False)
def overview(request: Request, check: str = "", side: str = "") -> Response:
    """Show the tasks, which are done, and how to begin."""
    visit, desk = visit_of(request), request.app.state.desk
    chosen = _check(desk, check, visit)
    kept = (
        recordings_for(desk, person=visit.person, check=chosen.id if chosen else "") if visit.person else []
    )
    tasks = home_tasks(desk.library(), facts=_facts(desk, chosen))
    own_side = side if side in _SIDES else _last_side(kept)
    done = {str(one.body["task"]): one for one in kept}
    first = next(
        (one for one in tasks if one.id not in done and not one.is_optional and not one.against), None
    )
    return page(
        request,
        "record.html.j2",
        check=chosen.id if chosen else "",
        side=own_side,
        sides=_SIDES,
        tasks=[one for one in tasks if not one.is_optional],
        more=[one for one in tasks if one.is_optional],
        done=done,
        kept_state=KEPT,
        first=first,
        is_ready=all(one in done for one in BATTERY if one not in ("table", "stand")),
        network=request.app.state.network,
        undo=undo_of(request, person=visit.person),
    )


@router.get("/record/task/{task}", include_in_schema=False)
def one_task(request: Request, task: str, check: str = "", side: str = "right") -> Response:
    """Show one task, ready to be recorded."""
    visit, desk = visit_of(request), request.app.state.desk
    chosen = _check(desk, check, visit)
    found = task_named(task, library=desk.library(), facts=_facts(desk, chosen))
    if found is None:
        raise InputError("There is no such task", found=task[:40], code="LEG-E825")
    plain = {code: desk.library(visit.language).findings[code].plain for code in found.against}
    return page(
        request,
        "record_task.html.j2",
        task=found,
        told=list(plain.values()),
        next_task=_after(found, home_tasks(desk.library(), facts=_facts(desk, chosen))),
        check=chosen.id if chosen else "",
        side=side if side in _SIDES else "right",
        is_offline=False,
        tasks=(),
    )


@router.get("/offline/record", include_in_schema=False)
def without_computer(request: Request) -> Response:
    """Show the tasks on a page that a phone keeps and opens without the computer."""
    tasks = tuple(one for one in home_tasks(request.app.state.desk.library()) if not one.against)
    return page(
        request,
        "record_task.html.j2",
        task=tasks[1],
        told=[],
        next_task=None,
        check="",
        side="right",
        is_offline=True,
        tasks=tasks,
    )


@router.get("/record/of/{id_}", include_in_schema=False)
def outcome(request: Request, id_: str) -> Response:
    """Say what became of a recording: it counts, or this task alone is asked for again."""
    visit, desk = visit_of(request), request.app.state.desk
    item = _recording(desk, id_, visit)
    check = str(item.body.get("check", ""))
    facts = _facts(desk, _check(desk, check, visit))
    tasks = home_tasks(desk.library(), facts=facts)
    this = next((one for one in tasks if one.id == item.body["task"]), None)
    return page(
        request,
        "record_outcome.html.j2",
        item=item,
        body=item.body,
        is_kept=item.body["state"] == KEPT,
        quality=item.body["quality"],
        task=this,
        next_task=_after(this, tasks) if this else None,
        check=check,
    )


@router.post("/record/of/{id_}/remove", include_in_schema=False)
async def remove(request: Request, id_: str) -> Response:
    """Take a recording away; it can be undone."""
    form = await read_form(request)
    visit, desk = visit_of(request), request.app.state.desk
    item = _recording(desk, id_, visit)
    removed = desk.store.delete(item.id, key=form.key)
    check = str(item.body.get("check", ""))
    answer = go(f"/record?check={check}" if check else "/record")
    is_secure = request.app.state.settings.is_secure
    return offer_undo(answer, done="deleted", item=removed, is_secure=is_secure)


@router.get("/record/problem/{kind}", include_in_schema=False)
def problem_page(request: Request, kind: str, check: str = "") -> Response:
    """Say what to do about something that stops a recording."""
    if kind not in PROBLEMS:
        raise InputError("There is no such page", found=kind[:40], code="LEG-E825")
    chosen = _check(request.app.state.desk, check, visit_of(request))
    return page(request, "record_problem.html.j2", kind=kind, check=chosen.id if chosen else "")


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/json": {}},
        "description": "Kept; the same key again gives the same answer.",
    },
    **{
        status: {"description": what, "content": {"application/problem+json": {}}}
        for status, what in (
            (400, "The body is no JSON."),
            (401, "This browser is not known here."),
            (403, "The guard of the pages is missing; nothing was kept."),
            (413, "The body is too large, and was not read."),
            (422, "The recording cannot be used; nothing was kept."),
            (507, "There was no room; nothing was kept."),
        )
    },
}


@router.post("/api/v1/recordings", responses=_ANSWERS)
def keep(request: Request, posted: PostedRecording) -> Response:
    """Keep what the page of a phone recorded.

    What is answered is on the disk. ``state`` is ``kept`` or ``set_aside``; then ``reasons`` say why.
    """
    check_guard(request)
    key = key_of(request)
    desk: Desk = request.app.state.desk
    person = ensure_person(request, key=f"person-{key}")
    steps = steps_of(posted)
    with recording_of(posted) as (recording, raw):
        item = keep_recording(
            desk,
            recording,
            person=person,
            source="browser",
            key=key,
            day=posted.started_at.date(),
            planned_s=posted.planned_s,
            check=posted.check,
            device=visit_of(request).device,
            raw=raw,
            more={
                "steps": {"acceleration_mps2": steps.acceleration_mps2, "turning_dps": steps.turning_dps},
                "events": [{"t_ms": one.t_ms, "kind": one.kind} for one in posted.events],
                "browser": posted.browser,
            },
        )
    told = {"id": item.id, "state": item.body["state"], "reasons": item.body["reasons"]}
    return JSONResponse({**told, "quality": item.body["quality"], "page": f"/record/of/{item.id}"})


def _recording(desk: Desk, id_: str, visit: Visit) -> KeptItem:
    item = desk.store.get(id_)
    if item is None or item.is_deleted or item.kind is not ItemKind.RECORDING or item.person != visit.person:
        raise InputError("There is no such recording here", mend="go back to the recordings", code="LEG-E825")
    return item


def _check(desk: Desk, id_: str, visit: Visit) -> KeptItem | None:
    """Give the check that is named, if it is this person's; a recording may also stand alone."""
    item = desk.store.get(id_) if id_ else None
    is_own = item is not None and not item.is_deleted and item.kind is ItemKind.CHECK
    return item if item is not None and is_own and item.person == visit.person else None


def _facts(desk: Desk, check: KeptItem | None) -> Facts | None:
    return None if check is None else facts_of_answers(desk.state_of(check), library=desk.library())


def _after(task: HomeTask, tasks: tuple[HomeTask, ...]) -> HomeTask | None:
    """Give the next task of the battery that nothing speaks against."""
    ids = [one.id for one in tasks]
    later = tasks[ids.index(task.id) + 1 :] if task.id in BATTERY else ()
    return next((one for one in later if not one.is_optional and not one.against), None)


def _last_side(kept: list[KeptItem]) -> str:
    told = [str(one.body.get("side", "")) for one in kept]
    return next((one for one in reversed(told) if one in _SIDES), "right")
