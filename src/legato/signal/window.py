"""Cut windows out of a series and taper them.

Holds no clock: positions are sample numbers. Every window is treated for itself, so that the result doesn't depend on how
many are cut at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["cut_windows", "hann_taper"]


def hann_taper(n_window: int) -> NDArray[np.float32]:
    """Give the periodic Hann taper.

    Parameters
    ----------
    n_window : int
        At least 1.

    Returns
    -------
    ndarray of float32, shape (n_window,)
        Mean 1/2, mean square 3/8.
    """
    phase = 2.0 * np.pi * np.arange(n_window) / n_window
    return np.asarray(0.5 - 0.5 * np.cos(phase), dtype=np.float32)


def cut_windows(
    samples: NDArray[np.float32], *, starts: NDArray[np.int64], n_window: int
) -> NDArray[np.float32]:
    """Cut windows of equal length out of three axes.

    Parameters
    ----------
    samples : ndarray of float32, shape (3, n_samples)
        Contiguous along time.
    starts : ndarray of int64, shape (n,)
        First sample of each window, rising; every window must lie inside.
    n_window : int

    Returns
    -------
    ndarray of float32, shape (3, n, n_window)
        A view where the windows are evenly spaced (do not write into it), else a copy.
    """
    sliding = np.lib.stride_tricks.sliding_window_view(samples, n_window, axis=1)
    steps = np.diff(starts)
    if len(starts) > 1 and steps[0] > 0 and np.all(steps == steps[0]):
        view: NDArray[np.float32] = sliding[:, int(starts[0]) : int(starts[-1]) + 1 : int(steps[0])]
        return view
    return sliding[:, starts]
