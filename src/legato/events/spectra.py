"""Spectra and samples of a handful of transformed windows, handed on while they are at hand.

The engine makes one ``WindowSpectra`` a chunk and forgets it: whoever needs more than the columns (freezing, mean spectra,
spectrograms) takes what it needs in a ``spectra_sink``. A sink must treat every row for itself if its result shall not
depend on how the recording was cut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["WindowSpectra"]


@dataclass(frozen=True, eq=False)
class WindowSpectra:
    """Spectra of the transformed windows of one chunk; read only, and valid during the call only (the buffers are used again): copy what is kept.

    Densities are one-sided, Hann, in unit squared per hertz, summed over the three axes, so that the sum over a band times
    the bin width is the mean square within it. Bins are about 0.25 Hz wide and reach from 0 Hz to ``top_hz`` of the engine
    or half of the rate.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Rows of the windows table (window ``k`` starts ``k * step_s`` after second 0), rising.
    accel_rate_hz, gyro_rate_hz : float
        Measured rates; NaN where the triad is missing.
    accel_frequency_hz, gyro_frequency_hz : ndarray of float64, shape (n_bins,), or None
        They differ a little where the two clocks differ.
    accel_density, gyro_density : ndarray of float32, shape (n, n_bins), or None
        (m/s2)^2/Hz and (rad/s)^2/Hz.
    vertical_density : ndarray of float32, shape (n, n_bins), or None
        Part of ``accel_density`` along gravity; None where the sensor gives no gravity.
    accel, gyro : ndarray of float32, shape (n, n_window, 3), or None
        Samples less the mean of their window; lost samples are 0.
    gravity : ndarray of float64, shape (n, 3), or None
        Mean acceleration of the window, m/s2.
    """

    rows: NDArray[np.int64]
    accel_rate_hz: float
    gyro_rate_hz: float
    accel_frequency_hz: NDArray[np.float64] | None
    gyro_frequency_hz: NDArray[np.float64] | None
    accel_density: NDArray[np.float32] | None
    gyro_density: NDArray[np.float32] | None
    vertical_density: NDArray[np.float32] | None
    accel: NDArray[np.float32] | None
    gyro: NDArray[np.float32] | None
    gravity: NDArray[np.float64] | None

    def __len__(self) -> int:
        """Give the number of windows."""
        return len(self.rows)

    @property
    def frequency_hz(self) -> NDArray[np.float64]:
        """Bins of the leading quantity: the gyroscope where there is one, else the accelerometer."""
        bins = self.gyro_frequency_hz if self.gyro_frequency_hz is not None else self.accel_frequency_hz
        return bins if bins is not None else np.empty(0)

    @property
    def density(self) -> NDArray[np.float32] | None:
        """Density of the leading quantity: the gyroscope where there is one, else the accelerometer."""
        return self.gyro_density if self.gyro_density is not None else self.accel_density
