"""The main use case: what comes out of odd recordings, two legs, unknown units, contradicted tasks."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest

from analysis_makers import a_recording, changed, channels_of, with_numbers
from legato.analyze import analyze, analyze_pair
from legato.errors import InputError, UsageError
from legato.measures.catalog import CATALOG
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.measure import MeasureStatus
from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side, Task
from legato.model.time_base import TimeBase
from legato.model.window_table import COLUMNS
from legato.simulation.act import Act
from legato.simulation.device import Device
from legato.simulation.person import draw_person
from legato.simulation.simulate import simulate_pair, simulate_recording

PERSON = draw_person(3)
SIT = Posture.SITTING
SHAKING = (
    Act(Kind.STILL, 8.0, posture=SIT),
    Act(Kind.REST_SHAKING, 20.0, posture=SIT, frequency_hz=5.0, amplitude_dps=40.0),
)


def leg(*plan, **how):
    return simulate_recording(plan or SHAKING, person=PERSON, **({"seed": 2} | how))[0]


def a_sensor(n, *, id="leg", kinds=(ChannelKind.ACCELERATION,), side=Side.LEFT, **how):
    rng = np.random.default_rng(0)
    time = TimeBase.regular(n, sampling_rate_hz=100.0)
    channels = tuple(
        channel
        for kind in kinds
        for channel in channels_of(rng.standard_normal((n, 3)), kind, sensor=id, time=time, **how)
    )
    return Sensor(id, Placement.ANKLE, side, channels)


def without_unit(recording):
    sensors = tuple(
        replace(s, channels=tuple(replace(c, scale=None) for c in s.channels)) for s in recording.sensors
    )
    return replace(recording, sensors=sensors, channels=tuple(c for s in sensors for c in s.channels))


def only(recording, kind):
    sensors = tuple(replace(s, channels=s.triad(kind)) for s in recording.sensors)
    return replace(recording, sensors=sensors, channels=tuple(c for s in sensors for c in s.channels))


def codes(analysis):
    return [issue.code for issue in analysis.issues]


def measures(analysis):
    return {measure.name: measure for measure in reversed(analysis.measures)}


# Little or nothing to measure


def test_a_recording_shorter_than_a_window_gives_an_empty_table_and_an_issue():
    analysis = analyze(a_recording(a_sensor(399)))
    assert len(analysis.windows) == 0
    assert list(analysis.windows.columns) == list(COLUMNS)
    assert codes(analysis) == ["shorter_than_a_window"]
    assert (analysis.states, analysis.bouts) == ({}, ())
    assert measures(analysis)["dominant_frequency_hz"].status is MeasureStatus.NOT_ASSESSABLE


@pytest.mark.parametrize("n", [0, 1, 2, 399])
def test_hardly_any_samples_crash_nothing_with_pictures_either(n):
    analysis = analyze(a_recording(a_sensor(n)), with_pictures=True)
    assert len(analysis.windows) == 0
    assert (analysis.spectra, analysis.spectrograms, analysis.excerpts) == ((), (), ())


def test_exactly_one_window_is_one_row_one_slot_and_one_bout():
    analysis = analyze(a_recording(a_sensor(400)))
    assert len(analysis.windows) == 1
    assert sum(analysis.states.values()) == pytest.approx(4.0)
    assert [bout.span for bout in analysis.bouts] == [Interval(0.0, 4.0)]
    assert codes(analysis) == []


def test_a_recording_without_a_movement_sensor_says_so_and_measures_nothing():
    emg = channels_of(np.ones((1000, 1)), ChannelKind.EMG, axes="x")
    analysis = analyze(a_recording(Sensor("leg", Placement.ANKLE, Side.LEFT, emg)))
    assert codes(analysis) == ["no_motion_channel"]
    assert len(analysis.windows) == 0
    assert {m.status for m in analysis.measures} == {MeasureStatus.NOT_MEASURED}
    assert {m.name for m in analysis.measures} >= set(CATALOG)


def test_a_recording_without_any_sensor_crashes_nothing():
    analysis = analyze(a_recording())
    assert codes(analysis) == ["no_motion_channel"]


def test_a_recording_of_nan_alone_is_not_assessable():
    recording = changed(leg(), lambda kind, axes: np.full_like(axes, np.nan))
    analysis = analyze(recording, with_pictures=True)
    assert set(analysis.states) == {"not_assessable"}
    assert measures(analysis)["dominant_frequency_hz"].status is MeasureStatus.NOT_ASSESSABLE
    for name in ("frequency_hz", "shaking_score", "freezing_score", "regularity"):
        assert np.isnan(analysis.windows.floats(name)).all(), name


def test_a_stretch_that_repeats_its_last_value_is_not_assessable_and_never_still():
    def held(kind, axes):
        axes = axes.copy()
        axes[1500:2500] = axes[1500]
        return axes

    analysis = analyze(changed(leg(), held))
    inside = (analysis.windows.floats("start_s") >= 15.0) & (analysis.windows.floats("end_s") <= 25.0)
    assert inside.sum() >= 5
    assert set(analysis.windows.text("state")[inside]) == {"not_assessable"}
    assert "rest_shaking" in analysis.states


def test_every_measure_of_the_catalogue_is_there_and_the_leading_one_stands_first():
    analysis = analyze(leg())
    assert analysis.measures[0].name == "dominant_frequency_hz"
    assert {m.name for m in analysis.measures} >= set(CATALOG)


# Time


@pytest.mark.parametrize("step_s", [0.25, 1.0, 3.0, 4.0])
def test_the_seconds_in_states_add_up_to_what_the_windows_cover(step_s):
    recording = leg()
    analysis = analyze(recording, step_s=step_s)
    n_whole = int((recording.duration_s - 4.0 + 1e-9) // step_s)
    assert sum(analysis.states.values()) == pytest.approx(n_whole * step_s + 4.0, abs=0.011)


@pytest.mark.parametrize("step_s", [0.24, 0.0, -1.0, 4.01, float("nan"), float("inf")])
def test_a_step_out_of_range_is_refused_with_the_range(step_s):
    with pytest.raises(UsageError, match="step between windows") as caught:
        analyze(leg(), step_s=step_s)
    assert "0.25 to 4 s" in caught.value.found
    assert caught.value.code == "LEG-E320"


@pytest.mark.parametrize(("longest_s", "step_s"), [(28.0, 1.0), (27.9, 2.0)])
def test_a_recording_longer_than_the_short_ones_is_stepped_through_more_coarsely(longest_s, step_s):
    recording = leg()
    assert recording.duration_s == pytest.approx(28.0)
    analysis = analyze(
        recording, criteria=with_numbers(window__short_recording_s=longest_s * (1 + 1e-9) + 1e-6)
    )
    assert analysis.windows.step_s == step_s


def test_windows_in_a_gap_are_not_assessable_and_those_beside_it_are():
    gap = Interval(12.0, 20.0)
    analysis = analyze(leg(device=Device(gaps=(gap,))))
    start_s, ok = analysis.windows.floats("start_s"), analysis.windows.columns["assessable"]
    inside = (start_s >= gap.start_s) & (start_s + 4.0 <= gap.end_s)
    outside = (start_s + 4.0 < gap.start_s) | (start_s > gap.end_s)
    assert inside.any()
    assert not ok[inside].any()
    assert ok[outside].all()
    assert sum(analysis.states.values()) == pytest.approx(28.0)


def test_bouts_cover_the_windows_without_an_overlap():
    bouts = analyze(leg()).bouts
    assert (bouts[0].span.start_s, bouts[-1].span.end_s) == (0.0, pytest.approx(28.0))
    for first, second in itertools.pairwise(bouts):
        assert first.span.end_s == pytest.approx(second.span.start_s)


# Units and kinds that are not known


@pytest.mark.parametrize("kind", [None, ChannelKind.ACCELERATION, ChannelKind.ANGULAR_VELOCITY])
def test_without_a_unit_the_frequency_is_measured_and_no_amplitude(kind):
    recording = leg() if kind is None else only(leg(), kind)
    analysis = analyze(without_unit(recording))
    found = measures(analysis)
    assert found["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.4)
    for name in ("amplitude_mps2", "amplitude_dps", "amplitude_mm"):
        assert found[name].status in (MeasureStatus.NOT_ASSESSABLE, MeasureStatus.NOT_MEASURED), name
        assert np.isnan(analysis.windows.floats(name)).all(), name
        assert {getattr(bout, name) for bout in analysis.bouts} == {None}


PLANS = {
    "shaking": SHAKING,
    "bounce": (Act(Kind.HEEL_BOUNCE, 20.0, frequency_hz=5.0, amplitude_dps=60.0),),
    "jerk": (
        Act(Kind.STILL, 9.0, posture=SIT),
        Act(Kind.JERK, 1.4, posture=SIT),
        Act(Kind.STILL, 9.0, posture=SIT),
    ),
    "freezing": (Act(Kind.WALKING, 12.0), Act(Kind.FREEZING, 12.0), Act(Kind.WALKING, 6.0)),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_without_a_unit_no_kind_that_asks_for_a_size_is_claimed(plan):
    analysis = analyze(without_unit(leg(*plan)))
    assert not {"rest_shaking", "heel_bounce", "jerk", "freezing", "clonus"} & (
        set(analysis.states) | {bout.state.value for bout in analysis.bouts}
    )
    assert np.isnan(analysis.windows.floats("freezing_score")).all()


def test_one_column_of_which_nothing_is_known_gives_a_frequency_and_says_how():
    one = leg().sensors[0].triad(ChannelKind.ANGULAR_VELOCITY)[0]
    bare = replace(one, kind=ChannelKind.UNKNOWN, axis=None, scale=None)
    analysis = analyze(a_recording(Sensor("leg", Placement.UNKNOWN, Side.UNKNOWN, (bare,))))
    assert measures(analysis)["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.4)
    assert any("of unknown size" in step for step in analysis.provenance.steps)
    assert set(analysis.windows.text("posture")) == {"unknown"}


def test_an_accelerometer_alone_gives_no_degrees():
    analysis = analyze(only(leg(), ChannelKind.ACCELERATION))
    assert np.isnan(analysis.windows.floats("amplitude_dps")).all()
    assert measures(analysis)["amplitude_dps"].status is MeasureStatus.NOT_MEASURED
    assert np.isfinite(analysis.windows.floats("amplitude_mps2")).any()


def test_a_gyroscope_alone_gives_no_acceleration_and_no_millimetres():
    analysis = analyze(only(leg(), ChannelKind.ANGULAR_VELOCITY))
    for name in ("amplitude_mps2", "amplitude_mm", "freezing_score"):
        assert np.isnan(analysis.windows.floats(name)).all(), name
    assert measures(analysis)["dominant_frequency_hz"].value == pytest.approx(5.0, abs=0.4)


# The task


def test_walking_is_noticed_though_the_task_was_to_rest():
    analysis = analyze(leg(Act(Kind.WALKING, 25.0), task=Task.REST))
    assert analysis.states.get("walking", 0.0) > 20.0


def test_the_task_is_used_where_the_movement_does_not_contradict_it():
    shaking = (Act(Kind.REST_SHAKING, 20.0, posture=SIT, frequency_hz=5.0, amplitude_dps=40.0),)
    assert "rest_shaking" in analyze(leg(*shaking, task=Task.REST)).states
    assert "rest_shaking" not in analyze(leg(*shaking, task=Task.STAND)).states
    assert set(analyze(leg(*shaking, task=Task.LIE)).windows.text("posture")) == {"lying"}


# Several sensors, two legs


def pair(**how):
    plan = (Act(Kind.REST_SHAKING, 20.0, posture=SIT, frequency_hz=5.0, amplitude_dps=40.0),)
    (left, _), (right, _) = simulate_pair(plan, person=PERSON, seed=4, task=Task.REST, **how)
    return left, right


def tapped(recording, *, shift_s=0.0):
    """Add three taps to the accelerometer, as both legs would feel them."""

    def tap(kind, axes):
        if kind is ChannelKind.ACCELERATION:
            for tap_s in (2.0, 3.1, 4.7):
                first = round((tap_s - shift_s) * 100.0)
                axes[first : first + 4, 0] += 150.0
        return axes

    return changed(recording, tap)


def test_each_sensor_has_its_rows_and_the_seconds_are_those_of_the_leading_one():
    left, right = a_sensor(1000, id="a"), a_sensor(800, id="b", side=Side.RIGHT)
    analysis = analyze(a_recording(left, right))
    assert analysis.windows.text("sensor").tolist() == ["a"] * 7 + ["b"] * 5
    assert sum(analysis.states.values()) == pytest.approx(10.0)


def test_a_sensor_without_motion_beside_one_with_motion_is_left_away():
    emg = channels_of(np.ones((1000, 1)), ChannelKind.EMG, axes="x", sensor="emg")
    analysis = analyze(a_recording(a_sensor(1000), Sensor("emg", Placement.ANKLE, Side.LEFT, emg)))
    assert set(analysis.windows.text("sensor")) == {"leg"}


def test_a_leg_that_lacks_an_axis_beside_a_whole_one_is_left_out_and_named():
    two = channels_of(np.ones((1000, 2)), ChannelKind.ACCELERATION, axes="xy", sensor="other")
    analysis = analyze(a_recording(a_sensor(1000), Sensor("other", Placement.ANKLE, Side.RIGHT, two)))
    assert set(analysis.windows.text("sensor")) == {"leg"}
    assert [(i.code, i.where) for i in analysis.issues] == [("sensor_left_out", "other")]


def test_a_leg_that_lacks_an_axis_alone_is_analysed_without_sizes():
    two = channels_of(np.ones((1000, 2)), ChannelKind.ACCELERATION, axes="xy", sensor="other")
    analysis = analyze(a_recording(Sensor("other", Placement.ANKLE, Side.RIGHT, two)))
    assert "sensor_left_out" not in codes(analysis)
    assert len(analysis.windows) == 7


def test_two_legs_with_taps_have_phase_and_coherence_assessed():
    left, right = pair()
    analysis = analyze_pair(tapped(left), tapped(right))
    found = measures(analysis)
    assert "alignment_unknown" not in codes(analysis)
    assert found["bilateral_coherence_ratio"].status is MeasureStatus.MEASURED
    assert set(analysis.windows.text("side")) == {"left", "right"}


def test_two_legs_whose_clocks_may_differ_have_neither_phase_nor_coherence():
    analysis = analyze_pair(*pair())
    assert "alignment_unknown" in codes(analysis)
    found = measures(analysis)
    for name in ("bilateral_coherence_ratio", "bilateral_phase_deg", "bilateral_delay_ms"):
        assert found[name].value is None, name


def test_two_legs_in_different_tasks_are_refused():
    left, right = pair()
    with pytest.raises(InputError, match="different tasks"):
        analyze_pair(left, replace(right, task=Task.STAND))


# What is told besides


def test_settings_and_version_of_the_knowledge_stand_in_the_provenance():
    analysis = analyze(leg(task=Task.REST), step_s=2.0)
    told = dict(analysis.provenance.settings)
    assert (told["task"], told["step_s"]) == ("rest", "2")
    assert told["knowledge"]
    assert analysis.provenance.is_simulated


def test_criteria_given_by_the_caller_decide():
    strict = with_numbers(state__claim=1.01)
    assert "rest_shaking" not in analyze(leg(task=Task.REST), criteria=strict).states


def test_progress_runs_over_all_sensors_and_never_back():
    shares = []
    analyze(a_recording(a_sensor(1000, id="a"), a_sensor(1000, id="b")), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_progress_may_cancel():
    class Stop(Exception):
        pass

    def stop(share):
        raise Stop

    with pytest.raises(Stop):
        analyze(leg(), progress=stop)


@pytest.mark.parametrize(("limit", "is_clipped"), [(2.2, True), (9.0, False)])
def test_windows_clipped_at_the_range_of_the_device_are_not_assessable(limit, is_clipped):
    t = np.arange(2000) / 100.0
    swing = np.clip(4.0 * np.sin(2.0 * np.pi * 5.0 * t), -limit, limit)
    channels = channels_of(np.stack([swing, 0.1 * swing, 0 * t], axis=1), ChannelKind.ANGULAR_VELOCITY)
    analysis = analyze(a_recording(Sensor("leg", Placement.ANKLE, Side.LEFT, channels)))
    assert (set(analysis.states) == {"not_assessable"}) is is_clipped


def test_samples_of_any_real_dtype_are_analysed():
    def as_counts(channel):
        return replace(
            channel,
            samples=ArraySamples(np.round(channel.samples.array / 0.001).astype(np.int32)),
            scale=0.001,
        )

    recording = leg(task=Task.REST)
    sensors = tuple(replace(s, channels=tuple(map(as_counts, s.channels))) for s in recording.sensors)
    counts = replace(recording, sensors=sensors, channels=tuple(c for s in sensors for c in s.channels))
    plain, whole = analyze(recording), analyze(counts)
    assert whole.measures[0].value == pytest.approx(plain.measures[0].value, abs=0.01)


@pytest.mark.parametrize(("placement", "is_told"), [(Placement.WRIST, True), (Placement.ANKLE, False)])
def test_a_sensor_away_from_the_legs_is_told_that_names_of_states_are_a_guess(placement, is_told):
    sensor = replace(a_sensor(1000), placement=placement)
    recording = a_recording(sensor)
    assert ("not_at_a_leg" in {issue.code for issue in analyze(recording).issues}) is is_told


@pytest.mark.parametrize("rate_hz", [2.0, 7.0, 11.0, 20.4, 26.0])
def test_a_slow_sensor_of_which_the_noise_rises_to_its_last_bin_is_analysed(rate_hz):
    rng = np.random.default_rng(1)
    noise = 0.01 * rng.standard_normal((1000, 3))
    noise[1:] -= noise[:-1].copy()
    time = TimeBase.regular(1000, sampling_rate_hz=rate_hz)
    channels = channels_of(noise + np.array([0, 0, 9.81]), ChannelKind.ACCELERATION, sensor="leg", time=time)
    found = analyze(a_recording(Sensor("leg", Placement.ANKLE, Side.LEFT, tuple(channels))))
    assert {m.name for m in found.measures} >= {"dominant_frequency_hz", "noise_floor_mps2"}


@pytest.mark.parametrize(
    ("rate_hz", "gravity_mps2"), [(5.0, 9.81), (100.0, 0.0)], ids=["too slow to see shaking", "dead"]
)
def test_a_sensor_that_can_show_no_shaking_is_never_still(rate_hz, gravity_mps2):
    time = TimeBase.regular(int(60 * rate_hz), sampling_rate_hz=rate_hz)
    noise = np.random.default_rng(1).normal(0.0, 0.3 if gravity_mps2 else 0.0, (3, time.n_samples))
    channels = tuple(
        Channel(f"accel_{axis}", ChannelKind.ACCELERATION, axis, "box", ArraySamples(row), time)
        for axis, row in zip("xyz", np.add(noise, [[0.0], [0.0], [gravity_mps2]]), strict=True)
    )
    recording = Recording(
        channels,
        (Sensor("box", Placement.ANKLE, Side.LEFT, channels),),
        Provenance("made", "", "memory", "0"),
        duration_s=60.0,
    )
    assert set(analyze(recording).states) == {"not_assessable"}


def test_an_acceleration_that_holds_no_gravity_is_taken_as_linear_and_keeps_its_rhythm():
    time = TimeBase.regular(3000, sampling_rate_hz=100.0)
    swing = 2.0 * np.sin(2.0 * np.pi * 5.0 * np.arange(3000) / 100.0)
    noise = np.random.default_rng(2).normal(0.0, 0.02, (3, 3000))
    channels = tuple(
        Channel(f"accel_{axis}", ChannelKind.ACCELERATION, axis, "box", ArraySamples(row), time)
        for axis, row in zip("xyz", np.add(noise, [swing, 0.1 * swing, 0.0 * swing]), strict=True)
    )
    recording = Recording(
        channels,
        (Sensor("box", Placement.ANKLE, Side.LEFT, channels),),
        Provenance("made", "", "memory", "0"),
        duration_s=30.0,
        task=Task.REST,
    )
    found = analyze(recording)
    assert any("no gravity" in step for step in found.provenance.steps)
    assert found.states == {"rest_shaking": 30.0}
    assert found.measures[0].value == pytest.approx(5.0, abs=0.02)
