"""The medicines of a person: what was typed, which names are known, what of them reaches the assessment.

Nothing here advises to begin, stop or change a medicine. A misspelling is asked back and never taken for a medicine.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legato.app.forms import Form
from legato.inference.named_medicines import medicine_index
from legato.knowledge.library import Library
from legato.knowledge.medicine_search import Match, find_medicines
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.store.store import Store

__all__ = [
    "DATES",
    "LONGEST_NAME",
    "LONGEST_TEXT",
    "MOST_SHOWN",
    "TypedMedicine",
    "known_id",
    "medicine_texts",
    "medicines_of_check",
    "names_like",
    "read_medicine",
    "timing_notes",
]

DATES = ("started_on", "changed_on", "stopped_on")
LONGEST_NAME = 80
LONGEST_TEXT = 200
MOST_SHOWN = 8

_COUNTED_DAYS = 92
_LONG_TERM_DAYS = 60
_EARLIEST_YEAR = 1920
_MONTH = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# Answers about when a medicine and the shaking came together, by the code that the engine has for it.
_TIMING_QUESTION = "em_changes"
_TIMING_CODES = frozenset(
    {
        "trigger:new_medicine",
        "trigger:stopped_medicine",
        "drug:serotonergic_change_14d",
        "drug:dopamine_blocker_start_6w",
    }
)


@dataclass(frozen=True)
class TypedMedicine:
    """What stands in the fields of the page.

    Parameters
    ----------
    name, dose_text : str
    parts : mapping of str to str
        Day, month and year of each date as typed, by name of the field.
    dates : mapping of str to str or None
        ISO dates, ``2026-09`` or ``2026`` where the day or the month is not known; None where nothing was typed.
    faults : tuple of (str, str)
        Field, and id of the message.
    """

    name: str
    dose_text: str
    parts: Mapping[str, str]
    dates: Mapping[str, str | None]
    faults: tuple[tuple[str, str], ...] = ()

    def body(self, *, library: Library) -> dict[str, Any]:
        """Give the body of the item; a name that is known whole keeps the id of its record."""
        return {
            "name": self.name,
            "record_id": known_id(self.name, library=library),
            "dose_text": self.dose_text,
            **self.dates,
        }


def read_medicine(form: Form, *, today: datetime.date) -> TypedMedicine:
    """Read the page of one medicine; what cannot be is told beside its field.

    Parameters
    ----------
    form : Form
    today : datetime.date

    Returns
    -------
    TypedMedicine
    """
    faults: list[tuple[str, str]] = []
    name = form.text("name")
    if name == form.text("name_asked"):
        name = form.text("match") or name
    if not name:
        faults.append(("name", "check.medicine.fault.name"))
    elif len(name) > LONGEST_NAME:
        faults.append(("name", "check.medicine.fault.long"))
    dose_text = form.text("dose_text")
    if len(dose_text) > LONGEST_TEXT:
        faults.append(("dose_text", "check.medicine.fault.long"))
    parts = {
        f"{date}_{part}": form.text(f"{date}_{part}") for date in DATES for part in ("day", "month", "year")
    }
    dates: dict[str, str | None] = {}
    for date in DATES:
        dates[date], fault = _date(
            *(parts[f"{date}_{part}"] for part in ("year", "month", "day")), today=today
        )
        if fault:
            faults.append((f"{date}_day", fault))
    started, stopped = dates["started_on"], dates["stopped_on"]
    if not faults and started and stopped and stopped < started[: len(stopped)]:
        faults.append(("stopped_on_day", "check.medicine.fault.order"))
    return TypedMedicine(name, dose_text, parts, dates, tuple(faults))


def _date(year: str, month: str, day: str, *, today: datetime.date) -> tuple[str | None, str]:
    """Read a date of which the day, or day and month, may be left open; give it and the id of a fault."""
    if not (year or month or day):
        return None, ""
    if not year or (day and not month) or not all(one.isdecimal() for one in (year, month, day) if one):
        return None, "check.medicine.fault.date"
    try:
        whole = datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None, "check.medicine.fault.date"
    if whole > today or whole.year < _EARLIEST_YEAR:
        return None, "check.medicine.fault.when"
    return whole.isoformat()[: 10 if day else 7 if month else 4], ""


def known_id(name: str, *, library: Library) -> str | None:
    """Give the id of the medicine record that a whole name stands for; None where it is not known.

    Parameters
    ----------
    name : str
    library : Library

    Returns
    -------
    str or None
    """
    found = find_medicines(name, medicines=medicine_index(library))
    return next((one.id for one in found if one.kind == "exact"), None)


def names_like(typed: str, *, library: Library) -> list[Match]:
    """Find names of medicines for what was typed so far.

    Parameters
    ----------
    typed : str
    library : Library

    Returns
    -------
    list of Match
        The surest first; at most eight.
    """
    found = find_medicines(typed[:LONGEST_NAME], medicines=medicine_index(library))
    return found[:MOST_SHOWN]


def medicines_of_check(check: KeptItem, *, store: Store) -> list[KeptItem]:
    """Give the medicines that a check names, in their order.

    Parameters
    ----------
    check : KeptItem
    store : Store

    Returns
    -------
    list of KeptItem
    """
    found = (store.get(str(id_)) for id_ in check.body.get("medicines", ()))
    return [
        one
        for one in found
        if one is not None
        and not one.is_deleted
        and one.kind is ItemKind.MEDICINE
        and one.person == check.person
    ]


def medicine_texts(check: KeptItem, *, store: Store, today: datetime.date) -> dict[str, tuple[str, ...]]:
    """Give the texts of a case: the names as ``medications``, and what was written beside them.

    Parameters
    ----------
    check : KeptItem
    store : Store
    today : datetime.date

    Returns
    -------
    dict of str to tuple of str
        Empty where no medicine was named. A medicine that was stopped counts as long as the questions count it: three
        months; later it stands there as stopped.
    """
    items = medicines_of_check(check, store=store)
    if not items:
        return {}
    notes = tuple(text for one in items if (text := str(one.body.get("dose_text") or "")))
    texts = {"medications": tuple(_line(one.body, today=today) for one in items)}
    return {**texts, "medication_notes": notes} if notes else texts


def _line(body: Mapping[str, Any], *, today: datetime.date) -> str:
    """Write one medicine as a line of a list; the words beside the name are those that the engine reads."""
    name = str(body.get("name", ""))
    stopped, started = _first_day(body.get("stopped_on")), _first_day(body.get("started_on"))
    if stopped and (today - stopped).days > _COUNTED_DAYS:
        return f"{name}, stopped"
    if started and (today - started).days > _LONG_TERM_DAYS:
        return f"{name}, for months"
    return name


def _first_day(text: object) -> datetime.date | None:
    """Give the first day that a date with an open end may mean."""
    found = _MONTH.fullmatch(str(text or "")[:10])
    return datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None


def timing_notes(state: InterviewState, *, library: Library) -> tuple[str, ...]:
    """Give what the person said about a medicine and the time when the shaking began, in the words of the question.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    tuple of str
    """
    answer, question = state.answers.get(_TIMING_QUESTION), library.questions.get(_TIMING_QUESTION)
    if answer is None or question is None:
        return ()
    return tuple(
        one.text
        for one in question.options
        if one.id in answer.choices and not _TIMING_CODES.isdisjoint(one.present)
    )
