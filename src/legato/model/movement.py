"""What a leg can do in a window, and a stretch in which it does one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.interval import Interval

__all__ = ["INVOLUNTARY_SHAKING", "Bout", "MovementKind", "Posture"]


class MovementKind(StrEnum):
    """State of one window or bout; the ids stand in files and never change."""

    OFF_BODY = "off_body"
    NOT_ASSESSABLE = "not_assessable"
    STILL = "still"
    STANDING = "standing"
    POSTURE_CHANGE = "posture_change"
    WALKING = "walking"
    RUNNING = "running"
    OTHER_MOVEMENT = "other_movement"
    REST_SHAKING = "rest_shaking"
    POSTURAL_SHAKING = "postural_shaking"
    KINETIC_SHAKING = "kinetic_shaking"
    STANDING_SHAKING_SLOW = "standing_shaking_slow"
    STANDING_SHAKING_FAST = "standing_shaking_fast"
    HEEL_BOUNCE = "heel_bounce"
    CLONUS = "clonus"
    JERK = "jerk"
    PERIODIC_JERKS = "periodic_jerks"
    FREEZING = "freezing"
    SEIZURE_LIKE = "seizure_like"
    CANNOT_TELL = "cannot_tell"


INVOLUNTARY_SHAKING = frozenset(
    {
        MovementKind.REST_SHAKING,
        MovementKind.POSTURAL_SHAKING,
        MovementKind.KINETIC_SHAKING,
        MovementKind.STANDING_SHAKING_SLOW,
        MovementKind.STANDING_SHAKING_FAST,
        MovementKind.CLONUS,
        MovementKind.JERK,
        MovementKind.PERIODIC_JERKS,
        MovementKind.FREEZING,
        MovementKind.SEIZURE_LIKE,
    }
)


class Posture(StrEnum):
    """Posture as far as the segment's tilt and the task tell; ``upright``: standing or sitting can't be told apart."""

    LYING = "lying"
    SITTING = "sitting"
    STANDING = "standing"
    UPRIGHT = "upright"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bout:
    """Sustained stretch in one state, at one sensor.

    Parameters
    ----------
    span : Interval
        Seconds since the start of the recording.
    state : MovementKind
    sensor : str
    side : str
    detail : str
        Refinement of the state (``stairs``, ``cycling``, or the pair that could not be told apart); may be empty.
    runner_up : MovementKind or None
        Kind that the features speak for next.
    tell_apart : str
        What would tell the state and the runner-up apart.
    frequency_hz, amplitude_mps2, amplitude_dps, amplitude_mm : float or None
        None where the sensor can't give it or the bout has no rhythm.
    frequency_interval_hz : tuple of float or None
        95 % interval.
    reasons : tuple of str
        Features that decided, with numbers, strongest first.
    """

    span: Interval
    state: MovementKind
    sensor: str
    side: str
    detail: str = ""
    runner_up: MovementKind | None = None
    tell_apart: str = ""
    frequency_hz: float | None = None
    frequency_interval_hz: tuple[float, float] | None = None
    amplitude_mps2: float | None = None
    amplitude_dps: float | None = None
    amplitude_mm: float | None = None
    reasons: tuple[str, ...] = ()
