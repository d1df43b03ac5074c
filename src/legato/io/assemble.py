"""Decoded columns and what their names say into a ``Recording``: units, places, sensors, the caller's statements.

Every reader ends here, so that ``--channels``, ``--placement``, ``--side`` and ``--unit`` mean the same for all formats,
and an unknown unit or kind is told in the same words. No format is known here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import legato
from legato.errors import InputError, MissingChannelError, UsageError
from legato.io.gravity_look import Look, describe_size
from legato.io.labels import Label, Unit, find_unit
from legato.io.options import ReadOptions
from legato.io.signal_checks import check_sensors
from legato.io.source import Source
from legato.model.annotation import Annotation
from legato.model.channel import SI_UNIT, Channel, ChannelKind, Samples
from legato.model.issue import Issue, Severity
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import TimeBase

__all__ = ["Column", "Session", "assemble"]

_MOTION = (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION, ChannelKind.GRAVITY)
_UNITLESS = (ChannelKind.OTHER, ChannelKind.UNKNOWN, ChannelKind.RESPIRATION, ChannelKind.ORIENTATION)
# What no analysis uses needs no unit.
_UNUSED = (ChannelKind.MAGNETIC_FIELD, ChannelKind.TEMPERATURE, ChannelKind.LIGHT)
_PLATE = (ChannelKind.FORCE, ChannelKind.MOMENT, ChannelKind.POSITION)


@dataclass(frozen=True, eq=False)
class Column:
    """One decoded series, waiting for its sensor.

    Parameters
    ----------
    name : str
    samples : Samples
    time : TimeBase
        The same object for all columns of one clock.
    label : Label
        What name and format say; the unit may be missing.
    offset : float
        Added after scaling, SI unit.
    valid_range : tuple of float or None
        SI units.
    """

    name: str
    samples: Samples
    time: TimeBase
    label: Label
    offset: float = 0.0
    valid_range: tuple[float, float] | None = None


@dataclass(frozen=True)
class Session:
    """What a file says about the whole recording.

    Parameters
    ----------
    start : datetime or None
    first_s : float or None
        What the clock of the file showed at second 0, where it is no absolute time; aligns tables of one recording.
    subject : str or None
        A code, never a name.
    task : Task or None
    annotations, issues, settings, steps : tuple
        Marks; problems; options that changed the numbers; sentences for what was done beyond reading.
    """

    start: datetime | None = None
    first_s: float | None = None
    subject: str | None = None
    task: Task | None = None
    annotations: tuple[Annotation, ...] = ()
    issues: tuple[Issue, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = ()


def assemble(
    columns: Sequence[Column], session: Session, *, source: Source, reader: str, options: ReadOptions
) -> Recording:
    """Make the recording.

    Parameters
    ----------
    columns : sequence of Column
        At least one.
    session : Session
    source : Source
        Named and hashed in the provenance.
    reader : str
        Id of the reader.
    options : ReadOptions
        What the caller states.

    Returns
    -------
    Recording

    Raises
    ------
    MissingChannelError
        If a channel of ``options.channels`` is not there, or there is none at all.
    InputError
        If the file names places or sides and not the one asked for.
    UsageError
        If ``options.unit`` is no unit.
    """
    issues = list(session.issues)
    if not columns:
        raise MissingChannelError(
            "There is no channel of numbers in this",
            where=source.name,
            mend="check that the file holds a recording and not only its description",
            code="LEG-E140",
        )
    chosen = _choose_channels(_with_unique_names(columns, issues), options, source)
    chosen = _choose_place(chosen, options, source, issues)
    chosen = [_with_stated_unit(column, options, issues) for column in chosen]
    channels, sensors = _make_sensors(chosen, issues)
    issues += _tell_unknown(channels)
    issues += check_sensors(sensors)
    return Recording(
        channels=channels,
        sensors=sensors,
        provenance=Provenance(
            source_name=_public_name(source),
            # Hashed when first asked for: a night takes longer to hash than to read two of its channels.
            sha256=partial(_hash, source),
            reader=reader,
            legato_version=legato.__version__,
            settings=(*_stated(options), *session.settings),
            steps=session.steps,
        ),
        start=session.start,
        duration_s=max((channel.time.end_s for channel in channels), default=0.0),
        subject=session.subject,
        task=options.task or session.task or Task.FREE,
        annotations=tuple(sorted(session.annotations)),
        issues=tuple(issues),
    )


def _hash(source: Source) -> str:
    return source.sha256


def _public_name(source: Source) -> str:
    """Give the file's own name; for a member of an archive both names."""
    return f"{source.path.name}: {PurePosixPath(source.inside).name}" if source.inside else source.path.name


def _stated(options: ReadOptions) -> tuple[tuple[str, str], ...]:
    stated = {
        "task": options.task,
        "placement": options.placement,
        "side": options.side,
        "channels": ",".join(options.channels) or None,
        "sampling_rate_hz": options.sampling_rate_hz,
        "unit": options.unit,
        "where": ",".join(f"{column}={value}" for column, value in options.where.items()) or None,
    }
    return tuple((name, str(value)) for name, value in stated.items() if value is not None)


def _with_unique_names(columns: Sequence[Column], issues: list[Issue]) -> list[Column]:
    seen: dict[str, int] = {}
    unique: list[Column] = []
    for column in columns:
        n = seen[column.name] = seen.get(column.name, 0) + 1
        unique.append(column if n == 1 else replace(column, name=f"{column.name}_{n}"))
    doubled = [name for name, n in seen.items() if n > 1]
    if doubled:
        what = f"Several channels bear the same name ({', '.join(doubled[:6])}); the later ones got a number behind it."
        issues.append(Issue("name_doubled", Severity.NOTE, what))
    return unique


def _choose_channels(columns: list[Column], options: ReadOptions, source: Source) -> list[Column]:
    if not options.channels:
        return columns
    by_name = {column.name: column for column in columns}
    by_lower = {name.lower(): name for name in by_name}
    chosen: list[Column] = []
    for asked in options.channels:
        name = asked if asked in by_name else by_lower.get(asked.strip().lower())
        if name is None:
            near = difflib.get_close_matches(asked, by_name, n=1, cutoff=0.4)
            raise MissingChannelError(
                f"No channel '{asked}'",
                where=source.name,
                found=", ".join(repr(there) for there in by_name),
                mend=f"did you mean '{near[0]}'?" if near else "name one of these with --channels",
                code="LEG-E309",
            )
        if by_name[name] not in chosen:
            chosen.append(by_name[name])
    return chosen


def _choose_place(
    columns: list[Column], options: ReadOptions, source: Source, issues: list[Issue]
) -> list[Column]:
    """Select or state place and side: where a file names several they select, otherwise they state."""
    for field, asked, nowhere in (
        ("placement", options.placement, Placement.UNKNOWN),
        ("side", options.side, Side.UNKNOWN),
    ):
        if asked is None or asked is nowhere:
            continue
        named = sorted({getattr(column.label, field) for column in columns} - {nowhere})
        if len(named) > 1 and asked is not Side.BOTH:
            picked = [column for column in columns if getattr(column.label, field) == asked]
            if not picked:
                raise InputError(
                    f"The recording names no {field} '{asked}'",
                    where=source.name,
                    found=", ".join(named),
                    mend=f"name one of these with --{field}, or leave it away to read all",
                    code="LEG-E141",
                )
            columns = picked
            continue
        if named and named != [asked] and asked is not Side.BOTH:
            what = f"The file says {field} {named[0]}, but {asked} was stated; what was stated is used."
            issues.append(Issue(f"{field}_differs", Severity.WARNING, what))
        stated: dict[str, Any] = {field: asked}
        columns = [
            column
            if asked is Side.BOTH and getattr(column.label, field) is not nowhere
            else replace(column, label=replace(column.label, **stated))
            for column in columns
        ]
    return columns


def _stated_units(options: ReadOptions) -> list[Unit]:
    if not options.unit:
        return []
    units: list[Unit] = []
    for spelling in options.unit.split(","):
        unit = find_unit(spelling)
        if unit is None:
            raise UsageError(
                f"There is no unit '{spelling.strip()}'",
                where="--unit",
                mend="use g, mg, m/s2, deg/s, mdps, rad/s, V, mV, uV, N, or two of them: --unit g,deg/s",
                code="LEG-E142",
            )
        units.append(unit)
    return units


def _with_stated_unit(column: Column, options: ReadOptions, issues: list[Issue]) -> Column:
    label = column.label
    for unit in _stated_units(options):
        if label.kind is ChannelKind.UNKNOWN and label.unit is None:
            return replace(column, label=replace(label, kind=unit.kinds[0], unit=unit))
        if label.kind not in unit.kinds:
            continue
        if label.unit is None:
            return replace(column, label=replace(label, unit=unit))
        if label.unit.name != unit.name:
            what = f"The file gives {column.name} in {label.unit.name}; the stated unit {unit.name} was not used."
            issues.append(Issue("unit_differs", Severity.WARNING, what, where=column.name))
    return column


def _make_sensors(
    columns: list[Column], issues: list[Issue]
) -> tuple[tuple[Channel, ...], tuple[Sensor, ...]]:
    homes: dict[str, tuple[Placement, Side, list[Channel]]] = {}
    taken: set[tuple[str, ChannelKind, str]] = set()
    channels: list[Channel] = []
    split: list[str] = []
    for column in columns:
        label, home = column.label, _sensor_id(column)
        n = 2
        base = home
        while label.axis and (home, label.kind, label.axis) in taken:
            home, n = f"{base}_{n}", n + 1
        if home != base:
            split.append(column.name)
        if label.axis:
            taken.add((home, label.kind, label.axis))
        channel = _make_channel(column, home)
        channels.append(channel)
        homes.setdefault(home, (label.placement, label.side, []))[2].append(channel)
    if split:
        what = f"The names do not tell which box {', '.join(split[:6])} belong to; they were taken as a further sensor."
        issues.append(Issue("sensor_unclear", Severity.NOTE, what))
    sensors = tuple(
        Sensor(home, placement, side, tuple(members)) for home, (placement, side, members) in homes.items()
    )
    return tuple(channels), sensors


def _sensor_id(column: Column) -> str:
    """Name the box: side, place and what else the name says; each muscle is a sensor of its own."""
    label = column.label
    place = "" if label.placement is Placement.UNKNOWN else str(label.placement)
    side = "" if label.side is Side.UNKNOWN else str(label.side)
    if label.kind in (ChannelKind.EMG, ChannelKind.ECG, ChannelKind.EEG, ChannelKind.EOG, ChannelKind.ANGLE):
        return "_".join(part for part in (side, str(label.kind), label.box or place) if part)
    if label.kind in _PLATE and not place and not label.box:
        return "_".join(part for part in (side, "force_plate") if part)
    box = "" if label.box == place else label.box
    if label.kind in (ChannelKind.UNKNOWN, ChannelKind.OTHER, ChannelKind.TEMPERATURE, ChannelKind.LIGHT):
        box = ""
    return "_".join(part for part in (side, place, box) if part) or "sensor"


def _make_channel(column: Column, sensor: str) -> Channel:
    label = column.label
    is_scaled = label.unit is not None and label.kind in label.unit.kinds
    is_plain = label.kind in _UNITLESS and label.unit is None
    return Channel(
        name=column.name,
        kind=label.kind,
        axis=label.axis,
        sensor=sensor,
        samples=column.samples,
        time=column.time,
        scale=label.unit.factor if is_scaled and label.unit else (1.0 if is_plain else None),
        recorded_unit=label.unit.name if label.unit else None,
        offset=column.offset,
        valid_range=column.valid_range,
    )


def _tell_unknown(channels: Iterable[Channel]) -> list[Issue]:
    """Say which channels have no unit or no kind, what their size looks like, and how to state it."""
    issues: list[Issue] = []
    by_sensor: dict[tuple[ChannelKind, str], list[Channel]] = {}
    for channel in channels:
        is_without_unit = channel.scale is None and channel.kind in SI_UNIT and channel.kind not in _UNUSED
        if channel.kind is ChannelKind.UNKNOWN or is_without_unit:
            by_sensor.setdefault((channel.kind, channel.sensor), []).append(channel)
    # Sensors of one file may differ in unit, so each is looked at, and those that look alike are told together.
    alike: dict[tuple[ChannelKind, str], tuple[Look | None, list[Channel]]] = {}
    for (kind, _), mine in by_sensor.items():
        look = describe_size(mine) if kind in (*_MOTION, ChannelKind.UNKNOWN) else None
        alike.setdefault((kind, look.unit if look else ""), (look, []))[1].extend(mine)
    for (kind, _), (look, members) in alike.items():
        names = ", ".join(channel.name for channel in members[:6]) + (" ..." if len(members) > 6 else "")
        size = f" {look.sentence}" if look else ""
        if kind is ChannelKind.UNKNOWN:
            what = f"Nothing says what {names} measure, so nothing that needs gravity or a unit is measured.{size}"
            mend = f"state it with --unit {look.unit if look else 'g (or m/s2, deg/s, rad/s, mV)'}"
            issues.append(Issue("kind_unknown", Severity.WARNING, what, where=names, mend=mend))
            continue
        what = f"The unit of {names} is not stated in the file, so no amplitude is measured.{size}"
        mend = f"state it with --unit {look.unit if look else _example_unit(kind)}"
        issues.append(Issue("unit_unknown", Severity.WARNING, what, where=names, mend=mend))
    return issues


def _example_unit(kind: ChannelKind) -> str:
    examples = {
        ChannelKind.ANGULAR_VELOCITY: "deg/s (or rad/s)",
        ChannelKind.EMG: "mV (or uV, V)",
        ChannelKind.FORCE: "N",
        ChannelKind.MOMENT: "Nm",
        ChannelKind.POSITION: "cm (or m, mm)",
        ChannelKind.ANGLE: "deg",
        ChannelKind.MAGNETIC_FIELD: "uT (or T, gauss)",
        ChannelKind.TEMPERATURE: "degC",
        ChannelKind.LIGHT: "lux",
    }
    return examples.get(kind, "g (or m/s2, mg)")
