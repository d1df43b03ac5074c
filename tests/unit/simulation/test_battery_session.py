import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.model.emg_task import EmgTaskKind
from legato.simulation.battery_session import simulate_session


@pytest.fixture(scope="module")
def organic():
    return simulate_session(seed=1, kind="organic")


@pytest.fixture(scope="module")
def functional():
    return simulate_session(seed=1, kind="functional")


def _span(session, task: str) -> tuple[float, float]:
    mark = next(one for one in session.recording.annotations if one.text == f"task:{task}")
    return mark.start_s, mark.start_s + mark.duration_s


def _bursts(session, channel: str, task: str) -> list:
    start_s, end_s = _span(session, task)
    return [burst for burst in session.truth.of(channel) if start_s <= burst.span.start_s < end_s]


def _mean_snr_db(session, task: str) -> float:
    return float(np.mean([burst.snr_db for burst in _bursts(session, "emg_ta_left", task)]))


def test_every_task_is_marked_with_an_id_that_task_files_use(organic) -> None:
    tasks = [mark.text.removeprefix("task:") for mark in organic.recording.annotations]
    assert tasks == ["rest", "posture", "tap_1hz", "tap_3hz", "tap_5hz", "ballistic", "load", "count"]
    assert all(EmgTaskKind(task) for task in tasks)
    ends = [mark.start_s + mark.duration_s for mark in organic.recording.annotations]
    starts = [mark.start_s for mark in organic.recording.annotations]
    assert all(b - a >= 2.9 for a, b in zip(ends, starts[1:], strict=False))


def test_channels_are_muscles_a_tapping_foot_and_an_accelerometer(organic) -> None:
    kinds = {channel.name: channel.kind for channel in organic.recording.channels}
    assert kinds["emg_gas_left"] is ChannelKind.EMG
    assert kinds["tap_right"] is ChannelKind.FORCE
    foot = next(sensor for sensor in organic.recording.sensors if sensor.triad(ChannelKind.ACCELERATION))
    assert foot.side.value == "left"
    assert organic.recording.is_simulated


def test_an_organic_rhythm_does_not_care_for_the_taps(organic) -> None:
    hz = organic.truth.frequency_hz
    assert all(hz[f"tap_{rate}hz"] == pytest.approx(hz["rest"], rel=0.03) for rate in (1, 3, 5))
    assert not any(organic.truth.expected[f"rhythm_{rate}hz"] for rate in (1, 3, 5))
    assert not any(
        organic.truth.expected[item] for item in ("ballistic", "coactivation", "coherence", "loading")
    )


def test_a_functional_rhythm_is_locked_to_the_taps(functional) -> None:
    for task, per_tap in (("tap_1hz", 2), ("tap_3hz", 1), ("tap_5hz", 1)):
        taps = np.array(functional.truth.events_s[task])
        onsets = np.array([burst.span.start_s for burst in _bursts(functional, "emg_ta_left", task)])
        nearest = np.abs(taps[:, None] - onsets[None, :]).min(axis=1)
        assert np.median(nearest) < 0.003
        assert len(onsets) == pytest.approx(per_tap * len(taps), abs=2)


@pytest.mark.parametrize(
    ("reaction", "falls_db", "shift_hz"), [("suppressed", 12.0, 0.0), ("shifted", 0.0, 1.8)]
)
def test_other_reactions_are_as_large_as_told(reaction: str, falls_db: float, shift_hz: float) -> None:
    made = simulate_session(seed=2, kind="functional", reaction=reaction)
    assert _mean_snr_db(made, "rest") - _mean_snr_db(made, "tap_3hz") == pytest.approx(falls_db, abs=0.7)
    moved_hz = made.truth.frequency_hz["tap_3hz"] - made.truth.frequency_hz["rest"]
    assert moved_hz == pytest.approx(shift_hz, abs=0.4)
    taps = np.diff(made.truth.events_s["tap_3hz"])
    assert np.std(taps) / np.mean(taps) > 0.12
    assert made.truth.expected["tapping_3hz"] is True


def test_right_taps_keep_to_the_metronome_and_show_in_the_force(organic) -> None:
    for task, hz in (("tap_1hz", 1.0), ("tap_3hz", 3.0), ("tap_5hz", 5.0)):
        taps = np.array(organic.truth.events_s[task])
        assert 1.0 / np.median(np.diff(taps)) == pytest.approx(hz, rel=0.05)
        force = organic.recording.channel("tap_right").read()
        at_peak = force[np.round((taps + 0.02) * 2000).astype(int)]
        assert at_peak.min() > 3.0


def test_a_quick_movement_of_the_other_foot_stops_the_functional_tremor_alone(organic, functional) -> None:
    for session, is_paused in ((organic, False), (functional, True)):
        moves = session.truth.events_s["ballistic"]
        assert len(moves) >= 10
        onsets = np.array([burst.span.start_s for burst in _bursts(session, "emg_ta_left", "ballistic")])
        behind = [np.sum((onsets >= at) & (onsets < at + 0.5)) for at in moves]
        assert bool(max(behind) == 0) is is_paused


def test_load_and_counting_change_the_size_and_little_of_the_frequency(organic, functional) -> None:
    def change_db(session, task: str) -> float:
        return _mean_snr_db(session, task) - _mean_snr_db(session, "rest")

    assert change_db(organic, "load") < 0.0 < change_db(organic, "count")
    assert change_db(functional, "count") < -6.0 < 2.0 < change_db(functional, "load")
    drop_hz = organic.truth.frequency_hz["rest"] - organic.truth.frequency_hz["load"]
    assert 0.0 < drop_hz < 0.6


def test_tonic_activity_comes_before_the_functional_tremor_alone(organic, functional) -> None:
    for session, is_there in ((organic, False), (functional, True)):
        starts = session.truth.events_s["tremor_onset"]
        assert len(starts) >= 3
        for muscle in ("emg_ta_left", "emg_gas_left"):
            signal = np.abs(session.recording.channel(muscle).read())
            rises = [
                signal[round((at - 0.28) * 2000) : round((at - 0.02) * 2000)].mean()
                / signal[round((at - 1.4) * 2000) : round((at - 0.7) * 2000)].mean()
                for at in starts
            ]
            assert bool(min(rises) > 2.5) is is_there


def test_both_legs_share_a_functional_rhythm_alone(organic, functional) -> None:
    locked = []
    for session in (organic, functional):
        left, right = (
            np.array([burst.span.start_s for burst in _bursts(session, name, "rest")])
            for name in ("emg_ta_left", "emg_ta_right")
        )
        phase = np.interp(right, left, np.arange(len(left)))
        locked.append(np.abs(np.mean(np.exp(2j * np.pi * phase))))
    assert locked[0] < 0.5
    assert locked[1] > 0.95
    assert functional.truth.couplings[0].delay_ms == 8.0
    assert organic.truth.couplings == ()


def test_the_foot_moves_at_the_rhythm_of_its_muscles(organic) -> None:
    start_s, end_s = _span(organic, "rest")
    sway = organic.recording.channel("accel_foot_left_x").read()[round(start_s * 2000) : round(end_s * 2000)]
    power = np.abs(np.fft.rfft(sway)) ** 2
    peak_hz = np.argmax(power) / (len(sway) / 2000.0)
    assert peak_hz == pytest.approx(organic.truth.frequency_hz["rest"], abs=0.25)


def test_the_same_seed_gives_the_same_session(organic) -> None:
    again = simulate_session(seed=1, kind="organic")
    assert again.truth == organic.truth
    name = "emg_ta_left"
    assert again.recording.channel(name).read().tobytes() == organic.recording.channel(name).read().tobytes()


def test_an_organic_tremor_that_reacts_is_refused() -> None:
    with pytest.raises(UsageError):
        simulate_session(seed=1, kind="organic", reaction="entrained")
