"""Clocks: runs, gaps, times and the way back to a sample."""

from __future__ import annotations

import numpy as np
import pytest

from legato.errors import InputError
from legato.model.interval import Interval
from legato.model.time_base import Run, TimeBase


def two_runs():
    return TimeBase(100, 10.0, (Run(0, 0.0, 10.0), Run(40, 9.0, 10.0)))


def test_a_regular_clock_counts_from_its_start():
    time = TimeBase.regular(5, sampling_rate_hz=10.0, start_s=2.0)
    assert time.times_s(0, 5).tolist() == pytest.approx([2.0, 2.1, 2.2, 2.3, 2.4])
    assert (time.start_s, time.end_s, time.duration_s) == (2.0, pytest.approx(2.5), pytest.approx(0.5))
    assert time.is_regular
    assert not time.is_measured


def test_a_clock_without_samples_has_no_duration():
    time = TimeBase.regular(0, sampling_rate_hz=10.0)
    assert (time.start_s, time.end_s, time.gaps, time.run_bounds()) == (0.0, 0.0, (), [])
    assert len(time.times_s(0, 9)) == 0


@pytest.mark.parametrize("rate_hz", [0.0, -1.0, float("nan")])
def test_a_rate_that_is_none_is_refused(rate_hz):
    with pytest.raises(InputError, match="above 0 Hz"):
        TimeBase.regular(5, sampling_rate_hz=rate_hz)


@pytest.mark.parametrize(
    "runs",
    [
        (),
        (Run(1, 0.0, 10.0),),
        (Run(0, 0.0, 10.0), Run(0, 1.0, 10.0)),
        (Run(0, 0.0, 10.0), Run(5, 1.0, 10.0)),
        (Run(0, 0.0, 10.0), Run(3, 1.0, 10.0), Run(2, 2.0, 10.0)),
    ],
)
def test_runs_that_do_not_cover_the_samples_in_order_are_refused(runs):
    with pytest.raises(InputError, match="runs of a time base"):
        TimeBase(5, 10.0, runs)


def test_a_pause_between_runs_is_a_gap():
    (gap,) = two_runs().gaps
    assert (gap.start_s, gap.end_s) == (pytest.approx(4.0), 9.0)
    assert two_runs().run_bounds() == [(0, 40), (40, 100)]


@pytest.mark.parametrize(("late_s", "n_gaps"), [(0.0, 0), (0.04, 0), (0.06, 1)])
def test_drift_between_runs_is_no_gap_and_half_a_sample_more_is(late_s, n_gaps):
    time = TimeBase(20, 10.0, (Run(0, 0.0, 10.0), Run(10, 1.0 + late_s, 10.0)))
    assert len(time.gaps) == n_gaps


def test_each_sample_takes_the_time_of_its_own_run():
    assert two_runs().times_s(38, 42).tolist() == pytest.approx([3.8, 3.9, 9.0, 9.1])


def test_indices_outside_are_clipped_like_a_slice():
    assert len(two_runs().times_s(98, 200)) == 2
    assert len(two_runs().times_s(50, 40)) == 0


@pytest.mark.parametrize(
    ("time_s", "index"), [(-5.0, 0), (0.0, 0), (0.05, 1), (3.95, 40), (6.0, 40), (9.0, 40), (99.0, 100)]
)
def test_the_first_sample_at_or_after_a_time_is_found_across_gaps(time_s, index):
    assert two_runs().index_at(time_s) == index


def test_recorded_stamps_are_used_where_every_sample_has_its_own():
    stamps = np.array([0.0, 0.11, 0.19, 0.3])
    time = TimeBase(4, 10.0, (Run(0, 0.0, 10.0),), stamps_s=lambda a, b: stamps[a:b])
    assert not time.is_regular
    assert time.times_s(1, 3).tolist() == [0.11, 0.19]
    assert time.end_s == pytest.approx(0.4)
    assert time.index_at(0.15) == 2


def test_a_clock_whose_rate_cannot_be_known_ends_at_its_sample():
    time = TimeBase(1, float("nan"), (Run(0, 3.0, float("nan")),))
    assert time.gaps == ()
    assert time.runs[0].start_s == 3.0


def test_a_run_without_a_rate_has_gaps_by_its_times_alone():
    stamps = np.array([0.0, 5.0])
    time = TimeBase(2, float("nan"), (Run(0, 0.0, 0.0), Run(1, 5.0, 0.0)), stamps_s=lambda a, b: stamps[a:b])
    assert time.gaps == (Interval(0.0, 5.0),)
    assert time.end_s == 5.0
