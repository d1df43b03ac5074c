"""Short bursts of a sleeping leg: found to the sample, never across a gap, none in noise."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.events.twitches import find_short_bursts
from legato.knowledge.load import load_criteria
from legato.model.burst import Burst
from legato.model.time_base import Run, TimeBase

CRITERIA = load_criteria()


def _find(emg_uv: NDArray[np.float64], *, rate_hz: float, time: TimeBase | None = None) -> tuple[Burst, ...]:
    clock = time or TimeBase.regular(len(emg_uv), sampling_rate_hz=rate_hz)
    return find_short_bursts(
        emg_uv.astype(np.float32),
        resting_uv=np.full(max(1, len(emg_uv) // 1024), 2.0),
        cell=1024,
        time=clock,
        channel="LAT",
        criteria=CRITERIA,
    )


def _emg(
    starts_s: NDArray[np.float64], lengths_s: NDArray[np.float64], *, rate_hz: float, n: int
) -> NDArray[np.float64]:
    random = np.random.default_rng(4)
    time_s = np.arange(n) / rate_hz
    size_uv = np.full(n, 1.5)
    for start_s, length_s in zip(starts_s, lengths_s, strict=True):
        size_uv[(time_s >= start_s) & (time_s < start_s + length_s)] = 60.0
    return size_uv * random.choice([-1.0, 1.0], size=n) * random.uniform(0.6, 1.4, size=n)


@pytest.mark.parametrize("rate_hz", [199.7, 256.0, 499.99, 512.0, 1000.0])
def test_bursts_are_found_at_their_times(rate_hz: float) -> None:
    starts_s = np.arange(3.0, 290.0, 3.1)
    lengths_s = np.linspace(0.08, 0.95, len(starts_s))
    found = _find(_emg(starts_s, lengths_s, rate_hz=rate_hz, n=int(300 * rate_hz)), rate_hz=rate_hz)
    assert len(found) == len(starts_s)
    onset_error_s = np.array([one.span.start_s for one in found]) - starts_s
    length_error_s = np.array([one.span.duration_s for one in found]) - lengths_s
    assert np.median(np.abs(onset_error_s)) < 1.0 / rate_hz + 1e-9
    assert np.max(np.abs(onset_error_s)) < 0.011
    assert np.max(np.abs(length_error_s)) < 0.021
    assert all(one.peak_uv > 50 and one.area_uvs > 0 and not one.is_cut for one in found)


def test_shorter_and_longer_ones_are_left_out() -> None:
    emg_uv = _emg(np.array([5.0, 10.0, 15.0]), np.array([0.02, 1.2, 0.5]), rate_hz=512.0, n=512 * 20)
    assert [round(one.span.start_s, 1) for one in _find(emg_uv, rate_hz=512.0)] == [15.0]


def test_a_burst_never_bridges_lost_samples() -> None:
    emg_uv = _emg(np.array([5.0]), np.array([0.6]), rate_hz=512.0, n=512 * 10)
    emg_uv[int(5.28 * 512) : int(5.29 * 512)] = np.nan
    first, second = _find(emg_uv, rate_hz=512.0)
    assert first.is_cut
    assert second.is_cut
    assert first.span.end_s <= 5.28
    assert second.span.start_s >= 5.29


def test_a_burst_never_bridges_a_leap_of_the_clock() -> None:
    emg_uv = _emg(np.array([5.0]), np.array([0.6]), rate_hz=512.0, n=512 * 10)
    leap = int(5.3 * 512)
    clock = TimeBase(len(emg_uv), 512.0, (Run(0, 0.0, 512.0), Run(leap, 100.0, 512.0)))
    first, second = _find(emg_uv, rate_hz=512.0, time=clock)
    assert first.span.end_s < 5.31
    assert second.span.start_s >= 100.0
    assert second.is_cut


def test_noise_and_an_unknown_resting_level_give_nothing() -> None:
    noise = np.random.default_rng(1).normal(size=512 * 600) * 2.5
    assert _find(noise, rate_hz=512.0) == ()
    emg_uv = _emg(np.array([5.0]), np.array([0.6]), rate_hz=512.0, n=512 * 10)
    clock = TimeBase.regular(len(emg_uv), sampling_rate_hz=512.0)
    unknown = find_short_bursts(
        emg_uv, resting_uv=np.full(5, np.nan), cell=1024, time=clock, channel="x", criteria=CRITERIA
    )
    assert unknown == ()


def test_no_samples_give_nothing() -> None:
    assert _find(np.empty(0), rate_hz=512.0) == ()
