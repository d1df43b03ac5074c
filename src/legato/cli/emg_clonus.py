"""``legato emg clonus``: beats, frequency and decrement after a quick stretch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.emg_examination import EmgExamination
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("clonus", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--start-s", type=click.FloatRange(min=0), required=True, metavar="S", help="Time of the stretch."
)
@click.option("--end-s", type=click.FloatRange(min=0), required=True, metavar="E", help="Time of release.")
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    start_s: float,
    end_s: float,
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Measure the clonus of a muscle from its stretch to its release.

    Name the stretched muscle with --channels. Not a diagnosis. Not reviewed by a clinician.
    """
    from legato.cli.emg_batch import asked_spans, examine_files
    from legato.examine_emg import EmgPlan, examine_muscles

    def examine(recording: Recording) -> EmgExamination:
        spans = asked_spans(recording, start_s=start_s, end_s=end_s)
        return examine_muscles(recording, plan=EmgPlan(reading.channels), spans=spans, with_clonus=True)

    return examine_files(files, reading=reading, json_path=json_path, examine=examine)
