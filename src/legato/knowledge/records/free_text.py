"""Words in a free text that must raise the urgency, whatever was ticked."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, confidence, flag, listing, record, text

__all__ = ["FREE_TEXT"]

FREE_TEXT = Kind(
    "free_text",
    "free_text.yaml",
    record(
        id=text(),
        codes=listing(text(pattern=CODE, refers_to="finding"), at_least=1),
        phrases=listing(text(), at_least=1),
        unless_before=listing(text()),
        only_without=listing(text()),
        does_comma_end=flag(),
        source=text(refers_to="source"),
        confidence=confidence(),
        note=text(),
    ),
    what="Words in a free text that must raise the urgency.",
)
