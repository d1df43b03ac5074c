"""The orthostatic protocol: fast, slow, bursts, nothing, no answer."""

from __future__ import annotations

import numpy as np
import pytest

from battery_makers import channel_of, task_of, wandering_sine
from legato.knowledge.load import load_criteria
from legato.measures.orthostatic_protocol import examine_orthostatic
from legato.model.burst import Burst
from legato.model.emg_task import EmgTaskKind
from legato.model.interval import Interval
from legato.model.orthostatic_answer import OrthostaticAnswer, OrthostaticPattern

CRITERIA = load_criteria()
TASKS = [task_of(EmgTaskKind.SIT, 0, 30), task_of(EmgTaskKind.STAND, 30, 90)]


def _examine(
    frequency_hz: float | None,
    *,
    seated: float = 0.0,
    rate_hz: float = 250.0,
    late_s: float = 0.0,
    bursts: list[Burst] | None = None,
    seed: int = 1,
) -> OrthostaticAnswer:
    n = int(90 * rate_hz)
    rhythm = np.zeros(n)
    if frequency_hz is not None:
        rhythm = wandering_sine(90, rate_hz=rate_hz, frequency_hz=frequency_hz, seed=seed, wander_hz=0.05)[:n]
        rhythm[: int(30 * rate_hz)] *= seated
        rhythm[int(30 * rate_hz) : int((30 + late_s) * rate_hz)] *= seated
    random = np.random.default_rng(seed)
    legs = [
        channel_of(np.roll(rhythm, 3 * k) + 0.4 * random.normal(size=n), rate_hz=rate_hz, name=f"leg{k}")
        for k in range(2)
    ]
    return examine_orthostatic(legs, TASKS, bursts=bursts, criteria=CRITERIA)


@pytest.mark.parametrize(
    ("frequency_hz", "pattern"),
    [
        (13.3, OrthostaticPattern.FAST),
        (16.0, OrthostaticPattern.FAST),
        (12.6, OrthostaticPattern.SLOW),
        (6.0, OrthostaticPattern.SLOW),
        (20.0, OrthostaticPattern.CANNOT_TELL),
        (None, OrthostaticPattern.NOTHING_FOUND),
    ],
)
def test_pattern_by_frequency(frequency_hz: float | None, pattern: OrthostaticPattern) -> None:
    assert _examine(frequency_hz).pattern is pattern


def test_measures_of_a_fast_rhythm() -> None:
    answer = _examine(15.0, late_s=10.0)
    named = {one.name: one for one in answer.measures}
    assert "absent seated" in answer.reason
    assert named["orthostatic_latency_s"].value == pytest.approx(10.0, abs=0.3)
    assert named["battery_coherence_ratio"].value is not None
    assert named["battery_coherence_ratio"].value > 0.5


def test_a_rhythm_that_is_there_seated_is_not_orthostatic() -> None:
    assert _examine(15.0, seated=1.0).pattern is OrthostaticPattern.CANNOT_TELL


def test_a_slow_channel_gives_no_answer() -> None:
    assert _examine(15.0, rate_hz=80.0).pattern is OrthostaticPattern.CANNOT_TELL


@pytest.mark.parametrize(
    ("length_s", "pattern"),
    [(0.05, OrthostaticPattern.IRREGULAR_BURSTS), (0.2, OrthostaticPattern.NOTHING_FOUND)],
)
def test_irregular_bursts(length_s: float, pattern: OrthostaticPattern) -> None:
    starts_s = np.sort(np.random.default_rng(1).uniform(30, 89, size=60))
    bursts = [Burst(Interval(float(s), float(s) + length_s), "leg0", 30.0, 1.0) for s in starts_s]
    assert _examine(None, bursts=bursts).pattern is pattern


def test_noise_is_seldom_a_rhythm() -> None:
    found = [_examine(None, seed=seed).pattern for seed in range(40)]
    assert sum(one is not OrthostaticPattern.NOTHING_FOUND for one in found) <= 2
