"""Published ways to tell activity from rest in EMG, on the power of short windows. Called by ``events.bursts``.

Each gives rough stretches in steps; ``signal.change_points`` dates the edges where the method leaves them to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["RestingPower", "bonato_runs", "held_runs", "join_runs", "largest_near", "resting_power"]

START_QUANTILE = 0.1  # of the windows' amplitude: rest, as long as a tenth of the time is rest
START_FACTOR = 1.6  # windows up to this times the start are rest in the first round
ROUNDS = 20
HALVINGS = 12
MAD_TO_SD = 1.4826


@dataclass(frozen=True, slots=True)
class RestingPower:
    """What the windows show when the muscle rests.

    Parameters
    ----------
    median : float
        Of the windows' RMS.
    mad : float
        Median distance of the windows' RMS from it.
    share : float
        Share of the windows that are rest.
    n_windows : int
        Rest windows.
    """

    median: float
    mad: float
    share: float
    n_windows: int


def resting_power(windows_rms: NDArray[np.float32], *, mads: float) -> RestingPower | None:
    """Estimate rest from the quiet windows, also where bursts fill half of the time and more.

    Parameters
    ----------
    windows_rms : ndarray of float32, shape (n_windows,)
        RMS of windows that do not overlap; only finite ones.
    mads : float
        Windows above the median by more than this many scaled MADs are not rest.

    Returns
    -------
    RestingPower or None
        None without windows.

    Notes
    -----
    Starts from the quietest tenth and lets the set of quiet windows grow until its own median and MAD hold it together.
    """
    ordered = np.sort(windows_rms)
    n = len(ordered)
    if n == 0:
        return None
    quiet = int(np.searchsorted(ordered, START_FACTOR * ordered[int(START_QUANTILE * (n - 1))], side="right"))
    median = mad = 0.0
    for _ in range(ROUNDS):
        median = float(ordered[(quiet - 1) // 2])
        mad = _mad_of_ordered(ordered[:quiet], median)
        now = max(1, int(np.searchsorted(ordered, median + mads * MAD_TO_SD * mad, side="right")))
        if now == quiet:
            break
        quiet = now
    return RestingPower(median=median, mad=mad, share=quiet / n, n_windows=quiet)


def _mad_of_ordered(ordered: NDArray[np.float32], median: float) -> float:
    """Give the distance within which half of the ordered values lie about their median, by halving."""
    low, high = 0.0, float(max(median - ordered[0], ordered[-1] - median))
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        within = np.searchsorted(ordered, median + middle, side="right") - np.searchsorted(
            ordered, median - middle
        )
        low, high = (low, middle) if 2 * within >= len(ordered) else (middle, high)
    return high


def held_runs(
    active: NDArray[np.bool_], *, on_steps: int, off_steps: int, going_on: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """Give the runs of activity that start when it is held, and end when rest is held.

    Parameters
    ----------
    active : ndarray of bool, shape (n_steps,)
    on_steps : int
        Shortest activity that makes a run.
    off_steps : int
        Shortest rest that ends a run; the run ends at the first step of that rest.
    going_on : ndarray of bool or None, shape (n_steps,)
        Where activity, once there, goes on (a lower threshold); None takes ``active``.

    Returns
    -------
    ndarray of int64, shape (n_runs, 2)
        First step and the step behind the last.
    """
    runs = _runs(active)
    held = runs[runs[:, 1] - runs[:, 0] >= on_steps]
    whole = runs if going_on is None else _runs(active | going_on)
    joined = join_runs(whole, gap=off_steps)
    first = np.searchsorted(held[:, 0], joined[:, 0], side="left")
    behind = np.searchsorted(held[:, 0], joined[:, 1], side="left")
    kept: NDArray[np.int64] = joined[behind > first]
    return kept


def largest_near(values: NDArray[np.float32], *, block: int) -> NDArray[np.float32]:
    """Give the largest value of the block that each step lies in and of its two neighbours.

    Parameters
    ----------
    values : ndarray of float32, shape (n_steps,)
    block : int
        Steps of a block.

    Returns
    -------
    ndarray of float32, shape (n_steps,)
    """
    n = len(values)
    if n == 0:
        return values
    tops = np.maximum.reduceat(values, np.arange(0, n, block))
    near = tops.copy()
    np.maximum(near[1:], tops[:-1], out=near[1:])
    np.maximum(near[:-1], tops[1:], out=near[:-1])
    return np.repeat(near, block)[:n]


def _runs(active: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the runs of True as rows of (first, behind)."""
    edges = np.flatnonzero(active[1:] != active[:-1]) + 1
    if len(active) and active[0]:
        edges = np.concatenate(([0], edges))
    if len(active) and active[-1]:
        edges = np.concatenate((edges, [len(active)]))
    return edges.astype(np.int64).reshape(-1, 2)


def join_runs(runs: NDArray[np.int64], *, gap: int) -> NDArray[np.int64]:
    """Join runs that lie less than ``gap`` apart.

    Parameters
    ----------
    runs : ndarray of int64, shape (n_runs, 2)
        In order and disjoint.
    gap : int

    Returns
    -------
    ndarray of int64, shape (n_joined, 2)
    """
    if len(runs) < 2:
        return runs
    apart = np.flatnonzero(runs[1:, 0] - runs[:-1, 1] >= gap)
    first = np.concatenate(([0], apart + 1))
    last = np.concatenate((apart, [len(runs) - 1]))
    return np.stack((runs[first, 0], runs[last, 1]), axis=1)


def bonato_runs(
    samples: NDArray[np.float32], *, rest_power: float, threshold: float, of_last: int, least: int
) -> NDArray[np.bool_]:
    """Tell which pairs of samples are active by the two thresholds of Bonato.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_samples,)
        Whitened so far as their spacing makes them nearly independent.
    rest_power : float
        Mean square at rest.
    threshold : float
        First threshold, on the sum of the squares of two samples in units of ``rest_power``.
    of_last : int
        Pairs looked at together.
    least : int
        Second threshold: how many of them must lie above the first.

    Returns
    -------
    ndarray of bool, shape (n_samples // 2,)
        Set at a pair if at least ``least`` of the ``of_last`` pairs that start there are above the first threshold.
    """
    pairs = step_pairs(samples) > threshold * rest_power
    counts = np.concatenate(([0], np.cumsum(pairs)))
    index = np.arange(len(pairs))
    ahead = counts[np.minimum(index + of_last, len(pairs))] - counts[index]
    return np.asarray((ahead >= least) & pairs)


def step_pairs(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give the sum of the squares of each two neighbouring samples (chi-squared with two degrees at rest)."""
    whole = samples[: len(samples) // 2 * 2].reshape(-1, 2)
    return np.asarray(np.square(whole).sum(axis=1))
