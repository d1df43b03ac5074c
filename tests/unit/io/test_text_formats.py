"""Special text formats, folders and archives, each made here: nothing of a real recording is in this file."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest

from legato.errors import FormatError, InputError
from legato.io.read import read_recording
from legato.model.channel import ChannelKind
from legato.model.recording import Recording

G = 9.80665


def codes(recording: Recording) -> set[str]:
    return {issue.code for issue in recording.issues}


def save(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def zip_of(folder: Path, name: str) -> Path:
    path = folder.parent / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in sorted(folder.rglob("*")):
            if member.is_file():
                archive.write(member, member.relative_to(folder).as_posix())
    return path


def daphnet_text(n: int = 640) -> str:
    lines = []
    for i in range(n):
        label = 0 if i < 64 else 2 if 320 <= i < 384 else 1
        lines.append(
            " ".join(str(v) for v in (int((i + 1) * 15.625), 10, -980, 5, 11, -970, 6, 12, -960, 7, label))
        )
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("packed", [False, True])
def test_daphnet_has_three_sensors_in_mg_at_64_hz_and_its_labels(tmp_path: Path, packed: bool) -> None:
    text = daphnet_text().encode()
    path = save(tmp_path / ("S.txt.gz" if packed else "S.txt"), gzip.compress(text) if packed else text)
    recording = read_recording(path)
    assert recording.provenance.reader == "daphnet"
    assert [sensor.placement for sensor in recording.sensors] == ["ankle", "thigh", "lower_back"]
    assert recording.channel("thigh_accel_y_mg").read(0, 1)[0] == pytest.approx(-0.97 * G)
    assert recording.channels[0].sampling_rate_hz == pytest.approx(64.0, rel=1e-3)
    freezes = [mark for mark in recording.annotations if mark.text == "freeze"]
    assert [(round(mark.start_s), round(mark.duration_s)) for mark in freezes] == [(5, 1)]
    assert {mark.text for mark in recording.annotations} == {"outside_experiment", "no_freeze", "freeze"}


def test_placement_picks_one_daphnet_sensor(tmp_path: Path) -> None:
    recording = read_recording(save(tmp_path / "S.txt", daphnet_text()), placement="thigh")
    assert [sensor.id for sensor in recording.sensors] == ["thigh"]


def test_cloudupdrs_reads_side_task_day_and_code_from_its_name(tmp_path: Path) -> None:
    name = "T_-_REST_TREMOR_AMPLITUDE_-_RIGHT_LEG_-_2026-01-31_10-56-44_-_f00dcafe00_-_0001.csv"
    text = "".join(f"{1254712485889371 + i * 10_000_000},0.{i % 9 + 1},-0.5,-9.7,3\n" for i in range(300))
    recording = read_recording(save(tmp_path / name, text))
    assert recording.provenance.reader == "cloudupdrs"
    assert (recording.task, recording.subject, recording.sensors[0].side) == ("rest", "0001", "right")
    assert recording.start == datetime(2026, 1, 31, 10, 56, 44)
    assert recording.channel("accel_z").read(0, 1)[0] == pytest.approx(-9.7)
    assert recording.channel("accel_x").sampling_rate_hz == pytest.approx(100.0)


def test_mpower_is_in_g(tmp_path: Path) -> None:
    readings = [{"timestamp": 8844.37 + i / 100, "x": 0.0, "y": 0.0, "z": -1.0} for i in range(200)]
    recording = read_recording(save(tmp_path / "walk.json", json.dumps(readings)))
    assert recording.provenance.reader == "mpower"
    assert recording.channel("z").read(0, 1)[0] == pytest.approx(-G)
    assert recording.duration_s == pytest.approx(2.0)


def test_mpower_device_motion_has_its_vectors(tmp_path: Path) -> None:
    vector = {"x": 0.1, "y": 0.2, "z": 0.3}
    readings = [
        {"timestamp": i / 100, "userAcceleration": vector, "gravity": vector, "rotationRate": vector}
        for i in range(50)
    ]
    recording = read_recording(save(tmp_path / "motion.json", json.dumps(readings)))
    kinds = {channel.kind for channel in recording.channels}
    assert kinds == {ChannelKind.LINEAR_ACCELERATION, ChannelKind.GRAVITY, ChannelKind.ANGULAR_VELOCITY}


def test_a_cut_json_is_refused(tmp_path: Path) -> None:
    readings = [{"timestamp": i / 100, "x": 0.0, "y": 0.0, "z": -1.0} for i in range(200)]
    with pytest.raises(FormatError, match="JSON is cut"):
        read_recording(save(tmp_path / "walk.json", json.dumps(readings)[:-30]))


def biostamp_folder(folder: Path, *, delay_us: int = 0) -> Path:
    start = 1_539_131_185_000_000
    accel = "Timestamp (microseconds),Accel X (g),Accel Y (g),Accel Z (g)\n"
    gyro = "Timestamp (microseconds),Gyro X (°/s),Gyro Y (°/s),Gyro Z (°/s)\n"
    elec = "Timestamp (microseconds),Sample (V)\n"
    accel += "".join(f"{start + i * 16_000},0.0,0.0,1.0\n" for i in range(300))
    gyro += "".join(f"{start + i * 16_000},90.0,0.0,0.0\n" for i in range(300))
    elec += "".join(f"{start + delay_us + i * 4_000},0.001\n" for i in range(1200))
    save(folder / "response" / "accel.csv", accel)
    save(folder / "response" / "gyro.csv", gyro)
    save(folder / "muscle" / "elec.csv", elec)
    return folder


@pytest.mark.parametrize("as_zip", [False, True])
def test_biostamp_lays_its_streams_on_one_clock(tmp_path: Path, as_zip: bool) -> None:
    folder = biostamp_folder(tmp_path / "normal", delay_us=2_500_000)
    recording = read_recording(zip_of(folder, "normal.zip") if as_zip else folder)
    assert recording.provenance.reader == "biostamp"
    emg = next(channel for channel in recording.channels if channel.kind is ChannelKind.EMG)
    gyro = recording.channel("response Gyro X (°/s)")
    assert (emg.time.start_s, emg.sampling_rate_hz) == (pytest.approx(2.5), pytest.approx(250.0))
    assert gyro.sampling_rate_hz == pytest.approx(62.5)
    assert gyro.read(0, 1)[0] == pytest.approx(np.pi / 2)
    assert recording.start == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=1_539_131_185)
    assert next(sensor for sensor in recording.sensors if sensor.id == "response").triad(
        ChannelKind.ACCELERATION
    )


def test_one_biostamp_file_is_read_alone(tmp_path: Path) -> None:
    folder = biostamp_folder(tmp_path / "normal")
    recording = read_recording(folder / "muscle" / "elec.csv")
    assert [(channel.kind, channel.recorded_unit) for channel in recording.channels] == [
        (ChannelKind.EMG, "V")
    ]


def test_several_biostamp_sessions_are_refused_with_their_list(tmp_path: Path) -> None:
    for name in ("normal", "exercise"):
        biostamp_folder(tmp_path / "given" / "achilles" / name)
    with pytest.raises(InputError, match="2 sessions") as refused:
        read_recording(tmp_path / "given")
    assert refused.value.found == "achilles/exercise, achilles/normal"
    recording = read_recording(tmp_path / "given", where={"member": "achilles/normal"})
    assert len(recording.sensors) == 2


def phyphox_folder(folder: Path) -> Path:
    linear = '"Time (s)","X (m/s^2)","Y (m/s^2)","Z (m/s^2)"\n'
    gyro = '"Time (s)","Gyroscope x (rad/s)","Gyroscope y (rad/s)","Gyroscope z (rad/s)"\n'
    linear += "".join(f"{0.5 + i / 100:.6E},1.0E0,0.0E0,0.0E0\n" for i in range(300))
    gyro += "".join(f"{0.25 + i / 50:.6E},1.0E0,0.0E0,0.0E0\n" for i in range(150))
    save(folder / "Linear Accelerometer.csv", linear)
    save(folder / "Gyroscope.csv", gyro)
    save(folder / "meta" / "device.csv", '"property","value"\n"deviceModel","demo phone"\n')
    event = '"START",0.0E0,1.7393811340E9,"2025-02-12 19:25:34.000 UTC+02:00"\n'
    save(folder / "meta" / "time.csv", '"event","experiment time","system time","system time text"\n' + event)
    return folder


@pytest.mark.parametrize("as_zip", [False, True])
def test_phyphox_keeps_each_rate_and_the_start(tmp_path: Path, as_zip: bool) -> None:
    folder = phyphox_folder(tmp_path / "right pocket")
    recording = read_recording(zip_of(folder, "right pocket.zip") if as_zip else folder)
    assert recording.provenance.reader == "phyphox"
    linear = recording.channel("Linear Accelerometer: X (m/s^2)")
    gyro = next(channel for channel in recording.channels if channel.kind is ChannelKind.ANGULAR_VELOCITY)
    assert linear.kind is ChannelKind.LINEAR_ACCELERATION
    assert (linear.sampling_rate_hz, gyro.sampling_rate_hz) == (pytest.approx(100.0), pytest.approx(50.0))
    assert (linear.time.start_s, gyro.time.start_s) == (pytest.approx(0.25), pytest.approx(0.0))
    zone = timezone(timedelta(hours=2))
    assert recording.start == datetime(2025, 2, 12, 19, 25, 34, 250_000, tzinfo=zone)
    assert (recording.sensors[0].placement, recording.sensors[0].side) == ("pocket", "right")


def test_an_empty_phyphox_table_is_told_and_left_out(tmp_path: Path) -> None:
    folder = phyphox_folder(tmp_path / "leg")
    save(folder / "Magnetometer.csv", '"Time (s)","X (µT)"\n')
    recording = read_recording(folder)
    assert "table_empty" in codes(recording)
    assert len(recording.channels) == 6


def test_a_phyphox_export_without_a_number_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "leg"
    save(folder / "Gyroscope.csv", '"Time (s)","X (rad/s)"\n')
    save(folder / "meta" / "time.csv", '"event","experiment time"\n')
    with pytest.raises(FormatError, match="None of its tables"):
        read_recording(folder)


def sensor_logger_folder(folder: Path, *, meta: str) -> Path:
    start = 1_698_501_144_000_000_000
    for sensor, value in (("Accelerometer", 0.5), ("TotalAcceleration", 9.8), ("Gyroscope", 0.1)):
        text = "time,seconds_elapsed,z,y,x\n"
        text += "".join(f"{start + i * 10_000_000},{i / 100:.2f},{value},0.0,0.0\n" for i in range(200))
        save(folder / f"{sensor}.csv", text)
    save(folder / "Metadata.csv", meta)
    return folder


@pytest.mark.parametrize(
    ("meta", "unit"),
    [
        ("platform,standardisation\nandroid,false\n", "m/s2"),
        ("platform,standardisation\nios,true\n", "m/s2"),
        ("platform,standardisation\nios,false\n", "g"),
        ("device name\nx\n", None),
    ],
)
def test_sensor_logger_knows_its_units_only_where_the_export_says_them(
    tmp_path: Path, meta: str, unit: str | None
) -> None:
    recording = read_recording(zip_of(sensor_logger_folder(tmp_path / "log", meta=meta), "log.zip"))
    assert recording.provenance.reader == "sensor_logger"
    total = recording.channel("TotalAcceleration z")
    assert (total.kind, total.recorded_unit) == (ChannelKind.ACCELERATION, unit)
    assert recording.channel("Accelerometer z").kind is ChannelKind.LINEAR_ACCELERATION
    assert total.sampling_rate_hz == pytest.approx(100.0)
    assert ("unit_unknown" in codes(recording)) is (unit is None)


def test_sensor_logger_json_is_sorted_by_sensor(tmp_path: Path) -> None:
    readings: list[dict[str, str]] = [{"sensor": "Metadata", "platform": "android", "time": "0"}]
    for i in range(200):
        base = {"time": str(1_698_501_144_000_000_000 + i * 10_000_000), "seconds_elapsed": f"{i / 100}"}
        readings.append({"sensor": "Gyroscope", **base, "x": "0.1", "y": "0", "z": "0"})
        readings.append({"sensor": "TotalAcceleration", **base, "x": "0", "y": "0", "z": "9.8"})
    recording = read_recording(save(tmp_path / "log.json", json.dumps(readings, indent=1)))
    assert recording.provenance.reader == "sensor_logger"
    assert recording.channel("TotalAcceleration z").recorded_unit == "m/s2"
    assert len(recording.sensors) == 1


@pytest.mark.parametrize("stamp", ["9" * 30, "1e999", "soon"])
def test_a_reading_without_a_possible_time_is_refused(tmp_path: Path, stamp: str) -> None:
    reading = {"sensor": "Gyroscope", "time": stamp, "seconds_elapsed": "0", "x": "0.1", "y": "0", "z": "0"}
    with pytest.raises(FormatError, match="not what Sensor Logger writes"):
        read_recording(save(tmp_path / "log.json", json.dumps([reading] * 9)))


def test_xsens_takes_the_rate_from_its_first_line_and_lost_packets_as_gaps(tmp_path: Path) -> None:
    names = "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\tGyr_X\tGyr_Y\tGyr_Z\n"
    lines = "".join(f"{i}.0\t0.0\t0.0\t9.8\t0.1\t0.0\t0.0\n" for i in range(300) if not 100 <= i < 110)
    recording = read_recording(
        save(tmp_path / "1-1_lf.txt", "Acquisition frequency: 100 Hz\n" + names + lines)
    )
    assert recording.provenance.reader == "xsens"
    assert (recording.sensors[0].placement, recording.sensors[0].side) == ("foot", "left")
    assert recording.channels[0].time.gaps[0].duration_s == pytest.approx(0.1)
    assert recording.duration_s == pytest.approx(3.0)
    assert "unit_from_documentation" in codes(recording)


def xsens_text(first: int) -> str:
    names = "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z\n"
    return "Acquisition frequency: 100 Hz\n" + names + "".join(f"{i}\t0\t0\t9.8\n" for i in range(first, 300))


@pytest.mark.parametrize("as_zip", [False, True])
def test_the_xsens_sensors_of_one_trial_are_aligned_by_their_counter(tmp_path: Path, as_zip: bool) -> None:
    folder = tmp_path / "walks"
    save(folder / "1-1_lf.txt", xsens_text(0))
    save(folder / "1-1_rf.txt", xsens_text(20))
    recording = read_recording(zip_of(folder, "one.zip") if as_zip else folder)
    starts_s = {sensor.id: sensor.channels[0].time.start_s for sensor in recording.sensors}
    assert starts_s == {"left_foot": 0.0, "right_foot": pytest.approx(0.2)}
    assert recording.duration_s == pytest.approx(3.0)
    assert recording.provenance.steps
    save(folder / "1-2_lf.txt", xsens_text(0))
    given = zip_of(folder, "two.zip") if as_zip else folder
    with pytest.raises(InputError, match="2 recordings") as refused:
        read_recording(given)
    assert refused.value.found == "1-1, 1-2"
    assert len(read_recording(given, where={"member": "1-1"}).sensors) == 2
    assert len(read_recording(given, where={"member": "1-1_rf.txt"}).sensors) == 1
    with pytest.raises(InputError, match="no trial or file"):
        read_recording(given, where={"member": "7"})


def datalog_text() -> str:
    header = "File Name: marcha.log\n"
    for number, (name, unit) in enumerate([("Recto Femoral", "mV"), ("Flexo-Extensión", "deg")], start=4):
        header += f"Channel {number}: '{name}', 300 values, engineering units: {unit}, no filters.\n"
    return header + "\n" + "".join(f"0.0{i % 9}\t-9\n" for i in range(300)) + "\t\n"


def test_datalog_takes_names_and_units_from_its_header_and_needs_a_rate(tmp_path: Path) -> None:
    path = save(tmp_path / "1Amar.txt", datalog_text().encode("latin-1"))
    with pytest.raises(InputError, match="no time"):
        read_recording(path)
    recording = read_recording(path, sampling_rate_hz=1000)
    assert recording.provenance.reader == "datalog"
    assert [(channel.kind, channel.recorded_unit) for channel in recording.channels] == [
        (ChannelKind.EMG, "mV"),
        (ChannelKind.ANGLE, "deg"),
    ]
    assert recording.channels[0].n_samples == 300
    assert recording.sensors[0].placement == "thigh"


def test_datalog_takes_the_rate_to_which_a_slower_channel_was_filled_up(tmp_path: Path) -> None:
    filled = "deg, no filters, extrapolated from 50 to 1000 samples per second."
    text = datalog_text().replace("deg, no filters.", filled)
    recording = read_recording(save(tmp_path / "1Nsen.txt", text.encode("latin-1")))
    assert recording.channels[0].time.sampling_rate_hz == 1000


def test_a_datalog_header_of_other_columns_is_refused(tmp_path: Path) -> None:
    text = datalog_text().replace("\t-9\n", "\t-9\t1\t2\n")
    with pytest.raises(FormatError, match="another number of channels"):
        read_recording(save(tmp_path / "1Amar.txt", text), sampling_rate_hz=1000)


def actigraph_text(epoch: str) -> str:
    return (
        "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.3 Firmware v1.7.2 date format M/d/yyyy at 100 "
        f"Hz  Filter Normal -----------\nSerial Number: DEMO0001\nStart Time 18:40:00\nStart Date 9/17/2019\n"
        f"Epoch Period (hh:mm:ss) {epoch}\nDownload Time 19:20:05\n"
        "--------------------------------------------------\nAccelerometer X,Accelerometer Y,Accelerometer Z\n"
        + "0,0.008,0.996\n"
        * 200
    )


def test_actigraph_raw_text_is_in_g_and_drops_the_serial_number(tmp_path: Path) -> None:
    recording = read_recording(save(tmp_path / "a.csv", actigraph_text("00:00:00")))
    assert recording.provenance.reader == "actigraph_csv"
    assert recording.start == datetime(2019, 9, 17, 18, 40)
    assert recording.channels[2].read(0, 1)[0] == pytest.approx(0.996 * G)
    assert recording.duration_s == pytest.approx(2.0)
    assert "DEMO0001" not in repr(recording)


def test_actigraph_counts_are_refused_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="counts and no waveform") as refused:
        read_recording(save(tmp_path / "a.csv", actigraph_text("00:00:15")))
    assert refused.value.found == "one row every 15 s"


def patch_text() -> str:
    rows = "".join(f"1.0,2.0,1000.0,{i},{i / 200},{'None' if i < 100 else 3}\n" for i in range(400))
    return "X,Y,Z,NewNodetime,Time(s),Label\n" + rows


def test_the_patch_takes_unit_and_rate_from_the_note_beside_it_and_tells_the_disagreement(
    tmp_path: Path,
) -> None:
    path = save(tmp_path / "V1_2026_Acceleration_labeled.csv", patch_text())
    save(tmp_path / "V1_Notes.txt", "Acceleration unit: mg\nGyroscope unit: mdps\n\nSampling rate: 208 Hz\n")
    recording = read_recording(path)
    assert recording.channel("Z").read(0, 1)[0] == pytest.approx(G)
    assert recording.channel("Z").sampling_rate_hz == pytest.approx(200.0)
    assert "rate_differs" in codes(recording)
    assert [(mark.text, mark.start_s) for mark in recording.annotations] == [("3", pytest.approx(0.5))]


def test_the_patch_without_its_note_has_no_unit(tmp_path: Path) -> None:
    recording = read_recording(save(tmp_path / "V1_2026_Acceleration_labeled.csv", patch_text()))
    assert "unit_unknown" in codes(recording)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Actical List Export File  (Version 03.00),,\nEpoch#,Day#\n0,1\n", "counts"),
        ("Actiware-exportbestand (versie 05.00),,\n1,2\n", "counts"),
        ('<?xml version="1.0"?>\n<!DOCTYPE HealthData [\n]>\n<HealthData/>', "Apple Health"),
        ('[{"TapTimeStamp":0,"TapCoordinate":"{1, 2}"}]', "taps"),
        ("159300977, 0, 0, 348.0, 619.0, 1.0, 0.6,360, 584\n" * 9, "taps"),
        ("[1.43, 1.76, 2.35]", "bare list"),
        ("name\nversion=1\nnRows=2\nendheader\ntime\tx\n0\t1\n", "body model"),
    ],
)
def test_what_holds_no_movement_is_refused_with_its_reason(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as refused:
        read_recording(save(tmp_path / "a.txt", text))
    assert refused.value.mend


def leg_text() -> str:
    return "time_s,accel_x_g\n" + "".join(f"{i / 100},0.1\n" for i in range(100))


@pytest.mark.parametrize("as_zip", [False, True])
def test_one_recording_in_a_folder_is_read_and_several_are_listed(tmp_path: Path, as_zip: bool) -> None:
    folder = tmp_path / "given"
    save(folder / "README.md", "1 2 3\n" * 20)
    save(folder / "left.csv", leg_text())
    assert read_recording(zip_of(folder, "one.zip") if as_zip else folder).sensors[0].side == "left"
    save(folder / "right.csv", leg_text())
    given = zip_of(folder, "two.zip") if as_zip else folder
    with pytest.raises(InputError, match="2 recordings") as refused:
        read_recording(given)
    assert refused.value.found == "left.csv, right.csv"
    assert "--where member=left.csv" in refused.value.mend
    recording = read_recording(given, where={"member": "right"})
    assert recording.sensors[0].side == "right"
    with pytest.raises(InputError, match="No file in it is called 'up'"):
        read_recording(given, where={"member": "up"})
