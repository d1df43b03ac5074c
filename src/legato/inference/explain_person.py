"""Explain an assessment to the person whose leg shakes: what to do, why, what is not known.

Only joins the parts; the words are data, the parts stand in ``person_reasons`` and ``person_actions``.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from legato.inference.person_actions import (
    care_section,
    contact_lines,
    crisis_section,
    dates_of,
    next_section,
    say_section,
    sooner_section,
)
from legato.inference.person_reasons import (
    check_section,
    harmless_section,
    impact_section,
    measured_section,
    open_signs,
    unknown_section,
    why_section,
)
from legato.inference.telling import Teller
from legato.inference.wording import Wording, wording_of
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.explanation import Line, PersonText, Section

__all__ = ["country_of", "explain_to_person"]

_ELSEWHERE = "eu"


def explain_to_person(assessment: Assessment, *, library: Library, today: datetime.date) -> PersonText:
    """Write the page for the person.

    Parameters
    ----------
    assessment : Assessment
    library : Library
    today : date
        From which "within two weeks" and "look again" are counted.

    Returns
    -------
    PersonText

    Raises
    ------
    KnowledgeError
        If a text is missing in the knowledge base.
    """
    words = wording_of(library)
    teller = Teller(assessment.facts, library=library)
    country = country_of(assessment.country, library=library)
    dates = dates_of(today, words=words, library=library)
    level = assessment.triage.urgency
    date = dates[level.value]
    number = country["emergency"]["number"]
    return PersonText(
        urgency=level,
        headline=words.say(f"level.{level.value}", date=date),
        where_to_go=country["where"][level.value],
        by_when=words.say(f"by.{level.value}", date=date),
        contacts=contact_lines(assessment, country=country, words=words),
        crisis=crisis_section(assessment, country=country, words=words),
        why=why_section(assessment, teller=teller, words=words, library=library),
        measured=measured_section(assessment, teller=teller, words=words),
        harmless=harmless_section(assessment, teller=teller, words=words),
        check=check_section(assessment, teller=teller, words=words, library=library),
        unknown=unknown_section(assessment, teller=teller, words=words, library=library),
        impact=impact_section(assessment, teller=teller, words=words, library=library),
        sooner=sooner_section(assessment, words=words, library=library),
        next_steps=next_section(assessment, dates=dates, country=country, words=words, library=library),
        to_say=say_section(assessment, teller=teller, words=words),
        self_care=care_section(assessment, words=words, library=library),
        now_know=words.say(f"card.now_know.{level.value}"),
        do_not_know=_do_not_know(assessment, words=words, library=library),
        next_line=words.say(f"card.next.{level.value}", number=number, date=date),
        based_on=_based_on(assessment, today=today, country=country, words=words),
        labels=words.labels("person"),
    )


def country_of(code: str, *, library: Library) -> Mapping[str, Any]:
    """Give the numbers and services of a country, or those for anywhere else in Europe.

    Parameters
    ----------
    code : str
        Two letters.
    library : Library

    Returns
    -------
    mapping
    """
    countries = library.by_id("country")
    record: Mapping[str, Any] = countries.get(code.lower(), countries[_ELSEWHERE])
    return record


def _do_not_know(one: Assessment, *, words: Wording, library: Library) -> str:
    count = len(open_signs(one, words=words, library=library))
    if not count:
        return words.say("card.do_not_know")
    return words.say("card.do_not_know.open" if count > 1 else "card.do_not_know.open.one", count=count)


def _based_on(
    one: Assessment, *, today: datetime.date, country: Mapping[str, Any], words: Wording
) -> Section:
    """Say what the page rests on, and what it is not."""
    made = one.provenance
    answers = len({*one.facts.present, *one.facts.absent})
    lines: tuple[Line, ...] = (
        words.line("based.not_diagnosis"),
        words.line("based.research"),
        words.line("based.not_reviewed"),
        words.line("based.answers", answers=answers, recordings=len(made.recordings)),
        words.line("based.rules"),
        words.line(
            "contact.unchecked",
            basis=(f"country:{country['id']}",),
            date=country["written_on"],
            number=country["emergency"]["number"],
        ),
        words.line("based.made", date=words.date(today)),
        words.line("based.version", version=made.legato_version, knowledge=made.knowledge_version),
    )
    return Section("based_on", words.say("based.heading"), lines)
