"""phyphox CSV exports: a folder or zip with one table a sensor and ``meta/`` with the clock and the device."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath

from legato.io.assemble import assemble
from legato.io.columns import ArrowColumns
from legato.io.delimited import parse_member
from legato.io.labels import kind_in_name, place_in_name
from legato.io.merge import Part, merge_parts
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import decode_table
from legato.io.table_hints import MEMBER, TableHints
from legato.model.channel import ChannelKind
from legato.model.issue import Issue
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "phyphox"

_TIME, _DEVICE = "meta/time.csv", "meta/device.csv"


def recognises(source: Source) -> bool:
    """Tell by the ``meta`` folder that phyphox writes beside its tables."""
    return (
        (source.is_folder or source.is_zip)
        and any(member.name.endswith((_TIME, _DEVICE)) for member in source.members)
        and bool(_tables(source))
    )


def _tables(source: Source) -> list[str]:
    return [
        member.name
        for member in source.members
        if member.name.lower().endswith(".csv") and PurePosixPath(member.name).parent.name != "meta"
    ]


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a phyphox export.

    Parameters
    ----------
    source : Source
        Folder or zip.
    options : ReadOptions

    Returns
    -------
    Recording
        Every table at its own rate, on the time of the experiment; the start is what the phone's clock said.
    """
    placement, side = place_in_name(source.name)
    chosen = {column: value for column, value in options.where.items() if column != MEMBER}
    inner = replace(options, where=chosen)
    parts: list[Part] = []
    empty: list[Issue] = []
    for name in _tables(source):
        member = source.member(name)
        kind = kind_in_name(PurePosixPath(name).stem)
        table, issues = parse_member(member)
        if table is None:
            empty += issues
            continue
        hints = TableHints(
            kind=kind, placement=placement, side=side, time_unit="s", roles={table.column_names[0]: "clock"}
        )
        columns, session = decode_table(ArrowColumns(table), source=member, options=inner, hints=hints)
        prefix = f"{PurePosixPath(name).stem}: " if kind is not ChannelKind.UNKNOWN else ""
        columns = [replace(column, name=prefix + column.name) for column in columns]
        parts.append(Part(name, columns, replace(session, issues=(*issues, *session.issues))))
    columns, session = merge_parts(parts, where=source.name)
    session = replace(session, issues=(*session.issues, *empty))
    start = _start(source)
    if start is not None and session.first_s is not None:
        session = replace(session, start=start + timedelta(seconds=session.first_s))
    return assemble(columns, session, source=source, reader=ID, options=inner)


def _start(source: Source) -> datetime | None:
    """Read when second 0 of the experiment was, on the phone's clock."""
    name = next((member.name for member in source.members if member.name.endswith(_TIME)), None)
    if name is None:
        return None
    text = source.member(name).read_bytes().decode("utf-8", errors="replace")
    for row in csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text[:200] else ","):
        if row.get("event") != "START":
            continue
        try:
            seconds = float(row["system time"]) - float(row["experiment time"])
        except (KeyError, TypeError, ValueError):
            return None
        return datetime.fromtimestamp(seconds, tz=_zone(row.get("system time text") or ""))
    return None


def _zone(text: str) -> timezone:
    """Read ``UTC+02:00`` at the end of the written time."""
    _, _, offset = text.rpartition("UTC")
    if len(offset) == len("+02:00") and offset[0] in "+-" and offset[1:3].isdigit() and offset[4:].isdigit():
        span = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:]))
        return timezone(-span if offset[0] == "-" else span)
    return UTC
