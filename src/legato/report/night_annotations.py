"""The movements of a scored night as marks for other viewers."""

from __future__ import annotations

from legato.model.annotation import Annotation
from legato.model.leg_movement import ScoredMovement
from legato.model.scored_night import ScoredNight

__all__ = ["night_annotations"]


def night_annotations(night: ScoredNight) -> tuple[Annotation, ...]:
    """Give one mark a movement and rule set, the refused ones with their clause.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    tuple of Annotation
        By onset. Texts read ``wasm2016 plm left`` or ``aasm3 lm right refused aasm3.shortest_s``; parts of a bilateral
        movement are left out, since the whole stands there.
    """
    marks = [
        Annotation(movement.span.start_s, movement.span.duration_s, _text(movement, id), "legato")
        for id, scoring in night.scorings.items()
        for movement in scoring.movements
        if movement.part_of is None
    ]
    return tuple(sorted(marks))


def _text(movement: ScoredMovement, rule_set: str) -> str:
    words = f"{rule_set} {movement.kind.value} {movement.side.value}"
    return f"{words} refused {movement.excluded_by}" if movement.excluded_by else words
