"""Daphnet text: one line a sample with time, three accelerometers on the leg and trunk, and the freezing label."""

from __future__ import annotations

import itertools
from dataclasses import replace

from legato.io.delimited import read_sheet, sheet_of
from legato.io.labels import Label, find_unit
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table_hints import TableHints
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Recording

__all__ = ["ID", "read", "recognises"]

ID = "daphnet"

_N_COLUMNS = 11
_STATED_RATE_HZ = 64.0
# Meaning of the last column, from the README of the set.
_LABELS = {"0": "outside_experiment", "1": "no_freeze", "2": "freeze"}
_PLACES = (Placement.ANKLE, Placement.THIGH, Placement.LOWER_BACK)
# The set's axes are forward, vertical, lateral; they stand for x, y, z in that order.
_AXES = {"x": "forward", "y": "vertical", "z": "lateral"}


def recognises(source: Source) -> bool:
    """Tell by lines of eleven whole numbers, rising time in ms at 64 Hz and a label of 0 to 2."""
    if source.is_folder:
        return False
    rows = [line.split() for line in source.head[:4096].splitlines()[:20]]
    if len(rows) < 3 or any(len(row) != _N_COLUMNS for row in rows[:-1]):
        return False
    try:
        numbers = [[int(cell) for cell in row] for row in rows[:-1]]
    except ValueError:
        return False
    steps_ms = [after[0] - before[0] for before, after in itertools.pairwise(numbers)]
    return all(row[-1] in (0, 1, 2) for row in numbers) and all(14 <= step <= 17 for step in steps_ms)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a Daphnet file, packed or not.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording
        Three sensors (ankle, thigh, lower_back) in mg; labels as Annotations ``freeze``, ``no_freeze`` and
        ``outside_experiment``.

    Notes
    -----
    Deviation: the axes of the set are forward, vertical, lateral; they are called x, y, z in that order. The side is not
    stated by the set.
    """
    places = [(place, axis) for place in _PLACES for axis in _AXES]
    names = [f"{place}_accel_{axis}_mg" for place, axis in places]
    labels = {
        name: Label(ChannelKind.ACCELERATION, axis, find_unit("mg"), placement=place)
        for name, (place, axis) in zip(names, places, strict=True)
    }
    sheet = replace(sheet_of(source), names=("time_ms", *names, "annotation"))
    hints = TableHints(
        labels=labels,
        roles={"time_ms": "clock", "annotation": "label"},
        texts={"annotation": _LABELS.get},
        sampling_rate_hz=_STATED_RATE_HZ,
    )
    return read_sheet(source, sheet, options=options, reader=ID, hints=hints)
