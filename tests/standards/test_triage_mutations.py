"""The tables notice every broken rule: each rule is removed and broken in each of its parts, and a row must change.

The rows are evaluated directly. The rows of ``added.py`` were read from the forms of the rules after the first run of this
test, for the parts that the words of triage don't name; all other rows were written from the words.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest

from legato.inference.triage import decide_urgency
from legato.knowledge.expression import Expression
from legato.knowledge.rules import Rule, SelfCareGate
from legato.model.facts import Facts
from standards.triage_tables import self_care
from standards.triage_tables.every import RULE_ROWS
from standards.triage_tables.mutants import exchange_macro, mutants, written
from standards.triage_tables.row import Row
from triage_makers import facts_of, rules_of, shared_library

NO_DIFFERENCE = {
    "E14: dropped tempo:rapid_worsening": "it stands in RECENT too",
    "RECENT: dropped tempo:rapid_worsening": "it stands in E14 too",
    "E21: dropped symptom:knee_buckling": "it stands in SHAKES too",
    "D12: dropped not OLD": "weeks at most says it too",
    "W01: dropped sign:bradykinesia": "it stands in the rule twice, once alone",
    "least age 15": "the age implies history:child, which closes too",
}


def _facts(row: Row) -> Facts:
    return facts_of(*row.present, absent=row.absent, asked=row.asked, age=row.age, sex=row.sex)


@cache
def _cases() -> dict[str, list[tuple[Facts, bool]]]:
    """Group the facts of all rows by their rule."""
    grouped: dict[str, list[tuple[Facts, bool]]] = defaultdict(list)
    for row in RULE_ROWS:
        grouped[row.rule].append((_facts(row), row.does_fire))
    return grouped


def _is_noticed(rule_id: str, when: Expression) -> bool:
    """Tell whether a row of the rule comes out otherwise than it should."""
    return any((when.support(facts) is not None) != does_fire for facts, does_fire in _cases()[rule_id])


def _rules() -> tuple[Rule, ...]:
    return shared_library().triage.rules


def test_the_rows_agree_with_the_rules_as_they_are() -> None:
    assert [rule.id for rule in _rules() if _is_noticed(rule.id, rule.when)] == []


def test_a_removed_rule_is_noticed() -> None:
    caught = {rule for rule, cases in _cases().items() if any(does_fire for _, does_fire in cases)}
    assert {rule.id for rule in _rules()} - caught == set()


def test_each_part_of_each_rule_is_noticed_when_it_is_dropped_or_flipped() -> None:
    survivors = [
        f"{rule.id}: {how}"
        for rule in _rules()
        for how, mutant in mutants(rule.when)
        if not _is_noticed(rule.id, mutant) and f"{rule.id}: {how}" not in NO_DIFFERENCE
    ]
    assert survivors == [], "\n" + "\n".join(survivors)


def test_each_part_of_each_macro_is_noticed_when_it_is_dropped_or_flipped() -> None:
    survivors = []
    for name, body in shared_library().triage.macros.items():
        users = [rule for rule in _rules() if name in _macros_in(rule.when)]
        for how, mutant in mutants(body):
            survives = not any(
                _is_noticed(rule.id, exchange_macro(rule.when, name=name, body=mutant)) for rule in users
            )
            if survives and f"{name}: {how}" not in NO_DIFFERENCE:
                survivors.append(f"{name}: {how}")
    assert survivors == [], "\n" + "\n".join(survivors)


def _macros_in(expression: Expression) -> set[str]:
    """Give the names of all macros that stand in an expression, also inside others."""
    if hasattr(expression, "name"):
        return {expression.name} | _macros_in(expression.body)
    if hasattr(expression, "part"):
        return _macros_in(expression.part)
    return set().union(*(_macros_in(part) for part in getattr(expression, "parts", ())))


def _opened(gate: SelfCareGate) -> list[bool]:
    """Tell for each row whether the gate opens, with no rule beside it: a rule must not hide a hole in the gate."""
    library = SimpleNamespace(triage=replace(shared_library().triage, rules=(), gate=gate))
    return [
        "S" in rules_of(decide_urgency(_facts(row), library=library))  # type: ignore[arg-type]
        for row in self_care.ROWS
    ]


def _broken_gates(gate: SelfCareGate) -> dict[str, SelfCareGate]:
    broken = {
        f"closed by {code}": replace(gate, closed_by=gate.closed_by - {code}) for code in gate.closed_by
    }
    broken |= {
        f"harmless {code}": replace(gate, harmless_signs=gate.harmless_signs - {code})
        for code in gate.harmless_signs
    }
    for index, need in enumerate(gate.needs):
        rest = gate.needs[:index] + gate.needs[index + 1 :]
        broken[f"needs {written(need)}"] = replace(gate, needs=rest)
    for group in gate.needs_an_answer_in:
        rest_of_groups = tuple(other for other in gate.needs_an_answer_in if other != group)
        broken[f"an answer in {group}"] = replace(gate, needs_an_answer_in=rest_of_groups)
    for years in (gate.least_age_years - 1, gate.least_age_years + 1):
        broken[f"least age {years:g}"] = replace(gate, least_age_years=years)
    return broken


def test_each_part_of_the_gate_of_self_care_is_noticed_when_it_is_dropped() -> None:
    whole = _opened(shared_library().triage.gate)
    broken = _broken_gates(shared_library().triage.gate)
    survivors = [how for how, gate in broken.items() if _opened(gate) == whole and how not in NO_DIFFERENCE]
    assert survivors == [], "\n" + "\n".join(survivors)


@pytest.mark.parametrize("place", ["rules", "gate"])
def test_there_are_enough_mutants_for_this_to_mean_something(place: str) -> None:
    counts = {
        "rules": sum(1 for rule in _rules() for _ in mutants(rule.when)),
        "gate": len(_broken_gates(shared_library().triage.gate)),
    }
    assert counts[place] > {"rules": 600, "gate": 20}[place]
