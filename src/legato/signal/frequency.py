"""Frequency of a rhythm with an interval of doubt, from stretches of samples or from a window's spectrum.

The frequency is the mean instantaneous one: cycles gone by over time. Two things make it doubtful: noise, which shifts
the phase at both ends of each stretch, and wandering, because another stretch of the same person would have another mean.
The interval holds both, so that it can be compared between two recordings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from legato.signal.phase import PhaseTrack

__all__ = [
    "FrequencyEstimate",
    "IntervalFactors",
    "PeakFactors",
    "error_of_mean",
    "find_peak_hz",
    "mean_frequency",
    "peak_interval_hz",
]

BATCH_S = 1.5
FEWEST_BATCHES = 3
# 97.5 % quantile of Student's t over that of the normal distribution, for 1 to 9 degrees of freedom; nearly 1 beyond.
_STUDENT = np.array([6.48, 2.195, 1.624, 1.417, 1.312, 1.248, 1.206, 1.177, 1.154])


@dataclass(frozen=True, slots=True)
class IntervalFactors:
    """Fitted sizes of the interval (``knowledge/data/fitted/frequency_interval.yaml``).

    Parameters
    ----------
    noise : float
        Multiplies the phase noise at the ends of a stretch.
    floor_rad : float
        Phase doubt that stays without noise.
    wander : float
        Multiplies the standard error from wandering.
    """

    noise: float
    floor_rad: float
    wander: float


@dataclass(frozen=True, slots=True)
class FrequencyEstimate:
    """Mean frequency and its doubt.

    Parameters
    ----------
    frequency_hz, low_hz, high_hz : float
        Mean instantaneous frequency and its 95 % interval.
    noise_hz, wander_hz : float
        The two parts of the half interval: from noise and from wandering.
    wander_sd_hz : float
        Standard deviation of the frequency between batches of 1.5 s, noise taken off; NaN with fewer than two.
    duration_s : float
        Seconds used.
    """

    frequency_hz: float
    low_hz: float
    high_hz: float
    noise_hz: float
    wander_hz: float
    wander_sd_hz: float
    duration_s: float


def find_peak_hz(
    stretches: Sequence[NDArray[np.float64]],
    *,
    sampling_rate_hz: float,
    band_hz: tuple[float, float],
    window_s: float,
) -> float | None:
    """Find the highest peak of the mean spectrum of all stretches, axes summed.

    Parameters
    ----------
    stretches : sequence of ndarray of float64, each shape (n_samples, n_axes)
    sampling_rate_hz : float
    band_hz : tuple of float
        Where to search.
    window_s : float
        Length of a Hann window; a shorter stretch is one window, padded.

    Returns
    -------
    float or None
        None when nothing is long enough (half a window) or the band is empty.
    """
    length = int(window_s * sampling_rate_hz)
    n_padded = fft.next_fast_len(4 * length, real=True)
    total = np.zeros(n_padded // 2 + 1)
    for samples in stretches:
        here = min(length, len(samples))
        if here < length // 2:
            continue
        taper = np.hanning(here + 1)[:-1, None]
        for start in range(0, len(samples) - here + 1, max(1, here // 2)):
            piece = samples[start : start + here]
            total += np.sum(
                np.abs(fft.rfft((piece - piece.mean(axis=0)) * taper, n_padded, axis=0)) ** 2, axis=1
            )
    frequency_hz = np.arange(len(total)) * sampling_rate_hz / n_padded
    inside = (frequency_hz >= band_hz[0]) & (frequency_hz <= band_hz[1])
    if not np.any(total[inside] > 0):
        return None
    return float(frequency_hz[inside][np.argmax(total[inside])])


def _batches(tracks: Sequence[PhaseTrack]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the mean frequency of each batch of about 1.5 s, in order, and its length."""
    frequencies: list[NDArray[np.float64]] = []
    lengths: list[NDArray[np.float64]] = []
    for track in tracks:
        n_batches = max(1, round(track.span_s / BATCH_S))
        edges = np.linspace(0, len(track.phase_rad) - 1, n_batches + 1).astype(np.intp)
        length_s = np.diff(edges) * track.step_s
        frequencies.append(np.diff(track.phase_rad[edges]) / (2.0 * np.pi * length_s))
        lengths.append(length_s)
    return np.concatenate(frequencies), np.concatenate(lengths)


def error_of_mean(
    values: NDArray[np.float64], *, weight: NDArray[np.float64], noise_variance: float = 0.0
) -> float:
    """Give the standard error of the mean of a course that may wander slowly: the largest over joined batches.

    Parameters
    ----------
    values : ndarray of float64, shape (n_batches,)
        Means of neighbouring batches, in order of time.
    weight : ndarray of float64, shape (n_batches,)
        Their lengths.
    noise_variance : float
        Variance that measurement noise gives to one batch, and that falls with the square of its length, as that of a
        difference of phases does.

    Returns
    -------
    float
        Times 1.96 it gives half of a 95 % interval; 0 with fewer than two batches.

    Notes
    -----
    Slow wandering hides from short batches, so batches joined by 2, 4, 8 ... are looked at as well, down to three;
    Student's factor makes few of them honest.
    """
    largest = 0.0
    n_joined = 1
    while len(values) // n_joined >= min(FEWEST_BATCHES, len(values)) > 1:
        n_batches = len(values) // n_joined
        shape = (n_batches, n_joined)
        part = weight[: n_batches * n_joined].reshape(shape)
        joined = (values[: n_batches * n_joined].reshape(shape) * part).sum(axis=1) / part.sum(axis=1)
        # Half as much noise again: a sample variance of noise alone is often above its expectation.
        left = max(0.0, float(np.var(joined, ddof=1)) - 1.5 * noise_variance / n_joined**2)
        student = _STUDENT[n_batches - 2] if n_batches - 2 < len(_STUDENT) else 1.1
        largest = max(largest, float(np.sqrt(left / n_batches) * student))
        n_joined *= 2
    return largest


def mean_frequency(tracks: Sequence[PhaseTrack], *, factors: IntervalFactors) -> FrequencyEstimate | None:
    """Give the mean instantaneous frequency over all stretches with its 95 % interval.

    Parameters
    ----------
    tracks : sequence of PhaseTrack
        In order of time.
    factors : IntervalFactors

    Returns
    -------
    FrequencyEstimate or None
        None without a track.

    Notes
    -----
    Source: engineering. Phase noise at the ends of each stretch gives the one part; the scatter of batch means, with
    Student's factor, the other. In a single recording whose frequency wanders, the interval therefore covers the mean of
    that recording more often than 95 %: it must also hold for the next recording of the same person.
    """
    if not tracks:
        return None
    span_s = sum(track.span_s for track in tracks)
    duration_s = sum(track.duration_s for track in tracks)
    frequency_hz = sum(track.advance_rad for track in tracks) / (2.0 * np.pi * span_s)
    noise_share = sum(track.noise_share * track.duration_s for track in tracks) / duration_s
    end_rad = np.sqrt(factors.noise**2 * noise_share + factors.floor_rad**2)
    noise_hz = float(np.sqrt(2.0 * len(tracks)) * end_rad / (2.0 * np.pi * span_s))
    batch_hz, batch_s = _batches(tracks)
    batch_noise = 2.0 * noise_share / (2.0 * np.pi * float(batch_s.mean())) ** 2
    wander_hz = factors.wander * error_of_mean(batch_hz, weight=batch_s, noise_variance=batch_noise)
    half_hz = float(np.hypot(noise_hz, wander_hz))
    wander_sd_hz = float("nan")
    if len(batch_hz) > 1:
        wander_sd_hz = float(np.sqrt(max(0.0, float(np.var(batch_hz, ddof=1)) - batch_noise)))
    return FrequencyEstimate(
        frequency_hz=float(frequency_hz),
        low_hz=float(frequency_hz) - half_hz,
        high_hz=float(frequency_hz) + half_hz,
        noise_hz=noise_hz,
        wander_hz=wander_hz,
        wander_sd_hz=wander_sd_hz,
        duration_s=duration_s,
    )


@dataclass(frozen=True, slots=True)
class PeakFactors:
    """Fitted sizes of the interval of one window's peak (``frequency_row.*``).

    Parameters
    ----------
    noise : float
        Times 1 / (window * root of height over background): how far noise moves a peak.
    apart : float
        Multiplies the distance between the peak and the mean frequency of the cycles.
    spread : float
        Multiplies the spread of the cycles' frequencies beyond what noise makes.
    spread_noise : float
        Hz times the root of the height over the background: spread that noise makes.
    floor_hz : float
        Doubt that always stays.
    """

    noise: float
    apart: float
    spread: float
    spread_noise: float
    floor_hz: float


def peak_interval_hz(
    frequency_hz: NDArray[np.float64],
    cycle_hz: NDArray[np.float64],
    *,
    cycle_sd_hz: NDArray[np.float64],
    peak_over_background: NDArray[np.float64],
    window_s: float,
    factors: PeakFactors,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the 95 % interval of the mean frequency of each window about its peak, from the window alone.

    Parameters
    ----------
    frequency_hz : ndarray of float64, shape (n_windows,)
        Interpolated peak of a Hann spectrum.
    cycle_hz, cycle_sd_hz : ndarray of float64, shape (n_windows,)
        Mean and standard deviation of the frequencies of the single cycles; NaN where there are too few.
    peak_over_background : ndarray of float64, shape (n_windows,)
        Height of the peak over the median background.
    window_s : float
    factors : PeakFactors

    Returns
    -------
    low_hz, high_hz : ndarray of float64, shape (n_windows,)
        NaN where there is no peak.

    Notes
    -----
    Source: engineering. A steady rhythm has its peak where its mean frequency is; when the frequency moves within the
    window the two part, and so do peak and cycles.
    """
    height = np.maximum(peak_over_background, 1.0)
    noise_hz = factors.noise / (window_s * np.sqrt(height))
    apart_hz = factors.apart * np.nan_to_num(frequency_hz - cycle_hz)
    spread_hz2 = np.maximum(0.0, np.nan_to_num(cycle_sd_hz) ** 2 - factors.spread_noise**2 / height)
    half_hz = np.sqrt(noise_hz**2 + apart_hz**2 + factors.spread**2 * spread_hz2 + factors.floor_hz**2)
    return frequency_hz - half_hz, frequency_hz + half_hz
