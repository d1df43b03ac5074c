"""The coded cases of tests/cases keep their levels and causes, and no triage rule stands on a single case alone.

They show that rules, evidence and cases agree; see tests/cases/README.md for who wrote them and what they cannot show.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from legato.assess import assess_case
from legato.io.case_file import read_case_file
from legato.model.assessment import Assessment
from legato.model.case import Case
from legato.score import Score, score_assessments
from standards.triage_tables.every import EVERY_ROW
from standards.triage_tables.shown import ROWS as READ_FROM_CASES
from triage_makers import shared_library

CASES = Path(__file__).resolve().parents[1] / "cases"
OWN = ("b1", "b2", "b3", "b4")
INDEPENDENT = ("c1", "c2", "c3")
FEWEST_ROWS = 2


@cache
def _assessed(name: str) -> tuple[Assessment, ...]:
    cases = read_case_file(CASES / f"{name}.yaml", codes=shared_library().findings)
    return tuple(assess_case(case, library=shared_library()) for case in cases if isinstance(case, Case))


def _score(*names: str) -> Score:
    return score_assessments([one for name in names for one in _assessed(name)])


@pytest.mark.parametrize("name", [*OWN, *INDEPENDENT])
def test_every_case_can_be_read_and_holds_an_answer(name: str) -> None:
    cases = read_case_file(CASES / f"{name}.yaml", codes=shared_library().findings)
    assert [one for one in cases if not isinstance(one, Case) or one.answer is None] == []
    assert len(_score(name).cases) == len(cases) >= 25


def test_no_id_stands_in_two_files() -> None:
    ids = Counter(one.case.id for name in (*OWN, *INDEPENDENT) for one in _assessed(name))
    assert [id_ for id_, count in ids.items() if count > 1] == []


@pytest.mark.parametrize("name", [*OWN, *INDEPENDENT])
def test_every_level_is_accepted(name: str) -> None:
    wrong = {row.id: (row.urgency, row.wanted) for row in _score(name).cases if not row.is_urgency_accepted}
    assert wrong == {}


@pytest.mark.parametrize("name", [*OWN, *INDEPENDENT])
def test_every_answer_names_causes_of_the_library(name: str) -> None:
    known = set(shared_library().conditions)
    named = {
        one.case.id: set(answer.acceptable) | set(answer.must_consider) | {answer.diagnosis}
        for one in _assessed(name)
        if (answer := one.case.answer) is not None
    }
    assert {id_: sorted(causes - known) for id_, causes in named.items() if causes - known} == {}


@pytest.mark.parametrize("with_results", [False, True])
def test_the_accepted_cause_of_own_cases_is_among_the_first_three(with_results: bool) -> None:
    assert _score(*OWN).share_in_top(3, with_results=with_results) >= 0.97
    assert _score(*OWN).share_in_top(1, with_results=with_results) >= 0.90


@pytest.mark.parametrize("with_results", [False, True])
def test_the_accepted_cause_of_independent_cases_is_among_the_first_three(with_results: bool) -> None:
    assert _score(*INDEPENDENT).share_in_top(3, with_results=with_results) >= 0.85


def test_a_word_that_says_more_is_accepted_more_often() -> None:
    counts: dict[str, list[bool]] = defaultdict(list)
    for name in (*OWN, *INDEPENDENT):
        for one in _assessed(name):
            answer = one.case.answer
            for row in one.differential.hypotheses:
                counts[row.band.value].append(answer is not None and row.condition in answer.acceptable)
    shares = [
        sum(counts[word]) / len(counts[word]) for word in ("leading", "likely", "possible", "less_likely")
    ]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] >= 0.95
    assert shares[3] <= 0.03


def test_no_rule_stands_on_one_case_alone() -> None:
    """A rule that holds in one case of all files and decides it must also fire in rows written from the words of triage."""
    holds: Counter[str] = Counter()
    decides: Counter[str] = Counter()
    for name in (*OWN, *INDEPENDENT):
        for one in _assessed(name):
            holds.update(rule.id for rule in one.triage.rules)
            top = [rule.id for rule in one.triage.rules if rule.level is one.triage.urgency]
            decides.update(top if len(top) == 1 else [])
    rows = Counter(row.rule for row in EVERY_ROW if row.does_fire and row not in READ_FROM_CASES)
    lonely = {id_ for id_, count in decides.items() if count == holds[id_] == 1}
    assert {id_: rows[id_] for id_ in sorted(lonely) if rows[id_] < FEWEST_ROWS} == {}


def test_the_rows_know_every_rule() -> None:
    """A rule that no case looks at is looked at by the tables."""
    rows = {row.rule for row in EVERY_ROW if row.does_fire and row not in READ_FROM_CASES}
    assert {rule.id for rule in shared_library().triage.rules} - rows == set()
