"""One short row for each of many cases, for a reader who looks at a whole file of them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from legato.inference.person_actions import dates_of
from legato.inference.person_reasons import why_section
from legato.inference.readability import sentences_of
from legato.inference.telling import Teller
from legato.inference.wording import wording_of
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.differential import Band
from legato.model.explanation import Overview

__all__ = ["explain_many", "overview_of", "overview_row"]

_COLUMNS = {"person": ("case", "level", "reason"), "clinician": ("case", "level", "reason", "cause")}


def explain_many(
    assessed: Sequence[Assessment], *, reader: str, library: Library, today: datetime.date
) -> Overview:
    """Write one row a case.

    Parameters
    ----------
    assessed : sequence of Assessment
    reader : str
        ``person`` or ``clinician``.
    library : Library
    today : date

    Returns
    -------
    Overview
        For a person the next step and the first reason; for a clinician the rules and the cause that stands first.
    """
    rows = [overview_row(one, reader=reader, library=library, today=today) for one in assessed]
    return overview_of(rows, reader=reader, library=library)


def overview_of(rows: Sequence[tuple[str, ...]], *, reader: str, library: Library) -> Overview:
    """Put a heading above rows that were made one by one.

    Parameters
    ----------
    rows : sequence of tuple of str
    reader : str
    library : Library

    Returns
    -------
    Overview
    """
    words = wording_of(library)
    labels = words.labels(reader)
    heading = words.say(f"label.heading.{reader}", count=len(rows))
    return Overview(heading, tuple(labels[column] for column in _COLUMNS[reader]), tuple(rows))


def overview_row(one: Assessment, *, reader: str, library: Library, today: datetime.date) -> tuple[str, ...]:
    """Write the row of one case.

    Parameters
    ----------
    one : Assessment
    reader : str
    library : Library
    today : date

    Returns
    -------
    tuple of str
    """
    words = wording_of(library)
    if reader == "person":
        level = one.triage.urgency.value
        date = dates_of(today, words=words, library=library)[level]
        return (one.case.id, words.say(f"level.{level}", date=date), _first_reason(one, library=library))
    nothing = words.say("label.none")
    first = one.differential.hypotheses[0]
    band = words.say(f"band.{first.band.value}")
    name = library.conditions[first.condition].name
    is_told = first.band is not Band.NOT_ASSESSABLE and not one.differential.does_none_fit
    return (
        one.case.id,
        words.say(f"c.level.{one.triage.urgency.value}"),
        " ".join(rule.id for rule in one.triage.rules) or nothing,
        f"{name} ({band})" if is_told else nothing,
    )


def _first_reason(one: Assessment, *, library: Library) -> str:
    words = wording_of(library)
    why = why_section(one, teller=Teller(one.facts, library=library), words=words, library=library)
    text = why.lines[0].text if why.lines else why.empty
    first, *rest = sentences_of(text)
    lead = first if not rest or len(first.split()) > 4 else f"{first}. {rest[0]}"
    return f"{lead}."
