"""Amplitude of a rhythm in a window: RMS in its band, and the size of the movement in the frequency domain.

Row by row: nothing here depends on how many windows are done at once. Displacement is never integrated twice in time; the
gravity that leaks into an accelerometer when its segment turns is taken off with the gyroscope, as complex spectra.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

__all__ = ["band_rms", "displacement_rms", "window_displacement_rms", "window_spectra"]


def _band_mask(
    frequency_hz: NDArray[np.float64], peak_hz: NDArray[np.float64], half_band_hz: float
) -> NDArray[np.bool_]:
    """Tell which bins lie in each row's own band; none where there is no peak."""
    return np.asarray(np.abs(frequency_hz[None, :] - peak_hz[:, None]) <= half_band_hz)


def window_spectra(
    windows: NDArray[np.floating], *, sampling_rate_hz: float
) -> tuple[NDArray[np.float64], NDArray[np.complexfloating]]:
    """Transform windows with a Hann taper so that the sum of squares over a band is its mean square.

    Parameters
    ----------
    windows : ndarray of float32 or float64, shape (n, n_samples, n_axes)
        Samples less their mean.
    sampling_rate_hz : float

    Returns
    -------
    frequency_hz : ndarray of float64, shape (n_bins,)
    spectra : ndarray of complex, shape (n, n_bins, n_axes)
        One-sided; ``sum(abs(spectra)**2)`` over the bins of a band is the mean square within it.
    """
    n_samples = windows.shape[1]
    taper = np.hanning(n_samples + 1)[:-1].astype(windows.dtype)
    spectra = fft.rfft(windows * taper[None, :, None], axis=1, workers=1)
    scale = np.sqrt(2.0 / (n_samples * float(np.sum(taper.astype(np.float64) ** 2))))
    frequency_hz = np.arange(spectra.shape[1]) * sampling_rate_hz / n_samples
    return frequency_hz, spectra * spectra.real.dtype.type(scale)


def band_rms(
    density: NDArray[np.floating],
    frequency_hz: NDArray[np.float64],
    *,
    peak_hz: NDArray[np.float64],
    half_band_hz: float,
    background: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Give the RMS within each row's peak +- ``half_band_hz``, the background taken off.

    Parameters
    ----------
    density : ndarray, shape (n, n_bins)
        Unit squared per hertz, axes summed.
    frequency_hz : ndarray of float64, shape (n_bins,)
    peak_hz : ndarray of float64, shape (n,)
    half_band_hz : float
    background : ndarray of float64, shape (n,), or None
        Density of what is not the rhythm; None takes nothing off.

    Returns
    -------
    ndarray of float64, shape (n,)
        0 where the background is as large as the band; NaN where there is no peak.
    """
    inside = _band_mask(frequency_hz, peak_hz, half_band_hz)
    width_hz = frequency_hz[1] - frequency_hz[0]
    power = np.where(inside, density, 0.0).sum(axis=1) * width_hz
    if background is not None:
        power = power - background * inside.sum(axis=1) * width_hz
    rms = np.sqrt(np.maximum(power, 0.0))
    return np.where(np.isfinite(peak_hz), rms, np.nan)


def displacement_rms(
    accel: NDArray[np.complexfloating],
    gyro: NDArray[np.complexfloating] | None,
    *,
    gravity: NDArray[np.float64] | None,
    frequency_hz: NDArray[np.float64],
    peak_hz: NDArray[np.float64],
    half_band_hz: float,
    background: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Give the RMS of the displacement within each row's peak +- ``half_band_hz``, gravity taken off by the gyroscope.

    Parameters
    ----------
    accel : ndarray of complex, shape (n, n_bins, 3)
        From ``window_spectra``, m/s2.
    gyro : ndarray of complex, shape (n, n_bins, 3), or None
        On the same clock, rad/s; None leaves the gravity part in.
    gravity : ndarray of float64, shape (n, 3), or None
        Mean reading of the accelerometer in each window (upwards, 9.81 m/s2); None where it holds no gravity.
    frequency_hz : ndarray of float64, shape (n_bins,)
    peak_hz : ndarray of float64, shape (n,)
    half_band_hz : float
    background : ndarray of float64, shape (n,), or None
        Density of the accelerometer's noise, (m/s2)^2/Hz, axes summed.

    Returns
    -------
    ndarray of float64, shape (n,)
        Metres; NaN where there is no peak.

    Notes
    -----
    A segment that turns by the small angle theta carries the gravity reading ``u`` along: it changes by ``u x theta``,
    with ``theta = omega / (i 2 pi f)``. What is left is the linear acceleration, divided by ``(2 pi f)^2`` bin by bin.
    """
    omega = 2.0 * np.pi * np.maximum(frequency_hz, frequency_hz[1])
    moved = accel.astype(np.complex128)
    if gyro is not None and gravity is not None:
        moved = moved - np.cross(gravity[:, None, :], gyro / (1j * omega)[None, :, None])
    inside = _band_mask(frequency_hz, peak_hz, half_band_hz)
    power = np.sum(np.abs(moved) ** 2, axis=2)
    if background is not None:
        power = power - background[:, None] * (frequency_hz[1] - frequency_hz[0])
    square = np.where(inside, power / omega[None, :] ** 4, 0.0).sum(axis=1)
    rms = np.sqrt(np.maximum(square, 0.0))
    return np.where(np.isfinite(peak_hz), rms, np.nan)


def window_displacement_rms(
    accel: NDArray[np.floating],
    gyro: NDArray[np.floating] | None,
    *,
    gravity: NDArray[np.float64] | None,
    sampling_rate_hz: float,
    peak_hz: NDArray[np.float64],
    half_band_hz: float,
    accel_only_above_hz: float,
    background: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Give the RMS displacement of windows of samples by the rule of what the sensor can give.

    Parameters
    ----------
    accel : ndarray, shape (n, n_samples, 3)
        m/s2, less the mean of each window.
    gyro : ndarray, shape (n, n_samples, 3), or None
        rad/s, on the same clock.
    gravity : ndarray of float64, shape (n, 3), or None
        None when the accelerometer holds no gravity: then nothing needs to be taken off.
    sampling_rate_hz : float
    peak_hz : ndarray of float64, shape (n,)
    half_band_hz : float
    accel_only_above_hz : float
        Without a gyroscope only peaks above this are answered.
    background : ndarray of float64, shape (n,), or None
        As in ``displacement_rms``.

    Returns
    -------
    ndarray of float64, shape (n,)
        Metres; NaN where there is no peak, or where gravity can't be taken off.
    """
    result = np.full(len(accel), np.nan)
    needs_gyro = gravity is not None and gyro is None
    wanted = np.isfinite(peak_hz) & ((peak_hz > accel_only_above_hz) | np.bool_(not needs_gyro))
    if not wanted.any():
        return result
    frequency_hz, accel_spectra = window_spectra(accel[wanted], sampling_rate_hz=sampling_rate_hz)
    gyro_spectra = None
    if gyro is not None and gravity is not None:
        gyro_spectra = window_spectra(gyro[wanted], sampling_rate_hz=sampling_rate_hz)[1]
    result[wanted] = displacement_rms(
        accel_spectra,
        gyro_spectra,
        gravity=None if gravity is None else gravity[wanted],
        frequency_hz=frequency_hz,
        peak_hz=peak_hz[wanted],
        half_band_hz=half_band_hz,
        background=None if background is None else background[wanted],
    )
    return result
