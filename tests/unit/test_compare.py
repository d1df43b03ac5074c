"""What changed between two analyses, against the minimum detectable change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legato.compare import Verdict, compare_analyses
from legato.errors import InputError
from legato.knowledge.load import load_criteria
from legato.measures.compute import compute_measures
from legato.model.analysis import Analysis
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind
from legato.model.recording import Side, Task
from measure_recordings import hinge, recording_of, sensor_of, table_of, track_of

CRITERIA = load_criteria()


def analysis_of(
    *, turn_deg=1.0, frequency_hz=5.0, state=MovementKind.REST_SHAKING, side=Side.LEFT, task=Task.REST, seed=0
):
    accel, gyro = hinge(
        frequency_hz=frequency_hz, turn_deg=turn_deg, noise_mps2=0.05, noise_dps=0.5, seed=seed
    )
    sensor = sensor_of(accel, gyro, side=side)
    recording = recording_of(sensor, task=task)
    loud = 50.0 if turn_deg else 3.0
    track = track_of(sensor, state, over_background=loud, peak_hz=frequency_hz)
    windows = table_of(track)
    measures = compute_measures(
        recording=recording, tracks=[track], windows=windows, bouts=[], criteria=CRITERIA
    )
    return Analysis(recording, windows, {}, (), measures, (), recording.provenance)


def changes(a, b, **options):
    return {c.name: c for c in compare_analyses(a, b, criteria=CRITERIA, **options).changes}


def test_a_fall_to_a_quarter_is_a_change_and_a_fall_to_half_is_none():
    before = analysis_of()
    assert changes(before, analysis_of(turn_deg=0.25))["amplitude_dps"].verdict is Verdict.LOWER
    half = changes(before, analysis_of(turn_deg=0.5))["amplitude_dps"]
    assert half.verdict is Verdict.WITHIN_DOUBT
    assert half.log10_ratio == pytest.approx(-0.301, abs=0.01)
    assert half.least_detectable == pytest.approx(0.48)


def test_a_frequency_has_changed_when_its_intervals_are_apart():
    before = analysis_of()
    higher = changes(before, analysis_of(frequency_hz=6.0))["dominant_frequency_hz"]
    assert higher.verdict is Verdict.HIGHER
    assert higher.difference == pytest.approx(1.0, abs=0.02)
    assert changes(analysis_of(frequency_hz=6.0), before)["dominant_frequency_hz"].verdict is Verdict.LOWER
    assert changes(before, analysis_of(seed=0))["dominant_frequency_hz"].verdict is Verdict.WITHIN_DOUBT


def test_shaking_that_came_or_went_is_named_so():
    quiet = analysis_of(turn_deg=0.0, state=MovementKind.STILL)
    assert quiet.measures[0].status is MeasureStatus.NOT_FOUND
    assert changes(analysis_of(), quiet)["dominant_frequency_hz"].verdict is Verdict.VANISHED
    assert changes(quiet, analysis_of())["dominant_frequency_hz"].verdict is Verdict.APPEARED
    assert changes(quiet, quiet)["dominant_frequency_hz"].verdict is Verdict.NOT_COMPARABLE


def test_rhythms_of_different_states_are_not_compared():
    found = compare_analyses(analysis_of(), analysis_of(state=MovementKind.HEEL_BOUNCE), criteria=CRITERIA)
    by_name = {c.name: c for c in found.changes}
    assert by_name["dominant_frequency_hz"].verdict is Verdict.NOT_COMPARABLE
    assert "state" in found.differs_in


def test_another_task_side_or_person_is_refused():
    a = analysis_of()
    for other in (analysis_of(task=Task.STAND), analysis_of(side=Side.RIGHT)):
        with pytest.raises(InputError, match="same"):
            compare_analyses(a, other, criteria=CRITERIA)
    stranger = replace(a, recording=replace(a.recording, subject="p2"))
    with pytest.raises(InputError, match="same"):
        compare_analyses(a, stranger, criteria=CRITERIA)


def test_an_analysis_without_a_moving_sensor_is_refused():
    a = analysis_of()
    empty = replace(a, measures=())
    with pytest.raises(InputError, match="no sensor"):
        compare_analyses(a, empty, criteria=CRITERIA)


def test_four_own_repeats_replace_the_default_yardstick():
    repeats = [analysis_of(turn_deg=t) for t in (1.0, 1.02, 0.98, 1.01)]
    found = compare_analyses(analysis_of(), analysis_of(turn_deg=0.5), criteria=CRITERIA, baseline=repeats)
    by_name = {c.name: c for c in found.changes}
    assert found.yardstick == "own_repeats"
    assert by_name["amplitude_dps"].least_detectable < 0.05
    assert by_name["amplitude_dps"].verdict is Verdict.LOWER
    few = compare_analyses(analysis_of(), analysis_of(turn_deg=0.5), criteria=CRITERIA, baseline=repeats[:3])
    assert few.yardstick == "default"


def test_what_describes_the_recording_is_left_out_and_what_has_no_yardstick_says_so():
    found = changes(analysis_of(), analysis_of(turn_deg=0.9))
    assert "noise_floor_dps" not in found
    assert found["regularity_ratio"].verdict is Verdict.NO_YARDSTICK


def test_an_unknown_subject_and_a_simulation_weaken_the_comparison():
    a = analysis_of()
    unknown = replace(a, recording=replace(a.recording, subject=None))
    found = compare_analyses(a, unknown, criteria=CRITERIA)
    assert set(found.differs_in) == {"subject_unknown", "simulated"}
