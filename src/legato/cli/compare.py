"""``legato compare``: what changed between two recordings, or between two analyses made earlier."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.compare import Change, Visit

__all__ = ["command"]

_MOST_BYTES = 512 * 1024**2  # The analysis of a month is below 100 MB; more is no analysis.


@click.command("compare", cls=JsonAwareCommand)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@reading_options
@json_option
def command(before: str, after: str, reading: ReadingOptions, json_path: str | None) -> int:
    """Show what changed from A to B.

    A and B are recordings, or JSON files that legato analyze wrote. Task, side and placement must be the same. A change
    is called real only when it is larger than the minimum detectable change, or the 95 % intervals lie apart.
    """
    from legato.cli.main import DONE
    from legato.cli.outputs import check_outputs, emit_json
    from legato.compare import compare_visits
    from legato.knowledge.load import load_criteria
    from legato.report.json import render_json

    for path in (before, after):
        check_outputs([("--json", json_path)], inputs=[Path(path)], suffixes={})
    visits = (_visit(Path(before), reading), _visit(Path(after), reading))
    changes = compare_visits(*visits, criteria=load_criteria())
    if json_path != "-":
        _print(visits, changes)
    if json_path is not None:
        emit_json(render_json(_object(visits, changes)), json_path)
    return DONE


def _visit(path: Path, reading: ReadingOptions) -> Visit:
    """Take an analysis as it is, and analyse a recording."""
    from legato.compare import visit_from_object

    value = _earlier_analysis(path)
    if value is None:
        from legato.analyze import analyze
        from legato.cli.inputs import read_input
        from legato.cli.progress import progress_bar
        from legato.report.json import analysis_object

        recording = read_input(path, reading)
        with progress_bar(path.name) as progress:
            value = analysis_object(analyze(recording, progress=progress))
    return visit_from_object(value, where=path.name)


def _earlier_analysis(path: Path) -> dict[str, Any] | None:
    """Load a JSON that Legato wrote; None for anything else, which a reader will look at."""
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    with path.open("rb") as file:
        if b'"legato.' not in file.read(200):
            return None
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        # A recording in JSON may well speak of Legato; the readers say what it is, or why it is refused.
        return None
    return value if isinstance(value, dict) else None


def _print(visits: tuple[Visit, Visit], changes: tuple[Change, ...]) -> None:
    """Print the table of changes."""
    from rich.markup import escape
    from rich.table import Table

    from legato.cli.terminal import stdout_console
    from legato.report.numbers import format_interval, format_number
    from legato.report.words import load_words

    words, console = load_words(), stdout_console()
    before, after = visits
    if before.is_simulated:
        console.print(words.say("standing", "simulated"), style="black on yellow")
    console.print(f"From {escape(before.source_name)} to {escape(after.source_name)}, task {before.task}")
    if (before.version, before.knowledge) != (after.version, after.knowledge):
        console.print(words.say("compare", "versions_differ"), style="yellow")
    table = Table(box=None, pad_edge=False)
    for column in ("measure", "before", "after", "unit", "verdict", "because"):
        table.add_column(column, overflow="fold")
    for change in changes:
        measure = change.measure
        sides = [
            "" if side is None else f"{format_number(side.value)} ({format_interval(side.interval)})"
            for side in (change.before, change.after)
        ]
        state = f", {words.state(measure.state)}" if measure.state else ""
        verdict = words.say("compare", change.verdict.value)
        table.add_row(
            escape(words.measure(measure.name) + state), *sides, measure.unit, verdict, change.reason
        )
    console.print(table)
    console.print(
        f"{words.say('standing', 'not_a_diagnosis')} {words.say('standing', 'not_reviewed')}", style="italic"
    )


def _object(visits: tuple[Visit, Visit], changes: tuple[Change, ...]) -> dict[str, Any]:
    """Give the ``legato.comparison/1`` object."""

    def side(change: Change, name: str) -> dict[str, Any] | None:
        measure = getattr(change, name)
        if measure is None:
            return None
        interval = list(measure.interval) if measure.interval else None
        return {"value": measure.value, "interval": interval, "status": measure.status.value}

    return {
        "schema": "legato.comparison/1",
        "before": visits[0].source_name,
        "after": visits[1].source_name,
        "task": visits[0].task,
        "is_simulated": visits[0].is_simulated,
        "changes": [
            {
                "name": change.measure.name,
                "unit": change.measure.unit,
                "state": change.measure.state,
                "side": change.measure.side,
                "before": side(change, "before"),
                "after": side(change, "after"),
                "log10_ratio": change.log10_ratio,
                "verdict": change.verdict.value,
                "reason": change.reason,
            }
            for change in changes
        ],
    }
