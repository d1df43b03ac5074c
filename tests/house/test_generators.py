"""The scripts that make pages from the code find what they are there to find."""

from __future__ import annotations

import ast
import dataclasses
from pathlib import Path

import pytest

import check_criteria
import collect_codes
import make_accuracy
import make_docs
from legato.knowledge.load import load_criteria
from repository import ROOT


def test_the_text_of_an_error_keeps_its_words_and_hides_its_values() -> None:
    expression = ast.parse("f'No channel {name!r}' + ' here'", mode="eval").body
    assert collect_codes._plain(expression) == "No channel … here"


def test_the_codes_of_the_errors_family_are_found() -> None:
    uses = {use.code: use for use in collect_codes.error_uses()}
    assert uses["LEG-E401"].what == "No criterion '…' in the knowledge base"
    assert uses["LEG-E401"].file == Path("src/legato/model/criteria.py")


def test_one_row_a_wording_names_every_file() -> None:
    use = collect_codes.CodeUse("a_b", "What | how", "", "note", Path("src/legato/io/x.py"))
    other = dataclasses.replace(use, file=Path("src/legato/io/y.py"))
    rows = collect_codes.table([use, other], with_severity=True)[2:]
    assert rows == ["| `a_b` | note | What \\| how |  | `io/x.py`, `io/y.py` |"]


def test_the_page_of_criteria_shows_each_with_its_source_and_mark() -> None:
    text = make_docs.criteria_page()
    for record in load_criteria().records.values():
        assert f"| `{record.id}` |" in text
    assert "| `orthostatic.fast_hz` | 13, 18 | Hz | rigby2015 | V |" in text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"confidence": "U"}, "may not decide"),
        ({"unit": ""}, "no unit"),
        ({"source": "somebody2020"}, "neither in"),
        ({"source": "no_such_script.py"}, "neither in"),
    ],
)
def test_a_criterion_that_may_not_decide_is_caught(change: dict[str, str], says: str) -> None:
    sound = load_criteria().record("orthostatic.fast_hz")
    assert check_criteria.criterion_faults(sound, sources={"rigby2015"}) == []
    (fault,) = check_criteria.criterion_faults(dataclasses.replace(sound, **change), sources={"rigby2015"})
    assert says in fault


def test_the_sources_page_gives_its_keys() -> None:
    assert {"rigby2015", "dibiase2017", "lss2024"} <= check_criteria.known_sources()


def test_the_part_of_a_failed_script_is_left_out_of_the_accuracy_page(tmp_path: Path) -> None:
    parts = []
    for name in ("reflexes", "simulated", "zebra"):
        parts.append(tmp_path / f"{name}.md")
        parts[-1].write_text(f"## {name}\n", encoding="utf-8")
    text = make_accuracy.joined(parts, failed=["reflexes"])
    assert text.index("## simulated") < text.index("## zebra")
    assert "## reflexes" not in text
    assert "These scripts failed: reflexes." in text


def test_the_architecture_page_keeps_its_words_around_the_drawing() -> None:
    written = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    made = make_docs.architecture_page()
    assert made.partition("<!-- drawing: begin -->")[0] == written.partition("<!-- drawing: begin -->")[0]
    assert made.partition("<!-- drawing: end -->")[2] == written.partition("<!-- drawing: end -->")[2]
