"""Two legs on one time: by taps with a known error, by clocks without one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from analysis_makers import a_recording, channels_of
from legato.align import align_legs, join_legs
from legato.errors import InputError
from legato.knowledge.load import load_criteria
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Placement, Sensor, Side, Task
from legato.model.time_base import Run, TimeBase

CRITERIA = load_criteria()
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
TAPS_S = (3.0, 4.1, 5.5, 7.2)


def leg(taps_s, *, rate_hz=100.0, id="leg", time=None, kind=ChannelKind.ACCELERATION, scale=1.0, **more):
    axes = np.tile([0.0, 0.0, 9.81], (round(70.0 * rate_hz), 1))
    for tap_s in taps_s:
        first = int(np.ceil(tap_s * rate_hz - 1e-9))
        axes[first : first + 5, 0] += 20.0
    channels = channels_of(axes, kind, sensor=id, rate_hz=rate_hz, time=time, scale=scale)
    return a_recording(Sensor(id, Placement.ANKLE, Side.UNKNOWN, channels), subject="S1", **more)


def aligned(left, right):
    return align_legs(left, right, criteria=CRITERIA)


def joined(left, right):
    return join_legs(left, right, criteria=CRITERIA)


@pytest.mark.parametrize("shift_s", [0.0, 2.5, -1.0])
def test_taps_give_the_shift_between_the_legs_whatever_the_clocks_say(shift_s):
    left, right = leg(TAPS_S, start=START), leg([t - shift_s for t in TAPS_S], start=START + timedelta(0, 30))
    found = aligned(left, right)
    assert found.shift_s == pytest.approx(shift_s, abs=1e-9)
    assert found.error_s is not None


def test_the_error_is_that_of_the_mean_over_the_taps():
    late = (0.01, -0.01, 0.02, 0.0)
    found = aligned(leg(TAPS_S), leg([t - 1.0 - d for t, d in zip(TAPS_S, late, strict=True)]))
    assert found.shift_s == pytest.approx(1.0 + np.mean(late), abs=1e-6)
    # and half a sample of each leg's own 100 Hz besides
    own_s = np.sqrt(2.0 / 12.0) / 100.0
    assert found.error_s == pytest.approx(np.hypot(np.std(late, ddof=1) / 2.0, own_s), abs=1e-6)


def test_legs_of_different_rates_are_never_aligned_more_surely_than_a_sample_allows():
    found = aligned(leg(TAPS_S), leg([t - 1.013 for t in TAPS_S], rate_hz=50.0))
    assert abs(found.shift_s - 1.013) <= 3.0 * found.error_s


def test_a_tap_that_only_one_leg_felt_is_left_away():
    found = aligned(leg([*TAPS_S, 31.0]), leg([*(t - 2.0 for t in TAPS_S), 44.0]))
    assert found.shift_s == pytest.approx(2.0, abs=1e-9)


@pytest.mark.parametrize("n_taps", [0, 1, 2, 3])
def test_fewer_than_three_taps_say_nothing(n_taps):
    found = aligned(leg(TAPS_S[:n_taps]), leg(TAPS_S[:n_taps]))
    assert (found.error_s is None) is (n_taps < 3)


def test_taps_at_other_distances_from_each_other_are_not_the_same_taps():
    assert aligned(leg([3.0, 5.0, 7.0]), leg([3.0, 5.2, 7.5])).error_s is None


def test_taps_later_than_the_first_minute_are_not_looked_for():
    late = leg([t + 60.0 for t in TAPS_S])
    assert aligned(late, late).error_s is None


@pytest.mark.parametrize(
    ("how", "is_felt"),
    [
        ({"kind": ChannelKind.LINEAR_ACCELERATION}, True),
        ({"kind": ChannelKind.ANGULAR_VELOCITY}, False),
        ({"scale": None}, False),
    ],
)
def test_taps_are_felt_by_an_accelerometer_with_a_unit_alone(how, is_felt):
    assert (aligned(leg(TAPS_S), leg(TAPS_S, **how)).error_s is not None) is is_felt


@pytest.mark.parametrize("other", [None, START.replace(tzinfo=None)])
def test_clocks_that_cannot_be_compared_give_no_shift_and_no_error(other):
    found = aligned(leg((), start=START), leg((), start=other))
    assert (found.shift_s, found.error_s) == (0.0, None)


@pytest.mark.parametrize(("shift_s", "starts"), [(2.0, (0.0, 2.0)), (-2.0, (2.0, 0.0)), (0.0, (0.0, 0.0))])
def test_no_sample_lies_before_second_nought(shift_s, starts):
    both = joined(leg(TAPS_S), leg([t - shift_s for t in TAPS_S]))
    found = tuple(sensor.channels[0].time.start_s for sensor in both.sensors)
    assert found == pytest.approx(starts, abs=1e-9)
    assert both.duration_s == pytest.approx(70.0 + abs(shift_s))


def test_the_taps_fall_together_on_the_common_time():
    firsts = []
    for sensor in joined(leg(TAPS_S), leg([t - 2.0 for t in TAPS_S])).sensors:
        x = sensor.triad(ChannelKind.ACCELERATION)[0]
        firsts.append(x.time.times_s(0, x.n_samples)[np.flatnonzero(x.read() > 10.0)[0]])
    assert firsts[0] == pytest.approx(firsts[1], abs=1e-9)


def test_stamps_of_single_samples_are_moved_as_well_and_one_clock_stays_one():
    stamps = np.arange(7000) / 100.0 + 0.001
    time = TimeBase(7000, 100.0, (Run(0, 0.001, 100.0),), stamps_s=lambda a, b: stamps[a:b])
    right = joined(leg(TAPS_S), leg([t - 2.0 for t in TAPS_S], time=time)).sensors[1].channels
    assert right[0].time.times_s(0, 2).tolist() == pytest.approx([2.0, 2.01], abs=0.002)
    assert len({id(channel.time) for channel in right}) == 1
    assert time.times_s(0, 1) == [0.001]


def test_both_legs_have_their_sides_and_names_of_their_own():
    both = joined(leg(TAPS_S, task=Task.REST), leg(TAPS_S, task=Task.REST))
    assert [(s.id, s.side) for s in both.sensors] == [("left_leg", Side.LEFT), ("right_leg", Side.RIGHT)]
    assert len({c.name for c in both.channels}) == 6
    assert (both.task, both.subject) == (Task.REST, "S1")


def test_legs_in_different_tasks_are_refused_with_both_tasks():
    with pytest.raises(InputError, match="different tasks") as caught:
        joined(leg(TAPS_S, task=Task.REST), leg(TAPS_S, task=Task.STAND))
    assert caught.value.found == "left rest, right stand"


def test_a_known_error_is_written_down_and_an_unknown_one_is_an_issue():
    known, unknown = joined(leg(TAPS_S), leg(TAPS_S)), joined(leg(()), leg(()))
    assert float(dict(known.provenance.settings)["alignment_error_s"]) >= 0.0
    assert dict(unknown.provenance.settings)["alignment_error_s"] == "unknown"
    assert [i.code for i in known.issues] == []
    assert [i.code for i in unknown.issues] == ["alignment_unknown"]


def test_what_was_wrong_with_either_leg_stays_known():
    noted = [leg(TAPS_S).with_issues([Issue(code, Severity.NOTE, code)]) for code in ("one", "other")]
    assert [i.code for i in joined(*noted).issues] == ["one", "other"]
