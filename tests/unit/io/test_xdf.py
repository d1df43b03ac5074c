"""XDF streams: numbers, clock comparisons, markers, damage."""

from __future__ import annotations

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError
from legato.io.read import read_recording
from legato.model.recording import Placement, Side


def waves(n):
    t = np.arange(n)[:, None]
    return np.sin(t / 6 + np.arange(3)).astype("f4")


@pytest.fixture
def write(tmp_path):
    def _write(*args, **kwargs):
        path = tmp_path / "leg.xdf"
        path.write_bytes(make.make_xdf(*args, **kwargs))
        return path

    return _write


def test_numbers_units_and_place_come_from_stream_and_channels(write):
    recording = read_recording(write(waves(300)))
    np.testing.assert_allclose(recording.channel("accel_y").read(), waves(300)[:, 1] * 9.80665, rtol=1e-6)
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0)
    assert (recording.sensors[0].placement, recording.sensors[0].side) == (Placement.SHANK, Side.LEFT)


def test_a_drifting_clock_is_brought_to_the_recorders(write):
    offsets = [(t, -0.5 + 1e-3 * t) for t in range(0, 60, 5)]
    recording = read_recording(write(waves(6000), offsets=offsets))
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100 / 1.001, rel=1e-6)
    issue = next(issue for issue in recording.issues if issue.code == "clock_offset")
    assert "12 comparisons" in issue.what
    assert "1000.0 ppm" in issue.what


def test_a_stream_without_comparisons_says_so(write):
    assert "clock_not_compared" in {i.code for i in read_recording(write(waves(300), offsets=())).issues}


def test_a_cut_file_keeps_what_stands_before_the_cut(write):
    path = write(waves(300))
    raw = path.read_bytes()
    path.write_bytes(raw[:-20])
    recording = read_recording(path)
    assert recording.channels[0].n_samples == 300
    assert "truncated" in {issue.code for issue in recording.issues}


def test_a_header_that_unfolds_entities_is_not_parsed(write):
    path = write(waves(300))
    raw = path.read_bytes().replace(
        b"<?xml version='1.0'?><info><name>", b"<!DOCTYPE a [<!ENTITY b ''>]><name>"
    )
    path.write_bytes(raw)
    with pytest.raises(FormatError):
        read_recording(path)


def test_a_file_without_streams_is_refused(tmp_path):
    path = tmp_path / "empty.xdf"
    path.write_bytes(b"XDF:")
    with pytest.raises(FormatError, match="No stream"):
        read_recording(path)
