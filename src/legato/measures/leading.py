"""Which sensor speaks for the recording, in which state its rhythm is measured, and where that state lies in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
from legato.model.recording import Placement
from legato.model.sensor_track import SensorTrack

__all__ = [
    "LeadingRhythm",
    "assessable_rows",
    "lead_quantity",
    "leading_rhythm",
    "leading_track",
    "row_seconds",
    "spans_of_rows",
]

_LEG = {Placement.FOOT, Placement.ANKLE, Placement.SHANK, Placement.THIGH, Placement.POCKET}
_NOT_ASSESSABLE = (MovementKind.OFF_BODY, MovementKind.NOT_ASSESSABLE)
# A single jerk has no frequency, and periodic jerks have one a minute: neither is a rhythm to follow.
_WITHOUT_RHYTHM = {MovementKind.JERK, MovementKind.PERIODIC_JERKS}
_OTHER_RHYTHMS = (MovementKind.HEEL_BOUNCE, MovementKind.CANNOT_TELL)
# Windows that claim no movement of their own: a weak rhythm goes on in them.
_COMPANIONS = (MovementKind.OTHER_MOVEMENT, MovementKind.STILL, MovementKind.STANDING)


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


@dataclass(frozen=True, eq=False)
class LeadingRhythm:
    """State whose rhythm stands for a sensor, and the windows in which that rhythm goes on.

    Parameters
    ----------
    state : MovementKind
    rows : ndarray of bool, shape (n_windows,)
        Windows of the state, and of companions that show the same rhythm at a like size.
    near_hz : float
        Median of the windows' peaks.
    """

    state: MovementKind
    rows: NDArray[np.bool_]
    near_hz: float


def leading_rhythm(track: SensorTrack, *, criteria: Criteria) -> LeadingRhythm | None:
    """Choose the state whose rhythm stands for a sensor.

    Parameters
    ----------
    track : SensorTrack
    criteria : Criteria
        ``measures.rhythm_*`` and ``change.mdc_log10``.

    Returns
    -------
    LeadingRhythm or None
        Involuntary shaking with most time; without one, heel bounce or what can't be told; without these, a lasting rhythm
        in windows that are called still, standing or other movement. None when there is no rhythm.
    """
    if not len(track):
        return None
    seconds = row_seconds(track)
    stands_out = _stands_out(track, criteria)
    involuntary = tuple(k for k in MovementKind if k in INVOLUNTARY_SHAKING and k not in _WITHOUT_RHYTHM)
    for kinds, allowed in (
        (involuntary, _may_be_shaking(track, criteria)),
        (_OTHER_RHYTHMS, stands_out),
        (_COMPANIONS, stands_out & _lasts(track, stands_out, criteria)),
    ):
        times = {kind: float(seconds[track.is_state(kind) & allowed].sum()) for kind in kinds}
        best = max(kinds, key=lambda kind: times[kind])
        if times[best] > 0:
            return _with_companions(track, best, track.is_state(best) & allowed, stands_out, criteria)
    return None


def _peak_hz(track: SensorTrack) -> NDArray[np.float64]:
    """Give the peak of each window in the leading quantity, NaN where there is none."""
    return track[f"{lead_quantity(track)}_peak_hz"]


def _may_be_shaking(track: SensorTrack, criteria: Criteria) -> NDArray[np.bool_]:
    """Tell which windows have a peak that may be the shaking's own: in freezing, not that of the steps around it."""
    peak_hz = _peak_hz(track)
    low_hz, high_hz = criteria.numbers("freezing.freeze_band_hz")
    trembles = (peak_hz >= low_hz) & (peak_hz <= high_hz)
    return np.asarray(np.isfinite(peak_hz) & (trembles | ~track.is_state(MovementKind.FREEZING)))


def _stands_out(track: SensorTrack, criteria: Criteria) -> NDArray[np.bool_]:
    """Tell which windows have a peak far above the background and not so slow that any movement has it."""
    ratio = np.nan_to_num(track[f"{lead_quantity(track)}_peak_over_background"])
    fast_enough = np.nan_to_num(_peak_hz(track)) >= criteria.number("measures.rhythm_lowest_hz")
    return np.asarray((ratio >= criteria.number("measures.rhythm_over_background")) & fast_enough)


def _lasts(track: SensorTrack, stands_out: NDArray[np.bool_], criteria: Criteria) -> NDArray[np.bool_]:
    """Tell which unclaimed windows keep to one frequency; none unless they are long enough and most of those that stand out.

    Movement that is no rhythm stands out as well, now here and now there; a rhythm stays.
    """
    unclaimed = stands_out & track.is_state(*_COMPANIONS)
    peak_hz = _peak_hz(track)
    if not unclaimed.any():
        return unclaimed
    keeps = unclaimed & (
        np.abs(peak_hz - np.median(peak_hz[unclaimed])) <= criteria.number("tremor.half_band_hz")
    )
    long_enough = (
        float(row_seconds(track)[keeps].sum()) >= criteria.number("measures.rhythm_least_s") - track.window_s
    )
    is_most = keeps.sum() >= criteria.number("measures.rhythm_share") * unclaimed.sum()
    return keeps if long_enough and is_most else np.zeros_like(keeps)


def _with_companions(
    track: SensorTrack,
    state: MovementKind,
    rows: NDArray[np.bool_],
    stands_out: NDArray[np.bool_],
    criteria: Criteria,
) -> LeadingRhythm:
    """Add windows that no state claims for itself and that show the same rhythm at a like size."""
    peak_hz, size = _peak_hz(track), track[f"{lead_quantity(track)}_band_rms"]
    near_hz, usual = float(np.nanmedian(peak_hz[rows])), float(np.nanmedian(size[rows]))
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.abs(np.log10(size / usual)) <= criteria.number("change.mdc_log10")
    same = np.abs(peak_hz - near_hz) <= criteria.number("measures.near_hz")
    more = track.is_state(MovementKind.CANNOT_TELL, *_COMPANIONS) & stands_out & same & alike
    return LeadingRhythm(state, np.asarray(rows | more), near_hz)


def spans_of_rows(track: SensorTrack, rows: NDArray[np.bool_]) -> list[Interval]:
    """Give the stretches that some windows speak for, in order and disjoint.

    Parameters
    ----------
    track : SensorTrack
    rows : ndarray of bool, shape (n_windows,)

    Returns
    -------
    list of Interval
    """
    if not len(track):
        return []
    ends_s = np.cumsum(row_seconds(track)) + track["start_s"][0]
    starts_s = ends_s - row_seconds(track)
    return [Interval(float(starts_s[a]), float(ends_s[b - 1])) for a, b in intervals_from_mask(rows)]
