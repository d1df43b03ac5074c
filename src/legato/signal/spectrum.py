"""Spectra of windows, and what is read off them: bands, peaks, widths, harmonics.

Everything works row by row on stacks of spectra: sums run along the contiguous axis of bins of one row, so that a row comes
out the same to the last bit whatever the number of rows. Frequencies are bin numbers here; the caller knows the rate.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.signal.window import hann_taper

__all__ = [
    "around",
    "band_power",
    "half_width_bins",
    "highest_peak",
    "median_of_bins",
    "power_around",
    "power_of_axes",
    "spectra_of",
]

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int = NDArray[np.int64]


def spectra_of(windows: Float32, *, n_bins: int) -> NDArray[np.complex64]:
    """Transform windows after the Hann taper.

    Parameters
    ----------
    windows : ndarray of float32, shape (3, n, n_window)
        Mean removed.
    n_bins : int
        Bins to keep, from 0 Hz on.

    Returns
    -------
    ndarray of complex64, shape (3, n, n_bins)
        Scaled so that the squared magnitude is one-sided power per bin: the sum over a band is the mean square in it.
    """
    from scipy.fft import rfft  # here, because it costs a fifth of a second that `import legato` must not pay

    n_window = windows.shape[-1]
    # One-sided mean square per bin is 2 |X|^2 / (n^2 * mean square of the taper); the root of it goes into the taper.
    scale = np.sqrt(2.0 / (n_window**2 * 0.375))
    tapered = windows * (hann_taper(n_window) * np.float32(scale))
    return np.asarray(rfft(tapered, axis=-1, workers=1, overwrite_x=True)[..., :n_bins])


def power_of_axes(spectra: NDArray[np.complex64]) -> Float32:
    """Add the power of three axes.

    Parameters
    ----------
    spectra : ndarray of complex64, shape (3, n, n_bins)

    Returns
    -------
    ndarray of float32, shape (n, n_bins)
    """
    parts = np.ascontiguousarray(spectra).view(np.float32)
    squares = parts * parts
    total = squares[0]
    total += squares[1]
    total += squares[2]
    return np.asarray(total[:, 0::2] + total[:, 1::2])


def band_power(power: Float32, *, low: int, high: int) -> Float64:
    """Add the power between two bins, each edge by half, so that adjoining bands add up to the whole.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    low, high : int
        Bins of the edges; clipped to the bins there are.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where the band lies above the bins.
    """
    top = min(high, power.shape[1] - 1)
    if top <= low:
        return np.full(len(power), np.nan)
    total: Float64 = power[:, low : top + 1].sum(axis=1, dtype=np.float32).astype(np.float64)
    return total - 0.5 * (power[:, low].astype(np.float64) + power[:, top])


def median_of_bins(power: Float32, *, low: int, high: int) -> Float64:
    """Give the median of some bins of each row.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    low, high : int
        First and last bin, both in.

    Returns
    -------
    ndarray of float64, shape (n,)
        NaN where there are no such bins.
    """
    chosen = power[:, low : high + 1]
    n_bins = chosen.shape[1]
    if n_bins == 0:
        return np.full(len(power), np.nan)
    ordered = np.sort(chosen, axis=1)
    middle = ordered[:, (n_bins - 1) // 2].astype(np.float64) + ordered[:, n_bins // 2]
    return np.asarray(0.5 * middle)


def _bias_of_parabola() -> float:
    """Give the share by which a parabola through the logarithm of a Hann peak errs halfway between bin and edge."""

    def log_lobe(offset: float) -> float:
        return float(np.log(abs(np.sinc(offset) / (1.0 - offset * offset))))

    left, middle, right = log_lobe(-1.25), log_lobe(-0.25), log_lobe(0.75)
    found = 0.5 * (left - right) / (left - 2.0 * middle + right)
    return (0.25 - found) / (found * (1.0 - 4.0 * found * found))


_BIAS = _bias_of_parabola()


def highest_peak(power: Float32, *, low: int, high: int) -> tuple[Int, Float64]:
    """Find the highest local maximum of each row between two bins.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    low, high : int
        First and last bin (both in) in which the maximum may lie.

    Returns
    -------
    bins : ndarray of int64, shape (n,)
        Bin of the maximum; -1 where no bin is higher than both neighbours.
    position : ndarray of float64, shape (n,)
        Its position in bins, interpolated; NaN where there is none.

    Notes
    -----
    A parabola through the logarithm of three bins, corrected for the shape of the Hann taper: a steady sinusoid is found
    within 0.001 bins.
    """
    low, high = max(low, 1), min(high, power.shape[1] - 2)
    n_rows = len(power)
    if high < low or n_rows == 0:
        return np.full(n_rows, -1), np.full(n_rows, np.nan)
    middle = power[:, low : high + 1]
    is_peak = middle >= power[:, low - 1 : high]
    is_peak &= middle > power[:, low + 1 : high + 2]
    heights = middle * is_peak
    best = np.argmax(heights, axis=1)
    rows = np.arange(n_rows)
    is_found = is_peak[rows, best]
    bins = np.where(is_found, best + low, -1)
    at = np.where(is_found, bins, low)
    left, top, right = _logs_of_three(power, at)
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = 0.5 * (left - right) / (left - 2.0 * top + right)
        shift += _BIAS * shift * (1.0 - 4.0 * shift * shift)
    return bins, np.where(is_found, at + shift, np.nan)


def around(power: NDArray[np.float32], *, bins: Int, reach: int) -> Float32:
    """Gather the bins around one bin of each row; bins that do not exist are 0.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    bins : ndarray of int64, shape (n,)
    reach : int
        Bins on either side.

    Returns
    -------
    ndarray of float32, shape (n, 2 * reach + 1)
    """
    n_bins = power.shape[1]
    index = bins[:, None] + np.arange(-reach, reach + 1)
    is_there = (index >= 0) & (index < n_bins)
    flat = np.clip(index, 0, n_bins - 1) + (np.arange(len(power)) * n_bins)[:, None]
    gathered: Float32 = power.ravel().take(flat)
    gathered *= is_there
    return gathered


def power_around(power: Float32, *, bins: Int, reach: int, floor: int = 0) -> Float64:
    """Add the power within ``reach`` bins of one bin of each row, each edge by half.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    bins : ndarray of int64, shape (n,)
    reach : int
    floor : int
        Bins below it do not count.

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    gathered = around(power, bins=bins, reach=reach)
    gathered[:, 0] *= np.float32(0.5)
    gathered[:, -1] *= np.float32(0.5)
    if floor:
        gathered *= (bins[:, None] + np.arange(-reach, reach + 1)) >= floor
    return np.asarray(gathered.sum(axis=1), dtype=np.float64)


def half_width_bins(gathered: Float32) -> Float64:
    """Measure the full width of a peak at half of its height, in bins.

    Parameters
    ----------
    gathered : ndarray of float32, shape (n, 2 * reach + 1)
        The peak in the middle, as ``around`` gives it.

    Returns
    -------
    ndarray of float64, shape (n,)
        Interpolated between bins, the height too: a sinusoid has 1.3 to 1.8 bins, as it lies. A side that does not
        fall to half within reach counts as ``reach``.
    """
    reach = gathered.shape[1] // 2
    left, top, right = _logs_of_three(gathered, np.full(len(gathered), reach))
    with np.errstate(invalid="ignore", divide="ignore"):
        rise = (left - right) ** 2 / (16.0 * (left - 2.0 * top + right))
    log_half = top - np.nan_to_num(rise) - np.log(2.0)
    return _fall(gathered[:, reach:], log_half) + _fall(gathered[:, reach::-1], log_half)


def _logs_of_three(power: Float32, bins: Int) -> tuple[Float64, Float64, Float64]:
    """Give the logarithm of one bin of each row between those of its neighbours."""
    rows = np.arange(len(power))
    tiny = float(np.finfo(np.float32).tiny)
    before, at, after = (
        np.log(np.maximum(power[rows, bins + i].astype(np.float64), tiny)) for i in (-1, 0, 1)
    )
    return before, at, after


def _fall(side: Float32, log_half: Float64) -> Float64:
    """Give the distance from the first bin at which a side of a peak falls to half of the peak."""
    reach = side.shape[1] - 1
    with np.errstate(over="ignore"):  # numbers of a broken file reach the end of single precision
        half = np.exp(log_half).astype(np.float32)
    # The peak's own bin lies above half of the height by its nature, whatever the rounding says.
    is_below = np.ascontiguousarray(side[:, 1:]) < half[:, None]
    first = np.argmax(is_below, axis=1)
    rows = np.arange(len(side))
    is_found = is_below[rows, first]
    # Straight in power, not in its logarithm: the lobe of the taper is rounder than a wedge.
    inner = side[rows, first].astype(np.float64)
    outer = side[rows, first + 1].astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        part = np.clip((inner - half) / (inner - outer), 0.0, 1.0)
    return np.where(is_found, first + part, float(reach))
