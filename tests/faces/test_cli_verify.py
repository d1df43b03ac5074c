"""``legato verify``: the same inputs give the same assessment; one changed byte or weight is found and named."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from legato.cli.main import DIFFERENT, DONE, cli, exit_code_of
from legato.errors import LegatoError

CASES = """
cases:
- id: demo person 1
  age: 47
  sex: female
  present: ["drug:ssri", "trigger:new_medicine", "activation:posture", "symptom:tremor", "tempo:weeks"]
  absent: ["symptom:fever"]
  red_flags_asked: true
- id: demo person 2
  age: 71
  sex: male
  present: ["activation:rest", "side:unilateral", "symptom:tremor", "symptom:slowness", "tempo:months"]
"""


def run(*words: str | Path) -> tuple[int, Result]:
    """Run a command as the outermost door would, without leaving the process."""
    result = CliRunner().invoke(cli, [str(word) for word in words], standalone_mode=False)
    if isinstance(result.exception, LegatoError):
        return exit_code_of(result.exception), result
    assert result.exception is None, result.exception
    return (result.return_value if isinstance(result.return_value, int) else DONE), result


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return path


@pytest.fixture
def stored(case: Path, tmp_path: Path) -> Path:
    path = tmp_path / "assessment.json"
    assert run("assess", case, "--on", "2024-02-29", "--json", path)[0] == DONE
    return path


def changed(stored: Path, change: Any) -> Path:
    """Write a copy in which one thing is changed."""
    content = json.loads(stored.read_text(encoding="utf-8"))
    change(content)
    path = stored.with_name("changed.json")
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_an_assessment_made_on_another_day_is_the_same(stored: Path, case: Path) -> None:
    code, result = run("verify", stored, case)
    assert code == DONE
    assert result.stdout.startswith("same\n2 cases, Legato ")


def test_one_changed_byte_of_the_case_file_is_found(stored: Path, case: Path) -> None:
    case.write_text(CASES.replace("age: 47", "age: 48"), encoding="utf-8")
    code, result = run("verify", stored, case)
    assert code == DIFFERENT == 6
    assert result.stdout.startswith("different\n")
    assert "in 2 cases: hash of the case file" in result.stdout


def test_one_changed_byte_of_the_stored_file_is_found_wherever_it_stands(stored: Path, case: Path) -> None:
    text = stored.read_text(encoding="utf-8")
    digits = [place.start() for place in re.finditer(r"\d", text)][
        1:
    ]  # the first is the schema, which is refused
    dates = [place for found in re.finditer(r'"made_on":"[^"]*"', text) for place in range(*found.span())]
    places = [place for place in digits[:: len(digits) // 12] if place not in dates]
    assert len(places) > 8
    for place in places:
        other = "8" if text[place] != "8" else "7"
        path = stored.with_name("byte.json")
        path.write_text(text[:place] + other + text[place + 1 :], encoding="utf-8")
        assert run("verify", path, case)[0] == DIFFERENT, text[place - 40 : place + 20]


def test_one_changed_weight_is_named_with_its_cause(stored: Path, case: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        content["cases"][1]["differential"][3]["weight"] += 1e-6

    path = changed(stored, change)
    name = json.loads(path.read_text(encoding="utf-8"))["cases"][1]["differential"][3]["condition"]
    code, result = run("verify", path, case)
    assert code == DIFFERENT
    assert f"demo person 2: causes, {name}, weight" in result.stdout


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("urgency", "self_care", "urgency\n    stored  self_care\n    now     days_to_weeks"),
        ("knowledge_version", "0000", "version of the knowledge\n    stored  0000"),
        ("legato_version", "0.0.9", "version of the code\n    stored  0.0.9"),
        ("rules", [], "rules that hold, count\n    stored  0"),
        ("unanswered", True, "unanswered emergency signs"),
    ],
)
def test_what_differs_is_said_in_words(stored: Path, case: Path, key: str, value: object, said: str) -> None:
    def change(content: dict[str, Any]) -> None:
        first = content["cases"][0]
        (first if key in first else first["provenance"])[key] = value

    code, result = run("verify", changed(stored, change), case)
    assert code == DIFFERENT
    assert said in result.stdout


def test_two_causes_that_changed_places_are_found(stored: Path, case: Path) -> None:
    def change(content: dict[str, Any]) -> None:
        rows = content["cases"][0]["differential"]
        rows[0], rows[1] = rows[1], rows[0]

    code, result = run("verify", changed(stored, change), case)
    assert code == DIFFERENT
    assert "demo person 1: causes, order" in result.stdout


def test_a_case_that_is_missing_or_named_otherwise_is_found(stored: Path, case: Path) -> None:
    for change in (
        lambda content: content["cases"].pop(),
        lambda content: content["cases"][0].update(id="x"),
    ):
        code, result = run("verify", changed(stored, change), case)
        assert code == DIFFERENT
        assert "cases and their order" in result.stdout


def test_a_recording_is_part_of_what_is_compared(tmp_path: Path) -> None:
    time_s = np.arange(0, 40, 0.01)
    rows = np.column_stack(
        [time_s, 2 * np.sin(2 * np.pi * 5 * time_s), np.zeros_like(time_s), 9.81 + 0 * time_s]
    )
    leg = tmp_path / "leg.csv"
    head = "time_s,accel_x_mps2,accel_y_mps2,accel_z_mps2"
    np.savetxt(leg, rows, delimiter=",", header=head, comments="", fmt="%.5f")
    case, stored = tmp_path / "one.yaml", tmp_path / "one.json"
    case.write_text('id: demo person 1\nage: 47\npresent: ["symptom:tremor"]\n', encoding="utf-8")
    assert run("assess", case, leg, "--task", "rest", "--json", stored)[0] == DONE
    assert run("verify", stored, case, leg, "--task", "rest")[0] == DONE
    text = leg.read_text(encoding="utf-8")
    leg.write_text(text[:-3] + "1" + text[-2:], encoding="utf-8")
    code, result = run("verify", stored, case, leg, "--task", "rest")
    assert code == DIFFERENT
    assert "recordings, leg.csv, sha256" in result.stdout
    assert run("verify", stored, case)[0] == DIFFERENT


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "LEG-E762"),
        ("[]", "LEG-E762"),
        ('{"schema": "legato.assessment/1", "schema": 1}', "LEG-E762"),
        ('{"schema": NaN}', "LEG-E762"),
        ("[" * 100_000, "LEG-E762"),
        ('{"schema": "legato.analysis/1"}', "LEG-E760"),
        ('{"schema": "legato.assessment/1", "cases": 3}', "LEG-E760"),
    ],
)
def test_a_file_that_holds_no_assessments_is_refused(
    case: Path, tmp_path: Path, text: str, code: str
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    rc, result = run("verify", path, case)
    assert rc == 3
    assert code in str(result.exception)


def test_a_file_that_is_not_there_is_refused(case: Path, tmp_path: Path) -> None:
    rc, result = run("verify", tmp_path / "nowhere.json", case)
    assert rc == 3
    assert "LEG-E761" in str(result.exception)


def test_odd_but_readable_content_is_different_and_not_a_fault(stored: Path, case: Path) -> None:
    for value in (None, 3, "x", [], [1, "x"], {"differential": [None]}):
        path = changed(stored, lambda content, value=value: content["cases"].__setitem__(0, value))
        assert run("verify", path, case)[0] == DIFFERENT
