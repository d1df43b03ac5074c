"""Amplitude of EMG: energy of blocks, a bound on what a high-pass leaves, and where amplitudes cross a level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["BlockEnergy", "block_energy", "crossings", "pooled_energy", "running_energy", "window_rms"]

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


@dataclass(frozen=True)
class BlockEnergy:
    """Mean of each block of samples, and the energy about it.

    Parameters
    ----------
    means : ndarray of float64, shape (n_blocks,)
        NaN where a sample of the block is lost.
    energies : ndarray of float64, shape (n_blocks,)
        Sum of the squared departures from the block's own mean; NaN where a sample is lost.
    block : int
        Samples of a block.
    """

    means: Float64
    energies: Float64
    block: int


def block_energy(samples: Float32, *, block: int) -> BlockEnergy:
    """Measure mean and energy of each whole block.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_blocks * block,)
    block : int

    Returns
    -------
    BlockEnergy
    """
    rows = samples.reshape(-1, block)
    firsts = rows[:, :1].copy()
    with np.errstate(invalid="ignore", over="ignore"):
        departures = rows - firsts  # so that a large constant costs no digits
        sums = (departures @ np.ones(block, dtype=np.float32)).astype(np.float64)
        squares = np.einsum("ij,ij->i", departures, departures).astype(np.float64)
        energies = np.maximum(squares - sums * sums / block, 0.0)  # keeps NaN
        means = firsts[:, 0] + sums / block
    return BlockEnergy(means, energies, block)


def pooled_energy(blocks: BlockEnergy, *, count: int) -> Float64:
    """Give the energy of every ``count`` neighbouring blocks about their common mean.

    Parameters
    ----------
    blocks : BlockEnergy
    count : int

    Returns
    -------
    ndarray of float64, shape (n_blocks - count + 1,)

    Notes
    -----
    Source: engineering. A high-pass whose response lies between 0 and 1 and that takes constants away leaves at most this
    energy in any window that, together with the reach of the filter, lies inside those blocks (Parseval). So what stays
    under a level here provably stays under it after the filter.
    """
    n = len(blocks.means) - count + 1
    if n < 1:
        return np.empty(0)
    first = blocks.means[:n]
    energy = blocks.energies[:n].copy()
    total = np.zeros(n)
    squares = np.zeros(n)
    for step in range(1, count):
        departure = blocks.means[step : n + step] - first
        total += departure
        squares += departure * departure
        energy += blocks.energies[step : n + step]
    pooled: Float64 = energy + blocks.block * np.maximum(squares - total * total / count, 0.0)
    return pooled


def running_energy(samples: Float32) -> Float64:
    """Give the running sum of squares, starting with 0: the energy of ``[a, b)`` is ``running[b] - running[a]``."""
    running = np.zeros(len(samples) + 1)
    np.cumsum(np.square(samples, dtype=np.float64), out=running[1:])
    return running


def window_rms(running: Float64, *, width: int) -> Float64:
    """Give the root mean square of every window of ``width`` samples, by its first sample.

    Parameters
    ----------
    running : ndarray of float64, shape (n + 1,)
        See ``running_energy``.
    width : int

    Returns
    -------
    ndarray of float64, shape (n - width + 1,)
    """
    energies = np.maximum(running[width:] - running[:-width], 0.0)
    amplitudes: Float64 = np.sqrt(energies / width)
    return amplitudes


def crossings(is_true: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Give the samples at which a mask changes, the first counting as a change from False."""
    edges = np.flatnonzero(is_true[1:] != is_true[:-1]) + 1
    if len(is_true) and is_true[0]:
        edges = np.concatenate(([0], edges))
    return np.asarray(edges, dtype=np.int64)
