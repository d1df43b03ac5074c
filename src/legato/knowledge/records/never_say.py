"""A phrase that no text for a person may hold, why, and what to say instead."""

from __future__ import annotations

from legato.knowledge.schema import Kind, listing, record, text

__all__ = ["NEVER_SAY"]

NEVER_SAY = Kind(
    "never_say",
    "never_say.yaml",
    record(
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        phrases=listing(text(), at_least=1),
        unless=listing(text(), required=False),
        why=text(),
        instead=text(),
        source=text(refers_to="source"),
    ),
    what="Phrases that no text for a person may hold, with why and what to say instead.",
)
