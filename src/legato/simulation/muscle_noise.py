"""Noise in the band of surface EMG, of RMS 1, made piece by piece or for one burst."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["RECTIFIED_OF_RMS", "NoiseStream", "grainy_noise", "level_to_rms"]

RECTIFIED_OF_RMS = math.sqrt(2.0 / math.pi)  # mean of the rectified over the RMS of Gaussian noise


@cache
def _filter_of(low_hz: float, high_hz: float, rate_hz: float) -> tuple[NDArray[np.float32], float]:
    """Design the band-pass and give the factor that makes white noise of RMS 1 leave it with RMS 1."""
    from scipy.signal import butter, sosfilt

    sections = butter(2, (low_hz, high_hz), "bandpass", fs=rate_hz, output="sos")
    impulse = np.zeros(math.ceil(20.0 * rate_hz / low_hz))
    impulse[0] = 1.0
    gain = 1.0 / math.sqrt(float(np.sum(sosfilt(sections, impulse) ** 2)))
    return sections.astype(np.float32), gain


class NoiseStream:
    """Endless noise of RMS 1 between two corners, handed out piece by piece without a seam.

    Parameters
    ----------
    rng : numpy.random.Generator
    sampling_rate_hz : float
    band_hz : tuple of float
        Corners, both below half of the rate.
    """

    def __init__(
        self, rng: np.random.Generator, *, sampling_rate_hz: float, band_hz: tuple[float, float]
    ) -> None:
        """Start with a filter that has already settled."""
        self._rng = rng
        self._sections, self._gain = _filter_of(*band_hz, sampling_rate_hz)
        self._state = np.zeros((len(self._sections), 2), dtype=np.float32)
        self.take(math.ceil(10.0 * sampling_rate_hz / band_hz[0]))

    def take(self, n: int) -> NDArray[np.float32]:
        """Give the next ``n`` samples."""
        from scipy.signal import sosfilt

        white = self._rng.standard_normal(n, dtype=np.float32)
        noise, self._state = sosfilt(self._sections, white, zi=self._state)
        noise *= np.float32(self._gain)
        return np.asarray(noise, dtype=np.float32)


def grainy_noise(
    rng: np.random.Generator,
    n: int,
    *,
    sampling_rate_hz: float,
    band_hz: tuple[float, float],
    discharges_per_s: float,
) -> NDArray[np.float32]:
    """Make noise of expected RMS 1 from single discharges of motor units.

    Parameters
    ----------
    rng : numpy.random.Generator
    n : int
    sampling_rate_hz : float
    band_hz : tuple of float
    discharges_per_s : float
        Of all motor units together. At the sampling rate and above, the noise is Gaussian.

    Returns
    -------
    ndarray of float32, shape (n,)
    """
    from scipy.signal import sosfilt

    sections, gain = _filter_of(*band_hz, sampling_rate_hz)
    lead = math.ceil(3.0 * sampling_rate_hz / band_hz[0])
    white = rng.standard_normal(n + lead, dtype=np.float32)
    share = min(1.0, discharges_per_s / sampling_rate_hz)
    if share < 1.0:
        white *= (rng.random(n + lead, dtype=np.float32) < share) / np.float32(math.sqrt(share))
    noise = sosfilt(sections, white)[lead:]
    return np.asarray(noise * np.float32(gain), dtype=np.float32)


def level_to_rms(
    over_rest: NDArray[np.float64] | float, *, resting: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Give the RMS that must be added to resting noise so that the mean rectified amplitude rises by so much.

    Parameters
    ----------
    over_rest, resting : ndarray of float64 or float
        Mean rectified amplitudes, one unit.

    Returns
    -------
    ndarray of float64
    """
    total = np.asarray(over_rest, dtype=np.float64) + resting
    return np.asarray(np.sqrt(total**2 - np.square(resting)) / RECTIFIED_OF_RMS)
