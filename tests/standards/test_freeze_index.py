"""The published freeze index, one test a clause: Moore 2008 (J Neurosci Methods 167:340), Baechlin 2010 (IEEE TITB 14:436)."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from legato.events.extract import FeatureExtractor, TriadSource
from legato.events.freezing import FREEZING_COLUMNS, claims_freezing, freezing_columns, score_freezing
from legato.events.grid import PositionClock
from legato.knowledge.load import load_criteria
from legato.model.recording import Placement

CRITERIA = load_criteria()
GRAVITY_MPS2 = 9.81


def sines(*parts: tuple[float, float], rate_hz: float = 64.0, seconds: float = 12.0) -> NDArray[np.float64]:
    """Add sines of (frequency, amplitude)."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return sum((a * np.sin(2 * np.pi * f * time_s) for f, a in parts), np.zeros(len(time_s)))


def measure(
    vertical: NDArray[np.float64], forward: NDArray[np.float64] | None = None, *, rate_hz: float = 64.0
) -> dict[str, NDArray[np.float64]]:
    """Measure a shank that moves along gravity (and forward)."""
    forward = np.zeros(len(vertical)) if forward is None else forward
    accel = np.stack([forward, vertical + GRAVITY_MPS2, np.zeros(len(vertical))]).astype(np.float32)
    extractor = FeatureExtractor(
        accel=TriadSource(PositionClock.steady(sampling_rate_hz=rate_hz)),
        gyro=None,
        has_gravity=True,
        criteria=CRITERIA,
        step_s=1.0,
        extra_columns=lambda spectra: freezing_columns(spectra, criteria=CRITERIA),
        extra=tuple(FREEZING_COLUMNS),
    )
    extractor.feed(accel=accel)
    return extractor.finish().columns


def test_moore_2008_the_index_is_power_at_3_to_8_hz_over_power_at_half_to_3_hz() -> None:
    index = measure(sines((1.0, 2.0), (5.0, 1.0)))["freeze_index"]
    assert index == pytest.approx(np.full(len(index), 0.25), rel=0.01)


def test_moore_2008_it_is_taken_from_the_vertical_acceleration_of_the_shank() -> None:
    still = measure(sines((1.0, 2.0), (5.0, 1.0)))["freeze_index"]
    shaken = measure(sines((1.0, 2.0), (5.0, 1.0)), forward=sines((6.0, 3.0)))["freeze_index"]
    assert shaken == pytest.approx(still, rel=0.05)


def test_moore_2008_slower_and_faster_movement_counts_for_neither_band() -> None:
    index = measure(sines((1.0, 2.0), (5.0, 1.0), (12.0, 3.0)))["freeze_index"]
    assert index == pytest.approx(np.full(len(index), 0.25), rel=0.01)


@pytest.mark.parametrize(("frequency_hz", "is_above"), [(2.5, False), (3.5, True), (7.5, True)])
def test_moore_2008_the_two_bands_meet_at_3_hz(frequency_hz: float, *, is_above: bool) -> None:
    index = measure(sines((frequency_hz, 1.0)))["freeze_index"]
    assert np.all((index > 1.0) == is_above)


def test_moore_2008_the_index_is_a_ratio_so_the_size_of_the_movement_does_not_matter() -> None:
    once = measure(sines((1.0, 1.0), (5.0, 1.0)))["freeze_index"]
    twice = measure(sines((1.0, 2.0), (5.0, 2.0)))["freeze_index"]
    assert twice == pytest.approx(once, rel=1e-3)


def test_baechlin_2010_a_window_holds_4_s_and_the_index_does_not_depend_on_the_rate() -> None:
    assert CRITERIA.number("window.length_s") == 4.0
    slow = measure(sines((1.0, 2.0), (5.0, 1.0)), rate_hz=64.0)["freeze_index"]
    quick = measure(sines((1.0, 2.0), (5.0, 1.0), rate_hz=128.0), rate_hz=128.0)["freeze_index"]
    assert quick == pytest.approx(slow, rel=0.01)


def test_baechlin_2010_a_high_index_without_power_is_standing_and_not_freezing() -> None:
    columns = measure(sines((1.0, 0.02), (5.0, 0.12)))
    score = score_freezing(columns, step_s=1.0, criteria=CRITERIA, placement=Placement.ANKLE)
    assert np.all(columns["freeze_index"] > 30.0)
    assert not claims_freezing(score, criteria=CRITERIA, placement=Placement.ANKLE).any()
