"""A personal goal: in own words, rated from 0 to 10 from time to time."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.diary_charts import goal_line
from legato.app.first_person import ensure_person
from legato.app.follow_up import Goal, goal_of
from legato.app.forms import Form, read_form
from legato.app.render import go, page
from legato.app.undo_bar import offer_undo, undo_of
from legato.app.visit import visit_of
from legato.app.word_scan import where_words_lead
from legato.errors import InputError
from legato.model.kept import ItemKind

router = APIRouter(include_in_schema=False)
_LONGEST = 300


@router.get("/goal")
def show_goal(request: Request) -> Response:
    """Show the goal with its ratings, or ask for one."""
    return _page(request)


@router.post("/goal")
async def keep_goal(request: Request) -> Response:
    """Keep the words of the goal; a changed goal keeps its ratings."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    text = form.text("text")
    if not text or len(text) > _LONGEST:
        return _page(request, fault=("text", visit.words.t("goal.fault.text", most=_LONGEST)), typed=text)
    goal = goal_of(desk, person=visit.person)
    ratings = list(goal.item.body.get("ratings", ())) if goal else []
    return _keep(request, form, {"text": text, "ratings": ratings}, goal=goal, words=text)


@router.post("/goal/rate")
async def rate_goal(request: Request) -> Response:
    """Add today's rating; a second one on the same day takes its place."""
    form, visit, desk = await read_form(request), visit_of(request), request.app.state.desk
    goal = goal_of(desk, person=visit.person)
    if goal is None:
        return go("/goal")
    try:
        value = form.number("rating")
    except InputError:
        value = None
    if value is None or not 0 <= value <= 10:
        return _page(request, fault=("rating", visit.words.t("goal.fault.rating")))
    day = desk.today().isoformat()
    ratings = [one for one in goal.item.body.get("ratings", ()) if one["day"] != day]
    body = {"text": goal.text, "ratings": [*ratings, {"day": day, "value": value}]}
    return _keep(request, form, body, goal=goal, words="")


def _keep(request: Request, form: Form, body: dict[str, Any], *, goal: Goal | None, words: str) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    item = desk.store.put(
        ItemKind.GOAL,
        body,
        id=goal.item.id if goal else uuid.uuid4().hex,
        person=ensure_person(request, key=form.key),
        key=form.key,
        day=desk.today().isoformat(),
        base_version=form.base_version if goal else 0,
        device=visit.device,
    )
    answer = go(where_words_lead(words, library=desk.library()) or "/goal")
    done = "saved" if item.version == 1 else "changed"
    offer_undo(answer, done=done, item=item, is_secure=request.app.state.settings.is_secure)
    return answer


def _page(request: Request, *, fault: tuple[str, str] | None = None, typed: str = "") -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    goal = goal_of(desk, person=visit.person)
    return page(
        request,
        "goal.html.j2",
        status=422 if fault else 200,
        goal=goal,
        typed=typed or (goal.text if goal else ""),
        line=goal_line(goal.ratings, words=visit.words) if goal else "",
        faults=[fault] if fault else [],
        undo=undo_of(request, person=visit.person),
    )
