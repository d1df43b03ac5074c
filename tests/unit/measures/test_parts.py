"""The pieces that the measures are made from: spans, stretches, leading rhythm, noise floor, intervals of rows."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.compute import compute_measures
from legato.measures.leading import leading_rhythm, leading_track, row_seconds, spans_of_rows
from legato.measures.noise import read_noise
from legato.measures.row_interval import row_frequency_interval
from legato.measures.stretches import read_stretches, spread_spans, widen_spans
from legato.model.interval import Interval
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind
from legato.model.recording import Side
from legato.model.time_base import Run, TimeBase
from measure_recordings import hinge, recording_of, sensor_of, table_of, track_of

CRITERIA = load_criteria()


def measures_of(*sensors, states=MovementKind.REST_SHAKING, **rows):
    tracks = [track_of(sensor, states, **rows) for sensor in sensors]
    found = compute_measures(
        recording=recording_of(*sensors),
        tracks=tracks,
        windows=table_of(*tracks),
        bouts=[],
        criteria=CRITERIA,
    )
    return {m.name: m for m in reversed(found)}


def test_spans_that_are_short_enough_are_read_whole():
    spans = [Interval(0.0, 10.0), Interval(20.0, 30.0)]
    assert spread_spans(spans, most_s=600.0, piece_s=30.0) == spans


def test_long_spans_are_read_in_pieces_spread_over_them():
    spans = [Interval(0.0, 1000.0), Interval(2000.0, 2010.0), Interval(3000.0, 5000.0)]
    pieces = spread_spans(spans, most_s=300.0, piece_s=30.0)
    assert sum(p.duration_s for p in pieces) <= 300.0
    assert pieces[0].start_s < 1000.0
    assert pieces[-1].start_s > 4500.0
    assert all(a.end_s <= b.start_s for a, b in itertools.pairwise(pieces))
    assert all(any(s.start_s <= p.start_s and p.end_s <= s.end_s for s in spans) for p in pieces)


def test_short_spans_are_widened_inside_the_recording_and_joined():
    assert widen_spans([Interval(0.0, 1.0)], least_s=4.0, end_s=30.0) == [Interval(0.0, 4.0)]
    assert widen_spans([Interval(29.0, 30.0)], least_s=4.0, end_s=30.0) == [Interval(26.0, 30.0)]
    assert widen_spans([Interval(10.0, 11.0), Interval(12.0, 13.0)], least_s=4.0, end_s=30.0) == [
        Interval(8.5, 14.5)
    ]
    assert widen_spans([Interval(5.0, 15.0)], least_s=4.0, end_s=30.0) == [Interval(5.0, 15.0)]


def test_stretches_are_cut_at_gaps_and_lost_samples():
    accel, gyro = hinge(frequency_hz=5.0)
    accel[500:520, 1] = np.nan
    time = TimeBase(3000, 100.0, (Run(0, 0.0, 100.0), Run(2000, 25.0, 100.0)))
    found = read_stretches(sensor_of(accel, gyro, time=time), [Interval(0.0, 40.0)])
    ends = [(s.span.start_s, round(s.span.end_s, 2)) for s in found]
    assert [e[0] for e in ends] == pytest.approx([0.0, 5.2, 25.0], abs=0.02)
    assert [e[1] for e in ends] == pytest.approx([5.0, 20.0, 35.0], abs=0.02)
    assert all(s.is_one_clock for s in found)
    assert all(np.isfinite(s.samples["accel"]).all() for s in found)


def test_a_span_without_samples_gives_no_stretch():
    sensor = sensor_of(*hinge(frequency_hz=5.0))
    assert read_stretches(sensor, [Interval(40.0, 50.0)]) == []
    assert read_stretches(sensor, [Interval(1.0, 1.5)]) == []


def test_slots_of_rows_add_up_and_join():
    track = track_of(sensor_of(*hinge(frequency_hz=5.0)), MovementKind.STILL)
    assert row_seconds(track).sum() == pytest.approx(30.0)
    rows = np.zeros(len(track), dtype=bool)
    rows[[0, 1, 10, 11, 12]] = True
    assert spans_of_rows(track, rows) == [Interval(0.0, 3.5), Interval(11.5, 14.5)]


def test_the_rhythm_of_most_time_leads_and_windows_that_claim_nothing_join_it():
    sensor = sensor_of(*hinge(frequency_hz=5.0))
    kinds = (
        [MovementKind.POSTURAL_SHAKING] * 10
        + [MovementKind.REST_SHAKING] * 12
        + [MovementKind.CANNOT_TELL] * 5
    )
    found = leading_rhythm(track_of(sensor, kinds), criteria=CRITERIA)
    assert found.state is MovementKind.REST_SHAKING
    assert found.rows.tolist() == [False] * 10 + [True] * 17


def test_windows_of_another_frequency_or_size_do_not_join():
    sensor = sensor_of(*hinge(frequency_hz=5.0))
    kinds = [MovementKind.REST_SHAKING] * 15 + [MovementKind.STILL] * 12
    track = track_of(sensor, kinds)
    track.columns["gyro_peak_hz"][15:20] = 9.0
    track.columns["gyro_band_rms"][20:] = 0.01
    assert leading_rhythm(track, criteria=CRITERIA).rows.sum() == 15


def test_peaks_that_wander_about_in_other_movement_are_no_rhythm():
    track = track_of(sensor_of(*hinge(frequency_hz=5.0)), MovementKind.OTHER_MOVEMENT)
    track.columns["gyro_peak_hz"][:] = np.tile([3.0, 6.5, 12.0], 9)
    assert leading_rhythm(track, criteria=CRITERIA) is None
    slow = track_of(sensor_of(*hinge(frequency_hz=5.0)), MovementKind.OTHER_MOVEMENT, peak_hz=1.2)
    assert leading_rhythm(slow, criteria=CRITERIA) is None


def test_jerks_and_walking_are_no_rhythm_to_follow():
    for kind in (MovementKind.JERK, MovementKind.PERIODIC_JERKS, MovementKind.WALKING):
        assert leading_rhythm(track_of(sensor_of(*hinge(frequency_hz=5.0)), kind), criteria=CRITERIA) is None


def test_of_two_legs_the_one_that_shakes_longer_leads():
    left = sensor_of(*hinge(frequency_hz=5.0), id="left")
    right = sensor_of(*hinge(frequency_hz=5.0), id="right", side=Side.RIGHT)
    tracks = [track_of(left, MovementKind.STILL), track_of(right, MovementKind.REST_SHAKING)]
    assert leading_track(tracks, criteria=CRITERIA) is tracks[1]
    assert leading_track(tracks[:1], criteria=CRITERIA) is tracks[0]


def test_noise_comes_from_windows_that_do_not_overlap():
    sensor = sensor_of(*hinge(frequency_hz=5.0, turn_deg=0.0, noise_mps2=0.2, duration_s=42.0))
    floor = read_noise(track_of(sensor, MovementKind.STILL), "accel", criteria=CRITERIA)
    assert floor.n_windows >= 8
    assert floor.is_still
    assert floor.weak_peak_hz is None
    assert floor.rms(band_hz=50.0) == pytest.approx(0.2 * np.sqrt(3), rel=0.1)
    moving = read_noise(track_of(sensor, MovementKind.WALKING), "accel", criteria=CRITERIA)
    assert not moving.is_still
    nothing = read_noise(
        track_of(sensor_of(hinge(frequency_hz=5.0)[0], None), MovementKind.STILL), "gyro", criteria=CRITERIA
    )
    assert nothing is None


def test_chance_alone_rarely_shows_a_weak_peak():
    found = []
    for seed in range(30):
        accel, gyro = hinge(
            frequency_hz=5.0, turn_deg=0.0, noise_mps2=0.1, noise_dps=1.0, duration_s=64.0, seed=seed
        )
        track = track_of(sensor_of(accel, gyro), MovementKind.STILL)
        found.append(read_noise(track, "gyro", criteria=CRITERIA).weak_peak_hz is not None)
    assert np.mean(found) <= 0.07


def test_a_moving_leg_gives_an_upper_bound_of_the_noise():
    found = measures_of(sensor_of(*hinge(frequency_hz=5.0, noise_mps2=0.1, noise_dps=1.0)))
    assert "upper bound" in found["noise_floor_dps"].note


def test_a_rhythm_near_the_top_of_the_spectrum_has_no_harmonics():
    accel, gyro = hinge(frequency_hz=20.0, noise_mps2=0.1, noise_dps=1.0)
    found = measures_of(sensor_of(accel, gyro), peak_hz=20.0)
    assert found["dominant_frequency_hz"].value == pytest.approx(20.0, abs=0.01)
    assert found["harmonic3_ratio"].status is MeasureStatus.NOT_ASSESSABLE


def test_a_single_window_of_shaking_is_read_whole():
    states = [MovementKind.WALKING] * 13 + [MovementKind.REST_SHAKING] + [MovementKind.WALKING] * 13
    found = measures_of(sensor_of(*hinge(frequency_hz=5.0, noise_mps2=0.1, noise_dps=1.0)), states=states)
    assert found["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.05)
    assert found["amplitude_dps"].status in {MeasureStatus.MEASURED, MeasureStatus.NOT_ASSESSABLE}


def test_shaking_whose_samples_are_lost_is_followed_where_it_is_whole_or_not_at_all():
    accel, gyro = hinge(frequency_hz=5.0, noise_mps2=0.1, noise_dps=1.0)
    accel[:] = np.nan
    found = measures_of(sensor_of(accel, gyro))
    assert found["dominant_frequency_hz"].status is not MeasureStatus.MEASURED
    accel, gyro = hinge(frequency_hz=5.0, noise_mps2=0.1, noise_dps=1.0)
    gyro[::300] = np.nan
    short = measures_of(sensor_of(accel, gyro))
    assert short["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.05)
    assert short["half_width_hz"].status is MeasureStatus.NOT_ASSESSABLE
    assert short["amplitude_mm"].status is MeasureStatus.NOT_ASSESSABLE
    assert short["tremor_stability_index_hz"].status is MeasureStatus.NOT_ASSESSABLE


def test_noise_that_a_window_called_shaking_has_no_size_but_a_bound():
    accel, gyro = hinge(frequency_hz=5.0, noise_mps2=0.1, turn_deg=0.0)
    gyro += hinge(frequency_hz=5.0, noise_dps=0.1)[1]
    found = measures_of(sensor_of(accel, gyro))
    assert found["amplitude_dps"].status is MeasureStatus.MEASURED
    assert found["amplitude_mps2"].status in {MeasureStatus.BELOW_NOISE_FLOOR, MeasureStatus.MEASURED}
    assert found["amplitude_mps2"].value < 0.1


def test_rows_have_an_interval_about_their_peak():
    columns = {
        "gyro_peak_hz": np.array([5.0, np.nan]),
        "cycle_hz": np.array([5.02, np.nan]),
        "cycle_frequency_sd_hz": np.array([0.2, np.nan]),
        "gyro_peak_over_background": np.array([80.0, 2.0]),
    }
    low, high = row_frequency_interval(columns, has_gyro=True, criteria=CRITERIA)
    assert low[0] < 5.0 < high[0]
    assert high[0] - low[0] < 0.5
    assert np.isnan([low[1], high[1]]).all()


def test_legs_with_too_little_in_common_are_not_assessable():
    left = hinge(frequency_hz=5.0, noise_dps=0.5, duration_s=8.0)
    right = hinge(frequency_hz=5.0, noise_dps=0.5, duration_s=8.0, seed=4)
    time = TimeBase.regular(800, sampling_rate_hz=100.0)
    pair = (
        sensor_of(*left, id="left", time=time),
        sensor_of(*right, id="right", side=Side.RIGHT, time=time),
    )
    found = measures_of(*pair)
    assert found["bilateral_coherence_ratio"].status is MeasureStatus.NOT_ASSESSABLE
    assert "segments" in found["bilateral_coherence_ratio"].note
    one_sided = (pair[0], sensor_of(None, right[1], id="right", side=Side.RIGHT, time=time))
    assert measures_of(*one_sided)["asymmetry_index_ratio"].status is MeasureStatus.NOT_ASSESSABLE


def test_legs_of_unknown_unit_have_no_asymmetry():
    time = TimeBase.regular(3000, sampling_rate_hz=100.0)
    pair = [
        sensor_of(*hinge(frequency_hz=5.0, noise_dps=0.5, seed=s), id=i, side=side, time=time, scale=None)
        for s, i, side in ((1, "left", Side.LEFT), (2, "right", Side.RIGHT))
    ]
    assert measures_of(*pair, has_unit=False)["asymmetry_index_ratio"].status is MeasureStatus.NOT_ASSESSABLE


def test_a_device_shorter_than_it_says_a_window_of_shaking_gives_no_cycles():
    sensor = sensor_of(*hinge(frequency_hz=5.0, noise_dps=0.5, duration_s=4.0))
    found = measures_of(sensor)
    assert found["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.05)
    assert found["amplitude_dps"].interval is None


def test_a_still_sensor_without_gyroscope_did_not_measure_turning():
    accel, _ = hinge(frequency_hz=5.0, turn_deg=0.0, noise_mps2=0.1)
    found = measures_of(sensor_of(accel, None), states=MovementKind.STILL, over_background=3.0)
    assert found["amplitude_dps"].status is MeasureStatus.NOT_MEASURED
    assert found["amplitude_mps2"].status is MeasureStatus.NOT_FOUND
    weak, _ = hinge(frequency_hz=9.0, turn_deg=0.004, noise_mps2=0.05, duration_s=90.0)
    below = measures_of(sensor_of(weak, None), states=MovementKind.STILL, over_background=3.0)
    assert below["amplitude_dps"].status is MeasureStatus.NOT_MEASURED
    assert below["amplitude_mps2"].status is MeasureStatus.BELOW_NOISE_FLOOR


def test_weak_shaking_in_noise_has_no_stability_index():
    found = measures_of(
        sensor_of(None, hinge(frequency_hz=5.0, turn_deg=0.05, noise_dps=4.0, duration_s=120.0)[1])
    )
    index = found["tremor_stability_index_hz"]
    assert index.status is MeasureStatus.NOT_ASSESSABLE
    assert "dB" in index.note


def test_windows_without_a_quality_have_none():
    sensor = sensor_of(*hinge(frequency_hz=5.0))
    track = track_of(sensor, MovementKind.REST_SHAKING)
    found = compute_measures(
        recording=recording_of(sensor),
        tracks=[track],
        windows=table_of(track, quality=float("nan")),
        bouts=[],
        criteria=CRITERIA,
    )
    quality = next(m for m in found if m.name == "quality_ratio")
    assert quality.status is MeasureStatus.NOT_ASSESSABLE


def test_the_steps_around_a_freezing_are_not_its_trembling():
    sensor = sensor_of(*hinge(frequency_hz=5.0))
    slow = track_of(sensor, MovementKind.FREEZING, peak_hz=1.1)
    assert leading_rhythm(slow, criteria=CRITERIA) is None
    slow.columns["gyro_peak_hz"][5:15] = 5.0
    found = leading_rhythm(slow, criteria=CRITERIA)
    assert found.state is MovementKind.FREEZING
    assert found.near_hz == 5.0
    assert found.rows.sum() == 10
