"""What a person keeps: items with versions, and the places of files that belong to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

__all__ = ["BundlePart", "BundlePlace", "ItemKind", "KeptItem", "OriginalPlace"]


class ItemKind(StrEnum):
    """Kind of a thing that is kept."""

    PERSON = "person"
    CHECK = "check"
    MEDICINE = "medicine"
    RECORDING = "recording"
    DIARY = "diary"
    GOAL = "goal"
    APPOINTMENT = "appointment"
    RECHECK = "recheck"
    SHARE = "share"
    HEALTH_DAY = "health_day"
    DEVICE = "device"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class KeptItem:
    """One version of one thing that a person keeps.

    Parameters
    ----------
    id : str
    person : str
        Id of the person that it belongs to; empty for what belongs to nobody.
    kind : ItemKind
    body : mapping
        What was answered, as JSON values; empty in a tombstone.
    version : int
        1 for the first, one more with every change.
    day : str
        The day that it is about, ISO 8601; empty where there is none.
    made_at, changed_at : str
        Time of the first and of this version, ISO 8601 in UTC.
    device : str
        Where this version was made: ``here`` or the id of a device.
    is_deleted : bool
        True for a tombstone: deleted, and can still be undone.
    """

    id: str
    person: str
    kind: ItemKind
    body: Mapping[str, Any]
    version: int
    day: str
    made_at: str
    changed_at: str
    device: str = "here"
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class BundlePart:
    """One table of samples of one clock.

    Parameters
    ----------
    path : str
        Inside the data folder, with forward slashes.
    sha256 : str
        Of the table, as it is when it is not encrypted.
    """

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BundlePlace:
    """Where a recording was written.

    Parameters
    ----------
    parts : tuple of BundlePart
        One a clock of the recording; nearly always one.
    run : int
        The run that it was given.
    """

    parts: tuple[BundlePart, ...]
    run: int

    @property
    def path(self) -> str:
        """Place of the first table: what a recording's item names as its ``bundle``."""
        return self.parts[0].path

    @property
    def sha256(self) -> str:
        """Hash of the first table."""
        return self.parts[0].sha256


@dataclass(frozen=True, slots=True)
class OriginalPlace:
    """Where a file that a person brought is kept, byte for byte.

    Parameters
    ----------
    path : str
        Inside the data folder, with forward slashes; holds nothing of the file's own name but its ending.
    sha256 : str
        Of the bytes that were brought.
    size : int
        Bytes.
    """

    path: str
    sha256: str
    size: int
