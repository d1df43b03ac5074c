import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.channel import ChannelKind
from legato.simulation.myoclonus import simulate_myoclonus, simulate_negative_myoclonus


def _average(session, *, before_s: float, after_s: float) -> np.ndarray:
    eeg = session.recording.channel("Cz").read() * 1e6
    at = np.array([round(jerk * 2000.0) for jerk in session.truth.jerks_s])
    return eeg[at[:, None] + np.arange(-round(before_s * 2000), round(after_s * 2000))].mean(axis=0)


def test_jerks_are_short_bursts_of_all_muscles_one_behind_the_other() -> None:
    made = simulate_myoclonus(seed=1, n_jerks=60, delay_ms=4.0)
    first, second = made.truth.of("emg_ta_left"), made.truth.of("emg_gas_left")
    assert len(first) == len(second) == len(made.truth.jerks_s) == 60
    assert [burst.span.start_s for burst in first] == list(made.truth.jerks_s)
    behind_ms = [1e3 * (b.span.start_s - a.span.start_s) for a, b in zip(first, second, strict=True)]
    assert np.median(behind_ms) == pytest.approx(4.0, abs=0.5)
    lengths_ms = np.array([1e3 * burst.span.duration_s for burst in first])
    assert lengths_ms.min() > 19.0
    assert lengths_ms.max() < 41.0


@pytest.mark.parametrize("lead_ms", [25.0, 35.0, 45.0])
def test_the_spike_leads_the_jerks_by_exactly_what_was_asked(lead_ms: float) -> None:
    made = simulate_myoclonus(seed=2, n_jerks=400, lead_ms=lead_ms, size_uv=30.0)
    average = _average(made, before_s=0.2, after_s=0.1)
    assert (np.argmax(average) / 2000.0 - 0.2) * 1e3 == pytest.approx(-lead_ms, abs=1.0)
    assert average.max() - np.median(average[:200]) == pytest.approx(30.0, rel=0.15)
    assert np.argmin(average) > np.argmax(average)
    assert made.truth.cortical == "spike"
    assert made.truth.lead_ms == lead_ms


def test_a_readiness_potential_is_a_slow_negativity_until_the_jerk() -> None:
    made = simulate_myoclonus(seed=3, n_jerks=150, cortical="readiness", size_uv=12.0)
    average = _average(made, before_s=2.5, after_s=0.5)
    early, late = average[:1000].mean(), average[4900:5000].mean()
    assert late - early == pytest.approx(-11.0, abs=3.5)
    assert 1000.0 <= made.truth.lead_ms <= 1800.0


def test_without_a_correlate_the_brain_knows_nothing_of_the_jerks() -> None:
    made = simulate_myoclonus(seed=4, n_jerks=400, cortical="none")
    average = _average(made, before_s=0.2, after_s=0.1)
    assert np.ptp(average) < 6.0
    assert made.truth.lead_ms is None


def test_brain_noise_falls_with_frequency_and_is_of_the_size_of_a_scalp() -> None:
    made = simulate_myoclonus(seed=5, n_jerks=60, cortical="none")
    channel = made.recording.channel("Cz")
    assert channel.kind is ChannelKind.EEG
    eeg = channel.read() * 1e6
    assert np.std(eeg) == pytest.approx(12.6, rel=0.1)
    hz = np.fft.rfftfreq(len(eeg), 1 / 2000.0)
    power = np.abs(np.fft.rfft(eeg)) ** 2
    low, high = power[(hz > 2) & (hz < 4)].mean(), power[(hz > 40) & (hz < 80)].mean()
    assert low / high == pytest.approx(20.0, rel=0.3)


def test_silences_are_silent_from_their_first_to_their_last_sample() -> None:
    made = simulate_negative_myoclonus(seed=6, n_silences=50)
    signal = made.recording.channel("emg_ta_left").read() * 1e6
    inside = np.zeros(len(signal), dtype=bool)
    own = [silence.span for silence in made.truth.silences if silence.channel == "emg_ta_left"]
    for span in own:
        inside[round(span.start_s * 2000) : round(span.end_s * 2000)] = True
    assert len(own) == 50
    assert 10.0 * np.log10(np.mean(signal[~inside] ** 2) / np.mean(signal[inside] ** 2)) > 12.0
    lengths_ms = np.array([1e3 * span.duration_s for span in own])
    assert lengths_ms.min() > 48.0
    assert lengths_ms.max() < 202.0
    other = [silence.span for silence in made.truth.silences if silence.channel == "emg_gas_left"]
    shifts_ms = [1e3 * (b.start_s - a.start_s) for a, b in zip(own, other, strict=True)]
    assert 0.5 < np.std(shifts_ms) < 9.0


def test_steady_activity_has_no_silence() -> None:
    made = simulate_negative_myoclonus(seed=7, n_silences=0)
    assert made.truth.silences == ()
    signal = made.recording.channel("emg_ta_left").read()
    windows = np.sqrt((signal[: len(signal) // 200 * 200].reshape(-1, 200) ** 2).mean(axis=1))
    assert windows.min() > 0.3 * np.median(windows)


def test_the_same_seed_gives_the_same_jerks() -> None:
    one, same = (simulate_myoclonus(seed=8, n_jerks=5) for _ in range(2))
    assert one.truth == same.truth
    assert one.recording.channel("Cz").read().tobytes() == same.recording.channel("Cz").read().tobytes()


def test_what_can_not_be_is_refused() -> None:
    with pytest.raises(UsageError):
        simulate_myoclonus(seed=1, n_jerks=0)
    with pytest.raises(UsageError):
        simulate_negative_myoclonus(seed=1, silence_ms=(0.0, 10.0))
