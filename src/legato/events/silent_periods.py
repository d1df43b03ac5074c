"""Find sudden pauses in tonic muscle activity: the silent periods of negative myoclonus.

A pause counts only between stretches of unbroken activity, where activity prevails: what lies between the bursts of a
tremor or of walking is none. Called by ``events.bursts``.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from legato.events.edge_times import times_of_edges
from legato.events.emg_channel import MuscleStretch, MuscleTrace, power_courses
from legato.model.burst import SilentPeriod
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.signal.burst_envelope import PowerCourse
from legato.signal.change_points import date_edges
from legato.signal.onset_methods import held_runs, largest_near

__all__ = ["detect_silent_periods", "silent_periods_in"]


def detect_silent_periods(trace: MuscleTrace, *, criteria: Criteria) -> tuple[SilentPeriod, ...]:
    """Find the pauses in the tonic activity of one muscle.

    Parameters
    ----------
    trace : MuscleTrace
    criteria : Criteria
        ``silent_period.*`` and ``burst.most_ratio``.

    Returns
    -------
    tuple of SilentPeriod
        In time order; empty where there is none, which says nothing about tonic activity having been there.

    Notes
    -----
    Source: signal criteria, section 9 (negative myoclonus, pauses of 50 to 500 ms). Two pauses closer than the activity
    that is asked for before one count as rhythmic bursting, not as pauses.
    """
    return silent_periods_in(trace, power_courses(trace, criteria=criteria), criteria=criteria)


def silent_periods_in(
    trace: MuscleTrace, courses: list[PowerCourse], *, criteria: Criteria
) -> tuple[SilentPeriod, ...]:
    """Find the pauses where the power of each stretch has been summed already.

    Parameters
    ----------
    trace : MuscleTrace
    courses : list of PowerCourse
        One a stretch.
    criteria : Criteria

    Returns
    -------
    tuple of SilentPeriod
    """
    width_s = criteria.number("silent_period.window_ms") / 1e3
    periods: list[SilentPeriod] = []
    for stretch, course in zip(trace.stretches, courses, strict=True):
        width = max(1, round(width_s * trace.sampling_rate_hz / course.step))
        blocks = course.blocks(width)
        step_s = width * course.step / trace.sampling_rate_hz
        level = _tonic_level(
            blocks,
            per_block=round(criteria.number("silent_period.level_s") / step_s),
            quantile=criteria.number("silent_period.level_quantile"),
        )
        runs = _pauses(blocks, level, step_s=step_s, criteria=criteria)
        periods += _as_periods(trace, stretch, course, runs * width, criteria=criteria)
    return tuple(periods)


def _tonic_level(blocks: NDArray[np.float32], *, per_block: int, quantile: float) -> NDArray[np.float32]:
    """Give the largest upper quantile of the amplitude in the second that each window lies in and its neighbours."""
    n_whole = max(1, len(blocks) // per_block)
    rows = blocks[: n_whole * per_block].reshape(n_whole, -1)
    if not rows.size:
        return np.zeros(len(blocks), dtype=np.float32)
    at = int(quantile * (rows.shape[1] - 1))
    levels = largest_near(np.ascontiguousarray(np.partition(rows, at, axis=1)[:, at]), block=1)
    return np.asarray(levels[np.minimum(np.arange(len(blocks)) // per_block, n_whole - 1)])


def _pauses(
    blocks: NDArray[np.float32], level: NDArray[np.float32], *, step_s: float, criteria: Criteria
) -> NDArray[np.int64]:
    """Give the runs of quiet windows that stand in tonic activity, in windows."""

    def steps(name: str) -> int:
        return max(1, math.floor(criteria.number(f"silent_period.{name}_ms") / 1e3 / step_s))

    quiet = blocks < criteria.number("silent_period.below_share") * level
    break_steps = steps("break")
    runs = held_runs(quiet, on_steps=break_steps, off_steps=break_steps)
    if not len(runs):
        return runs
    shortest, longest = (value / 1e3 / step_s for value in criteria.numbers("silent_period.ms"))
    lengths = runs[:, 1] - runs[:, 0]
    before = runs[:, 0] - np.concatenate(([0], runs[:-1, 1]))
    behind = np.concatenate((runs[1:, 0], [len(blocks)])) - runs[:, 1]
    summed = np.concatenate(([0], np.cumsum(~quiet)))
    around = round(criteria.number("silent_period.around_s") / step_s)
    low, high = np.maximum(runs[:, 0] - around, 0), np.minimum(runs[:, 1] + around, len(blocks))
    active_share = (summed[high] - summed[low]) / (high - low)
    keep = (lengths >= shortest - 2) & (lengths <= longest + 2)
    keep &= (before >= steps("before")) & (behind >= steps("after"))
    keep &= active_share >= criteria.number("silent_period.active_share")
    return runs[keep]


def _as_periods(
    trace: MuscleTrace,
    stretch: MuscleStretch,
    course: PowerCourse,
    runs: NDArray[np.int64],
    *,
    criteria: Criteria,
) -> list[SilentPeriod]:
    """Date the pauses and keep those whose length and depth fit."""
    if not len(runs):
        return []
    rate_hz = trace.sampling_rate_hz
    before = round(criteria.number("silent_period.before_ms") / 1e3 * rate_hz)
    rough = runs * course.step
    lead = np.stack((np.maximum(rough[:, 0] - before, 0), rough[:, 0]), axis=1)
    tonic_power = course.mean_squares(lead)
    reach = max(1, round(2e-3 * criteria.number("silent_period.window_ms") * rate_hz))
    edges = date_edges(
        course,
        rough,
        rest_power=tonic_power,
        outward=reach,
        inward=reach,
        most_ratio=criteria.number("burst.most_ratio"),
    )
    tonic = np.sqrt(tonic_power)
    depth = 1.0 - np.sqrt(course.mean_squares(edges)) / np.maximum(tonic, np.finfo(np.float32).tiny)
    start_s, end_s = times_of_edges(trace.time, edges + stretch.first_sample)
    shortest_s, longest_s = (value / 1e3 for value in criteria.numbers("silent_period.ms"))
    length_s = end_s - start_s
    keep = (length_s >= shortest_s) & (length_s <= longest_s)
    keep &= depth >= criteria.number("silent_period.least_depth")
    return [
        SilentPeriod(
            span=Interval(float(start_s[row]), float(end_s[row])),
            channel=trace.channel,
            tonic_uv=float(tonic[row]) if trace.has_unit else math.nan,
            depth=float(min(1.0, max(0.0, depth[row]))),
        )
        for row in np.flatnonzero(keep)
    ]
