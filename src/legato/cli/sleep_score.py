"""``legato sleep score``: nights in; movements, indices, quality and reports out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from legato.cli.inputs import Found
from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options
from legato.cli.sleep_night import NightOptions, night_options

__all__ = ["command"]

_NIGHT_ENDINGS = (".edf", ".bdf", ".rec")


@click.command("score", cls=JsonAwareCommand)
@click.argument("files", nargs=-1, required=True, metavar="NIGHT...")
@night_options
@json_option
@click.option(
    "--csv", "csv_path", metavar="PATH", help="Write the movements as CSV; a folder for several nights."
)
@click.option(
    "--edf", "edf_path", metavar="PATH", help="Write the movements as EDF+ annotations; a folder for several."
)
@click.option(
    "--html", metavar="PATH", help="Write the report as one HTML file; a folder for several nights."
)
@click.option("--pdf", metavar="PATH", help="Write the report as PDF; a folder for several nights.")
@click.option(
    "--out",
    metavar="FOLDER",
    help="Write everything for each night, and a workbook for all: events (Parquet, CSV, EDF+), JSON, report, summary.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), default=1, metavar="N", help="Nights at once, with --out."
)
@click.option("--again", is_flag=True, help="With --out: score also the nights that were scored before.")
@reading_options
def command(
    *,
    files: tuple[str, ...],
    options: NightOptions,
    reading: ReadingOptions,
    json_path: str | None,
    csv_path: str | None,
    edf_path: str | None,
    html: str | None,
    pdf: str | None,
    out: str | None,
    jobs: int,
    again: bool,
) -> int:
    """Score the leg movements of nights by published rules, all rule sets side by side.

    NIGHT is a recording with leg EMG, or a folder of them. With --out the batch can be stopped and started again: nights
    that are done stay done, and a night that fails is told and stands in the summary.
    """
    from legato.cli.inputs import find_inputs, tell_passed_over

    found = _named_nights(find_inputs(files))
    tell_passed_over(found)
    places = {"--json": json_path, "--csv": csv_path, "--edf": edf_path, "--html": html, "--pdf": pdf}
    if out is not None:
        _refuse_single_outputs(places)
        from legato.cli.sleep_batch import score_batch

        return score_batch(found.paths, options, reading, out=Path(out), jobs=jobs, again=again)
    return _score_here(found.paths, options, reading, places)


def _named_nights(found: Found) -> Found:
    """Take files of folders that are named like a night though no reader knows them: they are refused and not lost."""
    named = [path for path in found.passed_over if path.suffix.lower() in _NIGHT_ENDINGS]
    rest = tuple(path for path in found.passed_over if path not in named)
    return Found(tuple(sorted((*found.paths, *named))) if named else found.paths, rest)


def _refuse_single_outputs(places: dict[str, str | None]) -> None:
    """Refuse outputs of single nights beside --out, which writes them all."""
    named = [option for option, path in places.items() if path is not None]
    if named:
        raise click.UsageError(f"--out writes all files of a batch; leave out {', '.join(named)}.")


def _score_here(
    paths: tuple[Path, ...], options: NightOptions, reading: ReadingOptions, places: dict[str, str | None]
) -> int:
    """Score one night after the other and write what was asked for."""
    from legato.cli.batch import failed_count, run_batch
    from legato.cli.main import DONE, SOME_FAILED
    from legato.cli.outputs import check_outputs, emit_json
    from legato.report.json import batch_object, render_json
    from legato.report.night_json import SLEEP_SCHEMA

    suffixes = {"--csv": ".csv", "--edf": ".edf", "--html": ".html", "--pdf": ".pdf"}
    check_outputs(list(places.items()), inputs=paths, suffixes=suffixes, things="nights")
    options.check_patterns(count=len(paths))
    taken: set[Path] = set()
    entries = run_batch(paths, lambda path: _score_one(path, options, reading, places, taken))
    json_path = places["--json"]
    if json_path is not None:
        value = entries[0][1] if len(entries) == 1 else batch_object(SLEEP_SCHEMA, entries)
        emit_json(render_json(value), json_path)  # type: ignore[arg-type]
    return SOME_FAILED if failed_count(entries) else DONE


def _score_one(
    path: Path,
    options: NightOptions,
    reading: ReadingOptions,
    places: dict[str, str | None],
    taken: set[Path],
) -> dict[str, Any]:
    """Score one night, say what was found, write its files, and give its JSON object."""
    from legato.cli.outputs import place_for
    from legato.cli.progress import progress_bar
    from legato.cli.sleep_night import read_and_score
    from legato.cli.sleep_outputs import write_night_file
    from legato.report.night_json import night_object

    with progress_bar(path.name) as progress:
        work = read_and_score(path, options, reading, progress=progress)
    if places["--json"] != "-":
        from legato.cli.terminal import stdout_console
        from legato.report.night_text import print_night

        print_night(work.night, stdout_console())
    for option, kind in (("--csv", "csv"), ("--edf", "edf"), ("--html", "html"), ("--pdf", "pdf")):
        place = places[option]
        if place is not None:
            file = place_for(place, name=path.name, suffix=f".{kind}", taken=taken)
            write_night_file(work, kind, file)
            click.echo(f"{kind.upper():<8} {file}", err=True)
    return night_object(work.night)
