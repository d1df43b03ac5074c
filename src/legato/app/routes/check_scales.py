"""The short forms on the effect on life, worry and mood: offered, one item a page, and every item can be left out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.check_kept import keep_part
from legato.app.desk import Desk
from legato.app.flow import next_path, path_of, where_answers_lead, with_step
from legato.app.forms import Form, read_form
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.errors import InputError
from legato.inference.interview import record_scale
from legato.knowledge.library import Library
from legato.knowledge.locales import scale_is_offered
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem
from legato.model.scale import Scale

router = APIRouter(include_in_schema=False)
_SCALES = ("own_impact", "gad7", "phq8")
_TILES_FROM = 7


def offered_scales(language: str, *, library: Library) -> tuple[Scale, ...]:
    """Give the forms that a person alone is offered in a language.

    Parameters
    ----------
    language : str
    library : Library

    Returns
    -------
    tuple of Scale
    """
    return tuple(library.scales[id_] for id_ in _SCALES if scale_is_offered(library.scales[id_], language))


@router.get("/check/{id_}/forms")
def offer(request: Request, id_: str) -> Response:
    """Offer the forms, with "leave out", and say which are not there in this language."""
    visit, desk = visit_of(request), request.app.state.desk
    check = desk.check(id_, person=visit.person)
    library, state = desk.library(visit.language), desk.state_of(check)
    offered = offered_scales(visit.language, library=library)
    return page(
        request,
        "check_forms.html.j2",
        check=check,
        state=state,
        scales=offered,
        held_back=[library.scales[id_] for id_ in _SCALES if library.scales[id_] not in offered],
        count=sum(len(one.items) for one in offered),
        first=path_of(check.id, "forms", offered[0].id, 1),
        is_from_answers=request.query_params.get("from") == "answers",
        back=path_of(check.id, "medicines"),
    )


@router.post("/check/{id_}/forms")
async def leave_out(request: Request, id_: str) -> Response:
    """Leave the forms out, or what is left of them."""
    form = await read_form(request)
    desk: Desk = request.app.state.desk
    check = desk.check(id_, person=visit_of(request).person)
    return _on(request, check, form)


@router.get("/check/{id_}/forms/{scale_id}/{number}")
def show(request: Request, id_: str, scale_id: str, number: int) -> Response:
    """Show one item."""
    check, scale, state = _found(request, id_, scale_id, number)
    return _page(request, check, scale, state, number=number)


@router.post("/check/{id_}/forms/{scale_id}/{number}")
async def keep(request: Request, id_: str, scale_id: str, number: int) -> Response:
    """Keep the answer to one item, and go on to the next."""
    form = await read_form(request)
    check, scale, state = _found(request, id_, scale_id, number)
    desk: Desk = request.app.state.desk
    is_skipped = form.text("how") == "skip"
    points = form.text("points")
    if not is_skipped and points not in {str(one) for one in scale.items[number - 1].points}:
        return _page(request, check, scale, state, number=number, is_faulty=True)
    given = None if is_skipped else int(points)
    library = desk.library()

    def read(body: Any) -> int | None:
        return _items(InterviewState.from_json(body["state"]), scale)[number - 1]

    def write(body: dict[str, Any]) -> dict[str, Any]:
        so_far = InterviewState.from_json(body["state"])
        items = _items(so_far, scale)
        items[number - 1] = given
        body["state"] = record_scale(so_far, scale.id, items, library=library).to_json()
        return body

    kept = keep_part(request, check, form, read=read, write=write)
    if kept.is_conflict:
        return _conflict(request, kept.check, scale, number=number, mine=given, form=form)
    lead = where_answers_lead(desk.state_of(kept.before), desk.state_of(kept.check), check_id=check.id)
    return go(lead) if lead else _after(request, kept.check, scale, number, form)


def _items(state: InterviewState, scale: Scale) -> list[int | None]:
    return list(state.scales.get(scale.id) or [None] * len(scale.items))


def _found(request: Request, id_: str, scale_id: str, number: int) -> tuple[KeptItem, Scale, InterviewState]:
    visit, desk = visit_of(request), request.app.state.desk
    check = desk.check(id_, person=visit.person)
    library, state = desk.library(visit.language), desk.state_of(check)
    offered = {one.id: one for one in offered_scales(visit.language, library=library)}
    # What was answered in another language can still be changed.
    scale = offered.get(scale_id) or (library.scales[scale_id] if scale_id in state.scales else None)
    if scale is None or not 1 <= number <= len(scale.items):
        raise InputError("There is no such form here", mend="go on from the start page", code="LEG-E825")
    return check, scale, state


def _after(request: Request, check: KeptItem, scale: Scale, number: int, form: Form) -> Response:
    """Go to the next item, the next form, or on."""
    visit = visit_of(request)
    tail = "?from=answers" if form.text("from") == "answers" else ""
    if number < len(scale.items):
        return go(path_of(check.id, "forms", scale.id, number + 1) + tail)
    offered = offered_scales(visit.language, library=request.app.state.desk.library(visit.language))
    ids = [one.id for one in offered]
    later = ids[ids.index(scale.id) + 1 :] if scale.id in ids else []
    if later and not tail:
        return go(path_of(check.id, "forms", later[0], 1))
    return _on(request, check, form)


def _on(request: Request, check: KeptItem, form: Form) -> Response:
    """Note that the forms are done, and go on."""
    desk: Desk = request.app.state.desk
    step = Form(type(form.fields)([("key", f"{form.key}-step")]))
    kept = keep_part(
        request, check, step, read=lambda body: None, write=lambda body: with_step(body, "forms")
    )
    if form.text("from") == "answers":
        return go(path_of(check.id, "answers"))
    return go(next_path(kept.check, desk.state_of(kept.check), library=desk.library()))


def _page(
    request: Request,
    check: KeptItem,
    scale: Scale,
    state: InterviewState,
    *,
    number: int,
    is_faulty: bool = False,
) -> Response:
    visit = visit_of(request)
    item = scale.items[number - 1]
    is_from_answers = request.query_params.get("from") == "answers"
    before = path_of(check.id, "forms", scale.id, number - 1) if number > 1 else path_of(check.id, "forms")
    return page(
        request,
        "check_item.html.j2",
        status=422 if is_faulty else 200,
        check=check,
        state=state,
        scale=scale,
        item=item,
        place=number,
        chosen=_items(state, scale)[number - 1],
        is_tiled=len(item.answers) > _TILES_FROM,
        fault=visit.words.t("check.fault.empty") if is_faulty else "",
        is_from_answers=is_from_answers,
        back=before + ("?from=answers" if is_from_answers else ""),
    )


def _conflict(
    request: Request, check: KeptItem, scale: Scale, *, number: int, mine: int | None, form: Form
) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    item = scale.items[number - 1]
    texts = dict(item.answers)
    kept = _items(desk.state_of(check), scale)[number - 1]
    nothing = visit.words.t("check.not_answered")
    return page(
        request,
        "check_conflict.html.j2",
        status=409,
        about=item.text,
        kept=(nothing if kept is None else texts[kept],),
        mine=(nothing if mine is None else texts[mine],),
        fields=[(name, form.text(name)) for name in ("points", "how", "from")],
        action=path_of(check.id, "forms", scale.id, number),
        seen=check.version,
        keep_path=path_of(check.id),
    )
