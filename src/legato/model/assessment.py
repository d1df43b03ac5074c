"""The assessment of one case: everything that a report may show, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from legato.model.case import Case
from legato.model.differential import Differential
from legato.model.facts import Facts
from legato.model.next_step import NextStep
from legato.model.urgency import Triage

if TYPE_CHECKING:  # an assessment without recordings must not load numpy
    from legato.model.analysis import Analysis

__all__ = ["Assessment", "AssessmentProvenance", "DerivedFinding", "ScaleScore"]


@dataclass(frozen=True, slots=True)
class DerivedFinding:
    """What a recording says about one code.

    Parameters
    ----------
    finding : str
    presence : str
        ``present``, ``absent`` or ``unknown``.
    reason : str
        In words, with the numbers: why it is there, not there, or cannot be told.
    rule : str
        Id of the written rule that decided.
    recording : str
        Name of the file, without its folder.
    """

    finding: str
    presence: str
    reason: str
    rule: str
    recording: str


@dataclass(frozen=True, slots=True)
class ScaleScore:
    """The score of a questionnaire by its published key, or why there is none.

    Parameters
    ----------
    scale : str
    total : int or None
        None where an item is missing: nothing is imputed.
    most : int
        Highest possible.
    band : str
        Word of the published cut-offs; empty without a total.
    present, absent : tuple of str
        Codes that the score states.
    note : str
        Why there is no score; empty if there is one.
    """

    scale: str
    total: int | None
    most: int
    band: str
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentProvenance:
    """What an assessment was made from, so that it can be made again and compared.

    Parameters
    ----------
    legato_version, knowledge_version : str
    case_sha256 : str
        Of the bytes of the case file; empty for a case made in memory.
    recordings : tuple of (str, str)
        File name without folder, and hash.
    made_on : str
        ISO date on which it was made; no part of what is compared.
    """

    legato_version: str
    knowledge_version: str
    case_sha256: str
    recordings: tuple[tuple[str, str], ...]
    made_on: str


@dataclass(frozen=True)
class Assessment:
    """Everything known about one case, and what follows.

    Parameters
    ----------
    case : Case
    facts : Facts
        Stated, implied, read from words and derived from recordings.
    triage : Triage
    differential : Differential
        From what was known at the first assessment.
    differential_with_results : Differential
        With the results that came later.
    next_for_person, next_for_clinician : tuple of NextStep
    derived : tuple of DerivedFinding
    scales : tuple of ScaleScore
    analyses : tuple of Analysis
    country : str
        Whose numbers and services are shown.
    notes : tuple of str
        Problems of the input that did not stop it.
    provenance : AssessmentProvenance
    """

    case: Case
    facts: Facts
    triage: Triage
    differential: Differential
    differential_with_results: Differential
    next_for_person: tuple[NextStep, ...]
    next_for_clinician: tuple[NextStep, ...]
    derived: tuple[DerivedFinding, ...]
    scales: tuple[ScaleScore, ...]
    analyses: tuple[Analysis, ...]
    country: str
    notes: tuple[str, ...]
    provenance: AssessmentProvenance
