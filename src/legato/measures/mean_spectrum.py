"""Windows of the stretches that were read again: their spectra, and what the mean spectrum says about the rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.measures.stretches import Stretch
from legato.signal.spectrum import around, half_width_bins, highest_peak, power_of_axes, spectra_of

__all__ = ["RhythmSpectrum", "StretchWindows", "cut_windows", "read_rhythm", "window_peaks_hz"]


@dataclass(frozen=True, eq=False)
class StretchWindows:
    """Spectra of half-overlapping windows of all stretches, by quantity.

    Parameters
    ----------
    spectra : dict of str to ndarray of complex64, each shape (3, n, n_bins)
        Squared magnitude is one-sided power per bin.
    mean : dict of str to ndarray of float64, each shape (n, 3)
        Mean of each window: gravity, for the accelerometer.
    bin_hz : dict of str to float
    is_one_clock : bool
        True when accelerometer and gyroscope were sampled at the same times throughout.
    """

    spectra: dict[str, NDArray[np.complex64]]
    mean: dict[str, NDArray[np.float64]]
    bin_hz: dict[str, float]
    is_one_clock: bool

    def power(self, quantity: str) -> NDArray[np.float32]:
        """Give the power per bin of each window, axes summed, shape (n, n_bins)."""
        return power_of_axes(self.spectra[quantity])


def cut_windows(
    stretches: Sequence[Stretch], *, quantities: Sequence[str], window_s: float
) -> StretchWindows:
    """Cut stretches into half-overlapping windows and transform them.

    Parameters
    ----------
    stretches : sequence of Stretch
        Of one sensor; those shorter than a window give none.
    quantities : sequence of str
        ``accel`` and ``gyro``, as far as the sensor has them.
    window_s : float

    Returns
    -------
    StretchWindows
    """
    spectra: dict[str, NDArray[np.complex64]] = {}
    mean: dict[str, NDArray[np.float64]] = {}
    bin_hz: dict[str, float] = {}
    for quantity in quantities:
        rates_hz = [s.rate_hz[quantity] for s in stretches]
        rate_hz = float(np.median(rates_hz)) if rates_hz else 1.0
        length = max(2, round(window_s * rate_hz))
        pieces = [
            s.samples[quantity][start : start + length]
            for s in stretches
            for start in range(0, len(s.samples[quantity]) - length + 1, length // 2)
        ]
        windows = np.stack(pieces) if pieces else np.empty((0, length, 3))
        mean[quantity] = windows.mean(axis=1)
        centred = (windows - mean[quantity][:, None, :]).astype(np.float32)
        spectra[quantity] = spectra_of(
            np.ascontiguousarray(np.moveaxis(centred, 2, 0)), n_bins=length // 2 + 1
        )
        bin_hz[quantity] = rate_hz / length
    return StretchWindows(
        spectra=spectra,
        mean=mean,
        bin_hz=bin_hz,
        is_one_clock=bool(stretches) and all(s.is_one_clock for s in stretches),
    )


def window_peaks_hz(
    power: NDArray[np.float32], *, bin_hz: float, near_hz: float, reach_hz: float
) -> NDArray[np.float64]:
    """Give each window's own peak near a frequency; the frequency itself where the window has no peak there.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
    bin_hz, near_hz, reach_hz : float

    Returns
    -------
    ndarray of float64, shape (n,)
    """
    low, high = int(np.ceil((near_hz - reach_hz) / bin_hz)), int((near_hz + reach_hz) / bin_hz)
    _, position = highest_peak(power, low=low, high=high)
    return np.where(np.isfinite(position), position * bin_hz, near_hz)


@dataclass(frozen=True, slots=True)
class RhythmSpectrum:
    """What the mean spectrum says about a rhythm.

    Parameters
    ----------
    peak_over_background, half_width_hz : float
    background : float
        Power per bin of what is not the rhythm, three axes.
    signal_to_noise : float
        Power of the rhythm over that of the background within the band; 0 when nothing is left.
    harmonics : tuple of float
        Power at two and three times the frequency over that at the frequency; NaN above the spectrum.
    """

    peak_over_background: float
    half_width_hz: float
    background: float
    signal_to_noise: float
    harmonics: tuple[float, float]


def read_rhythm(
    power: NDArray[np.float32],
    *,
    bin_hz: float,
    frequency_hz: float,
    half_band_hz: float,
    background_hz: tuple[float, float],
    neighbours: tuple[float, ...],
    harmonic_half_band_hz: float,
) -> RhythmSpectrum:
    """Read off the mean spectrum of windows what it says about the rhythm at one frequency.

    Parameters
    ----------
    power : ndarray of float32, shape (n, n_bins)
        At least one window.
    bin_hz, frequency_hz, half_band_hz : float
    background_hz : tuple of float
        Band whose median is the background.
    neighbours : tuple of float
        Where the neighbourhood of the peak begins and ends, in half bands from the frequency.
    harmonic_half_band_hz : float

    Returns
    -------
    RhythmSpectrum

    Notes
    -----
    The background in the band is the median over the whole background band or over the neighbourhood of the peak,
    whichever is smaller: the one is raised by broad movement, the other by a wandering rhythm itself.
    """
    mean = power.mean(axis=0, dtype=np.float64)
    bins_hz = np.arange(len(mean)) * bin_hz
    distance_hz = np.abs(bins_hz - frequency_hz)
    wide = (bins_hz >= background_hz[0]) & (bins_hz <= background_hz[1])
    near_hz, far_hz = (half_band_hz * edge for edge in neighbours)
    beside = wide & (distance_hz > near_hz) & (distance_hz <= far_hz)
    median = float(np.median(mean[wide])) if wide.any() else float("nan")
    background = min(median, float(np.median(mean[beside]))) if beside.any() else median

    def band(middle_hz: float, half_hz: float) -> float:
        inside = np.abs(bins_hz - middle_hz) <= half_hz
        return (
            float(np.sum(mean[inside] - background)) if middle_hz + half_hz <= bins_hz[-1] else float("nan")
        )

    inside = distance_hz <= half_band_hz
    noise = background * int(inside.sum())
    top = int(np.argmax(np.where(inside, mean, 0.0)))
    reach = max(2, int(2.0 * half_band_hz / bin_hz))
    gathered = around(mean[None, :].astype(np.float32), bins=np.array([top]), reach=reach)
    fundamental = band(frequency_hz, harmonic_half_band_hz)
    harmonics = tuple(
        max(0.0, band(order * frequency_hz, harmonic_half_band_hz)) / fundamental
        if fundamental > 0 and np.isfinite(band(order * frequency_hz, harmonic_half_band_hz))
        else float("nan")
        for order in (2, 3)
    )
    left = max(0.0, float(mean[inside].sum()) - noise)
    return RhythmSpectrum(
        peak_over_background=float(mean[top]) / median if median > 0 else float("inf"),
        half_width_hz=float(half_width_bins(gathered)[0]) * bin_hz,
        background=background,
        signal_to_noise=left / noise if noise > 0 else float("inf"),
        harmonics=(harmonics[0], harmonics[1]),
    )
