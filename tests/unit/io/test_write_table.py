"""Reading what was written gives the same recording, to the last bit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

import hand_made
from legato.errors import InputError, MissingChannelError, UsageError
from legato.io.read import read_recording
from legato.io.write_table import write_table
from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import Run, TimeBase


def recording_of(
    kinds, *, time=None, sensors=(("left_shank", Placement.SHANK, Side.LEFT),), n=700, **changes
):
    rng = np.random.default_rng(8)
    time = time or TimeBase.regular(n, sampling_rate_hz=98.86)
    homes, channels = [], []
    for sensor, placement, side in sensors:
        members = []
        for kind, axis in kinds:
            values = rng.normal(size=n) * 10.0 ** rng.integers(-6, 6, n)
            values[5:9] = np.nan
            name = f"{sensor}:{kind}:{axis}"
            members.append(Channel(name, kind, axis, sensor, ArraySamples(values), time))
        channels += members
        homes.append(Sensor(sensor, placement, side, tuple(members)))
    base = hand_made.make_recording(seconds=1, is_simulated=False)
    whole = replace(base, channels=tuple(channels), sensors=tuple(homes), duration_s=time.end_s, issues=())
    return replace(whole, **changes)


IMU = [(ChannelKind.ACCELERATION, axis) for axis in "xyz"] + [
    (ChannelKind.ANGULAR_VELOCITY, axis) for axis in "xyz"
]
GAPPED = TimeBase(
    700,
    50.0,
    (Run(0, 0.125, 50.0), Run(300, 11.3, 49.9)),
    51.2,
    is_measured=True,
    jitter_ms=0.1,
    drift_ppm=-23437.5,
)


def assert_same(first: Recording, second: Recording, names: dict[str, str]) -> None:
    for old, new in names.items():
        a, b = first.channel(old), second.channel(new)
        assert a.read().tobytes() == b.read().tobytes()
        assert (a.kind, a.axis, a.sensor, a.unit) == (b.kind, b.axis, b.sensor, b.unit)
        assert a.time.times_s(0, a.n_samples).tobytes() == b.time.times_s(0, b.n_samples).tobytes()
        assert replace(a.time, stamps_s=None) == replace(b.time, stamps_s=None)
    assert [(s.id, s.placement, s.side) for s in first.sensors] == [
        (s.id, s.placement, s.side) for s in second.sensors
    ]
    for field in ("start", "subject", "task", "annotations", "duration_s", "is_simulated"):
        assert getattr(first, field) == getattr(second, field), field


@pytest.mark.parametrize("time", [None, GAPPED])
def test_parquet_gives_the_recording_back_to_the_last_bit(tmp_path, time):
    marks = (Annotation(1.0, 0.5, "jerk", "column:label"),)
    start = datetime(2026, 1, 5, 8, 0, 0, 123456, tzinfo=UTC)
    first = recording_of(IMU, time=time, annotations=marks, start=start, task=Task.STAND, subject="P1")
    names = write_table(first, tmp_path / "leg.parquet")
    second = read_recording(tmp_path / "leg.parquet")
    assert_same(first, second, names)
    again = write_table(second, tmp_path / "again.parquet")
    assert list(again) == list(again.values())  # names that say all are kept
    assert_same(second, read_recording(tmp_path / "again.parquet"), again)


def test_both_legs_and_odd_kinds_survive(tmp_path):
    kinds = [
        *IMU,
        (ChannelKind.EMG, None),
        (ChannelKind.MAGNETIC_FIELD, "x"),
        (ChannelKind.TEMPERATURE, None),
    ]
    sensors = (
        ("a", Placement.ANKLE, Side.LEFT),
        ("b", Placement.ANKLE, Side.RIGHT),
        ("c", Placement.UNKNOWN, Side.UNKNOWN),
    )
    first = recording_of(kinds, sensors=sensors)
    names = write_table(first, tmp_path / "legs.parquet")
    assert names["a:acceleration:x"] == "left_ankle_accel_x_mps2"
    assert_same(first, read_recording(tmp_path / "legs.parquet"), names)


def test_irregular_stamps_survive(tmp_path):
    stamps = np.cumsum(np.random.default_rng(2).uniform(0.001, 0.019, 700))
    time = TimeBase(
        700, 100.0, (Run(0, float(stamps[0]), 100.0),), is_measured=True, stamps_s=lambda a, b: stamps[a:b]
    )
    first = recording_of(IMU, time=time)
    names = write_table(first, tmp_path / "leg.parquet")
    second = read_recording(tmp_path / "leg.parquet")
    got = second.channels[0].time.times_s(0, 700)
    np.testing.assert_allclose(np.diff(got), np.diff(stamps), atol=1e-12)
    assert (
        first.channels[0].read().tobytes() == second.channel(names[first.channels[0].name]).read().tobytes()
    )


def test_unknown_units_stay_unknown(tmp_path):
    first = recording_of(IMU)
    vague = tuple(replace(channel, scale=None, recorded_unit=None) for channel in first.channels)
    first = replace(first, channels=vague, sensors=(replace(first.sensors[0], channels=vague),))
    names = write_table(first, tmp_path / "leg.parquet")
    second = read_recording(tmp_path / "leg.parquet")
    assert_same(first, second, names)
    assert not second.channels[0].has_unit


def test_csv_gives_the_numbers_back(tmp_path):
    first = recording_of(IMU)
    names = write_table(first, tmp_path / "leg.csv")
    second = read_recording(tmp_path / "leg.csv")
    for old, new in names.items():
        np.testing.assert_array_equal(first.channel(old).read(), second.channel(new).read())
    assert second.channels[0].sampling_rate_hz == pytest.approx(98.86, rel=1e-9)


def test_a_simulated_recording_stays_simulated_and_is_not_written_as_csv(tmp_path):
    simulated = hand_made.make_recording(seconds=10, is_simulated=True)
    write_table(simulated, tmp_path / "leg.parquet")
    assert read_recording(tmp_path / "leg.parquet").is_simulated
    with pytest.raises(InputError, match="simulated"):
        write_table(simulated, tmp_path / "leg.csv")


def test_several_clocks_are_refused_with_their_channels(tmp_path):
    first = recording_of(IMU)
    other = replace(first.channels[0], time=TimeBase.regular(700, sampling_rate_hz=7.0))
    mixed = (other, *first.channels[1:])
    first = replace(first, channels=mixed, sensors=(replace(first.sensors[0], channels=mixed),))
    with pytest.raises(InputError, match="2 clocks"):
        write_table(first, tmp_path / "leg.parquet")
    assert write_table(first, tmp_path / "leg.parquet", channels=[first.channels[1].name])


def test_a_failed_write_leaves_nothing_behind(tmp_path):
    first = recording_of(IMU)
    with pytest.raises(MissingChannelError):
        write_table(first, tmp_path / "leg.parquet", channels=["nothing"])
    with pytest.raises(UsageError):
        write_table(first, tmp_path / "leg.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["time", "event", "sample", "subject", "x"])
def test_a_channel_with_the_name_of_a_clock_or_mark_stays_a_channel(tmp_path, name):
    base = recording_of([(ChannelKind.UNKNOWN, None)])
    odd = (replace(base.channels[0], name=name, scale=1.0),)
    first = replace(base, channels=odd, sensors=(replace(base.sensors[0], channels=odd),))
    names = write_table(first, tmp_path / "leg.parquet")
    assert_same(first, read_recording(tmp_path / "leg.parquet"), names)
