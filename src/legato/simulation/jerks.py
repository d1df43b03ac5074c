"""Single and periodic jerks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.simulation.act import Act
from legato.simulation.jet import Jet, Values, ramp
from legato.simulation.limb import Pose
from legato.simulation.motion import Drive, Motion, Setting, Stretch
from legato.simulation.parameters import draw, draw_log, number, prefer

__all__ = ["make_jerk", "make_periodic_jerks"]

# Steepest slope of a minimum-jerk rise of unit height and length.
_STEEPEST = 1.875


def make_jerk(act: Act, setting: Setting) -> Motion:
    """Make one jerk: a quick kick that swings back, like a reflex.

    Parameters
    ----------
    act : Act
        The jerk starts 0.1 s into it; what is left of the act is quiet.
    setting : Setting

    Returns
    -------
    Motion
    """
    rng = setting.own
    whole_s = min(prefer(act.length_s, draw(rng, "jerk.duration_s")), max(0.075, setting.duration_s - 0.2))
    up_s = float(rng.uniform(0.28, 0.42)) * whole_s
    down_s = whole_s - 0.8 * up_s
    swing_s = float(rng.uniform(0.8, 1.6)) * whole_s
    swing = draw(rng, "jerk.swing")
    drawn_dps = draw_log(rng, "jerk.amplitude_dps") * min(1.0, up_s / number("jerk.full_rise_s"))
    size = math.radians(prefer(act.amplitude_dps, drawn_dps)) * up_s / _STEEPEST
    weights = np.array([0.35, 1.0, 1.0, 0.15, 0.1]) + rng.normal(0.0, 0.15, 5)
    weights *= (1.0 if rng.random() < 0.7 else -1.0) / np.max(np.abs(weights[:2]))
    start_s = min(0.1, 0.2 * setting.duration_s)

    def course(time_s: NDArray[np.float64]) -> Jet:
        back_s = start_s + 0.8 * up_s
        kick = ramp(time_s, start_s=start_s, length_s=up_s) + (-1.0 - swing) * ramp(
            time_s, start_s=back_s, length_s=down_s
        )
        return size * (kick + swing * ramp(time_s, start_s=back_s + 0.8 * down_s, length_s=swing_s))

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        jet = course(time_s)
        for name, weight in zip(("thigh", "shank", "foot", "roll", "yaw"), weights, strict=True):
            setattr(pose, name, getattr(pose, name) + float(weight) * jet)

    end_s = min(setting.duration_s, start_s + 0.8 * up_s + 0.8 * down_s + swing_s)
    motion = Motion(parts=[part], movements=[(start_s, end_s)])
    motion.stretches.append(Stretch(start_s, end_s, act.kind, act.detail))

    def burst(time_s: NDArray[np.float64]) -> Values:
        return np.asarray(np.exp(-0.5 * ((time_s - start_s + 0.03) / (0.25 * up_s + 0.008)) ** 2))

    motion.drives.append(Drive("quadriceps", burst))
    return motion


def make_periodic_jerks(act: Act, setting: Setting) -> Motion:
    """Make a series of leg movements that come back every few tens of seconds.

    Parameters
    ----------
    act : Act
    setting : Setting

    Returns
    -------
    Motion
        One stretch from the first movement to the last; ``movements`` holds each.
    """
    rng = setting.own
    period_s = prefer(act.period_s, draw(rng, "periodic_jerks.period_s"))
    kicks: list[tuple[float, float, float, float, float, NDArray[np.float64]]] = []
    now_s = float(rng.uniform(0.5, min(4.0, 0.2 * setting.duration_s)))
    while True:
        whole_s = min(draw(rng, "periodic_jerks.duration_s"), 0.6 * period_s)
        up_s, down_s = (
            float(rng.uniform(0.25, 0.5)) * min(1.2, whole_s),
            float(rng.uniform(0.25, 0.4)) * whole_s,
        )
        ways = np.array([1.0, -1.0, 0.6, 0.15, 0.1]) * (1.0 + rng.normal(0.0, 0.25, 5))
        size = math.radians(draw_log(rng, "periodic_jerks.flexion_deg"))
        if now_s + whole_s > setting.duration_s:
            break
        kicks.append((now_s, up_s, max(0.0, whole_s - up_s - down_s), down_s, size, ways))
        now_s += period_s * float(np.exp(rng.normal(0.0, number("periodic_jerks.period_sd"))))

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        for start_s, up_s, hold_s, down_s, size, ways in kicks:
            if time_s[-1] < start_s or time_s[0] > start_s + up_s + hold_s + down_s:
                continue
            course = ramp(time_s, start_s=start_s, length_s=up_s) + (-1.0) * ramp(
                time_s, start_s=start_s + up_s + hold_s, length_s=down_s
            )
            for name, way in zip(("thigh", "shank", "foot", "roll", "yaw"), ways, strict=True):
                setattr(pose, name, getattr(pose, name) + (size * float(way)) * course)

    motion = Motion(parts=[part])
    motion.movements = [(s, s + up + hold + down) for s, up, hold, down, _, _ in kicks]
    if motion.movements:
        span = (motion.movements[0][0], motion.movements[-1][1])
        motion.stretches.append(Stretch(*span, act.kind, act.detail))

    def activity(time_s: NDArray[np.float64]) -> Values:
        total = np.zeros_like(time_s)
        for start_s, end_s in motion.movements:
            total += (time_s > start_s - 0.04) & (time_s < end_s - 0.1)
        return total

    motion.drives.append(Drive("tibialis", activity))
    return motion
