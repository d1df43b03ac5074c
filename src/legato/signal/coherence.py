"""Coherence and phase between two signals from disjoint segments, with the limit that independence would stay below.

Called by the bilateral measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

__all__ = [
    "Coherence",
    "coherence_interval",
    "cross_coherence",
    "delay_s",
    "independence_limit",
    "is_significant",
    "phase_interval_deg",
]


@dataclass(frozen=True, eq=False)
class Coherence:
    """Coherence of two signals.

    Parameters
    ----------
    frequency_hz : ndarray of float64, shape (n_bins,)
    coherence : ndarray of float64, shape (n_bins,)
        Magnitude squared, 0 to 1.
    phase_rad : ndarray of float64, shape (n_bins,)
        Above 0 where the first signal leads.
    n_segments : int
        Disjoint ones.
    """

    frequency_hz: NDArray[np.float64]
    coherence: NDArray[np.float64]
    phase_rad: NDArray[np.float64]
    n_segments: int


def independence_limit(n_segments: float, *, alpha: float) -> float:
    """Give the coherence that two independent signals exceed with probability ``alpha`` in one bin.

    Parameters
    ----------
    n_segments : float
        Disjoint ones.
    alpha : float

    Returns
    -------
    float

    Notes
    -----
    Source: Rosenberg 1989, Halliday 1995: ``1 - alpha ** (1 / (L - 1))`` for ``L`` disjoint segments. With one segment
    coherence is always 1, and so is the limit.
    """
    return 1.0 if n_segments < 2 else 1.0 - alpha ** (1.0 / (n_segments - 1))


def cross_coherence(
    pairs: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]],
    *,
    sampling_rate_hz: float,
    segment_s: float,
) -> Coherence:
    """Compute coherence and phase by Welch's method over disjoint Hann segments.

    Parameters
    ----------
    pairs : sequence of (ndarray, ndarray), each shape (n_samples,)
        Stretches of the two signals at the same times.
    sampling_rate_hz : float
    segment_s : float
        What does not fill a segment at the end of a stretch is left out.

    Returns
    -------
    Coherence
        All NaN without a whole segment.
    """
    length = int(segment_s * sampling_rate_hz)
    taper = np.hanning(length + 1)[:-1]
    n_bins = length // 2 + 1
    first_power, second_power = np.zeros(n_bins), np.zeros(n_bins)
    cross = np.zeros(n_bins, dtype=np.complex128)
    n_segments = 0
    for first, second in pairs:
        for start in range(0, min(len(first), len(second)) - length + 1, length):
            here = slice(start, start + length)
            a = fft.rfft((first[here] - first[here].mean()) * taper)
            b = fft.rfft((second[here] - second[here].mean()) * taper)
            first_power += np.abs(a) ** 2
            second_power += np.abs(b) ** 2
            cross += a * b.conj()
            n_segments += 1
    product = first_power * second_power
    share = np.divide(np.abs(cross) ** 2, product, out=np.full(n_bins, np.nan), where=product > 0)
    share = np.minimum(share, 1.0)  # two equal signals reach 1 + 1e-16 by rounding
    frequency_hz = np.arange(n_bins) * sampling_rate_hz / length
    return Coherence(frequency_hz, share, np.angle(cross), n_segments)


def is_significant(
    coherence: Coherence, *, near_hz: float, half_band_hz: float, alpha: float, contiguous_bins: int
) -> bool:
    """Tell whether enough neighbouring bins near a frequency lie above the independence limit.

    Parameters
    ----------
    coherence : Coherence
    near_hz, half_band_hz : float
        Where both signals have their peak.
    alpha : float
    contiguous_bins : int

    Returns
    -------
    bool
        False with fewer than two segments: then nothing is known.
    """
    if coherence.n_segments < 2:
        return False
    limit = independence_limit(coherence.n_segments, alpha=alpha)
    near = np.abs(coherence.frequency_hz - near_hz) <= half_band_hz
    above = (near & (coherence.coherence > limit)).astype(np.intp)
    runs = np.convolve(above, np.ones(contiguous_bins, dtype=np.intp), mode="valid")
    return bool(np.any(runs == contiguous_bins))


def coherence_interval(coherence: float, *, n_segments: float) -> tuple[float, float] | None:
    """Give the 95 % interval of a coherence.

    Parameters
    ----------
    coherence : float
        Magnitude squared.
    n_segments : float
        Disjoint ones.

    Returns
    -------
    tuple of float or None
        None with fewer than two segments, or where the coherence is not a number.

    Notes
    -----
    Source: Rosenberg 1989, Halliday 1995: the inverse hyperbolic tangent of the square root of the coherence has the
    variance ``1 / (2 L)``. At a coherence of 1 the interval shrinks to 1.
    """
    if n_segments < 2 or not 0.0 <= coherence <= 1.0:
        return None
    if coherence == 1.0:
        return 1.0, 1.0
    middle = np.arctanh(np.sqrt(coherence))
    half = 1.96 / np.sqrt(2.0 * n_segments)
    low, high = np.tanh([max(middle - half, 0.0), middle + half]) ** 2
    return float(low), float(high)


def phase_interval_deg(
    phase_rad: float, coherence: float, *, n_segments: float
) -> tuple[float, float, float] | None:
    """Give the phase with its 95 % interval.

    Parameters
    ----------
    phase_rad : float
    coherence : float
        Magnitude squared at the same bin.
    n_segments : float

    Returns
    -------
    tuple of float or None
        Phase, lower and upper end, deg; None where the interval would span the circle.

    Notes
    -----
    Source: Halliday 1995, variance of the phase ``(1 / coherence - 1) / (2 L)``.
    """
    if n_segments < 2 or not coherence > 0:
        return None
    half_rad = 1.96 * np.sqrt((1.0 / coherence - 1.0) / (2.0 * n_segments))
    if half_rad >= np.pi:
        return None
    middle, half = float(np.degrees(phase_rad)), float(np.degrees(half_rad))
    return middle, middle - half, middle + half


def delay_s(
    coherence: Coherence,
    *,
    near_hz: float,
    half_band_hz: float,
    alpha: float,
    fewest_bins: int,
    scatter_most_rad: float,
) -> float | None:
    """Give the delay of the second signal behind the first from the slope of the phase.

    Parameters
    ----------
    coherence : Coherence
    near_hz, half_band_hz, alpha : float
        Only bins near ``near_hz`` above the limit count.
    fewest_bins : int
        A line through fewer says nothing.
    scatter_most_rad : float
        Standard deviation of the phase about the line up to which it is straight.

    Returns
    -------
    float or None
        Seconds; None where too few bins count or the phase is no straight line.
    """
    limit = independence_limit(coherence.n_segments, alpha=alpha)
    counted = (np.abs(coherence.frequency_hz - near_hz) <= half_band_hz) & (coherence.coherence > limit)
    if counted.sum() < fewest_bins:
        return None
    phase_rad = np.unwrap(coherence.phase_rad[counted])
    slope, start = np.polyfit(coherence.frequency_hz[counted], phase_rad, 1)
    left = phase_rad - (slope * coherence.frequency_hz[counted] + start)
    if float(np.std(left)) > scatter_most_rad:
        return None
    return float(slope / (2.0 * np.pi))
