"""The rule of two bins: a common peak is needed, and coherence above the limit in neighbouring bins."""

from __future__ import annotations

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.coherent_peak import find_coherent_peak, find_common_peaks
from legato.signal.cross_spectra import CrossSpectra, compute_cross_spectra, hann_taper

CRITERIA = load_criteria()
RATE_HZ, N = 250.0, 15_000


def _rhythm(rng: np.random.Generator, hz: float) -> np.ndarray:
    """Make a wandering rhythm with a line of 0.7 Hz."""
    f_hz = np.fft.rfftfreq(N, 1.0 / RATE_HZ)
    shape = 1.0 / np.sqrt(1.0 + ((f_hz - hz) / 0.35) ** 2)
    made = np.fft.irfft(shape * np.fft.rfft(rng.standard_normal(N)), N)
    return np.asarray(made / made.std())


def _spectra(*signals: np.ndarray, seed: int = 0) -> CrossSpectra:
    noise = 0.3 * np.random.default_rng([seed, 9]).standard_normal((len(signals), N))
    return compute_cross_spectra(np.stack(signals) + noise, sampling_rate_hz=RATE_HZ, taper=hann_taper(500))


def test_a_shared_rhythm_is_found_with_its_frequency_and_phase() -> None:
    shared = _rhythm(np.random.default_rng(1), 6.0)
    peak = find_coherent_peak(_spectra(shared, np.roll(shared, 5)), i=0, j=1, criteria=CRITERIA)
    assert peak is not None
    assert peak.is_significant
    assert peak.frequency_hz == pytest.approx(6.0, abs=0.5)
    assert peak.coherence > 0.8
    assert peak.phase_deg == pytest.approx(360.0 * 0.02 * peak.frequency_hz, abs=8.0)
    assert peak.interval is not None
    assert peak.interval[0] < peak.coherence < peak.interval[1]
    assert peak.phase_interval_deg is not None
    assert peak.phase_interval_deg[0] < peak.phase_deg < peak.phase_interval_deg[1]


def test_independent_rhythms_of_one_frequency_are_hardly_ever_found() -> None:
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        spectra = _spectra(_rhythm(rng, 6.0), _rhythm(rng, 6.0), seed=seed)
        peak = find_coherent_peak(spectra, i=0, j=1, criteria=CRITERIA)
        found += peak is not None and peak.is_significant
    assert found <= 3


def test_coherence_without_a_common_peak_does_not_count() -> None:
    shared = 3.0 * np.random.default_rng(2).standard_normal(N)
    spectra = _spectra(shared, shared)
    assert find_common_peaks(spectra, i=0, j=1, criteria=CRITERIA) == []
    assert find_coherent_peak(spectra, i=0, j=1, criteria=CRITERIA) is None
    told = find_coherent_peak(spectra, i=0, j=1, criteria=CRITERIA, near_hz=10.0)
    assert told is not None
    assert told.is_significant
    assert told.frequency_hz == pytest.approx(10.0, abs=0.5)


@pytest.mark.parametrize(("second_hz", "is_common"), [(6.0, True), (9.0, False)])
def test_peaks_at_different_frequencies_are_not_common(second_hz: float, is_common: bool) -> None:
    rng = np.random.default_rng(5)
    spectra = _spectra(_rhythm(rng, 6.0), _rhythm(rng, second_hz))
    assert bool(find_common_peaks(spectra, i=0, j=1, criteria=CRITERIA)) is is_common
