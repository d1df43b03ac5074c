"""How each state looks in a picture: a colour and a pattern, so that colour is never the only sign."""

from __future__ import annotations

__all__ = ["LOOKS", "pattern_definitions", "rect_svg", "swatch_svg"]

# State -> (fill, pattern). All fills are light enough for dark letters and stand out on a dark page.
LOOKS: dict[str, tuple[str, str]] = {
    "off_body": ("#9aa0a8", "cross"),
    "not_assessable": ("#dcdfe3", "cross"),
    "still": ("#cdd5dd", ""),
    "standing": ("#a9bacb", ""),
    "posture_change": ("#e2d3a4", ""),
    "walking": ("#8fc1e3", ""),
    "running": ("#62a3d4", ""),
    "other_movement": ("#b5c7ab", ""),
    "rest_shaking": ("#ee7a5c", "rising"),
    "postural_shaking": ("#f29a5e", "falling"),
    "kinetic_shaking": ("#f5bb66", "upright"),
    "standing_shaking_slow": ("#e283ad", "rising"),
    "standing_shaking_fast": ("#c588da", "falling"),
    "heel_bounce": ("#5cc7ae", "level"),
    "clonus": ("#e57373", "upright"),
    "jerk": ("#f2d65c", ""),
    "periodic_jerks": ("#dcb845", "upright"),
    "freezing": ("#929af0", "rising"),
    "seizure_like": ("#ea6593", "level"),
    "cannot_tell": ("#d9cbe8", "dots"),
}

_LINES = {
    "rising": "M-2 2L2 -2M0 8L8 0M6 10L10 6",
    "falling": "M-2 6L2 10M0 0L8 8M6 -2L10 2",
    "upright": "M4 0V8",
    "level": "M0 4H8",
    "cross": "M0 0L8 8M8 0L0 8",
}


def pattern_definitions() -> str:
    """Give the patterns, once for a page.

    Returns
    -------
    str
        SVG of no size.
    """
    parts = [
        f'<pattern id="p-{name}" width="8" height="8" patternUnits="userSpaceOnUse"><path d="{d}" class="hatch"/></pattern>'
        for name, d in _LINES.items()
    ]
    dots = '<circle cx="2" cy="2" r="1.1" class="dot"/><circle cx="6" cy="6" r="1.1" class="dot"/>'
    parts.append(f'<pattern id="p-dots" width="8" height="8" patternUnits="userSpaceOnUse">{dots}</pattern>')
    return f'<svg width="0" height="0" class="defs" aria-hidden="true"><defs>{"".join(parts)}</defs></svg>'


def rect_svg(x: float, y: float, width: float, height: float, *, state: str) -> str:
    """Draw a rectangle in the look of a state.

    Parameters
    ----------
    x, y, width, height : float
    state : str

    Returns
    -------
    str
    """
    fill, pattern = LOOKS[state]
    box = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    over = f'<rect {box} fill="url(#p-{pattern})"/>' if pattern else ""
    return f'<rect {box} fill="{fill}"/>{over}'


def swatch_svg(state: str) -> str:
    """Draw the sample that stands in a legend.

    Parameters
    ----------
    state : str

    Returns
    -------
    str
    """
    return f'<svg class="swatch" viewBox="0 0 24 16" aria-hidden="true">{rect_svg(0, 0, 24, 16, state=state)}</svg>'
