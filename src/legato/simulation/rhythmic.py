"""What the generators of rhythmic shaking share: waveforms, the swing of the segments, bursts, roughness."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.simulation.jet import Jet, Waveform
from legato.simulation.limb import Pose
from legato.simulation.motion import Drive, Part, PhaseOf, Setting, make_roughness

__all__ = ["bursts", "draw_bounce_shape", "draw_harmonics", "rough", "swing"]


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


def swing(
    weights: NDArray[np.float64],
    lags: NDArray[np.float64],
    angle_of: Callable[[NDArray[np.float64]], Callable[[float], Jet]],
) -> Part:
    """Make the part that turns each segment by its weight, a little out of phase with the leading one.

    Parameters
    ----------
    weights, lags : ndarray of float64, shape (5,)
        Of thigh, shank, foot, roll and yaw; lags in rad.
    angle_of : callable
        Angle of the leading segment: a function of time that gives a function of the lag, so that what all segments
        share is computed once.

    Returns
    -------
    callable
        Part that adds to a pose.
    """

    def part(time_s: NDArray[np.float64], pose: Pose) -> None:
        lagging = angle_of(time_s)
        for name, weight, lag in zip(("thigh", "shank", "foot", "roll", "yaw"), weights, lags, strict=True):
            setattr(pose, name, getattr(pose, name) + float(weight) * lagging(float(lag)))

    return part


def bursts(
    muscle: str,
    phase: PhaseOf,
    strength: Callable[[NDArray[np.float64]], Jet],
    *,
    lead_rad: float,
    sharp: float = 3.0,
) -> Drive:
    """Make one burst a cycle that comes before the movement.

    Parameters
    ----------
    muscle : str
    phase : callable
        Phase of the movement, rad.
    strength : callable
        Envelope of the movement.
    lead_rad : float
        How far the burst comes before the movement.
    sharp : float
        Concentration of the burst within its cycle (von Mises).

    Returns
    -------
    Drive
    """

    def activity(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
        where = np.asarray(phase(time_s).value) + lead_rad
        return np.asarray(np.clip(strength(time_s).value, 0.0, 2.0) * np.exp(sharp * (np.cos(where) - 1.0)))

    return Drive(muscle, activity)


def rough(
    setting: Setting, pace_hz: float, size_rad: float, strength: Callable[[NDArray[np.float64]], Jet]
) -> Part:
    """Make the roughness of a rhythmic movement.

    Parameters
    ----------
    setting : Setting
    pace_hz : float
    size_rad : float
    strength : callable
        As in ``make_roughness``.

    Returns
    -------
    callable
        Part that adds to a pose.
    """
    return make_roughness(
        setting.own, duration_s=setting.duration_s, pace_hz=pace_hz, size_rad=size_rad, strength=strength
    )
