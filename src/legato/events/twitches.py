"""Short bursts of a sleeping leg, of which alternating activation, foot tremor and twitches are made.

Works on blocks of 10 ms, because a night has fifteen million samples a leg; the edges are then laid to the sample.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

from legato.model.burst import Burst
from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask
from legato.model.time_base import TimeBase

__all__ = ["find_short_bursts"]

_Real = NDArray[np.float32] | NDArray[np.float64]


def find_short_bursts(
    amplitude_uv: _Real,
    *,
    resting_uv: NDArray[np.float64],
    cell: int,
    time: TimeBase,
    channel: str,
    criteria: Criteria,
    first_sample: int = 0,
) -> tuple[Burst, ...]:
    """Find the bursts of 50 ms to 1 s of one leg.

    Parameters
    ----------
    amplitude_uv : ndarray of float, shape (n_samples,)
        Conditioned EMG, rectified or not; NaN where the signal is lost.
    resting_uv : ndarray of float64, shape (n_cells,)
        Resting level of every cell; NaN where it can't be told: nothing is found there. The last one also holds for the
        samples behind its cell.
    cell : int
        Samples of a cell.
    time : TimeBase
        Clock of the channel.
    channel : str
        Name.
    criteria : Criteria
        ``twitch.*``.
    first_sample : int
        Index, in the channel, of the first sample given.

    Returns
    -------
    tuple of Burst
        In time order, disjoint; a burst that meets lost signal or the end of the samples is marked as cut.

    Notes
    -----
    Source: engineering; no published rule names a level for these. The mean rectified amplitude of 10 ms must lie 8 uV
    above resting. A pause below 50 ms is bridged, lost signal and a gap of the clock never.
    """
    block = max(1, round(criteria.number("twitch.block_s") * time.sampling_rate_hz))
    n_blocks = len(amplitude_uv) // block
    if not n_blocks or not len(resting_uv):
        return ()
    level_uv = _level_of_blocks(amplitude_uv, block=block, n_blocks=n_blocks)
    threshold_uv = resting_uv + criteria.number("twitch.above_uv")
    is_above = _compare(level_uv, threshold_uv, block=block, cell=cell)
    is_lost = _lost_blocks(level_uv, time, block=block, first_sample=first_sample)
    merge = round(criteria.number("twitch.merge_s") * time.sampling_rate_hz / block)
    bursts = []
    shortest_s, longest_s = criteria.numbers("twitch.length_s")
    for low, behind in _joined(intervals_from_mask(is_above), is_lost, merge=merge):
        if (behind - low - 2) * block > longest_s * time.sampling_rate_hz:
            continue
        resting = float(resting_uv[min(low * block // cell, len(resting_uv) - 1)])
        threshold = float(threshold_uv[min(low * block // cell, len(resting_uv) - 1)])
        first, last = _edges(amplitude_uv, low, behind, block=block, threshold_uv=threshold)
        first_s, last_s = (
            float(time.times_s(first_sample + at, first_sample + at + 1)[0]) for at in (first, last)
        )
        span = Interval(first_s, last_s + 1.0 / time.sampling_rate_hz)
        if not shortest_s <= span.duration_s <= longest_s:
            continue
        above_uv = np.abs(amplitude_uv[first : last + 1]) - resting
        is_cut = low == 0 or behind == n_blocks or bool(is_lost[low - 1] or is_lost[behind])
        area = float(np.sum(above_uv, dtype=np.float64)) / time.sampling_rate_hz
        bursts.append(Burst(span, channel, float(above_uv.max()), area, is_cut))
    return tuple(bursts)


def _level_of_blocks(amplitude_uv: _Real, *, block: int, n_blocks: int) -> NDArray[np.float32]:
    """Give the mean rectified amplitude of every block; NaN where one of its samples is lost."""
    whole = amplitude_uv[: block * n_blocks]
    total = np.abs(whole[0::block]).astype(np.float32)
    part = np.empty_like(total)
    for offset in range(1, block):
        np.abs(whole[offset::block], out=part, casting="same_kind")
        total += part
    total /= np.float32(block)
    return total


def _compare(
    level_uv: NDArray[np.float32], threshold_uv: NDArray[np.float64], *, block: int, cell: int
) -> NDArray[np.bool_]:
    """Compare every block with the threshold of the cell in which it begins; what is NaN is not above."""
    which = np.minimum(np.arange(len(level_uv)) * block // cell, len(threshold_uv) - 1)
    above: NDArray[np.bool_] = level_uv >= threshold_uv.astype(np.float32)[which]
    return above


def _lost_blocks(
    level_uv: NDArray[np.float32], time: TimeBase, *, block: int, first_sample: int
) -> NDArray[np.bool_]:
    """Tell the blocks that hold lost samples, and those in which the clock leaps."""
    is_lost: NDArray[np.bool_] = np.isnan(level_uv)
    if len(time.runs) > 1 and time.gaps:
        for gap in time.gaps:
            at = (time.index_at(gap.end_s) - first_sample) // block
            if 0 <= at < len(is_lost):
                is_lost[at] = True
    return is_lost


def _joined(runs: list[tuple[int, int]], is_lost: NDArray[np.bool_], *, merge: int) -> list[tuple[int, int]]:
    """Join runs of blocks across short pauses, never across lost ones; a run ends where one begins."""
    joined: list[tuple[int, int]] = []
    for low, behind in runs:
        lost = np.flatnonzero(is_lost[low:behind])
        pieces = [low, *(low + int(one) for one in lost), behind]
        for begin, end in itertools.pairwise(pieces):
            start = begin + (begin in pieces[1:-1])
            if start >= end:
                continue
            if joined and start - joined[-1][1] < merge and not is_lost[joined[-1][1] : start].any():
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
    return joined


def _edges(amplitude_uv: _Real, low: int, behind: int, *, block: int, threshold_uv: float) -> tuple[int, int]:
    """Give the first and the last sample above the threshold in the outermost blocks of a burst."""
    head = np.abs(amplitude_uv[low * block : (low + 1) * block]) >= threshold_uv
    tail = np.abs(amplitude_uv[(behind - 1) * block : behind * block]) >= threshold_uv
    first = low * block + int(np.argmax(head))
    last = behind * block - 1 - int(np.argmax(tail[::-1]))
    return first, last
