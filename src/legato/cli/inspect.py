"""``legato inspect``: what a recording says about itself, and what was measured about its clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

__all__ = ["command"]


@click.command("inspect", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@reading_options
@json_option
def command(files: tuple[str, ...], reading: ReadingOptions, json_path: str | None) -> int:
    """Show what recordings say and what was measured about them.

    FILE is a recording, or a folder that is searched for recordings. Which format it is, the content says and not the
    name.
    """
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.inputs import find_inputs, tell_passed_over
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json
    from legato.report.json import RECORDING_SCHEMA, batch_object, render_json

    found = find_inputs(files)
    tell_passed_over(found)
    check_outputs([("--json", json_path)], inputs=found.paths, suffixes={})
    results = run_batch(found.paths, lambda path: _inspect(path, reading, show=json_path != "-"))
    if json_path is not None:
        is_one = len(found.paths) == 1
        value: Any = results[0][1] if is_one else batch_object(RECORDING_SCHEMA, results)
        emit_json(render_json(value), json_path)
    return SOME_FAILED if failed_count(results) else DONE


def _inspect(path: Path, reading: ReadingOptions, *, show: bool) -> dict[str, Any]:
    """Read one recording, show it unless JSON goes to stdout, and give its object."""
    from legato.cli.inputs import read_input
    from legato.report.json import recording_object

    recording = read_input(path, reading)
    if show:
        from legato.cli.terminal import stdout_console
        from legato.report.text import print_recording

        print_recording(recording, stdout_console())
    return recording_object(recording)
