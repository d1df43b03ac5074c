"""A scale with its items, and a scale that is only named because its words belong to somebody.

The gate of licences is in these forms: a packaged scale must be free, of the public domain or our own, and one that is
protected has no field for items at all.
"""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Form, Kind, choice, confidence, flag, listing, number, record, text

__all__ = ["PROTECTED_SCALE", "SCALE"]

_ID = r"[a-z][a-z0-9_]*"


def _answers(*, required: bool) -> Form:
    return listing(record(value=number(low=0, high=10), text=text()), required=required, at_least=2)


def _licence(*statuses: str) -> Form:
    return record(status=choice(*statuses), text=text(), source=text(refers_to="source"))


SCALE = Kind(
    "scale",
    "scales",
    record(
        id=text(pattern=_ID),
        name=text(),
        ask=text(),
        about=text(),
        who=choice("anyone", "with_clinician"),
        is_summed=flag(),
        answers=_answers(required=False),
        items=listing(
            record(id=text(pattern=_ID), text=text(), answers=_answers(required=False)),
            at_least=1,
        ),
        bands=listing(
            record(
                low=number(low=0, high=100),
                high=number(low=0, high=100),
                id=text(pattern=_ID),
                text=text(),
                sex=choice("male", "female", required=False),
            )
        ),
        sets=listing(
            record(
                code=text(pattern=CODE, refers_to="finding"),
                at_least=number(low=1, high=100),
                item=text(required=False, pattern=_ID),
                note=text(required=False),
            )
        ),
        source=text(refers_to="source"),
        confidence=confidence(),
        licence=_licence("free", "public_domain", "own"),
        note=text(required=False),
    ),
    is_one_a_file=True,
    what="A questionnaire whose words may be packaged, with its answer key and cut-offs.",
)

PROTECTED_SCALE = Kind(
    "protected_scale",
    "protected_scales.yaml",
    record(
        id=text(pattern=_ID),
        name=text(),
        licence=_licence("protected", "unclear"),
        instead=text(),
    ),
    what="A questionnaire whose words belong to somebody: it is named, and not packaged.",
)
