"""A problem of the input that did not stop the reading, and must be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Issue", "Severity"]


class Severity(StrEnum):
    """How much an Issue takes away: ``note`` nothing, ``warning`` some measures, ``damage`` some of the data."""

    NOTE = "note"
    WARNING = "warning"
    DAMAGE = "damage"


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem of the input: what, where, and how to mend it.

    Parameters
    ----------
    code : str
        Short lower-case id with underscores, such as ``time_backwards``; listed in the reference.
    severity : Severity
    what : str
        One sentence that a non-engineer can read, with the numbers.
    where : str
        Channel, row, byte or interval.
    mend : str
        What can be done about it; empty if nothing can.
    """

    code: str
    severity: Severity
    what: str
    where: str = ""
    mend: str = ""
