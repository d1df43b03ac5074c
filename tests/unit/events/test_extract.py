"""Features of windows: what is measured, when a window is transformed, and what odd recordings give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine_makers import GRAVITY, assert_same, hinge, make_sensor, mixed
from legato.errors import InputError
from legato.events.extract import FeatureExtractor, TriadSource, extract_features, step_for
from legato.events.features import FEATURES
from legato.events.grid import PositionClock
from legato.events.spectra import WindowSpectra
from legato.events.triad_spectra import SPECTRAL_COLUMNS
from legato.knowledge.load import load_criteria
from legato.model.channel import ChannelKind
from legato.model.recording import Sensor
from legato.model.time_base import Run, TimeBase

CRITERIA = load_criteria()
WHITE = 0.005


def extract(accel, gyro, *, rate_hz=100.0, **options):
    step_s = options.pop("step_s", 1.0)
    return extract_features(
        make_sensor(accel, gyro, rate_hz=rate_hz, **options), criteria=CRITERIA, step_s=step_s
    )


def still(duration_s=10.0, rate_hz=100.0, noise=0.03, seed=0):
    rng = np.random.default_rng(seed)
    n = round(duration_s * rate_hz)
    accel = noise * rng.standard_normal((n, 3)) + np.array([0, GRAVITY, 0])
    return accel, WHITE * rng.standard_normal((n, 3))


def test_a_hinge_is_measured_as_it_moves():
    accel, gyro = hinge(duration_s=12, rate_hz=100, frequency_hz=5.3, peak_dps=20, noise=0.01)
    features = extract(accel, gyro)
    assert len(features) == 9
    np.testing.assert_allclose(features["gyro_peak_hz"], 5.3, atol=0.01)
    np.testing.assert_allclose(features["gyro_band_rms"], np.radians(20) / np.sqrt(2), rtol=0.01)
    np.testing.assert_allclose(features["gyro_axis_share"], 1.0, atol=0.01)
    np.testing.assert_allclose(
        features["displacement_mm"], 2e3 * 0.4 * np.radians(20) / (2 * np.pi * 5.3), rtol=0.01
    )
    np.testing.assert_allclose(features["gravity_norm"], GRAVITY, atol=0.1)
    assert np.all(features["cycle_cv"] < 0.02)
    assert np.all(features["gyro_concentration"] > 0.98)


def test_gravity_is_taken_off_a_slow_swing():
    accel, gyro = hinge(duration_s=8, rate_hz=100, frequency_hz=1.5, peak_dps=20)
    with_gyro, without = extract(accel, gyro), extract(accel, None)
    expected_mm = 2e3 * 0.4 * np.radians(20) / (2 * np.pi * 1.5)
    np.testing.assert_allclose(with_gyro["displacement_mm"], expected_mm, rtol=0.01)
    assert np.isnan(without["displacement_mm"]).all()


def test_above_four_hertz_an_accelerometer_alone_gives_displacement():
    accel, _ = hinge(duration_s=8, rate_hz=100, frequency_hz=6.0, peak_dps=20)
    expected_mm = 2e3 * 0.4 * np.radians(20) / (2 * np.pi * 6.0)
    np.testing.assert_allclose(extract(accel, None)["displacement_mm"], expected_mm, rtol=0.06)


@pytest.mark.parametrize(("noise", "seed"), [(0.003, 1), (0.03, 2), (0.07, 3)])
def test_sensor_noise_alone_is_hardly_ever_transformed(noise, seed):
    accel, gyro = still(duration_s=300, noise=noise, seed=seed)
    features = extract(accel, gyro)
    assert features["is_transformed"].mean() < 0.05
    quiet = features["is_transformed"] == 0
    assert np.isnan(features["gyro_peak_hz"][quiet]).all()
    assert np.isfinite(features["accel_rms"]).all()


@pytest.mark.parametrize("frequency_hz", [3.0, 5.0, 8.0, 12.5, 15.0, 18.0])
def test_a_small_tremor_is_always_transformed(frequency_hz):
    accel, gyro = still(duration_s=60, noise=0.035, seed=4)
    t = np.arange(len(accel)) / 100
    gyro[:, 1] += np.radians(0.6) * np.sqrt(2) * np.sin(2 * np.pi * frequency_hz * t)
    assert extract(accel, gyro)["is_transformed"].all()


@pytest.mark.parametrize("frequency_hz", [4.0, 7.0, 12.5, 16.0])
def test_a_small_tremor_of_an_accelerometer_is_always_transformed(frequency_hz):
    accel, _ = still(duration_s=60, noise=0.02, seed=5)
    t = np.arange(len(accel)) / 100
    accel[:, 0] += 0.035 * np.sqrt(2) * np.sin(2 * np.pi * frequency_hz * t)
    assert extract(accel, None)["is_transformed"].all()


def test_a_single_jerk_is_transformed():
    accel, gyro = still(duration_s=12, seed=6)
    accel[600:608, 1] += 1.5 * np.hanning(8)
    features = extract(accel, gyro)
    holds_jerk = (features["start_s"] > 2.1) & (features["start_s"] < 6.0)
    assert features["is_transformed"][holds_jerk].all()
    assert np.all(features["crest"][holds_jerk] > 0)


def test_every_column_is_there_and_named():
    features = extract(*still())
    assert set(features.columns) == set(FEATURES)
    assert all(column.dtype == np.float64 for column in features.columns.values())


@pytest.mark.parametrize("n", [0, 1, 2, 399])
def test_a_recording_shorter_than_a_window_gives_no_rows(n):
    accel, gyro = still()
    features = extract(accel[:n], gyro[:n])
    assert len(features) == 0


def test_exactly_one_window_gives_one_row():
    accel, gyro = still()
    assert len(extract(accel[:400], gyro[:400])) == 1


def test_a_gap_lowers_the_coverage_and_stops_the_spectra():
    accel, gyro = hinge(duration_s=12, rate_hz=100, frequency_hz=5, peak_dps=20)
    time = TimeBase(1200, 100.0, (Run(0, 0.0, 100.0), Run(600, 12.0, 100.0)))
    features = extract(accel, gyro, accel_time=time, gyro_time=time)
    assert len(features) == 15
    lossy = (features["start_s"] > 2.0) & (features["start_s"] < 12.0)
    assert np.all(features["coverage"][~lossy] == 1)
    assert np.all(features["coverage"][lossy] < 1)
    heavy = features["coverage"] < 0.95
    assert np.isnan(features["gyro_peak_hz"][heavy]).all()
    assert (features["is_transformed"][heavy] == 0).all()
    empty = features["coverage"] == 0
    assert empty.any()
    assert np.isnan(features["gyro_rms"][empty]).all()


def test_a_few_lost_samples_hardly_move_the_peak():
    accel, gyro = hinge(duration_s=6, rate_hz=100, frequency_hz=5.2, peak_dps=20)
    accel[200:206] = np.nan
    gyro[200:206] = np.inf
    features = extract(accel, gyro)
    np.testing.assert_allclose(features["gyro_peak_hz"], 5.2, atol=0.05)
    np.testing.assert_allclose(features["coverage"], 1 - 6 / 400)


def test_triads_of_different_clocks_share_their_windows():
    accel, _ = hinge(duration_s=20, rate_hz=62.5, frequency_hz=5, peak_dps=20)
    _, gyro = hinge(duration_s=20.0, rate_hz=250, frequency_hz=5, peak_dps=20)
    features = extract(
        accel,
        gyro,
        accel_time=TimeBase.regular(len(accel), sampling_rate_hz=62.5),
        gyro_time=TimeBase.regular(len(gyro), sampling_rate_hz=250.0),
    )
    assert len(features) == 17
    np.testing.assert_allclose(features["accel_peak_hz"], 5.0, atol=0.02)
    np.testing.assert_allclose(features["gyro_peak_hz"], 5.0, atol=0.02)
    np.testing.assert_allclose(
        features["displacement_mm"], 2e3 * 0.4 * np.radians(20) / (10 * np.pi), rtol=0.03
    )


def test_a_triad_that_ends_early_leaves_the_rest_of_the_rows():
    accel, gyro = hinge(duration_s=20, rate_hz=100, frequency_hz=5, peak_dps=20)
    features = extract(
        accel,
        gyro[:1000],
        accel_time=TimeBase.regular(2000, sampling_rate_hz=100.0),
        gyro_time=TimeBase.regular(1000, sampling_rate_hz=100.0),
    )
    assert len(features) == 17
    assert np.isfinite(features["accel_peak_hz"]).all()
    assert np.isfinite(features["gyro_peak_hz"][:7]).all()
    assert np.isnan(features["gyro_peak_hz"][10:]).all()
    assert np.all(features["coverage"][10:] == 0)


def test_a_sensor_that_starts_later_has_rows_from_second_zero():
    accel, gyro = hinge(duration_s=10, rate_hz=100, frequency_hz=5, peak_dps=20)
    time = TimeBase.regular(1000, sampling_rate_hz=100.0, start_s=5.0)
    features = extract(accel, gyro, accel_time=time, gyro_time=time)
    assert len(features) == 12
    np.testing.assert_allclose(features["start_s"], np.arange(12))
    assert features["coverage"].tolist() == [0, 0, 0.25, 0.5, 0.75] + [1] * 7


def test_linear_acceleration_gives_no_gravity():
    accel, gyro = hinge(duration_s=8, rate_hz=100, frequency_hz=5, peak_dps=20)
    features = extract(accel - accel.mean(axis=0), gyro, accel_kind=ChannelKind.LINEAR_ACCELERATION)
    assert not features.has_gravity
    for name in ("gravity_x", "gravity_norm", "tilt_change_deg", "vertical_share"):
        assert np.isnan(features[name]).all()
    assert np.isfinite(features["displacement_mm"]).all()


def test_a_gyroscope_alone_is_enough():
    _, gyro = hinge(duration_s=8, rate_hz=100, frequency_hz=5, peak_dps=20)
    features = extract(None, gyro)
    assert not features.has_accel
    np.testing.assert_allclose(features["gyro_peak_hz"], 5.0, atol=0.01)
    assert np.isnan(features["accel_rms"]).all()


def test_an_unknown_unit_leaves_frequency_measured():
    accel, _ = hinge(duration_s=8, rate_hz=100, frequency_hz=5, peak_dps=20)
    features = extract(accel * 1e-6, None, scale=None)
    assert not features.has_accel_unit
    assert np.isnan(features["displacement_mm"]).all()
    np.testing.assert_allclose(features["accel_peak_hz"], 5.0, atol=0.02)


@pytest.mark.parametrize("rate_hz", [1.0, 2.0, 5.0, 12.0, 20.0])
def test_low_rates_give_rows_and_no_invented_spectra(rate_hz):
    accel, gyro = still(duration_s=60, rate_hz=rate_hz)
    accel += np.sin(np.arange(len(accel)))[:, None]
    features = extract(accel, gyro, rate_hz=rate_hz)
    assert len(features) == 57
    reach_hz = features["accel_peak_hz"][np.isfinite(features["accel_peak_hz"])]
    assert np.all(reach_hz <= 0.5 * rate_hz)
    assert np.isnan(features["accel_power_top"]).all()


def test_a_constant_recording_is_flat_and_still():
    accel = np.tile(np.array([0.0, 9.81, 0.0]), (1000, 1))
    features = extract(accel, np.zeros((1000, 3)))
    assert np.all(features["flat"] == 1)
    assert np.all(features["is_transformed"] == 0)
    np.testing.assert_allclose(features["accel_rms"], 0.0, atol=1e-5)


def test_clipping_is_seen_with_and_without_a_known_range():
    accel, gyro = hinge(duration_s=8, rate_hz=100, frequency_hz=5, peak_dps=400)
    limit = float(np.radians(250))
    clipped = extract(accel, np.clip(gyro, -limit, limit))
    free = extract(accel, gyro)
    assert np.all(clipped["clipped"] > 0.3)
    assert np.all(free["clipped"] < 0.02)


def test_absurd_values_do_not_stop_the_rest():
    accel, gyro = hinge(duration_s=12, rate_hz=100, frequency_hz=5, peak_dps=20)
    accel[50] = 1e30
    gyro[60] = -1e38
    features = extract(accel, gyro)
    np.testing.assert_allclose(features["gyro_peak_hz"][2:], 5.0, atol=0.01)


def test_a_sink_sees_every_transformed_window_once_and_in_order():
    accel, gyro = mixed(n=6000, rate_hz=100.0, seed=9)
    seen: list[WindowSpectra] = []
    rows: list[int] = []
    total = []

    def sink(spectra):
        seen.append(spectra)
        rows.extend(spectra.rows.tolist())
        total.extend((spectra.gyro_density.sum(axis=1) * 0.25).tolist())
        assert spectra.accel.shape == (len(spectra), 400, 3)
        assert spectra.density is spectra.gyro_density
        assert len(spectra.frequency_hz) == spectra.gyro_density.shape[1]

    features = extract_features(make_sensor(accel, gyro), criteria=CRITERIA, spectra_sink=sink)
    assert rows == np.flatnonzero(features["is_transformed"]).tolist()
    assert len(total) == len(rows)


def test_extra_columns_stand_beside_the_features():
    accel, gyro = mixed(n=2000, rate_hz=100.0, seed=10)
    features = extract_features(
        make_sensor(accel, gyro),
        criteria=CRITERIA,
        extra_columns=lambda spectra: {"row_number": spectra.rows.astype(np.float64)},
        extra=("row_number",),
    )
    is_transformed = features["is_transformed"] == 1
    np.testing.assert_array_equal(features["row_number"][is_transformed], np.flatnonzero(is_transformed))
    assert np.isnan(features["row_number"][~is_transformed]).all()


def test_time_columns_agree_with_plain_double_precision():
    accel, gyro = mixed(n=1600, rate_hz=100.0, seed=11)
    accel, gyro = np.nan_to_num(accel), np.nan_to_num(gyro)
    features = extract(accel, gyro)
    for row in range(len(features)):
        a = accel[100 * row : 100 * row + 400].astype(np.float64)
        off = a - a.mean(axis=0)
        np.testing.assert_allclose(features["accel_rms"][row], np.sqrt((off**2).sum() / 400), rtol=1e-4)
        np.testing.assert_allclose(
            features["accel_peak"][row], np.sqrt((off**2).sum(axis=1).max()), rtol=1e-4
        )
        first, last = a[:100].mean(axis=0), a[-100:].mean(axis=0)
        angle = np.degrees(np.arccos(first @ last / np.linalg.norm(first) / np.linalg.norm(last)))
        np.testing.assert_allclose(features["tilt_change_deg"][row], angle, atol=1e-3)


def test_band_powers_agree_with_plain_double_precision():
    accel, _ = mixed(n=1200, rate_hz=100.0, seed=12)
    accel = np.nan_to_num(accel)
    features = extract(accel, None)
    taper = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    for row in np.flatnonzero(features["is_transformed"]):
        a = accel[100 * row : 100 * row + 400].astype(np.float64)
        spectrum = np.fft.rfft((a - a.mean(axis=0)) * taper[:, None], axis=0)
        power = 2 * (np.abs(spectrum) ** 2).sum(axis=1) / (400**2 * 0.375)
        band = power[12:33].sum() - 0.5 * (power[12] + power[32])
        np.testing.assert_allclose(features["accel_power_mid"][row], band, rtol=1e-4, atol=1e-9)


def test_progress_rises_to_one():
    told: list[float] = []
    accel, gyro = still(duration_s=30)
    extract_features(make_sensor(accel, gyro), criteria=CRITERIA, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_the_step_follows_the_length_of_the_recording():
    assert step_for(7200.0, criteria=CRITERIA) == 1.0
    assert step_for(7201.0, criteria=CRITERIA) == 2.0


def test_a_sensor_without_a_triad_is_refused():
    with pytest.raises(InputError, match="neither acceleration nor angular velocity"):
        extract_features(make_sensor(None, None), criteria=CRITERIA)


def test_a_step_of_nothing_is_refused():
    source = TriadSource(PositionClock.steady(sampling_rate_hz=100.0))
    with pytest.raises(InputError, match="step of the windows"):
        FeatureExtractor(accel=source, gyro=None, has_gravity=True, criteria=CRITERIA, step_s=0.0)


def test_sample_by_sample_equals_the_whole():
    accel, gyro = mixed(n=900, rate_hz=100.0, seed=13)
    source = TriadSource(PositionClock.steady(sampling_rate_hz=100.0))
    extractor = FeatureExtractor(accel=source, gyro=source, has_gravity=True, criteria=CRITERIA, step_s=1.0)
    for i in range(900):
        extractor.feed(accel=accel[i : i + 1].T, gyro=gyro[i : i + 1].T)
    assert_same(extractor.finish(), extract(accel, gyro))


def test_spectral_columns_are_all_features():
    assert {f"{q}_{name}" for q in ("accel", "gyro") for name in SPECTRAL_COLUMNS} <= set(FEATURES)


def test_a_triad_that_ended_is_not_waited_for():
    accel, gyro = mixed(n=90_000, rate_hz=100.0, seed=14)
    source = TriadSource(PositionClock.steady(sampling_rate_hz=100.0))
    extractor = FeatureExtractor(accel=source, gyro=source, has_gravity=True, criteria=CRITERIA, step_s=1.0)
    extractor.feed(accel=accel.T, gyro=gyro[:500].T)
    waiting = extractor._n_measured
    extractor.end("gyro")
    extractor.measure_ready()
    assert waiting == 0
    assert extractor._n_measured == 512
    assert len(extractor.finish()) == 897


def test_windows_of_very_many_samples_give_what_windows_of_few_give():
    accel, gyro = hinge(duration_s=8, rate_hz=4000, frequency_hz=5.3, peak_dps=20)
    features = extract(accel, gyro, rate_hz=4000)
    np.testing.assert_allclose(features["gyro_peak_hz"], 5.3, atol=0.01)


def test_an_absurd_clock_is_refused_and_not_worked_through():
    accel, gyro = still()
    time = TimeBase.regular(1000, sampling_rate_hz=100.0, start_s=1.7e9)
    with pytest.raises(InputError, match="too long to be true"):
        extract(accel, gyro, accel_time=time, gyro_time=time)


def test_an_absurd_rate_is_refused_before_it_takes_the_memory():
    accel, gyro = still()
    with pytest.raises(InputError, match="rate too high to be true"):
        extract(accel, gyro, rate_hz=1.5e9)


def test_samples_at_the_edge_of_a_known_range_are_clipped():
    accel, gyro = hinge(duration_s=6, rate_hz=100, frequency_hz=5, peak_dps=400)
    limit = float(np.radians(250))
    sensor = make_sensor(accel, np.clip(gyro, -limit, limit))
    ranged = Sensor(
        sensor.id,
        sensor.placement,
        sensor.side,
        tuple(
            replace(channel, valid_range=(-limit, limit))
            if channel.kind is ChannelKind.ANGULAR_VELOCITY
            else channel
            for channel in sensor.channels
        ),
    )
    features = extract_features(ranged, criteria=CRITERIA)
    is_clipped = np.abs(gyro[:400, 2]) >= 0.998 * limit
    np.testing.assert_allclose(features["clipped"][0], is_clipped.mean(), atol=0.01)


def test_triads_whose_windows_differ_in_length_share_no_bins():
    accel, _ = hinge(duration_s=12, rate_hz=30.3, frequency_hz=6, peak_dps=20)
    _, gyro = hinge(duration_s=12, rate_hz=100, frequency_hz=6, peak_dps=20)
    features = extract(
        accel,
        gyro,
        accel_time=TimeBase.regular(len(accel), sampling_rate_hz=30.3),
        gyro_time=TimeBase.regular(len(gyro), sampling_rate_hz=100.0),
    )
    expected_mm = 2e3 * 0.4 * np.radians(20) / (2 * np.pi * 6.0)
    np.testing.assert_allclose(features["displacement_mm"], expected_mm, rtol=0.06)
