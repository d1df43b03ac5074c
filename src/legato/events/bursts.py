"""Find the bursts of one muscle by published methods, and date their edges to the sample.

The resting level comes from the quiet parts of the whole trace. Called by the use case; ``measures.burst_measures`` adds
up what is found.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError, UsageError
from legato.events.edge_times import times_of_edges
from legato.events.emg_channel import MuscleStretch, MuscleTrace, condition_muscle, power_courses
from legato.events.silent_periods import silent_periods_in
from legato.model.burst import Burst, BurstTrain
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.signal.burst_envelope import PowerCourse, filter_by_gain
from legato.signal.change_points import burst_evidence, date_edges
from legato.signal.onset_methods import (
    RestingPower,
    bonato_runs,
    held_runs,
    join_runs,
    largest_near,
    resting_power,
)

__all__ = ["BURST_METHODS", "detect_bursts", "find_burst_train", "find_bursts"]

BURST_METHODS = ("threshold", "hodges_bui", "bonato")
_RECTIFIED_SHARE = math.sqrt(2.0 / math.pi)  # mean of the rectified over the RMS of a Gaussian signal


@dataclass(frozen=True, slots=True)
class _Rest:
    """Rest of a trace, and the least amplitude that can be a burst."""

    level: RestingPower
    threshold: float
    going_on: float
    power: float


def find_burst_train(
    channel: Channel,
    *,
    criteria: Criteria,
    method: str = "threshold",
    notch_hz: float | None = None,
    span: Interval | None = None,
) -> BurstTrain:
    """Condition a muscle's channel and find its bursts and pauses.

    Parameters
    ----------
    channel : Channel
    criteria : Criteria
        ``muscle.*``, ``burst.*``, ``silent_period.*`` and those of the method.
    method : str
        One of ``BURST_METHODS``.
    notch_hz : float or None
    span : Interval or None

    Returns
    -------
    BurstTrain
        Without measures.

    Raises
    ------
    InputError
        If the channel can't be searched.
    UsageError
        If there is no such method.
    """
    trace = condition_muscle(channel, criteria=criteria, notch_hz=notch_hz, span=span)
    return find_bursts(trace, criteria=criteria, method=method)


def detect_bursts(trace: MuscleTrace, *, criteria: Criteria, method: str = "threshold") -> tuple[Burst, ...]:
    """Find the bursts of one muscle.

    Parameters
    ----------
    trace : MuscleTrace
    criteria : Criteria
        ``burst.*`` and those of the method.
    method : str
        One of ``BURST_METHODS``.

    Returns
    -------
    tuple of Burst
        In time order, disjoint.

    Raises
    ------
    InputError
        If there is too little rest to set a threshold by.
    UsageError
        If there is no such method.
    """
    return find_bursts(trace, criteria=criteria, method=method).bursts


def find_bursts(trace: MuscleTrace, *, criteria: Criteria, method: str = "threshold") -> BurstTrain:
    """Find the bursts and pauses of one muscle, and the resting level that they stand out of.

    Parameters
    ----------
    trace : MuscleTrace
    criteria : Criteria
        ``burst.*``, ``silent_period.*`` and those of the method.
    method : str
        ``threshold``: RMS of 10 ms over the resting median by scaled median absolute deviations, edges dated by
        likelihood. ``hodges_bui``: mean of the rectified and smoothed signal over mean and standard deviations of rest.
        ``bonato``: two thresholds on pairs of squares. The last two keep the edges that the method gives.

    Returns
    -------
    BurstTrain
        Without measures.

    Raises
    ------
    InputError
        If there is too little rest to set a threshold by.
    UsageError
        If there is no such method.

    Notes
    -----
    Source: hodges1996, bonato1998, staude2001; signal criteria, section 9. Deviations: the hold of 20 ms that ends a burst
    is shortened by the window of 10 ms, which fills every gap by its own length; a burst must also carry evidence
    (log-likelihood ratio), whatever its method; the shortest burst is 5 ms, not 10.
    """
    if method not in BURST_METHODS:
        raise UsageError(
            f"No method '{method}' to find bursts", mend=f"one of {', '.join(BURST_METHODS)}", code="LEG-E944"
        )
    courses = power_courses(trace, criteria=criteria)
    rest = _rest_of(trace, courses, criteria=criteria)
    bursts: list[Burst] = []
    unseen = round(trace.sampling_rate_hz * criteria.number("burst.window_ms") / 1e3)
    for stretch, course in zip(trace.stretches, courses, strict=True):
        windows = course.windows(_steps(trace, course, criteria.number("burst.window_ms")))
        rough = _rough_edges(trace, course, windows, rest, method=method, criteria=criteria)
        edges = _date(trace, course, rough, rest, method=method, criteria=criteria)
        bursts += _as_bursts(trace, stretch, course, windows, edges, rest, unseen=unseen)
    return BurstTrain(
        channel=trace.channel,
        method=method,
        sampling_rate_hz=trace.sampling_rate_hz,
        resting_uv=rest.level.median if trace.has_unit else math.nan,
        bursts=tuple(bursts),
        silent_periods=silent_periods_in(trace, courses, criteria=criteria),
        measures=(),
    )


def _steps(trace: MuscleTrace, course: PowerCourse, ms: float) -> int:
    """Give a length in steps, at least 1."""
    return max(1, round(ms / 1e3 * trace.sampling_rate_hz / course.step))


def _rest_of(trace: MuscleTrace, courses: list[PowerCourse], *, criteria: Criteria) -> _Rest:
    """Estimate rest from all stretches; refuse where there is too little of it."""
    width = _steps(trace, courses[0], criteria.number("burst.window_ms"))
    blocks = np.concatenate([course.blocks(width) for course in courses])
    mads = criteria.number("burst.threshold_mads")
    level = resting_power(blocks, mads=mads)
    least_s = criteria.number("burst.least_rest_s")
    rest_s = 0.0 if level is None else level.n_windows * width * courses[0].step / trace.sampling_rate_hz
    if level is None or rest_s < least_s:
        raise InputError(
            "There is too little rest in the channel to tell bursts from it",
            where=trace.channel,
            found=f"{rest_s:.2f} s of rest",
            mend=f"record at least {least_s:g} s in which the muscle rests",
            code="LEG-E943",
        )
    top = float(np.quantile(blocks, criteria.number("burst.top_quantile")))
    floor = criteria.number("burst.floor_share") * top
    deviation = 1.4826 * level.mad
    threshold = max(level.median + mads * deviation, floor)
    going_on = max(level.median + criteria.number("burst.going_on_mads") * deviation, floor)
    power = max(level.median**2 + deviation**2, (floor / 2) ** 2, float(np.finfo(np.float32).tiny))
    return _Rest(level=level, threshold=threshold, going_on=going_on, power=power)


def _rough_edges(
    trace: MuscleTrace,
    course: PowerCourse,
    windows: NDArray[np.float32],
    rest: _Rest,
    *,
    method: str,
    criteria: Criteria,
) -> NDArray[np.int64]:
    """Give the stretches of activity by the method's own rule, in samples."""
    if method == "hodges_bui":
        return _hodges_bui(trace, course, rest, criteria=criteria)
    if method == "bonato":
        return _bonato(trace, course, rest, criteria=criteria)
    window_ms = criteria.number("burst.window_ms")
    off_ms = max(criteria.number("burst.off_ms") - window_ms, criteria.number("burst.step_ms"))
    near = largest_near(windows, block=_steps(trace, course, criteria.number("burst.near_ms")))
    near *= np.float32(criteria.number("burst.near_share") ** 2)
    stands_out = windows > near
    runs = held_runs(
        stands_out & (windows > rest.threshold**2),
        going_on=stands_out & (windows > rest.going_on**2),
        on_steps=_steps(trace, course, criteria.number("burst.on_ms")),
        off_steps=_steps(trace, course, off_ms),
    )
    return runs * course.step


def _hodges_bui(
    trace: MuscleTrace, course: PowerCourse, rest: _Rest, *, criteria: Criteria
) -> NDArray[np.int64]:
    """Apply the rule of Hodges and Bui: the mean of a window over the mean and standard deviations of rest."""
    rate_hz = trace.sampling_rate_hz
    smooth = filter_by_gain(
        np.abs(course.samples),
        sampling_rate_hz=rate_hz,
        low_hz=0.0,
        high_hz=criteria.number("hodges_bui.lowpass_hz"),
    )
    at_rest = _at_rest(course, rest)
    mean, sd = (
        (float(np.mean(smooth[at_rest])), float(np.std(smooth[at_rest]))) if at_rest.any() else (0.0, 0.0)
    )
    threshold = max(mean + criteria.number("hodges_bui.sds") * sd, _RECTIFIED_SHARE * rest.threshold / 2)
    held = max(1, round(criteria.number("hodges_bui.held_ms") / 1e3 * rate_hz))
    summed = np.concatenate(([0.0], np.cumsum(smooth, dtype=np.float64)))
    ahead = np.full(len(smooth), -np.inf)
    if len(smooth) >= held:
        ahead[: len(smooth) - held + 1] = (summed[held:] - summed[:-held]) / held
    # on from the first sample of a window that is above, off at the first sample of one that is below
    runs = held_runs((ahead > threshold) & (smooth > threshold), on_steps=1, off_steps=held)
    return runs


def _at_rest(course: PowerCourse, rest: _Rest) -> NDArray[np.bool_]:
    """Mark the samples whose own block of 10 steps lies within rest."""
    quiet = course.blocks(10) <= rest.threshold
    mask = np.zeros(len(course.samples), dtype=np.bool_)
    marked = np.repeat(quiet, 10 * course.step)
    mask[: len(marked)] = marked
    return mask


def _bonato(trace: MuscleTrace, course: PowerCourse, rest: _Rest, *, criteria: Criteria) -> NDArray[np.int64]:
    """Apply the two thresholds of Bonato, on samples thinned until they are nearly independent."""
    rate_hz = trace.sampling_rate_hz
    every = max(1, int(rate_hz // criteria.number("bonato.spacing_hz")))
    pair_s = 2 * every / rate_hz
    active = bonato_runs(
        course.samples[::every],
        rest_power=rest.power,
        threshold=criteria.number("bonato.threshold"),
        of_last=int(criteria.number("bonato.of_last")),
        least=int(criteria.number("bonato.least")),
    )
    held = max(1, round(criteria.number("bonato.held_ms") / 1e3 / pair_s))
    runs = join_runs(held_runs(active, on_steps=1, off_steps=held), gap=held)
    long = runs[runs[:, 1] - runs[:, 0] >= held] if len(runs) else runs
    return np.minimum(long * 2 * every, len(course.samples))


def _date(
    trace: MuscleTrace,
    course: PowerCourse,
    rough: NDArray[np.int64],
    rest: _Rest,
    *,
    method: str,
    criteria: Criteria,
) -> NDArray[np.int64]:
    """Date the edges, join what is close, and keep what carries evidence."""
    rate_hz = trace.sampling_rate_hz
    in_samples = {
        name: max(1, round(criteria.number(f"burst.{name}_ms") / 1e3 * rate_hz))
        for name in ("window", "inward", "join", "least")
    }
    edges = rough
    if method == "threshold":
        edges = date_edges(
            course,
            rough,
            rest_power=rest.power,
            outward=in_samples["window"],
            inward=in_samples["inward"],
            most_ratio=criteria.number("burst.most_ratio"),
        )
        edges = join_runs(edges, gap=in_samples["join"])
    if not len(edges):
        return edges
    lengths = edges[:, 1] - edges[:, 0]
    low_hz, high_hz = trace.band_hz
    evidence = burst_evidence(
        course.mean_squares(edges),
        rest_power=rest.power,
        lengths=lengths,
        band_share=min(1.0, 2.0 * (high_hz - low_hz) / rate_hz),
    )
    return edges[(evidence >= criteria.number("burst.evidence")) & (lengths >= in_samples["least"])]


def _as_bursts(
    trace: MuscleTrace,
    stretch: MuscleStretch,
    course: PowerCourse,
    windows: NDArray[np.float32],
    edges: NDArray[np.int64],
    rest: _Rest,
    *,
    unseen: int,
) -> list[Burst]:
    """Give the bursts of one stretch their times and sizes; cut are those with less than a window of rest beside them."""
    if not len(edges):
        return []
    n = len(stretch.samples)
    first_s, behind_s = times_of_edges(trace.time, edges + stretch.first_sample)
    peak = np.full(len(edges), math.nan)
    area = np.full(len(edges), math.nan)
    if trace.has_unit:
        peak = np.maximum(np.sqrt(_largest(windows, edges // course.step)) - rest.level.median, 0.0)
        area = _rectified_sums(stretch.samples, edges) / trace.sampling_rate_hz
        area -= _RECTIFIED_SHARE * rest.level.median * (behind_s - first_s)
        area = np.maximum(area, 0.0)
    cut = (edges[:, 0] < unseen) | (edges[:, 1] > n - unseen)
    name = trace.channel
    rows = zip(first_s.tolist(), behind_s.tolist(), peak.tolist(), area.tolist(), cut.tolist(), strict=True)
    return [Burst(Interval(start, end), name, top, sum_, is_cut) for start, end, top, sum_, is_cut in rows]


def _largest(windows: NDArray[np.float32], steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the largest window of each burst; at least the one that it starts in counts."""
    inner = np.minimum(steps, len(windows) - 1)
    inner[:, 1] = np.maximum(inner[:, 1], inner[:, 0])
    tops = np.maximum.reduceat(windows, inner.ravel())[::2]
    return np.maximum(tops, windows[inner[:, 0]]).astype(np.float64)


def _rectified_sums(samples: NDArray[np.float32], edges: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the sum of the rectified samples of each burst."""
    at = edges.ravel()
    at = at[:-1] if at[-1] >= len(samples) else at
    return np.add.reduceat(np.abs(samples), at)[::2].astype(np.float64)
