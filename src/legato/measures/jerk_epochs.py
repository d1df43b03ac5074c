"""Epochs of one channel about given times: which are whole and clean, their average, and averages at random times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import Channel, ChannelKind
from legato.model.interval import Interval

__all__ = ["Epochs", "cut_epochs", "means_at_random", "read_for_average"]

_MICRO = 1.0e6


@dataclass(frozen=True, eq=False)
class Epochs:
    """One channel, and where in it an epoch may lie.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples,)
        0 where lost.
    sampling_rate_hz : float
    chosen : ndarray of intp, shape (n_epochs,)
        Samples at which clean epochs have their time 0.
    allowed : ndarray of intp
        All samples at which a clean epoch could have it: random times are drawn from these.
    n_incomplete, n_rejected : int
    """

    samples: NDArray[np.float64]
    sampling_rate_hz: float
    chosen: NDArray[np.intp]
    allowed: NDArray[np.intp]
    n_incomplete: int
    n_rejected: int

    def offsets(self, span: Interval) -> NDArray[np.intp]:
        """Give the samples from time 0 that lie in a span, both ends included."""
        rate_hz = self.sampling_rate_hz
        return np.arange(round(span.start_s * rate_hz), round(span.end_s * rate_hz) + 1, dtype=np.intp)

    def at_chosen(self, span: Interval, *, baseline: Interval) -> NDArray[np.float64]:
        """Give each clean epoch over a span, less its own mean in the baseline, one a row."""
        level = self.samples[self.chosen[:, None] + self.offsets(baseline)].mean(axis=1, keepdims=True)
        cut: NDArray[np.float64] = self.samples[self.chosen[:, None] + self.offsets(span)] - level
        return cut


def read_for_average(channel: Channel) -> tuple[NDArray[np.float64], str, str]:
    """Read a channel as it is averaged.

    Parameters
    ----------
    channel : Channel

    Returns
    -------
    samples : ndarray of float64
        uV for EEG and EMG. EMG less its mean and rectified: unrectified it would average to nothing.
    unit : str
    preparation : str
    """
    samples = channel.read()
    if channel.kind is ChannelKind.EMG and np.isfinite(samples).any():
        return np.abs(samples - np.nanmean(samples)) * _MICRO, "uV", "mean taken off, rectified in full"
    if channel.kind is ChannelKind.EEG:
        return samples * _MICRO, "uV", "as recorded, not filtered"
    return samples, channel.unit or "unknown", "as recorded, not filtered"


def _sliding_span(samples: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Give the largest less the smallest of each window of so many samples, by its first sample."""
    from scipy import ndimage

    middle = slice(width // 2, width // 2 + len(samples) - width + 1)
    spans: NDArray[np.float64] = (
        ndimage.maximum_filter1d(samples, width)[middle] - ndimage.minimum_filter1d(samples, width)[middle]
    )
    return spans


def cut_epochs(
    channel: Channel,
    samples: NDArray[np.float64],
    *,
    times_s: Sequence[float],
    epoch: Interval,
    most_span: float | None,
    spans: Sequence[Interval] | None,
) -> Epochs:
    """Find where clean epochs lie.

    Parameters
    ----------
    channel : Channel
        Its clock.
    samples : ndarray of float64
        As prepared; NaN where lost.
    times_s : sequence of float
        Times 0, seconds since the start of the recording.
    epoch : Interval
        From time 0.
    most_span : float or None
        Largest span from the start of the epoch to time 0, in the unit of the samples; None keeps all.
    spans : sequence of Interval or None
        Random times are drawn from these alone; None draws from all.

    Returns
    -------
    Epochs
    """
    time, rate_hz = channel.time, channel.sampling_rate_hz
    before, after = -round(epoch.start_s * rate_hz), round(epoch.end_s * rate_hz)
    is_whole = np.zeros(len(samples), dtype=np.bool_)
    is_clean = np.zeros(len(samples), dtype=np.bool_)
    lost = np.concatenate(([0], np.cumsum(~np.isfinite(samples))))
    filled = np.where(np.isfinite(samples), samples, 0.0)
    for first, behind in time.run_bounds():
        zeros = np.arange(first + before, behind - after)
        if not len(zeros):
            continue
        is_whole[zeros] = lost[zeros + after + 1] == lost[zeros - before]
        is_clean[zeros] = is_whole[zeros]
        if most_span is not None:
            width = before + 1
            span = _sliding_span(filled[first:behind], width)[zeros - before - first]
            is_clean[zeros] &= span <= most_span
    half_s = 0.5 / rate_hz
    wanted = np.array([time.index_at(float(at_s) - half_s) for at_s in times_s], dtype=np.intp)
    wanted = wanted[wanted < len(samples)]
    n_outside = len(times_s) - len(wanted)
    return Epochs(
        samples=filled,
        sampling_rate_hz=rate_hz,
        chosen=wanted[is_clean[wanted]],
        allowed=np.flatnonzero(is_clean & _inside(channel, spans)),
        n_incomplete=n_outside + int(np.sum(~is_whole[wanted])),
        n_rejected=int(np.sum(is_whole[wanted] & ~is_clean[wanted])),
    )


def _inside(channel: Channel, spans: Sequence[Interval] | None) -> NDArray[np.bool_]:
    """Mark the samples inside the spans."""
    marks = np.full(channel.n_samples, spans is None)
    for span in spans or ():
        marks[channel.time.index_at(span.start_s) : channel.time.index_at(span.end_s)] = True
    return marks


def means_at_random(
    epochs: Epochs,
    bins: Sequence[tuple[int, int]],
    *,
    baseline: Interval,
    n_averages: int,
    seed: int,
) -> NDArray[np.float64]:
    """Average as many epochs as there are, at random times, again and again.

    Parameters
    ----------
    epochs : Epochs
    bins : sequence of (int, int)
        Half-open ranges of samples from time 0, each of which is averaged to one number.
    baseline : Interval
    n_averages : int
    seed : int

    Returns
    -------
    ndarray of float64, shape (n_averages, n_bins)
        Less the mean of the baseline.
    """
    rng = np.random.default_rng(seed)
    total = np.concatenate(([0.0], np.cumsum(epochs.samples - epochs.samples.mean())))
    base = epochs.offsets(baseline)
    starts = np.array([first for first, _ in bins] + [base[0]])
    stops = np.array([behind for _, behind in bins] + [base[-1] + 1])
    found = np.empty((n_averages, len(bins)))
    for row in found:
        at = rng.choice(epochs.allowed, size=len(epochs.chosen))[:, None]
        means = (total[at + stops] - total[at + starts]).mean(axis=0) / (stops - starts)
        row[:] = means[:-1] - means[-1]
    return found
