"""The rows, cards and lines of a report: what the template lays out, in words and with their digits."""

from __future__ import annotations

from typing import Any

import numpy as np
from markupsafe import Markup

from legato.model.analysis import Analysis
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout, MovementKind
from legato.model.recording import Placement, Sensor
from legato.report.headline import assessable_seconds, dominant_frequency, shaking_seconds
from legato.report.notable import place_of
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
from legato.report.state_look import swatch_svg
from legato.report.timeline import sensor_place
from legato.report.words import Words

__all__ = [
    "bout_row",
    "cards",
    "facts",
    "issue_rows",
    "measure_row",
    "page_title",
    "read_line",
    "sensor_line",
    "state_rows",
    "terms",
]

_NO_LEG = frozenset({Placement.WRIST, Placement.HAND, Placement.HEAD, Placement.CHEST, Placement.LOWER_BACK})
MOST_REASONS = 4  # The strongest come first; a dozen features a bout hide the bouts.


def cards(analysis: Analysis, words: Words) -> list[dict[str, str]]:
    """Make the four numbers that a reader looks for first.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of dict of str to str
    """
    assessable_s, shaking_s = assessable_seconds(analysis), shaking_seconds(analysis)
    share = shaking_s / assessable_s if assessable_s else None
    return [
        _measure_card(
            analysis, words, "key_frequency", dominant_frequency(analysis), family="dominant_frequency"
        ),
        {
            "title": words.say("report", "key_shaking"),
            "value": format_share(share),
            "note": _shaking_note(analysis, words, shaking_s=shaking_s, assessable_s=assessable_s),
        },
        _measure_card(analysis, words, "key_amplitude", _amplitude(analysis), family="amplitude"),
        _assessable_card(analysis, words),
    ]


def _shaking_note(analysis: Analysis, words: Words, *, shaking_s: float, assessable_s: float) -> str:
    """Say how long the shaking lasted, and how much more might be shaking; or which of the four words holds."""
    if not assessable_s:
        status = next((m.status for m in analysis.measures if m.name == "shaking_share_percent"), None)
        return words.say("statuses", (status or MeasureStatus.NOT_ASSESSABLE).value)
    unsure_s = analysis.states.get(MovementKind.CANNOT_TELL.value, 0.0)
    shaking = format_seconds(shaking_s)
    if not unsure_s:
        return shaking
    return words.say("report", "beside_unsure", shaking=shaking, unsure=format_seconds(unsure_s))


def page_title(analysis: Analysis, words: Words) -> str:
    """Give the title of a page: only of a sensor that may have sat on a leg it is said what the leg did.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    str
    """
    places = {sensor.placement for sensor in analysis.recording.sensors}
    is_elsewhere = bool(places) and places <= _NO_LEG
    return words.say("report", "title_elsewhere" if is_elsewhere else "title")


def _assessable_card(analysis: Analysis, words: Words) -> dict[str, str]:
    """Make the card of how much could be assessed: of the recording where that was measured, else of the windows."""
    title = words.say("report", "key_assessable")
    found = [m for m in analysis.measures if m.name == "assessable_percent" and m.value is not None]
    if found:
        share = float(found[0].value or 0.0) / 100
        note = words.say("report", "of_recording", total=format_seconds(analysis.recording.duration_s))
        return {"title": title, "value": format_share(share), "note": note}
    total_s = sum(analysis.states.values())
    if not total_s:
        status = next((m.status for m in analysis.measures if m.name == "assessable_percent"), None)
        note = words.say("statuses", (status or MeasureStatus.NOT_ASSESSABLE).value)
        return {"title": title, "value": NOTHING, "note": note}
    share_of_windows = assessable_seconds(analysis) / total_s
    note = words.say("report", "of_total", total=format_seconds(total_s))
    return {"title": title, "value": format_share(share_of_windows), "note": note}


def _measure_card(
    analysis: Analysis, words: Words, key: str, measure: Measure | None, *, family: str
) -> dict[str, str]:
    """Make a card of a measure; where it has no number, the card says which of the four words holds."""
    title = words.say("report", key)
    if measure is None:
        statuses = [m.status.value for m in analysis.measures if m.name.startswith(family)]
        status = statuses[0] if statuses else MeasureStatus.NOT_MEASURED.value
        return {"title": title, "value": NOTHING, "note": words.say("statuses", status)}
    notes = [words.state(measure.state) if measure.state else words.say("report", "whole_recording")]
    if measure.interval:
        notes.append(words.say("report", "interval_of", interval=format_interval(measure.interval)))
    value = f"{format_measure(measure)} {plain_unit(measure.unit)}".strip()
    return {"title": title, "value": value, "note": "; ".join(notes)}


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


def read_line(analysis: Analysis, words: Words) -> str:
    """Say in one line what was read.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    str
    """
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


def sensor_line(sensor: Sensor, words: Words) -> str:
    """Name a sensor, its place, and what it gives at which rate.

    Parameters
    ----------
    sensor : Sensor
    words : Words

    Returns
    -------
    str
    """
    rates = sorted({format_number(channel.sampling_rate_hz) for channel in sensor.channels})
    kinds = list(dict.fromkeys(channel.kind.value.replace("_", " ") for channel in sensor.channels))
    place = sensor_place(sensor.placement.value, sensor.side.value, words)
    return f"{sensor.id} ({place}): {', '.join(kinds)}; {' / '.join(rates)} Hz"


def state_rows(analysis: Analysis, words: Words) -> list[dict[str, Any]]:
    """List the states that occur: those of the leading sensor with their time, those of others by name.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of dict
    """
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


def measure_row(measure: Measure, words: Words, *, has_many_sensors: bool) -> dict[str, str]:
    """Make the cells of one measure.

    Parameters
    ----------
    measure : Measure
    words : Words
    has_many_sensors : bool

    Returns
    -------
    dict of str to str
    """
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


def bout_row(bout: Bout, words: Words) -> dict[str, Any]:
    """Make the cells of one bout.

    Parameters
    ----------
    bout : Bout
    words : Words

    Returns
    -------
    dict
    """
    reasons = list(bout.reasons[:MOST_REASONS])
    if len(bout.reasons) > MOST_REASONS:
        reasons.append(words.say("report", "reasons_more", n=len(bout.reasons) - MOST_REASONS))
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
        "reasons": reasons,
        "runner_up": runner_up,
    }


def terms(words: Words) -> list[dict[str, str]]:
    """Explain the four words that stand in place of a number.

    Parameters
    ----------
    words : Words

    Returns
    -------
    list of dict of str to str
    """
    return [
        {"name": words.say("statuses", key), "meaning": words.meaning("statuses", key)}
        for key in words.keys("statuses")
        if key != MeasureStatus.MEASURED.value
    ]


def issue_rows(analysis: Analysis, words: Words) -> list[dict[str, str]]:
    """Make the entries of what was wrong with the input.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of dict of str to str
    """
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


def facts(analysis: Analysis, words: Words) -> list[tuple[str, str]]:
    """List where the numbers come from.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of (str, str)
    """
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
    known = set(words.keys("settings"))
    settings = [
        (words.say("settings", key) if key in known else key, value) for key, value in source.settings
    ]
    return [(words.say("facts", key), value) for key, value in fixed] + settings
