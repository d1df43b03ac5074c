"""The assessment as one HTML file that opens offline: the person's page first, the clinician's page behind it.

Draws what it is given and computes nothing. Every sentence can show what it is based on, with links to the very rule and
fact on the clinician's page. No script, no outside address.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from markupsafe import Markup

from legato.model.assessment import Assessment
from legato.model.explanation import CauseTable, ClinicianText, ContactLine, Line, PersonText, Section
from legato.report.basis_links import Anchors
from legato.report.level_look import level_icon
from legato.report.page import page_environment, page_style
from legato.report.words import Words, load_words

__all__ = ["halves", "overview_of", "render_assessment_html", "split_lines"]

_NUMBERED = ("recording:", "words:c.not_known.derived")


def render_assessment_html(assessment: Assessment, person: PersonText, clinician: ClinicianText) -> str:
    """Render the page for both readers.

    Parameters
    ----------
    assessment : Assessment
        For its name and what it was made from.
    person : PersonText
    clinician : ClinicianText

    Returns
    -------
    str
        A whole page.
    """
    words = load_words()
    anchors = Anchors(clinician, words)
    made = assessment.provenance
    return (
        page_environment()
        .get_template("assessment.html.j2")
        .render(
            say=words.say,
            style=Markup(page_style() + _style()),
            name=assessment.case.id,
            version=made.legato_version,
            made_on=made.made_on,
            is_simulated=any(one.provenance.is_simulated for one in assessment.analyses),
            level=person.urgency.value,
            icon=Markup(level_icon(person.urgency)),
            person=person,
            clinician=clinician,
            crisis=_crisis(person.crisis),
            contacts=[_contact(one, words) for one in person.contacts],
            marks=anchors.marks,
            names=anchors.names,
            source=anchors.source,
            halves=halves,
            split=split_lines,
            overview=[overview_of(cause) for cause in clinician.causes],
        )
    )


@cache
def _style() -> str:
    return (resources.files("legato.report") / "templates" / "assessment.css").read_text(encoding="utf-8")


def _crisis(section: Section | None) -> Section | None:
    """Leave out the lines that the call buttons say already."""
    if section is None:
        return None
    lines = tuple(line for line in section.lines if "words:crisis.line" not in line.basis)
    return Section(section.id, section.heading, lines, section.empty)


def _contact(one: ContactLine, words: Words) -> dict[str, Any]:
    """Give a number with the address that makes a telephone dial it; text lines are written to, not called."""
    digits = re.sub(r"[^\d+]", "", one.number)
    is_text = one.how == "text"
    label = ("text" if is_text else "call") if digits else "no_number"
    return {
        "who": one.who,
        "note": one.note,
        "kind": one.kind,
        "label": words.say("assessment", label, number=one.number),
        "href": f"{'sms' if is_text else 'tel'}:{digits}" if digits else "",
    }


def halves(line: Line) -> tuple[str, str]:
    """Split 'Frequency: every day' into its name and what is said of it.

    Parameters
    ----------
    line : Line

    Returns
    -------
    tuple of str
        The name is empty where there is none.
    """
    name, colon, rest = line.text.partition(": ")
    return (name, rest) if colon else ("", line.text)


def split_lines(section: Section) -> tuple[list[Line], list[Line]]:
    """Keep apart what stands with all the numbers of a recording: it is long, and opens when it is wanted.

    Parameters
    ----------
    section : Section

    Returns
    -------
    plain, numbered : list of Line
    """
    numbered = [line for line in section.lines if any(code.startswith(_NUMBERED) for code in line.basis)]
    return [line for line in section.lines if line not in numbered], numbered


def overview_of(cause: CauseTable) -> dict[str, Any]:
    """Give one row of the table that leads to the causes.

    Parameters
    ----------
    cause : CauseTable

    Returns
    -------
    dict
    """
    return {
        "id": f"cause-{cause.condition}",
        "name": cause.name,
        "band": cause.band,
        "weight": f"{cause.weight:+.2f}".replace("-", "\u2212"),
        "n_for": len(cause.speaks_for),
        "n_against": len(cause.speaks_against),
        "n_missing": len(cause.missing),
    }
