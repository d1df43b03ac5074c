"""The files of an assessment: the page for both readers, and the letter."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from legato.cli.outputs import place_for

if TYPE_CHECKING:
    from legato.model.assessment import Assessment

__all__ = ["write_letters", "write_pages"]

_UNSAFE = re.compile(r"[^\w.\- ]+")
_MOST_LETTERS = 80


def write_pages(assessed: Sequence[Assessment], place: str, *, day: datetime.date) -> None:
    """Write the page of each case.

    Parameters
    ----------
    assessed : sequence of Assessment
    place : str
        A file, or a folder for many.
    day : date
    """
    from legato.inference.explain_clinician import explain_to_clinician
    from legato.inference.explain_person import explain_to_person
    from legato.knowledge.library import load_library
    from legato.report.assessment_html import render_assessment_html
    from legato.report.write import write_text_beside

    library = load_library()
    taken: set[Path] = set()
    for one in assessed:
        person = explain_to_person(one, library=library, today=day)
        page = render_assessment_html(one, person, explain_to_clinician(one, library=library))
        path = place_for(place, name=_file_name(one), suffix=".html", taken=taken)
        write_text_beside(path, page)
        click.echo(f"Page     {path}", err=True)


def write_letters(
    assessed: Sequence[Assessment], place: str, *, day: datetime.date, paper: str, shares_crisis: bool
) -> None:
    """Write the letter of each case.

    Parameters
    ----------
    assessed : sequence of Assessment
    place : str
        A file, or a folder for many.
    day : date
    paper : str
    shares_crisis : bool
        Thoughts of self-harm stand in it too.

    Raises
    ------
    MissingExtraError
        If typst is not installed.
    """
    from legato.inference.letter import make_letter, withheld_codes
    from legato.knowledge.library import load_library
    from legato.report.letter_pdf import render_letter
    from legato.report.write import write_beside

    library = load_library()
    taken: set[Path] = set()
    for one in assessed:
        letter = make_letter(one, library=library, today=day, shares_crisis=shares_crisis)
        content = render_letter(letter, paper=paper)
        path = place_for(place, name=_file_name(one), suffix=".pdf", taken=taken)
        write_beside(path, lambda beside, content=content: beside.write_bytes(content))  # type: ignore[misc]
        click.echo(f"Letter   {path}", err=True)
        if not shares_crisis and withheld_codes(one.facts, library=library):
            click.echo(
                "         leaves out what you told of self-harm; --share-crisis puts it in, which can help"
                " the person who reads it",
                err=True,
            )


def _file_name(one: Assessment) -> str:
    """Give a name that every file system takes, made from the id of the case."""
    return _UNSAFE.sub("_", one.case.id).strip(" .")[:_MOST_LETTERS] or "case"
