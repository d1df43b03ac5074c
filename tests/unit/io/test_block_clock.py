"""Clocks that stamp blocks: rate, drift, gaps, jitter of stamps."""

from __future__ import annotations

import numpy as np
import pytest

from legato.io.block_clock import BlockStamps, block_time_base, tell_clock


def stamps_of(times_s, count=100):
    n = len(times_s)
    counts = np.full(n, count, dtype=np.int64)
    return BlockStamps(np.arange(n, dtype=np.int64) * count, counts, np.asarray(times_s, dtype=float))


def test_an_even_clock_is_one_run():
    time = block_time_base(stamps_of(np.arange(1000) * 1.01), nominal_rate_hz=100.0)
    assert len(time.runs) == 1
    assert time.sampling_rate_hz == pytest.approx(100 / 1.01)
    assert time.drift_ppm == pytest.approx(-9900.99, rel=1e-4)


def test_a_drifting_crystal_is_followed_without_a_gap_and_within_half_a_sample():
    index = np.arange(5000)
    true_s = index * 1.0 + 2e-8 * index**2.0 * 5
    time = block_time_base(stamps_of(true_s), nominal_rate_hz=100.0)
    assert len(time.runs) > 3
    assert not time.gaps
    read_s = np.array([time.times_s(k * 100, k * 100 + 1)[0] for k in range(0, 5000, 37)])
    assert np.abs(read_s - true_s[::37]).max() < 0.006
    steps = np.diff(time.times_s(0, time.n_samples))
    assert steps.min() > 0


def test_a_missing_block_is_one_gap_of_its_length():
    times_s = np.delete(np.arange(100.0), 40)
    time = block_time_base(stamps_of(times_s), nominal_rate_hz=100.0)
    assert [(gap.start_s, gap.duration_s) for gap in time.gaps] == [(pytest.approx(40), pytest.approx(1.0))]
    assert [issue.code for issue in tell_clock(time)] == ["gaps"]


def test_rounded_stamps_are_no_gaps():
    rng = np.random.default_rng(5)
    times_s = np.arange(2000.0) + rng.uniform(-0.008, 0.008, 2000)
    time = block_time_base(stamps_of(times_s), nominal_rate_hz=100.0)
    assert not time.gaps
    assert time.sampling_rate_hz == pytest.approx(100.0, rel=1e-4)


def test_one_block_takes_the_stated_rate():
    time = block_time_base(stamps_of([3.0]), nominal_rate_hz=50.0)
    assert (time.sampling_rate_hz, time.is_measured, time.jitter_ms) == (50.0, False, None)


def test_a_rate_other_than_stated_is_told():
    time = block_time_base(stamps_of(np.arange(50) * 1.05), nominal_rate_hz=100.0)
    assert [issue.code for issue in tell_clock(time)] == ["rate_differs"]


def test_no_block_gives_an_empty_clock():
    assert block_time_base(stamps_of([]), nominal_rate_hz=50.0).n_samples == 0
