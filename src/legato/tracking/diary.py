"""Days of a diary: what was written down, what was not, and one value for a day with several entries.

A day exists whether or not somebody wrote. What was not answered is None all the way: it takes no part in a mean, a sum or
a picture. A day is a date where the person was, so a night of 23 or 25 hours is one day like all others.
"""

from __future__ import annotations

import datetime
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from legato.model.diary import DiaryEntry, HealthDay

__all__ = ["MEASURES", "DiaryDay", "dates_between", "days_between"]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _last(values: Sequence[float]) -> float:
    return values[-1]


# A rating of several moments is their mean, an amount of several moments their sum; of a night only the last word counts.
_JOINED: Mapping[str, Callable[[Sequence[float]], float]] = MappingProxyType(
    {
        "shaking": _mean,
        "worry": _mean,
        "stress": _mean,
        "caffeine_mg": math.fsum,
        "sleep_h": _last,
        "alcohol_drinks": math.fsum,
        "exercise_min": math.fsum,
    }
)

MEASURES: tuple[str, ...] = tuple(_JOINED)
"""Names of what a day can have a value of."""


@dataclass(frozen=True, slots=True)
class DiaryDay:
    """One day with what was written about it.

    Parameters
    ----------
    day : datetime.date
    entries : tuple of DiaryEntry
        In the order in which they were made; empty where nothing was recorded.
    health : HealthDay or None
        What a health export says of it.
    """

    day: datetime.date
    entries: tuple[DiaryEntry, ...] = ()
    health: HealthDay | None = None

    @property
    def is_recorded(self) -> bool:
        """Tell whether anything was written down about this day."""
        return bool(self.entries)

    @property
    def is_backfilled(self) -> bool:
        """Tell whether all of it was written on a later day."""
        return self.is_recorded and all(entry.is_backfilled for entry in self.entries)

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of what was not answered on this day."""
        return tuple(name for name in MEASURES if self.value(name) is None)

    def value(self, name: str) -> float | None:
        """Give the value of the day.

        Parameters
        ----------
        name : str
            One of ``MEASURES``.

        Returns
        -------
        float or None
            None where no entry answered it.
        """
        given = [value for entry in self.entries if (value := getattr(entry, name)) is not None]
        return _JOINED[name](given) if given else None


def days_between(
    entries: Iterable[DiaryEntry],
    *,
    first: datetime.date,
    last: datetime.date,
    health: Iterable[HealthDay] = (),
) -> tuple[DiaryDay, ...]:
    """Give every day of a span, each once, with what was written about it.

    Parameters
    ----------
    entries : iterable of DiaryEntry
        Those of other days are left aside.
    first, last : datetime.date
        Both included.
    health : iterable of HealthDay

    Returns
    -------
    tuple of DiaryDay
        One for each date, in order; empty where ``last`` lies before ``first``.
    """
    by_day: dict[datetime.date, list[DiaryEntry]] = defaultdict(list)
    for entry in entries:
        by_day[entry.day].append(entry)
    of_health = {one.day: one for one in health}
    return tuple(
        DiaryDay(day, tuple(by_day.get(day, ())), of_health.get(day)) for day in dates_between(first, last)
    )


def dates_between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """Give every date of a span.

    Parameters
    ----------
    first, last : datetime.date
        Both included.

    Returns
    -------
    list of datetime.date
    """
    return [first + datetime.timedelta(days=n) for n in range((last - first).days + 1)]
