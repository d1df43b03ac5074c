"""How a leg is held when it does nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from legato.model.movement import MovementKind, Posture
from legato.simulation.parameters import draw, number
from legato.simulation.person import Person

__all__ = ["Stance", "draw_stance", "stance_name_for"]

# Kinds that exist in one stance only; every other kind is done in the posture that the person is in.
_NEEDED: dict[MovementKind, str] = {
    MovementKind.OFF_BODY: "table",
    MovementKind.STANDING: "standing",
    MovementKind.WALKING: "standing",
    MovementKind.RUNNING: "standing",
    MovementKind.POSTURAL_SHAKING: "leg_out",
    MovementKind.STANDING_SHAKING_SLOW: "standing",
    MovementKind.STANDING_SHAKING_FAST: "standing",
    MovementKind.HEEL_BOUNCE: "sitting",
    MovementKind.FREEZING: "standing",
    MovementKind.PERIODIC_JERKS: "lying",
}


@dataclass(frozen=True, slots=True)
class Stance:
    """Resting angles of a leg, rad, as in ``limb.Pose``.

    Parameters
    ----------
    name : str
        ``lying``, ``sitting``, ``leg_out``, ``standing`` or ``table``.
    pelvis, thigh, shank, foot, roll, yaw : float
    """

    name: str
    pelvis: float
    thigh: float
    shank: float
    foot: float
    roll: float
    yaw: float = 0.0

    @property
    def base(self) -> str:
        """Joint that stays where it is: the ankle while standing, else the hip."""
        return "ankle" if self.name == "standing" else "hip"

    @property
    def posture(self) -> Posture:
        """Posture of the person."""
        return {
            "lying": Posture.LYING,
            "sitting": Posture.SITTING,
            "leg_out": Posture.SITTING,
            "standing": Posture.STANDING,
        }.get(self.name, Posture.UNKNOWN)


def stance_name_for(kind: MovementKind, *, detail: str, posture: Posture | None, current: str) -> str:
    """Name the stance in which an act is done.

    Parameters
    ----------
    kind : MovementKind
    detail : str
    posture : Posture or None
        What the plan asks for.
    current : str
        Stance that the person is in.

    Returns
    -------
    str
    """
    if detail in ("cycling", "leg_out"):
        return {"cycling": "sitting"}.get(detail, detail)
    if kind is MovementKind.POSTURAL_SHAKING and posture is Posture.LYING:
        return "lying"
    if kind in _NEEDED and not (kind is MovementKind.PERIODIC_JERKS and posture is Posture.SITTING):
        return _NEEDED[kind]
    if posture is not None and posture.value in ("lying", "sitting", "standing"):
        return posture.value
    return "sitting" if current in ("leg_out", "table") else current


def draw_stance(person: Person, name: str, *, rng: np.random.Generator, outward: float) -> Stance:
    """Draw how this person holds a leg this time.

    Parameters
    ----------
    person : Person
        Whose habit gives the middle.
    name : str
        As in ``Stance.name``.
    rng : numpy.random.Generator
        For the difference of this time.
    outward : float
        1 for the left leg, -1 for the right: mirrors the roll.

    Returns
    -------
    Stance
    """
    if name == "table":
        faces = rng.integers(0, 4, 2) * (math.pi / 2.0)
        tilt = rng.normal(0.0, 0.02, 2)
        pitch = float(faces[0] + tilt[0])
        return Stance(name, pitch, pitch, pitch, pitch, float(faces[1] + tilt[1]))
    habit = person.rng(2, sum(map(ord, name)))
    again = rng.normal(0.0, number("posture.reseat_deg"), 5) * (0.3 if name == "standing" else 1.0)

    def angle(part: str, of: str = name) -> float:
        return draw(habit, f"posture.{of}.{part}_deg")

    thigh, shank = angle("thigh") + again[0], angle("shank") + again[1]
    pelvis = angle("pelvis", "sitting" if name == "leg_out" else name) + again[2]
    foot = angle("foot") + again[3] if name in ("lying", "leg_out") else 0.0
    roll = outward * (angle("roll") if name == "lying" else draw(habit, "posture.roll_deg"))
    roll = roll * (0.3 if name == "standing" else 1.0) + again[4]
    angles = [math.radians(float(x)) for x in (pelvis, thigh, shank, foot, roll)]
    return Stance(name, angles[0], angles[1], angles[2], angles[3], angles[4])
