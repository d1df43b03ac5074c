"""A question of the interview: its words, why it is asked, and which codes each answer states."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Form, Kind, choice, flag, listing, number, record, text

__all__ = ["QUESTION", "SECTIONS"]

SECTIONS = (
    "age",
    "emergency",
    "self_harm",
    "story",
    "control",
    "timing",
    "triggers",
    "medicines",
    "health",
    "family",
    "effect",
    "sleep",
)
_ID = r"[a-z][a-z0-9_]*"


def _codes() -> Form:
    return listing(text(pattern=CODE, refers_to="finding"), required=False)


QUESTION = Kind(
    "question",
    "questions",
    record(
        id=text(pattern=_ID),
        section=choice(*SECTIONS),
        kind=choice("single", "several", "yes_no", "number", "text"),
        states=choice("age", "sex", required=False),
        ask=text(),
        help=text(required=False),
        why=text(),
        shown_if=text(required=False),
        least_age_years=number(required=False, low=0, high=120),
        most_age_years=number(required=False, low=0, high=120),
        number=record(required=False, low=number(), high=number(), unit=text()),
        options=listing(
            record(
                id=text(pattern=_ID),
                text=text(),
                examples=listing(text(), required=False, at_least=1),
                present=_codes(),
                absent=_codes(),
                unknown=_codes(),
                shows=choice("stop_now", required=False),
            ),
            required=False,
            at_least=2,
        ),
        none=flag(required=False),
        none_text=text(required=False),
        none_present=_codes(),
        burden=choice(1, 2, 3, 4, 5),
        red_flag=flag(),
    ),
    what="A question of the interview, with the codes that each answer states.",
)
