"""HDF5: names and attributes say what is there; otherwise a list is given."""

from __future__ import annotations

import numpy as np
import pytest

import binary_makers as make
from legato.errors import FormatError, InputError
from legato.io import hdf5_probe
from legato.io.read import read_recording
from legato.model.recording import Placement, Side

h5py = pytest.importorskip("h5py")


def write(folder, **datasets):
    path = folder / "leg.h5"
    with h5py.File(path, "w") as file:
        for name, values in datasets.items():
            file[name.replace("__", "/")] = values
    return path


def test_boxes_units_and_clock_are_found(tmp_path):
    path = tmp_path / "two.h5"
    path.write_bytes(make.make_hdf5())
    recording = read_recording(path)
    assert {(s.placement, s.side) for s in recording.sensors} == {
        (Placement.ANKLE, Side.LEFT),
        (Placement.ANKLE, Side.RIGHT),
    }
    t = np.arange(600) / 100
    np.testing.assert_allclose(recording.channel("left_ankle/accelerometer_y").read(), np.cos(t))
    np.testing.assert_allclose(
        recording.channel("right_ankle/gyro_x").read(), np.radians(np.cos(3 * t)), rtol=1e-6
    )
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0)
    assert "series_left_out" in {issue.code for issue in recording.issues}


def test_one_nameless_matrix_is_read_with_a_stated_rate(tmp_path):
    path = write(tmp_path, data=np.random.default_rng(1).normal(size=(500, 3)))
    with pytest.raises(InputError, match="neither time nor rate"):
        read_recording(path)
    recording = read_recording(path, sampling_rate_hz=50)
    assert [channel.n_samples for channel in recording.channels] == [500] * 3
    assert "kind_unknown" in {issue.code for issue in recording.issues}


def test_several_nameless_series_are_listed_and_not_guessed(tmp_path):
    path = write(tmp_path, a=np.zeros((500, 3)), b=np.zeros((400, 3)))
    with pytest.raises(InputError, match="which series") as caught:
        read_recording(path, sampling_rate_hz=50)
    assert "/a 500x3" in caught.value.found
    assert read_recording(path, sampling_rate_hz=50, where={"member": "b"}).channels[0].n_samples == 400


def test_subjects_side_by_side_are_several_recordings(tmp_path):
    path = write(tmp_path, subject_1__acc=np.zeros((500, 3)), subject_2__acc=np.zeros((500, 3)))
    with pytest.raises(InputError, match="2 recordings"):
        read_recording(path, sampling_rate_hz=50)
    assert (
        read_recording(path, sampling_rate_hz=50, where={"member": "subject_1"}).channels[0].n_samples == 500
    )


def test_stamps_in_single_precision_are_no_clock(tmp_path):
    stamps = (1.7e12 + np.arange(600) * 10.0).astype("f4")
    path = write(tmp_path, acc=np.zeros((600, 3)), timestamp_ms=stamps, time_s=np.arange(600) / 100)
    assert read_recording(path).channels[0].sampling_rate_hz == pytest.approx(100.0)


def test_a_rate_in_an_attribute_is_used(tmp_path):
    path = write(tmp_path, acc=np.zeros((600, 3)))
    with h5py.File(path, "a") as file:
        file.attrs["sampling_rate"] = 128.0
    assert read_recording(path).channels[0].sampling_rate_hz == 128.0


def test_serial_numbers_in_group_names_are_shortened(tmp_path):
    path = write(tmp_path, DOT_D422CD008603__accel_x=np.zeros(300), DOT_D422CD009F5B__accel_x=np.zeros(300))
    names = [channel.name for channel in read_recording(path, sampling_rate_hz=50).channels]
    assert names == ["DOT_8603/accel_x", "DOT_9F5B/accel_x"]


def test_a_dataset_that_unpacks_to_far_more_than_is_stored_is_refused(tmp_path):
    path = tmp_path / "bomb.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("acc", shape=(2_000_000_000, 3), dtype="f8", chunks=(1000, 3), fillvalue=0)
    with pytest.raises(InputError, match="unpacks to more"):
        read_recording(path, sampling_rate_hz=50)


def test_a_file_on_which_the_library_hangs_is_refused(tmp_path, monkeypatch):
    path = write(tmp_path, acc=np.zeros((600, 3)))
    sleeper = tmp_path / "sleep.py"
    sleeper.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(hdf5_probe, "__file__", str(sleeper))
    assert "did not come to an end" in hdf5_probe.survives(path, limit_s=0.5)


def test_a_cut_file_is_refused(tmp_path):
    path = tmp_path / "cut.h5"
    path.write_bytes(make.make_hdf5()[:2000])
    with pytest.raises(FormatError, match="cut or damaged"):
        read_recording(path)
