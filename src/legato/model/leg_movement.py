"""Leg movements in sleep: what was found in one leg, and what a rule set made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.imi_distribution import ImiDistribution
from legato.model.interval import Interval
from legato.model.measure import Measure
from legato.model.recording import Side
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepStage

__all__ = [
    "LegMovement",
    "LegMovementKind",
    "LegSeries",
    "MovementScoring",
    "RuleScoring",
    "ScoredMovement",
    "ScoringVariants",
]


@dataclass(frozen=True, order=True, slots=True)
class LegMovement:
    """One stretch of activity of one leg, before any rule about its length or its neighbours.

    Parameters
    ----------
    span : Interval
        Onset to offset, seconds since the start of the recording, to the sample.
    side : Side
    channel : str
    peak_uv : float
        Largest rectified amplitude above the resting level.
    median_uv : float
        Largest median of the amplitude above resting over the stretch that the morphology clause asks for; equals the
        median of the whole movement where it is shorter.
    resting_uv : float
        Resting level of the leg at the onset.
    is_cut : bool
        True where the signal was lost, or the recording began or ended, inside the movement.
    """

    span: Interval
    side: Side
    channel: str
    peak_uv: float
    median_uv: float
    resting_uv: float
    is_cut: bool = False


class LegMovementKind(StrEnum):
    """What a rule set makes of a movement; the ids stand in files and never change."""

    LM = "lm"  # a movement that is no candidate
    CLM = "clm"  # candidate that belongs to no series
    PLM = "plm"  # candidate in a periodic series


@dataclass(frozen=True, slots=True)
class ScoredMovement:
    """One movement as one rule set sees it, with the clause that admitted or refused it.

    Parameters
    ----------
    id : str
        Unique within the night and the rule set; stable as long as the movements are the same.
    span : Interval
    side : Side
        ``both`` for a bilateral movement.
    kind : LegMovementKind
    legs : tuple of Side
        One for a movement of one leg; the parts' sides for a bilateral one.
    part_of : str or None
        Id of the bilateral movement that this single-leg movement is a part of; a part is counted in no index.
    in_series : int or None
        Number of its series, from 1; None for a movement in none.
    imi_s : float or None
        Onset to onset from the movement before that counts (candidate, not excluded, not passed over for coming too
        soon); None for the first, and for the first after a long loss of signal.
    stage : SleepStage
        At the onset.
    is_respiratory, has_arousal : bool or None
        None where breathing events or arousals were not scored.
    excluded_by : str or None
        Id of the clause that refused it; None for a movement that counts.
    rule_clause : str
        Id of the clause that decided: the one that admitted it, or the same as ``excluded_by``.
    peak_uv : float
    """

    id: str
    span: Interval
    side: Side
    kind: LegMovementKind
    legs: tuple[Side, ...]
    stage: SleepStage
    rule_clause: str
    part_of: str | None = None
    in_series: int | None = None
    imi_s: float | None = None
    is_respiratory: bool | None = None
    has_arousal: bool | None = None
    excluded_by: str | None = None
    peak_uv: float = 0.0


@dataclass(frozen=True, slots=True)
class LegSeries:
    """A periodic run of candidate movements.

    Parameters
    ----------
    number : int
        From 1, in time order.
    span : Interval
        First onset to last offset.
    movements : tuple of str
        Ids, in order.
    ended_by : str
        Id of the clause that ended the run, or ``end_of_recording``, or ``lost_signal``.
    """

    number: int
    span: Interval
    movements: tuple[str, ...]
    ended_by: str


@dataclass(frozen=True, slots=True)
class MovementScoring:
    """Movements as a rule set judges them, and the series that they form.

    Parameters
    ----------
    movements : tuple of ScoredMovement
        All of them, the refused ones and the parts too, by onset.
    series : tuple of LegSeries
    """

    movements: tuple[ScoredMovement, ...]
    series: tuple[LegSeries, ...]


@dataclass(frozen=True, slots=True)
class ScoringVariants:
    """One night under one rule set, and again with other movements left out.

    Parameters
    ----------
    main : MovementScoring
        As the rule set counts first.
    with_respiratory, without_respiratory : MovementScoring or None
        With the movements related to breathing events counted, and with them taken out; one of the two is the same as
        ``main``. None where breathing events were not scored, or the rule set does not ask about them.
    by_leg : dict of Side to MovementScoring
        Each leg as if it were the only one; empty with fewer than two legs.
    """

    main: MovementScoring
    with_respiratory: MovementScoring | None
    without_respiratory: MovementScoring | None
    by_leg: dict[Side, MovementScoring]


@dataclass(frozen=True)
class RuleScoring:
    """What one rule set makes of one night.

    Parameters
    ----------
    rule : ScoringRule
    movements : tuple of ScoredMovement
        All of them, the refused ones too, by onset.
    series : tuple of LegSeries
    measures : tuple of Measure
        Counts and indices; the per-hour ones say in their note which hours they count.
    imi : ImiDistribution or None
        Intervals between the candidates; None where nobody computed them.
    """

    rule: ScoringRule
    movements: tuple[ScoredMovement, ...]
    series: tuple[LegSeries, ...]
    measures: tuple[Measure, ...]
    imi: ImiDistribution | None = None
