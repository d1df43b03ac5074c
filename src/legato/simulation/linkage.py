"""Closed chains: two bones between a hip that stays and an ankle that is led along a path."""

from __future__ import annotations

import math

from legato.simulation.jet import Jet
from legato.simulation.person import Person
from legato.simulation.stance import Stance

__all__ = ["lift_on_ball", "reach_ankle"]


def reach_ankle(person: Person, x: Jet, z: Jet) -> tuple[Jet, Jet]:
    """Give the angles of thigh and shank that bring the ankle to a place.

    Parameters
    ----------
    person : Person
    x, z : Jet
        Place of the ankle seen from the hip, forward and up, m; within reach of the leg.

    Returns
    -------
    (Jet, Jet)
        Angle of the thigh and of the shank, rad, knee bent forward.
    """
    thigh, shank = person.thigh_m, person.shank_m
    square = x * x + z * z
    reach = square.sqrt()
    r = reach.value
    inverse = reach.through(1.0 / r, -1.0 / (r * r), 2.0 / (r * r * r))
    opening = ((square + (thigh**2 - shank**2)) * inverse * (0.5 / thigh)).arccos()
    thigh_angle = x.arctan2((-1.0) * z) + opening
    knee_x, knee_down = thigh * thigh_angle.sin(), thigh * thigh_angle.cos()
    return thigh_angle, (x - knee_x).arctan2((-1.0) * (z + knee_down))


def lift_on_ball(person: Person, foot: Jet, *, stance: Stance) -> tuple[Jet, Jet]:
    """Give the angles of thigh and shank when a seated foot turns about its ball on the floor.

    Parameters
    ----------
    person : Person
    foot : Jet
        Angle of the foot, rad; below 0 with the heel up.
    stance : Stance
        With the foot flat.

    Returns
    -------
    (Jet, Jet)
        Thigh and shank, rad.

    Notes
    -----
    Hip and ball stay where they are: the ankle moves on a circle about the ball, and two bones of fixed length reach it.
    """
    thigh, shank, ball, high = person.thigh_m, person.shank_m, person.ball_m, person.ankle_height_m
    ball_x = thigh * math.sin(stance.thigh) + shank * math.sin(stance.shank) + ball
    ball_z = -thigh * math.cos(stance.thigh) - shank * math.cos(stance.shank) - high
    cos, sin = foot.cos(), foot.sin()
    x = ball_x + (-ball) * cos + (-high) * sin
    z = ball_z + (-ball) * sin + high * cos
    return reach_ankle(person, x, z)
