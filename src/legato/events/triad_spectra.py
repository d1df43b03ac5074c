"""Spectral columns of one triad for a stack of windows worth a transform: bands, peak, width, harmonics, axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.engine_settings import BinLayout
from legato.signal.principal_axis import cross_power, principal_axis
from legato.signal.spectrum import (
    around,
    band_power,
    half_width_bins,
    highest_peak,
    median_of_bins,
    power_around,
    power_of_axes,
    spectra_of,
)

__all__ = ["SPECTRAL_COLUMNS", "TriadSpectra", "bins_around", "transform_triad"]

Float64 = NDArray[np.float64]

# Columns of one triad, without the prefix ``accel_`` or ``gyro_``.
SPECTRAL_COLUMNS = (
    "peak_hz",
    "peak_over_background",
    "band_rms",
    "concentration",
    "half_width_hz",
    "harmonic2",
    "harmonic3",
    "subharmonic",
    "power_low",
    "power_mid",
    "power_high",
    "power_fast",
    "power_top",
    "axis_share",
)
_BANDS = ("power_low", "power_mid", "power_high", "power_fast", "power_top")


@dataclass(frozen=True, eq=False)
class TriadSpectra:
    """Spectra of a stack of windows of one triad, and what was read off them.

    Parameters
    ----------
    layout : BinLayout
    spectra : ndarray of complex64, shape (3, n, n_bins)
        Squared magnitude is one-sided power per bin.
    power : ndarray of float32, shape (n, n_bins)
        Added over the axes.
    peak_bins : ndarray of int64, shape (n,)
        -1 where there is no peak.
    axis : ndarray of float64, shape (3, n)
        Principal axis of the band around the peak; NaN where there is no peak.
    columns : dict of str to ndarray of float64, each shape (n,)
        The names of ``SPECTRAL_COLUMNS``.
    """

    layout: BinLayout
    spectra: NDArray[np.complex64]
    power: NDArray[np.float32]
    peak_bins: NDArray[np.int64]
    axis: Float64
    columns: dict[str, Float64]


def bins_around(
    spectra: NDArray[np.complex64], *, bins: NDArray[np.int64], reach: int, floor: int
) -> NDArray[np.complex64]:
    """Gather a band of each row's spectra; bins below ``floor`` or above the last are 0.

    Parameters
    ----------
    spectra : ndarray of complex64, shape (3, n, n_bins)
    bins : ndarray of int64, shape (n,)
    reach, floor : int

    Returns
    -------
    ndarray of complex64, shape (3, n, 2 * reach + 1)
    """
    n_rows, n_bins = spectra.shape[1:]
    index = bins[:, None] + np.arange(-reach, reach + 1)
    is_there = (index >= floor) & (index < n_bins)
    flat = np.clip(index, 0, n_bins - 1) + (np.arange(n_rows) * n_bins)[:, None]
    gathered: NDArray[np.complex64] = spectra.reshape(3, -1).take(flat, axis=1)
    gathered *= is_there.astype(np.float32)
    return gathered


def transform_triad(departures: NDArray[np.float32], *, layout: BinLayout) -> TriadSpectra:
    """Transform a stack of windows and read the columns off the spectra.

    Parameters
    ----------
    departures : ndarray of float32, shape (3, n, n_window)
        Mean removed.
    layout : BinLayout

    Returns
    -------
    TriadSpectra
    """
    spectra = np.ascontiguousarray(spectra_of(departures, n_bins=layout.n_bins))
    power = power_of_axes(spectra)
    low, high = layout.peak_bins
    bins, position = highest_peak(power, low=low, high=high)
    columns = _bands(power, layout)
    is_found = bins >= 0
    at = np.where(is_found, bins, low)
    floor = layout.bin_of(layout.settings.band_hz[0])
    reach = layout.bin_of(layout.settings.half_band_hz)
    in_band = power_around(power, bins=at, reach=reach, floor=floor)
    axis, share = principal_axis(cross_power(bins_around(spectra, bins=at, reach=reach, floor=floor)))
    found = {
        "peak_hz": position * layout.spacing_hz,
        "band_rms": np.sqrt(in_band),
        "axis_share": share,
        **_shape_of_peak(power, at=at, layout=layout),
        **_harmonics(power, at=at, position=position, layout=layout),
    }
    with np.errstate(invalid="ignore", divide="ignore"):
        found["concentration"] = np.minimum(in_band / _whole(power, layout), 1.0)
    for name, column in found.items():
        columns[name] = np.where(is_found, column, np.nan)
    return TriadSpectra(
        layout=layout,
        spectra=spectra,
        power=power,
        peak_bins=bins,
        axis=np.where(is_found, axis, np.nan),
        columns=columns,
    )


def _whole(power: NDArray[np.float32], layout: BinLayout) -> Float64:
    """Give the power of the whole movement."""
    low_hz, high_hz = layout.settings.band_hz
    return band_power(power, low=layout.bin_of(low_hz), high=layout.bin_of(high_hz))


def _bands(power: NDArray[np.float32], layout: BinLayout) -> dict[str, Float64]:
    """Add up the five bands."""
    edges = [layout.bin_of(edge_hz) for edge_hz in layout.settings.band_edges_hz]
    return {
        name: band_power(power, low=low, high=high)
        for name, low, high in zip(_BANDS, edges[:-1], edges[1:], strict=True)
    }


def _shape_of_peak(
    power: NDArray[np.float32], *, at: NDArray[np.int64], layout: BinLayout
) -> dict[str, Float64]:
    """Measure how high and how wide the peak is."""
    low, high = (layout.bin_of(edge_hz) for edge_hz in layout.settings.background_hz)
    background = median_of_bins(power, low=low, high=high)
    height = power[np.arange(len(power)), at].astype(np.float64)
    reach = layout.bin_of(layout.settings.half_width_reach_hz)
    width = half_width_bins(around(power, bins=at, reach=reach)) * layout.spacing_hz
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"peak_over_background": height / background, "half_width_hz": width}


def _harmonics(
    power: NDArray[np.float32], *, at: NDArray[np.int64], position: Float64, layout: BinLayout
) -> dict[str, Float64]:
    """Compare the bands at twice, three times and half the frequency of the peak with the band at the peak."""
    reach = layout.bin_of(layout.settings.harmonic_half_hz)
    floor = layout.bin_of(layout.settings.band_hz[0])
    fundamental = power_around(power, bins=at, reach=reach)
    ratios = {}
    for name, multiple in (("harmonic2", 2.0), ("harmonic3", 3.0), ("subharmonic", 0.5)):
        target = np.rint(np.nan_to_num(position) * multiple).astype(np.int64)
        is_inside = (target + reach < power.shape[1]) & (target >= floor)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = power_around(power, bins=target, reach=reach, floor=floor) / fundamental
        ratios[name] = np.where(is_inside, ratio, np.nan)
    return ratios
