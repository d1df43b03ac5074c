"""Series of brief movements by the edges of WASM 2016."""

from __future__ import annotations

import numpy as np
import pytest

from legato.events.periodic import find_series, mark_periodic
from legato.knowledge.load import load_criteria
from legato.model.interval import Interval
from legato.model.movement import Bout
from legato.model.movement import MovementKind as Kind

CRITERIA = load_criteria()


def movements(*onsets_s, lasting_s=1.0):
    return [Interval(float(s), float(s) + lasting_s) for s in onsets_s]


def lengths(found, *, is_lying=True):
    return [len(series) for series in find_series(found, is_lying=is_lying, criteria=CRITERIA)]


def every(interval_s, n, **how):
    return movements(*(np.arange(n) * interval_s), **how)


@pytest.mark.parametrize(
    ("interval_s", "is_series"), [(9.99, False), (10.0, True), (90.0, True), (90.01, False)]
)
def test_ten_and_ninety_seconds_are_both_within(interval_s, is_series):
    assert bool(lengths(every(interval_s, 4))) is is_series


def test_three_are_not_enough_and_four_are():
    assert lengths(every(20, 3)) == []
    assert lengths(every(20, 4)) == [4]


def test_no_movement_and_one_movement_make_no_series():
    assert lengths([]) == []
    assert lengths(movements(5)) == []


def test_where_nobody_said_that_the_person_lies_six_even_ones_are_needed():
    assert lengths(every(20, 5), is_lying=False) == []
    assert lengths(every(20, 6), is_lying=False) == [6]


def test_uneven_movements_are_a_series_only_where_the_person_lies():
    onsets = np.cumsum([0, 12, 80, 12, 80, 12])
    assert lengths(movements(*onsets)) == [6]
    assert lengths(movements(*onsets), is_lying=False) == []


@pytest.mark.parametrize(("lasting_s", "counts"), [(0.4, False), (0.5, True), (10.0, True), (10.1, False)])
def test_half_a_second_and_ten_seconds_are_both_brief_movements(lasting_s, counts):
    assert bool(lengths(every(32, 4, lasting_s=lasting_s))) is counts


def test_a_movement_that_is_too_long_ends_the_series_and_belongs_to_none():
    found = every(20, 8)
    found[4] = Interval(80.0, 91.0)
    assert lengths(found) == [4]


def test_a_movement_that_is_too_short_does_not_disturb_a_series():
    found = sorted([*every(20, 4), *movements(30.0, lasting_s=0.3)])
    assert lengths(found) == [4]


def test_a_movement_that_comes_early_ends_the_series_and_may_begin_the_next():
    found = movements(0, 20, 40, 60, 67, 87, 107, 127)
    assert lengths(found) == [4, 4]


def test_a_long_pause_parts_two_series():
    assert lengths(movements(0, 20, 40, 60, 160, 180, 200, 220)) == [4, 4]


def test_a_leg_that_is_drawn_up_held_and_let_down_moves_once():
    held = sorted([*every(20, 4), *movements(3.9, 23.9, 43.9, 63.9, lasting_s=0.6)])
    assert lengths(held) == [4]
    series = find_series(held, is_lying=True, criteria=CRITERIA)[0]
    assert series[0] == Interval(0.0, 4.5)


def test_a_hold_that_is_longer_makes_two_movements_too_close_to_be_a_series():
    parted = sorted([*every(20, 4), *movements(4.1, 24.1, 44.1, 64.1, lasting_s=0.6)])
    assert lengths(parted) == []


def bout(start_s, end_s, state):
    return Bout(
        Interval(start_s, end_s),
        state,
        "leg",
        "left",
        detail="x",
        runner_up=Kind.STILL,
        frequency_hz=3.0,
        reasons=("because",),
    )


def marked(bouts, found, **how):
    return mark_periodic(bouts, found, **({"is_lying": True, "criteria": CRITERIA} | how))


def test_the_bouts_of_a_series_are_renamed_and_remember_what_they_were():
    bouts = [bout(20 * k, 20 * k + 1.0, Kind.JERK) for k in range(4)]
    found = marked(bouts, every(20, 4))
    assert {b.state for b in found} == {Kind.PERIODIC_JERKS}
    assert {b.runner_up for b in found} == {Kind.JERK}
    assert found[0].reasons == ("one of 4 movements in a row, 20 s apart (20 to 20 s)", "because")
    assert found[0].frequency_hz is None
    assert [b.span for b in found] == [b.span for b in bouts]


@pytest.mark.parametrize("state", [Kind.WALKING, Kind.REST_SHAKING, Kind.STILL, Kind.NOT_ASSESSABLE])
def test_a_bout_of_another_kind_keeps_its_name_within_a_series(state):
    assert marked([bout(19, 22, state)], every(20, 4)) == [bout(19, 22, state)]


def test_a_bout_that_only_touches_a_movement_keeps_its_name():
    touching = [bout(21.0, 40.0, Kind.OTHER_MOVEMENT)]
    assert marked(touching, every(20, 4)) == touching


def test_without_a_series_nothing_is_renamed():
    bouts = [bout(20 * k, 20 * k + 1.0, Kind.JERK) for k in range(3)]
    assert marked(bouts, every(20, 3)) == bouts


def test_a_bout_that_holds_two_movements_of_a_series_still_remembers_what_it_was():
    (found,) = marked([bout(0, 45, Kind.OTHER_MOVEMENT)], every(20, 4))
    assert found.runner_up is Kind.OTHER_MOVEMENT
    assert len(found.reasons) == 2
