"""Features, evidence and short recordings made by hand, for the tests of what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from legato.events.features import FEATURES, WindowFeatures
from legato.knowledge.load import load_criteria
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.criteria import Criteria, Criterion
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.sensor_track import STATE_CODES, SensorTrack
from legato.model.time_base import TimeBase

WINDOW_S, STEP_S = 4.0, 1.0
_GIVEN = ("accel", "gyro", "gravity", "accel_unit", "gyro_unit")


def with_numbers(base: Criteria | None = None, **changed: object) -> Criteria:
    """Give criteria with some numbers changed or added; ``__`` in a name stands for the dot."""
    base = load_criteria() if base is None else base
    records = dict(base.records)
    for name, value in changed.items():
        id_ = name.replace("__", ".")
        records[id_] = Criterion(id_, value, "1", "test", "E")  # type: ignore[arg-type]
    return Criteria(records, "test")


def with_rules(
    rules: Mapping[str, tuple[float, float]], pairs: Mapping[str, tuple[float, str]] = {}
) -> Criteria:
    """Give the criteria of the house with other kinds and pairs in place of its own."""
    kept = {
        id_: record
        for id_, record in load_criteria().records.items()
        if not id_.startswith(("kind.", "pair."))
    }
    made = {f"kind.{k}": Criterion(f"kind.{k}", v, "1", "test", "E") for k, v in rules.items()}
    made |= {
        f"pair.{k}": Criterion(f"pair.{k}", margin, "1", "test", "E", note)
        for k, (margin, note) in pairs.items()
    }
    return Criteria(kept | made, "test")


def features_of(
    n: int,
    *,
    columns: Mapping[str, Sequence[float] | float | NDArray[np.float64]] | None = None,
    step_s: float = STEP_S,
    **has: bool,
) -> WindowFeatures:
    """Give features of ``n`` windows: all there and still (spectral ones not transformed), but for the columns named."""
    made = {name: np.full(n, np.nan) for name in FEATURES}
    made["start_s"] = step_s * np.arange(n)
    for name in ("coverage", "gravity_norm"):
        made[name] = np.full(n, 1.0)
    for name in ("clipped", "flat", "is_transformed"):
        made[name] = np.zeros(n)
    for name, value in (columns or {}).items():
        made[name] = np.broadcast_to(np.asarray(value, dtype=np.float64), (n,)).copy()
    given = {f"has_{what}": has.get(what, True) for what in _GIVEN}
    return WindowFeatures(made, window_s=WINDOW_S, step_s=step_s, **given)


def track_with(
    states: Sequence[str],
    *,
    columns: Mapping[str, Sequence[float] | float] | None = None,
    step_s: float = STEP_S,
    sensor: Sensor | None = None,
    **has: bool,
) -> SensorTrack:
    """Give the rows of a sensor with a state each."""
    given = dict(columns or {})
    of_track = {name: given.pop(name, np.nan) for name in ("frequency_low_hz", "frequency_high_hz")}
    features = features_of(len(states), columns=given, step_s=step_s)
    made = {name: np.broadcast_to(np.asarray(v, float), (len(states),)) for name, v in of_track.items()}
    codes = {kind.value: code for kind, code in STATE_CODES.items()}
    return SensorTrack(
        sensor=sensor or Sensor("leg", Placement.ANKLE, Side.LEFT, ()),
        columns=features.columns | made,
        states=np.array([codes[state] for state in states], dtype=np.int16),
        window_s=WINDOW_S,
        step_s=step_s,
        **{f"has_{what}": has.get(what, True) for what in _GIVEN},
    )


def channels_of(
    samples: NDArray[np.float64],
    kind: ChannelKind,
    *,
    sensor: str = "leg",
    axes: str = "xyz",
    rate_hz: float = 100.0,
    time: TimeBase | None = None,
    scale: float | None = 1.0,
) -> tuple[Channel, ...]:
    """Give one channel a column."""
    clock = time or TimeBase.regular(len(samples), sampling_rate_hz=rate_hz)
    return tuple(
        Channel(f"{sensor}_{kind.value}_{axis}", kind, axis, sensor, ArraySamples(column), clock, scale=scale)
        for axis, column in zip(axes, np.ascontiguousarray(samples.T), strict=True)
    )


def a_recording(*sensors: Sensor, task: Task = Task.FREE, **more: object) -> Recording:
    """Bind sensors into a recording."""
    channels = tuple(channel for sensor in sensors for channel in sensor.channels)
    given = {"duration_s": max((c.time.end_s for c in channels), default=0.0)} | more
    return Recording(
        channels=channels,
        sensors=sensors,
        provenance=Provenance("made", "", "memory", "", is_simulated=True),
        task=task,
        **given,  # type: ignore[arg-type]
    )


def changed(
    recording: Recording,
    change,
    *,
    first: int = 0,
    behind: int | None = None,
    rate_hz: float | None = None,
) -> Recording:
    """Give a recording whose sensors' samples went through ``change(kind, array of shape (n, 3))``, cut to some samples."""
    sensors = []
    for sensor in recording.sensors:
        made: list[Channel] = []
        for kind in (ChannelKind.ACCELERATION, ChannelKind.ANGULAR_VELOCITY):
            triad = sensor.triad(kind)
            if triad is None:
                continue
            axes = change(kind, np.stack([channel.read(first, behind) for channel in triad], axis=1))
            time = TimeBase.regular(len(axes), sampling_rate_hz=rate_hz or triad[0].sampling_rate_hz)
            made += [
                replace(channel, samples=ArraySamples(np.ascontiguousarray(axes[:, i])), time=time)
                for i, channel in enumerate(triad)
            ]
        sensors.append(replace(sensor, channels=tuple(made)))
    channels = tuple(channel for sensor in sensors for channel in sensor.channels)
    return replace(
        recording,
        channels=channels,
        sensors=tuple(sensors),
        duration_s=max(channel.time.end_s for channel in channels),
    )
