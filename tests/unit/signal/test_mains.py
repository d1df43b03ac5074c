"""Mains hum: measured through a movement, followed in frequency, taken off as a wave that any stretch can ask for."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.signal.mains import fit_hum, line_amplitudes, line_phasors

RATE_HZ = 256.0
CELL = 512


def _hum(n: int, *, frequency_hz: float = 50.0, rms: float = 10.0, phase: float = 0.7) -> NDArray[np.float32]:
    wave: NDArray[np.float32] = (
        rms * np.sqrt(2) * np.cos(2 * np.pi * frequency_hz * np.arange(n) / RATE_HZ + phase)
    ).astype(np.float32)
    return wave


def _phasors(samples: NDArray[np.float32], frequencies_hz: tuple[float, ...]) -> NDArray[np.complex128]:
    rows = samples.reshape(-1, CELL)
    starts = np.arange(len(rows), dtype=np.int64) * CELL
    return line_phasors(rows, starts=starts, frequencies_hz=frequencies_hz, sampling_rate_hz=RATE_HZ)


def test_amplitude_and_phase_of_a_line_are_read_under_a_large_constant() -> None:
    phasors = _phasors(_hum(10 * CELL) + np.float32(3000.0), (50.0, 60.0))

    assert line_amplitudes(phasors) == pytest.approx([10.0, 0.0], abs=0.02)
    assert np.angle(phasors[:, 0]) == pytest.approx(np.full(10, 0.7), abs=0.01)


def test_windows_with_a_lost_sample_do_not_count_and_none_left_is_unknown() -> None:
    samples = _hum(3 * CELL)
    samples[5] = np.nan
    phasors = _phasors(samples, (50.0,))

    assert np.isnan(phasors[:, 0]).tolist() == [True, False, False]
    assert line_amplitudes(phasors) == pytest.approx([10.0], abs=0.02)
    assert np.isnan(line_amplitudes(phasors[:1])).all()


def test_wave_is_the_hum_even_where_mains_are_a_little_off_and_a_cell_is_lost() -> None:
    truth = _hum(60 * CELL, frequency_hz=50.03)
    seen = truth.copy()
    seen[7 * CELL + 3] = np.nan
    seen[20 * CELL : 21 * CELL] += np.random.default_rng(1).normal(0, 300, CELL).astype(np.float32)

    hum = fit_hum(
        _phasors(seen, (50.0,)), frequencies_hz=(50.0,), cell=CELL, smooth=15, sampling_rate_hz=RATE_HZ
    )

    assert hum.frequencies_hz == pytest.approx((50.03,), abs=0.002)
    assert hum.wave(0, len(truth))[CELL:-CELL] == pytest.approx(truth[CELL:-CELL], abs=0.7)


def test_wave_of_a_stretch_is_the_stretch_of_the_wave_and_goes_on_behind_the_last_cell() -> None:
    truth = _hum(11 * CELL)
    hum = fit_hum(
        _phasors(truth[: 10 * CELL], (50.0,)),
        frequencies_hz=(50.0,),
        cell=CELL,
        smooth=5,
        sampling_rate_hz=RATE_HZ,
    )

    whole = hum.wave(0, 11 * CELL)

    for start, stop in ((0, 3), (100, 2000), (CELL - 1, CELL + 1), (10 * CELL + 5, 11 * CELL), (40, 40)):
        assert hum.wave(start, stop) == pytest.approx(whole[start:stop], abs=1e-4)
    assert whole == pytest.approx(truth, abs=0.1)


def test_hum_of_no_known_cell_is_nothing() -> None:
    phasors = np.full((1, 1), np.nan, dtype=np.complex128)

    hum = fit_hum(phasors, frequencies_hz=(50.0,), cell=CELL, smooth=5, sampling_rate_hz=RATE_HZ)

    assert hum.frequencies_hz == (50.0,)
    assert not hum.wave(0, CELL).any()
