"""Pictures of one recording for the person: what happened when, how fast, and ten seconds as they were.

Each has the finding in words as its title, axes with units, and its numbers as a table. It is drawn for a phone and for a
desk, so that letters stay as large on both. Colours come from the style sheet by class, and no state is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from legato.app.catalog import Words
from legato.model.analysis import Analysis, Excerpt, Spectrum
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
from legato.report.axes import Frame, axes_svg, line_path, linear_ticks, svg, text_svg, time_ticks
from legato.report.headline import dominant_frequency
from legato.report.notable import leading_sensor
from legato.report.plain import plain_unit
from legato.report.state_look import rect_svg, swatch_svg
from legato.report.timeline import stretches_of

Numbers = NDArray[np.float64]

__all__ = ["SHAKING", "WIDTHS", "Chart", "charts_of", "state_words", "trace_halves"]

SHAKING = frozenset(kind.value for kind in INVOLUNTARY_SHAKING)
"""Ids of the states that are shaking."""
WIDTHS = (("wide", 660.0), ("narrow", 324.0))
"""Names and widths of the two drawings."""

_QUIET = (MovementKind.OFF_BODY.value, MovementKind.NOT_ASSESSABLE.value)
_UNSURE = MovementKind.CANNOT_TELL.value
_MOST_STRETCHES = 24
_MOST_HZ = 25.0
_SURE_SHARE = 0.8  # Of half the rate: nothing is read off a spectrum above 0.4 times the rate.
_SPAN_DB = 80.0
_TRACE_S = 10.0


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture with all that is said of it.

    Parameters
    ----------
    id : str
    title : str
        The finding in words.
    wide, narrow : Markup
        SVG for a desk and for a phone.
    head : tuple of str
        Names of the columns of the table.
    rows : tuple of tuple of str
    note : str
        What else must be known to read it; may be empty.
    legend : tuple of (Markup, str)
        Samples of the looks, with their words.
    """

    id: str
    title: str
    wide: Markup
    narrow: Markup
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    legend: tuple[tuple[Markup, str], ...] = ()


def state_words(state: str, words: Words) -> str:
    """Name a state in plain words.

    Parameters
    ----------
    state : str
        Id.
    words : Words

    Returns
    -------
    str
    """
    return words.t(f"result.state.{state}")


def trace_halves(analyses: Iterable[Analysis]) -> dict[str, float]:
    """Give half the height of the traces by unit, one for a session, so that their sizes can be compared by eye.

    Parameters
    ----------
    analyses : iterable of Analysis

    Returns
    -------
    dict of str to float
    """
    halves: dict[str, float] = {}
    for analysis in analyses:
        excerpt = _excerpt_of(analysis)
        if excerpt is not None:
            trace = _main_axis(excerpt)
            most = float(np.nanmax(np.abs(trace))) if np.isfinite(trace).any() else 0.0
            halves[excerpt.unit] = max(halves.get(excerpt.unit, 1e-6), 1.1 * most)
    return halves


def charts_of(analysis: Analysis, *, words: Words, halves: Mapping[str, float]) -> tuple[Chart, ...]:
    """Draw the pictures of one recording.

    Parameters
    ----------
    analysis : Analysis
        With the numbers of pictures.
    words : Words
    halves : mapping of str to float
        Half the height of a trace, by unit.

    Returns
    -------
    tuple of Chart
        Those that the recording allows; empty where nothing could be judged.
    """
    drawn = (
        _ribbon(analysis, words),
        _spectrum(analysis, words),
        _trace(analysis, words, halves=halves),
    )
    return tuple(one for one in drawn if one is not None)


def _ribbon(analysis: Analysis, words: Words) -> Chart | None:
    """Draw what the leg did when."""
    windows, sensor = analysis.windows, leading_sensor(analysis)
    if not len(windows) or sensor not in windows.words["sensor"]:
        return None
    code = windows.words["sensor"].index(sensor)
    chosen = np.flatnonzero(windows.columns["sensor"] == code)
    end_s = max(analysis.recording.duration_s, float(windows.floats("end_s").max()))
    title = _ribbon_title(analysis, words)
    drawn, stretches, is_thinned = [], [], False
    for kind, width in WIDTHS:
        frame = Frame(8.0, 8.0, width - 10.0, 60.0, (0.0, end_s), (0.0, 1.0))
        found, is_thinned = stretches_of(windows, chosen, frame)
        stretches = [
            (_seconds(x0, frame, end_s), _seconds(x1, frame, end_s), state) for x0, x1, state in found
        ]
        ticks, unit = time_ticks(0.0, end_s, at_most=10 if kind == "wide" else 5)
        parts = [
            f'<rect x="{frame.left}" y="{frame.top}" width="{frame.width:.1f}" height="{frame.height:.1f}" class="no-window"/>',
            *(rect_svg(x0, frame.top, x1 - x0, frame.height, state=state) for x0, x1, state in found),
            axes_svg(frame, x_ticks=ticks, y_ticks=[], x_label=words.t("result.chart.axis.time", unit=unit)),
        ]
        drawn.append(Markup(svg(width, 100.0, "".join(parts), title=title, kind=kind)))
    used = dict.fromkeys(state for _, _, state in stretches)
    return Chart(
        "ribbon",
        title,
        drawn[0],
        drawn[1],
        *_ribbon_table(analysis, stretches, words, is_thinned=is_thinned),
        legend=tuple((Markup(swatch_svg(state)), state_words(state, words)) for state in used),
    )


def _seconds(x: float, frame: Frame, end_s: float) -> float:
    return (x - frame.left) / frame.width * end_s


def _ribbon_title(analysis: Analysis, words: Words) -> str:
    """Say how long it shook of the time that could be judged, or that no shaking was found."""
    states = analysis.states
    assessable = sum(seconds for state, seconds in states.items() if state not in _QUIET)
    shaking = sum(seconds for state, seconds in states.items() if state in SHAKING)
    unsure = states.get(_UNSURE, 0.0)
    fields = {
        "of": words.number(assessable, digits=0),
        "shaking": words.number(shaking, digits=0),
        "unsure": words.number(unsure, digits=0),
    }
    if assessable <= 0:
        return words.t("result.chart.ribbon.none")
    if shaking > 0:
        return words.t("result.chart.ribbon.shaking", **fields)
    return words.t(f"result.chart.ribbon.{'unsure' if unsure else 'quiet'}", **fields)


def _ribbon_table(
    analysis: Analysis, stretches: list[tuple[float, float, str]], words: Words, *, is_thinned: bool
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """List the stretches; where there are very many, the seconds in each state."""
    t = words.t
    if is_thinned or len(stretches) > _MOST_STRETCHES:
        rows = tuple(
            (state_words(state, words), words.number(seconds)) for state, seconds in analysis.states.items()
        )
        return (t("result.chart.table.state"), t("result.chart.table.seconds")), rows
    head = (t("result.chart.table.from"), t("result.chart.table.to"), t("result.chart.table.state"))
    return head, tuple((words.number(a), words.number(b), state_words(s, words)) for a, b, s in stretches)


def _spectrum(analysis: Analysis, words: Words) -> Chart | None:
    """Draw how strong the movement was at each rate, with the noise of the sensor."""
    chosen = _spectrum_of(analysis)
    if chosen is None:
        return None
    sure_hz = min(_MOST_HZ, _SURE_SHARE * float(chosen.frequency_hz[-1]))
    keep = chosen.frequency_hz <= sure_hz
    hz = chosen.frequency_hz[keep]
    with np.errstate(divide="ignore", invalid="ignore"):
        level, noise = 10 * np.log10(chosen.density[keep]), 10 * np.log10(chosen.noise_floor[keep])
    if not np.isfinite(level).any():
        return None
    peak = _rate_of(analysis, state=chosen.state)
    title = _spectrum_title(analysis, chosen, peak, words)
    high = float(np.nanmax(level[np.isfinite(level)])) + 6.0
    low = max(high - _SPAN_DB, float(np.nanmin(level[np.isfinite(level)])) - 4.0)
    if np.isfinite(noise).any():
        low = max(high - _SPAN_DB, min(low, float(np.nanmin(noise[np.isfinite(noise)])) - 4.0))
    drawn = [
        _spectrum_svg((hz, level, noise), (low, high), peak, chosen, words, size=(kind, width), title=title)
        for kind, width in WIDTHS
    ]
    head = (
        words.t("result.chart.table.rate"),
        words.t("result.chart.table.strength"),
        words.t("result.chart.table.noise"),
    )
    rows = tuple(
        (str(whole), _decibel(level, hz, whole, words), _decibel(noise, hz, whole, words))
        for whole in range(1, int(sure_hz) + 1)
    )
    note = words.t(
        "result.chart.spectrum.note",
        state=state_words(chosen.state, words),
        n=chosen.n_windows,
        most=words.number(sure_hz, digits=0),
    )
    return Chart("spectrum", title, drawn[0], drawn[1], head, rows, note)


def _spectrum_svg(
    lines: tuple[Numbers, Numbers, Numbers],
    y_range: tuple[float, float],
    peak: Measure | None,
    chosen: Spectrum,
    words: Words,
    *,
    size: tuple[str, float],
    title: str,
) -> Markup:
    """Draw the spectrum for one width."""
    (kind, width), (hz, level, noise) = size, lines
    frame = Frame(44.0, 34.0, width - 12.0, 220.0, (0.0, float(hz[-1])), y_range)
    parts = [_peak_svg(peak, frame, words)] if peak is not None else []
    parts.append(
        axes_svg(
            frame,
            x_ticks=_ticks(0.0, float(hz[-1]), 10 if kind == "wide" else 6, words),
            y_ticks=_ticks(*y_range, 4, words),
            x_label=words.t("result.chart.axis.rate"),
            y_label=words.t("result.chart.axis.strength", unit=plain_unit(chosen.unit)),
        )
    )
    parts.append(f'<path d="{line_path(frame, hz, np.maximum(level, y_range[0]))[0]}" class="line"/>')
    is_seen = np.isfinite(noise) & (noise >= y_range[0])
    if is_seen.any():
        parts.append(f'<path d="{line_path(frame, hz, np.where(is_seen, noise, np.nan))[0]}" class="floor"/>')
        parts.append(_noise_label(words.t("result.chart.noise"), frame, hz, noise, is_seen))
    else:
        key = "below" if np.isfinite(noise).any() else "unknown"
        parts.append(
            text_svg(frame.right, frame.bottom - 8, words.t(f"result.chart.noise.{key}"), anchor="end")
        )
    return Markup(svg(width, 258.0, "".join(parts), title=title, kind=kind))


def _noise_label(text: str, frame: Frame, hz: Numbers, noise: Numbers, is_seen: NDArray[np.bool_]) -> str:
    """Name the line of the noise at its right end."""
    last = int(np.flatnonzero(is_seen)[-1])
    return text_svg(frame.x(float(hz[last])), frame.y(float(noise[last])) - 6, text, anchor="end")


def _peak_svg(peak: Measure, frame: Frame, words: Words) -> str:
    """Mark the rate and its interval."""
    value = float(peak.value or 0.0)
    if not frame.x_range[0] <= value <= frame.x_range[1]:
        return ""
    parts, x = [], frame.x(value)
    if peak.interval is not None:
        x0, x1 = (min(max(frame.x(end), frame.left), frame.right) for end in peak.interval)
        wide = max(3.0, x1 - x0)
        parts.append(
            f'<rect x="{(x0 + x1 - wide) / 2:.1f}" y="{frame.top:.1f}" width="{wide:.1f}" height="{frame.height:.1f}"'
            ' class="interval"/>'
        )
    is_right = x > frame.left + 0.6 * frame.width
    text = f"{words.number(value)} Hz"
    parts.append(
        text_svg(
            x + (-6 if is_right else 6),
            frame.top + 13,
            text,
            anchor="end" if is_right else "start",
            kind="mark",
        )
    )
    return "".join(parts)


def _spectrum_title(analysis: Analysis, chosen: Spectrum, peak: Measure | None, words: Words) -> str:
    """Say the rate with its doubt; or which of the reasons holds that there is none."""
    if peak is not None:
        value = words.number(float(peak.value or 0.0))
        key = "rate" if chosen.state in SHAKING else "rate_unsure"
        if peak.interval is None:
            return words.t(f"result.chart.spectrum.{key}.alone", value=value)
        low, high = (words.number(end) for end in peak.interval)
        return words.t(f"result.chart.spectrum.{key}", value=value, low=low, high=high)
    statuses = [one.status for one in analysis.measures if one.name == "dominant_frequency_hz"]
    status = statuses[0] if statuses else MeasureStatus.NOT_MEASURED
    return words.t(f"result.chart.spectrum.{status.value}" if status is not MeasureStatus.MEASURED
                   else "result.chart.spectrum.not_found")  # fmt: skip


def _spectrum_of(analysis: Analysis) -> Spectrum | None:
    """Choose the spectrum of the state that the leading rate was found in, else of the longest state."""
    sensor, leading = leading_sensor(analysis), dominant_frequency(analysis)
    own = [one for one in analysis.spectra if one.sensor == sensor] or list(analysis.spectra)
    if not own:
        return None
    named = [one for one in own if leading is not None and one.state == leading.state]
    return named[0] if named else max(own, key=lambda one: one.n_windows)


def _rate_of(analysis: Analysis, *, state: str) -> Measure | None:
    """Give the rate that was measured in a state."""
    found = dominant_frequency(analysis, state=state)
    return found if found is not None and found.value is not None else None


def _decibel(values: Numbers, hz: Numbers, whole: int, words: Words) -> str:
    """Give the strength nearest to a whole rate, or that it is not known."""
    value = float(values[int(np.argmin(np.abs(hz - whole)))])
    return words.number(value) if np.isfinite(value) else words.t("result.chart.unknown")


def _trace(analysis: Analysis, words: Words, *, halves: Mapping[str, float]) -> Chart | None:
    """Draw ten seconds as the sensor felt them, along the axis that moved most."""
    excerpt = _excerpt_of(analysis)
    if excerpt is None:
        return None
    trace = _main_axis(excerpt)
    time = excerpt.time_s
    keep = time <= float(time[0]) + _TRACE_S
    time, trace = time[keep], trace[keep]
    half = halves.get(excerpt.unit, 1.0)
    title = _trace_title(analysis, excerpt, words)
    unit = plain_unit(excerpt.unit)
    label = words.t(f"result.quantity.{excerpt.quantity.replace(' ', '_')}", unit=unit)
    drawn = []
    for kind, width in WIDTHS:
        frame = Frame(52.0, 34.0, width - 12.0, 180.0, (float(time[0]), float(time[-1])), (-half, half))
        ticks, time_unit = time_ticks(*frame.x_range, at_most=10 if kind == "wide" else 5)
        body = axes_svg(
            frame,
            x_ticks=ticks,
            y_ticks=_ticks(-half, half, 4, words),
            x_label=words.t("result.chart.axis.time", unit=time_unit),
            y_label=label,
        )
        body += f'<path d="{line_path(frame, time, trace)[0]}" class="line"/>'
        drawn.append(Markup(svg(width, 220.0, body, title=title, kind=kind)))
    return Chart(
        "trace",
        title,
        drawn[0],
        drawn[1],
        (
            words.t("result.chart.table.second"),
            words.t("result.chart.table.lowest", unit=unit),
            words.t("result.chart.table.highest", unit=unit),
        ),
        _trace_rows(time, trace, words),
        words.t("result.chart.trace.note", n=int(time.size), axis=_axis_name(excerpt)),
    )


def _trace_rows(time: Numbers, trace: Numbers, words: Words) -> tuple[tuple[str, ...], ...]:
    """Give the lowest and highest value of each second."""
    rows = []
    for second in range(int(np.floor(time[0])), int(np.ceil(time[-1]))):
        part = trace[(time >= second) & (time < second + 1)]
        part = part[np.isfinite(part)]
        ends = (
            (words.number(float(part.min()), digits=2), words.number(float(part.max()), digits=2))
            if part.size
            else (words.t("result.chart.unknown"),) * 2
        )
        rows.append((str(second), *ends))
    return tuple(rows)


def _trace_title(analysis: Analysis, excerpt: Excerpt, words: Words) -> str:
    rate = _rate_of(analysis, state=excerpt.state)
    if rate is not None and rate.value and excerpt.state in SHAKING:
        return words.t("result.chart.trace.swing", seconds=words.number(1.0 / rate.value, digits=2))
    return words.t("result.chart.trace.other", state=state_words(excerpt.state, words))


def _excerpt_of(analysis: Analysis) -> Excerpt | None:
    """Choose the samples to show: those of the sensor that speaks for the recording."""
    sensor = leading_sensor(analysis)
    usable = [one for one in analysis.excerpts if one.time_s.size > 1]
    return next((one for one in usable if one.sensor == sensor), usable[0] if usable else None)


def _main_number(excerpt: Excerpt) -> int:
    """Give the number of the axis that moved most."""
    known = np.where(np.isfinite(excerpt.axes), excerpt.axes, 0.0)
    return int(np.argmax(np.std(known, axis=0)))


def _axis_name(excerpt: Excerpt) -> str:
    return excerpt.axis_names[_main_number(excerpt)]


def _main_axis(excerpt: Excerpt) -> Numbers:
    """Give the axis that moved most, about its middle."""
    axis = np.asarray(excerpt.axes[:, _main_number(excerpt)], dtype=np.float64)
    finite = axis[np.isfinite(axis)]
    return axis - (float(np.median(finite)) if finite.size else 0.0)


def _ticks(low: float, high: float, at_most: int, words: Words) -> list[tuple[float, str]]:
    """Give ticks whose numbers are written as the language writes them."""
    return [(value, words.number(value, digits=3)) for value, _ in linear_ticks(low, high, at_most=at_most)]
