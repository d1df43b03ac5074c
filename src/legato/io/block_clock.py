"""The clock of devices that stamp blocks of samples and not samples.

Axivity, GENEActiv and ActiGraph write one time for 30 to 300 samples. Here block stamps become the runs of a
``TimeBase``: one straight line where the clock is steady, more where it drifts, a new run behind each gap. Nothing here
knows a file format.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.io.clock import RATE_TOLERANCE
from legato.model.issue import Issue, Severity
from legato.model.time_base import GAP_IN_SAMPLES, Run, TimeBase

__all__ = ["BlockStamps", "block_time_base", "tell_clock"]

# A straight line must pass every block stamp within this share of a sampling interval, else the piece is halved:
# then no sample is ever further than that from its stamp, and a week at one temperature stays one run.
FIT_TOLERANCE_SAMPLES = 0.5
# Pieces are not cut below this many blocks: fewer stamps measure their own rounding and not the clock.
MIN_PIECE_BLOCKS = 16
# A measured rate outside this factor of the nominal one is a broken stamp and not a drifting crystal.
RATE_FACTOR = 1.5


@dataclass(frozen=True, eq=False)
class BlockStamps:
    """Blocks of samples in file order, each with the time of its first sample.

    Parameters
    ----------
    first_samples : ndarray of int64, shape (n_blocks,)
        Index of the first sample of each block in the channel.
    counts : ndarray of int64, shape (n_blocks,)
        Samples in each block, at least 1.
    start_s : ndarray of float64, shape (n_blocks,)
        Seconds since the start of the recording.
    """

    first_samples: NDArray[np.int64]
    counts: NDArray[np.int64]
    start_s: NDArray[np.float64]


def block_time_base(stamps: BlockStamps, *, nominal_rate_hz: float) -> TimeBase:
    """Measure the clock behind block stamps: rate, drift, jitter, gaps.

    Parameters
    ----------
    stamps : BlockStamps
        In order; the times rise.
    nominal_rate_hz : float
        As the header states it, above 0.

    Returns
    -------
    TimeBase
        Regular. ``is_measured`` when two blocks follow one another without a gap. ``jitter_ms`` is the standard
        deviation of a block's mean sampling interval, since single samples bear no stamp.
    """
    n_samples = int(stamps.counts.sum())
    if n_samples == 0:
        return TimeBase(0, nominal_rate_hz, (), nominal_rate_hz=nominal_rate_hz)
    rate_hz, is_break = _rate_and_breaks(stamps, nominal_rate_hz)
    bounds = np.concatenate(([0], np.flatnonzero(is_break) + 1, [len(stamps.counts)]))
    measured_hz = _rate_within(stamps, is_break, rate_hz)
    runs = _runs(stamps, bounds, measured_hz)
    is_measured = bool(len(is_break)) and not bool(is_break.all())
    return TimeBase(
        n_samples=n_samples,
        sampling_rate_hz=measured_hz,
        runs=tuple(runs),
        nominal_rate_hz=nominal_rate_hz,
        is_measured=is_measured,
        jitter_ms=_jitter_ms(stamps, is_break) if is_measured else None,
        drift_ppm=(measured_hz - nominal_rate_hz) / nominal_rate_hz * 1e6 if is_measured else None,
    )


def tell_clock(time: TimeBase) -> list[Issue]:
    """Name the gaps of a clock and a rate other than the header states.

    Parameters
    ----------
    time : TimeBase

    Returns
    -------
    list of Issue
    """
    issues: list[Issue] = []
    gaps = time.gaps
    if gaps:
        longest = max(gaps, key=lambda gap: gap.duration_s)
        lost_s = sum(gap.duration_s for gap in gaps)
        what = f"Samples are missing in {len(gaps)} places, {lost_s:.2f} s in all; the longest lasts "
        where = f"longest at {longest.start_s:.2f} s"
        issues.append(Issue("gaps", Severity.DAMAGE, f"{what}{longest.duration_s:.2f} s.", where))
    nominal_hz = time.nominal_rate_hz
    if time.is_measured and nominal_hz and abs(time.sampling_rate_hz / nominal_hz - 1.0) > RATE_TOLERANCE:
        what = f"The time stamps give {time.sampling_rate_hz:.2f} Hz, but {nominal_hz:g} Hz is stated; "
        issues.append(Issue("rate_differs", Severity.WARNING, f"{what}the time stamps were used."))
    return issues


def _rate_and_breaks(stamps: BlockStamps, nominal_hz: float) -> tuple[float, NDArray[np.bool_]]:
    """Give the typical rate and mark the blocks behind which samples are missing or time steps back."""
    step_s = np.diff(stamps.start_s)
    counts = stamps.counts[:-1].astype(np.float64)
    if not len(step_s):
        return nominal_hz, np.zeros(0, dtype=np.bool_)
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = np.where(step_s > 0, counts / step_s, np.nan)
    is_likely = (rates > nominal_hz / RATE_FACTOR) & (rates < nominal_hz * RATE_FACTOR)
    rate_hz = float(np.median(rates[is_likely])) if is_likely.any() else nominal_hz
    error_s = step_s - counts / rate_hz
    spread_s = 1.4826 * float(np.median(np.abs(error_s[is_likely]))) if is_likely.any() else 0.0
    # Stamps may be rounded to a sample; the sixfold spread keeps that rounding from looking like a thousand gaps.
    # Yet never more than half a block: a lost block must not hide behind bad stamps.
    slack_samples = GAP_IN_SAMPLES - 1.0
    most_s = np.maximum(0.5 * counts, slack_samples) / rate_hz
    allowed_s = np.minimum(slack_samples / rate_hz + 6.0 * spread_s, most_s)
    return rate_hz, np.abs(error_s) > allowed_s


def _rate_within(stamps: BlockStamps, is_break: NDArray[np.bool_], rate_hz: float) -> float:
    """Give samples over time, gaps left out."""
    if not len(is_break) or is_break.all():
        return rate_hz
    step_s = np.diff(stamps.start_s)
    return float(stamps.counts[:-1][~is_break].sum() / step_s[~is_break].sum())


def _jitter_ms(stamps: BlockStamps, is_break: NDArray[np.bool_]) -> float:
    step_s = np.diff(stamps.start_s)
    return float(np.std(step_s[~is_break] / stamps.counts[:-1][~is_break]) * 1e3)


def _runs(stamps: BlockStamps, bounds: NDArray[np.int64], rate_hz: float) -> list[Run]:
    """Make the runs of all stretches between breaks."""
    runs: list[Run] = []
    for first, behind in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
        if behind - first < 3:
            runs.append(Run(int(stamps.first_samples[first]), float(stamps.start_s[first]), rate_hz))
            continue
        runs.extend(_runs_of_stretch(stamps, first, behind, rate_hz))
    return runs


def _runs_of_stretch(stamps: BlockStamps, first: int, behind: int, rate_hz: float) -> list[Run]:
    """Fit straight lines to one stretch, halving where one line does not hold, and join them without a step."""
    pieces = _pieces(stamps, first, behind, 1.0 / rate_hz)
    knots = [piece[0] for piece in pieces]
    index = stamps.first_samples[knots].astype(np.float64)
    time_s = [pieces[0][2]]
    for before, after in itertools.pairwise(pieces):
        reached_s = before[2] + (stamps.first_samples[after[0]] - stamps.first_samples[before[0]]) * before[3]
        time_s.append((reached_s + after[2]) / 2.0)
    runs = []
    for k, (start, _, _, period_s) in enumerate(pieces):
        if k + 1 < len(pieces) and time_s[k + 1] > time_s[k]:
            period_s = (time_s[k + 1] - time_s[k]) / (index[k + 1] - index[k])
        runs.append(Run(int(stamps.first_samples[start]), float(time_s[k]), 1.0 / float(period_s)))
    return runs


def _pieces(
    stamps: BlockStamps, first: int, behind: int, usual_period_s: float
) -> list[tuple[int, int, float, float]]:
    """Give (first block, behind, time of its first sample, sampling interval) of each piece, in order."""
    done: list[tuple[int, int, float, float]] = []
    waiting = [(first, behind)]
    while waiting:
        start, stop = waiting.pop()
        index = (stamps.first_samples[start:stop] - stamps.first_samples[start]).astype(np.float64)
        time_s = stamps.start_s[start:stop]
        origin_s, period_s, worst_s = _line(index, time_s)
        if stop - start >= 2 * MIN_PIECE_BLOCKS and worst_s > FIT_TOLERANCE_SAMPLES * period_s:
            middle = (start + stop) // 2
            waiting += [(middle, stop), (start, middle)]
            continue
        # Stamps that step back within a short piece can tilt its line; the usual rate then stands.
        is_likely = usual_period_s / RATE_FACTOR < period_s < usual_period_s * RATE_FACTOR
        done.append(
            (
                start,
                stop,
                origin_s if is_likely else float(time_s[0]),
                period_s if is_likely else usual_period_s,
            )
        )
    return done


def _line(index: NDArray[np.float64], time_s: NDArray[np.float64]) -> tuple[float, float, float]:
    """Fit ``time = origin + period * index``; give both and the largest distance of a stamp."""
    x = index - index.mean()
    y = time_s - time_s.mean()
    period_s = float(x @ y / (x @ x))
    origin_s = float(time_s.mean() - period_s * index.mean())
    worst_s = float(np.abs(y - period_s * x).max())
    return origin_s, period_s, worst_s
