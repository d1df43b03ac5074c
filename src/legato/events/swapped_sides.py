"""Suspicion that the electrodes of the two legs were swapped, from the marks of the calibration before the night."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from legato.events.leg_trace import LegTrace
from legato.model.annotation import Annotation
from legato.model.criteria import Criteria
from legato.model.recording import Side

__all__ = ["suspect_swapped_sides"]

# ``move left foot``, ``flex right leg``, ``LEFT TOES``: a side beside a part of the leg, in either order.
_PART = r"(?:foot|feet|leg|toe|toes|ankle)"
_ASKED = {
    Side.LEFT: re.compile(rf"\bleft\b.*\b{_PART}\b|\b{_PART}\b.*\bleft\b", re.IGNORECASE),
    Side.RIGHT: re.compile(rf"\bright\b.*\b{_PART}\b|\b{_PART}\b.*\bright\b", re.IGNORECASE),
}


def suspect_swapped_sides(
    traces: Sequence[LegTrace], annotations: Sequence[Annotation], *, criteria: Criteria
) -> tuple[int, int]:
    """Count the calibration marks at which the named leg moved, and those at which the other one did.

    Parameters
    ----------
    traces : sequence of LegTrace
        Of both legs; with one nothing can be suspected.
    annotations : sequence of Annotation
        Those that ask for a movement of one leg count, such as ``move left foot``.
    criteria : Criteria
        ``leg_emg.swap_*``.

    Returns
    -------
    tuple of int
        As named, and the other way round. Marks at which neither leg or both moved count for neither.
    """
    legs = {trace.side: trace for trace in traces if trace.is_scorable}
    as_named = other_way = 0
    if not {Side.LEFT, Side.RIGHT} <= set(legs):
        return 0, 0
    for mark in annotations:
        asked = [side for side, pattern in _ASKED.items() if pattern.search(mark.text)]
        if len(asked) != 1:
            continue
        mover = _mover(legs, mark.start_s, criteria=criteria)
        as_named += mover is asked[0]
        other_way += mover is not None and mover is not asked[0]
    return as_named, other_way


def _mover(legs: Mapping[Side, LegTrace], start_s: float, *, criteria: Criteria) -> Side | None:
    """Give the leg that alone moved in the seconds behind a mark."""
    after_s = criteria.number("leg_emg.swap_after_s")
    loudness = {side: _loudness(trace, start_s, start_s + after_s) for side, trace in legs.items()}
    quieter, louder = sorted((Side.LEFT, Side.RIGHT), key=lambda side: loudness[side])
    is_clear = loudness[louder] >= criteria.number("leg_emg.swap_times") * loudness[quieter]
    return louder if is_clear else None


def _loudness(trace: LegTrace, start_s: float, end_s: float) -> float:
    """Give how far the leg rose above its rest, as a multiple; 1 where nothing can be told."""
    first, behind = (trace.grid.cell_of(trace.time.index_at(time_s)) for time_s in (start_s, end_s))
    energies = trace.survey.blocks.energies.reshape(trace.grid.n_cells, -1)[first : behind + 1]
    resting = trace.resting_uv[first : behind + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        times = np.sqrt(energies / trace.grid.block).max(axis=1, initial=0.0) / resting
    known = times[np.isfinite(times)]
    return float(known.max(initial=1.0))
