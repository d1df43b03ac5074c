"""A derivation: how measures, states and tasks of recordings become a finding, with thresholds, source and limits."""

from __future__ import annotations

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import Form, Kind, choice, confidence, flag, listing, number, record, text

__all__ = ["DERIVATION", "PLACEMENTS", "TASKS"]

TASKS = (
    *("rest", "count", "leg_out", "stand", "stop", "heel_shin", "toe_tap"),
    *("toes_on_floor", "weight", "walk", "lie", "night", "free"),
)
PLACEMENTS = ("foot", "ankle", "shank", "thigh", "pocket", "lower_back", "unknown")

_ROLE = r"[a-z][a-z_]*"
_VALUE = r"[a-z][a-z_]*\.[a-z][a-z0-9_]*"


def _conditions() -> Form:
    """Give the form of conditions that must all hold."""
    return listing(
        record(
            value=text(pattern=_VALUE),
            minus=text(required=False, pattern=_VALUE),
            near=text(required=False, pattern=_VALUE),
            either_way=flag(required=False),
            at_least=number(required=False),
            above=number(required=False),
            at_most=number(required=False),
            below=number(required=False),
            outside=listing(number(), required=False, at_least=2),
            among=listing(text(), required=False, at_least=1),
            unit=text(),
        ),
        required=False,
        at_least=1,
    )


DERIVATION = Kind(
    "derivation",
    "derivations",
    record(
        id=text(pattern=r"[a-z][a-z0-9_]*"),
        finding=text(pattern=CODE, refers_to="finding"),
        recordings=listing(
            record(
                {"as": text(pattern=_ROLE)},
                tasks=listing(choice(*TASKS), at_least=1),
                placements=listing(choice(*PLACEMENTS), at_least=1),
                sides=listing(choice("left", "right"), required=False, at_least=1),
                usable_s=number(low=0),
                quality_ratio=number(low=0, high=1),
                assessable_percent=number(low=0, high=100),
                rate_hz=number(low=0),
            ),
            required=False,
            at_least=1,
        ),
        same=listing(choice("leg", "place", "task", "recording"), required=False, at_least=1),
        only_if=_conditions(),
        present_when=_conditions(),
        absent_when=_conditions(),
        not_measured=text(required=False),
        limit=text(required=False),
        source=text(refers_to="source"),
        confidence=confidence(),
        note=text(),
    ),
    what="A written rule by which recordings state a finding.",
)
