"""``legato emg bursts``: the bursts of every muscle, their rhythm, and how muscles take turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legato.cli.emg_batch import METHODS
from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.emg_examination import EmgExamination
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("bursts", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--method", type=click.Choice(METHODS), default=METHODS[0], help="How bursts are found.")
@click.option("--start-s", type=click.FloatRange(min=0), metavar="S", help="Search from here.")
@click.option("--end-s", type=click.FloatRange(min=0), metavar="E", help="Search up to here.")
@click.option(
    "--notch",
    "notch_hz",
    type=click.FloatRange(min=0, min_open=True),
    metavar="HZ",
    help="Mains to take out. Without it mains is looked for.",
)
@click.option("--muscles", metavar="A,B", help="Two muscles that pull against each other.")
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    method: str,
    start_s: float | None,
    end_s: float | None,
    notch_hz: float | None,
    muscles: str | None,
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Find bursts, pauses and rhythm in EMG, and how muscles take turns.

    FILE is a recording with EMG, or a folder of them. Not a diagnosis. Not reviewed by a clinician.
    """
    from legato.cli.emg_batch import asked_spans, examine_files, split_muscles
    from legato.examine_emg import EmgPlan, examine_muscles

    plan = EmgPlan(reading.channels, method, notch_hz, split_muscles(muscles))

    def examine(recording: Recording) -> EmgExamination:
        spans = asked_spans(recording, start_s=start_s, end_s=end_s)
        return examine_muscles(recording, plan=plan, spans=spans)

    return examine_files(files, reading=reading, json_path=json_path, examine=examine)
