"""Explanations for tests: of every packaged case, of random cases, and with one answer taken away."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from legato.assess import assess_case
from legato.inference.explain_clinician import explain_to_clinician
from legato.inference.explain_person import explain_to_person
from legato.io.case_file import read_case_file
from legato.knowledge.library import Library, load_library
from legato.model.assessment import Assessment
from legato.model.case import Case, RefusedCase
from legato.model.explanation import WHOLE, ClinicianText, Line, PersonText, Section
from legato.model.facts import Facts

__all__ = [
    "TODAY",
    "assessed",
    "case_of",
    "clinician_of",
    "is_own",
    "page_of",
    "person_of",
    "random_cases",
    "sections_of",
    "text_of",
    "without",
    "written_cases",
]

TODAY = datetime.date(2026, 11, 25)
CASES = Path(__file__).parent / "cases"


@cache
def written_cases() -> tuple[Case, ...]:
    """Every case of the files in ``tests/cases``."""
    library = load_library()
    cases = [
        case for file in sorted(CASES.glob("*.yaml")) for case in read_case_file(file, codes=library.findings)
    ]
    return tuple(case for case in cases if not isinstance(case, RefusedCase))


def case_of(*present: str, absent: tuple[str, ...] = (), asked: bool = True, **facts: object) -> Case:
    """Make a case of stated codes."""
    return Case(
        "made",
        Facts.of(present=present, absent=absent, red_flags_asked=asked, **facts),  # type: ignore[arg-type]
    )


def random_cases(count: int, *, seed: int) -> Iterator[Case]:
    """Give cases of codes drawn at random, a harder test than any real one."""
    chance = random.Random(seed)
    implied = {record["id"] for record in load_library().records("implication")}
    codes = sorted(set(load_library().findings) - implied)
    for number in range(count):
        drawn = chance.sample(codes, chance.randint(2, 22))
        cut = chance.randint(1, len(drawn))
        facts = Facts.of(
            present=drawn[:cut],
            absent=drawn[cut:],
            red_flags_asked=chance.random() < 0.7,
            age=chance.choice([None, 8.0, 24.0, 47.0, 71.0]),
            sex=chance.choice([None, "male", "female"]),
        )
        yield Case(f"random-{seed}-{number}", facts)


def without(case: Case, code: str) -> Case:
    """Give the case as if a code had never been stated."""
    return replace(case, facts=case.facts.without(code))


def assessed(case: Case, *, country: str = "gb") -> Assessment:
    """Assess a case."""
    return assess_case(case, country=country, library=load_library())


def person_of(case: Case, *, country: str = "gb") -> PersonText:
    """Explain a case to the person."""
    return explain_to_person(assessed(case, country=country), library=load_library(), today=TODAY)


def clinician_of(case: Case) -> ClinicianText:
    """Explain a case to the clinician."""
    return explain_to_clinician(assessed(case), library=load_library())


def sections_of(text: PersonText) -> tuple[Section, ...]:
    """Give every section of a page for the person."""
    return (
        *((text.crisis,) if text.crisis else ()),
        *(text.why, text.measured, text.harmless, text.check, text.unknown, text.impact, text.sooner),
        *(text.next_steps, text.to_say, text.self_care, text.based_on),
    )


def page_of(text: PersonText) -> str:
    """Give the whole page, one line each."""
    lines = [text.headline, text.where_to_go, text.by_when]
    for section in sections_of(text):
        lines += [section.heading, *(line.text for line in section.lines)]
        lines += [] if section.lines else [section.empty]
    return "\n".join([*lines, text.now_know, text.do_not_know, text.next_line])


def text_of(text: ClinicianText) -> str:
    """Give the whole page for the clinician, one line each."""
    sections = (
        *(text.triage, text.unanswered, text.opening, *text.findings, text.not_known, text.other_readings),
        *(text.next_tests, text.impact, text.person_questions, text.sources, text.based_on),
    )
    lines = [line.text for section in sections for line in section.lines]
    lines += [section.empty for section in sections if not section.lines]
    for cause in text.causes:
        rows = (*cause.speaks_for, *cause.speaks_against, *cause.missing, *cause.tests)
        lines += [cause.name, cause.band, cause.prior.text, cause.total.text, *(row.text for row in rows)]
    return "\n".join(lines)


def is_own(line: Line, *, library: Library) -> bool:
    """Tell whether a line rests on answers of its own, and not on a fixed wording or on everything at once."""
    return WHOLE not in line.basis and any(part in library.findings for part in line.basis)
