"""Further channels of a simulated night: heart, brain and breath, each plain and only good enough to look at."""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Placement, Sensor, Side
from legato.model.sleep import SleepStage
from legato.model.time_base import TimeBase
from legato.simulation.muscle_noise import NoiseStream
from legato.simulation.night_artefacts import add_beats
from legato.simulation.night_sleep import Sleep
from legato.simulation.parameters import draw, number, numbers

__all__ = ["EXTRAS", "make_extras"]

EXTRAS = ("ecg", "eeg", "respiration")
_STAGES = (SleepStage.WAKE, SleepStage.N1, SleepStage.N2, SleepStage.N3, SleepStage.REM)


def make_extras(
    extras: Collection[str],
    *,
    sleep: Sleep,
    beats_s: NDArray[np.float64],
    duration_s: float,
    rng: np.random.Generator,
) -> list[Sensor]:
    """Make the channels that were asked for besides the legs.

    Parameters
    ----------
    extras : collection of str
        Of ``EXTRAS``.
    sleep : Sleep
    beats_s : ndarray of float64
        The same heart that the legs pick up.
    duration_s : float
    rng : numpy.random.Generator

    Returns
    -------
    list of Sensor
        One a channel: ``ECG`` and ``EEG C4-M1`` in volt, ``Flow`` without a unit.
    """
    streams = dict(zip(EXTRAS, rng.spawn(len(EXTRAS)), strict=True))
    made = []
    if "ecg" in extras:
        rate_hz = number("night.ecg_rate_hz")
        signal = np.zeros(math.floor(duration_s * rate_hz), dtype=np.float32)
        signal += np.float32(0.01) * streams["ecg"].standard_normal(len(signal), dtype=np.float32)
        add_beats(signal, beats_s, peak=1.0, sampling_rate_hz=rate_hz)
        made.append(_sensor("ECG", ChannelKind.ECG, Placement.CHEST, signal, rate_hz, number("night.ecg_v")))
    if "eeg" in extras:
        rate_hz = number("night.eeg_rate_hz")
        signal = _eeg_uv(sleep, math.floor(duration_s * rate_hz), rate_hz, streams["eeg"])
        made.append(_sensor("EEG C4-M1", ChannelKind.EEG, Placement.HEAD, signal, rate_hz, 1e-6))
    if "respiration" in extras:
        rate_hz = number("night.breath_rate_hz")
        signal = _flow(sleep, math.floor(duration_s * rate_hz), rate_hz, streams["respiration"])
        made.append(_sensor("Flow", ChannelKind.RESPIRATION, Placement.HEAD, signal, rate_hz, 1.0))
    return made


def _sensor(
    name: str,
    kind: ChannelKind,
    placement: Placement,
    signal: NDArray[np.float32],
    rate_hz: float,
    scale: float,
) -> Sensor:
    """Give one channel a sensor and a clock of its own."""
    time = TimeBase.regular(len(signal), sampling_rate_hz=rate_hz)
    channel = Channel(name, kind, None, name, ArraySamples(signal), time, scale=scale)
    return Sensor(name, placement, Side.UNKNOWN, (channel,))


def _eeg_uv(sleep: Sleep, n: int, rate_hz: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Make slow and alpha waves whose size follows the stage, with the alpha of wake in arousals."""
    slow = NoiseStream(rng, sampling_rate_hz=rate_hz, band_hz=(0.5, 4.0)).take(n)
    fast = NoiseStream(rng, sampling_rate_hz=rate_hz, band_hz=(8.0, 13.0)).take(n)
    epoch = np.array([_STAGES.index(stage) for stage in sleep.hypnogram.stages] or [0])
    which = epoch[np.minimum((np.arange(n) / rate_hz / sleep.hypnogram.epoch_s).astype(int), len(epoch) - 1)]
    slow *= np.array(numbers("night.eeg_slow_uv"), dtype=np.float32)[which]
    sizes = np.array(numbers("night.eeg_fast_uv"), dtype=np.float32)
    fast_uv = sizes[which]
    for event in sleep.arousals:
        fast_uv[int(event.span.start_s * rate_hz) : int(event.span.end_s * rate_hz)] = sizes[0]
    return np.asarray(slow + fast * fast_uv, dtype=np.float32)


def _flow(sleep: Sleep, n: int, rate_hz: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Make breaths that nearly stop in apnoeas."""
    knots = np.interp(
        np.arange(n) / rate_hz, np.arange(0.0, n / rate_hz + 40.0, 20.0), _wandering(rng, n, rate_hz)
    )
    size = np.ones(n)
    none, some = numbers("night.breath_left")
    for event in sleep.respiratory:
        left = some if "ypop" in event.text else none
        size[int(event.span.start_s * rate_hz) : int(event.span.end_s * rate_hz)] = left
    phase = 2.0 * math.pi * np.cumsum(draw(rng, "night.breath_hz") * knots) / rate_hz
    return np.asarray(size * np.sin(phase) + 0.02 * rng.standard_normal(n), dtype=np.float32)


def _wandering(rng: np.random.Generator, n: int, rate_hz: float) -> NDArray[np.float64]:
    """Draw how much faster or slower than usual the breath goes, every 20 s."""
    return np.asarray(np.exp(0.06 * rng.standard_normal(len(np.arange(0.0, n / rate_hz + 40.0, 20.0)))))
