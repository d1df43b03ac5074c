"""High-pass of surface EMG without phase: the signal less its triangular moving mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["high_pass", "high_pass_matrix", "high_pass_width", "reach_of"]

# The triangular mean of width L passes half the amplitude at f * L / rate = 0.443 (sinc squared is one half there).
_HALF_AMPLITUDE = 0.443

_PIECE = 1 << 16  # samples filtered at a time: three such arrays of float64 stay in the cache


def high_pass_width(half_amplitude_hz: float, *, sampling_rate_hz: float) -> int:
    """Give the width of the moving mean whose high-pass has half amplitude at a frequency.

    Parameters
    ----------
    half_amplitude_hz : float
    sampling_rate_hz : float

    Returns
    -------
    int
        Odd number of samples, at least 3.
    """
    half = round((_HALF_AMPLITUDE * sampling_rate_hz / half_amplitude_hz - 1.0) / 2.0)
    return 2 * max(1, half) + 1


def reach_of(width: int) -> int:
    """Give how many samples on either side the filter of that width looks at."""
    return width - 1


def high_pass(samples: NDArray[np.float32], *, width: int) -> NDArray[np.float32]:
    """Take the triangular moving mean off a signal.

    Parameters
    ----------
    samples : ndarray of float32, shape (n + 2 * reach_of(width),)
        Near zero on the whole: a large constant costs digits. No NaN.
    width : int
        Odd; see ``high_pass_width``.

    Returns
    -------
    ndarray of float32, shape (n,)
        Sample 0 belongs to ``samples[reach_of(width)]``.

    Notes
    -----
    Source: engineering. The mean is a moving mean of a moving mean, so its response is the square of a sinc and lies
    between 0 and 1; so does that of the high-pass, which therefore never adds energy. It has no phase and looks
    ``reach_of(width)`` samples to either side. Summed in double precision piece by piece: the place of a piece changes
    the result by less than single precision shows.
    """
    reach = reach_of(width)
    n = max(0, len(samples) - 2 * reach)
    passed = np.empty(n, dtype=np.float32)
    scale = 1.0 / width**2
    for start in range(0, n, _PIECE):
        stop = min(n, start + _PIECE)
        piece = samples[start : stop + 2 * reach]
        mean = _moving_sum(_moving_sum(piece, width=width), width=width)
        mean *= scale
        np.subtract(samples[start + reach : stop + reach], mean, out=passed[start:stop], casting="same_kind")
    return passed


def high_pass_matrix(n: int, *, width: int) -> NDArray[np.float32]:
    """Write the same filter as a matrix, for many short windows at once.

    Parameters
    ----------
    n : int
        Samples that come out of a window of ``n + 2 * reach_of(width)``.
    width : int

    Returns
    -------
    ndarray of float32, shape (n + 2 * reach, n)
        ``windows @ matrix`` is the high-pass of each window.
    """
    reach = reach_of(width)
    kernel = -(width - np.abs(np.arange(-reach, reach + 1))) / width**2
    kernel[reach] += 1.0
    matrix = np.zeros((n + 2 * reach, n), dtype=np.float32)
    for column in range(n):
        matrix[column : column + 2 * reach + 1, column] = kernel
    return matrix


def _moving_sum(samples: NDArray[np.floating], *, width: int) -> NDArray[np.float64]:
    """Sum each ``width`` neighbours; ``width - 1`` fewer come out than went in."""
    running = np.zeros(len(samples) + 1, dtype=np.float64)
    np.cumsum(samples, dtype=np.float64, out=running[1:])
    summed: NDArray[np.float64] = running[width:] - running[:-width]
    return summed
