"""A published set of rules for scoring leg movements, as values with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from legato.errors import KnowledgeError

__all__ = ["Clause", "ScoringRule"]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a published rule set.

    Parameters
    ----------
    id : str
        Rule set and role, such as ``wasm2016.shortest_s``; stands beside every event that it admitted or refused.
    value : float, tuple of float, bool or str
    unit : str
    says : str
        The clause in one sentence, in our words.
    source : str
        Key of ``sources.yaml``, or ``engineering``.
    confidence : str
        V, V2, K or E.
    note : str
        Where Legato differs, and why.
    """

    id: str
    value: float | tuple[float, ...] | bool | str
    unit: str
    says: str
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class ScoringRule:
    """A published rule set: its name, its year and its clauses by role.

    Parameters
    ----------
    id : str
        Such as ``wasm2016`` or ``aasm3``.
    title : str
    year : int
    source : str
        Key of ``sources.yaml``.
    clauses : mapping of str to Clause
        By role: ``onset_uv``, ``shortest_s``, ``interval_s``, ... A role that a rule set does not know is not there.
    note : str
        What of the publication was seen, and what Legato leaves out of it.
    """

    id: str
    title: str
    year: int
    source: str
    clauses: Mapping[str, Clause]
    note: str = ""

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        object.__setattr__(self, "clauses", MappingProxyType(dict(self.clauses)))

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between processes (a mapping proxy can't be pickled)."""
        return (ScoringRule, (self.id, self.title, self.year, self.source, dict(self.clauses), self.note))

    def has(self, role: str) -> bool:
        """Tell whether this rule set has a clause of that role."""
        return role in self.clauses

    def clause(self, role: str) -> Clause:
        """Give the clause of that role.

        Raises
        ------
        KnowledgeError
            If the rule set has none: there are no defaults in the code.
        """
        if role not in self.clauses:
            raise KnowledgeError(
                f"The rule set '{self.id}' has no clause '{role}'",
                mend="add it with value, unit, source and confidence under knowledge/data/scoring",
                code="LEG-E901",
            )
        return self.clauses[role]

    def number(self, role: str) -> float:
        """Give the single number of a clause."""
        value = self.clause(role).value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        raise KnowledgeError(
            f"The clause '{self.id}.{role}' is not a number", found=str(value), code="LEG-E902"
        )

    def numbers(self, role: str) -> tuple[float, ...]:
        """Give the list of numbers of a clause, such as a range (lower, upper)."""
        value = self.clause(role).value
        if isinstance(value, tuple):
            return value
        raise KnowledgeError(
            f"The clause '{self.id}.{role}' is not a list of numbers", found=str(value), code="LEG-E902"
        )

    def holds(self, role: str) -> bool:
        """Give the yes or no of a clause; a role that the rule set does not know is a no."""
        return self.has(role) and self.clause(role).value is True
