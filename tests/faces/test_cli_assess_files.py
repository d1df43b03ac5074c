"""``legato assess --html`` and ``--letter``: one file for one case, a folder for many, nothing written over."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from legato.cli import main as door

ONE = 'id: demo person 1\nage: 47\npresent: ["trigger:new_medicine", "drug:ssri", "symptom:tremor"]\nred_flags_asked: true\n'
MANY = """cases:
- {id: "a/b", age: 47, present: ["symptom:tremor"]}
- {id: "a_b", age: 47, present: ["symptom:tremor", "symptom:suicidal_thoughts"]}
- {id: "third", age: 47, present: ["no:such_code"]}
"""


def run(*words: object) -> int:
    with pytest.raises(SystemExit) as caught:
        door.main([str(word) for word in words])
    return int(caught.value.code or 0)


@pytest.fixture
def one(tmp_path: Path) -> Path:
    path = tmp_path / "one.yaml"
    path.write_text(ONE, encoding="utf-8")
    return path


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.yaml"
    path.write_text(MANY, encoding="utf-8")
    return path


def test_one_case_gives_one_page_and_one_letter(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, letter = one.with_name("page.html"), one.with_name("letter.pdf")
    assert (
        run("assess", one, "--html", page, "--letter", letter, "--country", "gb", "--on", "2026-11-25") == 0
    )
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert len(pypdf.PdfReader(letter).pages) == 2
    assert len(pypdf.PdfReader(letter).pages) == 2
    told = capsys.readouterr().err
    assert f"Page     {page}" in told
    assert f"Letter   {letter}" in told


def test_the_letter_goes_on_the_paper_that_was_asked_for(one: Path) -> None:
    letter = one.with_name("letter.pdf")
    assert run("assess", one, "--letter", letter, "--paper", "us-letter") == 0
    assert pypdf.PdfReader(letter).pages[0].mediabox.height == 792


def test_many_cases_fill_a_folder_and_names_never_meet(
    many: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = many.parent / "out"
    assert run("assess", many, "--html", f"{out}/", "--letter", f"{out}/") == door.SOME_FAILED
    assert sorted(path.name for path in out.iterdir()) == ["a_b-2.html", "a_b-2.pdf", "a_b.html", "a_b.pdf"]
    assert capsys.readouterr().err.count("--share-crisis puts it in") == 1


def test_many_cases_do_not_go_into_one_file(many: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = many.with_name("page.html")
    assert run("assess", many, "--html", place) == door.USAGE
    assert "--html names one file, and there are 3 cases" in capsys.readouterr().err
    assert not place.exists()


def test_a_page_is_never_written_over_the_case(one: Path) -> None:
    assert run("assess", one, "--html", one) == door.USAGE
    assert one.read_text(encoding="utf-8") == ONE


def test_what_was_told_of_self_harm_is_shared_only_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, letter = tmp_path / "case.yaml", tmp_path / "letter.pdf"
    case.write_text('id: demo person 2\nage: 30\npresent: ["symptom:suicidal_thoughts"]\n', encoding="utf-8")
    texts = []
    for words in ([], ["--share-crisis"]):
        assert run("assess", case, "--letter", letter, *words) == 0
        texts.append(" ".join(page.extract_text() for page in pypdf.PdfReader(letter).pages))
    assert "suicid" not in texts[0].casefold()
    assert "Not every reason" in texts[0]
    assert "Not every reason" not in texts[1]
    assert capsys.readouterr().err.count("--share-crisis puts it in") == 1


def test_the_same_case_gives_the_same_bytes(one: Path) -> None:
    contents = []
    for name in ("first", "second"):
        page, letter = one.with_name(f"{name}.html"), one.with_name(f"{name}.pdf")
        assert run("assess", one, "--html", page, "--letter", letter, "--on", "2026-11-25") == 0
        contents.append((page.read_bytes(), letter.read_bytes()))
    assert contents[0] == contents[1]
