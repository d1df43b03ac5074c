"""The picture of what happened when: one row a sensor, one stretch a state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import INVOLUNTARY_SHAKING
from legato.model.window_table import WindowTable
from legato.report.axes import Frame, axes_svg, svg, text_svg, time_ticks
from legato.report.state_look import rect_svg
from legato.report.words import Words

__all__ = ["Timeline", "draw_timeline", "sensor_place", "stretches_of"]

_SHAKING = frozenset(kind.value for kind in INVOLUNTARY_SHAKING)
_ROW = 58.0  # A row and the sensor's name above it.
_BAR = 34.0
_LETTER = 7.0  # Rough width of a letter: a name is written into a stretch only where it fits.


@dataclass(frozen=True)
class Timeline:
    """The drawn timeline.

    Parameters
    ----------
    wide, narrow : str
        SVG for a desk and for a phone.
    states : tuple of str
        Those that occur, for the legend.
    is_thinned : bool
        True when a column of a picture stands for several windows.
    """

    wide: str
    narrow: str
    states: tuple[str, ...]
    is_thinned: bool


def draw_timeline(windows: WindowTable, words: Words, *, duration_s: float) -> Timeline | None:
    """Draw the states over time.

    Parameters
    ----------
    windows : WindowTable
    words : Words
    duration_s : float
        Of the recording; the axis ends there.

    Returns
    -------
    Timeline or None
        None when there is no window.
    """
    if not len(windows):
        return None
    vocabulary = windows.words["state"]
    used = {vocabulary[int(code)] for code in np.unique(windows.columns["state"])}
    wide, thinned_wide = _draw(windows, words, width=960.0, kind="wide", duration_s=duration_s)
    narrow, thinned_narrow = _draw(windows, words, width=360.0, kind="narrow", duration_s=duration_s)
    states = tuple(state for state in words.keys("states") if state in used)
    return Timeline(wide, narrow, states, thinned_wide or thinned_narrow)


def _draw(
    windows: WindowTable, words: Words, *, width: float, kind: str, duration_s: float
) -> tuple[str, bool]:
    """Draw for one width."""
    sensors = [int(code) for code in np.unique(windows.columns["sensor"])]
    bottom = 4.0 + _ROW * len(sensors)
    end_s = max(duration_s, float(windows.floats("end_s").max()))
    frame = Frame(16.0, 0.0, width - 18.0, bottom, (0.0, end_s), (0.0, 1.0))
    parts, is_thinned = [], False
    for row, code in enumerate(sensors):
        chosen = np.flatnonzero(windows.columns["sensor"] == code)
        top = _ROW * row + 20.0
        parts.append(
            text_svg(frame.left, top - 6, _row_title(windows, int(chosen[0]), words), anchor="start")
        )
        parts.append(
            f'<rect x="{frame.left}" y="{top}" width="{frame.width:.1f}" height="{_BAR}" class="no-window"/>'
        )
        stretches, thinned = stretches_of(windows, chosen, frame)
        is_thinned |= thinned
        parts.extend(_stretch_svg(x0, x1, top, state, words) for x0, x1, state in stretches)
    ticks, unit = time_ticks(0.0, end_s, at_most=10 if width > 500 else 5)
    label = words.say("axes", "time", unit=unit)
    parts.append(axes_svg(frame, x_ticks=ticks, y_ticks=[], x_label=label))
    return svg(
        width, bottom + 42, "".join(parts), title=words.say("report", "timeline"), kind=kind
    ), is_thinned


def _row_title(windows: WindowTable, row: int, words: Words) -> str:
    """Name a sensor with its place and side."""

    def word(name: str) -> str:
        return windows.words[name][int(windows.columns[name][row])]

    place = sensor_place(word("placement"), word("side"), words)
    return f"{word('sensor')}: {place}"


def sensor_place(placement: str, side: str, words: Words) -> str:
    """Say where a sensor sat; what is not known is left away, and said once where neither is.

    Parameters
    ----------
    placement, side : str
        Ids; may be empty.
    words : Words

    Returns
    -------
    str
    """
    known = [
        (section, id_)
        for section, id_ in (("sides", side), ("placements", placement))
        if id_ not in ("", "unknown")
    ]
    return " ".join(words.say(section, id_) for section, id_ in known) or words.say("placements", "unknown")


def stretches_of(
    windows: WindowTable, chosen: NDArray[np.intp], frame: Frame
) -> tuple[list[tuple[float, float, str]], bool]:
    """Give the stretches of one sensor as left edge, right edge and state.

    Parameters
    ----------
    windows : WindowTable
    chosen : ndarray of intp
        Rows of the sensor.
    frame : Frame
        Its horizontal range begins at 0 s.

    Returns
    -------
    stretches : list of (float, float, str)
    is_thinned : bool
        True when a column of the picture stands for several windows.

    Notes
    -----
    A window is drawn one step wide about its middle, because windows overlap. Where the step is narrower than a column of
    the picture, a column shows involuntary shaking if any of its windows holds some (rare things must not vanish in a
    week), otherwise the commonest state.
    """
    vocabulary = windows.words["state"]
    codes = windows.columns["state"][chosen].astype(np.intp)
    middle = (windows.floats("start_s")[chosen] + windows.floats("end_s")[chosen]) / 2
    half = windows.step_s / 2
    pixels = frame.x(windows.step_s) - frame.x(0.0)
    if pixels >= 1.0:
        cells = [
            (frame.x(m - half), frame.x(m + half), int(c))
            for m, c in zip(middle.tolist(), codes, strict=True)
        ]
        return _joined(cells, vocabulary), False
    n_columns = int(frame.width)
    column = np.clip(
        ((middle - frame.x_range[0]) / frame.x_range[1] * n_columns).astype(np.intp), 0, n_columns - 1
    )
    counts = np.zeros((n_columns, len(vocabulary)), dtype=np.int64)
    np.add.at(counts, (column, codes), 1)
    is_shaking = np.array([state in _SHAKING for state in vocabulary])
    shaking = np.where(is_shaking, counts, 0)
    state_of = np.where(shaking.any(axis=1), shaking.argmax(axis=1), counts.argmax(axis=1))
    size = frame.width / n_columns
    filled = np.flatnonzero(counts.any(axis=1)).tolist()
    cells = [(frame.left + k * size, frame.left + (k + 1) * size, int(state_of[k])) for k in filled]
    return _joined(cells, vocabulary), True


def _joined(
    cells: list[tuple[float, float, int]], vocabulary: tuple[str, ...]
) -> list[tuple[float, float, str]]:
    """Join neighbours of one state that touch."""
    stretches: list[tuple[float, float, str]] = []
    for x0, x1, code in cells:
        state = vocabulary[code]
        if stretches and stretches[-1][2] == state and x0 - stretches[-1][1] < 0.5:
            stretches[-1] = (stretches[-1][0], x1, state)
        else:
            stretches.append((x0, x1, state))
    return stretches


def _stretch_svg(x0: float, x1: float, top: float, state: str, words: Words) -> str:
    """Draw one stretch, with its name where the name fits."""
    name = words.state(state)
    box = rect_svg(x0, top, x1 - x0, _BAR, state=state)
    if _LETTER * len(name) + 8 > x1 - x0:
        return box
    # A plate behind the letters keeps them readable on a pattern.
    middle, half = (x0 + x1) / 2, _LETTER * len(name) / 2 + 2
    plate = f'<rect x="{middle - half:.1f}" y="{top + 9:.1f}" width="{2 * half:.1f}" height="17" rx="3" class="plate"/>'
    return box + plate + text_svg(middle, top + 22, name, kind="on-state")
