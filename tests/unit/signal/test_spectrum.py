"""Spectra of windows: scale, bands, peaks, widths."""

from __future__ import annotations

import numpy as np
import pytest

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
from legato.signal.window import cut_windows, hann_taper

N = 400


def tones(bins, amplitude=1.0, noise=0.0, seed=0):
    t = np.arange(N) / N
    x = amplitude * np.sin(2 * np.pi * np.atleast_1d(bins)[:, None] * t + 0.7)
    windows = np.zeros((3, len(x), N), dtype=np.float32)
    windows[1] = x
    windows += noise * np.random.default_rng(seed).standard_normal(windows.shape).astype(np.float32)
    return windows


def power_of(windows, n_bins=121):
    return power_of_axes(spectra_of(windows, n_bins=n_bins))


def test_the_taper_has_the_mean_square_that_the_scale_assumes():
    taper = hann_taper(N).astype(np.float64)
    np.testing.assert_allclose([taper.mean(), (taper**2).mean()], [0.5, 0.375], rtol=1e-6)


@pytest.mark.parametrize("at", [6.0, 20.3, 20.5, 61.2, 99.9])
def test_the_power_of_a_sinusoid_is_its_mean_square_wherever_it_lies(at):
    power = power_of(tones(at, amplitude=3.0))
    bins, _ = highest_peak(power, low=4, high=100)
    np.testing.assert_allclose(power_around(power, bins=bins, reach=4), 4.5, rtol=0.01)


def test_white_noise_has_its_variance():
    windows = np.random.default_rng(1).standard_normal((3, 200, N)).astype(np.float32)
    power = power_of(windows, n_bins=N // 2 + 1)
    np.testing.assert_allclose(power.sum(axis=1).mean(), 3.0, rtol=0.01)


@pytest.mark.parametrize("offset", np.linspace(-0.5, 0.5, 11))
def test_a_steady_sinusoid_is_found_within_a_hundredth_of_a_bin(offset):
    _, position = highest_peak(power_of(tones(30 + offset)), low=4, high=100)
    np.testing.assert_allclose(position, 30 + offset, atol=0.01)


def test_the_edge_of_a_slope_is_no_peak():
    slope = np.linspace(10, 1, 60, dtype=np.float32)[None]
    bins, position = highest_peak(slope, low=4, high=50)
    assert bins.tolist() == [-1]
    assert np.isnan(position).all()


def test_the_higher_of_two_peaks_wins():
    windows = tones(20, amplitude=1.0) + tones(44, amplitude=1.5)
    bins, _ = highest_peak(power_of(windows), low=4, high=100)
    assert bins.tolist() == [44]


def test_no_bins_to_search_gives_no_peak():
    bins, position = highest_peak(np.ones((2, 3), dtype=np.float32), low=4, high=1)
    assert bins.tolist() == [-1, -1]
    assert np.isnan(position).all()


def test_adjoining_bands_add_up():
    power = np.random.default_rng(2).random((5, 121)).astype(np.float32)
    parts = band_power(power, low=2, high=12) + band_power(power, low=12, high=32)
    np.testing.assert_allclose(parts, band_power(power, low=2, high=32), rtol=1e-6)


def test_a_band_above_the_bins_is_missing():
    power = np.ones((2, 10), dtype=np.float32)
    assert np.isnan(band_power(power, low=9, high=20)).all()
    np.testing.assert_allclose(band_power(power, low=5, high=20), 4.0)


@pytest.mark.parametrize("offset", [0.0, 0.2, 0.5])
def test_a_sinusoid_is_as_narrow_as_the_taper(offset):
    power = power_of(tones(30 + offset))
    bins, _ = highest_peak(power, low=4, high=100)
    width = half_width_bins(around(power, bins=bins, reach=20))
    assert 1.2 < width[0] < 1.9


def test_a_broad_peak_is_broad():
    bins = np.arange(121)
    power = (1.0 / (1.0 + ((bins - 40) / 6.0) ** 2)).astype(np.float32)[None]
    width = half_width_bins(around(power, bins=np.array([40]), reach=20))
    np.testing.assert_allclose(width, 12.0, atol=0.2)


def test_a_peak_that_never_falls_counts_as_wide_as_the_reach():
    flat = np.ones((1, 41), dtype=np.float32)
    np.testing.assert_allclose(half_width_bins(flat), 40.0)


def test_bins_that_do_not_exist_count_as_nothing():
    power = np.ones((2, 10), dtype=np.float32)
    gathered = around(power, bins=np.array([1, 8]), reach=3)
    assert gathered.sum(axis=1).tolist() == [5, 5]
    np.testing.assert_allclose(power_around(power, bins=np.array([4]).repeat(2), reach=3, floor=3), 4.5)


@pytest.mark.parametrize(("low", "high"), [(2, 9), (2, 10), (5, 5)])
def test_the_median_is_the_median(low, high):
    power = np.random.default_rng(3).random((7, 40)).astype(np.float32)
    expected = np.median(power[:, low : high + 1].astype(np.float64), axis=1)
    np.testing.assert_allclose(median_of_bins(power, low=low, high=high), expected)
    assert np.isnan(median_of_bins(power, low=50, high=60)).all()


def test_windows_are_cut_where_they_start():
    samples = np.arange(60, dtype=np.float32).reshape(3, 20)
    for starts in ([0, 4, 8], [0, 3, 7], [5]):
        windows = cut_windows(samples, starts=np.array(starts), n_window=6)
        expected = np.stack([samples[:, s : s + 6] for s in starts], axis=1)
        np.testing.assert_array_equal(windows, expected)


@pytest.mark.parametrize("n_window", [125, 256, 397, 400, 1600])
def test_a_row_of_the_transform_is_the_same_in_any_company(n_window):
    windows = np.random.default_rng(4).standard_normal((3, 37, n_window)).astype(np.float32)
    whole = spectra_of(windows, n_bins=n_window // 2)
    for first, behind in ((0, 1), (3, 8), (20, 37)):
        part = spectra_of(windows[:, first:behind], n_bins=n_window // 2)
        np.testing.assert_array_equal(part, whole[:, first:behind])
