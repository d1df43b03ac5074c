"""A muscle's channel is band-passed without a shift; mains, clipping, flat and lost samples are told."""

from __future__ import annotations

import numpy as np
import pytest

from legato.events.emg_channel import MuscleTrace, condition_muscle
from legato.knowledge.load import load_criteria
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.interval import Interval
from legato.model.time_base import TimeBase

RATE_HZ = 1000.0


def noise(seconds: float = 20.0) -> np.ndarray:
    """Make noise of 3 uV in V."""
    return 3e-6 * np.random.default_rng(1).standard_normal(int(seconds * RATE_HZ))


def condition(
    volts: np.ndarray, *, notch_hz: float | None = None, span: Interval | None = None
) -> MuscleTrace:
    """Condition samples with the criteria of the knowledge base."""
    clock = TimeBase.regular(len(volts), sampling_rate_hz=RATE_HZ)
    channel = Channel("TA", ChannelKind.EMG, None, "leg", ArraySamples(volts), clock)
    return condition_muscle(channel, criteria=load_criteria(), notch_hz=notch_hz, span=span)


def codes(trace: MuscleTrace) -> list[str]:
    """Give the codes of the Issues."""
    return [issue.code for issue in trace.issues]


def power_at(trace: MuscleTrace, hz: float) -> float:
    """Give the amplitude of one line, uV."""
    samples = trace.stretches[0].samples
    times = np.arange(len(samples)) / RATE_HZ
    return float(2 * abs(np.mean(samples * np.exp(-2j * np.pi * hz * times))))


def test_clean_noise_has_no_issue_and_no_notch() -> None:
    trace = condition(noise())
    assert trace.issues == ()
    assert trace.notches_hz == ()
    assert trace.duration_s == pytest.approx(20)


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_mains_is_found_taken_out_and_said(mains_hz: float) -> None:
    times = np.arange(20000) / RATE_HZ
    trace = condition(noise() + 10e-6 * np.sin(2 * np.pi * mains_hz * times))
    assert trace.notches_hz == (mains_hz,)
    assert "muscle_mains" in codes(trace)
    assert power_at(trace, mains_hz) < 0.5


def test_a_notch_that_was_asked_for_takes_all_multiples() -> None:
    trace = condition(noise(), notch_hz=50.0)
    assert trace.notches_hz == tuple(50.0 * k for k in range(1, 10))
    assert "muscle_mains" not in codes(trace)


@pytest.mark.parametrize(("hz", "gain"), [(5.0, 0.0), (110.0, 1.0), (310.0, 1.0)])
def test_the_band_is_kept_without_a_shift(hz: float, gain: float) -> None:
    times = np.arange(20000) / RATE_HZ
    wave = 50e-6 * np.sin(2 * np.pi * hz * times)
    samples = condition(wave + 1e-9 * noise()).stretches[0].samples[2000:-2000]
    expected = 1e6 * wave[2000:-2000]
    assert float(np.dot(samples, expected) / np.dot(expected, expected)) == pytest.approx(gain, abs=0.1)


def test_an_offset_makes_no_step_at_the_ends() -> None:
    samples = condition(noise() + 5e-3).stretches[0].samples
    assert np.abs(samples[:50]).max() < 30


def test_clipping_is_told() -> None:
    volts = 10 * noise()
    trace = condition(np.clip(volts, -30e-6, 30e-6))
    assert "muscle_clipped" in codes(trace)
    assert trace.quality.clipped_share > 0.1


def test_flat_stretches_are_told() -> None:
    volts = noise()
    volts[5000:8000] = volts[5000]
    trace = condition(volts)
    assert "muscle_flat" in codes(trace)
    assert trace.quality.flat_share == pytest.approx(0.15, abs=0.01)


def test_lost_samples_split_the_trace_and_are_told() -> None:
    volts = noise()
    volts[5000:5100] = np.nan
    trace = condition(volts)
    assert [stretch.first_sample for stretch in trace.stretches] == [0, 5100]
    assert "muscle_lost" in codes(trace)
    assert trace.quality.lost_share == pytest.approx(0.005)


def test_only_the_span_asked_for_is_read() -> None:
    trace = condition(noise(), span=Interval(5.0, 15.0))
    assert trace.stretches[0].first_sample == 5000
    assert trace.duration_s == pytest.approx(10)
