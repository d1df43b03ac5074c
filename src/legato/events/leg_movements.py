"""Leg movements in one leg's EMG: onset, offset, amplitude, to the sample; no rule about length or neighbours."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_search import LegLevels, SearchedSpan, make_levels, search_spans
from legato.events.leg_trace import LegTrace
from legato.model.interval import Interval, intervals_from_mask
from legato.model.leg_movement import LegMovement
from legato.model.scoring import ScoringRule
from legato.signal.emg_amplitude import pooled_energy, running_energy, window_rms

__all__ = ["detect_leg_movements"]


@dataclass(frozen=True, slots=True)
class _Found:
    """One movement in samples of the channel."""

    onset: int
    offset: int
    is_cut: bool


def detect_leg_movements(trace: LegTrace, *, rule: ScoringRule) -> list[LegMovement]:
    """Find the movements of one leg.

    Parameters
    ----------
    trace : LegTrace
    rule : ScoringRule
        Roles ``onset_uv``, ``offset_uv``, ``offset_s``; ``resting_most_uv`` and ``morphology_s`` where it knows them.

    Returns
    -------
    list of LegMovement
        In time order, disjoint. Empty means: searched, none found. A leg that is not scorable has none.

    Notes
    -----
    Source: wasm2016 and aasm for the levels. Deviations, as the rules speak of a trace and a computer of samples: the
    amplitude is the root mean square of the high-passed signal. An onset is the first sample that reaches the level in
    the first part of the first window (``leg_emg.onset_window_s``) whose amplitude does. An offset is the first sample
    from which every window inside the next ``offset_s`` stays at or under its level; the windows grow with the resting
    noise (``leg_emg.offset_sds``), because rectified noise of 2 uV by itself exceeds 2 uV over its mean.
    """
    if not trace.is_scorable:
        return []
    levels = make_levels(trace, rule=rule)
    movements: list[LegMovement] = []
    pending = _spans_to_search(trace, levels=levels)
    while pending:
        longer: list[tuple[int, int, int]] = []
        for span in search_spans(trace, pending, levels=levels):
            found, is_open = _movements_of(span, levels=levels)
            if is_open:
                longer.append((span.start, span.stop + 4 * (span.stop - span.start), span.run))
            else:
                movements += [_describe(one, span, trace=trace, rule=rule, levels=levels) for one in found]
        pending, swallowed = _lengthened(longer, runs=levels.runs)
        movements = [
            one for one in movements if not any(s.overlaps(one.span) for s in _times(trace, swallowed))
        ]
    return _in_order(movements)


def _times(trace: LegTrace, spans: list[tuple[int, int]]) -> list[Interval]:
    """Give sample ranges as times."""
    return [Interval(float(trace.time.times_s(a, a + 1)[0]), trace.end_of(b)) for a, b in spans]


def _in_order(movements: list[LegMovement]) -> list[LegMovement]:
    """Sort, and drop what two overlapping searches found twice."""
    ordered: list[LegMovement] = []
    for one in sorted(movements):
        if not ordered or one.span.start_s >= ordered[-1].span.end_s:
            ordered.append(one)
    return ordered


def _lengthened(
    spans: list[tuple[int, int, int]], *, runs: list[tuple[int, int]]
) -> tuple[list[tuple[int, int, int]], list[tuple[int, int]]]:
    """Clip longer spans to their runs and join those that overlap."""
    joined: list[tuple[int, int, int]] = []
    for start, stop, run in sorted(spans):
        stop = min(stop, runs[run][1])
        if joined and joined[-1][2] == run and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop), run)
        else:
            joined.append((start, stop, run))
    return joined, [(start, stop) for start, stop, _ in joined]


def _spans_to_search(trace: LegTrace, *, levels: LegLevels) -> list[tuple[int, int, int]]:
    """Give the stretches in which an onset is possible at all, with the number of the run that each lies in.

    The bound of ``pooled_energy`` holds for every window of the onset, so nothing outside can reach the level.
    """
    grid = trace.grid
    is_active = np.ones(grid.n_cells + 1, dtype=bool)  # the last stands for the samples behind the last cell
    count = -(-(levels.onset_window + 2 * grid.reach - 1) // grid.block) + 1
    energy = pooled_energy(trace.survey.blocks, count=count)
    if len(energy):
        resting = np.pad(levels.resting_uv, 1, mode="edge")
        lowest = np.fmin(np.fmin(resting[:-2], resting[1:-1]), resting[2:])
        onset = (lowest + levels.onset_uv) ** 2 * levels.onset_window
        needed = np.repeat(onset, grid.blocks_per_cell)
        with np.errstate(invalid="ignore"):
            is_loud = ~(energy < needed[: len(energy)])
        # A window of so many blocks touches at most two cells.
        loud = np.flatnonzero(is_loud)
        is_active[: grid.n_cells] = False
        is_active[loud // grid.blocks_per_cell] = True
        is_active[(loud + count - 1) // grid.blocks_per_cell] = True
    for first, behind in levels.runs:
        is_active[min(grid.n_cells, first // grid.cell)] = True
        is_active[min(grid.n_cells, (behind - 1) // grid.cell)] = True
    active = [(a * grid.cell - grid.block, (b + 1) * grid.cell) for a, b in intervals_from_mask(is_active)]
    spans: list[tuple[int, int, int]] = []
    k = 0
    for run, (first, behind) in enumerate(levels.runs):
        while k < len(active) and active[k][1] <= first:
            k += 1
        j = k
        while j < len(active) and active[j][0] < behind:
            start, stop = max(first, active[j][0]), min(behind, active[j][1])
            if spans and spans[-1][2] == run and start <= spans[-1][1]:
                spans[-1] = (spans[-1][0], max(stop, spans[-1][1]), run)
            elif start < stop:
                spans.append((start, stop, run))
            j += 1
    return spans


def _movements_of(span: SearchedSpan, *, levels: LegLevels) -> tuple[list[_Found], bool]:
    """Walk through one span; tell too whether a movement was still open at an end that is not the end of its run."""
    found: list[_Found] = []
    first, behind = levels.runs[span.run]
    trigger_ends = span.triggers[:, 1].tolist()
    quiet_ends = span.quiets[:, 1].tolist()
    at = span.start
    while True:
        k = bisect.bisect_right(trigger_ends, at)
        if k >= len(trigger_ends):
            return found, False
        window = max(at, int(span.triggers[k, 0]))
        onset = _onset_in(span, window, levels=levels)
        offset = _offset_behind(span, onset, quiet_ends, levels=levels)
        if offset is None and span.stop < behind:
            return found, True
        is_cut = offset is None or window == first
        if offset is None:
            offset = _last_sound(span, onset, levels=levels)
        if offset > onset:
            found.append(_Found(onset, offset, is_cut))
        at = max(offset, window + 1) if offset > onset else window + levels.onset_window


def _onset_in(span: SearchedSpan, window: int, *, levels: LegLevels) -> int:
    """Date the onset inside the first window that reaches the level, to the sample."""
    start = window - span.start
    signal = span.emg_uv[start : start + levels.onset_window]
    level = levels.resting_at(window) + levels.onset_uv
    part = levels.onset_window // levels.onset_parts
    amplitude = window_rms(running_energy(signal), width=part)
    reached = np.flatnonzero(amplitude >= level)
    begin = int(reached[0]) if len(reached) else 0
    above = np.flatnonzero(np.abs(signal[begin:]) >= level)
    return window + begin + (int(above[0]) if len(above) else 0)


def _offset_behind(span: SearchedSpan, onset: int, quiet_ends: list[int], *, levels: LegLevels) -> int | None:
    """Give the first sample from which it stays quiet long enough; None where that is not seen in this span."""
    k = bisect.bisect_right(quiet_ends, onset)
    for start, end in span.quiets[k:].tolist():
        begin = max(start, onset)
        if end - begin >= levels.offset_period - levels.offset_window_at(begin) + 1:
            return int(begin)
    return None


def _last_sound(span: SearchedSpan, onset: int, *, levels: LegLevels) -> int:
    """Give where the quiet starts that lasts to the end of the run, or that end."""
    if len(span.quiets):
        start, end = span.quiets[-1].tolist()
        if end == span.stop - levels.offset_window_at(int(start)) + 1:
            return int(max(start, onset))
    return span.stop


def _describe(
    one: _Found, span: SearchedSpan, *, trace: LegTrace, rule: ScoringRule, levels: LegLevels
) -> LegMovement:
    """Measure one movement."""
    resting = levels.resting_at(one.onset)
    emg = span.emg_uv[one.onset - span.start : one.offset - span.start]
    return LegMovement(
        span=Interval(float(trace.time.times_s(one.onset, one.onset + 1)[0]), trace.end_of(one.offset)),
        side=trace.side,
        channel=trace.name,
        peak_uv=float(max(emg.max(), -emg.min())) - resting,
        median_uv=_largest_median(emg, levels=levels) - resting,
        resting_uv=resting,
        is_cut=one.is_cut,
    )


def _largest_median(emg: NDArray[np.float32], *, levels: LegLevels) -> float:
    """Give the largest median of the amplitude over the stretch of the morphology clause."""
    running = running_energy(emg)
    width = min(levels.onset_window, len(emg))
    amplitude = window_rms(running, width=width)[:: levels.median_step]
    n = levels.morphology_steps
    if len(amplitude) <= n:
        return float(np.median(amplitude))
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(amplitude, n), axis=1)
    medians = (windows[:, (n - 1) // 2] + windows[:, n // 2]) / 2.0
    return float(medians.max())
