"""Every state, column, command, error and Issue has its place in the reference."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from collect_codes import codes_written_out, issue_uses
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
from legato.model.window_table import COLUMNS
from repository import ROOT, python_files

REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text(encoding="utf-8")


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| `([^`]+)` \|", text, re.M)


def test_every_state_has_its_row_and_says_whether_it_is_involuntary() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| .* \|(.*)\|$", page("states.md"), re.M))
    assert list(rows) == [kind.value for kind in MovementKind]
    assert {kind for kind, word in rows.items() if word.strip() == "yes"} == set(INVOLUNTARY_SHAKING)


def test_every_column_of_the_windows_table_has_its_row_in_order() -> None:
    assert first_cells(page("windows-table.md")) == list(COLUMNS)


def test_every_error_code_has_its_place() -> None:
    assert {code for code in codes_written_out() if code not in page("errors.md")} == set()


def test_every_issue_code_has_its_row() -> None:
    assert {use.code for use in issue_uses()} <= set(first_cells(page("issues.md")))


def test_every_measure_has_its_section_and_a_source_that_resolves() -> None:
    from check_criteria import known_sources
    from legato.measures.catalog import CATALOG

    text = page("measures.md")
    assert [name for name in CATALOG if f"## {name}\n" not in text] == []
    known = known_sources() | {"engineering"}
    keys = {key for spec in CATALOG.values() for key in re.split(r"\s*[,;+]\s*", spec.source)}
    assert {key for key in keys if key.split(" ")[0] not in known} == set()


def test_every_command_has_its_section() -> None:
    from legato.cli import main

    text = page("commands.md")
    assert [name for name in main._COMMANDS if f"## legato {name}\n" not in text] == []


def test_every_page_is_reached_from_the_index() -> None:
    start = ROOT / "docs" / "index.md"
    seen, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        if here in seen or here.suffix != ".md":
            continue
        seen.add(here)
        links = re.findall(r"\]\(([^)#\s]+\.md)", here.read_text(encoding="utf-8"))
        waiting += [target for link in links if (target := (here.parent / link).resolve()).is_file()]
    pages = {file for file in (ROOT / "docs").rglob("*.md") if "accuracy" not in file.parent.name}
    assert (
        sorted(str(lost.relative_to(ROOT)) for lost in pages - seen if not lost.name.endswith(".part.md"))
        == []
    )


def modules() -> list[str]:
    return [
        ".".join(file.relative_to(ROOT / "src").with_suffix("").parts)
        for file in python_files("src/legato")
        if "fitted" not in file.parts and ">>> " in file.read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("name", modules() or [pytest.param("legato", id="none")])
def test_examples_in_docstrings_give_what_they_show(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_make_target_that_a_page_names_is_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")]
    pages += [file for file in (ROOT / "docs").rglob("*.md") if "adr" not in file.parts]
    named = {
        (file.name, word)
        for file in pages
        for word in re.findall(r"`make ([a-z]+)", Path(file).read_text("utf-8"))
    }
    assert {(name, word) for name, word in named if word not in targets} == set()
