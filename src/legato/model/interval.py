"""Half-open intervals of time, and the one home of the way between masks and intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError

__all__ = ["Interval", "intervals_from_mask", "merge_intervals"]


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """Span of time ``[start_s, end_s)`` in seconds since the start of the recording.

    Parameters
    ----------
    start_s, end_s : float
        Seconds; ``end_s`` must not lie before ``start_s``.

    Raises
    ------
    InputError
        If the interval is reversed or one end is not a finite number.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        """Refuse reversed and endless intervals instead of swapping their ends."""
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise InputError(
                "An interval needs two finite ends",
                found=f"[{self.start_s}, {self.end_s})",
                mend="give both ends in seconds since the start of the recording",
                code="LEG-E301",
            )
        if self.end_s < self.start_s:
            raise InputError(
                "An interval ends before it starts",
                found=f"[{self.start_s}, {self.end_s})",
                mend="give the earlier end first; Legato never swaps them",
                code="LEG-E302",
            )

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    def overlaps(self, other: Interval) -> bool:
        """Tell whether the two share more than an edge."""
        return self.start_s < other.end_s and other.start_s < self.end_s


def intervals_from_mask(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Turn a mask into half-open index pairs ``(first, behind_last)``, one a run of True.

    Parameters
    ----------
    mask : ndarray of bool, shape (n_samples,)

    Returns
    -------
    list of (int, int)
        In order and disjoint; empty when nothing is True.
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([0], np.asarray(mask, dtype=np.int8), [0]))))
    return [(int(first), int(behind)) for first, behind in zip(edges[::2], edges[1::2], strict=True)]


def merge_intervals(intervals: Iterable[Interval], *, merge_gap_s: float = 0.0) -> list[Interval]:
    """Join intervals that overlap or lie at most ``merge_gap_s`` apart.

    Parameters
    ----------
    intervals : iterable of Interval
        In any order.
    merge_gap_s : float
        Seconds, at least 0.

    Returns
    -------
    list of Interval
        Sorted and disjoint.
    """
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start_s <= merged[-1].end_s + merge_gap_s:
            merged[-1] = Interval(merged[-1].start_s, max(merged[-1].end_s, interval.end_s))
        else:
            merged.append(interval)
    return merged
