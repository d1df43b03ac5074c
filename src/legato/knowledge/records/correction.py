"""A loose or wrong statement that people meet, what is right instead, and where it matters."""

from __future__ import annotations

from legato.knowledge.schema import Kind, confidence, listing, record, text

__all__ = ["CORRECTION"]

CORRECTION = Kind(
    "correction",
    "corrections.yaml",
    record(
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        said=text(),
        where=text(),
        right=text(),
        plain=text(),
        matters=text(),
        findings=listing(text(refers_to="finding")),
        source=text(refers_to="source"),
        confidence=confidence(),
    ),
    what="A statement that is loose or wrong, with what is right, its source and why it matters.",
)
