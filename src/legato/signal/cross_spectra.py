"""Cross-spectra of all pairs of channels from one Fourier transform a channel, as sums that can be pooled.

Everything that coherence, phase and their limits need is a sum over segments: so the spectra of two recordings are pooled
by adding them. Channels of different rates take part by their own transforms at the same times and frequencies; nothing
is resampled. Called by the coherence of channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

__all__ = [
    "CrossSpectra",
    "compute_cross_spectra",
    "hann_taper",
    "pool_cross_spectra",
    "sum_cross_spectra",
    "transform_segments",
]

_BLOCK_SAMPLES = 1 << 16  # of one channel at a time: such a block stays in the cache of the processor


@dataclass(frozen=True, eq=False)
class CrossSpectra:
    """Sums over segments of the products of the Fourier transforms of all channels.

    Parameters
    ----------
    frequency_hz : ndarray of float64, shape (n_bins,)
    cross : ndarray of complex128, shape (n_channels, n_channels, n_bins)
        Sum of ``X_i conj(X_j)`` over the segments in which both are whole.
    power : ndarray of float64, shape (n_channels, n_channels, n_bins)
        ``[i, j]``: power of channel i over the segments in which channel j is whole too.
    power_product : ndarray of float64, shape (n_channels, n_channels, n_bins)
        Sum of ``|X_i|^2 |X_j|^2``: tells how far few segments carry all the power.
    carried : ndarray of complex128, shape (n_channels, n_bins)
        Sum of ``X conj(X of the next disjoint segment)``: tells how long a rhythm keeps its phase.
    carried_power : ndarray of float64, shape (n_channels, n_bins)
        Mean power of the two, summed likewise.
    n_segments : ndarray of intp, shape (n_channels, n_channels)
        Segments that counted, overlapping ones included.
    n_disjoint : ndarray of float64, shape (n_channels, n_channels)
        Disjoint segments that they are worth; equal to ``n_segments`` without overlap.
    line_width_bins : float
        Bins that one independent value fills, by the taper: 1 without one.
    """

    frequency_hz: NDArray[np.float64]
    cross: NDArray[np.complex128]
    power: NDArray[np.float64]
    power_product: NDArray[np.float64]
    carried: NDArray[np.complex128]
    carried_power: NDArray[np.float64]
    n_segments: NDArray[np.intp]
    n_disjoint: NDArray[np.float64]
    line_width_bins: float

    def coherence(self, i: int, j: int) -> NDArray[np.float64]:
        """Give the coherence of two channels, magnitude squared; NaN where one has no power.

        Parameters
        ----------
        i, j : int

        Returns
        -------
        ndarray of float64, shape (n_bins,)
        """
        product = self.power[i, j] * self.power[j, i]
        share: NDArray[np.float64] = np.full(len(product), np.nan)
        np.divide(np.abs(self.cross[i, j]) ** 2, product, out=share, where=product > 0)
        share[share > 1.0] = 1.0  # two equal signals reach 1 + 1e-16 by rounding
        return share

    def phase_rad(self, i: int, j: int) -> NDArray[np.float64]:
        """Give the phase between two channels, above 0 where the first leads.

        Parameters
        ----------
        i, j : int

        Returns
        -------
        ndarray of float64, shape (n_bins,)
        """
        phase: NDArray[np.float64] = np.angle(self.cross[i, j])
        return phase

    def effective_segments(self, i: int, j: int) -> NDArray[np.float64]:
        """Give how many independent segments two independent channels like these are worth, bin by bin.

        Parameters
        ----------
        i, j : int

        Returns
        -------
        ndarray of float64, shape (n_bins,)
            At least 1 (or 0 without a segment), at most the disjoint segments.

        Notes
        -----
        Deviation from Rosenberg 1989 and Halliday 1995, whose limit takes the segments as independent and of one power.
        Two things make a pair worth less. A rhythm that keeps its phase from one segment to the next (Bartlett's
        correction, ``(1 - r) / (1 + r)`` with ``r`` the product of both channels' correlations between neighbouring
        segments); and power that lies in few segments, the same in both channels (the sum of the powers over the sum of
        their products).
        """
        n = float(self.n_disjoint[i, j])
        kept = np.zeros((2, len(self.frequency_hz)), dtype=np.complex128)
        for row, channel in zip(kept, (i, j), strict=True):
            power = self.carried_power[channel]
            np.divide(self.carried[channel], power, out=row, where=power > 0)
        r = np.clip((kept[0] * kept[1].conj()).real, 0.0, 1.0)
        spread = np.ones(len(r))
        expected = self.power[i, j] * self.power[j, i] / max(int(self.n_segments[i, j]), 1)
        np.divide(expected, self.power_product[i, j], out=spread, where=self.power_product[i, j] > 0)
        worth: NDArray[np.float64] = np.clip(
            n * (1.0 - r) / (1.0 + r) * np.minimum(spread, 1.0), min(n, 1.0), n
        )
        return worth


def hann_taper(segment_samples: int) -> NDArray[np.float64]:
    """Give the periodic Hann taper.

    Parameters
    ----------
    segment_samples : int

    Returns
    -------
    ndarray of float64, shape (segment_samples,)
    """
    taper: NDArray[np.float64] = np.hanning(segment_samples + 1)[:-1]
    return taper


def _line_width_bins(taper: NDArray[np.float64]) -> float:
    """Count the bins that are tied together by a taper: 1 plus twice the squared correlations of the neighbours."""
    spectrum = np.abs(fft.rfft(taper**2)) / np.sum(taper**2)
    return float(1.0 + 2.0 * np.sum(spectrum[1:] ** 2))


def _overlap_worth(taper: NDArray[np.float64], step: int) -> float:
    """Give the disjoint segments that one of many overlapping ones is worth (Welch 1967)."""
    whole = np.sum(taper**2)
    shared = [np.sum(taper[lag:] * taper[:-lag]) / whole for lag in range(step, len(taper), step)]
    return float(1.0 / (1.0 + 2.0 * np.sum(np.square(shared))))


def transform_segments(
    samples: NDArray[np.floating],
    starts: NDArray[np.intp],
    *,
    taper: NDArray[np.float64],
    sampling_rate_hz: float,
    frequency_hz: NDArray[np.float64],
    offset_s: NDArray[np.float64],
) -> tuple[NDArray[np.complex128], NDArray[np.bool_]]:
    """Transform the segments of one channel, at its own rate, to frequencies that other channels share.

    Parameters
    ----------
    samples : ndarray, shape (n_samples,)
        NaN where lost.
    starts : ndarray of intp, shape (n_segments,)
        First sample of each.
    taper : ndarray of float64, shape (segment_samples,)
    sampling_rate_hz : float
    frequency_hz : ndarray of float64, shape (n_bins,)
        Below half the rate.
    offset_s : ndarray of float64, shape (n_segments,)
        How much later than the segment its first sample was taken; the phase is turned back by it.

    Returns
    -------
    transforms : ndarray of complex128, shape (n_segments, n_bins)
        0 where the segment isn't whole. Scaled so that the rate cancels.
    is_whole : ndarray of bool, shape (n_segments,)
        Inside the samples, all finite.
    """
    length = len(taper)
    at_s = np.arange(length) / sampling_rate_hz
    waves = np.exp(-2j * np.pi * np.outer(at_s, frequency_hz)) * (taper / np.sum(taper))[:, None]
    inside = (starts >= 0) & (starts + length <= len(samples))
    rows = np.where(inside, starts, 0)[:, None] + np.arange(length)
    segments = np.full((len(starts), length), np.nan)
    if inside.any():
        segments[inside] = samples[rows[inside]]
    is_whole = np.isfinite(segments).all(axis=1)
    segments[~is_whole] = 0.0
    segments -= segments.mean(axis=1, keepdims=True)
    transforms = (segments @ waves.real) + 1j * (segments @ waves.imag)
    transforms *= np.exp(-2j * np.pi * np.outer(offset_s, frequency_hz))
    return transforms, is_whole


class _Sums:
    """Running sums over blocks of segments."""

    def __init__(self, n_channels: int, n_bins: int) -> None:
        square = (n_bins, n_channels, n_channels)
        self.cross = np.zeros(square, dtype=np.complex128)
        self.power = np.zeros(square)
        self.product = np.zeros(square)
        self.carried = np.zeros((n_channels, n_bins), dtype=np.complex128)
        self.carried_power = np.zeros((n_channels, n_bins))
        self.n = np.zeros((n_channels, n_channels), dtype=np.intp)

    def add(
        self, transforms: NDArray[np.complex128], is_whole: NDArray[np.bool_], *, lag: int, known: int
    ) -> None:
        """Add segments (channel, segment, bin); the first ``known`` were added before and only serve as neighbours."""
        new, whole = transforms[:, known:], is_whole[:, known:]
        by_bin = np.ascontiguousarray(new.transpose(2, 0, 1))
        flags = whole.astype(np.float64)
        power = by_bin.real**2 + by_bin.imag**2
        self.cross += by_bin @ by_bin.conj().transpose(0, 2, 1)
        self.power += power @ flags.T
        self.product += power @ power.transpose(0, 2, 1)
        self.n += (flags @ flags.T).astype(np.intp)
        first = max(known - lag, 0)
        ahead, behind = transforms[:, first:-lag], transforms[:, first + lag :]
        both = (is_whole[:, first:-lag] & is_whole[:, first + lag :]).astype(np.float64)[:, None, :]
        if both.size:
            self.carried += np.einsum("ckf,ckf->cf", ahead * both.transpose(0, 2, 1), behind.conj())
            squares = ahead.real**2 + ahead.imag**2 + behind.real**2 + behind.imag**2
            self.carried_power += (both @ squares)[:, 0] / 2.0

    def spectra(self, frequency_hz: NDArray[np.float64], *, worth: float, line_width: float) -> CrossSpectra:
        """Close the sums."""
        return CrossSpectra(
            frequency_hz=frequency_hz,
            cross=np.ascontiguousarray(self.cross.transpose(1, 2, 0)),
            power=np.ascontiguousarray(self.power.transpose(1, 2, 0)),
            power_product=np.ascontiguousarray(self.product.transpose(1, 2, 0)),
            carried=self.carried,
            carried_power=self.carried_power,
            n_segments=self.n,
            n_disjoint=np.where(self.n > 0, np.maximum(self.n * worth, np.minimum(self.n, 1)), 0.0),
            line_width_bins=line_width,
        )


def sum_cross_spectra(
    transforms: NDArray[np.complex128],
    is_whole: NDArray[np.bool_],
    *,
    frequency_hz: NDArray[np.float64],
    taper: NDArray[np.float64],
) -> CrossSpectra:
    """Multiply and add transforms that were made channel by channel, of disjoint segments in order.

    Parameters
    ----------
    transforms : ndarray of complex128, shape (n_channels, n_segments, n_bins)
    is_whole : ndarray of bool, shape (n_channels, n_segments)
    frequency_hz : ndarray of float64, shape (n_bins,)
    taper : ndarray of float64
        Of any of the channels: they share its shape.

    Returns
    -------
    CrossSpectra
    """
    sums = _Sums(transforms.shape[0], len(frequency_hz))
    sums.add(transforms, is_whole, lag=1, known=0)
    return sums.spectra(frequency_hz, worth=1.0, line_width=_line_width_bins(taper))


def compute_cross_spectra(
    signals: NDArray[np.floating],
    *,
    sampling_rate_hz: float,
    taper: NDArray[np.float64],
    overlap_samples: int = 0,
    highest_hz: float | None = None,
) -> CrossSpectra:
    """Compute the cross-spectra of all pairs of channels of one clock, each channel transformed once.

    Parameters
    ----------
    signals : ndarray, shape (n_channels, n_samples)
        NaN where lost: a segment that holds one does not count for that channel, and only for that one. Rectify EMG
        before.
    sampling_rate_hz : float
    taper : ndarray of float64, shape (segment_samples,)
        Its length is that of a segment. Only its shape counts: it is scaled to a sum of 1.
    overlap_samples : int
        Samples that neighbouring segments share.
    highest_hz : float or None
        Bins above are left out; None keeps all.

    Returns
    -------
    CrossSpectra
        Of segments on a fixed grid from the first sample, the mean of each taken off; what does not fill a segment at
        the end is left out.
    """
    n_channels, n_samples = signals.shape
    length = len(taper)
    step = length - overlap_samples
    n_segments = max(0, (n_samples - length) // step + 1)
    frequency_hz = np.arange(length // 2 + 1) * sampling_rate_hz / length
    if highest_hz is not None:
        frequency_hz = frequency_hz[frequency_hz <= highest_hz]
    weights = taper / np.sum(taper)
    lag = -(-length // step)
    sums = _Sums(n_channels, len(frequency_hz))
    at_once = max(1, _BLOCK_SAMPLES // length)
    shape = (n_channels, lag + at_once)
    transforms = np.zeros((*shape, len(frequency_hz)), dtype=np.complex128)
    is_whole = np.zeros(shape, dtype=np.bool_)
    known = 0
    for first in range(0, n_segments, at_once):
        n_new = min(at_once, n_segments - first)
        for channel in range(n_channels):
            transforms[channel, known : known + n_new], is_whole[channel, known : known + n_new] = (
                _transform_block(
                    signals[channel, first * step : (first + n_new - 1) * step + length],
                    taper=weights,
                    step=step,
                    n_bins=len(frequency_hz),
                )
            )
        n_there = known + n_new
        sums.add(transforms[:, :n_there], is_whole[:, :n_there], lag=lag, known=known)
        kept = min(lag, n_there)
        transforms[:, :kept] = transforms[:, n_there - kept : n_there].copy()
        is_whole[:, :kept] = is_whole[:, n_there - kept : n_there].copy()
        known = kept
    return sums.spectra(frequency_hz, worth=_overlap_worth(taper, step), line_width=_line_width_bins(taper))


def _transform_block(
    samples: NDArray[np.floating], *, taper: NDArray[np.float64], step: int, n_bins: int
) -> tuple[NDArray[np.complex128], NDArray[np.bool_]]:
    """Transform the segments of one block of one channel; 0 where a segment isn't whole."""
    views = np.lib.stride_tricks.sliding_window_view(samples, len(taper))[::step]
    middle = views.mean(axis=1, dtype=np.float64, keepdims=True)
    is_whole = np.isfinite(middle[:, 0])
    segments = views - middle
    segments *= taper
    if not is_whole.all():
        segments[~is_whole] = 0.0
    transforms = fft.rfft(segments, axis=1, overwrite_x=True)
    return transforms[:, :n_bins], is_whole


def pool_cross_spectra(parts: Sequence[CrossSpectra]) -> CrossSpectra:
    """Add the spectra of stretches or recordings of the same channels, segments and frequencies.

    Parameters
    ----------
    parts : sequence of CrossSpectra
        At least one.

    Returns
    -------
    CrossSpectra

    Raises
    ------
    ValueError
        If the frequencies, the channels or the tapers differ, or there is no part.
    """
    if not parts:
        raise ValueError("nothing to pool")
    first = parts[0]
    for part in parts[1:]:
        is_alike = part.cross.shape == first.cross.shape and part.line_width_bins == first.line_width_bins
        if not is_alike or not np.allclose(part.frequency_hz, first.frequency_hz, rtol=1e-4):
            raise ValueError("spectra of different channels, segments or frequencies cannot be pooled")
    return CrossSpectra(
        frequency_hz=first.frequency_hz,
        cross=np.sum([part.cross for part in parts], axis=0),
        power=np.sum([part.power for part in parts], axis=0),
        power_product=np.sum([part.power_product for part in parts], axis=0),
        carried=np.sum([part.carried for part in parts], axis=0),
        carried_power=np.sum([part.carried_power for part in parts], axis=0),
        n_segments=np.sum([part.n_segments for part in parts], axis=0),
        n_disjoint=np.sum([part.n_disjoint for part in parts], axis=0),
        line_width_bins=first.line_width_bins,
    )
