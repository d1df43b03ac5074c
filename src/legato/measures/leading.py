"""Which sensor speaks for the recording, in which state its rhythm is measured, and where that state lies in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.interval import Interval, merge_intervals
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.model.recording import Placement
from legato.model.sensor_track import SensorTrack

__all__ = ["assessable_rows", "lead_quantity", "leading_state", "leading_track", "row_seconds", "spans_of"]

_LEG = {Placement.FOOT, Placement.ANKLE, Placement.SHANK, Placement.THIGH, Placement.POCKET}
_NOT_ASSESSABLE = (MovementKind.OFF_BODY, MovementKind.NOT_ASSESSABLE)
# A single jerk has no frequency, and periodic jerks have one a minute: neither is a rhythm to follow.
_WITHOUT_RHYTHM = {MovementKind.JERK, MovementKind.PERIODIC_JERKS}
_OTHER_RHYTHMS = (MovementKind.HEEL_BOUNCE, MovementKind.CANNOT_TELL)


def assessable_rows(track: SensorTrack) -> NDArray[np.bool_]:
    """Tell which windows allow an answer: neither off the body nor spoilt."""
    return ~track.is_state(*_NOT_ASSESSABLE)


def row_seconds(track: SensorTrack) -> NDArray[np.float64]:
    """Give the seconds that each window speaks for: the step, and for the first and last what their windows add.

    Parameters
    ----------
    track : SensorTrack

    Returns
    -------
    ndarray of float64, shape (n_windows,)
        They add up to the time that the windows cover.
    """
    start_s = track["start_s"]
    if not len(start_s):
        return np.empty(0)
    lead_s = (track.window_s - track.step_s) / 2.0
    edges = np.concatenate(([start_s[0]], start_s[1:] + lead_s, [start_s[-1] + track.window_s]))
    seconds: NDArray[np.float64] = np.diff(edges)
    return seconds


def lead_quantity(track: SensorTrack) -> str:
    """Name the quantity that leads: ``gyro`` where there is one, else ``accel``."""
    return "gyro" if track.has_gyro else "accel"


def leading_track(tracks: Sequence[SensorTrack], *, criteria: Criteria) -> SensorTrack:
    """Choose the sensor that speaks for the recording.

    Parameters
    ----------
    tracks : sequence of SensorTrack
        At least one.
    criteria : Criteria
        Not read today; the rule has no number.

    Returns
    -------
    SensorTrack
        On a leg before elsewhere; then most involuntary shaking, most other rhythm, most assessable time; then the first.
    """
    del criteria

    def rank(track: SensorTrack) -> tuple[float, ...]:
        seconds = row_seconds(track)
        return (
            float(track.sensor.placement in _LEG),
            float(seconds[track.is_state(*INVOLUNTARY_SHAKING)].sum()),
            float(seconds[track.is_state(MovementKind.HEEL_BOUNCE)].sum()),
            float(seconds[assessable_rows(track)].sum()),
        )

    return max(tracks, key=rank)


def leading_state(track: SensorTrack) -> MovementKind | None:
    """Choose the state whose rhythm stands for the recording.

    Parameters
    ----------
    track : SensorTrack

    Returns
    -------
    MovementKind or None
        Involuntary shaking with most time; without one, heel bounce or what can't be told, as far as it has a rhythm; None
        when there is no rhythm.
    """
    seconds = row_seconds(track)
    involuntary = [
        kind for kind in MovementKind if kind in INVOLUNTARY_SHAKING and kind not in _WITHOUT_RHYTHM
    ]
    for kinds in (involuntary, _OTHER_RHYTHMS):
        times = {kind: float(seconds[track.is_state(kind) & _has_peak(track)].sum()) for kind in kinds}
        best = max(kinds, key=lambda kind: times[kind])
        if times[best] > 0:
            return best
    return None


def _has_peak(track: SensorTrack) -> NDArray[np.bool_]:
    """Tell which windows have a peak frequency."""
    return np.isfinite(track[f"{lead_quantity(track)}_peak_hz"])


def spans_of(track: SensorTrack, bouts: Sequence[Bout], kind: MovementKind) -> list[Interval]:
    """Give the stretches of one sensor in one state, from its bouts, in order and disjoint.

    Parameters
    ----------
    track : SensorTrack
    bouts : sequence of Bout
        Of all sensors.
    kind : MovementKind

    Returns
    -------
    list of Interval
        From the windows themselves where no bout was made of them.
    """
    spans = [bout.span for bout in bouts if bout.sensor == track.sensor.id and bout.state is kind]
    if not spans:
        ends = np.cumsum(row_seconds(track)) + (track["start_s"][0] if len(track) else 0.0)
        starts = ends - row_seconds(track)
        rows = np.flatnonzero(track.is_state(kind))
        spans = [Interval(float(starts[row]), float(ends[row])) for row in rows]
    return merge_intervals(spans, merge_gap_s=1e-6)
