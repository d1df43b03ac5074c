"""Tell when stretches of samples begin and end, by the clock of their channel. Called by ``events.bursts`` and the like."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.time_base import TimeBase

__all__ = ["times_of_edges"]


def times_of_edges(
    time: TimeBase, edges: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the times of the first sample of each stretch and of the end of its last one.

    Parameters
    ----------
    time : TimeBase
    edges : ndarray of int64, shape (n_stretches, 2)
        Sample indices in the channel, half open.

    Returns
    -------
    start_s, end_s : ndarray of float64, shape (n_stretches,)
    """
    rate_hz = time.sampling_rate_hz
    if time.is_regular and len(time.runs) == 1:
        run = time.runs[0]
        at = run.start_s + (edges - run.first_sample) / run.sampling_rate_hz
        return at[:, 0], at[:, 1]
    start = np.array([time.times_s(int(first), int(first) + 1)[0] for first in edges[:, 0]])
    last = np.array([time.times_s(int(behind) - 1, int(behind))[0] for behind in edges[:, 1]])
    return start, last + 1.0 / rate_hz
