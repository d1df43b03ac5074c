"""The page of the case file names every key, its example is read as it stands, and the JSON follows its schema."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import click
import jsonschema
import pytest
import yaml

from legato.assess import assess_case
from legato.cli import main as door
from legato.io import case_file
from legato.io.case_file import CASE_KEYS, read_cases
from legato.knowledge.kinds import KINDS
from legato.knowledge.library import load_library
from legato.model.case import Case, RefusedCase
from legato.report.assessment_json import render_assessments
from repository import ROOT

PAGE = (ROOT / "docs" / "reference" / "case-file.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "docs" / "schema" / "assessment-1.json").read_text(encoding="utf-8"))


def example() -> str:
    found = re.search(r"^```yaml\n(.*?)^```", PAGE, re.M | re.S)
    assert found
    return found[1]


def first_cells() -> set[str]:
    return set(re.findall(r"^\| `([^`]+)` \|", PAGE, re.M))


def test_every_key_of_a_case_and_of_an_answer_has_its_row() -> None:
    wanted = {*CASE_KEYS, *case_file._ANSWER_KEYS, "schema", "cases"}
    assert wanted <= first_cells()
    assert {key for key in case_file._FREE_TEXTS if f"`{key}`" not in PAGE} == set()
    assert {word for word in case_file.SETTINGS if f"`{word}`" not in PAGE} == set()


def test_the_example_uses_most_keys_and_is_read_without_a_fault() -> None:
    (case,) = read_cases(example().encode(), where="page", codes=load_library().findings)
    assert isinstance(case, Case)
    assert case.notes == ()
    used = set(yaml.safe_load(example())["cases"][0])
    assert set(CASE_KEYS) - used <= {"questions"}
    assert case.answer is not None
    assert case.answer.diagnosis in load_library().conditions


@cache
def output() -> dict[str, Any]:
    """Assess the example, a case with scales and results, the least case, and one that is refused."""
    library = load_library()
    text = example() + (
        "- {id: least}\n"
        "- {id: rich, age: 70, sex: male, present: [modulation:urge_relief, activation:evening, symptom:march],"
        " absent: [symptom:weakness], scales: {phq2: [1, null]}, results_later: [test:ferritin_low],"
        " story: I want to die}\n"
        "- {id: broken, present: [no:such]}\n"
    )
    results = [
        one if isinstance(one, RefusedCase) else assess_case(one, library=library)
        for one in read_cases(text.encode(), where="text", codes=library.findings)
    ]
    written: dict[str, Any] = json.loads(render_assessments(results))
    return written


def test_real_output_follows_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    assert [error.message for error in validator.iter_errors(output())] == []
    assert "error" in output()["cases"][-1]


def closed(schema: Any) -> Any:
    """Give the schema with no room for a field that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {**inner, "additionalProperties": False} if inner.get("type") == "object" else inner


def test_the_schema_names_every_field_that_is_written() -> None:
    errors = jsonschema.Draft202012Validator(closed(SCHEMA)).iter_errors(output())
    assert [error.message[:300] for error in errors] == []


def test_output_with_an_unknown_level_or_without_rules_is_refused_by_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    case = output()["cases"][0]
    for wrong in ({**case, "urgency": "soon"}, {key: case[key] for key in case if key != "rules"}):
        assert not validator.is_valid({**output(), "cases": [wrong]})


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_the_published_form_of_a_kind_is_valid_and_takes_every_record(kind: Any) -> None:
    file = ROOT / "docs" / "schema" / f"knowledge-{kind.id.replace('_', '-')}.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    records = load_library().records(kind.id)
    assert [
        error.message
        for one in records[:: max(len(records) // 20, 1)]
        for error in validator.iter_errors(one)
    ] == []


def options() -> list[tuple[str, str]]:
    context = click.Context(door.cli)
    return [
        (name, word)
        for name in door.cli.list_commands(context)
        for parameter in (door.cli.get_command(context, name) or click.Command("none")).params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for word in (*parameter.opts, *parameter.secondary_opts)
    ]


def test_every_option_of_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## legato (\w+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    assert len(options()) > 20
    assert [(name, word) for name, word in options() if word not in sections[name]] == []
