"""Measures that are counted from windows and bouts: shares, durations, coverage, quality."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from legato.measures.catalog import absent_measure, found_measure, origin_of
from legato.measures.leading import assessable_rows, lead_quantity, row_seconds
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.model.sensor_track import SensorTrack
from legato.model.window_table import WindowTable
from legato.signal.frequency import error_of_mean

__all__ = ["time_measures"]


def time_measures(
    track: SensorTrack,
    *,
    bouts: Sequence[Bout],
    windows: WindowTable,
    end_s: float,
    criteria: Criteria,
) -> list[Measure]:
    """Give the measures of time, quality and coverage of one sensor.

    Parameters
    ----------
    track : SensorTrack
    bouts : sequence of Bout
        Of all sensors.
    windows : WindowTable
        For the quality of the windows.
    end_s : float
        Duration of the recording.
    criteria : Criteria

    Returns
    -------
    list of Measure
    """
    return [
        *_shaking_measures(track, bouts),
        *_state_measures(track),
        _rest_over_posture(track),
        *_quality_measures(track, windows, end_s=end_s),
    ]


def _shaking_measures(track: SensorTrack, bouts: Sequence[Bout]) -> list[Measure]:
    """Give the share of time and the bouts of involuntary shaking."""
    who = origin_of(track)
    seconds = row_seconds(track)
    usable_s = float(seconds[assessable_rows(track)].sum())
    names = (
        "shaking_share_percent",
        "shaking_bouts_count",
        "shaking_bout_median_s",
        "shaking_bout_longest_s",
    )
    if usable_s <= 0:
        why = "no time of the recording could be assessed"
        return [absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who) for name in names]
    shaking = track.is_state(*INVOLUNTARY_SHAKING)
    share = 100.0 * float(seconds[shaking].sum()) / usable_s
    # The share is a mean of yes and no that comes in runs, so its error is that of a course that wanders.
    batches = shaking[assessable_rows(track)].astype(np.float64) * 100.0
    half = 1.96 * error_of_mean(batches, weight=np.ones(len(batches)))
    interval = (max(0.0, share - half), min(100.0, share + half)) if 0.0 < share < 100.0 else None
    unsure_s = float(seconds[track.is_state(MovementKind.CANNOT_TELL)].sum())
    note = f"of {usable_s:.0f} s that could be assessed"
    if unsure_s > 0:
        note += f", {unsure_s:.0f} s of which are movement of a kind that can't be told"
    measures = [found_measure(names[0], share, interval=interval, note=note, of=who)]
    durations_s = [
        bout.span.duration_s
        for bout in bouts
        if bout.sensor == track.sensor.id and bout.state in INVOLUNTARY_SHAKING
    ]
    measures.append(found_measure(names[1], len(durations_s), of=who))
    if not durations_s:
        why = "no bout of involuntary shaking"
        return measures + [absent_measure(name, MeasureStatus.NOT_FOUND, why, of=who) for name in names[2:]]
    measures.append(found_measure(names[2], float(np.median(durations_s)), of=who))
    measures.append(found_measure(names[3], max(durations_s), of=who))
    return measures


def _state_measures(track: SensorTrack) -> list[Measure]:
    """Give the seconds in every state, 0 for those that did not occur."""
    seconds = row_seconds(track)
    name = "time_in_state_s"
    if not len(track):
        why = "the recording holds no whole window"
        return [
            absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=origin_of(track, kind))
            for kind in MovementKind
        ]
    return [
        found_measure(name, float(seconds[track.is_state(kind)].sum()), of=origin_of(track, kind))
        for kind in MovementKind
    ]


def _rest_over_posture(track: SensorTrack) -> Measure:
    """Compare the size of the shaking at rest with that in posture."""
    name = "rest_over_posture_log10"
    who = origin_of(track)
    rms = track[f"{lead_quantity(track)}_band_rms"] if len(track) else np.empty(0)
    there = [
        values[np.isfinite(values) & (values > 0)]
        for kind in (MovementKind.REST_SHAKING, MovementKind.POSTURAL_SHAKING)
        for values in (rms[track.is_state(kind)],)
    ]
    if not all(len(values) for values in there):
        missing = [
            word for word, values in zip(("at rest", "in posture"), there, strict=True) if not len(values)
        ]
        why = f"needs shaking both at rest and in posture; none {' and none '.join(missing)}"
        return absent_measure(name, MeasureStatus.NOT_MEASURED, why, of=who)
    ratio = float(np.log10(np.median(there[0]) / np.median(there[1])))
    return found_measure(name, ratio, note="above 0: larger at rest", of=who)


def _quality_measures(track: SensorTrack, windows: WindowTable, *, end_s: float) -> list[Measure]:
    """Give how much of the recording could be used, and how good it was."""
    who = origin_of(track)
    if not len(track) or end_s <= 0:
        why = "the recording holds no whole window"
        names = ("assessable_percent", "coverage_percent", "quality_ratio")
        return [absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who) for name in names]
    usable_s = float(row_seconds(track)[assessable_rows(track)].sum())
    measures = [
        found_measure("assessable_percent", min(100.0, 100.0 * usable_s / end_s), of=who),
        found_measure("coverage_percent", 100.0 * float(np.mean(track["coverage"])), of=who),
    ]
    quality = windows.floats("quality")[windows.is_word("sensor", track.sensor.id)]
    quality = quality[np.isfinite(quality)]
    if len(quality):
        measures.append(found_measure("quality_ratio", float(np.mean(quality)), of=who))
    else:
        why = "no window has a quality"
        measures.append(absent_measure("quality_ratio", MeasureStatus.NOT_ASSESSABLE, why, of=who))
    return measures
