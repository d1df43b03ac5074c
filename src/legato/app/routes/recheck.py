"""How it is after two and four weeks: better, the same or worse; an old result says that it is old."""

from __future__ import annotations

import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.follow_up import last_check, plan_of, recheck_id
from legato.app.forms import read_form
from legato.app.render import go, page
from legato.app.undo_bar import offer_undo, undo_of
from legato.app.visit import visit_of
from legato.model.kept import ItemKind
from legato.tracking.recheck import RecheckAnswer, RecheckStep, after_answer

router = APIRouter(include_in_schema=False)


@router.get("/recheck")
def ask(request: Request) -> Response:
    """Ask how it is, or say when that will be asked."""
    return _page(request)


@router.post("/recheck")
async def answer(request: Request) -> Response:
    """Keep the answer and lead on: worse, and no better after four weeks, to the emergency signs."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    check = last_check(desk, person=visit.person)
    said = form.text("answer")
    if check is None:
        return go("/recheck")
    if said not in set(RecheckAnswer):
        return _page(request, fault=visit.words.t("recheck.fault"), status=422)
    finished = datetime.date.fromisoformat(str(check.body["finished_on"])[:10])
    today = desk.today()
    step, on = after_answer(RecheckAnswer(said), finished_on=finished, today=today, library=desk.library())
    id_ = recheck_id(check)
    before = desk.store.get(id_)
    answers = [] if before is None or before.is_deleted else list(before.body.get("answers", ()))
    row = {"on": today.isoformat(), "answer": said, "step": step.value, "next_on": on.isoformat()}
    item = desk.store.put(
        ItemKind.RECHECK,
        {"check": check.id, "answers": [*answers, row]},
        id=id_,
        person=visit.person,
        key=form.key,
        day=today.isoformat(),
        base_version=form.base_version,
        device=visit.device,
    )
    response = go("/recheck/answered")
    done = "saved" if item.version == 1 else "changed"
    offer_undo(response, done=done, item=item, is_secure=request.app.state.settings.is_secure)
    return response


@router.get("/recheck/answered")
def answered(request: Request) -> Response:
    """Say what follows from the last answer."""
    visit, desk = visit_of(request), request.app.state.desk
    check = last_check(desk, person=visit.person)
    kept = desk.store.get(recheck_id(check)) if check else None
    if check is None or kept is None or kept.is_deleted or not kept.body.get("answers"):
        return go("/recheck")
    last = kept.body["answers"][-1]
    return page(
        request,
        "recheck_answered.html.j2",
        answer=str(last["answer"]),
        is_again=last["step"] == RecheckStep.CHECK_AGAIN.value,
        next_on=str(last["next_on"]),
        check=check,
        plan=plan_of(desk, check),
        undo=undo_of(request, person=visit.person),
    )


def _page(request: Request, *, fault: str = "", status: int = 200) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    check = last_check(desk, person=visit.person)
    kept = desk.store.get(recheck_id(check)) if check else None
    return page(
        request,
        "recheck.html.j2",
        status=status,
        check=check,
        plan=plan_of(desk, check) if check else None,
        version=kept.version if kept else 0,
        answers=[] if kept is None or kept.is_deleted else list(kept.body.get("answers", ())),
        faults=[("answer", fault)] if fault else [],
        undo=undo_of(request, person=visit.person),
    )
