"""A finding: one code of the vocabulary, in words for both readers."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One code in which a case is written down.

    Parameters
    ----------
    id : str
        ``group:code``; never renamed.
    text : str
        For a clinician, a noun phrase.
    plain : str
        For a person, a clause after "You said that" or "The recording showed that".
    stated_by : tuple of str
        Who can state it: ``person``, ``exam``, ``recording``, ``test``, ``record``.
    group : str
        Findings of one group depend on each other and count once in each direction.
    background : float
        Share of people with leg shaking who show it, 0 to 1; elicited.
    why : str
        Why it matters.
    """

    id: str
    text: str
    plain: str
    stated_by: tuple[str, ...]
    group: str
    background: float
    why: str
