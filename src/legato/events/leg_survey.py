"""One pass over a leg's night: energy of every block, resting amplitude of every cell, lost samples."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.leg_grid import LegGrid
from legato.events.leg_source import LegSource
from legato.model.interval import intervals_from_mask
from legato.signal.emg_amplitude import BlockEnergy, block_energy
from legato.signal.emg_filter import high_pass_matrix

__all__ = ["LegSurvey", "survey_leg"]

_PIECE = 1 << 16  # samples read at a time, so that they stay in the cache


@dataclass(frozen=True)
class LegSurvey:
    """What one pass over the samples tells.

    Parameters
    ----------
    blocks : BlockEnergy
        Of the whole cells, uV and uV^2.
    cell_rms_uv : ndarray of float64, shape (n_cells,)
        Root mean square of the high-passed window at the start of each cell; NaN where a sample of it is lost.
    lowest_uv, highest_uv : ndarray of float32, shape (n_pieces,)
        Extremes of each piece of ``cells_per_piece`` cells; NaN where a sample of it is lost.
    cells_per_piece : int
    lost : list of (int, int)
        Half-open ranges of lost samples, in order.
    """

    blocks: BlockEnergy
    cell_rms_uv: NDArray[np.float64]
    lowest_uv: NDArray[np.float32]
    highest_uv: NDArray[np.float32]
    cells_per_piece: int
    lost: list[tuple[int, int]]


def survey_leg(source: LegSource, *, grid: LegGrid) -> LegSurvey:
    """Read every sample once.

    Parameters
    ----------
    source : LegSource
    grid : LegGrid

    Returns
    -------
    LegSurvey
    """
    matrix = high_pass_matrix(grid.window, width=grid.width)
    means = np.empty(grid.n_cells * grid.blocks_per_cell)
    energies = np.empty_like(means)
    cell_rms = np.empty(grid.n_cells)
    per_piece = max(1, _PIECE // grid.cell)
    lowest: list[np.float32] = []
    highest: list[np.float32] = []
    for first in range(0, grid.n_cells, per_piece):
        behind = min(grid.n_cells, first + per_piece)
        samples = source.read(first * grid.cell, behind * grid.cell)
        found = block_energy(samples, block=grid.block)
        at = slice(first * grid.blocks_per_cell, behind * grid.blocks_per_cell)
        means[at], energies[at] = found.means, found.energies
        cell_rms[first:behind] = _window_rms(samples, grid=grid, matrix=matrix)
        lowest.append(samples.min())
        highest.append(samples.max())
    blocks = BlockEnergy(means, energies, grid.block)
    return LegSurvey(
        blocks=blocks,
        cell_rms_uv=cell_rms,
        lowest_uv=np.array(lowest, dtype=np.float32),
        highest_uv=np.array(highest, dtype=np.float32),
        cells_per_piece=per_piece,
        lost=_lost_ranges(source, blocks=blocks, grid=grid),
    )


def _window_rms(
    samples: NDArray[np.float32], *, grid: LegGrid, matrix: NDArray[np.float32]
) -> NDArray[np.float64]:
    """High-pass the window at the start of each cell and give its root mean square."""
    rows = samples.reshape(-1, grid.cell)[:, : matrix.shape[0]]
    with np.errstate(invalid="ignore", over="ignore"):
        passed = (rows - rows[:, :1]) @ matrix
        squares = np.einsum("ij,ij->i", passed, passed).astype(np.float64)
        rms: NDArray[np.float64] = np.sqrt(squares / grid.window)
    rms[~np.isfinite(rms)] = np.nan
    return rms


def _lost_ranges(source: LegSource, *, blocks: BlockEnergy, grid: LegGrid) -> list[tuple[int, int]]:
    """Find lost samples to the sample, looking only into blocks that hold one, and behind the last cell."""
    ranges: list[tuple[int, int]] = []
    is_lost = ~(np.isfinite(blocks.means) & np.isfinite(blocks.energies))
    looked_at = [(a * grid.block, b * grid.block) for a, b in intervals_from_mask(is_lost)]
    looked_at.append((grid.n_cells * grid.cell, grid.n_samples))
    for start, stop in looked_at:
        mask = ~np.isfinite(source.read(start, stop))
        for first, behind in intervals_from_mask(mask):
            if ranges and ranges[-1][1] == start + first:
                ranges[-1] = (ranges[-1][0], start + behind)
            else:
                ranges.append((start + first, start + behind))
    return ranges
