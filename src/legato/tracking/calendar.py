"""A month as weeks, with what each day is: recorded, not recorded, or still to come."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from legato.errors import InputError
from legato.tracking.diary import DiaryDay

__all__ = ["Month", "MonthCell", "month_named", "month_of", "next_month", "previous_month"]

_EARLIEST, _LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class MonthCell:
    """One day in its month.

    Parameters
    ----------
    day : datetime.date
    record : DiaryDay or None
        None for a day that is still to come.
    """

    day: datetime.date
    record: DiaryDay | None

    @property
    def state(self) -> str:
        """``recorded``, ``not_recorded`` or ``future``."""
        if self.record is None:
            return "future"
        return "recorded" if self.record.is_recorded else "not_recorded"


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday.

    Parameters
    ----------
    first : datetime.date
        Its first day.
    weeks : tuple of tuple of (MonthCell or None)
        None where a day belongs to another month.
    """

    first: datetime.date
    weeks: tuple[tuple[MonthCell | None, ...], ...]

    @property
    def cells(self) -> tuple[MonthCell, ...]:
        """All days of the month, in order."""
        return tuple(cell for week in self.weeks for cell in week if cell is not None)

    @property
    def recorded(self) -> int:
        """How many days were written about."""
        return sum(cell.state == "recorded" for cell in self.cells)

    @property
    def past(self) -> int:
        """How many days could have been written about by now."""
        return sum(cell.state != "future" for cell in self.cells)


def month_of(first: datetime.date, *, days: Iterable[DiaryDay], today: datetime.date) -> Month:
    """Lay the days of a month out in weeks.

    Parameters
    ----------
    first : datetime.date
        Any day of the month.
    days : iterable of DiaryDay
        Those of the month; others are left aside.
    today : datetime.date
        Later days are still to come, unless something was written about them already.

    Returns
    -------
    Month
    """
    by_day = {one.day: one for one in days}

    def cell(number: int) -> MonthCell | None:
        if number == 0:
            return None
        day = first.replace(day=number)
        record = by_day.get(day, DiaryDay(day))
        return MonthCell(day, record if day <= today or record.is_recorded else None)

    weeks = calendar.Calendar(firstweekday=calendar.MONDAY).monthdayscalendar(first.year, first.month)
    return Month(first.replace(day=1), tuple(tuple(cell(number) for number in week) for week in weeks))


def month_named(text: str, *, today: datetime.date) -> datetime.date:
    """Read a month such as ``2026-11``; this month where nothing was said.

    Parameters
    ----------
    text : str
    today : datetime.date

    Returns
    -------
    datetime.date
        The first day of it.

    Raises
    ------
    InputError
        If it is no month.
    """
    if not text:
        return today.replace(day=1)
    try:
        first = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        first = datetime.date.min
    if not _EARLIEST <= first.year <= _LATEST:
        raise InputError("This is no month", found=text[:20], mend="write it as 2026-11", code="LEG-E856")
    return first


def previous_month(first: datetime.date) -> datetime.date:
    """Give the first day of the month before.

    Parameters
    ----------
    first : datetime.date

    Returns
    -------
    datetime.date
    """
    return (first.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)


def next_month(first: datetime.date) -> datetime.date:
    """Give the first day of the month after.

    Parameters
    ----------
    first : datetime.date

    Returns
    -------
    datetime.date
    """
    return (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
