"""``legato verify``: make a stored assessment again from its inputs and say whether it is the same."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from legato.cli.cases import assess_each, read_case_list
from legato.cli.options import ReadingOptions, reading_options
from legato.errors import InputError

if TYPE_CHECKING:
    from legato.verify import Difference

__all__ = ["command"]

_MOST_LINES = 60


@click.command("verify")
@click.argument("assessment_file", metavar="ASSESSMENT.json")
@click.argument("case_file", metavar="CASE.yaml")
@click.argument("recordings", nargs=-1, metavar="[RECORDING]...")
@reading_options
def command(
    assessment_file: str, case_file: str, recordings: tuple[str, ...], reading: ReadingOptions
) -> int:
    """Assess CASE.yaml and RECORDINGs again and compare with ASSESSMENT.json, down to the last weight.

    Says 'same' (exit code 0) or 'different' (exit code 6) with a list of what differs. The date on which it was made is
    not compared.
    """
    from legato import __version__
    from legato.cli.main import DIFFERENT, DONE
    from legato.knowledge.library import load_library
    from legato.report.assessment_json import render_assessments
    from legato.verify import compare_stored

    stored = _read(Path(assessment_file))
    path = Path(case_file)
    cases, sha256 = read_case_list(path, recordings)
    results = list(
        assess_each(
            cases,
            recordings,
            where=path.name,
            folder=path.parent,
            reading=reading,
            country=None,
            day=datetime.datetime.now().astimezone().date(),
            sha256=sha256,
        )
    )
    differences = compare_stored(stored, json.loads(render_assessments(results)))
    if differences:
        _tell(differences)
        return DIFFERENT
    count = len(results)
    click.echo("same")
    click.echo(
        f"{count} {'case' if count == 1 else 'cases'}, Legato {__version__}, knowledge {load_library().version}:"
        " everything but the date is as stored."
    )
    return DONE


def _tell(differences: Sequence[Difference]) -> None:
    """List what differs; what differs alike in many cases is told once."""
    from legato.report.plain import plain_text

    cases_of: dict[tuple[str, str, str], list[str]] = {}
    for one in differences:
        cases_of.setdefault((one.what, one.stored, one.now), []).append(one.case)
    click.echo("different")
    for (what, stored, now), cases in list(cases_of.items())[:_MOST_LINES]:
        where = f"{cases[0]}: " if len(cases) == 1 and cases[0] else ""
        where = f"in {len(cases)} cases: " if len(cases) > 1 else where
        click.echo(plain_text(f"  {where}{what}\n    stored  {stored}\n    now     {now}"))
    if len(cases_of) > _MOST_LINES:
        click.echo(f"  and {len(cases_of) - _MOST_LINES} more differences")


def _read(path: Path) -> dict[str, Any]:
    """Read the stored file; a key that stands twice, or a number that JSON does not know, is refused."""
    try:
        content = json.loads(
            path.read_bytes().decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number
        )
    except OSError as error:
        raise InputError(
            "The stored assessment cannot be opened",
            where=path.name,
            found=error.strerror or str(error),
            mend="check the name and whether you may read it",
            code="LEG-E761",
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            "The stored assessment is no JSON",
            where=path.name,
            found=str(error)[:200],
            mend="give the file that legato assess --json wrote",
            code="LEG-E762",
        ) from error
    if not isinstance(content, dict):
        raise InputError("The stored assessment is no JSON object", where=path.name, code="LEG-E762")
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    whole = dict(pairs)
    if len(whole) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return whole


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")
