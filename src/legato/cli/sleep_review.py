"""``legato sleep review``: a scored night on a page of this computer, to be edited by keyboard or mouse."""

from __future__ import annotations

from pathlib import Path

import click

from legato.cli.options import ReadingOptions, reading_options
from legato.cli.sleep_night import NightOptions, night_options

__all__ = ["command"]


@click.command("review")
@click.argument("night", metavar="NIGHT", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@night_options
@click.option("--author", default="", metavar="INITIALS", help="Whose edits these are; else the page asks.")
@click.option("--port", default=8770, show_default=True, type=click.IntRange(0, 65535), help="0 takes any.")
@click.option(
    "--review",
    "review_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help="File of the edits; beside the night, NIGHT.review.json, by default.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@reading_options
def command(
    *,
    night: Path,
    options: NightOptions,
    reading: ReadingOptions,
    author: str,
    port: int,
    review_path: Path | None,
    no_browser: bool,
) -> None:
    """Open a scored night in the browser and edit it.

    The recording and its scoring never change: edits are kept in a file of their own, each with who, when and why, and
    every rule set counts anew after each. Only this computer can open the page. Not a diagnosis.
    """
    from legato.cli.progress import progress_bar
    from legato.cli.sleep_night import read_and_score
    from legato.io.review_file import review_path_for
    from legato.lab.needs import require_lab

    require_lab()
    from legato.lab.real_night import lay_on_desk
    from legato.lab.serve import serve_lab

    with progress_bar(night.name) as progress:
        work = read_and_score(night, options, reading, progress=progress)
    desk = lay_on_desk(work, review_path=review_path or review_path_for(night), author=author)
    serve_lab(desk, port=port, opens_browser=not no_browser, tell=lambda text: click.echo(text, err=True))
