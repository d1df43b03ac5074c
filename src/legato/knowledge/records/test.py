"""A test: what it can and cannot tell, which codes its result can set, and what it asks of a person."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["TEST"]

TEST = Kind(
    "test",
    "tests",
    record(
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        name=text(),
        plain_name=text(),
        kind=choice("blood", "imaging", "electro", "bedside", "sleep", "other"),
        regions=listing(record(region=text(), questions=listing(text(), at_least=1))),
        can_tell=listing(text(), at_least=1),
        cannot_tell=listing(text(), at_least=1),
        codes=listing(text(pattern=CODE, refers_to="finding")),
        burden=number(low=1, high=30),
        burden_note=text(),
        who=choice("person", "clinician"),
        limits=text(),
        figures=listing(
            record(text=text(), source=text(refers_to="source"), confidence=confidence()), required=False
        ),
        sources=listing(text(refers_to="source"), at_least=1),
        confidence=confidence(),
        plain=text(),
    ),
    what="A test, with what it can and cannot tell and what it asks of a person. Images are never read by the software.",
)
