"""Every file of the vendors' formats opens with the right rate, length and unit, or is refused with a reason."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from legato.errors import InputError, LegatoError
from legato.io.read import read_recording
from realdata_paths import shared_data

pytestmark = pytest.mark.realdata

G = 9.80665

# File -> reader, number of channels, first channel, unit, samples, rate (Hz), tolerance of the rate (share).
OPENS = {
    "actigraph_read_gt3x/TAS1H30182785_2019-09-17.csv.gz": ("actigraph_csv", 3, "m/s2", 240_500, 100.0),
    "actigraph_read_gt3x/TAS1H30182785_2019-09-17.gt3x": ("gt3x", 3, "m/s2", 33_000, 100.0),
    "c3d_pyomeca/markers_analogs.c3d": ("c3d", 38, "V", 11_600, 2000.0),
    "edf_bdf_edfReader/edfPlusC.edf": ("edf", 11, None, 4000, 200.0),
    "edf_bdf_edfio/mne_test.edf": ("edf", 139, "V", 3072, 512.0),
    "edf_bdf_edfio/short_psg.bdf": ("edf", 7, "V", 30_000, 100.0),
    "edf_bdf_edfio/short_psg.edf": ("edf", 7, "V", 30_000, 100.0),
    "edf_bdf_edfio/test_subsecond.bdf": ("edf", 1, "V", 89_344, 128.0),
    "edf_bdf_edfio/test_subsecond.edf": ("edf", 1, "V", 89_344, 128.0),
    "edf_bdf_pyedflib/test_generator.edf": ("edf", 11, None, 120_000, 200.0),
    "ggirread_testfiles/GENEActiv_testfile.bin": ("geneactiv", 5, "m/s2", 5031, 85.7),
    "ggirread_testfiles/ax3_testfile.cwa": ("cwa", 5, "m/s2", 17_400, 98.86),
    "nilspod/NilsPodX-7FAD_20190430_0933_data.csv": ("delimited", 6, None, 9597, 204.8),
    "phyphox_csv_export/Linear Accelerometer.csv": (None, 3, "m/s2", 28_444, 100.7),
    "sensorlogger_csv/sitting.csv": (None, 3, None, 111, 20.4),
    "sensorlogger_csv/standing.csv": (None, 3, None, 132, 20.2),
    "wfdb_samples/100.atr": ("wfdb", 2, "V", 650_000, 360.0),
    "wfdb_samples/100.dat": ("wfdb", 2, "V", 650_000, 360.0),
    "wfdb_samples/100.hea": ("wfdb", 2, "V", 650_000, 360.0),
    "xdf/minimal.xdf": ("xdf", 3, None, 9, 10.0),
}
# File -> words of the reason.
REFUSED = {
    "apple_health/export6s3sample.xml": "Apple Health",
    "c3d_pyomeca/inverse_dyn.sto": "OpenSim",
    "c3d_pyomeca/inverse_kin.mot": "OpenSim",
    "c3d_pyomeca/markers.trc": "markers",
    "edf_bdf_edfio/SC4001EC-Hypnogram.bdf": "marks and no samples",
    "edf_bdf_edfio/SC4001EC-Hypnogram.edf": "marks and no samples",
    "edf_bdf_edfio/short_psg_header_reference.json": "No reader",
    "ggirread_testfiles/ActiGraph13.csv": "counts",
    "ggirread_testfiles/ActiGraph13_timestamps_headers.csv": "counts",
    "ggirread_testfiles/ActiGraph61.csv": "counts",
    "ggirread_testfiles/Actical.csv": "counts",
    "ggirread_testfiles/Actiwatch.csv": "counts",
    "nilspod/NilsPodX-7FAD_20190430_0933.bin": "NilsPod",
    "nilspod/NilsPodX-7FAD_20190430_0933_header.json": "No reader",
    "phyphox_csv_export/meta/device.csv": "No reader",
    "wfdb_samples/100.qrs": "No reader",
}
# The two rows of a phyphox session's begin and end: a table of times, which says so by its Issues.
ODD = {"phyphox_csv_export/meta/time.csv"}


def test_the_table_names_every_file_there_is():
    root = shared_data("device_formats")
    there = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert there == set(OPENS) | set(REFUSED) | ODD


@pytest.mark.parametrize("name", OPENS)
def test_a_vendor_file_opens_with_the_right_rate_length_and_unit(name):
    reader, n_channels, unit, n_samples, rate_hz = OPENS[name]
    recording = read_recording(shared_data("device_formats", *name.split("/")))
    channel = recording.channels[0]
    assert reader in (None, recording.provenance.reader)
    assert (len(recording.channels), channel.n_samples, channel.unit) == (n_channels, n_samples, unit)
    assert channel.sampling_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    assert len(channel.read()) == n_samples
    assert recording.duration_s == pytest.approx(n_samples / rate_hz, rel=0.05) or channel.time.gaps


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_without_a_recording_is_refused_with_a_reason(name):
    with pytest.raises(LegatoError, match=REFUSED[name]) as caught:
        read_recording(shared_data("device_formats", *name.split("/")))
    assert caught.value.mend


def test_gt3x_agrees_with_the_makers_csv_where_the_device_was_awake():
    folder = shared_data("device_formats", "actigraph_read_gt3x")
    recording = read_recording(next(folder.glob("*.gt3x")))
    with gzip.open(next(folder.glob("*.csv.gz")), "rt") as lines:
        table = np.loadtxt(list(lines)[11:], delimiter=",")
    times_s = recording.channels[0].time.times_s(0, recording.channels[0].n_samples)
    rows = np.round(times_s * 100).astype(int)
    for k, axis in enumerate("xyz"):
        mine_g = recording.channel(f"accel_{axis}").read() / G
        assert np.abs(mine_g - table[rows, k]).max() <= 0.0005 + 1e-9  # the maker writes three decimals
    assert recording.start.replace(tzinfo=UTC) == datetime(2019, 9, 17, 18, 40, tzinfo=UTC)


def test_axivity_starts_where_ggir_says():
    recording = read_recording(shared_data("device_formats", "ggirread_testfiles", "ax3_testfile.cwa"))
    # GGIRread's own test: the fifth sample at 100 Hz from the start lies at 10:55:06.040 local time.
    fifth = recording.start + timedelta(seconds=0.04)
    assert abs(fifth - datetime(2019, 2, 26, 10, 55, 6, 40_000)) < timedelta(milliseconds=2)
    second_block = [recording.channel(f"accel_{axis}").read(120, 124) / G for axis in "xyz"]
    assert second_block[0][0] == pytest.approx(0.7656, abs=0.01)
    assert recording.channel("temperature").read(0, 1)[0] == pytest.approx(25.5859, abs=1e-3)
    assert (recording.sensors[0].placement, recording.sensors[0].side) == ("wrist", "right")


def test_axivity_ax6_shows_gravity_and_a_gyroscope():
    path = shared_data("paradigma_pd_wrist", "example_data", "axivity", "test_data.CWA")
    recording = read_recording(path)
    accel = np.stack([recording.channel(f"accel_{axis}").read() for axis in "xyz"])
    assert np.median(np.linalg.norm(accel, axis=0)) == pytest.approx(G, rel=0.1)  # the wrist never rests
    assert recording.channel("gyro_x").unit == "rad/s"
    assert recording.channel("gyro_x").sampling_rate_hz == pytest.approx(99.91, abs=0.01)


def test_geneactiv_shows_gravity_and_tells_the_cut_page():
    recording = read_recording(shared_data("device_formats", "ggirread_testfiles", "GENEActiv_testfile.bin"))
    accel = np.stack([recording.channel(f"accel_{axis}").read() for axis in "xyz"])
    assert np.median(np.linalg.norm(accel, axis=0)) == pytest.approx(G, rel=0.1)
    assert "truncated" in {issue.code for issue in recording.issues}
    assert "012967" not in repr(recording)


@pytest.mark.parametrize("name", ["short_psg.edf", "short_psg.bdf", "mne_test.edf", "test_subsecond.edf"])
def test_edf_agrees_with_edfio(name):
    edfio = pytest.importorskip("edfio")
    path = shared_data("device_formats", "edf_bdf_edfio", name)
    theirs = edfio.read_bdf(path) if name.endswith("bdf") else edfio.read_edf(path)
    recording = read_recording(path)
    assert len(theirs.signals) == len(recording.channels)
    scale = {"uV": 1e-6, "mV": 1e-3}
    for signal, channel in zip(theirs.signals, recording.channels, strict=True):
        factor = scale.get(signal.physical_dimension, 1.0) if channel.unit == "V" else 1.0
        np.testing.assert_allclose(channel.read(), signal.data * factor, rtol=1e-9, atol=1e-12)
        assert channel.sampling_rate_hz == pytest.approx(signal.sampling_frequency)
    assert len(recording.annotations) == len(theirs.annotations)


def test_short_psg_header_agrees_with_its_reference():
    folder = shared_data("device_formats", "edf_bdf_edfio")
    reference = json.loads((folder / "short_psg_header_reference.json").read_text())
    recording = read_recording(folder / "short_psg.edf")
    labels = re.findall(r'"label": "([^"]+)"', json.dumps(reference))
    assert not labels or [channel.name for channel in recording.channels] == labels


@pytest.mark.parametrize("name", ["healthy", "myopathy", "neuropathy"])
def test_wfdb_muscle_records_have_the_published_strength(name):
    published_mv = {"healthy": 0.082, "myopathy": 0.097, "neuropathy": 0.388}
    recording = read_recording(shared_data("physionet_emgdb", f"emg_{name}.hea"))
    emg = recording.channels[0]
    assert (emg.kind, emg.unit, emg.sampling_rate_hz) == ("emg", "V", 4000.0)
    assert np.sqrt(np.mean(np.square(emg.read()))) * 1e3 == pytest.approx(published_mv[name], rel=0.02)
    assert not recording.issues  # the checksum of the header holds


def test_wfdb_agrees_with_the_text_of_the_same_record():
    folder = shared_data("physionet_emgdb")
    emg = read_recording(folder / "emg_healthy.hea").channels[0].read() * 1e3
    text = (folder / "emg_healthy.txt").read_text(encoding="latin-1")
    rows = re.findall(r"^([\d.]+) (-?\d+\.\d+)\s*$", text, re.MULTILINE)
    index = np.round(np.array([float(t) for t, _ in rows]) * 4000).astype(int) - 1
    values = np.array([float(v) for _, v in rows])
    is_inside = index < len(emg)
    assert is_inside.sum() > 40_000
    assert np.abs(emg[index[is_inside]] - values[is_inside]).max() <= 5.1e-5


def test_wfdb_reference_beats_are_there():
    recording = read_recording(shared_data("device_formats", "wfdb_samples", "100.hea"))
    assert len(recording.annotations) == 2274
    assert recording.annotations[0].text == "+ (N"
    assert recording.channels[0].read(0, 3) == pytest.approx([-0.145e-3] * 3)


def test_xdf_agrees_with_pyxdf():
    pyxdf = pytest.importorskip("pyxdf")
    path = shared_data("device_formats", "xdf", "minimal.xdf")
    recording = read_recording(path)
    streams, _ = pyxdf.load_xdf(str(path), verbose=False)
    theirs = next(s for s in streams if s["info"]["channel_format"] == ["int16"])
    mine = np.stack([channel.read() for channel in recording.channels], axis=1)
    np.testing.assert_array_equal(mine, theirs["time_series"])
    assert any(a.text == "Hello" for a in recording.annotations)


def test_c3d_agrees_with_ezc3d():
    ezc3d = pytest.importorskip("ezc3d")
    path = shared_data("device_formats", "c3d_pyomeca", "markers_analogs.c3d")
    theirs = ezc3d.c3d(str(path))["data"]["analogs"][0]
    for row, channel in zip(theirs, read_recording(path).channels, strict=True):
        np.testing.assert_allclose(channel.read(), row, rtol=1e-6, atol=1e-12)


def test_tsdf_of_a_watch_shows_gravity():
    recording = read_recording(shared_data("paradigma_pd_wrist", "tests", "data", "0.raw_data", "imu"))
    accel = np.stack([recording.channel(f"acceleration_{axis}").read() for axis in "xyz"])
    assert np.median(np.linalg.norm(accel, axis=0)) == pytest.approx(G, rel=0.1)
    assert (recording.channels[0].n_samples, round(recording.channels[0].sampling_rate_hz)) == (72_947, 100)
    assert recording.duration_s == pytest.approx(731, abs=1)


def test_hdf5_shows_the_acted_three_hertz_on_the_boxes_of_the_arm():
    path = next(shared_data("emulated_tremor_imu_h5").glob("*.h5"))
    recording = read_recording(path)
    gyro = recording.channel("movella__DOT_8603/gyro_x")
    assert gyro.sampling_rate_hz == pytest.approx(120.0)
    signal = gyro.read()
    known = np.isfinite(signal)
    times_s = gyro.time.times_s(0, gyro.n_samples)
    even = np.interp(np.arange(times_s[known][0], times_s[known][-1], 1 / 120), times_s[known], signal[known])
    # The pouring is the stretch of 8 s with the strongest movement; before and after it the arm reaches and returns.
    pieces = [even[at : at + 960] for at in range(0, len(even) - 960, 120)]
    piece = max(pieces, key=np.std)
    spectrum = np.abs(np.fft.rfft((piece - piece.mean()) * np.hanning(960), 8192)) ** 2
    frequency_hz = np.fft.rfftfreq(8192, 1 / 120)
    band = frequency_hz > 1.5
    assert frequency_hz[band][spectrum[band].argmax()] == pytest.approx(3.0, abs=0.1)


def test_containers_that_are_not_read_name_themselves():
    refused = {
        "Avro": ("paradigma_pd_wrist", "example_data", "empatica", "test_data.avro"),
        "R data": ("gait_emg_musclesynergies", "RAW_DATA.RData"),
        "NumPy": ("pd_tremor_graded", "Tim-Tremor.npz"),
    }
    for words, parts in refused.items():
        with pytest.raises(InputError, match=words):
            read_recording(shared_data(*parts))


def test_bids_examples_open_or_say_that_they_are_stubs():
    folder = shared_data("bids_emg_motion")
    emg = read_recording(folder / "emg_CustomBipolar")
    assert (emg.channels[0].sampling_rate_hz, emg.channels[0].n_samples, emg.subject) == (2000.0, 2000, "01")
    member = "sub-pp002_task-backwards_tracksys-imu_motion.tsv"
    with pytest.raises(LegatoError, match="holds no samples"):
        read_recording(folder / "motion_systemvalidation", where={"member": member})
