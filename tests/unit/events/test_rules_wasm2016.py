"""The standards of 2016, clause by clause, each at its limit, one sample below and one above."""

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
from legato.model.interval import Interval
from legato.model.recording import Side

RULE = load_scoring_rule("wasm2016")


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("onset", [0, 7, 123_457])
def test_shortest_s(rate_hz: float, onset: int) -> None:
    limit = round(0.5 * rate_hz)
    assert verdicts([between(onset, limit, rate_hz)]) == ["clm"]
    assert verdicts([between(onset, limit - 1, rate_hz)]) == ["refused shortest_s"]
    assert verdicts([between(onset, limit + 1, rate_hz)]) == ["clm"]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("onset", [0, 7, 123_457])
def test_longest_s(rate_hz: float, onset: int) -> None:
    limit = round(10 * rate_hz)
    assert verdicts([between(onset, limit, rate_hz)]) == ["clm"]
    assert verdicts([between(onset, limit + 1, rate_hz)]) == ["refused longest_s"]
    assert verdicts([between(onset, limit - 1, rate_hz)]) == ["clm"]


def test_morphology_median_uv() -> None:
    assert verdicts([leg(10, median_uv=2.0)]) == ["clm"]
    assert verdicts([leg(10, median_uv=1.999)]) == ["refused morphology_median_uv"]
    assert verdicts([leg(10, median_uv=1.0)], without_clause(RULE, "morphology_median_uv")) == ["clm"]


def test_resting_most_uv() -> None:
    assert verdicts([leg(10, resting_uv=15.0)]) == ["clm"]
    assert verdicts([leg(10, resting_uv=15.001)]) == ["refused resting_most_uv"]
    assert verdicts([leg(10, resting_uv=20.0)], without_clause(RULE, "resting_most_uv")) == ["clm"]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 512.0, 1000.0])
def test_bilateral_gap_s(rate_hz: float) -> None:
    gap = round(0.5 * rate_hz)
    first = between(1000, 600, rate_hz)
    apart, close = (between(1600 + gap - less, 600, rate_hz, Side.RIGHT) for less in (0, 1))
    assert verdicts([first, apart]) == ["clm", "clm"]
    found, _ = scored([first, close])
    assert [(one.side.value, one.part_of is None) for one in found] == [
        ("both", True),
        ("left", False),
        ("right", False),
    ]


def test_bilateral_gap_s_takes_in_movements_that_overlap() -> None:
    found, _ = scored([leg(10, 4), right(11, 1)])
    whole, *parts = found
    assert (whole.side, whole.legs, whole.span) == (Side.BOTH, (Side.LEFT, Side.RIGHT), Interval(10, 14))
    assert [part.part_of for part in parts] == [whole.id, whole.id]
    assert all(part.rule_clause == "wasm2016.bilateral_gap_s" and part.excluded_by is None for part in parts)
    assert verdicts([leg(10, 4), right(11, 1)], without_clause(RULE, "bilateral_gap_s")) == ["clm", "clm"]


def test_bilateral_gap_s_joins_movements_of_different_legs_only() -> None:
    assert verdicts([leg(10, 1), leg(11.3, 1)]) == ["clm", "clm"]
    unknown = [leg(10, 4, Side.UNKNOWN), leg(11, 1, Side.UNKNOWN)]
    assert verdicts(unknown) == ["clm", "clm"]


def test_bilateral_gap_s_goes_over_a_long_movement_of_the_other_leg() -> None:
    assert verdicts([leg(10, 8), right(10.2, 0.6), right(17, 0.6)]) == ["clm"]


@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 499.99, 512.0, 1000.0])
def test_bilateral_longest_s(rate_hz: float) -> None:
    limit, eight = round(15 * rate_hz), round(8 * rate_hz)

    def pair(length: int) -> list[str]:
        return verdicts(
            [between(100, eight, rate_hz), between(100 + length - eight, eight, rate_hz, Side.RIGHT)]
        )

    assert pair(limit) == ["clm"]
    assert pair(limit - 1) == ["clm"]
    assert pair(limit + 1) == ["refused bilateral_longest_s"]


def test_bilateral_most_parts() -> None:
    four = [leg(10, 1), right(11, 1), leg(12, 1), right(13, 1)]
    assert verdicts(four) == ["clm"]
    assert verdicts([*four, leg(14, 1)]) == ["refused bilateral_most_parts"]
    assert verdicts([*four, leg(14, 1)], with_clause(RULE, "bilateral_most_parts", 5.0)) == ["clm"]


def test_longest_s_holds_for_each_part_of_a_bilateral_movement() -> None:
    found, _ = scored([leg(10, 10.1), right(12, 1)])
    whole, long_part, short_part = found
    assert whole.excluded_by == long_part.excluded_by == "wasm2016.longest_s"
    assert short_part.excluded_by is None
    assert verdicts([leg(10, 10.0), right(12, 1)]) == ["clm"]


def test_long_movement_counts() -> None:
    pair = [leg(10, 12), right(12, 1)]
    assert verdicts(pair) == ["refused longest_s"]
    assert verdicts(pair, with_clause(RULE, "long_movement_counts", value=False)) == [
        "refused longest_s",
        "clm",
    ]


def test_series_fewest() -> None:
    assert series_onsets([100, 120, 140]) == []
    assert series_onsets([100, 120, 140, 160]) == [[100, 120, 140, 160]]
    found, _ = scored([leg(at_s) for at_s in (100, 120, 140)])
    assert [one.rule_clause for one in found] == ["wasm2016.series_fewest"] * 3
    assert len(series_onsets([100, 120, 140], with_clause(RULE, "series_fewest", 3.0))) == 1


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_10_s_is_in_a_series(rate_hz: float) -> None:
    def run(last_s: float) -> list[list[float]]:
        return series_onsets([0, 20, 40, 40 + last_s])

    assert len(run(sampled(10, rate_hz))) == 1
    assert len(run(sampled(10, rate_hz, more=1))) == 1
    assert run(sampled(10, rate_hz, more=-1)) == []


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_interval_s_of_90_s_is_in_a_series(rate_hz: float) -> None:
    def run(last_s: float) -> list[list[float]]:
        return series_onsets([0, 20, 40, 40 + last_s])

    assert len(run(sampled(90, rate_hz))) == 1
    assert len(run(sampled(90, rate_hz, more=-1))) == 1
    assert run(sampled(90, rate_hz, more=1)) == []


def test_interval_s_too_long_ends_one_series_and_begins_the_next() -> None:
    assert series_onsets([0, 20, 40, 60, 151, 170, 190, 210]) == [[0, 20, 40, 60], [151, 170, 190, 210]]
    _, series = scored([leg(at_s) for at_s in (0, 20, 40, 60, 151)])
    assert series[0].ended_by == "wasm2016.interval_s"


def test_short_interval_ends() -> None:
    onsets = [0, 20, 40, 60, 65, 85, 105]
    assert series_onsets(onsets) == [[0, 20, 40, 60]]
    _, series = scored([leg(at_s, 1) for at_s in onsets])
    assert series[0].ended_by == "wasm2016.short_interval_ends"
    passing = with_clause(RULE, "short_interval_ends", value=False)
    assert series_onsets(onsets, passing) == [[0, 20, 40, 60, 85, 105]]


def test_short_interval_starts() -> None:
    onsets = [0, 5, 25, 45, 65]
    assert series_onsets(onsets) == []
    found, _ = scored([leg(at_s, 1) for at_s in onsets])
    assert found[1].rule_clause == "wasm2016.short_interval_ends"
    assert found[1].imi_s == pytest.approx(5.0)
    starting = with_clause(RULE, "short_interval_starts", value=True)
    assert series_onsets(onsets, starting) == [[5, 25, 45, 65]]


def test_long_movement_ends() -> None:
    run = [leg(at_s) for at_s in (0, 20, 40, 60)]
    more = [leg(at_s) for at_s in (100, 120, 140)]
    found, series = scored([*run, leg(75, 11), *more])
    assert [one.movements for one in series] == [tuple(one.id for one in found[:4])]
    assert series[0].ended_by == "wasm2016.longest_s"
    _, whole = scored([*run, leg(75, 11), *more], with_clause(RULE, "long_movement_ends", value=False))
    assert [len(one.movements) for one in whole] == [7]


@pytest.mark.parametrize(
    ("breaker", "ends"),
    [
        ([leg(75, 0.4)], False),
        ([leg(75, median_uv=1.0)], False),
        ([leg(75, resting_uv=16.0)], False),
        ([leg(70, 8), right(77, 8.5)], True),
        ([leg(70, 1), right(71, 1), leg(72, 1), right(73, 1), leg(74, 1)], True),
    ],
)
def test_long_movement_ends_holds_for_movements_and_not_for_what_is_none(breaker: list, ends: bool) -> None:
    run = [leg(at_s) for at_s in (0, 20, 40, 60)]
    _, series = scored([*run, *breaker, leg(95), leg(115)])
    assert len(series[0].movements) == (4 if ends else 6)


@pytest.mark.parametrize(
    ("onset_s", "duration_s", "related"),
    [
        (110.25, 1.0, True),
        (110.2504, 1.0, True),
        (110.254, 1.0, False),
        (97.0, 1.0, True),
        (97.0, 0.996, False),
        (80.0, 2.0, False),
        (99.0, 1.0, True),
    ],
)
def test_respiratory_s_about_the_end(onset_s: float, duration_s: float, related: bool) -> None:
    found, _ = scored([leg(onset_s, duration_s)], notes=breathing((70.0, 100.0)))
    assert [one.is_respiratory for one in found] == [related]


def test_respiratory_anchor() -> None:
    whole_event = with_clause(RULE, "respiratory_anchor", "whole_event")
    inside = [leg(80.0)]
    assert scored(inside, notes=breathing((70, 100)))[0][0].is_respiratory is False
    assert scored(inside, whole_event, notes=breathing((70, 100)))[0][0].is_respiratory is True


def test_respiratory_s_of_one_part_is_enough() -> None:
    found, _ = scored([leg(94, 3.9), right(97.5, 1.5)], notes=breathing((70.0, 100.0)))
    assert [one.is_respiratory for one in found] == [True, False, True]


def test_respiratory_counts() -> None:
    run = [leg(at_s) for at_s in (100, 120, 140, 160)]
    found, series = scored(run, notes=breathing((90.0, 99.0)))
    assert found[0].is_respiratory
    assert found[0].excluded_by is None
    assert len(series) == 1
    found, series = scored(
        run, with_clause(RULE, "respiratory_counts", value=False), notes=breathing((90.0, 99.0))
    )
    assert found[0].excluded_by == "wasm2016.respiratory_s"
    assert series == ()


def test_respiratory_is_unknown_where_nobody_scored_it() -> None:
    assert scored([leg(10)])[0][0].is_respiratory is None
    assert scored([leg(10)], notes=breathing())[0][0].is_respiratory is False


@pytest.mark.parametrize(
    ("span", "aroused"),
    [
        ((12.5, 15.0), False),
        ((12.499, 15.0), True),
        ((5.0, 9.5), False),
        ((5.0, 9.501), True),
        ((11.0, 11.5), True),
        ((5.0, 30.0), True),
    ],
)
def test_arousal_gap_s(span: tuple[float, float], aroused: bool) -> None:
    assert scored([leg(10, 2)], notes=arousals(span))[0][0].has_arousal is aroused


def test_arousals_are_unknown_where_nobody_scored_them() -> None:
    assert scored([leg(10)])[0][0].has_arousal is None
    assert scored([leg(10)], notes=arousals())[0][0].has_arousal is False
