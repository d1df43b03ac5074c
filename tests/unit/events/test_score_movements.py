"""The engine that all rule sets share: what is kept, how it is named, where runs end, and what is scored again."""

from __future__ import annotations

import time

import numpy as np
import pytest

from leg_night_makers import SPAN, breathing, hypnogram, leg, right, scored, series_onsets, with_clause
from legato.errors import InputError
from legato.events.score_movements import score_variants
from legato.knowledge.scoring import load_scoring_rule, scoring_rule_ids
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, LegMovementKind
from legato.model.recording import Side
from legato.model.sleep import SleepNotes, SleepStage

RULE = load_scoring_rule("wasm2016")
RUN = [leg(at_s) for at_s in (100, 120, 140, 160)]


def test_nothing_gives_nothing() -> None:
    assert scored([]) == ((), ())


@pytest.mark.parametrize("rule", scoring_rule_ids())
def test_every_movement_is_kept_with_a_clause_of_the_rule_set(rule: str) -> None:
    movements = [leg(5, 0.3), leg(10, 30), right(60, 2), leg(61, 2), *RUN, right(200, 3)]
    found, _ = scored(movements, rule)
    singles = sorted(one.span for one in found if one.side is not Side.BOTH)
    assert singles == sorted(one.span for one in movements)
    known = {clause.id for clause in load_scoring_rule(rule).clauses.values()}
    assert {one.rule_clause for one in found} <= known
    assert all(one.excluded_by in (None, one.rule_clause) for one in found)


def test_the_kinds_of_a_run_a_single_and_a_refused_movement() -> None:
    found, series = scored([leg(10, 0.2), *RUN, leg(400)])
    kinds = [one.kind for one in found]
    assert kinds == [LegMovementKind.LM, *[LegMovementKind.PLM] * 4, LegMovementKind.CLM]
    assert [one.in_series for one in found] == [None, 1, 1, 1, 1, None]
    assert [one.imi_s for one in found] == [None, None, 20, 20, 20, 240]
    assert found[1].rule_clause == "wasm2016.interval_s"
    assert series[0].span == Interval(100, 162)
    assert series[0].movements == tuple(one.id for one in found[1:5])


def test_ids_name_leg_and_onset_and_stay_when_other_movements_change() -> None:
    found, _ = scored([leg(10), right(11), leg(100.0004)])
    assert [one.id for one in found] == ["B00010000", "L00010000", "R00011000", "L00100000"]
    more, _ = scored([leg(5, 1), leg(10), right(11), leg(100.0004)])
    assert {one.id for one in found} < {one.id for one in more}


def test_ids_are_unique_even_where_two_channels_of_one_leg_begin_together() -> None:
    found, _ = scored([leg(10), leg(10), leg(10)])
    assert [one.id for one in found] == ["L00010000", "L00010000-2", "L00010000-3"]


def test_a_bilateral_movement_has_the_larger_peak_and_the_stage_of_its_onset() -> None:
    notes = SleepNotes(hypnogram=hypnogram("12"))
    found, _ = scored([leg(29, 2, peak_uv=40.0), leg(30.5, 1, Side.RIGHT, peak_uv=90.0)], notes=notes)
    assert [one.peak_uv for one in found] == [90.0, 40.0, 90.0]
    assert [one.stage for one in found] == [SleepStage.N1, SleepStage.N1, SleepStage.N2]


@pytest.mark.parametrize(
    ("onset_s", "stage"),
    [(9.9, "?"), (10.0, "W"), (39.999, "W"), (40.0, "N2"), (99.9, "R"), (100.0, "?")],
)
def test_the_stage_is_that_of_the_epoch_that_holds_the_onset(onset_s: float, stage: str) -> None:
    notes = SleepNotes(hypnogram=hypnogram("W2R", start_s=10.0))
    assert scored([leg(onset_s)], notes=notes)[0][0].stage == stage


def test_series_run_over_the_borders_of_stages() -> None:
    found, series = scored(RUN, notes=SleepNotes(hypnogram=hypnogram("W22W1RW")))
    assert len(series) == 1
    assert [one.stage.value for one in found] == ["W", "N1", "N1", "R"]


def test_a_break_longer_than_the_longest_interval_ends_a_run_as_lost() -> None:
    onsets = [0, 20, 40, 60, 160, 180, 200, 220]
    found, series = scored([leg(at_s) for at_s in onsets], breaks=[Interval(65, 155.5)])
    assert [one.ended_by for one in series] == ["lost_signal", "wasm2016.interval_s"]
    assert found[4].imi_s is None
    found, series = scored([leg(at_s) for at_s in onsets], breaks=[Interval(65, 154.9)])
    assert series[0].ended_by == "wasm2016.interval_s"
    assert found[4].imi_s == 100


def test_a_shorter_break_is_bridged() -> None:
    onsets = [0, 20, 40, 125, 145]
    assert series_onsets(onsets, breaks=[Interval(45, 120)]) == [onsets]


def test_breaks_that_touch_are_one() -> None:
    _, series = scored(
        [leg(at_s) for at_s in (0, 20, 40, 60, 180)], breaks=[Interval(110, 160), Interval(65, 110)]
    )
    assert series[0].ended_by == "lost_signal"


def test_a_run_that_is_open_at_the_end_says_so() -> None:
    assert scored(RUN, span=Interval(0, 250))[1][0].ended_by == "end_of_recording"
    assert scored(RUN, span=Interval(0, 250.1))[1][0].ended_by == "wasm2016.interval_s"
    lost = scored(RUN, breaks=[Interval(170, 4000)])[1][0]
    assert lost.ended_by == "lost_signal"


def test_a_movement_outside_the_recording_is_refused() -> None:
    with pytest.raises(InputError, match="outside the recording") as caught:
        scored([leg(10), leg(5000)])
    assert caught.value.code == "LEG-E903"
    with pytest.raises(InputError):
        scored([leg(-10), leg(50)])


def test_variants_hold_both_computations() -> None:
    movements = [leg(at_s) for at_s in (100, 120, 140, 160, 180)]
    notes = breathing((130.0, 139.0))
    wasm = score_variants(movements, rule=RULE, notes=notes, span=SPAN)
    assert wasm.main is wasm.with_respiratory
    assert wasm.without_respiratory is not None
    assert [len(one.movements) for one in wasm.main.series] == [5]
    assert [len(one.movements) for one in wasm.without_respiratory.series] == [4]
    aasm = score_variants(movements, rule=load_scoring_rule("aasm3"), notes=notes, span=SPAN)
    assert aasm.main is aasm.without_respiratory
    unknown = score_variants(movements, rule=RULE, notes=SleepNotes(), span=SPAN)
    assert unknown.with_respiratory is unknown.without_respiratory is None


def test_taking_respiratory_movements_out_can_make_a_series() -> None:
    movements = [leg(at_s) for at_s in (100, 120, 125, 145, 165)]
    variants = score_variants(movements, rule=RULE, notes=breathing((110.0, 123.9)), span=SPAN)
    assert variants.main.series == ()
    assert variants.without_respiratory is not None
    left = [one.span.start_s for one in variants.without_respiratory.movements if one.excluded_by is None]
    assert left == [100, 145, 165]


def test_each_leg_alone_is_scored_as_if_it_were_the_only_one() -> None:
    both = [*RUN, *(right(at_s) for at_s in (105, 125, 145, 165))]
    variants = score_variants(both, rule=RULE, notes=SleepNotes(), span=SPAN)
    assert variants.main.series == ()
    assert [len(variants.by_leg[side].series) for side in (Side.LEFT, Side.RIGHT)] == [1, 1]
    assert score_variants(RUN, rule=RULE, notes=SleepNotes(), span=SPAN).by_leg == {}


def test_the_tolerance_of_times_is_a_clause_and_the_same_in_every_rule_set() -> None:
    tolerances = {load_scoring_rule(id_).number("time_tolerance_s") for id_ in scoring_rule_ids()}
    assert tolerances == {0.0004}
    exact = with_clause(RULE, "time_tolerance_s", 0.0)
    long_by_rounding = [LegMovement(Interval(0.0, 5000 / 499.99), Side.LEFT, "L", 50.0, 20.0, 3.0)]
    assert scored(long_by_rounding)[0][0].excluded_by is None
    assert scored(long_by_rounding, exact)[0][0].excluded_by == "wasm2016.longest_s"


@pytest.mark.slow
def test_ten_times_as_many_movements_cost_about_ten_times_as_much() -> None:
    def seconds(number: int) -> float:
        random = np.random.default_rng(1)
        onsets = np.cumsum(random.uniform(2, 30, number))
        movements = [leg(float(at_s), 1.5, Side.LEFT if at_s % 2 < 1 else Side.RIGHT) for at_s in onsets]
        notes = breathing(*((float(at_s), float(at_s) + 20) for at_s in onsets[::10]))
        begin = time.process_time()
        scored(movements, notes=notes, span=Interval(0, float(onsets[-1]) + 10))
        return time.process_time() - begin

    small = min(seconds(10_000) for _ in range(3))
    assert seconds(100_000) < 20 * small
