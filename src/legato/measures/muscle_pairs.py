"""How two muscles take turns: alternating, synchronous or mixed, by the phase of one's onsets in the other's cycle.

Called by the use case.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.measures.burst_statistics import median_interval
from legato.model.burst import BurstTrain, MusclePattern, PairPattern
from legato.model.criteria import Criteria
from legato.signal.circular import CircularMean, circular_mean, rayleigh_p

__all__ = ["compare_muscles", "onset_lags_ms", "onset_phases_rad"]


def onset_phases_rad(
    onsets_s: NDArray[np.float64], *, cycle_s: NDArray[np.float64], longest_s: float
) -> NDArray[np.float64]:
    """Give the phase of each onset in the cycle that it falls into.

    Parameters
    ----------
    onsets_s : ndarray of float64, shape (n_onsets,)
    cycle_s : ndarray of float64, shape (n_cycles + 1,)
        Starts of the cycles, rising.
    longest_s : float
        Onsets in longer cycles are left out.

    Returns
    -------
    ndarray of float64, shape (n_kept,)
        -pi to pi; 0 at the start of a cycle.
    """
    if len(cycle_s) < 2 or not len(onsets_s):
        return np.empty(0)
    at = np.searchsorted(cycle_s, onsets_s, side="right") - 1
    inside = (at >= 0) & (at < len(cycle_s) - 1)
    at, onsets = at[inside], onsets_s[inside]
    length_s = cycle_s[at + 1] - cycle_s[at]
    kept = length_s <= longest_s
    phase = 2.0 * math.pi * (onsets[kept] - cycle_s[at[kept]]) / length_s[kept]
    return np.asarray(np.angle(np.exp(1j * phase)))


def compare_muscles(first: BurstTrain, second: BurstTrain, *, criteria: Criteria) -> PairPattern:
    """Tell how the bursts of a second muscle stand to those of a first.

    Parameters
    ----------
    first, second : BurstTrain
        Of one clock.
    criteria : Criteria
        ``muscle_pair.*``.

    Returns
    -------
    PairPattern

    Notes
    -----
    Source: fisher1993 (mean direction and its interval), zar1999 (test of Rayleigh); the zones are engineering.
    """
    first_s = np.array([burst.span.start_s for burst in first.bursts])
    second_s = np.array([burst.span.start_s for burst in second.bursts])
    longest_s = criteria.number("muscle_pair.longest_cycle_s")
    phases = onset_phases_rad(second_s, cycle_s=first_s, longest_s=longest_s)
    mean = circular_mean(phases)
    pattern, reason = _pattern_of(phases, mean, criteria=criteria)
    latencies_ms = onset_lags_ms(first_s, second_s, within_s=criteria.number("muscle_pair.latency_ms") / 1e3)
    enough = len(latencies_ms) >= criteria.number("muscle_pair.least_latencies")
    mean_deg, half_deg = math.degrees(mean.mean_rad), math.degrees(mean.half_width_rad)
    return PairPattern(
        first=first.channel,
        second=second.channel,
        pattern=pattern,
        mean_phase_deg=mean_deg,
        phase_interval_deg=(mean_deg - half_deg, mean_deg + half_deg) if half_deg < 180.0 else None,
        concentration=mean.resultant,
        latency_ms=float(np.median(latencies_ms)) if enough else math.nan,
        latency_interval_ms=median_interval(latencies_ms) if enough else None,
        n=len(phases),
        reason=reason,
    )


def _pattern_of(
    phases: NDArray[np.float64], mean: CircularMean, *, criteria: Criteria
) -> tuple[MusclePattern, str]:
    """Name the pattern, or say why it can't be told."""
    least = int(criteria.number("muscle_pair.least"))
    if len(phases) < least:
        return MusclePattern.CANNOT_TELL, f"{len(phases)} cycles, fewer than {least}"
    zone = math.radians(criteria.number("muscle_pair.zone_deg"))
    together = float(np.mean(np.abs(phases) <= zone))
    in_turn = float(np.mean(np.abs(phases) >= math.pi - zone))
    if min(together, in_turn) >= criteria.number("muscle_pair.mixed_share"):
        return MusclePattern.MIXED, ""
    if rayleigh_p(phases) > criteria.number("muscle_pair.alpha"):
        return MusclePattern.CANNOT_TELL, "no phase is preferred over the others"
    if mean.resultant < criteria.number("muscle_pair.least_resultant"):
        return MusclePattern.MIXED, ""
    away, half = abs(mean.mean_rad), mean.half_width_rad
    if away + half <= zone:
        return MusclePattern.SYNCHRONOUS, ""
    if away - half >= math.pi - zone:
        return MusclePattern.ALTERNATING, ""
    if away - half > zone and away + half < math.pi - zone:
        return MusclePattern.MIXED, ""
    return MusclePattern.CANNOT_TELL, "the interval of the phase spans more than one answer"


def onset_lags_ms(
    first_s: NDArray[np.float64], second_s: NDArray[np.float64], *, within_s: float
) -> NDArray[np.float64]:
    """Give the lag of the nearest onset of a second muscle behind each of a first, where one is near enough.

    Parameters
    ----------
    first_s, second_s : ndarray of float64
        Onsets, rising.
    within_s : float

    Returns
    -------
    ndarray of float64, shape (n_common,)
    """
    if not len(first_s) or not len(second_s):
        return np.empty(0)
    right = np.minimum(np.searchsorted(second_s, first_s), len(second_s) - 1)
    left = np.maximum(right - 1, 0)
    lag_right, lag_left = second_s[right] - first_s, second_s[left] - first_s
    lag = np.where(np.abs(lag_left) < np.abs(lag_right), lag_left, lag_right)
    near: NDArray[np.float64] = lag[np.abs(lag) <= within_s] * 1e3
    return near
