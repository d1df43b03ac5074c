"""Samples that can't be trusted: lost, repeated, at the edge of the device's range; and bursts against a calm ground."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["burst_pattern", "clipped_share", "fill_lost", "repeated_before"]

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


def fill_lost(windows: Float32) -> tuple[Float32, Float64, NDArray[np.int64]]:
    """Take the mean of what is there off each window and put 0 where a sample is lost on any axis.

    Parameters
    ----------
    windows : ndarray of float32, shape (3, n, n_window)
        NaN or infinite where lost; not changed.

    Returns
    -------
    departures : ndarray of float32, shape (3, n, n_window)
    means : ndarray of float64, shape (3, n)
        NaN where nothing is there.
    counts : ndarray of int64, shape (n,)
        Samples that are there.
    """
    is_there = np.isfinite(windows[0]) & np.isfinite(windows[1]) & np.isfinite(windows[2])
    counts = np.count_nonzero(is_there, axis=1)
    kept = np.where(is_there, windows, np.float32(0))
    with np.errstate(invalid="ignore", divide="ignore"):
        means = kept.sum(axis=2, dtype=np.float64) / counts
        departures = np.where(is_there, kept - means[:, :, None].astype(np.float32), np.float32(0))
    return departures, means, np.asarray(counts, dtype=np.int64)


def repeated_before(samples: Float32) -> NDArray[np.bool_]:
    """Tell for each sample but the first whether it equals the one before on all axes.

    Parameters
    ----------
    samples : ndarray of float32, shape (3, n_samples)

    Returns
    -------
    ndarray of bool, shape (n_samples - 1,)
        Lost samples equal nothing.
    """
    is_repeated: NDArray[np.bool_] = samples[0, 1:] == samples[0, :-1]
    is_repeated &= samples[1, 1:] == samples[1, :-1]
    is_repeated &= samples[2, 1:] == samples[2, :-1]
    return is_repeated


def clipped_share(windows: Float32, *, limits: tuple[float, float] | None, least: float = 0.0) -> Float64:
    """Give the share of samples at the edge of the range, or stuck at the largest or smallest value of their axis.

    Parameters
    ----------
    windows : ndarray of float32, shape (3, n, n_window)
        With gravity and everything: as read.
    limits : tuple of float or None
        Lower and upper value beyond which a sample is clipped; None where the device's range is not known.
    least : float
        Without limits: extremes that are not larger than this are none, because no device clips there.

    Returns
    -------
    ndarray of float64, shape (n,)
        0-1. Stuck means that the extreme value stands at least twice in a row.
    """
    is_clipped = np.zeros(windows.shape[1:], dtype=np.bool_)
    for axis in windows:
        if limits is not None:
            is_clipped |= (axis <= np.float32(limits[0])) | (axis >= np.float32(limits[1]))
            continue
        largest, smallest = axis.max(axis=1)[:, None], axis.min(axis=1)[:, None]
        is_extreme = (axis == largest) & (largest > np.float32(least))
        is_extreme |= (axis == smallest) & (smallest < np.float32(-least))
        is_extreme &= largest > smallest
        is_twice = is_extreme[:, 1:] & (axis[:, 1:] == axis[:, :-1])
        is_clipped[:, 1:] |= is_twice
        is_clipped[:, :-1] |= is_twice
    return np.asarray(np.count_nonzero(is_clipped, axis=1) / windows.shape[2])


def burst_pattern(squares: Float32, *, level: float, apart: int) -> tuple[Float64, Float64]:
    """Measure how much of a window lies above a share of its largest departure, and in how many stretches.

    Parameters
    ----------
    squares : ndarray of float32, shape (n, n_window)
        Squared departure from the mean.
    level : float
        Share of the largest departure (not squared).
    apart : int
        Stretches with fewer samples between them are one.

    Returns
    -------
    share, count : ndarray of float64, shape (n,)
    """
    is_above = squares > squares.max(axis=1)[:, None] * np.float32(level * level)
    share = np.count_nonzero(is_above, axis=1) / squares.shape[1]
    # Was any of the `apart` samples before above? Widened by doubling, which is four passes instead of ten.
    recent = np.zeros_like(is_above)
    recent[:, 1:] = is_above[:, :-1]
    reach = 1
    while reach < apart:
        step = min(reach, apart - reach)
        wider = recent.copy()
        wider[:, step:] |= recent[:, :-step]
        recent, reach = wider, reach + step
    count = np.count_nonzero(is_above & ~recent, axis=1)
    return np.asarray(share), count.astype(np.float64)
