"""Heel bounce and clonus: a leg that turns about the ball of the foot on the floor."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.simulation.act import Act
from legato.simulation.jet import Jet
from legato.simulation.limb import Pose
from legato.simulation.linkage import lift_on_ball
from legato.simulation.motion import Envelope, Motion, Part, Setting, Stretch, draw_rhythm
from legato.simulation.parameters import draw, draw_log, number, prefer
from legato.simulation.rhythmic import bursts, draw_bounce_shape, draw_harmonics, rough, swing

__all__ = ["ball_part", "make_bounce", "make_clonus", "on_ball"]


def on_ball(
    setting: Setting, *, heel_up_rad: float, amplitude_dps: float, frequency_hz: float
) -> tuple[float, float]:
    """Give the swing of a foot on its ball that turns thigh or shank as fast as asked.

    Parameters
    ----------
    setting : Setting
    heel_up_rad : float
        Mean lift of the heel that is wanted.
    amplitude_dps : float
        Peak of the faster of thigh and shank.
    frequency_hz : float

    Returns
    -------
    (float, float)
        The swing, and the mean lift that keeps the heel off the floor, rad.
    """
    lifted = Jet(-heel_up_rad, 1.0)
    thigh, shank = lift_on_ball(setting.person, lifted, stance=setting.stance)
    gain = max(abs(float(thigh.rate)), abs(float(shank.rate)))
    swing = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz) / gain
    swing = min(swing, 0.42)  # the heel of a sitting person rises 6 cm at most
    return swing, max(heel_up_rad, 1.1 * swing)


def ball_part(setting: Setting, foot_of: Callable[[NDArray[np.float64]], Jet]) -> Part:
    """Make the part that turns the foot about its ball and carries the leg along.

    Parameters
    ----------
    setting : Setting
        Sitting with a flat foot.
    foot_of : callable
        Angle of the foot as a function of time, below 0 with the heel up.

    Returns
    -------
    callable
        Part that adds to a pose.
    """
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
    # What is thrown up hard can't fall as a ball does: big bounces are rounder.
    peak_mps2 = math.radians(amplitude_dps) * 2.0 * math.pi * frequency_hz * setting.person.thigh_m
    sharpness = draw(setting.own, "heel_bounce.sharpness") * min(
        1.0, number("heel_bounce.round_mps2") / peak_mps2
    )
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
    foot_swing, up = on_ball(setting, heel_up_rad=up, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz)
    gate = Envelope(setting.own, start_s=0.0, end_s=setting.duration_s, rise_s=0.5, fall_s=0.5, sd=0.0)

    def foot_of(time_s: NDArray[np.float64]) -> Jet:
        bounce = envelope.at(time_s) * shape.of(rhythm.phase(time_s))
        return (-up) * gate.at(time_s) + (-foot_swing) * bounce

    motion = Motion(parts=[ball_part(setting, foot_of)])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    size_rad = math.radians(amplitude_dps) / (2.0 * math.pi * frequency_hz)
    motion.parts.append(rough(setting, frequency_hz, size_rad, envelope.at))
    lead = math.pi + 2.0 * math.pi * frequency_hz * 0.05
    motion.drives.append(bursts("calf", rhythm.phase, envelope.at, lead_rad=lead))
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
        contact_hz=draw(setting.own, "heel_bounce.contact_hz"),
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
    motion = Motion(parts=[rough(setting, frequency_hz, size, strength)])
    motion.stretches.append(Stretch(0.0, setting.duration_s, act.kind, act.detail, rhythm.phase))
    motion.drives.append(
        bursts(
            "calf", rhythm.phase, strength, lead_rad=math.pi + 2 * math.pi * frequency_hz * 0.05, sharp=6.0
        )
    )
    if setting.stance.name == "sitting":
        foot_swing, up = on_ball(
            setting, heel_up_rad=stretch, amplitude_dps=amplitude_dps, frequency_hz=frequency_hz
        )
        motion.parts.append(
            ball_part(
                setting,
                lambda t: (-up) * hold.at(t) + (-foot_swing) * (strength(t) * shape.of(rhythm.phase(t))),
            )
        )
        return motion
    weights = np.array([0.25, 1.0, 2.5, 0.1, 0.1]) + setting.own.normal(0.0, 0.1, 5)

    def free_foot(time_s: NDArray[np.float64]) -> Callable[[float], Jet]:
        much, where = size * strength(time_s), rhythm.phase(time_s)
        return lambda lag: much * shape.of(where + lag)

    def held_up(time_s: NDArray[np.float64], pose: Pose) -> None:
        pose.foot = pose.foot + stretch * hold.at(time_s)

    motion.parts += [swing(weights, setting.own.normal(0.0, 0.15, 5), free_foot), held_up]
    return motion
