"""The minor movements of a night: short bursts of each leg, and what they and the long movements add up to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from legato.events.large_movements import find_large_movements
from legato.events.leg_trace import LegTrace
from legato.events.minor_movements import find_minor_movements
from legato.events.twitches import find_short_bursts
from legato.model.burst import Burst
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side
from legato.model.scored_night import MinorMovement
from legato.model.sleep import SleepNotes

__all__ = ["find_minor_of_night"]

_PIECE = 1 << 18  # samples conditioned at a time


def find_minor_of_night(
    traces: Sequence[LegTrace],
    movements: Sequence[LegMovement],
    *,
    notes: SleepNotes,
    criteria: Criteria,
) -> tuple[MinorMovement, ...] | None:
    """Find what is scored beside the leg movements.

    Parameters
    ----------
    traces : sequence of LegTrace
    movements : sequence of LegMovement
        Of all legs, of any length; those of two legs at once may be large movements.
    notes : SleepNotes
    criteria : Criteria

    Returns
    -------
    tuple of MinorMovement or None
        By onset; None where no leg can be scored. With one leg nothing that needs two is found.
    """
    scored = [trace for trace in traces if trace.is_scorable]
    if not scored:
        return None
    bursts = {trace.side: _short_bursts(trace, criteria=criteria) for trace in scored}
    lost = sorted(
        Interval(float(trace.time.times_s(a, a + 1)[0]), trace.end_of(b))
        for trace in scored
        for a, b in trace.survey.lost
    )
    first = Side.LEFT if Side.LEFT in bursts else scored[0].side
    small = find_minor_movements(
        bursts.get(first, ()),
        bursts.get(Side.RIGHT, ()) if first is not Side.RIGHT else (),
        notes=notes,
        criteria=criteria,
        lost=lost,
    )
    activity = [[one.span for one in movements if one.side is trace.side] for trace in scored]
    return tuple(sorted((*small, *find_large_movements(activity, criteria=criteria))))


def _short_bursts(trace: LegTrace, *, criteria: Criteria) -> tuple[Burst, ...]:
    """Find the short bursts of one leg on its conditioned signal."""
    emg = np.full(trace.grid.n_samples, np.nan, dtype=np.float32)
    for run in trace.quality.whole_runs:
        for start in range(run[0], run[1], _PIECE):
            stop = min(run[1], start + _PIECE)
            emg[start:stop] = trace.conditioned(start, stop, within=run)
    return find_short_bursts(
        emg,
        resting_uv=trace.resting_uv,
        cell=trace.grid.cell,
        time=trace.time,
        channel=trace.name,
        criteria=criteria,
    )
