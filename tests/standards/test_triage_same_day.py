"""The triage rules of level same_day, one row a clause: D-1a and D01-D20."""

from __future__ import annotations

import pytest

from legato.model.urgency import Urgency
from standards.triage_tables import same_day_first, same_day_second
from standards.triage_tables.check import fault_of
from standards.triage_tables.row import Row

ROWS = [*same_day_first.ROWS, *same_day_second.ROWS]
LEVEL = Urgency.SAME_DAY


@pytest.mark.parametrize("row", [row for row in ROWS if row.does_fire], ids=lambda row: row.name)
def test_a_clause_that_holds_makes_its_rule_fire_at_its_level(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


@pytest.mark.parametrize("row", [row for row in ROWS if not row.does_fire], ids=lambda row: row.name)
def test_a_clause_with_a_needed_part_missing_leaves_its_rule_silent(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


def test_every_rule_of_the_level_has_rows_of_both_kinds() -> None:
    wanted = {"D-1a", *(f"D{number:02}" for number in range(1, 21))}
    assert {row.rule for row in ROWS if row.does_fire} == wanted
    assert {row.rule for row in ROWS if not row.does_fire} == wanted
