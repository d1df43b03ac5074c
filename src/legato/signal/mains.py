"""Mains hum: measured by a narrow projection, and taken out as what it is, a steady wave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Hum", "fit_hum", "line_amplitudes", "line_phasors"]

Complex = NDArray[np.complex128]


def line_phasors(
    rows: NDArray[np.float32],
    *,
    starts: NDArray[np.int64],
    frequencies_hz: tuple[float, ...],
    sampling_rate_hz: float,
) -> Complex:
    """Project windows on lines of the spectrum.

    Parameters
    ----------
    rows : ndarray of float32, shape (n, n_window)
        NaN anywhere in a row gives NaN.
    starts : ndarray of int64, shape (n,)
        Sample at which each row starts: phases count from sample 0.
    frequencies_hz : tuple of float
    sampling_rate_hz : float

    Returns
    -------
    ndarray of complex128, shape (n, n_lines)
        Amplitude (zero to peak) and phase of each line, through a Hann window.
    """
    n_window = rows.shape[1]
    weights = np.hanning(n_window + 2)[1:-1]
    turns = 2j * np.pi * np.asarray(frequencies_hz) / sampling_rate_hz
    kernel = weights[:, None] * np.exp(-turns * np.arange(n_window)[:, None]) * (2.0 / weights.sum())
    basis = np.concatenate([kernel.real, kernel.imag], axis=1).astype(np.float32)
    # The mean is taken off so that a large constant neither costs digits nor leaks.
    with np.errstate(invalid="ignore"):
        level = rows.mean(axis=1, keepdims=True)
        parts = ((rows - level) @ basis).astype(np.float64)
    n_lines = len(frequencies_hz)
    phasors: Complex = parts[:, :n_lines] + 1j * parts[:, n_lines:]
    phasors *= np.exp(-turns * starts[:, None].astype(np.float64))
    return phasors


def line_amplitudes(phasors: Complex) -> NDArray[np.float64]:
    """Give the typical root mean square of each line: the median over the windows that are there; NaN without any."""
    there = phasors[np.isfinite(phasors).all(axis=1)]
    if not len(there):
        return np.full(phasors.shape[1], np.nan)
    amplitudes: NDArray[np.float64] = np.median(np.abs(there), axis=0) / np.sqrt(2.0)
    return amplitudes


@dataclass(frozen=True)
class Hum:
    """The hum of one channel, slowly changing, as a wave that can be taken off any stretch.

    Parameters
    ----------
    frequencies_hz : tuple of float
        Measured, one a harmonic.
    knots : ndarray of complex128, shape (n_cells + 1, n_lines)
        Amplitude and phase at the start of each cell, straight lines between; phases count from sample 0.
    cell : int
    sampling_rate_hz : float
    """

    frequencies_hz: tuple[float, ...]
    knots: Complex
    cell: int
    sampling_rate_hz: float

    def wave(self, start: int, stop: int) -> NDArray[np.float32]:
        """Give the hum of the samples ``start`` to ``stop`` (half open).

        Parameters
        ----------
        start, stop : int

        Returns
        -------
        ndarray of float32, shape (stop - start,)
        """
        first = start // self.cell
        behind = max(first + 1, -(-stop // self.cell))
        index = np.arange(first, behind)
        near = self.knots[np.minimum(index, len(self.knots) - 1)]
        far = self.knots[np.minimum(index + 1, len(self.knots) - 1)]
        turns = 2j * np.pi * np.asarray(self.frequencies_hz) / self.sampling_rate_hz
        turn = np.exp(turns * (index * self.cell)[:, None].astype(np.float64))
        within = np.arange(self.cell)
        lines = np.exp(turns[:, None] * within)
        rising = lines * (within / self.cell)
        near_turned, change_turned = near * turn, (far - near) * turn
        left = np.concatenate(
            [near_turned.real, -near_turned.imag, change_turned.real, -change_turned.imag], axis=1
        )
        right = np.concatenate([lines.real, lines.imag, rising.real, rising.imag], axis=0)
        rows = left.astype(np.float32) @ right.astype(np.float32)
        wave: NDArray[np.float32] = rows.ravel()[start - first * self.cell : stop - first * self.cell]
        return wave


def fit_hum(
    phasors: Complex,
    *,
    frequencies_hz: tuple[float, ...],
    cell: int,
    smooth: int,
    sampling_rate_hz: float,
) -> Hum:
    """Make the wave of the hum from one projection a cell.

    Parameters
    ----------
    phasors : ndarray of complex128, shape (n_cells, n_lines)
        Of windows that fill their cells; NaN where a sample is lost.
    frequencies_hz : tuple of float
        Of the projection.
    cell : int
        Samples.
    smooth : int
        Cells over which the hum is taken as steady.
    sampling_rate_hz : float

    Returns
    -------
    Hum

    Notes
    -----
    Source: engineering. The true frequency is read from the turn of the phase from cell to cell; what is left is smoothed
    by a running median of both parts, so that neither a movement nor a pop rings into its neighbourhood as it does
    through a notch filter.
    """
    steps = phasors[1:] * np.conj(phasors[:-1])
    steps = steps[np.isfinite(steps).all(axis=1)]
    with np.errstate(invalid="ignore", divide="ignore"):
        units = np.where(np.abs(steps) > 0, steps / np.abs(steps), 0)
    turn = np.angle(units.sum(axis=0)) if len(units) else np.zeros(phasors.shape[1])
    index = np.arange(len(phasors))[:, None]
    still = phasors * np.exp(-1j * turn * (index + 0.5))
    calm = _running_median(still.real, smooth) + 1j * _running_median(still.imag, smooth)
    knots = np.empty((len(calm) + 1, calm.shape[1]), dtype=np.complex128)
    knots[1:-1] = (calm[1:] + calm[:-1]) / 2.0
    knots[0], knots[-1] = calm[0], calm[-1]
    measured = np.asarray(frequencies_hz) + turn / (2.0 * np.pi) * sampling_rate_hz / cell
    return Hum(tuple(float(f) for f in measured), knots, cell, sampling_rate_hz)


def _running_median(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Take the median over ``width`` cells around each, of those that are there; 0 where none is."""
    half = min(width // 2, max(0, len(values) - 1))
    padded = np.pad(values, ((half, half), (0, 0)), constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1, axis=0), axis=-1)
    counts = np.isfinite(windows).sum(axis=-1)
    lower = np.take_along_axis(windows, np.maximum(counts - 1, 0)[..., None] // 2, axis=-1)[..., 0]
    upper = np.take_along_axis(windows, counts[..., None] // 2 * (counts[..., None] > 0), axis=-1)[..., 0]
    return np.where(counts > 0, (lower + upper) / 2.0, 0.0)
