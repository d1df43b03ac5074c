"""Time stamps into a ``TimeBase``: measured rate, jitter, gaps, duplicates, backward steps, drift.

Jitter is not a gap: a late stamp is made up by shorter steps after it, a gap never is. So a long step counts as a gap only
when the stamps after it stay behind the count of samples. All steps are vectorised; ten million stamps take well under a
second. Nothing here looks at signal values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.issue import Issue, Severity
from legato.model.time_base import GAP_IN_SAMPLES, Run, TimeBase

__all__ = ["REGULAR_IN_SAMPLES", "Stamps", "find_restarts", "measure_time_base"]

# A run is regular while every stamp lies this near to its straight line, in sampling intervals. A quarter keeps the phase
# error of a 13 Hz tremor at 100 Hz below 12 degrees for every single sample.
REGULAR_IN_SAMPLES = 0.25
# A step back longer than both is a new recording or a restarted clock; phone streams jitter back by some ten ms.
RESTART_S = 1.0
RESTART_IN_SAMPLES = 10.0
# A run that is cut to follow drift must stay longer than this, else the stamps jitter and are kept one by one.
SHORTEST_DRIFT_RUN = 256
# Samples looked at on either side of a long step; phones make up for a stall within about twenty.
_SIDE_SAMPLES = 32
# What counts as lost in a jittering stream: longer than the upper quartile of the jitter so many times, and so many samples.
_LOST_IN_SPREADS = 4.0
_LOST_IN_SAMPLES = 5.0
_BLOCK_SAMPLES = 65_536
# A rate that differs by more than this from what the file states is told. Crystals differ by less than 0.01 %.
RATE_TOLERANCE = 0.005


@dataclass(frozen=True, eq=False)
class Stamps:
    """Recorded time of each sample of irregular time.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
    """

    times_s: NDArray[np.float64]

    def __call__(self, start: int, stop: int) -> NDArray[np.float64]:
        """Give the times of the samples ``start`` to ``stop`` (half open)."""
        return self.times_s[start:stop]


def find_restarts(times_s: NDArray[np.float64]) -> NDArray[np.intp]:
    """Find the samples at which the clock jumps back so far that a new recording begins.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)

    Returns
    -------
    ndarray of int
        Index of the first sample of each further recording; empty when the clock never restarts.
    """
    steps_s = np.diff(times_s)
    if not (steps_s < -RESTART_S).any():  # the common case must not cost a median
        return np.empty(0, dtype=np.intp)
    limit_s = max(RESTART_S, RESTART_IN_SAMPLES * _typical_step(steps_s))
    return np.flatnonzero(steps_s < -limit_s) + 1


def measure_time_base(
    times_s: NDArray[np.float64], *, nominal_rate_hz: float | None = None
) -> tuple[TimeBase, list[Issue]]:
    """Measure the clock of one series of time stamps.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
        Seconds since the start of the recording, as recorded. NaN where the file gives no time for a sample.
    nominal_rate_hz : float or None
        What the file or the caller states.

    Returns
    -------
    TimeBase
        Regular when every stamp lies within a quarter interval of its run's straight line; the stamps are then dropped.
    list of Issue
        Gaps, duplicates, backward steps, jitter, missing stamps, a rate other than stated.

    Raises
    ------
    InputError
        If the clock restarts or runs backwards throughout, or no sample has a time.
    """
    issues: list[Issue] = []
    times_s = np.ascontiguousarray(times_s, dtype=np.float64)
    if times_s.size < 2:
        return _too_short(times_s, nominal_rate_hz), issues
    straight = _measure_straight(times_s, nominal_rate_hz)
    if straight is not None:
        _tell(straight, issues, nominal_rate_hz=nominal_rate_hz)
        return straight, issues
    times_s = _fill_missing(times_s, issues)
    steps_s = np.diff(times_s)
    period_s = _measure_period(steps_s)
    _refuse_restarts(times_s, steps_s)
    gaps = _find_gaps(times_s, steps_s, period_s)
    period_s, jitter_s = _measure_between_gaps(times_s, steps_s, gaps, period_s)
    times_s = _tell_duplicates(times_s, steps_s, issues)
    runs = _fit_runs(times_s, gaps, period_s, steps_s)
    is_regular = runs is not None
    if runs is None:
        firsts = np.concatenate(([0], gaps + 1))
        runs = tuple(Run(int(first), float(times_s[first]), 1.0 / period_s) for first in firsts)
    rate_hz = 1.0 / period_s
    base = TimeBase(
        n_samples=times_s.size,
        sampling_rate_hz=rate_hz,
        runs=runs,
        nominal_rate_hz=nominal_rate_hz,
        is_measured=True,
        jitter_ms=jitter_s * 1e3,
        drift_ppm=(rate_hz / nominal_rate_hz - 1.0) * 1e6 if nominal_rate_hz else None,
        stamps_s=None if is_regular else Stamps(times_s),
    )
    _tell(base, issues, nominal_rate_hz=nominal_rate_hz)
    return base, issues


def _measure_straight(times_s: NDArray[np.float64], nominal_rate_hz: float | None) -> TimeBase | None:
    """Measure a clock whose stamps all lie near one line, block by block; None when they do not.

    This is the common case, and a day of stamps must not cost several arrays of its own length.
    """
    n_steps = times_s.size - 1
    period_s = float(times_s[-1] - times_s[0]) / n_steps
    if not 0 < period_s < float("inf"):
        return None
    squares_s2 = 0.0
    for first in range(0, n_steps, _BLOCK_SAMPLES):
        block_s = times_s[first : first + _BLOCK_SAMPLES + 1]
        off_s = block_s - (times_s[0] + np.arange(first, first + block_s.size) * period_s)
        # Written so that a NaN fails it.
        if not np.abs(off_s).max() <= REGULAR_IN_SAMPLES * period_s:
            return None
        jitter_s = np.diff(off_s)
        # Not a dot product: the library behind it may start threads for it, which costs more than the sum.
        squares_s2 += float(np.square(jitter_s).sum())
    rate_hz = 1.0 / period_s
    return TimeBase(
        n_samples=times_s.size,
        sampling_rate_hz=rate_hz,
        runs=(Run(0, float(times_s[0]), rate_hz),),
        nominal_rate_hz=nominal_rate_hz,
        is_measured=True,
        jitter_ms=float(np.sqrt(squares_s2 / n_steps)) * 1e3,
        drift_ppm=(rate_hz / nominal_rate_hz - 1.0) * 1e6 if nominal_rate_hz else None,
    )


def _too_short(times_s: NDArray[np.float64], nominal_rate_hz: float | None) -> TimeBase:
    rate_hz = nominal_rate_hz if nominal_rate_hz else float("nan")
    start_s = float(times_s[0]) if times_s.size and np.isfinite(times_s[0]) else 0.0
    return TimeBase(
        n_samples=times_s.size,
        sampling_rate_hz=rate_hz,
        runs=(Run(0, start_s, rate_hz),) if times_s.size else (),
        nominal_rate_hz=nominal_rate_hz,
        # A line through one point needs a rate; without one the point itself is the time.
        stamps_s=None if nominal_rate_hz or not times_s.size else Stamps(np.array([start_s])),
    )


def _fill_missing(times_s: NDArray[np.float64], issues: list[Issue]) -> NDArray[np.float64]:
    """Place samples without a time evenly between their neighbours, and say so."""
    if np.isfinite(times_s[0]) and np.isfinite(times_s.sum()):
        return times_s
    is_known = np.isfinite(times_s)
    n_missing = int((~is_known).sum())
    if is_known.sum() < 2 or n_missing > times_s.size // 2:
        raise InputError(
            "Most samples have no time",
            where="time column",
            found=f"{n_missing} of {times_s.size} stamps are empty or not numbers",
            mend="leave the time column away and state the rate with --sampling-rate",
            code="LEG-E130",
        )
    issues.append(
        Issue(
            "time_missing",
            Severity.DAMAGE,
            f"{n_missing} of {times_s.size} samples have no time; each was placed evenly between its neighbours.",
            where=f"first at sample {int(np.flatnonzero(~is_known)[0])}",
        )
    )
    index = np.arange(times_s.size, dtype=np.float64)
    filled = np.interp(index, index[is_known], times_s[is_known])
    known = np.flatnonzero(is_known)
    step_s = float(np.median(np.diff(times_s[is_known])))
    filled[: known[0]] = filled[known[0]] + (index[: known[0]] - known[0]) * step_s
    filled[known[-1] :] = filled[known[-1]] + (index[known[-1] :] - known[-1]) * step_s
    return filled


def _typical_step(steps_s: NDArray[np.float64]) -> float:
    """Give the median of the forward steps; of a sample of them when there are very many."""
    some = steps_s[:: max(1, steps_s.size // 200_000)]
    forward = some[some > 0]
    if not forward.size:
        forward = steps_s[steps_s > 0]
    return float(np.median(forward)) if forward.size else 0.0


def _measure_period(steps_s: NDArray[np.float64]) -> float:
    """Give a first sampling interval: the mean of the steps that are no gaps.

    The median alone errs where stamps are rounded (15 and 16 ms for 64 Hz) or come in bursts of equal ones.
    """
    typical_s = _typical_step(steps_s)
    n_backward = int((steps_s < 0).sum())
    if typical_s <= 0 or n_backward > steps_s.size // 2:
        raise InputError(
            "Time stands still or runs backwards throughout",
            where="time column",
            found=f"{n_backward} of {steps_s.size} steps go back, {int((steps_s == 0).sum())} stand still",
            mend="sort the rows by time, or leave the time column away and state the rate with --sampling-rate",
            code="LEG-E131",
        )
    share_short = float((steps_s[:1_000_000] < 0.25 * typical_s).mean())
    longest = 1.75 if share_short < 0.02 else 5.0
    used = steps_s[(steps_s <= longest * typical_s) & (steps_s > -longest * typical_s)]
    mean_s = float(used.mean())
    return mean_s if mean_s > 0.1 * typical_s else typical_s


def _refuse_restarts(times_s: NDArray[np.float64], steps_s: NDArray[np.float64]) -> None:
    if not (steps_s < -RESTART_S).any():
        return
    restarts = find_restarts(times_s)
    if restarts.size:
        raise InputError(
            "The clock restarts: several recordings in one table",
            where=f"sample {int(restarts[0])}",
            found=f"{restarts.size + 1} recordings, starting at samples "
            + ", ".join(str(int(first)) for first in np.concatenate(([0], restarts[:11]))),
            mend="read one with --where part=1 (the next with part=2)",
            code="LEG-E132",
        )


def _find_gaps(
    times_s: NDArray[np.float64], steps_s: NDArray[np.float64], period_s: float
) -> NDArray[np.intp]:
    """Find the steps in which samples are missing; index ``i`` is the step from sample ``i`` to ``i + 1``."""
    some = np.abs(steps_s[:: max(1, steps_s.size // 200_000)] - period_s)
    # In a jittering stream one lost sample cannot be told from a late one; what is longer than the jitter can.
    spread_s = float(np.quantile(some, 0.75))
    lost_s = (GAP_IN_SAMPLES - 1.0) * period_s
    if spread_s > REGULAR_IN_SAMPLES * period_s:
        lost_s = max(lost_s, _LOST_IN_SPREADS * spread_s, _LOST_IN_SAMPLES * period_s)
    candidates = np.flatnonzero(steps_s > period_s + 0.5 * lost_s)
    candidates = candidates[steps_s[candidates] > GAP_IN_SAMPLES * period_s]
    is_gap = np.zeros(candidates.size, dtype=np.bool_)
    for first in range(0, candidates.size, 100_000):
        some_steps = candidates[first : first + 100_000]
        is_gap[first : first + 100_000] = _lag_after(times_s, some_steps, period_s) > lost_s
    return candidates[is_gap]


def _lag_after(times_s: NDArray[np.float64], steps: NDArray[np.intp], period_s: float) -> NDArray[np.float64]:
    """Give how far the stamps after each step stay behind the count of samples, against those before it."""
    offset = np.arange(_SIDE_SAMPLES)
    behind = steps[:, None] + 1 + offset
    before = steps[:, None] - offset
    lag_s = np.empty((2, steps.size))
    for row, index in enumerate((behind, before)):
        is_inside = (index >= 0) & (index < times_s.size)
        clipped = np.clip(index, 0, times_s.size - 1)
        late_s = times_s[clipped] - (clipped - steps[:, None]) * period_s
        lag_s[row] = np.nanmedian(np.where(is_inside, late_s, np.nan), axis=1)
    result: NDArray[np.float64] = lag_s[0] - lag_s[1]
    return result


def _measure_between_gaps(
    times_s: NDArray[np.float64], steps_s: NDArray[np.float64], gaps: NDArray[np.intp], period_s: float
) -> tuple[float, float]:
    """Give the mean interval and the SD of the steps, gaps left out."""
    n_steps = steps_s.size - gaps.size
    if n_steps < 1:
        return period_s, 0.0
    lost_s = steps_s[gaps]
    mean_s = (float(times_s[-1] - times_s[0]) - float(lost_s.sum())) / n_steps
    if mean_s <= 0:
        return period_s, float(np.std(np.delete(steps_s, gaps)))
    squares = float(np.square(steps_s - mean_s).sum()) - float(np.square(lost_s - mean_s).sum())
    return mean_s, float(np.sqrt(max(0.0, squares) / n_steps))


def _tell_duplicates(
    times_s: NDArray[np.float64], steps_s: NDArray[np.float64], issues: list[Issue]
) -> NDArray[np.float64]:
    """Name equal and backward stamps; give the stamps with backward ones held at the latest before."""
    n_equal = int((steps_s == 0).sum())
    n_backward = int((steps_s < 0).sum())
    if n_equal:
        first = int(np.flatnonzero(steps_s == 0)[0]) + 1
        issues.append(
            Issue(
                "time_duplicate",
                Severity.WARNING,
                f"{n_equal} of {times_s.size} samples bear the same time as the one before; all were kept.",
                where=f"first at sample {first}, {times_s[first]:.3f} s",
            )
        )
    if not n_backward:
        return times_s
    first = int(np.flatnonzero(steps_s < 0)[0]) + 1
    issues.append(
        Issue(
            "time_backwards",
            Severity.WARNING,
            f"Time steps back {n_backward} times, by at most {-float(steps_s.min()) * 1e3:.1f} ms; the order of "
            "the rows was kept and such a stamp counts as equal to the latest before it.",
            where=f"first at sample {first}, {times_s[first]:.3f} s",
        )
    )
    return np.maximum.accumulate(times_s)


def _fit_runs(
    times_s: NDArray[np.float64], gaps: NDArray[np.intp], period_s: float, steps_s: NDArray[np.float64]
) -> tuple[Run, ...] | None:
    """Lay straight lines between the gaps, more than one where the clock drifts; None when stamps jitter too much."""
    tolerance_s = REGULAR_IN_SAMPLES * period_s
    off_s = np.abs(steps_s - period_s)
    off_s[gaps] = 0.0
    # Two neighbours within tolerance of one line differ from its slope by at most twice the tolerance.
    if off_s.size and float(off_s.max()) > 2.2 * tolerance_s:
        return None
    bounds = np.concatenate(([0], gaps + 1, [times_s.size]))
    runs: list[Run] = []
    for first, behind in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        pieces = _lay_lines(times_s, first, behind, period_s)
        if pieces is None:
            return None
        runs.extend(pieces)
    return tuple(runs)


def _lay_lines(times_s: NDArray[np.float64], first: int, behind: int, period_s: float) -> list[Run] | None:
    """Cut one stretch until every stamp lies near its line; None when a piece would become too short."""
    waiting = [(first, behind)]
    runs: list[Run] = []
    while waiting:
        a, b = waiting.pop()
        start_s, step_s, worst, worst_at = _fit_line(times_s[a:b], period_s)
        if worst <= REGULAR_IN_SAMPLES * period_s:
            runs.append(Run(a, start_s, 1.0 / step_s))
            continue
        cut = a + worst_at
        if min(cut - a, b - cut) < SHORTEST_DRIFT_RUN:
            cut = (a + b) // 2
        if min(cut - a, b - cut) < SHORTEST_DRIFT_RUN:
            return None
        waiting += [(cut, b), (a, cut)]
    return runs


def _fit_line(times_s: NDArray[np.float64], period_s: float) -> tuple[float, float, float, int]:
    """Give start, step, largest distance and its place for the least-squares line through stamps against their count."""
    n = times_s.size
    if n < 3:
        # Two stamps round a gap say nothing about the rate of the crystal; the measured interval does.
        return float(times_s[0]), period_s, abs(float(times_s[-1] - times_s[0]) - (n - 1) * period_s), 0
    index = np.arange(n, dtype=np.float64)
    index -= (n - 1) / 2.0
    middle_s = float(times_s.mean())
    step_s = float(index @ (times_s - middle_s)) / (n * (n * n - 1.0) / 12.0)
    if not step_s > 0:
        return float(times_s[0]), period_s, float("inf"), n // 2
    index *= -step_s
    index += times_s
    index -= middle_s
    low, high = int(index.argmin()), int(index.argmax())
    worst_at = low if -index[low] > index[high] else high
    return middle_s - step_s * (n - 1) / 2.0, step_s, float(max(-index[low], index[high])), worst_at


def _tell(base: TimeBase, issues: list[Issue], *, nominal_rate_hz: float | None) -> None:
    gaps = base.gaps
    if gaps:
        longest = max(gaps, key=lambda gap: gap.duration_s)
        lost_s = sum(gap.duration_s for gap in gaps)
        issues.append(
            Issue(
                "gaps",
                Severity.DAMAGE,
                f"Samples are missing in {len(gaps)} places, {lost_s:.2f} s in all; the longest lasts "
                f"{longest.duration_s:.2f} s.",
                where=f"longest at {longest.start_s:.2f} s",
            )
        )
    if not base.is_regular and base.n_samples > 1:
        issues.append(
            Issue(
                "time_irregular",
                Severity.NOTE,
                f"The time between samples jitters by {base.jitter_ms:.1f} ms (SD) at {base.sampling_rate_hz:.2f} Hz; "
                "the recorded time of every sample is used.",
            )
        )
    if nominal_rate_hz and abs(base.sampling_rate_hz / nominal_rate_hz - 1.0) > RATE_TOLERANCE:
        issues.append(
            Issue(
                "rate_differs",
                Severity.WARNING,
                f"The time stamps give {base.sampling_rate_hz:.2f} Hz, but {nominal_rate_hz:g} Hz is stated; "
                "the time stamps were used.",
                mend="check the settings of the recorder",
            )
        )
