"""What gravity tells and what it spoils: tilt, the vertical part of a movement, displacement without the gravity artefact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["angle_between_deg", "displacement_rms_m", "vertical_power"]

Float64 = NDArray[np.float64]


def angle_between_deg(first: Float64, second: Float64) -> Float64:
    """Measure the angle between two vectors of each row.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n, 3)

    Returns
    -------
    ndarray of float64, shape (n,)
        Degrees, 0-180; exact for small angles too, where an arc cosine is not.
    """
    ax, ay, az = first[:, 0], first[:, 1], first[:, 2]
    bx, by, bz = second[:, 0], second[:, 1], second[:, 2]
    cx, cy, cz = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx
    across = np.sqrt(cx * cx + cy * cy + cz * cz)
    return np.asarray(np.degrees(np.arctan2(across, ax * bx + ay * by + az * bz)))


def vertical_power(spectra: NDArray[np.complex64], *, gravity: Float64) -> NDArray[np.float32]:
    """Give the power of the acceleration along gravity.

    Parameters
    ----------
    spectra : ndarray of complex64, shape (3, n, n_bins)
    gravity : ndarray of float64, shape (n, 3)
        Any length; a row of length 0 gives NaN.

    Returns
    -------
    ndarray of float32, shape (n, n_bins)
    """
    gx, gy, gz = gravity[:, 0], gravity[:, 1], gravity[:, 2]
    with np.errstate(invalid="ignore", divide="ignore"):
        length = np.sqrt(gx * gx + gy * gy + gz * gz)
        ux, uy, uz = ((g / length).astype(np.float32)[:, None] for g in (gx, gy, gz))
    parts = np.ascontiguousarray(spectra).view(np.float32)
    along = parts[0] * ux
    along += parts[1] * uy
    along += parts[2] * uz
    along *= along
    return np.asarray(along[:, 0::2] + along[:, 1::2])


def displacement_rms_m(
    accel: NDArray[np.complex64],
    *,
    frequency_hz: Float64,
    gyro: NDArray[np.complex64] | None,
    gravity: Float64 | None,
) -> Float64:
    """Turn a band of the acceleration's spectrum into displacement, bin by bin, without the gravity artefact.

    Parameters
    ----------
    accel : ndarray of complex64, shape (3, n, n_bins)
        Spectra of a band around the peak, scaled so that the squared magnitude is power.
    frequency_hz : ndarray of float64, shape (n, n_bins)
        Frequency of each bin; bins at or below 0 Hz do not count.
    gyro : ndarray of complex64, shape (3, n, n_bins), or None
        Spectra of the angular velocity in rad/s at the same bins, of the same start; None leaves gravity in.
    gravity : ndarray of float64, shape (n, 3), or None
        Mean acceleration; needed with ``gyro``.

    Returns
    -------
    ndarray of float64, shape (n,)
        RMS of the 3-axis displacement, m.

    Notes
    -----
    A sensor that turns sees gravity turn the other way: ``du/dt = -w x u``. What the gyroscope says about ``u`` is taken
    off the acceleration, and each bin is divided by ``(2 pi f)^2`` (never integrated twice in time).
    """
    with np.errstate(divide="ignore"):
        inverse = np.where(frequency_hz > 0, 1.0 / (2.0 * np.pi * frequency_hz), 0.0).astype(np.float32)
    linear = [accel[0], accel[1], accel[2]]
    if gyro is not None and gravity is not None:
        ux, uy, uz = (gravity[:, i].astype(np.float32)[:, None] for i in range(3))
        per_i_omega = -1j * inverse
        wx, wy, wz = gyro[0], gyro[1], gyro[2]
        linear[0] = accel[0] + (wy * uz - wz * uy) * per_i_omega
        linear[1] = accel[1] + (wz * ux - wx * uz) * per_i_omega
        linear[2] = accel[2] + (wx * uy - wy * ux) * per_i_omega
    total = np.zeros(accel.shape[1:], dtype=np.float64)
    for axis in linear:
        total += axis.real.astype(np.float64) ** 2 + axis.imag.astype(np.float64) ** 2
    total *= inverse.astype(np.float64) ** 4
    total[:, 0] *= 0.5
    total[:, -1] *= 0.5
    return np.asarray(np.sqrt(np.ascontiguousarray(total).sum(axis=1)))
