"""What a session of the tremor laboratory showed: muscle by muscle, task by task, and what the tests add."""

from __future__ import annotations

from dataclasses import dataclass

from legato.model.battery import Battery
from legato.model.burst import BurstRhythm, BurstTrain, PairPattern, RecruitmentOrder
from legato.model.interval import Interval
from legato.model.issue import Issue
from legato.model.measure import Measure
from legato.model.orthostatic_answer import OrthostaticAnswer
from legato.model.pair_coherence import PairCoherence
from legato.model.provenance import Provenance

__all__ = ["EmgExamination", "MuscleExamination", "StretchExamination"]


@dataclass(frozen=True)
class MuscleExamination:
    """One muscle in one stretch of a session.

    Parameters
    ----------
    channel : str
    side : str
        Id of the side; ``unknown`` where nothing says.
    searched_s : float
        Seconds that were searched: gaps and short pieces are not.
    train : BurstTrain or None
        With its measures; None where the muscle could not be searched.
    rhythm : BurstRhythm or None
        None where the muscle could not be searched.
    clonus : tuple of Measure
        Empty where it was not asked for.
    reason : str
        Why the muscle could not be searched; empty otherwise.
    issues : tuple of Issue
    """

    channel: str
    side: str
    searched_s: float
    train: BurstTrain | None
    rhythm: BurstRhythm | None
    clonus: tuple[Measure, ...] = ()
    reason: str = ""
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class StretchExamination:
    """All muscles in one stretch: a task, or what was asked for.

    Parameters
    ----------
    task : str
        Id of the task; empty where the stretch is none.
    span : Interval
    muscles : tuple of MuscleExamination
    pairs : tuple of PairPattern
        How muscles of one side, or those that were named, take turns.
    recruitment : RecruitmentOrder or None
        None where fewer than two muscles have bursts.
    """

    task: str
    span: Interval
    muscles: tuple[MuscleExamination, ...]
    pairs: tuple[PairPattern, ...]
    recruitment: RecruitmentOrder | None


@dataclass(frozen=True)
class EmgExamination:
    """Everything that was asked of the EMG of one session.

    Parameters
    ----------
    provenance : Provenance
    criteria_version : str
    stretches : tuple of StretchExamination
        In the order of laboratories: rest, posture, weight, action, standing, tapping. Empty where not asked for.
    coherence : tuple of PairCoherence
        Empty where not asked for, or with a single channel.
    battery : Battery or None
        None where it was not asked for.
    orthostatic : OrthostaticAnswer or None
        None where nobody was asked to stand.
    issues : tuple of Issue
        Of the file and of the muscles.
    """

    provenance: Provenance
    criteria_version: str
    stretches: tuple[StretchExamination, ...] = ()
    coherence: tuple[PairCoherence, ...] = ()
    battery: Battery | None = None
    orthostatic: OrthostaticAnswer | None = None
    issues: tuple[Issue, ...] = ()
