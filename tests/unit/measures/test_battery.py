"""The items of the battery but tapping, the sum and its words, and how seldom noise is positive."""

from __future__ import annotations

import numpy as np
import pytest

from battery_makers import Float64, channel_of, emg_of, taps_at, task_of, wandering_sine
from legato.knowledge.load import load_criteria
from legato.measures.battery import BATTERY_ITEMS, battery_words, compute_battery
from legato.model.battery import Battery, BatteryChannels, ItemStatus
from legato.model.channel import ChannelKind
from legato.model.emg_task import EmgTaskKind
from legato.model.measure import MeasureStatus

CRITERIA = load_criteria()
RATE_HZ = 250.0
POSTURE = task_of(EmgTaskKind.POSTURE, 0, 30)


def _noise(values: Float64, seed: int = 0) -> Float64:
    return values + 0.2 * np.random.default_rng(seed).normal(size=len(values))


def _ballistic(*, left: float, n_paused: int, n_trials: int = 12) -> Battery:
    """30 s of posture, then quick movements every 4 s in which the tremor shrinks to a share for 0.5 s."""
    duration_s = 30 + 4 * n_trials + 4
    tremor = wandering_sine(duration_s, rate_hz=RATE_HZ, frequency_hz=6.0, seed=1)
    starts_s = 34.0 + 4.0 * np.arange(n_trials)
    time_s = np.arange(len(tremor)) / RATE_HZ
    for start_s in starts_s[:n_paused]:
        tremor[(time_s >= start_s - 0.05) & (time_s < start_s + 0.55)] *= left
    tap = taps_at(starts_s, duration_s=duration_s, rate_hz=RATE_HZ)
    channels = BatteryChannels(
        channel_of(tremor + 0.05 * np.random.default_rng(2).normal(size=len(tremor)), rate_hz=RATE_HZ),
        channel_of(tap, rate_hz=RATE_HZ, name="tap"),
    )
    tasks = [POSTURE, task_of(EmgTaskKind.BALLISTIC, 31, duration_s)]
    return compute_battery(channels, tasks, criteria=CRITERIA)


@pytest.mark.parametrize(
    ("left", "n_paused", "expected"),
    [
        (0.1, 12, ItemStatus.POSITIVE),
        (0.1, 6, ItemStatus.POSITIVE),
        (0.1, 5, ItemStatus.NEGATIVE),
        (0.65, 12, ItemStatus.NEGATIVE),
        (1.0, 12, ItemStatus.NEGATIVE),
    ],
)
def test_ballistic_pause(left: float, n_paused: int, expected: ItemStatus) -> None:
    assert _ballistic(left=left, n_paused=n_paused).item("ballistic").status is expected


def test_nine_quick_movements_are_too_few() -> None:
    assert _ballistic(left=0.1, n_paused=9, n_trials=9).item("ballistic").status is ItemStatus.NOT_ASSESSABLE


def _onsets(*, coactivated: bool) -> Battery:
    """Six times: 5 s quiet, 5 s tremor; both muscles tense 400 ms before, or not."""
    tremor = wandering_sine(60, rate_hz=1000, frequency_hz=6.0, seed=3)
    time_s = np.arange(len(tremor)) / 1000
    within_s = time_s % 10
    tremor[within_s < 5] = 0
    muscle_uv = np.where(within_s >= 5, 20.0, 0.0)
    if coactivated:
        muscle_uv[(within_s >= 4.6) & (within_s < 5)] = 20.0
    muscles = tuple(
        channel_of(emg_of(muscle_uv, seed=k), rate_hz=1000, kind=ChannelKind.EMG, name=f"m{k}")
        for k in (1, 2)
    )
    noisy = tremor + 0.03 * np.random.default_rng(0).normal(size=len(tremor))
    channels = BatteryChannels(channel_of(noisy, rate_hz=1000), muscles=muscles)
    return compute_battery(channels, [task_of(EmgTaskKind.POSTURE, 0, 60)], criteria=CRITERIA)


def test_coactivation_before_the_onset() -> None:
    assert _onsets(coactivated=True).item("coactivation").status is ItemStatus.POSITIVE
    assert _onsets(coactivated=False).item("coactivation").status is ItemStatus.NEGATIVE


def _bilateral(first: Float64, second: Float64) -> Battery:
    channels = BatteryChannels(
        channel_of(_noise(first, 1), rate_hz=RATE_HZ),
        other_tremor=channel_of(_noise(second, 2), rate_hz=RATE_HZ, name="other"),
    )
    return compute_battery(channels, [POSTURE], criteria=CRITERIA)


def test_coherence_of_both_sides() -> None:
    one = wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=6.0, seed=1, wander_hz=0.3)
    delayed = np.roll(one, 10)
    other = wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=7.6, seed=2, wander_hz=0.1)
    assert _bilateral(one, delayed).item("coherence").status is ItemStatus.POSITIVE
    assert _bilateral(one, other).item("coherence").status is ItemStatus.NEGATIVE
    assert _bilateral(one, one).item("coherence").status is ItemStatus.NOT_ASSESSABLE
    assert "crosstalk" in _bilateral(one, one).item("coherence").reason


def _loaded(*, amplitude: float, frequency_hz: float) -> Battery:
    before = wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=8.0, seed=1)
    after = amplitude * wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=frequency_hz, seed=2)
    channels = BatteryChannels(channel_of(_noise(np.concatenate([before, after])), rate_hz=RATE_HZ))
    tasks = [POSTURE, task_of(EmgTaskKind.LOAD, 30, 60, load_kg=1.0)]
    return compute_battery(channels, tasks, criteria=CRITERIA)


@pytest.mark.parametrize(("amplitude", "expected"), [(1.6, ItemStatus.POSITIVE), (1.1, ItemStatus.NEGATIVE)])
def test_growth_with_a_weight(amplitude: float, expected: ItemStatus) -> None:
    assert _loaded(amplitude=amplitude, frequency_hz=7.8).item("loading").status is expected


@pytest.mark.parametrize(
    ("frequency_hz", "words"),
    [(7.7, "central"), (6.4, "mechanical rhythm does"), (7.0, "can't be told apart")],
)
def test_fall_of_the_frequency_with_a_weight(frequency_hz: float, words: str) -> None:
    measures = {one.name: one for one in _loaded(amplitude=1.0, frequency_hz=frequency_hz).measures}
    shift = measures["load_frequency_shift_hz"]
    assert shift.value == pytest.approx(frequency_hz - 8.0, abs=0.12)
    assert words in shift.note
    assert measures["expected_mechanical_ratio"].value == pytest.approx(0.859, abs=0.001)


def test_distraction_index_with_its_interval() -> None:
    rest = wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=5.0, seed=1)
    channels = BatteryChannels(channel_of(_noise(np.concatenate([rest, 2.0 * rest])), rate_hz=RATE_HZ))
    tasks = [task_of(EmgTaskKind.REST, 0, 30), task_of(EmgTaskKind.COUNT, 30, 60)]
    measures = {one.name: one for one in compute_battery(channels, tasks, criteria=CRITERIA).measures}
    found = measures["distraction_index_log10"]
    assert found.value == pytest.approx(np.log10(4.0), abs=0.05)
    assert "grows" in found.note


def test_nothing_done_is_never_a_zero() -> None:
    channels = BatteryChannels(channel_of(np.zeros(1000), rate_hz=RATE_HZ))
    battery = compute_battery(channels, [], criteria=CRITERIA)
    assert tuple(item.id for item in battery.items) == BATTERY_ITEMS
    assert {item.status for item in battery.items} == {ItemStatus.NOT_MEASURED}
    assert battery.reaches_cutoff is None
    assert battery_words(battery).startswith("None of 10 items could be scored")
    assert {one.status for one in battery.measures} == {MeasureStatus.NOT_MEASURED}


def test_a_sum_of_some_items_is_a_lower_bound_with_the_warning() -> None:
    battery = _ballistic(left=0.1, n_paused=12)
    words = battery_words(battery)
    assert battery.points == 1
    assert words.startswith("At least 1 of 10 points (1 of 10 items could be scored)")
    assert "can't be told" in words
    assert "unvalidated on the leg" in words
    assert "red flags" in words


def test_noise_is_seldom_positive() -> None:
    random = np.random.default_rng(8)
    kinds = {
        EmgTaskKind.TAP_1HZ: 30,
        EmgTaskKind.TAP_3HZ: 45,
        EmgTaskKind.TAP_5HZ: 60,
        EmgTaskKind.BALLISTIC: 75,
    }
    tasks = [POSTURE, *(task_of(kind, start, start + 15) for kind, start in kinds.items())]
    tasks.append(task_of(EmgTaskKind.LOAD, 90, 120))
    positives = dict.fromkeys(BATTERY_ITEMS, 0)
    for _ in range(20):
        noise = [channel_of(random.normal(size=12000), rate_hz=100, name=f"c{k}") for k in range(3)]
        channels = BatteryChannels(noise[0], tap=noise[1], other_tremor=noise[2])
        for item in compute_battery(channels, tasks, criteria=CRITERIA).items:
            positives[item.id] += item.status is ItemStatus.POSITIVE
    assert max(positives.values()) <= 1
