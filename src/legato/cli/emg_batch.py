"""What the commands of ``legato emg`` share: many files, one stretch, tasks, and the way to stdout and JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.errors import UsageError

if TYPE_CHECKING:
    from legato.cli.options import ReadingOptions
    from legato.model.emg_examination import EmgExamination
    from legato.model.emg_task import EmgTask
    from legato.model.interval import Interval
    from legato.model.recording import Recording

__all__ = ["METHODS", "asked_spans", "examine_files", "load_tasks", "split_muscles"]

# As events.bursts.BURST_METHODS, which is too slow to import for --help.
METHODS = ("threshold", "hodges_bui", "bonato")


def examine_files(
    files: Sequence[str],
    *,
    reading: ReadingOptions,
    json_path: str | None,
    examine: Callable[[Recording], EmgExamination],
    html: str | None = None,
) -> int:
    """Read, examine and tell each file; a bad one is told, and the others go on.

    Parameters
    ----------
    files : sequence of str
    reading : ReadingOptions
    json_path : str or None
    examine : callable
    html : str or None
        File of the report; a folder for several recordings.

    Returns
    -------
    int
        Exit code.
    """
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.inputs import find_inputs, tell_passed_over
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json, place_for
    from legato.report.emg_json import EMG_SCHEMA
    from legato.report.json import batch_object, render_json

    found = find_inputs(files)
    tell_passed_over(found)
    outputs = [("--json", json_path), ("--html", html)]
    check_outputs(outputs, inputs=found.paths, suffixes={"--html": ".html"})
    taken: set[Path] = set()

    def work(path: Path) -> dict[str, Any]:
        from legato.cli.inputs import read_input

        examination = examine(read_input(path, reading))
        if html is not None:
            _write_report(examination, place_for(html, name=path.name, suffix=".html", taken=taken))
        return _tell(examination, json_path)

    entries = run_batch(found.paths, work)
    if json_path is not None:
        value = entries[0][1] if len(entries) == 1 else batch_object(EMG_SCHEMA, entries)
        emit_json(render_json(value), json_path)  # type: ignore[arg-type]
    return SOME_FAILED if failed_count(entries) else DONE


def _tell(examination: EmgExamination, json_path: str | None) -> dict[str, Any]:
    """Print the summary unless JSON goes to stdout, and give the JSON object."""
    from legato.report.emg_json import emg_object

    if json_path != "-":
        from legato.cli.terminal import stdout_console
        from legato.report.emg_text import print_emg

        print_emg(examination, stdout_console())
    return emg_object(examination)


def _write_report(examination: EmgExamination, place: Path) -> None:
    """Write the HTML report and say where it is."""
    from legato.report.emg_html import render_emg_html
    from legato.report.write import write_text_beside

    write_text_beside(place, render_emg_html(examination))
    click.echo(f"Report   {place}", err=True)


def asked_spans(
    recording: Recording, *, start_s: float | None, end_s: float | None
) -> tuple[Interval, ...] | None:
    """Give the stretch that was asked for, or None for all of it.

    Parameters
    ----------
    recording : Recording
    start_s, end_s : float or None

    Returns
    -------
    tuple of Interval or None

    Raises
    ------
    UsageError
        If the stretch lies outside the recording or takes no time.
    """
    from legato.model.interval import Interval

    if start_s is None and end_s is None:
        return None
    first = 0.0 if start_s is None else start_s
    last = recording.duration_s if end_s is None else end_s
    if not first < last <= recording.duration_s:
        raise UsageError(
            "The stretch takes no time or lies outside the recording",
            where=recording.provenance.source_name,
            found=f"{first:g} to {last:g} s; the recording lasts {recording.duration_s:g} s",
            mend="give --start-s and --end-s within the recording",
            code="LEG-E997",
        )
    return (Interval(first, last),)


def load_tasks(recording: Recording, path: str | None) -> tuple[EmgTask, ...]:
    """Read the tasks of a session from a file, or from the marks of the recording.

    Parameters
    ----------
    recording : Recording
    path : str or None

    Returns
    -------
    tuple of EmgTask
        Empty where neither names a task.
    """
    from legato.io.task_file import read_tasks, tasks_from_annotations

    if path is None:
        return tasks_from_annotations(recording.annotations)
    return read_tasks(Path(path), start=recording.start)


def split_muscles(text: str | None) -> tuple[str, ...]:
    """Split the names of two muscles that pull against each other.

    Parameters
    ----------
    text : str or None

    Returns
    -------
    tuple of str
        Empty or two.

    Raises
    ------
    BadParameter
        If it names another number than two.
    """
    names = tuple(name.strip() for name in (text or "").split(",") if name.strip())
    if text is not None and len(set(names)) != 2:
        raise click.BadParameter(f"names {len(set(names))} muscles, and there must be two: --muscles A,B")
    return names
