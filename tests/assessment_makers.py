"""Assessments and their two texts, made from few codes, for the tests of what is drawn."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from legato.assess import assess_case
from legato.inference.explain_clinician import explain_to_clinician
from legato.inference.explain_person import explain_to_person
from legato.knowledge.library import load_library
from legato.model.assessment import Assessment
from legato.model.case import Case
from legato.model.explanation import ClinicianText, PersonText
from legato.model.facts import Facts

TODAY = datetime.date(2026, 11, 25)
SHA256 = "0123456789abcdef" * 4
BY_LEVEL: dict[str, Sequence[str]] = {
    "emergency_now": ["symptom:weakness_one_side", "onset:sudden", "activation:rest", "side:unilateral"],
    "same_day": ["trigger:alcohol_stop", "symptom:tremor", "tempo:days"],
    "days_to_weeks": ["trigger:new_medicine", "drug:ssri", "activation:posture", "symptom:tremor"],
}


def assess_codes(
    present: Sequence[str],
    *,
    absent: Sequence[str] = (),
    red_flags_asked: bool = True,
    id_: str = "demo person 1",
    country: str = "gb",
    **more: Any,
) -> Assessment:
    """Assess one made-up person."""
    facts = Facts.of(present=present, absent=absent, red_flags_asked=red_flags_asked, age=47, sex="female")
    case = Case(id=id_, facts=facts, **more)
    return assess_case(case, case_sha256=SHA256, made_on=TODAY, country=country)


def both_texts(one: Assessment) -> tuple[PersonText, ClinicianText]:
    """Explain it to both readers."""
    library = load_library()
    return explain_to_person(one, library=library, today=TODAY), explain_to_clinician(one, library=library)
