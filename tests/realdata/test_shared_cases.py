"""The twenty shared cases keep the bounds of the issue: every level, every emergency, the accepted cause near the top."""

from __future__ import annotations

import pytest

from legato.assess import assess_case
from legato.io.case_file import read_case_file
from legato.model.assessment import Assessment
from legato.model.case import Case
from legato.score import score_assessments
from realdata_paths import shared_data
from triage_makers import shared_library

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def assessed() -> list[Assessment]:
    path = shared_data("..", "clinical", "cases.yaml")
    cases = read_case_file(path, codes=shared_library().findings)
    assert [one for one in cases if not isinstance(one, Case)] == []
    return [assess_case(case, library=shared_library()) for case in cases if isinstance(case, Case)]


def test_every_level_is_accepted_and_every_emergency_found(assessed: list[Assessment]) -> None:
    score = score_assessments(assessed)
    assert len(score.cases) == 20
    assert [row.id for row in score.cases if not row.is_urgency_accepted] == []
    assert score.emergencies_found == score.emergencies == 5


def test_the_accepted_cause_is_among_the_first_three(assessed: list[Assessment]) -> None:
    score = score_assessments(assessed)
    assert score.share_in_top(3, with_results=True) >= 0.95
    assert score.share_in_top(3, with_results=False) >= 0.85
