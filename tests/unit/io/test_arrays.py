"""Arrays of Python become a recording that nights and EMG are scored from."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from legato.errors import InputError
from legato.io.arrays import recording_from_arrays
from legato.io.leg_channels import find_leg_channels
from legato.model.channel import ChannelKind
from legato.model.recording import Side
from legato.score_night import score_night


def legs(names: tuple[str, str]) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    rate, signals = 256, {}
    for name in names:
        signal = rng.normal(0.0, 1.0, rate * 300)
        for start_s in (30, 55, 80, 105, 130):
            signal[start_s * rate : start_s * rate + 512] += rng.normal(0.0, 40.0, 512)
        signals[name] = signal
    return signals


@pytest.mark.parametrize(
    "names", [("LAT", "RAT"), ("emg_ta_left", "emg_ta_right"), ("emg_ta_left_uv", "emg_ta_right_uv")]
)
def test_arrays_are_scored_like_a_file(names):
    start = datetime(2026, 1, 2, 22, 0)
    recording = recording_from_arrays(legs(names), sampling_rate_hz=256.0, unit="uV", start=start)
    roles = find_leg_channels(recording)
    assert (roles.left.name, roles.right.name) == names
    night = score_night(recording)
    plm = [one for one in night.scorings["wasm2016"].movements if one.in_series]
    assert [round(one.span.start_s) for one in plm] == [30, 55, 80, 105, 130]
    assert night.start == start


def test_samples_are_not_copied_and_keep_their_unit():
    signal = np.arange(512.0)
    recording = recording_from_arrays({"emg_ta_left": signal}, sampling_rate_hz=256.0, unit="mV")
    assert recording.channels[0].samples.array is signal
    assert recording.channels[0].read(1, 2)[0] == pytest.approx(1e-3)
    assert recording.sensors[0].side is Side.LEFT


@pytest.mark.parametrize("signals", [{}, {"a": np.zeros(3), "b": np.zeros(4)}, {"a": np.zeros((3, 2))}])
def test_what_is_no_set_of_signals_is_refused(signals):
    with pytest.raises(InputError, match="LEG-E992"):
        recording_from_arrays(signals, sampling_rate_hz=256.0, unit="uV")


@pytest.mark.parametrize(("unit", "kind"), [("furlong", ChannelKind.EMG), ("g", ChannelKind.EMG)])
def test_a_unit_of_another_kind_is_refused(unit, kind):
    with pytest.raises(InputError, match="LEG-E993"):
        recording_from_arrays({"a": np.zeros(9)}, sampling_rate_hz=256.0, unit=unit, kind=kind)
