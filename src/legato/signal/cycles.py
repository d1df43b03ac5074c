"""Cycle by cycle: lengths between zero crossings, their regularity, the tremor stability index.

A cycle never spans two stretches. Called by ``measures.rhythm``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.signal.phase import analytic_band, principal_axis

__all__ = ["cycle_lengths_s", "regularity_of", "stability_index_hz"]

# The zero-phase band-pass rings this long at both ends of a stretch; cycles there are left out.
EDGE_S = 0.5


def cycle_lengths_s(
    samples: NDArray[np.float64], *, sampling_rate_hz: float, near_hz: float, half_band_hz: float
) -> NDArray[np.float64]:
    """Give the lengths of the cycles of the rhythm near one frequency.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples, n_axes)
        Finite, without gaps.
    sampling_rate_hz : float
    near_hz, half_band_hz : float
        Zero-phase band-pass ``near_hz`` +- ``half_band_hz`` along the principal axis.

    Returns
    -------
    ndarray of float64, shape (n_cycles,)
        Seconds between upward zero crossings, linearly interpolated; empty when the stretch is too short or still.
    """
    edge = int(EDGE_S * sampling_rate_hz)
    if len(samples) < 4 * edge:
        return np.empty(0)
    axis = principal_axis(
        samples, sampling_rate_hz=sampling_rate_hz, near_hz=near_hz, half_band_hz=half_band_hz
    )
    along = (samples - samples.mean(axis=0)) @ axis
    band = analytic_band(
        along,
        sampling_rate_hz=sampling_rate_hz,
        low_hz=max(near_hz - half_band_hz, 0.5),
        high_hz=min(near_hz + half_band_hz, 0.49 * sampling_rate_hz),
    ).real[edge:-edge]
    before = np.flatnonzero((band[:-1] < 0) & (band[1:] >= 0))
    crossing = before + band[before] / (band[before] - band[before + 1])
    lengths: NDArray[np.float64] = np.diff(crossing) / sampling_rate_hz
    return lengths


def regularity_of(cycles_s: Sequence[NDArray[np.float64]], *, fewest: int) -> float | None:
    """Give 1 less the coefficient of variation of the cycle length, not below 0.

    Parameters
    ----------
    cycles_s : sequence of ndarray of float64
        One array a stretch.
    fewest : int
        Cycles needed.

    Returns
    -------
    float or None
        None with fewer cycles than needed.

    Notes
    -----
    The coefficient is taken within each stretch and averaged by its cycles, so that a slow change from one stretch to the
    next is no irregularity.
    """
    counted = [lengths for lengths in cycles_s if len(lengths) >= 3]
    n_cycles = sum(len(lengths) for lengths in counted)
    if n_cycles < fewest or not counted:
        return None
    variation = sum(len(c) * float(np.std(c, ddof=1)) / float(np.mean(c)) for c in counted) / n_cycles
    return max(0.0, 1.0 - variation)


def stability_index_hz(cycles_s: Sequence[NDArray[np.float64]]) -> float | None:
    """Give the tremor stability index: interquartile range of the change of frequency from cycle to cycle.

    Parameters
    ----------
    cycles_s : sequence of ndarray of float64
        Cycle lengths of 100 s of tremor, one array a stretch.

    Returns
    -------
    float or None
        Hz; None with fewer than four changes.

    Notes
    -----
    Source: di Biase 2017. Deviation: no change is taken across the seam between two stretches.
    """
    changes = np.concatenate([np.diff(1.0 / lengths) for lengths in cycles_s] or [np.empty(0)])
    if len(changes) < 4:
        return None
    low, high = np.percentile(changes, [25.0, 75.0])
    return float(high - low)
