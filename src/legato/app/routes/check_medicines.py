"""The medicines of a check: a list, a page for one, suggestions for a name. No advice to start, stop or change one."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from legato.app.answer_list import part_date
from legato.app.check_kept import keep_part
from legato.app.desk import Desk
from legato.app.flow import assess_answers, next_path, path_before, path_of, with_step
from legato.app.forms import Form, read_form
from legato.app.medicine_entry import (
    DATES,
    LONGEST_NAME,
    LONGEST_TEXT,
    TypedMedicine,
    known_id,
    medicines_of_check,
    names_like,
    read_medicine,
    timing_notes,
)
from legato.app.render import go, page
from legato.app.visit import visit_of
from legato.app.word_scan import where_words_lead
from legato.errors import ConflictError, InputError
from legato.knowledge.library import Library
from legato.model.kept import ItemKind, KeptItem
from legato.model.urgency import Urgency

router = APIRouter(include_in_schema=False)
_MOST = 40
_NEW = "new"
_WHOLE_DATE = len("2026-09-14")


@router.get("/check/medicine-names")
def suggest(request: Request, q: Annotated[str, Query(max_length=LONGEST_NAME)] = "") -> Response:
    """Give names of medicines for what was typed so far."""
    found = names_like(q, library=request.app.state.desk.library())
    return JSONResponse({"names": [{"name": one.name, "kind": one.kind} for one in found]})


@router.get("/check/{id_}/medicines")
def show(request: Request, id_: str) -> Response:
    """List the medicines of the check."""
    return _list(request, _check(request, id_))


@router.post("/check/{id_}/medicines")
async def go_on(request: Request, id_: str) -> Response:
    """Go on: with the list as it is, or with "none"."""
    form = await read_form(request)
    check, desk = _check(request, id_), request.app.state.desk
    is_none = form.text("how") == "none"
    if not is_none and form.text("how") != "skip" and not medicines_of_check(check, store=desk.store):
        return _list(request, check, fault="check.medicines.fault.empty")

    def write(body: dict[str, Any]) -> dict[str, Any]:
        return with_step(body, "medicines") | {"medicines_none": is_none}

    kept = keep_part(request, check, form, read=lambda body: None, write=write)
    if form.text("from") == "answers":
        return go(path_of(check.id, "answers"))
    return go(next_path(kept.check, desk.state_of(kept.check), library=desk.library()))


@router.get("/check/{id_}/medicines/{medicine}")
def show_one(
    request: Request, id_: str, medicine: str, name: Annotated[str, Query(max_length=LONGEST_NAME)] = ""
) -> Response:
    """Show the page of one medicine, or of a new one."""
    check = _check(request, id_)
    if medicine == _NEW:
        return _one(request, check, None, _typed_of({"name": name}), is_asked=bool(name))
    item = _item(request, check, medicine)
    return _one(request, check, item, _typed_of(item.body))


@router.post("/check/{id_}/medicines/{medicine}")
async def keep_one(request: Request, id_: str, medicine: str) -> Response:
    """Keep one medicine and put it on the list; a name that is nearly another is asked back first."""
    form = await read_form(request)
    check, desk = _check(request, id_), request.app.state.desk
    item = None if medicine == _NEW else _item(request, check, medicine)
    typed = read_medicine(form, today=desk.today())
    if form.text("how") == "look":
        return _one(request, check, item, typed, is_asked=True)
    if form.text("how") == "remove" and item is not None:
        return _remove(request, check, item, form)
    if typed.faults:
        return _one(request, check, item, typed, is_faulty=True)
    if _is_to_be_asked(typed, item, form, library=desk.library()):
        return _one(request, check, item, typed, is_asked=True)
    return _keep_one(request, check, item, typed, form)


def _is_to_be_asked(typed: TypedMedicine, item: KeptItem | None, form: Form, *, library: Library) -> bool:
    """Tell whether a new name is none that is known, but nearly one, and was not asked back yet."""
    is_old_name = item is not None and item.body.get("name") == typed.name
    if is_old_name or form.text("name_asked") == typed.name:
        return False
    return known_id(typed.name, library=library) is None and bool(names_like(typed.name, library=library))


def _keep_one(
    request: Request, check: KeptItem, item: KeptItem | None, typed: TypedMedicine, form: Form
) -> Response:
    """Keep a medicine and put it on the list; lead to help where it makes a rule hold."""
    desk, visit = request.app.state.desk, visit_of(request)
    library = desk.library()
    before = assess_answers(desk, check, library=library, country=visit.country).triage.urgency
    started = typed.dates["started_on"] or ""
    try:
        kept = desk.store.put(
            ItemKind.MEDICINE,
            typed.body(library=library),
            id=item.id if item else uuid.uuid4().hex,
            person=check.person,
            key=f"{form.key}-medicine",
            day=started if len(started) == _WHOLE_DATE else "",
            base_version=form.base_version if item else 0,
            device=visit.device,
        )
    except ConflictError as error:
        return _conflict(request, check, error.current, typed)
    check = _put_on_list(request, check, kept, form)
    lead = where_words_lead(typed.dose_text, library=library)
    if lead == "/crisis":
        return go(f"/crisis?check={check.id}")
    after = assess_answers(desk, check, library=library, country=visit.country).triage.urgency
    if lead or (after is Urgency.EMERGENCY_NOW and before is not Urgency.EMERGENCY_NOW):
        return go(path_of(check.id, "now"))
    return go(path_of(check.id, "medicines") + _from(form))


def _from(form: Form) -> str:
    return "?from=answers" if form.text("from") == "answers" else ""


def _check(request: Request, id_: str) -> KeptItem:
    desk: Desk = request.app.state.desk
    return desk.check(id_, person=visit_of(request).person)


def _item(request: Request, check: KeptItem, id_: str) -> KeptItem:
    store = request.app.state.desk.store
    found = next((one for one in medicines_of_check(check, store=store) if one.id == id_), None)
    if found is None:
        raise InputError("This medicine is not on the list", mend="go back to the list", code="LEG-E825")
    return found


def _put_on_list(request: Request, check: KeptItem, item: KeptItem, form: Form) -> KeptItem:
    def write(body: dict[str, Any]) -> dict[str, Any]:
        ids = [*dict.fromkeys((*body.get("medicines", ()), item.id))]
        return {**body, "medicines": ids[:_MOST], "medicines_none": False}

    return keep_part(request, check, form, read=lambda body: None, write=write).check


def _remove(request: Request, check: KeptItem, item: KeptItem, form: Form) -> Response:
    """Take a medicine off the list; taking that back brings it back."""

    def write(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "medicines": [one for one in body.get("medicines", ()) if one != item.id]}

    keep_part(request, check, form, read=lambda body: None, write=write)
    request.app.state.desk.store.delete(item.id, key=f"{form.key}-medicine")
    return go(path_of(check.id, "medicines") + _from(form))


def _typed_of(body: Any) -> TypedMedicine:
    """Give the fields of a page for what is kept."""
    parts: dict[str, str] = {}
    for date in DATES:
        year, month, day = (*str(body.get(date) or "").split("-"), "", "", "")[:3]
        parts |= {f"{date}_year": year, f"{date}_month": month.lstrip("0"), f"{date}_day": day.lstrip("0")}
    dates = {date: body.get(date) for date in DATES}
    return TypedMedicine(str(body.get("name", "")), str(body.get("dose_text") or ""), parts, dates)


def _list(request: Request, check: KeptItem, *, fault: str = "") -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    library, state = desk.library(visit.language), desk.state_of(check)
    is_from_answers = request.query_params.get("from") == "answers"
    items = medicines_of_check(check, store=desk.store)
    return page(
        request,
        "check_medicines.html.j2",
        status=422 if fault else 200,
        check=check,
        state=state,
        items=items,
        dates_of={
            one.id: {
                date: part_date(str(one.body[date]), visit.words) for date in DATES if one.body.get(date)
            }
            for one in items
        },
        is_none=bool(check.body.get("medicines_none")),
        notes=timing_notes(state, library=library),
        back=path_of(check.id, "answers") if is_from_answers else path_before("", check, state),
        is_from_answers=is_from_answers,
        fault=visit.words.t(fault) if fault else "",
        most=_MOST,
    )


def _one(
    request: Request,
    check: KeptItem,
    item: KeptItem | None,
    typed: TypedMedicine,
    *,
    is_asked: bool = False,
    is_faulty: bool = False,
) -> Response:
    visit, desk = visit_of(request), request.app.state.desk
    library = desk.library(visit.language)
    faults = [(field, visit.words.t(message)) for field, message in typed.faults] if is_faulty else []
    matches = names_like(typed.name, library=library) if is_asked else []
    return page(
        request,
        "check_medicine.html.j2",
        status=422 if faults else 200,
        check=check,
        item=item,
        typed=typed,
        faults=faults,
        is_asked=is_asked and bool(typed.name) and known_id(typed.name, library=library) is None,
        matches=[one.name for one in matches],
        dates=DATES,
        longest_name=LONGEST_NAME,
        longest_text=LONGEST_TEXT,
        is_from_answers=(request.query_params.get("from") == "answers"),
        back=path_of(check.id, "medicines"),
        state=desk.state_of(check),
    )


def _conflict(request: Request, check: KeptItem, current: object, typed: TypedMedicine) -> Response:
    """Show a medicine that was changed in two places, side by side."""
    visit = visit_of(request)
    kept = current.body if isinstance(current, KeptItem) else {}
    version = current.version if isinstance(current, KeptItem) else 0
    id_ = current.id if isinstance(current, KeptItem) else _NEW
    fields = [("name", typed.name), ("dose_text", typed.dose_text), ("name_asked", typed.name)]
    return page(
        request,
        "check_conflict.html.j2",
        status=409,
        about=visit.words.t("check.medicine.title"),
        kept=_lines(kept),
        mine=_lines({"name": typed.name, "dose_text": typed.dose_text, **typed.dates}),
        fields=[*fields, *typed.parts.items()],
        action=path_of(check.id, "medicines", id_),
        seen=version,
        keep_path=path_of(check.id, "medicines"),
    )


def _lines(body: Any) -> tuple[str, ...]:
    return tuple(str(body[name]) for name in ("name", "dose_text", *DATES) if body.get(name))
