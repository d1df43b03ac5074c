"""Whole days of a worn sensor for the benchmark, made piece by piece so that memory stays small."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import TimeBase
from legato.simulation.act import Act
from legato.simulation.limb import Spot
from legato.simulation.parameters import numbers
from legato.simulation.person import draw_person, place_sensor
from legato.simulation.sensor import SensorModel, add_all_faults, draw_sensor
from legato.simulation.simulate import list_episodes, list_movements, provenance_of, track_frequency
from legato.simulation.stage import Scene, compose, feel_scene
from legato.simulation.truth import Truth

__all__ = ["day"]

_CHUNK = 1 << 14
_CLOCK_START_H = 8.0
_NIGHT_H = (23.0, 7.0)


def day(
    kind: str = "bench", *, hours: float = 24.0, seed: int = 0, sampling_rate_hz: float = 100.0
) -> tuple[Recording, Truth]:
    """Make a day (or a part, or several) of an ankle sensor, float32 in memory.

    Parameters
    ----------
    kind : str
        ``bench``: sitting, standing, walking, shaking, a sensor laid aside, and a night; starts at eight in the morning.
        ``all_shaking``: something shakes in every window.
    hours : float
    seed : int
    sampling_rate_hz : float

    Returns
    -------
    (Recording, Truth)
        Without true amplitudes.

    Raises
    ------
    UsageError
        If the kind is not one of the two.
    """
    plans = {"bench": _bench_plan, "all_shaking": _shaking_plan}
    if kind not in plans:
        raise UsageError("No such day", found=kind, mend="ask for bench or all_shaking", code="LEG-E510")
    rng = np.random.default_rng([seed, 19])
    person = draw_person(seed)
    plan = plans[kind](hours * 3600.0, rng)
    scenes = compose(plan, person=person, side=Side.RIGHT, seed=seed)
    spot = place_sensor(person, Placement.ANKLE, side=Side.RIGHT, rng=rng)
    n = math.floor(hours * 3600.0 * sampling_rate_hz)
    rows = np.empty((6, n), dtype=np.float32)
    model = draw_sensor(rng)
    for scene in scenes:
        _fill(rows, scene, spot=spot, model=model, rate_hz=sampling_rate_hz, rng=rng)
    time = TimeBase.regular(n, sampling_rate_hz=sampling_rate_hz)
    names = [
        (f"{prefix}_{axis}", kind_of, axis)
        for prefix, kind_of in (("accel", ChannelKind.ACCELERATION), ("gyro", ChannelKind.ANGULAR_VELOCITY))
        for axis in "xyz"
    ]
    channels = tuple(
        Channel(
            name,
            kind_of,
            axis,
            "right_ankle",
            ArraySamples(row),
            time,
            recorded_unit="m/s2" if "accel" in name else "rad/s",
        )
        for (name, kind_of, axis), row in zip(names, rows, strict=True)
    )
    recording = Recording(
        channels=channels,
        sensors=(Sensor("right_ankle", Placement.ANKLE, Side.RIGHT, channels),),
        provenance=replace(provenance_of(seed, person), source_name=f"simulated {kind} day"),
        duration_s=time.end_s,
        subject=person.code,
    )
    track = track_frequency(scenes, hours * 3600.0)
    movements = list_movements(scenes)
    truth = Truth(tuple(list_episodes(scenes)), *track, movements=movements, person=person.code)
    return recording, truth


def _fill(
    rows: NDArray[np.float32],
    scene: Scene,
    *,
    spot: Spot,
    model: SensorModel,
    rate_hz: float,
    rng: np.random.Generator,
) -> None:
    """Write one scene's samples."""
    n = rows.shape[1]
    first, behind = (min(n, math.ceil(t * rate_hz - 1e-6)) for t in (scene.span.start_s, scene.span.end_s))
    for start in range(first, behind, _CHUNK):
        stop = min(start + _CHUNK, behind)
        felt = feel_scene(scene, spot, np.arange(start, stop) / rate_hz)
        force, turn = add_all_faults(felt, model, sampling_rate_hz=rate_hz, rng=rng)
        rows[:3, start:stop], rows[3:, start:stop] = force, turn


def _cut(plan: list[Act], whole_s: float) -> list[Act]:
    """Cut a plan that is long enough to the asked length."""
    kept: list[Act] = []
    left_s = whole_s
    for act in plan:
        if left_s <= 0:
            break
        kept.append(replace(act, duration_s=min(act.duration_s, left_s)))
        left_s -= act.duration_s
    return kept


def _bench_plan(whole_s: float, rng: np.random.Generator) -> list[Act]:
    plan: list[Act] = []
    now_s = 0.0
    names = ("sit", "stand", "walk", "rest_tremor", "orthostatic", "bounce", "laid_aside", "clonus")
    shares = numbers("day.shares")
    while now_s < whole_s:
        clock_h = (_CLOCK_START_H + now_s / 3600.0) % 24.0
        is_night = clock_h >= _NIGHT_H[0] or clock_h < _NIGHT_H[1]
        doing = (
            str(rng.choice(("sleep", "periodic"), p=(0.65, 0.35)))
            if is_night
            else str(rng.choice(names, p=shares))
        )
        acts = _doing(doing, rng)
        plan += acts
        now_s += sum(act.duration_s for act in acts)
    return _cut(plan, whole_s)


def _doing(name: str, rng: np.random.Generator) -> list[Act]:
    """Give the acts of one thing to do."""
    much = float(rng.uniform(0.5, 1.6))
    if name == "sit":
        return [
            act
            for _ in range(int(rng.integers(3, 8)))
            for act in (
                Act(Kind.STILL, 75.0 * much, posture=Posture.SITTING),
                Act(
                    Kind.OTHER_MOVEMENT,
                    25.0 * much,
                    detail=str(rng.choice(("desk_work", "leg_crossing", ""))),
                    posture=Posture.SITTING,
                ),
            )
        ]
    if name == "sleep":
        return [
            Act(Kind.STILL, 1500.0 * much, posture=Posture.LYING),
            Act(Kind.POSTURE_CHANGE, 3.0, posture=Posture.LYING),
            Act(Kind.OTHER_MOVEMENT, 9.0, posture=Posture.LYING),
        ]
    simple = {
        "stand": Act(Kind.STANDING, 120.0 * much),
        "walk": Act(Kind.WALKING, 150.0 * much),
        "rest_tremor": Act(Kind.REST_SHAKING, 90.0 * much, posture=Posture.SITTING),
        "orthostatic": Act(Kind.STANDING_SHAKING_FAST, 60.0 * much),
        "bounce": Act(Kind.HEEL_BOUNCE, 75.0 * much),
        "laid_aside": Act(Kind.OFF_BODY, 1200.0 * much),
        "periodic": Act(Kind.PERIODIC_JERKS, 1500.0 * much),
        "clonus": Act(Kind.CLONUS, 9.0 * much, posture=Posture.SITTING),
    }
    return [simple[name]]


def _shaking_plan(whole_s: float, rng: np.random.Generator) -> list[Act]:
    plan: list[Act] = []
    now_s = 0.0
    while now_s < whole_s:
        length_s = float(rng.uniform(120.0, 600.0))
        for kind in (Kind.REST_SHAKING, Kind.HEEL_BOUNCE):
            plan.append(Act(kind, length_s, posture=Posture.SITTING, envelope_sd=0.15, rise_s=0.2))
            now_s += length_s
    return _cut(plan, whole_s)
