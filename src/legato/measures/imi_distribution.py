"""The spread of the intervals between leg movements: counts in logarithmic bins, and a mixture of log-normals."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.measures.night_hours import read_night_hours
from legato.measures.periodicity import candidate_intervals
from legato.model.criteria import Criteria
from legato.model.imi_distribution import ImiDistribution, ImiPart
from legato.model.interval import Interval
from legato.model.leg_movement import ScoredMovement
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepNotes

__all__ = ["compute_imi_distribution", "describe_intervals"]

_TINY = np.finfo(np.float64).tiny


def compute_imi_distribution(
    movements: Sequence[ScoredMovement],
    *,
    rule: ScoringRule,
    notes: SleepNotes,
    span: Interval,
    criteria: Criteria,
) -> ImiDistribution:
    """Compute the spread of the intervals between the candidates of a night.

    Parameters
    ----------
    movements : sequence of ScoredMovement
        By onset.
    rule : ScoringRule
    notes : SleepNotes
    span : Interval
        The recording.
    criteria : Criteria

    Returns
    -------
    ImiDistribution
    """
    hours = read_night_hours(notes, rule=rule, scorable=(span,), span=span)
    known = [one for one in candidate_intervals(movements, hours=hours) if one is not None]
    return describe_intervals(known, criteria=criteria)


def describe_intervals(intervals_s: Sequence[float], *, criteria: Criteria) -> ImiDistribution:
    """Describe intervals by bins and by the mixture that explains them with the fewest numbers.

    Parameters
    ----------
    intervals_s : sequence of float
        Seconds above 0; an interval of 0 counts as shorter than the first bin and is not fitted.
    criteria : Criteria

    Returns
    -------
    ImiDistribution

    Notes
    -----
    *Source.* Logarithmic bins as the WASM standards ask for; the mixture is ours. It is fitted by expectation and
    maximisation from quantiles, so that the same intervals always give the same parts, and the number of parts has the
    lowest BIC.
    """
    values = np.asarray(intervals_s, dtype=np.float64)
    low_s, high_s = criteria.numbers("imi.range_s")
    edges = np.geomspace(low_s, high_s, int(criteria.number("imi.bins")) + 1)
    place = np.searchsorted(edges, values, side="right") - 1
    inside = place[(place >= 0) & (place < len(edges) - 1)]
    counts = np.bincount(inside, minlength=len(edges) - 1)
    fullest = int(np.argmax(counts))
    peak_s = math.sqrt(edges[fullest] * edges[fullest + 1]) if counts[fullest] else None
    parts, bic = _mixture(np.sort(values[values > 0]), criteria=criteria)
    few = f"fewer than {criteria.number('imi.fewest_intervals'):g} intervals: no mixture was fitted"
    return ImiDistribution(
        n_intervals=len(values),
        edges_s=tuple(float(edge) for edge in edges),
        counts=tuple(int(count) for count in counts),
        n_shorter=int((place < 0).sum()),
        n_longer=int((place >= len(edges) - 1).sum()),
        peak_s=peak_s,
        parts=parts,
        bic=bic,
        note="" if parts else few,
    )


def _mixture(
    values: NDArray[np.float64], *, criteria: Criteria
) -> tuple[tuple[ImiPart, ...], tuple[float, ...]]:
    """Fit mixtures of one, two, ... parts and keep the one with the lowest BIC."""
    if len(values) < criteria.number("imi.fewest_intervals"):
        return (), ()
    logs = np.log(values)
    fits = [
        _fit(logs, parts, criteria=criteria) for parts in range(1, int(criteria.number("imi.most_parts")) + 1)
    ]
    bic = tuple(
        (3 * len(parts) - 1) * math.log(len(logs)) - 2 * likelihood for parts, likelihood in fits
    )  # a part has three numbers, and the shares add up to 1
    best, _ = fits[int(np.argmin(bic))]
    return tuple(sorted(best, key=lambda part: part.median_s)), bic


def _fit(logs: NDArray[np.float64], n_parts: int, *, criteria: Criteria) -> tuple[list[ImiPart], float]:
    """Fit one mixture; give its parts and its log-likelihood."""
    least = criteria.number("imi.spread_least")
    gain_least = criteria.number("imi.gain_least")
    chunks = np.array_split(logs, n_parts)
    middles = np.array([chunk.mean() for chunk in chunks])
    spreads = np.array([max(float(chunk.std()), least) for chunk in chunks])
    shares = np.full(n_parts, 1.0 / n_parts)
    squares = logs**2
    likelihood = -math.inf
    for _ in range(int(criteria.number("imi.most_rounds"))):
        belonging = (logs - middles[:, None]) / spreads[:, None]
        np.square(belonging, out=belonging)
        belonging *= -0.5
        np.exp(belonging, out=belonging)
        belonging *= (shares / (spreads * math.sqrt(2.0 * math.pi)))[:, None]
        total = np.maximum(belonging.sum(axis=0), _TINY)
        before, likelihood = likelihood, float(np.log(total).sum())
        if likelihood - before < gain_least * abs(likelihood):
            break
        belonging /= total
        weight = np.maximum(belonging.sum(axis=1), _TINY)
        shares = weight / weight.sum()
        middles = belonging @ logs / weight
        spreads = np.sqrt(np.maximum(belonging @ squares / weight - middles**2, least**2))
    return [
        ImiPart(float(share), math.exp(float(middle)), float(spread))
        for share, middle, spread in zip(shares, middles, spreads, strict=True)
    ], likelihood
