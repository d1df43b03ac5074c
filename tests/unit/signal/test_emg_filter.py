"""High-pass of surface EMG: half amplitude where asked, no phase, the same in pieces as whole and as a matrix."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.emg_filter import high_pass, high_pass_matrix, high_pass_width, reach_of

RATES_HZ = (199.7, 256.0, 499.99, 1000.0)


def _gain(frequency_hz: float, *, rate_hz: float, width: int) -> float:
    n = round(4 * rate_hz)
    wave = np.sin(2 * np.pi * frequency_hz * np.arange(n + 2 * reach_of(width)) / rate_hz).astype(np.float32)
    passed = high_pass(wave, width=width)
    return float(np.std(passed) / np.std(wave))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_amplitude_is_halved_near_the_frequency_asked_for(rate_hz: float) -> None:
    width = high_pass_width(15.0, sampling_rate_hz=rate_hz)

    assert width % 2 == 1
    # Widths are odd numbers, so that at low rates the nearest one is up to a third of an octave off.
    assert _gain(15.0, rate_hz=rate_hz, width=width) == pytest.approx(
        0.5, abs=0.13 if rate_hz < 300 else 0.06
    )
    assert _gain(1.0, rate_hz=rate_hz, width=width) < 0.02
    assert 0.93 < _gain(60.0, rate_hz=rate_hz, width=width) <= 1.001


def test_width_is_never_under_three_samples() -> None:
    assert high_pass_width(1e6, sampling_rate_hz=100.0) == 3


def test_a_constant_vanishes_and_an_impulse_keeps_its_place() -> None:
    signal = np.full(101, 7.0, dtype=np.float32)
    signal[50] += 100.0

    passed = high_pass(signal, width=11)

    assert len(passed) == 101 - 2 * 10
    assert int(np.argmax(passed)) == 40
    assert passed[40] == pytest.approx(100.0 * (1 - 1 / 11), rel=1e-5)
    assert passed == pytest.approx(passed[::-1], abs=1e-4)
    assert abs(passed[0]) == pytest.approx(0.0, abs=1.0)


def test_pieces_are_the_whole_beyond_one_piece_of_the_cache() -> None:
    width = 15
    reach = reach_of(width)
    signal = np.random.default_rng(1).normal(0, 50, 70_000 + 2 * reach).astype(np.float32)

    whole = high_pass(signal, width=width)
    parts = [
        high_pass(signal[a : b + 2 * reach], width=width)
        for a, b in ((0, 333), (333, 50_001), (50_001, 70_000))
    ]

    assert np.concatenate(parts) == pytest.approx(whole, abs=1e-4)


def test_sign_turns_with_the_signal() -> None:
    signal = np.random.default_rng(2).normal(0, 50, 500).astype(np.float32)

    assert high_pass(-signal, width=9) == pytest.approx(-high_pass(signal, width=9), abs=1e-5)


def test_matrix_does_the_same_to_many_windows() -> None:
    width, n = 7, 20
    rows = np.random.default_rng(3).normal(0, 20, (4, n + 2 * reach_of(width))).astype(np.float32)

    by_matrix = rows @ high_pass_matrix(n, width=width)

    assert by_matrix == pytest.approx(np.stack([high_pass(row, width=width) for row in rows]), abs=1e-4)


def test_too_few_samples_give_none() -> None:
    assert len(high_pass(np.zeros(8, dtype=np.float32), width=7)) == 0
