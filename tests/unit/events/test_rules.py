"""Ramps, rules and pairs as they stand in data."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import with_rules
from legato.errors import KnowledgeError
from legato.events.evidence import EVIDENCE
from legato.events.rules import KindRule, Ramp, kind_rules_from, membership_of, pairs_from
from legato.knowledge.load import load_criteria
from legato.model.movement import MovementKind

RISING, FALLING = Ramp("size", 1.0, 3.0), Ramp("size", 3.0, 1.0)


def grades(ramp, *values):
    return list(ramp.membership(np.array(values, dtype=float)))


def rule(*ramps):
    return KindRule(MovementKind.JERK, "", False, ramps)


def test_a_rising_ramp_is_zero_below_one_above_and_straight_between():
    assert grades(RISING, -9, 1, 1.5, 2, 3, 99) == [0, 0, 0.25, 0.5, 1, 1]


def test_a_falling_ramp_mirrors_a_rising_one():
    assert grades(FALLING, 0, 1, 1.5, 3, 9) == [1, 1, 0.75, 0, 0]


@pytest.mark.parametrize("ramp", [RISING, FALLING])
def test_an_answer_that_was_not_given_is_never_a_yes(ramp):
    assert grades(ramp, np.nan) == [0]


def test_infinity_stands_at_the_end_of_a_ramp():
    assert grades(RISING, np.inf, -np.inf) == [1, 0]


def test_a_kind_is_as_true_as_its_weakest_ramp():
    evidence = {"size": np.array([3.0, 2.0, 3.0]), "pace": np.array([0.9, 0.9, 0.1])}
    given = membership_of(rule(RISING, Ramp("pace", 0.0, 1.0)), evidence, absent=frozenset())
    np.testing.assert_allclose(given, [0.9, 0.5, 0.1])


def test_what_the_sensor_cannot_give_is_left_out_and_not_counted_as_no():
    evidence = {"size": np.array([2.0]), "pace": np.array([np.nan])}
    ramps = rule(RISING, Ramp("pace", 0.0, 1.0))
    assert membership_of(ramps, evidence, absent=frozenset({"pace"})) == [0.5]
    assert membership_of(ramps, evidence, absent=frozenset()) == [0.0]


def test_a_kind_of_which_nothing_could_be_asked_is_not_claimed():
    evidence = {"size": np.array([2.0, 3.0])}
    assert list(membership_of(rule(RISING), evidence, absent=frozenset({"size"}))) == [0, 0]


def test_a_rule_over_no_windows_gives_no_memberships():
    assert len(membership_of(rule(RISING), {"size": np.empty(0)}, absent=frozenset())) == 0


def test_variants_of_a_kind_are_rules_of_their_own_and_an_equals_sign_marks_a_detail():
    found = kind_rules_from(
        with_rules(
            {
                "walking.crest": (0, 1),
                "walking-uneven.crest": (1, 2),
                "walking=stairs.crest": (2, 3),
            }
        )
    )
    assert [(r.kind.value, r.variant, r.is_refinement) for r in found] == [
        ("walking", "", False),
        ("walking", "uneven", False),
        ("walking", "stairs", True),
    ]


def test_up_and_down_on_one_feature_make_a_band():
    (found,) = kind_rules_from(
        with_rules({"clonus.frequency_hz+up": (4, 5), "clonus.frequency_hz+down": (9, 8)})
    )
    values = {"frequency_hz": np.array([3.0, 4.5, 6.0, 8.5, 10.0])}
    assert list(membership_of(found, values, absent=frozenset())) == [0, 0.5, 1, 0.5, 0]


@pytest.mark.parametrize("edges", [(1.0, 1.0), (1.0,), (1.0, 2.0, 3.0)])
def test_a_ramp_without_two_different_numbers_is_refused(edges):
    with pytest.raises(KnowledgeError, match="two different numbers") as caught:
        kind_rules_from(with_rules({"jerk.crest": edges}))
    assert caught.value.where == "kind.jerk.crest"
    assert caught.value.code == "LEG-E404"


def test_a_rule_for_a_kind_that_is_none_is_refused_with_the_kinds_there_are():
    with pytest.raises(KnowledgeError) as caught:
        kind_rules_from(with_rules({"wobble.crest": (0, 1), "quiver=fine.crest": (0, 1)}))
    assert caught.value.found == "quiver, wobble"
    assert "heel_bounce" in caught.value.mend


def test_a_pair_carries_its_margin_and_what_tells_it_apart():
    (pair,) = pairs_from(with_rules({}, {"jerk.clonus": (0.3, "count the beats")}))
    assert pair.kinds == {MovementKind.JERK, MovementKind.CLONUS}
    assert (pair.margin, pair.tell_apart) == (0.3, "count the beats")


def test_every_rule_of_the_house_asks_for_evidence_that_exists():
    asked = {ramp.feature for each in kind_rules_from(load_criteria()) for ramp in each.ramps}
    assert asked <= set(EVIDENCE)


def test_no_shaking_is_claimed_by_frequency_alone():
    for each in kind_rules_from(load_criteria()):
        assert {ramp.feature for ramp in each.ramps} - {"frequency_hz"}, each


def test_every_pair_of_the_house_says_what_would_tell_the_two_apart():
    pairs = pairs_from(load_criteria())
    assert pairs
    assert all(len(pair.kinds) == 2 and 0 < pair.margin < 1 and pair.tell_apart for pair in pairs)
