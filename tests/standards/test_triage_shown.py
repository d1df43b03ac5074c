"""Shaking that nobody coded as such still counts as shaking."""

from __future__ import annotations

import pytest

from standards.triage_tables.row import Row
from standards.triage_tables.shown import ROWS
from triage_makers import triage_of


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_when_the_leg_shakes_says_that_it_shakes(row: Row) -> None:
    result = triage_of(*row.present, absent=row.absent, asked=row.asked, age=row.age, sex=row.sex)
    assert (row.rule in {rule.id for rule in result.rules}) is row.does_fire
