"""Read the page of an entry: only what was answered becomes part of it, and what cannot be is told beside its field."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from legato.app.diary_kept import Medicine
from legato.app.forms import Form
from legato.errors import InputError
from legato.model.diary import ENTRY_LIMITS, CaffeineRow, DiaryEntry, Drink

__all__ = ["FilledForm", "day_named", "filled_of", "is_backfill", "read_entry"]

_NIGHT_ENDS_H = 4
_EARLIEST = datetime.date(1990, 1, 1)
_MOST_CUPS = 60


@dataclass(frozen=True)
class FilledForm:
    """What stands in the fields of the page, as text.

    Parameters
    ----------
    values : mapping of str to str
        By the name of the field; a field that is not there is empty.
    faults : tuple of (str, str, mapping)
        Field, id of the message, and what fills it.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[tuple[str, str, Mapping[str, object]], ...] = ()

    def value(self, name: str) -> str:
        """Give what stands in a field."""
        return self.values.get(name, "")


def day_named(text: str, *, today: datetime.date) -> datetime.date:
    """Read the day of an entry.

    Parameters
    ----------
    text : str
        ISO date; empty for today.
    today : datetime.date

    Returns
    -------
    datetime.date

    Raises
    ------
    InputError
        If it is no date, or still to come.
    """
    try:
        day = datetime.date.fromisoformat(text) if text else today
    except ValueError:
        day = datetime.date.max
    if not _EARLIEST <= day <= today:
        raise InputError(
            "An entry is about today or a day before",
            found=text[:20],
            mend="choose a day that has begun",
            code="LEG-E858",
        )
    return day


def is_backfill(day: datetime.date, *, now: datetime.datetime) -> bool:
    """Tell whether an entry is written on a later day than it is about; the hours after midnight still count as the evening.

    Parameters
    ----------
    day : datetime.date
    now : datetime.datetime

    Returns
    -------
    bool
    """
    return day < (now - datetime.timedelta(hours=_NIGHT_ENDS_H)).date()


def read_entry(
    form: Form, *, now: datetime.datetime, drinks: Sequence[Drink], medicines: Sequence[Medicine]
) -> tuple[DiaryEntry | None, FilledForm]:
    """Read an entry.

    Parameters
    ----------
    form : Form
    now : datetime.datetime
    drinks : sequence of Drink
    medicines : sequence of Medicine

    Returns
    -------
    DiaryEntry or None, FilledForm
        None where something cannot be; then the form says what and keeps what was typed.
    """
    faults: list[tuple[str, str, Mapping[str, object]]] = []
    day = now.date()
    try:
        day = day_named(form.text("day"), today=day)
    except InputError:
        faults.append(("day", "diary.fault.day", {}))
    numbers = {name: _number(form, name, limits, faults) for name, limits in ENTRY_LIMITS.items()}
    rows = _rows(form, drinks, faults)
    if rows and form.text("caffeine_none"):
        faults.append(("caffeine_none", "diary.fault.caffeine", {}))
    taken = {one.id: form.text(f"medicine-{one.id}") for one in medicines}
    filled = FilledForm(_values(form, drinks, medicines), tuple(faults))
    if faults:
        return None, filled
    entry = DiaryEntry(
        day=day,
        caffeine=() if form.text("caffeine_none") else rows,
        medicine_taken={id_: said == "yes" for id_, said in taken.items() if said in ("yes", "no")} or None,
        recording=form.text("recording")[:100],
        note=form.text("note")[:2000],
        is_backfilled=is_backfill(day, now=now),
        **numbers,
    )
    return entry, filled


def _number(
    form: Form,
    name: str,
    limits: tuple[float, float],
    faults: list[tuple[str, str, Mapping[str, object]]],
) -> float | None:
    """Read one number; a fault is added where it cannot be."""
    low, high = limits
    try:
        value = form.number(name)
    except InputError:
        value = float("nan")
    if value is None or low <= value <= high:
        return value
    faults.append((name, "diary.fault.number", {"low": f"{low:g}", "high": f"{high:g}"}))
    return None


def _rows(
    form: Form, drinks: Sequence[Drink], faults: list[tuple[str, str, Mapping[str, object]]]
) -> tuple[CaffeineRow, ...] | None:
    """Read the drinks: None where no row was touched, empty where only zeros were typed."""
    counts = [(drink, _number(form, f"drink-{drink.id}", (0, _MOST_CUPS), faults)) for drink in drinks]
    if all(count is None for _, count in counts):
        return None
    return tuple(CaffeineRow(drink.id, drink.mg * count, count) for drink, count in counts if count)


def _values(form: Form, drinks: Sequence[Drink], medicines: Sequence[Medicine]) -> dict[str, str]:
    names = [
        *("day", *ENTRY_LIMITS, "caffeine_none", "recording", "note"),
        *(f"drink-{drink.id}" for drink in drinks),
        *(f"medicine-{one.id}" for one in medicines),
    ]
    return {name: form.text(name) for name in names}


def filled_of(entry: DiaryEntry) -> FilledForm:
    """Give the fields of the page for an entry that is there already.

    Parameters
    ----------
    entry : DiaryEntry

    Returns
    -------
    FilledForm
    """
    values = {name: f"{value:g}" for name in ENTRY_LIMITS if (value := getattr(entry, name)) is not None}
    values["day"] = entry.day.isoformat()
    if entry.caffeine == ():
        values["caffeine_none"] = "yes"
    for row in entry.caffeine or ():
        values[f"drink-{row.drink}"] = f"{row.count:g}"
    for id_, is_taken in (entry.medicine_taken or {}).items():
        values[f"medicine-{id_}"] = "yes" if is_taken else "no"
    values |= {"recording": entry.recording, "note": entry.note}
    return FilledForm(values)
