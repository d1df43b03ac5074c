"""The rule sets as data: what is there, what they hold, and what the loader refuses."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from legato.errors import KnowledgeError
from legato.knowledge.library import load_library
from legato.knowledge.records.scoring_rule import ROLES, SCORING_RULE
from legato.knowledge.scoring import load_scoring_rule, scoring_rule_ids


def faults(record: dict[str, Any]) -> list[str]:
    found: list[str] = []
    SCORING_RULE.form.check(record, where="rule", faults=found)
    if not found and SCORING_RULE.faults_between_fields:
        found = SCORING_RULE.faults_between_fields(record)
    return found


@pytest.fixture
def record() -> dict[str, Any]:
    return copy.deepcopy(load_library().by_id("scoring_rule")["wasm2016"])


def clause(record: dict[str, Any], role: str) -> dict[str, Any]:
    return next(one for one in record["clauses"] if one["role"] == role)


def test_the_rule_sets_that_there_are() -> None:
    assert scoring_rule_ids() == ("aasm3", "coleman", "sit", "wasm2006", "wasm2016")


def test_an_unknown_rule_set_is_answered_with_those_there_are() -> None:
    with pytest.raises(KnowledgeError) as caught:
        load_scoring_rule("wasm2017")
    assert caught.value.code == "LEG-E904"
    assert "aasm3, coleman, sit, wasm2006, wasm2016" in caught.value.mend


@pytest.mark.parametrize("id_", scoring_rule_ids())
def test_every_clause_has_a_unit_words_and_a_source(id_: str) -> None:
    rule = load_scoring_rule(id_)
    assert rule.note
    assert set(rule.clauses) <= set(ROLES)
    for role, one in rule.clauses.items():
        assert one.id == f"{id_}.{role}"
        assert one.says.endswith(".")
        assert one.source in load_library().by_id("source")
        assert one.unit == ROLES[role][1]


PUBLISHED = {
    "wasm2016": {
        "shortest_s": 0.5,
        "longest_s": 10.0,
        "bilateral_gap_s": 0.5,
        "bilateral_longest_s": 15.0,
        "bilateral_most_parts": 4.0,
        "series_fewest": 4.0,
        "interval_s": (10.0, 90.0),
        "respiratory_s": (-2.0, 10.25),
        "arousal_gap_s": 0.5,
        "onset_uv": 8.0,
        "offset_uv": 2.0,
        "offset_s": 0.5,
        "morphology_median_uv": 2.0,
        "morphology_s": 0.5,
        "resting_most_uv": 15.0,
        "periodicity_interval_s": (10.0, 90.0),
    },
    "aasm3": {
        "shortest_s": 0.5,
        "longest_s": 10.0,
        "bilateral_onset_gap_s": 5.0,
        "interval_s": (5.0, 90.0),
        "respiratory_s": (-0.5, 0.5),
        "arousal_gap_s": 0.5,
    },
    "wasm2006": {"shortest_s": 0.5, "longest_s": 10.0, "bilateral_gap_s": 0.5, "interval_s": (5.0, 90.0)},
    "coleman": {"shortest_s": 0.5, "longest_s": 5.0, "interval_s": (4.0, 90.0), "series_fewest": 4.0},
    "sit": {"shortest_s": 0.5, "longest_s": 10.0, "interval_s": (4.0, 90.0), "assumed_stage": "W"},
}


@pytest.mark.parametrize("id_", PUBLISHED)
def test_the_published_numbers(id_: str) -> None:
    rule = load_scoring_rule(id_)
    assert {role: rule.clause(role).value for role in PUBLISHED[id_]} == PUBLISHED[id_]


def test_a_rule_set_survives_the_way_between_processes() -> None:
    rule = load_scoring_rule("wasm2016")
    assert pickle.loads(pickle.dumps(rule)) == rule


def test_the_mark_u_is_refused(record: dict[str, Any]) -> None:
    assert faults(record) == []
    clause(record, "interval_s")["confidence"] = "U"
    assert "'U' is not one of V, V2, K, E" in faults(record)[0]


def test_a_clause_needs_the_field_and_the_unit_of_its_role(record: dict[str, Any]) -> None:
    one = clause(record, "shortest_s")
    one["holds"] = True
    one["unit"] = "ms"
    assert faults(record) == [
        "shortest_s: must have the field value, and none of the other fields for a value",
        "shortest_s: unit must be s",
    ]


@pytest.mark.parametrize("bad", [[90, 10], [10], [1, 2, 3]])
def test_a_range_is_two_numbers_in_order(record: dict[str, Any], bad: list[float]) -> None:
    clause(record, "interval_s")["range"] = bad
    assert faults(record) == ["interval_s: range must be two numbers, the lower first"]


def test_a_word_must_be_known(record: dict[str, Any]) -> None:
    clause(record, "respiratory_anchor")["word"] = "start"
    assert faults(record) == ["respiratory_anchor: word must be one of end, whole_event"]


def test_a_role_stands_once_and_those_that_belong_together_are_all_there(record: dict[str, Any]) -> None:
    twice = copy.deepcopy(record)
    twice["clauses"].append(clause(record, "shortest_s"))
    assert faults(twice) == ["shortest_s: stands twice"]
    lone = copy.deepcopy(record)
    lone["clauses"].remove(clause(lone, "respiratory_anchor"))
    assert "go together" in faults(lone)[0]
    short = copy.deepcopy(record)
    short["clauses"].remove(clause(short, "series_fewest"))
    assert faults(short) == ["clauses: no series_fewest, which every rule set needs"]
    both = copy.deepcopy(record)
    both["clauses"].append({**clause(both, "bilateral_gap_s"), "role": "bilateral_onset_gap_s"})
    assert "not by both" in faults(both)[0]
