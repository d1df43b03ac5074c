"""Start and length of each row of a table of stages or events, in seconds of the recording."""

from __future__ import annotations

import math
import re

from legato.errors import InputError
from legato.io.hypnogram_words import column_unit_s
from legato.io.night_clock import SECONDS_A_DAY, NightClock, clock_seconds, is_clock, seconds_of_text
from legato.io.sleep_columns import SleepRoles, column, is_number, split_range
from legato.io.sleep_text import SleepText

__all__ = ["row_durations_s", "row_starts_s"]

_HAS_DATE = re.compile(r"\d{4}")


def row_starts_s(
    table: SleepText, roles: SleepRoles, *, night: NightClock, epoch_s: float, is_rolling: bool, where: str
) -> list[float]:
    """Give the start of each row.

    Parameters
    ----------
    table : SleepText
    roles : SleepRoles
    night : NightClock
    epoch_s : float
        Length of an epoch, for rows that are only counted.
    is_rolling : bool
        Rows follow each other (stages): clocks without a date then roll over midnight from one row to the next, and may
        begin before the recording. Else each clock is placed in the recording by itself.
    where : str

    Returns
    -------
    list of float
        Seconds since the start of the recording.

    Raises
    ------
    InputError
        If a time can't be read or placed.
    """
    if roles.time is None:
        return _counted(table, roles, epoch_s, where)
    cells = [_first_of_range(cell) for cell in column(table, roles.time)]
    if roles.date is not None:
        dates = column(table, roles.date)
        cells = [f"{date} {cell}" if date else cell for date, cell in zip(dates, cells, strict=True)]
    unit_s = column_unit_s(roles.time_name) or 1.0
    if is_rolling and cells and all(clock_seconds(cell) is not None for cell in cells):
        return _rolling(cells, night, f"{where}, line {table.lines[0]}")
    n_clocks = sum(is_clock(cell) for cell in cells)
    if 0 < n_clocks < len(cells):
        raise InputError(
            "Some times of this table are clocks and some are none",
            where=where,
            found=f"{n_clocks} clocks in {len(cells)} rows",
            mend="write all of them in one way",
            code="LEG-E915",
        )
    return [
        seconds_of_text(cell, night=night, where=f"{where}, line {line}", unit_s=unit_s)
        for cell, line in zip(cells, table.lines, strict=True)
    ]


def _first_of_range(cell: str) -> str:
    found = split_range(cell)
    return found[0] if found else cell


def _rolling(cells: list[str], night: NightClock, where: str) -> list[float]:
    """Let clocks roll over midnight: each lies within half a day of the one before."""
    at_s = seconds_of_text(cells[0], night=night, where=where, is_beyond_allowed=True)
    starts_s = [at_s]
    before_s = clock_seconds(cells[0]) or 0.0
    for cell in cells[1:]:
        clock_s = clock_seconds(cell) or 0.0
        half_s = SECONDS_A_DAY / 2
        at_s += (clock_s - before_s + half_s) % SECONDS_A_DAY - half_s
        before_s = clock_s
        starts_s.append(at_s)
    return starts_s


def _counted(table: SleepText, roles: SleepRoles, epoch_s: float, where: str) -> list[float]:
    """Count epochs from the start of the recording, by their number where there is one."""
    if roles.epoch is None:
        return [k * epoch_s for k in range(len(table.rows))]
    cells = column(table, roles.epoch)
    values = [float(cell.replace(",", ".")) if is_number(cell) else math.nan for cell in cells]
    wrong = next((k for k, value in enumerate(values) if not value.is_integer()), None)
    if wrong is not None:
        raise InputError(
            "An epoch has no whole number",
            where=f"{where}, line {table.lines[wrong]}",
            found=repr(cells[wrong][:40]),
            code="LEG-E915",
        )
    lowest = min(values)
    if lowest not in (0.0, 1.0):
        raise InputError(
            "The numbers of the epochs begin neither with 0 nor with 1, so that their time is open",
            where=where,
            found=f"first epoch {lowest:g}",
            mend="give a column onset_s with seconds since the start of the recording",
            code="LEG-E915",
        )
    return [(value - lowest) * epoch_s for value in values]


def row_durations_s(
    table: SleepText, roles: SleepRoles, starts_s: list[float], *, where: str
) -> list[float] | None:
    """Give the length of each row, from a column of lengths or of ends; None where the table has neither.

    Parameters
    ----------
    table : SleepText
    roles : SleepRoles
    starts_s : list of float
    where : str

    Returns
    -------
    list of float or None
        0 where a cell is empty.

    Raises
    ------
    InputError
        If a length is none, negative, or an end lies before its start.
    """
    if roles.duration is not None:
        unit_s = column_unit_s(roles.duration_name) or 1.0
        cells = column(table, roles.duration)
        return [
            _length_s(cell, unit_s, f"{where}, line {n}") for cell, n in zip(cells, table.lines, strict=True)
        ]
    if roles.time is not None and table.rows:
        ranges = [split_range(cell) for cell in column(table, roles.time)]
        if all(found is not None for found in ranges):
            return [_range_s(found) for found in ranges if found is not None]
    if roles.end is not None:
        return _from_ends(table, roles, starts_s, where)
    return None


def _range_s(found: tuple[str, str]) -> float:
    return ((clock_seconds(found[1]) or 0.0) - (clock_seconds(found[0]) or 0.0)) % SECONDS_A_DAY


def _length_s(cell: str, unit_s: float, where: str) -> float:
    if not cell:
        return 0.0
    clock_s = None if is_number(cell) else clock_seconds(cell)
    length_s = float(cell.replace(",", ".")) * unit_s if is_number(cell) else clock_s
    if length_s is None or not (math.isfinite(length_s) and length_s >= 0):
        raise InputError(
            "This is no length of time",
            where=where,
            found=repr(cell[:40]),
            mend="give seconds, 0 or more",
            code="LEG-E915",
        )
    return length_s


def _from_ends(table: SleepText, roles: SleepRoles, starts_s: list[float], where: str) -> list[float]:
    assert roles.end is not None
    unit_s = column_unit_s(roles.end_name) or 1.0
    lengths_s = []
    starts = column(table, roles.time) if roles.time is not None else []
    for k, cell in enumerate(column(table, roles.end)):
        place = f"{where}, line {table.lines[k]}"
        clock_s = clock_seconds(cell)
        start_clock_s = clock_seconds(starts[k]) if starts else None
        if is_number(cell):
            length_s = float(cell.replace(",", ".")) * unit_s - starts_s[k]
        elif clock_s is not None and start_clock_s is not None:
            length_s = (clock_s - start_clock_s) % SECONDS_A_DAY
        else:
            length_s = math.nan
        if not length_s >= 0:
            raise InputError(
                "This row ends before it begins, or its end is no time of the kind of its start",
                where=place,
                found=repr(cell[:40]),
                code="LEG-E915",
            )
        lengths_s.append(length_s)
    return lengths_s
