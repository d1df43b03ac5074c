"""Knowledge is plain YAML, told with its source and doubt, or refused with all its faults."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from legato.errors import KnowledgeError
from legato.knowledge import load
from legato.knowledge.load import load_criteria, load_strict_yaml

GOOD = "- {id: a.b, value: 1.5, unit: s, source: test, confidence: V}\n"


def read(text):
    return load_strict_yaml(text, where="test.yaml")


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "No", "TRUE", "22:00", "2026-01-01", "0x1f", "1_000", ".inf"]
)
def test_a_word_that_yaml_would_guess_at_stays_text(word):
    assert read(f"a: {word}") == {"a": word}


def test_a_number_with_a_leading_nought_stays_text():
    assert read("a: 012") == {"a": "012"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("-3", -3),
        ("0", 0),
        ("1.5", 1.5),
        ("1e-3", 0.001),
        (".5", 0.5),
    ],
)
def test_plain_numbers_booleans_and_null_are_what_they_say(text, value):
    found = read(f"a: {text}")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["a: 1\na: 2", "b:\n  a: 1\n  a: 2", "- {a: 1, a: 2}"])
def test_a_key_that_stands_twice_is_refused_wherever_it_stands(text):
    with pytest.raises(KnowledgeError, match="stands twice") as caught:
        read(text)
    assert caught.value.found == "a"


def test_a_key_that_stands_twice_is_told_with_its_file():
    with pytest.raises(KnowledgeError) as caught:
        read("a: 1\na: 2")
    assert "test.yaml" in caught.value.where


def test_an_alias_is_refused_even_where_it_does_no_harm():
    with pytest.raises(KnowledgeError, match="alias") as caught:
        read("a: &x 1\nb: *x")
    assert caught.value.where == "test.yaml"


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.getcwd []", "a: !thing 1", "a: [1", "a: \x00", "? [a]\n: 1"]
)
def test_what_is_not_plain_yaml_is_refused_with_the_name_of_the_file(text):
    with pytest.raises(KnowledgeError) as caught:
        read(text)
    assert (caught.value.where, caught.value.code) == ("test.yaml", "LEG-E412")


def test_an_empty_file_holds_nothing():
    assert read("") is None


@pytest.fixture
def knowledge(tmp_path, monkeypatch):
    """Give a way to load files of one's own."""
    for folder in ("criteria", "fitted"):
        (tmp_path / "data" / folder).mkdir(parents=True)
    monkeypatch.setattr(load, "resources", SimpleNamespace(files=lambda package: Path(tmp_path)))

    def load_files(**files):
        for name, text in files.items():
            folder, _, stem = name.partition("__")
            (tmp_path / "data" / folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        return load_criteria.__wrapped__()

    return load_files


def test_files_of_both_folders_are_joined_and_others_are_left_alone(knowledge, tmp_path):
    (tmp_path / "data" / "fitted" / "fit.py").write_text("not yaml: [", encoding="utf-8")
    criteria = knowledge(criteria__a=GOOD, fitted__b=GOOD.replace("a.b", "c.d"), criteria__empty="")
    assert set(criteria.records) == {"a.b", "c.d"}


def test_a_value_may_be_a_number_a_list_or_a_text(knowledge):
    criteria = knowledge(
        criteria__a=GOOD
        + GOOD.replace("a.b", "c").replace("1.5", "[1, 2]")
        + GOOD.replace("a.b", "d").replace("1.5", "left")
    )
    assert criteria.number("a.b") == 1.5
    assert criteria.numbers("c") == (1.0, 2.0)
    assert criteria.record("d").value == "left"


@pytest.mark.parametrize("mark", ["U", "u", "X", "V3", "''", "null"])
def test_a_number_of_unknown_confidence_may_not_decide(knowledge, mark):
    with pytest.raises(KnowledgeError) as caught:
        knowledge(criteria__a=GOOD.replace("confidence: V", f"confidence: {mark}"))
    assert "may not decide" in caught.value.found
    assert "a.yaml a.b" in caught.value.found


def test_all_faults_of_all_files_are_told_together(knowledge):
    with pytest.raises(KnowledgeError, match="5 records") as caught:
        knowledge(
            criteria__a=GOOD + GOOD.replace("confidence: V", "confidence: U").replace("a.b", "bad.mark"),
            criteria__b="- {id: bad.fields, value: 1, mood: good}\n- just a text\n",
            fitted__c=GOOD + GOOD.replace("a.b", "bad.value").replace("1.5", "true"),
        )
    for word in ("bad.mark", "bad.fields", "'just a text'", "bad.value", "c.yaml a.b: the id stands twice"):
        assert word in caught.value.found, word
    assert "unknown fields ['mood']" in caught.value.found
    assert caught.value.code == "LEG-E413"


@pytest.mark.parametrize("value", ["null", "true", "{x: 1}"])
def test_a_value_of_another_kind_is_refused(knowledge, value):
    with pytest.raises(KnowledgeError) as caught:
        knowledge(criteria__a=GOOD.replace("1.5", value))
    assert "value must be" in caught.value.found


@pytest.mark.parametrize("value", ["[1, wide]", "[1, null]", "[[1], 2]", "[1, true]"])
def test_a_list_that_holds_more_than_numbers_is_a_fault_like_others(knowledge, value):
    with pytest.raises(KnowledgeError) as caught:
        knowledge(criteria__a=GOOD.replace("1.5", value))
    assert "a.yaml a.b" in caught.value.found


def test_the_version_follows_the_bytes(knowledge):
    first = knowledge(criteria__a=GOOD).version
    assert knowledge(criteria__a=GOOD).version == first
    assert knowledge(criteria__a=GOOD + "# a remark\n").version != first


def test_the_knowledge_of_the_house_is_loaded_once_and_holds_no_unknown_confidence():
    criteria = load_criteria()
    assert load_criteria() is criteria
    assert {record.confidence for record in criteria.records.values()} <= {"V", "V2", "K", "E"}
    assert all(record.source for record in criteria.records.values())
