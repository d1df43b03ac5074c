"""``legato analyze``: the main job. Recordings in; summary, JSON, report and windows table out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options

if TYPE_CHECKING:
    from legato.model.analysis import Analysis

__all__ = ["Outputs", "command", "deliver"]


@dataclass
class Outputs:
    """Where the results of each recording go.

    Parameters
    ----------
    json_path, html, windows : str or None
    taken : set of Path
        Files given out so far, so that two recordings of one name don't share one.
    """

    json_path: str | None = None
    html: str | None = None
    windows: str | None = None
    taken: set[Path] = field(default_factory=set)


@click.command("analyze", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, metavar="FILE...")
@reading_options
@click.option(
    "--step-s",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Distance between windows. Without it 1 s up to two hours, 2 s above.",
)
@click.option("--pair", nargs=2, metavar="LEFT RIGHT", help="Two files, one a leg, analysed as one.")
@json_option
@click.option(
    "--html", metavar="PATH", help="Write the report as one HTML file; a folder for several recordings."
)
@click.option(
    "--windows", metavar="PATH", help="Write the windows as Parquet; a folder for several recordings."
)
def command(
    files: tuple[str, ...],
    reading: ReadingOptions,
    step_s: float | None,
    pair: tuple[str, str] | None,
    json_path: str | None,
    html: str | None,
    windows: str | None,
) -> int:
    """Measure the shaking in recordings: what kind, how fast, how large, how sure.

    FILE is a recording, or a folder that is searched for recordings. Results go to stdout, talk to stderr.
    """
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.inputs import find_inputs, tell_passed_over
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json
    from legato.report.json import ANALYSIS_SCHEMA, batch_object, render_json

    if bool(files) == bool(pair):
        raise click.UsageError("Name recordings, or two legs with --pair LEFT RIGHT (not both).")
    outputs = Outputs(json_path, html, windows)
    options = [("--json", json_path), ("--html", html), ("--windows", windows)]
    if pair:
        check_outputs(options, inputs=[Path(pair[0])], suffixes={})
        check_outputs(options, inputs=[Path(pair[1])], suffixes={})
        results = [
            (" + ".join(Path(leg).name for leg in pair), _analyze_pair(pair, reading, step_s, outputs))
        ]
        entries: Any = results
    else:
        found = find_inputs(files)
        tell_passed_over(found)
        check_outputs(options, inputs=found.paths, suffixes={"--html": ".html", "--windows": ".parquet"})
        entries = run_batch(found.paths, lambda path: _analyze_one(path, reading, step_s, outputs))
    if json_path is not None:
        value = entries[0][1] if len(entries) == 1 else batch_object(ANALYSIS_SCHEMA, entries)
        emit_json(render_json(value), json_path)
    return SOME_FAILED if failed_count(entries) else DONE


def _analyze_one(
    path: Path, reading: ReadingOptions, step_s: float | None, outputs: Outputs
) -> dict[str, Any]:
    """Read, analyse and deliver one recording; give its JSON object."""
    from legato.analyze import analyze
    from legato.cli.inputs import read_input
    from legato.cli.progress import progress_bar

    recording = read_input(path, reading)
    with progress_bar(path.name) as progress:
        analysis = analyze(
            recording, step_s=step_s, with_pictures=outputs.html is not None, progress=progress
        )
    return deliver(analysis, outputs)


def _analyze_pair(
    pair: tuple[str, str], reading: ReadingOptions, step_s: float | None, outputs: Outputs
) -> dict[str, Any]:
    """Read two legs, analyse them as one and deliver."""
    from dataclasses import replace

    from legato.analyze import analyze_pair
    from legato.cli.inputs import read_input
    from legato.cli.progress import progress_bar

    left = read_input(Path(pair[0]), replace(reading, side="left"))
    right = read_input(Path(pair[1]), replace(reading, side="right"))
    with progress_bar("two legs") as progress:
        analysis = analyze_pair(
            left, right, step_s=step_s, with_pictures=outputs.html is not None, progress=progress
        )
    return deliver(analysis, outputs)


def deliver(analysis: Analysis, outputs: Outputs) -> dict[str, Any]:
    """Print the summary unless JSON goes to stdout, write report and windows, and give the JSON object.

    Parameters
    ----------
    analysis : Analysis
    outputs : Outputs

    Returns
    -------
    dict
    """
    from legato.cli.outputs import place_for
    from legato.report.json import analysis_object

    if outputs.json_path != "-":
        from legato.cli.terminal import stdout_console
        from legato.report.text import print_analysis

        print_analysis(analysis, stdout_console())
    name = analysis.provenance.source_name
    if outputs.html is not None:
        write_report(analysis, place_for(outputs.html, name=name, suffix=".html", taken=outputs.taken))
    if outputs.windows is not None:
        place = place_for(outputs.windows, name=name, suffix=".parquet", taken=outputs.taken)
        _write_windows(analysis, place)
    return analysis_object(analysis)


def write_report(analysis: Analysis, place: Path) -> None:
    """Write the HTML report and say where it is.

    Parameters
    ----------
    analysis : Analysis
    place : Path
    """
    from legato.report.html import render_html
    from legato.report.write import write_text_beside

    write_text_beside(place, render_html(analysis))
    click.echo(f"Report   {place}", err=True)


def _write_windows(analysis: Analysis, place: Path) -> None:
    """Write the windows table and say where it is."""
    from legato.report.windows import write_windows
    from legato.report.write import write_beside

    source = analysis.provenance
    facts = {
        "legato.version": source.legato_version,
        "legato.source_sha256": source.sha256,
        "legato.is_simulated": str(source.is_simulated).lower(),
    }
    write_beside(place, lambda beside: write_windows(analysis.windows, beside, provenance=facts))
    click.echo(f"Windows  {place}", err=True)
