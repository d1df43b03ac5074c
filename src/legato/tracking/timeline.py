"""Everything on one axis of days: lanes of numbers with their gaps, medicines with their dates, and what happened when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from legato.errors import InputError
from legato.tracking.calendar import next_month
from legato.tracking.diary import DiaryDay

__all__ = [
    "LANES",
    "SPANS_DAYS",
    "Lane",
    "LaneKind",
    "Mark",
    "MedicineBar",
    "Span",
    "Timeline",
    "build_timeline",
    "month_starts",
    "span_of",
    "weekly",
]

SPANS_DAYS: tuple[int, ...] = (31, 92, 183, 366)
"""Lengths that the buttons of the timeline offer, days."""

_LONGEST_DAYS = 3700


@dataclass(frozen=True, slots=True)
class LaneKind:
    """What a lane shows.

    Parameters
    ----------
    measure : str
        Name of the value of a day.
    least_top : float
        The axis reaches at least so far, so that small values do not look large.
    """

    measure: str
    least_top: float


LANES: tuple[LaneKind, ...] = (
    LaneKind("shaking", 10),
    LaneKind("caffeine_mg", 400),
    LaneKind("sleep_h", 10),
    LaneKind("worry", 10),
    LaneKind("exercise_min", 60),
)
"""The lanes of numbers, from top to bottom."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days, both ends included.

    Parameters
    ----------
    first, last : datetime.date
    """

    first: datetime.date
    last: datetime.date

    @property
    def n_days(self) -> int:
        """How many days it holds."""
        return (self.last - self.first).days + 1

    def moved(self, *, days: int) -> Span:
        """Give the span so many days later.

        Parameters
        ----------
        days : int
            Negative for earlier.
        """
        by = datetime.timedelta(days=days)
        return Span(self.first + by, self.last + by)

    def ending_as(self, *, n_days: int) -> Span:
        """Give a span of another length that ends on the same day.

        Parameters
        ----------
        n_days : int
        """
        return Span(self.last - datetime.timedelta(days=n_days - 1), self.last)


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane of numbers.

    Parameters
    ----------
    measure : str
    top : float
        Upper end of the axis; the lower end is 0.
    points : tuple of (datetime.date, float)
        Only of days that have a value.
    gaps : tuple of Span
        Stretches without a value, up to today.
    beside : tuple of (datetime.date, float)
        What a health export says of the same; it fills no gap.
    """

    measure: str
    top: float
    points: tuple[tuple[datetime.date, float], ...]
    gaps: tuple[Span, ...]
    beside: tuple[tuple[datetime.date, float], ...] = ()


@dataclass(frozen=True, slots=True)
class MedicineBar:
    """A medicine over time.

    Parameters
    ----------
    name : str
    started_on, stopped_on : datetime.date or None
        None where the date is not known, or it is still taken.
    changed_on : tuple of datetime.date
    """

    name: str
    started_on: datetime.date | None
    stopped_on: datetime.date | None = None
    changed_on: tuple[datetime.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day.

    Parameters
    ----------
    day : datetime.date
    kind : str
        ``visit``, ``recording``, ``check`` or ``recheck``.
    text : str
        More about it in the person's words; may be empty.
    """

    day: datetime.date
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that is drawn on one axis.

    Parameters
    ----------
    span : Span
    today : datetime.date
    days : tuple of DiaryDay
    lanes : tuple of Lane
    medicines : tuple of MedicineBar
        Those taken at some time in the span.
    marks : tuple of Mark
        Those in the span, in order.
    """

    span: Span
    today: datetime.date
    days: tuple[DiaryDay, ...]
    lanes: tuple[Lane, ...]
    medicines: tuple[MedicineBar, ...]
    marks: tuple[Mark, ...]

    @property
    def recorded(self) -> int:
        """How many days were written about."""
        return sum(day.is_recorded for day in self.days)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to draw."""
        return not (self.recorded or self.medicines or self.marks or any(day.health for day in self.days))


def span_of(first: str, last: str, *, today: datetime.date, n_days: int = SPANS_DAYS[1]) -> Span:
    """Read the two ends of a timeline.

    Parameters
    ----------
    first, last : str
        ISO dates, as they stand in an address; empty where nothing was said.
    today : datetime.date
        The end where none is said.
    n_days : int
        The length where no beginning is said.

    Returns
    -------
    Span

    Raises
    ------
    InputError
        If one is no date, they are in the wrong order, or the span is longer than a picture can show.
    """
    try:
        end = datetime.date.fromisoformat(last) if last else today
        begin = datetime.date.fromisoformat(first) if first else Span(end, end).ending_as(n_days=n_days).first
    except (ValueError, OverflowError):
        raise InputError(
            "This is no date",
            found=f"{first[:20]} {last[:20]}",
            mend="write it as 2026-11-23",
            code="LEG-E857",
        ) from None
    if not 0 <= (end - begin).days < _LONGEST_DAYS or not 1901 <= begin.year <= end.year <= 2199:
        raise InputError(
            "These two days do not make a timeline",
            found=f"{begin.isoformat()} to {end.isoformat()}",
            mend="let the first day be the earlier one, and stay within 10 years",
            code="LEG-E857",
        )
    return Span(begin, end)


def build_timeline(
    span: Span,
    *,
    today: datetime.date,
    days: tuple[DiaryDay, ...],
    medicines: Iterable[MedicineBar],
    marks: Iterable[Mark],
) -> Timeline:
    """Lay everything of a span out in lanes.

    Parameters
    ----------
    span : Span
    today : datetime.date
    days : tuple of DiaryDay
        Every day of the span.
    medicines : iterable of MedicineBar
    marks : iterable of Mark

    Returns
    -------
    Timeline
    """
    lanes = tuple(_lane(kind, days, today=today) for kind in LANES)
    taken = tuple(
        one
        for one in medicines
        if (one.started_on is None or one.started_on <= span.last)
        and (one.stopped_on is None or one.stopped_on >= span.first)
    )
    inside = sorted(
        (one for one in marks if span.first <= one.day <= span.last), key=lambda one: (one.day, one.kind)
    )
    return Timeline(span, today, days, lanes, taken, tuple(inside))


def _lane(kind: LaneKind, days: Sequence[DiaryDay], *, today: datetime.date) -> Lane:
    points, gaps = [], []
    begun: datetime.date | None = None
    for day in days:
        value = day.value(kind.measure)
        if value is not None:
            points.append((day.day, value))
        if value is None and day.day <= today:
            begun = begun or day.day
        elif begun is not None:
            gaps.append(Span(begun, day.day - datetime.timedelta(days=1)))
            begun = None
    if begun is not None:
        gaps.append(Span(begun, min(days[-1].day, today)))
    beside = tuple(
        (day.day, value)
        for day in days
        if day.health is not None and (value := getattr(day.health, kind.measure, None)) is not None
    )
    top = max([kind.least_top, *(value for _, value in (*points, *beside))])
    return Lane(kind.measure, top, tuple(points), tuple(gaps), beside)


def weekly(lane: Lane) -> tuple[tuple[datetime.date, float, int], ...]:
    """Give the mean of the recorded days of each week that has one.

    Parameters
    ----------
    lane : Lane

    Returns
    -------
    tuple of (datetime.date, float, int)
        Monday, mean, and of how many days.
    """
    by_week: dict[datetime.date, list[float]] = {}
    for day, value in lane.points:
        by_week.setdefault(day - datetime.timedelta(days=day.weekday()), []).append(value)
    return tuple((monday, sum(values) / len(values), len(values)) for monday, values in by_week.items())


def month_starts(span: Span) -> tuple[datetime.date, ...]:
    """Give the first days of months inside a span.

    Parameters
    ----------
    span : Span

    Returns
    -------
    tuple of datetime.date
    """
    found = []
    month = span.first if span.first.day == 1 else next_month(span.first)
    while month <= span.last:
        found.append(month)
        month = next_month(month)
    return tuple(found)
