"""Gravity, principal axes, lost and clipped samples, bursts."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.gravity import angle_between_deg, displacement_rms_m, vertical_power
from legato.signal.principal_axis import cross_power, principal_axis
from legato.signal.quality import burst_pattern, clipped_share, fill_lost, repeated_before


def complex_noise(shape, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(shape) + 1j * rng.standard_normal(shape)).astype(np.complex64)


@pytest.mark.parametrize("angle", [0.0, 1e-4, 30.0, 90.0, 179.9999])
def test_angles_are_exact_even_when_small(angle):
    turned = np.array([[np.cos(np.radians(angle)), np.sin(np.radians(angle)), 0.0]])
    found = angle_between_deg(np.array([[9.81, 0.0, 0.0]]), 9.81 * turned)
    np.testing.assert_allclose(found, angle, rtol=1e-9, atol=1e-12)


def test_the_vertical_part_is_that_along_gravity():
    spectra = complex_noise((3, 4, 9))
    gravity = np.array([[0, 5, 0], [0, 0, -3], [9.81, 0, 0], [1, 1, 1]], dtype=np.float64)
    along = vertical_power(spectra, gravity=gravity)
    np.testing.assert_allclose(along[0], np.abs(spectra[1, 0]) ** 2, rtol=1e-5)
    np.testing.assert_allclose(along[1], np.abs(spectra[2, 1]) ** 2, rtol=1e-5)
    expected = np.abs(spectra[:, 3].sum(axis=0)) ** 2 / 3
    np.testing.assert_allclose(along[3], expected, rtol=1e-4, atol=1e-5)


def test_without_gravity_nothing_is_vertical():
    assert np.isnan(vertical_power(complex_noise((3, 1, 4)), gravity=np.zeros((1, 3)))).all()


def test_pure_turning_in_gravity_is_no_displacement():
    frequency_hz = np.full((1, 3), 1.5)
    angle = 0.1 + 0.05j
    gravity = np.array([[0.0, 9.81, 0.0]])
    gyro = np.zeros((3, 1, 3), dtype=np.complex64)
    gyro[2] = 2j * np.pi * 1.5 * angle
    accel = np.zeros((3, 1, 3), dtype=np.complex64)
    accel[0] = 9.81 * angle  # du/dt = -w x u turns u towards +x
    with_gyro = displacement_rms_m(accel, frequency_hz=frequency_hz, gyro=gyro, gravity=gravity)
    without = displacement_rms_m(accel, frequency_hz=frequency_hz, gyro=None, gravity=gravity)
    assert with_gyro[0] < 1e-5 * without[0]


def test_displacement_is_acceleration_over_omega_squared():
    accel = np.zeros((3, 1, 3), dtype=np.complex64)
    accel[0, 0, 1] = 1.0 / np.sqrt(2)  # RMS of 1 m/s2 peak
    rms_m = displacement_rms_m(accel, frequency_hz=np.full((1, 3), 5.0), gyro=None, gravity=None)
    np.testing.assert_allclose(
        rms_m * np.sqrt(2) * 1e3, 1.013, rtol=1e-3
    )  # worked check of signal_criteria 2.3


@pytest.mark.parametrize("seed", range(6))
def test_the_principal_axis_is_that_of_the_largest_eigenvalue(seed):
    spectra = complex_noise((3, 20, 9), seed)
    spectra[seed % 3] *= 3
    matrix = cross_power(spectra)
    axis, share = principal_axis(matrix)
    xx, yy, zz, xy, xz, yz = matrix
    full = np.moveaxis(np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]), 2, 0)
    values, vectors = np.linalg.eigh(full)
    np.testing.assert_allclose(share, values[:, -1] / values.sum(axis=1), rtol=1e-3)
    is_clear = values[:, -2] < 0.7 * values[:, -1]
    along = np.abs(np.einsum("in,ni->n", axis, vectors[:, :, -1]))
    np.testing.assert_allclose(along[is_clear], 1.0, atol=1e-4)


def test_nothing_has_no_axis():
    axis, share = principal_axis(np.zeros((6, 2)))
    assert np.isnan(axis).all()
    assert np.isnan(share).all()


def test_lost_samples_take_the_mean_of_the_others():
    windows = np.arange(24, dtype=np.float32).reshape(3, 2, 4).copy()
    windows[0, 1, 2] = np.nan
    windows[2, 1, 3] = np.inf
    departures, means, counts = fill_lost(windows)
    assert counts.tolist() == [4, 2]
    np.testing.assert_allclose(means[:, 1], windows[:, 1, :2].mean(axis=1))
    assert np.all(departures[:, 1, 2:] == 0)
    np.testing.assert_allclose(departures[:, 1, :2], [[-0.5, 0.5]] * 3)


def test_a_window_of_nothing_has_no_mean():
    departures, means, counts = fill_lost(np.full((3, 1, 5), np.nan, dtype=np.float32))
    assert counts.tolist() == [0]
    assert np.isnan(means).all()
    assert np.all(departures == 0)


def test_a_sample_is_repeated_when_all_axes_repeat():
    samples = np.array(
        [[1, 1, 1, 2, np.nan, np.nan], [5, 5, 6, 6, 1, 1], [0, 0, 0, 0, 0, 0]], dtype=np.float32
    )
    assert repeated_before(samples).tolist() == [True, False, False, False, False]


def test_samples_beyond_the_limits_are_clipped():
    windows = np.zeros((3, 1, 10), dtype=np.float32)
    windows[1, 0, 3:5] = 19.6
    windows[2, 0, 7] = -19.6
    assert clipped_share(windows, limits=(-19.5, 19.5)).tolist() == [0.3]
    assert clipped_share(windows, limits=(-20.0, 20.0)).tolist() == [0.0]


def test_an_extreme_that_stands_twice_is_clipped_where_the_range_is_not_known():
    windows = np.random.default_rng(0).standard_normal((3, 2, 50)).astype(np.float32)
    windows[0, 1] = np.clip(windows[0, 1] * 3, -1.0, 1.0)
    share = clipped_share(windows, limits=None)
    assert share[0] == 0
    assert share[1] > 0.2
    assert clipped_share(windows, limits=None, least=5.0).tolist() == [0, 0]


def test_a_constant_axis_is_not_clipped():
    assert clipped_share(np.full((3, 1, 9), 20.0, dtype=np.float32), limits=None).tolist() == [0]


def test_bursts_are_counted_by_what_lies_between_them():
    squares = np.zeros((4, 100), dtype=np.float32)
    squares[0, 40:48] = 1
    squares[1, [10, 15, 40]] = 1
    squares[2, :] = 1
    squares[3, [10, 21]] = 1
    share, count = burst_pattern(squares, level=0.25, apart=10)
    np.testing.assert_allclose(share, [0.08, 0.03, 1.0, 0.02])
    assert count.tolist() == [1, 2, 1, 2]


def test_nothing_holds_no_burst():
    share, count = burst_pattern(np.zeros((1, 20), dtype=np.float32), level=0.25, apart=3)
    assert (share[0], count[0]) == (0, 0)
