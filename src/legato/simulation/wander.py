"""Smooth random courses: wandering frequencies, waxing envelopes, sway.

A course is a cubic B-spline with random coefficients. Its value, two derivatives and integral are exact at any time,
and what was drawn does not depend on where it is read.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.simulation.jet import Jet

__all__ = ["Wander"]

# Mean over a knot interval of the sum of squared cubic B-spline weights: the variance that independent coefficients keep.
_KEPT_VARIANCE = 151.0 / 315.0


class Wander:
    """Smooth random course of given spread and pace.

    Parameters
    ----------
    rng : numpy.random.Generator
    duration_s : float
        The course can be read from 0 to here.
    knot_s : float
        Seconds between knots; hardly anything happens faster than ``0.5 / knot_s`` Hz.
    sd : float
        Standard deviation of the value.
    """

    def __init__(self, rng: np.random.Generator, *, duration_s: float, knot_s: float, sd: float) -> None:
        n_intervals = math.ceil(duration_s / knot_s) + 1
        c = rng.standard_normal(n_intervals + 3) * (sd / math.sqrt(_KEPT_VARIANCE))
        c0, c1, c2, c3 = c[:-3], c[1:-2], c[2:-1], c[3:]
        self._knot_s = knot_s
        self._poly = (
            (c0 + 4.0 * c1 + c2) / 6.0,
            (c2 - c0) / 2.0,
            (c0 - 2.0 * c1 + c2) / 2.0,
            (c3 - c0) / 6.0 + (c1 - c2) / 2.0,
        )
        whole = self._poly[0] + self._poly[1] / 2.0 + self._poly[2] / 3.0 + self._poly[3] / 4.0
        self._before = np.concatenate(([0.0], np.cumsum(whole)))[:-1] * knot_s

    def _locate(self, time_s: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        n_intervals = len(self._before)
        place = np.clip(time_s / self._knot_s, 0.0, n_intervals)  # a cubic runs away beyond its last knot
        index = np.minimum(place.astype(np.intp), n_intervals - 1)
        return index, place - index

    def at(self, time_s: NDArray[np.float64]) -> Jet:
        """Give the course with both derivatives.

        Parameters
        ----------
        time_s : ndarray of float64, shape (n_times,)
            Seconds from 0 to ``duration_s``.

        Returns
        -------
        Jet
        """
        index, u = self._locate(time_s)
        a0, a1, a2, a3 = (part[index] for part in self._poly)
        h = self._knot_s
        return Jet(
            a0 + u * (a1 + u * (a2 + u * a3)),
            (a1 + u * (2.0 * a2 + 3.0 * u * a3)) / h,
            (2.0 * a2 + 6.0 * u * a3) / h**2,
        )

    def integral(self, time_s: NDArray[np.float64]) -> Jet:
        """Give the course's integral from 0, with the course as its rate.

        Parameters
        ----------
        time_s : ndarray of float64, shape (n_times,)

        Returns
        -------
        Jet
        """
        index, u = self._locate(time_s)
        a0, a1, a2, a3 = (part[index] for part in self._poly)
        h = self._knot_s
        value = self._before[index] + h * u * (a0 + u * (a1 / 2.0 + u * (a2 / 3.0 + u * a3 / 4.0)))
        return Jet(value, a0 + u * (a1 + u * (a2 + u * a3)), (a1 + u * (2.0 * a2 + 3.0 * u * a3)) / h)
