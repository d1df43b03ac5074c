"""Signals at the rails of the recorder, and steps of the level that no muscle makes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["clipped_ranges", "count_steps"]


def clipped_ranges(
    read: Callable[[int, int], NDArray[np.float32]],
    *,
    lowest: NDArray[np.float32],
    highest: NDArray[np.float32],
    piece: int,
    n_samples: int,
    least_pieces: int,
) -> list[tuple[int, int]]:
    """Find the samples that stick at the largest or smallest value of the whole channel.

    Parameters
    ----------
    read : callable
        ``read(start, stop)`` gives samples.
    lowest, highest : ndarray of float32, shape (n_pieces,)
        Extremes of each piece of ``piece`` samples; NaN where a sample is lost.
    piece : int
    n_samples : int
        Samples in all pieces together.
    least_pieces : int
        A value is a rail where so many pieces reach exactly it, or one piece holds it that many times in a row.

    Returns
    -------
    list of (int, int)
        Half-open ranges of at least two samples in a row at a rail, in order.

    Notes
    -----
    Source: engineering. A recorder clips at its own rails, so the extreme of the night repeats to the last digit; the
    largest sample of an unclipped night stands alone.
    """
    found: list[tuple[int, int]] = []
    if not np.isfinite(highest).any():
        return found
    top, bottom = np.nanmax(highest), np.nanmin(lowest)
    if top == bottom:
        return found
    reached = np.flatnonzero((highest == top) | (lowest == bottom) | np.isnan(highest))
    for k in reached:
        start, stop = int(k) * piece, min(n_samples, (int(k) + 1) * piece)
        samples = read(start, stop)
        at = np.flatnonzero((samples == top) | (samples == bottom))
        for run in np.split(at, np.flatnonzero(np.diff(at) > 1) + 1):
            if len(run) > 1:
                found.append((start + int(run[0]), start + int(run[-1]) + 1))
    longest = max((b - a for a, b in found), default=0)
    return found if longest >= least_pieces or len(found) >= least_pieces else []


def count_steps(means: NDArray[np.float64], *, span: int, least: float) -> NDArray[np.int64]:
    """Mark the blocks at which the level steps and stays.

    Parameters
    ----------
    means : ndarray of float64, shape (n_blocks,)
        Mean of each block; NaN where lost.
    span : int
        Blocks over which the level is taken before and after.
    least : float
        Smallest step.

    Returns
    -------
    ndarray of int64, shape (n_blocks,)
        1 at the block where a step is largest, else 0.
    """
    marks = np.zeros(len(means), dtype=np.int64)
    if len(means) <= 2 * span + 1:
        return marks
    running = np.concatenate(([0.0], np.cumsum(np.nan_to_num(means))))
    level = (running[span:] - running[:-span]) / span
    # One block between the two levels: the one in which the step happens.
    step = np.abs(level[span + 1 :] - level[: -span - 1])
    is_lost = np.concatenate(([0], np.cumsum(~np.isfinite(means))))
    width = 2 * span + 1
    step[(is_lost[width:] - is_lost[:-width]) > 0] = 0.0
    for first, behind in _runs(step >= least):
        marks[first + span + int(np.argmax(step[first:behind]))] = 1
    return marks


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Give the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
