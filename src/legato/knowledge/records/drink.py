"""A drink or bite with caffeine, as the diary offers it: how much is in one, and who says so."""

from __future__ import annotations

from legato.knowledge.schema import Kind, confidence, number, record, text

__all__ = ["DRINK"]

DRINK = Kind(
    "drink",
    "drinks.yaml",
    record(
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        name=text(),
        serving=text(),
        mg=number(low=0, high=1000),
        low_mg=number(required=False, low=0),
        high_mg=number(required=False, low=0),
        source=text(refers_to="source"),
        confidence=confidence(),
    ),
    what="A drink or bite with caffeine, with the milligrams in one.",
)
