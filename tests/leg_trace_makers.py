"""Legs made by hand, with noise at rest and bursts where a test puts them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_trace import LegTrace, make_leg_trace
from legato.knowledge.load import load_criteria
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Side
from legato.model.time_base import TimeBase

CRITERIA = load_criteria()
RATE_HZ = 256.0


def resting_emg(
    duration_s: float, *, rate_hz: float = RATE_HZ, uv: float = 2.0, seed: int = 1
) -> NDArray[np.float32]:
    """Make noise of a resting leg, uV root mean square."""
    n = round(duration_s * rate_hz)
    return np.random.default_rng(seed).normal(0.0, uv, n).astype(np.float32)


def burst_into(
    emg_uv: NDArray[np.float32],
    onsets_s: Sequence[float],
    *,
    length_s: float = 2.0,
    uv: float = 60.0,
    rate_hz: float = RATE_HZ,
) -> None:
    """Add alternating bursts of one amplitude, in place; the highest frequency is the most certain to pass."""
    for onset_s in onsets_s:
        start, n = round(onset_s * rate_hz), round(length_s * rate_hz)
        signs = np.where(np.arange(n) % 2, -1.0, 1.0)
        emg_uv[start : start + n] += (uv * signs).astype(np.float32)


def leg_channel(
    emg_uv: NDArray[np.float32],
    *,
    rate_hz: float = RATE_HZ,
    time: TimeBase | None = None,
    name: str = "LAT",
    unit: str | None = "uV",
) -> Channel:
    """Bind samples in uV to a channel of a leg."""
    return Channel(
        name,
        ChannelKind.EMG,
        None,
        "leg",
        ArraySamples(emg_uv),
        time or TimeBase.regular(len(emg_uv), sampling_rate_hz=rate_hz),
        scale=1e-6 if unit else None,
        recorded_unit=unit,
    )


def leg_trace(
    emg_uv: NDArray[np.float32],
    *,
    rate_hz: float = RATE_HZ,
    time: TimeBase | None = None,
    side: Side = Side.LEFT,
    notch_hz: float | None = None,
    other: Channel | None = None,
) -> LegTrace:
    """Make the trace of a leg from samples in uV."""
    return make_leg_trace(
        leg_channel(emg_uv, rate_hz=rate_hz, time=time),
        side=side,
        criteria=CRITERIA,
        notch_hz=notch_hz,
        other=other,
    )
