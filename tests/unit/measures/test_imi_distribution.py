"""Intervals in logarithmic bins, and the mixture that is fitted to them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from leg_night_makers import leg
from legato.events.score_movements import score_movements
from legato.knowledge.load import load_criteria
from legato.knowledge.scoring import load_scoring_rule
from legato.measures.imi_distribution import compute_imi_distribution, describe_intervals
from legato.model.interval import Interval
from legato.model.sleep import SleepNotes

CRITERIA = load_criteria()


def drawn(*parts: tuple[int, float, float], seed: int = 1) -> list[float]:
    random = np.random.default_rng(seed)
    return [
        float(one)
        for number, median_s, spread in parts
        for one in np.exp(random.normal(math.log(median_s), spread, number))
    ]


def test_every_interval_is_counted_once() -> None:
    found = describe_intervals([0.1, 0.5, 3.0, 22.0, 24.0, 200.0, 500.0], criteria=CRITERIA)
    assert (found.n_intervals, found.n_shorter, found.n_longer) == (7, 1, 2)
    assert sum(found.counts) == 4
    assert len(found.edges_s) == len(found.counts) + 1
    assert (found.edges_s[0], found.edges_s[-1]) == pytest.approx((0.5, 200.0))


def test_the_peak_is_the_middle_of_the_fullest_bin() -> None:
    found = describe_intervals([5.0, 22.0, 23.0, 24.0], criteria=CRITERIA)
    fullest = found.counts.index(3)
    assert found.edges_s[fullest] < found.peak_s < found.edges_s[fullest + 1]
    assert describe_intervals([], criteria=CRITERIA).peak_s is None


@pytest.mark.parametrize(
    "truth",
    [
        [(400, 24.0, 0.3)],
        [(200, 3.0, 0.3), (400, 24.0, 0.25)],
        [(200, 2.5, 0.2), (500, 22.0, 0.2), (200, 150.0, 0.2)],
    ],
)
def test_the_mixture_finds_the_parts_that_were_drawn(truth: list[tuple[int, float, float]]) -> None:
    found = describe_intervals(drawn(*truth), criteria=CRITERIA)
    total = sum(number for number, _, _ in truth)
    assert len(found.parts) == len(truth)
    assert len(found.bic) == 3
    for part, (number, median_s, spread) in zip(found.parts, truth, strict=True):
        assert part.median_s == pytest.approx(median_s, rel=0.08)
        assert part.spread_log == pytest.approx(spread, rel=0.15)
        assert part.share == pytest.approx(number / total, abs=0.03)


def test_the_mixture_is_the_same_in_any_order() -> None:
    values = drawn((100, 3.0, 0.4), (100, 25.0, 0.3))
    assert describe_intervals(values, criteria=CRITERIA) == describe_intervals(
        values[::-1], criteria=CRITERIA
    )


def test_too_few_intervals_have_no_mixture_and_say_so() -> None:
    found = describe_intervals([20.0] * 19, criteria=CRITERIA)
    assert (found.parts, found.bic) == ((), ())
    assert "fewer than 20" in found.note
    assert describe_intervals([20.0] * 20, criteria=CRITERIA).parts


def test_equal_intervals_and_intervals_of_0_break_nothing() -> None:
    found = describe_intervals([0.0, *[20.0] * 30], criteria=CRITERIA)
    assert found.n_shorter == 1
    assert found.parts[0].median_s == pytest.approx(20.0)


def test_the_intervals_of_a_night_are_those_of_its_candidates() -> None:
    rule, span = load_scoring_rule("wasm2016"), Interval(0.0, 1000.0)
    movements, _ = score_movements(
        [leg(10), leg(30, 0.2), leg(50), leg(90)], rule=rule, notes=SleepNotes(), span=span
    )
    found = compute_imi_distribution(movements, rule=rule, notes=SleepNotes(), span=span, criteria=CRITERIA)
    assert found.n_intervals == 2
