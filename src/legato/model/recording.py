"""One session of one subject: channels, marks, start, placement, and everything that was wrong with the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from legato.errors import InputError, MissingChannelError
from legato.model.annotation import Annotation
from legato.model.channel import Channel, ChannelKind
from legato.model.issue import Issue
from legato.model.provenance import Provenance

__all__ = ["Placement", "Recording", "Sensor", "Side", "Task"]


class Side(StrEnum):
    """Side of the body."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    UNKNOWN = "unknown"


class Placement(StrEnum):
    """Where a sensor is worn; ``ankle`` is the shank just above it."""

    FOOT = "foot"
    ANKLE = "ankle"
    SHANK = "shank"
    THIGH = "thigh"
    POCKET = "pocket"
    LOWER_BACK = "lower_back"
    CHEST = "chest"
    HEAD = "head"
    WRIST = "wrist"
    HAND = "hand"
    UNKNOWN = "unknown"


class Task(StrEnum):
    """What the person was asked to do; ``free`` where nothing was asked."""

    REST = "rest"
    COUNT = "count"
    LEG_OUT = "leg_out"
    STAND = "stand"
    STOP = "stop"
    HEEL_SHIN = "heel_shin"
    TOE_TAP = "toe_tap"
    TOES_ON_FLOOR = "toes_on_floor"
    WEIGHT = "weight"
    WALK = "walk"
    LIE = "lie"
    NIGHT = "night"
    TABLE = "table"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Sensor:
    """One box on the body, where it sits, and its channels.

    Parameters
    ----------
    id : str
        Unique within the recording.
    placement : Placement
    side : Side
    channels : tuple of Channel
    """

    id: str
    placement: Placement
    side: Side
    channels: tuple[Channel, ...]

    def triad(self, kind: ChannelKind) -> tuple[Channel, Channel, Channel] | None:
        """Give the x, y, z channels of one kind, or None when the three are not all there."""
        found = {channel.axis: channel for channel in self.channels if channel.kind is kind}
        if all(axis in found for axis in ("x", "y", "z")):
            return found["x"], found["y"], found["z"]
        return None


@dataclass(frozen=True)
class Recording:
    """One session of one subject.

    Parameters
    ----------
    channels : tuple of Channel
        Names are unique.
    sensors : tuple of Sensor
        Every channel belongs to one.
    provenance : Provenance
    start : datetime or None
        Absolute time of second 0, as the file's clock says; naive when the file states no offset from UTC.
    duration_s : float
        From second 0 to the end of the last sample of any channel.
    subject : str or None
        A code, never a name.
    task : Task
    annotations : tuple of Annotation
    issues : tuple of Issue
        Everything that was wrong with the input and did not stop the reading.
    """

    channels: tuple[Channel, ...]
    sensors: tuple[Sensor, ...]
    provenance: Provenance
    start: datetime | None = None
    duration_s: float = 0.0
    subject: str | None = None
    task: Task = Task.FREE
    annotations: tuple[Annotation, ...] = ()
    issues: tuple[Issue, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse two channels of one name and channels outside the sensors."""
        names = [channel.name for channel in self.channels]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise InputError("Two channels bear one name", found=", ".join(doubled), code="LEG-E307")
        homed = {id(channel) for sensor in self.sensors for channel in sensor.channels}
        homeless = [channel.name for channel in self.channels if id(channel) not in homed]
        if homeless:
            raise InputError("Channels belong to no sensor", found=", ".join(homeless), code="LEG-E308")

    @property
    def is_simulated(self) -> bool:
        """Tell whether the samples come from a model and not from a leg."""
        return self.provenance.is_simulated

    def channel(self, name: str) -> Channel:
        """Give the channel of that name.

        Raises
        ------
        MissingChannelError
            If there is none; the message lists those there are.
        """
        for channel in self.channels:
            if channel.name == name:
                return channel
        raise MissingChannelError(
            f"No channel '{name}'",
            where=self.provenance.source_name,
            found=", ".join(repr(channel.name) for channel in self.channels),
            mend="name one of these with --channels",
            code="LEG-E309",
        )

    def with_issues(self, issues: Iterable[Issue]) -> Recording:
        """Give a copy with more Issues behind those there are."""
        return replace(self, issues=(*self.issues, *issues))
