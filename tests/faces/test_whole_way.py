"""The whole way, nothing faked: a simulated leg written as a table, analysed, reported, compared."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pyarrow.parquet as pq
import pytest

from legato.cli import main as door
from legato.model.channel import ChannelKind
from legato.model.recording import Recording
from legato.model.window_table import COLUMNS
from legato.simulation.demo import demo_legs

SCHEMAS = Path(__file__).parents[2] / "docs" / "schema"
NAMES = {ChannelKind.ACCELERATION: ("accel", "mps2"), ChannelKind.ANGULAR_VELOCITY: ("gyro", "radps")}


def write_table(recording: Recording, path: Path) -> Path:
    """Write a recording as a table that names its units."""
    columns = {"time_s": recording.channels[0].time.times_s(0, recording.channels[0].n_samples)}
    for channel in recording.channels:
        if channel.kind in NAMES:
            quantity, unit = NAMES[channel.kind]
            columns[f"{quantity}_{channel.axis}_{unit}"] = channel.read()
    np.savetxt(
        path,
        np.stack(list(columns.values()), axis=1),
        delimiter=",",
        header=",".join(columns),
        comments="",
        fmt="%.6f",
    )
    return path


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_table(demo_legs()[0].recording, tmp_path_factory.mktemp("leg") / "leg.csv")


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


def validate(name: str, path: Path) -> dict[str, object]:
    value: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text())).validate(value)
    return value


def test_a_table_is_read_analysed_and_reported(table: Path, tmp_path: Path) -> None:
    out = {"json": tmp_path / "a.json", "html": tmp_path / "a.html", "windows": tmp_path / "a.parquet"}
    words = [word for key, path in out.items() for word in (f"--{key}", path)]
    assert run("analyze", table, "--placement", "ankle", "--side", "right", *words) == 0
    value = validate("analysis-1", out["json"])
    assert sum(value["states"].values()) > 180
    assert value["recording"]["placement"] == "ankle"
    assert "<svg" in out["html"].read_text(encoding="utf-8")
    assert "Simulated" not in out["html"].read_text(encoding="utf-8")
    rows = pq.read_table(out["windows"])
    assert rows.column_names == list(COLUMNS)
    assert rows.num_rows == value["windows"]["count"]


def test_inspecting_a_table_follows_its_schema(table: Path, tmp_path: Path) -> None:
    assert run("inspect", table, "--json", tmp_path / "r.json") == 0
    value = validate("recording-1", tmp_path / "r.json")
    assert [channel["unit"] for channel in value["channels"]] == ["m/s2"] * 3 + ["rad/s"] * 3


def test_a_recording_compared_with_itself_shows_no_change(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("compare", table, table, "--json") == 0
    verdicts = {change["verdict"] for change in json.loads(capsys.readouterr().out)["changes"]}
    assert "within_doubt" in verdicts
    assert not verdicts & {"higher", "lower", "appeared", "vanished"}


def test_a_recording_shorter_than_a_window_is_done_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["time_s,accel_x_g,accel_y_g,accel_z_g", *(f"{k / 50},0,0,1.0{k % 2}" for k in range(100))]
    (tmp_path / "short.csv").write_text("\n".join(lines) + "\n")
    assert run("analyze", tmp_path / "short.csv", "--windows", tmp_path / "w.parquet") == 0
    assert "shorter than one window" in capsys.readouterr().out
    assert pq.read_table(tmp_path / "w.parquet").num_rows == 0


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 4096, b"time_s,accel_x_g\n", b"%PDF-1.7 nothing", b"hello"]
)
def test_what_is_no_recording_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    assert run("analyze", tmp_path / "odd.csv", "--json") == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("LEG-E")


def test_a_folder_is_searched_and_one_bad_file_does_not_stop_the_others(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.7 nothing")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "leg.csv").write_bytes(table.read_bytes()[:200_000])
    assert run("analyze", tmp_path, table.with_name("missing.csv"), table, "--json") == 5
    out, err = capsys.readouterr()
    batch = json.loads(out)
    assert ["error" in file for file in batch["files"]] == [False, True, False]
    assert "notes.pdf" in err


def test_cancelling_a_running_process_exits_with_130_and_leaves_no_file(table: Path, tmp_path: Path) -> None:
    program = (
        "import signal, sys, time, legato.cli.inputs as i\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the parent ignores it\n"
        "from legato.cli.main import main\n"
        "def slow(path, reading):\n"
        "    print('reading', flush=True)\n"
        "    time.sleep(60)\n"
        "i.read_input = slow\n"
        f"main(['analyze', {str(table)!r}, '--json', {str(tmp_path / 'a.json')!r}])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Cancelled" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_demo_writes_a_marked_report_page_and_letter_for_each_of_six_persons_and_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("demo", "--out", tmp_path / "demo") == 0
    pages = sorted((tmp_path / "demo").glob("*.html"))
    assert len(pages) == 6 + 6 + 1
    assert all("Simulated recording" in page.read_text(encoding="utf-8") for page in pages)
    assert all("Not a diagnosis." in page.read_text(encoding="utf-8") for page in pages)
    assert len(list((tmp_path / "demo").glob("demo-person-*-letter.pdf"))) == 6
    index = (tmp_path / "demo" / "index.html").read_text(encoding="utf-8")
    assert all(
        f'href="demo-person-{k}-{part}"' in index
        for k in range(1, 7)
        for part in ("assessment.html", "letter.pdf")
    )
    assert str(tmp_path / "demo" / "index.html") in capsys.readouterr().out


def test_the_doctor_finds_this_installation_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("doctor") == 0
    assert "All well." in capsys.readouterr().out
