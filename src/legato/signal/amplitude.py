"""Amplitude of a rhythm in a window: RMS in its band, and the size of the movement in the frequency domain.

Row by row: nothing here depends on how many windows are done at once. Displacement is never integrated twice in time; the
gravity that leaks into an accelerometer when its segment turns is taken off with the gyroscope, as complex spectra. Spectra
are axes first, scaled so that the squared magnitude is one-sided power per bin (``signal.spectrum.spectra_of``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["band_rms", "displacement_rms", "peak_to_peak_mm", "taper_smear"]


def _own_bins(
    peak_hz: NDArray[np.float64], *, bin_hz: float, half_band_hz: float, n_bins: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Give the bins around each row's peak, and which of them lie in its band."""
    reach = int(np.ceil(half_band_hz / bin_hz)) + 1
    middle = np.round(np.nan_to_num(peak_hz) / bin_hz).astype(np.int64)
    bins = middle[:, None] + np.arange(-reach, reach + 1)
    inside = np.abs(bins * bin_hz - peak_hz[:, None]) <= half_band_hz
    return np.clip(bins, 1, n_bins - 1), inside & (bins >= 1) & (bins < n_bins)


def band_rms(
    power: NDArray[np.floating],
    *,
    bin_hz: float,
    peak_hz: NDArray[np.float64],
    half_band_hz: float,
    background: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Give the RMS within each row's peak +- ``half_band_hz``, the background taken off.

    Parameters
    ----------
    power : ndarray, shape (n, n_bins)
        Power per bin, axes summed.
    bin_hz : float
        Width of a bin; bin 0 is 0 Hz.
    peak_hz : ndarray of float64, shape (n,)
    half_band_hz : float
    background : ndarray of float64, shape (n,), or None
        Power per bin of what is not the rhythm; None takes nothing off.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where the background is as large as the band; NaN where there is no peak.
    """
    bins, inside = _own_bins(peak_hz, bin_hz=bin_hz, half_band_hz=half_band_hz, n_bins=power.shape[1])
    rows = np.arange(len(power))[:, None]
    total = np.where(inside, power[rows, bins].astype(np.float64), 0.0).sum(axis=1)
    if background is not None:
        total = total - background * inside.sum(axis=1)
    return np.where(np.isfinite(peak_hz), np.sqrt(np.maximum(total, 0.0)), np.nan)


def displacement_rms(
    accel: NDArray[np.complexfloating],
    gyro: NDArray[np.complexfloating] | None,
    *,
    gravity: NDArray[np.float64] | None,
    bin_hz: float,
    peak_hz: NDArray[np.float64],
    half_band_hz: float,
    accel_only_above_hz: float,
    background: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Give the RMS of the displacement within each row's peak +- ``half_band_hz``, gravity taken off by the gyroscope.

    Parameters
    ----------
    accel : ndarray of complex, shape (3, n, n_bins)
        m/s2.
    gyro : ndarray of complex, shape (3, n, n_bins), or None
        Same windows, clock and bins, rad/s; None leaves the gravity part in.
    gravity : ndarray of float64, shape (n, 3), or None
        Mean reading of the accelerometer in each window (upwards, 9.81 m/s2); None where the channels hold no gravity,
        so that there is nothing to take off.
    bin_hz : float
        Width of a bin; bin 0 is 0 Hz.
    peak_hz : ndarray of float64, shape (n,)
    half_band_hz : float
    accel_only_above_hz : float
        With gravity in the signal and no gyroscope, only peaks above this are answered.
    background : ndarray of float64, shape (n,), or None
        Power per bin of the accelerometer's noise, axes summed.

    Returns
    -------
    ndarray of float64, shape (n,)
        Metres; NaN where there is no peak, or where gravity can't be taken off.

    Notes
    -----
    A segment that turns by the small angle theta carries the gravity reading ``u`` along: it changes by ``u x theta``, with
    ``theta = omega / (i 2 pi f)``. What is left is the linear acceleration, divided by ``(2 pi f)^2`` bin by bin.
    """
    bins, inside = _own_bins(peak_hz, bin_hz=bin_hz, half_band_hz=half_band_hz, n_bins=accel.shape[2])
    rows = np.arange(accel.shape[1])[:, None]
    omega = 2.0 * np.pi * bin_hz * bins
    moved = [accel[axis][rows, bins].astype(np.complex128) for axis in range(3)]
    if gravity is not None and gyro is not None:
        theta = [gyro[axis][rows, bins] / (1j * omega) for axis in range(3)]
        for axis, (after, last) in enumerate(((1, 2), (2, 0), (0, 1))):
            moved[axis] -= gravity[:, after, None] * theta[last] - gravity[:, last, None] * theta[after]
    power = np.abs(moved[0]) ** 2 + np.abs(moved[1]) ** 2 + np.abs(moved[2]) ** 2
    if background is not None:
        power = power - background[:, None]
    square = np.where(inside, power / omega**4, 0.0).sum(axis=1) / taper_smear(peak_hz, bin_hz=bin_hz)
    is_answered = np.isfinite(peak_hz)
    if gravity is not None and gyro is None:
        is_answered &= peak_hz > accel_only_above_hz
    return np.where(is_answered, np.sqrt(np.maximum(square, 0.0)), np.nan)


def taper_smear(peak_hz: NDArray[np.float64], *, bin_hz: float) -> NDArray[np.float64]:
    """Give the factor by which the Hann taper's spread over three bins raises power weighted by ``f ** -4``.

    Parameters
    ----------
    peak_hz : ndarray of float64, shape (n,)
    bin_hz : float
        One over the length of the window.

    Returns
    -------
    ndarray of float64, shape (n,)
        Above 1, most for a slow peak; nearly 1 where there is no peak.
    """
    slow = np.maximum(np.nan_to_num(peak_hz, nan=np.inf), 2.0 * bin_hz)
    with np.errstate(invalid="ignore"):
        sides = (1.0 - bin_hz / slow) ** -4 + (1.0 + bin_hz / slow) ** -4
    return np.asarray(2.0 / 3.0 + sides / 6.0)


def peak_to_peak_mm(displacement_rms_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn the RMS of a displacement in metres into millimetres from peak to peak, as of a sinusoid."""
    return np.asarray(displacement_rms_m * (2.0 * np.sqrt(2.0) * 1000.0))
