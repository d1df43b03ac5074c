"""The readable summary for a terminal: what was read, what was found, how sure, and what could not be measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.markup import escape as escape_markup
from rich.table import Table

from legato.model.analysis import Analysis
from legato.model.channel import Channel
from legato.model.issue import Issue
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Recording
from legato.report.headline import headline, listed_measures, standing_lines
from legato.report.notable import group_missing, notable_bouts, place_of
from legato.report.numbers import (
    NOTHING,
    format_interval,
    format_measure,
    format_number,
    format_seconds,
    format_share,
    format_time,
)
from legato.report.plain import plain_text, plain_unit
from legato.report.timeline import sensor_place
from legato.report.words import Words, load_words

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["print_analysis", "print_recording"]

_MOST_BOUTS = 12  # A terminal holds about that many beside the rest; the JSON has them all.


def escape(text: str) -> str:
    """Make text of a file harmless for the terminal and for the console's own marks.

    Parameters
    ----------
    text : str

    Returns
    -------
    str
    """
    return escape_markup(plain_text(text))


def print_recording(recording: Recording, console: Console) -> None:
    """Print what a file says and what was measured about its clock.

    Parameters
    ----------
    recording : Recording
    console : Console
    """
    words = load_words()
    _print_banner(recording.is_simulated, words, console)
    _print_head(recording, words, console)
    _print_channels(recording, words, console)
    _print_issues(recording.issues, words, console)
    source = recording.provenance
    console.print(f"sha256 {source.sha256 or NOTHING}, legato {source.legato_version}", style="dim")


def _print_channels(recording: Recording, words: Words, console: Console) -> None:
    """Print the channels, those of one sensor, kind, unit and clock in one row."""
    alike: dict[tuple[object, ...], list[Channel]] = {}
    for channel in recording.channels:
        key = (channel.sensor, channel.kind, channel.unit, id(channel.time))
        alike.setdefault(key, []).append(channel)
    table = _table(
        "channels", "what", "sensor", "unit", "rate Hz", "stated Hz", "samples", "jitter ms", "gaps"
    )
    for channels in alike.values():
        first, time = channels[0], channels[0].time
        table.add_row(
            escape(", ".join(channel.name for channel in channels)),
            first.kind.value.replace("_", " "),
            escape(first.sensor),
            plain_unit(first.unit or "") or words.say("report", "unit_unknown"),
            format_number(time.sampling_rate_hz) + ("" if time.is_measured else " (stated)"),
            format_number(time.nominal_rate_hz),
            str(first.n_samples),
            NOTHING if time.jitter_ms is None else f"{time.jitter_ms:.3f}",
            str(len(time.gaps)),
        )
    console.print(table)


def print_analysis(analysis: Analysis, console: Console) -> None:
    """Print the summary of an analysis.

    Parameters
    ----------
    analysis : Analysis
    console : Console
    """
    words = load_words()
    _print_banner(analysis.recording.is_simulated, words, console)
    _print_head(analysis.recording, words, console)
    console.print()
    for sentence in headline(analysis, words):
        console.print(escape(sentence), style="bold")
    _print_states(analysis, words, console)
    _print_bouts(analysis, words, console)
    shown, missing = listed_measures(analysis)
    many = len(analysis.recording.sensors) > 1
    _print_measures(shown, words, console, has_many_sensors=many)
    _print_missing(missing, words, console, is_all=not shown)
    _print_issues(analysis.issues, words, console)
    console.print()
    console.print(escape(" ".join(standing_lines(analysis, words))), style="italic")


def _table(*columns: str) -> Table:
    from rich.box import SIMPLE

    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print_banner(is_simulated: bool, words: Words, console: Console) -> None:  # noqa: FBT001 - private, one meaning
    if is_simulated:
        console.print(words.say("standing", "simulated"), style="black on yellow")


def _print_head(recording: Recording, words: Words, console: Console) -> None:
    """Print the file, its length and where the sensors sat."""
    source = recording.provenance
    start = f", starts {recording.start.isoformat(sep=' ')}" if recording.start else ""
    console.print(
        f"[bold]{escape(source.source_name)}[/bold]: {format_seconds(recording.duration_s)}{start}, "
        f"read as {escape(source.reader)}, task {words.say('tasks', recording.task.value)}"
    )
    for sensor in recording.sensors:
        place = sensor_place(sensor.placement.value, sensor.side.value, words)
        console.print(f"  sensor {escape(sensor.id)}: {place}, {len(sensor.channels)} channels")


def _print_states(analysis: Analysis, words: Words, console: Console) -> None:
    total_s = sum(analysis.states.values())
    if not total_s:
        return
    table = _table(words.say("report", "states"), "time", "share")
    for state, seconds in sorted(analysis.states.items(), key=lambda item: -item[1]):
        table.add_row(words.state(state), format_seconds(seconds), format_share(seconds / total_s))
    console.print(table)


def _print_bouts(analysis: Analysis, words: Words, console: Console) -> None:
    if not analysis.bouts and not len(analysis.windows):
        return
    if not analysis.bouts:
        console.print(words.say("report", "no_bouts"))
        return
    table = _table(words.say("report", "bouts"), "state", "Hz", "95 % interval", "why")
    shown, more = notable_bouts(analysis, at_most=_MOST_BOUTS)
    for bout in shown:
        span = f"{format_time(bout.span.start_s)}-{format_time(bout.span.end_s)}"
        interval = format_interval(bout.frequency_interval_hz)
        why = bout.reasons[0] if bout.reasons else ""
        if bout.runner_up and not bout.detail:
            why += f" ({words.say('report', 'runner_up')}: {words.state(bout.runner_up.value)})"
        sensor = f" [{bout.sensor}]" if len(analysis.recording.sensors) > 1 else ""
        state = (
            words.state(bout.state.value)
            + sensor
            + (f" ({words.detail(bout.detail)})" if bout.detail else "")
        )
        table.add_row(
            span,
            escape(state),
            format_number(bout.frequency_hz, interval=bout.frequency_interval_hz),
            interval,
            escape(why),
        )
    console.print(table)
    if more:
        console.print(words.say("report", "bouts_more", n=more))


def _print_measures(
    measures: Sequence[Measure], words: Words, console: Console, *, has_many_sensors: bool
) -> None:
    """Print what has a number, or a bound under which it lies; one heading for each place."""
    if not measures:
        return
    table = _table(words.say("report", "measures"), "value", "unit", "95 % interval", "quality")
    places: dict[str, list[Measure]] = {}
    for measure in measures:
        places.setdefault(place_of(measure, words, has_many_sensors=has_many_sensors), []).append(measure)
    for place, members in places.items():
        table.add_row(f"[bold]{escape(words.say('report', 'measured_in', place=place))}[/bold]")
        for measure in members:
            value = format_measure(measure)
            if measure.status is MeasureStatus.BELOW_NOISE_FLOOR:
                value = f"{words.say('statuses', 'below_noise_floor')} (under {value})"
            interval, quality = format_interval(measure.interval), format_share(measure.quality)
            table.add_row(f"  {_title(measure, words)}", value, plain_unit(measure.unit), interval, quality)
    console.print(table)


def _title(measure: Measure, words: Words) -> str:
    """Give the name of a measure with the warning that travels with it."""
    return escape(words.measure(measure.name) + (f" ({measure.note})" if measure.note else ""))


def _print_missing(measures: Sequence[Measure], words: Words, console: Console, *, is_all: bool) -> None:
    """Print what has no number, and why."""
    if not measures:
        return
    groups = group_missing(measures, words)
    if is_all and len(groups) == 1:
        console.print(words.say("report", "nothing_measured", reason=groups[0].reason))
        return
    table = _table(words.say("report", "not_assessed"), "status", "why")
    for missing in groups:
        titles, status = ", ".join(missing.titles), words.say("statuses", missing.status)
        table.add_row(escape(titles), status, escape(missing.reason))
    console.print(table)


def _print_issues(issues: Iterable[Issue], words: Words, console: Console) -> None:
    for issue in issues:
        where = f" [{issue.where}]" if issue.where else ""
        console.print(
            f"{words.say('severities', issue.severity.value)}: {escape(issue.what + where)}", style="yellow"
        )
        if issue.mend:
            console.print(f"  {escape(issue.mend)}")
