"""Leg movements scored by a published rule set: every movement kept, with the clause that admitted or refused it.

One engine for all rule sets; what differs between them is data. Called once a night and rule set, and again with other
movements left out where a rule set asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from legato.errors import InputError
from legato.events.candidate_movements import CandidateMovement, combine_movements
from legato.events.leg_series import find_series
from legato.events.sleep_relations import SleepRelations, relate_to_sleep
from legato.events.write_scoring import JudgedMovements, write_scoring
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, LegSeries, MovementScoring, ScoredMovement, ScoringVariants
from legato.model.recording import Side
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepNotes

__all__ = ["score_movements", "score_variants"]


def score_movements(
    movements: Sequence[LegMovement],
    *,
    rule: ScoringRule,
    notes: SleepNotes,
    breaks: Sequence[Interval] = (),
    span: Interval,
) -> tuple[tuple[ScoredMovement, ...], tuple[LegSeries, ...]]:
    """Score the movements of both legs by one rule set, as it counts first.

    Parameters
    ----------
    movements : sequence of LegMovement
        Of one leg or both, in any order and of any length.
    rule : ScoringRule
    notes : SleepNotes
    breaks : sequence of Interval
        Stretches in which no leg could be scored, in any order. A break longer than the longest interval of the rule
        set ends a run, which then says ``lost_signal``, and leaves the next movement without an interval. A shorter one
        is bridged: an interval across it is measured as it stands, and a movement that it hid was only missed. Breaks
        change no movement; the detection ends those that run into one.
    span : Interval
        The recording; a run that is still open less than the longest interval before its end says ``end_of_recording``.

    Returns
    -------
    tuple of ScoredMovement
        Every movement, the refused ones too, by onset; a bilateral one stands before its parts.
    tuple of LegSeries

    Raises
    ------
    InputError
        If a movement lies wholly outside the recording.

    Notes
    -----
    *Source.* The clauses of the rule set.

    ``rule_clause`` of a movement that is refused is the clause that refused it; of a part the clause that joined it to
    the other leg; of a candidate in a series ``interval_s``; of a candidate that came too soon ``short_interval_ends``
    where that ends a run and ``interval_s`` where it is passed over; of any other candidate ``series_fewest``, as its
    run was too short.

    A movement related to a breathing event has ``is_respiratory``. Where the rule set does not score it
    (``respiratory_counts`` does not hold) it is refused by ``respiratory_s``; otherwise it counts here, and
    ``score_variants`` gives the second computation without it.
    """
    night = _prepare(movements, rule=rule, notes=notes, span=span)
    scored = _finish(night, breaks=breaks, span=span, leaves_out=not rule.holds("respiratory_counts"))
    return scored.movements, scored.series


def score_variants(
    movements: Sequence[LegMovement],
    *,
    rule: ScoringRule,
    notes: SleepNotes,
    breaks: Sequence[Interval] = (),
    span: Interval,
) -> ScoringVariants:
    """Score the movements as the rule set counts first, with and without breathing events, and each leg alone.

    Parameters
    ----------
    movements : sequence of LegMovement
    rule : ScoringRule
    notes : SleepNotes
    breaks : sequence of Interval
    span : Interval
        All as for ``score_movements``.

    Returns
    -------
    ScoringVariants
        Of two legs each is also scored as if it were the only one; that changes which movements are combined, and so
        the series.
    """
    counts = rule.holds("respiratory_counts")
    night = _prepare(movements, rule=rule, notes=notes, span=span)
    main = _finish(night, breaks=breaks, span=span, leaves_out=not counts)
    other = None
    if night.relations.is_respiratory is not None:
        other = _finish(night, breaks=breaks, span=span, leaves_out=counts)
    by_side: dict[Side, list[LegMovement]] = {}
    for movement in movements:
        by_side.setdefault(movement.side, []).append(movement)
    by_leg: dict[Side, MovementScoring] = {}
    for side in (Side.LEFT, Side.RIGHT):
        if side in by_side and len(by_side) > 1:
            alone = _prepare(by_side[side], rule=rule, notes=notes, span=span)
            by_leg[side] = _finish(alone, breaks=breaks, span=span, leaves_out=not counts)
    return ScoringVariants(
        main=main,
        with_respiratory=None if other is None else main if counts else other,
        without_respiratory=None if other is None else other if counts else main,
        by_leg=by_leg,
    )


class _Prepared(NamedTuple):
    """What two computations of one night share."""

    rule: ScoringRule
    ordered: Sequence[LegMovement]
    candidates: Sequence[CandidateMovement]
    relations: SleepRelations


def _prepare(
    movements: Sequence[LegMovement], *, rule: ScoringRule, notes: SleepNotes, span: Interval
) -> _Prepared:
    """Order, judge and combine the movements, and relate them to sleep."""
    ordered = sorted(movements, key=lambda one: (one.span.start_s, one.span.end_s, one.side, one.channel))
    _refuse_outside(ordered, span)
    candidates = combine_movements(ordered, rule=rule)
    return _Prepared(rule, ordered, candidates, relate_to_sleep(ordered, candidates, rule=rule, notes=notes))


def _finish(
    night: _Prepared, *, breaks: Sequence[Interval], span: Interval, leaves_out: bool
) -> MovementScoring:
    """Find the series, with the movements related to breathing counted or left out, and write all down."""
    related = night.relations.is_respiratory if leaves_out else None
    counts = [
        not candidate.refused_by and not (related is not None and related[place])
        for place, candidate in enumerate(night.candidates)
    ]
    search = find_series(night.candidates, counts=counts, rule=night.rule, breaks=breaks, span=span)
    return write_scoring(
        JudgedMovements(night.rule, night.ordered, night.candidates, night.relations, counts, search)
    )


def _refuse_outside(ordered: Sequence[LegMovement], span: Interval) -> None:
    """Refuse movements that the recording can't hold, which would be of another clock."""
    for movement in (*ordered[:1], *ordered[-1:]):
        if movement.span.start_s > span.end_s or movement.span.end_s < span.start_s:
            raise InputError(
                "A leg movement lies outside the recording",
                where=movement.channel,
                found=f"{movement.span.start_s} to {movement.span.end_s} s",
                mend=f"give times since the start of the recording, {span.start_s} to {span.end_s} s",
                code="LEG-E903",
            )
