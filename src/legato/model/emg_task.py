"""What the person was asked to do in a session of the tremor laboratory, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from legato.errors import InputError
from legato.model.interval import Interval

__all__ = ["TAP_RATES_HZ", "EmgTask", "EmgTaskKind", "tasks_of_kind"]


class EmgTaskKind(StrEnum):
    """What was asked for; the ids stand in task files and never change."""

    REST = "rest"
    POSTURE = "posture"
    LOAD = "load"  # the posture again, with a weight
    ACTION = "action"
    COUNT = "count"  # counting backwards, everything else as at rest
    TAP_1HZ = "tap_1hz"  # the opposite limb taps to a metronome
    TAP_3HZ = "tap_3hz"
    TAP_5HZ = "tap_5hz"
    BALLISTIC = "ballistic"  # quick movements of the opposite limb on a cue
    STRETCH = "stretch"  # a quick stretch of the calf, held
    SIT = "sit"
    STAND = "stand"
    LEAN = "lean"  # standing, part of the weight on the hands
    WALK = "walk"
    SIT_TEST = "sit_test"  # the suggested immobilisation test


# What the metronome beats in each tapping task: the meaning of its id, no threshold.
TAP_RATES_HZ: dict[EmgTaskKind, float] = {
    EmgTaskKind.TAP_1HZ: 1.0,
    EmgTaskKind.TAP_3HZ: 3.0,
    EmgTaskKind.TAP_5HZ: 5.0,
}


@dataclass(frozen=True, slots=True)
class EmgTask:
    """One task of a session.

    Parameters
    ----------
    kind : EmgTaskKind
    span : Interval
        Seconds since the start of the recording.
    limb : str
        Which limb tapped, moved or was stretched, as the file says; empty where nothing says.
    load_kg : float or None
        The added weight; None where there was none, or nothing says how much.
    muscle : str
        As the file says; empty where nothing says.

    Raises
    ------
    InputError
        If the task takes no time, or the weight is none.
    """

    kind: EmgTaskKind
    span: Interval
    limb: str = ""
    load_kg: float | None = None
    muscle: str = ""

    def __post_init__(self) -> None:
        """Refuse a task without a duration and a weight that is none."""
        if not self.span.duration_s > 0:
            raise InputError(
                f"The task '{self.kind.value}' takes no time",
                found=f"{self.span.start_s:g} to {self.span.end_s:g} s",
                mend="give the time at which it ended, or how long it took",
                code="LEG-E960",
            )
        if self.load_kg is not None and not self.load_kg > 0:
            raise InputError(
                "An added weight must be above 0 kg",
                where=self.kind.value,
                found=f"{self.load_kg:g} kg",
                mend="leave it empty where no weight was added",
                code="LEG-E961",
            )


def tasks_of_kind(tasks: Iterable[EmgTask], *kinds: EmgTaskKind) -> tuple[EmgTask, ...]:
    """Give the tasks of some kinds, in order of time.

    Parameters
    ----------
    tasks : iterable of EmgTask
    *kinds : EmgTaskKind

    Returns
    -------
    tuple of EmgTask
        Empty where none was done.
    """
    return tuple(sorted((task for task in tasks if task.kind in kinds), key=lambda task: task.span))
