"""Rhythmic shaking of a leg: tremors about a hinge, heel bounce and clonus on the ball of the foot, seizure, engine."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.model.movement import MovementKind
from legato.model.recording import Side
from legato.simulation.act import Act
from legato.simulation.gait import make_shuffle
from legato.simulation.jet import Jet, Waveform
from legato.simulation.limb import Pose
from legato.simulation.linkage import lift_on_ball
from legato.simulation.motion import (
    Drive,
    Envelope,
    Motion,
    Part,
    PhaseOf,
    Rhythm,
    Setting,
    Stretch,
    draw_rhythm,
    make_roughness,
)
from legato.simulation.parameters import draw, draw_log, number, prefer

__all__ = ["make_bounce", "make_clonus", "make_engine", "make_seizure", "make_shaking"]

# How strongly the segments take part in a tremor of each hinge: thigh, shank, foot, roll, yaw. A geometry, not a
# clinical number: the knee swings the shank, the ankle shakes the foot and what stands on it.
_HINGES = {
    "knee": (0.35, 1.0, 1.0, 0.1, 0.05),
    "hip": (1.0, 0.55, 0.5, 0.15, 0.05),
    "side": (0.45, 1.0, 0.9, 0.6, 0.4),
    "ankle": (0.4, 1.0, 2.2, 0.1, 0.1),
}
_MIXTURES = {
    "sitting": (0.4, 0.2, 0.25, 0.15),
    "lying": (0.25, 0.2, 0.4, 0.15),
    "leg_out": (0.6, 0.25, 0.15, 0.0),
}
_STANDING_MIXTURE = (0.35, 0.35, 0.1, 0.2)


def draw_harmonics(rng: np.random.Generator, *, harmonic2: float) -> Waveform:
    """Draw a nearly sinusoidal angle.

    Parameters
    ----------
    rng : numpy.random.Generator
    harmonic2 : float
        Amplitude of the second harmonic of its rate over the first.

    Returns
    -------
    Waveform
    """
    turn = rng.uniform(0.0, 2.0 * math.pi, 2)
    second = 0.5 * harmonic2 * np.exp(1j * turn[0])
    third = harmonic2**2 / 3.0 * np.exp(1j * turn[1])
    return Waveform(np.array([0.0, 1.0, second, third], dtype=np.complex128))


def draw_bounce_shape(
    rng: np.random.Generator, *, sharpness: float, frequency_hz: float, contact_hz: float
) -> Waveform:
    """Draw the height of a heel that falls and is thrown up again: harmonics of a bouncing ball, softened.

    Parameters
    ----------
    rng : numpy.random.Generator
    sharpness : float
        1 for a ball, 0 for a sinusoid.
    frequency_hz : float
    contact_hz : float
        Harmonics die away above this.

    Returns
    -------
    Waveform
    """
    k = np.arange(1, 9)
    shape = sharpness / k**2 * np.exp(-((k * frequency_hz / contact_hz) ** 2))
    shape[0] = 1.0
    lean = float(rng.uniform(-0.6, 0.6))
    signs = -np.ones(8) * np.exp(1j * lean * (k - 1))
    return Waveform(np.concatenate(([0.0], shape * signs)).astype(np.complex128))


def _hinge(setting: Setting) -> NDArray[np.float64]:
    """Draw which segments take part, leading segment 1."""
    rng = setting.own
    mixture = _MIXTURES.get(setting.stance.name, _STANDING_MIXTURE)
    name = list(_HINGES)[int(rng.choice(len(_HINGES), p=mixture))]
    weights = np.array(_HINGES[name]) + rng.normal(0.0, 0.08, 5)
    if setting.stance.name == "standing":
        weights[2] = 0.15 * weights[2]  # the foot stands on the floor
    return np.asarray(weights / np.max(np.abs(weights[:2])))


def _swing(
    weights: NDArray[np.float64],
    lags: NDArray[np.float64],
    angle_of: Callable[[NDArray[np.float64], float], Jet],
) -> Callable[[NDArray[np.float64], Pose], None]:
    """Make the part that turns each segment by its weight, a little out of phase with the leading one."""

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        for name, weight, lag in zip(("thigh", "shank", "foot", "roll", "yaw"), weights, lags, strict=True):
            setattr(pose, name, getattr(pose, name) + float(weight) * angle_of(time_s, float(lag)))

    return part


def _bursts(
    muscle: str,
    phase: PhaseOf,
    strength: Callable[[NDArray[np.float64]], Jet],
    *,
    lead_rad: float,
    sharp: float = 3.0,
) -> Drive:
    """Make one burst a cycle that comes before the movement."""

    def activity(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        where = np.asarray(phase(time_s).value) + lead_rad
        return np.asarray(np.clip(strength(time_s).value, 0.0, 2.0) * np.exp(sharp * (np.cos(where) - 1.0)))

    return Drive(muscle, activity)


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
    if not is_fast_standing and act.side is Side.BOTH:
        frequency_hz += float(setting.own.normal(0.0, 0.12)) * (act.frequency_hz is None)
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

    def angle_of(time_s: NDArray[np.float64], lag: float) -> Jet:
        return size_rad * (envelope.at(time_s) * shape.of(rhythm.phase(time_s) + (lag + offset)))

    motion = Motion(parts=[_swing(weights, lags, angle_of)])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    lead = 2.0 * math.pi * frequency_hz * 0.05
    motion.drives += [
        _bursts("tibialis", rhythm.phase, envelope.at, lead_rad=lead),
        _bursts("calf", rhythm.phase, envelope.at, lead_rad=lead + (0.2 if is_fast_standing else math.pi)),
        _bursts("quadriceps", rhythm.phase, envelope.at, lead_rad=lead + 0.3),
    ]
    if act.has_background:
        motion.parts.append(_rough(setting, frequency_hz, size_rad, envelope.at))
    if kind == MovementKind.KINETIC_SHAKING.value:
        motion.parts.append(_reach(setting))
    if kind == MovementKind.FREEZING.value:
        motion.parts += [_bent_knees(setting), make_shuffle(setting)]
    return motion


def _rough(
    setting: Setting, pace_hz: float, size_rad: float, strength: Callable[[NDArray[np.float64]], Jet]
) -> Part:
    return make_roughness(
        setting.own, duration_s=setting.duration_s, pace_hz=pace_hz, size_rad=size_rad, strength=strength
    )


def _reach(setting: Setting) -> Callable[[NDArray[np.float64], Pose], None]:
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


def _bent_knees(setting: Setting) -> Callable[[NDArray[np.float64], Pose], None]:
    """Make the bent posture of a freezing leg."""
    bend = math.radians(draw(setting.shared, "freezing.knee_bend_deg"))
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=0.8, fall_s=0.8, sd=0.0)

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        course = gate.at(time_s)
        pose.thigh = pose.thigh + bend * course
        pose.shank = pose.shank + (-0.8 * bend) * course
        pose.pelvis = pose.pelvis + (-0.7 * bend) * course

    return part


def _on_ball(
    setting: Setting, *, heel_up_rad: float, amplitude_dps: float, frequency_hz: float
) -> tuple[float, float]:
    """Give the foot's swing (rad) that turns thigh or shank as fast as asked, and the lift that keeps the heel up."""
    lifted = Jet(-heel_up_rad, 1.0)
    thigh, shank = lift_on_ball(setting.person, lifted, stance=setting.stance)
    gain = max(abs(float(thigh.rate)), abs(float(shank.rate)))
    swing = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz) / gain
    swing = min(swing, 0.42)  # the heel of a sitting person rises 6 cm at most
    return swing, max(heel_up_rad, 1.1 * swing)


def _ball_part(
    setting: Setting, foot_of: Callable[[NDArray[np.float64]], Jet]
) -> Callable[[NDArray[np.float64], Pose], None]:
    """Make the part that turns the foot about its ball and carries the leg along."""
    stance = setting.stance

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        foot = foot_of(time_s)
        thigh, shank = lift_on_ball(setting.person, foot, stance=stance)
        pose.thigh = pose.thigh + (thigh - stance.thigh)
        pose.shank = pose.shank + (shank - stance.shank)
        pose.foot = pose.foot + foot

    return part


def make_bounce(act: Act, setting: Setting) -> Motion:
    """Make a heel bounce: ball of the foot on the floor, calf throws the heel up, it falls and is thrown again.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    frequency_hz = prefer(act.frequency_hz, draw(setting.shared, "heel_bounce.frequency_hz"))
    sd_hz = prefer(act.frequency_sd_hz, draw(setting.own, "heel_bounce.frequency_sd_hz"))
    amplitude_dps = prefer(act.amplitude_dps, draw_log(setting.own, "heel_bounce.amplitude_dps"))
    sharpness = draw(setting.own, "heel_bounce.sharpness")
    shape = draw_bounce_shape(
        setting.own,
        sharpness=sharpness,
        frequency_hz=frequency_hz,
        contact_hz=draw(setting.own, "heel_bounce.contact_hz"),
    )
    if act.harmonic2 is not None:
        shape = draw_harmonics(setting.own, harmonic2=act.harmonic2)
    rhythm = draw_rhythm(setting.own, duration_s=setting.duration_s, frequency_hz=frequency_hz, sd_hz=sd_hz)
    envelope = Envelope(
        setting.own,
        start_s=0.0,
        end_s=setting.duration_s,
        rise_s=prefer(act.rise_s, draw(setting.own, "heel_bounce.rise_s")),
        fall_s=prefer(act.rise_s, draw(setting.own, "heel_bounce.rise_s")),
        sd=prefer(act.envelope_sd, draw(setting.own, "heel_bounce.envelope_sd")),
    )
    up = math.radians(draw(setting.own, "heel_bounce.heel_up_deg"))
    swing, up = _on_ball(setting, heel_up_rad=up, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz)
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=0.5, fall_s=0.5, sd=0.0)

    def foot_of(time_s: NDArray[np.float64]) -> Jet:
        bounce = envelope.at(time_s) * shape.of(rhythm.phase(time_s))
        return (-up) * gate.at(time_s) + (-swing) * bounce

    motion = Motion(parts=[_ball_part(setting, foot_of)])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    size_rad = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz)
    motion.parts.append(_rough(setting, frequency_hz, size_rad, envelope.at))
    lead = math.pi + 2.0 * math.pi * frequency_hz * 0.05
    motion.drives.append(_bursts("calf", rhythm.phase, envelope.at, lead_rad=lead))
    return motion


def make_clonus(act: Act, setting: Setting) -> Motion:
    """Make clonus: a quick stretch of the calf, then beats at a constant rate that die away.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
    """
    frequency_hz = prefer(act.frequency_hz, draw(setting.own, "clonus.frequency_hz"))
    sd_hz = prefer(act.frequency_sd_hz, draw(setting.own, "clonus.frequency_sd_hz"))
    amplitude_dps = prefer(act.amplitude_dps, draw_log(setting.own, "clonus.amplitude_dps"))
    stretch_s, stretch = (
        draw(setting.own, "clonus.stretch_s"),
        math.radians(draw(setting.own, "clonus.stretch_deg")),
    )
    shape = draw_bounce_shape(
        setting.own,
        sharpness=draw(setting.own, "clonus.sharpness"),
        frequency_hz=frequency_hz,
        contact_hz=25.0,
    )
    rhythm = draw_rhythm(setting.own, duration_s=setting.duration_s, frequency_hz=frequency_hz, sd_hz=sd_hz)
    most = -math.log(number("clonus.left_at_end")) / max(setting.duration_s * frequency_hz, 1.0)
    per_second = min(draw(setting.own, "clonus.decay_per_beat"), most) * frequency_hz
    gate = Envelope(
        setting.own, start_s=stretch_s * 0.6, end_s=setting.duration_s, rise_s=0.12, fall_s=0.15, sd=0.0
    )
    hold = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=stretch_s, fall_s=0.3, sd=0.0)

    def strength(time_s: NDArray[np.float64]) -> Jet:
        return gate.at(time_s) * Jet(-per_second * time_s, -per_second).exp()

    size = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz)
    motion = Motion(parts=[_rough(setting, frequency_hz, size, strength)])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    motion.drives.append(
        _bursts(
            "calf", rhythm.phase, strength, lead_rad=math.pi + 2 * math.pi * frequency_hz * 0.05, sharp=6.0
        )
    )
    if setting.stance.name == "sitting":
        swing, up = _on_ball(
            setting, heel_up_rad=stretch, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz
        )
        motion.parts.append(
            _ball_part(
                setting, lambda t: (-up) * hold.at(t) + (-swing) * (strength(t) * shape.of(rhythm.phase(t)))
            )
        )
        return motion
    weights = np.array([0.35, 1.0, 2.0, 0.1, 0.1]) + setting.own.normal(0.0, 0.1, 5)

    def free_foot(time_s: NDArray[np.float64], lag: float) -> Jet:
        return size * (strength(time_s) * shape.of(rhythm.phase(time_s) + lag))

    def held_up(time_s: NDArray[np.float64], pose: Pose) -> None:
        pose.foot = pose.foot + stretch * hold.at(time_s)

    motion.parts += [_swing(weights, setting.own.normal(0.0, 0.15, 5), free_foot), held_up]
    return motion


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

    def angle_of(time_s: NDArray[np.float64], lag: float) -> Jet:
        jerks = gate.at(time_s) * shape.of(phase(time_s) + lag)
        return size * jerks + small * (tonic_gate.at(time_s) * tonic.phase(time_s).sin())

    motion = Motion(parts=[_swing(weights, setting.own.normal(0.0, 0.08, 5), angle_of)])
    motion.stretches += [
        Stretch(0.0, tonic_s, act.kind, "tonic", tonic.phase),
        Stretch(tonic_s, whole_s, act.kind, "clonic", phase),
    ]
    motion.parts.append(_rough(setting, 3.0 * first_hz, 0.5 * size, gate.at))
    for muscle in ("tibialis", "calf", "quadriceps"):
        motion.drives.append(_bursts(muscle, phase, gate.at, lead_rad=0.9, sharp=sharpness))
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

    def angle_of(time_s: NDArray[np.float64], lag: float) -> Jet:
        return size * (gate.at(time_s) * shape.of(rhythm.phase(time_s) + lag))

    def shaken_floor(time_s: NDArray[np.float64], pose: Pose) -> None:
        wave = gate.at(time_s).value * np.cos(rhythm.phase(time_s).value)
        pose.push_x = pose.push_x + ways[0] * wave
        pose.push_y = pose.push_y + ways[1] * wave
        pose.push_z = pose.push_z + ways[2] * wave

    motion = Motion(parts=[_swing(weights, lags, angle_of), shaken_floor])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    return motion
