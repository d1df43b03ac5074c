"""MC10 BioStamp exports: ``accel.csv``, ``gyro.csv`` and ``elec.csv`` of one or more patches, microseconds of Unix time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from legato.errors import InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.columns import ArrowColumns
from legato.io.delimited import parse_sheet, sheet_of, sheet_or_none
from legato.io.merge import Part, merge_parts
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import decode_table
from legato.io.table_hints import MEMBER, TableHints
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "biostamp"

_HEADER = b"Timestamp (microseconds)"
_STREAMS = ("accel.csv", "gyro.csv", "elec.csv")


def recognises(source: Source) -> bool:
    """Tell by the first words of a file, or by a folder or archive that holds such files."""
    if not (source.is_folder or source.is_zip):
        return source.head.startswith(_HEADER) and b"Reason" not in source.head[:60]
    streams = _streams(source)
    return bool(streams) and source.member(streams[0]).head.startswith(_HEADER)


def _plain(name: str) -> str:
    return PurePosixPath(name).name.lower().removesuffix(".gz")


def _streams(source: Source) -> list[str]:
    return [member.name for member in source.members if _plain(member.name) in _STREAMS]


def read(source: Source, options: ReadOptions) -> Recording:
    """Read one stream, one patch, or the patches of one session.

    Parameters
    ----------
    source : Source
        A CSV file, or a folder or zip with the streams of one patch, or with one sub-folder a patch.
    options : ReadOptions

    Returns
    -------
    Recording
        Acceleration and angular velocity of one patch share a sensor; all streams lie on their own Unix time.

    Raises
    ------
    InputError
        If the folder holds several sessions.
    """
    if not (source.is_folder or source.is_zip):
        columns, session = _decode(source, options)
        return assemble(columns, session, source=source, reader=ID, options=options)
    names = _of_one_session(source, _streams(source), asked=options.where.get(MEMBER))
    patches = {PurePosixPath(name).parent for name in names}
    parts: list[Part] = []
    empty: list[Issue] = []
    for name in names:
        member = source.member(name)
        if sheet_or_none(member) is None:
            what = f"{name} holds no numbers and was left out."
            empty.append(Issue("table_empty", Severity.NOTE, what, where=name))
            continue
        columns, session = _decode(member, options)
        patch = PurePosixPath(name).parent.name.lower() if len(patches) > 1 else ""
        parts.append(Part(name, _of_patch(columns, patch, _plain(name)), session))
    columns, session = merge_parts(parts, where=source.name)
    session = replace(session, issues=(*session.issues, *empty, *_device_errors(source)))
    return assemble(columns, session, source=source, reader=ID, options=options)


def _decode(source: Source, options: ReadOptions) -> tuple[list[Column], Session]:
    table, issues = parse_sheet(source, sheet_of(source))
    without_member = {column: value for column, value in options.where.items() if column != MEMBER}
    columns, session = decode_table(
        ArrowColumns(table),
        source=source,
        options=replace(options, where=without_member),
        hints=TableHints(time_unit="us"),
    )
    return columns, replace(session, issues=(*issues, *session.issues))


def _of_patch(columns: Iterable[Column], patch: str, stream: str) -> list[Column]:
    """Name patch and stream, so that channels of two patches differ and those of one share a sensor."""
    stem = stream.removesuffix(".csv")
    return [
        replace(
            column,
            name=f"{patch} {column.name}".strip() if stem != "elec" else f"{patch} elec (V)".strip(),
            label=replace(column.label, box=patch),
        )
        for column in columns
    ]


def _of_one_session(source: Source, names: list[str], *, asked: str | None) -> list[str]:
    """Keep the streams of one session: patches are sub-folders of one folder."""
    if asked is not None:
        names = [name for name in names if name == asked or name.startswith(asked.rstrip("/") + "/")]
    sessions: dict[str, list[str]] = {}
    for name in names:
        patch = PurePosixPath(name).parent
        sessions.setdefault(str(patch.parent) if len(patch.parts) else ".", []).append(name)
    if len(sessions) == 1:
        return names
    listed = ", ".join(sorted(sessions)) or ", ".join(_streams(source))
    example = min(sessions, default=listed)
    raise InputError(
        f"The folder holds {len(sessions)} sessions" if sessions else f"There is no session '{asked}'",
        where=source.name,
        found=listed,
        mend=f"read one of them with --where {MEMBER}={example}",
        code="LEG-E153",
    )


def _device_errors(source: Source) -> list[Issue]:
    """Tell what the device itself noted as lost."""
    issues: list[Issue] = []
    for member in source.members:
        if _plain(member.name).endswith("errors.csv"):
            n_lines = source.member(member.name).read_bytes().count(b"\n") - 1
            if n_lines > 0:
                what = f"The device noted {n_lines} lost or empty samples."
                issues.append(Issue("device_errors", Severity.DAMAGE, what, where=member.name))
    return issues
