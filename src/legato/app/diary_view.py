"""What the pages of the diary show: days in words, a month in cells, the rows of an entry."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from legato.app.catalog import Words
from legato.app.diary_dates import short_day
from legato.app.diary_kept import KeptEntry, Medicine
from legato.model.diary import DiaryEntry, HealthDay
from legato.tracking.calendar import Month, MonthCell
from legato.tracking.diary import DiaryDay

__all__ = [
    "CellView",
    "DayRow",
    "EntryView",
    "day_rows",
    "day_words",
    "entry_view",
    "fault_words",
    "health_facts",
    "local_time",
    "month_view",
]

# Order of a day's values in words; shaking first because it is what the diary is about.
_SHOWN = ("shaking", "worry", "caffeine_mg", "sleep_h", "stress", "alcohol_drinks", "exercise_min")
_DIGITS = {"sleep_h": 1, "shaking": 1, "worry": 1, "stress": 1}


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the calendar.

    Parameters
    ----------
    day : datetime.date
    state : str
        ``recorded``, ``not_recorded`` or ``future``.
    is_today : bool
    text : str
        What stands in the cell: the shaking, or nothing.
    level : int or None
        Shaking as a whole number, for the shade.
    label : str
        All of it in words.
    """

    day: datetime.date
    state: str
    is_today: bool
    text: str
    level: int | None
    label: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day of the list.

    Parameters
    ----------
    day : datetime.date
    title : str
    text : str
        What was recorded, in words; empty where nothing was.
    is_recorded, is_backfilled : bool
    """

    day: datetime.date
    title: str
    text: str
    is_recorded: bool
    is_backfilled: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry with its facts.

    Parameters
    ----------
    id : str
    version : int
    time : str
        When it was made, as hours and minutes.
    facts : tuple of (str, str)
        Name and value of what was answered.
    note : str
    recording : str
    is_backfilled : bool
    """

    id: str
    version: int
    time: str
    facts: tuple[tuple[str, str], ...]
    note: str
    recording: str
    is_backfilled: bool


def month_view(month: Month, *, today: datetime.date, words: Words) -> list[list[CellView | None]]:
    """Give the weeks of a month as cells.

    Parameters
    ----------
    month : Month
    today : datetime.date
    words : Words

    Returns
    -------
    list of list of (CellView or None)
    """
    return [
        [_cell(cell, today=today, words=words) if cell else None for cell in week] for week in month.weeks
    ]


def _cell(cell: MonthCell, *, today: datetime.date, words: Words) -> CellView:
    shaking = cell.record.value("shaking") if cell.record else None
    told = day_words(cell.record, words=words) if cell.record else ""
    if cell.state == "not_recorded":
        told = words.t("diary.not_yet" if cell.day == today else "diary.not_recorded")
    elif cell.state == "recorded" and not told:
        told = words.t("diary.recorded")
    day = short_day(cell.day, words.language)
    return CellView(
        cell.day,
        cell.state,
        cell.day == today,
        "" if shaking is None else words.number(shaking, digits=0 if shaking == int(shaking) else 1),
        None if shaking is None else round(shaking),
        f"{day}: {told}" if told else day,
    )


def day_words(day: DiaryDay, *, words: Words) -> str:
    """Say in one line what was recorded of a day; empty where nothing with a value was.

    Parameters
    ----------
    day : DiaryDay
    words : Words

    Returns
    -------
    str
    """
    return ", ".join(
        words.t(f"diary.short.{name}", value=_written(name, value, words))
        for name in _SHOWN
        if (value := day.value(name)) is not None
    )


def day_rows(days: Sequence[DiaryDay], *, words: Words) -> list[DayRow]:
    """Give days as rows of a list, latest first.

    Parameters
    ----------
    days : sequence of DiaryDay
    words : Words

    Returns
    -------
    list of DayRow
    """
    return [
        DayRow(
            day.day,
            short_day(day.day, words.language),
            (day_words(day, words=words) or words.t("diary.recorded")) if day.is_recorded else "",
            day.is_recorded,
            day.is_backfilled,
        )
        for day in reversed(days)
    ]


def entry_view(
    kept: KeptEntry, *, medicines: Sequence[Medicine], words: Words, zone: datetime.tzinfo | None
) -> EntryView:
    """Give one entry with its facts.

    Parameters
    ----------
    kept : KeptEntry
    medicines : sequence of Medicine
        For the names of those that were taken.
    words : Words
    zone : datetime.tzinfo or None
        Where the times are shown.

    Returns
    -------
    EntryView
    """
    return EntryView(
        kept.item.id,
        kept.item.version,
        local_time(kept.item.made_at, zone=zone),
        tuple(_facts(kept.entry, medicines=medicines, words=words)),
        kept.entry.note,
        kept.entry.recording,
        kept.entry.is_backfilled,
    )


def local_time(made_at: str, *, zone: datetime.tzinfo | None) -> str:
    """Write hours and minutes of a kept time as a clock on the wall showed them.

    Parameters
    ----------
    made_at : str
        ISO 8601, in UTC.
    zone : datetime.tzinfo or None

    Returns
    -------
    str
    """
    return datetime.datetime.fromisoformat(made_at).astimezone(zone).strftime("%H:%M")


def _facts(entry: DiaryEntry, *, medicines: Sequence[Medicine], words: Words) -> list[tuple[str, str]]:
    facts = [
        (words.t(f"diary.{name}"), words.t(f"diary.value.{name}", value=_written(name, value, words)))
        for name in _SHOWN
        if (value := getattr(entry, name)) is not None
    ]
    if entry.caffeine:
        drinks = ", ".join(
            words.t("diary.drinks", n=f"{row.count:g}", drink=_drink_name(row.drink, words))
            for row in entry.caffeine
        )
        facts.append((words.t("diary.caffeine.what"), drinks))
    names = {one.id: one.name for one in medicines}
    for id_, is_taken in (entry.medicine_taken or {}).items():
        name = names.get(id_, words.t("diary.medicine.former"))
        facts.append((name, words.t("diary.medicine.yes" if is_taken else "diary.medicine.no")))
    return facts


def fault_words(name: str, id_: str, fields: Mapping[str, object], *, words: Words) -> str:
    """Say what is wrong with a field, with its name before it.

    Parameters
    ----------
    name : str
        Of the field.
    id_ : str
        Of the message.
    fields : mapping of str to object
        What fills it.
    words : Words

    Returns
    -------
    str
    """
    told = words.t(id_, **fields)
    if name.startswith("drink-"):
        return words.t("diary.fault.of", name=_drink_name(name.removeprefix("drink-"), words), text=told)
    known = words.has(f"diary.{name}")
    return words.t("diary.fault.of", name=words.t(f"diary.{name}"), text=told) if known else told


def _drink_name(id_: str, words: Words) -> str:
    return words.t(f"diary.drink.{id_}") if words.has(f"diary.drink.{id_}") else id_


def health_facts(health: HealthDay | None, *, words: Words) -> list[tuple[str, str]]:
    """Give what a health export says of a day, in words.

    Parameters
    ----------
    health : HealthDay or None
    words : Words

    Returns
    -------
    list of (str, str)
    """
    if health is None:
        return []
    shown = (("sleep_h", 1), ("in_bed_h", 1), ("steps", 0), ("heart_rate_mean", 0), ("resting_heart_rate", 0))
    facts = [
        (words.t(f"health.{name}"), words.t(f"health.value.{name}", value=words.number(value, digits=digits)))
        for name, digits in shown
        if (value := getattr(health, name)) is not None
    ]
    if health.heart_rate_low is not None and health.heart_rate_high is not None:
        low, high = (words.number(one, digits=0) for one in (health.heart_rate_low, health.heart_rate_high))
        facts.append((words.t("health.heart_rate_range"), words.t("health.value.range", low=low, high=high)))
    return facts


def _written(name: str, value: float, words: Words) -> str:
    return words.number(value, digits=_DIGITS.get(name, 0))
