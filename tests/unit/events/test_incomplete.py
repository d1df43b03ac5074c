"""Sensors with fewer than three axes, or of which nobody knows what they measure."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import channels_of
from legato.events.incomplete import complete_sensor, has_motion
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Sensor, Side


def sensor(*channels):
    return Sensor("leg", Placement.SHANK, Side.RIGHT, channels)


def columns(n_axes, kind, *, n=500, **how):
    samples = np.arange(float(n * n_axes)).reshape(n, n_axes)
    return channels_of(samples, kind, axes="xyzuvw"[:n_axes], **how)


@pytest.mark.parametrize(
    ("kind", "moves"),
    [
        (ChannelKind.ACCELERATION, True),
        (ChannelKind.LINEAR_ACCELERATION, True),
        (ChannelKind.ANGULAR_VELOCITY, True),
        (ChannelKind.MAGNETIC_FIELD, False),
        (ChannelKind.UNKNOWN, False),
    ],
)
def test_three_axes_of_acceleration_or_turning_are_motion_and_of_other_things_are_not(kind, moves):
    assert has_motion(sensor(*columns(3, kind))) is moves


def test_two_axes_are_not_yet_a_whole_motion():
    assert not has_motion(sensor(*columns(2, ChannelKind.ACCELERATION)))


@pytest.mark.parametrize("n_axes", [1, 2, 3])
def test_columns_of_unknown_kind_become_movement_of_unknown_size(n_axes):
    made, step = complete_sensor(sensor(*columns(n_axes, ChannelKind.UNKNOWN)))
    triad = made.triad(ChannelKind.LINEAR_ACCELERATION)
    assert triad is not None
    assert not any(channel.has_unit for channel in triad)
    assert f"{n_axes} direction{'s' if n_axes > 1 else ''}" in step
    assert (made.id, made.placement, made.side) == ("leg", Placement.SHANK, Side.RIGHT)


def test_an_axis_that_was_not_recorded_is_nought_and_named_as_missing():
    made, _ = complete_sensor(sensor(*columns(1, ChannelKind.ACCELERATION)))
    _, y, z = made.triad(ChannelKind.LINEAR_ACCELERATION)
    assert not y.read(490, 600).any()
    assert (len(y.read()), len(z.read(498)), len(z.read(600))) == (500, 2, 0)
    assert y.name.endswith("(no y)")


def test_the_recorded_numbers_are_kept_as_they_are():
    channels = columns(2, ChannelKind.ACCELERATION, scale=9.81)
    made, _ = complete_sensor(sensor(*channels))
    x = made.triad(ChannelKind.LINEAR_ACCELERATION)[0]
    assert x.read(0, 3).tolist() == channels[0].samples.read(0, 3).tolist()


def test_only_three_columns_of_one_clock_are_laid_on_axes():
    made, step = complete_sensor(sensor(*columns(5, ChannelKind.UNKNOWN)))
    assert len(made.channels) == 3
    assert "3 directions" in step


def test_columns_of_another_clock_are_not_mixed_in():
    slow = channels_of(np.ones((50, 1)), ChannelKind.UNKNOWN, axes="y", rate_hz=10.0)
    made, step = complete_sensor(sensor(*columns(1, ChannelKind.UNKNOWN), *slow))
    assert "1 direction " in step
    assert made.channels[0].n_samples == 500


def test_a_known_motion_is_taken_before_an_unknown_column():
    known = columns(2, ChannelKind.ANGULAR_VELOCITY)
    made, step = complete_sensor(
        sensor(*columns(1, ChannelKind.UNKNOWN, time=known[0].time, sensor="b"), *known)
    )
    assert "angular_velocity" in step
    assert made.channels[0].samples is known[0].samples


@pytest.mark.parametrize("kind", [ChannelKind.EMG, ChannelKind.FORCE, ChannelKind.TEMPERATURE])
def test_what_repeats_no_movement_is_not_made_into_one(kind):
    assert complete_sensor(sensor(*columns(2, kind))) is None
