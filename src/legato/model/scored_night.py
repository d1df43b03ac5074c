"""Everything that was scored in one night, under every rule set that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from legato.model.interval import Interval
from legato.model.issue import Issue
from legato.model.leg_movement import RuleScoring
from legato.model.measure import Measure
from legato.model.provenance import Provenance
from legato.model.recording import Side
from legato.model.sleep import SleepNotes

__all__ = ["LegChannel", "LegExcerpt", "MinorMovement", "MinorMovementKind", "QualityMinute", "ScoredNight"]


@dataclass(frozen=True, slots=True)
class QualityMinute:
    """State of one leg channel in one minute.

    Parameters
    ----------
    start_s : float
    resting_uv : float
        Resting level; NaN where it can't be told.
    lost_share, clipped_share, flat_share : float
        0 to 1 of the samples of the minute.
    mains_uv, ecg_uv : float
        Amplitude (RMS) of mains hum, and of the heart's field in the leg channel; NaN where not assessable.
    pops : int
        Electrode pops: steps that no muscle makes.
    crosstalk : float
        0 to 1, largest correlation with the other leg at zero lag; NaN with one leg.
    is_scorable : bool
    reason : str
        Why not, in words; empty where scorable.
    """

    start_s: float
    resting_uv: float
    lost_share: float
    clipped_share: float
    flat_share: float
    mains_uv: float
    ecg_uv: float
    pops: int
    crosstalk: float
    is_scorable: bool
    reason: str = ""


@dataclass(frozen=True)
class LegChannel:
    """One leg's channel, how good it was, and what was done to it.

    Parameters
    ----------
    name : str
        As the file says.
    side : Side
    sampling_rate_hz : float
    minutes : tuple of QualityMinute
    is_scorable : bool
        False: this leg is left out, and ``reason`` says why.
    reason : str
    scorable_s : float
        Seconds in which movements could be found.
    conditioning : tuple of str
        Every filter and removal, one sentence each, in order.
    """

    name: str
    side: Side
    sampling_rate_hz: float
    minutes: tuple[QualityMinute, ...]
    is_scorable: bool
    reason: str
    scorable_s: float
    conditioning: tuple[str, ...]


class MinorMovementKind(StrEnum):
    """Kinds of movement that are scored beside the leg movements; the ids stand in files and never change."""

    ALMA = "alma"  # alternating leg muscle activation
    HFT = "hft"  # hypnagogic foot tremor
    HFLM = "hflm"  # high frequency leg movements
    FRAGMENTARY_MYOCLONUS = "fragmentary_myoclonus"
    LARGE_MUSCLE_GROUP = "large_muscle_group"


@dataclass(frozen=True, order=True, slots=True)
class MinorMovement:
    """One sequence of a kind that is scored beside the leg movements.

    Parameters
    ----------
    span : Interval
    kind : MinorMovementKind
    side : Side
    n_bursts : int
    frequency_hz : float
        Rate of the bursts; NaN where there are fewer than two.
    rule_clause : str
        Id of the clause that admitted it.
    """

    span: Interval
    kind: MinorMovementKind
    side: Side
    n_bursts: int
    frequency_hz: float
    rule_clause: str


@dataclass(frozen=True)
class ScoredNight:
    """Everything that was scored in one night.

    Parameters
    ----------
    source_name : str
    start : datetime or None
        Local clock of second 0; None where the file states none.
    duration_s : float
    subject : str or None
        A code, never a name.
    legs : tuple of LegChannel
        One or two.
    notes : SleepNotes
    scorings : mapping of str to RuleScoring
        By id of the rule set, in the order asked for.
    minor : tuple of MinorMovement or None
        None where they could not be looked for.
    measures : tuple of Measure
        What no rule set owns: sleep times, quality, counts of minor movements.
    issues : tuple of Issue
    provenance : Provenance
    """

    source_name: str
    start: datetime | None
    duration_s: float
    subject: str | None
    legs: tuple[LegChannel, ...]
    notes: SleepNotes
    scorings: Mapping[str, RuleScoring]
    minor: tuple[MinorMovement, ...] | None
    measures: tuple[Measure, ...]
    issues: tuple[Issue, ...]
    provenance: Provenance


@dataclass(frozen=True, eq=False)
class LegExcerpt:
    """A few seconds of one leg around a movement, as detection saw them, for drawing.

    Parameters
    ----------
    side : Side
    movement : str
        Id of the movement in the scoring of ``rule``.
    rule : str
        Id of the rule set.
    marked : Interval
        Onset to offset of the movement.
    times_s : ndarray of float64, shape (n_samples,)
        Seconds since the start of the recording.
    emg_uv : ndarray of float32, shape (n_samples,)
        Signed; NaN where lost.
    onset_uv, offset_uv : ndarray of float64, shape (n_samples,)
        The two levels in force; NaN where they can't be told.
    """

    side: Side
    movement: str
    rule: str
    marked: Interval
    times_s: NDArray[np.float64]
    emg_uv: NDArray[np.float32]
    onset_uv: NDArray[np.float64]
    offset_uv: NDArray[np.float64]
