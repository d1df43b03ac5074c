"""The tasks that a person can record at home, in their order, with what speaks against one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from legato.knowledge.library import Library
from legato.model.facts import Facts

__all__ = ["BATTERY", "HomeTask", "home_tasks", "task_named"]

BATTERY = ("table", "rest", "count", "leg_out", "stand")
_OPTIONAL = ("stop", "toes_on_floor", "toe_tap", "weight", "free")
_SKIP_FIRST = frozenset({"stand", "weight"})
_WITHOUT_RECORD = frozenset({"table", "free"})


@dataclass(frozen=True, slots=True)
class HomeTask:
    """One task.

    Parameters
    ----------
    id : str
        As a recording names it.
    duration_s : int
    is_optional : bool
        Offered after the others.
    has_skip_first : bool
        Leaving it out is offered before doing it.
    against : tuple of str
        Codes that the person told and that speak against it; with one of them it is not offered.
    """

    id: str
    duration_s: int
    is_optional: bool
    has_skip_first: bool
    against: tuple[str, ...] = ()


def home_tasks(library: Library, *, facts: Facts | None = None) -> tuple[HomeTask, ...]:
    """Give all tasks for this person.

    Parameters
    ----------
    library : Library
    facts : Facts or None
        What was told; None where nobody was asked.

    Returns
    -------
    tuple of HomeTask
    """
    present = facts.present if facts is not None else frozenset()
    return tuple(_task(one, library=library, present=present) for one in (*BATTERY, *_OPTIONAL))


def task_named(id_: str, *, library: Library, facts: Facts | None = None) -> HomeTask | None:
    """Give one task; None where there is none of that name.

    Parameters
    ----------
    id_ : str
    library : Library
    facts : Facts or None

    Returns
    -------
    HomeTask or None
    """
    return next((one for one in home_tasks(library, facts=facts) if one.id == id_), None)


def _task(id_: str, *, library: Library, present: Collection[str]) -> HomeTask:
    excluded = () if id_ in _WITHOUT_RECORD else library.by_id("recording_task")[id_]["excluded_if"]
    return HomeTask(
        id=id_,
        duration_s=int(library.setting(f"record.home_{id_}_s")),
        is_optional=id_ in _OPTIONAL,
        has_skip_first=id_ in _SKIP_FIRST,
        against=tuple(code for code in excluded if code in present),
    )
