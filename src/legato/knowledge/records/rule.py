"""A triage rule and a macro of the rules."""

from __future__ import annotations

from legato.knowledge.records.condition import LEVELS
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["MACRO", "RULE", "SELF_CARE_GATE"]

MACRO = Kind(
    "macro",
    "triage/macros.yaml",
    record(id=text(pattern=r"[A-Z][A-Z0-9_]*"), when=text(), note=text(required=False)),
    what="A name for an expression that several rules use.",
)

RULE = Kind(
    "rule",
    "triage/rules",
    record(
        id=text(pattern=r"[A-Z][A-Za-z0-9\-]*"),
        level=choice(*LEVELS),
        when=text(),
        title=text(),
        plain=text(),
        why=text(),
        source=text(refers_to="source"),
        confidence=confidence(),
        note=text(required=False),
    ),
    what="When help is needed at least how soon.",
)

SELF_CARE_GATE = Kind(
    "self_care_gate",
    "triage/self_care_gate.yaml",
    record(
        id=text(),
        needs=listing(text(), at_least=1),
        needs_an_answer_in=listing(text(), at_least=1),
        closed_by=listing(text(), at_least=1),
        harmless_signs=listing(text(), at_least=1),
        least_age_years=number(low=0, high=120),
        source=text(refers_to="source"),
        confidence=confidence(),
        note=text(required=False),
    ),
    what="What must hold before looking after it oneself may be suggested.",
)
