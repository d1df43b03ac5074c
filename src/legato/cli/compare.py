"""``legato compare``: what changed between two recordings, or between two analyses made earlier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.compare import Change, Comparison
    from legato.model.analysis import Analysis
    from legato.model.measure import Measure
    from legato.report.words import Words

__all__ = ["command"]


@click.command("compare", cls=JsonAwareCommand)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--baseline",
    multiple=True,
    metavar="FILE",
    help="Repeat of the person's own in an unchanged condition, like A; four or more replace the default yardstick.",
)
@reading_options
@json_option
def command(
    before: str, after: str, baseline: tuple[str, ...], reading: ReadingOptions, json_path: str | None
) -> int:
    """Show what changed from A to B.

    A and B are recordings, or JSON files that legato analyze wrote. Task, side and placement must be the same. A change
    is called real only when it is larger than the minimum detectable change, or when the 95 % intervals lie apart.
    """
    from legato.cli.analyses import take_analysis
    from legato.cli.main import DONE
    from legato.cli.outputs import check_outputs, emit_json
    from legato.compare import compare_analyses
    from legato.knowledge.load import load_criteria
    from legato.report.json import render_json

    for path in (before, after, *baseline):
        check_outputs([("--json", json_path)], inputs=[Path(path)], suffixes={})
    first, second, *repeats = (take_analysis(Path(path), reading) for path in (before, after, *baseline))
    comparison = compare_analyses(first, second, criteria=load_criteria(), baseline=repeats)
    if json_path != "-":
        _print(first, second, comparison)
    if json_path is not None:
        emit_json(render_json(_object(first, second, comparison)), json_path)
    return DONE


def _print(first: Analysis, second: Analysis, comparison: Comparison) -> None:
    """Print the table of changes."""
    from rich.table import Table

    from legato.cli.terminal import stdout_console
    from legato.report.text import escape
    from legato.report.words import load_words

    words, console = load_words(), stdout_console()
    if first.recording.is_simulated or second.recording.is_simulated:
        console.print(words.say("standing", "simulated"), style="black on yellow")
    names = f"{escape(first.provenance.source_name)} to {escape(second.provenance.source_name)}"
    console.print(f"From {names}, task {comparison.task}, {comparison.side} {comparison.placement}")
    for key in comparison.differs_in:
        console.print(words.say("compare_notes", key), style="yellow")
    table = Table(box=None, pad_edge=False)
    for column in ("measure", "before", "after", "unit", "verdict", "because"):
        table.add_column(column, overflow="fold")
    for change in comparison.changes:
        table.add_row(*_row(change, words))
    console.print(table)
    console.print(words.say("compare_notes", f"yardstick_{comparison.yardstick}"), style="dim")
    console.print(
        f"{words.say('standing', 'not_a_diagnosis')} {words.say('standing', 'not_reviewed')}", style="italic"
    )


def _row(change: Change, words: Words) -> tuple[str, ...]:
    """Make the cells of one measure."""
    from legato.report.plain import plain_unit
    from legato.report.text import escape

    state = f", {words.state(change.before.state)}" if change.before.state else ""
    because = ""
    if change.log10_ratio is not None and change.least_detectable is not None:
        because = f"log10 ratio {change.log10_ratio:+.2f}, least detectable {change.least_detectable:.2f}"
    elif change.before.interval and change.after.interval:
        because = words.say("compare_notes", "intervals")
    return (
        escape(words.measure(change.name) + state),
        _side(change.before, words),
        _side(change.after, words),
        plain_unit(change.unit),
        words.say("compare", change.verdict.value),
        because,
    )


def _side(measure: Measure, words: Words) -> str:
    """Write the number of one side, or in a word why there is none."""
    from legato.report.numbers import format_interval, format_measure

    if measure.status.value != "measured":
        return words.say("statuses", measure.status.value)
    doubt = f" ({format_interval(measure.interval)})" if measure.interval else ""
    return format_measure(measure) + doubt


def _object(first: Analysis, second: Analysis, comparison: Comparison) -> dict[str, Any]:
    """Give the ``legato.comparison/1`` object."""

    def side(measure: Measure) -> dict[str, Any]:
        interval = list(measure.interval) if measure.interval else None
        return {
            "value": measure.value,
            "interval": interval,
            "status": measure.status.value,
            "state": measure.state,
        }

    return {
        "schema": "legato.comparison/1",
        "before": first.provenance.source_name,
        "after": second.provenance.source_name,
        "task": comparison.task,
        "side": comparison.side,
        "placement": comparison.placement,
        "is_simulated": first.recording.is_simulated or second.recording.is_simulated,
        "yardstick": comparison.yardstick,
        "differs_in": list(comparison.differs_in),
        "changes": [
            {
                "name": change.name,
                "unit": change.unit,
                "side": change.before.side,
                "before": side(change.before),
                "after": side(change.after),
                "difference": change.difference,
                "log10_ratio": change.log10_ratio,
                "least_detectable": change.least_detectable,
                "verdict": change.verdict.value,
            }
            for change in comparison.changes
        ],
    }
