"""Small recordings made of formulas, with the rows that an engine would give, for the tests of the measures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.movement import Bout, MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.sensor_track import STATE_CODES, SensorTrack
from legato.model.time_base import TimeBase
from legato.model.window_table import COLUMNS, WindowTable

RATE_HZ = 100.0
WINDOW_S, STEP_S = 4.0, 1.0


def hinge(
    *,
    frequency_hz: float | NDArray[np.float64],
    turn_deg: float = 1.0,
    arm_m: float = 0.4,
    duration_s: float = 30.0,
    noise_mps2: float = 0.0,
    noise_dps: float = 0.0,
    seed: int = 0,
    rate_hz: float = RATE_HZ,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give accelerometer and gyroscope of a segment that swings by a small angle about a hinge across gravity."""
    n = int(duration_s * rate_hz)
    course_hz = np.broadcast_to(np.asarray(frequency_hz, dtype=float), (n,))
    phase = 2.0 * np.pi * (np.cumsum(course_hz) - course_hz[0]) / rate_hz
    pace, size = 2.0 * np.pi * course_hz, np.radians(turn_deg)
    theta, omega_turn, swing = (
        size * np.sin(phase),
        size * pace * np.cos(phase),
        -size * pace**2 * np.sin(phase) * arm_m,
    )
    rng = np.random.default_rng(seed)
    zero = np.zeros(n)
    # The segment lies along x, turns about y; the sensor's z points up at rest. Reading of gravity: u x theta.
    accel = np.stack([-9.81 * np.sin(theta), zero, 9.81 * np.cos(theta) - swing], axis=1)
    gyro = np.stack([zero, omega_turn, zero], axis=1)
    accel += rng.standard_normal((n, 3)) * noise_mps2
    gyro += rng.standard_normal((n, 3)) * np.radians(noise_dps)
    return accel, gyro


def sensor_of(
    accel: NDArray[np.float64] | None,
    gyro: NDArray[np.float64] | None,
    *,
    id: str = "ankle",
    side: Side = Side.LEFT,
    placement: Placement = Placement.ANKLE,
    time: TimeBase | None = None,
    scale: float | None = 1.0,
) -> Sensor:
    """Make a sensor of arrays."""
    n = len(accel if accel is not None else gyro)  # type: ignore[arg-type]
    time = time or TimeBase.regular(n, sampling_rate_hz=RATE_HZ)
    channels = tuple(
        Channel(
            f"{id}_{kind.value}_{axis}", kind, axis, id, ArraySamples(samples[:, i].copy()), time, scale=scale
        )
        for kind, samples in ((ChannelKind.ACCELERATION, accel), (ChannelKind.ANGULAR_VELOCITY, gyro))
        if samples is not None
        for i, axis in enumerate("xyz")
    )
    return Sensor(id, placement, side, channels)


def recording_of(
    *sensors: Sensor, task: Task = Task.REST, settings: tuple[tuple[str, str], ...] = ()
) -> Recording:
    """Bind sensors into a recording."""
    channels = tuple(channel for sensor in sensors for channel in sensor.channels)
    source = Provenance(
        source_name="made",
        sha256="",
        reader="memory",
        legato_version="",
        is_simulated=True,
        settings=settings,
    )
    return Recording(
        channels,
        sensors,
        source,
        duration_s=max(c.time.duration_s for c in channels),
        subject="p1",
        task=task,
    )


def track_of(
    sensor: Sensor,
    state: MovementKind | list[MovementKind],
    *,
    peak_hz: float = 5.0,
    rms: float = 0.1,
    over_background: float = 50.0,
    has_unit: bool = True,
) -> SensorTrack:
    """Give the rows of a sensor, all of one state or one state a window."""
    duration_s = sensor.channels[0].time.duration_s
    start_s = np.arange(0.0, duration_s - WINDOW_S + 1e-9, STEP_S)
    states = [state] * len(start_s) if isinstance(state, MovementKind) else state
    kinds = {channel.kind for channel in sensor.channels}
    columns = {"start_s": start_s, "coverage": np.ones(len(start_s))}
    for quantity in ("accel", "gyro"):
        columns |= {
            f"{quantity}_peak_hz": np.full(len(start_s), peak_hz),
            f"{quantity}_peak_over_background": np.full(len(start_s), over_background),
            f"{quantity}_rms": np.linspace(rms, 1.1 * rms, len(start_s)),
            f"{quantity}_band_rms": np.full(len(start_s), rms),
        }
    return SensorTrack(
        sensor=sensor,
        columns=columns,
        states=np.array([STATE_CODES[s] for s in states], dtype=np.int16),
        window_s=WINDOW_S,
        step_s=STEP_S,
        has_accel=ChannelKind.ACCELERATION in kinds,
        has_gyro=ChannelKind.ANGULAR_VELOCITY in kinds,
        has_accel_unit=has_unit,
        has_gyro_unit=has_unit,
    )


def table_of(*tracks: SensorTrack, quality: float = 0.9) -> WindowTable:
    """Give a windows table with the sensors and a quality; the rest is empty."""
    names = tuple(track.sensor.id for track in tracks)
    code = np.concatenate(
        [np.full(len(t), i, dtype=np.int16) for i, t in enumerate(tracks)] or [np.empty(0, np.int16)]
    )
    columns: dict[str, NDArray[np.generic]] = {}
    for name, kind in COLUMNS.items():
        if kind == "text":
            columns[name] = code if name == "sensor" else np.zeros(len(code), dtype=np.int16)
        else:
            columns[name] = (
                np.full(len(code), quality) if kind == "float" else np.ones(len(code), dtype=np.bool_)
            )
    words = {name: names if name == "sensor" else ("",) for name, kind in COLUMNS.items() if kind == "text"}
    return WindowTable(columns, words, window_s=WINDOW_S, step_s=STEP_S)


def bout_of(track: SensorTrack, start_s: float, end_s: float, state: MovementKind) -> Bout:
    """Give a bout of a sensor."""
    return Bout(Interval(start_s, end_s), state, track.sensor.id, track.sensor.side.value)
