"""One simulated person: bones, habits and how the sensor was strapped on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.recording import Placement, Side
from legato.simulation.limb import Spot
from legato.simulation.parameters import draw, number

__all__ = ["SITES", "Person", "draw_person", "draw_rotation", "place_sensor"]

# Sites that the model can wear a sensor on, and the segment that carries it.
SITES: dict[Placement, str] = {
    Placement.FOOT: "foot",
    Placement.ANKLE: "shank",
    Placement.SHANK: "shank",
    Placement.THIGH: "thigh",
    Placement.POCKET: "thigh",
    Placement.LOWER_BACK: "pelvis",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Bones of one simulated person; everything else that is theirs is drawn from ``seed`` when it is needed.

    Parameters
    ----------
    code : str
        ``simulated person 7``.
    seed : int
    thigh_m, shank_m, foot_m : float
        Hip to knee, knee to ankle, heel to toe.
    ball_m, ankle_height_m : float
        Ankle to the ball of the foot along the floor, and height of the ankle above it.
    """

    code: str
    seed: int
    thigh_m: float
    shank_m: float
    foot_m: float
    ball_m: float
    ankle_height_m: float

    def rng(self, *purpose: int) -> np.random.Generator:
        """Give a generator for one purpose that is this person's own and always the same."""
        return np.random.default_rng([self.seed, *purpose])


def draw_person(seed: int) -> Person:
    """Draw a person.

    Parameters
    ----------
    seed : int
        At least 0; the same seed gives the same person.

    Returns
    -------
    Person
    """
    rng = np.random.default_rng([seed, 1])
    height_m = draw(rng, "body.height_m")
    foot_m = height_m * number("body.foot_of_height")
    return Person(
        code=f"simulated person {seed}",
        seed=seed,
        thigh_m=height_m * number("body.thigh_of_height") * float(rng.normal(1.0, 0.02)),
        shank_m=height_m * number("body.shank_of_height") * float(rng.normal(1.0, 0.02)),
        foot_m=foot_m,
        ball_m=foot_m * draw(rng, "body.ball_of_foot"),
        ankle_height_m=height_m * number("body.ankle_height_of_height"),
    )


def draw_rotation(rng: np.random.Generator) -> NDArray[np.float64]:
    """Draw a rotation evenly from all there are.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float64, shape (3, 3)
    """
    w, x, y, z = (q := rng.standard_normal(4)) / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def place_sensor(
    person: Person,
    placement: Placement,
    *,
    side: Side,
    rng: np.random.Generator,
    mounting: NDArray[np.float64] | None = None,
) -> Spot:
    """Strap a sensor on.

    Parameters
    ----------
    person : Person
    placement : Placement
        One of ``SITES``.
    side : Side
        Mirrors the place; any other than left counts as right.
    rng : numpy.random.Generator
        For the exact place and the turn of the box.
    mounting : ndarray of float64, shape (3, 3), or None
        Columns are the sensor's axes in the segment's axes; None draws any turn.

    Returns
    -------
    Spot

    Raises
    ------
    UsageError
        If the model has no such site.
    """
    if placement not in SITES:
        raise UsageError(
            "The simulated body has no such sensor site",
            found=placement.value,
            mend="use one of " + ", ".join(site.value for site in SITES),
            code="LEG-E503",
        )
    drawn = draw_rotation(rng)
    around = float(rng.uniform(-math.pi, math.pi))
    off_m = draw(rng, "site.off_axis_m")
    outward = 1.0 if side is Side.LEFT else -1.0
    if placement is Placement.LOWER_BACK:
        place = (-off_m - 0.04, 0.3 * off_m * math.sin(around), draw(rng, "site.lower_back_m"))
    elif placement is Placement.FOOT:
        place = (person.foot_m * draw(rng, "site.along.foot"), 0.2 * off_m * math.sin(around), -0.3 * off_m)
    else:
        length_m = person.shank_m if SITES[placement] == "shank" else person.thigh_m
        along = draw(rng, f"site.along.{placement.value}")
        place = (off_m * math.cos(around), outward * off_m * abs(math.sin(around)), -length_m * along)
    return Spot(
        segment=SITES[placement],
        place_m=place,
        mounting=drawn if mounting is None else mounting,
        thigh_m=person.thigh_m,
        shank_m=person.shank_m,
    )
