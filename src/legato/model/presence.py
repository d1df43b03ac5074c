"""Three answers, never two: there, not there, and nobody knows."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Presence"]


class Presence(StrEnum):
    """Whether a finding is there. Unknown is not absent."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"
