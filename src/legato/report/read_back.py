"""Read an analysis back from its own JSON: everything but the samples and the windows, which are not in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np

from legato.errors import FormatError
from legato.model.analysis import Analysis
from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.issue import Issue, Severity
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout, MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import TimeBase
from legato.model.window_table import COLUMNS, WindowTable
from legato.report.json import ANALYSIS_SCHEMA

__all__ = ["analysis_from_object"]


def analysis_from_object(value: Mapping[str, Any], *, where: str) -> Analysis:
    """Make an analysis from a ``legato.analysis/1`` object.

    Parameters
    ----------
    value : mapping
    where : str
        File, for the error.

    Returns
    -------
    Analysis
        Its channels hold no samples and its windows table no rows: the JSON has neither.

    Raises
    ------
    FormatError
        If it is another schema, or a field is missing or of the wrong kind.
    """
    if value.get("schema") != ANALYSIS_SCHEMA:
        raise FormatError(
            "This JSON is no analysis of one recording",
            where=where,
            found=f"schema {value.get('schema')!r}, needed {ANALYSIS_SCHEMA!r}",
            mend="make one with:  legato analyze FILE --json OUT.json",
            code="LEG-E220",
        )
    try:
        return _analysis(value)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FormatError(
            "A field of the analysis is missing or of the wrong kind",
            where=where,
            found=f"{type(error).__name__}: {error}",
            mend="make the file anew with:  legato analyze FILE --json OUT.json",
            code="LEG-E221",
        ) from error


def _analysis(value: Mapping[str, Any]) -> Analysis:
    issues = tuple(
        Issue(i["code"], Severity(i["severity"]), i["what"], i["where"], i["mend"]) for i in value["issues"]
    )
    provenance = _provenance(value["provenance"])
    windows = value["windows"]
    words: dict[str, tuple[str, ...]] = {name: () for name, kind in COLUMNS.items() if kind == "text"}
    return Analysis(
        recording=_recording(value, provenance, issues),
        windows=WindowTable(
            {name: np.empty(0) for name in COLUMNS},
            words,
            float(windows["window_s"]),
            float(windows["step_s"]),
        ),
        states={str(state): float(seconds) for state, seconds in value["states"].items()},
        bouts=tuple(_bout(entry) for entry in value["bouts"]),
        measures=tuple(_measure(entry) for entry in value["measures"]),
        issues=issues,
        provenance=provenance,
    )


def _recording(value: Mapping[str, Any], provenance: Provenance, issues: tuple[Issue, ...]) -> Recording:
    entry = value["recording"]
    channels = {channel["name"]: _channel(channel) for channel in value["channels"]}
    sensors = tuple(
        Sensor(
            one["id"],
            Placement(one["placement"]),
            Side(one["side"]),
            tuple(channels[name] for name in one["channels"]),
        )
        for one in entry["sensors"]
    )
    marks = (Annotation(m["start_s"], m["duration_s"], m["text"], m["origin"]) for m in entry["annotations"])
    return Recording(
        channels=tuple(channels.values()),
        sensors=sensors,
        provenance=provenance,
        start=datetime.fromisoformat(entry["start"]) if entry["start"] else None,
        duration_s=float(entry["duration_s"]),
        subject=entry["subject"],
        task=Task(entry["task"]),
        annotations=tuple(marks),
        issues=issues,
    )


def _channel(entry: Mapping[str, Any]) -> Channel:
    """Make a channel without samples that still knows its kind, its rate and whether its unit was known."""
    rate_hz = float("nan") if entry["sampling_rate_hz"] is None else float(entry["sampling_rate_hz"])
    time = TimeBase(
        n_samples=0,
        sampling_rate_hz=rate_hz,
        runs=(),
        nominal_rate_hz=entry["nominal_rate_hz"],
        is_measured=bool(entry["rate_is_measured"]),
        jitter_ms=entry["jitter_ms"],
        drift_ppm=entry["drift_ppm"],
    )
    return Channel(
        name=entry["name"],
        kind=ChannelKind(entry["kind"]),
        axis=entry["axis"],
        sensor=entry["sensor"],
        samples=ArraySamples(np.empty(0)),
        time=time,
        scale=None if entry["unit"] is None else 1.0,
        recorded_unit=entry["recorded_unit"],
    )


def _provenance(entry: Mapping[str, Any]) -> Provenance:
    return Provenance(
        source_name=entry["source_name"],
        sha256=entry["sha256"],
        reader=entry["reader"],
        legato_version=entry["version"],
        is_simulated=bool(entry["is_simulated"]),
        settings=tuple((str(name), str(text)) for name, text in entry["settings"]),
        steps=tuple(entry["steps"]),
    )


def _pair(pair: Any) -> tuple[float, float] | None:
    return None if pair is None else (float(pair[0]), float(pair[1]))


def _bout(entry: Mapping[str, Any]) -> Bout:
    runner_up = entry["runner_up"]
    return Bout(
        span=Interval(float(entry["start_s"]), float(entry["end_s"])),
        state=MovementKind(entry["state"]),
        sensor=entry["sensor"],
        side=entry["side"],
        detail=entry["detail"],
        runner_up=None if runner_up is None else MovementKind(runner_up),
        tell_apart=entry["tell_apart"],
        frequency_hz=entry["frequency_hz"],
        frequency_interval_hz=_pair(entry["frequency_interval_hz"]),
        amplitude_mps2=entry["amplitude_mps2"],
        amplitude_dps=entry["amplitude_dps"],
        amplitude_mm=entry["amplitude_mm"],
        reasons=tuple(entry["reasons"]),
    )


def _measure(entry: Mapping[str, Any]) -> Measure:
    return Measure(
        name=entry["name"],
        value=entry["value"],
        unit=entry["unit"],
        status=MeasureStatus(entry["status"]),
        source=entry["source"],
        interval=_pair(entry["interval"]),
        quality=entry["quality"],
        state=entry["state"],
        side=entry["side"],
        sensor=entry["sensor"],
        note=entry["note"],
    )
