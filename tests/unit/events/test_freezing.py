"""Freezing of gait: what is measured in a window, and what the score makes of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.events.extract import FeatureExtractor, TriadSource
from legato.events.freezing import FREEZING_COLUMNS, claims_freezing, freezing_columns, score_freezing
from legato.events.grid import PositionClock
from legato.events.spectra import WindowSpectra
from legato.knowledge.load import load_criteria
from legato.model.recording import Placement

CRITERIA = load_criteria()
RATE_HZ = 100.0
Float64 = NDArray[np.float64]
Columns = dict[str, Float64]
OF_GYRO = {"stride_swing", "late_still", "late_swing"}


def measure(accel: Float64, gyro: Float64 | None = None, *, has_gravity: bool = True) -> Columns:
    """Measure all windows of one sensor; arrays (n, 3)."""
    clock = PositionClock.steady(sampling_rate_hz=RATE_HZ)
    extractor = FeatureExtractor(
        accel=TriadSource(clock),
        gyro=None if gyro is None else TriadSource(clock),
        has_gravity=has_gravity,
        criteria=CRITERIA,
        step_s=1.0,
        extra_columns=lambda spectra: freezing_columns(spectra, criteria=CRITERIA),
        extra=tuple(FREEZING_COLUMNS),
    )
    extractor.feed(
        accel=np.ascontiguousarray(accel.T, dtype=np.float32),
        gyro=None if gyro is None else np.ascontiguousarray(gyro.T, dtype=np.float32),
    )
    return extractor.finish().columns


def walking(seconds: float) -> Float64:
    """Give an ankle that steps: a stride of 1.1 s with its harmonics along gravity and forward."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    turns = 2 * np.pi * time_s / 1.1
    vertical = 3.0 * np.sin(turns) + 3.0 * np.sin(2 * turns + 1.0) + 1.5 * np.sin(4 * turns)
    forward = 4.0 * np.sin(turns + 0.5) + 2.0 * np.sin(3 * turns)
    return np.stack([forward, vertical, np.zeros(len(time_s))], axis=1)


def trembling(seconds: float) -> Float64:
    """Give an ankle that trembles at about 5 Hz, unsteadily, without strides."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * (5.0 * time_s + 0.3 * np.sin(2 * np.pi * 0.37 * time_s))
    return np.stack([2.5 * np.sin(phase), 1.5 * np.sin(phase + 0.8), np.zeros(len(time_s))], axis=1)


def standing(seconds: float) -> Float64:
    """Give an ankle that stands: sensor noise and a little sway."""
    rng = np.random.default_rng(3)
    return rng.normal(0.0, 0.03, (round(seconds * RATE_HZ), 3))


def in_gravity(*parts: Float64) -> Float64:
    """Put movements after each other and add gravity along the second axis."""
    return np.concatenate(parts) + np.array([0.0, 9.81, 0.0])


def score(columns: Columns, placement: Placement = Placement.ANKLE) -> Float64:
    """Score rows one second apart."""
    return score_freezing(columns, step_s=1.0, criteria=CRITERIA, placement=placement)


def swinging(seconds: float, peak_rad_s: float) -> Float64:
    """Give the angular velocity of a leg that swings once a stride of 1.1 s, about the third axis."""
    time_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    swing = peak_rad_s * np.maximum(np.sin(2 * np.pi * time_s / 1.1), 0.0) ** 2
    return np.stack([np.zeros(len(time_s)), np.zeros(len(time_s)), swing], axis=1)


def spectra_of(accel: Float64, gyro: Float64 | None = None) -> WindowSpectra:
    """Catch the spectra that the engine hands on."""
    caught: list[WindowSpectra] = []
    extractor = FeatureExtractor(
        accel=TriadSource(PositionClock.steady(sampling_rate_hz=RATE_HZ)),
        gyro=None if gyro is None else TriadSource(PositionClock.steady(sampling_rate_hz=RATE_HZ)),
        has_gravity=True,
        criteria=CRITERIA,
        step_s=1.0,
        spectra_sink=caught.append,
    )
    extractor.feed(
        accel=np.ascontiguousarray(accel.T, dtype=np.float32),
        gyro=None if gyro is None else np.ascontiguousarray(gyro.T, dtype=np.float32),
    )
    extractor.finish()
    return caught[0]


def rows_of(spectra: WindowSpectra, rows: slice) -> WindowSpectra:
    """Take some rows."""
    return replace(
        spectra,
        rows=spectra.rows[rows],
        accel_density=spectra.accel_density[rows],  # type: ignore[index]
        vertical_density=spectra.vertical_density[rows],  # type: ignore[index]
        accel=spectra.accel[rows],  # type: ignore[index]
        gravity=spectra.gravity[rows],  # type: ignore[index]
        gyro=None if spectra.gyro is None else spectra.gyro[rows],
        gyro_density=None if spectra.gyro_density is None else spectra.gyro_density[rows],
    )


def test_every_promised_column_is_measured_and_no_other() -> None:
    found = freezing_columns(spectra_of(in_gravity(walking(12))), criteria=CRITERIA)
    assert set(found) == set(FREEZING_COLUMNS)
    assert all(len(column) == 9 for column in found.values())


def test_the_freeze_power_of_a_sine_is_its_mean_square() -> None:
    time_s = np.arange(1200) / RATE_HZ
    sine = np.stack([1.5 * np.sin(2 * np.pi * 5 * time_s), np.zeros(1200), np.zeros(1200)], axis=1)
    power = measure(in_gravity(sine))["freeze_power"]
    assert power == pytest.approx(np.full(9, 1.125), rel=0.01)


def test_a_row_is_the_same_to_the_last_bit_however_many_are_measured_at_once() -> None:
    gyro = np.concatenate([swinging(20, 4.0), swinging(20, 1.0)])
    spectra = spectra_of(in_gravity(walking(20), trembling(20)), gyro)
    whole = freezing_columns(spectra, criteria=CRITERIA)
    for size in (1, 7):
        parts = [
            freezing_columns(rows_of(spectra, slice(at, at + size)), criteria=CRITERIA)
            for at in range(0, len(spectra), size)
        ]
        for name, column in whole.items():
            assert np.array_equal(np.concatenate([p[name] for p in parts]), column, equal_nan=True)


def test_the_mounting_of_the_sensor_does_not_matter() -> None:
    accel = in_gravity(walking(15), trembling(15))
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))
    gyro = np.concatenate([swinging(15, 4.0), swinging(15, 1.0)])
    straight, turned = measure(accel, gyro), measure(accel @ turn.T, gyro @ turn.T)
    for name in FREEZING_COLUMNS:
        assert turned[name] == pytest.approx(straight[name], rel=2e-3, abs=1e-3)


def test_without_a_gyroscope_only_the_swing_is_missing() -> None:
    columns = measure(in_gravity(walking(12)))
    assert all(np.isnan(columns[name]).all() for name in OF_GYRO)
    assert all(np.isfinite(columns[name]).all() for name in set(FREEZING_COLUMNS) - OF_GYRO)


def test_turning_about_the_vertical_is_no_swing() -> None:
    turning = np.stack([np.zeros(1200), swinging(12, 4.0)[:, 2], np.zeros(1200)], axis=1)
    columns = measure(in_gravity(trembling(12)), turning)
    assert np.all(columns["late_still"] > 0.99)
    assert np.all(columns["late_swing"] < 0.05)


def test_steps_that_shrink_are_claimed_and_full_steps_and_a_stop_are_not() -> None:
    accel = in_gravity(walking(16), trembling(10), walking(10), standing(10))
    gyro = np.concatenate([swinging(16, 4.0), swinging(10, 1.2), swinging(10, 4.0), swinging(10, 0.0)])
    claimed = claims_freezing(score(measure(accel, gyro)), criteria=CRITERIA, placement=Placement.ANKLE)
    assert claimed[17:22].all()
    assert not claimed[:13].any()
    assert not claimed[27:].any()


def test_a_leg_that_trembles_in_place_is_claimed_with_a_gyroscope_too() -> None:
    accel = in_gravity(walking(16), trembling(12))
    time_s = np.arange(1200) / RATE_HZ
    shaking = np.stack([np.zeros(1200), np.zeros(1200), 0.8 * np.sin(2 * np.pi * 5.0 * time_s)], axis=1)
    gyro = np.concatenate([swinging(16, 4.0), shaking])
    claimed = claims_freezing(score(measure(accel, gyro)), criteria=CRITERIA, placement=Placement.ANKLE)
    assert claimed[18:].all()
    assert not claimed[:13].any()


def test_a_row_without_angular_velocity_is_scored_as_if_there_were_no_gyroscope() -> None:
    accel = in_gravity(walking(15), trembling(12))
    columns = measure(accel, np.concatenate([swinging(15, 4.0), swinging(12, 1.0)]))
    for name in OF_GYRO:
        columns[name][10:] = np.nan
    assert score(columns)[10:] == pytest.approx(score(measure(accel))[10:])


def test_without_gravity_nothing_is_measured_and_nothing_is_scored() -> None:
    columns = measure(walking(12), has_gravity=False)
    assert all(np.isnan(columns[name]).all() for name in FREEZING_COLUMNS)
    assert np.isnan(score(columns)).all()


def test_a_rate_below_the_freeze_band_is_not_measured() -> None:
    spectra = spectra_of(in_gravity(walking(12)))
    cut = replace(
        spectra,
        accel_frequency_hz=spectra.accel_frequency_hz[:25],  # type: ignore[index]
        accel_density=spectra.accel_density[:, :25],  # type: ignore[index]
        vertical_density=spectra.vertical_density[:, :25],  # type: ignore[index]
    )
    assert np.isnan(freezing_columns(cut, criteria=CRITERIA)["freeze_power"]).all()


def test_trembling_without_strides_after_walking_is_claimed_and_walking_is_not() -> None:
    columns = measure(in_gravity(walking(20), trembling(12)))
    claimed = claims_freezing(score(columns), criteria=CRITERIA, placement=Placement.ANKLE)
    assert not claimed[:16].any()
    assert claimed[22:].all()


@pytest.mark.parametrize(
    "movement",
    [
        lambda: in_gravity(standing(40)),
        lambda: in_gravity(walking(20), standing(20)),
        lambda: in_gravity(standing(20), walking(20)),
        lambda: in_gravity(standing(10), trembling(30)),
    ],
    ids=["standing", "a stop", "a start", "a tremor of someone who did not walk"],
)
def test_standing_stopping_starting_and_a_tremor_without_walking_are_not_freezing(
    movement: Callable[[], Float64],
) -> None:
    found = score(measure(movement()))
    assert np.isfinite(found).all()
    assert not claims_freezing(found, criteria=CRITERIA, placement=Placement.ANKLE).any()


def test_a_leg_that_swings_is_less_frozen_than_the_same_leg_held() -> None:
    accel = in_gravity(walking(12), trembling(12))
    time_s = np.arange(len(accel)) / RATE_HZ
    swing = np.stack([np.zeros(len(accel)), np.zeros(len(accel)), np.sin(2 * np.pi * 0.9 * time_s)], axis=1)
    held = score(measure(accel, 0.05 * swing))
    swung = score(measure(accel, 3.0 * swing))
    assert np.all(swung < held)


def test_a_still_window_scores_near_zero_and_a_lost_one_not_at_all() -> None:
    columns = measure(in_gravity(walking(20)))
    columns["is_transformed"][5:7] = 0.0
    columns["coverage"][6] = 0.2
    for name in FREEZING_COLUMNS:
        columns[name][5:7] = np.nan
    found = score(columns)
    assert found[5] < 0.05
    assert np.isnan(found[6])
    assert np.isfinite(found[7:]).all()


def test_a_row_knows_nothing_of_later_rows() -> None:
    columns = measure(in_gravity(walking(15), trembling(10)))
    first = {name: column[:14] for name, column in columns.items()}
    assert np.array_equal(score(first), score(columns)[:14])


def test_a_row_looks_back_10_s_and_no_further() -> None:
    columns = measure(in_gravity(walking(15), trembling(15)))
    changed = {name: column.copy() for name, column in columns.items()}
    for name in FREEZING_COLUMNS:
        changed[name][:8] *= 50.0
    before, after = score(columns), score(changed)
    assert np.array_equal(before[18:], after[18:])
    assert not np.array_equal(before[:18], after[:18])


def test_the_wrist_has_no_score_and_pocket_back_and_unknown_places_make_no_claim() -> None:
    columns = measure(in_gravity(walking(20), trembling(12)))
    assert np.isnan(score(columns, Placement.WRIST)).all()
    for placement in (Placement.POCKET, Placement.THIGH, Placement.LOWER_BACK, Placement.UNKNOWN):
        found = score(columns, placement)
        assert np.isfinite(found).all()
        assert not claims_freezing(np.ones(4), criteria=CRITERIA, placement=placement).any()


def test_a_missing_score_is_no_claim() -> None:
    claimed = claims_freezing(np.array([np.nan, 0.9]), criteria=CRITERIA, placement=Placement.SHANK)
    assert claimed.tolist() == [False, True]
