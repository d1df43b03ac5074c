"""Triage rules, their macros and the gate of self-care, parsed from their records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato.knowledge.expression import Expression, codes_of, parse_expression
from legato.model.facts import Facts
from legato.model.urgency import Urgency

__all__ = ["Rule", "SelfCareGate", "TriageRules", "build_triage_rules"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One triage rule.

    Parameters
    ----------
    id : str
    level : Urgency
    when : Expression
    form : str
        The expression as it is written.
    title, plain, why, source, confidence, note : str
    """

    id: str
    level: Urgency
    when: Expression
    form: str
    title: str
    plain: str
    why: str
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SelfCareGate:
    """What must all hold before self-care may be suggested.

    Parameters
    ----------
    id : str
    needs : tuple of Expression
        At least one must hold by what persons stated.
    needs_an_answer_in : tuple of str
        Groups of codes of which one must be stated.
    closed_by : frozenset of str
    harmless_signs : frozenset of str
        Every sign and test code outside these closes it.
    least_age_years : float
    """

    id: str
    needs: tuple[Expression, ...]
    needs_an_answer_in: tuple[str, ...]
    closed_by: frozenset[str]
    harmless_signs: frozenset[str]
    least_age_years: float


@dataclass(frozen=True)
class TriageRules:
    """All rules, most urgent first.

    Parameters
    ----------
    rules : tuple of Rule
    macros : mapping of str to Expression
    gate : SelfCareGate
    red_flags : frozenset of str
        Codes of the emergency rules that a person or a record can state: each must be answered.
    sole_red_flags : frozenset of str
        Those that make an emergency by themselves: who denied all emergency signs denied each of them.
    """

    rules: tuple[Rule, ...]
    macros: Mapping[str, Expression]
    gate: SelfCareGate
    red_flags: frozenset[str]
    sole_red_flags: frozenset[str]


_CONTEXT_GROUPS = frozenset(
    {"tempo", "onset", "side", "activation", "frequency", "modulation", "measure", "sign", "test"}
)
_CONTEXT_HISTORY = frozenset(
    {"history:vascular_age", "history:over_60", "history:child", "history:male", "history:female"}
)


def build_triage_rules(
    rules: Sequence[Mapping[str, Any]],
    macros: Sequence[Mapping[str, Any]],
    gates: Sequence[Mapping[str, Any]],
    *,
    stated_by: Mapping[str, tuple[str, ...]],
) -> TriageRules:
    """Parse the records of triage.

    Parameters
    ----------
    rules, macros, gates : sequence of mapping
        Checked records.
    stated_by : mapping of str to tuple of str
        Of each code of the vocabulary.

    Returns
    -------
    TriageRules

    Raises
    ------
    KnowledgeError
        If an expression cannot be read.
    """
    codes = frozenset(stated_by)
    named: dict[str, Expression] = {}
    for macro in macros:
        named[macro["id"]] = parse_expression(macro["when"], codes=codes, macros=named, where=macro["id"])
    parsed = tuple(
        Rule(
            id=one["id"],
            level=Urgency(one["level"]),
            when=parse_expression(one["when"], codes=codes, macros=named, where=one["id"]),
            form=one["when"],
            title=one["title"],
            plain=one["plain"],
            why=one["why"],
            source=one["source"],
            confidence=one["confidence"],
            note=one.get("note", ""),
        )
        for one in rules
    )
    ordered = tuple(sorted(parsed, key=lambda rule: (-rule.level.rank, rule.id)))
    red_flags = _red_flags(ordered, stated_by=stated_by)
    sole = frozenset(code for code in red_flags if _is_emergency_alone(code, rules=ordered))
    return TriageRules(ordered, named, _gate(gates[0], codes=codes, macros=named), red_flags, sole)


def _gate(one: Mapping[str, Any], *, codes: frozenset[str], macros: Mapping[str, Expression]) -> SelfCareGate:
    return SelfCareGate(
        id=one["id"],
        needs=tuple(
            parse_expression(text, codes=codes, macros=macros, where=f"{one['id']}.needs")
            for text in one["needs"]
        ),
        needs_an_answer_in=tuple(one["needs_an_answer_in"]),
        closed_by=frozenset(one["closed_by"]),
        harmless_signs=frozenset(one["harmless_signs"]),
        least_age_years=float(one["least_age_years"]),
    )


def _red_flags(rules: Sequence[Rule], *, stated_by: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Give the codes that a person can be asked for; how long, where and on which side are no warning signs."""
    named = frozenset(
        code
        for rule in rules
        if rule.level is Urgency.EMERGENCY_NOW
        for code in codes_of(rule.when, under_not=False)
    )
    return frozenset(
        code
        for code in named - _CONTEXT_HISTORY
        if code.split(":")[0] not in _CONTEXT_GROUPS and {"person", "record"} & set(stated_by[code])
    )


def _is_emergency_alone(code: str, *, rules: Sequence[Rule]) -> bool:
    alone = Facts.of(present=[code], red_flags_asked=True)
    return any(
        rule.level is Urgency.EMERGENCY_NOW and rule.when.support(alone) == frozenset((code,))
        for rule in rules
    )
