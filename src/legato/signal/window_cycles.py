"""Cycles of a band-passed rhythm in many short windows at once, from spectra that are already there.

The band around the peak is moved to 0 Hz and turned back into a slow complex envelope; its phase gives the moments of the
zero crossings of the band-passed signal, its length the size of each cycle. That costs a transform of 128 points instead
of one of the whole window. For cycles of long stretches see ``signal/cycles.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.signal.window import hann_taper

__all__ = ["CycleStatistics", "measure_window_cycles"]

Float64 = NDArray[np.float64]
# Points of the slow envelope a window: at 4 s and up to 32 Hz at most one cycle begins between two of them.
N_POINTS = 128
# Steps of the phase below this many turns are standstill or rounding (0.03 Hz at 4 s).
_LEAST_STEP = 1e-3


@dataclass(frozen=True, eq=False)
class CycleStatistics:
    """Statistics of the cycles of each window, all float64 of shape (n,); NaN where there are too few cycles.

    Parameters
    ----------
    frequency : ndarray
        Cycles per window length, mean.
    cv : ndarray
        Coefficient of variation of the cycle length.
    frequency_sd : ndarray
        Standard deviation of the frequency of the cycles, cycles per window length.
    envelope_cv : ndarray
        Coefficient of variation of the size of the cycles.
    envelope_slope : ndarray
        Slope of the logarithm of the size, per window length.
    count : ndarray
        Whole cycles; 0 where there are none.
    """

    frequency: Float64
    cv: Float64
    frequency_sd: Float64
    envelope_cv: Float64
    envelope_slope: Float64
    count: Float64


def measure_window_cycles(
    band: NDArray[np.complex64], *, center_bins: NDArray[np.int64], edge_share: float
) -> CycleStatistics:
    """Measure the cycles of a rhythm in tapered windows.

    Parameters
    ----------
    band : ndarray of complex64, shape (n, 2 * reach + 1)
        Spectrum of one signal (after the Hann taper) around the bin of its peak; bins that don't count are 0.
    center_bins : ndarray of int64, shape (n,)
        Bin in the middle of ``band``.
    edge_share : float
        Share of the window at either edge in which cycles are ignored; above 0, since the taper is 0 at the edge.

    Returns
    -------
    CycleStatistics
    """
    envelope = _slow_envelope(band)
    skip = max(1, round(edge_share * N_POINTS))
    rows, moments = _crossings(envelope[:, skip : N_POINTS + 1 - skip], center_bins=center_bins, first=skip)
    is_pair = rows[1:] == rows[:-1]
    rows_of_cycle = rows[1:][is_pair]
    lengths = (moments[1:] - moments[:-1])[is_pair]
    middles = (0.5 * (moments[1:] + moments[:-1]))[is_pair]
    points = np.rint(middles).astype(np.int64)
    taper = hann_taper(N_POINTS).astype(np.float64)
    sizes = np.abs(envelope[rows_of_cycle, points]).astype(np.float64) / taper[points]
    return _statistics(rows_of_cycle, lengths / N_POINTS, middles / N_POINTS, sizes, n_rows=len(band))


def _slow_envelope(band: NDArray[np.complex64]) -> NDArray[np.complex64]:
    """Turn the band, moved to 0 Hz, back into time."""
    from scipy.fft import ifft

    reach = band.shape[1] // 2
    around_zero = np.zeros((len(band), N_POINTS), dtype=np.complex64)
    around_zero[:, : reach + 1] = band[:, reach:]
    around_zero[:, N_POINTS - reach :] = band[:, :reach]
    return np.asarray(ifft(around_zero, axis=1, workers=1, overwrite_x=True))


def _crossings(
    envelope: NDArray[np.complex64], *, center_bins: NDArray[np.int64], first: int
) -> tuple[NDArray[np.int64], Float64]:
    """Find where the phase of the band-passed signal passes a whole turn upwards: row and moment in points, in order."""
    turns = np.arctan2(envelope.imag, envelope.real) * np.float32(0.5 / np.pi)
    steps = turns[:, 1:] - turns[:, :-1]
    steps -= np.rint(steps)
    # Phase of the carrier at each point, whole turns taken off in integers so that single precision is enough.
    points = np.arange(first, first + envelope.shape[1])
    carrier = ((center_bins[:, None] * points) % N_POINTS) * np.float32(1.0 / N_POINTS)
    turns += carrier.astype(np.float32)
    turns -= np.floor(turns)
    # The phase that falls although its step leads forward has passed a whole turn. Both sides are judged by the same
    # rounded phases, so that a crossing on a point is neither lost nor counted twice.
    steps += (center_bins * (1.0 / N_POINTS)).astype(np.float32)[:, None]
    rows, columns = np.nonzero((turns[:, 1:] < turns[:, :-1]) & (steps > np.float32(_LEAST_STEP)))
    before = 1.0 - turns[rows, columns].astype(np.float64)
    behind = turns[rows, columns + 1].astype(np.float64)
    moments = first + columns + before / (before + behind)
    return rows.astype(np.int64), np.asarray(moments, dtype=np.float64)


def _statistics(
    rows: NDArray[np.int64], lengths: Float64, moments: Float64, sizes: Float64, *, n_rows: int
) -> CycleStatistics:
    """Sum cycles up by row, in their order, and turn the sums into statistics."""

    def total(values: Float64) -> Float64:
        return np.asarray(np.bincount(rows, weights=values, minlength=n_rows))

    def spread(values: Float64) -> tuple[Float64, Float64]:
        mean = total(values) / count
        return mean, np.sqrt(total((values - mean[rows]) ** 2) / (count - 1.0))

    with np.errstate(invalid="ignore", divide="ignore"):
        count = np.bincount(rows, minlength=n_rows).astype(np.float64)
        length, length_sd = spread(lengths)
        _, frequency_sd = spread(1.0 / lengths)
        size, size_sd = spread(sizes)
        logs = np.log(np.maximum(sizes, np.finfo(np.float64).tiny))
        off = moments - (total(moments) / count)[rows]
        slope = total(off * logs) / total(off * off)
        is_enough = count >= 3

        def only(values: Float64) -> Float64:
            return np.where(is_enough, values, np.nan)

        return CycleStatistics(
            frequency=only(1.0 / length),
            cv=only(length_sd / length),
            frequency_sd=only(frequency_sd),
            envelope_cv=only(size_sd / size),
            envelope_slope=only(slope),
            count=count,
        )
