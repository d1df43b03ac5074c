"""What is still to come for a person: when to look again, the next appointment, the goal, whether today was written down.

The start page and the pages of the diary show it as cards. Nothing here lowers what a check has said.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from legato.app.desk import Desk
from legato.model.kept import ItemKind, KeptItem
from legato.tracking.recheck import RecheckPlan, plan_recheck

__all__ = [
    "Appointment",
    "FollowUp",
    "Goal",
    "appointment_of",
    "appointments_of",
    "follow_up_of",
    "goal_of",
    "last_check",
    "plan_of",
    "recheck_id",
]


@dataclass(frozen=True, slots=True)
class Appointment:
    """A visit that is booked or was.

    Parameters
    ----------
    item : KeptItem
    on : datetime.date
    time, with_whom, why : str
        In own words; may be empty.
    plan : str or None
        What was agreed, in own words; None where nobody told yet.
    is_past : bool
        The day is over or the plan was told.
    """

    item: KeptItem
    on: datetime.date
    time: str
    with_whom: str
    why: str
    plan: str | None
    is_past: bool

    @property
    def waits_for_plan(self) -> bool:
        """Tell whether the day has come and nobody wrote how it went."""
        return self.is_past and self.plan is None


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person wants to be able to do.

    Parameters
    ----------
    item : KeptItem
    text : str
    ratings : tuple of (datetime.date, float)
        From 0 to 10, in order.
    """

    item: KeptItem
    text: str
    ratings: tuple[tuple[datetime.date, float], ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All that waits.

    Parameters
    ----------
    check : KeptItem or None
        The last finished check.
    plan : RecheckPlan or None
        None without a finished check.
    upcoming : tuple of Appointment
    to_tell : tuple of Appointment
        Those that are over and wait for "how did it go".
    goal : Goal or None
    entries_today : int
    """

    check: KeptItem | None
    plan: RecheckPlan | None
    upcoming: tuple[Appointment, ...]
    to_tell: tuple[Appointment, ...]
    goal: Goal | None
    entries_today: int


def follow_up_of(desk: Desk, *, person: str) -> FollowUp:
    """Gather what waits for a person.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    FollowUp
    """
    check = last_check(desk, person=person)
    today = desk.today()
    booked = appointments_of(desk, person=person)
    day = today.isoformat()
    return FollowUp(
        check,
        plan_of(desk, check) if check else None,
        tuple(one for one in booked if not one.is_past),
        tuple(one for one in booked if one.waits_for_plan),
        goal_of(desk, person=person),
        len(desk.store.items(ItemKind.DIARY, person=person, first_day=day, last_day=day)),
    )


def last_check(desk: Desk, *, person: str) -> KeptItem | None:
    """Give the check that was finished last.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    KeptItem or None
    """
    done = [one for one in desk.store.items(ItemKind.CHECK, person=person) if one.body.get("finished_on")]
    return max(done, key=lambda one: (str(one.body["finished_on"]), one.made_at), default=None)


def recheck_id(check: KeptItem) -> str:
    """Give the id of the item that holds the answers after a check.

    Parameters
    ----------
    check : KeptItem

    Returns
    -------
    str
    """
    return f"recheck-{check.id}"


def plan_of(desk: Desk, check: KeptItem) -> RecheckPlan:
    """Say when to look again after a check.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
        A finished one.

    Returns
    -------
    RecheckPlan
    """
    kept = desk.store.get(recheck_id(check))
    answers = [] if kept is None or kept.is_deleted else list(kept.body.get("answers", ()))
    next_on = answers[-1].get("next_on") if answers else None
    return plan_recheck(
        datetime.date.fromisoformat(str(check.body["finished_on"])[:10]),
        answered_on=[datetime.date.fromisoformat(str(one["on"])) for one in answers],
        next_on=datetime.date.fromisoformat(str(next_on)) if next_on else None,
        today=desk.today(),
        library=desk.library(),
    )


def appointments_of(desk: Desk, *, person: str) -> tuple[Appointment, ...]:
    """Give the appointments of a person, by day.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    tuple of Appointment
    """
    today = desk.today()
    made = [
        appointment_of(item, today=today) for item in desk.store.items(ItemKind.APPOINTMENT, person=person)
    ]
    return tuple(sorted(made, key=lambda one: (one.on, one.time, one.item.made_at)))


def appointment_of(item: KeptItem, *, today: datetime.date) -> Appointment:
    """Read one appointment.

    Parameters
    ----------
    item : KeptItem
    today : datetime.date

    Returns
    -------
    Appointment
    """
    on = datetime.date.fromisoformat(str(item.body["on"])[:10])
    plan = item.body.get("plan")
    return Appointment(
        item,
        on,
        str(item.body.get("time") or ""),
        str(item.body.get("with_whom") or ""),
        str(item.body.get("why") or ""),
        None if plan is None else str(plan),
        on < today or plan is not None,
    )


def goal_of(desk: Desk, *, person: str) -> Goal | None:
    """Give the goal of a person.

    Parameters
    ----------
    desk : Desk
    person : str

    Returns
    -------
    Goal or None
    """
    items = desk.store.items(ItemKind.GOAL, person=person)
    if not items:
        return None
    item = items[-1]
    ratings = tuple(
        (datetime.date.fromisoformat(str(one["day"])), float(one["value"]))
        for one in item.body.get("ratings", ())
    )
    return Goal(item, str(item.body.get("text", "")), ratings)
