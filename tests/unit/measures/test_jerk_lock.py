"""Jerk-locked averages: a known spike and a known slow negativity are found, and nothing is found in EEG alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.jerk_lock import compute_jerk_averages
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.jerk_average import JerkAverage, JerkTriggers, JerkWindow
from legato.model.measure import MeasureStatus
from legato.model.recording import Recording
from legato.model.time_base import Run, TimeBase
from legato.simulation.emg_session import SimulatedEmg
from legato.simulation.myoclonus import Cortical, simulate_myoclonus

CRITERIA = load_criteria()
RATE_HZ = {JerkWindow.CORTICAL: 1000.0, JerkWindow.READINESS: 250.0}


def _simulate(cortical: Cortical, window: JerkWindow, *, seed: int = 1, n_jerks: int = 60) -> SimulatedEmg:
    return simulate_myoclonus(
        seed=seed, n_jerks=n_jerks, cortical=cortical, sampling_rate_hz=RATE_HZ[window], muscles=("ta_left",)
    )


def _triggers(times_s: tuple[float, ...]) -> JerkTriggers:
    return JerkTriggers("emg_ta_left", times_s, 0.5, len(times_s), 0, 0)


def _average(
    made: SimulatedEmg,
    window: JerkWindow = JerkWindow.CORTICAL,
    *,
    name: str = "Cz",
    times_s: tuple[float, ...] | None = None,
    spans: tuple[Interval, ...] | None = None,
) -> JerkAverage:
    (average,) = compute_jerk_averages(
        made.recording,
        triggers=_triggers(made.truth.jerks_s if times_s is None else times_s),
        names=[name],
        window=window,
        criteria=CRITERIA,
        spans=spans,
    )
    return average


def _with_eeg(recording: Recording, eeg: Channel) -> Recording:
    def swapped(channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        return tuple(eeg if channel.kind is ChannelKind.EEG else channel for channel in channels)

    sensors = tuple(replace(sensor, channels=swapped(sensor.channels)) for sensor in recording.sensors)
    return replace(recording, channels=swapped(recording.channels), sensors=sensors)


def _changed(made: SimulatedEmg, volts: np.ndarray, *, time: TimeBase | None = None) -> SimulatedEmg:
    eeg = made.recording.channel("Cz")
    other = Channel("Cz", ChannelKind.EEG, None, eeg.sensor, ArraySamples(volts), time or eeg.time)
    return SimulatedEmg(_with_eeg(made.recording, other), made.truth)


@pytest.mark.parametrize("seed", range(4))
def test_a_spike_before_the_jerk_is_dated_within_2_ms(seed: int) -> None:
    lead, size = _average(_simulate("spike", JerkWindow.CORTICAL, seed=seed)).measures
    assert lead.status is size.status is MeasureStatus.MEASURED
    assert lead.value is not None
    assert lead.value == pytest.approx(35.0, abs=2.0)
    assert lead.interval is not None
    assert lead.interval[0] <= lead.value <= lead.interval[1]
    assert size.value == pytest.approx(10.0, abs=4.0)
    assert "supports a cortical origin" in lead.note
    assert "within the 25 to 45 ms told for a leg" in lead.note


def test_a_spike_outside_what_is_told_for_a_leg_is_noted_as_such() -> None:
    made = simulate_myoclonus(seed=2, n_jerks=80, lead_ms=20.0, sampling_rate_hz=1000.0, muscles=("ta_left",))
    lead = _average(made).measures[0]
    assert lead.value == pytest.approx(20.0, abs=2.0)
    assert "outside the 25 to 45 ms" in lead.note


@pytest.mark.parametrize("window", list(JerkWindow))
def test_eeg_alone_shows_nothing(window: JerkWindow) -> None:
    found = [_average(_simulate("none", window, seed=seed), window).measures[0].status for seed in range(10)]
    assert set(found) <= {MeasureStatus.MEASURED, MeasureStatus.NOT_FOUND}
    assert found.count(MeasureStatus.NOT_FOUND) >= 9


@pytest.mark.parametrize("seed", range(3))
def test_a_readiness_potential_is_found_with_its_onset(seed: int) -> None:
    made = _simulate("readiness", JerkWindow.READINESS, seed=seed, n_jerks=45)
    average = _average(made, JerkWindow.READINESS)
    onset, height = average.measures
    assert onset.status is height.status is MeasureStatus.MEASURED
    assert made.truth.lead_ms is not None
    assert onset.value == pytest.approx(-made.truth.lead_ms / 1000.0, abs=0.5)
    assert onset.interval is not None
    assert onset.interval[0] <= -made.truth.lead_ms / 1000.0 <= onset.interval[1]
    assert height.value is not None
    assert height.value < -3.0
    assert average.limit < 0.0
    assert "supports a functional origin" in onset.note


def test_a_negativity_of_the_last_half_second_is_no_readiness_potential() -> None:
    made = _simulate("none", JerkWindow.READINESS, n_jerks=45)
    volts = made.recording.channel("Cz").read()
    for jerk_s in made.truth.jerks_s:
        jerk = round(jerk_s * 250.0)
        volts[jerk - 75 : jerk] -= 30e-6 * np.linspace(0.0, 1.0, 75)
    onset = _average(_changed(made, volts), JerkWindow.READINESS).measures[0]
    assert onset.status is MeasureStatus.NOT_FOUND
    assert "outside the -2 to -0.8 s" in onset.note


def test_a_rise_that_ends_at_the_edge_of_the_window_is_no_peak() -> None:
    made = _simulate("none", JerkWindow.CORTICAL)
    volts = made.recording.channel("Cz").read()
    for jerk_s in made.truth.jerks_s:
        jerk = round(jerk_s * 1000.0)
        volts[jerk - 60 : jerk] += 60e-6 * np.linspace(0.0, 1.0, 60)
    lead = _average(_changed(made, volts)).measures[0]
    assert lead.status is MeasureStatus.NOT_FOUND
    assert "no positive peak in the window" in lead.note


@pytest.mark.parametrize(("window", "fewest"), [(JerkWindow.CORTICAL, 50), (JerkWindow.READINESS, 40)])
def test_one_jerk_too_few_is_told_with_the_number(window: JerkWindow, fewest: int) -> None:
    made = _simulate("spike" if window is JerkWindow.CORTICAL else "readiness", window)
    times_s = made.truth.jerks_s[1 : fewest + 1]
    enough = _average(made, window, times_s=times_s)
    assert enough.measures[0].status is not MeasureStatus.NOT_ASSESSABLE
    short = _average(made, window, times_s=times_s[:-1])
    assert {measure.status for measure in short.measures} == {MeasureStatus.NOT_ASSESSABLE}
    assert f"{fewest - 1} clean jerks, at least {fewest} are needed" in short.measures[0].note
    assert np.isnan(short.limit)
    assert np.isfinite(short.mean).all()


@pytest.mark.parametrize(("n", "mean", "sem"), [(0, False, False), (1, True, False), (2, True, True)])
def test_the_average_of_few_jerks(n: int, mean: bool, sem: bool) -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    average = _average(made, times_s=made.truth.jerks_s[:n])
    assert average.n_epochs == n
    assert np.isfinite(average.mean).all() == mean
    assert np.isfinite(average.sem).all() == sem


def test_artefacts_lost_samples_and_edges_are_left_out_and_counted() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    jerks = made.truth.jerks_s
    volts = made.recording.channel("Cz").read()
    volts[round(1000 * jerks[3]) - 50] += 400e-6
    volts[round(1000 * jerks[5]) + 50] += 400e-6  # behind the jerk: stays
    volts[round(1000 * jerks[7]) + 50] = np.nan
    average = _average(_changed(made, volts), times_s=(0.05, *jerks, made.recording.duration_s + 5.0))
    assert (average.n_triggers, average.n_rejected, average.n_incomplete) == (62, 1, 3)
    assert average.n_epochs == 58
    assert average.measures[0].value == pytest.approx(35.0, abs=2.0)


def test_an_epoch_never_bridges_a_gap_of_the_clock() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    volts = made.recording.channel("Cz").read()
    cut = round(1000.0 * made.truth.jerks_s[30]) - 40
    clock = TimeBase(len(volts), 1000.0, (Run(0, 0.0, 1000.0), Run(cut, cut / 1000.0 + 7.0, 1000.0)))
    times_s = tuple(at_s + (7.0 if k >= 30 else 0.0) for k, at_s in enumerate(made.truth.jerks_s))
    average = _average(_changed(made, volts, time=clock), times_s=times_s)
    assert (average.n_epochs, average.n_incomplete) == (59, 1)
    assert average.measures[0].value == pytest.approx(35.0, abs=2.0)


def test_a_channel_without_a_unit_or_too_slow_is_not_searched() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    eeg = made.recording.channel("Cz")
    unknown = Channel("Cz", ChannelKind.EEG, None, eeg.sensor, ArraySamples(eeg.read()), eeg.time, scale=None)
    average = _average(SimulatedEmg(_with_eeg(made.recording, unknown), made.truth))
    assert average.measures[0].status is MeasureStatus.NOT_ASSESSABLE
    assert "unit of the channel is not known" in average.measures[0].note
    slow = TimeBase.regular(len(eeg.read()[::10]), sampling_rate_hz=100.0)
    lead = _average(_changed(made, eeg.read()[::10], time=slow)).measures[0]
    assert lead.status is MeasureStatus.NOT_ASSESSABLE
    assert "100 Hz is too slow" in lead.note


def test_emg_is_rectified_and_averaged_and_never_searched() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    average = _average(made, name="emg_ta_left")
    assert average.measures == ()
    assert average.unit == "uV"
    assert "rectified" in average.preparation
    at_s = average.time_s[np.argmax(average.mean)]
    assert 0.0 <= at_s <= 0.05
    assert abs(average.mean[average.time_s <= -0.1].mean()) < 1e-6


def test_random_times_are_drawn_from_the_spans_and_results_repeat() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    whole, again = _average(made), _average(made)
    half = _average(made, spans=(Interval(0.0, made.recording.duration_s / 2.0),))
    assert whole.limit == again.limit
    assert half.limit != whole.limit
    assert half.n_epochs == whole.n_epochs


def test_a_stretch_shorter_than_an_epoch_holds_none() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    volts = made.recording.channel("Cz").read()
    late = 20
    clock = TimeBase(
        len(volts),
        1000.0,
        (Run(0, 0.0, 1000.0), Run(len(volts) - late, made.recording.duration_s + 1.0, 1000.0)),
    )
    average = _average(_changed(made, volts, time=clock), times_s=(made.recording.duration_s + 1.01,))
    assert (average.n_epochs, average.n_incomplete) == (0, 1)


def test_a_channel_of_another_kind_is_averaged_as_recorded() -> None:
    made = _simulate("spike", JerkWindow.CORTICAL)
    eeg = made.recording.channel("Cz")
    moved = replace(eeg, kind=ChannelKind.ACCELERATION, axis="x", recorded_unit="m/s^2")
    average = _average(SimulatedEmg(_with_eeg(made.recording, moved), made.truth))
    assert average.measures == ()
    assert average.preparation == "as recorded, not filtered"
    assert np.nanmax(np.abs(average.mean)) < 1e-3
