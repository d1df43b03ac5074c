"""Coherence of two signals against the limit of independence."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.coherence import (
    cross_coherence,
    delay_s,
    independence_limit,
    is_significant,
    phase_interval_deg,
)

RATE_HZ = 100.0
NEAR = {"near_hz": 6.0, "alpha": 0.01}


def noise(seed, n=12000):
    """Give noise between 4 and 8 Hz and a little of everything."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f_hz = np.fft.rfftfreq(n, 1 / RATE_HZ)
    return np.fft.irfft(spectrum * ((f_hz > 4) & (f_hz < 8)), n) + 0.05 * rng.standard_normal(n)


def test_the_limit_is_that_of_the_worked_examples():
    # signal criteria, section 7: L=60 95 % and 99 %, L=30 95 %
    assert independence_limit(60, alpha=0.05) == pytest.approx(0.0495, abs=5e-5)
    assert independence_limit(60, alpha=0.01) == pytest.approx(0.0751, abs=5e-5)
    assert independence_limit(30, alpha=0.05) == pytest.approx(0.0981, abs=5e-5)
    assert independence_limit(1, alpha=0.05) == 1.0


def test_a_delayed_copy_is_coherent_and_its_delay_is_found():
    first = noise(1)
    found = cross_coherence([(first[20:], first[:-20])], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    assert is_significant(found, half_band_hz=1.0, contiguous_bins=2, **NEAR)
    assert found.coherence[12] > 0.8
    # the second signal shows later what the first shows now
    assert delay_s(found, half_band_hz=1.5, fewest_bins=5, scatter_most_rad=0.5, **NEAR) == pytest.approx(
        0.2, abs=0.02
    )


def test_swapping_the_signals_turns_the_phase_round():
    first = noise(2)
    pair = (first[5:], first[:-5])
    there = cross_coherence([pair], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    back = cross_coherence([pair[::-1]], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    assert back.phase_rad[8:16] == pytest.approx(-there.phase_rad[8:16])
    assert back.coherence == pytest.approx(there.coherence)


def test_independent_signals_are_rarely_called_coherent():
    called = []
    for seed in range(40):
        found = cross_coherence([(noise(seed), noise(1000 + seed))], sampling_rate_hz=RATE_HZ, segment_s=2.0)
        called.append(is_significant(found, half_band_hz=1.0, contiguous_bins=2, **NEAR))
    assert np.mean(called) <= 0.05


def test_a_delay_needs_enough_bins_and_a_straight_phase():
    found = cross_coherence([(noise(1), noise(2))], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    assert delay_s(found, half_band_hz=1.5, fewest_bins=5, scatter_most_rad=0.5, **NEAR) is None
    crooked = type(found)(
        found.frequency_hz, np.ones_like(found.coherence), np.cos(3 * np.arange(101.0)) * 3, 60
    )
    assert delay_s(crooked, half_band_hz=3.0, fewest_bins=5, scatter_most_rad=0.5, **NEAR) is None


def test_one_segment_or_none_says_nothing():
    short = cross_coherence([(noise(1)[:250], noise(2)[:250])], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    assert short.n_segments == 1
    assert not is_significant(short, half_band_hz=1.0, contiguous_bins=2, **NEAR)
    none = cross_coherence([], sampling_rate_hz=RATE_HZ, segment_s=2.0)
    assert np.isnan(none.coherence).all()


def test_the_phase_has_an_interval_that_shrinks_with_coherence():
    wide, narrow = (phase_interval_deg(0.5, c, n_segments=20) for c in (0.3, 0.9))
    assert wide is not None
    assert narrow is not None
    assert wide[2] - wide[1] > narrow[2] - narrow[1]
    assert narrow[0] == pytest.approx(np.degrees(0.5))
    assert phase_interval_deg(0.5, 0.01, n_segments=3) is None
    assert phase_interval_deg(0.5, 0.9, n_segments=1) is None
