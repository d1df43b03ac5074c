"""A case as it is written down: what was asked and found, which recordings belong to it, and what came later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from legato.model.facts import Facts

__all__ = ["Case", "CaseAnswer", "RefusedCase"]


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """What somebody holds to be the answer; ignored by the engine, used by the scoring alone.

    Parameters
    ----------
    diagnosis : str
    acceptable, must_consider : tuple of str
    urgency : str
    urgency_acceptable : tuple of str
        Holds ``urgency`` at least.
    """

    diagnosis: str
    acceptable: tuple[str, ...]
    must_consider: tuple[str, ...]
    urgency: str
    urgency_acceptable: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One case.

    Parameters
    ----------
    id : str
    facts : Facts
        As stated; what age and sex imply is added by the assessment.
    results_later : tuple of str
        Codes known only after the first assessment.
    recordings : tuple of str
        Paths as written, relative to the case file.
    story : str
        Free text; read only for words that must raise the urgency.
    texts : mapping of str to tuple of str
        Other free texts of the file, such as ``medications``, shown and not interpreted beyond whole names of medicines.
    scales : mapping of str to tuple of (int or None)
        Answers to scales, item by item; None for an item that was skipped.
    questions : tuple of str
        What the person wants answered.
    country : str or None
    answer : CaseAnswer or None
    line : int
        Where the case begins in its file, counted from 1.
    notes : tuple of str
        What was read differently from how it was written, in words.
    """

    id: str
    facts: Facts
    results_later: tuple[str, ...] = ()
    recordings: tuple[str, ...] = ()
    story: str = ""
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scales: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    country: str | None = None
    answer: CaseAnswer | None = None
    line: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedCase:
    """A case that could not be read; the others of the file go on.

    Parameters
    ----------
    id, what, where, mend : str
    """

    id: str
    what: str
    where: str
    mend: str
