"""What every leg does all the time, and what it does between movements: sway, heartbeat, fidgets, changes of posture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.simulation.act import Act
from legato.simulation.jet import Jet, ramp
from legato.simulation.limb import Pose
from legato.simulation.motion import Envelope, Motion, Part, Rhythm, Setting, Stretch
from legato.simulation.parameters import draw, draw_log, number
from legato.simulation.stance import Stance
from legato.simulation.wander import Wander

__all__ = ["make_background", "make_change", "make_fidgets", "make_quiet"]


def make_background(setting: Setting) -> list[Part]:
    """Make what goes on under every movement of a living leg.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    list of Part
        Empty for a sensor that lies on a table.
    """
    if setting.stance.name == "table":
        return []
    parts = [_physiological_tremor(setting), _heartbeat(setting)]
    parts.append(_sway(setting) if setting.stance.name == "standing" else _settling(setting))
    return parts


def _edge(setting: Setting) -> Envelope:
    """Make the gate that brings the background to rest where two acts meet."""
    return Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=0.25, fall_s=0.25, sd=0.0)


def _physiological_tremor(setting: Setting) -> Part:
    rng = setting.own
    name = "standing" if setting.stance.name in ("standing", "leg_out") else "rest"
    frequency_hz = draw(rng, "tremor.physiological_hz")
    size = math.radians(draw_log(rng, f"tremor.physiological_{name}_dps")) / (2.0 * math.pi * frequency_hz)
    rhythm = Rhythm(
        rng,
        duration_s=setting.duration_s,
        frequency_hz=frequency_hz,
        sd_hz=draw(rng, "tremor.physiological_sd_hz"),
        jitter=0.15,
        knot_s=0.35,
    )
    wax = Wander(rng, duration_s=setting.duration_s, knot_s=0.4, sd=0.5)
    shares = rng.normal(0.0, 0.5, 3) + np.array([0.5, 1.0, 1.0])
    if name == "standing" and setting.stance.name == "standing":
        shares[1] = -0.95 * shares[0]  # the trunk stays, the knee trembles
    gate = _edge(setting)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        wave = size * (gate.at(time_s) * wax.at(time_s).exp() * rhythm.phase(time_s).sin())
        pose.thigh = pose.thigh + float(shares[0]) * wave
        pose.shank = pose.shank + float(shares[1]) * wave
        if pose.base != "ankle":
            pose.foot = pose.foot + float(shares[2]) * wave

    return part


def _heartbeat(setting: Setting) -> Part:
    rng = setting.own
    rhythm = Rhythm(
        rng, duration_s=setting.duration_s, frequency_hz=draw(rng, "heart.rate_hz"), sd_hz=0.04, knot_s=4.0
    )
    push = draw_log(rng, "heart.push_mps2")
    ways = rng.normal(0.0, 1.0, 3)
    ways *= push / np.linalg.norm(ways)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        phase = np.asarray(rhythm.phase(time_s).value)
        wave = np.exp(12.0 * (np.cos(phase) - 1.0)) * np.cos(5.0 * phase)
        pose.push_x = pose.push_x + ways[0] * wave
        pose.push_y = pose.push_y + ways[1] * wave
        pose.push_z = pose.push_z + ways[2] * wave

    return part


def _sway(setting: Setting) -> Part:
    rng, whole_s = setting.own, setting.duration_s
    sd = math.radians(draw(rng, "sway.standing_deg"))
    lean = Wander(rng, duration_s=whole_s, knot_s=1.8, sd=sd)
    quick = Wander(rng, duration_s=whole_s, knot_s=0.35, sd=0.15 * sd)
    side = Wander(rng, duration_s=whole_s, knot_s=1.5, sd=0.6 * sd)
    knee = Wander(rng, duration_s=whole_s, knot_s=0.7, sd=math.radians(draw(rng, "sway.knee_deg")))
    gate = _edge(setting)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        still = gate.at(time_s)
        whole = still * (lean.at(time_s) + quick.at(time_s))
        bend = still * knee.at(time_s)
        pose.shank = pose.shank + whole + (-0.5) * bend
        pose.thigh = pose.thigh + whole + bend
        pose.pelvis = pose.pelvis + 0.8 * whole
        pose.roll = pose.roll + still * side.at(time_s)

    return part


def _settling(setting: Setting) -> Part:
    rng, whole_s = setting.own, setting.duration_s
    name = "lying" if setting.stance.name == "lying" else "seated"
    sd = math.radians(draw(rng, f"sway.{name}_deg"))
    drifts = [Wander(rng, duration_s=whole_s, knot_s=6.0, sd=sd) for _ in range(4)]
    gate = _edge(setting)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        still = gate.at(time_s)
        for name, drift in zip(("pelvis", "thigh", "shank", "roll"), drifts, strict=True):
            setattr(pose, name, getattr(pose, name) + still * drift.at(time_s))

    return part


def make_quiet(act: Act, setting: Setting) -> Motion:
    """Make nothing beyond the background: lying, sitting, standing quietly, or a sensor on a table.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    return Motion(stretches=[Stretch(0.0, setting.duration_s, act.kind, act.detail)])


def _pulse(time_s: NDArray[np.float64], *, start_s: float, up_s: float, hold_s: float, down_s: float) -> Jet:
    """Go there, stay, and come back."""
    there = ramp(time_s, start_s=start_s, length_s=up_s)
    return there + (-1.0) * ramp(time_s, start_s=start_s + up_s + hold_s, length_s=down_s)


def make_fidgets(act: Act, setting: Setting) -> Motion:
    """Make movements without a rhythm: fidgeting, crossing the legs, working at a desk.

    Parameters
    ----------
    act : Act
        ``detail`` may be ``leg_crossing`` or ``desk_work``; anything else fidgets.
    setting : Setting

    Returns
    -------
    Motion
    """
    rng, whole_s = setting.own, setting.duration_s
    name = "desk" if act.detail == "desk_work" else "fidget"
    n = max(2, int(rng.poisson(whole_s * draw(rng, f"{name}.rate_hz"))))
    starts = np.sort(rng.uniform(0.1, max(0.2, whole_s - 1.5), n))
    pulses = []
    for start_s in starts:
        up_s, down_s = draw_log(rng, "fidget.length_s"), draw_log(rng, "fidget.length_s")
        hold_s = float(rng.exponential(0.7))
        squeeze = min(1.0, (whole_s - start_s) / (up_s + hold_s + down_s) * 0.98)
        size = math.radians(draw_log(rng, f"{name}.size_deg"))
        ways = rng.normal(0.0, 1.0, 5) * np.array([0.6, 1.0, 1.0, 0.5, 0.4])
        pulses.append((float(start_s), up_s * squeeze, hold_s * squeeze, down_s * squeeze, size * ways))
    motion = Motion(stretches=[Stretch(0.0, whole_s, act.kind, act.detail)])

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        for start_s, up_s, hold_s, down_s, ways in pulses:
            first, behind = np.searchsorted(time_s, (start_s, start_s + up_s + hold_s + down_s))
            if behind <= first:
                continue
            course = _pulse(time_s, start_s=start_s, up_s=up_s, hold_s=hold_s, down_s=down_s)
            for part_name, way in zip(("thigh", "shank", "foot", "roll", "yaw"), ways, strict=True):
                setattr(pose, part_name, getattr(pose, part_name) + float(way) * course)

    motion.parts.append(part)
    for start_s, up_s, hold_s, down_s, _ in pulses:
        back_s = start_s + up_s + hold_s
        motion.movements += [(start_s, start_s + up_s), (back_s, back_s + down_s)]
    if act.detail == "leg_crossing":
        motion.movements = []  # crossed legs hang and swing: the whole stretch is another movement
        motion.parts.append(_crossing(setting))
    return motion


def _crossing(setting: Setting) -> Part:
    rng, whole_s = setting.own, setting.duration_s
    over_s = float(rng.uniform(0.7, 1.4))
    thigh, shank, roll = (
        math.radians(draw(rng, f"crossing.{part}_deg")) for part in ("thigh", "shank", "roll")
    )
    pump_hz = draw(rng, "crossing.pump_hz")
    pump = math.radians(float(rng.uniform(3.0, 9.0))) * (rng.random() < number("crossing.pump_share"))
    rhythm = Rhythm(rng, duration_s=whole_s, frequency_hz=pump_hz, sd_hz=0.15, jitter=0.05)
    wax = Envelope(rng, start_s=over_s, end_s=whole_s - over_s, rise_s=1.0, fall_s=1.0, sd=0.6)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        over = _pulse(
            time_s, start_s=0.0, up_s=over_s, hold_s=max(0.0, whole_s - 2.0 * over_s), down_s=over_s
        )
        swing = pump * (wax.at(time_s) * rhythm.phase(time_s).sin())
        pose.thigh = pose.thigh + thigh * over
        pose.shank = pose.shank + shank * over + swing
        pose.foot = pose.foot + 0.5 * shank * over + swing
        pose.roll = pose.roll + (-setting.outward * roll) * over

    return part


def make_change(act: Act, setting: Setting, *, after: Stance) -> Motion:
    """Make the way from one stance to another.

    Parameters
    ----------
    act : Act
    setting : Setting
    after : Stance
        Where it ends.

    Returns
    -------
    Motion
    """
    rng, whole_s, before = setting.shared, setting.duration_s, setting.stance
    names = ("pelvis", "thigh", "shank", "foot", "roll", "yaw")
    is_lift = "standing" in (before.name, after.name) and "sitting" in (before.name, after.name)
    lean = math.radians(float(rng.uniform(18.0, 40.0))) if is_lift else 0.0
    starts = rng.uniform(0.0, 0.15, 6) * whole_s
    lengths = whole_s - starts - rng.uniform(0.0, 0.15, 6) * whole_s
    wobble = setting.own.normal(0.0, math.radians(2.5), 6)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        middle = _pulse(time_s, start_s=0.0, up_s=0.5 * whole_s, hold_s=0.0, down_s=0.5 * whole_s)
        for k, name in enumerate(names):
            way = getattr(after, name) - getattr(before, name)
            course = float(way) * ramp(time_s, start_s=float(starts[k]), length_s=float(lengths[k]))
            setattr(pose, name, getattr(pose, name) + course + float(wobble[k]) * middle)
        pose.pelvis = pose.pelvis + (-lean) * middle

    kind = act.kind if act.kind is not MovementKind.OFF_BODY else MovementKind.OTHER_MOVEMENT
    return Motion(parts=[part], stretches=[Stretch(0.0, whole_s, kind, act.detail)])
