"""Look-alikes: words and other medicines that must not be taken for a misspelt medicine."""

from __future__ import annotations

from legato.knowledge.schema import Kind, listing, record, text

__all__ = ["LOOK_ALIKE"]

LOOK_ALIKE = Kind(
    "look_alike",
    "medicine_look_alikes.yaml",
    record(
        id=text(pattern=r"[a-z][a-z_]*"),
        why=text(),
        words=listing(text(pattern=r"[a-z\-]+", at_least=3), at_least=1),
    ),
    what="Words that are never taken for a misspelt medicine.",
)
