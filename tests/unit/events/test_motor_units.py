"""Motor units of known size and rate are told apart and measured."""

from __future__ import annotations

import numpy as np
import pytest

from legato.errors import InputError
from legato.events.motor_units import detect_motor_units
from legato.knowledge.load import load_criteria
from legato.measures.motor_unit_measures import MOTOR_UNIT_MEASURES, compute_motor_unit_measures
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.measure import MeasureStatus
from legato.model.time_base import TimeBase

RATE_HZ = 20000.0
CRITERIA = load_criteria()


def needle(volts: np.ndarray, *, rate_hz: float = RATE_HZ, scale: float | None = 1.0) -> Channel:
    """Wrap samples as a needle channel."""
    clock = TimeBase.regular(len(volts), sampling_rate_hz=rate_hz)
    return Channel("needle", ChannelKind.EMG, None, "needle", ArraySamples(volts), clock, scale=scale)


def two_units(*, seconds: float = 8.0) -> np.ndarray:
    """Make two units: 2 mV at 9 Hz and 0.6 mV at 13 Hz, of other shapes, in 5 uV of noise."""
    rng = np.random.default_rng(1)
    volts = 5e-6 * rng.standard_normal(int(seconds * RATE_HZ))
    at = np.arange(-100, 100) / RATE_HZ
    biphasic = -at / 0.0006 * np.exp(0.5 - 0.5 * (at / 0.0006) ** 2)
    triphasic = (1 - (at / 0.0004) ** 2) * np.exp(-0.5 * (at / 0.0004) ** 2)
    for shape, size, hz in ((biphasic, 1e-3, 9.0), (triphasic, 0.6e-3 / 1.446, 13.0)):
        for time in np.cumsum(rng.normal(1 / hz, 0.05 / hz, int(seconds * hz))):
            first = int(time * RATE_HZ)
            if 100 < first < len(volts) - 100:
                volts[first - 100 : first + 100] += size * shape
    return volts


def test_two_units_are_told_apart_with_size_rate_and_phases() -> None:
    large, small, *rest = detect_motor_units(needle(two_units()), criteria=CRITERIA).units
    assert not [unit for unit in rest if unit.n > 15]
    assert large.amplitude_uv == pytest.approx(2000, rel=0.05)
    assert small.amplitude_uv == pytest.approx(600, rel=0.08)
    assert large.rate_hz == pytest.approx(9, rel=0.1)
    assert small.rate_hz == pytest.approx(13, rel=0.1)
    assert (large.n_phases, small.n_phases) == (2, 3)
    assert 2.0 < large.duration_ms < 4.5


def test_every_measure_is_given_with_its_n() -> None:
    measures = compute_motor_unit_measures(
        detect_motor_units(needle(two_units()), criteria=CRITERIA), criteria=CRITERIA
    )
    assert [one.name for one in measures] == list(MOTOR_UNIT_MEASURES)
    assert all("n = " in one.note for one in measures)


def test_a_silent_needle_has_no_units_and_no_sizes() -> None:
    rng = np.random.default_rng(2)
    activity = detect_motor_units(needle(1e-6 * rng.standard_normal(40000)), criteria=CRITERIA)
    assert activity.units == ()
    by_name = {one.name: one for one in compute_motor_unit_measures(activity, criteria=CRITERIA)}
    assert by_name["motor_unit_amplitude_median_uv"].status is MeasureStatus.NOT_FOUND
    assert by_name["turn_amplitude_median_uv"].status is MeasureStatus.NOT_FOUND


def test_a_slow_channel_is_refused() -> None:
    with pytest.raises(InputError, match="LEG-E945"):
        detect_motor_units(needle(np.zeros(2000), rate_hz=1000.0), criteria=CRITERIA)


def test_a_channel_without_a_unit_is_refused() -> None:
    with pytest.raises(InputError, match="LEG-E946"):
        detect_motor_units(needle(np.zeros(20000), scale=None), criteria=CRITERIA)


def test_a_channel_with_gaps_is_refused() -> None:
    volts = two_units(seconds=1.0)
    volts[500] = np.nan
    with pytest.raises(InputError, match="LEG-E947"):
        detect_motor_units(needle(volts), criteria=CRITERIA)
