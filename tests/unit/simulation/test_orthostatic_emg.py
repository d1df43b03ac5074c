import numpy as np
import pytest

from legato.errors import UsageError
from legato.simulation.orthostatic_emg import simulate_orthostatic

SHORT = (6.0, 20.0, 8.0, 10.0)


def _rectified(session, channel: str, task: str) -> np.ndarray:
    mark = next(one for one in session.recording.annotations if one.text == f"task:{task}")
    signal = session.recording.channel(channel).read() * 1e6
    return np.abs(signal[round(mark.start_s * 2000) : round((mark.start_s + mark.duration_s) * 2000)])


def _peak_hz(rectified: np.ndarray) -> float:
    power = np.abs(np.fft.rfft(rectified - rectified.mean())) ** 2
    hz = np.fft.rfftfreq(len(rectified), 1 / 2000.0)
    band = (hz > 2.0) & (hz < 25.0)
    smooth = np.convolve(power[band], np.ones(7), "same")
    return float(hz[band][np.argmax(smooth)])


@pytest.mark.parametrize("standing", ["fast", "slow"])
def test_a_tremor_of_standing_has_its_frequency_and_is_away_sitting(standing: str) -> None:
    made = simulate_orthostatic(seed=1, standing=standing, task_s=SHORT)
    assert _peak_hz(_rectified(made, "emg_ta_left", "stand")) == pytest.approx(
        made.truth.frequency_hz["stand"], abs=0.5
    )
    low, high = (13.0, 18.0) if standing == "fast" else (3.0, 12.0)
    assert low < made.truth.frequency_hz["stand"] < high
    assert "sit" not in made.truth.frequency_hz
    assert not any(burst.span.start_s < made.truth.events_s["onset"][0] - 0.1 for burst in made.truth.bursts)
    assert (
        _rectified(made, "emg_ta_left", "sit").mean() < 0.3 * _rectified(made, "emg_ta_left", "stand").mean()
    )


def test_both_legs_share_the_fast_rhythm_and_antagonists_take_turns() -> None:
    made = simulate_orthostatic(seed=2, standing="fast", task_s=SHORT)
    left, right, calf = (
        np.array([burst.span.start_s for burst in made.truth.of(name) if burst.span.end_s < 26.0])
        for name in ("emg_ta_left", "emg_ta_right", "emg_gas_left")
    )
    nearest = np.abs(left[:, None] - right[None, :]).min(axis=1)
    assert np.median(nearest) < 0.003
    period_s = 1.0 / made.truth.frequency_hz["stand"]
    turns = np.abs(left[:, None] - calf[None, :]).min(axis=1)
    assert np.median(turns) == pytest.approx(0.5 * period_s, rel=0.1)
    assert len(made.truth.couplings) == 2


def test_slow_rhythms_belong_to_each_leg_alone() -> None:
    made = simulate_orthostatic(seed=3, standing="slow", task_s=(2.0, 60.0, 2.0, 2.0))
    left, right = (
        np.array([b.span.start_s for b in made.truth.of(name) if b.span.end_s < 62.0])
        for name in ("emg_ta_left", "emg_ta_right")
    )
    phase = np.interp(right, left, np.arange(len(left)))
    assert np.abs(np.mean(np.exp(2j * np.pi * phase))) < 0.6
    assert made.truth.couplings == ()


def test_irregular_bursts_are_short_and_without_a_rhythm() -> None:
    made = simulate_orthostatic(seed=4, standing="irregular", task_s=(2.0, 60.0, 5.0, 5.0))
    own = [b for b in made.truth.of("emg_gas_left") if 2.0 < b.span.start_s < 61.0]
    lengths_ms = np.array([1e3 * burst.span.duration_s for burst in own])
    assert lengths_ms.min() >= 19.0
    assert lengths_ms.max() < 101.0
    steps = np.diff([burst.span.start_s for burst in own])
    assert np.std(steps) / np.mean(steps) > 0.6
    assert made.truth.frequency_hz == {}


def test_walking_is_walked_with_legs_in_turn_whatever_standing_shows() -> None:
    made = simulate_orthostatic(seed=5, standing="none", task_s=SHORT)
    assert all(burst.span.start_s > 34.0 for burst in made.truth.bursts)
    left, right = ([b.span.start_s for b in made.truth.of(f"emg_ta_{side}")] for side in ("left", "right"))
    assert 0.8 < len(left) / 10.0 < 1.1
    assert abs(len(left) - len(right)) <= 1
    assert made.truth.expected == {"pattern": "nothing_found"}


def test_tasks_are_marked_one_after_the_other() -> None:
    made = simulate_orthostatic(seed=6, task_s=SHORT)
    marks = made.recording.annotations
    assert [mark.text for mark in marks] == ["task:sit", "task:stand", "task:lean", "task:walk"]
    assert [mark.duration_s for mark in marks] == list(SHORT)
    assert made.recording.duration_s == sum(SHORT)


def test_the_same_seed_gives_the_same_session() -> None:
    one, same = (simulate_orthostatic(seed=7, task_s=SHORT) for _ in range(2))
    assert one.truth.bursts == same.truth.bursts


def test_a_task_without_length_is_refused() -> None:
    with pytest.raises(UsageError):
        simulate_orthostatic(seed=1, task_s=(1.0, 0.0, 1.0, 1.0))
