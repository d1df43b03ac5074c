"""What a real sensor makes of what an ideal one feels: noise, offset, range, steps of the converter."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.simulation.limb import GRAVITY_MPS2, Felt
from legato.simulation.parameters import draw_log, number

__all__ = ["SensorModel", "add_all_faults", "add_faults", "draw_sensor"]


@dataclass(frozen=True, slots=True)
class SensorModel:
    """Faults of one accelerometer and gyroscope.

    Parameters
    ----------
    accel_density : float
        Noise density, m/s2/sqrt(Hz); white.
    gyro_density : float
        Noise density, rad/s/sqrt(Hz); white.
    accel_offset, gyro_offset : tuple of float
        m/s2 and rad/s.
    accel_range : float
        Largest specific force on one axis, m/s2; more is clipped.
    gyro_range : float
        rad/s.
    bits : int or None
        Steps of the converter over the whole range; None keeps every digit.
    """

    accel_density: float = 0.0
    gyro_density: float = 0.0
    accel_offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gyro_offset: tuple[float, float, float] = (0.0, 0.0, 0.0)
    accel_range: float = math.inf
    gyro_range: float = math.inf
    bits: int | None = None


def draw_sensor(rng: np.random.Generator) -> SensorModel:
    """Draw an ordinary wearable sensor.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    SensorModel
    """
    a, g = (rng.normal(0.0, 1.0, 3) for _ in range(2))
    a, g = (
        a * number("sensor.accel_offset_mps2") / math.sqrt(3),
        np.radians(g * number("sensor.gyro_offset_dps")),
    )
    return SensorModel(
        accel_density=draw_log(rng, "sensor.accel_density"),
        gyro_density=math.radians(draw_log(rng, "sensor.gyro_density_dps")),
        accel_offset=(float(a[0]), float(a[1]), float(a[2])),
        gyro_offset=(float(g[0]), float(g[1]), float(g[2])),
        accel_range=number("sensor.accel_range_g") * GRAVITY_MPS2,
        gyro_range=math.radians(number("sensor.gyro_range_dps")),
        bits=int(number("sensor.bits")),
    )


def add_faults(
    ideal: NDArray[np.float64],
    *,
    density: float,
    offset: tuple[float, float, float],
    limit: float,
    bits: int | None,
    sampling_rate_hz: float,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Add a sensor's faults to what it should have felt.

    Parameters
    ----------
    ideal : ndarray of float64, shape (3, n_samples)
        Is not changed.
    density : float
        White noise, unit/sqrt(Hz).
    offset : tuple of float
        Added to each axis.
    limit : float
        Values beyond +- this are clipped.
    bits : int or None
        Rounded to ``2 * limit / 2**bits``; None does not round.
    sampling_rate_hz : float
        Turns the density into a standard deviation.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of float64, shape (3, n_samples)
    """
    noise = rng.standard_normal(ideal.shape, dtype=np.float32) * np.float32(
        density * math.sqrt(sampling_rate_hz / 2.0)
    )
    felt = ideal + noise
    felt += np.array(offset)[:, None]
    if math.isfinite(limit):
        np.clip(felt, -limit, limit, out=felt)
        if bits is not None:
            step = 2.0 * limit / 2**bits
            felt /= step
            np.rint(felt, out=felt)
            felt *= step
    return felt


def add_all_faults(
    felt: Felt, model: SensorModel, *, sampling_rate_hz: float, rng: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Add the faults of accelerometer and gyroscope.

    Parameters
    ----------
    felt : Felt
    model : SensorModel
    sampling_rate_hz : float
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray, ndarray) of float64, each shape (3, n_samples)
        Specific force in m/s2 and angular velocity in rad/s.
    """
    force = add_faults(
        felt.specific_force,
        density=model.accel_density,
        offset=model.accel_offset,
        limit=model.accel_range,
        bits=model.bits,
        sampling_rate_hz=sampling_rate_hz,
        rng=rng,
    )
    turn = add_faults(
        felt.angular_velocity,
        density=model.gyro_density,
        offset=model.gyro_offset,
        limit=model.gyro_range,
        bits=model.bits,
        sampling_rate_hz=sampling_rate_hz,
        rng=rng,
    )
    return force, turn
