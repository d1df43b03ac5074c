"""How the EMG of a leg is cut into blocks and cells, in samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.time_base import GAP_IN_SAMPLES, TimeBase
from legato.signal.emg_filter import high_pass_width, reach_of

__all__ = ["LegGrid", "make_leg_grid", "times_at", "whole_runs"]


@dataclass(frozen=True, slots=True)
class LegGrid:
    """Blocks and cells of one channel, counted from its first sample.

    Parameters
    ----------
    n_samples : int
    sampling_rate_hz : float
    block : int
        Samples of a block, in which energy is bounded.
    cell : int
        Samples of a cell: whole blocks, about 2 s, with one resting level.
    width : int
        Of the high-pass.
    window : int
        Samples at the start of each cell in which the resting amplitude is taken.
    """

    n_samples: int
    sampling_rate_hz: float
    block: int
    cell: int
    width: int
    window: int

    @property
    def n_cells(self) -> int:
        """Whole cells; the samples behind the last one belong to none."""
        return self.n_samples // self.cell

    @property
    def reach(self) -> int:
        """Samples to either side that the high-pass looks at."""
        return reach_of(self.width)

    @property
    def blocks_per_cell(self) -> int:
        """Blocks in a cell."""
        return self.cell // self.block

    def cell_of(self, sample: int) -> int:
        """Give the cell whose resting level holds at a sample: the last one for the samples behind it."""
        return max(0, min(self.n_cells - 1, sample // self.cell))


def make_leg_grid(time: TimeBase, *, criteria: Criteria) -> LegGrid:
    """Lay the grid over a channel.

    Parameters
    ----------
    time : TimeBase
    criteria : Criteria
        ``leg_emg.*``.

    Returns
    -------
    LegGrid
    """
    rate_hz = time.sampling_rate_hz
    block = max(4, round(criteria.number("leg_emg.block_s") * rate_hz))
    return LegGrid(
        n_samples=time.n_samples,
        sampling_rate_hz=rate_hz,
        block=block,
        cell=block * round(criteria.number("leg_emg.blocks_per_cell")),
        width=high_pass_width(criteria.number("leg_emg.high_pass_hz"), sampling_rate_hz=rate_hz),
        window=round(criteria.number("leg_emg.resting_window_s") * rate_hz),
    )


def times_at(time: TimeBase, samples: NDArray[np.int64]) -> NDArray[np.float64]:
    """Give the time of scattered samples, as ``time.times_s`` would.

    Parameters
    ----------
    time : TimeBase
    samples : ndarray of int64
        Inside the channel.

    Returns
    -------
    ndarray of float64
    """
    if time.is_regular:
        firsts = np.array([run.first_sample for run in time.runs])
        which = np.searchsorted(firsts, samples, side="right") - 1
        origin_s = np.array([run.start_s for run in time.runs])
        rates_hz = np.array([run.sampling_rate_hz for run in time.runs])
        times: NDArray[np.float64] = origin_s[which] + (samples - firsts[which]) / rates_hz[which]
        return times
    return np.array([float(time.times_s(int(k), int(k) + 1)[0]) for k in samples])


def whole_runs(time: TimeBase) -> list[tuple[int, int]]:
    """Give the half-open sample ranges between which the clock has a gap; runs that adjoin are one."""
    joined: list[tuple[int, int]] = []
    for first, behind in time.run_bounds():
        if joined:
            step_s = float(np.diff(time.times_s(first - 1, first + 1))[0])
            if step_s <= GAP_IN_SAMPLES / time.sampling_rate_hz:
                joined[-1] = (joined[-1][0], behind)
                continue
        joined.append((first, behind))
    return joined
