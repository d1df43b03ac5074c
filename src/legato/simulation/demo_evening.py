"""One evening and six weeks of an invented person: the recordings of a battery at home, and days of a diary."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Placement, Recording, Side, Task
from legato.simulation.act import Act
from legato.simulation.device import Device
from legato.simulation.person import draw_person
from legato.simulation.sensor import SensorModel
from legato.simulation.simulate import simulate_recording

__all__ = ["DemoTask", "demo_battery", "demo_days"]

_SIT = Posture.SITTING
_PHONE_RATE_HZ = 60.0
_SEED = 7


@dataclass(frozen=True, eq=False)
class DemoTask:
    """One task of the battery with its recording.

    Parameters
    ----------
    task : Task
    recording : Recording
        As a phone in the sock would make it: 60 samples a second, coarse steps.
    """

    task: Task
    recording: Recording


def _plans() -> Mapping[Task, list[Act]]:
    shake: dict[str, Any] = {
        "frequency_hz": 4.9,
        "frequency_sd_hz": 0.45,
        "amplitude_dps": 30.0,
        "envelope_sd": 0.35,
    }
    less = {**shake, "amplitude_dps": 16.0}
    held: dict[str, Any] = {"frequency_hz": 8.6, "frequency_sd_hz": 0.3, "amplitude_dps": 7.0}
    return {
        Task.REST: [
            Act(Kind.STILL, 12.0, posture=_SIT),
            Act(Kind.REST_SHAKING, 22.0, posture=_SIT, **shake),
            Act(Kind.STILL, 9.0, posture=_SIT),
            Act(Kind.REST_SHAKING, 17.0, posture=_SIT, **shake),
        ],
        Task.COUNT: [
            Act(Kind.STILL, 22.0, posture=_SIT),
            Act(Kind.REST_SHAKING, 8.0, posture=_SIT, **less),
        ],
        Task.LEG_OUT: [
            Act(Kind.STILL, 4.0, posture=_SIT),
            Act(Kind.POSTURAL_SHAKING, 26.0, posture=_SIT, **held),
        ],
        Task.STAND: [Act(Kind.STANDING, 30.0)],
    }


def demo_battery() -> tuple[DemoTask, ...]:
    """Make the recordings of one evening.

    Returns
    -------
    tuple of DemoTask
        Sitting relaxed, sitting and counting, one leg out, standing; right shank.
    """
    phone = Device(sensor=SensorModel(), jitter_ms=1.2, mounting=np.eye(3))
    made = []
    for k, (task, plan) in enumerate(_plans().items()):
        recording, _ = simulate_recording(
            plan,
            person=draw_person(_SEED),
            placement=Placement.SHANK,
            side=Side.RIGHT,
            sampling_rate_hz=_PHONE_RATE_HZ,
            seed=_SEED * 100 + k,
            device=phone,
            task=task,
        )
        made.append(DemoTask(task, recording))
    return tuple(made)


def demo_days(told: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, ...]:
    """Draw the days of the diary, the oldest first.

    Parameters
    ----------
    told : mapping
        The part ``diary`` of the file beside.

    Returns
    -------
    tuple of (mapping or None)
        The body of an entry, its drinks without their caffeine; None for a day that nobody recorded.
    """
    dice = random.Random(_SEED)
    days: list[Mapping[str, Any] | None] = []
    for k in range(int(told["days"])):
        sleep_h = round(dice.gauss(told["sleep_h"]["base"], told["sleep_h"]["spread"]) * 2) / 2
        coffees = dice.randint(told["coffees"]["low"], told["coffees"]["high"])
        worry_base = told["worry"]["base"] + told["worry"]["trend_per_week"] * k / 7
        worry = _scale(dice.gauss(worry_base, told["worry"]["spread"]))
        part = told["shaking"]
        mean = (
            part["base"]
            + part["per_coffee_after_two"] * (coffees - 2)
            + part["per_hour_short_sleep"] * max(0.0, 6.5 - sleep_h)
            + part["per_worry"] * (worry - 4)
        )
        shaking = _scale(dice.gauss(mean, part["spread"]))
        body = {
            "shaking": shaking,
            "worry": worry,
            "sleep_h": sleep_h,
            "caffeine": [{"drink": "coffee", "count": coffees}],
            "medicine_taken": True,
        }
        days.append(
            None
            if k in told["missing"]
            else body | ({"is_backfilled": True} if k in told["backfilled"] else {})
        )
    return tuple(days)


def _scale(value: float) -> int:
    return max(0, min(10, round(value)))
