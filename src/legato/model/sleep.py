"""What is known about a night besides its leg signals: stages, breathing events, arousals, lights."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.interval import Interval

__all__ = ["Hypnogram", "SleepEvent", "SleepEventKind", "SleepNotes", "SleepStage"]


class SleepStage(StrEnum):
    """Stage of an epoch; the ids stand in files and never change."""

    WAKE = "W"
    N1 = "N1"
    N2 = "N2"
    N3 = "N3"
    REM = "R"
    UNKNOWN = "?"  # not scored, movement time, or no hypnogram there

    @property
    def is_sleep(self) -> bool:
        """Tell whether this is one of the sleep stages; an unknown stage is neither sleep nor wake."""
        return self not in (SleepStage.WAKE, SleepStage.UNKNOWN)


@dataclass(frozen=True)
class Hypnogram:
    """Stages of a night, epoch by epoch.

    Parameters
    ----------
    epoch_s : float
        Length of an epoch; 30 by the AASM manual.
    start_s : float
        Start of the first epoch, seconds since the start of the recording; may be negative or fractional.
    stages : tuple of SleepStage
    origin : str
        Where it came from: ``edf_annotation``, ``csv:night_hyp.csv``, ``nsrr_xml:...``.

    Raises
    ------
    InputError
        If the epochs have no length.
    """

    epoch_s: float
    start_s: float
    stages: tuple[SleepStage, ...]
    origin: str

    def __post_init__(self) -> None:
        """Refuse epochs without a length."""
        if not self.epoch_s > 0:
            raise InputError(
                "The epochs of a hypnogram need a length above 0 s",
                where=self.origin,
                found=f"{self.epoch_s} s",
                code="LEG-E900",
            )

    @property
    def end_s(self) -> float:
        """End of the last epoch, seconds since the start of the recording."""
        return self.start_s + self.epoch_s * len(self.stages)

    def stage_at(self, time_s: float) -> SleepStage:
        """Give the stage of the epoch that holds this time; unknown outside the hypnogram."""
        index = int(np.floor((time_s - self.start_s) / self.epoch_s))
        return self.stages[index] if 0 <= index < len(self.stages) else SleepStage.UNKNOWN

    def stages_at(self, times_s: NDArray[np.float64]) -> list[SleepStage]:
        """Give the stage at each of many times, like ``stage_at``."""
        return [self.stage_at(float(time_s)) for time_s in times_s]

    def spans(self) -> list[tuple[Interval, SleepStage]]:
        """Give the runs of equal stage, in order."""
        found: list[tuple[Interval, SleepStage]] = []
        position = 0
        for stage, run in itertools.groupby(self.stages):
            length = len(list(run))
            first_s = self.start_s + position * self.epoch_s
            found.append((Interval(first_s, first_s + length * self.epoch_s), stage))
            position += length
        return found


class SleepEventKind(StrEnum):
    """What was marked in the night besides stages."""

    RESPIRATORY = "respiratory"  # apnoea or hypopnoea of any kind
    AROUSAL = "arousal"


@dataclass(frozen=True, order=True, slots=True)
class SleepEvent:
    """One breathing event or arousal that a person or another program marked.

    Parameters
    ----------
    span : Interval
    kind : SleepEventKind
    text : str
        As recorded, such as ``Obstructive apnea``.
    """

    span: Interval
    kind: SleepEventKind
    text: str = ""


@dataclass(frozen=True)
class SleepNotes:
    """Everything that is known about a night besides its leg signals.

    Parameters
    ----------
    hypnogram : Hypnogram or None
        None: nobody staged this night. Indices are then per hour of recording, and say so.
    respiratory, arousals : tuple of SleepEvent or None
        In time order. None: not scored, so that nothing can be told apart by them. Empty: scored, none found.
    lights_off_s, lights_on_s : float or None
        Seconds since the start of the recording; None where nothing says.
    sources : tuple of str
        One sentence each: where the hypnogram, the events and the lights came from.
    """

    hypnogram: Hypnogram | None = None
    respiratory: tuple[SleepEvent, ...] | None = None
    arousals: tuple[SleepEvent, ...] | None = None
    lights_off_s: float | None = None
    lights_on_s: float | None = None
    sources: tuple[str, ...] = ()
