"""Examining a session of EMG: every muscle told, in the order of laboratories, and what is missing with its reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legato.errors import InputError, MissingChannelError
from legato.examine_emg import EmgPlan, examine_battery, examine_coherence, examine_muscles, examine_session
from legato.io.task_file import tasks_from_annotations
from legato.model.burst import MusclePattern
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.emg_examination import MuscleExamination
from legato.model.emg_task import EmgTask, EmgTaskKind
from legato.model.interval import Interval
from legato.model.orthostatic_answer import OrthostaticPattern
from legato.model.recording import Recording
from legato.simulation.battery_session import simulate_session
from legato.simulation.orthostatic_emg import Standing, simulate_orthostatic
from legato.simulation.tremor_emg import simulate_bursts


@pytest.fixture(scope="module")
def tremor() -> Recording:
    muscles = ("ta_left", "gas_left", "ta_right")
    return simulate_bursts(seed=2, duration_s=16.0, muscles=muscles, sampling_rate_hz=1000.0).recording


def _changed(recording: Recording, change: dict[str, Channel]) -> Recording:
    sensors = tuple(
        replace(sensor, channels=tuple(change.get(channel.name, channel) for channel in sensor.channels))
        for sensor in recording.sensors
    )
    channels = tuple(change.get(channel.name, channel) for channel in recording.channels)
    return replace(recording, channels=channels, sensors=sensors)


def _flat(channel: Channel) -> Channel:
    return replace(channel, samples=ArraySamples(np.zeros(channel.n_samples)))


def _muscle(recording: Recording, name: str, **given: object) -> MuscleExamination:
    examined = examine_muscles(recording, **given)  # type: ignore[arg-type]
    return next(one for one in examined.stretches[0].muscles if one.channel == name)


def test_every_burst_of_every_muscle_is_found_and_the_rhythm_told(tremor: Recording) -> None:
    examined = examine_muscles(tremor)
    assert [stretch.span for stretch in examined.stretches] == [Interval(0.0, 16.0)]
    for muscle in examined.stretches[0].muscles:
        assert muscle.train is not None
        assert muscle.rhythm is not None
        assert len(muscle.train.bursts) == pytest.approx(80, abs=2)
        assert muscle.train.measures
        assert muscle.rhythm.frequency_hz == pytest.approx(5.0, abs=0.1)
        assert muscle.searched_s == pytest.approx(16.0)


def test_muscles_of_one_side_are_compared_unless_two_are_named(tremor: Recording) -> None:
    by_side = examine_muscles(tremor).stretches[0].pairs
    assert [(pair.first, pair.second) for pair in by_side] == [("emg_ta_left", "emg_gas_left")]
    assert by_side[0].pattern is MusclePattern.ALTERNATING
    named = EmgPlan(antagonists=("emg_ta_right", "emg_ta_left"))
    across = examine_muscles(tremor, plan=named).stretches[0].pairs
    assert [(pair.first, pair.second) for pair in across] == [("emg_ta_left", "emg_ta_right")]


def test_only_the_asked_stretch_is_searched(tremor: Recording) -> None:
    muscle = _muscle(tremor, "emg_ta_left", spans=[Interval(4.0, 8.0)])
    assert muscle.searched_s == pytest.approx(4.0, abs=0.01)
    assert muscle.train is not None
    assert all(4.0 <= burst.span.start_s < 8.0 for burst in muscle.train.bursts)
    assert len(muscle.train.bursts) == pytest.approx(20, abs=2)


def test_a_muscle_that_cannot_be_searched_is_told_and_the_others_go_on(tremor: Recording) -> None:
    broken = _changed(tremor, {"emg_gas_left": _flat(tremor.channel("emg_gas_left"))})
    flat, whole = _muscle(broken, "emg_gas_left"), _muscle(broken, "emg_ta_left")
    assert flat.train is None
    assert flat.rhythm is None
    assert flat.reason
    assert whole.train is not None
    assert not whole.reason
    assert examine_muscles(broken).stretches[0].pairs == ()


def test_a_session_without_a_usable_muscle_is_refused(tremor: Recording) -> None:
    broken = _changed(tremor, {channel.name: _flat(channel) for channel in tremor.channels})
    with pytest.raises(InputError) as refused:
        examine_muscles(broken)
    assert refused.value.code == "LEG-E996"
    assert "emg_ta_left" in refused.value.found


def test_a_recording_without_emg_lists_what_there_is(tremor: Recording) -> None:
    unknown = {channel.name: replace(channel, kind=ChannelKind.UNKNOWN) for channel in tremor.channels}
    with pytest.raises(MissingChannelError) as refused:
        examine_muscles(_changed(tremor, unknown))
    assert "emg_ta_left (unknown)" in refused.value.found


def test_a_channel_of_unknown_kind_is_searched_once_it_is_named(tremor: Recording) -> None:
    unknown = {channel.name: replace(channel, kind=ChannelKind.UNKNOWN) for channel in tremor.channels}
    muscle = _muscle(_changed(tremor, unknown), "emg_ta_left", plan=EmgPlan(names=("emg_ta_left",)))
    assert muscle.train is not None
    assert muscle.train.bursts


def test_clonus_is_measured_only_where_it_is_asked_for(tremor: Recording) -> None:
    asked = _muscle(tremor, "emg_ta_left", spans=[Interval(2.0, 8.0)], with_clonus=True)
    beats = {measure.name: measure for measure in asked.clonus}["clonus_beats_count"]
    assert beats.value == pytest.approx(30, abs=1)
    assert "hand-derived; unvalidated on the leg" in beats.note
    assert _muscle(tremor, "emg_ta_left").clonus == ()


def test_coherence_needs_two_channels(tremor: Recording) -> None:
    with pytest.raises(MissingChannelError):
        examine_coherence(tremor, names=["emg_ta_left"])
    pairs = examine_coherence(tremor, names=["emg_ta_left", "emg_gas_left"]).coherence
    assert [(pair.first, pair.second) for pair in pairs] == [("emg_ta_left", "emg_gas_left")]


def test_tasks_stand_in_the_order_of_laboratories(tremor: Recording) -> None:
    tasks = [
        EmgTask(EmgTaskKind.TAP_1HZ, Interval(0.0, 4.0)),
        EmgTask(EmgTaskKind.POSTURE, Interval(4.0, 8.0)),
        EmgTask(EmgTaskKind.STRETCH, Interval(8.0, 12.0)),
        EmgTask(EmgTaskKind.REST, Interval(12.0, 16.0)),
    ]
    examined = examine_session(tremor, tasks)
    assert [stretch.task for stretch in examined.stretches] == ["rest", "posture", "tap_1hz", "stretch"]
    assert [bool(stretch.muscles[0].clonus) for stretch in examined.stretches] == [False, False, False, True]
    assert len(examined.coherence) == 3
    assert examined.orthostatic is None
    assert examined.battery is None


def test_a_session_without_tasks_is_one_stretch(tremor: Recording) -> None:
    examined = examine_session(tremor, [])
    assert [(stretch.task, stretch.span.end_s) for stretch in examined.stretches] == [("", 16.0)]


def test_items_of_the_battery_that_were_not_done_stay_open(tremor: Recording) -> None:
    rest = [EmgTask(EmgTaskKind.REST, Interval(0.0, 16.0))]
    battery = examine_battery(tremor, rest, tremor="emg_ta_left").battery
    assert battery is not None
    assert len(battery.items) == 10
    assert not battery.is_complete
    assert battery.reaches_cutoff is None


def test_the_battery_names_the_channels_when_one_is_not_there(tremor: Recording) -> None:
    with pytest.raises(MissingChannelError) as refused:
        examine_battery(tremor, [], tremor="emg_soleus_left")
    assert "emg_ta_left" in refused.value.found


@pytest.mark.parametrize(
    ("standing", "pattern"),
    [
        ("fast", OrthostaticPattern.FAST),
        ("slow", OrthostaticPattern.SLOW),
        ("irregular", OrthostaticPattern.IRREGULAR_BURSTS),
        ("none", OrthostaticPattern.NOTHING_FOUND),
    ],
)
def test_the_legs_on_standing_are_told(standing: Standing, pattern: OrthostaticPattern) -> None:
    recording = simulate_orthostatic(
        seed=3, standing=standing, task_s=(15.0, 30.0, 15.0, 15.0), sampling_rate_hz=1000.0
    ).recording
    examined = examine_session(recording, tasks_from_annotations(recording.annotations))
    assert examined.orthostatic is not None
    assert examined.orthostatic.pattern is pattern


@pytest.mark.parametrize(("kind", "reaches"), [("organic", False), ("functional", True)])
def test_the_battery_reaches_its_cutoff_where_the_signs_are_there(kind: str, reaches: bool) -> None:
    recording = simulate_session(seed=4, kind=kind, sampling_rate_hz=1000.0).recording  # type: ignore[arg-type]
    tasks = tasks_from_annotations(recording.annotations)
    battery = examine_battery(recording, tasks, tremor="emg_ta_left", tap="tap_right").battery
    assert battery is not None
    assert battery.reaches_cutoff is reaches
