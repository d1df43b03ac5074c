"""What the protocol of sitting, standing, leaning and walking shows: a rhythm of a speed, bursts, nothing, or no answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.measure import Measure

__all__ = ["OrthostaticAnswer", "OrthostaticPattern"]


class OrthostaticPattern(StrEnum):
    """What was seen on standing; the ids stand in files and never change."""

    FAST = "fast"  # a rhythm of 13 to 18 Hz on standing
    SLOW = "slow"  # a slower rhythm on standing
    IRREGULAR_BURSTS = "irregular_bursts"  # short bursts without a peak
    NOTHING_FOUND = "nothing_found"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class OrthostaticAnswer:
    """The pattern on standing, with what it was told by.

    Parameters
    ----------
    pattern : OrthostaticPattern
    reason : str
        One sentence.
    measures : tuple of Measure
        Peak of every task and leg, latency, width, coherence of both legs.
    """

    pattern: OrthostaticPattern
    reason: str
    measures: tuple[Measure, ...]
