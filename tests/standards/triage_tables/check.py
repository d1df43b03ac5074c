"""Compare a row with what triage says, in words that name the clause."""

from __future__ import annotations

from legato.model.urgency import Urgency
from standards.triage_tables.row import Row
from triage_makers import rules_of, triage_of

__all__ = ["fault_of"]


def fault_of(row: Row, *, least: Urgency) -> str:
    """Say what is wrong with the result of a row; empty where it is right."""
    result = triage_of(*row.present, absent=row.absent, asked=row.asked, age=row.age, sex=row.sex)
    fired = rules_of(result)
    if row.does_fire and row.rule not in fired:
        return f"{row.rule} is silent; {sorted(fired) or 'nothing'} fired, level {result.urgency}"
    if row.does_fire and result.urgency.rank < least.rank:
        return f"level {result.urgency} is below {least}"
    if not row.does_fire and row.rule in fired:
        support = next(rule.facts for rule in result.rules if rule.id == row.rule)
        return f"{row.rule} fired because of {support}"
    return ""
