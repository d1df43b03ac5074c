"""Leg channels are found by name, and never chosen where two can be meant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import hand_made
from legato.errors import InputError, MissingChannelError
from legato.io.leg_channels import find_leg_channels
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.recording import Placement, Sensor, Side
from legato.model.time_base import TimeBase


def recording(*names, rate_hz=256.0, scale=1e-6):
    time = TimeBase.regular(2560, sampling_rate_hz=rate_hz)
    channels = tuple(
        Channel(n, ChannelKind.EMG, None, "s", ArraySamples(np.arange(2560.0) * (k + 1)), time, scale, "uV")
        for k, n in enumerate(names)
    )
    sensors = (Sensor("s", Placement.UNKNOWN, Side.UNKNOWN, channels),)
    return replace(hand_made.make_recording(seconds=1), channels=channels, sensors=sensors)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("LAT", "RAT"),
        ("Leg/L", "Leg/R"),
        ("LLEG", "RLEG"),
        ("L Leg", "R Leg"),
        ("EMG LLeg", "EMG RLeg"),
        ("TIB L", "TIB R"),
        ("Tib. ant. links", "Tib. ant. rechts"),
        ("PLMl", "PLMr"),
        ("EMG Tib-Li", "EMG Tib-Re"),
        ("Jambe G", "Jambe D"),
        ("LAT1-LAT2", "RAT1-RAT2"),
        ("emg_ta_left_uv", "emg_ta_right_uv"),
    ],
)
def test_names_of_vendors_are_found(left, right):
    roles = find_leg_channels(recording("EMG Chin", left, right, "C4-M1"))
    assert (roles.left.name, roles.right.name, roles.combined) == (left, right, None)


@pytest.mark.parametrize("name", ["Legs", "EMG legs bipolar", "LAT-RAT"])
def test_one_derivation_of_both_is_combined(name):
    roles = find_leg_channels(recording("EMG Chin", name))
    assert (roles.left, roles.right, roles.combined.name) == (None, None, name)


def test_single_electrodes_are_subtracted():
    roles = find_leg_channels(recording("LAT1", "LAT2"))
    assert np.allclose(roles.left.read(0, 5), -np.arange(5) * 1e-6)


def test_two_candidates_are_refused_and_can_be_named():
    night = recording("LAT", "PLMl")
    with pytest.raises(InputError, match="Several channels"):
        find_leg_channels(night)
    assert find_leg_channels(night, left="PLMl").left.name == "PLMl"


def test_no_leg_no_unit_and_a_low_rate_are_refused():
    with pytest.raises(MissingChannelError):
        find_leg_channels(recording("Chin", "Vastus Lat"))
    with pytest.raises(InputError, match="not volts"):
        find_leg_channels(recording("LAT", scale=None))
    with pytest.raises(InputError, match="too low"):
        find_leg_channels(recording("LAT", rate_hz=99.0))
