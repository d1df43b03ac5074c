"""The standards of 2006, clause by clause, each at its limit, one sample below and one above."""

from __future__ import annotations

import pytest

from leg_night_makers import (
    RATES_HZ,
    arousals,
    between,
    breathing,
    leg,
    right,
    sampled,
    scored,
    series_onsets,
    verdicts,
)
from legato.model.recording import Side

RULE = "wasm2006"


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_shortest_s(rate_hz: float) -> None:
    limit = round(0.5 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit - 1, rate_hz)], RULE) == ["refused shortest_s"]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_longest_s(rate_hz: float) -> None:
    limit = round(10 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit + 1, rate_hz)], RULE) == ["refused longest_s"]


def test_longest_s_leaves_no_leg_movement_to_combine_or_to_end_a_series() -> None:
    assert verdicts([leg(10, 12), right(12, 1)], RULE) == ["refused longest_s", "clm"]
    _, series = scored([*(leg(at_s) for at_s in (0, 20, 40, 60)), leg(70, 12), leg(100)], RULE)
    assert [len(one.movements) for one in series] == [5]


def test_resting_most_uv() -> None:
    assert verdicts([leg(10, resting_uv=15.0)], RULE) == ["clm"]
    assert verdicts([leg(10, resting_uv=15.001)], RULE) == ["refused resting_most_uv"]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 512.0, 1000.0])
def test_bilateral_gap_s(rate_hz: float) -> None:
    gap = round(0.5 * rate_hz)
    first = between(1000, 600, rate_hz)
    assert verdicts([first, between(1600 + gap, 600, rate_hz, Side.RIGHT)], RULE) == ["clm", "clm"]
    assert verdicts([first, between(1600 + gap - 1, 600, rate_hz, Side.RIGHT)], RULE) == ["clm"]


def test_a_bilateral_movement_has_no_longest_and_no_most_parts() -> None:
    assert verdicts([leg(10, 9), right(18, 9)], RULE) == ["clm"]
    assert verdicts([leg(10, 1), right(11, 1), leg(12, 1), right(13, 1), leg(14, 1)], RULE) == ["clm"]


def test_series_fewest() -> None:
    assert series_onsets([100, 120, 140], RULE) == []
    assert series_onsets([100, 120, 140, 160], RULE) == [[100, 120, 140, 160]]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 499.99, 512.0, 1000.0])
def test_interval_s_of_5_s_is_in_a_series(rate_hz: float) -> None:
    assert len(series_onsets([0, 20, 40, 40 + sampled(5, rate_hz)], RULE)) == 1
    assert series_onsets([0, 20, 40, 40 + sampled(5, rate_hz, more=-1)], RULE) == []


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_90_s_is_in_a_series(rate_hz: float) -> None:
    assert len(series_onsets([0, 20, 40, 40 + sampled(90, rate_hz)], RULE)) == 1
    assert series_onsets([0, 20, 40, 40 + sampled(90, rate_hz, more=1)], RULE) == []


def test_interval_s_too_short_is_passed_over_and_ends_nothing() -> None:
    assert series_onsets([0, 20, 40, 43, 60], RULE) == [[0, 20, 40, 60]]


@pytest.mark.parametrize(
    ("onset_s", "duration_s", "related"),
    [(100.5, 1.0, True), (100.504, 1.0, False), (98.5, 1.0, True), (98.5, 0.996, False), (80.0, 1.0, False)],
)
def test_respiratory_s_about_the_end(onset_s: float, duration_s: float, related: bool) -> None:
    found, _ = scored([leg(onset_s, duration_s)], RULE, notes=breathing((70.0, 100.0)))
    assert [one.is_respiratory for one in found] == [related]


def test_respiratory_counts() -> None:
    run = [leg(at_s) for at_s in (100, 120, 140, 160)]
    found, series = scored(run, RULE, notes=breathing((90.0, 99.6)))
    assert (found[0].is_respiratory, found[0].excluded_by, len(series)) == (True, None, 1)


@pytest.mark.parametrize(("start_s", "aroused"), [(12.5, False), (12.499, True)])
def test_arousal_gap_s(start_s: float, aroused: bool) -> None:
    assert scored([leg(10, 2)], RULE, notes=arousals((start_s, 15.0)))[0][0].has_arousal is aroused
