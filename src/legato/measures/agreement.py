"""Agreement of two scorings: events matched one to one, and Cohen's kappa over short steps of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.agreement import Agreement, Scoring
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["compute_agreement"]

STEP_S = 0.5  # kappa is stated per half second, the shortest leg movement


def compute_agreement(first: Scoring, second: Scoring, *, span: Interval, event_overlap: float) -> Agreement:
    """Compare two scorings of one night.

    Parameters
    ----------
    first : Scoring
        The reference.
    second : Scoring
    span : Interval
        Events that begin in it count.
    event_overlap : float
        Two events can be a pair where their intersection is at least this share of their union; above 0, at most 1.

    Returns
    -------
    Agreement

    Raises
    ------
    InputError
        If the share lies outside its range.

    Notes
    -----
    Pairs are chosen so that as many events as possible have a partner, whatever the order of the lists. Kappa compares
    the centre of every half second: inside an event or not.
    """
    if not 0 < event_overlap <= 1:
        raise InputError(
            "An overlap is a share above 0, at most 1", found=str(event_overlap), code="LEG-E919"
        )
    ours, theirs = (
        sorted(event for event in one.events if span.start_s <= event.start_s < span.end_s)
        for one in (first, second)
    )
    pairs = _match(ours, theirs, event_overlap)
    n = len(pairs)
    measures = (
        _share("event_precision", n, len(theirs)),
        _share("event_recall", n, len(ours)),
        _share("event_f1", 2 * n, len(ours) + len(theirs)),
        _kappa(ours, theirs, span),
    )
    return Agreement(first.name, second.name, len(ours), len(theirs), n, tuple(pairs), measures)


def _match(ours: list[Interval], theirs: list[Interval], least: float) -> list[tuple[int, int]]:
    """Match as many events as can be, one to one."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    rows, columns, behind = [], [], 0
    for i, one in enumerate(ours):
        while behind < len(theirs) and all(
            event.end_s <= one.start_s for event in theirs[behind : behind + 1]
        ):
            behind += 1
        for j in range(behind, len(theirs)):
            other = theirs[j]
            if other.start_s >= one.end_s:
                break
            shared_s = min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
            union_s = max(one.end_s, other.end_s) - min(one.start_s, other.start_s)
            if shared_s > 0 and shared_s >= least * union_s:
                rows.append(i)
                columns.append(j)
    if not rows:
        return []
    graph = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(ours), len(theirs)))
    partner = maximum_bipartite_matching(graph, perm_type="column")
    return [(i, int(j)) for i, j in enumerate(partner) if j >= 0]


def _share(name: str, part: int, whole: int) -> Measure:
    if not whole:
        return Measure(
            name,
            None,
            "1",
            MeasureStatus.NOT_ASSESSABLE,
            "engineering",
            note="n = 0: there is no event to compare",
        )
    return Measure(name, part / whole, "1", MeasureStatus.MEASURED, "engineering", note=f"n = {whole}")


def _marked(events: list[Interval], centres_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    edges = np.zeros(len(centres_s) + 1, dtype=np.int64)
    starts = np.searchsorted(centres_s, [event.start_s for event in events])
    ends = np.searchsorted(centres_s, [event.end_s for event in events])
    np.add.at(edges, starts, 1)
    np.add.at(edges, ends, -1)
    return np.cumsum(edges)[:-1] > 0


def _kappa(ours: list[Interval], theirs: list[Interval], span: Interval) -> Measure:
    n = int(span.duration_s / STEP_S)
    centres_s: NDArray[np.float64] = span.start_s + (np.arange(n, dtype=np.float64) + 0.5) * STEP_S
    a, b = _marked(ours, centres_s), _marked(theirs, centres_s)
    by_chance = float(a.mean() * b.mean() + (1 - a.mean()) * (1 - b.mean())) if n else 1.0
    name = "event_kappa"
    if by_chance >= 1.0:
        note = f"n = {n} steps: both scorings are the same throughout, so chance alone explains them"
        return Measure(name, None, "1", MeasureStatus.NOT_ASSESSABLE, "engineering", note=note)
    value = (float((a == b).mean()) - by_chance) / (1 - by_chance)
    return Measure(
        name, value, "1", MeasureStatus.MEASURED, "engineering", note=f"n = {n} steps of {STEP_S} s"
    )
