"""All rows together, for the checks that need more than one level."""

from __future__ import annotations

from standards.triage_tables import (
    added_emergency,
    added_others,
    decided,
    emergency_body,
    emergency_brain,
    emergency_cord,
    emergency_drugs,
    emergency_people,
    routine,
    same_day_first,
    same_day_second,
    self_care,
    shown,
    weeks,
)
from standards.triage_tables.row import Row

__all__ = ["EVERY_ROW", "RULE_ROWS", "first_case_of_each_rule"]

RULE_ROWS: list[Row] = [
    *emergency_body.ROWS,
    *emergency_brain.ROWS,
    *emergency_cord.ROWS,
    *emergency_drugs.ROWS,
    *emergency_people.ROWS,
    *same_day_first.ROWS,
    *same_day_second.ROWS,
    *weeks.ROWS,
    *routine.ROWS,
    *added_emergency.ROWS,
    *added_others.ROWS,
    *shown.ROWS,
    *decided.ROWS,
]
EVERY_ROW: list[Row] = [*RULE_ROWS, *self_care.ROWS]


def first_case_of_each_rule() -> dict[str, Row]:
    """Give each rule's own minimal positive case: the first row of the rule with the fewest codes."""
    cases: dict[str, Row] = {}
    for row in RULE_ROWS:
        if row.does_fire and (row.rule not in cases or len(row.present) < len(cases[row.rule].present)):
            cases[row.rule] = row
    return cases
