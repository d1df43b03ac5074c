"""Walking, stairs, cycling and running."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.simulation.act import Act
from legato.simulation.jet import Jet, Waveform, ramp
from legato.simulation.limb import Pose
from legato.simulation.linkage import reach_ankle
from legato.simulation.motion import (
    Drive,
    Envelope,
    Motion,
    Part,
    PhaseOf,
    Rhythm,
    Setting,
    Stretch,
    make_roughness,
)
from legato.simulation.parameters import draw, draw_log, number, numbers, prefer
from legato.simulation.wander import Wander

__all__ = ["make_cycling", "make_gait", "make_shuffle"]


def _curves() -> tuple[Waveform, Waveform, Waveform]:
    """Give hip, knee and ankle over one stride, rad."""
    hip, knee, ankle = (
        Waveform.from_samples(np.radians(numbers(f"gait.{name}_deg")), n_harmonics=4)
        for name in ("hip", "knee", "ankle")
    )
    return hip, knee, ankle


def make_gait(act: Act, setting: Setting) -> Motion:
    """Make walking on the level or on stairs, or running.

    Parameters
    ----------
    act : Act
        ``detail`` ``stairs`` climbs.
    setting : Setting

    Returns
    -------
    Motion
        The rhythm of its stretch is the stride, two steps.
    """
    rng, whole_s = setting.shared, setting.duration_s
    is_running, is_stairs = act.kind is MovementKind.RUNNING, act.detail == "stairs"
    name = "running" if is_running else "stairs" if is_stairs else "gait"
    stride_hz = prefer(act.frequency_hz, draw(rng, f"{name}.stride_hz"))
    sd_hz = prefer(act.frequency_sd_hz, draw(rng, "gait.stride_sd_hz"))
    size = draw(rng, "running.size") if is_running else draw(rng, "gait.size")
    bend = draw(rng, "stairs.flexion") if is_stairs else 1.0
    rhythm = Rhythm(rng, duration_s=whole_s, frequency_hz=stride_hz, sd_hz=sd_hz, jitter=0.015, knot_s=3.0)
    gate = Envelope(rng, start_s=0.0, end_s=whole_s, rise_s=0.9, fall_s=0.9, sd=0.0)
    stride_size = Wander(rng, duration_s=whole_s, knot_s=1.5, sd=0.05)
    apart = 0.0 if setting.outward > 0 else math.pi
    hip, knee, ankle = _curves()
    sideways = math.radians(float(setting.own.uniform(2.0, 5.0)))

    def phase(time_s: NDArray[np.float64]) -> Jet:
        return rhythm.phase(time_s) + apart

    def angles(time_s: NDArray[np.float64], pose: Pose) -> None:
        where = phase(time_s)
        strength = gate.at(time_s) * (1.0 + stride_size.at(time_s)) * size
        thigh = strength * (bend * hip.of(where))
        shank = thigh - strength * (bend * knee.of(where))
        pose.base = "hip"
        pose.thigh = pose.thigh + thigh
        pose.shank = pose.shank + shank
        pose.foot = pose.foot + shank + strength * ankle.of(where)
        pose.roll = pose.roll + sideways * (strength * where.sin())
        pose.yaw = pose.yaw + 0.08 * (strength * where.cos())
        pose.pelvis = pose.pelvis + 0.03 * (strength * (2.0 * where).sin())

    motion = Motion(
        parts=[
            angles,
            _carriage(setting, rhythm, gate, is_running=is_running),
            _strikes(setting, phase, gate, is_running=is_running),
        ]
    )
    motion.parts.append(
        make_roughness(
            setting.own,
            duration_s=whole_s,
            pace_hz=draw(setting.own, "gait.rough_hz"),
            size_rad=math.radians(number("gait.rough_deg")) * size,
            strength=gate.at,
        )
    )
    if not is_stairs:
        motion.parts.append(_turns(setting))
    motion.stretches.append(Stretch(0.0, whole_s, act.kind, act.detail, rhythm.phase))
    motion.drives += [
        _gait_drive("tibialis", phase, gate, at_rad=0.3),
        _gait_drive("calf", phase, gate, at_rad=2.5),
    ]
    return motion


def _gait_drive(muscle: str, phase: PhaseOf, gate: Envelope, *, at_rad: float) -> Drive:

    def activity(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        where = np.asarray(phase(time_s).value)
        return np.asarray(gate.at(time_s).value * np.exp(2.5 * (np.cos(where - at_rad) - 1.0)))

    return Drive(muscle, activity)


def _carriage(setting: Setting, rhythm: Rhythm, gate: Envelope, *, is_running: bool) -> Part:
    """Make the path of the hip: up and down twice a stride, to and fro twice, side to side once."""
    rng = setting.shared
    rise_m = draw(rng, "running.rise_m" if is_running else "gait.rise_m")
    lags = rng.normal(0.0, 0.2, 3)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        where, strength = rhythm.phase(time_s), gate.at(time_s).value
        pose.push_z = pose.push_z + strength * ((-rise_m) * (2.0 * where + float(lags[0])).cos()).accel
        pose.push_x = pose.push_x + strength * ((0.8 * rise_m) * (2.0 * where + float(lags[1])).sin()).accel
        pose.push_y = pose.push_y + strength * (rise_m * (where + float(lags[2])).sin()).accel

    return part


def _strikes(setting: Setting, phase: PhaseOf, gate: Envelope, *, is_running: bool) -> Part:
    """Make the shock of each heel strike, as translation of the whole leg and as a turn of the box on its strap."""
    rng = setting.own
    peak = draw_log(setting.shared, "running.strike_mps2" if is_running else "gait.strike_mps2")
    width, ring = draw_log(rng, "gait.strike_width"), float(rng.uniform(6.0, 16.0))
    reach = {"thigh": number("gait.strike_at_thigh"), "pelvis": number("gait.strike_at_back")}.get(
        setting.segment, 1.0
    )
    other = number("gait.strike_other_leg") if setting.segment != "pelvis" else 1.0
    ways = np.array([-0.5, 0.15 * float(rng.normal()), 1.0]) * peak * reach
    turn = math.radians(draw(rng, "gait.strike_ring_deg")) * reach
    each = Wander(rng, duration_s=setting.duration_s, knot_s=0.9, sd=0.2)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        where = phase(time_s)
        strength = gate.at(time_s) * each.at(time_s).exp()
        mine = (width * (where.cos() - 1.0)).exp() * (ring * where.sin()).cos()
        theirs = (width * ((-1.0) * where.cos() - 1.0)).exp() * (ring * where.sin()).cos()
        shock = np.asarray(strength.value * (mine.value + other * np.asarray(theirs.value)))
        pose.push_x = pose.push_x + ways[0] * shock
        pose.push_y = pose.push_y + ways[1] * shock
        pose.push_z = pose.push_z + ways[2] * shock
        rattle = turn * (strength * mine)
        if setting.segment != "pelvis":
            setattr(pose, setting.segment, getattr(pose, setting.segment) + rattle)
        pose.roll = pose.roll + 0.4 * rattle

    return part


def _turns(setting: Setting) -> Part:
    """Make the turns at the end of the corridor."""
    rng, whole_s = setting.shared, setting.duration_s
    turns: list[tuple[float, float, float]] = []
    now_s = draw(rng, "gait.turn_every_s")
    while now_s < whole_s - 4.0:
        way = math.radians(draw(rng, "gait.turn_deg")) * (1.0 if rng.random() < 0.5 else -1.0)
        turns.append((now_s, draw(rng, "gait.turn_s"), way))
        now_s += draw(rng, "gait.turn_every_s")

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        for start_s, length_s, way in turns:
            if time_s[-1] >= start_s and time_s[0] <= start_s + length_s:
                pose.yaw = pose.yaw + way * ramp(time_s, start_s=start_s, length_s=length_s)

    return part


def make_shuffle(setting: Setting) -> Part:
    """Make the small vain steps of a freezing leg, which come and go.

    Parameters
    ----------
    setting : Setting

    Returns
    -------
    callable
        Part that adds to a pose.
    """
    rng, whole_s = setting.shared, setting.duration_s
    rhythm = Rhythm(
        rng,
        duration_s=whole_s,
        frequency_hz=draw(rng, "freezing.shuffle_hz"),
        sd_hz=0.25,
        jitter=0.05,
        knot_s=1.0,
    )
    size = draw_log(rng, "freezing.shuffle_size")
    gate = Envelope(rng, start_s=0.0, end_s=whole_s, rise_s=0.7, fall_s=0.7, sd=0.5)
    apart = 0.0 if setting.outward > 0 else math.pi
    hip, knee, _ = _curves()

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        where, strength = rhythm.phase(time_s) + apart, size * gate.at(time_s)
        thigh = strength * hip.of(where)
        pose.thigh = pose.thigh + thigh
        pose.shank = pose.shank + thigh - strength * knee.of(where)

    return part


def make_cycling(act: Act, setting: Setting) -> Motion:
    """Make cycling: the ankle is led round the crank, the road shakes the saddle.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    rng, person, whole_s = setting.shared, setting.person, setting.duration_s
    cadence_hz = prefer(act.frequency_hz, draw(rng, "cycling.cadence_hz"))
    rhythm = Rhythm(rng, duration_s=whole_s, frequency_hz=cadence_hz, sd_hz=0.05, jitter=0.01, knot_s=4.0)
    gate = Envelope(rng, start_s=0.0, end_s=whole_s, rise_s=1.2, fall_s=1.2, sd=0.0)
    crank_m = number("cycling.crank_m")
    far_m = draw(rng, "cycling.reach") * (person.thigh_m + person.shank_m) - crank_m
    lean = float(rng.uniform(0.2, 0.5))
    centre_x, centre_z = far_m * math.sin(lean), -far_m * math.cos(lean)
    apart = 0.0 if setting.outward > 0 else math.pi
    road = draw_log(rng, "cycling.road_mps2")
    shakes = [
        Wander(setting.own, duration_s=whole_s, knot_s=0.04, sd=road * share) for share in (0.5, 0.4, 1.0)
    ]
    stance, dip = setting.stance, float(setting.own.uniform(0.1, 0.3))

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        where, strength = rhythm.phase(time_s) + apart, gate.at(time_s)
        thigh, shank = reach_ankle(person, centre_x + crank_m * where.cos(), centre_z + crank_m * where.sin())
        pose.base = "hip"
        pose.thigh = pose.thigh + strength * (thigh - stance.thigh)
        pose.shank = pose.shank + strength * (shank - stance.shank)
        pose.foot = pose.foot + strength * (dip * (where + 0.5).sin() + (-0.15))
        pose.push_x = pose.push_x + strength.value * shakes[0].at(time_s).value
        pose.push_y = pose.push_y + strength.value * shakes[1].at(time_s).value
        pose.push_z = pose.push_z + strength.value * shakes[2].at(time_s).value

    motion = Motion(parts=[part])
    motion.stretches.append(Stretch(0.0, whole_s, act.kind, act.detail, rhythm.phase))
    return motion
