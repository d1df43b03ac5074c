"""Pauses in tonic activity are found; the pauses of tremor, of rest and of walking are none."""

from __future__ import annotations

import numpy as np
import pytest

from legato.events.bursts import find_burst_train
from legato.knowledge.load import load_criteria
from legato.model.burst import BurstTrain
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.time_base import TimeBase

RATE_HZ = 2000.0


def train_of(gate: np.ndarray) -> BurstTrain:
    """Find bursts and pauses in noise that a gate switches, over noise at a thirtieth of it."""
    rng = np.random.default_rng(4)
    volts = 1e-4 * rng.standard_normal(len(gate)) * gate + 3e-6 * rng.standard_normal(len(gate))
    clock = TimeBase.regular(len(gate), sampling_rate_hz=RATE_HZ)
    channel = Channel("TA", ChannelKind.EMG, None, "leg", ArraySamples(volts), clock)
    return find_burst_train(channel, criteria=load_criteria())


def gate_with(pauses_s: list[tuple[float, float]], *, seconds: float = 30.0) -> np.ndarray:
    """Make a gate of tonic activity from 3 s on, with pauses (start, length)."""
    times = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    gate = (times > 3.0).astype(float)
    for start, length in pauses_s:
        gate[(times >= start) & (times < start + length)] = 0
    return gate


def test_pauses_in_tonic_activity_are_found_and_dated() -> None:
    pauses = [(5.0, 0.06), (8.0, 0.1), (11.0, 0.2), (15.3, 0.45), (20.0, 0.1)]
    found = train_of(gate_with(pauses)).silent_periods
    assert len(found) == len(pauses)
    for period, (start, length) in zip(found, pauses, strict=True):
        assert period.span.start_s == pytest.approx(start, abs=0.006)
        assert period.span.duration_s == pytest.approx(length, abs=0.01)
        assert period.depth > 0.85
        assert period.tonic_uv == pytest.approx(65, rel=0.3)


@pytest.mark.parametrize("length_s", [0.02, 0.7])
def test_pauses_outside_the_published_range_are_left_out(length_s: float) -> None:
    assert not train_of(gate_with([(10.0, length_s)])).silent_periods


@pytest.mark.parametrize(("cycle_s", "on_s"), [(0.2, 0.08), (0.5, 0.25), (1.1, 0.4)])
def test_rhythmic_bursting_has_no_silent_periods(cycle_s: float, on_s: float) -> None:
    times = np.arange(int(30 * RATE_HZ)) / RATE_HZ
    gate = ((times % cycle_s) < on_s) & (times > 3.0)
    assert not train_of(gate.astype(float)).silent_periods


def test_rest_has_no_silent_periods() -> None:
    assert not train_of(np.zeros(int(30 * RATE_HZ))).silent_periods
