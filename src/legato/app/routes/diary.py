"""The diary: the month, one day, a new entry in twenty seconds, changing, deleting and taking back."""

from __future__ import annotations

import datetime
import uuid

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from legato.app.desk import Desk
from legato.app.diary_dates import month_name, weekday_names
from legato.app.diary_form import FilledForm, day_named, filled_of, read_entry
from legato.app.diary_kept import (
    KeptEntry,
    drinks_by_habit,
    drinks_of,
    entries_of,
    entry_named,
    health_of,
    medicines_of,
    recorded_days,
    recordings_on,
)
from legato.app.diary_view import day_rows, entry_view, fault_words, health_facts, local_time, month_view
from legato.app.first_person import ensure_person
from legato.app.follow_up import follow_up_of
from legato.app.forms import Form, read_form
from legato.app.render import go, page
from legato.app.undo_bar import forget_undo, offer_undo, take_back, undo_of
from legato.app.visit import Visit, visit_of
from legato.app.word_scan import where_words_lead
from legato.errors import ConflictError
from legato.model.diary import DiaryEntry
from legato.model.kept import ItemKind, KeptItem
from legato.tracking.calendar import month_named, month_of, next_month, previous_month

router = APIRouter(include_in_schema=False)
# As many drinks stand open on the page; the others are one tap away.
_FIRST_DRINKS = 3
_FIRST_ROWS = 7


def desk_of(request: Request) -> Desk:
    """Give the desk of a request."""
    desk: Desk = request.app.state.desk
    return desk


@router.get("/diary")
def show_month(request: Request, month: str = "") -> Response:
    """Show a month: the calendar and its days.

    Parameters
    ----------
    request : Request
    month : str

    Returns
    -------
    Response
    """
    visit, desk = visit_of(request), desk_of(request)
    today = desk.today()
    first = month_named(month, today=today)
    after = next_month(first)
    days = recorded_days(desk, person=visit.person, first=first, last=after - datetime.timedelta(days=1))
    made = month_of(first, days=days, today=today)
    past = [cell.record for cell in made.cells if cell.record is not None]
    return page(
        request,
        "diary.html.j2",
        month=made,
        title=month_name(first, visit.language),
        weekdays=weekday_names(visit.language),
        weeks=month_view(made, today=today, words=visit.words),
        rows=day_rows(past, words=visit.words),
        first_rows=_FIRST_ROWS,
        earlier=f"{previous_month(first):%Y-%m}",
        later=f"{after:%Y-%m}" if after <= today else "",
        is_this_month=first == today.replace(day=1),
        has_any=bool(desk.store.items(ItemKind.DIARY, person=visit.person)),
        follow_up=follow_up_of(desk, person=visit.person),
        undo=undo_of(request, person=visit.person),
    )


@router.get("/diary/add")
def new_entry(request: Request, day: str = "") -> Response:
    """Offer an empty entry.

    Parameters
    ----------
    request : Request
    day : str

    Returns
    -------
    Response
    """
    chosen = day_named(day, today=desk_of(request).today())
    return _entry_page(request, FilledForm({"day": chosen.isoformat()}), chosen)


@router.post("/diary/add")
async def add_entry(request: Request) -> Response:
    """Keep an entry."""
    form, visit, desk = await read_form(request), visit_of(request), desk_of(request)
    entry, filled = _read(desk, form, visit)
    if entry is None or entry.is_empty:
        return _entry_page(request, filled, _day_of(filled, desk), is_empty=entry is not None, status=422)
    item = desk.store.put(
        ItemKind.DIARY,
        entry.to_body(),
        id=uuid.uuid4().hex,
        person=ensure_person(request, key=form.key),
        key=form.key,
        day=entry.day.isoformat(),
        base_version=0,
        device=visit.device,
    )
    return _after(request, item, done="saved", words=entry.note)


@router.get("/diary/day/{day}")
def show_day(request: Request, day: str) -> Response:
    """Show what was written about one day.

    Parameters
    ----------
    request : Request
    day : str

    Returns
    -------
    Response
    """
    visit, desk = visit_of(request), desk_of(request)
    chosen = day_named(day, today=desk.today())
    medicines = medicines_of(desk, person=visit.person, day=chosen)
    kept = entries_of(desk, person=visit.person, first=chosen, last=chosen)
    health = health_of(desk, person=visit.person, first=chosen, last=chosen)
    after = chosen + datetime.timedelta(days=1)
    zone = desk.now().tzinfo
    return page(
        request,
        "diary_day.html.j2",
        day=chosen,
        is_today=chosen == desk.today(),
        entries=[entry_view(one, medicines=medicines, words=visit.words, zone=zone) for one in kept],
        health=health_facts(health[0] if health else None, words=visit.words),
        zone=health[0].zone if health else "",
        before=(chosen - datetime.timedelta(days=1)).isoformat(),
        after=after.isoformat() if after <= desk.today() else "",
        undo=undo_of(request, person=visit.person),
    )


@router.get("/diary/edit/{id_}")
def edit_entry(request: Request, id_: str) -> Response:
    """Show an entry to be changed.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    kept = entry_named(desk_of(request), id_, person=visit_of(request).person)
    return _entry_page(request, filled_of(kept.entry), kept.entry.day, kept=kept)


@router.post("/diary/edit/{id_}")
async def change_entry(request: Request, id_: str) -> Response:
    """Keep a changed entry; where somebody else changed it meanwhile, show both.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, visit, desk = await read_form(request), visit_of(request), desk_of(request)
    kept = _entry_even_deleted(desk, id_, person=visit.person)
    entry, filled = _read(desk, form, visit)
    if entry is None or entry.is_empty:
        day = _day_of(filled, desk)
        return _entry_page(request, filled, day, kept=kept, is_empty=entry is not None, status=422)
    body = entry.to_body()
    if entry.day == kept.entry.day:
        body.pop("is_backfilled", None)
        body |= {"is_backfilled": True} if kept.entry.is_backfilled else {}
    try:
        item = desk.store.put(
            ItemKind.DIARY,
            body,
            id=id_,
            person=visit.person,
            key=form.key,
            day=entry.day.isoformat(),
            base_version=form.base_version,
            device=visit.device,
        )
    except ConflictError as error:
        if not isinstance(error.current, KeptItem):
            raise
        return _conflict_page(request, error.current, filled, entry)
    return _after(request, item, done="changed", words=entry.note)


@router.post("/diary/delete/{id_}")
async def delete_entry(request: Request, id_: str) -> Response:
    """Delete an entry; it can be taken back.

    Parameters
    ----------
    request : Request
    id_ : str

    Returns
    -------
    Response
    """
    form, visit, desk = await read_form(request), visit_of(request), desk_of(request)
    kept = entry_named(desk, id_, person=visit.person)
    item = desk.store.delete(id_, key=form.key, base_version=form.base_version)
    return _after(request, item, done="deleted", words="", day=kept.entry.day)


@router.post("/diary/undo")
async def undo_last(request: Request) -> Response:
    """Take the last change back, or put the bar away."""
    form, visit = await read_form(request), visit_of(request)
    undo = undo_of(request, person=visit.person)
    if undo and form.text("do") == "undo":
        take_back(desk_of(request).store, undo, key=form.key)
    return forget_undo(go(_own_back(form.text("back"))))


def _own_back(path: str) -> str:
    """Keep the way back inside the pages that show the bar."""
    begins = ("/diary", "/goal", "/appointment", "/recheck", "/timeline", "/record")
    return path if path.startswith(begins) and path.isprintable() else "/diary"


def _read(desk: Desk, form: Form, visit: Visit) -> tuple[DiaryEntry | None, FilledForm]:
    medicines = medicines_of(desk, person=visit.person, day=datetime.date.min)
    return read_entry(form, now=desk.now(), drinks=drinks_of(desk), medicines=medicines)


def _entry_even_deleted(desk: Desk, id_: str, *, person: str) -> KeptEntry:
    """Give an entry; one that was deleted meanwhile stays, so that what was typed over it is not lost."""
    item = desk.store.get(id_)
    if item is None or not item.is_deleted or item.kind is not ItemKind.DIARY or item.person != person:
        return entry_named(desk, id_, person=person)
    return KeptEntry(item, DiaryEntry(datetime.date.fromisoformat(item.day)))


def _day_of(filled: FilledForm, desk: Desk) -> datetime.date:
    """Give the day that was typed, or today where it cannot be."""
    has_fault = any(name == "day" for name, _, _ in filled.faults)
    return desk.today() if has_fault else day_named(filled.value("day"), today=desk.today())


def _after(
    request: Request, item: KeptItem, *, done: str, words: str, day: datetime.date | None = None
) -> RedirectResponse:
    """Lead on after an entry was kept: to help where the words ask for it, else to its day."""
    desk = desk_of(request)
    where = where_words_lead(words, library=desk.library()) or f"/diary/day/{day or item.day}"
    answer = go(where)
    offer_undo(answer, done=done, item=item, is_secure=request.app.state.settings.is_secure)
    return answer


def _entry_page(
    request: Request,
    filled: FilledForm,
    day: datetime.date,
    *,
    kept: KeptEntry | None = None,
    is_empty: bool = False,
    status: int = 200,
) -> Response:
    visit, desk = visit_of(request), desk_of(request)
    today = desk.today()
    faults = [
        (name, fault_words(name, id_, fields, words=visit.words)) for name, id_, fields in filled.faults
    ]
    if is_empty:
        faults.append(("shaking", visit.words.t("diary.fault.empty")))
    health = health_of(desk, person=visit.person, first=day, last=day)
    drinks, medicines = (
        drinks_by_habit(desk, person=visit.person),
        medicines_of(desk, person=visit.person, day=day),
    )
    return page(
        request,
        "diary_add.html.j2",
        status=status,
        filled=filled,
        day=day,
        today=today,
        yesterday=today - datetime.timedelta(days=1),
        kept=kept,
        faults=faults,
        drinks=drinks,
        first_drinks=_FIRST_DRINKS,
        open_drinks=any(filled.value(f"drink-{drink.id}") for drink in drinks[_FIRST_DRINKS:]),
        open_more=any(filled.value(name) for name in ("stress", "alcohol_drinks", "exercise_min", "note"))
        or any(filled.value(f"medicine-{one.id}") for one in medicines),
        medicines=medicines,
        recordings=[
            (one.id, local_time(one.made_at, zone=desk.now().tzinfo))
            for one in recordings_on(desk, person=visit.person, day=day)
        ],
        suggested_sleep=health[0].sleep_h if health else None,
    )


def _conflict_page(request: Request, current: KeptItem, filled: FilledForm, mine: DiaryEntry) -> Response:
    """Show both versions side by side; nothing was overwritten."""
    visit, desk = visit_of(request), desk_of(request)
    medicines = medicines_of(desk, person=visit.person, day=mine.day)
    theirs = KeptEntry(
        current, DiaryEntry.from_body(current.body, day=datetime.date.fromisoformat(current.day))
    )
    zone = desk.now().tzinfo
    views = [
        entry_view(KeptEntry(current, one), medicines=medicines, words=visit.words, zone=zone)
        for one in (mine, theirs.entry)
    ]
    return page(
        request, "diary_conflict.html.j2", status=409, mine=views[0], theirs=views[1], filled=filled,
        current=current, day=mine.day,
    )  # fmt: skip
