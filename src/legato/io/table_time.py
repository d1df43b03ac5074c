"""The clock of a table: the best of its time columns, a counter with a stated rate, or a stated rate alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from legato.errors import InputError
from legato.io.clock import find_restarts, measure_time_base
from legato.io.stamps import Clock, read_number_clock, read_text_clock
from legato.io.table_hints import PART, Rows, TableWork
from legato.io.table_rows import few_of, refuse_several
from legato.model.time_base import TimeBase

__all__ = ["measure_time"]


def measure_time(work: TableWork, roles: dict[str, str], rows: Rows) -> tuple[TimeBase, Clock, Rows]:
    """Find the clock, decode it, split at restarts, measure it.

    Parameters
    ----------
    work : TableWork
    roles : mapping of str to str
        Column -> role.
    rows : slice or ndarray of int

    Returns
    -------
    TimeBase
    Clock
        Start, first reading and Issues of the column that was used.
    slice or ndarray of int
        The rows of the part that was picked, where the clock restarts.

    Raises
    ------
    InputError
        If there is neither time nor a stated rate, or the clock restarts and no part was picked.
    """
    stated_hz = work.options.sampling_rate_hz or work.hints.sampling_rate_hz
    clock = _find_clock(work, roles, rows)
    if clock is None or (clock.is_counter and stated_hz):
        n_samples = _n_rows(rows)
        if not stated_hz:
            raise _no_time(work)
        counted = None if clock is None or clock.first_s is None else clock.first_s / stated_hz
        time = _count_time(work, clock, n_samples=n_samples, rate_hz=stated_hz)
        return time, Clock(np.empty(0), first_s=counted), rows
    if clock.is_counter:
        raise _no_time(work)
    clock, rows = _choose_part(work, roles, clock, rows)
    time, issues = measure_time_base(clock.times_s, nominal_rate_hz=stated_hz)
    work.issues.extend(issues)
    return time, clock, rows


def _n_rows(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else int(rows.size)


def _no_time(work: TableWork) -> InputError:
    return InputError(
        "The table holds no time, so the sampling rate is not known",
        where=work.source.name,
        found=f"columns {', '.join(work.columns.names[:12])}",
        mend="state the rate, for example --sampling-rate 100",
        code="LEG-E154",
    )


def _count_time(work: TableWork, clock: Clock | None, *, n_samples: int, rate_hz: float) -> TimeBase:
    """Make the clock of a table whose rate is stated; lost numbers of a counter are gaps."""
    if clock is not None and clock.times_s.size > 1 and np.all(np.diff(clock.times_s) > 0):
        time, issues = measure_time_base(clock.times_s / rate_hz)
        if time.gaps and time.is_regular:
            work.issues.extend(issue for issue in issues if issue.code == "gaps")
            runs = tuple(replace(run, sampling_rate_hz=rate_hz) for run in time.runs)
            return replace(
                time,
                runs=runs,
                sampling_rate_hz=rate_hz,
                nominal_rate_hz=rate_hz,
                is_measured=False,
                jitter_ms=None,
                drift_ppm=None,
            )
    return TimeBase.regular(n_samples, sampling_rate_hz=rate_hz)


def _find_clock(work: TableWork, roles: dict[str, str], rows: Rows) -> Clock | None:
    """Decode the best of the clock columns: the finest, numbers before text; else a counter of samples."""
    names = [name for name, role in roles.items() if role == "clock"]
    by_type = {"number": 0, "time": 1, "text": 2}
    best: Clock | None = None
    errors: list[InputError] = []
    for name in sorted(names, key=lambda name: by_type[work.columns.type_of(name)]):
        try:
            clock = _decode_clock(work, name, rows)
        except InputError as error:
            errors.append(error)
            continue
        if best is None or best.is_counter or (not clock.is_counter and _is_finer(clock, best)):
            start = clock.start or (best.start if best else None)
            best = replace(clock, start=start)
    if best is None and errors and not work.options.sampling_rate_hz:
        raise errors[0]
    if best is not None:
        return best
    counters = [name for name, role in roles.items() if role == "counter"]
    return _decode_counter(work, counters[0], rows) if counters else None


def _is_finer(clock: Clock, other: Clock) -> bool:
    """Tell whether a clock has clearly more different readings than another at its start."""
    some, others = clock.times_s[:2000], other.times_s[:2000]
    return np.unique(some).size > 1.5 * np.unique(others).size


def _decode_clock(work: TableWork, name: str, rows: Rows) -> Clock:
    kind = work.columns.type_of(name)
    if kind == "number":
        values = work.columns.samples(name).read(0, work.columns.n_rows)[rows]
        return read_number_clock(values, name=name, unit=work.hints.time_unit)
    array = work.columns.array(name)
    array = array.slice(rows.start, rows.stop - rows.start) if isinstance(rows, slice) else array.take(rows)
    return _decode_stamps(array) if kind == "time" else read_text_clock(array, name=name)


def _decode_stamps(array: Any) -> Clock:
    """Decode a column of Arrow time stamps."""
    import pyarrow as pa
    import pyarrow.compute as pc

    zone = getattr(array.type, "tz", None)
    to = pa.time64("ns") if pa.types.is_time(array.type) else pa.timestamp("ns", tz=zone)
    is_known = np.asarray(pc.is_valid(array))
    nanoseconds = np.asarray(pc.fill_null(array.cast(to).cast(pa.int64()), 0))
    known = np.flatnonzero(is_known)
    if not known.size:
        return Clock(np.full(nanoseconds.size, np.nan))
    first = int(nanoseconds[known[0]])
    times_s = (nanoseconds - first) * 1e-9
    times_s[~is_known] = np.nan
    if pa.types.is_time(array.type):
        return Clock(times_s)
    start = datetime.fromtimestamp(first // 1_000_000_000, tz=UTC).replace(
        microsecond=first % 1_000_000_000 // 1000
    )
    return Clock(times_s, start=start if zone else start.replace(tzinfo=None))


def _decode_counter(work: TableWork, name: str, rows: Rows) -> Clock:
    values = work.columns.samples(name).read(0, work.columns.n_rows)[rows].astype(np.float64)
    first = float(values[0]) if values.size else None
    return Clock(values - first if first is not None else values, first_s=first, is_counter=True)


def _choose_part(work: TableWork, roles: Mapping[str, str], clock: Clock, rows: Rows) -> tuple[Clock, Rows]:
    """Cut at restarts of the clock; several parts are refused unless ``where`` picks one."""
    restarts = find_restarts(clock.times_s)
    asked = work.options.where.get(PART) if PART not in work.columns.names else None
    if not restarts.size and asked is None:
        return clock, rows
    refuse_several(work, roles, rows)
    bounds = [0, *restarts.tolist(), clock.times_s.size]
    n_parts = len(bounds) - 1
    if asked is None or not asked.isdigit() or not 1 <= int(asked) <= n_parts:
        listed = [f"part={i + 1} ({bounds[i + 1] - bounds[i]} rows)" for i in range(n_parts)]
        raise InputError(
            f"The clock restarts: the table holds {n_parts} recordings",
            where=f"{work.source.name}, row {bounds[1] if n_parts > 1 else 0} and on",
            found=few_of(listed),
            mend="read one of them with --where part=1",
            code="LEG-E153",
        )
    first, behind = bounds[int(asked) - 1], bounds[int(asked)]
    times_s = clock.times_s[first:behind]
    kept = slice(rows.start + first, rows.start + behind) if isinstance(rows, slice) else rows[first:behind]
    start = None if first else clock.start
    return replace(clock, times_s=times_s - times_s[0], start=start), kept
