"""A visible text of an explanation, by id. Another language is another folder of the same ids."""

from __future__ import annotations

from legato.knowledge.schema import Kind, listing, record, text

__all__ = ["WORDING"]

WORDING = Kind(
    "wording",
    "words",
    record(
        id=text(pattern=r"[a-z][A-Za-z0-9_:.\-]*"),
        text=text(),
        basis=listing(text(), required=False),
    ),
    what="A text that an explanation shows, with what it is based on: rule ids, codes or beginnings of codes.",
)
