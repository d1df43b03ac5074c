"""Recordings for tests of the feature engine: a hinge that shakes, noise, gaps, odd clocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.features import WindowFeatures
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Placement, Sensor, Side
from legato.model.time_base import TimeBase

GRAVITY = 9.80665
LEVER_M = 0.4


def hinge(
    *,
    duration_s: float,
    rate_hz: float,
    frequency_hz: float,
    peak_dps: float,
    noise: float = 0.0,
    seed: int = 0,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Acceleration (m/s2, gravity in it) and angular velocity (rad/s) of a segment that swings about z, each (n, 3)."""
    t = np.arange(round(duration_s * rate_hz)) / rate_hz
    turn = 2 * np.pi * frequency_hz
    peak = np.radians(peak_dps)
    speed = peak * np.sin(turn * t + 0.3)
    angle = -peak / turn * np.cos(turn * t + 0.3)
    pull = peak * turn * np.cos(turn * t + 0.3)
    accel = np.stack(
        [GRAVITY * np.sin(angle) - LEVER_M * speed**2, GRAVITY * np.cos(angle) + LEVER_M * pull, 0 * t],
        axis=1,
    )
    gyro = np.stack([0 * t, 0 * t, speed], axis=1)
    rng = np.random.default_rng(seed)
    accel += noise * rng.standard_normal(accel.shape)
    gyro += 0.1 * noise * rng.standard_normal(gyro.shape)
    return accel, gyro


def mixed(*, n: int, rate_hz: float, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Stretches of quiet, tremor, jerks, slow turns and lost samples in any order, each (n, 3)."""
    rng = np.random.default_rng(seed)
    t = np.arange(n) / rate_hz
    loud = np.repeat(rng.choice([0.0, 0.02, 0.3, 2.0], n // 150 + 1), 150)[:n, None]
    phase = 2 * np.pi * np.cumsum(5 + 0.3 * rng.standard_normal(n)) / rate_hz
    rhythm = np.sin(phase)[:, None]
    gyro = loud * rhythm * rng.standard_normal(3) + 0.005 * rng.standard_normal((n, 3))
    accel = 5 * loud * rhythm * rng.standard_normal(3) + 0.03 * rng.standard_normal((n, 3))
    accel += GRAVITY * np.stack([np.sin(0.05 * t), np.cos(0.05 * t), 0 * t], axis=1)
    for at, lost in rng.integers(0, n + 1, (3, 2)):
        accel[at : at + 8] += 3.0
        gyro[lost : lost + 9] = np.nan
    return accel.astype(np.float32), gyro.astype(np.float32)


def make_sensor(
    accel: NDArray[np.generic] | None,
    gyro: NDArray[np.generic] | None,
    *,
    rate_hz: float = 100.0,
    accel_time: TimeBase | None = None,
    gyro_time: TimeBase | None = None,
    accel_kind: ChannelKind = ChannelKind.ACCELERATION,
    scale: float | None = 1.0,
) -> Sensor:
    """Put arrays of shape (n, 3) into a sensor."""
    channels: list[Channel] = []
    for kind, samples, time in (
        (accel_kind, accel, accel_time),
        (ChannelKind.ANGULAR_VELOCITY, gyro, gyro_time),
    ):
        if samples is None:
            continue
        clock = time or TimeBase.regular(len(samples), sampling_rate_hz=rate_hz)
        channels += [
            Channel(f"{kind}_{axis}", kind, axis, "leg", ArraySamples(samples[:, i]), clock, scale=scale)
            for i, axis in enumerate("xyz")
        ]
    return Sensor("leg", Placement.ANKLE, Side.LEFT, tuple(channels))


def assert_same(first: WindowFeatures, second: WindowFeatures, *, but: tuple[str, ...] = ()) -> None:
    """Refuse features that differ in a single bit."""
    assert len(first) == len(second)
    differing = [
        name
        for name in first.columns
        if name not in but and not np.array_equal(first[name], second[name], equal_nan=True)
    ]
    assert differing == []
