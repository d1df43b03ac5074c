"""From the angles of a leg to what a sensor on it feels.

A leg is a chain of stiff segments that turn about the hip and knee and ankle within the leg's plane; the plane itself
rolls (leg to the side) and yaws (body turns). Specific force and angular velocity follow from the same angles: the
accelerometer feels tangential, centripetal and Coriolis acceleration, gravity, and the translation of the base.

Axes of a segment at rest while standing: x forward, y to the left, z up. Angles are absolute, in radians, and grow
when the far end swings forward (for the foot: toes up).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from legato.simulation.jet import ZERO, Jet, Values

__all__ = ["GRAVITY_MPS2", "Felt", "Pose", "Spot", "feel"]

GRAVITY_MPS2 = 9.80665  # standard gravity (exact by definition)


@dataclass(slots=True)
class Pose:
    """Angles of the leg over time.

    Parameters
    ----------
    pelvis, thigh, shank, foot : Jet
        Absolute angle within the leg's plane, rad.
    roll, yaw : Jet
        Turn of the leg's plane about the forward axis and about the vertical, rad.
    base : str
        Joint that the translation moves and the roll turns about: ``hip`` or ``ankle``.
    push_x, push_y, push_z : ndarray or float
        Acceleration of that joint in the heading frame (forward, left, up), m/s2.
    """

    pelvis: Jet = ZERO
    thigh: Jet = ZERO
    shank: Jet = ZERO
    foot: Jet = ZERO
    roll: Jet = ZERO
    yaw: Jet = ZERO
    base: str = "hip"
    push_x: Values = 0.0
    push_y: Values = 0.0
    push_z: Values = 0.0


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a sensor sits.

    Parameters
    ----------
    segment : str
        ``pelvis``, ``thigh``, ``shank`` or ``foot``.
    place_m : tuple of float
        From the segment's near joint, in the segment's axes, m.
    mounting : ndarray of float64, shape (3, 3)
        Columns are the sensor's axes in the segment's axes.
    thigh_m, shank_m : float
        Lengths of the segments of the chain, m.
    """

    segment: str
    place_m: tuple[float, float, float]
    mounting: NDArray[np.float64] = field(repr=False)
    thigh_m: float
    shank_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Felt:
    """What an ideal sensor feels.

    Parameters
    ----------
    specific_force : ndarray of float64, shape (3, n_times), m/s2
    angular_velocity : ndarray of float64, shape (3, n_times), rad/s
        Both in the sensor's axes.
    moving_accel : ndarray of float64, shape (3, n_times), m/s2
        Acceleration through space without gravity, in the leg's plane: its double integral is the displacement.
    gravity : ndarray of float64, shape (3, n_times), m/s2
        Gravity's share of the specific force, in the sensor's axes.
    """

    specific_force: NDArray[np.float64]
    angular_velocity: NDArray[np.float64]
    moving_accel: NDArray[np.float64]
    gravity: NDArray[np.float64]

    @classmethod
    def empty(cls, n_times: int) -> Felt:
        """Make room for so many times."""
        return cls(*(np.empty((3, n_times)) for _ in range(4)))

    def part(self, first: int, behind: int) -> Felt:
        """Give a view of the times ``first`` to ``behind`` (half open)."""
        rows = (self.specific_force, self.angular_velocity, self.moving_accel, self.gravity)
        return Felt(*(each[:, first:behind] for each in rows))


def _chain(pose: Pose, spot: Spot) -> list[tuple[Jet, float, float]]:
    """List the vectors (angle, x, z) that lead from the base to the sensor, within the plane."""
    thigh = (pose.thigh, 0.0, -spot.thigh_m)
    shank = (pose.shank, 0.0, -spot.shank_m)
    to_hip = [(shank[0], 0.0, spot.shank_m), (thigh[0], 0.0, spot.thigh_m)] if pose.base == "ankle" else []
    x, _, z = spot.place_m
    lead = {
        "pelvis": to_hip,
        "thigh": to_hip,
        "shank": to_hip[:1] if pose.base == "ankle" else [thigh],
        "foot": [] if pose.base == "ankle" else [thigh, shank],
    }[spot.segment]
    return [*lead, (getattr(pose, spot.segment), x, z)]


def _in_plane(chain: list[tuple[Jet, float, float]]) -> tuple[Values, ...]:
    """Give place, velocity and acceleration (x then z) of the end of the chain within the plane."""
    place_x: Values = 0.0
    place_z: Values = 0.0
    speed_x: Values = 0.0
    speed_z: Values = 0.0
    accel_x: Values = 0.0
    accel_z: Values = 0.0
    for angle, x, z in chain:
        s, c = np.sin(angle.value), np.cos(angle.value)
        now_x, now_z = x * c - z * s, x * s + z * c
        place_x, place_z = place_x + now_x, place_z + now_z
        speed_x, speed_z = speed_x - angle.rate * now_z, speed_z + angle.rate * now_x
        square = angle.rate * angle.rate
        accel_x = accel_x - angle.accel * now_z - square * now_x
        accel_z = accel_z + angle.accel * now_x - square * now_z
    return place_x, place_z, speed_x, speed_z, accel_x, accel_z


def _of_plane(roll: Jet, yaw: Jet) -> tuple[tuple[Values, ...], tuple[Values, ...], Values, Values]:
    """Give angular velocity and acceleration of the leg's plane in its own axes, and sine and cosine of the roll."""
    s, c = np.sin(roll.value), np.cos(roll.value)
    turn = (roll.rate, yaw.rate * s, yaw.rate * c)
    turn_rate = (
        roll.accel,
        yaw.accel * s + yaw.rate * roll.rate * c,
        yaw.accel * c - yaw.rate * roll.rate * s,
    )
    return turn, turn_rate, s, c


def feel(pose: Pose, spot: Spot, *, n_times: int) -> Felt:
    """Compute what an ideal sensor feels on a moving leg.

    Parameters
    ----------
    pose : Pose
    spot : Spot
    n_times : int
        Number of times at which the pose is given.

    Returns
    -------
    Felt

    Notes
    -----
    Source: rigid-body kinematics in a turning frame, ``a = A + q'' + dW/dt x q + W x (W x q) + 2 W x q'``; the
    accelerometer feels ``a - g`` in its own axes.
    """
    x, z, dx, dz, ddx, ddz = _in_plane(_chain(pose, spot))
    y = spot.place_m[1]
    (wx, wy, wz), (ax, ay, az), s, c = _of_plane(pose.roll, pose.yaw)
    dot = wx * x + wy * y + wz * z
    square = wx * wx + wy * wy + wz * wz
    accel_x = pose.push_x + ddx + ay * z - az * y + wx * dot - square * x + 2.0 * wy * dz
    accel_y = (
        pose.push_y * c
        + pose.push_z * s
        + az * x
        - ax * z
        + wy * dot
        - square * y
        + 2.0 * (wz * dx - wx * dz)
    )
    accel_z = (
        -pose.push_y * s + pose.push_z * c + ddz + ax * y - ay * x + wz * dot - square * z - 2.0 * wy * dx
    )
    angle: Jet = getattr(pose, spot.segment)
    cos, sin = np.cos(angle.value), np.sin(angle.value)
    lift_y, lift_z = accel_y + GRAVITY_MPS2 * s, accel_z + GRAVITY_MPS2 * c
    force = (accel_x * cos + lift_z * sin, lift_y, -accel_x * sin + lift_z * cos)
    turn = (wx * cos + wz * sin, wy - angle.rate, -wx * sin + wz * cos)
    return Felt(
        _mounted(force, spot.mounting, n_times),
        _mounted(turn, spot.mounting, n_times),
        _stacked((accel_x, accel_y, accel_z), n_times),
        _mounted((GRAVITY_MPS2 * c * sin, GRAVITY_MPS2 * s, GRAVITY_MPS2 * c * cos), spot.mounting, n_times),
    )


def _stacked(vector: tuple[Values, ...], n_times: int) -> NDArray[np.float64]:
    out = np.empty((3, n_times))
    for row, part in zip(out, vector, strict=True):
        row[:] = part
    return out


def _mounted(vector: tuple[Values, ...], mounting: NDArray[np.float64], n_times: int) -> NDArray[np.float64]:
    """Turn a vector from the segment's axes into the sensor's."""
    out = np.empty((3, n_times))
    for row, column in zip(out, mounting.T, strict=True):
        row[:] = vector[0] * column[0] + vector[1] * column[1] + vector[2] * column[2]
    return out
