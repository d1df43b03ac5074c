"""The rules of the AASM manual, clause by clause, each at its limit, one sample below and one above."""

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
    with_clause,
    without_clause,
)
from legato.knowledge.scoring import load_scoring_rule
from legato.model.recording import Side

RULE = load_scoring_rule("aasm3")


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_shortest_s(rate_hz: float) -> None:
    limit = round(0.5 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit - 1, rate_hz)], RULE) == ["refused shortest_s"]
    assert verdicts([between(77, limit + 1, rate_hz)], RULE) == ["clm"]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_longest_s(rate_hz: float) -> None:
    limit = round(10 * rate_hz)
    assert verdicts([between(77, limit, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit - 1, rate_hz)], RULE) == ["clm"]
    assert verdicts([between(77, limit + 1, rate_hz)], RULE) == ["refused longest_s"]


def test_longest_s_leaves_no_leg_movement_to_combine_or_to_end_a_series() -> None:
    assert verdicts([leg(10, 12), right(12, 1)], RULE) == ["refused longest_s", "clm"]
    _, series = scored([*(leg(at_s) for at_s in (0, 20, 40, 60)), leg(70, 12), leg(100)], RULE)
    assert [len(one.movements) for one in series] == [5]


def test_resting_most_uv() -> None:
    assert verdicts([leg(10, resting_uv=15.0)], RULE) == ["clm"]
    assert verdicts([leg(10, resting_uv=15.001)], RULE) == ["refused resting_most_uv"]


def test_the_manual_has_no_clause_on_morphology() -> None:
    assert not RULE.has("morphology_median_uv")
    assert verdicts([leg(10, median_uv=0.5)], RULE) == ["clm"]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 512.0, 1000.0])
def test_bilateral_onset_gap_s(rate_hz: float) -> None:
    gap = round(5 * rate_hz)
    first, length = between(1000, 600, rate_hz), 600
    assert verdicts([first, between(1000 + gap, length, rate_hz, Side.RIGHT)], RULE) == ["clm", "clm"]
    assert verdicts([first, between(1000 + gap - 1, length, rate_hz, Side.RIGHT)], RULE) == ["clm"]
    assert verdicts([leg(10, 1), right(12, 1)], without_clause(RULE, "bilateral_onset_gap_s")) == [
        "clm",
        "clm",
    ]


def test_bilateral_onset_gap_s_is_measured_from_the_first_onset() -> None:
    found, _ = scored([leg(10, 1), right(13, 1), leg(16, 1)], RULE)
    assert [(one.side.value, one.part_of is None) for one in found] == [
        ("both", True),
        ("left", False),
        ("right", False),
        ("left", True),
    ]
    assert found[0].span.end_s == 14.0
    assert found[1].rule_clause == "aasm3.bilateral_onset_gap_s"


def test_bilateral_onset_gap_s_joins_movements_of_different_legs_only() -> None:
    assert verdicts([leg(10, 1), leg(13, 1)], RULE) == ["clm", "clm"]


def test_series_fewest() -> None:
    assert series_onsets([100, 120, 140], RULE) == []
    assert series_onsets([100, 120, 140, 160], RULE) == [[100, 120, 140, 160]]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_5_s_is_in_a_series(rate_hz: float) -> None:
    def run(last_s: float) -> list[list[float]]:
        return series_onsets([0, 20, 40, 40 + last_s], RULE)

    assert len(run(sampled(5, rate_hz) if sampled(5, rate_hz) >= 5 else sampled(5, rate_hz, more=1))) == 1
    assert run(sampled(5, rate_hz, more=-1)) == []


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_90_s_is_in_a_series(rate_hz: float) -> None:
    def run(last_s: float) -> list[list[float]]:
        return series_onsets([0, 20, 40, 40 + last_s], RULE)

    assert len(run(sampled(90, rate_hz))) == 1
    assert run(sampled(90, rate_hz, more=1)) == []


def test_interval_s_too_short_is_passed_over_and_ends_nothing() -> None:
    onsets = [0, 20, 40, 43, 60]
    assert series_onsets(onsets, RULE) == [[0, 20, 40, 60]]
    found, _ = scored([leg(at_s, 1) for at_s in onsets], RULE)
    assert (found[3].kind.value, found[3].rule_clause, found[3].imi_s) == ("clm", "aasm3.interval_s", 3.0)
    assert found[4].imi_s == 20.0


@pytest.mark.parametrize(
    ("onset_s", "duration_s", "related"),
    [
        (100.5, 1.0, True),
        (100.504, 1.0, False),
        (68.5, 1.0, True),
        (68.5, 0.996, False),
        (80.0, 1.0, True),
    ],
)
def test_respiratory_s_about_the_whole_event(onset_s: float, duration_s: float, related: bool) -> None:
    found, _ = scored([leg(onset_s, duration_s)], RULE, notes=breathing((70.0, 100.0)))
    assert [one.is_respiratory for one in found] == [related]


def test_respiratory_anchor() -> None:
    about_end = with_clause(RULE, "respiratory_anchor", "end")
    assert scored([leg(80.0)], about_end, notes=breathing((70, 100)))[0][0].is_respiratory is False


def test_respiratory_counts_not() -> None:
    run = [leg(at_s) for at_s in (100, 120, 140, 160, 180)]
    found, series = scored(run, RULE, notes=breathing((139.0, 150.0)))
    assert [one.excluded_by for one in found] == [None, None, "aasm3.respiratory_s", None, None]
    assert [len(one.movements) for one in series] == [4]
    assert found[3].imi_s == 40.0


@pytest.mark.parametrize(("start_s", "aroused"), [(12.5, False), (12.499, True)])
def test_arousal_gap_s(start_s: float, aroused: bool) -> None:
    assert scored([leg(10, 2)], RULE, notes=arousals((start_s, 15.0)))[0][0].has_arousal is aroused
