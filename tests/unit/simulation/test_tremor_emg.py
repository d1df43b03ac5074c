import numpy as np
import pytest

from legato.errors import UsageError
from legato.model.recording import Side
from legato.simulation.emg_coupling import simulate_coupled
from legato.simulation.tremor_emg import simulate_bursts, simulate_clonus


def _uv(session, channel: str) -> np.ndarray:
    return session.recording.channel(channel).read() * 1e6


def _mask(session, channel: str, rate_hz: float = 2000.0) -> np.ndarray:
    mask = np.zeros(session.recording.channel(channel).n_samples, dtype=bool)
    for burst in session.truth.of(channel):
        mask[round(burst.span.start_s * rate_hz) : round(burst.span.end_s * rate_hz)] = True
    return mask


def _phases(session) -> np.ndarray:
    """Give the place of each burst of the second muscle in the first's cycle, 0 to 1."""
    first, second = (
        np.array([burst.span.start_s for burst in session.truth.of(name)])
        for name in ("emg_ta_left", "emg_gas_left")
    )
    second = second[(second > first[0]) & (second < first[-1])]
    k = np.searchsorted(first, second, side="right") - 1
    return (second - first[k]) / (first[k + 1] - first[k])


@pytest.mark.parametrize("burst_ms", [10.0, 30.0, 100.0, 300.0])
@pytest.mark.parametrize("snr_db", [10.0, 20.0])
def test_power_inside_the_bursts_stands_over_that_outside_as_asked(burst_ms: float, snr_db: float) -> None:
    made = simulate_bursts(
        seed=1, duration_s=40.0, rate_hz=2.0, burst_ms=burst_ms, snr_db=snr_db, sampling_rate_hz=2000.0
    )
    signal, inside = _uv(made, "emg_ta_left"), _mask(made, "emg_ta_left")
    power, rest = np.mean(signal[inside] ** 2), np.mean(signal[~inside] ** 2)
    assert 10.0 * np.log10(power / rest - 1.0) == pytest.approx(snr_db, abs=1.5)
    lengths_ms = [1e3 * burst.span.duration_s for burst in made.truth.of("emg_ta_left")]
    assert np.median(lengths_ms) == pytest.approx(burst_ms, rel=0.08, abs=1.5)
    assert len(lengths_ms) == pytest.approx(80, abs=3)


def test_bursts_begin_and_end_where_the_samples_do() -> None:
    made = simulate_bursts(seed=2, duration_s=120.0, rate_hz=4.0, burst_ms=60.0, snr_db=20.0)
    signal = _uv(made, "emg_ta_left")
    bursts = made.truth.of("emg_ta_left")[1:-1]
    for edge, sign in (("start_s", 1), ("end_s", -1)):
        at = np.array([round(getattr(burst.span, edge) * 2000.0) for burst in bursts])
        around = signal[at[:, None] + sign * np.arange(-40, 40)] ** 2
        rms = np.sqrt(around.mean(axis=0))
        assert rms[:32].max() < 0.25 * rms[50:].mean()
        assert 0.2 * rms[50:].mean() < rms[36:44].mean() < 0.9 * rms[50:].mean()


def test_synchronous_bursts_are_behind_each_other_by_the_delay() -> None:
    made = simulate_bursts(seed=3, pattern="synchronous", delay_ms=12.0)
    first, second = made.truth.of("emg_ta_left"), made.truth.of("emg_gas_left")
    behind_ms = [1e3 * (b.span.start_s - a.span.start_s) for a, b in zip(first, second, strict=False)]
    assert np.median(behind_ms) == pytest.approx(12.0, abs=0.5)
    assert np.ptp(behind_ms) < 1.6
    assert made.truth.couplings[0].delay_ms == 12.0


def test_patterns_are_what_they_are_called() -> None:
    alternating = _phases(simulate_bursts(seed=4, pattern="alternating"))
    assert np.median(alternating) == pytest.approx(0.5, abs=0.02)
    mixed = _phases(simulate_bursts(seed=4, pattern="mixed"))
    together = np.minimum(mixed, 1.0 - mixed) < 0.1
    assert 0.2 < together.mean() < 0.8
    independent = _phases(simulate_bursts(seed=4, pattern="independent", duration_s=120.0))
    assert np.abs(np.mean(np.exp(2j * np.pi * independent))) < 0.2
    assert simulate_bursts(seed=4, pattern="independent").truth.couplings == ()


def test_regularity_is_the_spread_of_the_cycles() -> None:
    spreads = []
    for regularity in (1.0, 0.75, 0.0):
        made = simulate_bursts(seed=5, regularity=regularity, duration_s=200.0, burst_ms=20.0)
        steps = np.diff([burst.span.start_s for burst in made.truth.of("emg_ta_left")])
        spreads.append(np.std(steps) / np.mean(steps))
    assert spreads == pytest.approx([0.0, 0.1, 0.4], abs=0.04)


def test_frequency_of_the_truth_is_that_of_the_bursts() -> None:
    made = simulate_bursts(seed=6, rate_hz=6.3, burst_ms=50.0)
    onsets = [burst.span.start_s for burst in made.truth.of("emg_ta_left")]
    assert made.truth.frequency_hz["all"] == pytest.approx(
        (len(onsets) - 1) / (onsets[-1] - onsets[0]), rel=0.02
    )


def test_channels_bear_muscle_and_side_and_the_session_is_marked_as_simulated() -> None:
    made = simulate_bursts(seed=7, duration_s=3.0, muscles=("ta_left", "ta_right"), sampling_rate_hz=1000.0)
    assert made.recording.is_simulated
    assert [channel.name for channel in made.recording.channels] == ["emg_ta_left", "emg_ta_right"]
    assert [sensor.side for sensor in made.recording.sensors] == [Side.LEFT, Side.RIGHT]
    assert made.recording.channels[0].unit == "V"
    assert made.recording.channels[0].sampling_rate_hz == 1000.0


def test_the_same_seed_gives_the_same_bursts() -> None:
    one, same, other = (simulate_bursts(seed=seed, duration_s=5.0) for seed in (1, 1, 2))
    assert _uv(one, "emg_ta_left").tobytes() == _uv(same, "emg_ta_left").tobytes()
    assert one.truth.bursts == same.truth.bursts
    assert one.truth.bursts != other.truth.bursts


def test_clonus_has_its_beats_frequency_and_decrement() -> None:
    made = simulate_clonus(seed=8, n_beats=9, frequency_hz=6.0, decrement=0.15, side="right")
    beats = made.truth.of("emg_gas_right")
    assert len(beats) == len(made.truth.of("emg_ta_right")) == 9
    assert made.truth.frequency_hz["stretch"] == pytest.approx(6.0, rel=0.06)
    falls = np.diff([burst.snr_db for burst in beats])
    assert falls == pytest.approx(np.full(8, -20.0 * np.log10(np.exp(0.15))), abs=1e-6)
    signal = _uv(made, "emg_gas_right")
    sizes = [
        np.sqrt(np.mean(signal[round(b.span.start_s * 2000) : round(b.span.end_s * 2000)] ** 2))
        for b in beats
    ]
    slope = np.polyfit(np.arange(9), np.log(sizes), 1)[0]
    assert slope == pytest.approx(-0.15, abs=0.02)
    assert made.recording.annotations[0].text == "task:stretch"


@pytest.mark.parametrize("asked", [0.0, 0.3, 0.9])
def test_coherence_is_the_asked_one_in_its_band_and_none_outside(asked: float) -> None:
    from scipy.signal import coherence

    made = simulate_coupled(seed=9, coherence=asked, band_hz=(10.0, 40.0), duration_s=240.0)
    x, y = (channel.read() for channel in made.recording.channels)
    hz, measured = coherence(x, y, fs=2000.0, nperseg=2000)
    assert measured[(hz > 12) & (hz < 38)].mean() == pytest.approx(asked, abs=0.03)
    assert measured[(hz > 50) & (hz < 400)].mean() < 0.01
    assert made.truth.couplings[0].coherence == asked


@pytest.mark.parametrize("delay_ms", [0.0, 7.3, -12.25])
def test_delay_of_what_is_shared_is_exact_below_a_sample(delay_ms: float) -> None:
    made = simulate_coupled(seed=10, coherence=1.0, band_hz=(10.0, 200.0), delay_ms=delay_ms, duration_s=60.0)
    x, y = (channel.read() for channel in made.recording.channels)
    hz = np.fft.rfftfreq(len(x), 1 / 2000.0)
    cross = np.conj(np.fft.rfft(x)) * np.fft.rfft(y)
    band = (hz > 11) & (hz < 199)
    turn = np.angle(cross[band] * np.exp(2j * np.pi * hz[band] * 1e-3 * delay_ms))
    assert np.abs(turn).max() < 1e-3


def test_what_can_not_be_is_refused() -> None:
    for wrong in ({"burst_ms": 300.0}, {"regularity": 1.2}, {"muscles": ()}):
        with pytest.raises(UsageError):
            simulate_bursts(seed=1, **wrong)
    with pytest.raises(UsageError):
        simulate_clonus(seed=1, n_beats=100)
    for wrong in ({"coherence": 1.1}, {"band_hz": (10.0, 1500.0)}):
        with pytest.raises(UsageError):
            simulate_coupled(seed=1, **wrong)
