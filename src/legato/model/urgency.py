"""How soon help is needed, and the rules that said so. Urgency never comes from a measure or a probability."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FiredRule", "Triage", "Urgency"]


class Urgency(StrEnum):
    """Five levels, most urgent first; ids as in the case files and the JSON."""

    EMERGENCY_NOW = "emergency_now"
    SAME_DAY = "same_day"
    DAYS_TO_WEEKS = "days_to_weeks"
    ROUTINE = "routine"
    SELF_CARE = "self_care"

    @property
    def rank(self) -> int:
        """Give 4 for the most urgent level and 0 for the least."""
        return _RANKS[self.value]


_RANKS = {level.value: rank for rank, level in enumerate(reversed(list(Urgency)))}


@dataclass(frozen=True, slots=True)
class FiredRule:
    """One rule that holds, with the facts that made it hold.

    Parameters
    ----------
    id : str
        Rule id, such as ``E02``.
    level : Urgency
    facts : tuple of str
        Codes that were stated or found, in alphabetical order.
    """

    id: str
    level: Urgency
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """The urgency of a case: the highest level of all rules that hold.

    Parameters
    ----------
    urgency : Urgency
    rules : tuple of FiredRule
        All that hold, most urgent first, then by id.
    unanswered : tuple of str
        Codes of emergency signs that nobody answered; never read as "no".
    closed_self_care : tuple of str
        Where nothing fired and self-care is not open: the reasons, as codes or ids of conditions.
    """

    urgency: Urgency
    rules: tuple[FiredRule, ...]
    unanswered: tuple[str, ...] = ()
    closed_self_care: tuple[str, ...] = ()
