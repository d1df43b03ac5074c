"""The ten-point battery of the tremor laboratory: its items, what became of each, and what they add up to.

Positive items are signs, never a label: whatever the sum, a functional tremor needs positive signs at the bedside, and
organic red flags are looked for first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.channel import Channel
from legato.model.measure import Measure

__all__ = ["Battery", "BatteryChannels", "BatteryItem", "ItemStatus"]


class ItemStatus(StrEnum):
    """What became of an item: ``not_measured`` was not done, ``not_assessable`` was done and allows no answer."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NOT_ASSESSABLE = "not_assessable"
    NOT_MEASURED = "not_measured"

    @property
    def is_scored(self) -> bool:
        """Tell whether the item could be answered, either way."""
        return self in (ItemStatus.POSITIVE, ItemStatus.NEGATIVE)


@dataclass(frozen=True)
class BatteryChannels:
    """The channels that a battery is computed from.

    Parameters
    ----------
    tremor : Channel
        EMG or acceleration (one axis) of the limb that shakes.
    tap : Channel or None
        EMG, acceleration or force of the opposite limb, which taps and moves quickly.
    other_tremor : Channel or None
        The same as ``tremor`` on the other side, where both shake.
    muscles : tuple of Channel
        EMG of two muscles that pull against each other, of the limb that shakes; empty or two.
    """

    tremor: Channel
    tap: Channel | None = None
    other_tremor: Channel | None = None
    muscles: tuple[Channel, ...] = ()


@dataclass(frozen=True)
class BatteryItem:
    """One item of the battery.

    Parameters
    ----------
    id : str
        Such as ``tapping_1hz``, ``rhythm_3hz``, ``ballistic``; never changes.
    status : ItemStatus
    points : int
        What a positive item counts.
    evidence : tuple of Measure
        The numbers that it was answered by.
    source : str
    reason : str
        One sentence: what was seen, or why there is no answer.
    """

    id: str
    status: ItemStatus
    points: int
    evidence: tuple[Measure, ...]
    source: str
    reason: str

    @property
    def scored_points(self) -> int:
        """Points that this item gives: 0 where it is negative or has no answer."""
        return self.points if self.status is ItemStatus.POSITIVE else 0


@dataclass(frozen=True)
class Battery:
    """The whole battery.

    Parameters
    ----------
    items : tuple of BatteryItem
        Always all of them, in the published order.
    cutoff_points : int
        From this sum on, the published series was told apart.
    sensitivity, specificity : float
        Of that cut-off, 0 to 1, as published (on hands).
    measures : tuple of Measure
        What is measured beside the items: weight loading, distraction.
    source : str
    note : str
        Stands beside the sum wherever it is shown.
    """

    items: tuple[BatteryItem, ...]
    cutoff_points: int
    sensitivity: float
    specificity: float
    measures: tuple[Measure, ...]
    source: str
    note: str

    @property
    def points(self) -> int:
        """Sum of the positive items: a lower bound unless all were scored."""
        return sum(item.scored_points for item in self.items)

    @property
    def most_points(self) -> int:
        """What all items together could give."""
        return sum(item.points for item in self.items)

    @property
    def scorable_points(self) -> int:
        """What the items that could be answered could give."""
        return sum(item.points for item in self.items if item.status.is_scored)

    @property
    def is_complete(self) -> bool:
        """Tell whether every item has an answer."""
        return all(item.status.is_scored for item in self.items)

    @property
    def reaches_cutoff(self) -> bool | None:
        """Tell whether the sum reaches the cut-off; None where the items without an answer could decide it."""
        if self.points >= self.cutoff_points:
            return True
        open_points = self.most_points - self.scorable_points
        return None if self.points + open_points >= self.cutoff_points else False

    def item(self, id: str) -> BatteryItem:
        """Give the item of that id.

        Raises
        ------
        KeyError
            If the battery has none.
        """
        for item in self.items:
            if item.id == id:
                return item
        raise KeyError(id)
