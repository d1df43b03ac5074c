"""Judged movements and runs, written down as scored movements and series with the clause that decided each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legato.events.candidate_movements import CandidateMovement
from legato.events.leg_series import END_OF_RECORDING, LOST_SIGNAL, SeriesSearch
from legato.events.sleep_relations import SleepRelations
from legato.model.interval import Interval
from legato.model.leg_movement import (
    LegMovement,
    LegMovementKind,
    LegSeries,
    MovementScoring,
    ScoredMovement,
)
from legato.model.recording import Side
from legato.model.scoring import ScoringRule

__all__ = ["JudgedMovements", "write_scoring"]

_LETTERS = {Side.LEFT: "L", Side.RIGHT: "R", Side.BOTH: "B", Side.UNKNOWN: "U"}
_LEGS: dict[Side, tuple[Side, ...]] = {side: (side,) for side in Side}
_TWO_LEGS = (Side.LEFT, Side.RIGHT)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedMovements:
    """All that is known of the movements of a night before they are written down.

    Parameters
    ----------
    rule : ScoringRule
    ordered : sequence of LegMovement
        By onset.
    candidates : sequence of CandidateMovement
    relations : SleepRelations
    counts : sequence of bool
        Which candidates count; a candidate that does not was left out for its relation to a breathing event.
    search : SeriesSearch
    """

    rule: ScoringRule
    ordered: Sequence[LegMovement]
    candidates: Sequence[CandidateMovement]
    relations: SleepRelations
    counts: Sequence[bool]
    search: SeriesSearch


def write_scoring(judged: JudgedMovements) -> MovementScoring:
    """Write every movement and every series down.

    Parameters
    ----------
    judged : JudgedMovements

    Returns
    -------
    MovementScoring
        A bilateral movement stands before its parts.
    """
    writer = _Writer(judged)
    movements = writer.movements()
    series = tuple(
        LegSeries(
            number=number,
            span=Interval(
                judged.candidates[run.members[0]].onset_s, judged.candidates[run.members[-1]].offset_s
            ),
            movements=tuple(writer.names[place] for place in run.members),
            ended_by=run.ended_by
            if run.ended_by in (END_OF_RECORDING, LOST_SIGNAL)
            else judged.rule.clause(run.ended_by).id,
        )
        for number, run in enumerate(judged.search.runs, start=1)
    )
    return MovementScoring(movements, series)


class _Writer:
    """Writes movements down; what is the same for all of them is looked up once."""

    def __init__(self, judged: JudgedMovements) -> None:
        rule, relations = judged.rule, judged.relations
        self._ordered, self._counts, self._stages = judged.ordered, judged.counts, relations.stages
        self._candidates, self._imi_s = judged.candidates, judged.search.imi_s
        self._series_of = {
            place: number for number, run in enumerate(judged.search.runs, start=1) for place in run.members
        }
        clauses = {role: clause.id for role, clause in rule.clauses.items()}
        short = clauses["short_interval_ends" if rule.holds("short_interval_ends") else "interval_s"]
        self._clauses = clauses
        self._short = dict.fromkeys(judged.search.passed_over, short)
        self._joined_by = clauses.get("bilateral_gap_s") or clauses.get("bilateral_onset_gap_s", "")
        self._longest_s = rule.number("longest_s") + rule.number("time_tolerance_s")
        nothing = [None] * len(judged.ordered)
        self._related: Sequence[bool | None] = relations.is_respiratory or nothing
        self._aroused: Sequence[bool | None] = relations.has_arousal or nothing
        self._related_parts: Sequence[bool | None] = relations.respiratory_members or nothing
        self._aroused_parts: Sequence[bool | None] = relations.arousal_members or nothing
        self._seen: dict[str, int] = {}
        self.names: list[str] = []

    def movements(self) -> tuple[ScoredMovement, ...]:
        """Write all movements down."""
        written: list[ScoredMovement] = []
        for place, candidate in enumerate(self._candidates):
            written.append(self._whole(place, candidate))
            if len(candidate.members) > 1:
                written += [self._part(member) for member in candidate.members]
        return tuple(written)

    def _name(self, letter: str, onset_s: float) -> str:
        """Give an id from side and onset in milliseconds, which stays the same when other movements change."""
        name = f"{letter}{round(onset_s * 1000):08d}"
        again = self._seen.get(name, 0)
        self._seen[name] = again + 1
        return f"{name}-{again + 1}" if again else name

    def _whole(self, place: int, candidate: CandidateMovement) -> ScoredMovement:
        """Write one movement down as it is counted."""
        members = candidate.members
        first = self._ordered[members[0]]
        span, side, peak_uv = first.span, first.side, first.peak_uv
        legs = _LEGS[side]
        if len(members) > 1:
            span, side, legs = Interval(candidate.onset_s, candidate.offset_s), Side.BOTH, _TWO_LEGS
            peak_uv = max([self._ordered[member].peak_uv for member in members])
        in_series = self._series_of.get(place)
        refused_by = candidate.refused_by
        if not refused_by and not self._counts[place]:
            refused_by = "respiratory_s"
        if refused_by:
            kind, clause = LegMovementKind.LM, self._clauses[refused_by]
        elif in_series is not None:
            kind, clause = LegMovementKind.PLM, self._clauses["interval_s"]
        else:
            kind = LegMovementKind.CLM
            clause = self._short.get(place) or self._clauses["series_fewest"]
        name = self._name(_LETTERS[side], candidate.onset_s)
        self.names.append(name)
        return ScoredMovement(
            id=name,
            span=span,
            side=side,
            kind=kind,
            legs=legs,
            stage=self._stages[members[0]],
            rule_clause=clause,
            in_series=in_series,
            imi_s=self._imi_s.get(place),
            is_respiratory=self._related[place],
            has_arousal=self._aroused[place],
            excluded_by=clause if refused_by else None,
            peak_uv=peak_uv,
        )

    def _part(self, member: int) -> ScoredMovement:
        """Write down a movement of one leg that is a part of the bilateral one written last; it is counted nowhere."""
        part = self._ordered[member]
        span, side = part.span, part.side
        is_long = span.end_s - span.start_s > self._longest_s
        clause = self._clauses["longest_s"] if is_long else self._joined_by
        return ScoredMovement(
            id=self._name(_LETTERS[side], span.start_s),
            span=span,
            side=side,
            kind=LegMovementKind.LM,
            legs=_LEGS[side],
            stage=self._stages[member],
            rule_clause=clause,
            part_of=self.names[-1],
            is_respiratory=self._related_parts[member],
            has_arousal=self._aroused_parts[member],
            excluded_by=clause if is_long else None,
            peak_uv=part.peak_uv,
        )
