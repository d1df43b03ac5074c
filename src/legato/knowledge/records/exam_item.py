"""An item of the examination: what is looked for, how, and which codes it can set."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["EXAM_ITEM"]

EXAM_ITEM = Kind(
    "exam_item",
    "exam_items.yaml",
    record(
        id=text(pattern=r"ex\.[a-z0-9]+"),
        name=text(),
        how=text(),
        codes=listing(text(pattern=CODE, refers_to="finding"), at_least=1),
        burden=number(low=1, high=30),
        who=choice("person", "clinician"),
        safety=text(),
        scale=text(),
        sources=listing(text(refers_to="source"), at_least=1),
        confidence=confidence(),
    ),
    what="One item of the examination.",
)
