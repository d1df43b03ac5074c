"""A published rule set for scoring leg movements: one file each, every clause with value, unit, words, source and mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legato.knowledge.schema import Kind, choice, confidence, flag, listing, number, record, text

__all__ = ["ROLES", "SCORING_RULE", "VALUE_FIELDS"]

VALUE_FIELDS = ("value", "range", "holds", "word")

ROLES: Mapping[str, tuple[str, str]] = {
    "onset_uv": ("value", "uV"),
    "offset_uv": ("value", "uV"),
    "offset_s": ("value", "s"),
    "shortest_s": ("value", "s"),
    "longest_s": ("value", "s"),
    "long_movement_counts": ("holds", "1"),
    "morphology_median_uv": ("value", "uV"),
    "morphology_s": ("value", "s"),
    "resting_most_uv": ("value", "uV"),
    "bilateral_gap_s": ("value", "s"),
    "bilateral_onset_gap_s": ("value", "s"),
    "bilateral_longest_s": ("value", "s"),
    "bilateral_most_parts": ("value", "1"),
    "series_fewest": ("value", "1"),
    "interval_s": ("range", "s"),
    "short_interval_ends": ("holds", "1"),
    "short_interval_starts": ("holds", "1"),
    "long_movement_ends": ("holds", "1"),
    "respiratory_s": ("range", "s"),
    "respiratory_anchor": ("word", "1"),
    "respiratory_counts": ("holds", "1"),
    "arousal_gap_s": ("value", "s"),
    "periodicity_interval_s": ("range", "s"),
    "periodicity_fewest_intervals": ("value", "1"),
    "periodicity_fewest_movements": ("value", "1"),
    "assumed_stage": ("word", "1"),
    "time_tolerance_s": ("value", "s"),
}
"""Each role that a clause can have: the field that its value stands in, and its unit."""

_ALWAYS = (
    "onset_uv",
    "offset_uv",
    "offset_s",
    "shortest_s",
    "longest_s",
    "series_fewest",
    "interval_s",
    "time_tolerance_s",
)
_TOGETHER = (
    ("respiratory_s", "respiratory_anchor", "respiratory_counts"),
    ("periodicity_interval_s", "periodicity_fewest_intervals", "periodicity_fewest_movements"),
    ("morphology_median_uv", "morphology_s"),
)
_WORDS = {"respiratory_anchor": ("end", "whole_event"), "assumed_stage": ("W",)}


def _faults_between_fields(rule: Mapping[str, Any]) -> list[str]:
    faults: list[str] = []
    for clause in rule["clauses"]:
        faults += [f"{clause['role']}: {fault}" for fault in _clause_faults(clause)]
    roles = [clause["role"] for clause in rule["clauses"]]
    faults += [f"{role}: stands twice" for role in ROLES if roles.count(role) > 1]
    faults += [f"clauses: no {role}, which every rule set needs" for role in _ALWAYS if role not in roles]
    for group in _TOGETHER:
        there = [role for role in group if role in roles]
        if there and len(there) < len(group):
            faults.append(f"clauses: {', '.join(group)} go together; there is only {', '.join(there)}")
    if "bilateral_gap_s" in roles and "bilateral_onset_gap_s" in roles:
        faults.append(
            "clauses: the legs are joined by bilateral_gap_s or by bilateral_onset_gap_s, not by both"
        )
    return faults


def _clause_faults(clause: Mapping[str, Any]) -> list[str]:
    field, unit = ROLES[clause["role"]]
    faults = []
    if [name for name in VALUE_FIELDS if name in clause] != [field]:
        faults.append(f"must have the field {field}, and none of the other fields for a value")
    elif field == "range" and not (len(clause["range"]) == 2 and clause["range"][0] <= clause["range"][1]):
        faults.append("range must be two numbers, the lower first")
    elif field == "word" and clause["word"] not in _WORDS[clause["role"]]:
        faults.append(f"word must be one of {', '.join(_WORDS[clause['role']])}")
    if clause["unit"] != unit:
        faults.append(f"unit must be {unit}")
    return faults


SCORING_RULE = Kind(
    "scoring_rule",
    "scoring",
    record(
        id=text(pattern=r"[a-z][a-z0-9]*"),
        title=text(),
        year=number(low=1950, high=2100),
        source=text(refers_to="source"),
        note=text(),
        clauses=listing(
            record(
                role=choice(*ROLES),
                value=number(required=False),
                range=listing(number(), required=False),
                holds=flag(required=False),
                word=text(required=False),
                unit=text(),
                says=text(),
                source=text(refers_to="source"),
                confidence=confidence(),
                note=text(required=False),
            ),
            at_least=1,
        ),
    ),
    is_one_a_file=True,
    what="A published rule set for scoring leg movements, clause by clause.",
    faults_between_fields=_faults_between_fields,
)
