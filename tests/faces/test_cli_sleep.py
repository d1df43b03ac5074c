"""``legato sleep score``: one night, and a batch that is stopped, goes on, and loses no broken file."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from legato.io.write_edf import write_edf
from legato.simulation.night import simulate_night


def run(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    program = "import sys; sys.argv[0] = 'legato'; from legato.cli.main import main; sys.exit(main())"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, words)], capture_output=True, text=True, cwd=cwd
    )


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("nights")
    for seed in (1, 2):
        night = simulate_night(seed=seed, hours=0.3, sampling_rate_hz=256.0)
        write_edf(folder / f"n{seed}.edf", night.recording)
    return folder


@pytest.fixture(scope="module")
def broken_nights(nights, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mixed") / "nights"
    shutil.copytree(nights, folder)
    (folder / "cut.edf").write_bytes((nights / "n1.edf").read_bytes()[:300])
    (folder / "noise.edf").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def batch(broken_nights) -> tuple[subprocess.CompletedProcess[str], Path]:
    out = broken_nights.parent / "scored"
    return run("sleep", "score", broken_nights / "n1.edf", broken_nights / "n2.edf", broken_nights / "cut.edf",
               "--out", out, "--jobs", "2"), out  # fmt: skip


def test_one_night_gives_both_rule_sets_with_every_clause(nights, tmp_path):
    done = run(
        "sleep", "score", nights / "n1.edf", "--json", tmp_path / "n1.json", "--csv", tmp_path / "n1.csv"
    )
    assert done.returncode == 0, done.stderr
    value = json.loads((tmp_path / "n1.json").read_text())
    assert value["schema"] == "legato.sleep/1"
    assert list(value["rule_sets"]) == ["wasm2016", "aasm3"]
    assert value["recording"]["is_simulated"] is False  # an EDF file can't say that it was simulated
    for id, scored in value["rule_sets"].items():
        assert scored["events"]
        for event in scored["events"]:
            assert event["rule_clause"].startswith(f"{id}.")
            assert event["excluded_by"] in (None, event["rule_clause"])
    rows = (tmp_path / "n1.csv").read_text().splitlines()
    assert len(rows) == 1 + sum(len(scored["events"]) for scored in value["rule_sets"].values())
    assert "Not a diagnosis" in " ".join(done.stdout.split())


def test_a_rule_set_that_is_not_there_is_named_beside_those_that_are(nights):
    done = run("sleep", "score", nights / "n1.edf", "--rules", "wasm1066")
    assert done.returncode == 4
    assert "wasm2016" in done.stderr


def test_a_file_named_like_a_night_is_refused_and_not_passed_over(broken_nights, tmp_path):
    done = run("sleep", "score", broken_nights, "--json", tmp_path / "all.json")
    assert done.returncode == 5
    files = {one["file"]: one for one in json.loads((tmp_path / "all.json").read_text())["files"]}
    assert set(files) == {"n1.edf", "n2.edf", "cut.edf", "noise.edf"}
    assert "error" in files["noise.edf"]
    assert "error" in files["cut.edf"]
    assert "error" not in files["n1.edf"]


def test_one_side_file_for_two_nights_is_refused_before_any_work(nights, tmp_path):
    done = run("sleep", "score", nights / "n1.edf", nights / "n2.edf", "--hypnogram", tmp_path / "a.csv")
    assert done.returncode == 2
    assert "{stem}" in done.stderr


def test_a_promised_hypnogram_that_is_missing_stops_that_night(nights, tmp_path):
    done = run("sleep", "score", nights / "n1.edf", "--hypnogram", f"{tmp_path}/{{stem}}.csv")
    assert done.returncode == 3
    assert "n1.csv" in done.stderr


def test_out_and_single_outputs_do_not_go_together(nights, tmp_path):
    done = run("sleep", "score", nights / "n1.edf", "--out", tmp_path, "--csv", tmp_path / "a.csv")
    assert done.returncode == 2
    assert "--csv" in done.stderr


def test_the_broken_night_is_told_and_the_others_are_done(batch):
    done, out = batch
    assert done.returncode == 5, done.stderr
    assert "2 of 3 nights done" in done.stderr
    assert "cut" in (out / "failed.tsv").read_text()
    for name in ("n1", "n2"):
        for ending in (
            ".sleep.json",
            "_events.csv",
            "_events.parquet",
            "_events.edf",
            "_report.html",
            "_report.pdf",
        ):
            assert (out / f"{name}{ending}").stat().st_size > 0
    assert not list(out.glob("cut*"))


def test_the_workbook_lists_every_night_the_broken_one_too(batch):
    _, out = batch
    book = openpyxl.load_workbook(out / "summary.xlsx")
    assert book.sheetnames == ["Values", "Quality", "Dictionary", "Settings", "Failed"]
    values = list(book["Values"].values)
    assert {row[0] for row in values[1:]} == {"n1", "n2", "cut"}
    assert [row[0] for row in book["Failed"].values][1:] == ["cut"]
    explained = {row[0] for row in book["Dictionary"].values}
    assert set(values[0]) <= explained


def test_a_batch_goes_on_where_it_was(batch, broken_nights):
    _, out = batch
    before = {file.name: file.stat().st_mtime_ns for file in out.glob("n*")}
    journal = out / "journal.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    kept = [line for line in lines if '"name": "n2"' not in line]
    journal.write_text("".join(kept) + '{"name": "n2", "fi')  # killed while it wrote
    again = run("sleep", "score", broken_nights / "n1.edf", broken_nights / "n2.edf", "--out", out)
    assert again.returncode == 0, again.stderr
    assert "1 of 2 nights were done before" in again.stderr
    after = {file.name: file.stat().st_mtime_ns for file in out.glob("n*")}
    assert after["n1.sleep.json"] == before["n1.sleep.json"]
    assert after["n2.sleep.json"] != before["n2.sleep.json"]
    assert not (out / "failed.tsv").exists()


def test_other_options_score_a_night_again(batch, broken_nights):
    _, out = batch
    run("sleep", "score", broken_nights / "n1.edf", "--out", out)
    before = (out / "n1.sleep.json").stat().st_mtime_ns
    again = run("sleep", "score", broken_nights / "n1.edf", "--out", out, "--rules", "coleman")
    assert again.returncode == 0, again.stderr
    assert (out / "n1.sleep.json").stat().st_mtime_ns != before


def test_a_batch_that_is_stopped_stops_soon_and_keeps_what_is_done(nights, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    for number in range(16):
        shutil.copy(nights / "n1.edf", many / f"night{number:02d}.edf")
    out = tmp_path / "scored"
    program = "import sys; sys.argv[0] = 'legato'; from legato.cli.main import main; sys.exit(main())"
    batch = subprocess.Popen(
        [sys.executable, "-c", program, "sleep", "score", str(many), "--out", str(out)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    journal, deadline = out / "journal.jsonl", time.monotonic() + 60
    while not (journal.is_file() and journal.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(batch.pid, signal.SIGINT)
    assert batch.wait(timeout=60) == 130
    done = [json.loads(line) for line in journal.read_text().splitlines()]
    assert 1 <= len(done) < 16
    for entry in done:
        assert all((out / file).is_file() for file in entry["files"])
    assert len(list(out.glob("*.sleep.json"))) <= len(done) + 4  # those under way and queued, not all 16
    assert not [file.name for file in out.iterdir() if file.name.endswith(".part")]
