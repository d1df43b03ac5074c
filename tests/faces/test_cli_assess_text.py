"""``legato assess`` on a terminal: one case in full for either reader, many cases as a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from legato.cli import main as door

COFFEE = """schema: 1
cases:
- id: coffee
  age: 24
  present: ["trigger:caffeine", "symptom:tremor", "side:bilateral", "tempo:hours", "onset:sudden"]
  absent: ["symptom:weakness"]
  red_flags_asked: true
"""
STROKE = """- id: stroke
  age: 70
  present: ["symptom:facial_droop", "symptom:weakness_one_side", "tempo:minutes"]
  red_flags_asked: true
"""


@pytest.fixture
def one(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(COFFEE)
    return path


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


def test_one_case_is_told_to_the_person(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", one, "--country", "gb", "--on", "2026-11-25") == 0
    printed = capsys.readouterr().out
    assert "Look after it and look again on 9 December 2026" in printed
    for heading in (
        "Why we say this",
        "What was measured",
        "What points to a harmless cause",
        "What points to a check",
        "What we do not know",
        "Go to emergency care if any of these appear",
        "Your next three steps",
        "What this is based on",
    ):
        assert heading in printed
    assert "No clinician has reviewed these rules" in printed
    assert "Emergency: 999" in printed


def test_one_case_is_told_to_the_clinician(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("assess", one, "--for", "clinician") == 0
    printed = capsys.readouterr().out
    for part in ("In three lines", "not examined", "Other readings", "natural log odds", "missing", "counts"):
        assert part in printed
    assert "Not reviewed by a clinician" in printed


def test_what_to_do_comes_first_at_an_emergency(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "stroke.yaml"
    path.write_text("schema: 1\ncases:\n" + STROKE)
    assert run("assess", path, "--country", "gb") == 0
    printed = capsys.readouterr().out
    assert printed.index("What to do now") < printed.index("Why we say this")
    assert "Call 999 now" in printed
    assert "Record this" not in printed


def test_many_cases_are_told_in_a_row_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(COFFEE + STROKE)
    assert run("assess", path, "--on", "2026-11-25") == 0
    printed = capsys.readouterr().out
    assert "for 2 cases" in printed
    assert "Get emergency help now" in printed
    assert "Look after it and look" in printed
    assert run("assess", path, "--for", "clinician") == 0
    printed = capsys.readouterr().out
    assert "E01" in printed
    assert "emergency now" in printed


def test_words_of_a_file_do_not_move_the_cursor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(COFFEE + '  questions: ["[red]Can\\eI\\e[2J drive?"]\n')
    assert run("assess", path, "--for", "clinician") == 0
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "[red]Can" in printed


def test_the_page_fits_a_narrow_terminal(
    one: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legato.cli.terminal._WIDTH_OF_A_PIPE", 60)
    assert run("assess", one) == 0
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 60
