"""Add what age and sex imply, and tell which codes more exact ones settle; nothing that was stated is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from legato.knowledge.library import Library
from legato.model.facts import Facts, Origin

__all__ = ["add_implied", "settled_codes"]


def add_implied(facts: Facts, *, library: Library) -> Facts:
    """Add the codes that follow from age and sex.

    Parameters
    ----------
    facts : Facts
    library : Library

    Returns
    -------
    Facts
        An implied absence is left out where the code was stated as present.
    """
    yes: list[str] = []
    no: list[str] = []
    for rule in library.records("implication"):
        if "follows_from" in rule:
            continue
        holds = _holds(rule, facts)
        if holds is not None:
            (yes if holds else no).append(rule["id"])
    return facts.adding(
        origin=Origin.IMPLIED, present=yes, absent=[code for code in no if code not in facts.present]
    )


def settled_codes(known: Iterable[str], *, library: Library) -> frozenset[str]:
    """Give the codes that need no asking: those known, and those that a known one settles by saying more.

    Parameters
    ----------
    known : iterable of str
    library : Library

    Returns
    -------
    frozenset of str
        A settled code is no fact of its own: no line rests on it.
    """
    codes = frozenset(known)
    return codes | {
        rule["id"] for rule in library.records("implication") if rule.get("follows_from") in codes
    }


def _holds(rule: Mapping[str, Any], facts: Facts) -> bool | None:
    """Tell whether a code follows; None where age or sex is unknown."""
    if "sex" in rule:
        return None if facts.sex in (None, "other") else facts.sex == rule["sex"]
    age = facts.age_years
    if age is None:
        return None
    return (
        age >= rule.get("age_at_least", age)
        and (age > rule["age_above"] if "age_above" in rule else True)
        and (age < rule["age_below"] if "age_below" in rule else True)
    )
