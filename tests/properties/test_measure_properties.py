"""What must not change the measures of a rhythm, and what must scale with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legato.knowledge.load import load_criteria
from legato.measures.compute import compute_measures
from legato.model.movement import MovementKind
from legato.model.recording import Side
from measure_recordings import hinge, recording_of, sensor_of, table_of, track_of

CRITERIA = load_criteria()
RHYTHM = (
    "dominant_frequency_hz",
    "regularity_ratio",
    "half_width_hz",
    "harmonic2_ratio",
    "signal_to_noise_db",
)
SIZES = ("amplitude_mps2", "amplitude_dps", "amplitude_mm")
few = settings(max_examples=12, deadline=None, derandomize=True)
frequencies = st.floats(3.5, 15.0)


def values(accel, gyro, *, peak_hz):
    sensor = sensor_of(accel, gyro)
    track = track_of(sensor, MovementKind.REST_SHAKING, peak_hz=peak_hz)
    found = compute_measures(
        recording=recording_of(sensor), tracks=[track], windows=table_of(track), bouts=[], criteria=CRITERIA
    )
    return {m.name: m for m in found if m.name in (*RHYTHM, *SIZES)}


def a_leg(f_hz, seed=3):
    wander = f_hz + 0.15 * np.sin(np.arange(2000) / 150.0)
    return hinge(frequency_hz=wander, duration_s=20.0, noise_mps2=0.1, noise_dps=1.0, seed=seed)


def turn(seed):
    rotation = np.linalg.qr(np.random.default_rng(seed).standard_normal((3, 3)))[0]
    rotation[:, 0] *= np.sign(np.linalg.det(rotation))
    return rotation


@few
@given(f_hz=frequencies, seed=st.integers(0, 1000))
def test_how_the_sensor_is_mounted_changes_nothing(f_hz, seed):
    accel, gyro = a_leg(f_hz)
    rotation = turn(seed)
    before, after = values(accel, gyro, peak_hz=f_hz), values(accel @ rotation, gyro @ rotation, peak_hz=f_hz)
    assert after["dominant_frequency_hz"].value == pytest.approx(
        before["dominant_frequency_hz"].value, abs=2e-3
    )
    for name in (*SIZES, "half_width_hz", "signal_to_noise_db"):
        assert after[name].value == pytest.approx(before[name].value, rel=5e-3), name
    assert after["regularity_ratio"].value == pytest.approx(before["regularity_ratio"].value, abs=0.01)


@few
@given(f_hz=frequencies, gain=st.floats(0.1, 20.0))
def test_gain_scales_the_sizes_and_nothing_else(f_hz, gain):
    accel, gyro = a_leg(f_hz)
    gravity = accel.mean(axis=0)
    before = values(accel, gyro, peak_hz=f_hz)
    # gain is of the movement, not of gravity; a small turn scales with it in both parts
    after = values(gravity + gain * (accel - gravity), gain * gyro, peak_hz=f_hz)
    for name in ("amplitude_mps2", "amplitude_dps", "amplitude_mm"):
        assert after[name].value == pytest.approx(gain * before[name].value, rel=1e-2), name
    for name in RHYTHM:
        assert after[name].value == pytest.approx(before[name].value, rel=1e-2, abs=1e-3), name


@few
@given(f_hz=frequencies, shift=st.integers(1, 399))
def test_a_shift_in_time_moves_the_measures_less_than_their_doubt(f_hz, shift):
    accel, gyro = a_leg(f_hz)
    whole, later = values(accel, gyro, peak_hz=f_hz), values(accel[shift:], gyro[shift:], peak_hz=f_hz)
    low, high = whole["dominant_frequency_hz"].interval
    assert low <= later["dominant_frequency_hz"].value <= high
    assert later["amplitude_dps"].value == pytest.approx(whole["amplitude_dps"].value, rel=0.03)


@few
@given(f_hz=frequencies)
def test_time_played_backwards_has_the_same_frequency_and_size(f_hz):
    accel, gyro = a_leg(f_hz)
    there = values(accel, gyro, peak_hz=f_hz)
    back = values(accel[::-1].copy(), -gyro[::-1].copy(), peak_hz=f_hz)
    assert back["dominant_frequency_hz"].value == pytest.approx(
        there["dominant_frequency_hz"].value, abs=0.01
    )
    for name in SIZES:
        assert back[name].value == pytest.approx(there[name].value, rel=0.02), name


@few
@given(f_hz=frequencies)
def test_swapping_the_sides_swaps_the_names_and_not_the_numbers(f_hz):
    accel, gyro = a_leg(f_hz)
    for side in (Side.LEFT, Side.RIGHT):
        sensor = sensor_of(accel, gyro, side=side)
        track = track_of(sensor, MovementKind.REST_SHAKING, peak_hz=f_hz)
        found = compute_measures(
            recording=recording_of(sensor),
            tracks=[track],
            windows=table_of(track),
            bouts=[],
            criteria=CRITERIA,
        )
        assert found[0].side == side.value
        assert found[0].value == values(accel, gyro, peak_hz=f_hz)["dominant_frequency_hz"].value
