"""cloudUPDRS phone text: no header, nanoseconds of uptime, three accelerations in m/s2; test, side and day in the name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from legato.io.delimited import read_sheet, sheet_of
from legato.io.labels import Label, find_unit, place_in_name
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table_hints import TableHints
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Recording, Task

__all__ = ["ID", "read", "recognises"]

ID = "cloudupdrs"

_LINE = re.compile(rb"^\d{12,19},(-?\d+(\.\d+)?([eE]-?\d+)?,){3}-?\d+(,-?\d+)*,?\s*$")
_NAME = re.compile(
    r"_(?P<day>\d{4}-\d{2}-\d{2})_(?P<hour>\d{2})-(?P<minute>\d{2})-(?P<second>\d{2})_-_[0-9a-f]+_-_(?P<subject>\w+)"
)
# Words of the test in the file name -> task. A leg that rests is the only one that Legato has a task for.
_TASKS = {"REST_TREMOR": Task.REST}


def recognises(source: Source) -> bool:
    """Tell by lines of a long whole number, three decimal numbers and small whole numbers."""
    if source.is_folder:
        return False
    lines = source.head[:2048].splitlines()[:10]
    return len(lines) > 3 and all(_LINE.match(line) for line in lines[:-1])


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a cloudUPDRS accelerometer file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording
        Side, day, subject code and the rest task come from the file name where it has the app's form. The app does not
        say where on the leg the phone lay.
    """
    sheet = sheet_of(source)
    axes = {f"accel_{axis}": axis for axis in "xyz"}
    extra = tuple(f"extra_{index}" for index in range(1, sheet.n_columns - 3))
    labels = {
        name: Label(ChannelKind.ACCELERATION, axis, find_unit("m/s2")) for name, axis in axes.items()
    } | {name: Label(ChannelKind.OTHER) for name in extra}
    match = _NAME.search(source.name)
    placement, side = place_in_name(source.name)
    hints = TableHints(
        labels=labels,
        roles={"time_ns": "clock"},
        placement=placement if placement is not Placement.UNKNOWN else _hand(source.name),
        side=side,
        start=_start(match) if match else None,
        subject=match["subject"] if match else None,
        task=next((task for words, task in _TASKS.items() if words in source.name.upper()), None),
    )
    sheet = replace(sheet, names=("time_ns", *axes, *extra))
    recording = read_sheet(source, sheet, options=options, reader=ID, hints=hints)
    # Uptime of the phone says nothing about the recording.
    kept = tuple(issue for issue in recording.issues if issue.code not in ("time_offset", "column_empty"))
    return replace(recording, issues=kept)


def _hand(name: str) -> Placement:
    return Placement.HAND if "hand" in name.lower() else Placement.UNKNOWN


def _start(match: re.Match[str]) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{match['day']}T{match['hour']}:{match['minute']}:{match['second']}")
    except ValueError:
        return None
