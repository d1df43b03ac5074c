"""Which column of a table of stages or events is which: by its header, else by what stands in it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from legato.errors import InputError
from legato.io.hypnogram_words import SleepColumn, event_kind_of, lights_of, sleep_column, stage_of
from legato.io.night_clock import is_clock
from legato.io.sleep_text import SleepText

__all__ = ["SleepRoles", "column", "find_roles", "is_number", "split_range"]

_NUMBER = re.compile(r"^\s*[-+]?\d+(?:[.,]\d*)?(?:[eE][-+]?\d+)?\s*$")
_RANGE = re.compile(r"^\s*(\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)\s*-\s*(\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?)\s*$")
_LOOKED_AT = 400  # rows from which the columns of a table without a header are told


@dataclass(frozen=True)
class SleepRoles:
    """Places of the columns; None where there is none.

    Parameters
    ----------
    stage, epoch, time, date, duration, end, text : int or None
    time_name, duration_name, end_name : str
        Header of these columns, for their unit; empty without a header.
    """

    stage: int | None = None
    epoch: int | None = None
    time: int | None = None
    date: int | None = None
    duration: int | None = None
    end: int | None = None
    text: int | None = None
    time_name: str = ""
    duration_name: str = ""
    end_name: str = ""


def column(table: SleepText, place: int) -> list[str]:
    """Give one column.

    Parameters
    ----------
    table : SleepText
    place : int

    Returns
    -------
    list of str
    """
    return [row[place] for row in table.rows]


def is_number(text: str) -> bool:
    """Tell whether a cell is a plain number, with a point or a comma.

    Parameters
    ----------
    text : str

    Returns
    -------
    bool
    """
    return bool(_NUMBER.match(text))


def split_range(text: str) -> tuple[str, str] | None:
    """Split ``22:53:14,906-22:53:29,375`` into its two clocks; None where the cell is no range.

    Parameters
    ----------
    text : str

    Returns
    -------
    (str, str) or None
    """
    found = _RANGE.match(text)
    return (found[1], found[2]) if found else None


def find_roles(table: SleepText, *, where: str) -> SleepRoles:
    """Find the columns of a table.

    Parameters
    ----------
    table : SleepText
    where : str
        For the message.

    Returns
    -------
    SleepRoles

    Raises
    ------
    InputError
        If two columns have one name's meaning, or a table without a header can't be told.
    """
    roles = _by_header(table, where) if table.header else _by_content(table, where)
    if roles.stage is None and roles.text is None:
        raise InputError(
            "No column of this table holds stages or events",
            where=where,
            found=f"columns {', '.join(table.header[:12]) or 'without names'}",
            mend="name the columns: epoch or onset_s, and stage; or onset_s, duration_s and event",
            code="LEG-E929",
        )
    return roles


def _by_header(table: SleepText, where: str) -> SleepRoles:
    found: dict[SleepColumn, list[int]] = {}
    for place, name in enumerate(table.header):
        role = sleep_column(name)
        if role is not None:
            found.setdefault(role, []).append(place)
    places: dict[str, int] = {}
    for role, candidates in found.items():
        if len(candidates) > 1 and role in (SleepColumn.TEXT, SleepColumn.TIME):
            candidates = _narrow(table, role, candidates)
        if len(candidates) > 1 and role is not SleepColumn.SIDE:
            raise InputError(
                f"Several columns can be the one of '{role.value}'",
                where=where,
                found=", ".join(table.header[place] for place in candidates),
                mend="keep one of them, or rename the others",
                code="LEG-E929",
            )
        if role is not SleepColumn.SIDE:
            places[role.value] = candidates[0]
    names = {
        f"{role}_name": table.header[places[role]] for role in ("time", "duration", "end") if role in places
    }
    return SleepRoles(**places, **names)  # type: ignore[arg-type]


def _narrow(table: SleepText, role: SleepColumn, candidates: list[int]) -> list[int]:
    """Of several columns of text keep the one with known events; of several times the one in plain seconds."""
    sample = table.rows[:_LOOKED_AT]
    if role is SleepColumn.TIME:
        plain = [place for place in candidates if all(is_number(row[place]) for row in sample)]
        return plain[:1] or candidates
    counts = [sum(_is_known(row[place]) for row in sample) for place in candidates]
    best = max(counts)
    return [place for place, count in zip(candidates, counts, strict=True) if count == best]


def _is_known(text: str) -> bool:
    return (
        stage_of(text) is not None
        or event_kind_of(text, is_file_of_events=True) is not None
        or lights_of(text) is not None
    )


def _by_content(table: SleepText, where: str) -> SleepRoles:
    """Tell the columns of a table without a header, where there is one way to see them."""
    sample = table.rows[:_LOOKED_AT]
    n_columns = len(sample[0])
    kinds = [_kind([row[place] for row in sample]) for place in range(n_columns)]
    clocks = [place for place, kind in enumerate(kinds) if kind == "clock"]
    stages = [place for place, kind in enumerate(kinds) if kind == "stage"]
    numbers = [place for place, kind in enumerate(kinds) if kind == "number"]
    texts = [place for place, kind in enumerate(kinds) if kind == "text"]
    if n_columns == 1 and (stages or numbers):
        return SleepRoles(stage=0)
    if len(clocks) == 1 and len(texts) == 1:
        return SleepRoles(time=clocks[0], duration=numbers[0] if numbers else None, text=texts[0])
    if len(clocks) == 1 and len(stages) == 1 and not texts and len(numbers) <= 1:
        return SleepRoles(time=clocks[0], stage=stages[0], duration=numbers[0] if numbers else None)
    if len(clocks) == 1 and not stages and not texts and len(numbers) == 1:
        return SleepRoles(time=clocks[0], stage=numbers[0])
    words = stages + texts
    if not clocks and len(words) == 1 and len(numbers) == 2:
        stage, text = (words[0], None) if stages else (None, words[0])
        return SleepRoles(time=numbers[0], duration=numbers[1], stage=stage, text=text)
    if not clocks and len(words) == 1 and len(numbers) == 1 and not texts:
        return _indexed(sample, numbers[0], words[0])
    if not clocks and not words and len(numbers) == 2:
        first, second = numbers
        if _is_rising([row[first] for row in sample]) and not _is_rising([row[second] for row in sample]):
            return _indexed(sample, first, second)
    raise InputError(
        "The columns of this table can't be told without a header",
        where=where,
        found=f"{n_columns} columns: {', '.join(kinds[:12])}",
        mend="write a first line such as epoch,stage or onset_s,duration_s,event",
        code="LEG-E929",
    )


def _indexed(sample: list[list[str]], index: int, stage: int) -> SleepRoles:
    """Read a counting column as numbers of epochs, any other rising one as seconds."""
    values = [float(row[index].replace(",", ".")) for row in sample]
    is_counting = values[0] in (0.0, 1.0) and all(b - a == 1.0 for a, b in itertools.pairwise(values))
    return SleepRoles(epoch=index, stage=stage) if is_counting else SleepRoles(time=index, stage=stage)


def _is_rising(cells: list[str]) -> bool:
    values = [float(cell.replace(",", ".")) for cell in cells]
    return len(values) > 1 and all(b > a for a, b in itertools.pairwise(values))


def _kind(cells: list[str]) -> str:
    """Say what stands in a column: clock, number, stage or text."""
    if all(is_number(cell) for cell in cells):
        return "number"
    if all(is_clock(cell) or split_range(cell) for cell in cells):
        return "clock"
    if all(stage_of(cell) is not None or is_number(cell) for cell in cells):
        return "stage"
    return "text"
