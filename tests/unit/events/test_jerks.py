"""Single jerks: dated to the sample, parted, and told from movements that were meant."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis_makers import channels_of
from legato.events.jerk_search import jerk_finder
from legato.events.jerks import Jerk, detect_jerks
from legato.knowledge.load import load_criteria
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Sensor, Side
from legato.model.time_base import Run, TimeBase

CRITERIA = load_criteria()
RATE_HZ = 100.0


def quiet(n=1000, *, noise=0.0, seed=0):
    return noise * np.random.default_rng(seed).standard_normal((n, 3))


def with_pulse(axes, at, *, size=1.0, n=20):
    axes[at : at + n, 0] += size * np.hanning(n + 2)[1:-1]
    return axes


def with_block(axes, at, *, size=1.0, n=20):
    axes[at : at + n, 0] += size
    return axes


def found(axes, *, floor=0.2, rate_hz=RATE_HZ):
    return detect_jerks(axes, sampling_rate_hz=rate_hz, floor=floor, criteria=CRITERIA)


def test_no_samples_hold_no_jerk():
    assert found(np.empty((0, 3))) == []


def test_rest_holds_no_jerk():
    assert found(quiet(noise=0.01)) == []


@pytest.mark.parametrize("at", [1, 300, 979])
def test_a_jerk_is_dated_to_its_first_sample_and_ends_behind_its_last(at):
    (jerk,) = found(with_block(quiet(), at))
    assert (jerk.onset_sample, jerk.end_sample) == (at, at + 20)
    assert jerk.peak == pytest.approx(1.0)


def test_a_jerk_at_the_very_first_sample_has_nothing_before_it_and_is_not_called_abrupt():
    (jerk,) = found(with_block(quiet(), 0))
    assert jerk.onset_sample == 0
    assert np.isnan(jerk.before_share)
    assert not jerk.is_abrupt(CRITERIA)


def test_a_rising_jerk_is_dated_where_it_passes_its_share_of_the_peak():
    axes = with_pulse(quiet(), 300, n=41)
    (jerk,) = found(axes)
    first = np.flatnonzero(axes[:, 0] > CRITERIA.number("jerk.on_share") * axes[:, 0].max())[0]
    assert jerk.onset_sample == first


def test_a_movement_below_the_floor_is_none():
    assert found(with_block(quiet(), 300, size=0.19)) == []
    assert len(found(with_block(quiet(), 300, size=0.21))) == 1


def test_sway_before_a_large_jerk_does_not_date_it_early():
    axes = with_block(quiet(), 300, size=10.0)
    axes[250:300, 0] += 0.1
    (jerk,) = found(axes)
    assert jerk.onset_sample == 300


@pytest.mark.parametrize(("gap_s", "n"), [(0.39, 1), (0.4, 2), (1.0, 2)])
def test_a_leg_that_swings_back_within_the_gap_makes_one_jerk(gap_s, n):
    axes = with_block(with_block(quiet(), 300), 320 + round(gap_s * RATE_HZ))
    jerks = found(axes)
    assert len(jerks) == n
    assert all(a.end_sample <= b.onset_sample for a, b in itertools.pairwise(jerks))


def test_a_constant_offset_is_no_departure():
    assert found(quiet() + np.array([5.0, -3.0, 9.81])) == []


def test_lost_samples_end_a_jerk_and_make_none():
    axes = with_block(quiet(), 300, n=200)
    axes[310:400] = np.nan
    assert [(j.onset_sample, j.end_sample) for j in found(axes)] == [(300, 310), (400, 500)]


@pytest.mark.parametrize("lost_axes", [slice(0, 3), slice(0, 1)])
def test_a_stretch_that_was_lost_altogether_holds_no_jerk(lost_axes):
    axes = quiet()
    axes[:, lost_axes] = np.nan
    assert found(axes) == []


def test_the_rise_and_the_quiet_before_are_told():
    axes = with_pulse(with_block(quiet(), 250, size=0.1, n=20), 300, n=40)
    (jerk,) = [j for j in found(axes) if j.peak > 0.9]
    assert 0.0 < jerk.rise_s < 0.2
    assert jerk.before_share == pytest.approx(0.1, abs=0.02)
    assert jerk.peak_over_floor == pytest.approx(5.0, rel=0.01)


def a_jerk(**changed):
    return Jerk(
        **(
            {
                "onset_sample": 0,
                "end_sample": 9,
                "peak": 1.0,
                "rise_s": 0.1,
                "before_share": 0.1,
                "peak_over_floor": 9.0,
            }
            | changed
        )
    )


@pytest.mark.parametrize(
    ("changed", "is_abrupt"),
    [
        ({}, True),
        ({"rise_s": 0.2}, True),
        ({"rise_s": 0.21}, False),
        ({"before_share": 0.2}, True),
        ({"before_share": 0.21}, False),
        ({"before_share": float("nan")}, False),
        ({"peak_over_floor": 2.5}, True),
        ({"peak_over_floor": 2.4}, False),
    ],
)
def test_a_jerk_breaks_out_of_rest_quickly_and_largely(changed, is_abrupt):
    assert a_jerk(**changed).is_abrupt(CRITERIA) is is_abrupt


def sensor(*channels):
    return Sensor("leg", Placement.ANKLE, Side.LEFT, channels)


def finder(axes, kind=ChannelKind.ANGULAR_VELOCITY, **how):
    return jerk_finder(sensor(*channels_of(axes, kind, **how)), criteria=CRITERIA)


def test_a_jerk_is_found_at_its_time_in_the_recording():
    ((onset_s, end_s, jerk),) = finder(with_block(quiet(2000), 1234))(11.0, 14.0)
    assert onset_s == pytest.approx(12.34, abs=1e-9)
    assert end_s == pytest.approx(12.53, abs=1e-9)
    assert jerk.peak == pytest.approx(1.0)


def test_only_jerks_that_begin_within_the_time_asked_for_are_given():
    find = finder(with_block(with_block(quiet(2000), 1000), 1300))
    assert [round(s, 2) for s, _, _ in find(10.0, 13.0)] == [10.0]
    assert [round(s, 2) for s, _, _ in find(10.01, 13.01)] == [13.0]


def test_a_jerk_behind_a_gap_of_the_clock_keeps_its_own_time():
    time = TimeBase(2000, RATE_HZ, (Run(0, 0.0, RATE_HZ), Run(1000, 60.0, RATE_HZ)))
    ((onset_s, _, _),) = finder(with_block(quiet(2000), 1100), time=time)(60.0, 65.0)
    assert onset_s == pytest.approx(61.0, abs=1e-9)


@pytest.mark.parametrize("kind", [ChannelKind.ACCELERATION, ChannelKind.LINEAR_ACCELERATION])
def test_without_a_gyroscope_acceleration_is_searched_by_its_own_floor(kind):
    floor = CRITERIA.number("jerk.floor_mps2") * CRITERIA.number("jerk.search_share")
    assert len(finder(with_block(quiet(), 500, size=1.1 * floor), kind)(3.0, 7.0)) == 1
    assert finder(with_block(quiet(), 500, size=0.9 * floor), kind)(3.0, 7.0) == []


def test_a_sensor_without_a_triad_finds_none():
    two = channels_of(quiet()[:, :2], ChannelKind.ANGULAR_VELOCITY, axes="xy")
    find = jerk_finder(sensor(*two), criteria=CRITERIA)
    assert find(0.0, 9.0) == []


def test_a_triad_without_samples_finds_none():
    assert finder(np.empty((0, 3)))(0.0, 9.0) == []


def test_a_time_outside_the_recording_finds_none():
    assert finder(with_block(quiet(), 500))(100.0, 104.0) == []


def test_without_a_unit_no_jerk_is_found_because_it_is_told_by_its_size():
    assert finder(with_block(quiet(), 500, size=99.0), scale=None)(3.0, 7.0) == []


def test_acceleration_with_a_unit_is_searched_where_turning_has_none():
    turning = channels_of(with_block(quiet(), 700, size=99.0), ChannelKind.ANGULAR_VELOCITY, scale=None)
    felt = channels_of(with_block(quiet(), 500, size=9.0), ChannelKind.ACCELERATION)
    ((onset_s, _, _),) = jerk_finder(sensor(*turning, *felt), criteria=CRITERIA)(3.0, 9.0)
    assert onset_s == pytest.approx(5.0)
