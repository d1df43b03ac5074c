"""Rhythmic shaking about a hinge: tremors, the trembling of freezing, seizure-like jerks, the vibration of a vehicle."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.model.recording import Side
from legato.simulation.act import Act
from legato.simulation.bounce import ball_part, on_ball
from legato.simulation.gait import make_shuffle
from legato.simulation.jet import Jet, Waveform
from legato.simulation.limb import Pose
from legato.simulation.motion import Envelope, Motion, Part, Rhythm, Setting, Stretch, draw_rhythm
from legato.simulation.parameters import draw, draw_log, number, numbers, prefer
from legato.simulation.rhythmic import bursts, draw_harmonics, rough, swing

__all__ = ["make_engine", "make_seizure", "make_shaking"]

# How strongly the segments take part in a tremor of each hinge: thigh, shank, foot, roll, yaw. A geometry, not a
# clinical number: the knee swings the shank, the ankle shakes the foot and what stands on it.
_HINGES = {
    "knee": (0.35, 1.0, 1.0, 0.1, 0.05),
    "hip": (1.0, 0.55, 0.5, 0.15, 0.05),
    "side": (0.45, 1.0, 0.9, 0.6, 0.4),
    "ankle": (0.4, 1.0, 2.2, 0.1, 0.1),
}
_MIXTURES = {
    "standing": (1.0, 0.0, 0.0, 0.0),
    "sitting": (0.4, 0.2, 0.25, 0.15),
    "lying": (0.25, 0.2, 0.4, 0.15),
    "leg_out": (0.6, 0.25, 0.15, 0.0),
}


def _hinge(setting: Setting) -> NDArray[np.float64]:
    """Draw which segments take part, leading segment 1."""
    rng = setting.own
    mixture = _MIXTURES[setting.stance.name]
    name = list(_HINGES)[int(rng.choice(len(_HINGES), p=mixture))]
    weights = np.array(_HINGES[name]) + rng.normal(0.0, 0.08, 5)
    if setting.stance.name == "standing":
        # The foot stands and the trunk is heavy: the knee goes to and fro between them, thigh and shank turn against
        # each other. What does not cancel shakes the trunk.
        against = -float(rng.uniform(0.8, 1.02)) * setting.person.thigh_m / setting.person.shank_m
        weights = np.array([1.0, against, 0.1, 0.2 * weights[3], 0.5 * weights[4]])
    return np.asarray(weights / np.max(np.abs(weights[:2])))


def make_shaking(act: Act, setting: Setting) -> Motion:
    """Make a tremor about a hinge: at rest, in posture, in movement, on standing, or of a freezing leg.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    kind = act.kind.value if act.kind is not MovementKind.CANNOT_TELL else act.pair[0].value
    is_fast_standing = kind == MovementKind.STANDING_SHAKING_FAST.value
    beat_rng = setting.shared if is_fast_standing else setting.own
    frequency_hz = prefer(act.frequency_hz, draw(setting.shared, f"{kind}.frequency_hz"))
    if not is_fast_standing and act.side is Side.BOTH and act.frequency_hz is None:
        low_hz, high_hz = numbers(f"{kind}.frequency_hz")
        frequency_hz = min(max(frequency_hz + float(setting.own.normal(0.0, 0.12)), low_hz), high_hz)
    sd_hz = prefer(act.frequency_sd_hz, draw(beat_rng, f"{kind}.frequency_sd_hz"))
    amplitude_dps = prefer(act.amplitude_dps, draw_log(setting.own, f"{kind}.amplitude_dps"))
    shape = draw_harmonics(
        setting.own, harmonic2=prefer(act.harmonic2, draw(setting.own, f"{kind}.harmonic2"))
    )
    rhythm = draw_rhythm(
        beat_rng,
        duration_s=setting.duration_s,
        frequency_hz=frequency_hz,
        sd_hz=sd_hz,
        jitter_id="standing_shaking_fast.cycle_jitter" if is_fast_standing else "cycle_jitter",
    )
    envelope = Envelope(
        setting.own,
        start_s=0.0,
        end_s=setting.duration_s,
        rise_s=prefer(act.rise_s, draw(setting.own, f"{kind}.rise_s")),
        fall_s=prefer(act.rise_s, draw(setting.own, f"{kind}.rise_s")),
        sd=prefer(act.envelope_sd, draw(setting.own, f"{kind}.envelope_sd")),
    )
    size_rad = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz)
    weights, lags = _hinge(setting), setting.own.normal(0.0, 0.15, 5)
    weights[3:] *= setting.outward
    apart = math.pi * (setting.outward < 0) if kind == MovementKind.FREEZING.value else 0.0
    offset = apart + float(setting.own.normal(0.0, 0.2)) * is_fast_standing

    def angle_of(time_s: NDArray[np.float64]) -> Callable[[float], Jet]:
        strength, where = size_rad * envelope.at(time_s), rhythm.phase(time_s)
        return lambda lag: strength * shape.of(where + (lag + offset))

    part = swing(weights, lags, angle_of)
    if _has_foot_on_floor(act, setting):
        part = _tremor_on_ball(
            setting, angle_of, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz, size_rad=size_rad
        )
    motion = Motion(parts=[part])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    lead = 2.0 * math.pi * frequency_hz * 0.05
    motion.drives += [
        bursts("tibialis", rhythm.phase, envelope.at, lead_rad=lead),
        bursts("calf", rhythm.phase, envelope.at, lead_rad=lead + (0.2 if is_fast_standing else math.pi)),
        bursts("quadriceps", rhythm.phase, envelope.at, lead_rad=lead + 0.3),
    ]
    if act.has_background:
        motion.parts.append(rough(setting, frequency_hz, size_rad, envelope.at))
    if kind == MovementKind.KINETIC_SHAKING.value:
        motion.parts.append(_reach(setting))
    if kind == MovementKind.FREEZING.value:
        motion.parts += [_bent_knees(setting), make_shuffle(setting)]
    return motion


def _has_foot_on_floor(act: Act, setting: Setting) -> bool:
    """Draw whether a sitting person's tremor shakes the heel on the floor instead of a free leg."""
    share = number("rest_shaking.foot_on_floor_share")
    is_drawn = bool(setting.own.random() < share)
    return (
        is_drawn
        and act.kind is MovementKind.REST_SHAKING
        and setting.stance.name == "sitting"
        and act.has_background
    )


def _tremor_on_ball(
    setting: Setting,
    angle_of: Callable[[NDArray[np.float64]], Callable[[float], Jet]],
    *,
    amplitude_dps: float,
    frequency_hz: float,
    size_rad: float,
) -> Part:
    """Make a tremor of the ankle with the foot on the floor: the way of a heel bounce, the waveform of a tremor."""
    lifted = math.radians(draw(setting.own, "heel_bounce.heel_up_deg"))
    foot, up = on_ball(setting, heel_up_rad=lifted, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz)
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=1.0, fall_s=1.0, sd=0.0)
    return ball_part(
        setting, lambda time_s: (-up) * gate.at(time_s) + (-foot / size_rad) * angle_of(time_s)(0.0)
    )


def _reach(setting: Setting) -> Part:
    """Make the slow there and back on which a kinetic tremor rides."""
    rhythm = Rhythm(
        setting.own,
        duration_s=setting.duration_s,
        frequency_hz=draw(setting.own, "kinetic_shaking.reach_hz"),
        sd_hz=0.03,
    )
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=1.2, fall_s=1.2, sd=0.0)
    thigh = math.radians(draw(setting.own, "kinetic_shaking.reach_deg"))
    shank = math.radians(draw(setting.own, "kinetic_shaking.reach_deg")) * float(
        setting.own.choice((-1.0, 1.0))
    )

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        course = gate.at(time_s) * (rhythm.phase(time_s).cos() + 0.6)
        pose.thigh = pose.thigh + 0.6 * thigh * course
        pose.shank = pose.shank + shank * course
        pose.foot = pose.foot + shank * course

    return part


def _bent_knees(setting: Setting) -> Part:
    """Make the bent posture of a freezing leg, and the share of its trembling that reaches the trunk."""
    reach_m = draw(setting.shared, "freezing.trunk_share") * setting.person.thigh_m
    bend = math.radians(draw(setting.shared, "freezing.knee_bend_deg"))
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=0.8, fall_s=0.8, sd=0.0)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        course = gate.at(time_s)
        pose.base = "hip"  # the feet slide and tap, the trunk is heavy
        pose.push_x = pose.push_x + reach_m * pose.thigh.accel
        pose.push_z = pose.push_z + 0.6 * reach_m * pose.thigh.accel
        pose.thigh = pose.thigh + bend * course
        pose.shank = pose.shank + (-0.8 * bend) * course
        pose.pelvis = pose.pelvis + (-0.7 * bend) * course

    return part


def make_seizure(act: Act, setting: Setting) -> Motion:
    """Make seizure-like jerking: a fast stiff tremble, then big jerks of both legs that slow down.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    rng, whole_s = setting.shared, setting.duration_s
    tonic_s = min(draw(rng, "seizure.tonic_share") * whole_s, 12.0)
    first_hz = prefer(act.frequency_hz, draw(rng, "seizure.first_hz"))
    last_hz = min(draw(rng, "seizure.last_hz"), 0.6 * first_hz)
    tonic_hz, tonic_dps = draw(rng, "seizure.tonic_hz"), draw(rng, "seizure.tonic_dps")
    amplitude_dps = prefer(act.amplitude_dps, draw_log(rng, "seizure.amplitude_dps"))
    tonic = Rhythm(rng, duration_s=whole_s, frequency_hz=tonic_hz, sd_hz=0.5, jitter=0.05)
    tonic_gate = Envelope(setting.own, start_s=0.0, end_s=tonic_s + 1.0, rise_s=1.0, fall_s=1.0, sd=0.2)
    clonic_s = whole_s - tonic_s
    beat = Rhythm(
        rng, duration_s=clonic_s, frequency_hz=first_hz, sd_hz=0.06, jitter=0.02, end_hz=last_hz, knot_s=3.0
    )
    gate = Envelope(setting.own, start_s=tonic_s, end_s=whole_s, rise_s=1.5, fall_s=0.6, sd=0.15)
    sharpness = draw(rng, "seizure.sharpness")
    grid = np.arange(64) * (2.0 * math.pi / 64)
    pulse = np.exp(sharpness * (np.cos(grid) - 1.0))
    shape = Waveform.from_samples(pulse - pulse.min(), n_harmonics=10)
    steepest = float(np.max(np.abs(shape.of(Jet(grid.astype(np.float64), 1.0)).rate)))
    size = math.radians(amplitude_dps) / (2.0 * math.pi * first_hz * steepest)
    small = math.radians(tonic_dps) / (2.0 * math.pi * tonic_hz)
    weights = np.array([1.0, -0.55, -0.2, 0.25 * setting.outward, 0.1]) * (
        1.0 + setting.own.normal(0.0, 0.1, 5)
    )

    def phase(time_s: NDArray[np.float64]) -> Jet:
        return beat.phase(np.clip(time_s - tonic_s, 0.0, None))

    def angle_of(time_s: NDArray[np.float64]) -> Callable[[float], Jet]:
        strength, where = size * gate.at(time_s), phase(time_s)
        tremble = small * (tonic_gate.at(time_s) * tonic.phase(time_s).sin())
        return lambda lag: strength * shape.of(where + lag) + tremble

    motion = Motion(parts=[swing(weights, setting.own.normal(0.0, 0.08, 5), angle_of)])
    motion.stretches += [
        Stretch(0.0, tonic_s, act.kind, "tonic", tonic.phase),
        Stretch(tonic_s, whole_s, act.kind, "clonic", phase),
    ]
    motion.parts.append(rough(setting, 3.0 * first_hz, 0.5 * size, gate.at))
    for muscle in ("tibialis", "calf", "quadriceps"):
        motion.drives.append(bursts(muscle, phase, gate.at, lead_rad=0.9, sharp=sharpness))
    return motion


def make_engine(act: Act, setting: Setting) -> Motion:
    """Make the vibration of a vehicle: a narrow line that the floor or seat pushes into the leg.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    rng = setting.shared
    frequency_hz = prefer(act.frequency_hz, draw(rng, "engine.frequency_hz"))
    sd_hz = prefer(act.frequency_sd_hz, draw(rng, "engine.frequency_sd_hz"))
    push = draw_log(rng, "engine.push_both_mps2" if act.pair else "engine.push_mps2")
    turn_dps = prefer(act.amplitude_dps, draw_log(setting.own, "engine.turn_dps"))
    rhythm = draw_rhythm(
        rng,
        duration_s=setting.duration_s,
        frequency_hz=frequency_hz,
        sd_hz=sd_hz,
        jitter_id="standing_shaking_fast.cycle_jitter",
    )
    shape = draw_harmonics(rng, harmonic2=prefer(act.harmonic2, draw(rng, "standing_shaking_fast.harmonic2")))
    gate = Envelope(
        rng,
        start_s=0.0,
        end_s=setting.duration_s,
        rise_s=prefer(act.rise_s, draw(rng, "standing_shaking_fast.rise_s")),
        fall_s=prefer(act.rise_s, 1.0),
        sd=prefer(act.envelope_sd, draw(rng, "standing_shaking_fast.envelope_sd")),
    )
    ways = rng.normal(0.0, 1.0, 3) * np.array([0.5, 0.4, 1.0])
    ways *= push / np.linalg.norm(ways)
    size = math.radians(turn_dps) / (2.0 * math.pi * frequency_hz)
    weights, lags = _hinge(setting), setting.own.normal(0.0, 0.4, 5)

    def angle_of(time_s: NDArray[np.float64]) -> Callable[[float], Jet]:
        strength, where = size * gate.at(time_s), rhythm.phase(time_s)
        return lambda lag: strength * shape.of(where + lag)

    def shaken_floor(time_s: NDArray[np.float64], pose: Pose) -> None:
        wave = gate.at(time_s).value * np.cos(rhythm.phase(time_s).value)
        pose.push_x = pose.push_x + ways[0] * wave
        pose.push_y = pose.push_y + ways[1] * wave
        pose.push_z = pose.push_z + ways[2] * wave

    motion = Motion(parts=[swing(weights, lags, angle_of), shaken_floor])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    return motion
