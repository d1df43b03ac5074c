"""WFDB records: every storage format, gains, marks, and refusals with a reason."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io.read import read_recording


def write(folder, files):
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder / "rec.hea"


def waves(n, k=1, *, size=100):
    t = np.arange(n)[:, None]
    return np.round(size * np.sin(t / 6 + np.arange(k))).astype(int)


@pytest.mark.parametrize("storage", [8, 16, 24, 32, 61, 80, 160, 212, 310, 311])
@pytest.mark.parametrize("n", [300, 301])
def test_every_storage_format_gives_the_numbers_back(tmp_path, storage, n):
    numbers = waves(n)
    channel = read_recording(write(tmp_path, make.make_wfdb(numbers, storage=storage))).channels[0]
    np.testing.assert_allclose(channel.read(), (numbers[:, 0] - 10) / 200 * 1e-3, atol=1e-15)
    np.testing.assert_array_equal(channel.read(99, 203), channel.read()[99:203])


def test_signals_of_one_file_are_told_apart(tmp_path):
    numbers = waves(301, 3)
    files = make.make_wfdb(numbers, storage=212, labels=("EMG left", "EMG right", "ECG"))
    recording = read_recording(write(tmp_path, files))
    for k, channel in enumerate(recording.channels):
        np.testing.assert_allclose(channel.read(), (numbers[:, k] - 10) / 200 * 1e-3, atol=1e-15)


def test_the_signal_file_leads_to_its_header(tmp_path):
    header = write(tmp_path, make.make_wfdb(waves(300)))
    assert read_recording(header.with_suffix(".dat")).channels[0].n_samples == 300


def test_missing_samples_are_nan(tmp_path):
    numbers = waves(300)
    numbers[7] = -32768
    channel = read_recording(write(tmp_path, make.make_wfdb(numbers))).channels[0]
    assert np.flatnonzero(np.isnan(channel.read())).tolist() == [7]


def test_marks_become_annotations(tmp_path):
    files = make.make_wfdb(waves(30_000)) | {"rec.atr": make.make_atr([(50, 1, ""), (20_000, 28, "(FOG")])}
    recording = read_recording(write(tmp_path, files))
    assert [(a.start_s, a.text) for a in recording.annotations] == [(0.5, "N"), (200.0, "+ (FOG")]


def test_start_comes_from_time_and_date_and_comments_do_not_travel(tmp_path):
    recording = read_recording(write(tmp_path, make.make_wfdb(waves(300))))
    assert recording.start == datetime(2021, 9, 16, 20, 30, 10)
    assert "44" not in repr(recording.subject)


def test_a_wrong_checksum_is_told(tmp_path):
    files = make.make_wfdb(waves(300))
    raw = bytearray(files["rec.dat"])
    raw[100] ^= 1
    recording = read_recording(write(tmp_path, files | {"rec.dat": bytes(raw)}))
    assert "checksum" in {issue.code for issue in recording.issues}


def test_a_cut_signal_file_is_read_and_told(tmp_path):
    files = make.make_wfdb(waves(300))
    recording = read_recording(write(tmp_path, files | {"rec.dat": files["rec.dat"][:400]}))
    assert recording.channels[0].n_samples == 200
    assert "truncated" in {issue.code for issue in recording.issues}


def test_a_record_of_several_segments_is_refused_with_their_names(tmp_path):
    path = tmp_path / "rec.hea"
    path.write_text("rec/2 1 100 600\nrec_1 300\nrec_2 300\n")
    with pytest.raises(FormatError, match="several segments") as caught:
        read_recording(path)
    assert "rec_1" in caught.value.mend


def test_a_missing_signal_file_is_named(tmp_path):
    path = write(tmp_path, make.make_wfdb(waves(300)))
    (tmp_path / "rec.dat").unlink()
    with pytest.raises(InputError, match="not beside it"):
        read_recording(path)


def test_a_signal_file_in_another_folder_is_not_followed(tmp_path):
    files = make.make_wfdb(waves(300))
    path = write(tmp_path, files | {"rec.hea": files["rec.hea"].replace(b"rec.dat", b"../x.dat")})
    with pytest.raises(FormatError, match="another folder"):
        read_recording(path)


def test_an_unknown_storage_format_is_refused(tmp_path):
    files = make.make_wfdb(waves(300))
    path = write(tmp_path, files | {"rec.hea": files["rec.hea"].replace(b"rec.dat 16", b"rec.dat 516")})
    with pytest.raises(InputError, match="does not read"):
        read_recording(path)
