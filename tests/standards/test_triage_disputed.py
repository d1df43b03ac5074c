"""Where the words of triage and the forms of the rules disagree: the words stand, and each row says what the form lacks.

A row that passes fails here: it then moves to its table. See ``triage_tables/disputed.py``.
"""

from __future__ import annotations

import pytest

from legato.model.urgency import Urgency
from standards.triage_tables.check import fault_of
from standards.triage_tables.disputed import DISPUTED
from standards.triage_tables.row import Row

_CASES = [
    pytest.param(row, id=row.name, marks=pytest.mark.xfail(reason=why, strict=True))
    for why, rows in DISPUTED.items()
    for row in rows
]


@pytest.mark.parametrize("row", _CASES)
def test_the_form_follows_the_words(row: Row) -> None:
    assert fault_of(row, least=Urgency.SELF_CARE) == ""
