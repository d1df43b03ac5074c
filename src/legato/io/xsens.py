"""Xsens text with the rate in its first line (``Acquisition frequency: 100 Hz``) and a packet counter for time.

One file a sensor; the files of one trial in a folder or zip are one recording, aligned by the counter that they share.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

from legato.errors import InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.columns import ArrowColumns
from legato.io.delimited import parse_sheet, sheet_of
from legato.io.labels import place_in_name
from legato.io.merge import Part, merge_parts
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import decode_table
from legato.io.table_hints import MEMBER, TableHints
from legato.io.table_rows import few_of
from legato.model.recording import Placement, Recording, Side

__all__ = ["ID", "read", "recognises"]

ID = "xsens"

_RATE = re.compile(rb"^\s*Acquisition frequency:\s*([\d.]+)\s*Hz", re.IGNORECASE)
# Ending of the file name -> where the sensor sat.
_PLACES = {
    "lb": (Placement.LOWER_BACK, Side.UNKNOWN),
    "lf": (Placement.FOOT, Side.LEFT),
    "rf": (Placement.FOOT, Side.RIGHT),
    "he": (Placement.HEAD, Side.UNKNOWN),
}
_FILE = re.compile(r"^(?P<trial>.+)_(?P<ending>lb|lf|rf|he)\.txt$", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """Tell by the first line of the file, or of the first sensor file of a folder or zip."""
    if not (source.is_folder or source.is_zip):
        return bool(_RATE.match(source.head))
    names = [name for files in _trials(source).values() for name in files]
    return bool(names) and bool(_RATE.match(source.member(names[0]).head))


def _trials(source: Source) -> dict[str, list[str]]:
    """Sort the sensor files by trial."""
    trials: dict[str, list[str]] = {}
    for member in source.members:
        match = _FILE.match(PurePosixPath(member.name).name)
        if match:
            folder = str(PurePosixPath(member.name).parent / match["trial"])
            trials.setdefault(folder, []).append(member.name)
    return trials


def read(source: Source, options: ReadOptions) -> Recording:
    """Read one sensor, or the sensors of one trial.

    Parameters
    ----------
    source : Source
        A text file, or a folder or zip of them; with several trials ``where`` names one as ``member``, or one file.
    options : ReadOptions

    Returns
    -------
    Recording
        Lost packets are gaps. The units are those of the publication of the set, which an Issue says.

    Raises
    ------
    InputError
        If a folder or zip holds several trials.
    """
    inner = replace(options, where={name: value for name, value in options.where.items() if name != MEMBER})
    if not (source.is_folder or source.is_zip):
        columns, session = _decode(source, inner)
        return assemble(columns, session, source=source, reader=ID, options=options)
    names = _choose(source, options.where.get(MEMBER))
    if len(names) == 1:
        return read(source.member(names[0]), inner)
    parts: list[Part] = []
    for name in names:
        columns, session = _decode(source.member(name), inner)
        ending = PurePosixPath(name).stem.rsplit("_", 1)[-1]
        columns = [replace(column, name=f"{ending} {column.name}") for column in columns]
        parts.append(Part(name, columns, session))
    columns, session = merge_parts(parts, where=source.name)
    session = replace(session, steps=("The sensors were aligned by the packet counter that they share.",))
    return assemble(columns, session, source=source, reader=ID, options=options)


def _choose(source: Source, asked: str | None) -> list[str]:
    """Give the files of the trial that is asked for, or of the only one."""
    trials = _trials(source)
    if asked is None and len(trials) == 1:
        return next(iter(trials.values()))
    if asked in trials:
        return trials[asked]
    every = [name for names in trials.values() for name in names]
    one = [name for name in every if asked in (name, PurePosixPath(name).name, PurePosixPath(name).stem)]
    if len(one) == 1:
        return one
    raise InputError(
        f"It holds {len(trials)} recordings" if asked is None else f"There is no trial or file '{asked}'",
        where=source.name,
        found=few_of(trials),
        mend=f"read one of them with --where {MEMBER}={next(iter(trials))}, or one sensor with its file name",
        code="LEG-E153",
    )


def _decode(source: Source, options: ReadOptions) -> tuple[list[Column], Session]:
    match = _RATE.match(source.head)
    ending = PurePosixPath(source.name).stem.rsplit("_", 1)[-1].lower()
    placement, side = _PLACES.get(ending) or place_in_name(source.name)
    hints = TableHints(
        units={"acceleration": "m/s2", "angular_velocity": "rad/s"},
        units_source="Voisard et al., IPOL 2023 (Xsens MTw)",
        sampling_rate_hz=float(match[1]) if match else None,
        placement=placement,
        side=side,
    )
    table, issues = parse_sheet(source, sheet_of(source))
    columns, session = decode_table(ArrowColumns(table), source=source, options=options, hints=hints)
    return columns, replace(session, issues=(*issues, *session.issues))
