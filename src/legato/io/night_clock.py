"""From what a clock shows to seconds since the start of the recording, over midnight and never by a guess of the day."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from legato.errors import InputError

__all__ = [
    "SECONDS_A_DAY",
    "clock_seconds",
    "is_clock",
    "place_in_night",
    "seconds_between",
    "seconds_of_text",
]

SECONDS_A_DAY = 86_400.0
_CLOCK = re.compile(
    r"^\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}(?:[.,]\d{1,9})?))?\s*([ap]\.?m\.?)?\s*$", re.IGNORECASE
)
_PLAIN = re.compile(r"^\s*[-+]?\d+(?:[.,]\d*)?(?:[eE][-+]?\d+)?\s*$")
_DAY_FIRST = re.compile(r"^\s*(\d{1,2})[./](\d{1,2})[./](\d{4})[ T,]+(.+)$")


@dataclass(frozen=True, slots=True)
class NightClock:
    """When a recording began and how long it lasts: what a clock time is placed by.

    Parameters
    ----------
    start : datetime or None
        Local clock of second 0; None where the recording states none.
    duration_s : float
    """

    start: datetime | None
    duration_s: float


def is_clock(text: str) -> bool:
    """Tell whether a text is a time of day or a date with one, and no plain number.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return not _PLAIN.match(text) and (clock_seconds(text) is not None or _date_time(text) is not None)


def clock_seconds(text: str) -> float | None:
    """Read a time of day as seconds since midnight; None where the text is none.

    Parameters
    ----------
    text : str
        ``22:47``, ``22:47:00``, ``22:47:00.5``, ``10:47:00 PM``, ``22.47.00``.

    Returns
    -------
    float or None
    """
    found = _CLOCK.match(text)
    if found is None or (":" not in text and found[3] is None):
        return None  # 22.47 is a number
    hour, minute, second = int(found[1]), int(found[2]), float((found[3] or "0").replace(",", "."))
    half = (found[4] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second >= 60:
        return None
    return hour * 3600.0 + minute * 60.0 + second


def _date_time(text: str) -> datetime | None:
    """Read a date with a time of day: ISO 8601, or day first where dots say so (a slash leaves day and month open)."""
    bare = text.strip()
    try:
        return datetime.fromisoformat(bare) if len(bare) > 10 and bare[4:5] == "-" else None
    except ValueError:
        pass
    return None


def _dotted(text: str, *, where: str) -> datetime | None:
    found = _DAY_FIRST.match(text)
    if found is None:
        return None
    clock = clock_seconds(found[4])
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if clock is None:
        return None
    if "/" in text[: found.end(3)] and first <= 12 and second <= 12 and first != second:
        raise InputError(
            "This date can be read with the day or with the month first",
            where=where,
            found=text.strip()[:40],
            mend="write dates as 2026-01-31T22:47:00",
            code="LEG-E912",
        )
    day, month = (second, first) if second > 12 else (first, second)
    try:
        return datetime(year, month, day) + timedelta(seconds=clock)
    except ValueError:
        return None


def seconds_between(earlier: datetime, later: datetime) -> float:
    """Give the seconds from one moment to another, by their wall clocks where only one states an offset from UTC.

    Parameters
    ----------
    earlier, later : datetime

    Returns
    -------
    float
        Negative where ``later`` is the earlier one.
    """
    if (earlier.tzinfo is None) != (later.tzinfo is None):
        earlier, later = earlier.replace(tzinfo=None), later.replace(tzinfo=None)
    return (later - earlier).total_seconds()


def place_in_night(
    clock_s: float, *, start: datetime, duration_s: float, where: str, is_beyond_allowed: bool = False
) -> float:
    """Place a time of day in a recording, over midnight.

    Parameters
    ----------
    clock_s : float
        Seconds since midnight.
    start : datetime
        Local clock of second 0.
    duration_s : float
        Of the recording.
    where : str
        For the message.
    is_beyond_allowed : bool
        Take the place nearest to the recording where it never shows that clock (a hypnogram may begin before it).

    Returns
    -------
    float
        Seconds since the start of the recording.

    Raises
    ------
    InputError
        If the recording shows that clock never, or more than once.
    """
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    since_start_s = (clock_s - (start.replace(tzinfo=None) - midnight).total_seconds()) % SECONDS_A_DAY
    n_inside = int(max(0.0, duration_s - since_start_s) // SECONDS_A_DAY) + (since_start_s <= duration_s)
    if n_inside > 1:
        raise InputError(
            "The recording is longer than a day and shows this clock more than once",
            where=where,
            found=f"{_clock_text(clock_s)} in {duration_s / 3600:.1f} h from {start:%H:%M:%S}",
            mend="give the date too, such as 2026-01-31T22:47:00",
            code="LEG-E913",
        )
    if n_inside == 1:
        return since_start_s
    if is_beyond_allowed:
        before_s = since_start_s - SECONDS_A_DAY
        return before_s if -before_s < since_start_s - duration_s else since_start_s
    raise InputError(
        "The recording never shows this clock",
        where=where,
        found=f"{_clock_text(clock_s)}; the recording runs {duration_s / 3600:.2f} h from {start:%H:%M:%S}",
        mend="check the time, or give it in seconds since the start of the recording",
        code="LEG-E914",
    )


def _clock_text(clock_s: float) -> str:
    whole = int(clock_s)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def seconds_of_text(
    text: str,
    *,
    night: NightClock,
    where: str,
    unit_s: float = 1.0,
    is_beyond_allowed: bool = False,
) -> float:
    """Read a time in any spelling as seconds since the start of the recording.

    Parameters
    ----------
    text : str
        Plain seconds (``1800``), a time of day (``22:47:00``) or a date with one (``2026-01-02T22:47``).
    night : NightClock
    where : str
        For the message.
    unit_s : float
        Seconds of one unit of a plain number.
    is_beyond_allowed : bool
        As for ``place_in_night``.

    Returns
    -------
    float

    Raises
    ------
    InputError
        If the text is no time, or a clock is given and the recording states none.
    """
    if _PLAIN.match(text):
        value = float(text.replace(",", ".")) * unit_s
        if math.isfinite(value):
            return value
    moment = _date_time(text) or _dotted(text, where=where)
    clock_s = clock_seconds(text)
    if moment is None and clock_s is None:
        raise InputError(
            "This is no time",
            where=where,
            found=repr(text[:40]),
            mend="give seconds since the start (1800), a clock (22:47:00) or a date with one (2026-01-02T22:47)",
            code="LEG-E915",
        )
    start = night.start
    if start is None:
        raise InputError(
            "A clock was given, and the recording does not say when it began",
            where=where,
            found=text.strip()[:40],
            mend="give seconds since the start of the recording",
            code="LEG-E916",
        )
    if moment is not None:
        return seconds_between(start, moment)
    assert clock_s is not None
    return place_in_night(
        clock_s, start=start, duration_s=night.duration_s, where=where, is_beyond_allowed=is_beyond_allowed
    )
