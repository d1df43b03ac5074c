"""Make a sensor that can be analysed out of one that lacks axes, gravity, or a word on what it measures.

What a column of numbers repeats can be counted whatever it is, so frequency and regularity are measured; without unit,
gravity and all directions no amplitude means anything, and no state that asks for one is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.recording import Sensor

__all__ = ["MOTION_KINDS", "complete_sensor", "has_motion", "without_gravity"]

MOTION_KINDS = (ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION, ChannelKind.ANGULAR_VELOCITY)
_AXES = ("x", "y", "z")


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Samples of an axis that was not recorded."""

    n_samples: int

    def __len__(self) -> int:
        """Give the number of samples."""
        return self.n_samples

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give zeros, which add nothing to any sum over axes."""
        return np.zeros(max(0, min(stop, self.n_samples) - start), dtype=np.float32)


def has_motion(sensor: Sensor) -> bool:
    """Tell whether the sensor gives three axes of acceleration or angular velocity."""
    return any(sensor.triad(kind) is not None for kind in MOTION_KINDS)


def complete_sensor(sensor: Sensor) -> tuple[Sensor, str] | None:
    """Give a sensor with three axes, and the sentence that says what was made up; None where nothing repeats a movement.

    Parameters
    ----------
    sensor : Sensor
        Without a triad of its own.

    Returns
    -------
    (Sensor, str) or None
        Channels of one unknown kind, or the one or two axes of a known one, as linear acceleration without a unit. Missing
        axes are zero. None for sensors of other kinds (EMG, force, temperature).
    """
    for kind in (*MOTION_KINDS, ChannelKind.UNKNOWN):
        mine = [channel for channel in sensor.channels if channel.kind is kind]
        same_clock = [channel for channel in mine if channel.time is mine[0].time][:3]
        if same_clock:
            return _as_triad(sensor, same_clock)
    return None


def _as_triad(sensor: Sensor, channels: list[Channel]) -> tuple[Sensor, str]:
    """Lay channels on the axes in their order and leave the others empty."""
    laid = [
        replace(channel, kind=ChannelKind.LINEAR_ACCELERATION, axis=axis, scale=None, valid_range=None)
        for channel, axis in zip(channels, _AXES, strict=False)
    ]
    for axis in _AXES[len(laid) :]:
        empty = replace(
            laid[0], name=f"{laid[0].name} (no {axis})", axis=axis, samples=_Nothing(laid[0].n_samples)
        )
        laid.append(empty)
    names = ", ".join(channel.name for channel in channels)
    step = (
        f"{names}: analysed as movement in {len(channels)} direction{'s' if len(channels) > 1 else ''} of unknown size, "
        "so that frequency and regularity are measured and amplitudes are not."
    )
    return Sensor(sensor.id, sensor.placement, sensor.side, tuple(laid)), step


def without_gravity(sensor: Sensor, *, criteria: Criteria) -> tuple[Sensor, str] | None:
    """Give the sensor as one of linear acceleration where its acceleration holds no gravity; None where it does.

    Parameters
    ----------
    sensor : Sensor
    criteria : Criteria
        ``gravity.*``.

    Returns
    -------
    (Sensor, str) or None
        With the sentence that says so. Files often call it acceleration all the same, and a tilt would be read out of
        noise. None too where the unit is not known, so that nothing can be said.
    """
    triad = sensor.triad(ChannelKind.ACCELERATION)
    if triad is None or not triad[0].has_unit or not triad[0].n_samples:
        return None
    n_looks = int(criteria.number("gravity.looks"))
    length = max(1, round(triad[0].sampling_rate_hz)) if triad[0].sampling_rate_hz > 0 else 1
    starts = np.linspace(0, max(0, triad[0].n_samples - length), n_looks).astype(int)
    looks = [[channel.read(int(start), int(start) + length) for channel in triad] for start in starts]
    means = [[axis.mean() for axis in look] for look in looks if np.isfinite(look).all()]
    norms = [float(np.linalg.norm(mean)) for mean in means]
    if not norms or np.median(norms) >= criteria.number("gravity.least_mps2"):
        return None
    channels = tuple(
        replace(channel, kind=ChannelKind.LINEAR_ACCELERATION)
        if channel.kind is ChannelKind.ACCELERATION
        else channel
        for channel in sensor.channels
    )
    step = f"{sensor.id}: the acceleration holds no gravity and was taken as linear acceleration; no tilt is measured."
    return Sensor(sensor.id, sensor.placement, sensor.side, channels), step
