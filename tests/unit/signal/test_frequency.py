"""Frequency with an interval of doubt, from the phase of a rhythm."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.frequency import (
    IntervalFactors,
    PeakFactors,
    error_of_mean,
    find_peak_hz,
    mean_frequency,
    peak_interval_hz,
)
from legato.signal.phase import PhaseTrack, principal_axis, track_phase

RATE_HZ = 100.0
FACTORS = IntervalFactors(noise=2.0, floor_rad=0.01, wander=1.96)


def course(f_hz, *, n=2500, noise=0.0, seed=0, direction=(0.6, 0.8, 0.0), rate_hz=RATE_HZ):
    rng = np.random.default_rng(seed)
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(f_hz, (n,))) / rate_hz
    wave = np.cos(phase) + 0.2 * np.cos(2 * phase + 1)
    return wave[:, None] * np.array(direction) + rng.standard_normal((n, 3)) * noise


def follow(samples, *, near_hz, rate_hz=RATE_HZ):
    track = track_phase(samples, sampling_rate_hz=rate_hz, near_hz=near_hz, half_band_hz=1.0)
    assert track is not None
    return mean_frequency([track], factors=FACTORS)


@pytest.mark.parametrize("f_hz", [3.1, 5.03, 9.97, 17.4])
def test_a_steady_rhythm_is_found_within_a_thousandth_of_a_hertz(f_hz):
    found = follow(course(f_hz), near_hz=round(f_hz))
    assert found.frequency_hz == pytest.approx(f_hz, abs=1e-3)
    assert found.wander_hz < 0.01


@pytest.mark.parametrize("rate_hz", [50.0, 64.0, 128.0, 400.0])
def test_the_rate_of_sampling_does_not_change_the_frequency(rate_hz):
    found = follow(course(6.2, n=int(20 * rate_hz), rate_hz=rate_hz), near_hz=6.0, rate_hz=rate_hz)
    assert found.frequency_hz == pytest.approx(6.2, abs=2e-3)


def test_a_wandering_rhythm_gives_its_mean_and_a_wider_interval():
    f_hz = 5 + 0.4 * np.sin(2 * np.pi * 0.11 * np.arange(2500) / RATE_HZ)
    wandering, steady = follow(course(f_hz), near_hz=5.0), follow(course(5.0), near_hz=5.0)
    assert wandering.frequency_hz == pytest.approx(f_hz.mean(), abs=0.01)
    assert wandering.low_hz < f_hz.mean() < wandering.high_hz
    assert wandering.wander_hz > 10 * steady.wander_hz
    assert wandering.wander_sd_hz == pytest.approx(f_hz.std(), rel=0.3)


def test_noise_widens_the_interval_and_the_truth_stays_inside():
    # power within 5 +- 1 Hz: half the square of the amplitude, four times the noise there (6 dB)
    noise = np.sqrt(0.5 / 4 / 3 / 2 * RATE_HZ / 2)
    found = [follow(course(5.2, noise=noise, seed=s), near_hz=5.2) for s in range(20)]
    assert np.median([abs(f.frequency_hz - 5.2) for f in found]) < 0.01
    assert np.mean([f.low_hz <= 5.2 <= f.high_hz for f in found]) >= 0.8
    assert all(f.noise_hz > follow(course(5.2), near_hz=5.2).noise_hz for f in found)


def test_stretches_add_their_cycles():
    pieces = [course(4.4, n=700), course(4.4, n=1200)]
    tracks = [track_phase(p, sampling_rate_hz=RATE_HZ, near_hz=4.0, half_band_hz=1.0) for p in pieces]
    found = mean_frequency([t for t in tracks if t], factors=FACTORS)
    assert found.frequency_hz == pytest.approx(4.4, abs=3e-3)
    assert found.duration_s == pytest.approx(19.0)


def test_time_reversed_samples_have_the_same_frequency():
    samples = course(5 + 0.3 * np.sin(np.arange(2500) / 300), noise=0.2)
    there, back = follow(samples, near_hz=5.0), follow(samples[::-1].copy(), near_hz=5.0)
    assert there.frequency_hz == pytest.approx(back.frequency_hz, abs=0.005)


def test_a_stretch_too_short_or_still_has_no_track():
    assert track_phase(course(5.0, n=100), sampling_rate_hz=RATE_HZ, near_hz=5.0, half_band_hz=1.0) is None
    assert track_phase(np.ones((600, 3)), sampling_rate_hz=RATE_HZ, near_hz=5.0, half_band_hz=1.0) is None
    assert mean_frequency([], factors=FACTORS) is None


def test_a_single_short_stretch_has_no_spread_between_batches():
    track = track_phase(course(5.0, n=160), sampling_rate_hz=RATE_HZ, near_hz=5.0, half_band_hz=1.0)
    found = mean_frequency([track], factors=FACTORS)
    assert np.isnan(found.wander_sd_hz)
    assert found.wander_hz == 0.0


def test_the_principal_axis_points_along_the_swing_whatever_its_sign():
    for sign in (1.0, -1.0):
        axis = principal_axis(sign * course(5.0), sampling_rate_hz=RATE_HZ, near_hz=5.0, half_band_hz=1.0)
        assert axis == pytest.approx([0.6, 0.8, 0.0], abs=1e-6)


def test_a_phase_track_knows_its_advance_and_span():
    track = PhaseTrack(np.array([0.0, 1.0, 2.5]), np.ones(3), 0.5, 0.0, 1.5)
    assert track.advance_rad == 2.5
    assert track.span_s == 1.0


def test_the_peak_of_several_stretches_is_found_inside_the_band_only():
    samples = course(5.0) + 3 * course(12.0)
    assert find_peak_hz([samples], sampling_rate_hz=RATE_HZ, band_hz=(3, 8), window_s=4.0) == pytest.approx(
        5.0, abs=0.07
    )
    assert find_peak_hz([samples], sampling_rate_hz=RATE_HZ, band_hz=(3, 20), window_s=4.0) == pytest.approx(
        12.0, abs=0.07
    )
    assert find_peak_hz([samples[:100]], sampling_rate_hz=RATE_HZ, band_hz=(3, 8), window_s=4.0) is None
    assert find_peak_hz([np.zeros((900, 3))], sampling_rate_hz=RATE_HZ, band_hz=(3, 8), window_s=4.0) is None


def test_slow_wandering_raises_the_error_of_the_mean_above_that_of_independent_batches():
    slow = np.sin(np.arange(16) / 4.0)
    assert error_of_mean(slow, weight=np.ones(16)) > np.std(slow, ddof=1) / 4.0
    assert error_of_mean(np.array([1.0]), weight=np.ones(1)) == 0.0


def test_scatter_that_noise_explains_is_no_wandering():
    values = np.array([0.1, -0.1] * 6)
    assert error_of_mean(values, weight=np.ones(12), noise_variance=0.02) == 0.0
    assert error_of_mean(values, weight=np.ones(12)) > 0.0


def test_a_row_is_surer_the_higher_its_peak_and_the_closer_its_cycles():
    factors = PeakFactors(noise=1.5, apart=2.0, spread=0.4, spread_noise=3.0, floor_hz=0.005)
    low, high = peak_interval_hz(
        np.array([5.0, 5.0, 5.0, 5.0, np.nan]),
        np.array([5.0, 5.0, 5.2, 5.0, 5.0]),
        cycle_sd_hz=np.array([0.1, 0.1, 0.1, 2.0, 0.1]),
        peak_over_background=np.array([400.0, 10.0, 400.0, 400.0, 9.0]),
        window_s=4.0,
        factors=factors,
    )
    half = (high - low) / 2
    assert half[0] == half[:4].min()
    assert half[2] > 0.4
    assert half[3] > 0.7
    assert np.isnan(half[4])


def test_a_row_without_cycles_still_has_the_doubt_of_its_noise():
    factors = PeakFactors(noise=1.5, apart=2.0, spread=0.4, spread_noise=3.0, floor_hz=0.005)
    one = np.array([5.0])
    low, high = peak_interval_hz(
        one, one * np.nan, cycle_sd_hz=one * np.nan, peak_over_background=one, window_s=4.0, factors=factors
    )
    assert low[0] < 5.0 < high[0]
