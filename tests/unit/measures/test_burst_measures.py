"""Measures, rhythm, turns and order of bursts whose times are known."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.burst_measures import BURST_MEASURES, compute_burst_measures, length_distribution
from legato.measures.burst_rhythm import compute_rhythm
from legato.measures.burst_statistics import median_interval
from legato.measures.muscle_pairs import compare_muscles
from legato.measures.recruitment import order_recruitment
from legato.model.burst import Burst, BurstTrain, MusclePattern, SilentPeriod
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

CRITERIA = load_criteria()


def train_of(
    onsets_s: np.ndarray, lengths_ms: float | np.ndarray = 50.0, *, name: str = "TA", peak_uv: float = 100.0
) -> BurstTrain:
    """Make a train of bursts."""
    lengths = np.broadcast_to(lengths_ms, onsets_s.shape)
    bursts = tuple(
        Burst(Interval(float(on), float(on + ms / 1e3)), name, peak_uv, 1.0)
        for on, ms in zip(onsets_s, lengths, strict=True)
    )
    return BurstTrain(name, "threshold", 2000.0, 2.0, bursts, (), ())


def measure(train: BurstTrain, name: str) -> Measure:
    """Compute one measure by name."""
    measures = compute_burst_measures(train, searched_s=60.0, criteria=CRITERIA)
    return next(one for one in measures if one.name == name)


def test_every_named_measure_is_given() -> None:
    names = [
        one.name for one in compute_burst_measures(train_of(np.empty(0)), searched_s=9, criteria=CRITERIA)
    ]
    assert set(BURST_MEASURES) <= set(names)
    assert len(names) == len(set(names))


def test_mean_and_interval_of_the_length() -> None:
    rng = np.random.default_rng(1)
    lengths = rng.normal(60, 10, 40)
    mean = measure(train_of(np.arange(40.0), lengths), "burst_duration_mean_ms")
    assert mean.value == pytest.approx(lengths.mean())
    assert mean.interval is not None
    assert mean.interval[0] == pytest.approx(
        lengths.mean() - 2.02 * lengths.std(ddof=1) / np.sqrt(40), rel=0.01
    )
    assert "n = 40" in mean.note


def test_no_bursts_is_not_found_and_never_zero_long() -> None:
    empty = train_of(np.empty(0))
    assert measure(empty, "burst_count").value == 0
    assert measure(empty, "burst_duration_mean_ms").status is MeasureStatus.NOT_FOUND
    assert measure(empty, "burst_duration_mean_ms").value is None


@pytest.mark.parametrize(("n", "status"), [(9, MeasureStatus.NOT_ASSESSABLE), (10, MeasureStatus.MEASURED)])
def test_the_share_under_45_ms_needs_ten_bursts(n: int, status: MeasureStatus) -> None:
    share = measure(train_of(np.arange(float(n)), 30.0), "burst_share_under_cortical_limit_percent")
    assert share.status is status
    assert share.source == "vanderveen2024"
    assert "unvalidated on the leg" in share.note


def test_a_burst_at_the_limit_is_not_under_it() -> None:
    lengths = np.array([44.0] * 5 + [46.0] * 5)
    assert measure(train_of(np.arange(10.0), lengths), "burst_share_under_cortical_limit_percent").value == 50


def test_sizes_without_a_unit_are_not_assessable() -> None:
    train = train_of(np.arange(10.0), peak_uv=math.nan)
    assert measure(train, "burst_peak_median_uv").status is MeasureStatus.NOT_ASSESSABLE


def test_pauses_are_counted_with_their_depth() -> None:
    pauses = tuple(SilentPeriod(Interval(t, t + 0.1), "TA", 80.0, 0.9) for t in range(8))
    train = BurstTrain("TA", "threshold", 2000.0, 2.0, (), pauses, ())
    assert measure(train, "silent_period_count").value == 8
    assert measure(train, "silent_period_duration_median_ms").value == pytest.approx(100)
    assert measure(train, "silent_period_depth_median_ratio").value == pytest.approx(0.9)


def test_the_distribution_of_lengths_counts_every_whole_burst() -> None:
    bins = length_distribution(
        train_of(np.arange(4.0), np.array([10.0, 44.9, 50.1, 400.0])).bursts, edges_ms=(45, 100)
    )
    assert [count for _, _, count in bins] == [2, 1, 1]


def test_the_interval_of_a_median_needs_six_values() -> None:
    assert median_interval(np.arange(5.0)) is None
    assert median_interval(np.arange(6.0)) == (0.0, 5.0)


@pytest.mark.parametrize("hz", [3.2, 5.0, 16.0])
def test_a_tremor_is_rhythmic(hz: float) -> None:
    rng = np.random.default_rng(3)
    rhythm = compute_rhythm(train_of(np.cumsum(rng.normal(1 / hz, 0.05 / hz, 60)), 20.0), criteria=CRITERIA)
    assert rhythm.is_rhythmic
    assert rhythm.frequency_hz == pytest.approx(hz, rel=0.02)
    assert rhythm.interval_hz is not None
    assert rhythm.interval_hz[0] < hz < rhythm.interval_hz[1]


@pytest.mark.parametrize("seed", range(20))
def test_random_bursts_are_not_rhythmic(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rhythm = compute_rhythm(train_of(np.cumsum(0.06 + rng.exponential(0.15, 300)), 20.0), criteria=CRITERIA)
    assert not rhythm.is_rhythmic
    assert rhythm.reason


@pytest.mark.parametrize("hz", [0.9, 2.0])
def test_steps_are_below_the_band_of_tremor(hz: float) -> None:
    assert not compute_rhythm(train_of(np.arange(60) / hz), criteria=CRITERIA).is_rhythmic


@pytest.mark.parametrize(("n", "is_rhythmic"), [(10, False), (11, True)])
def test_a_rhythm_needs_ten_intervals(n: int, is_rhythmic: bool) -> None:
    assert compute_rhythm(train_of(np.arange(n) / 5.0), criteria=CRITERIA).is_rhythmic is is_rhythmic


@pytest.mark.parametrize(
    ("lag_share", "pattern"), [(0.02, MusclePattern.SYNCHRONOUS), (0.5, MusclePattern.ALTERNATING)]
)
def test_turns_of_two_muscles(lag_share: float, pattern: MusclePattern) -> None:
    rng = np.random.default_rng(5)
    first = np.arange(40) / 5.0
    second = first + lag_share / 5.0 + rng.normal(0, 0.008, 40)
    pair = compare_muscles(train_of(first), train_of(second, name="GM"), criteria=CRITERIA)
    assert pair.pattern is pattern
    assert abs(pair.mean_phase_deg) == pytest.approx(360 * lag_share, abs=10)
    assert pair.phase_interval_deg is not None


def test_both_at_once_is_mixed_and_chance_cannot_be_told() -> None:
    first = np.arange(60) / 5.0
    both = np.where(np.arange(60) % 2, first + 0.1, first + 0.002)
    assert compare_muscles(train_of(first), train_of(both), criteria=CRITERIA).pattern is MusclePattern.MIXED
    few = compare_muscles(train_of(first[:8]), train_of(both[:8]), criteria=CRITERIA)
    assert few.pattern is MusclePattern.CANNOT_TELL
    assert "fewer than 10" in few.reason


def test_the_order_of_recruitment_with_latencies() -> None:
    rng = np.random.default_rng(6)
    jerks = np.cumsum(rng.uniform(0.5, 2.0, 30))
    trains = [
        train_of(jerks + lag + rng.normal(0, 0.001, 30), name=name)
        for name, lag in (("late", 0.03), ("first", 0.0), ("middle", 0.012))
    ]
    order = order_recruitment(trains, criteria=CRITERIA)
    assert order.reference == "first"
    assert [muscle.channel for muscle in order.muscles] == ["first", "middle", "late"]
    assert order.muscles[2].latency_ms == pytest.approx(30, abs=1.5)
    assert order.muscles[2].n == 30
    assert order.is_certain


def test_an_order_within_the_noise_is_not_certain() -> None:
    rng = np.random.default_rng(7)
    jerks = np.cumsum(rng.uniform(0.5, 2.0, 30))
    trains = [train_of(jerks + rng.normal(0, 0.01, 30), name=name) for name in "ab"]
    order = order_recruitment(trains, criteria=CRITERIA)
    assert not order.is_certain
    assert order.reason
