"""Axes for small pictures in SVG: a frame, round ticks, labels. Colours come from the page's style sheet.

Every picture is drawn for a given width, so that its letters are as large on a phone as on a desk: the page holds a wide
and a narrow drawing and shows the one that fits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frame", "axes_svg", "line_path", "linear_ticks", "svg", "text_svg", "time_ticks"]

Tick = tuple[float, str]

# Steps between ticks of time that a reader counts in, seconds.
_TIME_STEPS_S = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14_400,
    21_600,
    43_200,
    86_400,
)


@dataclass(frozen=True)
class Frame:
    """The plot's rectangle within its picture, and the way from values to points.

    Parameters
    ----------
    left, top, right, bottom : float
        Edges, in units of the picture.
    x_range, y_range : tuple of float
        Values at the left and right, and at the bottom and top edge.
    """

    left: float
    top: float
    right: float
    bottom: float
    x_range: tuple[float, float]
    y_range: tuple[float, float]

    @property
    def width(self) -> float:
        """Width of the plot."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height of the plot."""
        return self.bottom - self.top

    def x(self, value: float) -> float:
        """Give the horizontal point of a value."""
        low, high = self.x_range
        return self.left + (value - low) / ((high - low) or 1.0) * self.width

    def y(self, value: float) -> float:
        """Give the vertical point of a value."""
        low, high = self.y_range
        return self.bottom - (value - low) / ((high - low) or 1.0) * self.height


def linear_ticks(low: float, high: float, *, at_most: int) -> list[Tick]:
    """Give round values between two ends.

    Parameters
    ----------
    low, high : float
    at_most : int

    Returns
    -------
    list of (float, str)
        Value and its text; empty when there is no span.

    Examples
    --------
    >>> [text for _, text in linear_ticks(0, 25, at_most=6)]
    ['0', '5', '10', '15', '20', '25']
    """
    span = high - low
    if not (math.isfinite(span) and span > 0):
        return []
    raw = span / max(1, at_most)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power * (at_most + 1e-9) >= span)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [(k * step, f"{k * step + 0.0:.{decimals}f}") for k in range(first, last + 1)]


def time_ticks(low_s: float, high_s: float, *, at_most: int) -> tuple[list[Tick], str]:
    """Give ticks of time at steps that a reader counts in, and the unit they are written in.

    Parameters
    ----------
    low_s, high_s : float
        Seconds since the start.
    at_most : int

    Returns
    -------
    ticks : list of (float, str)
    unit : str
        ``s``, ``min:s``, ``h:min`` or ``days``.
    """
    span = max(high_s - low_s, 1e-9)
    step = next((s for s in _TIME_STEPS_S if span / s <= at_most), None)
    if step is None:
        step = 86_400 * math.ceil(span / 86_400 / at_most)
    unit = "s" if high_s < 120 else "min:s" if high_s < 7200 else "h:min" if high_s < 3 * 86_400 else "days"
    first, last = math.ceil(low_s / step - 1e-9), math.floor(high_s / step + 1e-9)
    return [(float(k * step), _time_text(k * step, unit)) for k in range(first, last + 1)], unit


def _time_text(seconds: int, unit: str) -> str:
    if unit == "s":
        return str(seconds)
    if unit == "days":
        return f"{seconds / 86_400:.2g}"
    large, small = divmod(seconds if unit == "min:s" else seconds // 60, 60)
    return f"{large}:{small:02d}"


def text_svg(x: float, y: float, text: str, *, anchor: str = "middle", kind: str = "tick") -> str:
    """Write a text; what it says is escaped.

    Parameters
    ----------
    x, y : float
    text : str
    anchor : str
        ``start``, ``middle`` or ``end``.
    kind : str
        Class in the style sheet.

    Returns
    -------
    str
    """
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'


def axes_svg(
    frame: Frame,
    *,
    x_ticks: Sequence[Tick],
    y_ticks: Sequence[Tick],
    x_label: str = "",
    y_label: str = "",
    has_grid: bool = True,
) -> str:
    """Draw ticks, grid lines and labels with units.

    Parameters
    ----------
    frame : Frame
    x_ticks, y_ticks : sequence of (float, str)
    x_label, y_label : str
        The label of the upright axis stands above it, level, so that nobody turns the head.
    has_grid : bool
        False where lines would run over a picture.

    Returns
    -------
    str
    """
    parts = []
    for value, text in y_ticks:
        y = frame.y(value)
        start, end, look = (
            (frame.left, frame.right, "rule") if has_grid else (frame.left - 4, frame.left, "axis")
        )
        parts.append(f'<line x1="{start:.1f}" y1="{y:.1f}" x2="{end:.1f}" y2="{y:.1f}" class="{look}"/>')
        parts.append(text_svg(frame.left - 6, y + 4, text, anchor="end"))
    for value, text in x_ticks:
        x = frame.x(value)
        parts.append(
            f'<line x1="{x:.1f}" y1="{frame.bottom:.1f}" x2="{x:.1f}" y2="{frame.bottom + 4:.1f}" class="axis"/>'
        )
        if text:
            parts.append(text_svg(x, frame.bottom + 17, text))
    parts.append(f'<path d="M{frame.left:.1f} {frame.bottom:.1f}H{frame.right:.1f}" class="axis"/>')
    if x_label:
        parts.append(text_svg(frame.right, frame.bottom + 33, x_label, anchor="end", kind="label"))
    if y_label:
        parts.append(text_svg(2, frame.top - 13, y_label, anchor="start", kind="label"))
    return "".join(parts)


def line_path(frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[str, bool]:
    """Give the path of a line, broken where a value is missing.

    Parameters
    ----------
    frame : Frame
    x, y : ndarray of float64, shape (n,)
        ``x`` rises.

    Returns
    -------
    path : str
    is_thinned : bool
        True when there were so many points that each column of the picture shows its smallest and largest one.
    """
    columns = max(1, int(frame.width))
    is_thinned = x.size > 4 * columns
    if is_thinned:
        x, y = _column_extremes(frame, x, y, columns=columns)
    with np.errstate(invalid="ignore"):
        low, high = frame.y_range
        points_x = (
            frame.left + (x - frame.x_range[0]) / ((frame.x_range[1] - frame.x_range[0]) or 1.0) * frame.width
        )
        points_y = frame.bottom - (y - low) / ((high - low) or 1.0) * frame.height
    words, pen = [], "M"
    for px, py in zip(points_x.tolist(), points_y.tolist(), strict=True):
        if not (math.isfinite(px) and math.isfinite(py)):
            pen = "M"
            continue
        words.append(f"{pen}{px:.1f} {py:.1f}")
        pen = "L"
    return "".join(words), is_thinned


def _column_extremes(
    frame: Frame, x: NDArray[np.float64], y: NDArray[np.float64], *, columns: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keep the smallest and the largest value of every column of the picture, in their order."""
    low, high = frame.x_range
    column = np.clip(((x - low) / ((high - low) or 1.0) * columns).astype(np.intp), 0, columns - 1)
    kept: list[int] = []
    edges = np.concatenate(([0], np.flatnonzero(np.diff(column)) + 1, [x.size]))
    for first, behind in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        part = y[first:behind]
        if not np.isfinite(part).any():
            kept.append(first)
            continue
        kept.extend(sorted({first + int(np.nanargmin(part)), first + int(np.nanargmax(part))}))
    return x[kept], y[kept]


def svg(width: float, height: float, body: str, *, title: str, kind: str = "") -> str:
    """Wrap a drawing; its title is what a screen reader says.

    Parameters
    ----------
    width, height : float
    body : str
    title : str
    kind : str
        Class: ``wide``, ``narrow`` or empty for both.

    Returns
    -------
    str
    """
    return (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}" class="{kind}">'
        f"<title>{escape(title)}</title>{body}</svg>"
    )
