"""Cycles in many windows at once, against cycles that are known."""

from __future__ import annotations

import numpy as np
import pytest

from legato.signal.spectrum import around, spectra_of
from legato.signal.window_cycles import measure_window_cycles

N = 400
EDGE = 0.25 / 4.0
T = np.arange(N) / 100.0


def cycles_of(signals, center_bins, reach=8):
    signals = np.atleast_2d(signals).astype(np.float32)
    windows = np.stack([signals, 0 * signals, 0 * signals])
    spectra = spectra_of(windows, n_bins=121)[0]
    bins = np.broadcast_to(center_bins, len(signals)).astype(np.int64)
    band = around(spectra.real.copy(), bins=bins, reach=reach) + 1j * around(
        spectra.imag.copy(), bins=bins, reach=reach
    )
    return measure_window_cycles(band.astype(np.complex64), center_bins=bins, edge_share=EDGE)


@pytest.mark.parametrize("frequency_hz", [2.1, 4.0, 7.77, 13.4, 18.0, 24.3])
def test_a_steady_rhythm_has_even_cycles(frequency_hz):
    found = cycles_of(np.sin(2 * np.pi * frequency_hz * T + 1.0), round(4 * frequency_hz))
    np.testing.assert_allclose(found.frequency / 4.0, frequency_hz, rtol=2e-3)
    assert found.cv[0] < 0.01
    assert found.envelope_cv[0] < 0.02
    assert abs(found.count[0] - 3.5 * frequency_hz) <= 1.5


def test_an_uneven_rhythm_has_uneven_cycles():
    phase = 2 * np.pi * (5 * T - 0.25 / (2 * np.pi * 0.6) * np.cos(2 * np.pi * 0.6 * T))
    found = cycles_of(np.sin(phase), 20)
    times = np.interp(np.arange(2, 200), phase / (2 * np.pi), T, right=np.nan)
    lengths = np.diff(times[(times > 0.25) & (times < 3.75)])
    np.testing.assert_allclose(found.cv[0], lengths.std(ddof=1) / lengths.mean(), rtol=0.15)


def test_a_dying_rhythm_falls_by_its_own_rate():
    found = cycles_of(np.exp(-0.5 * T) * np.sin(2 * np.pi * 6 * T), 24)
    np.testing.assert_allclose(found.envelope_slope / 4.0, -0.5, atol=0.05)


def test_a_pulsing_rhythm_has_an_uneven_envelope():
    pulsing = (1 + 0.5 * np.sin(2 * np.pi * 0.5 * T)) * np.sin(2 * np.pi * 6 * T)
    np.testing.assert_allclose(cycles_of(pulsing, 24).envelope_cv, 0.5 / np.sqrt(2), rtol=0.15)


def test_rows_do_not_know_each_other():
    rng = np.random.default_rng(0)
    signals = np.sin(2 * np.pi * 5 * T) + 0.3 * rng.standard_normal((30, N))
    whole = cycles_of(signals, 20)
    part = cycles_of(signals[11:13], 20)
    for name in ("frequency", "cv", "frequency_sd", "envelope_cv", "envelope_slope", "count"):
        np.testing.assert_array_equal(getattr(part, name), getattr(whole, name)[11:13])


def test_fewer_than_three_cycles_have_no_spread():
    found = cycles_of(np.sin(2 * np.pi * 0.75 * T), 3, reach=2)
    assert found.count[0] < 3
    assert np.isnan(found.cv[0])


@pytest.mark.parametrize("frequency_hz", [2.0, 4.0, 8.0, 16.0])
@pytest.mark.parametrize("turn", [0.0, 0.25, 0.5, 0.75])
def test_crossings_on_a_point_are_neither_lost_nor_doubled(frequency_hz, turn):
    found = cycles_of(np.cos(2 * np.pi * (frequency_hz * T + turn)), round(4 * frequency_hz))
    assert found.cv[0] < 1e-3
    np.testing.assert_allclose(found.frequency / 4.0, frequency_hz, rtol=1e-3)
