"""``legato emg jerklock``: EEG and other channels averaged about the onset of jerks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.jerk_average import JerkAverage, JerkTriggers

__all__ = ["command"]

WINDOWS = ("cortical", "readiness")


@click.command("jerklock", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--trigger", required=True, metavar="CH", help="EMG of the muscle that jerks.")
@click.option("--eeg", required=True, metavar="CH,...", help="Channels to average; only EEG is searched.")
@click.option(
    "--window",
    "windows",
    type=click.Choice(WINDOWS),
    multiple=True,
    help="What to look for before the jerk: a cortical spike, a readiness potential. Both without it.",
)
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    trigger: str,
    eeg: str,
    windows: tuple[str, ...],
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Average channels about the onset of jerks, and search EEG for what comes before them.

    Not a diagnosis. Not reviewed by a clinician. What is absent refutes nothing.
    """
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.inputs import find_inputs, tell_passed_over
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json
    from legato.report.jerk_json import JERK_SCHEMA
    from legato.report.json import batch_object, render_json

    names = [name.strip() for name in eeg.split(",") if name.strip()]
    found = find_inputs(files)
    tell_passed_over(found)
    check_outputs([("--json", json_path)], inputs=found.paths, suffixes={})
    entries = run_batch(
        found.paths,
        lambda path: _average_one(
            path, reading, trigger=trigger, names=names, windows=windows or WINDOWS, is_quiet=json_path == "-"
        ),
    )
    if json_path is not None:
        value: Any = entries[0][1] if len(entries) == 1 else batch_object(JERK_SCHEMA, entries)
        emit_json(render_json(value), json_path)
    return SOME_FAILED if failed_count(entries) else DONE


def _average_one(
    path: Path,
    reading: ReadingOptions,
    *,
    trigger: str,
    names: list[str],
    windows: tuple[str, ...],
    is_quiet: bool,
) -> dict[str, Any]:
    """Average the channels of one file, tell what was found, and give its JSON object."""
    from legato.average_jerks import average_jerks
    from legato.cli.inputs import read_input
    from legato.model.jerk_average import JerkWindow
    from legato.report.jerk_json import jerk_object

    recording = read_input(path, reading)
    triggers, averages = average_jerks(
        recording, trigger=trigger, names=names, windows=[JerkWindow(window) for window in windows]
    )
    if not is_quiet:
        _tell(path.name, triggers, averages)
    return jerk_object(recording, triggers, averages)


def _tell(name: str, triggers: tuple[JerkTriggers, ...], averages: tuple[JerkAverage, ...]) -> None:
    """Say on stdout what was averaged and found."""
    from legato.report.jerk_json import JERK_STANDING
    from legato.report.plain import plain_text

    lines = [name, JERK_STANDING]
    lines += [
        f"{one.channel}: {len(one.times_s)} jerks with {one.isolated_s:g} s of quiet before, of {one.n_bursts} bursts"
        for one in triggers
    ]
    for average in averages:
        lines.append(
            f"{average.channel}, {average.window.value}: {average.n_epochs} epochs averaged, "
            f"{average.n_rejected} artefacts, {average.n_incomplete} incomplete"
        )
        for measure in average.measures:
            value = "" if measure.value is None else f"{measure.value:.4g} {measure.unit}"
            between = f" [{measure.interval[0]:.4g}, {measure.interval[1]:.4g}]" if measure.interval else ""
            shown = value + between if value else measure.status.value.replace("_", " ")
            lines.append(
                f"  {measure.name}: {shown} ({measure.note})"
                if measure.note
                else f"  {measure.name}: {shown}"
            )
    click.echo(plain_text("\n".join(lines)))
