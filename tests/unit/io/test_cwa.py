"""Axivity files: every number, every stamp, and what damage does."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError
from legato.io.read import read_recording
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Side

G = 9.80665


@pytest.fixture
def write(tmp_path):
    def _write(*args, **kwargs):
        path = tmp_path / "leg.cwa"
        path.write_bytes(make.make_cwa(*args, **kwargs))
        return path

    return _write


def waves(n, k, *, size=400):
    t = np.arange(n)[:, None]
    return np.round(size * np.sin(t / 9 + np.arange(k))).astype(int)


def test_packed_samples_come_back_with_their_common_exponent(write):
    numbers = waves(1200, 3, size=1500)
    recording = read_recording(write(numbers, packed=True))
    largest = np.abs(numbers).max(axis=1)
    shift = sum((largest >= 512 << k).astype(int) for k in range(3))
    for k, axis in enumerate("xyz"):
        expected = (numbers[:, k] >> shift << shift) * G / 256
        np.testing.assert_allclose(recording.channel(f"accel_{axis}").read(), expected, rtol=1e-12)


def test_sixteen_bit_samples_of_gyroscope_and_accelerometer_bear_their_own_scales(write):
    numbers = waves(400, 6)
    recording = read_recording(write(numbers))
    gyro, accel = recording.channel("gyro_y"), recording.channel("accel_z")
    np.testing.assert_allclose(gyro.read(), np.radians(numbers[:, 1] * 2000 / 32768), rtol=1e-12)
    np.testing.assert_allclose(accel.read(), numbers[:, 5] * G / 2048, rtol=1e-12)
    assert (gyro.kind, accel.kind) == (ChannelKind.ANGULAR_VELOCITY, ChannelKind.ACCELERATION)
    assert gyro.valid_range == pytest.approx((-np.radians(2000), np.radians(2000)))


def test_any_stretch_reads_like_the_whole(write):
    recording = read_recording(write(waves(2400, 3), packed=True))
    channel = recording.channel("accel_y")
    whole = channel.read()
    for start, stop in ((0, 1), (119, 121), (500, 1900), (2399, 2400), (7, 7)):
        np.testing.assert_array_equal(channel.read(start, stop), whole[start:stop])


def test_the_start_is_the_time_of_the_first_sample_and_not_a_whole_second(write):
    recording = read_recording(write(waves(1200, 3), start_s=36000.37))
    expected = datetime(2026, 1, 5) + timedelta(seconds=36000.37)
    assert abs(recording.start - expected) < timedelta(milliseconds=1)


def test_a_slow_crystal_is_measured_and_told(write):
    recording = read_recording(write(waves(24_000, 3), true_rate_hz=98.9))
    time = recording.channel("accel_x").time
    assert time.sampling_rate_hz == pytest.approx(98.9, rel=1e-5)
    assert time.nominal_rate_hz == 100.0
    assert time.drift_ppm == pytest.approx(-11_000, rel=0.01)
    assert "rate_differs" in {issue.code for issue in recording.issues}
    assert not time.gaps


def test_stamps_of_whole_seconds_still_give_the_rate(write):
    recording = read_recording(write(waves(24_000, 3), fraction=False, packed=True))
    time = recording.channel("accel_x").time
    assert time.sampling_rate_hz == pytest.approx(100.0, rel=1e-3)
    assert not time.gaps
    assert "coarse_stamps" in {issue.code for issue in recording.issues}


def test_a_lost_block_is_a_gap_of_its_own_length(write):
    whole = waves(2400, 3)
    recording = read_recording(write(whole, skip=(7,)))
    time = recording.channel("accel_x").time
    assert len(time.gaps) == 1
    assert time.gaps[0].duration_s == pytest.approx(0.8, abs=0.005)
    assert time.gaps[0].start_s == pytest.approx(5.6, abs=0.005)
    assert time.n_samples == 2400 - 80


def test_a_block_with_a_wrong_checksum_is_left_out_and_told(write):
    path = write(waves(2400, 3))
    raw = bytearray(path.read_bytes())
    raw[1024 + 512 * 5 + 100] ^= 0xFF
    path.write_bytes(bytes(raw))
    recording = read_recording(path)
    issue = next(issue for issue in recording.issues if issue.code == "corrupt_blocks")
    assert "1 of 30 blocks" in issue.what
    assert issue.where == "blocks 5"
    assert len(recording.channel("accel_x").time.gaps) == 1


def test_a_file_cut_inside_a_block_is_read_and_told(write):
    path = write(waves(2400, 3))
    path.write_bytes(path.read_bytes()[:-100])
    recording = read_recording(path)
    assert recording.channel("accel_x").n_samples == 2400 - 80
    assert "truncated" in {issue.code for issue in recording.issues}


def test_blocks_that_were_never_written_are_no_damage(write):
    path = write(waves(2400, 3))
    path.write_bytes(path.read_bytes() + b"\xff" * 512 * 4)
    codes = {issue.code for issue in read_recording(path).issues}
    assert "unused_blocks" in codes
    assert "corrupt_blocks" not in codes


def test_a_clock_that_steps_back_loses_the_later_blocks_and_says_so(write):
    path = write(waves(2400, 3))
    raw = path.read_bytes()
    early = make.make_cwa(waves(800, 3), start_s=3000.0)[1024:]
    path.write_bytes(raw + early)
    recording = read_recording(path)
    assert recording.channel("accel_x").n_samples == 2400
    assert "time_backwards" in {issue.code for issue in recording.issues}


def test_place_and_subject_code_come_from_the_notes_and_the_serial_does_not(write):
    path = write(waves(800, 3), note=b"_p=left+ankle&_sc=P07")
    recording = read_recording(path)
    assert recording.subject == "P07"
    assert (recording.sensors[0].placement, recording.sensors[0].side) == (Placement.ANKLE, Side.LEFT)
    assert "4711" not in repr(recording.provenance)
    kept = read_recording(path, keep_identity=True)
    assert dict(kept.provenance.settings)["device_serial"] == "4711"


def test_a_name_in_the_subject_field_is_not_kept(write):
    assert read_recording(write(waves(800, 3), note=b"_sc=Jane+Doe")).subject is None


def test_temperature_comes_at_the_rate_of_the_blocks(write):
    channel = read_recording(write(waves(2400, 3))).channel("temperature")
    assert channel.n_samples == 30
    assert channel.sampling_rate_hz == pytest.approx(100 / 80, rel=1e-3)
    np.testing.assert_allclose(channel.read(), 260 * 75 / 256 - 50)


def test_a_header_without_blocks_is_refused(tmp_path):
    path = tmp_path / "empty.cwa"
    path.write_bytes(make.make_cwa(waves(0, 3)))
    with pytest.raises(FormatError, match="No data block"):
        read_recording(path)
