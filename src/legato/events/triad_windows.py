"""Windows of one triad in the time domain: what is cheap enough to measure in every window, moving or not.

A ``TriadBuffer`` keeps the positions that coming windows still need; ``measure_windows`` gives the statistics of a stack of
windows, from which the engine decides which of them are worth a transform.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.engine_settings import EngineSettings
from legato.signal.quality import fill_lost, repeated_before
from legato.signal.window import cut_windows

__all__ = ["TriadBuffer", "TriadWindows", "measure_windows"]

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


class TriadBuffer:
    """Positions of one triad that are fed and not yet used up.

    Parameters
    ----------
    first_position : int
        Position of the first sample that will come; windows before it are lost samples.
    """

    def __init__(self, *, first_position: int = 0) -> None:
        self._store: Float32 = np.empty((3, 0), dtype=np.float32)
        self.first = first_position
        self.behind = first_position

    def extend(self, samples: Float32) -> None:
        """Add positions, shape (3, n)."""
        self.room_for(samples.shape[1])[:] = samples

    def room_for(self, n_positions: int) -> Float32:
        """Add positions that the caller fills in, shape (3, n_positions)."""
        n_kept = self.behind - self.first
        needed = n_kept + n_positions
        if needed > self._store.shape[1]:
            grown = np.empty((3, max(needed, 2 * self._store.shape[1])), dtype=np.float32)
            grown[:, :n_kept] = self._store[:, :n_kept]
            self._store = grown
        self.behind += n_positions
        return self._store[:, n_kept:needed]

    def drop_before(self, position: int) -> None:
        """Forget what no coming window needs."""
        n_dropped = min(max(0, position - self.first), self.behind - self.first)
        if n_dropped:
            n_left = self.behind - self.first - n_dropped
            # A plain slice assignment would read what it has just overwritten where the two overlap.
            self._store[:, :n_left] = self._store[:, n_dropped : n_dropped + n_left].copy()
            self.first += n_dropped

    def span(self, start: int, stop: int) -> Float32:
        """Give positions ``start`` to ``stop``; NaN where nothing was fed. A view where all is there."""
        if start >= self.first and stop <= self.behind:
            return self._store[:, start - self.first : stop - self.first]
        out = np.full((3, stop - start), np.nan, dtype=np.float32)
        low, high = max(start, self.first), min(stop, self.behind)
        if high > low:
            out[:, low - start : high - start] = self._store[:, low - self.first : high - self.first]
        return out


@dataclass(frozen=True, eq=False)
class TriadWindows:
    """Statistics of a stack of windows of one triad; all float64 of shape (n,) unless said otherwise.

    Parameters
    ----------
    departures : ndarray of float32, shape (3, n, n_window)
        Samples less the mean of their window; lost samples are 0.
    mean, mean_first, mean_last : ndarray, shape (3, n)
        Over the window, its first and its last second.
    coverage : ndarray
    flat : ndarray
    rms, peak, whiteness : ndarray
        NaN where nothing is there.
    correlated_rms : ndarray
        Root of the larger autocovariance at the two lags: movement without white noise.
    """

    departures: Float32
    mean: Float64
    mean_first: Float64
    mean_last: Float64
    coverage: Float64
    flat: Float64
    rms: Float64
    peak: Float64
    whiteness: Float64
    correlated_rms: Float64

    def is_moving(
        self, settings: EngineSettings, *, quiet: float, loud: float, has_unit: bool
    ) -> NDArray[np.bool_]:
        """Tell which windows hold more than sensor noise."""
        with np.errstate(invalid="ignore", divide="ignore"):
            share = self.correlated_rms**2 / self.rms**2
            is_correlated = share >= settings.quiet_autocorrelation
            is_peaked = self.peak >= settings.quiet_crest * self.rms
            if not has_unit:  # no amount means anything, so every window with any change is looked at
                return np.asarray(self.rms > 0)
            return np.asarray(
                (self.rms >= loud)
                | (is_correlated & (self.correlated_rms >= quiet))
                | (is_peaked & (self.rms >= quiet))
            )


def measure_windows(
    samples: Float32, *, starts: NDArray[np.int64], n_window: int, second: int, lag: int
) -> TriadWindows:
    """Measure a stack of windows.

    Parameters
    ----------
    samples : ndarray of float32, shape (3, n_samples)
    starts : ndarray of int64, shape (n,)
        First sample of each window.
    n_window, second, lag : int
        Samples of a window, of a second, and of the shorter lag.

    Returns
    -------
    TriadWindows
    """
    windows = cut_windows(samples, starts=starts, n_window=n_window)
    ones = np.full(n_window, np.float32(1.0 / n_window))
    mean32 = np.vecdot(windows, ones)
    departures = np.subtract(windows, mean32[:, :, None])
    mean = mean32.astype(np.float64)
    counts = np.full(len(starts), n_window, dtype=np.int64)
    is_lossy = ~np.isfinite(mean32[0] + mean32[1] + mean32[2])
    if is_lossy.any():
        departures[:, is_lossy], mean[:, is_lossy], counts[is_lossy] = fill_lost(windows[:, is_lossy])
    mean_first = mean + _mean_of(departures[..., :second])
    mean_last = mean + _mean_of(departures[..., -second:])
    zero = np.vecdot(departures, departures)
    short = np.vecdot(departures[..., lag:], departures[..., :-lag])
    long = np.vecdot(departures[..., 2 * lag :], departures[..., : -2 * lag])
    one = short if lag == 1 else np.vecdot(departures[..., 1:], departures[..., :-1])
    energy, covariance_short, covariance_long, covariance_one = (
        (s[0] + s[1] + s[2]).astype(np.float64) for s in (zero, short, long, one)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        n_there = np.where(counts > 0, counts, np.nan)
        strongest = np.maximum(np.abs(covariance_short), np.abs(covariance_long))
        return TriadWindows(
            departures=departures,
            mean=mean,
            mean_first=mean_first,
            mean_last=mean_last,
            coverage=counts / n_window,
            flat=_repeated_share(samples, starts=starts, n_window=n_window),
            rms=np.sqrt(energy / n_there),
            peak=np.sqrt(squared_norm(departures).max(axis=1).astype(np.float64)) + 0.0 * n_there,
            whiteness=np.where(energy > 0, 2.0 - 2.0 * covariance_one / energy, np.nan),
            correlated_rms=np.sqrt(strongest / n_there),
        )


def _mean_of(part: Float32) -> Float64:
    """Give the mean over time of a part of the windows."""
    n_part = part.shape[-1]
    return np.asarray(np.vecdot(part, np.full(n_part, np.float32(1.0 / n_part))), dtype=np.float64)


def squared_norm(departures: Float32) -> Float32:
    """Give the squared length of the vector of three axes at each sample, shape (n, n_window)."""
    squares = departures[0] * departures[0]
    squares += departures[1] * departures[1]
    squares += departures[2] * departures[2]
    return np.asarray(squares)


def _repeated_share(samples: Float32, *, starts: NDArray[np.int64], n_window: int) -> Float64:
    """Give the share of samples of each window that equal the one before; whole numbers, so sums are exact."""
    is_repeated = repeated_before(samples)
    if not is_repeated.any():
        return np.zeros(len(starts))
    counted = np.zeros(samples.shape[1], dtype=np.int32)
    np.cumsum(is_repeated, out=counted[1:])
    return np.asarray((counted[starts + n_window - 1] - counted[starts]) / (n_window - 1))
