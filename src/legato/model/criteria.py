"""The numbers that detection and measures decide by, carried down from the knowledge base as values.

Nothing here knows a number. ``legato.knowledge.load`` reads them from data with source and confidence mark, the use
case hands them down, and a missing one is an error rather than a default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from legato.errors import KnowledgeError

__all__ = ["Criteria", "Criterion"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One number (or range, or table of numbers) with its source and doubt.

    Parameters
    ----------
    id : str
        Dotted, such as ``orthostatic.fast_hz``.
    value : float, tuple of float, or str
    unit : str
    source : str
        Key of ``sources.yaml``, or ``engineering``, or the script that fitted it.
    confidence : str
        V, V2, K or E; a value marked U is refused at load.
    note : str
    """

    id: str
    value: float | tuple[float, ...] | str
    unit: str
    source: str
    confidence: str
    note: str = ""


@dataclass(frozen=True)
class Criteria:
    """All criteria by id, with the version of the knowledge they come from.

    Parameters
    ----------
    records : mapping of str to Criterion
    version : str
        Hash of the data files, for the provenance.
    """

    records: Mapping[str, Criterion]
    version: str

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        object.__setattr__(self, "records", MappingProxyType(dict(self.records)))

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way between processes (a mapping proxy can't be pickled)."""
        return (Criteria, (dict(self.records), self.version))

    def record(self, id: str) -> Criterion:
        """Give the record of that id.

        Raises
        ------
        KnowledgeError
            If the knowledge base has none: there are no defaults in the code.
        """
        if id not in self.records:
            raise KnowledgeError(
                f"No criterion '{id}' in the knowledge base",
                mend="add a record with value, unit, source and confidence under knowledge/data/criteria",
                code="LEG-E401",
            )
        return self.records[id]

    def number(self, id: str) -> float:
        """Give a single number."""
        value = self.record(id).value
        if isinstance(value, (int, float)):
            return float(value)
        raise KnowledgeError(f"Criterion '{id}' is not a single number", found=str(value), code="LEG-E402")

    def numbers(self, id: str) -> tuple[float, ...]:
        """Give a list of numbers, such as a range (lower, upper) or weights."""
        value = self.record(id).value
        if isinstance(value, tuple):
            return value
        raise KnowledgeError(f"Criterion '{id}' is not a list of numbers", found=str(value), code="LEG-E403")
