"""The library: all clinical knowledge, checked, as nouns, by id.

Loaded once a process. The use cases and the faces take it here and hand it down; nothing below knows a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any

from legato.errors import KnowledgeError
from legato.knowledge.expression import Expression
from legato.knowledge.gather import Records, gather_records
from legato.knowledge.questions import build_conditions, build_questions, build_scales
from legato.knowledge.rules import TriageRules, build_triage_rules
from legato.model.condition import Condition, Evidence
from legato.model.finding import Finding
from legato.model.question import Question
from legato.model.scale import Scale
from legato.model.urgency import Urgency

__all__ = ["Library", "load_library"]


class Library:
    """All knowledge by kind and id.

    Parameters
    ----------
    records : dict of str to list of dict
        Checked records by kind.
    version : str
        Hash of the data, for the provenance.
    """

    def __init__(self, records: Records, version: str) -> None:
        self._records = records
        self.version = version
        self.memory: dict[str, object] = {}
        """What rooms above make from the records once a process."""

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Give the checked records of one kind, in the order of the files."""
        return self._records.get(kind, [])

    def by_id(self, kind: str) -> Mapping[str, dict[str, Any]]:
        """Give the checked records of one kind by their ids."""
        return {one["id"]: one for one in self.records(kind)}

    def with_records(self, records: Records) -> Library:
        """Give a library with other records of some kinds, of the same version, that remembers nothing yet.

        Parameters
        ----------
        records : dict of str to list of dict
            Checked records by kind.

        Returns
        -------
        Library
        """
        return Library({**self._records, **records}, self.version)

    def setting(self, id_: str) -> float:
        """Give one number that the reasoning runs on.

        Raises
        ------
        KnowledgeError
            If there is none of that id.
        """
        try:
            return self._settings[id_]
        except KeyError:
            raise KnowledgeError(
                f"No setting '{id_}' in the knowledge base",
                mend="add it to knowledge/data/settings.yaml with unit, source and confidence",
                code="LEG-E422",
            ) from None

    @cached_property
    def _settings(self) -> Mapping[str, float]:
        return {one["id"]: float(one["value"]) for one in self.records("setting")}

    @cached_property
    def findings(self) -> Mapping[str, Finding]:
        """The vocabulary."""
        return {
            one["id"]: Finding(**{**one, "stated_by": tuple(one["stated_by"])})
            for one in self.records("finding")
        }

    @cached_property
    def triage(self) -> TriageRules:
        """The triage rules."""
        return build_triage_rules(
            self.records("rule"),
            self.records("macro"),
            self.records("self_care_gate"),
            stated_by={one.id: one.stated_by for one in self.findings.values()},
        )

    @cached_property
    def conditions(self) -> Mapping[str, Condition]:
        """The possible causes."""
        groups = {one["id"]: one["group"] for one in self.records("finding")}
        return {one["id"]: _condition(one, groups) for one in self.records("condition")}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions of the interview, in their order."""
        return build_questions(self.records("question"))

    @cached_property
    def question_conditions(self) -> Mapping[str, Expression]:
        """When a question applies, for those that do not always."""
        return build_conditions(self.questions, codes=frozenset(self.findings))

    @cached_property
    def scales(self) -> Mapping[str, Scale]:
        """The questionnaires whose words may be packaged."""
        return build_scales(self.records("scale"))

    @cached_property
    def evidence_by_finding(self) -> Mapping[str, tuple[tuple[str, Evidence], ...]]:
        """For each finding the conditions that it speaks for or against."""
        index: dict[str, list[tuple[str, Evidence]]] = {}
        for condition in self.conditions.values():
            for evidence in condition.evidence:
                index.setdefault(evidence.finding, []).append((condition.id, evidence))
        return {code: tuple(pairs) for code, pairs in index.items()}


def _condition(one: Mapping[str, Any], groups: Mapping[str, str]) -> Condition:
    frequency = one["frequency_hz"]
    return Condition(
        id=one["id"],
        name=one["name"],
        plain_name=one["plain_name"],
        category=one["category"],
        urgency=Urgency(one["urgency"]["class"]),
        urgency_note=one["urgency"].get("note", ""),
        prior={
            key: float(one["prior"][key]) for key in ("home", "general_practice", "neurology", "sleep_lab")
        },
        age=one["age"],
        sex=one["sex"],
        lead_needs=tuple(tuple(group) for group in one["lead_needs"]),
        origin=one["origin"],
        mechanism=one["mechanism"],
        what=one["what"],
        plain=one["plain"],
        limits=one["limits"],
        transmitters=tuple(one["transmitters"]),
        tests=tuple(one["tests"]),
        mimics=tuple(one["mimics"]),
        sources=tuple(one["sources"]),
        codes={key: tuple(value) for key, value in one["codes"].items()},
        frequency_hz=None
        if frequency is None
        else (
            frequency["low"],
            frequency["high"],
            frequency.get("typical"),
            frequency["confidence"],
            frequency["source"],
        ),
        evidence=tuple(
            Evidence(
                finding=row["finding"],
                present=float(row["present"]),
                absent=float(row["absent"]),
                kind=row["kind"],
                group=row.get("group") or groups.get(row["finding"], row["finding"]),
                population=row["population"],
                source=row["source"],
                confidence=row["confidence"],
                doubt=row["doubt"],
                note=row.get("note", ""),
            )
            for row in one["evidence"]
        ),
    )


@cache
def load_library() -> Library:
    """Load the whole library.

    Returns
    -------
    Library

    Raises
    ------
    KnowledgeError
        Listing all faults of all files at once.
    """
    records, version = gather_records()
    return Library(records, version)
