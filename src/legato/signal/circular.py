"""Statistics of angles: mean direction with its interval, and the test of Rayleigh. Called by ``measures.muscle_pairs``."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CircularMean", "circular_mean", "rayleigh_p"]


@dataclass(frozen=True, slots=True)
class CircularMean:
    """Mean direction of angles.

    Parameters
    ----------
    mean_rad : float
        -pi to pi; NaN without angles.
    half_width_rad : float
        Half of the 95 % interval; pi where no direction can be told apart from any other.
    resultant : float
        Length of the mean resultant, 0 to 1.
    n : int
    """

    mean_rad: float
    half_width_rad: float
    resultant: float
    n: int


def circular_mean(angles_rad: NDArray[np.float64]) -> CircularMean:
    """Give the mean direction of angles with its 95 % interval.

    Parameters
    ----------
    angles_rad : ndarray of float64, shape (n_angles,)

    Returns
    -------
    CircularMean

    Notes
    -----
    Fisher (1993), section 4.4: circular dispersion ``(1 - m2) / (2 R^2)`` from the second moment about the mean, and
    ``arcsin(1.96 sqrt(dispersion / n))``. Source: fisher1993.
    """
    angles = np.asarray(angles_rad, dtype=np.float64)
    n = len(angles)
    if n == 0:
        return CircularMean(math.nan, math.pi, 0.0, 0)
    resultant_vector = complex(np.mean(np.exp(1j * angles)))
    resultant = min(1.0, abs(resultant_vector))
    mean = math.atan2(resultant_vector.imag, resultant_vector.real)
    if n < 2 or resultant < np.finfo(float).eps:
        return CircularMean(mean, math.pi, resultant, n)
    second_moment = float(np.mean(np.cos(2.0 * (angles - mean))))
    dispersion = max(0.0, (1.0 - second_moment) / (2.0 * resultant**2))
    reach = 1.96 * math.sqrt(dispersion / n)
    return CircularMean(mean, math.asin(reach) if reach < 1.0 else math.pi, resultant, n)


def rayleigh_p(angles_rad: NDArray[np.float64]) -> float:
    """Give the probability that angles without any preferred direction lie as close together as these.

    Parameters
    ----------
    angles_rad : ndarray of float64, shape (n_angles,)

    Returns
    -------
    float
        1 without angles.

    Notes
    -----
    Approximation of Zar (1999), equation 27.4. Source: zar1999.
    """
    n = len(angles_rad)
    if n == 0:
        return 1.0
    length = n * circular_mean(angles_rad).resultant
    return float(min(1.0, math.exp(math.sqrt(1.0 + 4.0 * n + 4.0 * (n**2 - length**2)) - (1.0 + 2.0 * n))))
