"""Several tables of one recording on one clock: phones and patches write a file for each sensor.

Every table begins at a moment of its own; they are laid on the earliest by what their clocks say, never by guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError
from legato.io.assemble import Column, Session
from legato.model.issue import Issue, Severity
from legato.model.time_base import TimeBase

__all__ = ["Part", "merge_parts", "shift_time"]


@dataclass(frozen=True, eq=False)
class _Shifted:
    """Stamps moved by a constant."""

    stamps_s: object
    by_s: float

    def __call__(self, start: int, stop: int) -> NDArray[np.float64]:
        times: NDArray[np.float64] = self.stamps_s(start, stop) + self.by_s  # type: ignore[operator]
        return times


@dataclass(frozen=True)
class Part:
    """One decoded table and the name of its file, for messages."""

    name: str
    columns: Sequence[Column]
    session: Session


def shift_time(time: TimeBase, *, by_s: float) -> TimeBase:
    """Move a clock by a constant.

    Parameters
    ----------
    time : TimeBase
    by_s : float
        Seconds; added to every time.

    Returns
    -------
    TimeBase
        The same object when nothing moves.
    """
    if by_s == 0.0:
        return time
    stamps_s = None if time.stamps_s is None else _Shifted(time.stamps_s, by_s)
    return replace(
        time, runs=tuple(replace(run, start_s=run.start_s + by_s) for run in time.runs), stamps_s=stamps_s
    )


def merge_parts(parts: Sequence[Part], *, where: str) -> tuple[list[Column], Session]:
    """Lay the tables of one recording on one clock.

    Parameters
    ----------
    parts : sequence of Part
    where : str
        Name of the file or folder, for the message.

    Returns
    -------
    list of Column
    Session
        Starts with the earliest table. Issues name the table that they belong to.

    Raises
    ------
    FormatError
        If there is no table.
    """
    if not parts:
        raise FormatError(
            "None of its tables holds numbers",
            where=where,
            mend="record again and export again",
            code="LEG-E176",
        )
    offsets_s, start, first_s, issues = _offsets(parts)
    columns: list[Column] = []
    annotations = []
    for part, by_s in zip(parts, offsets_s, strict=True):
        shifted: dict[int, TimeBase] = {}
        for column in part.columns:
            time = shifted.setdefault(id(column.time), shift_time(column.time, by_s=by_s))
            columns.append(replace(column, time=time))
        annotations += [replace(mark, start_s=mark.start_s + by_s) for mark in part.session.annotations]
        issues += [
            issue if len(parts) == 1 else replace(issue, where=f"{part.name}: {issue.where}".rstrip(": "))
            for issue in part.session.issues
            if issue.code != "time_offset"
        ]
    session = replace(
        parts[0].session,
        start=start,
        first_s=first_s,
        annotations=tuple(annotations),
        issues=tuple(issues),
    )
    return columns, session


def _offsets(parts: Sequence[Part]) -> tuple[list[float], datetime | None, float | None, list[Issue]]:
    """Give the seconds by which each table starts behind the earliest one."""
    starts = [part.session.start for part in parts]
    known = [start for start in starts if start is not None]
    if len(known) == len(parts) and len({start.tzinfo is None for start in known}) == 1:
        earliest = min(known)
        return [(start - earliest).total_seconds() for start in known], earliest, None, []
    firsts = [part.session.first_s for part in parts]
    numbers = [first for first in firsts if first is not None]
    if len(numbers) == len(parts):
        first_s = min(numbers)
        return [first - first_s for first in numbers], None, first_s, []
    what = "The tables do not say when they begin; all were taken to begin together, so delays between them mean nothing."
    issue = Issue("alignment_unknown", Severity.WARNING, what)
    return [0.0] * len(parts), known[0] if known else None, None, [issue] if len(parts) > 1 else []
