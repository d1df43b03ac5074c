"""``legato emg coherence``: at which frequencies channels go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.emg_examination import EmgExamination
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("coherence", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--start-s", type=click.FloatRange(min=0), metavar="S", help="Count from here.")
@click.option("--end-s", type=click.FloatRange(min=0), metavar="E", help="Count up to here.")
@json_option
@reading_options
def command(
    *,
    files: tuple[str, ...],
    start_s: float | None,
    end_s: float | None,
    json_path: str | None,
    reading: ReadingOptions,
) -> int:
    """Say at which frequencies channels go together, with limits, phase and delay.

    All pairs of EMG, or of the channels named with --channels. Not a diagnosis. Not reviewed by a clinician.
    """
    from legato.cli.emg_batch import asked_spans, examine_files
    from legato.examine_emg import examine_coherence

    def examine(recording: Recording) -> EmgExamination:
        spans = asked_spans(recording, start_s=start_s, end_s=end_s)
        return examine_coherence(recording, names=reading.channels, spans=spans)

    return examine_files(files, reading=reading, json_path=json_path, examine=examine)
