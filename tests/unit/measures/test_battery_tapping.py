"""Tapping performance, entrainment, shift and suppression: positives, negatives, near misses, noise."""

from __future__ import annotations

import numpy as np
import pytest

from battery_makers import channel_of, taps_at, task_of, wandering_sine
from legato.knowledge.load import load_criteria
from legato.measures.battery import compute_battery
from legato.measures.battery_tapping import tapping_item
from legato.model.battery import Battery, BatteryChannels, ItemStatus
from legato.model.channel import Channel, ChannelKind
from legato.model.emg_task import EmgTaskKind
from legato.model.interval import Interval

CRITERIA = load_criteria()
RATE_HZ = 250.0
WHOLE = (Interval(0.0, 15.0),)


def _tapping(tap: Channel | None, kind: EmgTaskKind = EmgTaskKind.TAP_3HZ) -> ItemStatus:
    return tapping_item(kind, tap, spans=WHOLE, criteria=CRITERIA).status


def _regular_taps(rate_hz: float, *, cv: float = 0.03, seed: int = 1) -> Channel:
    random = np.random.default_rng(seed)
    intervals_s = random.normal(size=int(20 * rate_hz))
    intervals_s = (1.0 + cv * (intervals_s - intervals_s.mean()) / intervals_s.std()) / rate_hz
    times_s = 0.2 + np.cumsum(intervals_s)
    return channel_of(
        taps_at(times_s[times_s < 14.8], duration_s=15, rate_hz=RATE_HZ), rate_hz=RATE_HZ, name="tap"
    )


@pytest.mark.parametrize("kind", [EmgTaskKind.TAP_1HZ, EmgTaskKind.TAP_3HZ, EmgTaskKind.TAP_5HZ])
def test_tapping_that_keeps_the_metronome_is_negative(kind: EmgTaskKind) -> None:
    rate_hz = {EmgTaskKind.TAP_1HZ: 1.0, EmgTaskKind.TAP_3HZ: 3.0, EmgTaskKind.TAP_5HZ: 5.0}[kind]
    item = tapping_item(kind, _regular_taps(rate_hz), spans=WHOLE, criteria=CRITERIA)
    assert item.status is ItemStatus.NEGATIVE
    found = item.evidence[0]
    assert found.value == pytest.approx(rate_hz, rel=0.02)
    assert found.interval is not None
    assert found.interval[0] <= rate_hz <= found.interval[1] * 1.02


@pytest.mark.parametrize(
    ("tapped_hz", "expected"),
    [
        (3.27, ItemStatus.NEGATIVE),
        (3.36, ItemStatus.POSITIVE),
        (2.73, ItemStatus.NEGATIVE),
        (2.65, ItemStatus.POSITIVE),
    ],
)
def test_a_tenth_beside_the_metronome_is_the_limit(tapped_hz: float, expected: ItemStatus) -> None:
    assert _tapping(_regular_taps(tapped_hz, cv=0.01)) is expected


@pytest.mark.parametrize(("cv", "expected"), [(0.12, ItemStatus.NEGATIVE), (0.19, ItemStatus.POSITIVE)])
def test_a_scatter_of_fifteen_percent_is_the_limit(cv: float, expected: ItemStatus) -> None:
    assert _tapping(_regular_taps(3.0, cv=cv)) is expected


def test_a_smooth_up_and_down_counts_once_a_cycle() -> None:
    tap = channel_of(
        wandering_sine(15, rate_hz=RATE_HZ, frequency_hz=3.0, seed=3, wander_hz=0.02), rate_hz=RATE_HZ
    )
    assert _tapping(tap) is ItemStatus.NEGATIVE


def test_noise_in_the_tapping_channel_is_no_tapping() -> None:
    random = np.random.default_rng(5)
    for kind in (ChannelKind.ACCELERATION, ChannelKind.FORCE):
        for rate_hz in (100.0, 250.0, 1000.0):
            noise = channel_of(random.normal(size=int(15 * rate_hz)), rate_hz=rate_hz, kind=kind)
            assert _tapping(noise) is ItemStatus.NOT_ASSESSABLE
    emg = channel_of(random.normal(size=15000) * 1e-5, rate_hz=1000.0, kind=ChannelKind.EMG)
    assert _tapping(emg) is ItemStatus.NOT_ASSESSABLE


def test_a_slow_channel_and_few_taps_give_no_answer() -> None:
    slow = channel_of(np.sin(np.arange(15 * 50) / 3.0), rate_hz=50.0)
    assert _tapping(slow) is ItemStatus.NOT_ASSESSABLE
    few = channel_of(taps_at(np.array([2.0, 5.0, 8.0]), duration_s=15, rate_hz=RATE_HZ), rate_hz=RATE_HZ)
    assert _tapping(few, EmgTaskKind.TAP_1HZ) is ItemStatus.NOT_ASSESSABLE


def test_a_task_that_was_not_done_is_not_measured() -> None:
    assert _tapping(None) is ItemStatus.NOT_MEASURED
    item = tapping_item(EmgTaskKind.TAP_1HZ, _regular_taps(1.0), spans=(), criteria=CRITERIA)
    assert item.status is ItemStatus.NOT_MEASURED


def _battery(during: np.ndarray, tap: np.ndarray | None, *, frequency_hz: float = 6.0) -> Battery:
    """30 s of posture with a tremor at 6 Hz, then 15 s of tapping at 3 Hz with what is given."""
    random = np.random.default_rng(11)
    before = wandering_sine(30, rate_hz=RATE_HZ, frequency_hz=frequency_hz, seed=1)
    values = np.concatenate([before, during]) + 0.3 * random.normal(size=len(before) + len(during))
    silent = 0.05 * random.normal(size=len(before))
    channels = BatteryChannels(
        channel_of(values, rate_hz=RATE_HZ),
        None if tap is None else channel_of(np.concatenate([silent, tap]), rate_hz=RATE_HZ, name="tap"),
    )
    tasks = [task_of(EmgTaskKind.POSTURE, 0, 30), task_of(EmgTaskKind.TAP_3HZ, 30, 45)]
    return compute_battery(channels, tasks, criteria=CRITERIA)


TAPS = taps_at(0.2 + np.arange(43) / 3.0, duration_s=15, rate_hz=RATE_HZ)


def test_a_tremor_that_keeps_its_frequency_is_negative() -> None:
    during = wandering_sine(15, rate_hz=RATE_HZ, frequency_hz=6.2, seed=2)
    battery = _battery(during, TAPS, frequency_hz=6.5)
    assert battery.item("rhythm_3hz").status is ItemStatus.NEGATIVE


def test_a_tremor_that_takes_on_the_tapping_is_entrained() -> None:
    time_s = np.arange(len(TAPS)) / RATE_HZ
    item = _battery(np.sin(2 * np.pi * 3.0 * time_s), TAPS, frequency_hz=4.6).item("rhythm_3hz")
    assert item.status is ItemStatus.POSITIVE
    assert "coherent" in item.reason


def test_a_tremor_at_the_double_of_the_tapping_is_entrained() -> None:
    time_s = np.arange(len(TAPS)) / RATE_HZ
    item = _battery(np.sin(2 * np.pi * 6.0 * time_s), TAPS, frequency_hz=6.7).item("rhythm_3hz")
    assert item.status is ItemStatus.POSITIVE
    assert "coherent" in item.reason


def test_without_a_tapping_channel_a_move_to_the_tapping_cannot_be_told() -> None:
    time_s = np.arange(len(TAPS)) / RATE_HZ
    item = _battery(np.sin(2 * np.pi * 6.0 * time_s), None, frequency_hz=6.7).item("rhythm_3hz")
    assert item.status is ItemStatus.NOT_ASSESSABLE


def test_a_tremor_that_already_was_at_the_double_is_not_called_entrained() -> None:
    time_s = np.arange(len(TAPS)) / RATE_HZ
    item = _battery(np.sin(2 * np.pi * 6.0 * time_s), TAPS, frequency_hz=6.1).item("rhythm_3hz")
    assert item.status is ItemStatus.NEGATIVE


@pytest.mark.parametrize(("moved_hz", "expected"), [(8.3, ItemStatus.POSITIVE), (7.3, ItemStatus.NEGATIVE)])
def test_a_shift_by_more_than_one_hertz_is_pathological(moved_hz: float, expected: ItemStatus) -> None:
    during = wandering_sine(15, rate_hz=RATE_HZ, frequency_hz=moved_hz, seed=4, wander_hz=0.05)
    assert _battery(during, TAPS, frequency_hz=6.6).item("rhythm_3hz").status is expected


@pytest.mark.parametrize(("left", "expected"), [(0.4, ItemStatus.POSITIVE), (0.62, ItemStatus.NEGATIVE)])
def test_a_fall_of_the_amplitude_to_half_is_suppression(left: float, expected: ItemStatus) -> None:
    during = left * wandering_sine(15, rate_hz=RATE_HZ, frequency_hz=6.5, seed=6)
    assert _battery(during, TAPS, frequency_hz=6.5).item("rhythm_3hz").status is expected


def test_tapping_that_shakes_the_sensor_is_not_taken_for_entrainment() -> None:
    during = wandering_sine(15, rate_hz=RATE_HZ, frequency_hz=6.9, seed=7) + 4.0 * TAPS
    item = _battery(during, TAPS, frequency_hz=7.0).item("rhythm_3hz")
    assert item.status is ItemStatus.NEGATIVE


def test_without_tremor_there_is_nothing_to_entrain() -> None:
    random = np.random.default_rng(9)
    values = random.normal(size=int(45 * RATE_HZ))
    channels = BatteryChannels(channel_of(values, rate_hz=RATE_HZ))
    tasks = [task_of(EmgTaskKind.POSTURE, 0, 30), task_of(EmgTaskKind.TAP_3HZ, 30, 45)]
    item = compute_battery(channels, tasks, criteria=CRITERIA).item("rhythm_3hz")
    assert item.status is ItemStatus.NOT_ASSESSABLE
