"""Read what was asked for in a session: a table of tasks, or marks in the recording.

Every fault of a file is collected and told together, so that a file is mended once.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from legato.errors import FormatError, InputError
from legato.model.annotation import Annotation
from legato.model.emg_task import EmgTask, EmgTaskKind
from legato.model.interval import Interval

__all__ = ["read_tasks", "tasks_from_annotations"]

_MARK = re.compile(r"^\s*task\s*:\s*(\S+)\s*$", re.IGNORECASE)
_OF_DAY = re.compile(r"^(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$")
# Names of columns, lower case without their unit.
_TASK, _START, _END, _LASTING = ("task", "id"), ("start", "onset"), ("end", "offset"), ("duration",)
_LIMB, _LOAD, _MUSCLE = ("limb", "side"), ("load",), ("muscle",)
_UNITS = re.compile(r"[_ ]*[\[(]?(?:s|sec|seconds|kg)[\])]?$")


def read_tasks(path: Path, *, start: datetime | None = None) -> tuple[EmgTask, ...]:
    """Read a task file: comma, semicolon or tab, one task a line.

    Parameters
    ----------
    path : Path
        With the columns ``task,start_s,end_s`` or ``task,onset,duration`` (of BIDS), and where wanted ``limb``,
        ``load_kg``, ``muscle``. Times are seconds since the start of the recording, or clock times (``22:15:03``, or
        with the date).
    start : datetime or None
        Local clock of second 0; without it clock times are refused.

    Returns
    -------
    tuple of EmgTask
        In order of time.

    Raises
    ------
    FormatError
        If it is no such table, listing all faults of all lines at once.
    InputError
        If there is no such file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(
            "There is no such task file", where=str(path), mend="check the path", code="LEG-E962"
        ) from error
    except UnicodeDecodeError as error:
        raise FormatError(
            "The task file is not text in UTF-8",
            where=path.name,
            found=str(error)[:80],
            mend="save it as CSV in UTF-8",
            code="LEG-E963",
        ) from error
    rows = _rows(text, where=path.name)
    faults: list[str] = []
    tasks: list[tuple[int, EmgTask]] = []
    for line, cells in rows:
        task = _task(cells, line=line, start=start, faults=faults)
        if task is not None:
            tasks.append((line, task))
    faults += _overlaps([(f"line {line}", task) for line, task in tasks])
    if not rows:
        faults.append("it holds no task")
    _refuse(faults, where=path.name)
    return tuple(sorted((task for _, task in tasks), key=lambda task: task.span))


def tasks_from_annotations(annotations: Iterable[Annotation]) -> tuple[EmgTask, ...]:
    """Read the tasks out of marks such as ``task:posture``.

    Parameters
    ----------
    annotations : iterable of Annotation
        Marks of another form are left alone. A mark without a duration lasts to the next mark of a task.

    Returns
    -------
    tuple of EmgTask
        In order of time; empty where no mark names a task.

    Raises
    ------
    FormatError
        If a mark names a task that there is not, the last one has no end, or two of one task overlap; all at once.
    """
    marks = sorted(mark for mark in annotations if _MARK.match(mark.text))
    faults: list[str] = []
    tasks: list[tuple[str, EmgTask]] = []
    for mark, behind in itertools.zip_longest(marks, marks[1:]):
        where = f"the mark '{mark.text.strip()}' at {mark.start_s:g} s"
        found = _MARK.match(mark.text)
        kind = _kind(found[1] if found else "", where=where, faults=faults)
        end_s = mark.start_s + mark.duration_s
        if not mark.duration_s > 0 and behind is not None:
            end_s = behind.start_s
        if not end_s > mark.start_s:
            faults.append(f"{where}: it has no duration, and no mark of a task comes behind it")
        elif kind is not None:
            tasks.append((where, EmgTask(kind, Interval(mark.start_s, end_s))))
    _refuse([*faults, *_overlaps(tasks)], where="the marks of the recording")
    return tuple(task for _, task in tasks)


def _refuse(faults: list[str], *, where: str) -> None:
    """Raise one error with all faults; nothing where there is none."""
    if faults:
        number = "One fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise FormatError(
            f"{number} in the tasks of the session",
            where=where,
            found="; ".join(faults),
            mend=f"tasks are {', '.join(kind.value for kind in EmgTaskKind)}; columns task,start_s,end_s",
            code="LEG-E964",
        )


def _rows(text: str, *, where: str) -> list[tuple[int, dict[str, str]]]:
    """Cut the text into lines of named cells; empty lines and lines of remarks are left out."""
    lines = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        raise FormatError(
            "The task file is empty",
            where=where,
            mend="write a first line task,start_s,end_s and one task a line",
            code="LEG-E963",
        )
    header = lines[0][1]
    separator = max("\t;,", key=header.count)
    names = [_UNITS.sub("", name.strip().lower()) for name in next(csv.reader([header], delimiter=separator))]
    wanted = (_TASK, _START)
    if not all(set(one) & set(names) for one in wanted) or not set(_END + _LASTING) & set(names):
        raise FormatError(
            "The first line of the task file does not name its columns",
            where=where,
            found=header[:120],
            mend="write task,start_s,end_s or task,onset,duration",
            code="LEG-E963",
        )
    rows = []
    for number, line in lines[1:]:
        cells = next(csv.reader([line], delimiter=separator))
        rows.append((number, dict(zip(names, (cell.strip() for cell in cells), strict=False))))
    return rows


def _cell(cells: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Give the first cell that bears one of the names and is not empty."""
    values = (cells.get(name, "") for name in names)
    return next((value for value in values if value and value.lower() != "n/a"), "")


def _task(
    cells: Mapping[str, str], *, line: int, start: datetime | None, faults: list[str]
) -> EmgTask | None:
    """Make the task of one line, or add to the faults why there is none."""
    where = f"line {line}"
    kind = _kind(_cell(cells, _TASK), where=where, faults=faults)
    first_s = _time_s(_cell(cells, _START), start=start, where=f"{where}, start", faults=faults)
    end, lasting = _cell(cells, _END), _cell(cells, _LASTING)
    if end:
        end_s = _time_s(end, start=start, where=f"{where}, end", faults=faults)
    else:
        lasting_s = _number(lasting, where=f"{where}, duration", faults=faults)
        end_s = None if lasting_s is None or first_s is None else first_s + lasting_s
    load = _cell(cells, _LOAD)
    load_kg = _number(load, where=f"{where}, load", faults=faults) if load else None
    if kind is None or first_s is None or end_s is None:
        return None
    if not end_s > first_s:
        faults.append(f"{where}: it ends at {end_s:g} s and starts at {first_s:g} s")
        return None
    if load and load_kg is not None and not load_kg > 0:
        faults.append(f"{where}: a load of {load_kg:g} kg is none")
    if load and (load_kg is None or not load_kg > 0):
        return None
    return EmgTask(
        kind, Interval(first_s, end_s), _cell(cells, _LIMB), load_kg=load_kg, muscle=_cell(cells, _MUSCLE)
    )


def _kind(text: str, *, where: str, faults: list[str]) -> EmgTaskKind | None:
    """Read the id of a task."""
    word = text.strip().lower().removeprefix("task:").replace("-", "_").replace(" ", "_")
    if word in set(EmgTaskKind):
        return EmgTaskKind(word)
    faults.append(f"{where}: there is no task '{text}'")
    return None


def _number(text: str, *, where: str, faults: list[str]) -> float | None:
    """Read a plain finite number."""
    try:
        value = float(text)
    except ValueError:
        faults.append(f"{where}: '{text}' is no number")
        return None
    if value != value or value in (float("inf"), float("-inf")):
        faults.append(f"{where}: '{text}' is no finite number")
        return None
    return value


def _time_s(text: str, *, start: datetime | None, where: str, faults: list[str]) -> float | None:
    """Read seconds, a time of day or a date with a time into seconds since the start."""
    if ":" not in text:
        return _number(text, where=where, faults=faults)
    if start is None:
        faults.append(
            f"{where}: '{text}' is a clock time, and nothing says at what time the recording started"
        )
        return None
    stamp = _stamp(text, start=start)
    if stamp is None:
        faults.append(f"{where}: '{text}' is no clock time")
        return None
    if (stamp.tzinfo is None) != (start.tzinfo is None):
        stamp = stamp.replace(tzinfo=start.tzinfo)
    return (stamp - start).total_seconds()


def _stamp(text: str, *, start: datetime) -> datetime | None:
    """Read a clock time; one of the day alone lies less than half a day before the start, or behind it."""
    of_day = _OF_DAY.match(text)
    if of_day is None:
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return None
    hours, minutes, seconds = int(of_day[1]), int(of_day[2]), float(of_day[3] or 0)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    stamp = midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if hours >= 24 or minutes >= 60 or seconds >= 60:
        return None
    return stamp + timedelta(days=1) if start - stamp > timedelta(hours=12) else stamp


def _overlaps(tasks: list[tuple[str, EmgTask]]) -> list[str]:
    """List the tasks that overlap another one of the same kind."""
    faults = []
    ordered = sorted(tasks, key=lambda one: (one[1].kind, one[1].span))
    for (where, one), (other_where, other) in itertools.pairwise(ordered):
        if one.kind is other.kind and one.span.overlaps(other.span):
            faults.append(f"{where} and {other_where}: two '{one.kind.value}' overlap")
    return faults
