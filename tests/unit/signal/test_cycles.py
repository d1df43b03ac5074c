"""Cycle lengths, their regularity, and the tremor stability index."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.cycles import cycle_lengths_s, regularity_of, stability_index_hz

RATE_HZ = 100.0


def wave(f_hz, *, n=3000, noise=0.0, seed=0):
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(f_hz, (n,))) / RATE_HZ
    rng = np.random.default_rng(seed)
    return np.cos(phase)[:, None] * np.array([0.0, 1.0, 0.0]) + noise * rng.standard_normal((n, 3))


def lengths(samples):
    return cycle_lengths_s(samples, sampling_rate_hz=RATE_HZ, near_hz=5.0, half_band_hz=2.0)


def test_the_cycles_of_a_sinusoid_are_all_alike():
    found = lengths(wave(5.0))
    assert found == pytest.approx(np.full(len(found), 0.2), abs=5e-4)
    assert regularity_of([found], fewest=8) == pytest.approx(1.0, abs=0.01)
    assert stability_index_hz([found]) == pytest.approx(0.0, abs=0.02)


def test_noise_makes_cycles_look_unlike():
    clean, noisy = lengths(wave(5.0)), lengths(wave(5.0, noise=0.7))
    assert regularity_of([noisy], fewest=8) < regularity_of([clean], fewest=8)
    assert stability_index_hz([noisy]) > stability_index_hz([clean])


def test_a_step_of_frequency_between_stretches_is_no_irregularity():
    slow, fast = lengths(wave(4.6)), lengths(wave(5.4))
    assert regularity_of([slow, fast], fewest=8) == pytest.approx(1.0, abs=0.01)
    assert stability_index_hz([slow, fast]) == pytest.approx(0.0, abs=0.02)


def test_too_few_cycles_have_no_regularity_and_no_index():
    assert len(lengths(wave(5.0, n=150))) == 0
    assert regularity_of([lengths(wave(5.0, n=210))], fewest=8) is None
    assert regularity_of([], fewest=0) is None
    assert stability_index_hz([]) is None
    assert stability_index_hz([np.array([0.2, 0.2])]) is None


def test_regularity_is_never_below_zero():
    assert regularity_of([np.array([0.01, 0.01, 0.01, 5.0])], fewest=2) == 0.0


def test_gain_and_rotation_leave_the_cycles_alone():
    samples = wave(5.0, noise=0.3)
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))[0]
    for other in (7.0 * samples, samples @ turn):
        found = lengths(other)
        assert regularity_of([found], fewest=8) == pytest.approx(
            regularity_of([lengths(samples)], fewest=8), abs=0.02
        )
