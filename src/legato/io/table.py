"""A table of columns into a recording: which column is time, which is a label, which tells recordings apart.

Used by every reader whose format is rows and columns. Several recordings in one table are refused with their list, since
joining them would invent movement where two meet. The bytes of a format are not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from legato.errors import FormatError
from legato.io.assemble import Column, Session, assemble
from legato.io.columns import Columns, pick
from legato.io.labels import Label, column_role, find_unit, label_of
from legato.io.marks import annotate
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table_hints import Rows, TableHints, TableWork, with_layout
from legato.io.table_rows import choose_rows, codes_of, refuse_several, subject_of
from legato.io.table_time import measure_time
from legato.model.annotation import Annotation
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Placement, Recording, Side
from legato.model.time_base import TimeBase

__all__ = ["decode_table", "read_table"]


def read_table(
    columns: Columns,
    *,
    source: Source,
    reader: str,
    options: ReadOptions,
    hints: TableHints | None = None,
    issues: Sequence[Issue] = (),
) -> Recording:
    """Make a recording of a table.

    Parameters
    ----------
    columns : Columns
    source : Source
    reader : str
        Id of the reader.
    options : ReadOptions
    hints : TableHints or None
    issues : sequence of Issue
        What was already found while decoding.

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If the table has no rows, holds several recordings, or neither time nor a stated rate.
    UsageError
        If ``options.where`` names a column that is not there.
    """
    decoded, session = decode_table(columns, source=source, options=options, hints=hints)
    session = replace(session, issues=(*issues, *session.issues))
    return assemble(decoded, session, source=source, reader=reader, options=options)


def decode_table(
    columns: Columns, *, source: Source, options: ReadOptions, hints: TableHints | None = None
) -> tuple[list[Column], Session]:
    """Decode a table without making the recording, for formats that spread one over several tables.

    Parameters
    ----------
    columns, source, options, hints
        As for ``read_table``.

    Returns
    -------
    list of Column
    Session
    """
    work = TableWork(columns, source, options, with_layout(columns, hints or TableHints()))
    if columns.n_rows == 0:
        raise FormatError(
            "The table has a header and no rows",
            where=source.name,
            found=", ".join(columns.names[:12]),
            mend="record again, or export the file again",
            code="LEG-E150",
        )
    roles = _roles(work)
    rows = choose_rows(work)
    subject = work.hints.subject or subject_of(work, roles, rows)
    time, clock, rows = measure_time(work, roles, rows)
    refuse_several(work, roles, rows)
    marks, mark_issues = _read_marks(work, roles, rows, time)
    signals = [name for name in columns.names if roles[name] == "signal"]
    decoded = _decode_signals(work, signals, rows, time)
    session = Session(
        start=clock.start or work.hints.start,
        first_s=clock.first_s,
        subject=subject,
        task=work.hints.task,
        annotations=tuple(marks),
        issues=(*work.issues, *clock.issues, *mark_issues),
    )
    return decoded, session


def _roles(work: TableWork) -> dict[str, str]:
    """Say for each column what it is for, from its name, its type and the format."""
    columns = work.columns
    roles: dict[str, str] = {}
    for name in columns.names:
        kind = columns.type_of(name)
        role = work.hints.roles.get(name) or ("signal" if name in work.hints.labels else column_role(name))
        if kind == "other":
            role = "ignored"
        elif kind == "text" and role in ("signal", "counter"):
            role = "label"
        elif kind == "time" and role != "clock":
            role = "clock"
        elif kind == "number" and role == "label" and not _is_label(columns, name):
            role = "signal"
        elif role == "identity" and work.options.keep_identity:
            role = "label"
        roles[name] = role
    ignored = [name for name, role in roles.items() if role == "ignored"]
    if ignored:
        what = f"Columns without numbers, text or time were left out: {', '.join(ignored[:6])}."
        work.issues.append(Issue("column_ignored", Severity.NOTE, what))
    identity = [name for name, role in roles.items() if role == "identity"]
    if identity:
        what = f"{len(identity)} columns that may name a person or a device were left out."
        work.issues.append(Issue("identity_removed", Severity.NOTE, what))
    return roles


def _is_label(columns: Columns, name: str) -> bool:
    """Tell whether numbers are labels: whole and few."""
    values = columns.samples(name).read(0, min(columns.n_rows, 1_000_000)).astype(np.float64)
    values = values[np.isfinite(values)]
    return bool(np.all(np.mod(values, 1.0) == 0)) and np.unique(values[:100_000]).size <= 100


def _read_marks(
    work: TableWork, roles: Mapping[str, str], rows: Rows, time: TimeBase
) -> tuple[list[Annotation], list[Issue]]:
    marks: list[Annotation] = []
    issues: list[Issue] = []
    for name in (name for name, role in roles.items() if role == "label"):
        codes, words = codes_of(work.columns, name, rows)
        more, told = annotate(name, codes, words, time=time, text_of=work.hints.texts.get(name))
        marks += more
        issues += told
    return marks, issues


def _decode_signals(work: TableWork, names: Sequence[str], rows: Rows, time: TimeBase) -> list[Column]:
    decoded: list[Column] = []
    empty: list[str] = []
    missing: dict[str, int] = {}
    sourced: set[str] = set()
    for name in names:
        n_missing = work.columns.n_missing(name)
        if n_missing is not None and n_missing == work.columns.n_rows:
            empty.append(name)
            continue
        if n_missing:
            missing[name] = n_missing
        label = _with_hints(
            label_of(name) if name not in work.hints.labels else work.hints.labels[name], work, sourced
        )
        decoded.append(
            Column(work.hints.names.get(name, name), pick(work.columns.samples(name), rows), time, label)
        )
    if missing:
        counts = ", ".join(f"{name} {n}" for name, n in list(missing.items())[:6])
        what = f"Some of {work.columns.n_rows} cells are empty or no numbers: {counts}."
        work.issues.append(
            Issue("samples_missing", Severity.DAMAGE, what, where=", ".join(list(missing)[:6]))
        )
    if empty:
        what = f"Columns without a single number were left out: {', '.join(empty[:6])}."
        work.issues.append(Issue("column_empty", Severity.NOTE, what))
    if sourced:
        what = f"The unit of {', '.join(sorted(sourced))} is not in the file; it was taken from {work.hints.units_source}."
        work.issues.append(Issue("unit_from_documentation", Severity.NOTE, what))
    return decoded


def _with_hints(label: Label, work: TableWork, sourced: set[str]) -> Label:
    hints = work.hints
    is_vague = label.kind is ChannelKind.UNKNOWN or (
        label.kind is ChannelKind.ACCELERATION and hints.kind is ChannelKind.LINEAR_ACCELERATION
    )
    if is_vague and hints.kind is not ChannelKind.UNKNOWN:
        label = replace(label, kind=hints.kind)
    if label.unit is None and label.kind in hints.units:
        label = replace(label, unit=find_unit(hints.units[label.kind]))
        if hints.units_source:
            sourced.add(str(label.kind))
    if label.placement is Placement.UNKNOWN:
        label = replace(label, placement=hints.placement)
    return replace(label, side=hints.side) if label.side is Side.UNKNOWN else label
