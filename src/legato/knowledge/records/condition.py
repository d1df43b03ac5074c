"""A condition: one possible cause, what speaks for and against it, and how far that is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legato.knowledge.records.finding import CODE
from legato.knowledge.schema import (
    Form,
    Kind,
    choice,
    confidence,
    listing,
    number,
    record,
    text,
)

__all__ = ["CONDITION", "GRADES", "LEVELS"]

GRADES = (10, 4, 2, 1, 0.5, 0.25, 0.1)
LEVELS = ("emergency_now", "same_day", "days_to_weeks", "routine", "self_care")

_ID = r"[a-z][a-z0-9_]*"
_RATIO = number(low=0.001, high=1000)


def _faults_of_evidence(condition: Mapping[str, Any]) -> list[str]:
    """List what evidence records say against themselves: a judgement that is no grade, a published one without a source."""
    faults: list[str] = []
    seen: dict[str, int] = {}
    for place, one in enumerate(condition["evidence"], start=1):
        where = f"evidence[{place}]"
        if one["kind"] == "elicited" and not {one["present"], one["absent"]} <= set(GRADES):
            faults.append(
                f"{where}: {one['present']} / {one['absent']} is no pair of grades; a judgement takes"
                f" {', '.join(f'{grade:g}' for grade in GRADES)}"
            )
        if one["kind"] == "published" and (one["source"] == "elicited" or not one.get("note")):
            faults.append(f"{where}: a published ratio needs its source, and a note of how it was computed")
        if one["finding"] in seen:
            faults.append(f"{where}: {one['finding']} stands in evidence[{seen[one['finding']]}] already")
        seen[one["finding"]] = place
    return faults


def _grade() -> Form:
    return choice(*GRADES)


CONDITION = Kind(
    "condition",
    "conditions",
    record(
        id=text(pattern=_ID),
        name=text(),
        plain_name=text(),
        category=text(pattern=_ID),
        codes=record(
            icd10=listing(text()),
            icd10cm=listing(text()),
            icd11=listing(text()),
            hpo=listing(text(pattern=r"HP:\d{7}")),
        ),
        urgency=record({"class": choice(*LEVELS)}, note=text(required=False)),
        prior=record(
            home=number(low=0.0001, high=100),
            general_practice=number(low=0.0001, high=100),
            neurology=number(low=0.0001, high=100),
            sleep_lab=number(low=0.0001, high=100),
            source=text(refers_to="source"),
            confidence=confidence(),
        ),
        age=record({"0-15": _grade(), "16-39": _grade(), "40-59": _grade(), "60-": _grade()}),
        sex=record(male=_grade(), female=_grade()),
        lead_needs=listing(listing(text(), at_least=1)),
        origin=choice(
            "central",
            "cortical",
            "subcortical",
            "brainstem",
            "cerebellar",
            "spinal",
            "peripheral",
            "muscle",
            "systemic",
            "behavioural",
            "vascular",
            "not_brain",
            "mixed",
        ),
        mechanism=text(),
        transmitters=listing(text(pattern=r"[a-z_]+")),
        what=text(),
        plain=text(),
        frequency_hz=record(
            low=number(low=0, high=60),
            high=number(low=0, high=60),
            typical=number(required=False, null=True, low=0, high=60),
            confidence=confidence(),
            source=text(refers_to="source"),
            null=True,
        ),
        tests=listing(text(refers_to="test")),
        mimics=listing(text(refers_to="condition")),
        limits=text(),
        sources=listing(text(refers_to="source"), at_least=1),
        evidence=listing(
            record(
                finding=text(pattern=CODE, refers_to="finding"),
                present=_RATIO,
                absent=_RATIO,
                kind=choice("published", "elicited"),
                group=text(required=False, pattern=r"[a-z_0-9]+"),
                population=text(),
                source=text(refers_to="source"),
                confidence=confidence(),
                doubt=text(),
                note=text(required=False),
            ),
            at_least=1,
        ),
    ),
    is_one_a_file=True,
    what="One possible cause, with its evidence.",
    faults_between_fields=_faults_of_evidence,
)
