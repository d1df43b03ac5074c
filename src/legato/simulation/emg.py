"""Surface EMG whose bursts drive the movement."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.simulation.parameters import draw_log, number, numbers
from legato.simulation.stage import Scene

__all__ = ["MUSCLES", "make_emg"]

MUSCLES = ("tibialis", "calf", "quadriceps")


def make_emg(
    scenes: Sequence[Scene],
    times_s: NDArray[np.float64],
    *,
    sampling_rate_hz: float,
    rng: np.random.Generator,
) -> dict[str, NDArray[np.float64]]:
    """Make the EMG of the muscles that drive a recording.

    Parameters
    ----------
    scenes : sequence of Scene
    times_s : ndarray of float64, shape (n_samples,)
        Evenly spaced.
    sampling_rate_hz : float
        At least 1000.
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to ndarray of float64, shape (n_samples,)
        Volt, one entry a muscle of ``MUSCLES``: quiet-muscle noise, tonic activity while standing, and noise in the band
        of surface EMG whose strength follows each muscle's activity.
    """
    traces: dict[str, NDArray[np.float64]] = {}
    for muscle in MUSCLES:
        strength = _strength(scenes, muscle, times_s, full_v=draw_log(rng, "emg.burst_v"))
        quiet_v = draw_log(rng, "emg.quiet_v")
        carrier = _carrier(rng, len(times_s), sampling_rate_hz)
        hum = rng.uniform(0.0, 2.0 * quiet_v) * np.sin(
            2 * math.pi * number("emg.mains_hz") * times_s + rng.uniform(0, 6)
        )
        traces[muscle] = strength * carrier + quiet_v * rng.standard_normal(len(times_s)) + hum
    return traces


def _strength(
    scenes: Sequence[Scene], muscle: str, times_s: NDArray[np.float64], *, full_v: float
) -> NDArray[np.float64]:
    """Give the RMS that the muscle's activity has at each time, V."""
    strength = np.zeros(len(times_s))
    for scene in scenes:
        first, behind = np.searchsorted(times_s, (scene.span.start_s, scene.span.end_s))
        within_s = times_s[first:behind] - scene.span.start_s
        if scene.stance.name == "standing" and muscle == "calf":
            strength[first:behind] += number("emg.standing_share") * full_v
        if not scene.acts or scene.act.kind is MovementKind.OFF_BODY or not len(within_s):
            continue
        for drive in scene.motion.drives:
            if drive.muscle == muscle:
                strength[first:behind] += full_v * np.asarray(drive.activity(within_s))
    return strength


def _carrier(rng: np.random.Generator, n: int, sampling_rate_hz: float) -> NDArray[np.float64]:
    """Make noise of RMS 1 in the band of surface EMG."""
    low_hz, high_hz = numbers("emg.band_hz")
    hz = np.fft.rfftfreq(n, 1.0 / sampling_rate_hz)
    gain = (
        1.0
        / (1.0 + (low_hz / np.maximum(hz, 1e-9)) ** 4)
        / (1.0 + (hz / min(high_hz, 0.4 * sampling_rate_hz)) ** 6)
    )
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * gain, n)
    return np.asarray(noise / np.std(noise))
