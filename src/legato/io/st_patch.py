"""ST patch text (``X,Y,Z,NewNodetime,Time(s),Label``): what it measures and in which unit stands in a note beside it."""

from __future__ import annotations

import re

from legato.io.delimited import read_sheet, sheet_of
from legato.io.labels import kind_in_name
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table_hints import TableHints
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Recording

__all__ = ["ID", "read", "recognises"]

ID = "st_patch"

_HEADER = b"X,Y,Z,NewNodetime,Time(s),Label"
_UNITS = {
    ChannelKind.ACCELERATION: re.compile(r"^Acceleration unit:\s*(\S+)", re.MULTILINE),
    ChannelKind.ANGULAR_VELOCITY: re.compile(r"^Gyroscope unit:\s*(\S+)", re.MULTILINE),
}
_RATE = re.compile(r"^Sampling rate:\s*([\d.]+)\s*Hz", re.MULTILINE)


def recognises(source: Source) -> bool:
    """Tell by the line of names."""
    return source.head.startswith(_HEADER)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read one stream of the patch.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording
        Units and the stated rate come from ``PREFIX_Notes.txt`` in the same folder, where PREFIX is what stands before
        the first underscore of the file's name; without it the unit is unknown.
    """
    notes = source.sibling(source.name.split("_")[0] + "_Notes.txt")
    text = notes.read_bytes().decode("utf-8", errors="replace") if notes else ""
    units = {str(kind): match[1] for kind, pattern in _UNITS.items() if (match := pattern.search(text))}
    rate = _RATE.search(text)
    hints = TableHints(
        kind=kind_in_name(source.name),
        units=units,
        units_source=f"the note {notes.name} beside it" if notes else "",
        sampling_rate_hz=float(rate[1]) if rate else None,
        placement=Placement.UNKNOWN,
    )
    return read_sheet(source, sheet_of(source), options=options, reader=ID, hints=hints)
