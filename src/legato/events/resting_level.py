"""The resting level of a leg over a night: a low quantile of its amplitude, following slow changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria

__all__ = ["compute_resting_levels"]


def compute_resting_levels(
    cell_rms_uv: NDArray[np.float64], *, cell_s: float, criteria: Criteria
) -> NDArray[np.float64]:
    """Give the resting level in every cell.

    Parameters
    ----------
    cell_rms_uv : ndarray of float64, shape (n_cells,)
        Amplitude of one short window a cell; NaN where lost.
    cell_s : float
        Length of a cell.
    criteria : Criteria
        ``leg_emg.resting_*``.

    Returns
    -------
    ndarray of float64, shape (n_cells,)
        NaN where too little is there to tell.

    Notes
    -----
    Source: engineering; the published rules ask for a resting level and don't say how to take it. Deviation from MATPLM,
    which takes a level from the quiet stretches found so far: here it is a quantile of the amplitude over some minutes
    around each moment, so that it follows a drift in both directions and movements in up to two thirds of the time don't
    lift it. A lasting change of the level is followed within half of that stretch; what is between counts as movement.
    """
    n = len(cell_rms_uv)
    if not n:
        return np.empty(0)
    half = max(1, round(criteria.number("leg_emg.resting_span_s") / cell_s / 2.0))
    step = max(1, round(criteria.number("leg_emg.resting_step_s") / cell_s))
    least = criteria.number("leg_emg.resting_least_share") * min(n, 2 * half + 1)
    centres = np.arange(0, n + step, step)
    padded = np.pad(cell_rms_uv, (half, half + step + 1), constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)[centres], axis=1)
    counts = np.isfinite(windows).sum(axis=1)
    place = criteria.number("leg_emg.resting_quantile") * np.maximum(counts - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(counts - 1, 0))
    rows = np.arange(len(centres))
    share = place - below
    levels = windows[rows, below] * (1.0 - share) + windows[rows, above] * share
    is_told = (counts >= max(least, 1.0)) & np.isfinite(levels)
    if not is_told.any():
        return np.full(n, np.nan)
    joined: NDArray[np.float64] = np.interp(np.arange(n), centres[is_told], levels[is_told])
    joined[~np.interp(np.arange(n), centres, is_told.astype(np.float64)).astype(bool)] = np.nan
    return joined
