"""Tables, as text and as Parquet: layouts, units, places, several recordings, labels."""

from __future__ import annotations

import io
import json
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from legato.errors import FormatError, InputError, MissingChannelError
from legato.io import parquet
from legato.io.read import read_recording
from legato.model.channel import ChannelKind
from legato.model.recording import Recording

N = 500
TIME_S = np.arange(N) / 100.0
WAVE = np.sin(2 * np.pi * 5 * TIME_S)


def write_text(folder: Path, names: str, *columns: object, separator: str = ",", comma: bool = False) -> Path:
    path = folder / "leg.csv"
    lines = [names] if names else []
    for row in zip(*columns, strict=True):
        line = separator.join(str(cell) for cell in row)
        lines.append(line.replace(".", ",") if comma else line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_parquet(folder: Path, columns: dict[str, object], *, group: int = 200) -> Path:
    path = folder / "leg.parquet"
    pq.write_table(pa.table(columns), path, row_group_size=group)
    return path


def codes(recording: Recording) -> set[str]:
    return {issue.code for issue in recording.issues}


def three_axes(**more: object) -> dict[str, object]:
    axes = {f"accel_{axis}_g": WAVE.astype(np.float32) for axis in "xyz"}
    return {"time_s": TIME_S, **axes, **more}


@pytest.mark.parametrize(
    ("separator", "comma"),
    [(",", False), (";", False), (";", True), ("\t", False), ("\t", True), (" ", False)],
)
def test_every_separator_and_decimal_sign_gives_the_same_numbers(
    tmp_path: Path, separator: str, comma: bool
) -> None:
    names = separator.join(["time_s", "accel_x_g", "accel_y_g", "accel_z_g"])
    path = write_text(tmp_path, names, TIME_S, WAVE, WAVE, WAVE, separator=separator, comma=comma)
    recording = read_recording(path)
    assert recording.channel("accel_x_g").read() == pytest.approx(WAVE * 9.80665, abs=1e-9)
    assert recording.channel("accel_x_g").sampling_rate_hz == pytest.approx(100.0)
    assert recording.channel("accel_x_g").recorded_unit == "g"


def test_vendor_lines_before_the_names_are_skipped(tmp_path: Path) -> None:
    path = write_text(tmp_path, "Recorder 7\nfirmware, 1.2\n\ntime_s,gyro_x_dps", TIME_S, WAVE)
    assert [channel.name for channel in read_recording(path).channels] == ["gyro_x_dps"]


def test_numbers_without_names_take_the_rising_first_column_as_time(tmp_path: Path) -> None:
    path = write_text(tmp_path, "", TIME_S, WAVE, separator=" ")
    recording = read_recording(path, unit="mV")
    assert recording.channels[0].kind is ChannelKind.EMG
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0)


def test_one_column_of_numbers_needs_a_rate_and_stays_unknown(tmp_path: Path) -> None:
    path = write_text(tmp_path, "", WAVE)
    with pytest.raises(InputError, match="no time"):
        read_recording(path)
    recording = read_recording(path, sampling_rate_hz=50)
    assert recording.channels[0].kind is ChannelKind.UNKNOWN
    assert recording.duration_s == pytest.approx(10.0)
    assert not recording.channels[0].time.is_measured
    assert "kind_unknown" in codes(recording)


def test_an_unknown_unit_is_told_with_what_it_looks_like_and_never_guessed(tmp_path: Path) -> None:
    path = write_text(tmp_path, "time_s,acc_x,acc_y,acc_z", TIME_S, 0 * TIME_S, 0 * TIME_S, 9.8 + 0 * TIME_S)
    recording = read_recording(path)
    assert recording.channel("acc_z").scale is None
    issue = next(issue for issue in recording.issues if issue.code == "unit_unknown")
    assert "looks like gravity in m/s2" in issue.what
    assert "--unit m/s2" in issue.mend


def test_a_stated_unit_goes_to_its_own_kind(tmp_path: Path) -> None:
    path = write_text(tmp_path, "time_s,acc_x,gyr_x", TIME_S, WAVE, WAVE)
    recording = read_recording(path, unit="mg,deg/s")
    assert recording.channel("acc_x").read() == pytest.approx(WAVE * 0.00980665)
    assert recording.channel("gyr_x").read() == pytest.approx(np.deg2rad(WAVE))


def test_a_stated_unit_never_outweighs_the_file(tmp_path: Path) -> None:
    path = write_text(tmp_path, "time_s,accel_x_g", TIME_S, WAVE)
    recording = read_recording(path, unit="mg")
    assert recording.channels[0].recorded_unit == "g"
    assert "unit_differs" in codes(recording)


def test_places_in_the_names_become_sensors_and_placement_picks_one(tmp_path: Path) -> None:
    names = "time_s,left_ankle_accel_x_g,left_ankle_gyro_x_dps,right_thigh_accel_x_g"
    path = write_text(tmp_path, names, TIME_S, WAVE, WAVE, WAVE)
    recording = read_recording(path)
    assert [(sensor.id, len(sensor.channels)) for sensor in recording.sensors] == [
        ("left_ankle", 2),
        ("right_thigh", 1),
    ]
    assert [sensor.id for sensor in read_recording(path, placement="thigh").sensors] == ["right_thigh"]
    assert [sensor.id for sensor in read_recording(path, side="left").sensors] == ["left_ankle"]
    with pytest.raises(InputError, match="names no placement 'wrist'"):
        read_recording(path, placement="wrist")


def test_placement_and_side_are_stated_where_the_file_names_none(tmp_path: Path) -> None:
    path = write_text(tmp_path, "time_s,accel_x_g", TIME_S, WAVE)
    sensor = read_recording(path, placement="shank", side="left").sensors[0]
    assert (sensor.placement, sensor.side) == ("shank", "left")


def test_channels_picks_by_name_and_offers_the_nearest(tmp_path: Path) -> None:
    path = write_text(tmp_path, "time_s,accel_x_g,accel_y_g", TIME_S, WAVE, WAVE)
    assert [channel.name for channel in read_recording(path, channels=["accel_y_g"]).channels] == [
        "accel_y_g"
    ]
    with pytest.raises(MissingChannelError) as refused:
        read_recording(path, channels=["accel_yy_g"])
    assert "'accel_y_g'" in refused.value.mend


@pytest.mark.parametrize("kind", ["text", "parquet"])
def test_several_recordings_are_refused_with_their_list_and_where_reads_one(
    tmp_path: Path, kind: str
) -> None:
    subject = np.repeat(["a", "b"], N)
    columns = {"time_s": np.tile(TIME_S, 2), "accel_x_g": np.tile(WAVE, 2), "subject": subject}
    if kind == "parquet":
        path = write_parquet(tmp_path, columns)
    else:
        path = write_text(tmp_path, ",".join(columns), *columns.values())
    with pytest.raises(InputError, match="2 recordings") as refused:
        read_recording(path)
    assert f"subject=a ({N} rows), subject=b ({N} rows)" in refused.value.found
    recording = read_recording(path, where={"subject": "b"})
    assert recording.subject == "b"
    assert recording.channels[0].n_samples == N
    with pytest.raises(InputError, match="No row has"):
        read_recording(path, where={"subject": "c"})


def test_scattered_rows_of_one_recording_are_brought_together(tmp_path: Path) -> None:
    columns = {"time_s": np.repeat(TIME_S, 2), "accel_x_g": np.repeat(WAVE, 2), "trial": np.tile([1, 2], N)}
    recording = read_recording(write_parquet(tmp_path, columns), where={"trial": 2})
    assert recording.channels[0].read() == pytest.approx(WAVE * 9.80665)


def test_labels_become_annotations_and_no_channels(tmp_path: Path) -> None:
    flag = ((TIME_S >= 1) & (TIME_S < 2)).astype(int)
    words = np.where(TIME_S < 2.5, "sit", "walk")
    path = write_parquet(tmp_path, three_axes(freeze_label=flag, activity=words))
    recording = read_recording(path)
    assert len(recording.channels) == 3
    assert [
        (mark.text, round(mark.start_s, 2), round(mark.duration_s, 2)) for mark in recording.annotations
    ] == [
        ("sit", 0.0, 2.5),
        ("freeze_label", 1.0, 1.0),
        ("walk", 2.5, 2.5),
    ]
    assert recording.annotations[0].origin == "column:activity"


def test_columns_that_name_a_person_are_left_out(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, three_axes(patient_name=np.repeat(["Demo Person"], N)))
    recording = read_recording(path)
    assert "Demo" not in repr(recording)
    assert "identity_removed" in codes(recording)


def test_identity_is_kept_only_on_request(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, three_axes(patient_name=np.repeat(["Demo Person"], N)))
    assert [mark.text for mark in read_recording(path, keep_identity=True).annotations] == ["Demo Person"]
    with pytest.raises(InputError) as refused:
        read_recording(path, where={"patient_name": "Other"})
    assert "Demo" not in str(refused.value)


@pytest.mark.parametrize(("subject", "kept"), [("017", "017"), ("s03-b", "s03-b"), ("Demo Person", None)])
def test_the_code_of_a_subject_is_kept_and_a_name_is_not(
    tmp_path: Path, subject: str, kept: str | None
) -> None:
    path = write_parquet(tmp_path, three_axes(subject=np.repeat([subject], N)))
    assert read_recording(path).subject == kept


def test_a_header_that_may_name_a_person_is_not_shown_in_an_error(tmp_path: Path) -> None:
    path = tmp_path / "leg.txt"
    path.write_text("Patient name: Demo Person\nno numbers here\n")
    with pytest.raises(FormatError) as refused:
        read_recording(path)
    assert "Demo" not in str(refused.value)


def test_parquet_stays_single_precision_and_reads_only_what_is_asked(tmp_path: Path) -> None:
    recording = read_recording(write_parquet(tmp_path, three_axes()))
    samples = recording.channel("accel_x_g").samples
    assert samples.read(150, 260).dtype == np.float32
    assert samples.read(150, 260) == pytest.approx(WAVE[150:260], abs=1e-6)
    assert samples.read(0, N) == pytest.approx(WAVE, abs=1e-6)
    assert samples.read(10, 10).size == 0


def test_feather_and_arrow_are_read(tmp_path: Path) -> None:
    path = tmp_path / "leg.feather"
    feather.write_feather(pa.table(three_axes()), path, compression="uncompressed")
    assert read_recording(path).channel("accel_z_g").n_samples == N


def test_arrow_time_stamps_give_the_start(tmp_path: Path) -> None:
    start = np.datetime64("2026-01-31T12:00:00.5", "ns")
    stamps = start + (TIME_S * 1e9).astype("timedelta64[ns]")
    columns = {"timestamp": stamps, "accel_x_g": WAVE}
    recording = read_recording(write_parquet(tmp_path, columns))
    assert recording.start == datetime(2026, 1, 31, 12, 0, 0, 500_000)
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0)


def test_a_cut_parquet_file_is_refused(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, three_axes())
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(FormatError, match="cut or damaged"):
        read_recording(path)


def test_damage_inside_a_parquet_file_is_an_error_and_no_crash(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, three_axes())
    content = bytearray(path.read_bytes())
    content[40:400] = bytes(360)
    path.write_bytes(bytes(content))
    with pytest.raises(FormatError):
        read_recording(path).channel("accel_x_g").read()


def test_an_empty_parquet_table_is_refused(tmp_path: Path) -> None:
    path = write_parquet(tmp_path, {"time_s": np.empty(0), "accel_x_g": np.empty(0)})
    with pytest.raises(FormatError, match="no rows"):
        read_recording(path)


def test_a_sample_counter_with_a_stated_rate_keeps_lost_samples_as_gaps(tmp_path: Path) -> None:
    counter = np.delete(np.arange(N + 10), np.arange(200, 210))
    path = write_text(tmp_path, "PacketCounter,accel_x_g", counter, WAVE)
    recording = read_recording(path, sampling_rate_hz=100)
    assert recording.channels[0].time.gaps[0].duration_s == pytest.approx(0.1)
    assert not recording.channels[0].time.is_measured


def test_the_same_table_as_text_and_parquet_reads_alike(tmp_path: Path) -> None:
    columns = {"time_s": TIME_S, "accel_x_g": WAVE, "gyro_x_dps": 2 * WAVE}
    by_text = read_recording(write_text(tmp_path, ",".join(columns), *columns.values()))
    by_parquet = read_recording(write_parquet(tmp_path, columns))
    for one, other in zip(by_text.channels, by_parquet.channels, strict=True):
        assert (one.name, one.kind, one.recorded_unit, one.sensor) == (
            other.name,
            other.kind,
            other.recorded_unit,
            other.sensor,
        )
        assert one.read() == pytest.approx(other.read())


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    import hashlib

    path = write_parquet(tmp_path, three_axes())
    assert read_recording(path).provenance.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_folder_of_a_file_never_reaches_the_recording(tmp_path: Path) -> None:
    folder = tmp_path / "Demo_Person"
    folder.mkdir()
    assert "Demo_Person" not in repr(read_recording(write_parquet(folder, three_axes())).provenance)


def test_a_json_of_readings_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "leg.json"
    stream = io.StringIO()
    json.dump({"resource_type": "observation"}, stream)
    path.write_text(stream.getvalue())
    with pytest.raises(InputError, match="describes a recording"):
        read_recording(path)


def test_two_sensors_with_the_same_numbers_are_told(tmp_path: Path) -> None:
    columns = {
        "time_s": TIME_S,
        **{f"{place}_accel_{axis}_g": WAVE for place in ("ankle", "foot") for axis in "xyz"},
    }
    recording = read_recording(write_parquet(tmp_path, columns))
    issue = next(issue for issue in recording.issues if issue.code == "sensors_identical")
    assert issue.where == "foot"


def test_damage_in_a_lazy_column_is_an_error_when_it_is_read(tmp_path: Path) -> None:
    random = np.random.default_rng(4).normal(size=20_000)
    path = write_parquet(tmp_path, {"accel_x_g": random, "time_s": np.arange(20_000) / 100}, group=20_000)
    content = bytearray(path.read_bytes())
    content[2000:90_000] = bytes(88_000)
    path.write_bytes(bytes(content))
    with pytest.raises(FormatError, match="damaged"):
        read_recording(path).channel("accel_x_g").read()


def test_a_parquet_table_of_absurd_length_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MAX_ROWS", 100)
    with pytest.raises(FormatError, match="more rows"):
        read_recording(write_parquet(tmp_path, three_axes()))


def test_doubled_names_in_parquet_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "leg.parquet"
    pq.write_table(
        pa.Table.from_arrays([pa.array(TIME_S), pa.array(WAVE), pa.array(WAVE)], names=["time_s", "a", "a"]),
        path,
    )
    with pytest.raises(FormatError, match="one name"):
        read_recording(path)
