"""The suggested immobilisation test: movements an hour awake, and how the discomfort went."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind, ScoredMovement
from legato.model.measure import Measure, MeasureStatus

__all__ = ["compute_immobilisation"]

_INDEX, _DISCOMFORT = "immobilisation_plm_per_h", "immobilisation_discomfort_mm"


def compute_immobilisation(
    movements: Sequence[ScoredMovement],
    *,
    span: Interval,
    discomfort_mm: Sequence[float] = (),
    criteria: Criteria,
) -> tuple[Measure, ...]:
    """Measure a suggested immobilisation test.

    Parameters
    ----------
    movements : sequence of ScoredMovement
        Scored with the rules of the test; parts of bilateral movements and refused ones are not counted.
    span : Interval
        The test.
    discomfort_mm : sequence of float
        Marks on a line of 100 mm, in order; empty where nobody asked.
    criteria : Criteria
        ``sit.*``.

    Returns
    -------
    tuple of Measure
        Periodic movements an hour, with a 95 % interval of counting, and the mean discomfort.

    Notes
    -----
    Source: Michaud 2001 for the test, Montplaisir 1998 for the cut-off, which stands beside the number as information.
    """
    counted = [
        one
        for one in movements
        if one.kind is LegMovementKind.PLM
        and one.part_of is None
        and one.excluded_by is None
        and span.start_s <= one.span.start_s < span.end_s
    ]
    return _index(len(counted), span, criteria=criteria), _mean_discomfort(discomfort_mm)


def _index(n: int, span: Interval, *, criteria: Criteria) -> Measure:
    """Give the movements an hour; a count's interval is that of Poisson."""
    from scipy.special import gammaincinv

    hours = span.duration_s / 3600.0
    if not hours > 0:
        reason = "the test took no time"
        return Measure(_INDEX, None, "1/h", MeasureStatus.NOT_ASSESSABLE, "michaud2001", note=reason)
    low = float(gammaincinv(n, 0.025)) if n else 0.0
    high = float(gammaincinv(n + 1, 0.975))
    cutoff = criteria.number("sit.plmw_per_h")
    beside = "above" if n / hours > cutoff else "not above"
    published = (
        f"{beside} the published {cutoff:g} an hour (sensitivity {criteria.number('sit.sensitivity'):.0%}, "
        f"specificity {criteria.number('sit.specificity'):.0%}; information)"
    )
    asked_min = criteria.number("sit.minutes")
    minutes = span.duration_s / 60.0
    short = f"; the test lasted {minutes:.0f} min, {asked_min:g} are asked for" if minutes < asked_min else ""
    return Measure(
        _INDEX,
        n / hours,
        "1/h",
        MeasureStatus.MEASURED,
        "michaud2001, montplaisir1998",
        interval=(low / hours, high / hours),
        quality=min(1.0, minutes / asked_min),
        note=f"{n} periodic movements; {published}{short}",
    )


def _mean_discomfort(marks_mm: Sequence[float]) -> Measure:
    """Give the mean of the marks; those that are missing are left out and told."""
    given = np.asarray([one for one in marks_mm if np.isfinite(one)], dtype=np.float64)
    if not len(given):
        reason = "nobody asked for the discomfort"
        return Measure(_DISCOMFORT, None, "mm", MeasureStatus.NOT_MEASURED, "michaud2001", note=reason)
    note = f"mean of {len(given)} of {len(marks_mm)} marks; first {given[0]:g}, last {given[-1]:g}"
    return Measure(_DISCOMFORT, float(given.mean()), "mm", MeasureStatus.MEASURED, "michaud2001", note=note)
