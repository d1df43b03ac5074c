"""What the size of three axes looks like, so that an Issue can say how to state a unit; it never sets one."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from legato.model.channel import Channel

__all__ = ["Look", "describe_size", "doubt_unit"]

# One standard gravity in the units that recorders use. The acceleration of a body at rest is one of these.
_GRAVITY = {"g": 1.0, "m/s2": 9.80665, "mg": 1000.0}
# A sensor moved hard averages somewhat above gravity, an uncalibrated one lies 5 % off.
_TOLERANCE = 0.2
# A body that is thrown about averages less than this share off gravity; a wrong unit is off by ten times.
_DOUBTFUL = 0.7
_BLOCKS = 40
_BLOCK_SAMPLES = 64


@dataclass(frozen=True, slots=True)
class Look:
    """Unit that a size looks like, and the sentence that says so."""

    unit: str
    sentence: str


def describe_size(channels: Sequence[Channel]) -> Look | None:
    """Say which unit the mean length of the x, y, z vector looks like.

    Parameters
    ----------
    channels : sequence of Channel
        Of one kind; the first three axes of one sensor are used.

    Returns
    -------
    Look or None
        None when there are no three axes or the size looks like no gravity.

    Notes
    -----
    Only some blocks spread over the recording are read, so that a long lazy recording is not decoded for a remark.
    """
    size = _mean_length(channels)
    unit = _unit_like(size)
    if unit is None:
        return None
    return Look(unit, f"The three axes together are {size:.4g} long, which looks like gravity in {unit}.")


def doubt_unit(axes: Sequence[Channel]) -> str | None:
    """Say that accelerometer axes are not as long as gravity in the unit they are given in, but would be in another.

    Parameters
    ----------
    axes : sequence of Channel
        x, y and z of one accelerometer.

    Returns
    -------
    str or None
        None when the unit is not known, fits, or no other fits better.
    """
    scale = axes[0].scale
    size_mps2 = _mean_length(axes) if scale else None
    if not scale or not size_mps2 or abs(size_mps2 / _GRAVITY["m/s2"] - 1.0) <= _DOUBTFUL:
        return None
    recorded = size_mps2 / scale
    unit = _unit_like(recorded)
    if unit is None or unit == axes[0].recorded_unit:
        return None
    return (
        f"The three axes together are {recorded:.4g} long, which looks like gravity in {unit}; they were read as "
        f"{axes[0].recorded_unit or 'another unit'}, so every size may be wrong."
    )


def _unit_like(size: float | None) -> str | None:
    """Give the unit in which gravity has this size."""
    if size is None:
        return None
    fitting = (unit for unit, gravity in _GRAVITY.items() if abs(size / gravity - 1.0) <= _TOLERANCE)
    return next(fitting, None)


def _mean_length(channels: Sequence[Channel]) -> float | None:
    """Give the mean length of the vector over some blocks; None without three axes."""
    first = channels[0].sensor
    axes = {channel.axis: channel for channel in channels if channel.sensor == first}
    if not all(axis in axes for axis in ("x", "y", "z")) or not axes["x"].n_samples:
        return None
    n_samples = axes["x"].n_samples
    starts = np.unique(np.linspace(0, max(0, n_samples - _BLOCK_SAMPLES), _BLOCKS).astype(int))
    lengths = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a block of nothing but NaN has no mean
        for start in starts:
            block = [axes[axis].read(int(start), int(start) + _BLOCK_SAMPLES) for axis in ("x", "y", "z")]
            lengths.append(np.nanmean(np.sqrt(sum(np.square(values) for values in block))))
        size = float(np.nanmedian(lengths))
    return size if np.isfinite(size) else None
