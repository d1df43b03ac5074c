"""What one file says about a night, before it is put together: stages with their times, events, lights."""

from __future__ import annotations

from dataclasses import dataclass

from legato.model.issue import Issue
from legato.model.sleep import SleepEvent, SleepEventKind, SleepStage

__all__ = ["SleepMarks", "StageMark"]


@dataclass(frozen=True, slots=True)
class StageMark:
    """A stage from a time on.

    Parameters
    ----------
    start_s : float
        Seconds since the start of the recording.
    duration_s : float
        0 where the file gives none: the stage then holds until the next mark.
    stage : SleepStage
    """

    start_s: float
    duration_s: float
    stage: SleepStage


@dataclass(frozen=True)
class SleepMarks:
    """All that one file says.

    Parameters
    ----------
    origin : str
        As it stands in the hypnogram and in the sentences: ``edf_annotation``, ``csv:night.csv``.
    stages : tuple of StageMark
        In the order of the file.
    events : tuple of SleepEvent
    mentioned : frozenset of SleepEventKind
        Kinds that the file says were looked for, by an event of that kind or by its own statement.
    lights : tuple of (float, bool)
        Time, and True where they went on.
    epoch_s : float or None
        Where the file states it.
    issues : tuple of Issue
    says : tuple of str
        Sentences on how it was read.
    """

    origin: str
    stages: tuple[StageMark, ...] = ()
    events: tuple[SleepEvent, ...] = ()
    mentioned: frozenset[SleepEventKind] = frozenset()
    lights: tuple[tuple[float, bool], ...] = ()
    epoch_s: float | None = None
    issues: tuple[Issue, ...] = ()
    says: tuple[str, ...] = ()
