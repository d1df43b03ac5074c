"""ActiGraph archives: both record forms, gaps of sleep, checksums, identity."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io.gt3x_log import index_log
from legato.io.read import read_recording

G = 9.80665


def waves(n):
    t = np.arange(n)[:, None]
    return np.round(500 * np.sin(t / 6 + np.arange(3))).astype(int)


@pytest.fixture
def write(tmp_path):
    def _write(*args, **kwargs):
        path = tmp_path / "leg.gt3x"
        path.write_bytes(make.make_gt3x(*args, **kwargs))
        return path

    return _write


@pytest.mark.parametrize("kind", [0x00, 0x1A])
@pytest.mark.parametrize("rate_hz", [30, 31, 100])
def test_both_record_forms_give_the_numbers_back(write, kind, rate_hz):
    numbers = waves(rate_hz * 8)
    recording = read_recording(write(numbers, rate_hz=rate_hz, kind=kind))
    for k, axis in enumerate("xyz"):
        channel = recording.channel(f"accel_{axis}")
        np.testing.assert_allclose(channel.read(), numbers[:, k] * G / 256, rtol=1e-12)
        np.testing.assert_array_equal(channel.read(29, 65), channel.read()[29:65])
    assert recording.channels[0].sampling_rate_hz == pytest.approx(rate_hz)


def test_seconds_that_were_not_logged_are_a_gap_and_are_never_filled(write):
    recording = read_recording(write(waves(300), missing=(3, 4)))
    time = recording.channels[0].time
    assert [(gap.start_s, gap.end_s) for gap in time.gaps] == [(3.0, 5.0)]
    assert time.n_samples == 240
    assert {"gaps", "idle_sleep"} <= {issue.code for issue in recording.issues}


def test_the_start_is_local_time_with_the_stated_zone(write):
    start = read_recording(write(waves(300))).start
    assert start.replace(tzinfo=UTC) == datetime(2019, 9, 17, 18, 40, tzinfo=UTC)
    assert start.utcoffset().total_seconds() == -4 * 3600


def test_a_record_with_a_wrong_checksum_is_left_out_and_told(tmp_path):
    log = bytearray()
    for k in range(5):
        log += make.gt3x_record(0x1A, 1568745600 + k, bytes(180))
    log[3 * 189 + 20] ^= 0x55
    info = b"Sample Rate: 30\r\nAcceleration Scale: 256.0\r\n"
    path = tmp_path / "leg.gt3x"
    path.write_bytes(make.zip_of({"log.bin": bytes(log), "info.txt": info}))
    recording = read_recording(path)
    assert recording.channels[0].n_samples == 4 * 30
    issue = next(issue for issue in recording.issues if issue.code == "corrupt_blocks")
    assert "1 of 5 records" in issue.what


def test_the_name_of_the_subject_is_kept_only_on_request(write):
    path = write(waves(300))
    assert "Doe" not in repr(read_recording(path))
    assert read_recording(path, keep_identity=True).subject == "Jane Doe"


def test_the_older_dialect_is_named_and_refused(tmp_path):
    path = tmp_path / "old.gt3x"
    path.write_bytes(
        make.zip_of({"activity.bin": bytes(90), "lux.bin": b"", "info.txt": b"Sample Rate: 80\r\n"})
    )
    with pytest.raises(InputError, match="older dialect"):
        read_recording(path)


def test_an_info_without_a_rate_is_refused(tmp_path):
    path = tmp_path / "leg.gt3x"
    log = make.gt3x_record(0x1A, 1568745600, bytes(180))
    path.write_bytes(make.zip_of({"log.bin": log, "info.txt": b"Acceleration Scale: 256\r\n"}))
    with pytest.raises(FormatError, match="no usable rate"):
        read_recording(path)


def test_a_log_of_nothing_but_marks_does_not_take_forever():
    began = time.monotonic()
    index = index_log(b"\x1e" * 3_000_000)
    assert time.monotonic() - began < 5.0
    assert len(index.offsets) == 0
    assert index.n_skipped_bytes > 2_000_000
