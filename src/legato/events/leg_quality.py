"""How good one leg's EMG was, minute by minute, and where it can be scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_grid import LegGrid, times_at, whole_runs
from legato.events.leg_hum import HumFound
from legato.events.leg_source import LegSource
from legato.events.leg_survey import LegSurvey
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import intervals_from_mask
from legato.model.scored_night import QualityMinute
from legato.signal.emg_filter import high_pass_matrix
from legato.signal.rails import clipped_ranges, count_steps

__all__ = ["LegQuality", "judge_leg"]

_MINUTE_S = 60.0
_PIECE_CELLS = 64


@dataclass(frozen=True)
class LegQuality:
    """Quality of one leg.

    Parameters
    ----------
    minutes : tuple of QualityMinute
        From the first sample on.
    is_scorable : bool
    reason : str
        Why the leg can't be scored; empty where it can.
    whole_runs : list of (int, int)
        Sample ranges without a lost sample or a gap of the clock.
    scorable_runs : list of (int, int)
        The same, less the cells that can't be scored.
    """

    minutes: tuple[QualityMinute, ...]
    is_scorable: bool
    reason: str
    whole_runs: list[tuple[int, int]]
    scorable_runs: list[tuple[int, int]]


@dataclass(frozen=True)
class _Cells:
    """What was seen in each cell."""

    minute: NDArray[np.int64]  # number of the minute that the cell starts in
    lost: NDArray[np.float64]  # shares of the samples
    clipped: NDArray[np.float64]
    flat: NDArray[np.float64]
    steps: NDArray[np.int64]
    resting_uv: NDArray[np.float64]


def judge_leg(
    hum: HumFound,
    *,
    grid: LegGrid,
    survey: LegSurvey,
    resting_uv: NDArray[np.float64],
    other: Channel | None,
    criteria: Criteria,
) -> LegQuality:
    """Judge one leg.

    Parameters
    ----------
    hum : HumFound
    grid : LegGrid
    survey : LegSurvey
    resting_uv : ndarray of float64, shape (n_cells,)
    other : Channel or None
        The other leg; crosstalk is measured where both share one clock.
    criteria : Criteria

    Returns
    -------
    LegQuality
    """
    time = hum.source.channel.time
    whole = _without_ranges(whole_runs(time), survey.lost)
    if not grid.n_cells:
        reason = "the recording is too short to tell a resting level"
        return LegQuality(minutes=(), is_scorable=False, reason=reason, whole_runs=whole, scorable_runs=[])
    cells = _look_at_cells(hum.source, grid=grid, survey=survey, resting_uv=resting_uv, criteria=criteria)
    is_fit = _fit_cells(cells, criteria=criteria)
    unfit = [(a * grid.cell, b * grid.cell) for a, b in intervals_from_mask(~is_fit)]
    if not is_fit[-1]:
        unfit[-1] = (unfit[-1][0], grid.n_samples)
    scorable = _without_ranges(whole, unfit)
    crosstalk = _crosstalk(hum.source, other, cells=cells, grid=grid, survey=survey, criteria=criteria)
    minutes = _tell_minutes(
        hum, cells=cells, is_fit=is_fit, crosstalk=crosstalk, grid=grid, criteria=criteria
    )
    n_scorable = sum(b - a for a, b in scorable)
    is_scorable = n_scorable >= (1.0 - criteria.number("leg_emg.unscorable_share")) * grid.n_samples
    reason = "" if is_scorable else _reason(cells, ~is_fit, criteria=criteria)
    return LegQuality(minutes, is_scorable, reason, whole, scorable)


def _without_ranges(runs: list[tuple[int, int]], holes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take ranges out of ranges; both in order and disjoint."""
    left: list[tuple[int, int]] = []
    k = 0
    for first, behind in runs:
        at = first
        while k < len(holes) and holes[k][1] <= at:
            k += 1
        j = k
        while j < len(holes) and holes[j][0] < behind:
            if holes[j][0] > at:
                left.append((at, holes[j][0]))
            at = max(at, holes[j][1])
            j += 1
        if at < behind:
            left.append((at, behind))
    return left


def _look_at_cells(
    source: LegSource,
    *,
    grid: LegGrid,
    survey: LegSurvey,
    resting_uv: NDArray[np.float64],
    criteria: Criteria,
) -> _Cells:
    """Gather what the survey saw, by cell."""
    time = source.channel.time
    starts_s = times_at(time, np.arange(grid.n_cells, dtype=np.int64) * grid.cell)
    rms = np.sqrt(survey.blocks.energies / grid.block).reshape(grid.n_cells, -1)
    with np.errstate(invalid="ignore"):
        flat = (rms <= criteria.number("leg_emg.flat_uv")).mean(axis=1)
    steps = count_steps(
        survey.blocks.means,
        span=max(1, round(criteria.number("leg_emg.step_s") * grid.sampling_rate_hz / grid.block)),
        least=criteria.number("leg_emg.step_uv"),
    )
    pieces = clipped_ranges(
        source.read,
        lowest=survey.lowest_uv,
        highest=survey.highest_uv,
        piece=survey.cells_per_piece * grid.cell,
        n_samples=grid.n_cells * grid.cell,
        least_pieces=round(criteria.number("leg_emg.clipped_blocks")),
    )
    return _Cells(
        minute=((starts_s - time.start_s) // _MINUTE_S).astype(np.int64),
        lost=_share_of_cells(survey.lost, grid=grid),
        clipped=_share_of_cells(pieces, grid=grid),
        flat=flat,
        steps=steps.reshape(grid.n_cells, -1).sum(axis=1),
        resting_uv=resting_uv,
    )


def _share_of_cells(ranges: list[tuple[int, int]], *, grid: LegGrid) -> NDArray[np.float64]:
    """Give the share of each cell that lies in some of the ranges."""
    share = np.zeros(grid.n_cells)
    for start, stop in ranges:
        first, last = start // grid.cell, (stop - 1) // grid.cell
        for cell in range(first, min(last, grid.n_cells - 1) + 1):
            share[cell] += min(stop, (cell + 1) * grid.cell) - max(start, cell * grid.cell)
    return share / grid.cell


def _fit_cells(cells: _Cells, *, criteria: Criteria) -> NDArray[np.bool_]:
    """Tell in which cells a movement can be found; lost samples are left out by themselves."""
    with np.errstate(invalid="ignore"):
        is_fit = cells.resting_uv <= criteria.number("leg_emg.resting_most_uv")
    is_fit &= cells.flat < 1.0
    if cells.clipped.any():
        n_minutes = int(cells.minute.max()) + 1
        counts = np.maximum(np.bincount(cells.minute, minlength=n_minutes), 1)
        of_minute = np.bincount(cells.minute, weights=cells.clipped, minlength=n_minutes) / counts
        is_fit &= of_minute[cells.minute] < criteria.number("leg_emg.clipped_most")
    return np.asarray(is_fit)


def _reason(cells: _Cells, is_unfit: NDArray[np.bool_], *, criteria: Criteria) -> str:
    """Say in words what hinders most in these cells."""
    most_uv = criteria.number("leg_emg.resting_most_uv")
    with np.errstate(invalid="ignore"):
        causes = {
            "signal lost": float(cells.lost.mean()),
            # Ahead of the flat signal: what sticks at the edge is flat there.
            "signal at the edge of the recorder's range": float((is_unfit & (cells.clipped > 0)).mean()),
            "flat signal": float((cells.flat >= 1.0).mean()),
            f"resting level above {most_uv:g} uV": float((cells.resting_uv > most_uv).mean()),
            "resting level can't be told": float((np.isnan(cells.resting_uv) & (cells.lost < 1.0)).mean()),
        }
    return max(causes, key=lambda cause: causes[cause])


def _crosstalk(
    source: LegSource,
    other: Channel | None,
    *,
    cells: _Cells,
    grid: LegGrid,
    survey: LegSurvey,
    criteria: Criteria,
) -> NDArray[np.float64]:
    """Give the correlation with the other leg at zero lag in each minute, from one window in every few cells."""
    n_minutes = int(cells.minute.max()) + 1
    if other is None or other.time.n_samples != grid.n_samples or other.time.runs != source.channel.time.runs:
        return np.full(n_minutes, np.nan)
    chosen = np.arange(
        0, grid.n_cells, round(criteria.number("leg_emg.crosstalk_every_cells")), dtype=np.int64
    )
    matrix = high_pass_matrix(grid.window, width=grid.width)
    length = matrix.shape[0]
    opposite = LegSource(other)
    sums = np.zeros((3, n_minutes))
    for at in range(0, len(chosen), _PIECE_CELLS):
        some = chosen[at : at + _PIECE_CELLS]
        pair = []
        for one in (source, opposite):
            rows = np.stack([one.read(int(c) * grid.cell, int(c) * grid.cell + length) for c in some])
            with np.errstate(invalid="ignore"):
                pair.append((rows - rows[:, :1]) @ matrix)
        products = [(0, 0, 1), (1, 0, 0), (2, 1, 1)]
        found = [np.einsum("ij,ij->i", pair[a], pair[b]).astype(np.float64) for _, a, b in products]
        is_there = np.isfinite(found).all(axis=0)
        for row in range(3):
            np.add.at(sums[row], cells.minute[some][is_there], found[row][is_there])
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation: NDArray[np.float64] = np.abs(sums[0]) / np.sqrt(sums[1] * sums[2])
    return correlation


def _tell_minutes(
    hum: HumFound,
    *,
    cells: _Cells,
    is_fit: NDArray[np.bool_],
    crosstalk: NDArray[np.float64],
    grid: LegGrid,
    criteria: Criteria,
) -> tuple[QualityMinute, ...]:
    """Sum up the cells of each minute; a minute inside a gap of the clock is wholly lost."""
    time = hum.source.channel.time
    n_minutes = int(cells.minute.max()) + 1
    counts = np.bincount(cells.minute, minlength=n_minutes)
    gap_s = np.zeros(n_minutes)
    for gap in time.gaps:
        for minute in range(
            int((gap.start_s - time.start_s) // _MINUTE_S),
            min(n_minutes - 1, int((gap.end_s - time.start_s) // _MINUTE_S)) + 1,
        ):
            start_s = time.start_s + minute * _MINUTE_S
            gap_s[minute] += max(0.0, min(gap.end_s, start_s + _MINUTE_S) - max(gap.start_s, start_s))

    def share(values: NDArray[np.float64]) -> NDArray[np.float64]:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.bincount(cells.minute, weights=values, minlength=n_minutes) / counts

    lost = np.where(counts > 0, np.minimum(1.0, np.nan_to_num(share(cells.lost)) + gap_s / _MINUTE_S), 1.0)
    clipped, flat = np.nan_to_num(share(cells.clipped)), np.nan_to_num(share(cells.flat))
    fit = np.nan_to_num(share(is_fit * (1.0 - cells.lost))) * (1.0 - gap_s / _MINUTE_S)
    steps = np.bincount(cells.minute, weights=cells.steps, minlength=n_minutes).astype(int)
    firsts = np.searchsorted(cells.minute, np.arange(n_minutes + 1))
    hum_firsts = np.searchsorted(cells.minute[hum.cells], np.arange(n_minutes + 1))
    least = 1.0 - criteria.number("leg_emg.unscorable_share")
    minutes = []
    for minute in range(n_minutes):
        at = slice(int(firsts[minute]), int(firsts[minute + 1]))
        is_scorable = bool(fit[minute] >= least)
        reason = ""
        if not is_scorable:
            reason = (
                "signal lost" if lost[minute] > 1.0 - least else _minute_reason(cells, at, is_fit, criteria)
            )
        minutes.append(
            QualityMinute(
                start_s=time.start_s + minute * _MINUTE_S,
                resting_uv=_middle(cells.resting_uv[at]),
                lost_share=float(lost[minute]),
                clipped_share=float(clipped[minute]),
                flat_share=float(flat[minute]),
                mains_uv=_middle(hum.mains_uv[int(hum_firsts[minute]) : int(hum_firsts[minute + 1])]),
                ecg_uv=float("nan"),
                pops=int(steps[minute]),
                crosstalk=float(crosstalk[minute]),
                is_scorable=is_scorable,
                reason=reason,
            )
        )
    return tuple(minutes)


def _minute_reason(cells: _Cells, at: slice, is_fit: NDArray[np.bool_], criteria: Criteria) -> str:
    """Say what hinders in the cells of one minute."""
    part = _Cells(
        cells.minute[at],
        cells.lost[at],
        cells.clipped[at],
        cells.flat[at],
        cells.steps[at],
        cells.resting_uv[at],
    )
    return _reason(part, ~is_fit[at], criteria=criteria)


def _middle(values: NDArray[np.float64]) -> float:
    """Give the median of a few values that are there; NaN where none is."""
    there = sorted(float(value) for value in values if value == value)
    if not there:
        return float("nan")
    return (there[(len(there) - 1) // 2] + there[len(there) // 2]) / 2.0
