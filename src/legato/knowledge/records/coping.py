"""A coping strategy: what helps to live with the shaking, and how far that was tested."""

from __future__ import annotations

from legato.knowledge.schema import Kind, choice, confidence, listing, record, text

__all__ = ["COPING"]

COPING = Kind(
    "coping",
    "coping.yaml",
    record(
        {"for": listing(text(pattern=r"[a-z_]+"), at_least=1)},
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        name=text(),
        plain=text(),
        evidence=text(),
        evidence_grade=choice("strong", "moderate", "small", "low", "mixed"),
        conditions=listing(text(refers_to="condition")),
        needs=choice("none", "guidance_helps", "referral"),
        confidence=confidence(),
        source=text(refers_to="source"),
        limits=text(),
    ),
    what="A way to live with the shaking, with how far it was tested.",
)
