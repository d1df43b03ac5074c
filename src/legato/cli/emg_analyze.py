"""``legato emg analyze``: a whole session, every muscle in every task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legato.cli.emg_batch import METHODS
from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.emg_examination import EmgExamination
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("analyze", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--tasks", metavar="TASKS", help="Task file. Without it the marks of the recording are used.")
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], help="How bursts are found.")
@click.option("--muscles", metavar="A,B", help="Two muscles that pull against each other.")
@click.option("--tremor", metavar="CH", help="Channel of the limb that shakes: the battery is scored too.")
@click.option("--tap", metavar="CH", help="Channel of the limb that taps, for the battery.")
@click.option("--html", metavar="PATH", help="Write the report as one HTML file; a folder for several.")
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    tasks: str | None,
    method: str,
    muscles: str | None,
    tremor: str | None,
    tap: str | None,
    html: str | None,
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Examine a session: every muscle in every task, what goes together, and the legs on standing.

    Without tasks the whole recording is one stretch. Not a diagnosis. Not reviewed by a clinician.
    """
    from dataclasses import replace

    from legato.cli.emg_batch import examine_files, load_tasks, split_muscles
    from legato.examine_emg import EmgPlan, examine_battery, examine_session

    if tap is not None and tremor is None:
        raise click.UsageError("--tap is for the battery, which needs --tremor too.")
    pair = split_muscles(muscles)
    plan = EmgPlan(reading.channels, method, antagonists=pair)

    def examine(recording: Recording) -> EmgExamination:
        done = load_tasks(recording, tasks)
        session = examine_session(recording, done, plan=plan)
        if tremor is None:
            return session
        scored = examine_battery(recording, done, tremor=tremor, tap=tap, muscles=pair)
        return replace(session, battery=scored.battery)

    return examine_files(files, reading=reading, json_path=json_path, examine=examine, html=html)
