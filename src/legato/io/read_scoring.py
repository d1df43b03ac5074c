"""Leg movements of one night as one person or program marked them, from whichever file they were handed over in.

Known are Legato's own results (JSON, CSV and EDF+ annotations) and any table with ``onset_s`` and ``duration_s``.
"""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from legato.errors import FormatError, InputError
from legato.io.edf_header import is_edf_head
from legato.io.edf_marks import read_edf_marks
from legato.io.sleep_text import SleepText, split_sleep_text
from legato.io.source import Source, open_source
from legato.model.agreement import Scoring
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind

__all__ = ["read_scored_duration_s", "read_scoring"]

_SCHEMA = "legato.sleep/1"
_TOLD = 12  # problems that one message lists
_KINDS = "|".join(kind.value for kind in LegMovementKind)
_MARK = re.compile(
    rf"^(?:(\S+) )?({_KINDS})(?: (left|right|both|unknown))?(?: refused (\S+))?$", re.IGNORECASE
)
# A movement in a series is a candidate, and a candidate is a movement.
_HOLDS = {
    LegMovementKind.LM: frozenset(LegMovementKind),
    LegMovementKind.CLM: frozenset({LegMovementKind.CLM, LegMovementKind.PLM}),
    LegMovementKind.PLM: frozenset({LegMovementKind.PLM}),
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One movement as it stands in a file; ``where`` is its line or place."""

    where: str
    onset: object
    duration: object
    kind: str
    is_counted: bool


def read_scoring(
    path: str | os.PathLike[str],
    *,
    rule_set: str | None = None,
    kind: LegMovementKind = LegMovementKind.PLM,
) -> Scoring:
    """Read the movements that a scoring counts.

    Parameters
    ----------
    path : str or path-like
        ``legato.sleep/1`` JSON, a table of text, or EDF+ annotations.
    rule_set : str or None
        Which one, where the file holds several; None takes the only one.
    kind : LegMovementKind
        Movements of this kind and those that are also of it: ``clm`` holds ``plm``, ``lm`` holds all. A table without
        a column ``kind`` is taken whole.

    Returns
    -------
    Scoring
        Its name is that of the file. Refused movements and parts of bilateral ones are not in it.

    Raises
    ------
    FormatError
        If the file follows none of these formats.
    InputError
        If the rule set is not there or not said, or movements have impossible times; all are told together.
    """
    source = open_source(path)
    if is_edf_head(source.head):
        rows = _from_marks(source, rule_set)
    elif source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        rows = _from_object(_sleep_object(source), source.name, rule_set)
    else:
        rows = _from_table(split_sleep_text(source.read_bytes(), where=source.name), source.name, rule_set)
    return Scoring(source.name, _events(rows, source.name, kind))


def read_scored_duration_s(path: str | os.PathLike[str]) -> float | None:
    """Read how long the recording of a scoring lasted.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    float or None
        None where the file does not say: only ``legato.sleep/1`` JSON does.

    Raises
    ------
    FormatError
        If it is JSON of another kind.
    """
    source = open_source(path)
    if source.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] != b"{":
        return None
    recording = _sleep_object(source).get("recording")
    stated = recording.get("duration_s") if isinstance(recording, dict) else None
    return float(stated) if isinstance(stated, int | float) and stated > 0 else None


def _sleep_object(source: Source) -> dict[str, Any]:
    """Read the JSON of one scored night."""
    try:
        value = json.loads(source.read_bytes())
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError(
            "This JSON is cut or broken", where=source.name, found=str(error)[:200], code="LEG-E927"
        ) from error
    if value.get("schema") != _SCHEMA or not isinstance(value.get("rule_sets"), dict):
        raise FormatError(
            "This JSON is no scored night",
            where=source.name,
            found=f"schema {str(value.get('schema'))[:40]!r}",
            mend=f"give one night as `legato sleep score` writes it, {_SCHEMA}",
            code="LEG-E988",
        )
    return dict(value)


def _choose(there: Sequence[str], rule_set: str | None, where: str) -> str:
    """Give the rule set to read."""
    if rule_set in there or (rule_set is None and len(there) == 1):
        return rule_set or there[0]
    raise InputError(
        "This scoring holds several rule sets" if rule_set is None else f"No rule set '{rule_set}'",
        where=where,
        found=", ".join(there) or "none",
        mend="name one of these with --rules",
        code="LEG-E989",
    )


def _from_object(value: dict[str, Any], where: str, rule_set: str | None) -> list[_Row]:
    """List the movements of a ``legato.sleep/1`` object."""
    sets = value["rule_sets"]
    chosen = sets[_choose(sorted(sets), rule_set, where)]
    events = chosen.get("events") if isinstance(chosen, dict) else None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise FormatError("This scored night has no list of events", where=where, code="LEG-E988")
    return [
        _Row(
            f"event {number}",
            event.get("onset_s"),
            event.get("duration_s"),
            str(event.get("kind") or ""),
            event.get("excluded_by") is None and event.get("part_of") is None,
        )
        for number, event in enumerate(events, 1)
    ]


def _from_table(table: SleepText, where: str, rule_set: str | None) -> list[_Row]:
    """List the movements of a table."""
    places = {name.strip().lower(): place for place, name in enumerate(table.header)}
    missing = [name for name in ("onset_s", "duration_s") if name not in places]
    if missing:
        raise InputError(
            "A table of movements needs the columns onset_s and duration_s",
            where=where,
            found=f"no {' and no '.join(missing)}; columns: {', '.join(table.header)[:200] or 'no header'}",
            mend="name the columns so; both in seconds, onset from the start of the recording",
            code="LEG-E929",
        )

    def cell(row: list[str], name: str) -> str:
        place = places.get(name)
        return row[place].strip() if place is not None and place < len(row) else ""

    rows = list(zip(table.lines, table.rows, strict=True))
    there = sorted({cell(row, "rule_set") for _, row in rows} - {""})
    if there:
        chosen = _choose(there, rule_set, where)
        rows = [(line, row) for line, row in rows if cell(row, "rule_set") == chosen]
    return [
        _Row(
            f"line {line}",
            cell(row, "onset_s"),
            cell(row, "duration_s"),
            cell(row, "kind"),
            not cell(row, "excluded_by") and not cell(row, "part_of"),
        )
        for line, row in rows
    ]


def _from_marks(source: Source, rule_set: str | None) -> list[_Row]:
    """List the movements among the annotations of an EDF+ file."""
    _, marks = read_edf_marks(source)
    read = [(onset_s, duration_s, _MARK.match(text.strip())) for onset_s, duration_s, text in marks]
    known = [(onset_s, duration_s, found) for onset_s, duration_s, found in read if found is not None]
    if marks and not known:
        raise InputError(
            "No annotation of this file names a leg movement",
            where=source.name,
            found=", ".join(sorted({text for _, _, text in marks})[:_TOLD])[:200],
            mend="texts read `plm left`, or `wasm2016 plm left`",
            code="LEG-E989",
        )
    there = sorted({found[1] for _, _, found in known if found[1]})
    chosen = _choose(there, rule_set, source.name) if there else None
    return [
        _Row(f"annotation at {onset_s:g} s", onset_s, duration_s, found[2].lower(), not found[4])
        for onset_s, duration_s, found in known
        if found[1] == chosen
    ]


def _events(rows: list[_Row], where: str, kind: LegMovementKind) -> tuple[Interval, ...]:
    """Make the events, or tell all impossible rows at once."""
    events: list[Interval] = []
    wrong: list[str] = []
    for row in rows:
        onset_s, duration_s = _seconds(row.onset), _seconds(row.duration)
        if onset_s is None or duration_s is None or onset_s < 0 or not duration_s > 0:
            wrong.append(f"{row.where}: onset {row.onset!r}, duration {row.duration!r}")
        elif row.kind and row.kind.lower() not in set(LegMovementKind):
            wrong.append(f"{row.where}: kind {row.kind[:40]!r}")
        elif row.is_counted and (not row.kind or LegMovementKind(row.kind.lower()) in _HOLDS[kind]):
            events.append(Interval(onset_s, onset_s + duration_s))
    if wrong:
        more = f" and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        raise InputError(
            "Movements of this scoring have impossible times or kinds",
            where=where,
            found="; ".join(wrong[:_TOLD]) + more,
            mend=f"times are seconds with a decimal point, durations above 0; kinds are {_KINDS.replace('|', ', ')}",
            code="LEG-E915",
        )
    return tuple(sorted(events))


def _seconds(value: object) -> float | None:
    """Give a finite number, or None for whatever is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
