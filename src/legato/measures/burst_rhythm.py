"""Tell whether the bursts of one muscle are as regular as those of a tremor.

A claim needs one unbroken run of regular bursts in the band of tremor: walking, standing and sitting give bursts, and not
this. Called by the use case.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.measures.burst_statistics import mean_interval
from legato.model.burst import BurstRhythm, BurstTrain
from legato.model.criteria import Criteria

__all__ = ["compute_rhythm"]


def compute_rhythm(train: BurstTrain, *, criteria: Criteria) -> BurstRhythm:
    """Look for runs of bursts that follow each other regularly in the band of tremor.

    Parameters
    ----------
    train : BurstTrain
    criteria : Criteria
        ``burst_rhythm.*``.

    Returns
    -------
    BurstRhythm

    Notes
    -----
    Source: engineering. A run ends at an interval outside the band or far from the median of the run so far, and at a cut
    burst. A run counts if it is long enough and its coefficient of variation small enough.
    """
    onsets = np.array([burst.span.start_s for burst in train.bursts])
    intervals_s = np.diff(onsets)
    least = int(criteria.number("burst_rhythm.least"))
    most_cv = criteria.number("burst_rhythm.most_cv")
    runs = [run for run in _regular_runs(intervals_s, criteria=criteria) if len(run) >= least]
    regular = [run for run in runs if _variation(run) <= most_cv]
    if not regular:
        if len(intervals_s) < least:
            reason = f"{len(intervals_s)} intervals between bursts, fewer than {least}"
        elif not runs:
            reason = f"no unbroken run of {least} intervals in the band of tremor"
        else:
            reason = (
                f"the intervals vary by {min(_variation(run) for run in runs):.0%}, more than {most_cv:.0%}"
            )
        return BurstRhythm(
            train.channel,
            is_rhythmic=False,
            frequency_hz=math.nan,
            interval_hz=None,
            variation=math.nan,
            n=0,
            reason=reason,
        )
    together = np.concatenate(regular)
    mean_s = float(np.mean(together))
    bounds = mean_interval(together)
    return BurstRhythm(
        channel=train.channel,
        is_rhythmic=True,
        frequency_hz=1.0 / mean_s,
        interval_hz=None if bounds is None else (1.0 / bounds[1], 1.0 / bounds[0]),
        variation=_variation(together),
        n=len(together),
    )


def _variation(intervals_s: NDArray[np.float64]) -> float:
    """Give the coefficient of variation."""
    return float(np.std(intervals_s, ddof=1) / np.mean(intervals_s))


def _regular_runs(intervals_s: NDArray[np.float64], *, criteria: Criteria) -> list[NDArray[np.float64]]:
    """Split the intervals where one leaves the band or departs from those just before it."""
    low_hz, high_hz = criteria.numbers("burst_rhythm.band_hz")
    share = criteria.number("burst_rhythm.step_share")
    lately = int(criteria.number("burst_rhythm.least"))
    runs: list[list[float]] = [[]]
    for interval_s in intervals_s.tolist():
        fits = 1.0 / high_hz <= interval_s <= 1.0 / low_hz
        run = runs[-1]
        if run and fits:
            recent = sorted(run[-lately:])
            middle_s = recent[len(recent) // 2]
            if abs(interval_s - middle_s) > share * middle_s:
                runs.append([])
        elif run and not fits:
            runs.append([])
        if fits:
            runs[-1].append(interval_s)
    return [np.array(run) for run in runs if run]
