"""Intervals between candidate movements, and how periodic they are."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from legato.measures.night_hours import NightHours
from legato.model.leg_movement import ScoredMovement
from legato.model.measure import Measure, MeasureStatus
from legato.model.scoring import ScoringRule

__all__ = ["candidate_intervals", "compute_periodicity_index"]

_NAME = "periodicity_index_ratio"


def candidate_intervals(movements: Sequence[ScoredMovement], *, hours: NightHours) -> list[float | None]:
    """Give the intervals from onset to onset between candidates that follow each other.

    Parameters
    ----------
    movements : sequence of ScoredMovement
        By onset.
    hours : NightHours

    Returns
    -------
    list of float or None
        One fewer than there are candidates in the counted part of the night. None where the interval is not known or
        not asked for: across a long loss of signal, and, in a night with stages, where one of the two movements is not
        in sleep.

    Notes
    -----
    In a test that is done awake the intervals are those awake. A candidate that a rule set passes over for coming too
    soon has its interval here all the same.
    """
    return [
        after.span.start_s - before.span.start_s
        if after.imi_s is not None and _belongs(before, hours) and _belongs(after, hours)
        else None
        for before, after in itertools.pairwise(_candidates(movements, hours))
    ]


def _candidates(movements: Sequence[ScoredMovement], hours: NightHours) -> list[ScoredMovement]:
    """Give the candidates in the counted part of the night."""
    window = hours.window
    return [
        one
        for one in movements
        if one.part_of is None
        and one.excluded_by is None
        and window.start_s <= one.span.start_s < window.end_s
    ]


def _belongs(movement: ScoredMovement, hours: NightHours) -> bool:
    """Tell whether a movement's intervals are asked for: in a night with sleep in it only those asleep."""
    return movement.stage.is_sleep or not hours.has_sleep


def compute_periodicity_index(
    movements: Sequence[ScoredMovement], *, rule: ScoringRule, hours: NightHours
) -> Measure:
    """Compute the share of the intervals that stand in runs of periodic ones.

    Parameters
    ----------
    movements : sequence of ScoredMovement
        By onset.
    rule : ScoringRule
    hours : NightHours

    Returns
    -------
    Measure
        Not measured where the rule set has no such index, not assessable with too few movements.

    Notes
    -----
    *Source.* Ferri 2006: intervals above 10 s and up to 90 s, in runs of at least three, over all intervals. An interval
    that is not known ends a run and is counted nowhere.
    """
    if not rule.has("periodicity_interval_s"):
        return _absent(rule, MeasureStatus.NOT_MEASURED, f"the rule set {rule.id} has no periodicity index")
    intervals = candidate_intervals(movements, hours=hours)
    known = [one for one in intervals if one is not None]
    n_movements = sum(_belongs(one, hours) for one in _candidates(movements, hours))
    if n_movements < rule.number("periodicity_fewest_movements") or not known:
        few = f"{n_movements} movements, {len(known)} intervals; the index needs"
        return _absent(
            rule,
            MeasureStatus.NOT_ASSESSABLE,
            f"{few} {rule.number('periodicity_fewest_movements'):g} movements",
        )
    low_s, high_s = rule.numbers("periodicity_interval_s")
    slack_s = rule.number("time_tolerance_s")
    fewest = rule.number("periodicity_fewest_intervals")
    periodic = run = 0
    for one in (*intervals, None):
        if one is not None and low_s + slack_s < one <= high_s + slack_s:
            run += 1
            continue
        periodic += run if run >= fewest else 0
        run = 0
    return Measure(
        name=_NAME,
        value=periodic / len(known),
        unit="1",
        status=MeasureStatus.MEASURED,
        source=rule.clause("periodicity_interval_s").id,
        note=f"{periodic} of {len(known)} intervals",
    )


def _absent(rule: ScoringRule, status: MeasureStatus, note: str) -> Measure:
    return Measure(name=_NAME, value=None, unit="1", status=status, source=rule.id, note=note)
