"""``legato demo``: six demo persons with simulated legs, or the files at hand, each with its report; one page leads to all."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.errors import LegatoError

if TYPE_CHECKING:
    from legato.model.analysis import Analysis
    from legato.model.recording import Recording

__all__ = ["command"]


@click.command("demo")
@click.argument("files", nargs=-1, metavar="[FILE...]")
@click.option("--out", default="out/demo", show_default=True, metavar="DIR", help="Folder for the reports.")
def command(files: tuple[str, ...], out: str) -> int:
    """Analyse six simulated legs, join each with what its demo person told, write reports, pages and letters, open the pages.

    With FILE, analyses these instead. Simulated recordings are marked as simulated wherever they are shown, and nobody in
    the demo is real.
    """
    from legato.cli.batch import failed_count
    from legato.cli.main import DONE, SOME_FAILED

    folder = Path(out)
    entries = _of_files(files, folder) if files else _of_simulations(folder)
    index = _write_index(entries, folder)
    click.echo(f"\nOpen this page in a browser:\n  {index.resolve()}")
    if not files:
        from legato.cli.demo_pages import show_pages

        show_pages(folder / "pages")
    return SOME_FAILED if failed_count(entries) and len(entries) > 1 else DONE


Entries = list[tuple[str, dict[str, Any] | LegatoError]]


def _of_files(files: tuple[str, ...], folder: Path) -> Entries:
    """Analyse the files at hand."""
    from legato.cli.batch import run_batch
    from legato.cli.inputs import find_inputs, read_input, tell_passed_over
    from legato.cli.options import ReadingOptions

    found = find_inputs(files)
    tell_passed_over(found)
    taken: set[Path] = set()

    def work(path: Path) -> dict[str, Any]:
        return _report(path.name, lambda: read_input(path, ReadingOptions()), folder, taken)

    return run_batch(found.paths, work)


def _of_simulations(folder: Path) -> Entries:
    """Analyse the six simulated legs and assess their persons; one that fails is our fault and stops the demo."""
    from dataclasses import replace

    from legato.cli.demo_assess import assess_demo
    from legato.simulation.demo import demo_legs

    taken: set[Path] = set()
    entries: list[tuple[str, dict[str, Any]]] = []
    analyses: dict[str, Analysis] = {}
    for leg in demo_legs():
        # The report and its file bear the name of the demo person, as every page must.
        provenance = replace(leg.recording.provenance, source_name=leg.name)
        recording = replace(leg.recording, provenance=provenance)
        entry = _report(leg.name, lambda chosen=recording: chosen, folder, taken)  # type: ignore[misc]
        analyses[leg.name] = entry.pop("analysis")
        entries.append((leg.name, {**entry, "story": leg.story}))
    today = datetime.datetime.now().astimezone().date()
    assessed = assess_demo(analyses, folder, day=today)
    for name, one in assessed.items():
        click.echo(f"{name}: {one['headline']}")
    return [(name, {**entry, **assessed.get(name, {})}) for name, entry in entries]


def _report(name: str, read: Callable[[], Recording], folder: Path, taken: set[Path]) -> dict[str, Any]:
    """Analyse one recording, write its report, and give what the index says about it."""
    from legato.analyze import analyze
    from legato.cli.analyze import write_report
    from legato.cli.outputs import place_for
    from legato.cli.progress import progress_bar
    from legato.report.headline import headline
    from legato.report.words import load_words

    recording = read()
    with progress_bar(name) as progress:
        analysis = analyze(recording, with_pictures=True, progress=progress)
    place = place_for(f"{folder}/", name=name.replace(" ", "-"), suffix=".html", taken=taken)
    write_report(analysis, place)
    sentences = headline(analysis, load_words())
    click.echo(f"{name}: {' '.join(sentences)}")
    return {
        "href": place.name,
        "sentences": sentences,
        "is_simulated": recording.is_simulated,
        "analysis": analysis,
    }


def _write_index(entries: Entries, folder: Path) -> Path:
    """Write the page that leads to all reports."""
    from urllib.parse import quote

    from legato import __version__
    from legato.report.html import render_index
    from legato.report.write import write_text_beside

    rows: list[dict[str, Any]] = []
    is_simulated = False
    for name, entry in entries:
        if isinstance(entry, LegatoError):
            rows.append({"name": name, "error": f"{entry.code} {entry.what}"})
            continue
        is_simulated |= entry["is_simulated"]
        href, story = quote(entry["href"]), entry.get("story", "")
        rows.append(
            {
                "name": name,
                "href": href,
                "story": story,
                "sentences": entry["sentences"],
                "headline": entry.get("headline", ""),
                "page": quote(entry.get("page", "")),
                "letter": quote(entry.get("letter", "")),
                "error": "",
            }
        )
    index = folder / "index.html"
    write_text_beside(index, render_index(rows, is_simulated=is_simulated, version=__version__))
    return index
