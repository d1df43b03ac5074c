"""C3D: analogue numbers, scale and offset, events, cuts."""

from __future__ import annotations

import numpy as np
import pytest

import binary_makers as make
from legato.errors import InputError
from legato.io.read import read_recording
from legato.model.channel import ChannelKind


def waves(n, k=1):
    t = np.arange(n)[:, None]
    return np.round(900 * np.sin(t / 6 + np.arange(k))).astype(int)


def write(folder, raw):
    path = folder / "trial.c3d"
    path.write_bytes(raw)
    return path


def test_numbers_are_scaled_and_bear_their_unit(tmp_path):
    numbers = waves(1000)
    channel = read_recording(write(tmp_path, make.make_c3d(numbers))).channels[0]
    np.testing.assert_allclose(channel.read(), (numbers[:, 0] - 3) * 0.5e-3, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(channel.read(7, 533), channel.read()[7:533])
    assert (channel.sampling_rate_hz, channel.kind) == (1000.0, ChannelKind.EMG)


def test_channels_of_a_frame_are_told_apart(tmp_path):
    numbers = waves(1000, 3)
    raw = make.make_c3d(numbers, labels=("EMG left TA", "EMG right TA", "Fz"), units=("mV", "mV", "N"))
    recording = read_recording(write(tmp_path, raw))
    np.testing.assert_allclose(recording.channel("Fz").read(), (numbers[:, 2] - 3) * 0.5, atol=1e-9)


def test_the_library_ezc3d_reads_the_same(tmp_path):
    import ezc3d

    path = write(tmp_path, make.make_c3d(waves(1000)))
    theirs = ezc3d.c3d(str(path))["data"]["analogs"][0, 0]
    np.testing.assert_allclose(read_recording(path).channels[0].read() * 1e3, theirs, rtol=1e-6, atol=1e-9)


def test_events_become_annotations_and_markers_are_counted(tmp_path):
    recording = read_recording(write(tmp_path, make.make_c3d(waves(1000))))
    assert [(a.start_s, a.text) for a in recording.annotations] == [(0.25, "Left Foot Strike")]
    assert "2 markers" in next(i for i in recording.issues if i.code == "markers_left_out").what


def test_a_cut_file_is_read_and_told(tmp_path):
    recording = read_recording(write(tmp_path, make.make_c3d(waves(1000))[:-100]))
    assert recording.channels[0].n_samples == 970
    assert "truncated" in {issue.code for issue in recording.issues}


def test_dec_numbers_are_refused(tmp_path):
    raw = bytearray(make.make_c3d(waves(1000)))
    raw[512 + 3] = 85
    with pytest.raises(InputError, match="DEC"):
        read_recording(write(tmp_path, bytes(raw)))


def test_markers_alone_are_refused(tmp_path):
    raw = bytearray(make.make_c3d(waves(1000)))
    raw[4:6] = b"\0\0"
    with pytest.raises(InputError, match="no analogue"):
        read_recording(write(tmp_path, bytes(raw)))
