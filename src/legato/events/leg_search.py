"""Fine search of stretches of one leg's EMG: where its amplitude reaches the onset level, and where it is quiet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_trace import LegTrace
from legato.model.scoring import ScoringRule
from legato.signal.emg_amplitude import crossings, running_energy
from legato.signal.emg_filter import high_pass

__all__ = ["LegLevels", "SearchedSpan", "levels_key", "make_levels", "search_spans"]

_PIECE = 1 << 16  # samples searched at a time


@dataclass(frozen=True)
class LegLevels:
    """The levels of one rule in one leg, and the windows of its amplitudes, in samples.

    Parameters
    ----------
    runs : list of (int, int)
        Sample ranges that can be scored.
    resting_uv : ndarray of float64, shape (n_cells,)
    cell : int
    onset_uv, offset_uv : float
        Above resting.
    offset_period : int
        Samples that it must stay quiet.
    onset_window, onset_parts : int
    offset_windows : ndarray of int64, shape (n_cells,)
    median_step, morphology_steps : int
    """

    runs: list[tuple[int, int]]
    resting_uv: NDArray[np.float64]
    cell: int
    onset_uv: float
    offset_uv: float
    offset_period: int
    onset_window: int
    onset_parts: int
    offset_windows: NDArray[np.int64]
    median_step: int
    morphology_steps: int

    def cell_of(self, sample: int) -> int:
        """Give the cell whose levels hold at a sample."""
        return min(len(self.resting_uv) - 1, sample // self.cell)

    def resting_at(self, sample: int) -> float:
        """Give the resting level at a sample."""
        return float(self.resting_uv[self.cell_of(sample)])

    def offset_window_at(self, sample: int) -> int:
        """Give the window of the offset's amplitude at a sample."""
        return int(self.offset_windows[self.cell_of(sample)])


@dataclass(frozen=True)
class SearchedSpan:
    """One stretch, conditioned and searched; all positions are samples of the channel.

    Parameters
    ----------
    start, stop : int
    run : int
        Number of the run in ``LegLevels.runs``.
    emg_uv : ndarray of float32, shape (stop - start,)
    triggers : ndarray of int64, shape (n, 2)
        Half-open ranges of starts of windows that reach the onset level.
    quiets : ndarray of int64, shape (n, 2)
        Half-open ranges of starts of windows that stay at or under the offset level.
    """

    start: int
    stop: int
    run: int
    emg_uv: NDArray[np.float32]
    triggers: NDArray[np.int64]
    quiets: NDArray[np.int64]


def make_levels(trace: LegTrace, *, rule: ScoringRule) -> LegLevels:
    """Turn a rule and a leg into levels and windows.

    Parameters
    ----------
    trace : LegTrace
    rule : ScoringRule

    Returns
    -------
    LegLevels
    """
    criteria, rate_hz = trace.criteria, trace.sampling_rate_hz
    parts = round(criteria.number("leg_emg.onset_parts"))
    part = max(1, round(criteria.number("leg_emg.onset_window_s") * rate_hz / parts))
    period = max(2, int(np.ceil(rule.number("offset_s") * rate_hz - 1e-9)))
    offset_uv = rule.number("offset_uv")
    step = max(1, round(criteria.number("leg_emg.median_step_s") * rate_hz))
    morphology_s = _morphology_s(rule)
    runs = trace.quality.scorable_runs
    if rule.has("resting_most_uv"):
        runs = _calm_runs(trace, most_uv=rule.number("resting_most_uv"))
    return LegLevels(
        runs=runs,
        resting_uv=trace.resting_uv,
        cell=trace.grid.cell,
        onset_uv=rule.number("onset_uv"),
        offset_uv=offset_uv,
        offset_period=period,
        onset_window=part * parts,
        onset_parts=parts,
        offset_windows=_offset_windows(trace, offset_uv=offset_uv, period=period),
        median_step=step,
        morphology_steps=max(1, round(morphology_s * rate_hz / step)),
    )


def levels_key(rule: ScoringRule) -> tuple[float | None, ...]:
    """Give all that detection asks of a rule set: two with equal keys find the same movements.

    Parameters
    ----------
    rule : ScoringRule

    Returns
    -------
    tuple of float or None
    """
    resting_uv = rule.number("resting_most_uv") if rule.has("resting_most_uv") else None
    levels = (rule.number("onset_uv"), rule.number("offset_uv"), rule.number("offset_s"))
    return (*levels, _morphology_s(rule), resting_uv)


def _morphology_s(rule: ScoringRule) -> float:
    """Give the length over which the amplitude of a movement is told."""
    return rule.number("morphology_s") if rule.has("morphology_s") else rule.number("offset_s")


def _calm_runs(trace: LegTrace, *, most_uv: float) -> list[tuple[int, int]]:
    """Leave out the cells whose resting level is above what the rule allows."""
    with np.errstate(invalid="ignore"):
        is_loud = ~(trace.resting_uv <= most_uv)
    runs: list[tuple[int, int]] = []
    for first, behind in trace.quality.scorable_runs:
        cells = np.arange(trace.grid.cell_of(first), trace.grid.cell_of(behind - 1) + 1)
        calm = cells[~is_loud[cells]]
        for group in np.split(calm, np.flatnonzero(np.diff(calm) > 1) + 1):
            if len(group):
                last = int(group[-1]) + 1
                stop = behind if last == cells[-1] + 1 else last * trace.grid.cell
                runs.append((max(first, int(group[0]) * trace.grid.cell), min(behind, stop)))
    return runs


def _offset_windows(trace: LegTrace, *, offset_uv: float, period: int) -> NDArray[np.int64]:
    """Give the window in which resting noise stays under the offset level, in whole shortest windows."""
    criteria, rate_hz = trace.criteria, trace.sampling_rate_hz
    shortest = max(1, round(criteria.number("leg_emg.offset_window_s") * rate_hz))
    bandwidth_hz = min(criteria.number("leg_emg.noise_bandwidth_hz"), rate_hz / 2.0)
    resting = np.nan_to_num(trace.resting_uv)
    needed_s = (criteria.number("leg_emg.offset_sds") * resting / (2.0 * offset_uv)) ** 2 / bandwidth_hz
    count = np.maximum(1, np.ceil(needed_s * rate_hz / shortest)).astype(np.int64)
    return np.minimum(count * shortest, period)


def search_spans(
    trace: LegTrace, spans: list[tuple[int, int, int]], *, levels: LegLevels
) -> list[SearchedSpan]:
    """Condition and search stretches, many at a time.

    Parameters
    ----------
    trace : LegTrace
    spans : list of (int, int, int)
        Half-open sample range and number of the run that it lies in.
    levels : LegLevels

    Returns
    -------
    list of SearchedSpan
        In the order of ``spans``.
    """
    reach = trace.grid.reach
    slots = [trace.padded(a, b, within=levels.runs[run]) for a, b, run in spans]
    emg = high_pass(np.concatenate(slots), width=trace.grid.width)
    found: list[SearchedSpan] = []
    at = 0
    for start, stop, run in spans:
        signal = emg[at : at + stop - start]
        at += stop - start + 2 * reach
        triggers, quiets = _mark(signal, start, levels=levels)
        found.append(SearchedSpan(start, stop, run, signal, triggers, quiets))
    return found


def _mark(
    emg: NDArray[np.float32], start: int, *, levels: LegLevels
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the windows of one stretch that reach the onset level and those that are quiet."""
    n = len(emg)
    running = running_energy(emg)
    first, last = levels.cell_of(start), levels.cell_of(start + n - 1)
    resting = levels.resting_uv[first : last + 1]
    windows = levels.offset_windows[first : last + 1]
    edges = [max(0, (cell) * levels.cell - start) for cell in range(first, last + 1)] + [n]
    counts = np.diff(edges)
    width = levels.onset_window
    if n < width:
        return np.empty((0, 2), dtype=np.int64), np.empty((0, 2), dtype=np.int64)
    needed = np.repeat((resting + levels.onset_uv) ** 2 * width, counts)[: n - width + 1]
    triggers = crossings(running[width:] - running[:-width] >= needed)
    is_quiet = np.zeros(n, dtype=bool)
    allowed = (resting + levels.offset_uv) ** 2
    for size in np.unique(windows):
        if size > n:
            continue
        here = np.repeat(np.where(windows == size, allowed * size, -1.0), counts)[: n - size + 1]
        is_quiet[: n - size + 1] |= running[size:] - running[:-size] <= here
    return _pairs(triggers, n - width + 1) + start, _pairs(crossings(is_quiet), n) + start


def _pairs(edges: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Pair up where a mask starts and ends being True."""
    if len(edges) % 2:
        edges = np.append(edges, n)
    return edges.reshape(-1, 2)
