"""``legato assess`` for programs: JSON on stdout and in a file, scores, countries, recordings, refusals and exit codes."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from hand_made import make_analysis
from legato.assess import assess_case
from legato.cli import main as door
from legato.io.case_file import read_case_file
from legato.model.case import Case
from legato.report.assessment_json import render_assessments
from legato.report.json import analysis_object, render_json
from triage_makers import shared_library

SCHEMA = Path(__file__).parents[2] / "docs" / "schema" / "assessment-1.json"
REAL = Path(__file__).parents[1] / "cases"
CALM = "id: calm\nage: 40\nsex: male\npresent: [trigger:caffeine, tempo:hours]\nred_flags_asked: true\n"
MANY = """cases:
- {id: one, age: 40, present: [symptom:tremor, activation:rest], red_flags_asked: true}
- {id: two, present: [symptom:tremro]}
- {id: three, age: old, present: []}
- {id: four, age: 50, present: [], scales: {gad7: [1]}}
- {id: five, age: 60, present: [symptom:chest_pain]}
"""


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


def write(folder: Path, text: str, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def a_recording(folder: Path, name: str = "left.csv") -> Path:
    """Write a minute of a leg that hardly moves."""
    rng = np.random.default_rng(1)
    time_s = np.arange(6000) / 100
    accel = rng.normal(0, 0.01, (6000, 3)) + np.array([0, 0, 9.81])
    rows = np.column_stack([time_s, accel])
    path = folder / name
    header = "time_s,accel_x_mps2,accel_y_mps2,accel_z_mps2"
    np.savetxt(path, rows, delimiter=",", header=header, comments="", fmt="%.5f")
    return path


def printed_json(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    return value


def test_json_of_the_command_is_json_of_python(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = datetime.date(2026, 11, 25)
    for path in (write(tmp_path, CALM), REAL / "b1.yaml"):
        assert run("assess", path, "--json", "-", "--on", day.isoformat()) == 0
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        cases = read_case_file(path, codes=shared_library().findings)
        by_hand = render_assessments(
            [assess_case(one, case_sha256=sha256, made_on=day) for one in cases if isinstance(one, Case)]
        )
        assert capsys.readouterr().out == by_hand


def test_the_json_follows_its_schema_also_for_refused_cases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", write(tmp_path, MANY), "--json") == 5
    value = printed_json(capsys)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text())).validate(value)
    assert [(one["id"], "error" in one) for one in value["cases"]] == [
        ("one", False),
        ("two", True),
        ("three", True),
        ("four", True),
        ("five", False),
    ]


def test_json_into_a_file_is_that_of_stdout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path, CALM), tmp_path / "out.json"
    assert run("assess", path, "--json", out, "--on", "2026-11-25") == 0
    said = capsys.readouterr()
    assert "JSON" in said.err
    assert said.out
    assert run("assess", path, "--json", "-", "--on", "2026-11-25") == 0
    assert capsys.readouterr().out == out.read_text(encoding="utf-8")


def test_json_never_goes_over_the_case(tmp_path: Path) -> None:
    path = write(tmp_path, CALM)
    assert run("assess", path, "--json", path) in (2, 3)
    assert path.read_text() == CALM


def test_every_refused_case_is_named_with_its_line_and_the_sum_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", write(tmp_path, MANY)) == 5
    said = capsys.readouterr().err
    for id_, line in (("two", 3), ("three", 4), ("four", 5)):
        assert f"LEG-E706  {id_}: " in said
        assert f"case.yaml, line {line}" in said
    assert said.count("mend") == 3
    assert "2 of 5 cases assessed." in said


def test_exit_codes_tell_all_some_and_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = "cases:\n- {id: a, present: 1}\n- {id: b, present: 2}\n"
    assert run("assess", write(tmp_path, CALM)) == 0
    assert run("assess", write(tmp_path, MANY)) == 5
    assert run("assess", write(tmp_path, bad)) == 3
    assert "0 of 2 cases assessed." in capsys.readouterr().err
    assert run("assess", write(tmp_path, "cases: {}")) == 3
    assert "LEG-E704" in capsys.readouterr().err
    assert run("assess", tmp_path / "none.yaml") == 3
    assert "LEG-E703" in capsys.readouterr().err


def test_the_score_is_printed_and_leaves_json_on_stdout_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", REAL / "b1.yaml", "--score") == 0
    said = capsys.readouterr()
    for word in ("urgency accepted", "under-triage", "over-triage", "accepted cause", "top-3"):
        assert word in said.out
    assert run("assess", REAL / "b1.yaml", "--score", "--json", "-") == 0
    both = capsys.readouterr()
    assert json.loads(both.out)["cases"]
    assert "urgency accepted" in both.err


def test_a_score_without_answers_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", write(tmp_path, CALM), "--score") == 0
    assert "No case of the file holds an answer." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("country", "number"), [("gb", "999"), ("us", "911"), ("de", "112"), ("eu", "112"), ("GB", "999")]
)
def test_the_country_brings_its_numbers(
    country: str, number: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", write(tmp_path, CALM), "--country", country) == 0
    assert f"Emergency: {number}" in capsys.readouterr().out


def test_the_country_of_the_option_goes_before_that_of_the_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, CALM + "country: uk\n")
    assert run("assess", path) == 0
    assert "Emergency: 999" in capsys.readouterr().out
    assert run("assess", path, "--country", "us") == 0
    assert "Emergency: 911" in capsys.readouterr().out
    assert run("assess", path, "--country", "xx") == 2


def test_a_case_comes_through_a_pipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reads = []
    whole = Path.open

    def counted(self: Path, *words: Any, **named: Any) -> Any:
        if self.name == "case.yaml":
            reads.append(self)
            return io.BytesIO(CALM.encode()) if len(reads) == 1 else io.BytesIO(b"")
        return whole(self, *words, **named)

    monkeypatch.setattr(Path, "open", counted)
    assert run("assess", tmp_path / "case.yaml", "--json", tmp_path / "out.json") == 0
    monkeypatch.undo()
    (one,) = json.loads((tmp_path / "out.json").read_text())["cases"]
    assert one["provenance"]["case_sha256"] == hashlib.sha256(CALM.encode()).hexdigest()


def test_a_recording_on_the_command_line_is_joined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    analysis = tmp_path / "left.json"
    analysis.write_text(render_json(analysis_object(make_analysis(with_pictures=False))))
    assert run("assess", write(tmp_path, CALM), analysis, "--json", "-") == 0
    (one,) = printed_json(capsys)["cases"]
    assert len(one["provenance"]["recordings"]) == 1
    assert one["findings_from_recordings"]
    assert one["urgency"] == "self_care"


@pytest.mark.parametrize(
    "said",
    [
        "left.csv task=stand",
        "left.csv task=stand side=left placement=shank",
        "left.csv  side=left task=stand",
    ],
)
def test_what_the_file_does_not_say_may_stand_behind_its_name(
    said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_recording(tmp_path)
    path = write(tmp_path, f'{CALM}recordings: ["{said}"]\n')
    assert run("assess", path, "--json", "-", "--unit", "mps2") == 0
    (one,) = printed_json(capsys)["cases"]
    assert [row["name"] for row in one["provenance"]["recordings"]] == ["left.csv"]
    assert one["findings_from_recordings"]


def test_the_same_words_may_stand_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_recording(tmp_path)
    assert run("assess", write(tmp_path, CALM), f"{tmp_path / 'left.csv'} task=stand", "--json", "-") == 0
    (one,) = printed_json(capsys)["cases"]
    assert one["findings_from_recordings"]


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("left.csv task=dance", "'task=dance' behind the name"),
        ("left.csv side=up", "'side=up' behind the name"),
        ("left.csv task=stand loud=yes", "'loud=yes' behind the name"),
        ("none.csv", "no such file"),
        ("''", "has no name"),
        ('"a\\0b.csv"', "LEG-E706  calm: "),
        ("a" * 5000, "cannot be opened"),
    ],
)
def test_a_recording_that_cannot_be_read_refuses_its_case_with_the_line(
    said: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, f"{CALM}recordings: [{said}]\n")
    assert run("assess", path) == 3
    told = capsys.readouterr().err
    assert what in told
    assert "case.yaml, line 1" in told
    assert "mend" in told


def test_a_recording_that_cannot_be_read_stops_no_other_case(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "cases:\n- {id: a, present: [], recordings: [none.csv]}\n- {id: b, present: []}\n"
    assert run("assess", write(tmp_path, text), "--json", "-") == 5
    said = capsys.readouterr()
    assert [one["id"] for one in json.loads(said.out)["cases"] if "error" not in one] == ["b"]
    assert "1 of 2 cases assessed." in said.err


@pytest.mark.parametrize("text", [MANY, "cases:\n- {id: a, present: 1}\n- {id: b, present: 2}\n"])
def test_recordings_on_the_command_line_need_one_case_also_where_several_are_refused(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", write(tmp_path, text), a_recording(tmp_path)) == 2
    told = capsys.readouterr().err
    assert "LEG-E222" in told
    assert f"the file holds {text.count('id:')} cases" in told


def test_a_refused_case_with_a_recording_on_the_command_line_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("assess", write(tmp_path, "present: [symptom:tremro]"), a_recording(tmp_path)) == 3
    assert "did you mean symptom:tremor" in capsys.readouterr().err
