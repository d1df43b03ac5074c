"""What every generator of a movement works with: the setting, the rhythm, the envelope and the finished motion.

A generator draws all its random numbers at once and gives functions of time, so that what happens does not depend on
when it is sampled. Times within an act run from 0 to its duration.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.simulation.jet import Jet, Values, ramp
from legato.simulation.limb import Pose
from legato.simulation.parameters import draw, draw_log
from legato.simulation.person import Person
from legato.simulation.stance import Stance
from legato.simulation.wander import Wander

__all__ = [
    "Drive",
    "Envelope",
    "Motion",
    "Part",
    "PhaseOf",
    "Rhythm",
    "Setting",
    "Stretch",
    "draw_rhythm",
    "make_roughness",
]

Part = Callable[[NDArray[np.float64], Pose], None]
PhaseOf = Callable[[NDArray[np.float64]], Jet]


@dataclass(frozen=True, slots=True)
class Setting:
    """In what an act takes place.

    Parameters
    ----------
    person : Person
    stance : Stance
        At the start of the act.
    duration_s : float
    outward : float
        1 for the left leg, -1 for the right.
    acts : bool
        False when the other leg does it.
    shared : numpy.random.Generator
        Gives both legs the same numbers.
    own : numpy.random.Generator
        Gives each leg its own.
    segment : str
        Segment that carries the sensor: shocks lose strength on their way to it.
    """

    person: Person
    stance: Stance
    duration_s: float
    outward: float
    acts: bool
    shared: np.random.Generator
    own: np.random.Generator
    segment: str = "shank"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of an act in which one kind of movement really takes place, times within the act.

    Parameters
    ----------
    start_s, end_s : float
    kind : MovementKind
    detail : str
    phase : callable or None
        Phase of the rhythm in rad, as a function of time.
    """

    start_s: float
    end_s: float
    kind: MovementKind
    detail: str = ""
    phase: PhaseOf | None = None


@dataclass(frozen=True, slots=True)
class Drive:
    """Activity of one muscle that drives the movement.

    Parameters
    ----------
    muscle : str
        ``tibialis``, ``calf`` or ``quadriceps``.
    activity : callable
        Activity from 0 to about 1 as a function of time.
    """

    muscle: str
    activity: Callable[[NDArray[np.float64]], Values]


@dataclass(slots=True)
class Motion:
    """A finished movement.

    Parameters
    ----------
    parts : list of callable
        Each adds its share to a pose.
    stretches : list of Stretch
        What happens when; the rest of the act is lying, sitting or standing quietly.
    movements : list of (float, float)
        Single movements within it (start, end), such as each jerk of a series.
    drives : list of Drive
    """

    parts: list[Part] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    movements: list[tuple[float, float]] = field(default_factory=list)
    drives: list[Drive] = field(default_factory=list)


class Rhythm:
    """Phase of a rhythm whose frequency wanders slowly and jitters from cycle to cycle.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float
    frequency_hz : float
        At the start.
    sd_hz : float
        Standard deviation of the slow wandering.
    jitter : float
        Standard deviation of the fast part, as a share of the frequency.
    knot_s : float
        Pace of the slow wandering.
    end_hz : float or None
        Frequency at the end where it slides evenly from one to the other.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        duration_s: float,
        frequency_hz: float,
        sd_hz: float,
        jitter: float = 0.0,
        knot_s: float = 2.0,
        end_hz: float | None = None,
    ) -> None:
        self._start_rad = float(rng.uniform(0.0, 2.0 * math.pi))
        self._frequency_hz = frequency_hz
        self._slope = 0.0 if end_hz is None else (end_hz - frequency_hz) / duration_s
        self._slow = Wander(rng, duration_s=duration_s, knot_s=knot_s, sd=sd_hz)
        self._fast = (
            Wander(rng, duration_s=duration_s, knot_s=0.8 / frequency_hz, sd=jitter * frequency_hz)
            if jitter
            else None
        )

    def phase(self, time_s: NDArray[np.float64]) -> Jet:
        """Give the phase in rad; its rate is 2 pi times the instantaneous frequency."""
        turns = self._slow.integral(time_s)
        if self._fast is not None:
            turns = turns + self._fast.integral(time_s)
        even = Jet(
            time_s * (self._frequency_hz + 0.5 * self._slope * time_s),
            self._frequency_hz + self._slope * time_s,
            self._slope,
        )
        return (turns + even) * (2.0 * math.pi) + self._start_rad


def draw_rhythm(
    rng: np.random.Generator,
    *,
    duration_s: float,
    frequency_hz: float,
    sd_hz: float,
    jitter_id: str = "cycle_jitter",
) -> Rhythm:
    """Draw a rhythm; jitter and pace of wandering come from the same ranges for all kinds that ``jitter_id`` serves.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s, frequency_hz, sd_hz : float
        As in ``Rhythm``; without wandering there is no jitter either.
    jitter_id : str
        Parameter that holds the range of the jitter.

    Returns
    -------
    Rhythm
    """
    jitter = draw(rng, jitter_id) * (sd_hz > 0)
    knot_s = float(rng.uniform(1.0, 3.0))
    return Rhythm(
        rng, duration_s=duration_s, frequency_hz=frequency_hz, sd_hz=sd_hz, jitter=jitter, knot_s=knot_s
    )


def make_roughness(
    rng: np.random.Generator,
    *,
    duration_s: float,
    pace_hz: float,
    size_rad: float,
    strength: Callable[[NDArray[np.float64]], Jet],
) -> Part:
    """Make what no smooth formula has: each cycle a little different, muscle and skin trembling along with the movement.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float
    pace_hz : float
        Hardly anything faster than 1.3 times this.
    size_rad : float
        Size of the movement; a share of it, drawn from one range for all kinds, is rough.
    strength : callable
        Envelope of the movement.

    Returns
    -------
    callable
        Part that adds to thigh, shank, foot, roll and yaw.
    """
    sd = size_rad * draw_log(rng, "roughness")
    names = ("thigh", "shank", "foot", "roll", "yaw")
    courses = [
        Wander(rng, duration_s=duration_s, knot_s=0.4 / pace_hz, sd=sd * share)
        for share in (0.8, 1.0, 1.0, 0.6, 0.4)
    ]

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        much = strength(time_s)
        shakes = {name: much * course.at(time_s) for name, course in zip(names, courses, strict=True)}
        if pose.base == "ankle":  # standing: the foot rests, and thigh and shank turn against each other
            shakes |= {"foot": Jet(0.0), "shank": (-0.9) * shakes["thigh"] + 0.1 * shakes["shank"]}
            shakes["roll"] = 0.2 * shakes["roll"]
        for name, shake in shakes.items():
            setattr(pose, name, getattr(pose, name) + shake)

    return part


class Envelope:
    """Strength of a movement over time: rises, waxes and wanes, falls.

    Parameters
    ----------
    rng : numpy.random.Generator
    start_s, end_s : float
        It is 0 before and after.
    rise_s, fall_s : float
        0 for a movement that is there from the first to the last sample.
    sd : float
        Standard deviation of its logarithm while it lasts.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        *,
        start_s: float,
        end_s: float,
        rise_s: float,
        fall_s: float,
        sd: float,
    ) -> None:
        length_s = end_s - start_s
        self._start_s, self._end_s = start_s, end_s
        self._rise_s = min(rise_s, 0.4 * length_s)
        self._fall_s = min(fall_s, 0.4 * length_s)
        self._wax = (
            Wander(rng, duration_s=end_s, knot_s=float(rng.uniform(0.7, 2.5)), sd=sd) if sd > 0 else None
        )

    def at(self, time_s: NDArray[np.float64]) -> Jet:
        """Give the strength, 1 in the middle of its spread."""
        gate = Jet(1.0)
        if self._rise_s > 0:
            gate = ramp(time_s, start_s=self._start_s, length_s=self._rise_s)
        if self._fall_s > 0:
            gate = gate * (1.0 - ramp(time_s, start_s=self._end_s - self._fall_s, length_s=self._fall_s))
        return gate if self._wax is None else gate * self._wax.at(time_s).exp()
