"""GENEActiv files: calibration, page times, a last page that is cut."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError
from legato.io.read import read_recording
from legato.model.recording import Placement, Side

G = 9.80665


def waves(n):
    t = np.arange(n)[:, None]
    return np.round(900 * np.sin(t / 6 + np.arange(3))).astype(int)


@pytest.fixture
def write(tmp_path):
    def _write(*args, **kwargs):
        path = tmp_path / "leg.bin"
        path.write_bytes(make.make_geneactiv(*args, **kwargs))
        return path

    return _write


def test_numbers_are_calibrated_as_the_maker_says(write):
    numbers = waves(1500)
    recording = read_recording(write(numbers))
    for axis, gain, offset, k in (("x", 25600, 0, 0), ("y", 25600, 100, 1), ("z", 12800, 0, 2)):
        expected = (numbers[:, k] * 100 - offset) / gain * G
        np.testing.assert_allclose(recording.channel(f"accel_{axis}").read(), expected, rtol=1e-9, atol=1e-9)
    assert recording.channel("light").read(0, 3).tolist() == [5, 5, 5]
    np.testing.assert_allclose(recording.channel("temperature").read(), 21.5)


def test_any_stretch_reads_like_the_whole(write):
    channel = read_recording(write(waves(1500))).channel("accel_z")
    for start, stop in ((0, 1), (299, 301), (100, 1400), (1499, 1500), (5, 5)):
        np.testing.assert_array_equal(channel.read(start, stop), channel.read()[start:stop])


def test_time_comes_from_the_pages(write):
    recording = read_recording(write(waves(1500)))
    zone = timezone(timedelta(hours=1))
    assert recording.start == datetime(2013, 5, 30, 10, 12, 49, 500_000, tzinfo=zone)
    assert recording.channels[0].sampling_rate_hz == pytest.approx(50.0, rel=1e-3)


def test_a_last_page_that_is_cut_is_read_as_far_as_it_goes(write):
    numbers = waves(1500)
    recording = read_recording(write(numbers, cut_hex=2 + 12 * 100 + 5))
    assert recording.channels[0].n_samples == 1399
    issue = next(issue for issue in recording.issues if issue.code == "truncated")
    assert "101 of its 300" in issue.what
    np.testing.assert_allclose(recording.channel("accel_x").read()[-1], numbers[1398, 0] * G / 256, rtol=1e-9)


def test_a_damaged_page_is_a_gap(write):
    path = write(waves(1500))
    raw = bytearray(path.read_bytes())
    at = raw.find(b"Sequence Number:2")
    raw[at + 500] = ord("?")
    path.write_bytes(bytes(raw))
    recording = read_recording(path)
    assert recording.channels[0].n_samples == 1200
    assert len(recording.channels[0].time.gaps) == 1
    assert "corrupt_blocks" in {issue.code for issue in recording.issues}


def test_place_and_code_are_kept_birth_date_and_serial_are_not(write):
    path = write(waves(600))
    recording = read_recording(path)
    assert recording.subject == "S07"
    assert (recording.sensors[0].placement, recording.sensors[0].side) == (Placement.ANKLE, Side.LEFT)
    assert "1980" not in repr(recording)
    assert "012967" not in repr(recording)
    assert "012967" in repr(read_recording(path, keep_identity=True).provenance)


def test_a_header_alone_is_refused(write):
    with pytest.raises(FormatError, match="No page"):
        read_recording(write(waves(0)))
