"""Signals averaged about the onset of jerks: the picture, its doubt, and what was found in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from legato.model.interval import Interval
from legato.model.measure import Measure

__all__ = ["JerkAverage", "JerkTriggers", "JerkWindow"]


class JerkWindow(StrEnum):
    """What is looked for around the jerk."""

    CORTICAL = "cortical"  # a spike some tens of milliseconds before
    READINESS = "readiness"  # a slow negativity that starts a second or two before


@dataclass(frozen=True, slots=True)
class JerkTriggers:
    """The onsets of jerks that signals are averaged about.

    Parameters
    ----------
    channel : str
        EMG channel of the muscle.
    times_s : tuple of float
        In order, seconds since the start of the recording.
    isolated_s : float
        No activity for so long before each.
    n_bursts : int
        All that were looked at.
    n_not_isolated : int
        Left out for a burst too soon before.
    n_cut : int
        Left out since the signal was lost within them.
    """

    channel: str
    times_s: tuple[float, ...]
    isolated_s: float
    n_bursts: int
    n_not_isolated: int
    n_cut: int


@dataclass(frozen=True, eq=False)
class JerkAverage:
    """One channel, averaged about the jerks.

    Parameters
    ----------
    channel : str
    trigger_channel : str
    window : JerkWindow
    unit : str
        Of ``mean``, ``sem`` and ``limit``: ``uV`` for EEG and EMG.
    time_s : ndarray of float64, shape (n_samples,)
        From the onset of the jerk, negative before it.
    mean : ndarray of float64, shape (n_samples,)
        Mean of the clean epochs less the mean of each in ``baseline``; NaN without a clean epoch.
    sem : ndarray of float64, shape (n_samples,)
        Standard error; NaN with fewer than two.
    baseline, search : Interval
        Seconds from the onset.
    limit : float
        What averages at random times reach anywhere in ``search`` with the chance that decides; NaN where nothing was
        searched.
    n_triggers : int
    n_epochs : int
        Clean ones, which were averaged.
    n_incomplete : int
        Left out for lost samples or the edge of the recording.
    n_rejected : int
        Left out as artefacts, by their span before the jerk.
    preparation : str
        What was done to the signal.
    measures : tuple of Measure
        What was found; empty for channels in which nothing is searched.
    """

    channel: str
    trigger_channel: str
    window: JerkWindow
    unit: str
    time_s: NDArray[np.float64]
    mean: NDArray[np.float64]
    sem: NDArray[np.float64]
    baseline: Interval
    search: Interval
    limit: float
    n_triggers: int
    n_epochs: int
    n_incomplete: int
    n_rejected: int
    preparation: str
    measures: tuple[Measure, ...]
