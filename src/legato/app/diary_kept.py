"""What the store holds for the diary, as nouns: entries with their items, medicines, drinks, days of a health export."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from legato.app.desk import Desk
from legato.errors import InputError
from legato.model.diary import DiaryEntry, Drink, HealthDay
from legato.model.kept import ItemKind, KeptItem
from legato.tracking.diary import DiaryDay, days_between
from legato.tracking.timeline import Mark, MedicineBar, Span, Timeline, build_timeline

__all__ = [
    "KeptEntry",
    "Medicine",
    "drinks_by_habit",
    "drinks_of",
    "entries_of",
    "entry_named",
    "health_of",
    "medicines_of",
    "own_item",
    "recorded_days",
    "recordings_on",
    "timeline_of",
]

_HABIT_DAYS = 60


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry with the item that holds it.

    Parameters
    ----------
    item : KeptItem
    entry : DiaryEntry
    """

    item: KeptItem
    entry: DiaryEntry


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine that the person takes.

    Parameters
    ----------
    id, name, dose_text : str
    """

    id: str
    name: str
    dose_text: str


def own_item(desk: Desk, id_: str, *, kind: ItemKind, person: str) -> KeptItem:
    """Give one item of a person.

    Parameters
    ----------
    desk : Desk
    id_ : str
    kind : ItemKind
    person : str

    Returns
    -------
    KeptItem

    Raises
    ------
    InputError
        If there is none, it was deleted, or it is somebody else's.
    """
    item = desk.store.get(id_)
    if item is None or item.is_deleted or item.kind is not kind or item.person != person:
        raise InputError("This is not here any more", mend="go back to the diary", code="LEG-E825")
    return item


def entry_named(desk: Desk, id_: str, *, person: str) -> KeptEntry:
    """Give one entry of a person.

    Parameters
    ----------
    desk : Desk
    id_, person : str

    Returns
    -------
    KeptEntry
    """
    return _entry(own_item(desk, id_, kind=ItemKind.DIARY, person=person))


def entries_of(desk: Desk, *, person: str, first: datetime.date, last: datetime.date) -> list[KeptEntry]:
    """Give the entries of a span, by day and then as they were made.

    Parameters
    ----------
    desk : Desk
    person : str
    first, last : datetime.date
        Both included.

    Returns
    -------
    list of KeptEntry
    """
    return [_entry(item) for item in _items(desk, ItemKind.DIARY, person, first, last)]


def health_of(desk: Desk, *, person: str, first: datetime.date, last: datetime.date) -> list[HealthDay]:
    """Give the days of a health export in a span.

    Parameters
    ----------
    desk : Desk
    person : str
    first, last : datetime.date
        Both included.

    Returns
    -------
    list of HealthDay
    """
    return [
        HealthDay.from_body(item.body, day=datetime.date.fromisoformat(item.day))
        for item in _items(desk, ItemKind.HEALTH_DAY, person, first, last)
    ]


def recorded_days(
    desk: Desk, *, person: str, first: datetime.date, last: datetime.date
) -> tuple[DiaryDay, ...]:
    """Give every day of a span with what is known of it.

    Parameters
    ----------
    desk : Desk
    person : str
    first, last : datetime.date
        Both included.

    Returns
    -------
    tuple of DiaryDay
    """
    entries = (kept.entry for kept in entries_of(desk, person=person, first=first, last=last))
    health = health_of(desk, person=person, first=first, last=last)
    return days_between(entries, first=first, last=last, health=health)


def drinks_of(desk: Desk) -> tuple[Drink, ...]:
    """Give the drinks that an entry offers.

    Parameters
    ----------
    desk : Desk

    Returns
    -------
    tuple of Drink
    """
    names = ("id", "name", "serving", "mg", "source", "confidence")
    return tuple(Drink(**{name: one[name] for name in names}) for one in desk.library().records("drink"))


def drinks_by_habit(desk: Desk, *, person: str) -> tuple[Drink, ...]:
    """Give the drinks, those first that this person has had most often of late.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    tuple of Drink
    """
    today = desk.today()
    begin = today - datetime.timedelta(days=_HABIT_DAYS)
    used = Counter(
        row.drink
        for kept in entries_of(desk, person=person, first=begin, last=today)
        for row in kept.entry.caffeine or ()
    )
    return tuple(sorted(drinks_of(desk), key=lambda drink: -used[drink.id]))


def medicines_of(desk: Desk, *, person: str, day: datetime.date) -> tuple[Medicine, ...]:
    """Give the medicines that a person takes on a day.

    Parameters
    ----------
    desk : Desk
    person : str
    day : datetime.date

    Returns
    -------
    tuple of Medicine
    """
    return tuple(
        Medicine(item.id, str(item.body.get("name", "")), str(item.body.get("dose_text") or ""))
        for item in desk.store.items(ItemKind.MEDICINE, person=person)
        if not ((stopped := _date(item.body.get("stopped_on"))) and stopped < day)
    )


def recordings_on(desk: Desk, *, person: str, day: datetime.date) -> list[KeptItem]:
    """Give the recordings of a day that are kept.

    Parameters
    ----------
    desk : Desk
    person : str
    day : datetime.date

    Returns
    -------
    list of KeptItem
    """
    found = _items(desk, ItemKind.RECORDING, person, day, day)
    return [item for item in found if item.body.get("state", "kept") == "kept"]


def timeline_of(desk: Desk, span: Span, *, person: str) -> Timeline:
    """Gather everything of a span.

    Parameters
    ----------
    desk : Desk
    span : Span
    person : str

    Returns
    -------
    Timeline
    """
    days = recorded_days(desk, person=person, first=span.first, last=span.last)
    bars = [
        MedicineBar(
            str(item.body.get("name", "")),
            _date(item.body.get("started_on")),
            _date(item.body.get("stopped_on")),
            tuple(filter(None, [_date(item.body.get("changed_on"))])),
        )
        for item in desk.store.items(ItemKind.MEDICINE, person=person)
    ]
    return build_timeline(
        span, today=desk.today(), days=days, medicines=bars, marks=_marks(desk, span, person=person)
    )


def _marks(desk: Desk, span: Span, *, person: str) -> list[Mark]:
    """Give what happened on single days: visits, recordings, checks and second looks."""
    marks = [
        Mark(datetime.date.fromisoformat(item.day), "recording", str(item.body.get("task") or ""))
        for item in _items(desk, ItemKind.RECORDING, person, span.first, span.last)
        if item.body.get("state", "kept") == "kept"
    ]
    for item in desk.store.items(ItemKind.APPOINTMENT, person=person):
        if on := _date(item.body.get("on")):
            marks.append(Mark(on, "visit", str(item.body.get("with_whom") or "")))
    for item in desk.store.items(ItemKind.CHECK, person=person):
        if on := _date(item.body.get("finished_on")):
            marks.append(Mark(on, "check"))
    for item in desk.store.items(ItemKind.RECHECK, person=person):
        for answer in item.body.get("answers", ()):
            if on := _date(answer.get("on")):
                marks.append(Mark(on, "recheck", str(answer.get("answer") or "")))
    return marks


def _items(
    desk: Desk, kind: ItemKind, person: str, first: datetime.date, last: datetime.date
) -> list[KeptItem]:
    return desk.store.items(kind, person=person, first_day=first.isoformat(), last_day=last.isoformat())


def _entry(item: KeptItem) -> KeptEntry:
    return KeptEntry(item, DiaryEntry.from_body(item.body, day=datetime.date.fromisoformat(item.day)))


def _date(text: object) -> datetime.date | None:
    """Read the day of an ISO time; None where none is known or only a part of it (a month, a year)."""
    try:
        return datetime.date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None
