"""A transmitter: a messenger of the nervous system, what moves it, and what is seen when there is too little or too much."""

from __future__ import annotations

from legato.knowledge.schema import Kind, confidence, listing, record, text

__all__ = ["TRANSMITTER"]

TRANSMITTER = Kind(
    "transmitter",
    "transmitters.yaml",
    record(
        id=text(pattern=r"[a-z]+"),
        name=text(),
        role=text(),
        pathway=text(),
        lowered_by=listing(text(), at_least=1),
        raised_by=listing(text()),
        seen_when_low=listing(text(), at_least=1),
        seen_when_high=listing(text()),
        conditions=listing(text(refers_to="condition"), at_least=1),
        medicines=listing(text(refers_to="medicine")),
        tests=listing(text(refers_to="test"), at_least=1),
        plain=text(),
        sources=listing(text(refers_to="source"), at_least=1),
        confidence=confidence(),
    ),
    what="A messenger of the nervous system. It explains; it never decides.",
)
