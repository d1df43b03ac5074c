"""Where each finding, source, macro and test is used: the library read backwards, once a process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from legato.knowledge.expression import And, AtLeast, Expression, Macro, Not, Or, codes_of
from legato.knowledge.kinds import KINDS
from legato.knowledge.library import Library
from legato.knowledge.schema import Form

__all__ = ["Uses", "macros_of", "uses_of"]

_Index = dict[str, list[str]]


def _index() -> _Index:
    return defaultdict(list)


@dataclass
class Uses:
    """Ids of records by the id that they use.

    Parameters
    ----------
    rules, unless : dict of str to list of str
        Rules by code: where it helps to make the rule hold, and where a statement of it keeps the rule silent.
    macros_of_code, rules_of_macro : dict of str to list of str
    setters : dict of str to dict of str to list of str
        By kind (question, test, exam_item, recording_task, medicine, scale, derivation, free_text), then by code.
    groups : dict of str to list of str
        Codes by dependence group.
    tests : dict of str to list of str
        Conditions by test.
    sources : dict of str to dict of str to int
        By source: how many records of each kind cite it.
    """

    rules: _Index = field(default_factory=_index)
    unless: _Index = field(default_factory=_index)
    macros_of_code: _Index = field(default_factory=_index)
    rules_of_macro: _Index = field(default_factory=_index)
    setters: dict[str, _Index] = field(default_factory=lambda: defaultdict(_index))
    groups: _Index = field(default_factory=_index)
    tests: _Index = field(default_factory=_index)
    sources: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))


def uses_of(library: Library) -> Uses:
    """Give where things are used, made once for a library.

    Parameters
    ----------
    library : Library

    Returns
    -------
    Uses
    """
    known = library.memory.get("pages.uses")
    if not isinstance(known, Uses):
        known = library.memory["pages.uses"] = _read(library)
    return known


def _read(library: Library) -> Uses:
    uses = Uses()
    for rule in library.triage.rules:
        for code in sorted(codes_of(rule.when, under_not=False)):
            uses.rules[code].append(rule.id)
        for code in sorted(codes_of(rule.when, under_not=True)):
            uses.unless[code].append(rule.id)
        for name in sorted(macros_of(rule.when)):
            uses.rules_of_macro[name].append(rule.id)
    for name, body in library.triage.macros.items():
        for code in sorted(codes_of(body)):
            uses.macros_of_code[code].append(name)
    for finding in library.records("finding"):
        uses.groups[finding["group"]].append(finding["id"])
    for condition in library.records("condition"):
        for test in condition["tests"]:
            uses.tests[test].append(condition["id"])
    _read_setters(library, uses)
    for kind in KINDS:
        for record in library.records(kind.id):
            for key in set(_keys(kind.form, record, refers_to="source")):
                uses.sources[key][kind.id] += 1
    return uses


def _read_setters(library: Library, uses: Uses) -> None:
    for kind in ("test", "exam_item", "recording_task", "medicine", "free_text"):
        for record in library.records(kind):
            for code in record["codes"]:
                uses.setters[kind][code].append(record["id"])
    for record in library.records("question"):
        for code in dict.fromkeys(_codes_of_question(record)):
            uses.setters["question"][code].append(record["id"])
    for record in library.records("scale"):
        for rule in record["sets"]:
            uses.setters["scale"][rule["code"]].append(record["id"])
    for record in library.records("derivation"):
        uses.setters["derivation"][record["finding"]].append(record["id"])


def _codes_of_question(record: Mapping[str, Any]) -> Iterator[str]:
    for option in record.get("options", ()):
        for key in ("present", "absent"):
            yield from option.get(key, ())
    yield from record.get("none_present", ())


def _keys(form: Form, value: Any, *, refers_to: str) -> list[str]:
    return [id_ for kind, id_, _ in form.references(value, where="") if kind == refers_to]


def macros_of(expression: Expression) -> frozenset[str]:
    """Give the names of the macros that stand in an expression, those inside macros too."""
    if isinstance(expression, Macro):
        return macros_of(expression.body) | {expression.name}
    if isinstance(expression, Not):
        return macros_of(expression.part)
    if isinstance(expression, (And, Or, AtLeast)):
        return frozenset().union(*(macros_of(part) for part in expression.parts))
    return frozenset()
