"""The pictures of samples and spectra: spectrogram with bouts, spectrum of a state, raw samples that decided."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.analysis import Excerpt, Spectrogram, Spectrum
from legato.model.movement import Bout, MovementKind
from legato.report.axes import Frame, axes_svg, line_path, linear_ticks, svg, text_svg, time_ticks
from legato.report.numbers import format_number
from legato.report.plain import plain_unit
from legato.report.png import NOTHING_INDEX, colour_map, png_data_uri
from legato.report.state_look import rect_svg
from legato.report.words import Words

__all__ = ["Picture", "draw_excerpt", "draw_spectrogram", "draw_spectrum"]

# Bouts of these kinds carry no rhythm that a mark on the spectrogram could show.
_QUIET = {MovementKind.STILL, MovementKind.STANDING, MovementKind.OFF_BODY, MovementKind.NOT_ASSESSABLE}
_DECIBEL_SPAN = 50.0  # What lies further below the strongest is drawn in the darkest colour.


@dataclass(frozen=True)
class Picture:
    """A picture drawn for a desk and for a phone, with what must be said about it.

    Parameters
    ----------
    wide, narrow : str
        SVG; ``narrow`` is empty where one drawing serves both.
    caption : str
    is_thinned : bool
    """

    wide: str
    narrow: str
    caption: str
    is_thinned: bool = False


def draw_spectrogram(
    spectrogram: Spectrogram, bouts: Sequence[Bout], words: Words, *, window_s: float, duration_s: float
) -> Picture:
    """Draw power over time and frequency, with the bouts of the same sensor marked.

    Parameters
    ----------
    spectrogram : Spectrogram
    bouts : sequence of Bout
    words : Words
    window_s : float
        Length of a window: a column is drawn about the middle of its windows.
    duration_s : float

    Returns
    -------
    Picture
    """
    index, low_db, high_db = _pixels(spectrogram)
    image = png_data_uri(index[::-1])
    shown = [b for b in bouts if b.sensor == spectrogram.sensor and b.state not in _QUIET]
    caption = words.say(
        "captions",
        "spectrogram",
        sensor=spectrogram.sensor,
        quantity=words.quantity(spectrogram.quantity),
    )
    drawn = [
        _spectrogram_svg(
            spectrogram, shown, words, image=image, decibels=(low_db, high_db), width=width, kind=kind,
            offset_s=(window_s - spectrogram.column_s) / 2, duration_s=duration_s, caption=caption,
        )
        for width, kind in ((960.0, "wide"), (360.0, "narrow"))
    ]  # fmt: skip
    return Picture(drawn[0], drawn[1], caption)


def _pixels(spectrogram: Spectrogram) -> tuple[NDArray[np.uint8], float, float]:
    """Turn densities into colours; columns without windows and what was not assessable stay transparent."""
    density = spectrogram.density.astype(np.float64)
    position = np.round((spectrogram.start_s - spectrogram.start_s[0]) / spectrogram.column_s).astype(np.intp)
    grid = np.full((int(position[-1]) + 1, density.shape[1]), np.nan)
    grid[position] = density
    with np.errstate(divide="ignore", invalid="ignore"):
        decibels = 10 * np.log10(grid)
    finite = decibels[np.isfinite(decibels)]
    high = float(np.ceil(finite.max())) if finite.size else 0.0
    low = max(high - _DECIBEL_SPAN, float(np.floor(finite.min()))) if finite.size else -1.0
    if low >= high:
        low = high - 1.0
    # A density of exactly 0 is known and darkest; only NaN is unknown.
    share = np.clip(
        (np.nan_to_num(decibels, nan=low, neginf=low, posinf=high) - low) / (high - low), 0.0, 1.0
    )
    index = (1 + np.round(share * (len(colour_map()) - 1))).astype(np.uint8)
    index[np.isnan(grid)] = NOTHING_INDEX
    return index.T, low, high


def _spectrogram_svg(
    spectrogram: Spectrogram,
    bouts: Sequence[Bout],
    words: Words,
    *,
    image: str,
    decibels: tuple[float, float],
    width: float,
    kind: str,
    offset_s: float,
    duration_s: float,
    caption: str,
) -> str:
    """Draw the spectrogram for one width."""
    hz = spectrogram.frequency_hz
    bin_hz = float(hz[1] - hz[0]) if hz.size > 1 else 1.0
    frame = Frame(30.0, 52.0, width - 62.0, 282.0, (0.0, duration_s), (max(0.0, float(hz[0])), float(hz[-1])))
    start = float(spectrogram.start_s[0]) + offset_s
    end = float(spectrogram.start_s[-1]) + offset_s + spectrogram.column_s
    # A bin is as tall about its frequency as its neighbours are apart, so the picture reaches half a bin outside.
    top, bottom = frame.y(float(hz[-1]) + bin_hz / 2), frame.y(float(hz[0]) - bin_hz / 2)
    clip = f"clip-{kind}-{zlib.crc32(caption.encode()):08x}"  # Alike in every run, unlike hash().
    parts = [
        f'<clipPath id="{clip}"><rect x="{frame.left}" y="{frame.top}" width="{frame.width:.1f}" '
        f'height="{frame.height:.1f}"/></clipPath>',
        f'<rect x="{frame.left}" y="{frame.top}" width="{frame.width:.1f}" height="{frame.height:.1f}" class="no-window"/>',
        f'<g clip-path="url(#{clip})"><image href="{image}" x="{frame.x(start):.2f}" y="{top:.2f}" '
        f'width="{frame.x(end) - frame.x(start):.2f}" height="{bottom - top:.2f}" preserveAspectRatio="none" '
        'class="pixels"/></g>',
    ]
    parts.extend(_bout_marks(bouts, frame))
    ticks, unit = time_ticks(0.0, duration_s, at_most=10 if width > 500 else 5)
    parts.append(
        axes_svg(
            frame,
            x_ticks=ticks,
            y_ticks=linear_ticks(*frame.y_range, at_most=6),
            x_label=words.say("axes", "time", unit=unit),
            y_label=words.say("axes", "frequency"),
            has_grid=False,
        )
    )
    parts.append(_colour_bar(frame, decibels, words, unit=plain_unit(spectrogram.unit), width=width))
    return svg(width, 322.0, "".join(parts), title=caption, kind=kind)


def _bout_marks(bouts: Sequence[Bout], frame: Frame) -> list[str]:
    """Draw a bar above the picture and a line at the frequency for each bout."""
    marks = []
    for bout in bouts:
        x0 = max(frame.left, frame.x(bout.span.start_s))
        x1 = min(frame.right, frame.x(bout.span.end_s))
        if x1 <= x0:
            continue  # Too short to be seen at this width; the table has it.
        marks.append(rect_svg(x0, frame.top - 8, max(1.0, x1 - x0), 7, state=bout.state.value))
        if bout.frequency_hz is not None and frame.y_range[0] <= bout.frequency_hz <= frame.y_range[1]:
            y = frame.y(bout.frequency_hz)
            marks.append(f'<line x1="{x0:.1f}" y1="{y:.1f}" x2="{x1:.1f}" y2="{y:.1f}" class="bout-line"/>')
    return marks


def _colour_bar(frame: Frame, decibels: tuple[float, float], words: Words, *, unit: str, width: float) -> str:
    """Draw which colour means how much."""
    column = np.arange(len(colour_map()), 0, -1, dtype=np.uint8)[:, None]
    left = frame.right + 10
    bar = Frame(left, frame.top, left + 12, frame.bottom, (0.0, 1.0), decibels)
    parts = [
        f'<image href="{png_data_uri(column)}" x="{bar.left}" y="{bar.top}" width="12" height="{bar.height:.1f}" '
        'preserveAspectRatio="none"/>'
    ]
    for value, text in linear_ticks(*decibels, at_most=5):
        parts.append(text_svg(bar.right + 4, bar.y(value) + 4, text, anchor="start"))
    label = words.say("axes", "decibel", unit=unit)
    parts.append(text_svg(width - 2, frame.top - 26, label, anchor="end", kind="label"))
    return "".join(parts)


def draw_spectrum(spectrum: Spectrum, words: Words) -> Picture:
    """Draw the mean spectrum of a state, the noise of the sensor, and the peak with its interval.

    Parameters
    ----------
    spectrum : Spectrum
    words : Words

    Returns
    -------
    Picture
        One drawing for all widths.
    """
    hz, density, floor = spectrum.frequency_hz, spectrum.density, spectrum.noise_floor
    caption = words.say(
        "captions",
        "spectrum",
        state=words.state(spectrum.state),
        sensor=spectrum.sensor,
        quantity=words.quantity(spectrum.quantity),
        n=spectrum.n_windows,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        level, floor_level = 10 * np.log10(density), 10 * np.log10(floor)
    finite = np.concatenate([level[np.isfinite(level)], floor_level[np.isfinite(floor_level)]])
    if not finite.size:
        return Picture("", "", caption)
    high, low = float(finite.max()) + 4, float(finite.min()) - 2
    frame = Frame(36.0, 34.0, 358.0, 212.0, (0.0, float(hz[-1])), (max(low, high - 120.0), high))
    parts = [_peak_svg(spectrum, frame)]
    parts.append(
        axes_svg(
            frame,
            x_ticks=linear_ticks(0.0, float(hz[-1]), at_most=6),
            y_ticks=linear_ticks(*frame.y_range, at_most=5),
            x_label=words.say("axes", "frequency"),
            y_label=words.say("axes", "decibel", unit=plain_unit(spectrum.unit)),
        )
    )
    if np.isfinite(floor_level).any():
        parts.append(f'<path d="{line_path(frame, hz, floor_level)[0]}" class="floor"/>')
    else:
        parts.append(text_svg(frame.right, frame.top + 14, words.say("captions", "no_floor"), anchor="end"))
    parts.append(f'<path d="{line_path(frame, hz, np.maximum(level, frame.y_range[0]))[0]}" class="line"/>')
    return Picture(svg(370.0, 250.0, "".join(parts), title=caption), "", caption)


def _peak_svg(spectrum: Spectrum, frame: Frame) -> str:
    """Mark the peak and its interval; a band narrower than a line would not be seen, so it is at least that wide."""
    if spectrum.peak_hz is None:
        return ""
    x = frame.x(spectrum.peak_hz)
    parts = []
    if spectrum.peak_interval_hz is not None:
        x0, x1 = (frame.x(end) for end in spectrum.peak_interval_hz)
        wide = max(3.0, x1 - x0)
        parts.append(
            f'<rect x="{(x0 + x1 - wide) / 2:.1f}" y="{frame.top}" width="{wide:.1f}" height="{frame.height:.1f}" '
            'class="interval"/>'
        )
    is_right = x > frame.left + 0.7 * frame.width
    text = f"{format_number(spectrum.peak_hz, interval=spectrum.peak_interval_hz)} Hz"
    parts.append(
        text_svg(
            x + (-6 if is_right else 6),
            frame.top + 12,
            text,
            anchor="end" if is_right else "start",
            kind="mark",
        )
    )
    return "".join(parts)


def draw_excerpt(excerpt: Excerpt, words: Words) -> Picture:
    """Draw raw samples, a panel for each axis, all panels on one scale.

    Parameters
    ----------
    excerpt : Excerpt
    words : Words

    Returns
    -------
    Picture
    """
    caption = words.say(
        "captions",
        "excerpt",
        state=words.state(excerpt.state),
        sensor=excerpt.sensor,
        quantity=words.quantity(excerpt.quantity),
    )
    wide, thinned_wide = _excerpt_svg(excerpt, words, width=960.0, kind="wide", caption=caption)
    narrow, thinned_narrow = _excerpt_svg(excerpt, words, width=360.0, kind="narrow", caption=caption)
    return Picture(wide, narrow, caption, thinned_wide or thinned_narrow)


def _excerpt_svg(
    excerpt: Excerpt, words: Words, *, width: float, kind: str, caption: str
) -> tuple[str, bool]:
    """Draw the samples for one width."""
    axes = excerpt.axes
    finite = [column[np.isfinite(column)] for column in axes.T]
    spans = [float(np.ptp(column)) if column.size else 0.0 for column in finite]
    half = max([*spans, 1e-9]) * 0.55  # One scale for all axes, so that their sizes can be compared by eye.
    parts, is_thinned = [], False
    x_range = (float(excerpt.time_s[0]), float(excerpt.time_s[-1]))
    panel, top = 92.0, 34.0
    label = f"{words.quantity(excerpt.quantity)}, {plain_unit(excerpt.unit)}"
    for number, (name, column) in enumerate(zip(excerpt.axis_names, finite, strict=True)):
        middle = float((column.max() + column.min()) / 2) if column.size else 0.0
        y0 = top + panel * number
        frame = Frame(46.0, y0, width - 22.0, y0 + panel - 14, x_range, (middle - half, middle + half))
        path, thinned = line_path(frame, excerpt.time_s, axes[:, number])
        is_thinned |= thinned
        is_last = number == axes.shape[1] - 1
        ticks, unit = time_ticks(*x_range, at_most=10 if width > 500 else 5)
        parts.append(
            axes_svg(
                frame,
                x_ticks=ticks if is_last else [],
                y_ticks=linear_ticks(*frame.y_range, at_most=4),
                x_label=words.say("axes", "time", unit=unit) if is_last else "",
                y_label=label if number == 0 else "",
            )
        )
        parts.append(f'<path d="{path}" class="line raw-{number}"/>')
        parts.append(text_svg(frame.right + 8, y0 + frame.height / 2 + 4, name, anchor="start", kind="mark"))
    return svg(width, top + panel * axes.shape[1] + 28, "".join(parts), title=caption, kind=kind), is_thinned
