"""The triage rules of level days_to_weeks, one row a clause: W01-W14."""

from __future__ import annotations

import pytest

from legato.model.urgency import Urgency
from standards.triage_tables import weeks
from standards.triage_tables.check import fault_of
from standards.triage_tables.row import Row

ROWS = [*weeks.ROWS]
LEVEL = Urgency.DAYS_TO_WEEKS


@pytest.mark.parametrize("row", [row for row in ROWS if row.does_fire], ids=lambda row: row.name)
def test_a_clause_that_holds_makes_its_rule_fire_at_its_level(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


@pytest.mark.parametrize("row", [row for row in ROWS if not row.does_fire], ids=lambda row: row.name)
def test_a_clause_with_a_needed_part_missing_leaves_its_rule_silent(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


def test_every_rule_of_the_level_has_rows_of_both_kinds() -> None:
    wanted = {f"W{number:02}" for number in range(1, 15)}
    assert {row.rule for row in ROWS if row.does_fire} == wanted
    assert {row.rule for row in ROWS if not row.does_fire} == wanted
