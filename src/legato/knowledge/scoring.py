"""The published rule sets for scoring leg movements, as nouns.

Read with the rest of the knowledge, so that every fault is told with all others and the mark U never gets this far.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from legato.errors import KnowledgeError
from legato.knowledge.library import load_library
from legato.knowledge.records.scoring_rule import VALUE_FIELDS
from legato.model.scoring import Clause, ScoringRule

__all__ = ["load_scoring_rule", "scoring_rule_ids"]


def scoring_rule_ids() -> tuple[str, ...]:
    """List the rule sets that there are.

    Returns
    -------
    tuple of str
        In alphabetical order.
    """
    return tuple(sorted(load_library().by_id("scoring_rule")))


@cache
def load_scoring_rule(id_: str) -> ScoringRule:
    """Load one rule set.

    Parameters
    ----------
    id_ : str
        Such as ``wasm2016``.

    Returns
    -------
    ScoringRule

    Raises
    ------
    KnowledgeError
        If there is none of that id.
    """
    there = load_library().by_id("scoring_rule")
    if id_ not in there:
        raise KnowledgeError(
            f"There is no rule set '{id_}' for leg movements",
            found=id_,
            mend=f"give one of {', '.join(sorted(there))}",
            code="LEG-E904",
        )
    return _rule(there[id_])


def _rule(one: Mapping[str, Any]) -> ScoringRule:
    return ScoringRule(
        id=one["id"],
        title=one["title"],
        year=int(one["year"]),
        source=one["source"],
        clauses={clause["role"]: _clause(one["id"], clause) for clause in one["clauses"]},
        note=one["note"],
    )


def _clause(rule_id: str, one: Mapping[str, Any]) -> Clause:
    value = next(one[field] for field in VALUE_FIELDS if field in one)
    if isinstance(value, list):
        value = tuple(float(number) for number in value)
    elif isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    return Clause(
        id=f"{rule_id}.{one['role']}",
        value=value,
        unit=one["unit"],
        says=one["says"],
        source=one["source"],
        confidence=one["confidence"],
        note=one.get("note", ""),
    )
