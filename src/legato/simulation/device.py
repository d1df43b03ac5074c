"""The box on the leg: its clock, its channels, its EMG amplifier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from legato.errors import UsageError
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.recording import Placement, Sensor, Side
from legato.model.time_base import Run, TimeBase
from legato.simulation.emg import make_emg
from legato.simulation.limb import Felt
from legato.simulation.sensor import SensorModel, add_all_faults, draw_sensor
from legato.simulation.stage import Scene

__all__ = ["Clock", "Device", "make_clock", "make_emg_sensor", "make_sensor"]

_BOTH = (ChannelKind.ACCELERATION, ChannelKind.ANGULAR_VELOCITY)


@dataclass(frozen=True, slots=True, eq=False)
class Device:
    """What is worn and what is wrong with it.

    Parameters
    ----------
    sensor : SensorModel or None
        Noise, offset, range, steps; None draws an ordinary one. ``SensorModel()`` is perfect.
    mounting : ndarray of float64, shape (3, 3), or None
        Columns are the sensor's axes in the segment's axes; None draws any turn.
    drift_ppm : float
        The samples really come this much faster than stated; the recording's clock knows.
    jitter_ms : float
        Standard deviation of the single instants; above 0 every sample carries its own true stamp.
    gaps : tuple of Interval
        Samples here are lost; seconds since the start of the recording.
    triads : tuple of ChannelKind
        Any of ``acceleration``, ``linear_acceleration``, ``angular_velocity``.
    emg_rate_hz : float or None
        Adds the EMG of three muscles at that rate, as a second sensor with its own clock.
    dtype : dtype
        Of the stored samples.
    """

    sensor: SensorModel | None = None
    mounting: NDArray[np.float64] | None = None
    drift_ppm: float = 0.0
    jitter_ms: float = 0.0
    gaps: tuple[Interval, ...] = ()
    triads: tuple[ChannelKind, ...] = _BOTH
    emg_rate_hz: float | None = None
    dtype: DTypeLike = np.float32


@dataclass(frozen=True, eq=False)
class Clock:
    """When the samples are taken.

    Parameters
    ----------
    time : TimeBase
    times_s : ndarray of float64, shape (n_samples,)
        Seconds since the start of the recording.
    """

    time: TimeBase
    times_s: NDArray[np.float64]


def make_clock(
    duration_s: float,
    *,
    sampling_rate_hz: float,
    device: Device,
    rng: np.random.Generator,
) -> Clock:
    """Make a clock.

    Parameters
    ----------
    duration_s : float
    sampling_rate_hz : float
        Stated rate.
    device : Device
        For drift, jitter and gaps.
    rng : numpy.random.Generator
        For the jitter.

    Returns
    -------
    Clock

    Raises
    ------
    UsageError
        If the rate is not above 0 or not one sample is left.
    """
    if not sampling_rate_hz > 0:
        raise UsageError(
            "A sampling rate must be above 0 Hz", found=f"{sampling_rate_hz} Hz", code="LEG-E506"
        )
    drift_ppm, jitter_ms, gaps = device.drift_ppm, device.jitter_ms, device.gaps
    rate_hz = sampling_rate_hz * (1.0 + drift_ppm * 1e-6)
    times_s = np.arange(math.floor(duration_s * rate_hz + 1e-9)) / rate_hz
    if jitter_ms > 0:
        # never more than 0.45 of a period, so that time does not run backwards
        shift = np.clip(rng.normal(0.0, jitter_ms * 1e-3, len(times_s)), -0.45 / rate_hz, 0.45 / rate_hz)
        times_s = np.maximum(times_s + shift, 0.0)
    kept = np.ones(len(times_s), dtype=np.bool_)
    for gap in gaps:
        kept[np.searchsorted(times_s, gap.start_s) : np.searchsorted(times_s, gap.end_s)] = False
    if not kept.any():
        raise UsageError("No sample is left", found=f"{duration_s} s, {len(gaps)} gaps", code="LEG-E507")
    firsts = np.flatnonzero(kept & ~np.concatenate(([False], kept[:-1])))
    index = np.cumsum(kept) - 1
    runs = tuple(Run(int(index[first]), float(times_s[first]), rate_hz) for first in firsts)
    times_s = times_s[kept]
    has_stamps = bool(jitter_ms > 0 or drift_ppm or len(gaps))
    steps = np.diff(times_s)
    steps = steps[steps < 1.5 / rate_hz]
    time = TimeBase(
        n_samples=len(times_s),
        sampling_rate_hz=rate_hz,
        runs=runs,
        nominal_rate_hz=sampling_rate_hz,
        is_measured=has_stamps,
        jitter_ms=float(np.std(steps) * 1e3) if has_stamps and len(steps) else None,
        drift_ppm=drift_ppm if has_stamps else None,
        stamps_s=_Stamps(times_s) if jitter_ms > 0 else None,
    )
    return Clock(time, times_s)


@dataclass(frozen=True, eq=False)
class _Stamps:
    """Recorded times; an object and not a closure, so that recordings can be pickled."""

    times_s: NDArray[np.float64]

    def __call__(self, start: int, stop: int) -> NDArray[np.float64]:
        """Give the times of the samples ``start`` to ``stop``."""
        return self.times_s[start:stop]


def make_sensor(
    felt: Felt,
    time: TimeBase,
    *,
    placement: Placement,
    side: Side,
    device: Device,
    model_rng: np.random.Generator,
    noise_rng: np.random.Generator,
) -> Sensor:
    """Turn what is felt into the channels of a sensor.

    Parameters
    ----------
    felt : Felt
    time : TimeBase
    placement : Placement
    side : Side
    device : Device
    model_rng, noise_rng : numpy.random.Generator
        For the faults of an ordinary sensor, and for its noise.

    Returns
    -------
    Sensor

    Raises
    ------
    UsageError
        If a triad is asked for that the simulated sensor does not have.
    """
    drawn = draw_sensor(model_rng)
    model = drawn if device.sensor is None else device.sensor
    force, turn = add_all_faults(felt, model, sampling_rate_hz=time.sampling_rate_hz, rng=noise_rng)
    made = {
        ChannelKind.ACCELERATION: ("accel", force, model.accel_range),
        ChannelKind.ANGULAR_VELOCITY: ("gyro", turn, model.gyro_range),
        ChannelKind.LINEAR_ACCELERATION: ("linear_accel", force, math.inf),
    }
    if ChannelKind.LINEAR_ACCELERATION in device.triads:
        made[ChannelKind.LINEAR_ACCELERATION] = ("linear_accel", force - felt.gravity, math.inf)
    unknown = [kind.value for kind in device.triads if kind not in made]
    if unknown:
        raise UsageError(
            "The simulated sensor has no such triad",
            found=", ".join(unknown),
            mend="ask for acceleration, linear_acceleration or angular_velocity",
            code="LEG-E508",
        )
    name = f"{side.value}_{placement.value}"
    channels = [
        Channel(
            name=f"{made[kind][0]}_{axis}",
            kind=kind,
            axis=axis,
            sensor=name,
            samples=ArraySamples(row.astype(device.dtype)),
            time=time,
            recorded_unit="rad/s" if kind is ChannelKind.ANGULAR_VELOCITY else "m/s2",
            valid_range=(-made[kind][2], made[kind][2]) if math.isfinite(made[kind][2]) else None,
        )
        for kind in device.triads
        for axis, row in zip("xyz", made[kind][1], strict=True)
    ]
    return Sensor(name, placement, side, tuple(channels))


def make_emg_sensor(
    scenes: Sequence[Scene],
    duration_s: float,
    *,
    side: Side,
    device: Device,
    rng: np.random.Generator,
) -> Sensor:
    """Make the EMG channels of the leg.

    Parameters
    ----------
    scenes : sequence of Scene
    duration_s : float
    side : Side
    device : Device
        ``emg_rate_hz`` must be given.
    rng : numpy.random.Generator

    Returns
    -------
    Sensor

    Raises
    ------
    UsageError
        If the rate is missing or too low for bursts.
    """
    rate_hz = device.emg_rate_hz or 0.0
    if rate_hz < 500:
        raise UsageError(
            "EMG bursts need a faster sampling rate",
            found=f"{rate_hz} Hz",
            mend="ask for 1000 Hz or more (500 Hz at least)",
            code="LEG-E509",
        )
    n = math.floor(duration_s * rate_hz + 1e-9)
    time = TimeBase.regular(n, sampling_rate_hz=rate_hz)
    traces = make_emg(scenes, np.arange(n) / rate_hz, sampling_rate_hz=rate_hz, rng=rng)
    name = f"{side.value}_emg"
    channels = tuple(
        Channel(
            name=f"emg_{muscle}",
            kind=ChannelKind.EMG,
            axis=None,
            sensor=name,
            samples=ArraySamples(trace.astype(device.dtype)),
            time=time,
            recorded_unit="V",
        )
        for muscle, trace in traces.items()
    )
    return Sensor(name, Placement.SHANK, side, channels)
