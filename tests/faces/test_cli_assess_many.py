"""``legato assess`` on many cases with ``--json``: each is written as it is assessed, the rest is as for a few."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import legato.assess
from legato.cli import main as door

GOOD = """- id: {id}
  age: 24
  present: ["trigger:caffeine", "symptom:tremor", "side:bilateral", "tempo:hours", "onset:sudden"]
  red_flags_asked: true
"""
BAD = '- id: {id}\n  present: ["symptom:no_such_code"]\n'
HEAD = "schema: 1\ncases:\n"
OLD = '{"schema": "legato.assessment/1", "cases": []}'


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


def file_of(tmp_path: Path, *cases: str) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(HEAD + "".join(case.format(id=f"p{place}") for place, case in enumerate(cases)))
    return path


def test_json_on_stdout_is_all_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", file_of(tmp_path, GOOD, GOOD), "--json", "-") == 0
    written = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in written["cases"]] == ["p0", "p1"]


def test_a_file_of_json_comes_with_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert run("assess", file_of(tmp_path, GOOD, BAD, GOOD), "--json", out, "--on", "2026-11-25") == 5
    told = capsys.readouterr()
    assert [row.get("urgency", "refused") for row in json.loads(out.read_text())["cases"]] == [
        "self_care",
        "refused",
        "self_care",
    ]
    assert "for 2 cases" in told.out
    assert told.out.count("9 December 2026") == 2
    assert "LEG-E706  p1" in told.err
    assert "2 of 3 cases assessed." in told.err


def test_the_one_case_that_is_left_is_told_in_full(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", file_of(tmp_path, GOOD, BAD), "--json", tmp_path / "out.json") == 5
    assert "Why we say this" in capsys.readouterr().out


def test_refused_cases_alone_are_an_error_and_still_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    assert run("assess", file_of(tmp_path, BAD, BAD), "--json", out) == 3
    assert all("error" in row for row in json.loads(out.read_text())["cases"])
    assert capsys.readouterr().out == ""


def test_many_cases_written_as_they_come_are_the_same_as_one_by_one(tmp_path: Path) -> None:
    together, alone = tmp_path / "many.json", tmp_path / "one.json"
    run("assess", file_of(tmp_path, GOOD, GOOD), "--json", together, "--on", "2026-11-25")
    many = json.loads(together.read_text())["cases"]
    run("assess", file_of(tmp_path, GOOD), "--json", alone, "--on", "2026-11-25")
    (one,) = json.loads(alone.read_text())["cases"]
    for row in (many[0], one):
        del row["provenance"]["case_sha256"]
    assert many[0] == one


def test_a_fault_of_ours_amid_many_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = legato.assess.assess_case

    def breaks_at_the_second(case, **more):
        if case.id == "p1":
            raise RuntimeError("broken on purpose")
        return whole(case, **more)

    monkeypatch.setattr(legato.assess, "assess_case", breaks_at_the_second)
    out = tmp_path / "out.json"
    out.write_text(OLD)
    assert run("assess", file_of(tmp_path, GOOD, GOOD), "--json", out) == 70
    assert out.read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.yaml", "out.json"]
    assert "broken on purpose" in capsys.readouterr().err
