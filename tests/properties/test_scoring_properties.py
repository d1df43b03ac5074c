"""What must not change the scoring of leg movements: when the night began, the order of the list, which leg is which."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leg_night_makers import breathing
from legato.events.score_movements import score_movements
from legato.knowledge.scoring import load_scoring_rule, scoring_rule_ids
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side
from legato.model.sleep import SleepNotes

SPAN = Interval(0.0, 10_000.0)
RULES = pytest.mark.parametrize("rule", scoring_rule_ids())
NOTHING = SleepNotes()
OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.BOTH: Side.BOTH}
calm = settings(max_examples=60, deadline=None, derandomize=True)


@st.composite
def legs_of_a_night(draw: st.DrawFn) -> list[LegMovement]:
    """Draw movements of both legs on a grid of 1/256 s; those of one leg lie at least half a second apart."""
    found = []
    for side in (Side.LEFT, Side.RIGHT):
        at = draw(st.integers(0, 2000))
        for _ in range(draw(st.integers(0, 14))):
            length = draw(st.one_of(st.integers(100, 1000), st.integers(1000, 4000)))
            span = Interval(at / 256, (at + length) / 256)
            found.append(LegMovement(span, side, side.value, 50.0, draw(st.sampled_from((1.0, 20.0))), 3.0))
            at += length + draw(st.one_of(st.integers(128, 1500), st.integers(1500, 25_000)))
    return found


def told(movements, rule, *, notes=NOTHING, shift_s=0.0, swapped=False):
    """Tell what was made of each movement, without ids, as if nothing had been moved or swapped."""
    span = Interval(SPAN.start_s + shift_s, SPAN.end_s + shift_s)
    found, series = score_movements(movements, rule=load_scoring_rule(rule), notes=notes, span=span)
    rows = [
        (
            round(one.span.start_s - shift_s, 6),
            round(one.span.end_s - shift_s, 6),
            OTHER[one.side] if swapped else one.side,
            one.kind,
            one.in_series,
            None if one.imi_s is None else round(one.imi_s, 6),
            one.part_of is None,
            one.excluded_by,
            one.rule_clause,
            one.is_respiratory,
        )
        for one in found
    ]
    return sorted(rows, key=repr), [(one.number, len(one.movements), one.ended_by) for one in series]


@RULES
@calm
@given(movements=legs_of_a_night(), blocks=st.integers(1, 4000))
def test_a_shift_in_time_changes_nothing(rule: str, movements: list[LegMovement], blocks: int) -> None:
    shift_s = blocks / 4
    moved = [
        replace(one, span=Interval(one.span.start_s + shift_s, one.span.end_s + shift_s)) for one in movements
    ]
    apnoeas = [(at_s, at_s + 20.0) for at_s in range(0, 3000, 150)]
    assert told(movements, rule, notes=breathing(*apnoeas)) == told(
        moved,
        rule,
        notes=breathing(*((start_s + shift_s, end_s + shift_s) for start_s, end_s in apnoeas)),
        shift_s=shift_s,
    )


@RULES
@calm
@given(movements=legs_of_a_night(), order=st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(rule: str, movements: list[LegMovement], order) -> None:
    mixed = list(movements)
    order.shuffle(mixed)
    assert told(movements, rule) == told(mixed, rule)


@RULES
@calm
@given(movements=legs_of_a_night())
def test_the_legs_can_be_swapped(rule: str, movements: list[LegMovement]) -> None:
    swapped = [replace(one, side=OTHER[one.side]) for one in movements]
    assert told(movements, rule) == told(swapped, rule, swapped=True)


@RULES
@calm
@given(movements=legs_of_a_night(), share=st.floats(0.1, 0.9))
def test_what_comes_later_leaves_closed_series_alone(
    rule: str, movements: list[LegMovement], share: float
) -> None:
    known = load_scoring_rule(rule)
    found, series = score_movements(movements, rule=known, notes=SleepNotes(), span=SPAN)
    end_s = max((one.span.end_s for one in movements), default=0.0)
    at_s = share * end_s
    closed = [one for one in series if one.span.end_s + 100.0 < at_s]
    fewer = [one for one in movements if one.span.start_s < at_s]
    _, again = score_movements(fewer, rule=known, notes=SleepNotes(), span=SPAN)
    kept = {one.movements for one in again}
    assert {one.movements for one in closed} <= kept
    assert len(found) >= len(movements)


@RULES
@calm
@given(movements=legs_of_a_night())
def test_every_series_keeps_its_own_rule(rule: str, movements: list[LegMovement]) -> None:
    known = load_scoring_rule(rule)
    found, series = score_movements(movements, rule=known, notes=SleepNotes(), span=SPAN)
    by_id = {one.id: one for one in found}
    low_s, high_s = known.numbers("interval_s")
    for one in series:
        members = [by_id[id_] for id_ in one.movements]
        assert len(members) >= known.number("series_fewest")
        gaps = [b.span.start_s - a.span.start_s for a, b in itertools.pairwise(members)]
        assert all(low_s - 0.001 <= gap <= high_s + 0.001 for gap in gaps)
        assert all(member.excluded_by is None and member.part_of is None for member in members)
