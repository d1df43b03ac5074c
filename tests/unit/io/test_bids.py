"""BIDS folders: what channels.tsv and the sidecar say, stubs, several recordings."""

from __future__ import annotations

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io.read import read_recording
from legato.model.recording import Placement, Side, Task

STEM = "sub-07/motion/sub-07_task-rest_tracksys-imu"


def write(folder, files):
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    return folder


def test_kinds_units_place_and_rate_come_from_the_tables_beside(tmp_path):
    files = make.make_bids_motion()
    recording = read_recording(write(tmp_path, files))
    table = np.loadtxt(files[f"{STEM}_motion.tsv"].decode().splitlines())
    np.testing.assert_allclose(recording.channel("left_ankle_ACCEL_y").read(), table[:, 1])
    np.testing.assert_allclose(recording.channel("left_ankle_GYRO_z").read(), np.radians(table[:, 5]))
    assert recording.channels[0].sampling_rate_hz == 100.0
    assert (recording.sensors[0].placement, recording.sensors[0].side) == (Placement.ANKLE, Side.LEFT)
    assert (recording.subject, recording.task) == ("07", Task.REST)


def test_the_motion_table_itself_can_be_given(tmp_path):
    write(tmp_path, make.make_bids_motion())
    assert read_recording(tmp_path / f"{STEM}_motion.tsv").channels[0].n_samples == 500


def test_missing_cells_are_nan(tmp_path):
    files = make.make_bids_motion()
    lines = files[f"{STEM}_motion.tsv"].decode().splitlines()
    lines[3] = "\t".join(["n/a"] * 6)
    write(tmp_path, files | {f"{STEM}_motion.tsv": "\n".join(lines).encode()})
    assert np.flatnonzero(np.isnan(read_recording(tmp_path).channels[0].read())).tolist() == [3]


def test_a_stub_without_a_number_says_so(tmp_path):
    write(tmp_path, make.make_bids_motion() | {f"{STEM}_motion.tsv": b""})
    with pytest.raises(FormatError, match="holds no samples"):
        read_recording(tmp_path)


def test_a_table_that_does_not_fit_its_channels_is_refused(tmp_path):
    files = make.make_bids_motion()
    channels = files[f"{STEM}_channels.tsv"].decode().splitlines()[:-1]
    write(tmp_path, files | {f"{STEM}_channels.tsv": "\n".join(channels).encode()})
    with pytest.raises(FormatError, match="does not fit"):
        read_recording(tmp_path)


def test_several_recordings_are_listed_and_one_can_be_picked(tmp_path):
    files = make.make_bids_motion()
    write(tmp_path, files | {name.replace("rest", "walk"): raw for name, raw in files.items()})
    with pytest.raises(InputError, match="2 recordings"):
        read_recording(tmp_path)
    picked = read_recording(tmp_path, where={"member": f"{STEM}_motion.tsv"})
    assert picked.task is Task.REST


def test_an_emg_folder_is_read_through_its_edf(tmp_path):
    stem = "sub-01/emg/sub-01_task-stand"
    numbers = np.arange(-500, 500)
    edf = make.make_edf({"EMG1": ("uV", 100, numbers, (-100, 100, -1000, 1000))})
    channels = b"name\ttype\tunits\ttarget_muscle\nEMG1\tEMG\tV\tleft tibialis anterior\n"
    write(tmp_path, {f"{stem}_emg.edf": edf, f"{stem}_channels.tsv": channels, f"{stem}_emg.json": b"{}"})
    recording = read_recording(tmp_path)
    np.testing.assert_allclose(recording.channels[0].read(), numbers * 1e-7, atol=1e-15)
    assert (recording.sensors[0].placement, recording.sensors[0].side) == (Placement.SHANK, Side.LEFT)
    assert "unit_differs" in {issue.code for issue in recording.issues}
    assert recording.task is Task.STAND
