"""EDF, EDF+ and BDF: numbers, native rates, gaps, marks, lies, and nobody's name."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io.edf import RecordSamples
from legato.io.read import read_recording
from legato.model.channel import ChannelKind
from legato.model.recording import Placement, Side

LIMITS = (-800, 800, -32768, 32767)


def numbers(n, seed=1):
    return np.random.default_rng(seed).integers(-20_000, 20_000, n)


@pytest.fixture
def write(tmp_path):
    def _write(signals=None, **kwargs):
        path = tmp_path / "night.edf"
        signals = signals or {"EMG LAT": ("uV", 256, numbers(256 * 10), LIMITS)}
        path.write_bytes(make.make_edf(signals, **kwargs))
        return path

    return _write


def test_every_signal_keeps_its_own_rate_and_scale(write):
    leg, flow = numbers(256 * 10), numbers(32 * 10, 2)
    path = write({"LAT": ("uV", 256, leg, LIMITS), "Flow": ("", 32, flow, (-1, 1, -32768, 32767))})
    recording = read_recording(path)
    assert [channel.sampling_rate_hz for channel in recording.channels] == [256.0, 32.0]
    gain = 1600 / 65535
    expected = ((leg + 32768) * gain - 800) * 1e-6
    np.testing.assert_allclose(recording.channel("LAT").read(), expected, atol=1e-15)
    np.testing.assert_allclose(recording.channel("Flow").read(), (flow + 32768) * 2 / 65535 - 1, atol=1e-12)


def test_any_stretch_reads_like_the_whole(write):
    channel = read_recording(write()).channels[0]
    whole = channel.read()
    for start, stop in ((0, 1), (255, 257), (100, 2000), (2559, 2560), (9, 9)):
        np.testing.assert_array_equal(channel.read(start, stop), whole[start:stop])


def test_a_channel_is_a_view_into_the_file(write):
    samples = read_recording(write()).channels[0].samples
    assert isinstance(samples, RecordSamples)
    assert not samples.rows.flags.owndata


def test_three_byte_samples_keep_their_sign(write):
    values = np.array([-8_388_608, -1, 0, 1, 8_388_607] * 20)
    limits = (-8388608, 8388607, -8388608, 8388607)
    path = write({"EMG": ("uV", 100, values, limits)}, kind="BDF")
    np.testing.assert_allclose(read_recording(path).channels[0].read(), values * 1e-6, rtol=1e-12)


def test_the_start_of_the_first_record_is_second_zero(write):
    path = write(reserved="EDF+C", onsets=0.25 + np.arange(10))
    recording = read_recording(path)
    assert recording.start == datetime(2021, 9, 16, 20, 30, 10, 250_000)
    assert recording.channels[0].time.start_s == 0.0


def test_gaps_between_records_stay_gaps(write):
    path = write(reserved="EDF+D", onsets=[0, 1, 2, 10, 11, 12, 13, 14, 15, 16])
    recording = read_recording(path)
    time = recording.channels[0].time
    assert [(gap.start_s, gap.end_s) for gap in time.gaps] == [(3.0, 10.0)]
    assert recording.duration_s == 17.0
    assert "gaps" in {issue.code for issue in recording.issues}


def test_marks_come_with_onset_and_duration(write):
    path = write(
        reserved="EDF+C", onsets=np.arange(10), marks=[(2.5, 1.5, "Leg jerk", 2), (7, 0, "Lights off", 7)]
    )
    marks = [(m.start_s, m.duration_s, m.text) for m in read_recording(path).annotations]
    assert marks == [(2.5, 1.5, "Leg jerk"), (7.0, 0.0, "Lights off")]


def test_records_out_of_order_are_refused(write):
    with pytest.raises(InputError, match="out of order"):
        read_recording(write(reserved="EDF+D", onsets=[0, 1, 2, 3, 4, 3, 6, 7, 8, 9]))


def test_a_cut_file_is_read_and_the_loss_is_told(write):
    path = write()
    path.write_bytes(path.read_bytes()[:-700])
    recording = read_recording(path)
    issue = next(issue for issue in recording.issues if issue.code == "truncated")
    assert "8 of 10 records" in issue.what
    assert recording.channels[0].n_samples == 8 * 256


def test_a_file_that_was_never_closed_is_read(write):
    recording = read_recording(write(n_records=-1))
    assert recording.channels[0].n_samples == 2560
    assert "not_closed" in {issue.code for issue in recording.issues}


def test_more_bytes_than_stated_are_told(write):
    recording = read_recording(write(n_records=6))
    assert recording.channels[0].n_samples == 6 * 256
    assert "extra_bytes" in {issue.code for issue in recording.issues}


def test_limits_that_give_no_scale_leave_the_unit_unknown(write):
    recording = read_recording(write({"EMG LAT": ("uV", 256, numbers(2560), (0, 0, -32768, 32767))}))
    assert recording.channels[0].unit is None
    assert {"header_lies", "unit_unknown"} <= {issue.code for issue in recording.issues}


def test_a_stated_unit_applies_to_the_scaled_numbers(write):
    values = numbers(2560)
    path = write({"EMG left leg": ("", 256, values, (-3.2768, 3.2767, -32768, 32767))})
    assert "unit_unknown" in {issue.code for issue in read_recording(path).issues}
    channel = read_recording(path, unit="mV").channels[0]
    np.testing.assert_allclose(channel.read(), values * 1e-4 * 1e-3, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("label", "side"),
    [
        ("LAT", "left"),
        ("RAT", "right"),
        ("Leg/L", "left"),
        ("PLMr", "right"),
        ("EMG LLeg", "left"),
        ("Right leg", "right"),
        ("EMG RAT", "right"),
        ("L Tib", "left"),
        ("Tib R", "right"),
        ("PLM", "unknown"),
    ],
)
def test_leg_electrodes_are_known_by_their_laboratory_names(write, label, side):
    recording = read_recording(write({label: ("uV", 256, numbers(2560), LIMITS)}))
    assert recording.channels[0].kind is ChannelKind.EMG
    assert recording.sensors[0].placement is Placement.SHANK
    assert recording.sensors[0].side is Side(side)


@pytest.mark.parametrize(
    ("label", "kind"), [("C4-M1", "eeg"), ("E1-M2", "eog"), ("Chin", "emg"), ("ECG", "ecg")]
)
def test_other_electrodes_are_not_taken_for_legs(write, label, kind):
    recording = read_recording(write({label: ("uV", 256, numbers(2560), LIMITS)}))
    assert recording.channels[0].kind == kind
    assert recording.sensors[0].placement is not Placement.SHANK


def test_the_name_of_the_patient_goes_nowhere(write):
    path = write()
    recording = read_recording(path)
    everything = repr(recording)
    assert "Haagse" not in everything
    assert "1987" not in everything
    assert "Haagse" in read_recording(path, keep_identity=True).subject


def test_marks_alone_are_no_recording(tmp_path):
    whole = make.make_edf({"x": ("uV", 100, numbers(300), LIMITS)}, reserved="EDF+C", onsets=[0, 1, 2])
    # The first signal's header is emptied of samples, and its numbers are cut out of the records.
    head = bytearray(whole[: 256 * 3])
    head[256 + 2 * 216 : 256 + 2 * 216 + 8] = b"0       "
    rows = np.frombuffer(whole[768:], np.uint8).reshape(3, -1)[:, 200:]
    path = tmp_path / "hypnogram.edf"
    path.write_bytes(bytes(head) + rows.tobytes())
    with pytest.raises(InputError, match="marks and no samples"):
        read_recording(path)


@pytest.mark.parametrize(
    ("at", "text"), [(252, b"9999"), (252, b"-1  "), (236, b"1e400   "), (244, b"nan     ")]
)
def test_impossible_counts_are_refused(write, at, text):
    path = write()
    raw = bytearray(path.read_bytes())
    raw[at : at + len(text)] = text
    path.write_bytes(bytes(raw))
    with pytest.raises(FormatError):
        read_recording(path)
