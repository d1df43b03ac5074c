"""Find series of brief movements that come back again and again, as periodic leg movements do.

A single movement says nothing of a series, so no window can be periodic: this looks at the movements of the whole
recording at its end, and renames the bouts that a series covers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from legato.model.criteria import Criteria
from legato.model.interval import Interval, merge_intervals
from legato.model.movement import Bout, MovementKind

__all__ = ["find_series", "mark_periodic"]

_RENAMED = frozenset(
    {MovementKind.JERK, MovementKind.OTHER_MOVEMENT, MovementKind.CANNOT_TELL, MovementKind.POSTURE_CHANGE}
)


def find_series(movements: Sequence[Interval], *, is_lying: bool, criteria: Criteria) -> list[list[Interval]]:
    """Collect movements that follow each other as a periodic series.

    Parameters
    ----------
    movements : sequence of Interval
        Brief movements of one leg in order of time.
    is_lying : bool
        The task is to lie or to sleep. Where nobody said so, more movements are needed (``periodic.min_count_untold``),
        and their intervals must be even.
    criteria : Criteria
        ``periodic.*``.

    Returns
    -------
    list of list of Interval
        Empty means: searched, none found.

    Notes
    -----
    Source: WASM 2016 (Ferri 2016): at least 4 in a row, 0.5-10 s long, onset to onset 10-90 s; a movement that comes
    earlier, one that is too long, and an interval that is longer end the series. Deviation: applied to movement at the leg
    instead of EMG of the tibialis anterior, as a screen only; it counts other movements of sleep as well. A leg that is
    drawn up, held and let down moves twice with a rest between, which EMG would show as one: such parts are joined over
    ``periodic.hold_s``.
    """
    shortest_s, longest_s = criteria.numbers("periodic.duration_s")
    nearest_s, farthest_s = criteria.numbers("periodic.interval_s")
    needed = int(criteria.number("periodic.min_count" if is_lying else "periodic.min_count_untold"))
    found: list[list[Interval]] = []
    series: list[Interval] = []
    whole = merge_intervals(movements, merge_gap_s=criteria.number("periodic.hold_s"))
    for movement in [m for m in whole if m.duration_s >= shortest_s]:
        follows = bool(series) and nearest_s <= movement.start_s - series[-1].start_s <= farthest_s
        if not follows or movement.duration_s > longest_s:
            found.append(series)
            series = []
        if movement.duration_s <= longest_s:
            series.append(movement)
    found.append(series)
    return [each for each in found if len(each) >= needed and (is_lying or _is_even(each, criteria))]


def _is_even(series: Sequence[Interval], criteria: Criteria) -> bool:
    """Tell whether the intervals of a series are alike, as those of a periodic movement are and those of fidgets are not."""
    steps_s = np.diff([movement.start_s for movement in series])
    return bool(steps_s.std() / steps_s.mean() <= criteria.number("periodic.interval_cv_most"))


def mark_periodic(
    bouts: Sequence[Bout], movements: Sequence[Interval], *, is_lying: bool, criteria: Criteria
) -> list[Bout]:
    """Rename the bouts that belong to a periodic series.

    Parameters
    ----------
    bouts : sequence of Bout
        Of one sensor, in order.
    movements : sequence of Interval
        The brief movements found within them, in order.
    is_lying : bool
    criteria : Criteria

    Returns
    -------
    list of Bout
        The same stretches; those of a series are ``periodic_jerks``, with what they were called before as runner-up.
    """
    marked = list(bouts)
    starts_s = [bout.span.start_s for bout in bouts]
    for series in find_series(movements, is_lying=is_lying, criteria=criteria):
        steps_s = np.diff([movement.start_s for movement in series])
        reason = (
            f"one of {len(series)} movements in a row, {np.median(steps_s):.0f} s apart "
            f"({steps_s.min():.0f} to {steps_s.max():.0f} s)"
        )
        for movement in series:
            for place in _places_of(movement, starts_s, marked):
                bout = marked[place]
                if bout.state in _RENAMED and bout.span.overlaps(movement):
                    marked[place] = replace(
                        bout,
                        state=MovementKind.PERIODIC_JERKS,
                        detail="",
                        runner_up=bout.state,
                        frequency_hz=None,
                        reasons=(reason, *bout.reasons),
                    )
    return marked


def _places_of(movement: Interval, starts_s: list[float], bouts: Sequence[Bout]) -> range:
    """Give the places of the bouts that can overlap a movement: those that start before its end, back to the one around it."""
    behind = bisect_left(starts_s, movement.end_s)
    first = behind
    while first > 0 and bouts[first - 1].span.end_s > movement.start_s:
        first -= 1
    return range(first, behind)
