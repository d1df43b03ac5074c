"""How movements lie to stages, breathing events and arousals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.candidate_movements import CandidateMovement
from legato.model.leg_movement import LegMovement
from legato.model.scoring import ScoringRule
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

__all__ = ["SleepRelations", "relate_to_sleep"]


@dataclass(frozen=True, slots=True, eq=False)
class SleepRelations:
    """What is known of each movement beside the legs.

    Parameters
    ----------
    stages : list of SleepStage
        At the onset of each movement of one leg.
    respiratory_members, arousal_members : list of bool or None
        For each movement of one leg; None where the events were not scored or the rule set does not ask.
    is_respiratory, has_arousal : list of bool or None
        For each movement as it is counted: true when it is for one of its members.
    """

    stages: list[SleepStage]
    respiratory_members: list[bool] | None
    arousal_members: list[bool] | None
    is_respiratory: list[bool] | None
    has_arousal: list[bool] | None


def relate_to_sleep(
    movements: Sequence[LegMovement],
    candidates: Sequence[CandidateMovement],
    *,
    rule: ScoringRule,
    notes: SleepNotes,
) -> SleepRelations:
    """Relate movements to stages, breathing events and arousals.

    Parameters
    ----------
    movements : sequence of LegMovement
        In order of onset.
    candidates : sequence of CandidateMovement
        Whose members are places in ``movements``.
    rule : ScoringRule
    notes : SleepNotes

    Returns
    -------
    SleepRelations

    Notes
    -----
    *Source.* The clauses ``respiratory_s`` with ``respiratory_anchor``, whose ends belong to the window, and
    ``arousal_gap_s``, which must not be reached. Where nobody staged the night, the stage is unknown, or the
    ``assumed_stage`` of a rule set for tests that are done awake.
    """
    onsets = np.array([movement.span.start_s for movement in movements], dtype=np.float64)
    offsets = np.array([movement.span.end_s for movement in movements], dtype=np.float64)
    respiratory = _respiratory(onsets, offsets, rule=rule, notes=notes)
    arousals = _arousals(onsets, offsets, rule=rule, notes=notes)
    return SleepRelations(
        stages=_stages(onsets, rule=rule, hypnogram=notes.hypnogram),
        respiratory_members=respiratory,
        arousal_members=arousals,
        is_respiratory=_of_candidates(respiratory, candidates),
        has_arousal=_of_candidates(arousals, candidates),
    )


def _stages(
    onsets: NDArray[np.float64], *, rule: ScoringRule, hypnogram: Hypnogram | None
) -> list[SleepStage]:
    """Give the stage at each onset."""
    if hypnogram is None:
        assumed = rule.has("assumed_stage")
        stage = SleepStage(str(rule.clause("assumed_stage").value)) if assumed else SleepStage.UNKNOWN
        return [stage] * len(onsets)
    epochs = np.floor((onsets - hypnogram.start_s) / hypnogram.epoch_s).astype(np.int64)
    known = len(hypnogram.stages)
    return [
        hypnogram.stages[epoch] if 0 <= epoch < known else SleepStage.UNKNOWN for epoch in epochs.tolist()
    ]


def _respiratory(
    onsets: NDArray[np.float64], offsets: NDArray[np.float64], *, rule: ScoringRule, notes: SleepNotes
) -> list[bool] | None:
    """Tell which movements have a part inside the window about a breathing event."""
    if notes.respiratory is None or not rule.has("respiratory_s"):
        return None
    before_s, after_s = rule.numbers("respiratory_s")
    about_end = rule.clause("respiratory_anchor").value == "end"
    lows = [(one.span.end_s if about_end else one.span.start_s) + before_s for one in notes.respiratory]
    highs = [one.span.end_s + after_s for one in notes.respiratory]
    return _touch(onsets, offsets, lows, highs, slack_s=rule.number("time_tolerance_s"))


def _arousals(
    onsets: NDArray[np.float64], offsets: NDArray[np.float64], *, rule: ScoringRule, notes: SleepNotes
) -> list[bool] | None:
    """Tell which movements overlap an arousal or lie less than the gap from it."""
    if notes.arousals is None or not rule.has("arousal_gap_s"):
        return None
    gap_s = rule.number("arousal_gap_s")
    lows = [one.span.start_s - gap_s for one in notes.arousals]
    highs = [one.span.end_s + gap_s for one in notes.arousals]
    return _touch(onsets, offsets, lows, highs, slack_s=-rule.number("time_tolerance_s"))


def _touch(
    onsets: NDArray[np.float64],
    offsets: NDArray[np.float64],
    lows: Sequence[float],
    highs: Sequence[float],
    *,
    slack_s: float,
) -> list[bool]:
    """Tell which movements share a moment with any window; slack above 0 takes the ends in, below 0 leaves them out."""
    if not lows:
        return [False] * len(onsets)
    order = np.argsort(lows, kind="stable")
    starts = np.asarray(lows, dtype=np.float64)[order] - slack_s
    latest_ends = np.maximum.accumulate(np.asarray(highs, dtype=np.float64)[order]) + slack_s
    begun = np.searchsorted(starts, offsets, side="right")
    touched = (begun > 0) & (latest_ends[np.maximum(begun - 1, 0)] >= onsets)
    return [bool(one) for one in touched.tolist()]


def _of_candidates(members: list[bool] | None, candidates: Sequence[CandidateMovement]) -> list[bool] | None:
    """Tell it for each movement as it is counted."""
    if members is None:
        return None
    return [
        members[candidate.members[0]]
        if len(candidate.members) == 1
        else any(members[place] for place in candidate.members)
        for candidate in candidates
    ]
