"""When to look again after a check, what an answer leads to, and when an old result no longer counts.

Nothing here lowers what a check has said. "Better" only sets the next date; "worse", and "the same" at the second date or
later, lead to the emergency signs again. How many days is knowledge and comes from the library.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from legato.knowledge.library import Library

__all__ = [
    "RecheckAnswer",
    "RecheckPlan",
    "RecheckStep",
    "after_answer",
    "expires_on",
    "is_expired",
    "plan_recheck",
]


class RecheckAnswer(StrEnum):
    """How it is, compared with the last check."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class RecheckStep(StrEnum):
    """What follows an answer: ``check_again`` the emergency signs and questions now, ``look_again`` on a later date."""

    CHECK_AGAIN = "check_again"
    LOOK_AGAIN = "look_again"


@dataclass(frozen=True, slots=True)
class RecheckPlan:
    """What is due for one finished check.

    Parameters
    ----------
    due_on : datetime.date
        When to look again.
    is_due : bool
        That date has come.
    number : int
        1 for the first time after the check, 2 for the second, and so on.
    expires_on : datetime.date
        From this day the result is old.
    is_expired : bool
    """

    due_on: datetime.date
    is_due: bool
    number: int
    expires_on: datetime.date
    is_expired: bool

    @property
    def lasts_until(self) -> datetime.date:
        """The last day on which the result counts."""
        return self.expires_on - datetime.timedelta(days=1)


def _days(library: Library, id_: str) -> datetime.timedelta:
    return datetime.timedelta(days=library.setting(f"recheck.{id_}"))


def expires_on(finished_on: datetime.date, *, library: Library) -> datetime.date:
    """Give the first day on which a result is old.

    Parameters
    ----------
    finished_on : datetime.date
    library : Library

    Returns
    -------
    datetime.date
    """
    return finished_on + _days(library, "result_lasts") + datetime.timedelta(days=1)


def is_expired(finished_on: datetime.date, *, today: datetime.date, library: Library) -> bool:
    """Tell whether a result is old.

    Parameters
    ----------
    finished_on, today : datetime.date
    library : Library

    Returns
    -------
    bool
    """
    return today >= expires_on(finished_on, library=library)


def plan_recheck(
    finished_on: datetime.date,
    *,
    answered_on: Sequence[datetime.date],
    next_on: datetime.date | None,
    today: datetime.date,
    library: Library,
) -> RecheckPlan:
    """Say when to look again after a check.

    Parameters
    ----------
    finished_on : datetime.date
        Day of the check.
    answered_on : sequence of datetime.date
        Days on which "better, the same or worse" was answered since then.
    next_on : datetime.date or None
        The date that the last answer set.
    today : datetime.date
    library : Library

    Returns
    -------
    RecheckPlan
    """
    due = next_on or finished_on + _days(library, "first_after")
    expiry = expires_on(finished_on, library=library)
    return RecheckPlan(due, today >= due, len(answered_on) + 1, expiry, today >= expiry)


def after_answer(
    answer: RecheckAnswer, *, finished_on: datetime.date, today: datetime.date, library: Library
) -> tuple[RecheckStep, datetime.date]:
    """Say what an answer leads to.

    Parameters
    ----------
    answer : RecheckAnswer
    finished_on : datetime.date
        Day of the check that it is compared with.
    today : datetime.date
    library : Library

    Returns
    -------
    RecheckStep, datetime.date
        The step, and the date to look again: today where the check is done again.

    Notes
    -----
    Source: the re-check of section 5 of the triage paper: at two weeks, and no better after four is seen by somebody.
    """
    second = finished_on + _days(library, "second_after")
    if answer is RecheckAnswer.WORSE or (answer is RecheckAnswer.SAME and today >= second):
        return RecheckStep.CHECK_AGAIN, today
    if today < second:
        return RecheckStep.LOOK_AGAIN, second
    return RecheckStep.LOOK_AGAIN, today + _days(library, "again_after")
