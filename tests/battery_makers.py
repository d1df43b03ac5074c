"""Channels of made-up tremor, taps and muscles for the tests of the tremor laboratory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.emg_task import EmgTask, EmgTaskKind
from legato.model.interval import Interval
from legato.model.time_base import TimeBase

Float64 = NDArray[np.float64]


def channel_of(
    values: Float64, *, rate_hz: float, kind: ChannelKind = ChannelKind.ACCELERATION, name: str = "leg"
) -> Channel:
    """Make a channel of one clock that starts at 0 s."""
    clock = TimeBase.regular(len(values), sampling_rate_hz=rate_hz)
    return Channel(name, kind, None, name, ArraySamples(values), clock)


def task_of(kind: EmgTaskKind, start_s: float, end_s: float, *, load_kg: float | None = None) -> EmgTask:
    """Make a task."""
    return EmgTask(kind, Interval(start_s, end_s), load_kg=load_kg)


def wandering_sine(
    duration_s: float, *, rate_hz: float, frequency_hz: float, seed: int, wander_hz: float = 0.1
) -> Float64:
    """Make a rhythm whose frequency wanders like that of a tremor: two seeds are independent."""
    random = np.random.default_rng(seed)
    n_samples = int(duration_s * rate_hz)
    steps = random.normal(size=n_samples // 10 + 2)
    kernel = np.hanning(max(3, int(rate_hz / 10)))
    slow = np.convolve(steps, kernel / np.sqrt(np.sum(kernel**2)), mode="same")
    course_hz = frequency_hz + wander_hz * np.interp(np.arange(n_samples) / 10, np.arange(len(slow)), slow)
    return np.sin(2 * np.pi * np.cumsum(course_hz) / rate_hz + random.uniform(0, 2 * np.pi))


def taps_at(times_s: Float64, *, duration_s: float, rate_hz: float, seed: int = 0) -> Float64:
    """Make short strikes at given times with a little noise."""
    random = np.random.default_rng(seed)
    time_s = np.arange(int(duration_s * rate_hz)) / rate_hz
    values = 0.05 * random.normal(size=len(time_s))
    for tap_s in times_s:
        values += np.exp(-0.5 * ((time_s - tap_s) / 0.015) ** 2)
    return values


def emg_of(envelope_uv: Float64, *, rest_uv: float = 2.0, seed: int = 0) -> Float64:
    """Make surface EMG in volts: noise with a given amplitude over a resting level."""
    random = np.random.default_rng(seed)
    return random.normal(size=len(envelope_uv)) * (envelope_uv + rest_uv) * 1e-6
