"""Explain an assessment to a clinician: the evidence on one page, so that the professional can judge independently.

Only joins the parts; the words are data, the parts stand in ``clinician_findings`` and ``clinician_causes``.
"""

from __future__ import annotations

from collections.abc import Iterable

from legato.inference.clinician_causes import cause_tables, next_tests_section, other_readings_section
from legato.inference.clinician_findings import (
    finding_sections,
    impact_section,
    not_known_section,
    opening_section,
    person_line,
    triage_section,
    unanswered_section,
)
from legato.inference.telling import Teller
from legato.inference.wording import Wording, wording_of
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.explanation import CauseTable, ClinicianText, Line, Section

__all__ = ["explain_to_clinician"]


def explain_to_clinician(assessment: Assessment, *, library: Library) -> ClinicianText:
    """Write the page for the clinician.

    Parameters
    ----------
    assessment : Assessment
    library : Library

    Returns
    -------
    ClinicianText

    Raises
    ------
    KnowledgeError
        If a text is missing in the knowledge base.
    """
    words = wording_of(library)
    teller = Teller(assessment.facts, library=library)
    triage = triage_section(assessment, words=words, library=library)
    causes = cause_tables(assessment, words=words, library=library)
    return ClinicianText(
        urgency=assessment.triage.urgency,
        headline=words.say(f"c.headline.{assessment.triage.urgency.value}"),
        person=person_line(assessment, words=words),
        triage=triage,
        unanswered=unanswered_section(assessment, words=words, library=library),
        opening=opening_section(assessment, teller=teller, words=words, library=library),
        findings=finding_sections(assessment, teller=teller, words=words, library=library),
        not_known=not_known_section(assessment, words=words, library=library),
        causes=causes,
        other_readings=other_readings_section(assessment, words=words, library=library),
        next_tests=next_tests_section(assessment, words=words, library=library),
        impact=impact_section(assessment, words=words, library=library),
        person_questions=Section(
            "person_questions",
            words.say("c.questions.heading"),
            tuple(Line(question, ("questions",)) for question in assessment.case.questions),
            words.say("c.questions.empty"),
        ),
        sources=_sources((*triage.lines, *_lines_of(causes)), words=words, library=library),
        based_on=_based_on(assessment, words=words),
        labels=words.labels("clinician"),
    )


def _lines_of(causes: Iterable[CauseTable]) -> list[Line]:
    return [
        line
        for cause in causes
        for line in (
            cause.prior,
            *cause.speaks_for,
            *cause.speaks_against,
            *cause.missing,
            *cause.tests,
        )
    ]


def _sources(lines: Iterable[Line], *, words: Wording, library: Library) -> Section:
    """List the sources that the lines cite, once each."""
    known = library.by_id("source")
    cited = sorted({line.source.split()[0] for line in lines if line.source} & set(known))
    rows = tuple(
        Line(
            words.say("c.sources.one", id=id_, citation=known[id_]["citation"], seen=known[id_]["seen"]),
            (f"source:{id_}",),
        )
        for id_ in cited
    )
    return Section("sources", words.say("c.sources.heading"), rows)


def _based_on(one: Assessment, *, words: Wording) -> Section:
    made = one.provenance
    lines = [
        words.line("c.based.not_diagnosis"),
        words.line("c.based.not_reviewed"),
        words.line("c.based.numbers"),
        words.line("c.based.weight"),
        words.line(
            "c.based.version",
            version=made.legato_version,
            knowledge=made.knowledge_version,
            case=made.case_sha256[:12] or words.say("c.based.in_memory"),
        ),
        *(
            words.line("c.based.recording", basis=(f"recording:{name}",), name=name, sha256=sha256[:12])
            for name, sha256 in made.recordings
        ),
        *(words.line("c.based.note", basis=("notes",), note=note) for note in one.notes),
    ]
    return Section("based_on", words.say("c.based.heading"), tuple(lines))
