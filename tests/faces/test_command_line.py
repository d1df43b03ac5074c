"""What a person types and what comes back: outputs, exit codes, errors. Reading and analysing are faked here."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pyarrow.parquet as pq
import pytest

from hand_made import make_analysis, make_recording
from legato.cli import main as door
from legato.cli.inputs import find_inputs
from legato.cli.options import ReadingOptions
from legato.errors import InputError, KnowledgeError
from legato.io.source import open_source
from legato.model.analysis import Analysis
from legato.model.recording import Recording

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            door.main([str(word) for word in words])
        out, err = capfd.readouterr()
        return int(caught.value.code or 0), out, err

    return call


@pytest.fixture
def leg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fake the reading and the analysing; a file whose name holds ``bad`` is refused, ``bug`` breaks, ``stop`` cancels."""

    def read_input(path: Path, reading: object) -> Recording:
        if "bad" in path.name:
            raise InputError("Refused", where=path.name, found="nothing", mend="look at it", code="LEG-E199")
        if "bug" in path.name:
            raise ZeroDivisionError("secret content")
        if "stop" in path.name:
            raise KeyboardInterrupt
        return make_recording(name=path.name)

    def analyze(recording: Recording, **options: object) -> Analysis:
        analysis = make_analysis(with_pictures=bool(options.get("with_pictures")))
        from dataclasses import replace

        return replace(
            analysis, provenance=replace(analysis.provenance, source_name=recording.provenance.source_name)
        )

    fake = ModuleType("legato.analyze")
    fake.analyze = analyze  # type: ignore[attr-defined]
    fake.analyze_pair = lambda left, right, **options: analyze(left, **options)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "legato.analyze", fake)
    monkeypatch.setattr("legato.cli.inputs.read_input", read_input)
    path = tmp_path / "leg.csv"
    path.write_text("time_s,accel_x_g\n0,1\n")
    return path


def test_analyze_prints_a_summary_with_the_standing_lines(run: Run, leg: Path) -> None:
    code, out, err = run("analyze", leg)
    assert code == 0
    assert "shaking at rest for 20 s" in out
    assert "Not a diagnosis. Not reviewed by a clinician. Measured by Legato 0.1.0 from leg.csv." in out
    assert "Simulated recording" in out
    assert err == ""


def test_json_without_a_path_is_all_that_stands_on_stdout(run: Run, leg: Path) -> None:
    code, out, _ = run("analyze", leg, "--json")
    assert code == 0
    assert json.loads(out)["schema"] == "legato.analysis/1"


def test_json_before_the_file_does_not_take_the_file_for_its_output(run: Run, leg: Path) -> None:
    before = leg.read_bytes()
    code, out, _ = run("analyze", "--json", leg)
    assert code == 0
    assert json.loads(out)["schema"] == "legato.analysis/1"
    assert leg.read_bytes() == before


def test_json_with_a_path_writes_there_and_keeps_the_summary(run: Run, leg: Path, tmp_path: Path) -> None:
    code, out, err = run("analyze", leg, "--json", tmp_path / "o" / "a.json")
    assert code == 0
    assert json.loads((tmp_path / "o" / "a.json").read_text())["schema"] == "legato.analysis/1"
    assert "shaking at rest" in out
    assert "a.json" in err


def test_an_empty_file_made_beforehand_is_taken_for_the_output(run: Run, leg: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    target.touch()
    assert run("analyze", leg, "--json", target)[0] == 0
    assert json.loads(target.read_text())["schema"] == "legato.analysis/1"


@pytest.mark.parametrize("option", ["--json", "--html", "--windows"])
def test_a_pipe_is_never_replaced_by_a_result(run: Run, leg: Path, tmp_path: Path, option: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code, _, err = run("analyze", leg, option, pipe)
    assert code == 2
    assert "device or a pipe" in err
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_two_outputs_of_one_name_are_refused(run: Run, leg: Path, tmp_path: Path) -> None:
    code, _, err = run("analyze", leg, "--html", tmp_path / "same", "--windows", tmp_path / "same")
    assert code == 2
    assert "another output" in err
    assert not (tmp_path / "same").exists()


def test_an_earlier_answer_may_be_written_over(run: Run, leg: Path, tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    assert run("analyze", leg, "--json", target)[0] == 0
    assert run("analyze", leg, "--json", target)[0] == 0
    assert json.loads(target.read_text())["schema"] == "legato.analysis/1"


def test_report_and_windows_are_written(run: Run, leg: Path, tmp_path: Path) -> None:
    code, _, _ = run("analyze", leg, "--html", tmp_path / "r.html", "--windows", tmp_path / "w.parquet")
    assert code == 0
    assert "<svg" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert pq.read_table(tmp_path / "w.parquet").num_rows == 57
    assert sorted(path.name for path in tmp_path.iterdir()) == ["leg.csv", "r.html", "w.parquet"]


@pytest.mark.parametrize("option", ["--json", "--html", "--windows"])
def test_no_output_may_be_written_over_an_input(run: Run, leg: Path, option: str) -> None:
    before = leg.read_bytes()
    word = f"{option}={leg}"
    code, _, err = run("analyze", leg, word)
    assert code == 2
    assert "write over an input" in err
    assert leg.read_bytes() == before


def test_several_files_make_one_object_and_a_bad_one_stands_in_it(
    run: Run, leg: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_text("x")
    code, out, err = run("analyze", leg, tmp_path / "bad.csv", leg.with_name("leg2.csv"), "--json")
    batch = json.loads(out)
    assert code == 5
    assert batch["schema"] == "legato.analysis-batch/1"
    assert [file["file"] for file in batch["files"]] == ["leg.csv", "bad.csv", "leg2.csv"]
    assert batch["files"][1]["error"]["code"] == "LEG-E199"
    assert batch["files"][2]["schema"] == "legato.analysis/1"
    assert "2 of 3 done" in err
    assert "look at it" in err


def test_a_fault_of_ours_in_one_file_does_not_stop_the_others(run: Run, leg: Path, tmp_path: Path) -> None:
    code, out, err = run("analyze", tmp_path / "bug.csv", leg, "--json")
    assert code == 5
    assert json.loads(out)["files"][0]["error"]["code"] == "LEG-E070"
    assert "paste this line" in err


def test_several_files_need_a_folder_for_their_reports(run: Run, leg: Path, tmp_path: Path) -> None:
    code, _, err = run("analyze", leg, tmp_path / "leg2.csv", "--html", tmp_path / "r.html")
    assert code == 2
    assert "--html names one file, and there are 2 recordings" in err
    assert "name a folder" in err


def test_a_folder_takes_a_report_for_each_recording(run: Run, leg: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    code, _, _ = run("analyze", leg, tmp_path / "b" / "leg.csv", "--html", f"{tmp_path}/reports/")
    assert code == 0
    assert sorted(p.name for p in (tmp_path / "reports").iterdir()) == ["leg.csv-2.html", "leg.csv.html"]


def test_a_refused_input_says_what_where_and_how_to_mend(run: Run, leg: Path, tmp_path: Path) -> None:
    code, out, err = run("analyze", tmp_path / "bad.csv")
    assert code == 3
    assert out == ""
    for word in ("LEG-E199  Refused", "where   bad.csv", "mend    look at it"):
        assert word in err


def test_an_unexpected_exception_is_our_bug_with_a_line_to_paste(run: Run, leg: Path, tmp_path: Path) -> None:
    code, _, err = run("inspect", tmp_path / "bug.csv")
    assert code == 70
    line = next(line for line in err.splitlines() if "paste this line" in line)
    assert "ZeroDivisionError at " in line
    assert "secret" not in line


def test_cancelling_leaves_no_half_file(run: Run, leg: Path, tmp_path: Path) -> None:
    (tmp_path / "stop.csv").write_text("x")
    code, _, err = run("analyze", leg, tmp_path / "stop.csv", "--json", tmp_path / "a.json")
    assert code == 130
    assert "Cancelled" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["leg.csv", "stop.csv"]


def test_invalid_knowledge_has_its_own_exit_code() -> None:
    assert door.exit_code_of(KnowledgeError("wrong")) == 4


@pytest.mark.parametrize(
    "words",
    [
        ("analyze",),
        ("analyze", "a.csv", "--pair", "l.csv", "r.csv"),
        ("analyze", "a.csv", "--task", "dance"),
        ("analyze", "a.csv", "--where", "subject"),
        ("analyze", "a.csv", "--sampling-rate", "0"),
        ("nonsense",),
        ("compare", "a.csv"),
    ],
)
def test_a_command_used_wrongly_exits_with_2(run: Run, leg: Path, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert err


def test_where_is_split_before_the_next_column_only(
    run: Run, leg: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def read_input(path: Path, reading: ReadingOptions) -> Recording:
        seen.append(reading.where)
        return make_recording()

    monkeypatch.setattr("legato.cli.inputs.read_input", read_input)
    assert (
        run("inspect", leg, "--where", "subject=S02,member=a,b.txt", "--where", "trial=1", "--json")[0] == 0
    )
    assert seen == [(("subject", "S02"), ("member", "a,b.txt"), ("trial", "1"))]


def test_a_wrong_command_gets_the_nearest_name(run: Run) -> None:
    assert "Did you mean 'analyze'?" in run("analyse")[2]


def test_two_legs_are_analysed_as_a_pair(run: Run, leg: Path, tmp_path: Path) -> None:
    code, out, _ = run("analyze", "--pair", leg, tmp_path / "right.csv", "--json")
    assert code == 0
    assert json.loads(out)["schema"] == "legato.analysis/1"


def test_inspect_shows_channels_and_gives_json(run: Run, leg: Path) -> None:
    code, out, _ = run("inspect", leg)
    assert code == 0
    assert "accel_x" in out
    assert "2.5 s are missing" in out
    assert json.loads(run("inspect", leg, "--json")[1])["schema"] == "legato.recording/1"


def test_the_demo_of_given_files_writes_reports_and_an_index(run: Run, leg: Path, tmp_path: Path) -> None:
    code, out, _ = run("demo", leg, "--out", tmp_path / "demo")
    assert code == 0
    assert str(tmp_path / "demo" / "index.html") in out
    assert 'href="leg.csv.html"' in (tmp_path / "demo" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "demo" / "leg.csv.html").exists()


def test_version_is_told(run: Run) -> None:
    assert run("--version")[1] == "legato 0.1.0\n"


def test_what_may_not_be_read_in_a_folder_is_told_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "shut.csv").write_text("hidden from us")
    (tmp_path / "notes.txt").write_text("no recording")
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "shut" not in Path(path).name and may(path, mode))
    found = find_inputs([str(tmp_path)])
    assert [path.name for path in found.paths] == ["shut", "shut.csv"]
    assert [path.name for path in found.passed_over] == ["notes.txt"]
    with pytest.raises(InputError, match="may not be read"):
        open_source(tmp_path / "shut")


def make_phyphox(folder: Path) -> None:
    """Write the folder that phyphox writes: a table, and another one of the clock in ``meta``."""
    (folder / "meta").mkdir(parents=True)
    (folder / "Accelerometer.csv").write_text("Time (s),X (m/s^2),Y (m/s^2),Z (m/s^2)\n" + "0,0,0,9.8\n" * 9)
    (folder / "meta" / "time.csv").write_text("event,experiment time,system time\nSTART,0,1700000000\n")


def test_a_folder_that_holds_a_recording_somewhere_below_is_searched(tmp_path: Path) -> None:
    make_phyphox(tmp_path / "monday" / "phone")
    (tmp_path / "tuesday").mkdir()
    (tmp_path / "tuesday" / "leg.csv").write_text("time_s,accel_x_g\n" + "0,1\n" * 9)
    found = find_inputs([str(tmp_path)])
    assert [path.relative_to(tmp_path).as_posix() for path in found.paths] == [
        "monday/phone",
        "tuesday/leg.csv",
    ]
