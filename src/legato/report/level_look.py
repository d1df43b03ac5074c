"""How the five levels look: each has a shape of its own, so that neither colour nor grey print is needed to tell them apart."""

from __future__ import annotations

from legato.model.urgency import Urgency

__all__ = ["level_icon", "level_shapes"]

# Drawn on 48 by 48; stroke in the colour of the text.
_SHAPES: dict[Urgency, tuple[str, ...]] = {
    Urgency.EMERGENCY_NOW: ("M16 4h16l12 12v16L32 44H16L4 32V16z", "M24 14v13", "M24 33.5v.5"),
    Urgency.SAME_DAY: ("M24 5a19 19 0 1 0 0 38a19 19 0 1 0 0-38z", "M24 13v11l7.5 6"),
    Urgency.DAYS_TO_WEEKS: ("M6 10h36v32H6z", "M6 19h36", "M15 5v9", "M33 5v9", "M13 27h9", "M13 34h16"),
    Urgency.ROUTINE: ("M6 10h36v32H6z", "M6 19h36", "M15 5v9", "M33 5v9", "M16 31l6 6l11-12"),
    Urgency.SELF_CARE: (
        "M24 42C12 33 5 27 5 18.5C5 12 10 8 15 8c4 0 7.5 2 9 5c1.5-3 5-5 9-5c5 0 10 4 10 10.5C43 27 36 33 24 42z",
        "M15 24h18",
    ),
}


def level_shapes(urgency: Urgency) -> tuple[str, ...]:
    """Give the paths of a level's sign, on a field of 48 by 48.

    Parameters
    ----------
    urgency : Urgency

    Returns
    -------
    tuple of str
    """
    return _SHAPES[urgency]


def level_icon(urgency: Urgency) -> str:
    """Give the sign of a level as SVG; the word beside it says the same, so it has no text of its own.

    Parameters
    ----------
    urgency : Urgency

    Returns
    -------
    str
    """
    paths = "".join(f'<path d="{path}"/>' for path in _SHAPES[urgency])
    return f'<svg class="sign" viewBox="0 0 48 48" aria-hidden="true" focusable="false">{paths}</svg>'
