"""When to look again: at two and four weeks, "worse" at once, and nothing that lowers what a check has said."""

from __future__ import annotations

import datetime

import pytest

from legato.knowledge.library import load_library
from legato.tracking.recheck import (
    RecheckAnswer,
    RecheckStep,
    after_answer,
    expires_on,
    is_expired,
    plan_recheck,
)

LIBRARY = load_library()
FINISHED = datetime.date(2026, 11, 23)


def later(days: int) -> datetime.date:
    return FINISHED + datetime.timedelta(days=days)


def test_the_first_look_is_due_two_weeks_after_the_check() -> None:
    plan = plan_recheck(FINISHED, answered_on=[], next_on=None, today=later(13), library=LIBRARY)
    assert (plan.due_on, plan.is_due, plan.number) == (later(14), False, 1)
    assert plan_recheck(FINISHED, answered_on=[], next_on=None, today=later(14), library=LIBRARY).is_due


@pytest.mark.parametrize("days", [0, 5, 14, 27, 28, 60])
def test_worse_leads_to_the_emergency_signs_on_any_day(days: int) -> None:
    step = after_answer(RecheckAnswer.WORSE, finished_on=FINISHED, today=later(days), library=LIBRARY)
    assert step == (RecheckStep.CHECK_AGAIN, later(days))


@pytest.mark.parametrize(
    ("days", "leads"), [(14, "look_again"), (27, "look_again"), (28, "check_again"), (40, "check_again")]
)
def test_the_same_leads_to_a_new_check_from_four_weeks_on(days: int, leads: str) -> None:
    step, on = after_answer(RecheckAnswer.SAME, finished_on=FINISHED, today=later(days), library=LIBRARY)
    assert step.value == leads
    assert on == (later(28) if leads == "look_again" else later(days))


def test_better_only_sets_the_next_date() -> None:
    assert after_answer(RecheckAnswer.BETTER, finished_on=FINISHED, today=later(14), library=LIBRARY) == (
        RecheckStep.LOOK_AGAIN,
        later(28),
    )
    assert after_answer(RecheckAnswer.BETTER, finished_on=FINISHED, today=later(30), library=LIBRARY) == (
        RecheckStep.LOOK_AGAIN,
        later(58),
    )


def test_a_result_lasts_four_weeks_whatever_was_answered() -> None:
    assert expires_on(FINISHED, library=LIBRARY) == later(29)
    assert not is_expired(FINISHED, today=later(28), library=LIBRARY)
    assert is_expired(FINISHED, today=later(29), library=LIBRARY)
    answered = plan_recheck(
        FINISHED, answered_on=[later(14)], next_on=later(40), today=later(30), library=LIBRARY
    )
    assert answered.lasts_until == later(28)
    assert (answered.is_expired, answered.is_due, answered.number) == (True, False, 2)


def test_the_days_come_from_the_knowledge_with_a_source_and_a_mark() -> None:
    settings = {one["id"]: one for one in LIBRARY.records("setting") if one["id"].startswith("recheck.")}
    assert {id_: one["value"] for id_, one in settings.items()} == {
        "recheck.first_after": 14,
        "recheck.second_after": 28,
        "recheck.result_lasts": 28,
        "recheck.again_after": 28,
    }
    assert {one["confidence"] for one in settings.values()} == {"E"}
