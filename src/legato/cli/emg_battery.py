"""``legato emg battery``: the positive signs of the tremor laboratory, each from its own task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.emg_examination import EmgExamination
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("battery", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--tasks", metavar="TASKS", help="Task file. Without it the marks of the recording are used.")
@click.option("--tremor", required=True, metavar="CH", help="Channel of the limb that shakes.")
@click.option("--tap", metavar="CH", help="Channel of the limb that taps.")
@click.option("--other", metavar="CH", help="Channel of the other limb, where both shake.")
@click.option("--muscles", metavar="A,B", help="Two muscles that pull against each other.")
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    tasks: str | None,
    tremor: str,
    tap: str | None,
    other: str | None,
    muscles: str | None,
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Score the battery of positive signs; an item that was not done stays open.

    Derived from hands; unvalidated on the leg. Not a diagnosis. Not reviewed by a clinician.
    """
    from legato.cli.emg_batch import examine_files, load_tasks, split_muscles
    from legato.examine_emg import examine_battery

    pair = split_muscles(muscles)

    def examine(recording: Recording) -> EmgExamination:
        done = load_tasks(recording, tasks)
        return examine_battery(recording, done, tremor=tremor, tap=tap, other=other, muscles=pair)

    return examine_files(files, reading=reading, json_path=json_path, examine=examine)
