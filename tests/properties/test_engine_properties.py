"""What must hold for the engine whatever the recording: pieces, shifts, mounting, gain, gaps, rate, untouched input."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine_makers import assert_same, hinge, make_sensor, mixed
from legato.events.extract import FeatureExtractor, TriadSource, extract_features
from legato.events.features import FEATURES
from legato.events.grid import PositionClock
from legato.knowledge.load import load_criteria

CRITERIA = load_criteria()
SEEDS = st.integers(0, 10_000)
# Columns that must not know how the sensor is mounted.
CYCLES = {"n_cycles", "cycle_hz", "cycle_cv", "cycle_frequency_sd_hz", "envelope_cv", "envelope_slope"}
MOUNTED = sorted(set(FEATURES) - {"gravity_x", "gravity_y", "gravity_z", "flat", "clipped"} - CYCLES)
# Columns that grow with the movement, and those that grow with its square.
LINEAR = [f"{q}_{name}" for q in ("accel", "gyro") for name in ("rms", "peak", "band_rms")] + [
    "gyro_turn_deg",
    "displacement_mm",
]


def extract(accel, gyro, **options):
    return extract_features(
        make_sensor(accel, gyro, rate_hz=options.pop("rate_hz", 100.0)), criteria=CRITERIA, **options
    )


@given(seed=SEEDS, data=st.data(), rate_hz=st.sampled_from([64.0, 99.7, 100.0, 31.25]))
def test_pieces_cut_anywhere_give_the_same_bits_as_the_whole(seed, data, rate_hz):
    n = data.draw(st.integers(0, 3000))
    accel, gyro = mixed(n=n, rate_hz=rate_hz, seed=seed)
    step_s = data.draw(st.sampled_from([1.0, 2.0, 0.7]))
    whole = extract(accel, gyro, rate_hz=rate_hz, step_s=step_s)
    source = TriadSource(PositionClock.steady(sampling_rate_hz=rate_hz))
    extractor = FeatureExtractor(
        accel=source, gyro=source, has_gravity=True, criteria=CRITERIA, step_s=step_s
    )
    cuts = sorted(data.draw(st.lists(st.integers(0, n), max_size=6)))
    gyro_cuts = sorted(data.draw(st.lists(st.integers(0, n), min_size=len(cuts), max_size=len(cuts))))
    for a, b, c, d in zip([0, *cuts], [*cuts, n], [0, *gyro_cuts], [*gyro_cuts, n], strict=True):
        extractor.feed(accel=accel[a:b].T, gyro=gyro[c:d].T)
    assert_same(extractor.finish(), whole)


@given(seed=SEEDS, group=st.integers(1, 40), batch=st.integers(1, 40))
def test_no_value_depends_on_how_many_windows_are_done_at_once(seed, group, batch):
    from unittest.mock import patch

    accel, gyro = mixed(n=4000, rate_hz=100.0, seed=seed)
    whole = extract(accel, gyro)
    with (
        patch("legato.events.extract.N_MEASURED_TOGETHER", group),
        patch("legato.events.extract.N_TRANSFORMED_TOGETHER", batch),
    ):
        assert_same(extract(accel, gyro), whole)


@given(seed=SEEDS, steps=st.integers(1, 12))
def test_a_shift_by_whole_steps_moves_the_rows_and_changes_no_bit(seed, steps):
    accel, gyro = mixed(n=3000, rate_hz=100.0, seed=seed)
    whole = extract(accel, gyro, step_s=1.0)
    later = extract(accel[100 * steps :], gyro[100 * steps :], step_s=1.0)
    for name in set(FEATURES) - {"start_s"}:
        np.testing.assert_array_equal(whole[name][steps:], later[name], err_msg=name)


@given(seed=SEEDS)
def test_mounting_changes_no_invariant(seed):
    rng = np.random.default_rng(seed)
    rotation, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    rotation *= np.sign(np.linalg.det(rotation))
    accel, gyro = hinge(
        duration_s=12, rate_hz=100, frequency_hz=rng.uniform(3, 15), peak_dps=20, noise=0.03, seed=seed
    )
    plain, turned = extract(accel, gyro), extract(accel @ rotation.T, gyro @ rotation.T)
    for name in MOUNTED:
        np.testing.assert_allclose(turned[name], plain[name], rtol=2e-3, atol=2e-3, err_msg=name)
    # The sign of the principal axis is free, so cycles may begin half a turn later: one cycle more or less.
    np.testing.assert_allclose(turned["n_cycles"], plain["n_cycles"], atol=1)
    for name in CYCLES - {"n_cycles"}:
        np.testing.assert_allclose(turned[name], plain[name], rtol=0.05, atol=0.02, err_msg=name)


@given(seed=SEEDS, gain=st.floats(0.5, 20))
def test_a_gain_on_the_movement_scales_amplitudes_and_leaves_time_alone(seed, gain):
    rng = np.random.default_rng(seed)
    accel, gyro = hinge(
        duration_s=10, rate_hz=100, frequency_hz=rng.uniform(4.5, 12), peak_dps=15, noise=0.02, seed=seed
    )
    gravity = accel.mean(axis=0)
    plain = extract(accel - gravity, gyro)
    louder = extract(gain * (accel - gravity), gain * gyro)
    for name in LINEAR:
        np.testing.assert_allclose(louder[name], gain * plain[name], rtol=1e-3, atol=1e-6, err_msg=name)
    for name in (
        "accel_peak_hz",
        "gyro_peak_hz",
        "cycle_hz",
        "cycle_cv",
        "envelope_cv",
        "gyro_concentration",
    ):
        np.testing.assert_allclose(louder[name], plain[name], rtol=1e-4, atol=1e-4, err_msg=name)


@given(seed=SEEDS, start=st.integers(0, 1990), length=st.integers(1, 300))
def test_lost_samples_touch_only_the_windows_they_lie_in(seed, start, length):
    accel, gyro = mixed(n=2000, rate_hz=100.0, seed=seed)
    accel, gyro = np.nan_to_num(accel), np.nan_to_num(gyro)
    holed_accel, holed_gyro = accel.copy(), gyro.copy()
    holed_accel[start : start + length] = np.nan
    holed_gyro[start : start + length] = np.nan
    whole, holed = extract(accel, gyro), extract(holed_accel, holed_gyro)
    first = np.rint(whole["start_s"] * 100).astype(int)
    is_hit = (first < min(start + length, 2000)) & (first + 400 > start)
    assert np.all((holed["coverage"] < 1) == is_hit)
    for name in FEATURES:
        np.testing.assert_array_equal(holed[name][~is_hit], whole[name][~is_hit], err_msg=name)


@given(rate_hz=st.floats(50, 400), frequency_hz=st.floats(3, 17), seed=SEEDS)
def test_the_sampling_rate_does_not_change_what_is_measured(rate_hz, frequency_hz, seed):
    accel, gyro = hinge(duration_s=10, rate_hz=rate_hz, frequency_hz=frequency_hz, peak_dps=20)
    features = extract(accel, gyro, rate_hz=rate_hz)
    np.testing.assert_allclose(features["gyro_peak_hz"], frequency_hz, atol=0.01)
    np.testing.assert_allclose(features["cycle_hz"], frequency_hz, atol=0.02)
    np.testing.assert_allclose(features["gyro_band_rms"], np.radians(20) / np.sqrt(2), rtol=0.02)
    expected_mm = 2e3 * 0.4 * np.radians(20) / (2 * np.pi * frequency_hz)
    np.testing.assert_allclose(features["displacement_mm"], expected_mm, rtol=0.04)


@given(seed=SEEDS)
def test_the_input_is_never_changed(seed):
    accel, gyro = mixed(n=1500, rate_hz=100.0, seed=seed)
    before = accel.copy(), gyro.copy()
    extract(accel, gyro)
    np.testing.assert_array_equal(accel, before[0])
    np.testing.assert_array_equal(gyro, before[1])
