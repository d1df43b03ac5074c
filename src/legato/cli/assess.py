"""``legato assess``: how soon to seek help, what speaks for and against each cause, and what to do next."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.options import JsonAwareCommand, ReadingOptions, json_option, reading_options
from legato.errors import InputError, LegatoError, UsageError

if TYPE_CHECKING:
    from legato.model.analysis import Analysis
    from legato.model.assessment import Assessment
    from legato.model.case import Case, RefusedCase

__all__ = ["command"]

READERS = ("person", "clinician")
COUNTRIES = ("gb", "us", "de", "eu")
_SAID = re.compile(r"\s(?=(?:task|side|placement)=)")


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
    from legato.cli.outputs import check_outputs
    from legato.io.case_file import read_case_bytes, read_cases
    from legato.knowledge.library import load_library
    from legato.model.case import RefusedCase

    path = Path(case_file)
    outputs = [("--json", json_path), ("--html", html_path), ("--letter", letter_path)]
    check_outputs(outputs, inputs=[path, *map(Path, recordings)], suffixes={})
    library = load_library()
    raw = read_case_bytes(path)  # once: a pipe gives its bytes a single time
    cases = read_cases(raw, where=path.name, codes=library.findings)
    if recordings and len(cases) != 1:
        raise UsageError(
            f"Recordings were named and the file holds {len(cases)} cases",
            where=path.name,
            mend="name the recordings inside the cases, or give a file with one case",
            code="LEG-E220",
        )
    day = made_on.date() if made_on else datetime.datetime.now().astimezone().date()
    sha256 = hashlib.sha256(raw).hexdigest()
    results = list(
        _assess_each(
            cases,
            recordings,
            where=path.name,
            folder=path.parent,
            reading=reading,
            country=country,
            day=day,
            sha256=sha256,
        )
    )
    assessed = [one for one in results if not isinstance(one, RefusedCase)]
    refused = [one for one in results if isinstance(one, RefusedCase)]
    _tell_refused(refused, of=len(results))
    _write(results, json_path=json_path, html_path=html_path, letter_path=letter_path)
    if is_scored:
        _print_score(assessed, refused_count=len(refused), to_stderr=json_path == "-")
    elif json_path != "-":
        _print(assessed, reader=reader, day=day)
    if not refused:
        return DONE
    return SOME_FAILED if assessed else REFUSED


def _assess_each(
    cases: Sequence[Case | RefusedCase],
    recordings: Sequence[str],
    *,
    where: str,
    folder: Path,
    reading: ReadingOptions,
    country: str | None,
    day: datetime.date,
    sha256: str,
) -> Iterator[Assessment | RefusedCase]:
    """Assess case by case; one that fails stays in the list with its reason."""
    from legato.assess import assess_case
    from legato.model.case import RefusedCase

    for case in cases:
        if isinstance(case, RefusedCase):
            yield case
            continue
        try:
            analyses = [
                *(_analysis_of(name, folder=folder, reading=reading) for name in case.recordings),
                *(_analysis_of(name, folder=Path(), reading=reading) for name in recordings),
            ]
            yield assess_case(case, analyses=analyses, case_sha256=sha256, made_on=day, country=country)
        except LegatoError as error:
            yield RefusedCase(
                case.id,
                f"{error.what}: {error.found}"
                if error.mend and error.found not in error.what
                else error.what,
                f"{where}, line {case.line}" + (f": {error.where}" if error.where else ""),
                error.mend or error.found,
            )


def _analysis_of(name: str, *, folder: Path, reading: ReadingOptions) -> Analysis:
    """Read one recording of a case; its task may stand behind the name, as in ``left.csv task=stand side=left``."""
    from legato.cli.analyses import take_analysis
    from legato.cli.options import PLACEMENTS, SIDES, TASKS

    allowed = {"task": TASKS, "side": SIDES, "placement": PLACEMENTS}
    begin = _SAID.search(name)
    path, said = (name[: begin.start()].strip(), name[begin.start() :]) if begin else (name, "")
    stated: dict[str, Any] = {}
    for word in said.split():
        key, _, value = word.partition("=")
        if value not in allowed.get(key, ()):
            raise InputError(
                f"'{word[:60]}' behind the name of a recording means nothing",
                where=path,
                mend="write it as:  left.csv task=stand side=left placement=shank",
                code="LEG-E707",
            )
        stated[key] = value
    if not path:
        raise InputError("A recording has no name", mend="write the name of its file", code="LEG-E708")
    try:
        return take_analysis(folder / path, replace(reading, **stated))
    except (OSError, ValueError) as error:
        if isinstance(error, LegatoError):
            raise
        # Names that no file can have: too long, or with a zero byte in them.
        raise InputError(
            "A recording cannot be opened",
            where=path[:60],
            found=getattr(error, "strerror", None) or str(error)[:200],
            mend="write the name as your system shows it, relative to the case file",
            code="LEG-E708",
        ) from error


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


def _write(
    results: Sequence[Assessment | RefusedCase],
    *,
    json_path: str | None,
    html_path: str | None,
    letter_path: str | None,
) -> None:
    """Write the files that were asked for."""
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
