"""How far two scorings of one night agree."""

from __future__ import annotations

from dataclasses import dataclass

from legato.model.interval import Interval
from legato.model.measure import Measure

__all__ = ["Agreement", "Scoring"]


@dataclass(frozen=True)
class Scoring:
    """Events of one night as one person or program marked them.

    Parameters
    ----------
    name : str
    events : tuple of Interval
    """

    name: str
    events: tuple[Interval, ...]


@dataclass(frozen=True)
class Agreement:
    """Agreement of two scorings over one span of time.

    Parameters
    ----------
    first, second : str
        Their names; the first is the reference of precision and recall.
    n_first, n_second, n_matched : int
        Events in the span, and pairs of them.
    pairs : tuple of (int, int)
        Places of the matched events in each scoring, among those in the span.
    measures : tuple of Measure
        Precision, recall, F1 and Cohen's kappa, each with its n in the note.
    """

    first: str
    second: str
    n_first: int
    n_second: int
    n_matched: int
    pairs: tuple[tuple[int, int], ...]
    measures: tuple[Measure, ...]
