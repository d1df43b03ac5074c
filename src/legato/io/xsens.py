"""Xsens text with the rate in its first line (``Acquisition frequency: 100 Hz``) and a packet counter for time."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from legato.io.delimited import read_sheet, sheet_of
from legato.io.labels import place_in_name
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table_hints import TableHints
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


def recognises(source: Source) -> bool:
    """Tell by the first line."""
    return bool(_RATE.match(source.head))


def read(source: Source, options: ReadOptions) -> Recording:
    """Read an Xsens text file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording
        Lost packets are gaps. The units are those of the publication of the set, which an Issue says.
    """
    match = _RATE.match(source.head)
    rate_hz = float(match[1]) if match else None
    ending = PurePosixPath(source.name).stem.rsplit("_", 1)[-1].lower()
    placement, side = _PLACES.get(ending) or place_in_name(source.name)
    hints = TableHints(
        units={"acceleration": "m/s2", "angular_velocity": "rad/s"},
        units_source="Voisard et al., IPOL 2023 (Xsens MTw)",
        sampling_rate_hz=rate_hz,
        placement=placement,
        side=side,
    )
    return read_sheet(source, sheet_of(source), options=options, reader=ID, hints=hints)
