"""Date the edges of bursts and pauses: where the likelihood says that the variance of the signal changed.

A window of 10 ms smears every edge by its own length. Here each edge is moved to the sample at which a change from one
variance to the other explains the squared samples best. All bursts of a stretch are dated together. Called by
``events.bursts`` and ``events.silent_periods``.

Notes
-----
The statistic is that of Staude and Wolf's approximated generalised likelihood ratio for a Gaussian signal whose variance
steps (staude2001). Deviation: the ratio of the two variances is bounded, so that the edge lies at a set share of the
burst's own level however quiet the rest is; with an endless ratio the first trace of a slow rise, or the ringing of a
filter, would be the onset.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.signal.burst_envelope import PowerCourse

__all__ = ["burst_evidence", "date_edges"]

PASSES = 2  # the level of a burst and its edges are found in turn
ROWS = 1024  # bursts dated together


def date_edges(
    course: PowerCourse,
    rough: NDArray[np.int64],
    *,
    rest_power: float | NDArray[np.float64],
    outward: int,
    inward: int,
    most_ratio: float,
) -> NDArray[np.int64]:
    """Move the rough edges of each stretch to where the variance changes.

    Parameters
    ----------
    course : PowerCourse
    rough : ndarray of int64, shape (n_stretches, 2)
        In order and disjoint.
    rest_power : float or ndarray of float64, shape (n_stretches,)
        Mean square outside. Where it is the larger one, the stretches are pauses.
    outward, inward : int
        Samples by which an edge may move away from the stretch, and into it (never past its middle).
    most_ratio : float
        Bound of the ratio of the two variances, above 1.

    Returns
    -------
    ndarray of int64, shape (n_stretches, 2)
        In order and disjoint; a stretch whose level equals that of rest keeps its rough edges.
    """
    rough = np.asarray(rough, dtype=np.int64).reshape(-1, 2)
    dated = rough.copy()
    if not len(rough):
        return dated
    rest = np.broadcast_to(np.asarray(rest_power, dtype=np.float64), (len(rough),))
    shrink = np.minimum(inward // 2, (rough[:, 1] - rough[:, 0]) // 4)
    inner = np.stack((rough[:, 0] + shrink, rough[:, 1] - shrink), axis=1)
    bounds = _bounds(rough, len(course.samples), outward)
    middle = (rough[:, 0] + rough[:, 1]) // 2
    for first in range(0, len(rough), ROWS):
        rows = slice(first, first + ROWS)
        begin = _Side(
            course.samples, rough[rows, 0] - outward, bounds[rows, 0], middle[rows], outward + inward
        )
        end = _Side(course.samples, rough[rows, 1] - inward, middle[rows], bounds[rows, 1], outward + inward)
        edges = inner[rows]
        for _ in range(PASSES):
            slope, offset = _log_ratio(rest[rows], course.mean_squares(edges), most_ratio)
            found = np.stack((begin.lowest(slope, offset), end.highest(slope, offset)), axis=1)
            edges = np.where((found[:, 1] > found[:, 0])[:, None], found, rough[rows])
        dated[rows] = edges
    return dated


class _Side:
    """Squares about one side of many bursts, over which the likelihood is summed again and again."""

    def __init__(
        self,
        samples: NDArray[np.float32],
        start: NDArray[np.int64],
        low: NDArray[np.int64],
        high: NDArray[np.int64],
        width: int,
    ) -> None:
        index = start[:, None] + np.arange(width)
        self._start = start
        self._inside = (index >= low[:, None]) & (index < high[:, None])
        self._squares = np.square(samples[np.clip(index, 0, len(samples) - 1)])
        self._low = np.maximum(start, low)
        self._high = np.maximum(np.minimum(start + width, high), self._low)

    def _summed(self, slope: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.float32]:
        """Sum the log-likelihood ratio of burst against rest from the left, 0 first."""
        ratio = self._squares * slope.astype(np.float32)[:, None]
        ratio -= offset.astype(np.float32)[:, None]
        ratio *= self._inside
        summed = np.zeros((len(ratio), ratio.shape[1] + 1), dtype=np.float32)
        np.cumsum(ratio, axis=1, out=summed[:, 1:])
        return summed

    def lowest(self, slope: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the last sample from which on the burst explains the squares best."""
        summed = self._summed(slope, offset)
        best = summed.shape[1] - 1 - np.argmin(summed[:, ::-1], axis=1)
        return np.asarray(np.clip(self._start + best, self._low, self._high))

    def highest(self, slope: NDArray[np.float64], offset: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the first sample up to which the burst explains the squares best."""
        best = np.argmax(self._summed(slope, offset), axis=1)
        return np.asarray(np.clip(self._start + best, self._low, self._high))


def _bounds(rough: NDArray[np.int64], n_samples: int, outward: int) -> NDArray[np.int64]:
    """Give how far each edge may move outwards: at most half way to the neighbour."""
    halfway = (rough[:-1, 1] + rough[1:, 0]) // 2
    low = np.maximum(rough[:, 0] - outward, np.concatenate(([0], halfway)))
    high = np.minimum(rough[:, 1] + outward, np.concatenate((halfway, [n_samples])))
    return np.stack((low, high), axis=1)


def _log_ratio(
    rest: NDArray[np.float64], inside: NDArray[np.float64], most_ratio: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give slope and offset of a sample's log-likelihood ratio, inside against rest, over its square."""
    top = np.maximum(inside, rest)
    low = np.maximum(np.minimum(inside, rest), top / most_ratio)
    is_burst = inside >= rest
    power_in, power_out = np.where(is_burst, top, low), np.where(is_burst, low, top)
    power_in, power_out = (
        np.maximum(power_in, np.finfo(float).tiny),
        np.maximum(power_out, np.finfo(float).tiny),
    )
    return 0.5 * (1.0 / power_out - 1.0 / power_in), 0.5 * np.log(power_in / power_out)


def burst_evidence(
    inside: NDArray[np.float64],
    *,
    rest_power: float,
    lengths: NDArray[np.int64],
    band_share: float,
) -> NDArray[np.float64]:
    """Give the log-likelihood ratio of a changed variance against rest, for each stretch.

    Parameters
    ----------
    inside : ndarray of float64, shape (n_stretches,)
        Mean square of each.
    rest_power : float
    lengths : ndarray of int64, shape (n_stretches,)
        Samples of each.
    band_share : float
        Share of the samples that are independent: twice the bandwidth over the sampling rate.

    Returns
    -------
    ndarray of float64, shape (n_stretches,)
        At least 0; large for a stretch that rest would hardly ever show.
    """
    ratio = np.maximum(np.asarray(inside) / rest_power, np.finfo(float).tiny)
    return np.asarray(0.5 * band_share * lengths * (ratio - 1.0 - np.log(ratio)))
