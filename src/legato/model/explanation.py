"""The two texts of an assessment, for the person and for the clinician, before anybody lays them out.

Every line keeps what it is based on, so that a removed datum removes exactly its lines, and a page can show the basis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from legato.model.urgency import Urgency

__all__ = [
    "WHOLE",
    "CauseTable",
    "ClinicianText",
    "ContactLine",
    "Line",
    "Overview",
    "PersonText",
    "Section",
]

WHOLE = "everything known"


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or one row with its basis.

    Parameters
    ----------
    text : str
    basis : tuple of str
        Codes, rule ids, ids of measures or of knowledge records that it rests on.
    source : str
        Key of the source and confidence mark, such as ``rigby2015 V``; empty where the basis says it.
    mark : str
        How the line is counted beside others of its group; the only part that another datum may change.

    Notes
    -----
    ``WHOLE`` in the basis says that the line rests on everything known at once, such as the place of a cause.
    """

    text: str
    basis: tuple[str, ...] = ()
    source: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; ``empty`` is what to say where there is none, which is an answer too."""

    id: str
    heading: str
    lines: tuple[Line, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody to call: who, the number, when.

    Parameters
    ----------
    who, number, note : str
    kind : str
        ``crisis``, ``emergency`` or ``service``.
    how : str
        ``call``, or ``text`` where the number is written to.
    """

    who: str
    number: str
    note: str = ""
    kind: str = "service"
    how: str = "call"


@dataclass(frozen=True, slots=True)
class PersonText:
    """The page for the person: a clear next step, its reasons, what is not known.

    Parameters
    ----------
    urgency : Urgency
    headline : str
        One of the five fixed wordings; never the name of a disease.
    where_to_go, by_when : str
    contacts : tuple of ContactLine
    crisis : Section or None
        Shown before everything else where thoughts of self-harm were told.
    why, measured, harmless, check, unknown : Section
        The five parts.
    sooner : Section
        "Go to emergency care if any of these appear"; in every level.
    next_steps, to_say, self_care : Section
        What to do next, words for the telephone, and (only at self-care and routine) what to try and when to look again.
    impact : Section
        What it does to the person's life, or that nobody asked.
    now_know, do_not_know, next_line : str
        The card of at most 60 words.
    based_on : Section
        What it rests on, the notice that it is not a diagnosis and was not reviewed.
    labels : mapping of str to str
        Words beside places and numbers that belong to no section.
    """

    urgency: Urgency
    headline: str
    where_to_go: str
    by_when: str
    contacts: tuple[ContactLine, ...]
    crisis: Section | None
    why: Section
    measured: Section
    harmless: Section
    check: Section
    unknown: Section
    impact: Section
    sooner: Section
    next_steps: Section
    to_say: Section
    self_care: Section
    now_know: str
    do_not_know: str
    next_line: str
    based_on: Section
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CauseTable:
    """One cause in three columns.

    Parameters
    ----------
    condition, name : str
    band : str
        In words.
    weight : float
        Natural log odds.
    urgency : Line
        How soon it is typically seen, which never changes the level of the case.
    prior : Line
        How the weight begins, in numbers.
    total : Line
        The weight as a sum of the numbers printed above, to be computed again by hand.
    speaks_for, speaks_against, missing : tuple of Line
    tests : tuple of Line
        What each test can and cannot tell here.
    held_back : str
        Why it may not stand first; empty if nothing holds it.
    """

    condition: str
    name: str
    band: str
    weight: float
    urgency: Line
    prior: Line
    total: Line
    speaks_for: tuple[Line, ...]
    speaks_against: tuple[Line, ...]
    missing: tuple[Line, ...]
    tests: tuple[Line, ...]
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class ClinicianText:
    """One page of evidence in the order of the clinic.

    Parameters
    ----------
    urgency : Urgency
    headline : str
        The level in clinical words.
    person : Line
        Age, sex and setting.
    triage : Section
        Rules that hold with their facts, or why looking after it oneself is not offered.
    unanswered : Section
        Emergency signs that nobody answered, one a line; never read as "no".
    opening : Section
        Frequency, duration, what comes with it: always three lines, "not asked" where nobody asked.
    findings : tuple of Section
        History, examination, recordings, tests in clinic order; positives and telling negatives.
    not_known : Section
        "Not asked", "not examined", "not measured", each said as such.
    causes : tuple of CauseTable
    other_readings : Section
        Two causes at once; "none of these fits".
    next_tests : Section
    impact : Section
        How it affects the person, or that nobody asked.
    person_questions : Section
    sources : Section
    based_on : Section
    labels : mapping of str to str
        Words beside columns and numbers that belong to no section.
    """

    urgency: Urgency
    headline: str
    person: Line
    triage: Section
    unanswered: Section
    opening: Section
    findings: tuple[Section, ...]
    not_known: Section
    causes: tuple[CauseTable, ...]
    other_readings: Section
    next_tests: Section
    impact: Section
    person_questions: Section
    sources: Section
    based_on: Section
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overview:
    """Many cases in one table.

    Parameters
    ----------
    heading : str
    columns : tuple of str
    rows : tuple of tuple of str
    """

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
