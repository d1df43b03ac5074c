"""TSDF: scale factors, units, stored steps of time, folders."""

from __future__ import annotations

import json

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io.read import read_recording


def waves(n):
    t = np.arange(n)[:, None]
    return np.round(500 * np.sin(t / 6 + np.arange(6))).astype(int)


def write(folder, files):
    for name, raw in files.items():
        (folder / name).write_bytes(raw)
    return folder / "meta.json"


def test_factors_and_units_come_from_the_header(tmp_path):
    numbers = waves(500)
    recording = read_recording(write(tmp_path, make.make_tsdf(numbers)))
    np.testing.assert_allclose(recording.channel("acceleration_y").read(), numbers[:, 1] * 0.01, rtol=1e-12)
    np.testing.assert_allclose(
        recording.channel("rotation_z").read(), np.radians(numbers[:, 5] * 0.05), rtol=1e-12
    )
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0, rel=1e-4)
    assert recording.start.isoformat() == "2021-06-27T16:52:20+00:00"
    assert recording.subject == "S1"


def test_folder_and_header_give_the_same(tmp_path):
    header = write(tmp_path, make.make_tsdf(waves(500)))
    whole, single = read_recording(tmp_path), read_recording(header)
    np.testing.assert_array_equal(whole.channels[0].read(), single.channels[0].read())


def test_floats_are_read_as_well(tmp_path):
    recording = read_recording(write(tmp_path, make.make_tsdf(waves(500) / 7, data_type="float", bits=32)))
    assert recording.channels[0].read()[3] == pytest.approx(waves(500)[3, 0] / 7 * 0.01, rel=1e-6)


def test_a_lost_stretch_in_the_steps_is_a_gap(tmp_path):
    files = make.make_tsdf(waves(500))
    steps = np.frombuffer(files["t.bin"], "<f4").copy()
    steps[200] = 2000.0
    recording = read_recording(write(tmp_path, files | {"t.bin": steps.tobytes()}))
    assert recording.channels[0].time.gaps[0].duration_s == pytest.approx(1.99, abs=1e-3)


def test_a_cut_file_is_read_and_told(tmp_path):
    files = make.make_tsdf(waves(500))
    recording = read_recording(write(tmp_path, files | {"v.bin": files["v.bin"][:-1000]}))
    assert recording.channels[0].n_samples == 416
    assert "truncated" in {issue.code for issue in recording.issues}


def test_several_headers_in_a_folder_are_listed(tmp_path):
    write(tmp_path, make.make_tsdf(waves(300)))
    (tmp_path / "other_meta.json").write_bytes((tmp_path / "meta.json").read_bytes())
    with pytest.raises(InputError, match="several TSDF") as caught:
        read_recording(tmp_path)
    assert "other_meta.json" in caught.value.found
    assert read_recording(tmp_path, where={"member": "meta.json"}).channels[0].n_samples == 300


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bits": 7}, "unknown type"),
        ({"scale_factors": [1]}, "another number of scale factors"),
        ({"scale_factors": [10**400] * 6}, "no number"),
        ({"file_name": "../v.bin"}, "not beside it"),
        ({"channels": []}, "lists no channels"),
    ],
)
def test_a_header_that_lies_is_refused(tmp_path, change, words):
    files = make.make_tsdf(waves(300))
    meta = json.loads(files["meta.json"])
    meta["sensors"][1] |= change
    path = write(tmp_path, files | {"meta.json": json.dumps(meta).encode()})
    with pytest.raises((FormatError, InputError), match=words):
        read_recording(path)
