"""What a table of numbers cannot say about a recording, written beside the columns of Legato's own Parquet files.

Start, clock, sensors, marks and above all whether the recording is simulated travel in the file's metadata, so that
reading what was written gives the same recording. Other programs ignore it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from legato.errors import FormatError
from legato.io.options import ReadOptions
from legato.model.annotation import Annotation
from legato.model.channel import SI_UNIT, Channel, ChannelKind
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import Run, TimeBase

__all__ = ["KEY", "notes_of", "with_notes"]

KEY = b"legato.table"
VERSION = 1


def notes_of(recording: Recording, names: dict[str, str]) -> bytes:
    """Collect the notes of the channels that are written.

    Parameters
    ----------
    recording : Recording
    names : dict of str to str
        Channel name -> name of its column.

    Returns
    -------
    bytes
        JSON.
    """
    channels = [channel for channel in recording.channels if channel.name in names]
    homes = {sensor.id: sensor for sensor in recording.sensors}
    notes = {
        "version": VERSION,
        "start": recording.start.isoformat() if recording.start else None,
        "subject": recording.subject,
        "task": str(recording.task),
        "is_simulated": recording.is_simulated,
        "source": {"reader": recording.provenance.reader, "steps": list(recording.provenance.steps)},
        "annotations": [[a.start_s, a.duration_s, a.text, a.origin] for a in recording.annotations],
        "clock": _clock_notes(channels[0].time),
        "sensors": {
            sensor: [str(homes[sensor].placement), str(homes[sensor].side)]
            for sensor in dict.fromkeys(channel.sensor for channel in channels)
        },
        "channels": {
            names[channel.name]: {
                "kind": str(channel.kind),
                "axis": channel.axis,
                "sensor": channel.sensor,
                "has_unit": channel.scale is not None,
                "recorded_unit": channel.recorded_unit,
                "valid_range": list(channel.valid_range) if channel.valid_range else None,
            }
            for channel in channels
        },
    }
    return json.dumps(notes, allow_nan=False).encode()


def _clock_notes(time: TimeBase) -> dict[str, Any]:
    is_known = time.sampling_rate_hz == time.sampling_rate_hz
    return {
        "n_samples": time.n_samples,
        "sampling_rate_hz": time.sampling_rate_hz if is_known else None,
        "runs": [
            [
                r.first_sample,
                r.start_s,
                r.sampling_rate_hz if r.sampling_rate_hz == r.sampling_rate_hz else None,
            ]
            for r in time.runs
        ],
        "nominal_rate_hz": time.nominal_rate_hz,
        "is_measured": time.is_measured,
        "jitter_ms": time.jitter_ms,
        "drift_ppm": time.drift_ppm,
        "is_regular": time.is_regular,
    }


def with_notes(recording: Recording, raw: bytes, options: ReadOptions) -> Recording:
    """Give a recording that was read from the columns what the notes beside them say.

    Parameters
    ----------
    recording : Recording
        As read from the columns alone.
    raw : bytes
        What ``notes_of`` gave.
    options : ReadOptions
        Place, side, task and unit that the caller states win.

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the notes are not those of this version.
    """
    try:
        notes = json.loads(raw)
        if notes["version"] != VERSION:
            raise ValueError(f"version {notes['version']}")
        return _restored(recording, notes, options)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise FormatError(
            "The notes that Legato writes beside its own tables are damaged or of another version",
            where=recording.provenance.source_name,
            found=str(error)[:200],
            mend="read it with the version of Legato that wrote it, or remove the metadata of the file",
            code="LEG-E710",
        ) from error


def _restored(recording: Recording, notes: dict[str, Any], options: ReadOptions) -> Recording:
    times: dict[int, TimeBase] = {}
    channels = tuple(
        _channel(channel, notes["channels"].get(channel.name), notes["clock"], options, times)
        for channel in recording.channels
    )
    places = notes["sensors"]
    homes: dict[str, list[Channel]] = {}
    for channel in channels:
        homes.setdefault(channel.sensor, []).append(channel)
    sensors = tuple(
        Sensor(
            name,
            options.placement or Placement(places[name][0] if name in places else "unknown"),
            options.side or Side(places[name][1] if name in places else "unknown"),
            tuple(members),
        )
        for name, members in homes.items()
    )
    provenance = replace(
        recording.provenance,
        is_simulated=bool(notes["is_simulated"]),
        steps=(*notes["source"]["steps"], *recording.provenance.steps),
        settings=(("written_from", str(notes["source"]["reader"])), *recording.provenance.settings),
    )
    return replace(
        recording,
        channels=channels,
        sensors=sensors,
        provenance=provenance,
        start=datetime.fromisoformat(notes["start"]) if notes["start"] else None,
        duration_s=max((channel.time.end_s for channel in channels), default=0.0),
        subject=notes["subject"],
        task=options.task or Task(notes["task"]),
        annotations=tuple(Annotation(*mark) for mark in notes["annotations"]),
        issues=tuple(issue for issue in recording.issues if issue.code not in _SETTLED),
    )


# Found while reading the columns alone, and settled by the notes.
_SETTLED = ("kind_unknown", "unit_unknown", "sensor_unclear", "time_offset", "time_unit_inferred")


def _channel(
    channel: Channel,
    noted: dict[str, Any] | None,
    clock: dict[str, Any],
    options: ReadOptions,
    times: dict[int, TimeBase],
) -> Channel:
    if noted is None:
        return channel
    time = times.setdefault(id(channel.time), _clock(channel.time, clock))
    kind = ChannelKind(noted["kind"])
    if options.unit and not noted["has_unit"]:
        return replace(channel, time=time, sensor=noted["sensor"])
    return replace(
        channel,
        time=time,
        kind=kind,
        axis=noted["axis"],
        sensor=noted["sensor"],
        scale=1.0 if noted["has_unit"] else None,
        recorded_unit=SI_UNIT.get(kind, noted["recorded_unit"]) if noted["has_unit"] else None,
        valid_range=tuple(noted["valid_range"]) if noted["valid_range"] else None,
    )


def _clock(read: TimeBase, noted: dict[str, Any]) -> TimeBase:
    """Give the noted clock where the rows are all there; irregular stamps come from the column itself."""
    if noted["n_samples"] != read.n_samples or (not noted["is_regular"] and read.is_regular):
        return read
    nan = float("nan")
    return TimeBase(
        n_samples=read.n_samples,
        sampling_rate_hz=noted["sampling_rate_hz"] if noted["sampling_rate_hz"] is not None else nan,
        runs=tuple(Run(int(a), float(b), nan if c is None else float(c)) for a, b, c in noted["runs"]),
        nominal_rate_hz=noted["nominal_rate_hz"],
        is_measured=noted["is_measured"],
        jitter_ms=noted["jitter_ms"],
        drift_ppm=noted["drift_ppm"],
        stamps_s=None if noted["is_regular"] else read.stamps_s,
    )
