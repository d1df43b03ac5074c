"""Clonus: beats, frequency and decrement, with the edges of each clause."""

from __future__ import annotations

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.clonus import compute_clonus
from legato.model.burst import Burst
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

CRITERIA = load_criteria()


def _measure(starts_s: list[float], peaks: list[float] | None = None) -> tuple[Measure, ...]:
    sizes = peaks or [50.0] * len(starts_s)
    bursts = [Burst(Interval(s, s + 0.06), "SOL", p, 1.0) for s, p in zip(starts_s, sizes, strict=True)]
    return compute_clonus(bursts, span=Interval(10.0, 20.0), criteria=CRITERIA)


def _beats(n: int, *, rate_hz: float) -> list[float]:
    return [10.1 + k / rate_hz for k in range(n)]


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (2, "no rhythmic run"),
        (3, "short clonus"),
        (4, "short clonus"),
        (5, "pathological"),
        (9, "pathological"),
        (10, "sustained"),
    ],
)
def test_number_of_beats(n: int, words: str) -> None:
    count, frequency, _ = _measure(_beats(n, rate_hz=6.0))
    assert count.value == n
    assert words in count.note
    assert "unvalidated on the leg" in count.note
    assert (frequency.status is MeasureStatus.MEASURED) is (n >= 3)


@pytest.mark.parametrize(("rate_hz", "n"), [(3.0, 6), (2.99, 1), (8.0, 6), (8.02, 1)])
def test_rate_of_clonus(rate_hz: float, n: int) -> None:
    assert _measure(_beats(6, rate_hz=rate_hz))[0].value == n


@pytest.mark.parametrize(("off_hz", "words"), [(0.49, "constant within"), (0.52, "not constant within")])
def test_constant_frequency(off_hz: float, words: str) -> None:
    starts_s = _beats(8, rate_hz=6.0)
    starts_s.append(starts_s[-1] + 1 / (6.0 + off_hz))
    frequency = _measure(starts_s)[1]
    assert frequency.note.startswith(words)
    assert frequency.value == pytest.approx(6.0)


def test_decrement_with_its_interval() -> None:
    random = np.random.default_rng(2)
    peaks = [80 * np.exp(-0.15 * k + 0.02 * random.normal()) for k in range(12)]
    lambda_ = _measure(_beats(12, rate_hz=6.0), peaks)[2]
    assert lambda_.interval is not None
    assert lambda_.interval[0] < 0.15 < lambda_.interval[1]
    assert lambda_.interval[1] - lambda_.interval[0] < 0.02
    assert "dies away" in lambda_.note
    steady = _measure(_beats(12, rate_hz=6.0), [50 + (-1.0) ** k for k in range(12)])[2]
    assert "neither" in steady.note


def test_bursts_outside_the_stretch_and_stray_ones_do_not_count() -> None:
    starts_s = [9.5, 9.7, *_beats(5, rate_hz=5.0), 15.0, 20.0]
    assert _measure(starts_s)[0].value == 5


def test_random_bursts_make_no_long_clonus() -> None:
    random = np.random.default_rng(3)
    n_long = 0
    for _ in range(200):
        starts_s = np.sort(random.uniform(10, 20, size=15))
        value = _measure([float(one) for one in starts_s])[0].value
        assert value is not None
        n_long += value >= 5
    assert n_long <= 10


def test_no_burst_is_not_found_and_not_zero() -> None:
    assert {one.status for one in _measure([])} == {MeasureStatus.NOT_FOUND}
