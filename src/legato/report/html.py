"""The report as one HTML file that opens offline: no script, no outside address, pictures inside.

Rows and cards are made here, words come from the catalogue, and the template lays them out. Everything that stems from a
file is escaped by the template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from legato.model.analysis import Analysis, Spectrum
from legato.report.figures import draw_excerpt, draw_spectrogram, draw_spectrum
from legato.report.headline import (
    dominant_frequency,
    headline,
    listed_measures,
    standing_lines,
)
from legato.report.notable import group_missing, leading_sensor, notable_bouts
from legato.report.page import page_environment, page_style
from legato.report.rows import (
    bout_row,
    cards,
    facts,
    issue_rows,
    measure_row,
    page_title,
    read_line,
    sensor_line,
    state_rows,
    terms,
)
from legato.report.state_look import pattern_definitions
from legato.report.timeline import draw_timeline
from legato.report.words import Words, load_words

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
    groups = group_missing(missing, words)
    bouts, bouts_more = notable_bouts(analysis, at_most=MOST_BOUTS)
    return (
        page_environment()
        .get_template("report.html.j2")
        .render(
            say=words.say,
            title=page_title(analysis, words),
            nothing_measured=missing[0].note if missing and not shown and len(groups) == 1 else "",
            style=Markup(page_style()),
            patterns=Markup(pattern_definitions()),
            source=analysis.provenance,
            sentences=headline(analysis, words),
            standing=standing_lines(analysis, words),
            cards=cards(analysis, words),
            read_line=read_line(analysis, words),
            sensor_lines=[sensor_line(sensor, words) for sensor in recording.sensors],
            timeline=draw_timeline(analysis.windows, words, duration_s=recording.duration_s),
            states=state_rows(analysis, words),
            measure_heads=[
                words.say("columns", key) for key in words.keys("columns") if key.startswith("m_")
            ],
            measures=[measure_row(measure, words, has_many_sensors=many) for measure in shown],
            bout_heads=[words.say("columns", key) for key in words.keys("columns") if key.startswith("b_")],
            bouts=[bout_row(bout, words) for bout in bouts],
            bouts_more=bouts_more,
            missing=groups,
            terms=terms(words),
            issues=issue_rows(analysis, words),
            facts=facts(analysis, words),
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
        page_environment()
        .get_template("index.html.j2")
        .render(
            say=words.say,
            style=Markup(page_style()),
            entries=entries,
            is_simulated=is_simulated,
            version=version,
        )
    )


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
