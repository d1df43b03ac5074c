"""A source: what a number or a rule rests on, and what of it was seen."""

from __future__ import annotations

from legato.knowledge.schema import Kind, choice, record, text

__all__ = ["SOURCE"]

SOURCE = Kind(
    "source",
    "sources",
    record(
        id=text(pattern=r"[A-Za-z0-9][A-Za-z0-9_.\-]*"),
        citation=text(),
        kind=choice("paper", "guideline", "manual", "reference", "engineering"),
        seen=text(),
    ),
    what="What a number or a rule rests on, and what of it was seen.",
)
