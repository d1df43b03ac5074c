"""A value that the papers mark U (uncertain) reaches nothing that decides, and no record carries that mark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

import realdata_paths
from legato.knowledge.expression import codes_of
from legato.knowledge.kinds import KINDS
from legato.knowledge.library import load_library
from legato.knowledge.load import load_criteria
from legato.knowledge.schema import CONFIDENCE_MARKS, Form, Kind

PAPER = ("..", "clinical", "conditions.yaml")
_MARKS = ("conf", "confidence")


def uncertain(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give every mapping that carries the mark U, with its place."""
    if isinstance(value, dict):
        if any(value.get(mark) == "U" for mark in _MARKS):
            yield path, value
        for key, inner in value.items():
            yield from uncertain(inner, (*path, str(key)))
    elif isinstance(value, list):
        for inner in value:
            name = str(inner.get("id", "")) if isinstance(inner, dict) else ""
            yield from uncertain(inner, (*path, name))


def uncertain_of_the_paper() -> list[tuple[str, str, dict[str, Any]]]:
    """Give condition, field and value of everything that is marked U in the paper of conditions."""
    file = realdata_paths.shared_data(*PAPER)
    whole = yaml.safe_load(file.read_text(encoding="utf-8"))
    found = list(uncertain(whole["conditions"]))
    assert len(found) > 5, "the paper has values marked U, and the scan must see them"
    return [(path[0], path[1], value) for path, value in found]


def marks_of(form: Form, value: Any) -> Iterator[Any]:
    """Give what stands in every field that holds a confidence mark."""
    if form.choices == CONFIDENCE_MARKS:
        yield value
    elif form.type == "record" and value is not None:
        for name, inner in form.fields.items():
            if name in value:
                yield from marks_of(inner, value[name])
    elif form.type in ("list", "map") and form.item:
        for inner_value in value.values() if isinstance(value, dict) else value:
            yield from marks_of(form.item, inner_value)


def spellings(value: str) -> set[str]:
    """Give a figure as it might have been copied: with a hyphen, a dash or ``to``."""
    figures = re.findall(r"\d+(?:\.\d+)?\s*[-–]\s*\d+(?:\.\d+)?", value)
    return {re.sub(r"\s*[-–]\s*", between, figure) for figure in figures for between in ("-", "–", " to ")}


@pytest.mark.realdata
def test_no_uncertain_rhythm_reached_a_condition() -> None:
    library = load_library()
    carried = [
        id_
        for id_, field, _ in uncertain_of_the_paper()
        if field == "freq_hz" and library.conditions[id_].frequency_hz is not None
    ]
    assert carried == []


@pytest.mark.realdata
def test_no_uncertain_figure_stands_in_the_record_of_its_condition() -> None:
    library = load_library()
    copied = [
        f"{id_}: {figure}"
        for id_, _, value in uncertain_of_the_paper()
        for text in value.values()
        if isinstance(text, str)
        for figure in spellings(text)
        if figure in json.dumps(library.by_id("condition")[id_], ensure_ascii=False)
    ]
    assert copied == []


@pytest.mark.realdata
def test_no_published_ratio_rests_on_an_uncertain_field() -> None:
    library = load_library()
    doubtful = {id_ for id_, field, _ in uncertain_of_the_paper() if field in ("freq_hz", "emg")}
    resting = [
        f"{id_}: {row.finding}"
        for id_ in doubtful
        for row in library.conditions[id_].evidence
        if row.kind == "published" and row.finding.startswith("measure:")
    ]
    assert resting == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_no_record_of_the_knowledge_is_marked_uncertain(kind: Kind) -> None:
    found = [mark for record in load_library().records(kind.id) for mark in marks_of(kind.form, record)]
    assert set(found) <= set(CONFIDENCE_MARKS)
    assert list(uncertain(load_library().records(kind.id))) == []


def test_no_criterion_is_marked_uncertain() -> None:
    assert {record.confidence for record in load_criteria().records.values()} <= set(CONFIDENCE_MARKS)


def test_every_rule_stands_on_marked_ground_and_on_codes_alone() -> None:
    library = load_library()
    for rule in library.triage.rules:
        assert rule.confidence in CONFIDENCE_MARKS
        assert codes_of(rule.when) <= set(library.findings)
        assert re.search(r"(?<![\w:])\d", rule.form) is None, f"{rule.id} holds a number"


def test_the_scan_finds_a_mark_wherever_it_stands() -> None:
    hidden = [{"id": "a", "x": {"y": [{"conf": "U", "value": 1}]}}, {"id": "b", "confidence": "U"}]
    assert [path[0] for path, _ in uncertain(hidden)] == ["a", "b"]
