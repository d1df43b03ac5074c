"""A column of clock readings into seconds: Unix numbers, numbers with a unit, ISO and odd text.

A unit is taken from the name, else from the size where only one unit gives a year of this century or a possible rate, and
then an Issue says so; otherwise the column is refused with the way to state it. Jitter and gaps are ``clock``'s business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.labels import split_unit, time_unit, words_of
from legato.model.issue import Issue, Severity

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Clock", "read_number_clock", "read_text_clock"]

# 2001-09-09 to 2100-01-01, seconds since 1970: what a clock of a recorder can show.
_EPOCH_S = (1.0e9, 4.1e9)
# Rates at which legs are recorded; only used where a unit of time is missing. The four ranges of steps do not overlap.
_POSSIBLE_HZ = (10.0, 5000.0)
# For stamps that are Unix time, slow loggers too. Uptime in ns of two weeks looks like Unix time in us at 0.1 Hz.
_EPOCH_HZ = (0.9, 50_000.0)
_FACTORS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}

_ISO = re.compile(
    r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T_]+(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d+))?\s*"
    r"(Z|UTC|[+-]\d{2}:?\d{2})?\s*$"
)
_DAY_FIRST = re.compile(
    r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[ T_,]+(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d+))?\s*(AM|PM|am|pm)?\s*$"
)
_OF_DAY = re.compile(r"^\s*(\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d+))?\s*$")


@dataclass(frozen=True, eq=False)
class Clock:
    """A decoded clock column.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_rows,)
        Seconds since the first row; NaN where a row has no time.
    start : datetime or None
        Absolute time of the first row, where the column says it.
    first_s : float or None
        What a relative clock shows in the first row; its first count for a counter.
    is_counter : bool
        True when the numbers only count samples; then ``times_s`` holds the count.
    issues : tuple of Issue
    """

    times_s: NDArray[np.float64]
    start: datetime | None = None
    first_s: float | None = None
    is_counter: bool = False
    issues: tuple[Issue, ...] = ()


def read_number_clock(values: NDArray[np.generic], *, name: str, unit: str | None = None) -> Clock:
    """Decode a column of numbers.

    Parameters
    ----------
    values : ndarray, shape (n_rows,)
        Integer or float; integers keep their full precision.
    name : str
        As in the file; its unit counts, as in ``time_ms`` or ``Time (s)``.
    unit : str or None
        What the documentation of the format says, used when the name does not.

    Returns
    -------
    Clock

    Raises
    ------
    InputError
        If the unit of time is neither stated nor certain from the size.
    """
    first, offsets = _since_first(values)
    if first is None:
        return Clock(np.full(len(values), np.nan))
    spelling = split_unit(name)[1] or _last_word(name) or unit
    factor = time_unit(spelling)
    if factor is not None and factor > 1.0 and spelling != split_unit(name)[1]:
        factor = None
    step = _typical_step(offsets)
    issues: list[Issue] = []
    if factor is None and _is_count(values, step):
        return Clock(offsets, first_s=first, is_counter=True)
    if factor is None:
        factor = _guess_factor(first, step, name=name, issues=issues)
    first_s = first * factor
    times_s = offsets * factor if factor != 1.0 else offsets
    is_absolute = _EPOCH_S[0] <= first_s < _EPOCH_S[1]
    if is_absolute:
        start = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=first_s)
        return Clock(times_s, start=start, issues=tuple(issues))
    return Clock(times_s, first_s=first_s, issues=(*issues, *_tell_offset(first_s)))


def _since_first(values: NDArray[np.generic]) -> tuple[float | None, NDArray[np.float64]]:
    """Give the first number and the differences to it; integers are subtracted as integers."""
    if values.dtype.kind in "iu":
        if not len(values):
            return None, np.empty(0)
        return float(values[0]), (values - values[0]).astype(np.float64)
    numbers = np.asarray(values, dtype=np.float64)
    finite = np.flatnonzero(np.isfinite(numbers[:10_000]))
    if not finite.size:
        finite = np.flatnonzero(np.isfinite(numbers))
    if not finite.size:
        return None, numbers
    first = float(numbers[finite[0]])
    with np.errstate(
        invalid="ignore", over="ignore"
    ):  # what is not finite has no time, which the clock tells
        return first, numbers - first if first else numbers


def _last_word(name: str) -> str | None:
    words = words_of(split_unit(name)[0])
    return words[-1] if len(words) > 1 else None


def _typical_step(offsets: NDArray[np.float64]) -> float:
    steps = np.diff(offsets[:200_000])
    forward = steps[steps > 0]
    return float(np.median(forward)) if forward.size else 0.0


def _is_count(values: NDArray[np.generic], step: float) -> bool:
    """Tell whether the numbers count samples: whole, one apart, and no Unix time."""
    some = values[:200_000]
    is_whole = values.dtype.kind in "iu" or bool(
        np.all(np.mod(some[np.isfinite(some.astype(float))], 1.0) == 0)
    )
    return is_whole and step == 1.0 and float(np.abs(some[0])) < _EPOCH_S[0]


def _guess_factor(first: float, step: float, *, name: str, issues: list[Issue]) -> float:
    """Take the one unit that gives a time of this century, else the one that gives a possible rate; say so."""
    if step > 0:
        for factor in _FACTORS.values():
            is_now = _EPOCH_S[0] <= first * factor < _EPOCH_S[1]
            if is_now and _EPOCH_HZ[0] <= 1.0 / (step * factor) <= _EPOCH_HZ[1]:
                return factor
        for unit, factor in _FACTORS.items():
            rate_hz = 1.0 / (step * factor)
            if _POSSIBLE_HZ[0] <= rate_hz <= _POSSIBLE_HZ[1]:
                what = (
                    f"Nothing states the unit of time of '{name}'; {unit} is the only one that gives a possible rate "
                    f"({rate_hz:.4g} Hz) and was used."
                )
                mend = f"name the column {name}_{unit}, or another unit, to state it"
                issues.append(Issue("time_unit_inferred", Severity.NOTE, what, where=name, mend=mend))
                return factor
    raise InputError(
        f"The unit of time of column '{name}' is not known",
        where=name,
        found=f"first value {first:g}, typical step {step:g}",
        mend=f"rename the column to {name}_s, {name}_ms, {name}_us or {name}_ns; "
        "or leave it away and state --sampling-rate",
        code="LEG-E143",
    )


def _tell_offset(first_s: float) -> tuple[Issue, ...]:
    if abs(first_s) < 1.0:
        return ()
    what = f"Time in the file starts at {first_s:.3f} s; that moment is second 0 here."
    return (Issue("time_offset", Severity.NOTE, what),)


def read_text_clock(values: pa.Array, *, name: str) -> Clock:
    """Decode a column of written times.

    Parameters
    ----------
    values : pyarrow string array, shape (n_rows,)
        ``2019-03-21 14:58:00.500``, also with ``T``, ``/``, a zone, ``:500`` or ``,500`` behind the second;
        ``21.03.2019 14:58:00``; ``14:58:00.5``.
    name : str

    Returns
    -------
    Clock

    Raises
    ------
    FormatError
        If the first values are no times.
    """
    first = next((str(word) for word in values.slice(0, 1000) if word.is_valid and str(word).strip()), "")
    for pattern, reader in ((_ISO, _read_iso), (_DAY_FIRST, _read_day_first), (_OF_DAY, _read_of_day)):
        match = pattern.match(first)
        if match:
            return reader(values, match)
    raise FormatError(
        f"Column '{name}' is no clock that Legato can read",
        where=name,
        found=repr(first[:40]),
        mend="write times as 2026-01-31T12:00:00.000, or as seconds, or leave the column away and state --sampling-rate",
        code="LEG-E144",
    )


_ISO_LINE = (
    r"^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T_]+(\d{1,2}:\d{2}:\d{2})(?:[.,:](\d{1,9})\d*)?\s*"
    r"(?:Z|UTC|[+-]\d{2}:?\d{2})?\s*$"
)


def _read_iso(values: pa.Array, match: re.Match[str]) -> Clock:
    nanoseconds, is_known = _parse_lines(values, _ISO_LINE, r"\1-\2-\3 \4.\5")
    times_s = _relative(nanoseconds, is_known)
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction = float(f"0.{match[7]}") if match[7] else 0.0
    start = datetime(year, month, day, hour, minute, second, tzinfo=_zone(match[8])) + timedelta(
        seconds=fraction
    )
    return Clock(times_s, start=start)


def _zone(spelling: str | None) -> timezone | None:
    if spelling is None:
        return None
    if spelling in ("Z", "UTC"):
        return UTC
    hours, minutes = int(spelling[1:3]), int(spelling[-2:])
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if spelling[0] == "-" else offset)


def _read_day_first(values: pa.Array, match: re.Match[str]) -> Clock:
    """Read day/month/year or month/day/year; which of the two only a number above 12 can say."""
    if match[8]:
        raise FormatError(
            "Times with AM and PM are not read",
            found=match[0],
            mend="export them with 24 hours",
            code="LEG-E145",
        )
    line = r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[ T_,]+(\d{1,2}:\d{2}:\d{2})(?:[.,:](\d{1,9})\d*)?\s*$"
    first, second = int(match[1]), int(match[2])
    is_month_first = second > 12
    order = r"\3-\1-\2 \4.\5" if is_month_first else r"\3-\2-\1 \4.\5"
    nanoseconds, is_known = _parse_lines(values, line, order)
    times_s = _relative(nanoseconds, is_known)
    if max(first, second) <= 12 and first != second:
        what = f"'{match[0].strip()}' may be day first or month first; the date is left open."
        return Clock(times_s, issues=(Issue("date_ambiguous", Severity.NOTE, what),))
    day, month = (second, first) if is_month_first else (first, second)
    fraction = float(f"0.{match[7]}") if match[7] else 0.0
    start = datetime(int(match[3]), month, day, int(match[4]), int(match[5]), int(match[6]))
    return Clock(times_s, start=start + timedelta(seconds=fraction))


def _read_of_day(values: pa.Array, match: re.Match[str]) -> Clock:
    """Read times of the day; passing midnight adds a day."""
    line = r"^\s*(\d{1,2}:\d{2}:\d{2})(?:[.,:](\d{1,9})\d*)?\s*$"
    nanoseconds, is_known = _parse_lines(values, line, rf"{date(2000, 1, 1).isoformat()} \1.\2")
    times_s = _relative(nanoseconds, is_known)
    half_day_s = 43_200.0
    passes = np.flatnonzero(np.diff(times_s) < -half_day_s) + 1
    for row in passes:
        times_s[row:] += 2 * half_day_s
    return Clock(times_s)


def _parse_lines(values: pa.Array, line: str, order: str) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Bring written times into one form and cast them; give nanoseconds and which rows are times."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = values.cast(pa.string())
    is_time = pc.fill_null(pc.match_substring_regex(text, line), fill_value=False)
    even = pc.replace_substring_regex(text, line, order)
    # One-digit months, days and hours get their zero; a second without a fraction loses its point.
    even = pc.replace_substring_regex(even, r"-(\d)-", r"-0\1-")
    even = pc.replace_substring_regex(even, r"-(\d) ", r"-0\1 ")
    even = pc.replace_substring_regex(even, r" (\d):", r" 0\1:")
    even = pc.replace_substring_regex(even, r"\.$", "")
    even = pc.if_else(is_time, even, pa.scalar(None, pa.string()))
    try:
        stamps = even.cast(pa.timestamp("ns"))
    except pa.ArrowInvalid as error:
        raise FormatError(
            "A time in the clock column does not exist",
            found=str(error).splitlines()[0][:200],
            mend="correct or remove that row",
            code="LEG-E146",
        ) from error
    is_known = np.asarray(pc.is_valid(stamps))
    nanoseconds = np.asarray(pc.fill_null(stamps.cast(pa.int64()), 0))
    return nanoseconds, is_known


def _relative(nanoseconds: NDArray[np.int64], is_known: NDArray[np.bool_]) -> NDArray[np.float64]:
    known = np.flatnonzero(is_known)
    if not known.size:
        return np.full(nanoseconds.size, np.nan)
    times_s: NDArray[np.float64] = (nanoseconds - nanoseconds[known[0]]) * 1e-9
    times_s[~is_known] = np.nan
    return times_s
