"""Bad text and bad archives: a clear error or Issues, never a crash, a hang or a silent fill."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from legato.errors import FormatError, InputError, LegatoError, UsageError
from legato.io import source as source_module
from legato.io.read import read_recording

HEADER = "time_s,accel_x_g,accel_y_g,accel_z_g"


def rows(n: int, *, first: int = 0, separator: str = ",") -> str:
    return "".join(
        separator.join((f"{i / 100:.2f}", "0.01", "0.02", "1.0")) + "\n" for i in range(first, first + n)
    )


def write(folder: Path, content: str | bytes, *, name: str = "leg.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def outcome_of(path: Path) -> str:
    try:
        read_recording(path)
    except LegatoError:
        return "refused"
    return "read"


def codes(recording: object) -> set[str]:
    return {issue.code for issue in recording.issues}  # type: ignore[attr-defined]


def zipped(folder: Path, members: dict[str, bytes], *, name: str = "leg.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def test_an_empty_file_is_refused_as_empty(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="empty"):
        read_recording(write(tmp_path, b""))


def test_a_missing_file_is_refused_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_recording(tmp_path / "none.csv")


def test_a_device_is_refused() -> None:
    with pytest.raises(InputError, match="device or a pipe"):
        read_recording("/dev/null")


@pytest.mark.parametrize("content", [b"\x00" * 5000, b"\n" * 5000, b" \t" * 900])
def test_blank_bytes_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FormatError, match="No reader recognises"):
        read_recording(write(tmp_path, content))


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="No reader recognises"):
        read_recording(write(tmp_path, HEADER + "\n"))


def test_one_row_is_a_recording_of_one_sample(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, HEADER + "\n" + rows(1)))
    assert [channel.n_samples for channel in recording.channels] == [1, 1, 1]
    assert recording.channels[0].time.times_s(0, 1).tolist() == [0.0]


def test_a_line_cut_in_the_middle_is_left_out_and_told(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, HEADER + "\n" + rows(50) + "0.50,0.0"))
    assert recording.channels[0].n_samples == 50
    assert "rows_ragged" in codes(recording)


def test_ragged_rows_in_the_middle_are_told_and_leave_a_gap(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, HEADER + "\n" + rows(50) + "0.50,1\n" + rows(49, first=51)))
    assert recording.channels[0].n_samples == 99
    assert {"rows_ragged", "gaps"} <= codes(recording)


def test_a_table_of_mostly_ragged_rows_is_refused(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(10) + "1,2\n" * 60
    with pytest.raises(FormatError, match="another number of cells"):
        read_recording(write(tmp_path, text))


def test_words_among_numbers_become_empty_cells_and_are_told(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(50) + "0.50,ERROR,0.02,1.0\n" + rows(49, first=51)
    recording = read_recording(write(tmp_path, text))
    assert recording.channels[0].n_samples == 100
    assert np.isnan(recording.channels[0].read(50, 51)).all()
    assert {"cells_broken", "samples_missing"} <= codes(recording)


def test_runs_of_nan_stay_nan_and_are_counted(tmp_path: Path) -> None:
    lost = "".join(f"{i / 100:.2f},NaN,,1.0\n" for i in range(50, 60))
    recording = read_recording(write(tmp_path, HEADER + "\n" + rows(50) + lost + rows(40, first=60)))
    assert np.isnan(recording.channel("accel_x_g").read()).sum() == 10
    assert np.isnan(recording.channel("accel_y_g").read()).sum() == 10
    assert "samples_missing" in codes(recording)


def test_equal_and_backward_stamps_are_counted(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(50) + "0.49,0,0,1\n0.48,0,0,1\n" + rows(48, first=50)
    found = codes(read_recording(write(tmp_path, text)))
    assert {"time_duplicate", "time_backwards"} <= found


def test_time_that_runs_backwards_throughout_is_refused(tmp_path: Path) -> None:
    text = HEADER + "\n" + "".join(f"{(100 - i) / 100:.2f},0,0,1\n" for i in range(100))
    with pytest.raises(InputError, match="backwards"):
        read_recording(write(tmp_path, text))


def test_a_clock_that_restarts_is_several_recordings(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER + "\n" + rows(300) + rows(200))
    with pytest.raises(InputError, match="2 recordings") as refused:
        read_recording(path)
    assert "part=2 (200 rows)" in refused.value.found
    assert read_recording(path, where={"part": 2}).duration_s == pytest.approx(2.0)


def test_missing_stamps_are_placed_and_told(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(50) + ",0,0,1\n" + rows(49, first=51)
    recording = read_recording(write(tmp_path, text))
    assert "time_missing" in codes(recording)
    assert recording.channels[0].sampling_rate_hz == pytest.approx(100.0)


def test_units_in_cells_are_refused_with_the_way_to_mend(tmp_path: Path) -> None:
    text = "time_s,accel_x\n" + "".join(f"{i / 100:.2f},0.{i:02d} g\n" for i in range(50))
    with pytest.raises(InputError, match="units in its cells"):
        read_recording(write(tmp_path, text))


def test_units_that_appear_in_the_middle_of_a_column_are_refused(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(50) + "0.50,9.8m/s2,0,0\n" + rows(49, first=51)
    with pytest.raises(InputError, match="units in its cells"):
        read_recording(write(tmp_path, text))


def test_a_unit_that_changes_within_a_column_is_told(tmp_path: Path) -> None:
    g = "".join(f"{i / 100:.2f},0.0,0.1,1.0\n" for i in range(1000))
    mps2 = "".join(f"{i / 100:.2f},0.0,0.98,9.81\n" for i in range(1000, 2000))
    recording = read_recording(write(tmp_path, "time_s,accel_x,accel_y,accel_z\n" + g + mps2))
    assert "unit_changes" in codes(recording)


def test_latin1_text_is_read_and_told(tmp_path: Path) -> None:
    text = (
        "Datei f\xfcr M\xfcller\n"
        + "time_s;gyro_x (\xb0/s);gyro_y (\xb0/s);gyro_z (\xb0/s)\n"
        + rows(50, separator=";")
    )
    recording = read_recording(write(tmp_path, text.encode("latin-1")))
    assert recording.channels[0].recorded_unit == "deg/s"
    assert "text_latin1" in codes(recording)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_text_with_a_byte_order_mark_is_read(tmp_path: Path, encoding: str) -> None:
    recording = read_recording(write(tmp_path, (HEADER + "\n" + rows(50)).encode(encoding)))
    assert [channel.name for channel in recording.channels] == HEADER.split(",")[1:]
    assert recording.channels[0].n_samples == 50


def test_thousands_of_header_lines_are_survived(tmp_path: Path) -> None:
    text = "".join(f"# remark {i}: nothing\n" for i in range(3000)) + HEADER + "\n" + rows(100)
    recording = read_recording(write(tmp_path, text))
    assert recording.channels[0].n_samples == 100


def test_a_header_without_an_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="No reader recognises"):
        read_recording(write(tmp_path, "remark without numbers\n" * 100_000))


def test_a_table_of_too_many_columns_is_refused(tmp_path: Path) -> None:
    line = ",".join(["1.5"] * 5000) + "\n"
    with pytest.raises(FormatError, match="more columns"):
        read_recording(write(tmp_path, line * 6))


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    recording = read_recording(write(tmp_path, HEADER + "\n" + rows(50), name="leg.edf"))
    assert recording.provenance.reader == "delimited"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 " + b"x" * 500, "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "picture"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"Dear doctor,\nmy leg shakes.\n", "text that starts with"),
        (bytes(range(1, 256)) * 4 + b"\x00", "unknown bytes"),
    ],
)
def test_what_is_no_recording_is_described(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_recording(write(tmp_path, content))
    assert words in refused.value.found
    assert "delimited" in refused.value.mend


def test_a_cut_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "\n" + rows(20_000)).encode())
    with pytest.raises(FormatError, match="gzip file is cut"):
        read_recording(write(tmp_path, packed[: len(packed) // 2], name="leg.csv.gz"))


def test_a_cut_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"leg.csv": (HEADER + "\n" + rows(5000)).encode()})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FormatError, match="zip archive is cut"):
        read_recording(path)


def test_damage_inside_a_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"leg.csv": (HEADER + "\n" + rows(5000)).encode()})
    content = bytearray(path.read_bytes())
    content[200:260] = b"\xff" * 60
    path.write_bytes(bytes(content))
    with pytest.raises(FormatError, match="zip archive is cut or damaged"):
        read_recording(path)


def test_a_zip_that_unpacks_to_far_more_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "RATIO_FREE_BYTES", 1024)
    with pytest.raises(InputError, match="unpacks to more"):
        read_recording(zipped(tmp_path, {"leg.csv": b"\n" * 3_000_000}))


def test_a_gzip_that_unpacks_to_far_more_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "RATIO_FREE_BYTES", 1024)
    packed = gzip.compress((HEADER + "\n" + rows(10)).encode() + b"0.1,0,0,1\n" * 2_000_000)
    with pytest.raises(InputError, match="unpacks to more"):
        read_recording(write(tmp_path, packed))


def test_a_zip_that_lies_about_its_size_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, {"leg.csv": b"\n" * 3_000_000})
    content = path.read_bytes().replace((3_000_000).to_bytes(4, "little"), (3_000).to_bytes(4, "little"))
    path.write_bytes(content)
    monkeypatch.setattr(source_module, "RATIO_FREE_BYTES", 1024)
    with pytest.raises(InputError):
        read_recording(path)


@pytest.mark.parametrize("name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:/evil.csv"])
def test_a_zip_member_outside_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path, {name: (HEADER + "\n" + rows(50)).encode()})
    with pytest.raises(InputError, match="outside"):
        read_recording(path)
    assert sorted(os.listdir(tmp_path)) == ["leg.zip"]


def test_a_zip_of_too_many_members_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_MEMBERS", 10)
    with pytest.raises(InputError, match="more files"):
        read_recording(zipped(tmp_path, {f"{i}.csv": b"1" for i in range(11)}))


def test_a_zip_in_a_zip_is_refused_with_its_name(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("leg.csv", HEADER + "\n" + rows(50))
    path = zipped(tmp_path, {"inner.zip": inner.getvalue()})
    with pytest.raises(InputError, match="No file in it") as refused:
        read_recording(path)
    assert "inner.zip" in refused.value.found


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path, HEADER + "\n" + rows(50), name="secret.csv")
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "leg.csv").symlink_to(secret)
    with pytest.raises(FormatError, match="No reader recognises"):
        read_recording(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="No reader recognises"):
        read_recording(tmp_path)


def test_infinite_and_huge_numbers_do_not_break_the_reading(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(50) + "0.50,inf,-inf,1e308\n" + rows(49, first=51)
    recording = read_recording(write(tmp_path, text))
    assert recording.channels[0].n_samples == 100


def test_a_clipped_signal_is_told(tmp_path: Path) -> None:
    values = np.clip(3 * np.sin(np.arange(2000) / 7), -2, 2)
    text = HEADER + "\n" + "".join(f"{i / 100:.2f},{v:.4f},0.02,1.0\n" for i, v in enumerate(values))
    recording = read_recording(write(tmp_path, text))
    assert "clipped" in codes(recording)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"task": "dance"}, "no task 'dance'"),
        ({"placement": "nose"}, "no placement"),
        ({"side": "top"}, "no side"),
        ({"sampling_rate_hz": -1.0}, "above 0 Hz"),
        ({"sampling_rate_hz": float("nan")}, "above 0 Hz"),
        ({"unit": "furlong"}, "no unit"),
        ({"where": {"nothing": 1}}, "no column 'nothing'"),
    ],
)
def test_options_without_sense_are_usage_errors(
    tmp_path: Path, options: dict[str, object], words: str
) -> None:
    path = write(tmp_path, HEADER + "\n" + rows(50))
    with pytest.raises(UsageError, match=words):
        read_recording(path, **options)  # type: ignore[arg-type]


def test_random_bytes_never_crash(tmp_path: Path) -> None:
    random = np.random.default_rng(20)
    good = (HEADER + "\n" + rows(200)).encode()
    outcomes: list[str] = []
    for turn in range(150):
        content = bytearray(good)
        for place in random.integers(0, len(content), size=random.integers(1, 12)):
            content[place] = random.integers(0, 256)
        cut = int(random.integers(1, len(content)))
        path = write(tmp_path, bytes(content[:cut]), name=f"{turn}.csv")
        outcomes.append(outcome_of(path))
    assert set(outcomes) <= {"read", "refused"}
    assert "read" in outcomes


def test_infinite_samples_and_a_dead_accelerometer_are_told(tmp_path: Path) -> None:
    dead = HEADER + "\n" + "".join(f"{i / 100:.2f},0,0,0\n" for i in range(600))
    found = read_recording(write(tmp_path, dead, name="dead.csv")).issues
    assert [issue.code for issue in found] == ["sensor_dead"]
    broken = HEADER + "\n" + "".join(f"{i / 100:.2f},{'inf' if i < 9 else 0.01},0,1.0\n" for i in range(600))
    found = read_recording(write(tmp_path, broken, name="inf.csv")).issues
    assert [(issue.code, issue.where) for issue in found] == [("samples_infinite", "accel_x_g")]
    assert "9 of 600" in found[0].what


@pytest.mark.parametrize("at_end", [False, True])
def test_a_letter_that_is_not_utf8_far_behind_the_start_is_read_as_latin1(
    *, tmp_path: Path, at_end: bool
) -> None:
    whole = (HEADER + "\n" + rows(9000)).encode()
    at = len(whole) - 1 if at_end else whole.index(b",", 150_000)
    path = write(tmp_path, whole[:at] + b"\xe7" + whole[at + 1 :])
    recording = read_recording(path)
    assert {"text_latin1"} <= {issue.code for issue in recording.issues}
    assert recording.channels[0].n_samples in (8999, 9000)


def test_one_spoilt_cell_is_a_broken_cell_and_no_unit(tmp_path: Path) -> None:
    text = HEADER + "\n" + rows(600) + "6.00,0.3051h25,0.02,1.0\n" + rows(600, first=601)
    recording = read_recording(write(tmp_path, text))
    assert "cells_broken" in {issue.code for issue in recording.issues}
