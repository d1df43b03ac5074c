"""What age, sex and more exact codes say about other codes."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Kind, choice, number, record, text

__all__ = ["IMPLICATION"]

IMPLICATION = Kind(
    "implication",
    "implications.yaml",
    record(
        id=text(pattern=CODE, refers_to="finding"),
        age_at_least=number(required=False, low=0, high=130),
        age_above=number(required=False, low=0, high=130),
        age_below=number(required=False, low=0, high=130),
        sex=choice("male", "female", required=False),
        follows_from=text(required=False, pattern=CODE, refers_to="finding"),
    ),
    what="A code that follows from age, from sex, or from a code that says more.",
)
