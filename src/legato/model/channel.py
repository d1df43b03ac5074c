"""One series of samples with its unit and clock, read lazily."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.time_base import TimeBase

__all__ = ["SI_UNIT", "ArraySamples", "Channel", "ChannelKind", "Samples"]


class ChannelKind(StrEnum):
    """What a channel measures."""

    ACCELERATION = "acceleration"  # with gravity
    LINEAR_ACCELERATION = "linear_acceleration"  # gravity already removed by the device
    GRAVITY = "gravity"
    ANGULAR_VELOCITY = "angular_velocity"
    MAGNETIC_FIELD = "magnetic_field"
    ORIENTATION = "orientation"
    EMG = "emg"
    EEG = "eeg"
    ECG = "ecg"
    EOG = "eog"
    RESPIRATION = "respiration"
    FORCE = "force"
    MOMENT = "moment"
    POSITION = "position"
    ANGLE = "angle"
    TEMPERATURE = "temperature"
    LIGHT = "light"
    OTHER = "other"  # known, of no use to Legato
    UNKNOWN = "unknown"  # nothing says what it is


# Unit in which Channel.read answers when the recorded unit is known.
SI_UNIT: dict[ChannelKind, str] = {
    ChannelKind.ACCELERATION: "m/s2",
    ChannelKind.LINEAR_ACCELERATION: "m/s2",
    ChannelKind.GRAVITY: "m/s2",
    ChannelKind.ANGULAR_VELOCITY: "rad/s",
    ChannelKind.MAGNETIC_FIELD: "T",
    ChannelKind.ORIENTATION: "rad",
    ChannelKind.EMG: "V",
    ChannelKind.EEG: "V",
    ChannelKind.ECG: "V",
    ChannelKind.EOG: "V",
    ChannelKind.FORCE: "N",
    ChannelKind.MOMENT: "Nm",
    ChannelKind.POSITION: "m",
    ChannelKind.ANGLE: "rad",
    ChannelKind.TEMPERATURE: "degC",
    ChannelKind.LIGHT: "lux",
}


class Samples(Protocol):
    """Source of recorded numbers that reads only what is asked."""

    def __len__(self) -> int:
        """Give the number of samples."""
        ...

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` (half open), one dimension, any real dtype."""
        ...


@dataclass(frozen=True, eq=False)
class ArraySamples:
    """Samples that lie in memory (or in a memory map); ``read`` gives a view.

    Parameters
    ----------
    array : ndarray, shape (n_samples,)
    """

    array: NDArray[np.generic]

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.array.shape[0])

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give a view of the samples ``start`` to ``stop`` (half open)."""
        return self.array[start:stop]


@dataclass(frozen=True, eq=False)
class Channel:
    """One series of samples with its unit and clock.

    Parameters
    ----------
    name : str
        As the file says, identity removed; unique within the recording.
    kind : ChannelKind
    axis : str or None
        ``x``, ``y``, ``z``, ``w`` in the sensor's own frame; None for a scalar.
    sensor : str
        Id of the sensor that it belongs to: accelerometer and gyroscope of one box share it.
    samples : Samples
        Recorded numbers, read on demand.
    time : TimeBase
        Shared by all channels of one clock. ``len(samples)`` equals ``time.n_samples``.
    scale : float or None
        Factor from the recorded number to the SI unit; None when the unit is not known.
    recorded_unit : str or None
        As recorded, such as ``g`` or ``mdps``; None when nothing says.
    offset : float
        Added after scaling, SI unit.
    valid_range : tuple of float or None
        Range that the device can give, in SI units, where known: samples at its edge are clipped.

    Raises
    ------
    InputError
        If the samples and the clock differ in number.
    """

    name: str
    kind: ChannelKind
    axis: str | None
    sensor: str
    samples: Samples
    time: TimeBase
    scale: float | None = 1.0
    recorded_unit: str | None = None
    offset: float = 0.0
    valid_range: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse a clock of another length than the samples."""
        if len(self.samples) != self.time.n_samples:
            raise InputError(
                "A channel and its clock differ in the number of samples",
                where=self.name,
                found=f"{len(self.samples)} samples, clock of {self.time.n_samples}",
                code="LEG-E306",
            )

    @property
    def unit(self) -> str | None:
        """SI unit in which ``read`` answers; None when the recorded unit is not known."""
        return None if self.scale is None else SI_UNIT.get(self.kind)

    @property
    def has_unit(self) -> bool:
        """Tell whether amplitudes of this channel mean anything."""
        return self.scale is not None and self.kind in SI_UNIT

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.time.n_samples

    @property
    def sampling_rate_hz(self) -> float:
        """Rate of the clock: measured where the file holds time stamps, else stated."""
        return self.time.sampling_rate_hz

    def read(self, start: int = 0, stop: int | None = None) -> NDArray[np.float64]:
        """Read samples ``start`` to ``stop`` in the SI unit (recorded numbers when the unit is not known).

        Parameters
        ----------
        start : int
        stop : int or None
            None reads to the end.

        Returns
        -------
        ndarray of float64, shape (stop - start,)
            A new array; NaN where the recording lost the sample.
        """
        start, stop, _ = slice(start, stop).indices(self.n_samples)
        with np.errstate(invalid="ignore"):  # damaged floats may be signalling NaN, which cast to quiet ones
            recorded = self.samples.read(start, max(start, stop)).astype(np.float64)
        if self.scale is not None and self.scale != 1.0:
            recorded *= self.scale
        if self.offset:
            recorded += self.offset
        return recorded

    def read_float32(self, start: int = 0, stop: int | None = None) -> NDArray[np.float32]:
        """Read like ``read`` in single precision, without a copy where none is needed (do not write into it)."""
        start, stop, _ = slice(start, stop).indices(self.n_samples)
        with np.errstate(invalid="ignore", over="ignore"):
            recorded = self.samples.read(start, max(start, stop)).astype(np.float32, copy=False)
        if self.scale is not None and self.scale != 1.0:
            recorded = recorded * np.float32(self.scale)
        if self.offset:
            recorded = recorded + np.float32(self.offset)
        return recorded
