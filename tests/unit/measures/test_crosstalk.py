"""One signal picked up twice is suspected; a common slow drive, a delay or independent muscles are not."""

from __future__ import annotations

import math

import numpy as np
import pytest

from legato.knowledge.load import load_criteria
from legato.measures.crosstalk import check_crosstalk
from legato.model.pair_coherence import Crosstalk
from legato.signal.cross_spectra import compute_cross_spectra, hann_taper

CRITERIA = load_criteria()
RATE_HZ, N = 1000.0, 40_000


def _check(first: np.ndarray, second: np.ndarray) -> Crosstalk:
    both = np.stack([first, second])
    spectra = compute_cross_spectra(both, sampling_rate_hz=RATE_HZ, taper=hann_taper(2000), highest_hz=450.0)
    return check_crosstalk(spectra, i=0, j=1, criteria=CRITERIA)


def _muscles(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, N))


@pytest.mark.parametrize(("share", "is_suspected"), [(0.0, False), (0.05, False), (0.5, True), (-0.5, True)])
def test_a_shared_signal_is_suspected(share: float, is_suspected: bool) -> None:
    first, own = _muscles()
    found = _check(first, own + share * first)
    assert found.is_suspected is is_suspected
    assert ("may be crosstalk" in found.note) is is_suspected
    assert found.correlation == pytest.approx(share / math.hypot(1.0, share), abs=0.04)


def test_a_delayed_copy_is_no_volume_conduction() -> None:
    first, own = _muscles()
    found = _check(first, np.roll(first, 10) + 0.3 * own)
    assert found.lag_ms == pytest.approx(10.0, abs=0.2)
    assert found.is_suspected is False


def test_a_common_drive_of_the_size_is_not_suspected() -> None:
    at_s = np.arange(N) / RATE_HZ
    drive = 1.0 + 0.9 * np.sin(2 * np.pi * 8.0 * at_s)
    first, second = _muscles() * drive
    assert _check(first, second).is_suspected is False


def test_it_cannot_be_told_without_spectra_segments_or_power() -> None:
    first, second = _muscles()
    none = check_crosstalk(None, i=0, j=1, criteria=CRITERIA)
    short, silent = _check(first[:8000], second[:8000]), _check(first, np.zeros(N))
    for found in (none, short, silent):
        assert math.isnan(found.correlation)
        assert not found.is_suspected
        assert found.note == "crosstalk could not be looked for"
