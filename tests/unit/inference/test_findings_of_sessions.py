"""Whole sessions of a simulated person: what is found is what the person did, and what was not seen is not called away."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from analysis_makers import changed
from finding_makers import (
    BOUNCES,
    LIE,
    STANDS,
    STANDS_TREMBLING,
    WALKS,
    absent_in,
    analysed,
    found_in,
    held_out,
    present_in,
    quiet,
    record,
    trembling,
)
from legato.analyze import analyze
from legato.inference.findings import derive_findings
from legato.model.analysis import Analysis
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Recording, Side, Task
from triage_makers import shared_library

OF_RHYTHM = {
    f"measure:{code}" for code in ("f_0_3", "f_3_7", "f_7_9", "f_7_12", "f_8_12", "f_10_13", "f_13_18")
}


def orthostatic() -> tuple[Analysis, ...]:
    return (
        analysed(STANDS_TREMBLING, Task.STAND),
        analysed(quiet(), Task.REST),
        analysed(WALKS, Task.WALK),
    )


def both_legs(left: Recording, right: Recording) -> Analysis:
    """Analyse two simulated legs as one recording of one clock."""
    channels, sensors = [], []
    for name, one in (("left", left), ("right", right)):
        sensor = one.sensors[0]
        made = tuple(replace(c, name=f"{name}_{c.name}", sensor=name) for c in sensor.channels)
        channels += made
        sensors.append(replace(sensor, id=name, channels=made))
    return analyze(replace(left, channels=tuple(channels), sensors=tuple(sensors)), with_pictures=True)


def test_no_recording_gives_no_finding():
    assert derive_findings([], library=shared_library()) == ()


def test_fast_tremor_on_standing_and_a_quiet_leg_in_sitting_and_walking():
    present = present_in(*orthostatic())
    assert {"measure:f_13_18", "activation:standing", "activation:standing_only"} <= present
    assert {"measure:regular", "symptom:tremor"} <= present
    assert present & OF_RHYTHM == {"measure:f_13_18"}
    assert "measure:no_f_13_18" in absent_in(*orthostatic())


def test_standing_alone_needs_sitting_and_walking_as_well():
    for some in itertools.combinations(orthostatic(), 2):
        assert found_in(*some)["activation:standing_only"].presence == "unknown"


def test_a_tremor_of_one_resting_leg():
    left = analysed(trembling(side=Side.LEFT), Task.REST, seed=3, side=Side.LEFT)
    right = analysed(trembling(side=Side.LEFT), Task.REST, seed=3, side=Side.RIGHT)
    present = present_in(left, right)
    assert {"activation:rest", "measure:f_3_7", "measure:regular", "side:unilateral"} <= present
    assert not {"side:bilateral", "side:asymmetric", "activation:standing_only"} & present
    assert {"activation:standing_only", "measure:f_13_18"} & absent_in(left, right) == {
        "activation:standing_only"
    }


def test_both_legs_that_shake_alike_are_not_one_leg():
    legs = [analysed(trembling(), Task.REST, seed=3, side=side) for side in (Side.LEFT, Side.RIGHT)]
    assert "side:bilateral" in present_in(*legs)
    assert {"side:unilateral", "side:asymmetric"} <= absent_in(*legs)


def test_one_leg_that_shakes_far_more_is_clearly_more():
    legs = [
        analysed(trembling(dps=dps), Task.REST, seed=3, side=side)
        for side, dps in ((Side.LEFT, 12.0), (Side.RIGHT, 80.0))
    ]
    assert "side:asymmetric" in present_in(*legs)
    assert "side:bilateral" in absent_in(*legs)


def test_fast_standing_tremor_beats_in_both_legs_at_once_and_rest_tremor_in_each_by_itself():
    stand = [record(STANDS_TREMBLING, Task.STAND, seed=3, side=side) for side in (Side.LEFT, Side.RIGHT)]
    rest = [record(trembling(), Task.REST, seed=5, side=side) for side in (Side.LEFT, Side.RIGHT)]
    assert found_in(both_legs(*stand))["measure:coherent_LR"].presence == "present"
    assert found_in(both_legs(*rest))["measure:not_coherent_LR"].presence == "present"


def test_a_bouncing_heel_with_the_toes_down_that_stops_when_asked():
    found = found_in(analysed(BOUNCES, Task.TOES_ON_FLOOR), analysed(quiet(30.0), Task.STOP))
    present = {code for code, one in found.items() if one.presence == "present"}
    assert {"activation:seated_toes_floor", "modulation:stops_on_request", "measure:f_3_7"} <= present
    assert not {"sign:clonus", "sign:clonus_sustained", "symptom:tremor", "activation:rest"} & present
    assert found["modulation:stops_on_request"].recording == "toes_on_floor.csv, stop.csv"


def test_a_tremor_that_goes_on_when_asked_to_stop_does_not_stop_on_request():
    found = found_in(analysed(trembling(), Task.REST), analysed(trembling(), Task.STOP))
    assert found["modulation:stops_on_request"].presence == "absent"


@pytest.mark.parametrize(("loaded_hz", "shifts"), [(6.2, True), (7.8, False)])
def test_a_weight_slows_the_leg_or_leaves_it(loaded_hz, shifts):
    found = found_in(analysed(held_out(8.0), Task.LEG_OUT), analysed(held_out(loaded_hz), Task.WEIGHT))
    expected = ("present", "absent") if shifts else ("absent", "present")
    assert (found["measure:load_shift"].presence, found["measure:no_load_shift"].presence) == expected
    assert "hand-derived; unvalidated on the leg" in found["measure:load_shift"].reason


def test_a_weight_on_the_other_leg_says_nothing():
    found = found_in(
        analysed(held_out(8.0), Task.LEG_OUT), analysed(held_out(6.0), Task.WEIGHT, side=Side.LEFT)
    )
    assert found["measure:load_shift"].presence == "unknown"
    assert "the same leg" in found["measure:load_shift"].reason


@pytest.mark.parametrize(
    ("count_dps", "code", "other"),
    [
        (120.0, "modulation:more_with_mental_load", "modulation:distractible"),
        (6.0, "modulation:distractible", "modulation:more_with_mental_load"),
    ],
)
def test_counting_backwards_makes_it_larger_or_smaller(count_dps, code, other):
    found = found_in(analysed(trembling(), Task.REST), analysed(trembling(dps=count_dps), Task.COUNT))
    assert (found[code].presence, found[other].presence) == ("present", "absent")


def test_a_tremor_of_the_same_size_is_neither_larger_nor_smaller_in_counting():
    found = found_in(analysed(trembling(), Task.REST), analysed(trembling(), Task.COUNT))
    assert found["modulation:more_with_mental_load"].presence == "absent"
    assert found["modulation:distractible"].presence == "absent"


def still() -> tuple[Analysis, ...]:
    return (
        analysed(quiet(), Task.REST),
        analysed(STANDS, Task.STAND),
        analysed(quiet(posture=LIE), Task.LIE),
        analysed(WALKS, Task.WALK),
        analysed(quiet(40.0), Task.COUNT),
        analysed(quiet(40.0), Task.TOES_ON_FLOOR),
    )


def test_a_leg_that_was_still_is_said_to_be_quiet_and_nothing_reassuring():
    assert present_in(*still()) <= {"measure:below_noise", "measure:no_f_13_18"}
    assert "measure:below_noise" in present_in(*still())
    assert absent_in(*still()) <= {"measure:f_13_18"}


def test_a_leg_that_shakes_elsewhere_is_not_below_the_noise():
    assert "measure:below_noise" in absent_in(*still(), analysed(trembling(), Task.REST))


def test_shaking_in_one_recording_wins_over_a_quiet_one_and_the_reason_says_so():
    quiet_stand = analysed(STANDS, Task.STAND, seed=5)
    found = found_in(quiet_stand, analysed(STANDS_TREMBLING, Task.STAND), analysed(trembling(), Task.REST))
    assert found["activation:standing"].presence == "present"
    assert "what was seen once counts as there" in found["activation:standing"].reason


def clipped(recording: Recording) -> Recording:
    """Give the recording of a gyroscope whose range ends far below the movement."""
    limit_radps = np.radians(6.0)

    def cut(kind, axes):
        return np.clip(axes, -limit_radps, limit_radps) if kind is ChannelKind.ANGULAR_VELOCITY else axes

    cut_off = changed(recording, cut)
    sensors = []
    for sensor in cut_off.sensors:
        channels = tuple(
            replace(c, valid_range=(-limit_radps, limit_radps))
            if c.kind is ChannelKind.ANGULAR_VELOCITY
            else c
            for c in sensor.channels
        )
        sensors.append(replace(sensor, channels=channels))
    return replace(
        cut_off, sensors=tuple(sensors), channels=tuple(c for sensor in sensors for c in sensor.channels)
    )


@pytest.mark.parametrize("how", ["slow", "very_slow", "short", "clipped", "full_of_gaps", "held"])
def test_a_poor_recording_says_nothing_and_says_why(how):
    plan, task = trembling(), Task.REST
    if how in ("slow", "very_slow"):
        analysis = analyze(record(plan, task, rate_hz=20.0 if how == "slow" else 15.0))
    else:
        recording = record(plan, task)
        if how == "short":
            recording = changed(recording, lambda kind, axes: axes, first=1000, behind=2500)
        elif how == "clipped":
            recording = clipped(recording)
        elif how == "full_of_gaps":
            recording = changed(recording, lambda kind, axes: _with_gaps(axes))
        else:
            recording = changed(recording, lambda kind, axes: np.broadcast_to(axes[:1], axes.shape).copy())
        analysis = analyze(replace(recording, provenance=replace(recording.provenance, source_name="x.csv")))
    found = found_in(analysis)
    assert {one.presence for one in found.values()} == {"unknown"}
    assert all(one.reason for one in found.values())
    assert any(word in found["activation:rest"].reason for word in ("needed", "assessed", "0 s"))


def _with_gaps(axes: np.ndarray) -> np.ndarray:
    holed = axes.copy()
    for first in range(0, len(axes), 200):
        holed[first : first + 120] = np.nan
    return holed


def test_a_sensor_at_the_wrist_says_nothing_of_a_leg():
    recording = record(trembling(), Task.REST)
    sensors = tuple(replace(sensor, placement=Placement.WRIST) for sensor in recording.sensors)
    found = found_in(analyze(replace(recording, sensors=sensors)))
    assert {one.presence for one in found.values()} == {"unknown"}


@pytest.mark.parametrize("gain", [0.7, 1.4])
def test_gain_and_shift_leave_the_findings_alone(gain):
    for plan, task in ((trembling(), Task.REST), (STANDS_TREMBLING, Task.STAND)):
        recording = record(plan, task)

        def louder(kind, axes):
            still_axes = np.nanmean(axes, axis=0) if kind is ChannelKind.ACCELERATION else 0.0
            return still_axes + gain * (axes - still_axes)

        base = presences(analyze(recording))
        assert presences(analyze(changed(recording, louder))) == base
        assert presences(analyze(changed(recording, lambda kind, axes: axes, first=150))) == base


def presences(analysis: Analysis) -> dict[str, str]:
    return {code: one.presence for code, one in found_in(analysis).items()}


def test_the_order_of_the_recordings_does_not_matter():
    some = [*orthostatic(), analysed(trembling(), Task.REST, seed=3)]
    base = {code: one.presence for code, one in found_in(*some).items()}
    assert {code: one.presence for code, one in found_in(*reversed(some)).items()} == base
