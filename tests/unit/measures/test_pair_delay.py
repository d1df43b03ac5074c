"""Delays are read within a millisecond, with their sign, and are not read where the phase can't tell them."""

from __future__ import annotations

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.pair_delay import derive_pair_delay, no_delay
from legato.model.measure import Measure, MeasureStatus
from legato.signal.cross_spectra import compute_cross_spectra, hann_taper

CRITERIA = load_criteria()
RATE_HZ, N = 1000.0, 60_000


def _delay(first: np.ndarray, second: np.ndarray, *, seed: int = 1) -> Measure:
    both = np.stack([first, second]) + 0.5 * np.random.default_rng(seed).standard_normal((2, N))
    spectra = compute_cross_spectra(both, sampling_rate_hz=RATE_HZ, taper=hann_taper(2000), highest_hz=100.0)
    return derive_pair_delay(spectra, i=0, j=1, criteria=CRITERIA)


@pytest.mark.parametrize("true_ms", [-20, -3, 0, 5, 35])
def test_a_delay_is_told_within_a_millisecond(true_ms: int) -> None:
    drive = np.random.default_rng(7).standard_normal(N)
    delay = _delay(drive, np.roll(drive, true_ms))
    assert delay.status is MeasureStatus.MEASURED
    assert delay.value is not None
    assert delay.value == pytest.approx(true_ms, abs=1.0)
    assert delay.interval is not None
    assert delay.interval[0] <= delay.value <= delay.interval[1]
    assert "above 0 where the second is later" in delay.note


def test_independent_channels_have_no_delay() -> None:
    rng = np.random.default_rng(8)
    delay = _delay(rng.standard_normal(N), rng.standard_normal(N))
    assert delay.status is MeasureStatus.NOT_ASSESSABLE
    assert "5 are needed" in delay.note


def test_one_line_tells_no_delay() -> None:
    wave = 3.0 * np.sin(
        2 * np.pi * 6.0 * np.arange(N) / RATE_HZ + np.cumsum(np.random.default_rng(2).normal(0, 0.02, N))
    )
    delay = _delay(wave, np.roll(wave, 20))
    assert delay.status is MeasureStatus.NOT_ASSESSABLE


def test_a_phase_that_is_no_straight_line_tells_no_delay() -> None:
    drive = np.random.default_rng(9).standard_normal(N)
    f_hz = np.fft.rfftfreq(N, 1.0 / RATE_HZ)
    bent = np.fft.irfft(np.fft.rfft(drive) * np.exp(2j * np.sin(2 * np.pi * f_hz / 25.0)), N)
    delay = _delay(drive, bent)
    assert delay.status is MeasureStatus.NOT_ASSESSABLE
    assert "no straight line" in delay.note


def test_no_delay_keeps_its_reason() -> None:
    told = no_delay("such is the reason")
    assert (told.value, told.unit, told.note) == (None, "ms", "such is the reason")
