"""Where the words of triage are wider than a form, decided or still open: the rule named instead stands."""

from __future__ import annotations

import pytest

from legato.model.urgency import Urgency
from standards.triage_tables.check import fault_of
from standards.triage_tables.decided import DECISIONS, Decision
from standards.triage_tables.row import Row
from triage_makers import rules_of, triage_of

_CASES = [pytest.param(one, row, id=row.name) for one in DECISIONS for row in one.rows]


@pytest.mark.parametrize(("decision", "row"), _CASES)
def test_the_rule_is_silent_and_the_decided_one_stands(decision: Decision, row: Row) -> None:
    assert fault_of(row, least=Urgency.SELF_CARE) == ""
    if decision.stands:
        assert decision.stands in rules_of(triage_of(*row.present, age=row.age))
