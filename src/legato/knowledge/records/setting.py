"""A number that the reasoning runs on: not clinical evidence, but a choice that must be seen, marked and changed in one place."""

from __future__ import annotations

from legato.knowledge.schema import Kind, confidence, number, record, text

__all__ = ["SETTING"]

SETTING = Kind(
    "setting",
    "settings.yaml",
    record(
        id=text(pattern=r"[a-z_]+\.[a-z_0-9]+"),
        value=number(),
        unit=text(),
        source=text(refers_to="source"),
        confidence=confidence(),
        note=text(),
    ),
    what="A number that the reasoning runs on.",
)
