"""Six different legs for the demo, each a few minutes of a sensible session. Nobody here is real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.person import draw_person
from legato.simulation.simulate import simulate_recording
from legato.simulation.truth import Truth

__all__ = ["DemoLeg", "demo_legs"]

_SIT, _STAND, _LIE = Posture.SITTING, Posture.STANDING, Posture.LYING


@dataclass(frozen=True, eq=False)
class DemoLeg:
    """One leg of the demo.

    Parameters
    ----------
    name : str
        ``demo person 1`` to ``demo person 6``.
    story : str
        One sentence for the reader.
    recording : Recording
    truth : Truth
    """

    name: str
    story: str
    recording: Recording
    truth: Truth


def _resting_tremor() -> list[Act]:
    shake: dict[str, Any] = {
        "frequency_hz": 4.7,
        "frequency_sd_hz": 0.15,
        "amplitude_dps": 34.0,
        "envelope_sd": 0.3,
    }
    return [
        Act(Kind.STILL, 18.0, posture=_SIT),
        Act(Kind.REST_SHAKING, 62.0, posture=_SIT, **shake),
        Act(Kind.OTHER_MOVEMENT, 8.0, posture=_SIT),
        Act(Kind.STILL, 12.0, posture=_SIT),
        Act(Kind.STANDING, 22.0),
        Act(Kind.WALKING, 28.0),
        Act(Kind.STILL, 9.0, posture=_SIT),
        Act(Kind.REST_SHAKING, 46.0, posture=_SIT, **shake),
    ]


def _heel_bounce() -> list[Act]:
    bounce: dict[str, Any] = {"frequency_hz": 5.6, "frequency_sd_hz": 0.12, "amplitude_dps": 62.0}
    return [
        Act(Kind.OTHER_MOVEMENT, 14.0, detail="desk_work", posture=_SIT),
        Act(Kind.HEEL_BOUNCE, 48.0, **bounce),
        Act(Kind.STILL, 10.0, detail="asked to stop", posture=_SIT),
        Act(Kind.HEEL_BOUNCE, 33.0, **bounce),
        Act(Kind.OTHER_MOVEMENT, 18.0, detail="leg_crossing", posture=_SIT),
        Act(Kind.HEEL_BOUNCE, 27.0, **bounce),
        Act(Kind.STILL, 10.0, posture=_SIT),
    ]


def _standing_tremor() -> list[Act]:
    shake: dict[str, Any] = {"frequency_hz": 15.6, "frequency_sd_hz": 0.06, "amplitude_dps": 8.0}
    return [
        Act(Kind.STILL, 40.0, posture=_SIT),
        Act(Kind.STANDING, 11.0),
        Act(Kind.STANDING_SHAKING_FAST, 64.0, **shake),
        Act(Kind.WALKING, 26.0),
        Act(Kind.STANDING, 8.0),
        Act(Kind.STANDING_SHAKING_FAST, 36.0, **shake),
        Act(Kind.STILL, 25.0, posture=_SIT),
    ]


def _clonus_and_jerks() -> list[Act]:
    quiet = Act(Kind.STILL, 11.0, posture=_SIT)
    beats = [
        Act(Kind.CLONUS, length_s, posture=_SIT, frequency_hz=6.1, amplitude_dps=70.0)
        for length_s in (4.0, 6.5, 9.0)
    ]
    jerk = Act(Kind.JERK, 1.4, detail="reflex", posture=_SIT)
    return [
        quiet, beats[0], quiet, beats[1], quiet, jerk, quiet, jerk, Act(Kind.STILL, 16.0, posture=_SIT), jerk, quiet,
        beats[2], quiet, Act(Kind.OTHER_MOVEMENT, 9.0, posture=_SIT), quiet,
    ]  # fmt: skip


def _freezing() -> list[Act]:
    return [
        Act(Kind.STILL, 10.0, posture=_SIT),
        Act(Kind.STANDING, 9.0),
        Act(Kind.WALKING, 24.0),
        Act(Kind.FREEZING, 9.0),
        Act(Kind.WALKING, 18.0),
        Act(Kind.FREEZING, 13.0),
        Act(Kind.WALKING, 16.0),
        Act(Kind.FREEZING, 6.5),
        Act(Kind.WALKING, 20.0),
        Act(Kind.STANDING, 10.0),
    ]


def _quiet() -> list[Act]:
    return [
        Act(Kind.STILL, 34.0, posture=_SIT),
        Act(Kind.STILL, 16.0, detail="leg_out", posture=_SIT),
        Act(Kind.STANDING, 32.0),
        Act(Kind.WALKING, 30.0),
        Act(Kind.STILL, 30.0, posture=_LIE),
        Act(Kind.OFF_BODY, 30.0),
    ]


def demo_legs(*, seed: int = 0, sampling_rate_hz: float = 100.0) -> tuple[DemoLeg, ...]:
    """Make the six legs of the demo.

    Parameters
    ----------
    seed : int
        Other seeds give other persons in the same sessions.
    sampling_rate_hz : float

    Returns
    -------
    tuple of DemoLeg
        Rest tremor, heel bounce, fast standing tremor, clonus and jerks, freezing of gait, and a leg that does nothing
        unusual; two to four minutes each, ankle, shank or thigh, left or right. The third was asked to stand up and stand,
        since a sensor on the shank can't tell sitting from standing, and the fourth to sit with the toes on the floor; the
        others were asked for nothing.
    """
    legs = (
        ("A leg that shakes at rest and stops when it is used.", _resting_tremor(), Placement.ANKLE, Side.RIGHT, Task.FREE),
        ("A heel that bounces at the desk and stops when asked to.", _heel_bounce(), Placement.THIGH, Side.LEFT, Task.FREE),
        ("Legs that tremble fast as soon as they stand, not while sitting.", _standing_tremor(), Placement.SHANK, Side.RIGHT, Task.STAND),
        ("Beats after stretching the calf, and a few single jerks.", _clonus_and_jerks(), Placement.ANKLE, Side.LEFT, Task.TOES_ON_FLOOR),
        ("Walking that freezes into trembling and goes on.", _freezing(), Placement.ANKLE, Side.LEFT, Task.FREE),
        ("A leg that does nothing unusual, then the sensor on a table.", _quiet(), Placement.ANKLE, Side.RIGHT, Task.FREE),
    )  # fmt: skip
    made = []
    for k, (story, plan, placement, side, task) in enumerate(legs):
        recording, truth = simulate_recording(
            plan,
            person=draw_person(seed * 101 + k + 1),
            placement=placement,
            side=side,
            sampling_rate_hz=sampling_rate_hz,
            seed=seed * 101 + k,
            task=task,
        )
        made.append(DemoLeg(f"demo person {k + 1}", story, recording, truth))
    return tuple(made)
