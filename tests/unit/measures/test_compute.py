"""All measures of a recording: every one is there, with a value or the reason why there is none."""

from __future__ import annotations

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.catalog import CATALOG
from legato.measures.compute import compute_measures
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind
from legato.model.recording import Placement, Side
from legato.model.time_base import TimeBase
from measure_recordings import bout_of, hinge, recording_of, sensor_of, table_of, track_of

CRITERIA = load_criteria()
TRUE_MM = 2.0 * 400.0 * np.radians(1.0)


def measures_of(*sensors, states=MovementKind.REST_SHAKING, bouts=(), settings=(), **rows):
    recording = recording_of(*sensors, settings=settings)
    tracks = [track_of(sensor, states, **rows) for sensor in sensors]
    return compute_measures(
        recording=recording, tracks=tracks, windows=table_of(*tracks), bouts=list(bouts), criteria=CRITERIA
    )


def first(measures, name):
    return next(m for m in measures if m.name == name)


def shaking(**options):
    settings = {"frequency_hz": 5.1, "noise_mps2": 0.05, "noise_dps": 0.5} | options
    return hinge(**settings)


def assert_complete(measures):
    assert {m.name for m in measures} == set(CATALOG)
    assert {m.state for m in measures if m.name == "time_in_state_s"} == {
        k.value for k in MovementKind
    } or all(m.status is not MeasureStatus.MEASURED for m in measures if m.name == "time_in_state_s")
    for m in measures:
        assert m.unit == CATALOG[m.name].unit
        assert m.status is MeasureStatus.MEASURED or m.note


def test_a_shaking_leg_gives_frequency_size_and_doubt():
    accel, gyro = shaking()
    measures = measures_of(sensor_of(accel, gyro))
    assert_complete(measures)
    lead = measures[0]
    assert lead.name == "dominant_frequency_hz"
    assert lead.value == pytest.approx(5.1, abs=0.01)
    assert lead.interval[0] < 5.1 < lead.interval[1]
    assert (lead.state, lead.side, lead.sensor) == ("rest_shaking", "left", "ankle")
    turn_dps = 2 * np.pi * 5.1 / np.sqrt(2)
    assert first(measures, "amplitude_dps").value == pytest.approx(turn_dps, rel=0.02)
    inertial = (2 * np.pi * 5.1) ** 2 * 0.4 * np.radians(1.0)
    accel_rms = np.hypot(inertial, 9.81 * np.radians(1.0)) / np.sqrt(2)
    assert first(measures, "amplitude_mps2").value == pytest.approx(accel_rms, rel=0.02)
    assert first(measures, "amplitude_mm").value == pytest.approx(TRUE_MM, rel=0.03)
    assert first(measures, "regularity_ratio").value > 0.95
    assert first(measures, "peak_persistence_percent").value == 100.0
    assert first(measures, "half_width_hz").value == pytest.approx(0.36, abs=0.1)


def test_a_recording_without_movement_sensors_says_so_for_every_measure():
    accel, _ = shaking()
    recording = recording_of(sensor_of(accel, None))
    measures = compute_measures(
        recording=recording, tracks=[], windows=table_of(), bouts=[], criteria=CRITERIA
    )
    assert {m.name for m in measures} == set(CATALOG)
    assert {m.status for m in measures} == {MeasureStatus.NOT_MEASURED}


def test_a_recording_without_a_whole_window_is_not_assessable():
    accel, gyro = shaking(duration_s=2.0)
    measures = measures_of(sensor_of(accel, gyro))
    assert_complete(measures)
    assert first(measures, "dominant_frequency_hz").status is MeasureStatus.NOT_ASSESSABLE
    assert first(measures, "shaking_share_percent").status is MeasureStatus.NOT_ASSESSABLE
    assert first(measures, "noise_floor_dps").status is MeasureStatus.NOT_ASSESSABLE


def test_a_spoilt_recording_is_not_assessable():
    accel, gyro = shaking()
    measures = measures_of(sensor_of(accel, gyro), states=MovementKind.NOT_ASSESSABLE)
    assert first(measures, "dominant_frequency_hz").status is MeasureStatus.NOT_ASSESSABLE
    assert "no window could be assessed" in first(measures, "amplitude_mm").note


def test_a_still_leg_was_searched_and_nothing_was_found():
    accel, gyro = shaking(turn_deg=0.0)
    measures = measures_of(sensor_of(accel, gyro), states=MovementKind.STILL, over_background=3.0)
    assert_complete(measures)
    assert first(measures, "dominant_frequency_hz").status is MeasureStatus.NOT_FOUND
    # two hertz of three axes of white noise
    assert first(measures, "noise_floor_mps2").value == pytest.approx(0.05 * np.sqrt(3 * 2 / 50), rel=0.15)
    assert first(measures, "noise_floor_dps").value == pytest.approx(0.5 * np.sqrt(3 * 2 / 50), rel=0.15)
    assert first(measures, "shaking_share_percent").value == 0.0


def test_a_rhythm_that_no_window_shows_is_below_the_noise_floor():
    accel, gyro = shaking(turn_deg=0.004, frequency_hz=9.0, duration_s=90.0)
    measures = measures_of(sensor_of(accel, gyro), states=MovementKind.STILL, over_background=3.0)
    assert_complete(measures)
    lead = measures[0]
    assert lead.status is MeasureStatus.BELOW_NOISE_FLOOR
    assert lead.value is None
    assert "9.0 Hz" in lead.note
    bound = first(measures, "amplitude_dps")
    assert bound.status is MeasureStatus.BELOW_NOISE_FLOOR
    assert bound.value > 0.004 * 2 * np.pi * 9.0 / np.sqrt(2)


def test_without_shaking_a_heel_bounce_leads_under_its_own_name():
    accel, gyro = shaking()
    measures = measures_of(sensor_of(accel, gyro), states=MovementKind.HEEL_BOUNCE)
    assert measures[0].value == pytest.approx(5.1, abs=0.01)
    assert measures[0].state == "heel_bounce"
    assert first(measures, "shaking_share_percent").value == 0.0


def test_a_lasting_rhythm_in_windows_called_still_is_measured_and_named_so():
    accel, gyro = shaking()
    measures = measures_of(sensor_of(accel, gyro), states=MovementKind.STILL)
    assert measures[0].status is MeasureStatus.MEASURED
    assert measures[0].state == "still"


def test_the_unit_unknown_leaves_frequency_and_takes_every_amplitude():
    accel, gyro = shaking()
    measures = measures_of(sensor_of(accel, gyro, scale=None), has_unit=False)
    assert measures[0].status is MeasureStatus.MEASURED
    for name in ("amplitude_mps2", "amplitude_dps", "amplitude_mm", "noise_floor_mps2"):
        assert first(measures, name).status is MeasureStatus.NOT_ASSESSABLE
        assert "unit" in first(measures, name).note


def test_an_accelerometer_alone_gives_mm_only_above_four_hertz_and_marked():
    fast = measures_of(sensor_of(shaking()[0], None))
    assert first(fast, "amplitude_mm").value == pytest.approx(TRUE_MM, rel=0.05)
    assert "gravity" in first(fast, "amplitude_mm").note
    assert first(fast, "amplitude_dps").status is MeasureStatus.NOT_MEASURED
    slow = measures_of(sensor_of(shaking(frequency_hz=3.0)[0], None), peak_hz=3.0)
    assert first(slow, "amplitude_mm").status is MeasureStatus.NOT_ASSESSABLE
    assert slow[0].status is MeasureStatus.MEASURED


def test_a_gyroscope_alone_gives_no_acceleration():
    measures = measures_of(sensor_of(None, shaking()[1]))
    assert first(measures, "amplitude_mps2").status is MeasureStatus.NOT_MEASURED
    assert first(measures, "amplitude_mm").status is MeasureStatus.NOT_MEASURED
    assert first(measures, "amplitude_dps").status is MeasureStatus.MEASURED


def test_a_gap_cuts_the_stretches_and_the_frequency_stays():
    accel, gyro = shaking(duration_s=40.0)
    gyro[1000:1200] = np.nan
    measures = measures_of(sensor_of(accel, gyro))
    assert measures[0].value == pytest.approx(5.1, abs=0.01)
    assert measures[0].quality == pytest.approx(38 / 40, abs=0.02)


def test_the_stability_index_needs_a_hundred_seconds_and_says_hand_derived():
    short = first(measures_of(sensor_of(*shaking())), "tremor_stability_index_hz")
    assert short.status is MeasureStatus.NOT_ASSESSABLE
    assert "100 s" in short.note
    long = first(measures_of(sensor_of(*shaking(duration_s=110.0))), "tremor_stability_index_hz")
    assert long.status is MeasureStatus.MEASURED
    assert "unvalidated on the leg" in long.note
    assert long.value < 0.3


def test_an_hour_of_shaking_is_read_in_part_and_the_note_says_so():
    accel, gyro = shaking(duration_s=1500.0)
    measures = measures_of(sensor_of(accel, gyro))
    assert "600 s of 1500 s" in measures[0].note
    assert measures[0].value == pytest.approx(5.1, abs=0.001)


def test_bouts_are_counted_with_their_median_and_longest():
    accel, gyro = shaking()
    sensor = sensor_of(accel, gyro)
    track = track_of(sensor, MovementKind.REST_SHAKING)
    spans = [(0.0, 5.0), (8.0, 20.0), (22.0, 30.0)]
    bouts = [bout_of(track, a, b, MovementKind.REST_SHAKING) for a, b in spans]
    bouts.append(bout_of(track, 5.0, 8.0, MovementKind.STILL))
    measures = measures_of(sensor, bouts=bouts)
    assert first(measures, "shaking_bouts_count").value == 3
    assert first(measures, "shaking_bout_median_s").value == 8.0
    assert first(measures, "shaking_bout_longest_s").value == 12.0


def test_no_bout_has_no_median():
    measures = measures_of(sensor_of(*shaking()))
    assert first(measures, "shaking_bout_median_s").status is MeasureStatus.NOT_FOUND


def test_rest_is_compared_with_posture_where_both_are_there():
    accel, gyro = shaking()
    states = [MovementKind.REST_SHAKING] * 14 + [MovementKind.POSTURAL_SHAKING] * 13
    sensor = sensor_of(accel, gyro)
    assert first(measures_of(sensor, states=states), "rest_over_posture_log10").value == pytest.approx(0.0)
    alone = first(measures_of(sensor), "rest_over_posture_log10")
    assert alone.status is MeasureStatus.NOT_MEASURED
    assert "none in posture" in alone.note


def test_seconds_in_states_add_up_to_what_the_windows_cover():
    accel, gyro = shaking()
    states = [MovementKind.STILL] * 10 + [MovementKind.REST_SHAKING] * 17
    measures = measures_of(sensor_of(accel, gyro), states=states)
    seconds = [m.value for m in measures if m.name == "time_in_state_s"]
    assert sum(seconds) == pytest.approx(30.0)
    assert first(measures, "assessable_percent").value == pytest.approx(100.0)
    share = first(measures, "shaking_share_percent")
    assert share.interval[0] <= share.value <= share.interval[1]


def test_the_leading_sensor_lies_on_a_leg_even_if_another_shakes():
    accel, gyro = shaking()
    back = sensor_of(accel, gyro, id="back", placement=Placement.LOWER_BACK)
    still = sensor_of(*shaking(turn_deg=0.0), id="leg")
    recording = recording_of(back, still)
    tracks = [
        track_of(back, MovementKind.REST_SHAKING),
        track_of(still, MovementKind.STILL, over_background=3.0),
    ]
    measures = compute_measures(
        recording=recording, tracks=tracks, windows=table_of(*tracks), bouts=[], criteria=CRITERIA
    )
    assert measures[0].sensor == "leg"


def two_legs(*, lag=0, time=None, right_time=None, left_deg=1.0, right_deg=0.5):
    """Give both legs of one wandering rhythm, the right one some samples behind."""
    rng = np.random.default_rng(5)
    slow = np.convolve(
        rng.standard_normal(6400), np.hanning(200) / np.sqrt(np.sum(np.hanning(200) ** 2)), "same"
    )
    course = 5.0 + 0.5 * slow
    options = {"noise_mps2": 0.05, "noise_dps": 0.5, "duration_s": 62.0}
    left = hinge(frequency_hz=course[lag : 6200 + lag], turn_deg=left_deg, seed=1, **options)
    right = hinge(frequency_hz=course[:6200], turn_deg=right_deg, seed=2, **options)
    time = time or TimeBase.regular(6200, sampling_rate_hz=100.0)
    return (
        sensor_of(*left, id="left", time=time),
        sensor_of(*right, id="right", side=Side.RIGHT, time=right_time or time),
    )


def test_two_legs_of_one_rhythm_are_coherent_and_compared_in_size():
    measures = measures_of(*two_legs())
    assert_complete(measures)
    coherence = first(measures, "bilateral_coherence_ratio")
    assert coherence.value > 0.9
    assert coherence.note.startswith("significant")
    assert coherence.side == "both"
    assert first(measures, "asymmetry_index_ratio").value == pytest.approx(1 / 3, abs=0.02)
    assert [m.side for m in measures if m.name == "dominant_frequency_hz"] == ["left", "right"]
    phase = first(measures, "bilateral_phase_deg")
    assert phase.interval[0] < 0.0 < phase.interval[1]


def test_swapping_the_legs_turns_the_asymmetry_round():
    one = first(measures_of(*two_legs()), "asymmetry_index_ratio").value
    other = first(measures_of(*two_legs(left_deg=0.5, right_deg=1.0)), "asymmetry_index_ratio").value
    assert other == pytest.approx(-one, abs=0.02)


def test_independent_legs_are_not_coherent():
    left = two_legs()[0]
    accel, gyro = hinge(
        frequency_hz=5.0 + 0.5 * np.sin(np.arange(6200) / 331.0), duration_s=62.0, noise_dps=0.5, seed=8
    )
    right = sensor_of(accel, gyro, id="right", side=Side.RIGHT, time=left.channels[0].time)
    measures = measures_of(left, right)
    assert first(measures, "bilateral_phase_deg").status is MeasureStatus.NOT_FOUND
    assert first(measures, "bilateral_coherence_ratio").status is MeasureStatus.MEASURED


def test_one_leg_alone_has_no_bilateral_measure():
    measures = measures_of(sensor_of(*shaking()))
    assert first(measures, "bilateral_coherence_ratio").status is MeasureStatus.NOT_MEASURED
    assert first(measures, "asymmetry_index_ratio").status is MeasureStatus.NOT_MEASURED


def test_clocks_that_are_not_known_to_agree_give_no_phase_but_the_asymmetry():
    other = TimeBase.regular(6200, sampling_rate_hz=100.0, start_s=0.013)
    measures = measures_of(*two_legs(right_time=other))
    assert first(measures, "bilateral_phase_deg").status is MeasureStatus.NOT_ASSESSABLE
    assert "not known" in first(measures, "bilateral_phase_deg").note
    assert first(measures, "asymmetry_index_ratio").status is MeasureStatus.MEASURED
    stated = measures_of(*two_legs(right_time=other), settings=(("alignment_error_s", "0.005"),))
    assert first(stated, "bilateral_coherence_ratio").status is MeasureStatus.MEASURED
    assert "interpolated" in first(stated, "bilateral_coherence_ratio").note
    poor = measures_of(*two_legs(), settings=(("alignment_error_s", "0.5"),))
    assert "500 ms" in first(poor, "bilateral_phase_deg").note
    unknown = measures_of(*two_legs(), settings=(("alignment_error_s", "unknown"),))
    assert first(unknown, "bilateral_phase_deg").status is MeasureStatus.NOT_ASSESSABLE


def test_legs_that_do_not_shake_have_nothing_to_compare():
    still = [
        sensor_of(*shaking(turn_deg=0.0), id=i, side=s) for i, s in (("l", Side.LEFT), ("r", Side.RIGHT))
    ]
    measures = measures_of(*still, states=MovementKind.STILL, over_background=3.0)
    assert first(measures, "bilateral_coherence_ratio").status is MeasureStatus.NOT_FOUND
