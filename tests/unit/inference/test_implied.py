"""What age and sex imply, at their bounds; nothing that was stated is taken away."""

from __future__ import annotations

import pytest

from legato.inference.implied import add_implied
from legato.model.facts import Facts, Origin
from triage_makers import shared_library

AGES = [
    ("history:infant_under_3m", [0, 0.1, 0.249], [0.25, 1, 80]),
    ("history:child", [0, 8, 15.99], [16, 40]),
    ("history:under_50", [0, 49.99], [50, 80]),
    ("history:vascular_age", [40, 90], [0, 39.99]),
    ("history:over_60", [60.01, 61, 100], [0, 59, 60]),
]


def implied(facts: Facts) -> Facts:
    return add_implied(facts, library=shared_library())


@pytest.mark.parametrize(("code", "there", "not_there"), AGES)
def test_an_age_states_its_codes_on_both_sides_of_the_bound(
    code: str, there: list[float], not_there: list[float]
) -> None:
    for age in there:
        assert code in implied(Facts.of(age=age)).present, age
    for age in not_there:
        assert code in implied(Facts.of(age=age)).absent, age


@pytest.mark.parametrize(
    ("sex", "there", "not_there"),
    [
        ("male", {"history:male"}, {"history:female"}),
        ("female", {"history:female"}, {"history:male"}),
        ("other", set(), set()),
        (None, set(), set()),
    ],
)
def test_a_sex_states_its_code_and_an_unknown_one_states_nothing(
    sex: str | None, there: set[str], not_there: set[str]
) -> None:
    facts = implied(Facts.of(sex=sex))
    assert (set(facts.present), set(facts.absent)) == (there, not_there)


def test_an_unknown_age_states_nothing() -> None:
    facts = implied(Facts.of())
    assert (dict(facts.present), dict(facts.absent)) == ({}, {})


def test_what_follows_carries_its_origin_and_counts_as_stated() -> None:
    facts = implied(Facts.of(age=8))
    assert facts.present["history:child"] == {Origin.IMPLIED}
    assert facts.has_stated("history:child")
    assert facts.is_answered("history:vascular_age")


def test_a_stated_code_stays_though_the_age_says_otherwise() -> None:
    facts = implied(Facts.of(present=["history:child"], age=40))
    assert facts.present["history:child"] == {Origin.STATED}
    assert "history:child" not in facts.absent
    assert facts.conflicts == ()


def test_a_code_stated_as_absent_is_told_as_a_conflict_with_the_age() -> None:
    facts = implied(Facts.of(absent=["history:child"], age=8))
    assert facts.conflicts == ("history:child",)


def test_adding_it_twice_changes_nothing_more() -> None:
    once = implied(Facts.of(present=["symptom:tremor"], age=70, sex="male"))
    assert implied(once) == once


def test_everything_else_stays() -> None:
    before = Facts.of(
        present=["symptom:tremor"],
        absent=["symptom:fever"],
        red_flags_asked=True,
        age=70,
        sex="male",
        setting="neurology",
    )
    after = implied(before)
    assert set(before.present) <= set(after.present)
    assert set(before.absent) <= set(after.absent)
    assert (after.red_flags_asked, after.age_years, after.sex, after.setting) == (
        True,
        70,
        "male",
        "neurology",
    )
