"""A night that was really scored, made ready for the desk: its traces, its movements, and what judges them anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.events.leg_search import make_levels
from legato.events.leg_trace import LegTrace
from legato.lab.desk import NightDesk
from legato.lab.traces import TraceSource
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, RuleScoring
from legato.model.recording import Side
from legato.model.scoring import ScoringRule
from legato.score_night import NightWork, rescore
from legato.signal.emg_amplitude import running_energy, window_rms

__all__ = ["RealPiece", "RealTrace", "lay_on_desk", "measure_span", "rescore_edited"]

_ON_THE_DESK = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, eq=False)
class RealPiece:
    """Samples of one leg between two times, as the page draws them.

    Parameters
    ----------
    times_s, emg_uv, onset_level_uv, offset_level_uv : ndarray of float64, shape (n_samples,)
    """

    times_s: NDArray[np.float64]
    emg_uv: NDArray[np.float64]
    onset_level_uv: NDArray[np.float64]
    offset_level_uv: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RealTrace:
    """The trace of one leg with the levels of one rule set.

    Parameters
    ----------
    trace : LegTrace
    rule : ScoringRule
    """

    trace: LegTrace
    rule: ScoringRule

    def piece(self, start_s: float, end_s: float) -> RealPiece:
        """Give the samples with ``start_s <= time < end_s``; fewer, or none, outside the recording.

        Parameters
        ----------
        start_s, end_s : float

        Returns
        -------
        RealPiece
        """
        read = self.trace.piece(start_s, end_s, rule=self.rule)
        return RealPiece(read.times_s, read.emg_uv.astype(np.float64), read.onset_uv, read.offset_uv)


def lay_on_desk(work: NightWork, *, review_path: Path, author: str = "") -> NightDesk:
    """Lay a scored night on the desk.

    Parameters
    ----------
    work : NightWork
    review_path : Path
        Where the edits are kept.
    author : str
        Code or initials; empty: the page asks.

    Returns
    -------
    NightDesk
        Its traces carry the levels of the first rule set, its edits refer to the movements found for that one.

    Raises
    ------
    FormatError
        If the review file cannot be read.
    InputError
        If the night has neither a left nor a right leg, or the review belongs to another recording or other movements.
    """
    legs = {trace.side: trace for trace in work.traces if trace.side in _ON_THE_DESK}
    if not legs:
        raise InputError(
            "This night has no channel of the left or of the right leg to review",
            where=work.night.source_name,
            found=", ".join(trace.name for trace in work.traces) or "no leg channel",
            mend="name the channels with --left and --right",
            code="LEG-E976",
        )
    first = next(iter(work.night.scorings.values())).rule
    traces: dict[Side, TraceSource] = {side: RealTrace(trace, first) for side, trace in legs.items()}

    @cache
    def measure(side: Side, span: Interval) -> LegMovement:
        return measure_span(_leg_of(legs, side), span, rule=first)

    def judge(movements: Sequence[LegMovement]) -> Mapping[str, RuleScoring]:
        return rescore_edited(work, movements)

    return NightDesk(
        work.night,
        traces,
        movements=work.found[first.id],
        rescore=judge,
        review_path=review_path,
        author=author,
        measure=measure,
    )


def _leg_of(legs: Mapping[Side, LegTrace], side: Side) -> LegTrace:
    """Give the trace of a leg, or say that it cannot be scored."""
    trace = legs.get(side)
    if trace is None or not trace.is_scorable:
        raise InputError(
            "This night has no scorable channel of that leg",
            where=f"{side.value} leg",
            found="no channel" if trace is None else trace.reason,
            mend="edit the other leg",
            code="LEG-E976",
        )
    return trace


def measure_span(trace: LegTrace, span: Interval, *, rule: ScoringRule) -> LegMovement:
    """Measure a movement whose edges a person set, as detection would have.

    Parameters
    ----------
    trace : LegTrace
    span : Interval
    rule : ScoringRule
        Whose morphology clause decides the stretch of the median.

    Returns
    -------
    LegMovement

    Raises
    ------
    InputError
        If there is no signal in the span, it bridges a loss of signal, or its resting level cannot be told.
    """
    step_s = 1.0 / trace.sampling_rate_hz
    # From and to the sample nearest to an edge: a page gives times to the microsecond.
    start_s, end_s = span.start_s - step_s / 2, span.end_s - step_s / 2
    piece = trace.piece(start_s, end_s, rule=rule)
    emg_uv = piece.emg_uv
    is_lost = not len(emg_uv) or not bool(np.all(np.isfinite(emg_uv)))
    if is_lost or not _is_one_run(piece.times_s, rate_hz=trace.sampling_rate_hz):
        raise _unmeasurable("A movement cannot lie where the signal was lost", trace, span)
    resting_uv = float(piece.resting_uv[0])
    if not np.isfinite(resting_uv):
        raise _unmeasurable("The resting level cannot be told where the movement begins", trace, span)
    return LegMovement(
        span,
        trace.side,
        trace.name,
        peak_uv=float(np.abs(emg_uv).max()) - resting_uv,
        median_uv=_largest_median(emg_uv, trace=trace, rule=rule) - resting_uv,
        resting_uv=resting_uv,
        is_cut=not all(_is_recorded(trace, at_s, rule=rule) for at_s in (start_s - step_s, end_s)),
    )


def _is_recorded(trace: LegTrace, at_s: float, *, rule: ScoringRule) -> bool:
    """Tell whether there is a sample, not a lost one, within one sample of a time."""
    emg_uv = trace.piece(at_s, at_s + 1.0 / trace.sampling_rate_hz, rule=rule).emg_uv
    return len(emg_uv) == 1 and bool(np.isfinite(emg_uv[0]))


def _is_one_run(times_s: NDArray[np.float64], *, rate_hz: float) -> bool:
    """Tell whether no sample is missing between the first and the last."""
    return round((float(times_s[-1]) - float(times_s[0])) * rate_hz) == len(times_s) - 1


def _unmeasurable(what: str, trace: LegTrace, span: Interval) -> InputError:
    return InputError(
        what,
        where=f"{trace.side.value} leg, {span.start_s:.2f} to {span.end_s:.2f} s",
        mend="place it where the trace was recorded",
        code="LEG-E976",
    )


def _largest_median(emg_uv: NDArray[np.float32], *, trace: LegTrace, rule: ScoringRule) -> float:
    """Give the largest median of the amplitude over the stretch of the morphology clause."""
    levels = make_levels(trace, rule=rule)
    width = min(levels.onset_window, len(emg_uv))
    amplitude = window_rms(running_energy(emg_uv), width=width)[:: levels.median_step]
    if len(amplitude) <= levels.morphology_steps:
        return float(np.median(amplitude))
    windows = np.lib.stride_tricks.sliding_window_view(amplitude, levels.morphology_steps)
    return float(np.median(windows, axis=1).max())


def rescore_edited(work: NightWork, movements: Sequence[LegMovement]) -> dict[str, RuleScoring]:
    """Let every rule set judge its own movements with the edits laid over them.

    Parameters
    ----------
    work : NightWork
    movements : sequence of LegMovement
        Those of the first rule set as they stand after the edits.

    Returns
    -------
    dict of str to RuleScoring
        By id of the rule set.

    Notes
    -----
    Rule sets that ask for other levels have other movements. What was rejected, moved or added replaces whatever they
    have in its place; the rest of theirs stays.
    """
    base = work.found[next(iter(work.night.scorings))]
    gone, made = set(base).difference(movements), set(movements).difference(base)
    scorings: dict[str, RuleScoring] = {}
    for id_ in work.night.scorings:
        own = work.found[id_]
        if own == base:
            shown = sorted(movements)
        else:
            places = [(one.side, one.span) for one in gone | made]
            shown = sorted([*(one for one in own if not _is_in(one, places)), *made])
        scorings[id_] = rescore(_only(work, id_), shown)[id_]
    return scorings


def _is_in(movement: LegMovement, places: Sequence[tuple[Side, Interval]]) -> bool:
    """Tell whether a movement lies in one of the places that a person decided about."""
    return any(side is movement.side and span.overlaps(movement.span) for side, span in places)


def _only(work: NightWork, id_: str) -> NightWork:
    """Give the night with one of its rule sets."""
    return replace(work, night=replace(work.night, scorings={id_: work.night.scorings[id_]}))
