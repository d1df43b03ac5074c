"""mPower JSON: a list of readings with ``timestamp``, ``x``, ``y``, ``z``, or of CMDeviceMotion with nested vectors."""

from __future__ import annotations

import json
import re
from typing import Any

from legato.errors import FormatError
from legato.io.columns import ArrowColumns
from legato.io.labels import Label, find_unit, place_in_name
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import read_table
from legato.io.table_hints import TableHints
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "mpower"

# Kinds and units of Apple Core Motion, which the app writes unchanged.
_VECTORS = {
    "": (ChannelKind.ACCELERATION, "g"),
    "userAcceleration": (ChannelKind.LINEAR_ACCELERATION, "g"),
    "gravity": (ChannelKind.GRAVITY, "g"),
    "rotationRate": (ChannelKind.ANGULAR_VELOCITY, "rad/s"),
}
_START = re.compile(rb'^\s*\[\s*\{.{0,2000}"timestamp"\s*:', re.DOTALL)


def recognises(source: Source) -> bool:
    """Tell by a JSON list of objects with ``timestamp`` and vectors."""
    head = source.head[:4096]
    return bool(_START.match(head)) and b'"x"' in head and b'"sensor"' not in head


def read(source: Source, options: ReadOptions) -> Recording:
    """Read an mPower JSON file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the JSON is cut or a reading misses a value.
    """
    import pyarrow as pa

    readings = _load(source)
    vectors = [name for name in _VECTORS if _has(readings[0], name)]
    columns: dict[str, Any] = {"timestamp_s": _floats(source, readings, "", "timestamp")}
    labels: dict[str, Label] = {}
    for vector in vectors:
        kind, unit = _VECTORS[vector]
        for axis in "xyz":
            name = f"{vector}.{axis}".lstrip(".")
            columns[name] = _floats(source, readings, vector, axis)
            labels[name] = Label(kind, axis, find_unit(unit))
    placement, side = place_in_name(source.name)
    hints = TableHints(labels=labels, roles={"timestamp_s": "clock"}, placement=placement, side=side)
    what = "The unit is not in the file; mPower writes the g and rad/s of Apple Core Motion."
    issues = [Issue("unit_from_documentation", Severity.NOTE, what)]
    table = ArrowColumns(pa.table(columns))
    return read_table(table, source=source, reader=ID, options=options, hints=hints, issues=issues)


def _has(reading: dict[str, Any], vector: str) -> bool:
    inner = reading.get(vector) if vector else reading
    return isinstance(inner, dict) and all(axis in inner for axis in "xyz")


def _load(source: Source) -> list[dict[str, Any]]:
    try:
        readings = json.loads(source.read_bytes())
    except (ValueError, RecursionError) as error:
        raise FormatError(
            "The JSON is cut or damaged",
            where=source.name,
            found=str(error)[:200],
            mend="copy it again; a copy that broke off is the usual cause",
            code="LEG-E172",
        ) from error
    if not (
        isinstance(readings, list) and readings and all(isinstance(reading, dict) for reading in readings)
    ):
        raise FormatError("The JSON is no list of readings", where=source.name, code="LEG-E172")
    return readings


def _floats(source: Source, readings: list[dict[str, Any]], vector: str, name: str) -> list[float]:
    try:
        return [float((reading[vector] if vector else reading)[name]) for reading in readings]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise FormatError(
            f"A reading has no number '{name}'",
            where=source.name,
            found=f"{type(error).__name__}: {error}"[:200],
            mend="export the file again",
            code="LEG-E172",
        ) from error
