"""Band-pass a muscle's signal without shifting its phase, and follow its power in short windows.

The band-pass runs in overlapping blocks through the Fourier transform, many blocks at once, in single precision: ten
minutes of four muscles take a few hundredths of a second. Samples only: no clock, no unit. Called by
``events.emg_channel`` and ``events.bursts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PowerCourse", "band_gain", "block_length", "filter_by_gain", "mains_lines_hz", "power_course"]

MARGIN_S = 0.25  # of each end of a block that is thrown away: a 20 Hz corner has died away by then
ROWS = 16  # transforms done together, so that they stay in the cache
NOTCH_HALF_HZ = 1.0
LINE_BLOCKS = 48  # blocks looked at for mains
QUIET_QUANTILE = 0.2  # of the blocks' power: the quiet ones, between the bursts
LINE_BESIDE_HZ = (2.0, 8.0)  # from where to where beside a line the background is read


def band_gain(
    n_fft: int,
    *,
    sampling_rate_hz: float,
    low_hz: float,
    high_hz: float,
    notches_hz: Sequence[float] = (),
) -> NDArray[np.float32]:
    """Give the gain of a zero-phase band-pass at the frequencies of a real transform.

    Parameters
    ----------
    n_fft : int
    sampling_rate_hz : float
    low_hz, high_hz : float
        Half-power points; a ``high_hz`` at or above half of the sampling rate leaves the top open.
    notches_hz : sequence of float
        Lines taken out, each about 2 Hz wide.

    Returns
    -------
    ndarray of float32, shape (n_fft // 2 + 1,)

    Notes
    -----
    Squared magnitude of a second-order Butterworth filter at each end: what filtering forwards and backwards gives.
    """
    hz = np.fft.rfftfreq(n_fft, 1.0 / sampling_rate_hz)
    gain = hz**4 / (hz**4 + low_hz**4) if low_hz > 0 else np.ones_like(hz)
    if high_hz < sampling_rate_hz / 2:
        gain = gain / (1.0 + (hz / high_hz) ** 8)
    for line_hz in notches_hz:
        gain = gain * (1.0 - np.exp(-0.5 * ((hz - line_hz) / (NOTCH_HALF_HZ / 2)) ** 4))
    return gain.astype(np.float32)


def block_length(n_samples: int, *, sampling_rate_hz: float) -> tuple[int, int]:
    """Give the length of a transform and of the margin at each of its ends.

    Parameters
    ----------
    n_samples : int
    sampling_rate_hz : float

    Returns
    -------
    n_fft, margin : int
    """
    margin = max(16, int(np.ceil(MARGIN_S * sampling_rate_hz)))
    n_fft = 1 << int(np.ceil(np.log2(8 * margin)))
    while n_fft > 4 * margin and n_fft >= 2 * (n_samples + 2 * margin):
        n_fft //= 2
    return n_fft, margin


def filter_by_gain(
    samples: NDArray[np.floating],
    *,
    sampling_rate_hz: float,
    low_hz: float,
    high_hz: float,
    notches_hz: Sequence[float] = (),
) -> NDArray[np.float32]:
    """Band-pass one whole stretch without shifting its phase.

    Parameters
    ----------
    samples : ndarray, shape (n_samples,)
        Finite and evenly spaced.
    sampling_rate_hz : float
    low_hz, high_hz : float
    notches_hz : sequence of float

    Returns
    -------
    ndarray of float32, shape (n_samples,)
        Both ends are continued by their point reflection, so that an offset makes no step there.
    """
    from scipy import fft

    n = len(samples)
    if n == 0:
        return np.empty(0, dtype=np.float32)
    n_fft, margin = block_length(n, sampling_rate_hz=sampling_rate_hz)
    gain = band_gain(
        n_fft, sampling_rate_hz=sampling_rate_hz, low_hz=low_hz, high_hz=high_hz, notches_hz=notches_hz
    )
    hop = n_fft - 2 * margin
    n_blocks = -(-n // hop)
    padded = _reflected(samples, margin, n_blocks * hop + margin - n)
    blocks = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    filtered = np.empty(n_blocks * hop, dtype=np.float32)
    rows = filtered.reshape(n_blocks, hop)
    for first in range(0, n_blocks, ROWS):
        spectra = fft.rfft(blocks[first : first + ROWS], axis=1)
        spectra *= gain
        back = fft.irfft(spectra, n_fft, axis=1, overwrite_x=True)
        rows[first : first + ROWS] = back[:, margin : margin + hop]
    return filtered[:n]


def _reflected(samples: NDArray[np.floating], before: int, behind: int) -> NDArray[np.float32]:
    """Continue both ends by their point reflection, and by their last value beyond it."""
    n = len(samples)
    padded = np.empty(before + n + behind, dtype=np.float32)
    padded[before : before + n] = samples
    first, last = padded[before], padded[before + n - 1]
    reach = min(before, n - 1)
    padded[: before - reach] = 2 * first - padded[before + reach]
    padded[before - reach : before] = (2 * first - padded[before + 1 : before + 1 + reach])[::-1]
    reach = min(behind, n - 1)
    end = before + n
    padded[end : end + reach] = (2 * last - padded[end - 1 - reach : end - 1])[::-1]
    padded[end + reach :] = padded[end + reach - 1] if reach else last
    return padded


def mains_lines_hz(
    samples: NDArray[np.floating],
    *,
    sampling_rate_hz: float,
    mains_hz: Sequence[float],
    up_to_hz: float,
    over: float,
) -> list[float]:
    """Find the lines of mains that stand out: the frequency of mains and its multiples.

    Parameters
    ----------
    samples : ndarray, shape (n_samples,)
        As recorded, finite.
    sampling_rate_hz : float
    mains_hz : sequence of float
        What mains may be, such as 50 and 60; the one with more lines is taken.
    up_to_hz : float
    over : float
        Times the median power of the neighbouring frequencies that a line must have in the quiet blocks.

    Returns
    -------
    list of float
        Hz; empty where none stands out, or where the stretch is too short to tell.
    """
    from scipy import fft

    n_fft = 1 << int(np.log2(max(2.0, 2.0 * sampling_rate_hz)))
    n_blocks = len(samples) // n_fft
    if n_blocks < 2:
        return []
    chosen = np.unique(np.linspace(0, n_blocks - 1, min(n_blocks, LINE_BLOCKS)).astype(np.int64))
    rows = np.stack([samples[block * n_fft : (block + 1) * n_fft] for block in chosen]).astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    power = np.abs(fft.rfft(rows * np.hanning(n_fft).astype(np.float32), axis=1)) ** 2
    hz = np.fft.rfftfreq(n_fft, 1.0 / sampling_rate_hz)
    quiet = np.partition(power, int(QUIET_QUANTILE * (len(power) - 1)), axis=0)[
        int(QUIET_QUANTILE * (len(power) - 1))
    ]
    top_hz = min(up_to_hz, sampling_rate_hz / 2 - LINE_BESIDE_HZ[0])
    lines = [_lines(quiet, hz, base_hz=base_hz, top_hz=top_hz, over=over) for base_hz in mains_hz]
    return max(lines, key=len)


def _lines(
    quiet: NDArray[np.floating], hz: NDArray[np.floating], *, base_hz: float, top_hz: float, over: float
) -> list[float]:
    """Give the multiples of one mains frequency that stand out of what lies beside them."""
    lines = []
    for multiple in range(1, int(top_hz // base_hz) + 1):
        line_hz = multiple * base_hz
        low, high = np.searchsorted(hz, (line_hz - LINE_BESIDE_HZ[1], line_hz + LINE_BESIDE_HZ[1]))
        near, away_hz = quiet[low:high], np.abs(hz[low:high] - line_hz)
        on_line, beside = near[away_hz <= NOTCH_HALF_HZ], near[away_hz >= LINE_BESIDE_HZ[0]]
        if len(on_line) and len(beside) and on_line.max() > over * float(np.median(beside)):
            lines.append(line_hz)
    return lines


@dataclass(frozen=True, eq=False)
class PowerCourse:
    """Power of one stretch of samples, step by step.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_samples,)
    step : int
        Samples of a step.
    summed : ndarray of float64, shape (n_steps + 1,)
        Sum of the squares of all samples before each step, and before the end of the last whole step.
    """

    samples: NDArray[np.float32]
    step: int
    summed: NDArray[np.float64]

    @property
    def n_steps(self) -> int:
        """Number of whole steps."""
        return len(self.summed) - 1

    def mean_squares(self, edges: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the mean square of each stretch, its first and last step counted in part.

        Parameters
        ----------
        edges : ndarray of int64, shape (n_stretches, 2)
            First sample and the sample behind the last; none empty.

        Returns
        -------
        ndarray of float64, shape (n_stretches,)
        """
        whole = np.minimum(edges // self.step, self.n_steps)
        ahead = self.summed[np.minimum(whole + 1, self.n_steps)] - self.summed[whole]
        at = self.summed[whole] + ahead * (edges - whole * self.step) / self.step
        return np.asarray(np.maximum(at[:, 1] - at[:, 0], 0.0) / (edges[:, 1] - edges[:, 0]))

    def windows(self, width: int) -> NDArray[np.float32]:
        """Give the mean square of a window about each step; at the ends of those steps that there are.

        Parameters
        ----------
        width : int
            Steps of the window.

        Returns
        -------
        ndarray of float32, shape (n_steps,)
        """
        n = self.n_steps
        width = max(1, width)
        before = width // 2
        mean = np.empty(n, dtype=np.float32)
        n_inner = max(0, n - width + 1)
        if n_inner:
            inner = self.summed[width:] - self.summed[:-width]
            np.divide(inner, width * self.step, out=mean[before : before + n_inner], casting="same_kind")
        for index in (*range(min(before, n)), *range(min(before, n) + n_inner, n)):
            low, high = max(0, index - before), min(n, index - before + width)
            mean[index] = (self.summed[high] - self.summed[low]) / ((high - low) * self.step)
        return mean

    def blocks(self, width: int) -> NDArray[np.float32]:
        """Give the root mean square of neighbouring blocks that do not overlap.

        Parameters
        ----------
        width : int
            Steps of a block.

        Returns
        -------
        ndarray of float32, shape (n_steps // width,)
        """
        power = np.diff(self.summed[:: max(1, width)]) / (max(1, width) * self.step)
        return np.sqrt(np.maximum(power, 0.0)).astype(np.float32)


def power_course(samples: NDArray[np.float32], *, step: int) -> PowerCourse:
    """Sum the squares of a stretch step by step.

    Parameters
    ----------
    samples : ndarray of float32, shape (n_samples,)
    step : int
        Samples of a step, at least 1.

    Returns
    -------
    PowerCourse
    """
    n_steps = len(samples) // step
    whole = samples[: n_steps * step].reshape(n_steps, step)
    squares = np.einsum("ij,ij->i", whole, whole)
    summed = np.zeros(n_steps + 1)
    np.cumsum(squares, dtype=np.float64, out=summed[1:])
    return PowerCourse(samples=samples, step=step, summed=summed)
