"""Sensor Logger exports: a folder or zip with one CSV a sensor, or one JSON list of readings of all sensors."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from legato.errors import FormatError
from legato.io.assemble import assemble
from legato.io.columns import ArrowColumns, Columns
from legato.io.delimited import parse_member
from legato.io.labels import Label, find_unit
from legato.io.merge import Part, merge_parts
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import decode_table
from legato.io.table_hints import TableHints
from legato.model.channel import ChannelKind
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "sensor_logger"

# What the app's sensors measure. Its Accelerometer has gravity taken out; TotalAcceleration has not.
_KINDS = {
    "Accelerometer": ChannelKind.LINEAR_ACCELERATION,
    "Gravity": ChannelKind.GRAVITY,
    "TotalAcceleration": ChannelKind.ACCELERATION,
    "AccelerometerUncalibrated": ChannelKind.ACCELERATION,
    "Gyroscope": ChannelKind.ANGULAR_VELOCITY,
    "GyroscopeUncalibrated": ChannelKind.ANGULAR_VELOCITY,
    "Magnetometer": ChannelKind.MAGNETIC_FIELD,
}
_PREFERRED_ONCE = (("GyroscopeUncalibrated", "Gyroscope"), ("AccelerometerUncalibrated", "TotalAcceleration"))
_JSON_START = b'"sensor"'


def recognises(source: Source) -> bool:
    """Tell by the app's file names with its time column, or by a JSON list of readings that name their sensor."""
    if source.is_folder or source.is_zip:
        names = _sensor_members(source)
        return bool(names) and b"seconds_elapsed" in source.member(next(iter(names.values()))).head[:200]
    head = source.head[:4096].lstrip()
    return head.startswith(b"[") and _JSON_START in head and b'"seconds_elapsed"' in source.head


def _sensor_members(source: Source) -> dict[str, str]:
    """Map sensors to members; the app repeats a name with a number when it is started twice."""
    found = {
        PurePosixPath(member.name).stem: member.name
        for member in source.members
        if member.name.endswith(".csv")
    }
    return {sensor: found[sensor] for sensor in _KINDS if sensor in found}


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a Sensor Logger export.

    Parameters
    ----------
    source : Source
        Folder, zip or JSON.
    options : ReadOptions

    Returns
    -------
    Recording
        Units are known on Android and where the export says that units are standardised; else an Issue says so.
    """
    tables, meta = _from_members(source) if source.is_folder or source.is_zip else _from_json(source)
    for spare, kept in _PREFERRED_ONCE:
        if kept in tables:
            tables.pop(spare, None)
    units = _units(meta)
    parts = []
    for sensor, columns in tables.items():
        kind = _KINDS[sensor]
        unit = find_unit(units.get(kind))
        labels = {axis: Label(kind, axis, unit) for axis in "xyz" if axis in columns.names}
        roles = {name: _role(name) for name in columns.names}
        decoded, session = decode_table(
            columns,
            source=source,
            options=options,
            hints=TableHints(labels=labels, roles=roles, time_unit="ns"),
        )
        decoded = [replace(column, name=f"{sensor} {column.name}") for column in decoded]
        parts.append(Part(sensor, decoded, session))
    merged, session = merge_parts(parts, where=source.name)
    return assemble(merged, session, source=source, reader=ID, options=options)


def _role(name: str) -> str:
    """Give the role of a column: everything but time and axes is of no use here."""
    return {"time": "clock", "x": "signal", "y": "signal", "z": "signal"}.get(name, "ignored")


def _units(meta: Mapping[str, str]) -> dict[ChannelKind, str]:
    """Give the units where the export says enough: Android's are fixed, an iPhone's only when standardised."""
    is_standard = str(meta.get("standardisation", "")).strip().lower() in ("true", "1", "yes")
    platform = str(meta.get("platform", "")).strip().lower()
    units = {ChannelKind.ANGULAR_VELOCITY: "rad/s", ChannelKind.MAGNETIC_FIELD: "uT"} if platform else {}
    if is_standard or platform == "android":
        units |= dict.fromkeys(
            (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION, ChannelKind.GRAVITY), "m/s2"
        )
    elif platform == "ios" and "standardisation" in meta:
        units |= dict.fromkeys(
            (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION, ChannelKind.GRAVITY), "g"
        )
    return units


def _from_members(source: Source) -> tuple[dict[str, Columns], dict[str, str]]:
    tables: dict[str, Columns] = {}
    for sensor, name in _sensor_members(source).items():
        member = source.member(name)
        table, _ = parse_member(member)
        if table is not None:
            tables[sensor] = ArrowColumns(table)
    described = [
        member.name for member in source.members if PurePosixPath(member.name).name == "Metadata.csv"
    ]
    if not described:
        return tables, {}
    text = source.member(described[0]).read_bytes().decode("utf-8-sig", errors="replace")
    return tables, next(csv.DictReader(io.StringIO(text)), {})


def _from_json(source: Source) -> tuple[dict[str, Columns], dict[str, str]]:
    """Sort the readings of a JSON export by sensor."""
    import pyarrow as pa

    try:
        readings = json.loads(source.read_bytes())
        rows: dict[str, dict[str, list[Any]]] = {}
        meta: dict[str, str] = {}
        for reading in readings:
            sensor = str(reading["sensor"])
            if sensor == "Metadata":
                meta = reading
            elif sensor in _KINDS:
                columns = rows.setdefault(sensor, {"time": [], "x": [], "y": [], "z": []})
                columns["time"].append(int(reading["time"]))
                for axis in "xyz":
                    columns[axis].append(float(reading[axis]))
        tables: dict[str, Columns] = {
            sensor: ArrowColumns(pa.table(columns)) for sensor, columns in rows.items()
        }
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise FormatError(
            "The JSON is cut or not what Sensor Logger writes",
            where=source.name,
            found=f"{type(error).__name__}: {error}"[:200],
            mend="export it again",
            code="LEG-E172",
        ) from error
    if not tables:
        raise FormatError(
            "The export holds no movement sensor",
            where=source.name,
            mend="record Accelerometer and Gyroscope",
            code="LEG-E173",
        )
    return tables, meta
