"""Bursts of one muscle over its tonic activity, with the samples at which each begins and ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.interval import Interval
from legato.simulation.emg_truth import TrueBurst
from legato.simulation.muscle_noise import grainy_noise
from legato.simulation.parameters import draw, number, numbers

__all__ = ["PlannedBurst", "cycles", "emg_band_hz", "make_muscle", "soft_edges"]


@dataclass(frozen=True, order=True, slots=True)
class PlannedBurst:
    """One burst before it has samples.

    Parameters
    ----------
    onset_s, duration_s : float
        Between the middles of its rise and its fall.
    rms_uv : float
        Of its own activity.
    """

    onset_s: float
    duration_s: float
    rms_uv: float


def emg_band_hz(sampling_rate_hz: float) -> tuple[float, float]:
    """Give the corners of surface EMG as far as the sampling rate lets through."""
    low_hz, high_hz = numbers("lab.band_hz")
    return low_hz, min(high_hz, number("night.band_of_rate") * sampling_rate_hz)


def cycles(
    rng: np.random.Generator, span: Interval, *, frequency_hz: float, cv: float
) -> NDArray[np.float64]:
    """Draw the instants at which the cycles of a rhythm begin.

    Parameters
    ----------
    rng : numpy.random.Generator
    span : Interval
    frequency_hz : float
        Mean.
    cv : float
        Coefficient of variation of the (log-normal) intervals.

    Returns
    -------
    ndarray of float64
        Ascending, within the span; the last cycle may end behind it.
    """
    log_sd = math.sqrt(math.log1p(cv**2))
    n = math.ceil(span.duration_s * frequency_hz * (1.0 + cv)) + 12
    steps = np.exp(log_sd * rng.standard_normal(n) - 0.5 * log_sd**2) / frequency_hz
    times_s = span.start_s + rng.uniform() * steps[0] + np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(times_s[times_s < span.end_s])


def soft_edges(
    times_s: NDArray[np.float64], *, start_s: float, end_s: float, rise_s: float, fall_s: float
) -> NDArray[np.float64]:
    """Give a window from 0 to 1 and back whose edges are half way up at the start and at the end.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
    start_s, end_s : float
    rise_s, fall_s : float
        Whole lengths of the edges.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
    """
    rise = np.clip((times_s - start_s) / rise_s + 0.5, 0.0, 1.0)
    fall = np.clip((end_s - times_s) / fall_s + 0.5, 0.0, 1.0)
    return np.asarray((0.5 - 0.5 * np.cos(math.pi * rise)) * (0.5 - 0.5 * np.cos(math.pi * fall)))


def _profile(
    burst: PlannedBurst, times_s: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.float64]:
    """Give the expected amplitude of a burst against its own level."""
    most_s = number("lab.burst.edge_share") * burst.duration_s
    rise_s, fall_s = (min(1e-3 * draw(rng, "lab.burst.edge_ms"), most_s) for _ in range(2))
    end_s = burst.onset_s + burst.duration_s
    window = soft_edges(times_s, start_s=burst.onset_s, end_s=end_s, rise_s=rise_s, fall_s=fall_s)
    middle = np.sin(math.pi * np.clip((times_s - burst.onset_s) / burst.duration_s, 0.0, 1.0))
    return np.asarray(window * (1.0 + draw(rng, "lab.burst.bulge") * middle))


def make_muscle(
    planned: Sequence[PlannedBurst],
    *,
    channel: str,
    n_samples: int,
    sampling_rate_hz: float,
    resting_uv: float,
    tonic_uv: NDArray[np.float64] | None = None,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], list[TrueBurst]]:
    """Make the EMG of one muscle.

    Parameters
    ----------
    planned : sequence of PlannedBurst
        One that would touch the one before, or the ends of the recording, is left out.
    channel : str
    n_samples : int
    sampling_rate_hz : float
    resting_uv : float
        RMS of the noise that is always there.
    tonic_uv : ndarray of float64, shape (n_samples,), or None
        RMS of tonic activity on top of it.
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray of float32, shape (n_samples,), list of TrueBurst)
        uV. Within a burst the samples hold the power that was planned: single volleys don't come out weak by chance.
    """
    rest_rng, tonic_rng, shape_rng, noise_rng = rng.spawn(4)
    rate_hz, band_hz = sampling_rate_hz, emg_band_hz(sampling_rate_hz)
    signal = grainy_noise(
        rest_rng, n_samples, sampling_rate_hz=rate_hz, band_hz=band_hz, discharges_per_s=rate_hz
    ) * np.float32(resting_uv)
    between = np.full(n_samples, resting_uv**2)
    if tonic_uv is not None:
        tonic = grainy_noise(
            tonic_rng,
            n_samples,
            sampling_rate_hz=rate_hz,
            band_hz=band_hz,
            discharges_per_s=number("lab.discharges_per_s"),
        )
        signal += tonic * tonic_uv.astype(np.float32)
        between += tonic_uv**2
    carrier = grainy_noise(
        noise_rng, n_samples, sampling_rate_hz=rate_hz, band_hz=band_hz, discharges_per_s=rate_hz
    )
    told: list[TrueBurst] = []
    free_from = 0
    margin = math.ceil(1e-3 * numbers("lab.burst.edge_ms")[1] * rate_hz) + 1
    for burst in sorted(planned):
        first = math.floor(burst.onset_s * rate_hz) - margin
        behind = math.ceil((burst.onset_s + burst.duration_s) * rate_hz) + margin
        if first < free_from or behind > n_samples:
            continue
        shape = _profile(burst, np.arange(first, behind) / rate_hz, shape_rng)
        loud = np.flatnonzero(shape >= 0.5)
        a, b = int(loud[0]), int(loud[-1]) + 1
        noise = carrier[first:behind] * shape.astype(np.float32)
        noise *= np.float32(burst.rms_uv) / np.sqrt(np.mean(np.square(noise[a:b])))
        signal[first:behind] += noise
        snr_db = 20.0 * math.log10(burst.rms_uv) - 10.0 * math.log10(float(between[first + a]))
        span = Interval((first + a) / rate_hz, (first + b) / rate_hz)
        told.append(TrueBurst(span, channel, snr_db))
        free_from = behind
    return signal, told
