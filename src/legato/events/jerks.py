"""Find the single jerks in the samples of a stretch: when each starts, when it ends, how large it is.

Called for the few windows whose state is a jerk, so that a bout starts at the jerk and not at the edge of a window.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.interval import intervals_from_mask
from legato.signal.order import median_along

__all__ = ["Jerk", "detect_jerks"]

_MEDIAN_OF = 400  # samples; the error of such a median is a twentieth of the spread


@dataclass(frozen=True, slots=True)
class Jerk:
    """One jerk, in samples of the stretch that was searched.

    Parameters
    ----------
    onset_sample, end_sample : int
        Half open.
    peak : float
        Largest departure from rest, in the unit of the samples.
    rise_s : float
        From the onset to the first time that the departure reaches ``jerk.risen_share`` of the peak.
    before_share : float
        Largest departure in the ``jerk.quiet_s`` before the onset, over the peak; NaN where nothing was recorded before.
    peak_over_floor : float
        Peak over the least one that was searched for.
    """

    onset_sample: int
    end_sample: int
    peak: float
    rise_s: float
    before_share: float
    peak_over_floor: float

    def is_abrupt(self, criteria: Criteria) -> bool:
        """Tell whether it broke out of rest as a jerk does, and a movement that was meant does not."""
        is_quick = self.rise_s <= criteria.number("jerk.rise_most_s")
        is_large = self.peak_over_floor >= 1.0 / criteria.number("jerk.search_share")
        return is_quick and is_large and self.before_share <= criteria.number("jerk.before_most")


def detect_jerks(
    axes: NDArray[np.float64], *, sampling_rate_hz: float, floor: float, criteria: Criteria
) -> list[Jerk]:
    """Find the jerks in a stretch of one sensor.

    Parameters
    ----------
    axes : ndarray of float64, shape (n_samples, 3)
        Angular velocity or acceleration; NaN marks lost samples and ends a jerk.
    sampling_rate_hz : float
    floor : float
        Least peak that counts, in the unit of ``axes``.
    criteria : Criteria
        ``jerk.*``.

    Returns
    -------
    list of Jerk
        In time order, disjoint. Empty means: searched, none found.

    Notes
    -----
    Source: engineering. The departure from the median is compared with ``jerk.on_share`` of its own peak and with
    ``jerk.on_over_rest`` times the resting level (median absolute departure); the larger of the two is the onset level,
    so a large jerk is not dated early by the sway before it. Stretches closer than ``jerk.merge_gap_s`` are one jerk: a
    leg swings back.
    """
    if not len(axes):
        return []
    is_lost: NDArray[np.bool_] = np.asarray(~np.isfinite(axes).all(axis=1))
    departure: NDArray[np.float64] = np.sqrt(((axes - _middle(axes, is_lost)) ** 2).sum(axis=1))
    departure[is_lost] = 0.0
    there = departure if not is_lost.any() else departure[~is_lost]
    rest = float(median_along(_thinned(there))) if len(there) else 0.0
    level = max(floor * criteria.number("jerk.on_share"), rest * criteria.number("jerk.on_over_rest"))
    gap_samples = max(1, round(criteria.number("jerk.merge_gap_s") * sampling_rate_hz))
    jerks: list[Jerk] = []
    for first, behind in _joined(intervals_from_mask(departure > level), gap_samples=gap_samples):
        peak_at = first + int(np.argmax(departure[first:behind]))
        peak = float(departure[peak_at])
        if peak >= floor:
            onset = _onset(departure, first, peak_at, level, criteria)
            jerks.append(_jerk(departure, onset, behind, peak / floor, sampling_rate_hz, criteria))
    return jerks


def _jerk(
    departure: NDArray[np.float64],
    onset: int,
    behind: int,
    peak_over_floor: float,
    sampling_rate_hz: float,
    criteria: Criteria,
) -> Jerk:
    """Describe one jerk: how quickly it rose, and how quiet it was before."""
    peak = float(departure[onset:behind].max())
    risen = np.flatnonzero(departure[onset:behind] >= criteria.number("jerk.risen_share") * peak)
    before = departure[
        max(0, onset - round(criteria.number("jerk.quiet_s") * sampling_rate_hz)) : max(0, onset - 1)
    ]
    return Jerk(
        onset_sample=onset,
        end_sample=behind,
        peak=peak,
        rise_s=float(risen[0]) / sampling_rate_hz if len(risen) else float("inf"),
        before_share=float(before.max()) / peak if len(before) else float("nan"),
        peak_over_floor=peak_over_floor,
    )


def _thinned(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give enough values for a median, evenly taken: more of them cost time and change nothing."""
    return values[:: max(1, len(values) // _MEDIAN_OF)]


def _middle(axes: NDArray[np.float64], is_lost: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Give the resting level of each axis."""
    there = axes if not is_lost.any() else axes[~is_lost]
    return median_along(_thinned(there)) if len(there) else np.zeros(axes.shape[1])


def _joined(runs: list[tuple[int, int]], *, gap_samples: int) -> list[tuple[int, int]]:
    """Join runs that lie less than a gap apart."""
    joined: list[tuple[int, int]] = []
    for first, behind in runs:
        if joined and first - joined[-1][1] < gap_samples:
            joined[-1] = (joined[-1][0], behind)
        else:
            joined.append((first, behind))
    return joined


def _onset(departure: NDArray[np.float64], first: int, peak_at: int, level: float, criteria: Criteria) -> int:
    """Date the onset where the rise to the first strong departure begins."""
    onset_level = max(level, criteria.number("jerk.on_share") * float(departure[peak_at]))
    above = np.flatnonzero(departure[first : peak_at + 1] > onset_level)
    return first + int(above[0]) if len(above) else peak_at
