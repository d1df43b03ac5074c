"""What features become before rules read them: sizes, context, what is missing, what has no unit."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import features_of, with_numbers
from legato.events.evidence import EVIDENCE, gather_evidence
from legato.events.evidence_context import rolling_past
from legato.knowledge.load import load_criteria
from legato.model.recording import Placement, Task

CRITERIA = load_criteria()
NAN = np.nan


def gathered(features, *, task=Task.FREE, placement=Placement.ANKLE, criteria=CRITERIA):
    return gather_evidence(
        features,
        task=task,
        placement=placement,
        criteria=criteria,
        freezing_claim=np.zeros(len(features), dtype=bool),
    )


def value(name, features, **how):
    return gathered(features, **how).values[name]


@pytest.mark.parametrize("n", [0, 1, 20])
def test_every_name_is_there_for_every_window_however_few(n):
    evidence = gathered(features_of(n))
    assert set(evidence.values) == set(EVIDENCE) - {
        "walked",
        "went_on",
        "freezes",
        "steps_meant",
        "shook_before",
        "sways",
    }
    assert {len(column) for column in evidence.values.values()} == {n}


def test_features_of_nan_give_no_warning_and_no_sizes():
    evidence = gathered(features_of(5))
    assert np.isnan(evidence.values["level_dps"]).all()
    assert np.isnan(evidence.values["slow_share"]).all()
    assert (evidence.values["tone"] == 0).all()


def test_division_by_a_window_without_movement_is_no_warning():
    still = features_of(3, columns={f"gyro_power_{b}": 0.0 for b in ("low", "mid", "high", "fast", "top")})
    assert np.isnan(value("slow_share", still)).all()


def test_the_gyroscope_leads_where_there_is_one():
    both = {"gyro_peak_hz": 5.0, "accel_peak_hz": 10.0}
    assert value("frequency_hz", features_of(1, columns=both)) == [5.0]
    assert value("frequency_hz", features_of(1, columns=both, gyro=False)) == [10.0]


def test_turning_is_given_in_degrees():
    features = features_of(1, columns={"gyro_rms": np.radians(30.0), "gyro_peak": np.radians(90.0)})
    assert value("level_dps", features) == pytest.approx([30.0])
    assert value("peak_dps", features) == pytest.approx([90.0])


def test_without_gyroscope_turning_is_estimated_at_a_usual_lever_arm_and_said_to_be():
    criteria = with_numbers(evidence__lever_arm_m=0.5)
    features = features_of(1, columns={"accel_rms": 2.0, "accel_peak_hz": 4.0}, gyro=False)
    evidence = gathered(features, criteria=criteria)
    assert evidence.values["level_dps"] == pytest.approx([np.degrees(2.0 / (2 * np.pi * 4.0 * 0.5))])
    assert evidence.is_turning_estimated
    assert not gathered(features_of(1)).is_turning_estimated


@pytest.mark.parametrize("peak_hz", [NAN, 0.2])
def test_a_rhythm_that_is_unknown_or_very_slow_counts_as_one_hertz_in_that_estimate(peak_hz):
    criteria = with_numbers(evidence__lever_arm_m=0.5)
    features = features_of(1, columns={"accel_rms": 2.0, "accel_peak_hz": peak_hz}, gyro=False)
    expected = [np.degrees(2.0 / np.pi)]
    assert value("level_dps", features, criteria=criteria) == pytest.approx(expected)


def test_a_band_above_the_rate_is_left_away_from_the_whole_and_a_missing_low_band_is_not():
    powers = {"gyro_power_low": 1.0, "gyro_power_mid": 3.0}
    assert value("slow_share", features_of(1, columns=powers)) == [0.25]
    assert np.isnan(value("slow_share", features_of(1, columns={"gyro_power_mid": 3.0})))


def test_harmonics_of_a_gyroscope_are_raised_to_what_acceleration_would_show_and_the_larger_counts():
    columns = {"gyro_harmonic2": 0.1, "gyro_harmonic3": 0.1, "accel_harmonic2": 0.7, "accel_harmonic3": 0.8}
    turning = {name: number for name, number in columns.items() if name.startswith("gyro")}
    alone = gathered(features_of(1, columns=turning, accel=False)).values
    both = gathered(features_of(1, columns=columns)).values
    assert (alone["harmonic2"], alone["harmonic3"]) == (pytest.approx([0.4]), pytest.approx([0.9]))
    assert (both["harmonic2"], both["harmonic3"]) == (pytest.approx([0.7]), pytest.approx([0.9]))


def test_a_second_harmonic_above_the_band_leaves_the_sharpness_open_and_a_third_does_not():
    assert np.isnan(value("sharpness_db", features_of(1, columns={"accel_harmonic3": 0.1})))
    assert value("sharpness_db", features_of(1, columns={"accel_harmonic2": 0.1})) == pytest.approx([-10.0])


def test_sharpness_is_the_power_of_both_harmonics_and_has_nothing_of_size_frequency_or_evenness():
    base = {"accel_harmonic2": 0.06, "accel_harmonic3": 0.04}
    others = {"envelope_cv": 0.02, "gyro_band_rms": 0.5, "accel_peak_hz": 6.0, "gyro_peak_hz": 6.0}
    assert value("sharpness_db", features_of(1, columns=base)) == pytest.approx([-10.0])
    assert value("sharpness_db", features_of(1, columns=base | others)) == pytest.approx([-10.0])


def test_the_sharpness_looks_at_the_rows_before_and_never_at_those_to_come():
    loud = np.full(12, 0.05)
    loud[6] = 0.9
    plain = value("sharpness_db", features_of(12, columns={"accel_harmonic2": 0.05}))
    hit = value("sharpness_db", features_of(12, columns={"accel_harmonic2": loud}))
    np.testing.assert_array_equal(hit[:6], plain[:6])
    assert (hit[6:12] > plain[6:12]).all()


def test_travel_is_what_the_tilt_changed_beyond_the_swing_of_the_shaking():
    rhythm = {"gyro_band_rms": np.radians(2 * np.pi * 5.0), "gyro_peak_hz": 5.0}
    features = features_of(1, columns=rhythm | {"tilt_change_deg": 3.0})
    assert value("travel_deg", features) == pytest.approx([3.0 - np.sqrt(2.0)])
    assert value("travel_deg", features_of(1, columns=rhythm | {"tilt_change_deg": 1.0})) == [0.0]


def test_travel_is_remembered_for_two_rows_only():
    tilt = np.zeros(6)
    tilt[1] = 8.0
    assert list(value("travel_deg", features_of(6, columns={"tilt_change_deg": tilt}))) == [0, 8, 8, 8, 0, 0]


@pytest.mark.parametrize(
    ("placement", "times"), [(Placement.LOWER_BACK, 2.5), (Placement.CHEST, 2.5), (Placement.SHANK, 1.0)]
)
def test_a_trunk_turns_less_in_a_stride_than_a_leg(placement, times):
    features = features_of(1, columns={"gyro_rms": np.radians(10.0)})
    criteria = with_numbers(walking__turn_over_trunk=2.5)
    assert value("stride_dps", features, placement=placement, criteria=criteria) == pytest.approx(
        [10.0 * times]
    )


@pytest.mark.parametrize(("placement", "share"), [(Placement.FOOT, 0.5), (Placement.THIGH, 1.0)])
def test_a_step_hits_harder_below_the_knee(placement, share):
    features = features_of(1, columns={"accel_rms": 8.0})
    criteria = with_numbers(walking__impact_below_knee=2.0)
    assert value("impact_mps2", features, placement=placement, criteria=criteria) == [8.0 * share]


def test_the_seconds_before_begin_where_the_window_does_not_overlap_any_more():
    rms = np.radians(np.arange(15.0))
    features = features_of(15, columns={"gyro_rms": rms})
    quiet, loud = value("quiet_before_dps", features), value("level_past_dps", features)
    assert np.isnan(quiet[:4]).all()
    assert quiet[4] == loud[4] == pytest.approx(0.0)
    assert (quiet[14], loud[14]) == (pytest.approx(4.0), pytest.approx(10.0))


def test_rolling_over_rows_skips_those_without_a_value():
    values = np.array([5.0, NAN, 1.0, NAN, NAN, NAN])
    assert rolling_past(values, first_back=1, last_back=2, largest=True)[2] == 5.0
    assert np.isnan(rolling_past(values, first_back=1, last_back=2, largest=True)[5])
    assert rolling_past(values, first_back=1, last_back=9, largest=False)[5] == 1.0


def test_without_a_unit_no_size_is_given_and_the_shape_still_is():
    columns = {"accel_rms": 2.0, "accel_peak_hz": 4.0, "accel_band_rms": 1.0, "accel_concentration": 0.9}
    evidence = gathered(
        features_of(2, columns=columns, gyro=False, gravity=False, accel_unit=False, gyro_unit=False)
    )
    for name in ("level_mps2", "rhythm_mps2", "level_dps", "rhythm_dps", "peak_dps", "quiet_before_dps"):
        assert np.isnan(evidence.values[name]).all(), name
        assert name not in evidence.absent
    assert (evidence.values["frequency_hz"] == 4.0).all()
    assert (evidence.values["concentration"] == 0.9).all()


def test_a_gyroscope_with_a_unit_still_gives_sizes_beside_an_accelerometer_without():
    columns = {"accel_rms": 2.0, "gyro_rms": 1.0}
    values = gathered(features_of(1, columns=columns, accel_unit=False)).values
    assert np.isnan(values["level_mps2"])
    assert np.isfinite(values["level_dps"])


@pytest.mark.parametrize(
    ("missing", "names"),
    [
        ("accel", {"level_mps2", "shock_share", "impact_mps2"}),
        ("gyro", {"slow_dps", "turn_deg", "gyro_whiteness"}),
        ("gravity", {"tilt_change_deg", "vertical_share", "travel_deg"}),
    ],
)
def test_what_a_missing_sensor_cannot_give_is_absent(missing, names):
    assert names <= gathered(features_of(1, **{missing: False})).absent
    assert not names & gathered(features_of(1)).absent


@pytest.mark.parametrize(
    ("task", "signs"),
    [
        (Task.STAND, (1, 0)),
        (Task.REST, (0, 1)),
        (Task.NIGHT, (0, 1)),
        (Task.WEIGHT, (0, 1)),
        (Task.FREE, (0, 0)),
        (Task.WALK, (0, 0)),
    ],
)
def test_the_task_says_whether_someone_stands_or_sits(task, signs):
    values = gathered(features_of(1), task=task).values
    assert (values["standing"][0], values["sitting"][0]) == signs


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (Task.LEG_OUT, "held"),
        (Task.WEIGHT, "held"),
        (Task.TOES_ON_FLOOR, "stretched"),
        (Task.WALK, "gait_task"),
    ],
)
def test_a_task_is_a_sign_of_its_own(task, name):
    assert value(name, features_of(2), task=task).tolist() == [1, 1]
    assert value(name, features_of(2), task=Task.FREE).tolist() == [0, 0]


@pytest.mark.parametrize(("along", "signs"), [(0.8, (1, 0)), (0.5, (0, 1)), (0.65, (0, 0)), (-0.9, (1, 0))])
def test_a_phone_in_the_pocket_tells_a_hanging_thigh_from_a_lying_one(along, signs):
    features = features_of(1, columns={"gravity_y": 9.81 * along, "gravity_norm": 9.81})
    criteria = with_numbers(posture__pocket_along_thigh=(0.8, 0.5))
    values = gathered(features, placement=Placement.POCKET, criteria=criteria).values
    assert (values["standing"][0], values["sitting"][0]) == signs


def test_the_tilt_of_other_places_says_nothing_of_posture():
    features = features_of(1, columns={"gravity_y": 9.81, "gravity_norm": 9.81})
    values = gathered(features, placement=Placement.SHANK).values
    assert (values["standing"][0], values["sitting"][0]) == (0, 0)


def test_noise_is_remembered_at_its_lowest():
    white = np.array([1.9, 0.2, 1.9, 1.9, 1.9, 1.9, 1.9])
    found = value("white_for", features_of(7, columns={"accel_whiteness": white}))
    assert found.tolist() == [1.9, 0.2, 0.2, 0.2, 0.2, 0.2, 1.9]


def gravity_turned(degrees):
    turn = np.radians(np.asarray(degrees, dtype=float))
    columns = {"gravity_x": 9.81 * np.sin(turn), "gravity_y": 0.0, "gravity_z": 9.81 * np.cos(turn)}
    return features_of(len(turn), columns={**columns, "gravity_norm": 9.81})


def test_a_leg_that_drifts_is_seen_against_the_windows_beside_its_own():
    drift = value("drift_deg", gravity_turned([0, 0.02, 0.04, 0.06, 0.08, 0.10, 0.12]))
    np.testing.assert_allclose(drift, [0, 0, 0, 0, 0.08, 0.10, 0.12], atol=1e-6)


def test_what_was_moved_did_not_drift():
    drift = value("drift_deg", gravity_turned([30, 30, 0, 0, 0, 0, 0.05]))
    np.testing.assert_allclose(drift, [0, 0, 0, 0, 0, 0, 0.05], atol=1e-6)


@pytest.mark.parametrize(
    ("task", "lies"), [(Task.LIE, 1.0), (Task.NIGHT, 1.0), (Task.REST, 0.0), (Task.FREE, 0.0)]
)
def test_only_a_task_says_that_a_leg_lies(task, lies):
    assert value("lying", features_of(1), task=task) == [lies]
