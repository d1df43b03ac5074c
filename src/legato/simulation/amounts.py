"""True frequency and amplitudes of each episode, from the phase and the noise-free motion at the sensor."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.simulation.jet import Jet
from legato.simulation.limb import Felt

__all__ = ["band_rms", "mean_frequency_hz", "true_amplitudes"]


def mean_frequency_hz(
    phase: Callable[[NDArray[np.float64]], Jet], *, start_s: float, end_s: float
) -> tuple[float, float]:
    """Give mean and standard deviation of the instantaneous frequency between two times of an act.

    Parameters
    ----------
    phase : callable
        Phase in rad as a function of time.
    start_s, end_s : float

    Returns
    -------
    (float, float)
        Hz; the mean is exact (turns over time), the standard deviation is of samples 50 a second.
    """
    ends = np.asarray(phase(np.array([start_s, end_s])).value)
    grid_s = np.linspace(start_s, end_s, max(2, int((end_s - start_s) * 50)))
    spread = float(np.std(np.asarray(phase(grid_s).rate))) / (2.0 * math.pi)
    return float(ends[1] - ends[0]) / (2.0 * math.pi * (end_s - start_s)), spread


def band_rms(
    samples: NDArray[np.float64],
    *,
    sampling_rate_hz: float,
    low_hz: float,
    high_hz: float,
    n_integrals: int = 0,
) -> float:
    """Give the RMS of a vector within a band, after so many integrations.

    Parameters
    ----------
    samples : ndarray of float64, shape (3, n_samples)
        Evenly spaced.
    sampling_rate_hz, low_hz, high_hz : float
    n_integrals : int
        0 for the quantity itself, 2 for displacement from acceleration.

    Returns
    -------
    float
        RMS over time of the three axes together.

    Notes
    -----
    The straight line is taken off and the first and last tenth (at most a second) are tapered, so that drifts and edges
    do not leak into the band.
    """
    n = samples.shape[1]
    ramp_n = max(1, min(n // 10, int(sampling_rate_hz)))
    taper = np.ones(n)
    edge = 0.5 - 0.5 * np.cos(np.pi * (np.arange(ramp_n) + 0.5) / ramp_n)
    taper[:ramp_n], taper[n - ramp_n :] = edge, edge[::-1]
    place = np.linspace(-1.0, 1.0, n)
    slope = (samples @ place)[:, None] / np.sum(place * place) if n > 2 else 0.0
    even = (samples - samples.mean(axis=1, keepdims=True) - slope * place) * taper
    power = np.abs(np.fft.rfft(even, axis=1)) ** 2
    hz = np.fft.rfftfreq(n, 1.0 / sampling_rate_hz)
    inside = (hz >= low_hz) & (hz <= high_hz) & (hz > 0)
    weight = 2.0 / (n * float(np.sum(taper * taper)))
    divided = power[:, inside] / (2.0 * math.pi * hz[inside]) ** (2 * n_integrals)
    return math.sqrt(float(divided.sum()) * weight)


def true_amplitudes(
    felt: Felt, *, sampling_rate_hz: float, frequency_hz: float
) -> tuple[float, float, float]:
    """Give the amplitudes at the sensor within the true frequency +- 1 Hz, as the windows table words them.

    Parameters
    ----------
    felt : Felt
        Noise-free, evenly spaced.
    sampling_rate_hz, frequency_hz : float

    Returns
    -------
    (float, float, float)
        m/s2 (RMS of the specific force), deg/s (RMS), mm (2 sqrt 2 times the RMS of the displacement through space,
        gravity left out).
    """
    low_hz, high_hz = max(0.3, frequency_hz - 1.0), frequency_hz + 1.0

    def rms(rows: NDArray[np.float64], n_integrals: int = 0) -> float:
        return band_rms(
            rows, sampling_rate_hz=sampling_rate_hz, low_hz=low_hz, high_hz=high_hz, n_integrals=n_integrals
        )

    force, turn, way = rms(felt.specific_force), rms(felt.angular_velocity), rms(felt.moving_accel, 2)
    return force, math.degrees(turn), 2.0 * math.sqrt(2.0) * way * 1e3
