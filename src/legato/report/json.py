"""Turn a recording or an analysis into the published JSON objects, and those into text.

The schemas stand in ``docs/schema``; a field is added, never renamed, within one schema number. NaN and infinity never
reach the text: what has no value is ``null``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from legato.errors import LegatoError
from legato.model.analysis import Analysis
from legato.model.channel import Channel
from legato.model.issue import Issue
from legato.model.measure import Measure
from legato.model.movement import Bout
from legato.model.provenance import Provenance
from legato.model.recording import Recording

__all__ = [
    "ANALYSIS_SCHEMA",
    "RECORDING_SCHEMA",
    "analysis_object",
    "batch_object",
    "error_object",
    "finite_number",
    "issue_object",
    "measure_object",
    "provenance_object",
    "recording_object",
    "render_json",
]

RECORDING_SCHEMA = "legato.recording/1"
ANALYSIS_SCHEMA = "legato.analysis/1"


def recording_object(recording: Recording) -> dict[str, Any]:
    """Give the ``legato.recording/1`` object of a recording.

    Parameters
    ----------
    recording : Recording

    Returns
    -------
    dict
        Holds no sample and no name of a person; ``placement`` and ``side`` are null where the sensors differ, but for
        ``both`` where both legs are there.
    """
    return {"schema": RECORDING_SCHEMA, **_input_part(recording, recording.issues, recording.provenance)}


def analysis_object(analysis: Analysis) -> dict[str, Any]:
    """Give the ``legato.analysis/1`` object of an analysis.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    dict
    """
    windows = analysis.windows
    return {
        "schema": ANALYSIS_SCHEMA,
        **_input_part(analysis.recording, analysis.issues, analysis.provenance),
        "states": {state: finite_number(seconds) for state, seconds in analysis.states.items()},
        "bouts": [_bout(bout) for bout in analysis.bouts],
        "measures": [measure_object(measure) for measure in analysis.measures],
        "windows": {
            "count": len(windows),
            "window_s": finite_number(windows.window_s),
            "step_s": finite_number(windows.step_s),
            "n_transformed": windows.n_transformed,
        },
    }


def error_object(error: LegatoError) -> dict[str, str]:
    """Give the parts of an error for a machine.

    Parameters
    ----------
    error : LegatoError

    Returns
    -------
    dict of str to str
    """
    return {
        "code": error.code,
        "what": error.what,
        "where": error.where,
        "found": error.found,
        "mend": error.mend,
    }


def batch_object(
    schema: str, entries: Iterable[tuple[str, Mapping[str, Any] | LegatoError]]
) -> dict[str, Any]:
    """Gather the objects of several files, the failed ones with their error.

    Parameters
    ----------
    schema : str
        Of one file; the batch bears its name with ``-batch``.
    entries : iterable of (str, dict or LegatoError)
        File name as shown, and its object or what stopped it.

    Returns
    -------
    dict
    """
    family, number = schema.split("/")
    files = [
        {"file": name, "error": error_object(entry)}
        if isinstance(entry, LegatoError)
        else {"file": name, **entry}
        for name, entry in entries
    ]
    return {"schema": f"{family}-batch/{number}", "files": files}


def render_json(value: Mapping[str, Any]) -> str:
    """Write an object as strict JSON text, ending in a line break.

    Parameters
    ----------
    value : mapping

    Returns
    -------
    str
        One line for each part, and one for each entry of a list, such as a bout: tools that work by lines can read it.

    Raises
    ------
    ValueError
        If a number is NaN or infinite, which JSON cannot say.
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode

    def part_text(part: object) -> str:
        if not isinstance(part, list) or not part:
            return encode(part)
        return "[\n  " + ",\n  ".join(map(encode, part)) + "\n ]"

    return "{\n " + ",\n ".join(f"{encode(key)}: {part_text(part)}" for key, part in value.items()) + "\n}\n"


def finite_number(value: float | None) -> float | None:
    """Give a plain finite number, or None: JSON knows no NaN and no infinity.

    Parameters
    ----------
    value : float or None

    Returns
    -------
    float or None
    """
    if value is None or not math.isfinite(value):
        return None
    return float(value)


def _pair(pair: tuple[float, float] | None) -> list[float | None] | None:
    """Give an interval as a list, or None unless both ends are finite."""
    if pair is None or not all(math.isfinite(end) for end in pair):
        return None
    return [float(end) for end in pair]


def _input_part(recording: Recording, issues: Iterable[Issue], provenance: Provenance) -> dict[str, Any]:
    """Give what both schemas share: the input and what was wrong with it."""
    return {
        "recording": _recording(recording),
        "channels": [_channel(channel) for channel in recording.channels],
        "issues": [issue_object(issue) for issue in issues],
        "provenance": provenance_object(provenance),
    }


def _recording(recording: Recording) -> dict[str, Any]:
    sensors = recording.sensors
    placements = {sensor.placement.value for sensor in sensors}
    sides = {sensor.side.value for sensor in sensors}
    return {
        "start": recording.start.isoformat() if recording.start else None,
        "duration_s": finite_number(recording.duration_s),
        "subject": recording.subject,
        "placement": placements.pop() if len(placements) == 1 else None,
        "side": sides.pop() if len(sides) == 1 else "both" if {"left", "right"} <= sides else None,
        "task": recording.task.value,
        "reader": recording.provenance.reader,
        "is_simulated": recording.is_simulated,
        "sensors": [
            {
                "id": sensor.id,
                "placement": sensor.placement.value,
                "side": sensor.side.value,
                "channels": [channel.name for channel in sensor.channels],
            }
            for sensor in sensors
        ],
        "annotations": [
            {
                "start_s": mark.start_s,
                "duration_s": finite_number(mark.duration_s),
                "text": mark.text,
                "origin": mark.origin,
            }
            for mark in recording.annotations
        ],
    }


def _channel(channel: Channel) -> dict[str, Any]:
    time = channel.time
    return {
        "name": channel.name,
        "kind": channel.kind.value,
        "axis": channel.axis,
        "sensor": channel.sensor,
        "unit": channel.unit,
        "recorded_unit": channel.recorded_unit,
        "nominal_rate_hz": finite_number(time.nominal_rate_hz),
        "sampling_rate_hz": finite_number(time.sampling_rate_hz),
        "rate_is_measured": time.is_measured,
        "n_samples": channel.n_samples,
        "jitter_ms": finite_number(time.jitter_ms),
        "drift_ppm": finite_number(time.drift_ppm),
        "gaps": [[float(gap.start_s), float(gap.end_s)] for gap in time.gaps],
    }


def issue_object(issue: Issue) -> dict[str, str]:
    """Give an Issue as its published object.

    Parameters
    ----------
    issue : Issue

    Returns
    -------
    dict of str to str
    """
    return {
        "code": issue.code,
        "severity": issue.severity.value,
        "what": issue.what,
        "where": issue.where,
        "mend": issue.mend,
    }


def provenance_object(provenance: Provenance) -> dict[str, Any]:
    """Give a provenance as its published object.

    Parameters
    ----------
    provenance : Provenance

    Returns
    -------
    dict
    """
    return {
        "sha256": provenance.sha256,
        "version": provenance.legato_version,
        "source_name": provenance.source_name,
        "reader": provenance.reader,
        "is_simulated": provenance.is_simulated,
        "settings": [[name, value] for name, value in provenance.settings],
        "steps": list(provenance.steps),
    }


def _bout(bout: Bout) -> dict[str, Any]:
    return {
        "start_s": float(bout.span.start_s),
        "end_s": float(bout.span.end_s),
        "state": bout.state.value,
        "detail": bout.detail,
        "runner_up": bout.runner_up.value if bout.runner_up else None,
        "tell_apart": bout.tell_apart,
        "sensor": bout.sensor,
        "side": bout.side,
        "frequency_hz": finite_number(bout.frequency_hz),
        "frequency_interval_hz": _pair(bout.frequency_interval_hz),
        "amplitude_mps2": finite_number(bout.amplitude_mps2),
        "amplitude_dps": finite_number(bout.amplitude_dps),
        "amplitude_mm": finite_number(bout.amplitude_mm),
        "reasons": list(bout.reasons),
    }


def measure_object(measure: Measure) -> dict[str, Any]:
    """Give a measure as its published object.

    Parameters
    ----------
    measure : Measure

    Returns
    -------
    dict
    """
    return {
        "name": measure.name,
        "value": finite_number(measure.value),
        "unit": measure.unit,
        "interval": _pair(measure.interval),
        "status": measure.status.value,
        "quality": finite_number(measure.quality),
        "state": measure.state,
        "side": measure.side,
        "sensor": measure.sensor,
        "source": measure.source,
        "note": measure.note,
    }
