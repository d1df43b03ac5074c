"""A finding: one code of the vocabulary in which a case is written down."""

from __future__ import annotations

from legato.knowledge.schema import Kind, choice, listing, number, record, text

__all__ = ["CODE", "FINDING"]

CODE = r"[a-z_]+:[A-Za-z0-9_]+"

FINDING = Kind(
    "finding",
    "findings",
    record(
        id=text(pattern=CODE),
        text=text(),
        plain=text(),
        stated_by=listing(choice("person", "exam", "recording", "test", "record"), at_least=1),
        group=text(pattern=r"[a-z_0-9]+"),
        background=number(low=0.001, high=0.9),
        why=text(),
    ),
    what="One code of the vocabulary in which a case is written down.",
)
