"""How the prose of the clinical papers about one condition reads in codes of the vocabulary."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, listing, mapping, record, text

__all__ = ["TRANSLATION"]

TRANSLATION = Kind(
    "translation",
    "translation",
    record(
        condition=text(refers_to="condition"),
        words=mapping(mapping(listing(text(pattern=f"{CODE}|[a-z0-9_]+")))),
        untranslated=mapping(text()),
    ),
    is_one_a_file=True,
    what="How the prose of the clinical papers about one condition reads in codes.",
)
