"""``legato assess``: how soon to seek help, what speaks for and against each cause, and what to do next."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from legato.cli.cases import assess_each, read_case_list
from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options
from legato.errors import UsageError

if TYPE_CHECKING:
    from legato.model.assessment import Assessment
    from legato.model.case import RefusedCase

__all__ = ["command"]

_LAST_YEAR = 9000  # later days have no two weeks after them in the calendar of Python
READERS = ("person", "clinician")
COUNTRIES = ("gb", "us", "de", "eu")


@click.command("assess", cls=JsonAwareCommand)
@click.argument("case_file", metavar="CASE.yaml")
@click.argument("recordings", nargs=-1, metavar="[RECORDING]...")
@click.option(
    "--for", "reader", type=click.Choice(READERS), default="person", show_default=True, help="Who reads."
)
@click.option(
    "--html",
    "html_path",
    metavar="PATH",
    help="Write the page for both readers: a file, or a folder for many.",
)
@click.option(
    "--letter",
    "letter_path",
    metavar="PATH",
    help="Write the letter of two pages as PDF: a file, or a folder.",
)
@click.option(
    "--paper",
    type=click.Choice(("a4", "us-letter")),
    default="a4",
    show_default=True,
    help="Paper of the letter.",
)
@click.option(
    "--share-crisis",
    "shares_crisis",
    is_flag=True,
    help="Tell thoughts of self-harm in the letter too; they are left out otherwise.",
)
@click.option(
    "--country",
    type=click.Choice(COUNTRIES, case_sensitive=False),
    metavar="CC",
    help="Whose telephone numbers and services: gb, us, de or eu.",
)
@click.option(
    "--score",
    "is_scored",
    is_flag=True,
    help="Compare with the answers in the file, and print how often they agree.",
)
@click.option(
    "--on",
    "made_on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date of the assessment; today by default.",
)
@reading_options
@json_option
def command(
    case_file: str,
    recordings: tuple[str, ...],
    reader: str,
    html_path: str | None,
    letter_path: str | None,
    paper: str,
    shares_crisis: bool,  # noqa: FBT001 - click calls by name
    country: str | None,
    is_scored: bool,  # noqa: FBT001 - click calls by name
    made_on: datetime.datetime | None,
    reading: ReadingOptions,
    json_path: str | None,
) -> int:
    """Assess the case, or the many cases, in CASE.yaml, joined with RECORDINGs or analyses of them.

    A case that cannot be read is told with its line and does not stop the others.
    """
    from legato.cli.main import DONE, REFUSED, SOME_FAILED
    from legato.model.case import RefusedCase

    path = Path(case_file)
    cases, sha256 = read_case_list(path, recordings)
    _check_places(
        [("--json", json_path), ("--html", html_path), ("--letter", letter_path)],
        inputs=[path, *map(Path, recordings)],
        count=len(cases),
    )
    day = _day_of(made_on)
    each = assess_each(
        cases,
        recordings,
        where=path.name,
        folder=path.parent,
        reading=reading,
        country=country,
        day=day,
        sha256=sha256,
    )
    if json_path is not None and len(cases) > 1 and not (html_path or letter_path or is_scored):
        return _stream(each, json_path, reader=reader, day=day)
    results = list(each)
    assessed = [one for one in results if not isinstance(one, RefusedCase)]
    refused = [one for one in results if isinstance(one, RefusedCase)]
    _tell_refused(refused, of=len(results))
    _write(results, json_path=json_path)
    if html_path is not None or letter_path is not None:
        from legato.cli.assess_files import write_letters, write_pages

        if html_path is not None:
            write_pages(assessed, html_path, day=day)
        if letter_path is not None:
            write_letters(assessed, letter_path, day=day, paper=paper, shares_crisis=shares_crisis)
    if is_scored:
        _print_score(assessed, refused_count=len(refused), to_stderr=json_path == "-")
    elif json_path != "-":
        _print(assessed, reader=reader, day=day)
    if not refused:
        return DONE
    return SOME_FAILED if assessed else REFUSED


def _stream(
    each: Iterable[Assessment | RefusedCase], json_path: str, *, reader: str, day: datetime.date
) -> int:
    """Write the JSON of each case as it is assessed and let it go, keeping a row for the overview beside a file."""
    from legato.cli.main import DONE, REFUSED, SOME_FAILED
    from legato.cli.outputs import emit_json_pieces
    from legato.inference.explain_many import overview_of, overview_row
    from legato.knowledge.library import load_library
    from legato.model.case import RefusedCase
    from legato.report.assessment_json import stream_assessments

    library = load_library()
    rows: list[tuple[str, ...]] = []
    refused: list[RefusedCase] = []
    first: list[Assessment] = []

    def passing() -> Iterator[Assessment | RefusedCase]:
        for one in each:
            if isinstance(one, RefusedCase):
                refused.append(one)
            else:
                is_told = json_path != "-"
                rows.append(overview_row(one, reader=reader, library=library, today=day) if is_told else ())
                first[:] = first or [one]
            yield one

    with _knowledge_kept():
        emit_json_pieces(stream_assessments(passing()), json_path)
    _tell_refused(refused, of=len(rows) + len(refused))
    if len(rows) == 1 and json_path != "-":
        _print(first, reader=reader, day=day)
    elif rows and json_path != "-":
        from legato.cli.terminal import stdout_console
        from legato.report.assessment_text import print_overview

        print_overview(overview_of(rows, reader=reader, library=library), stdout_console())
    if not refused:
        return DONE
    return SOME_FAILED if rows else REFUSED


@contextmanager
def _knowledge_kept() -> Iterator[None]:
    """Tell Python not to look through the knowledge and the cases again and again for what could be thrown away."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _day_of(made_on: datetime.datetime | None) -> datetime.date:
    """Give the day of the assessment: today where none was named."""
    if made_on is None:
        return datetime.datetime.now().astimezone().date()
    if made_on.year > _LAST_YEAR:
        raise UsageError(
            "The date lies too far ahead",
            where="--on",
            mend="write the day of the assessment",
            code="LEG-E223",
        )
    return made_on.date()


def _check_places(outputs: Sequence[tuple[str, str | None]], *, inputs: Sequence[Path], count: int) -> None:
    """Refuse places that cannot take what is asked for, before any work is done."""
    from legato.cli.outputs import check_outputs

    for option, text in outputs:
        if text == "-" and option != "--json":
            raise UsageError(
                f"{option} needs a file or a folder", where="-", mend=f"{option} out/", code="LEG-E224"
            )
    check_outputs(
        outputs, inputs=inputs, suffixes={"--html": "page", "--letter": "letter"}, count=count, things="cases"
    )
    wants_letter = any(option == "--letter" and text is not None for option, text in outputs)
    if wants_letter:
        from legato.report.letter_pdf import require_typst

        require_typst()


def _tell_refused(refused: Sequence[RefusedCase], *, of: int) -> None:
    """Say on stderr which cases could not be read, and how to mend them."""
    from legato.report.plain import plain_text

    for one in refused:
        click.echo(
            plain_text(f"LEG-E706  {one.id}: {one.what}\n  where   {one.where}\n  mend    {one.mend}"),
            err=True,
        )
    if refused and of > 1:
        click.echo(f"{of - len(refused)} of {of} cases assessed.", err=True)


def _write(results: Sequence[Assessment | RefusedCase], *, json_path: str | None) -> None:
    """Write the JSON if it was asked for."""
    from legato.cli.outputs import emit_json
    from legato.report.assessment_json import render_assessments

    if json_path is not None:
        emit_json(render_assessments(results), json_path)


def _print(assessed: Sequence[Assessment], *, reader: str, day: datetime.date) -> None:
    """Print the explanation of one case, or a row for each of many."""
    from legato.cli.terminal import stdout_console
    from legato.knowledge.library import load_library
    from legato.report.assessment_text import print_for_clinician, print_for_person, print_overview

    library, console = load_library(), stdout_console()
    if len(assessed) > 1:
        from legato.inference.explain_many import explain_many

        print_overview(explain_many(assessed, reader=reader, library=library, today=day), console)
    elif assessed and reader == "person":
        from legato.inference.explain_person import explain_to_person

        print_for_person(explain_to_person(assessed[0], library=library, today=day), console)
    elif assessed:
        from legato.inference.explain_clinician import explain_to_clinician

        print_for_clinician(explain_to_clinician(assessed[0], library=library), console)


def _print_score(assessed: Sequence[Assessment], *, refused_count: int, to_stderr: bool) -> None:
    """Print how often the answers of the file and the assessments agree; beside JSON on stdout, on stderr."""
    from legato.score import score_assessments

    tell = partial(click.echo, err=to_stderr)
    score = score_assessments(assessed)
    if not score.cases:
        tell("No case of the file holds an answer.")
        return
    count = len(score.cases)
    accepted = sum(one.is_urgency_accepted for one in score.cases)
    under = [one for one in score.cases if one.is_under]
    over = [one for one in score.cases if one.is_over]
    tell(f"cases               {count} scored, {refused_count} refused")
    if refused_count:
        tell(
            "                    what was refused is in none of the numbers below, emergencies among them too"
        )
    tell(f"urgency accepted    {accepted} of {count}  ({accepted / count:.1%})")
    tell(f"emergencies found   {score.emergencies_found} of {score.emergencies}")
    tell(f"under-triage        {len(under)} of {count}  {' '.join(one.id for one in under)}".rstrip())
    tell(f"over-triage         {len(over)} of {count}  {' '.join(one.id for one in over)}".rstrip())
    for with_results, name in ((False, "at first contact"), (True, "with results")):
        shares = "  ".join(
            f"top-{top} {score.share_in_top(top, with_results=with_results):.1%}" for top in (1, 3, 5)
        )
        tell(f"accepted cause      {shares}  {name}")
    for band, (total, right) in score.by_band.items():
        if total:
            tell(f"first is {band:<15} {right} of {total} accepted")
    for one in score.cases:
        if not one.is_urgency_accepted or (one.rank or 99) > 3:
            tell(
                f"  {one.id}: urgency {one.urgency} (answer {one.wanted}), accepted cause at {one.rank or 'no place'},"
                f" first is {one.leading}"
            )
