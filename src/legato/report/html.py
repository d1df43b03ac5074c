"""The report as one HTML file that opens offline: no script, no outside address, pictures inside.

Rows and cards are made here, words come from the catalogue, and the template lays them out. Everything that stems from a
file is escaped by the template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from legato.model.analysis import Analysis, Spectrum
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout
from legato.report.figures import draw_excerpt, draw_spectrogram, draw_spectrum
from legato.report.headline import (
    assessable_seconds,
    dominant_frequency,
    headline,
    listed_measures,
    shaking_seconds,
    standing_lines,
)
from legato.report.notable import group_missing, leading_sensor, notable_bouts, place_of
from legato.report.numbers import (
    NOTHING,
    format_interval,
    format_measure,
    format_number,
    format_seconds,
    format_share,
    format_time,
)
from legato.report.plain import plain_unit
from legato.report.state_look import pattern_definitions, swatch_svg
from legato.report.timeline import draw_timeline, sensor_place
from legato.report.words import Words, load_words

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_html", "render_index"]

MOST_BOUTS = 60  # More rows than a reader scrolls through; the rest stands in the JSON, and the page says so.
MOST_SPECTRA = 12
MOST_EXCERPTS = 4


def render_html(analysis: Analysis) -> str:
    """Render the report of one analysis.

    Parameters
    ----------
    analysis : Analysis
        Pictures of samples are drawn when it holds their numbers.

    Returns
    -------
    str
        A whole page.
    """
    words = load_words()
    recording = analysis.recording
    shown, missing = listed_measures(analysis)
    many = len(recording.sensors) > 1
    bouts, bouts_more = notable_bouts(analysis, at_most=MOST_BOUTS)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=words.say,
            style=Markup(_style()),
            patterns=Markup(pattern_definitions()),
            source=analysis.provenance,
            sentences=headline(analysis, words),
            standing=standing_lines(analysis, words),
            cards=_cards(analysis, words),
            read_line=_read_line(analysis, words),
            sensor_lines=[_sensor_line(sensor, words) for sensor in recording.sensors],
            timeline=draw_timeline(analysis.windows, words, duration_s=recording.duration_s),
            states=_state_rows(analysis, words),
            measure_heads=[
                words.say("columns", key) for key in words.keys("columns") if key.startswith("m_")
            ],
            measures=[_measure_row(measure, words, has_many_sensors=many) for measure in shown],
            bout_heads=[words.say("columns", key) for key in words.keys("columns") if key.startswith("b_")],
            bouts=[_bout_row(bout, words) for bout in bouts],
            bouts_more=bouts_more,
            missing=group_missing(missing, words),
            terms=_terms(words),
            issues=_issue_rows(analysis, words),
            facts=_facts(analysis, words),
            **_pictures(analysis, words),
        )
    )


def render_index(entries: Sequence[Mapping[str, Any]], *, is_simulated: bool, version: str) -> str:
    """Render the page that leads to several reports.

    Parameters
    ----------
    entries : sequence of mapping
        ``name``, ``href``, ``story`` (may be empty), ``sentences``; ``error`` in place of all but the name where it failed.
    is_simulated : bool
        True when any of them is.
    version : str

    Returns
    -------
    str
    """
    words = load_words()
    return (
        _environment()
        .get_template("index.html.j2")
        .render(
            say=words.say,
            style=Markup(_style()),
            entries=entries,
            is_simulated=is_simulated,
            version=version,
        )
    )


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("legato.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )


# A number and its unit stay on one line.
_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=(?:%|Hz|dB|deg|ms|mm|min|s|h|d)\b|%)")


def _unbroken(value: object) -> object:
    """Keep numbers and units together in plain text; drawings and styles pass as they are."""
    return _NUMBER_AND_UNIT.sub("\u00a0", value) if type(value) is str else value


@cache
def _style() -> str:
    from importlib import resources

    return (resources.files("legato.report") / "templates" / "style.css").read_text(encoding="utf-8")


def _pictures(analysis: Analysis, words: Words) -> dict[str, Any]:
    """Draw what the analysis holds numbers for."""
    duration_s, window_s = analysis.recording.duration_s, analysis.windows.window_s
    first = leading_sensor(analysis)
    shown = sorted(analysis.excerpts, key=lambda one: one.sensor != first)[:MOST_EXCERPTS]
    excerpts = [draw_excerpt(excerpt, words) for excerpt in shown if excerpt.time_s.size]
    spectra = sorted(analysis.spectra, key=lambda one: one.sensor != first)[:MOST_SPECTRA]
    return {
        "spectrograms": [
            draw_spectrogram(one, analysis.bouts, words, window_s=window_s, duration_s=duration_s)
            for one in sorted(analysis.spectrograms, key=lambda one: one.sensor != first)
            if one.start_s.size
        ],
        "spectra": [draw_spectrum(_with_peak(one, analysis), words) for one in spectra],
        "spectra_more": max(0, len(analysis.spectra) - MOST_SPECTRA),
        "excerpts": excerpts,
        "excerpts_more": max(0, len(analysis.excerpts) - MOST_EXCERPTS),
        "excerpts_thinned": any(picture.is_thinned for picture in excerpts),
    }


def _with_peak(spectrum: Spectrum, analysis: Analysis) -> Spectrum:
    """Give a spectrum the peak and interval that were measured for its state, or none.

    The median of the windows' own peaks is no peak of the mean spectrum, so it is not marked where nothing was measured.
    """
    if spectrum.peak_interval_hz is not None:
        return spectrum
    measure = dominant_frequency(analysis, state=spectrum.state)
    if measure is not None and measure.sensor in (None, spectrum.sensor):
        return replace(spectrum, peak_hz=measure.value, peak_interval_hz=measure.interval)
    bouts = [
        bout
        for bout in analysis.bouts
        if bout.sensor == spectrum.sensor
        and bout.state.value == spectrum.state
        and bout.frequency_hz is not None
    ]
    if not bouts:
        return replace(spectrum, peak_hz=None)
    longest = max(bouts, key=lambda bout: bout.span.duration_s)
    return replace(spectrum, peak_hz=longest.frequency_hz, peak_interval_hz=longest.frequency_interval_hz)


def _cards(analysis: Analysis, words: Words) -> list[dict[str, str]]:
    """Make the four numbers that a reader looks for first."""
    assessable_s, shaking_s = assessable_seconds(analysis), shaking_seconds(analysis)
    share = shaking_s / assessable_s if assessable_s else None
    return [
        _measure_card(words, "key_frequency", dominant_frequency(analysis)),
        {
            "title": words.say("report", "key_shaking"),
            "value": format_share(share),
            "note": format_seconds(shaking_s) if assessable_s else words.say("statuses", "not_assessable"),
        },
        _measure_card(words, "key_amplitude", _amplitude(analysis)),
        _assessable_card(analysis, words),
    ]


def _assessable_card(analysis: Analysis, words: Words) -> dict[str, str]:
    """Make the card of how much could be assessed: of the recording where that was measured, else of the windows."""
    title = words.say("report", "key_assessable")
    found = [m for m in analysis.measures if m.name == "assessable_percent" and m.value is not None]
    if found:
        share = float(found[0].value or 0.0) / 100
        note = words.say("report", "of_recording", total=format_seconds(analysis.recording.duration_s))
        return {"title": title, "value": format_share(share), "note": note}
    total_s = sum(analysis.states.values())
    share_of_windows = assessable_seconds(analysis) / total_s if total_s else None
    note = words.say("report", "of_total", total=format_seconds(total_s))
    return {"title": title, "value": format_share(share_of_windows), "note": note}


def _measure_card(words: Words, key: str, measure: Measure | None) -> dict[str, str]:
    """Make a card of a measure; where there is none, the card says so in the words of the catalogue."""
    title = words.say("report", key)
    if measure is None:
        return {"title": title, "value": NOTHING, "note": words.say("report", "no_value")}
    state = words.state(measure.state) if measure.state else words.say("report", "whole_recording")
    interval = format_interval(measure.interval)
    doubt = words.say("report", "interval_of", interval=interval) if measure.interval else state
    return {
        "title": title,
        "value": f"{format_measure(measure)} {plain_unit(measure.unit)}".strip(),
        "note": doubt,
    }


def _amplitude(analysis: Analysis) -> Measure | None:
    """Choose the amplitude to show first: that of the state of the leading frequency, turning before acceleration."""
    leading = dominant_frequency(analysis)
    found = [
        measure
        for measure in analysis.measures
        if measure.name.startswith("amplitude") and measure.status is MeasureStatus.MEASURED
    ]
    if leading is not None:
        found = [m for m in found if m.state == leading.state and m.sensor in (leading.sensor, None)]
    order = {"deg/s": 0, "m/s2": 1, "m/s²": 1, "mm": 2}
    return min(found, key=lambda measure: order.get(measure.unit, 3), default=None)


def _read_line(analysis: Analysis, words: Words) -> str:
    recording = analysis.recording
    parts = [
        recording.provenance.source_name,
        format_seconds(recording.duration_s),
        words.say("report", "task_of", task=words.say("tasks", recording.task.value)),
    ]
    if recording.start is not None:
        parts.append(
            words.say("report", "starts", start=recording.start.isoformat(sep=" ", timespec="seconds"))
        )
    if recording.subject:
        parts.append(words.say("report", "subject", subject=recording.subject))
    return ", ".join(parts) + "."


def _sensor_line(sensor: Any, words: Words) -> str:
    """Name a sensor, its place, and what it gives at which rate."""
    rates = sorted({format_number(channel.sampling_rate_hz) for channel in sensor.channels})
    kinds = list(dict.fromkeys(channel.kind.value.replace("_", " ") for channel in sensor.channels))
    place = sensor_place(sensor.placement.value, sensor.side.value, words)
    return f"{sensor.id} ({place}): {', '.join(kinds)}; {' / '.join(rates)} Hz"


def _state_rows(analysis: Analysis, words: Words) -> list[dict[str, Any]]:
    """List the states that occur, of the leading sensor with their time, of the others by name."""
    total_s = sum(analysis.states.values())
    table = analysis.windows
    used = {table.words["state"][int(code)] for code in np.unique(table.columns["state"]).tolist()} | set(
        analysis.states
    )
    return [
        {
            "swatch": Markup(swatch_svg(state)),
            "name": words.state(state),
            "meaning": words.meaning("states", state),
            "seconds": format_seconds(analysis.states[state]) if state in analysis.states else "",
            "share": format_share(analysis.states[state] / total_s)
            if state in analysis.states and total_s
            else "",
        }
        for state in sorted(words.keys("states"), key=lambda state: -analysis.states.get(state, 0.0))
        if state in used
    ]


def _measure_row(measure: Measure, words: Words, *, has_many_sensors: bool) -> dict[str, str]:
    return {
        "title": words.measure(measure.name),
        "name": measure.name,
        "value": format_measure(measure),
        "unit": plain_unit(measure.unit),
        "interval": format_interval(measure.interval),
        "status": measure.status.value,
        "status_word": words.say("statuses", measure.status.value),
        "quality": format_share(measure.quality),
        "place": place_of(measure, words, has_many_sensors=has_many_sensors),
        "source": measure.source,
        "note": measure.note,
    }


def _bout_row(bout: Bout, words: Words) -> dict[str, Any]:
    runner_up = ""
    if bout.runner_up is not None:
        runner_up = f"{words.say('report', 'runner_up')}: {words.state(bout.runner_up.value)}"
        if bout.tell_apart:
            runner_up += f"; {words.say('report', 'told_apart')}: {bout.tell_apart}"
    return {
        "span": f"{format_time(bout.span.start_s)} – {format_time(bout.span.end_s)}",
        "duration": format_seconds(bout.span.duration_s),
        "swatch": Markup(swatch_svg(bout.state.value)),
        "state": words.state(bout.state.value),
        "detail": words.detail(bout.detail),
        "sensor": bout.sensor,
        "frequency": format_number(bout.frequency_hz, interval=bout.frequency_interval_hz),
        "interval": format_interval(bout.frequency_interval_hz),
        "mps2": format_number(bout.amplitude_mps2),
        "dps": format_number(bout.amplitude_dps),
        "mm": format_number(bout.amplitude_mm),
        "reasons": bout.reasons,
        "runner_up": runner_up,
    }


def _terms(words: Words) -> list[dict[str, str]]:
    """Explain the four words that stand in place of a number."""
    return [
        {"name": words.say("statuses", key), "meaning": words.meaning("statuses", key)}
        for key in words.keys("statuses")
        if key != MeasureStatus.MEASURED.value
    ]


def _issue_rows(analysis: Analysis, words: Words) -> list[dict[str, str]]:
    return [
        {
            "severity": issue.severity.value,
            "word": words.say("severities", issue.severity.value),
            "what": issue.what,
            "where": issue.where,
            "mend": issue.mend,
        }
        for issue in analysis.issues
    ]


def _facts(analysis: Analysis, words: Words) -> list[tuple[str, str]]:
    source, windows = analysis.provenance, analysis.windows
    fixed = [
        ("file", source.source_name),
        ("sha256", source.sha256 or NOTHING),
        ("reader", source.reader),
        ("version", source.legato_version),
        (
            "windows",
            words.say("report", "windows_of", n=len(windows), window=windows.window_s, step=windows.step_s),
        ),
    ]
    return [(words.say("facts", key), value) for key, value in fixed] + list(source.settings)
