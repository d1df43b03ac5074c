"""The triage rules of level emergency_now, one row a clause: E01-E21."""

from __future__ import annotations

import pytest

from legato.model.urgency import Urgency
from standards.triage_tables import (
    emergency_body,
    emergency_brain,
    emergency_cord,
    emergency_drugs,
    emergency_people,
)
from standards.triage_tables.check import fault_of
from standards.triage_tables.row import Row

ROWS = [
    *emergency_body.ROWS,
    *emergency_brain.ROWS,
    *emergency_cord.ROWS,
    *emergency_drugs.ROWS,
    *emergency_people.ROWS,
]
LEVEL = Urgency.EMERGENCY_NOW


@pytest.mark.parametrize("row", [row for row in ROWS if row.does_fire], ids=lambda row: row.name)
def test_a_clause_that_holds_makes_its_rule_fire_at_its_level(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


@pytest.mark.parametrize("row", [row for row in ROWS if not row.does_fire], ids=lambda row: row.name)
def test_a_clause_with_a_needed_part_missing_leaves_its_rule_silent(row: Row) -> None:
    assert fault_of(row, least=LEVEL) == ""


def test_every_rule_of_the_level_has_rows_of_both_kinds() -> None:
    wanted = {f"E{number:02}" for number in range(1, 22)}
    assert {row.rule for row in ROWS if row.does_fire} == wanted
    assert {row.rule for row in ROWS if not row.does_fire} == wanted
