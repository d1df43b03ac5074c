"""Bursts of known onset and length are found and dated; gaps are never bridged; refusals say why."""

from __future__ import annotations

import numpy as np
import pytest

from legato.errors import InputError, UsageError
from legato.events.bursts import BURST_METHODS, find_burst_train
from legato.knowledge.load import load_criteria
from legato.model.burst import BurstTrain
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.time_base import Run, TimeBase

RATE_HZ = 2000.0
REST_V = 3e-6
CRITERIA = load_criteria()


def band_noise(rng: np.random.Generator, n: int) -> np.ndarray:
    """Make noise of RMS 1 from 30 to 400 Hz."""
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(n)) * ((hz > 30) & (hz < 400)), n)
    return noise / noise.std()


def make_bursts(
    *, length_ms: float, snr_db: float, n: int = 60, gap_s: tuple[float, float] = (0.12, 0.6), seed: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Make EMG (V) with bursts of one length, and their onsets (s)."""
    rng = np.random.default_rng([seed, int(length_ms), int(snr_db)])
    onsets = 1.5 + np.cumsum(length_ms / 1e3 + rng.uniform(*gap_s, n))
    samples = int((onsets[-1] + 1.5) * RATE_HZ)
    times = np.arange(samples) / RATE_HZ
    gate = np.zeros(samples)
    for onset in onsets:
        gate[(times >= onset) & (times < onset + length_ms / 1e3)] = 1
    loud = 10 ** (snr_db / 20)
    return REST_V * (band_noise(rng, samples) + loud * gate * band_noise(rng, samples)), onsets


def emg_channel(volts: np.ndarray, *, rate_hz: float = RATE_HZ, time: TimeBase | None = None) -> Channel:
    """Wrap samples as an EMG channel."""
    clock = time or TimeBase.regular(len(volts), sampling_rate_hz=rate_hz)
    return Channel("TA", ChannelKind.EMG, None, "leg", ArraySamples(volts), clock)


def find(volts: np.ndarray, **options: str) -> BurstTrain:
    """Find bursts with the criteria of the knowledge base."""
    return find_burst_train(emg_channel(volts), criteria=CRITERIA, **options)


def duration_errors_ms(train: BurstTrain, onsets: np.ndarray, length_ms: float) -> tuple[float, np.ndarray]:
    """Give the share of bursts found and the errors of their lengths."""
    spans = [burst.span for burst in train.bursts]
    errors = []
    for onset in onsets:
        hit = [span for span in spans if span.start_s < onset + length_ms / 1e3 and span.end_s > onset]
        if hit:
            errors.append(hit[0].duration_s * 1e3 - length_ms)
    return len(errors) / len(onsets), np.array(errors)


@pytest.mark.parametrize("length_ms", [10, 15, 20, 30, 45, 60, 100, 150, 200, 300])
@pytest.mark.parametrize("snr_db", [10, 15, 20, 30])
def test_the_length_of_a_burst_is_right_to_3_ms(length_ms: float, snr_db: float) -> None:
    volts, onsets = make_bursts(length_ms=length_ms, snr_db=snr_db)
    found, errors = duration_errors_ms(find(volts), onsets, length_ms)
    assert np.median(np.abs(errors)) <= 3.0
    # a burst of 10 ms at 10 dB holds so few independent samples that some look like rest
    least = {10: 0.8, 15: 0.93, 20: 0.98}.get(int(length_ms), 1.0) if snr_db == 10 else 0.98
    assert found >= least


def test_rest_alone_gives_hardly_a_burst() -> None:
    rng = np.random.default_rng(3)
    train = find(REST_V * band_noise(rng, int(120 * RATE_HZ)))
    assert len(train.bursts) <= 3


def test_the_resting_level_holds_when_bursts_fill_half_of_the_time() -> None:
    volts, onsets = make_bursts(length_ms=100, snr_db=20, n=100, gap_s=(0.09, 0.11))
    train = find(volts)
    assert train.resting_uv == pytest.approx(REST_V * 1e6, rel=0.15)
    assert len(train.bursts) == len(onsets)


def test_fast_orthostatic_bursts_stay_apart() -> None:
    volts, onsets = make_bursts(length_ms=30, snr_db=30, n=150, gap_s=(0.03, 0.035))
    assert len(find(volts).bursts) == len(onsets)


@pytest.mark.parametrize("method", BURST_METHODS)
def test_each_method_finds_long_bursts(method: str) -> None:
    volts, onsets = make_bursts(length_ms=100, snr_db=20)
    train = find(volts, method=method)
    assert train.method == method
    assert len(train.bursts) == len(onsets)


def test_peak_and_area_stand_above_rest() -> None:
    volts, _ = make_bursts(length_ms=100, snr_db=20)
    bursts = find(volts).bursts
    burst_uv = REST_V * 1e6 * 10
    assert np.median([burst.peak_uv for burst in bursts]) == pytest.approx(1.3 * burst_uv, rel=0.3)
    assert np.median([burst.area_uvs for burst in bursts]) == pytest.approx(0.8 * burst_uv * 0.1, rel=0.25)


def test_sizes_are_not_given_without_a_unit() -> None:
    volts, _ = make_bursts(length_ms=100, snr_db=20)
    clock = TimeBase.regular(len(volts), sampling_rate_hz=RATE_HZ)
    channel = Channel("TA", ChannelKind.EMG, None, "leg", ArraySamples(volts), clock, scale=None)
    train = find_burst_train(channel, criteria=CRITERIA)
    assert len(train.bursts) == 60
    assert all(np.isnan(burst.peak_uv) for burst in train.bursts)


def test_a_burst_never_bridges_lost_samples_and_is_told_to_be_cut() -> None:
    volts, onsets = make_bursts(length_ms=300, snr_db=30)
    middle = int((onsets[20] + 0.15) * RATE_HZ)
    volts[middle : middle + 40] = np.nan
    bursts = find(volts).bursts
    lost_s = (middle / RATE_HZ, (middle + 40) / RATE_HZ)
    assert not [b for b in bursts if b.span.start_s < lost_s[0] and b.span.end_s > lost_s[1]]
    assert next(b.span.end_s for b in bursts if b.is_cut) == pytest.approx(lost_s[0], abs=0.01)


def test_times_follow_the_clock_behind_a_gap() -> None:
    volts, onsets = make_bursts(length_ms=100, snr_db=30)
    half = len(volts) // 2
    runs = (Run(0, 0.0, RATE_HZ), Run(half, half / RATE_HZ + 7.0, RATE_HZ))
    clock = TimeBase(n_samples=len(volts), sampling_rate_hz=RATE_HZ, runs=runs)
    train = find_burst_train(emg_channel(volts, time=clock), criteria=CRITERIA)
    assert train.bursts[-1].span.start_s == pytest.approx(onsets[-1] + 7.0, abs=0.005)


@pytest.mark.parametrize("rate_hz", [499.99, 512.0, 1000.0, 2000.0, 4000.0])
def test_onsets_do_not_drift_at_any_rate(rate_hz: float) -> None:
    rng = np.random.default_rng(5)
    n = int(60 * rate_hz)
    times = np.arange(n) / rate_hz
    onsets = np.arange(2.0, 58.0, 1.0)
    gate = np.zeros(n)
    for onset in onsets:
        gate[(times >= onset) & (times < onset + 0.1)] = 1
    volts = REST_V * (rng.standard_normal(n) + 10 * gate * rng.standard_normal(n))
    train = find_burst_train(emg_channel(volts, rate_hz=rate_hz), criteria=CRITERIA)
    starts = np.array([burst.span.start_s for burst in train.bursts if burst.span.duration_s > 0.05])
    assert len(starts) == len(onsets)
    assert np.median(np.abs(starts[-10:] - onsets[-10:])) < 0.005


def test_an_unknown_method_is_refused() -> None:
    volts, _ = make_bursts(length_ms=100, snr_db=20, n=5)
    with pytest.raises(UsageError, match="LEG-E944"):
        find(volts, method="guess")


def test_a_slow_channel_is_refused() -> None:
    with pytest.raises(InputError, match="LEG-E940"):
        find_burst_train(emg_channel(np.zeros(1000), rate_hz=100.0), criteria=CRITERIA)


def test_a_flat_channel_is_refused() -> None:
    with pytest.raises(InputError, match="LEG-E942"):
        find(np.zeros(8000))


def test_a_channel_of_scraps_is_refused() -> None:
    with pytest.raises(InputError, match="LEG-E941"):
        find(REST_V * np.random.default_rng(1).standard_normal(900))


def test_too_little_rest_is_refused() -> None:
    rng = np.random.default_rng(2)
    volts = REST_V * rng.standard_normal(int(1.2 * RATE_HZ))
    volts[700:] *= 300
    with pytest.raises(InputError, match="LEG-E943"):
        find(volts)
