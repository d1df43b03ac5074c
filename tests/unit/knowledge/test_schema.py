"""The language of the forms: what passes, what is refused and in which words, and the same as JSON Schema."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from legato.knowledge.kinds import KINDS
from legato.knowledge.schema import (
    Form,
    Kind,
    choice,
    confidence,
    flag,
    listing,
    mapping,
    number,
    record,
    text,
)


def faults_of(form: Form, value: Any) -> list[str]:
    faults: list[str] = []
    form.check(value, where="here", faults=faults)
    return faults


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (text(), "leg"),
        (text(pattern=r"[a-z]+:[a-z]+"), "side:left"),
        (number(low=0, high=1), 1),
        (number(null=True), None),
        (flag(), False),
        (choice("a", "b"), "b"),
        (choice(10, 4, 0.5), 4),
        (choice(10, 4, 0.5), 4.0),
        (confidence(), "V2"),
        (listing(text()), []),
        (mapping(number()), {"any": 1}),
        (record(a=text(), b=number(required=False)), {"a": "x"}),
        (record({"class": text()}), {"class": "x"}),
    ],
)
def test_what_fits_its_form_passes(form: Form, value: Any) -> None:
    assert faults_of(form, value) == []


@pytest.mark.parametrize(
    ("form", "value", "says"),
    [
        (text(), 5, "must be a text, found 5 (quote it)"),
        (text(), True, "must be a text"),
        (text(), "  ", "is empty"),
        (text(), None, "is empty"),
        (text(pattern="[a-z]+"), "a1", "does not look like"),
        (text(pattern="[a-z]+"), "a\n", "does not look like"),
        (number(), True, "must be a number"),
        (number(), "5", "must be a number"),
        (number(low=0, high=1), 1.01, "lies outside 0 to 1"),
        (flag(), "yes", "must be true or false"),
        (flag(), 1, "must be true or false"),
        (choice("a", "b"), "c", "is not one of a, b"),
        (choice(1, 2), True, "is not one of 1, 2"),
        (confidence(), "U", "is not one of V, V2, K, E"),
        (listing(text()), "x", "must be a list"),
        (listing(text(), at_least=2), ["x"], "needs at least 2 members"),
        (listing(number()), [1, "x"], "here[2]: must be a number"),
        (mapping(number()), {"a": "x"}, "here.a: must be a number"),
        (mapping(number(), at_least=1), {}, "needs at least 1 members"),
        (mapping(number()), [], "must be a mapping"),
        (record(a=text()), [], "must be a record"),
        (record(a=text()), {}, "missing fields a"),
        (record(a=text()), {"a": "x", "b": 1}, "unknown fields b; there are a"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(form: Form, value: Any, says: str) -> None:
    (fault,) = faults_of(form, value)
    assert fault.startswith("here")
    assert says in fault


def test_nan_and_infinity_are_no_numbers() -> None:
    assert faults_of(number(), float("inf")) != []
    assert faults_of(number(low=0, high=1), float("nan")) != []


def test_all_faults_of_a_record_are_told() -> None:
    form = record(a=text(), b=number(), c=listing(flag()))
    assert len(faults_of(form, {"b": "x", "c": [1, 2], "d": 0})) == 5


def test_references_are_found_at_any_depth_with_their_place() -> None:
    form = record(
        one=text(refers_to="source"),
        many=listing(record(of=text(refers_to="test"))),
        by_name=mapping(listing(text(refers_to="finding"))),
    )
    value = {"one": "a", "many": [{"of": "b"}, {"of": "c"}], "by_name": {"x": ["d"]}}
    found = form.references(value, where="r")
    assert {(kind, id_) for kind, id_, _ in found} == {
        ("source", "a"),
        ("test", "b"),
        ("test", "c"),
        ("finding", "d"),
    }
    assert {id_: where for _, id_, where in found}["d"] == "r.by_name.x"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_form_is_a_valid_schema_that_refuses_an_unknown_field(kind: Kind) -> None:
    schema = kind.form.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert list(jsonschema.Draft202012Validator(schema).iter_errors({"no such field": 1})) != []
    assert kind.what


def test_schema_and_check_agree() -> None:
    form = record(
        a=text(pattern="[a-z]+"), b=number(low=0, high=1, null=True), c=listing(choice("x", "y"), at_least=1)
    )
    validator = jsonschema.Draft202012Validator(form.json_schema())
    for value in (
        {"a": "x", "b": 0.5, "c": ["x"]},
        {"a": "x", "b": None, "c": ["x"]},
        {"a": "X", "b": 0.5, "c": ["x"]},
        {"a": "x", "b": 2, "c": ["x"]},
        {"a": "x", "b": 1, "c": []},
        {"a": "x", "b": 1, "c": ["z"]},
        {"a": "x", "c": ["x"]},
        {"a": "x", "b": 1, "c": ["x"], "d": 1},
    ):
        assert validator.is_valid(value) == (faults_of(form, value) == []), value
