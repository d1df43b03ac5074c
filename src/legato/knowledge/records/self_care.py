"""Advice for looking after it oneself, its limits, and the words that always go with it."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, confidence, listing, number, record, text

__all__ = ["SELF_CARE"]

SELF_CARE = Kind(
    "self_care",
    "self_care.yaml",
    record(
        {"for": listing(text(pattern=CODE, refers_to="finding"))},
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        kind=choice("advice", "limit", "review", "seek_help", "never"),
        name=text(),
        plain=text(),
        not_if=listing(text(pattern=CODE, refers_to="finding")),
        stop_if=text(required=False),
        figures=listing(
            record(
                what=text(),
                low=number(required=False, low=0),
                typical=number(required=False, low=0),
                high=number(required=False, low=0),
                unit=text(),
                source=text(refers_to="source"),
                confidence=confidence(),
            ),
            required=False,
        ),
        source=text(refers_to="source"),
        confidence=confidence(),
    ),
    what="Advice where looking after it oneself is allowed, and what always goes with it. Never about a medicine.",
)
