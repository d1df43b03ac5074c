"""The appointment loop: booked, reminded of, told how it went in own words, and the next one."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from legato.app.diary_kept import own_item
from legato.app.first_person import ensure_person
from legato.app.follow_up import appointment_of, appointments_of
from legato.app.forms import Form, read_form
from legato.app.render import go, page
from legato.app.undo_bar import offer_undo, undo_of
from legato.app.visit import visit_of
from legato.app.word_scan import where_words_lead
from legato.model.kept import ItemKind, KeptItem

router = APIRouter(include_in_schema=False)
_FIELDS = ("time", "with_whom", "why")
_LONGEST = 300
_LATEST_DAYS = 3660


@router.get("/appointment")
def list_appointments(request: Request) -> Response:
    """Show what is booked and what is over."""
    visit, desk = visit_of(request), request.app.state.desk
    booked = appointments_of(desk, person=visit.person)
    return page(
        request,
        "appointment.html.j2",
        upcoming=[one for one in booked if not one.is_past],
        to_tell=[one for one in booked if one.waits_for_plan],
        told=[one for one in reversed(booked) if one.plan is not None],
        undo=undo_of(request, person=visit.person),
    )


@router.get("/appointment/add")
def offer_appointment(request: Request) -> Response:
    """Offer an empty appointment."""
    return _form_page(request, {}, None)


@router.post("/appointment/add")
async def add_appointment(request: Request) -> Response:
    """Keep a new appointment."""
    form = await read_form(request)
    body, faults = _read(request, form)
    if faults:
        return _form_page(request, _typed(form), None, faults=faults)
    return _keep(request, form, body, id_=uuid.uuid4().hex, base_version=0)


@router.get("/appointment/{id_}/edit")
def edit_appointment(request: Request, id_: str) -> Response:
    """Show an appointment to be changed.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    item = _item(request, id_)
    return _form_page(request, {name: str(item.body.get(name) or "") for name in ("on", *_FIELDS)}, item)


@router.post("/appointment/{id_}/edit")
async def change_appointment(request: Request, id_: str) -> Response:
    """Keep a changed appointment.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, item = await read_form(request), _item(request, id_)
    body, faults = _read(request, form)
    if faults:
        return _form_page(request, _typed(form), item, faults=faults)
    if "plan" in item.body:
        body["plan"] = item.body["plan"]
    return _keep(request, form, body, id_=id_, base_version=form.base_version)


@router.get("/appointment/{id_}/told")
def ask_how_it_went(request: Request, id_: str) -> Response:
    """Ask how it went.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    return _told_page(request, _item(request, id_))


@router.post("/appointment/{id_}/told")
async def keep_how_it_went(request: Request, id_: str) -> Response:
    """Keep the plan in own words, and the next date where there is one.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, item, visit = await read_form(request), _item(request, id_), visit_of(request)
    plan, next_text = form.text("plan"), form.text("next_on")
    next_on = _day(next_text)
    faults = []
    if next_text and (next_on is None or not _may_be(request, next_on)):
        faults.append(("next_on", visit.words.t("appointment.fault.next")))
    if len(plan) > 2000:
        faults.append(("plan", visit.words.t("appointment.fault.long", most=2000)))
    if faults:
        return _told_page(request, item, plan=plan, next_on=next_text, faults=faults)
    body = {**item.body, "plan": plan}
    answer = _keep(request, form, body, id_=id_, base_version=form.base_version, words=plan)
    if next_on:
        _put(
            request,
            {"on": next_on.isoformat(), "with_whom": str(item.body.get("with_whom") or "")},
            id_=f"{id_}-next",
            key=f"{form.key}-next",
            base_version=None,
        )
    return answer


@router.post("/appointment/{id_}/delete")
async def delete_appointment(request: Request, id_: str) -> Response:
    """Delete an appointment; it can be taken back.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form = await read_form(request)
    _item(request, id_)
    item = request.app.state.desk.store.delete(id_, key=form.key, base_version=form.base_version)
    answer = go("/appointment")
    offer_undo(answer, done="deleted", item=item, is_secure=request.app.state.settings.is_secure)
    return answer


def _item(request: Request, id_: str) -> KeptItem:
    return own_item(request.app.state.desk, id_, kind=ItemKind.APPOINTMENT, person=visit_of(request).person)


def _typed(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in ("on", *_FIELDS)}


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _may_be(request: Request, day: datetime.date) -> bool:
    """Tell whether a day is within some years of today."""
    today: datetime.date = request.app.state.desk.today()
    return abs((day - today).days) <= _LATEST_DAYS


def _read(request: Request, form: Form) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    words, faults = visit_of(request).words, []
    on = _day(form.text("on"))
    if on is None or not _may_be(request, on):
        faults.append(("on", words.t("appointment.fault.on")))
    texts = {name: text for name in _FIELDS if (text := form.text(name))}
    faults += [
        (name, words.t("appointment.fault.long", most=_LONGEST))
        for name, text in texts.items()
        if len(text) > _LONGEST
    ]
    return ({} if on is None else {"on": on.isoformat(), **texts}), faults


def _put(request: Request, body: dict[str, Any], *, id_: str, key: str, base_version: int | None) -> KeptItem:
    visit = visit_of(request)
    item: KeptItem = request.app.state.desk.store.put(
        ItemKind.APPOINTMENT,
        body,
        id=id_,
        person=ensure_person(request, key=key),
        key=key,
        day=str(body["on"]),
        base_version=base_version,
        device=visit.device,
    )
    return item


def _keep(
    request: Request,
    form: Form,
    body: dict[str, Any],
    *,
    id_: str,
    base_version: int | None,
    words: str = "",
) -> Response:
    item = _put(request, body, id_=id_, key=form.key, base_version=base_version)
    said = " . ".join([words, *(str(body.get(name) or "") for name in _FIELDS)])
    answer = go(where_words_lead(said, library=request.app.state.desk.library()) or "/appointment")
    done = "saved" if item.version == 1 else "changed"
    offer_undo(answer, done=done, item=item, is_secure=request.app.state.settings.is_secure)
    return answer


def _form_page(
    request: Request,
    typed: dict[str, str],
    item: KeptItem | None,
    *,
    faults: list[tuple[str, str]] | None = None,
) -> Response:
    return page(
        request,
        "appointment_form.html.j2",
        status=422 if faults else 200,
        typed=typed,
        item=item,
        faults=faults or [],
    )


def _told_page(
    request: Request,
    item: KeptItem,
    *,
    plan: str | None = None,
    next_on: str = "",
    faults: list[tuple[str, str]] | None = None,
) -> Response:
    return page(
        request,
        "appointment_told.html.j2",
        status=422 if faults else 200,
        one=appointment_of(item, today=request.app.state.desk.today()),
        plan=str(item.body.get("plan") or "") if plan is None else plan,
        next_on=next_on,
        faults=faults or [],
    )
