"""Amplitude in a band, and displacement with gravity taken off."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.amplitude import band_rms, displacement_rms, peak_to_peak_mm
from legato.signal.spectrum import power_of_axes, spectra_of
from measure_recordings import hinge

RATE_HZ, LENGTH = 100.0, 400
BIN_HZ = RATE_HZ / LENGTH


def windows(samples):
    """Cut disjoint windows: spectra (3, n, bins) and means (n, 3)."""
    cut = samples[: len(samples) // LENGTH * LENGTH].reshape(-1, LENGTH, 3)
    means = cut.mean(axis=1)
    centred = np.ascontiguousarray(np.moveaxis((cut - means[:, None]).astype(np.float32), 2, 0))
    return spectra_of(centred, n_bins=LENGTH // 2 + 1), means


def displacement_mm(f_hz, *, with_gyro=True, above_hz=4.0, noise=0.0, take_off=True):
    accel, gyro = hinge(frequency_hz=f_hz, turn_deg=1.0, arm_m=0.4, noise_mps2=noise)
    a, gravity = windows(accel)
    g, _ = windows(gyro)
    power = power_of_axes(a)
    background = np.full(len(gravity), np.median(power.mean(axis=0)[40:])) if take_off else None
    rms = displacement_rms(
        a,
        g if with_gyro else None,
        gravity=gravity,
        bin_hz=BIN_HZ,
        peak_hz=np.full(len(gravity), f_hz),
        half_band_hz=1.0,
        accel_only_above_hz=above_hz,
        background=background,
    )
    return peak_to_peak_mm(rms)


TRUE_MM = 2.0 * 400.0 * np.radians(1.0)  # peak to peak at the end of an arm of 0.40 m that swings by 1 degree


@pytest.mark.parametrize("f_hz", [1.5, 2.0, 3.0, 5.0, 9.0])
def test_with_a_gyroscope_the_displacement_is_that_of_the_arm_at_any_frequency(f_hz):
    assert displacement_mm(f_hz) == pytest.approx(np.full(7, TRUE_MM), rel=0.03)


def test_without_taking_gravity_off_a_slow_swing_looks_larger():
    # across the arm gravity adds in quadrature on another axis: sqrt(1 + rho^2), rho = g / (r w^2)
    rho = 9.81 / (0.4 * (2 * np.pi * 1.5) ** 2)
    got = displacement_mm(1.5, with_gyro=False, above_hz=0.0)
    assert got == pytest.approx(np.full(7, TRUE_MM * np.sqrt(1 + rho**2)), rel=0.03)


def test_without_a_gyroscope_nothing_is_said_at_or_below_the_bound():
    assert np.isnan(displacement_mm(3.0, with_gyro=False)).all()
    assert np.isfinite(displacement_mm(5.0, with_gyro=False)).all()


def test_the_worked_example_of_the_criteria_holds():
    # signal criteria, section 2: 1 m/s2 peak at 5 Hz is 1.013 mm peak
    t = np.arange(LENGTH) / RATE_HZ
    accel = np.stack([np.cos(2 * np.pi * 5.0 * t), 0 * t, 0 * t], axis=1)
    a, _ = windows(accel)
    rms = displacement_rms(
        a,
        None,
        gravity=None,
        bin_hz=BIN_HZ,
        peak_hz=np.array([5.0]),
        half_band_hz=1.0,
        accel_only_above_hz=4.0,
    )
    assert peak_to_peak_mm(rms)[0] == pytest.approx(2 * 1.013, rel=2e-3)


def test_the_rms_of_a_sinusoid_in_its_band_is_its_amplitude_over_root_two():
    t = np.arange(LENGTH) / RATE_HZ
    for f_hz in (4.0, 4.13, 11.3):
        a, _ = windows(np.stack([3.0 * np.cos(2 * np.pi * f_hz * t + 0.3), 0 * t, 0 * t], axis=1))
        rms = band_rms(power_of_axes(a), bin_hz=BIN_HZ, peak_hz=np.array([f_hz]), half_band_hz=1.0)
        assert rms[0] == pytest.approx(3.0 / np.sqrt(2.0), rel=0.005)


def test_the_background_is_taken_off_and_never_below_zero():
    power = np.ones((2, 201))
    peaks = np.array([5.0, np.nan])
    background = np.array([0.5, 0.5])
    some = band_rms(power, bin_hz=BIN_HZ, peak_hz=peaks, half_band_hz=1.0, background=background)
    assert some[0] == pytest.approx(np.sqrt(9 * 0.5))
    assert np.isnan(some[1])
    none = band_rms(power, bin_hz=BIN_HZ, peak_hz=peaks, half_band_hz=1.0, background=4 * background)
    assert none[0] == 0.0


def test_noise_is_taken_off_the_displacement():
    with_noise = displacement_mm(5.0, noise=0.3)
    left_in = displacement_mm(5.0, noise=0.3, take_off=False)
    assert np.mean(left_in) > np.mean(with_noise)
    assert np.sqrt(np.mean(with_noise**2)) == pytest.approx(TRUE_MM, rel=0.05)


def test_a_row_comes_out_the_same_however_many_are_done_at_once():
    accel, gyro = hinge(frequency_hz=5.0, noise_mps2=0.2)
    a, gravity = windows(accel)
    g, _ = windows(gyro)
    peaks = np.linspace(4.8, 5.2, len(gravity))
    settings = {"bin_hz": BIN_HZ, "half_band_hz": 1.0, "accel_only_above_hz": 4.0}
    together = displacement_rms(a, g, gravity=gravity, peak_hz=peaks, **settings)
    for row in range(len(gravity)):
        here = slice(row, row + 1)
        alone = displacement_rms(
            a[:, here], g[:, here], gravity=gravity[here], peak_hz=peaks[here], **settings
        )
        assert alone[0] == together[row]
