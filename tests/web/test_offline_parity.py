"""The interpreter on the phone is held beside Python: same facts, same next question, same urgency, on random answers."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import Browser

from legato.knowledge.library import load_library
from offline_makers import (
    answer_cases,
    browser_results,
    differences,
    facts_cases,
    python_result,
    python_urgency,
)

COUNT = 2000 if os.environ.get("LEGATO_SOAK") else 200
SEED = 20261125


@pytest.fixture(scope="module")
def both(browser: Browser) -> list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Each case with what Python and what the browser make of it."""
    library = load_library()
    cases = answer_cases(library, count=COUNT, seed=SEED)
    theirs = browser_results(cases, library=library, browser=browser)
    return [
        (case, python_result(case, library=library), other) for case, other in zip(cases, theirs, strict=True)
    ]


def test_the_phone_gives_the_same_facts_question_and_urgency(both: list[tuple[Any, Any, Any]]) -> None:
    different = [(case, differences(mine, theirs)) for case, mine, theirs in both]

    assert [one for one in different if one[1]] == []
    assert len(both) == COUNT


def test_the_random_answers_reach_what_must_be_compared(both: list[tuple[Any, Any, Any]]) -> None:
    results = [mine for _, mine, _ in both]
    levels = Counter(one["urgency"] for one in results)

    assert set(levels) == {"emergency_now", "same_day", "days_to_weeks", "routine", "self_care"}
    assert {hit[0] for one in results for hit in one["hits"]} >= {"self_harm", "child", "pregnancy"}
    assert {code for one in results for _, code in one["refused"]} >= {"LEG-E740", "LEG-E741", "LEG-E748"}
    assert any(one["red_flags_asked"] for one in results)
    assert any(one["asked"][-1] is None for one in results)
    assert any(one["state"]["needs_crisis_help"] for one in results)
    states = {step["answer"]["state"] for case, _, _ in both for step in case["steps"]}
    assert states == {"given", "dont_know", "skipped"}


def test_every_rule_holds_on_the_phone_where_it_holds_here(browser: Browser) -> None:
    library = load_library()
    cases = facts_cases(library, count=COUNT, seed=SEED)
    mine = [python_urgency(case, library=library) for case in cases]
    theirs = browser_results(cases, library=library, browser=browser)

    assert [(one, other) for one, other in zip(mine, theirs, strict=True) if one != other] == []
    fired = {rule[0] for one in mine for rule in one["rules"]}
    assert len(fired) >= len(library.triage.rules) * (0.99 if COUNT >= 2000 else 0.6)


def test_the_browser_alone_is_seen_to_differ_when_a_rule_is_lost(browser: Browser) -> None:
    library = load_library()
    cases = answer_cases(library, count=60, seed=SEED)
    mine = [python_result(case, library=library) for case in cases]
    theirs = browser_results(cases, library=library, browser=browser, without_rule="E03")

    assert any("rules" in differences(one, other) for one, other in zip(mine, theirs, strict=True))
