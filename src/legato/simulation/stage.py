"""From a plan to scenes: who stands where, what moves when, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from legato.errors import UsageError
from legato.model.interval import Interval
from legato.model.movement import MovementKind
from legato.model.recording import Side
from legato.simulation.act import Act
from legato.simulation.bounce import make_bounce, make_clonus
from legato.simulation.gait import make_cycling, make_gait
from legato.simulation.jerks import make_jerk, make_periodic_jerks
from legato.simulation.jet import Jet
from legato.simulation.limb import Felt, Pose, Spot, feel
from legato.simulation.motion import Motion, Part, Setting
from legato.simulation.parameters import draw
from legato.simulation.person import Person
from legato.simulation.quiet import make_background, make_change, make_fidgets, make_quiet
from legato.simulation.shaking import make_engine, make_seizure, make_shaking
from legato.simulation.stance import Stance, draw_stance, stance_name_for

__all__ = ["Scene", "compose", "feel_scene"]

_MAKERS: dict[MovementKind, Callable[[Act, Setting], Motion]] = {
    MovementKind.OFF_BODY: make_quiet,
    MovementKind.STILL: make_quiet,
    MovementKind.STANDING: make_quiet,
    MovementKind.WALKING: make_gait,
    MovementKind.RUNNING: make_gait,
    MovementKind.OTHER_MOVEMENT: make_fidgets,
    MovementKind.REST_SHAKING: make_shaking,
    MovementKind.POSTURAL_SHAKING: make_shaking,
    MovementKind.KINETIC_SHAKING: make_shaking,
    MovementKind.STANDING_SHAKING_SLOW: make_shaking,
    MovementKind.STANDING_SHAKING_FAST: make_shaking,
    MovementKind.FREEZING: make_shaking,
    MovementKind.HEEL_BOUNCE: make_bounce,
    MovementKind.CLONUS: make_clonus,
    MovementKind.JERK: make_jerk,
    MovementKind.PERIODIC_JERKS: make_periodic_jerks,
    MovementKind.SEIZURE_LIKE: make_seizure,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One act (or the change of posture before it) in its place in the recording.

    Parameters
    ----------
    span : Interval
    act : Act
    stance : Stance
        At its start.
    motion : Motion
    background : list of Part
    acts : bool
        False where the other leg does it.
    """

    span: Interval
    act: Act
    stance: Stance
    motion: Motion
    background: list[Part]
    acts: bool


def _motion_of(act: Act, setting: Setting) -> Motion:
    """Make the movement of one act on this leg."""
    if not setting.acts:
        return make_quiet(replace(act, kind=quiet_kind(setting.stance), detail=""), setting)
    if act.detail == "engine_vibration":
        return make_engine(act, setting)
    if act.detail == "cycling":
        return make_cycling(act, setting)
    if act.kind in _MAKERS:
        return _MAKERS[act.kind](act, setting)
    if act.kind is MovementKind.CANNOT_TELL and act.pair and act.pair[0] in _MAKERS:
        return _MAKERS[act.pair[0]](act, setting)
    raise UsageError(
        "This kind can't be acted",
        found=f"{act.kind.value}, detail '{act.detail}'",
        mend="use one of " + ", ".join(kind.value for kind in _MAKERS) + ", or cannot_tell with a pair",
        code="LEG-E504",
    )


def quiet_kind(stance: Stance) -> MovementKind:
    """Name the kind of a leg that does nothing in a stance."""
    return {"table": MovementKind.OFF_BODY, "standing": MovementKind.STANDING}.get(
        stance.name, MovementKind.STILL
    )


def compose(
    plan: Sequence[Act], *, person: Person, side: Side, seed: int, segment: str = "shank"
) -> list[Scene]:
    """Turn a plan into scenes.

    Parameters
    ----------
    plan : sequence of Act
        An act whose stance differs from the one before begins with a change of posture, within its own time.
    person : Person
    side : Side
    seed : int
        The same seed on the other side gives the other leg of the same person in the same minutes.
    segment : str
        Segment that carries the sensor.

    Returns
    -------
    list of Scene
        In order and without gaps.

    Raises
    ------
    UsageError
        If the plan is empty or holds a kind that can't be acted.
    """
    if not plan:
        raise UsageError("The plan is empty", mend="give at least one act", code="LEG-E505")
    outward = 1.0 if side is Side.LEFT else -1.0
    scenes: list[Scene] = []
    now_s, stance = 0.0, None
    for number_of_act, act in enumerate(plan):
        shared = np.random.default_rng([seed, person.seed, number_of_act, 0])
        own = np.random.default_rng([seed, person.seed, number_of_act, 1 if side is Side.LEFT else 2])
        current = "sitting" if stance is None else stance.name
        name = stance_name_for(act.kind, detail=act.detail, posture=act.posture, current=current)
        if act.kind is MovementKind.POSTURE_CHANGE and act.posture is None:
            name = {"standing": "sitting", "sitting": "standing"}.get(current, "sitting")
        after = stance
        if stance is None or name != stance.name or act.kind is MovementKind.POSTURE_CHANGE:
            after = draw_stance(person, name, rng=own, outward=outward)
        assert after is not None
        if act.kind is MovementKind.POSTURE_CHANGE and stance is None:
            stance = draw_stance(
                person, "sitting" if name != "sitting" else "standing", rng=own, outward=outward
            )
        left_s = act.duration_s
        acts = act.side in (Side.BOTH, Side.UNKNOWN, side)
        change_s = draw(shared, "posture.change_s")

        def setting_of(
            length_s: float,
            held: Stance,
            *,
            acts: bool = acts,
            shared: np.random.Generator = shared,
            own: np.random.Generator = own,
        ) -> Setting:
            return Setting(person, held, length_s, outward, acts, shared, own, segment)

        if stance is not None and after is not stance:
            is_all = act.kind is MovementKind.POSTURE_CHANGE
            change_s = left_s if is_all else min(change_s, 0.5 * left_s)
            setting = setting_of(change_s, stance)
            change = _change_act(act, stance, after)
            motion = make_change(change, setting, after=after)
            span = Interval(now_s, now_s + change_s)
            background = [] if "table" in (stance.name, after.name) else make_background(setting)
            scenes.append(Scene(span, change, stance, motion, background, acts=True))
            now_s, left_s = now_s + change_s, left_s - change_s
            if is_all:
                stance = after
                continue
        stance = after
        setting = setting_of(left_s, stance)
        motion = _motion_of(act, setting)
        span = Interval(now_s, now_s + left_s)
        background = make_background(setting) if act.has_background else []
        scenes.append(Scene(span, act, stance, motion, background, acts))
        now_s += left_s
    return scenes


def _change_act(act: Act, before: Stance, after: Stance) -> Act:
    """Name the change of posture that an act begins with."""
    if "table" in (before.name, after.name):
        detail = "put_down" if after.name == "table" else "put_on"
        return replace(act, kind=MovementKind.OTHER_MOVEMENT, detail=detail, pair=())
    return replace(act, kind=MovementKind.POSTURE_CHANGE, detail=f"{before.name}_to_{after.name}", pair=())


def feel_scene(scene: Scene, spot: Spot, time_s: NDArray[np.float64]) -> Felt:
    """Compute what the sensor feels in one scene.

    Parameters
    ----------
    scene : Scene
    spot : Spot
    time_s : ndarray of float64, shape (n_times,)
        Seconds since the start of the recording, ascending, within the scene.

    Returns
    -------
    Felt
    """
    held = scene.stance
    pose = Pose(
        pelvis=Jet(held.pelvis),
        thigh=Jet(held.thigh),
        shank=Jet(held.shank),
        foot=Jet(held.foot),
        roll=Jet(held.roll),
        yaw=Jet(held.yaw),
        base=held.base,
    )
    within_s = np.clip(time_s - scene.span.start_s, 0.0, scene.span.duration_s)
    for part in (*scene.background, *scene.motion.parts):
        part(within_s, pose)
    return feel(pose, spot, n_times=len(time_s))
