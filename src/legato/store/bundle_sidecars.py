"""What stands beside the samples: how they were taken, which columns there are, what happened when."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from legato.errors import InputError
from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Recording
from legato.store.bundle_table import column_names

__all__ = ["about_text", "channels_text", "events_text"]

_TYPES = {
    ChannelKind.ACCELERATION: ("ACCEL", "m/s^2"),
    ChannelKind.LINEAR_ACCELERATION: ("ACCEL", "m/s^2"),
    ChannelKind.GRAVITY: ("ACCEL", "m/s^2"),
    ChannelKind.ANGULAR_VELOCITY: ("GYRO", "rad/s"),
    ChannelKind.MAGNETIC_FIELD: ("MAGN", "T"),
    ChannelKind.ORIENTATION: ("ORNT", "rad"),
    ChannelKind.POSITION: ("POS", "m"),
    ChannelKind.ANGLE: ("JNTANG", "rad"),
}
_BIDS_WORDS = ("TaskDescription", "Instructions", "Manufacturer", "ManufacturersModelName")


def about_text(
    recording: Recording,
    channels: Sequence[Channel],
    *,
    task: str,
    tracking_system: str,
    sha256: str,
    meta: Mapping[str, Any],
) -> str:
    """Give the JSON about the samples of one clock.

    Parameters
    ----------
    recording : Recording
    channels : sequence of Channel
        Of one clock.
    task, tracking_system : str
        As in the file's name.
    sha256 : str
        Of the table.
    meta : mapping
        JSON values; the names that BIDS knows stand on top, the others under ``legato``.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the meta are no JSON.
    """
    time = channels[0].time
    rate_hz = time.sampling_rate_hz if time.sampling_rate_hz == time.sampling_rate_hz else None
    counts = Counter(_TYPES.get(channel.kind, ("MISC", ""))[0] for channel in channels)
    sensors = {channel.sensor for channel in channels}
    about: dict[str, Any] = {
        "TaskName": task,
        **{word: meta[word] for word in _BIDS_WORDS if word in meta},
        "SamplingFrequency": time.nominal_rate_hz or rate_hz,
        "SamplingFrequencyEffective": rate_hz if time.is_measured else None,
        "TrackingSystemName": tracking_system,
        "RecordingDuration": time.duration_s,
        "MotionChannelCount": len(channels),
        **{f"{kind}ChannelCount": count for kind, count in sorted(counts.items())},
        "legato": {
            "start": recording.start.isoformat() if recording.start else None,
            "is_simulated": recording.is_simulated,
            "sensors": [
                {"id": sensor.id, "placement": str(sensor.placement), "side": str(sensor.side)}
                for sensor in recording.sensors
                if sensor.id in sensors
            ],
            "jitter_ms": time.jitter_ms,
            "gaps": [[gap.start_s, gap.end_s] for gap in time.gaps],
            "reader": recording.provenance.reader,
            "source_sha256": recording.provenance.sha256,
            "issues": [[one.code, str(one.severity), one.what] for one in recording.issues],
            "sha256": sha256,
            "about": {word: value for word, value in meta.items() if word not in _BIDS_WORDS},
        },
    }
    try:
        return json.dumps(about, allow_nan=False, indent=2) + "\n"
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            "What is told about a recording is not made of JSON values alone",
            found=str(error)[:200],
            mend="give text, numbers, true, false, null, lists and mappings",
            code="LEG-E812",
        ) from error


def channels_text(recording: Recording, channels: Sequence[Channel]) -> str:
    """Give the table of columns.

    Parameters
    ----------
    recording : Recording
    channels : sequence of Channel
        Of one clock.

    Returns
    -------
    str
        Tab-separated, with a head.
    """
    places = {sensor.id: f"{sensor.side}_{sensor.placement}" for sensor in recording.sensors}
    names = column_names(recording, channels)
    rows = [
        ("name", "component", "type", "tracked_point", "units", "reference_frame", "recorded_unit"),
        ("time_s", "n/a", "LATENCY", "n/a", "s", "n/a", "n/a"),
    ]
    for channel in channels:
        kind, unit = _TYPES.get(channel.kind, ("MISC", channel.unit or ""))
        rows.append(
            (
                names[channel.name],
                channel.axis or "n/a",
                kind,
                places[channel.sensor],
                (unit or "n/a") if channel.has_unit else "n/a",
                "local",
                channel.recorded_unit or "n/a",
            )
        )
    return _tsv(rows)


def events_text(recording: Recording) -> str:
    """Give the marks as a table.

    Parameters
    ----------
    recording : Recording

    Returns
    -------
    str
        Tab-separated, with a head.
    """
    rows = [("onset", "duration", "trial_type", "value")]
    rows += [(repr(a.start_s), repr(a.duration_s), a.text, a.origin or "n/a") for a in recording.annotations]
    return _tsv(rows)


def _tsv(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(" ".join(cell.split()) or "n/a" for cell in row) + "\n" for row in rows)
