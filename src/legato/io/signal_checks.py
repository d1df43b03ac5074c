"""What is wrong with the numbers themselves and can be told at the door: clipping, a unit that changes midway.

Only channels that lie in memory are searched for clipping, so that a lazy week is not decoded for it; whether a window is
usable is decided later, from its own samples.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.io.gravity_look import doubt_unit
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import intervals_from_mask
from legato.model.issue import Issue, Severity
from legato.model.recording import Sensor

__all__ = ["check_sensors"]

_CLIPPABLE = (
    ChannelKind.ACCELERATION,
    ChannelKind.LINEAR_ACCELERATION,
    ChannelKind.ANGULAR_VELOCITY,
    ChannelKind.EMG,
)
# A flat top is so many equal samples in a row at the very edge, so often; a resting sensor of few levels has them too, so
# the range must also be many steps wide.
_FLAT_SAMPLES = 3
_FLAT_TOPS = 3
_RANGE_IN_STEPS = 20.0
# Jumps of the mean length of the three axes that only another unit explains: m/s2 for g, mg for g, mg for m/s2.
_UNIT_RATIOS = (9.80665, 1000.0, 1000.0 / 9.80665)
_RATIO_TOLERANCE = 0.04
_BLOCKS = 60
_BLOCK_SAMPLES = 32
_COMPARED_BLOCKS = 5


def check_sensors(sensors: Sequence[Sensor]) -> list[Issue]:
    """List clipped and infinite samples, and accelerometers that stand at nothing or whose unit seems to change.

    Parameters
    ----------
    sensors : sequence of Sensor

    Returns
    -------
    list of Issue
    """
    issues = [
        issue for sensor in sensors for channel in sensor.channels if (issue := _clipped(channel)) is not None
    ]
    issues += _infinite(sensors)
    for sensor in sensors:
        axes = sensor.triad(ChannelKind.ACCELERATION)
        if axes is not None:
            issues += [*_unit_changes(sensor, axes), *_unit_doubtful(sensor, axes), *_dead(sensor, axes)]
    return [*issues, *_identical(sensors)]


def _identical(sensors: Sequence[Sensor]) -> list[Issue]:
    """Find sensors whose accelerometers give the very same numbers: two boxes never do."""
    seen: dict[bytes, str] = {}
    issues: list[Issue] = []
    for sensor in sensors:
        axes = sensor.triad(ChannelKind.ACCELERATION)
        if axes is None or axes[0].n_samples < _COMPARED_BLOCKS * _BLOCK_SAMPLES:
            continue
        starts = np.linspace(0, axes[0].n_samples - _BLOCK_SAMPLES, _COMPARED_BLOCKS).astype(int).tolist()
        blocks = [channel.samples.read(start, start + _BLOCK_SAMPLES) for start in starts for channel in axes]
        if all(block.min() == block.max() for block in blocks):
            continue
        first = seen.setdefault(b"".join(block.tobytes() for block in blocks), sensor.id)
        if first != sensor.id:
            what = f"{sensor.id} holds the same numbers as {first}, so it is a copy and not a second sensor."
            mend = "leave one of the two out with --placement or --channels"
            issues.append(Issue("sensors_identical", Severity.WARNING, what, where=sensor.id, mend=mend))
    return issues


def _clipped(channel: Channel) -> Issue | None:
    if channel.kind not in _CLIPPABLE or not isinstance(channel.samples, ArraySamples):
        return None
    values = channel.samples.array
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if finite.size < 10 * _FLAT_SAMPLES:
        return None
    low, high = finite.min(), finite.max()
    steps = np.abs(np.diff(finite[:100_000].astype(np.float64)))
    moving = steps[steps > 0]
    if not moving.size or float(high) - float(low) < _RANGE_IN_STEPS * float(moving.min()):
        return None
    n_clipped = 0
    for edge in (low, high):
        tops = [
            behind - first
            for first, behind in intervals_from_mask(values == edge)
            if behind - first >= _FLAT_SAMPLES
        ]
        n_clipped += sum(tops) if len(tops) >= _FLAT_TOPS else 0
    if not n_clipped:
        return None
    what = (
        f"{n_clipped} samples of {channel.name} lie flat at the edge of its range ({low:g} to {high:g}): the sensor was "
        "clipped, so true amplitudes are larger."
    )
    return Issue("clipped", Severity.DAMAGE, what, where=channel.name, mend="record with a larger range")


def _infinite(sensors: Sequence[Sensor]) -> list[Issue]:
    """Count infinite samples of channels in memory; they can't be used, and no device measures them."""
    issues = []
    for channel in (channel for sensor in sensors for channel in sensor.channels):
        values = channel.samples.array if isinstance(channel.samples, ArraySamples) else np.empty(0)
        count = int(np.isinf(values).sum()) if values.dtype.kind == "f" else 0
        if count:
            what = f"{count} of {channel.n_samples} samples of {channel.name} are infinite, so they can't be used."
            mend = "export the recording again"
            issues.append(Issue("samples_infinite", Severity.DAMAGE, what, where=channel.name, mend=mend))
    return issues


def _dead(sensor: Sensor, axes: Sequence[Channel]) -> list[Issue]:
    """Find an accelerometer of nothing but zeros: a live one always feels gravity."""
    arrays = [channel.samples.array for channel in axes if isinstance(channel.samples, ArraySamples)]
    if len(arrays) < len(axes) or not arrays[0].size:
        return []
    with np.errstate(invalid="ignore"):  # damaged files hold NaN that signal
        is_alive = any(array.any() for array in arrays)
    if is_alive:
        return []
    what = (
        f"The accelerometer of {sensor.id} gives nothing but zeros, without even gravity: it did not measure."
    )
    mend = "check the sensor, and export the recording again"
    return [Issue("sensor_dead", Severity.DAMAGE, what, where=sensor.id, mend=mend)]


def _unit_changes(sensor: Sensor, axes: Sequence[Channel]) -> list[Issue]:
    lengths = _block_lengths(axes)
    if lengths.size < 4:
        return []
    # A change once and for good is looked for; a shake is no change of unit.
    for cut in range(2, lengths.size - 1):
        before, after = float(np.median(lengths[:cut])), float(np.median(lengths[cut:]))
        if min(before, after) <= 0:
            continue
        ratio = max(before, after) / min(before, after)
        is_steady = max(_spread(lengths[:cut]), _spread(lengths[cut:])) < 0.25
        if is_steady and any(abs(ratio / known - 1.0) < _RATIO_TOLERANCE for known in _UNIT_RATIOS):
            what = (
                f"The acceleration of {sensor.id} jumps to {ratio:.1f} times its length at about "
                f"{100 * cut // lengths.size} % of the recording, as if its unit changed."
            )
            mend = "split the file where the unit changes"
            return [Issue("unit_changes", Severity.DAMAGE, what, where=sensor.id, mend=mend)]
    return []


def _unit_doubtful(sensor: Sensor, axes: Sequence[Channel]) -> list[Issue]:
    doubt = doubt_unit(axes)
    if doubt is None:
        return []
    mend = "state the unit that the file is in with --unit, if it was stated wrongly"
    return [Issue("unit_doubtful", Severity.WARNING, doubt, where=sensor.id, mend=mend)]


def _spread(values: NDArray[np.float64]) -> float:
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9))
    return float((high - low) / middle) if middle > 0 else float("inf")


def _block_lengths(axes: Sequence[Channel]) -> NDArray[np.float64]:
    """Give the mean length of the vector in some blocks spread over the recording, recorded numbers."""
    n_samples = axes[0].n_samples
    if n_samples < _BLOCKS * 2 or any(channel.n_samples != n_samples for channel in axes):
        return np.empty(0)
    starts = np.linspace(0, n_samples - _BLOCK_SAMPLES, _BLOCKS).astype(int).clip(0)
    lengths: NDArray[np.float64] = np.full(_BLOCKS, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a block of nothing but NaN has no mean
        for row, start in enumerate(starts.tolist()):
            block = [
                channel.samples.read(start, start + _BLOCK_SAMPLES).astype(np.float64) for channel in axes
            ]
            lengths[row] = np.nanmean(np.sqrt(sum(np.square(values) for values in block)))
    known: NDArray[np.float64] = lengths[np.isfinite(lengths)]
    return known
