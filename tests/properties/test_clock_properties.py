"""Clocks of any rate, gaps and jitter: what a time base says stays true to the stamps it was measured from."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from legato.io.clock import REGULAR_IN_SAMPLES, measure_time_base

RATES_HZ = st.floats(10.0, 1000.0)
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def gap_places(draw: st.DrawFn, *, n_samples: int = 2000) -> list[tuple[int, float]]:
    """Places at least 60 samples apart, each with the samples lost there."""
    slots = draw(st.lists(st.integers(1, n_samples // 100 - 1), unique=True, max_size=5))
    return [(100 * slot, draw(st.floats(1.0, 5000.0))) for slot in sorted(slots)]


def stamps(rate_hz: float, places: list[tuple[int, float]], *, n_samples: int = 2000) -> NDArray[np.float64]:
    steps = np.full(n_samples, 1.0 / rate_hz)
    for place, lost in places:
        steps[place] += lost / rate_hz
    return np.cumsum(steps)


@settings(max_examples=60, deadline=None)
@given(rate_hz=RATES_HZ, places=gap_places(), jitter=st.floats(0.0, 0.08), seed=SEEDS)
def test_small_jitter_stays_regular_and_every_gap_is_found(
    rate_hz: float, places: list[tuple[int, float]], jitter: float, seed: int
) -> None:
    times_s = stamps(rate_hz, places)
    times_s += np.random.default_rng(seed).uniform(-jitter, jitter, times_s.size) / rate_hz
    base, _ = measure_time_base(times_s)
    assert base.is_regular
    assert len(base.gaps) == len(places)
    assert np.abs(base.times_s(0, times_s.size) - times_s).max() <= (REGULAR_IN_SAMPLES + 1e-6) / rate_hz
    assert abs(base.sampling_rate_hz / rate_hz - 1.0) < 2e-3


@settings(max_examples=60, deadline=None)
@given(rate_hz=RATES_HZ, jitter=st.floats(0.4, 3.0), seed=SEEDS)
def test_large_jitter_without_gaps_keeps_the_stamps_and_invents_no_gap(
    rate_hz: float, jitter: float, seed: int
) -> None:
    late = np.random.default_rng(seed).uniform(0.0, jitter, 3000) / rate_hz
    times_s = np.maximum.accumulate(np.arange(3000) / rate_hz + late)
    base, _ = measure_time_base(times_s)
    assert base.gaps == ()
    assert abs(base.sampling_rate_hz / rate_hz - 1.0) < 5e-3
    if not base.is_regular:
        assert np.array_equal(base.times_s(0, times_s.size), times_s)


@settings(max_examples=40, deadline=None)
@given(rate_hz=RATES_HZ, places=gap_places(), shift_s=st.floats(-1e6, 1e6))
def test_a_shift_of_the_clock_shifts_all_times_and_nothing_else(
    rate_hz: float, places: list[tuple[int, float]], shift_s: float
) -> None:
    times_s = stamps(rate_hz, places)
    base, _ = measure_time_base(times_s)
    shifted, _ = measure_time_base(times_s + shift_s)
    assert len(shifted.runs) == len(base.runs)
    for one, other in zip(base.gaps, shifted.gaps, strict=True):
        assert abs(one.duration_s - other.duration_s) < 0.3 / rate_hz
    assert np.abs(shifted.times_s(0, 2000) - shift_s - base.times_s(0, 2000)).max() < 0.3 / rate_hz
