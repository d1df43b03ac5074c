"""Whatever numbers a device stores come back as they were, and what Legato writes it reads to the last bit."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import binary_makers as make
from legato.io.read import read_recording
from legato.io.write_table import write_table
from legato.model.channel import ArraySamples, Channel, ChannelKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.time_base import Run, TimeBase

FEW = settings(max_examples=25, deadline=None)


def read_bytes(raw, name):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(raw)
        recording = read_recording(path)
        return recording, {channel.name: channel.read() for channel in recording.channels}


def whole_numbers(rows, columns, bits):
    low, high = -(2 ** (bits - 1)) + 1, 2 ** (bits - 1) - 1
    return arrays(np.int64, (rows, columns), elements=st.integers(low, high))


@FEW
@given(whole_numbers(160, 3, 16))
def test_axivity_samples_come_back(numbers):
    _, values = read_bytes(make.make_cwa(numbers), "leg.cwa")
    for k, axis in enumerate("xyz"):
        np.testing.assert_allclose(values[f"accel_{axis}"], numbers[:, k] * 9.80665 / 256, rtol=1e-12)


@FEW
@given(whole_numbers(90, 3, 12), st.sampled_from([0x00, 0x1A]))
def test_actigraph_samples_come_back(numbers, kind):
    _, values = read_bytes(make.make_gt3x(numbers, kind=kind), "leg.gt3x")
    for k, axis in enumerate("xyz"):
        np.testing.assert_allclose(values[f"accel_{axis}"], numbers[:, k] * 9.80665 / 256, rtol=1e-12)


@FEW
@given(whole_numbers(120, 1, 16), st.sampled_from([(1.0, 40), (0.5, 80), (3.0, 20)]))
def test_edf_samples_come_back_whatever_the_record(numbers, record):
    record_s, rate = record
    raw = make.make_edf(
        {"EMG": ("uV", rate, numbers[:, 0], (-32768, 32767, -32768, 32767))}, record_s=record_s
    )
    recording, values = read_bytes(raw, "night.edf")
    n_samples = recording.channels[0].n_samples
    np.testing.assert_allclose(values["EMG"], numbers[:n_samples, 0] * 1e-6, rtol=1e-9, atol=1e-18)
    assert recording.channels[0].sampling_rate_hz == rate


def with_a_number(values):
    """Readers leave a column without a single number out (and tell it), so one is put in."""
    return np.where(np.isnan(values).all(), 1.0, values)


@st.composite
def recordings(draw):
    """Any finite or missing float64 numbers on any clock of one or two runs."""
    n_samples = draw(st.integers(2, 60))
    rate_hz = draw(st.floats(1.0, 2000.0))
    runs = [Run(0, draw(st.floats(0.0, 5.0)), rate_hz)]
    if n_samples > 4 and draw(st.booleans()):
        runs.append(
            Run(n_samples // 2, runs[0].start_s + n_samples / rate_hz + draw(st.floats(0.1, 9.0)), rate_hz)
        )
    time = TimeBase(n_samples, rate_hz, tuple(runs), nominal_rate_hz=draw(st.none() | st.floats(1.0, 2000.0)))
    numbers = st.floats(allow_infinity=False, allow_subnormal=True)
    channels = tuple(
        Channel(
            f"accel_{axis}",
            ChannelKind.ACCELERATION,
            axis,
            "shank",
            ArraySamples(with_a_number(draw(arrays(np.float64, n_samples, elements=numbers)))),
            time,
        )
        for axis in "xyz"
    )
    side = draw(st.sampled_from(list(Side)))
    sensor = Sensor("shank", draw(st.sampled_from(list(Placement))), side, channels)
    return Recording(channels, (sensor,), Provenance("x", "", "memory", "0"), duration_s=time.end_s)


@FEW
@given(recordings())
def test_reading_what_was_written_gives_every_bit_back(recording):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "leg.parquet"
        names = write_table(recording, path)
        again = read_recording(path)
        for channel in recording.channels:
            other = again.channel(names[channel.name])
            assert other.read().tobytes() == channel.read().tobytes()
            assert other.time == channel.time
            assert (other.kind, other.axis, other.unit) == (channel.kind, channel.axis, channel.unit)
        assert again.sensors[0].placement is recording.sensors[0].placement
        assert again.sensors[0].side is recording.sensors[0].side
