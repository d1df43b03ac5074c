"""The periodicity index at its limits, and which intervals it is made of."""

from __future__ import annotations

import pytest

from leg_night_makers import RATES_HZ, hypnogram, leg, sampled
from legato.events.score_movements import score_movements
from legato.knowledge.scoring import load_scoring_rule
from legato.measures.night_hours import read_night_hours
from legato.measures.periodicity import candidate_intervals, compute_periodicity_index
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.sleep import SleepNotes

SPAN = Interval(0.0, 6000.0)


def index(onsets: list[float], *, rule: str = "wasm2016", notes: SleepNotes | None = None) -> Measure:
    known, notes = load_scoring_rule(rule), notes or SleepNotes()
    movements, _ = score_movements([leg(at_s, 1.0) for at_s in onsets], rule=known, notes=notes, span=SPAN)
    hours = read_night_hours(notes, rule=known, scorable=[SPAN], span=SPAN)
    return compute_periodicity_index(movements, rule=known, hours=hours)


def onsets_of(intervals: list[float]) -> list[float]:
    onsets = [10.0]
    for interval_s in intervals:
        onsets.append(onsets[-1] + interval_s)
    return onsets


def test_all_periodic_is_1_and_none_is_0() -> None:
    assert index(onsets_of([20.0] * 12)).value == 1.0
    assert index(onsets_of([5.0] * 12)).value == 0.0


def test_runs_shorter_than_three_intervals_count_for_nothing() -> None:
    assert index(onsets_of([20, 20, 5, 20, 20, 20, 5, 100, 5, 5])).value == pytest.approx(3 / 10)


def test_fewer_than_ten_movements_give_no_index() -> None:
    assert index(onsets_of([20.0] * 8)).status is MeasureStatus.NOT_ASSESSABLE
    assert index(onsets_of([20.0] * 9)).value == 1.0


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_an_interval_of_exactly_10_s_is_in_a_series_and_not_periodic(rate_hz: float) -> None:
    """The one place where two published ranges differ by an edge: 10 <= IMI for a series, 10 < IMI for the index."""
    ten_s = sampled(10, rate_hz)
    assert index(onsets_of([20, 20, ten_s, 20, 20, 5, 5, 5, 5])).value == 0.0
    more_s = sampled(10, rate_hz, more=1)
    assert index(onsets_of([20, 20, more_s, 20, 20, 5, 5, 5, 5])).value == pytest.approx(5 / 9)
    rule = load_scoring_rule("wasm2016")
    onsets = onsets_of([20, ten_s, 20])
    _, series = score_movements([leg(at_s, 1.0) for at_s in onsets], rule=rule, notes=SleepNotes(), span=SPAN)
    assert len(series) == 1


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_an_interval_of_exactly_90_s_is_periodic(rate_hz: float) -> None:
    limit_s, more_s = sampled(90, rate_hz), sampled(90, rate_hz, more=1)
    assert index(onsets_of([20, 20, limit_s, 20, 20, 5, 5, 5, 5])).value == pytest.approx(5 / 9)
    assert index(onsets_of([20, 20, more_s, 20, 20, 5, 5, 5, 5])).value == 0.0


def test_in_a_night_with_stages_only_intervals_in_sleep_count() -> None:
    notes = SleepNotes(hypnogram=hypnogram("W" * 10 + "2" * 100))
    found = index(onsets_of([20.0] * 30), notes=notes)
    assert found.note == "15 of 15 intervals"
    awake = SleepNotes(hypnogram=hypnogram("W" * 100))
    assert index(onsets_of([20.0] * 30), notes=awake).note == "30 of 30 intervals"


def test_a_movement_that_is_passed_over_has_its_intervals_here() -> None:
    rule = load_scoring_rule("aasm3")
    movements, _ = score_movements(
        [leg(at_s, 1.0) for at_s in (10, 13, 30)], rule=rule, notes=SleepNotes(), span=SPAN
    )
    hours = read_night_hours(SleepNotes(), rule=rule, scorable=[SPAN], span=SPAN)
    assert candidate_intervals(movements, hours=hours) == [3.0, 17.0]


def test_an_interval_across_a_loss_is_not_known() -> None:
    rule = load_scoring_rule("wasm2016")
    movements, _ = score_movements(
        [leg(at_s, 1.0) for at_s in (10, 30, 200, 220)],
        rule=rule,
        notes=SleepNotes(),
        span=SPAN,
        breaks=[Interval(50, 150)],
    )
    hours = read_night_hours(SleepNotes(), rule=rule, scorable=[SPAN], span=SPAN)
    assert candidate_intervals(movements, hours=hours) == [20.0, None, 20.0]


def test_a_rule_set_without_the_index_says_so() -> None:
    found = index(onsets_of([20.0] * 12), rule="coleman")
    assert (found.status, found.value) == (MeasureStatus.NOT_MEASURED, None)
