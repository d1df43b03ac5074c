"""The samples of one clock as Parquet: ``time_s`` and one column a channel, as measured, never resampled.

Columns are named by kind, axis and SI unit, and the metadata say what columns cannot, in the same words as the tables
that ``legato.io`` writes, so that its reader gives back the same recording.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import IO, Any

from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["clocks_of", "column_names", "write_samples"]

_CHUNK_ROWS = 1 << 18
_KEY = b"legato.table"
_NOTES_VERSION = 1
_WORDS = {
    ChannelKind.ACCELERATION: ("accel", "mps2"),
    ChannelKind.LINEAR_ACCELERATION: ("linear_accel", "mps2"),
    ChannelKind.GRAVITY: ("gravity", "mps2"),
    ChannelKind.ANGULAR_VELOCITY: ("gyro", "radps"),
    ChannelKind.MAGNETIC_FIELD: ("mag", "tesla"),
    ChannelKind.ORIENTATION: ("quat", "rad"),
    ChannelKind.EMG: ("emg", "v"),
    ChannelKind.EEG: ("eeg", "v"),
    ChannelKind.ECG: ("ecg", "v"),
    ChannelKind.EOG: ("eog", "v"),
    ChannelKind.FORCE: ("force", "n"),
    ChannelKind.MOMENT: ("moment", "nm"),
    ChannelKind.POSITION: ("position", "m"),
    ChannelKind.ANGLE: ("angle", "rad"),
    ChannelKind.TEMPERATURE: ("temp", "celsius"),
    ChannelKind.LIGHT: ("light", "lux"),
}


def clocks_of(recording: Recording) -> list[list[Channel]]:
    """Sort the channels that hold samples by their clock.

    Parameters
    ----------
    recording : Recording

    Returns
    -------
    list of list of Channel
        In the order of the recording.
    """
    clocks: dict[int, list[Channel]] = {}
    for channel in recording.channels:
        if channel.n_samples:
            clocks.setdefault(id(channel.time), []).append(channel)
    return list(clocks.values())


def column_names(recording: Recording, channels: Sequence[Channel]) -> dict[str, str]:
    """Give each channel the name of its column.

    Parameters
    ----------
    recording : Recording
    channels : sequence of Channel
        Of one clock.

    Returns
    -------
    dict of str to str
        Channel name -> column name; unique.
    """
    sensors = {channel.sensor for channel in channels}
    places = {sensor.id: (str(sensor.side), str(sensor.placement)) for sensor in recording.sensors}
    names: dict[str, str] = {}
    taken = {"time_s"}
    for channel in channels:
        word, unit = _WORDS.get(channel.kind, (f"channel_{channel.name}", ""))
        place = [one for one in places[channel.sensor] if one != "unknown"] if len(sensors) > 1 else []
        parts = [*place, word, channel.axis or "", unit if channel.has_unit else ""]
        name = "_".join(part for part in parts if part)
        unique, n = name, 2
        while unique in taken:
            unique, n = f"{channel.sensor}_{n}_{name}", n + 1
        taken.add(unique)
        names[channel.name] = unique
    return names


def write_samples(recording: Recording, channels: Sequence[Channel], sink: IO[bytes]) -> None:
    """Write the samples of one clock, piece by piece.

    Parameters
    ----------
    recording : Recording
    channels : sequence of Channel
        Of one clock.
    sink : file object
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = column_names(recording, channels)
    time = channels[0].time
    columns = ["time_s", *names.values()]
    schema = pa.schema([(name, pa.float64()) for name in columns])
    schema = schema.with_metadata({_KEY: _notes(recording, channels, names)})
    with pq.ParquetWriter(sink, schema, compression="zstd", use_dictionary=False) as writer:
        for start in range(0, time.n_samples, _CHUNK_ROWS):
            stop = min(start + _CHUNK_ROWS, time.n_samples)
            arrays = [pa.array(time.times_s(start, stop))]
            arrays += [pa.array(channel.read(start, stop)) for channel in channels]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _notes(recording: Recording, channels: Sequence[Channel], names: dict[str, str]) -> bytes:
    homes = {sensor.id: sensor for sensor in recording.sensors}
    notes = {
        "version": _NOTES_VERSION,
        "start": recording.start.isoformat() if recording.start else None,
        "subject": recording.subject,
        "task": str(recording.task),
        "is_simulated": recording.is_simulated,
        "source": {"reader": recording.provenance.reader, "steps": list(recording.provenance.steps)},
        "annotations": [[a.start_s, a.duration_s, a.text, a.origin] for a in recording.annotations],
        "clock": _clock(channels[0].time),
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


def _clock(time: TimeBase) -> dict[str, Any]:
    return {
        "n_samples": time.n_samples,
        "sampling_rate_hz": _known(time.sampling_rate_hz),
        "runs": [[run.first_sample, run.start_s, _known(run.sampling_rate_hz)] for run in time.runs],
        "nominal_rate_hz": time.nominal_rate_hz,
        "is_measured": time.is_measured,
        "jitter_ms": time.jitter_ms,
        "drift_ppm": time.drift_ppm,
        "is_regular": time.is_regular,
    }


def _known(rate_hz: float) -> float | None:
    return rate_hz if rate_hz == rate_hz else None
