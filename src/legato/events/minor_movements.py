"""Alternating leg muscle activation, hypnagogic foot tremor, high frequency leg movements and fragmentary myoclonus.

Made from the short bursts of both legs. A burst belongs to one sequence at most: alternating ones are taken first, then
foot tremor, then what is only quick. The clause that admitted a sequence stands beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from legato.model.burst import Burst
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.scored_night import MinorMovement, MinorMovementKind
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

__all__ = ["find_minor_movements"]

# What is left of a difference of two times by rounding; far below a sample.
_ROUNDING_S = 1e-9
_NREM = (SleepStage.N1, SleepStage.N2, SleepStage.N3)


@dataclass(frozen=True, order=True, slots=True)
class _SidedBurst:
    """A burst and the leg that it belongs to."""

    burst: Burst
    side: Side

    @property
    def start_s(self) -> float:
        """Onset."""
        return self.burst.span.start_s


def find_minor_movements(
    left_bursts: Sequence[Burst],
    right_bursts: Sequence[Burst],
    *,
    notes: SleepNotes,
    criteria: Criteria,
    lost: Sequence[Interval] = (),
) -> tuple[MinorMovement, ...]:
    """Find the sequences of short bursts that the manuals name.

    Parameters
    ----------
    left_bursts, right_bursts : sequence of Burst
        Of one leg each, in any order; empty for a leg without any, or without a channel.
    notes : SleepNotes
        Fragmentary myoclonus is only looked for where there is a hypnogram.
    criteria : Criteria
        ``alma.*``, ``hft.*``, ``hflm.*``, ``efm.*``.
    lost : sequence of Interval
        Stretches in which a leg's signal is lost: no sequence goes across.

    Returns
    -------
    tuple of MinorMovement
        In time order. Without a hypnogram none of fragmentary myoclonus: that is not measured, and not zero.

    Notes
    -----
    Source: AASM manual (alternating activation, foot tremor, fragmentary myoclonus), Yang 2010 (high frequency leg
    movements). Ours: the rate is taken from onset to onset of neighbours, of both legs together where they alternate;
    alternating bursts may not overlap; a burst that lost signal cuts short is in no sequence; sequences of both legs that
    overlap are one of both sides.
    """
    sided = sorted(
        _SidedBurst(burst, side)
        for side, bursts in ((Side.LEFT, left_bursts), (Side.RIGHT, right_bursts))
        for burst in bursts
        if not burst.is_cut
    )
    found: list[MinorMovement] = []
    taken: set[_SidedBurst] = set()
    for kind in (MinorMovementKind.ALMA, MinorMovementKind.HFT, MinorMovementKind.HFLM):
        free = [one for one in sided if one not in taken]
        runs = _runs_of(kind, free, lost=lost, criteria=criteria)
        taken.update(one for run in runs for one in run)
        found += _merge_sides([_sequence(kind, run) for run in runs])
    if notes.hypnogram is not None:
        for side in (Side.LEFT, Side.RIGHT):
            own = [one.burst for one in sided if one.side is side]
            found += _fragmentary(own, notes.hypnogram, side=side, lost=lost, criteria=criteria)
    return tuple(sorted(found))


def _runs_of(
    kind: MinorMovementKind, free: list[_SidedBurst], *, lost: Sequence[Interval], criteria: Criteria
) -> list[list[_SidedBurst]]:
    """Give the runs of bursts that are long enough for one kind."""
    if kind is MinorMovementKind.ALMA:
        fit = _of_length(free, criteria.numbers("alma.burst_ms"))
        is_next = _joins(criteria.numbers("alma.rate_hz"), lost=lost, alternating=kind)
        return _runs(fit, is_next, fewest=int(criteria.number("alma.fewest")))
    if kind is MinorMovementKind.HFT:
        free = _of_length(free, criteria.numbers("hft.burst_ms"))
        rate_hz, fewest = criteria.numbers("hft.rate_hz"), criteria.number("hft.fewest")
    else:
        rate_hz, fewest = criteria.numbers("hflm.rate_hz"), criteria.number("hflm.fewest")
    is_next = _joins(rate_hz, lost=lost)
    return [
        run
        for side in (Side.LEFT, Side.RIGHT)
        for run in _runs([one for one in free if one.side is side], is_next, fewest=int(fewest))
    ]


def _of_length(free: list[_SidedBurst], range_ms: tuple[float, ...]) -> list[_SidedBurst]:
    """Keep the bursts whose duration lies in a range, both ends in."""
    shortest_s, longest_s = (edge / 1000.0 for edge in range_ms)
    return [
        one
        for one in free
        if shortest_s - _ROUNDING_S <= one.burst.span.duration_s <= longest_s + _ROUNDING_S
    ]


def _joins(
    rate_hz: tuple[float, ...], *, lost: Sequence[Interval], alternating: MinorMovementKind | None = None
) -> Callable[[_SidedBurst, _SidedBurst], bool]:
    """Make the test of whether a burst goes on with the run of the one before it."""
    longest_s, shortest_s = (1.0 / edge for edge in rate_hz)

    def is_next(before: _SidedBurst, after: _SidedBurst) -> bool:
        step_s = after.start_s - before.start_s
        if not shortest_s - _ROUNDING_S <= step_s <= longest_s + _ROUNDING_S:
            return False
        if alternating and (
            before.side is after.side or after.start_s < before.burst.span.end_s - _ROUNDING_S
        ):
            return False
        between = Interval(before.start_s, after.burst.span.end_s)
        return not any(gap.overlaps(between) for gap in lost)

    return is_next


def _runs(
    bursts: list[_SidedBurst], is_next: Callable[[_SidedBurst, _SidedBurst], bool], *, fewest: int
) -> list[list[_SidedBurst]]:
    """Cut bursts into runs in which each goes on with the one before it; keep those with enough."""
    runs: list[list[_SidedBurst]] = []
    for one in bursts:
        if runs and is_next(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return [run for run in runs if len(run) >= fewest]


def _sequence(kind: MinorMovementKind, run: list[_SidedBurst]) -> MinorMovement:
    """Make the sequence of a run."""
    span = Interval(run[0].start_s, max(one.burst.span.end_s for one in run))
    side = Side.BOTH if kind is MinorMovementKind.ALMA else run[0].side
    rate_hz = (len(run) - 1) / (run[-1].start_s - run[0].start_s)
    return MinorMovement(span, kind, side, len(run), rate_hz, f"{kind.value}.fewest")


def _merge_sides(found: list[MinorMovement]) -> list[MinorMovement]:
    """Join sequences of the two legs that overlap into one of both sides, with the rate of the one with more bursts."""
    merged: list[MinorMovement] = []
    for one in sorted(found):
        if merged and merged[-1].span.overlaps(one.span) and one.side is not merged[-1].side:
            last = merged[-1]
            leading = max(last, one, key=lambda which: which.n_bursts)
            span = Interval(last.span.start_s, max(last.span.end_s, one.span.end_s))
            merged[-1] = MinorMovement(
                span, one.kind, Side.BOTH, leading.n_bursts, leading.frequency_hz, one.rule_clause
            )
        else:
            merged.append(one)
    return merged


def _fragmentary(
    bursts: list[Burst], hypnogram: Hypnogram, *, side: Side, lost: Sequence[Interval], criteria: Criteria
) -> list[MinorMovement]:
    """Find the minutes of NREM sleep with enough twitches; none where they do not add up to enough."""
    longest_s = criteria.number("efm.longest_ms") / 1000.0
    onsets_s = np.asarray(
        [one.span.start_s for one in bursts if one.span.duration_s <= longest_s + _ROUNDING_S]
    )
    minute_s, fewest = criteria.number("efm.minute_s"), int(criteria.number("efm.fewest_per_min"))
    rich: list[tuple[Interval, int]] = []
    for minute in _nrem_minutes(hypnogram, minute_s=minute_s, lost=lost):
        n_twitches = int(np.sum((onsets_s >= minute.start_s) & (onsets_s < minute.end_s)))
        if n_twitches >= fewest:
            rich.append((minute, n_twitches))
    if len(rich) < criteria.number("efm.minutes"):
        return []
    stretches: list[tuple[Interval, int]] = []
    for minute, n_twitches in rich:
        if stretches and minute.start_s - stretches[-1][0].end_s <= _ROUNDING_S:
            before, n_before = stretches[-1]
            stretches[-1] = (Interval(before.start_s, minute.end_s), n_before + n_twitches)
        else:
            stretches.append((minute, n_twitches))
    return [
        MinorMovement(
            span,
            MinorMovementKind.FRAGMENTARY_MYOCLONUS,
            side,
            n_twitches,
            n_twitches / span.duration_s,
            "efm.minutes",
        )
        for span, n_twitches in stretches
    ]


def _nrem_minutes(hypnogram: Hypnogram, *, minute_s: float, lost: Sequence[Interval]) -> list[Interval]:
    """Cut every stretch of NREM sleep into whole minutes without lost signal."""
    stretches: list[Interval] = []
    for span, stage in hypnogram.spans():
        if stage not in _NREM:
            continue
        if stretches and span.start_s <= stretches[-1].end_s + _ROUNDING_S:
            stretches[-1] = Interval(stretches[-1].start_s, span.end_s)
        else:
            stretches.append(span)
    minutes = [
        Interval(stretch.start_s + k * minute_s, stretch.start_s + (k + 1) * minute_s)
        for stretch in stretches
        for k in range(int((stretch.duration_s + _ROUNDING_S) / minute_s))
    ]
    return [minute for minute in minutes if not any(gap.overlaps(minute) for gap in lost)]
