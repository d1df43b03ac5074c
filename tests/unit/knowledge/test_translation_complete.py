"""Every word that the clinical papers say about a condition is translated into codes, or left out with a reason."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

import realdata_paths
from legato.knowledge.library import load_library

FIELDS = (
    "activation", "symmetry", "rhythm", "distribution", "onset", "modulation",
    "aggravating", "alleviating", "signs", "for", "against", "tests",
)  # fmt: skip
PAPER = ("..", "clinical", "conditions.yaml")


def tables() -> dict[str, dict[str, Any]]:
    return {one["condition"]: one for one in load_library().records("translation")}


def paper() -> list[dict[str, Any]]:
    file = realdata_paths.shared_data(*PAPER)
    conditions: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["conditions"]
    return conditions


def words_of(value: Any) -> list[str]:
    """Give the words of a list, of one word, or of a mapping as ``key: word``; a confidence mark is no word."""
    if isinstance(value, dict):
        return [f"{key}: {word}" for key, words in value.items() if key != "conf" for word in words_of(words)]
    return [spelt(word) for word in (value if isinstance(value, list) else [value])]


def spelt(word: Any) -> str:
    return str(word).lower() if isinstance(word, bool) else str(word)


@pytest.mark.realdata
def test_every_condition_of_the_paper_has_its_table() -> None:
    assert {one["id"] for one in paper()} - set(tables()) == set()


@pytest.mark.realdata
@pytest.mark.parametrize("field", FIELDS)
def test_every_word_of_the_paper_is_translated_or_left_out_with_a_reason(field: str) -> None:
    known = tables()
    missing = [
        f"{one['id']}: {word}"
        for one in paper()
        for word in words_of(one.get(field, []))
        if word not in known[one["id"]]["words"].get(field, {})
        and word not in known[one["id"]]["untranslated"]
    ]
    assert missing == []


def test_a_word_without_codes_has_its_reason() -> None:
    silent = [
        f"{id_}: {field} {word}"
        for id_, one in tables().items()
        for field, words in one["words"].items()
        for word, codes in words.items()
        if not codes and word not in one["untranslated"]
    ]
    assert silent == []


def test_every_code_of_a_translation_is_one_of_the_vocabulary_or_a_test() -> None:
    library = load_library()
    known = {*library.findings, *library.by_id("test")}
    strange = [
        f"{id_}: {word} -> {code}"
        for id_, one in tables().items()
        for words in one["words"].values()
        for word, codes in words.items()
        for code in codes
        if code not in known
    ]
    assert strange == []
