"""Clocks: rate, jitter, gaps, drift, duplicates, restarts."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.errors import InputError
from legato.io.clock import REGULAR_IN_SAMPLES, find_restarts, measure_time_base
from legato.model.issue import Issue

EVEN = np.arange(1000) / 100.0


def codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def farthest_in_samples(times_s: NDArray[np.float64]) -> float:
    base, _ = measure_time_base(times_s)
    return float(np.abs(base.times_s(0, times_s.size) - times_s).max() * base.sampling_rate_hz)


def test_even_stamps_are_one_regular_run_without_issues() -> None:
    base, issues = measure_time_base(EVEN)
    assert base.is_regular
    assert len(base.runs) == 1
    assert base.sampling_rate_hz == pytest.approx(100.0)
    assert base.jitter_ms == pytest.approx(0.0, abs=1e-6)
    assert base.is_measured
    assert issues == []


def test_one_lost_sample_is_a_gap() -> None:
    base, issues = measure_time_base(np.delete(EVEN, 500))
    assert base.is_regular
    assert [(gap.start_s, gap.end_s) for gap in base.gaps] == [(pytest.approx(5.0), pytest.approx(5.01))]
    assert codes(issues) == ["gaps"]


def test_a_tenth_of_samples_lost_at_random_is_many_gaps_and_the_true_rate() -> None:
    kept = np.random.default_rng(1).random(1000) > 0.1
    base, _ = measure_time_base(EVEN[kept])
    assert base.sampling_rate_hz == pytest.approx(100.0, rel=0.01)
    assert len(base.gaps) > 50


def test_a_long_gap_keeps_the_time_behind_it() -> None:
    base, _ = measure_time_base(np.concatenate((EVEN, EVEN + 20.0)))
    assert base.gaps[0].duration_s == pytest.approx(10.0)
    assert base.times_s(1000, 1001)[0] == pytest.approx(20.0)
    assert base.duration_s == pytest.approx(30.0)


@pytest.mark.parametrize("jitter_s", [0.004, 0.008])
def test_jitter_is_no_gap(jitter_s: float) -> None:
    late = np.random.default_rng(2).exponential(jitter_s, 20_000)
    base, issues = measure_time_base(np.maximum.accumulate(np.arange(20_000) / 100.0 + late))
    assert not base.is_regular
    assert base.gaps == ()
    assert base.sampling_rate_hz == pytest.approx(100.0, rel=0.01)
    assert "time_irregular" in codes(issues)


def test_bursts_of_equal_stamps_are_no_gaps() -> None:
    base, issues = measure_time_base(np.repeat(np.arange(400) * 0.05, 5))
    assert base.gaps == ()
    assert base.sampling_rate_hz == pytest.approx(100.0, rel=0.01)
    assert "time_duplicate" in codes(issues)


def test_a_real_gap_in_a_jittering_stream_is_found() -> None:
    late = np.random.default_rng(3).exponential(0.004, 4000)
    times_s = np.maximum.accumulate(np.arange(4000) / 100.0 + late)
    times_s[2000:] += 1.0
    base, _ = measure_time_base(times_s)
    assert len(base.gaps) == 1
    assert base.gaps[0].duration_s == pytest.approx(1.0, abs=0.05)


def test_stamps_rounded_to_milliseconds_are_regular_at_the_true_rate() -> None:
    base, _ = measure_time_base(np.floor(np.arange(20_000) / 64 * 1000) / 1000)
    assert base.is_regular
    assert base.sampling_rate_hz == pytest.approx(64.0, rel=1e-4)
    assert base.jitter_ms == pytest.approx(0.484, abs=0.01)


def test_drift_is_followed_by_runs_and_no_stamp_is_off_by_more_than_a_quarter() -> None:
    times_s = np.cumsum(0.01 * (1 + 200e-6 * np.sin(np.arange(400_000) / 4e4)))
    base, _ = measure_time_base(times_s)
    assert base.is_regular
    assert len(base.runs) > 1
    assert base.gaps == ()
    assert farthest_in_samples(times_s) <= REGULAR_IN_SAMPLES + 1e-6


def test_one_late_stamp_keeps_the_recorded_times() -> None:
    times_s = EVEN.copy()
    times_s[300] += 0.008
    base, _ = measure_time_base(times_s)
    assert base.gaps == ()
    assert farthest_in_samples(times_s) == pytest.approx(0.0)


def test_backward_steps_are_told_and_held() -> None:
    times_s = EVEN.copy()
    times_s[300] -= 0.035
    base, issues = measure_time_base(times_s)
    assert "time_backwards" in codes(issues)
    assert (np.diff(base.times_s(0, 1000)) >= 0).all()


def test_a_restarting_clock_is_refused() -> None:
    twice = np.concatenate((EVEN, EVEN))
    assert find_restarts(twice).tolist() == [1000]
    with pytest.raises(InputError, match="restarts"):
        measure_time_base(twice)


@pytest.mark.parametrize("times_s", [EVEN[::-1], np.zeros(50)])
def test_a_clock_that_goes_back_or_stands_still_is_refused(times_s: NDArray[np.float64]) -> None:
    with pytest.raises(InputError, match=r"backwards throughout|restarts"):
        measure_time_base(times_s)


def test_missing_stamps_are_placed_and_told() -> None:
    times_s = EVEN.copy()
    times_s[[0, 500, 999]] = np.nan
    base, issues = measure_time_base(times_s)
    assert base.times_s(0, 1000) == pytest.approx(EVEN, abs=1e-9)
    assert codes(issues) == ["time_missing"]


def test_mostly_missing_stamps_are_refused() -> None:
    times_s = np.full(1000, np.nan)
    times_s[:100] = EVEN[:100]
    with pytest.raises(InputError, match="no time"):
        measure_time_base(times_s)


@pytest.mark.parametrize(("n", "rate_hz"), [(0, None), (1, None), (1, 50.0), (2, None), (3, None)])
def test_very_short_clocks_have_a_time_for_each_sample(n: int, rate_hz: float | None) -> None:
    base, _ = measure_time_base(EVEN[:n], nominal_rate_hz=rate_hz)
    assert base.times_s(0, n) == pytest.approx(EVEN[:n])
    assert base.n_samples == n


def test_a_rate_other_than_stated_is_told_with_its_drift() -> None:
    base, issues = measure_time_base(EVEN, nominal_rate_hz=104.0)
    assert codes(issues) == ["rate_differs"]
    assert base.drift_ppm == pytest.approx(-38_461.5, rel=1e-3)


def test_ten_million_stamps_take_well_under_a_second() -> None:
    times_s = np.arange(10_000_000) / 100.0
    began = time.process_time()
    base, _ = measure_time_base(times_s)
    assert time.process_time() - began < 1.0
    assert len(base.runs) == 1
