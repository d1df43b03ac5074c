"""The glossary holds the nouns of the model, and the pages hold what the code has."""

from __future__ import annotations

import ast
import re

import pytest

from repository import ROOT, parse, python_files

GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
NOUNS = set(re.findall(r"\*\*([A-Za-z]+)\*\*", GLOSSARY))


def model_classes() -> list[str]:
    return sorted(
        node.name
        for file in python_files("src/legato/model")
        for node in parse(file).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )


@pytest.mark.parametrize("name", model_classes())
def test_every_class_of_the_model_is_a_noun_of_the_glossary(name: str) -> None:
    assert name in NOUNS


def test_every_noun_in_camel_case_is_a_class() -> None:
    camel = {noun for noun in NOUNS if re.search(r"[a-z][A-Z]", noun)}
    assert camel <= set(model_classes())
