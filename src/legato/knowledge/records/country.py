"""A country: emergency and crisis numbers, and where to go for each level of urgency."""

from __future__ import annotations

from legato.knowledge.records.condition import LEVELS
from legato.knowledge.schema import Kind, choice, confidence, listing, record, text

__all__ = ["COUNTRY"]

_NUMBER = r"[0-9][0-9 \-]*"

COUNTRY = Kind(
    "country",
    "countries",
    record(
        id=choice("gb", "us", "de", "eu"),
        name=text(),
        languages=listing(choice("en", "de", "es"), at_least=1),
        emergency=record(
            number=text(pattern=_NUMBER), also=listing(text(pattern=_NUMBER)), note=text(required=False)
        ),
        urgent_line=record(name=text(), number=text(null=True, pattern=_NUMBER), hours=text(), note=text()),
        crisis_lines=listing(
            record(name=text(), number=text(pattern=_NUMBER), hours=text(), how=text(), note=text()),
            at_least=1,
        ),
        poison_line=record(name=text(), number=text(null=True, pattern=_NUMBER), hours=text(), note=text()),
        where=record({level: text() for level in LEVELS}),
        pharmacist=text(),
        charities=listing(text()),
        verified=text(),
        written_on=text(pattern=r"\d{4}-\d{2}-\d{2}"),
        written_from=text(),
        source=text(refers_to="source"),
        confidence=confidence(),
    ),
    is_one_a_file=True,
    what="Numbers and places of one country, with when and from what they were written down.",
)
