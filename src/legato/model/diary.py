"""The nouns of the diary: one entry, a row of drinks, what a health export says of a day.

None is an answer that was not given. It is never read as zero, and zero is only what somebody entered.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from legato.errors import InputError

__all__ = ["ENTRY_LIMITS", "CaffeineRow", "DiaryEntry", "Drink", "HealthDay"]

ENTRY_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "shaking": (0, 10),
        "worry": (0, 10),
        "stress": (0, 10),
        "sleep_h": (0, 24),
        "alcohol_drinks": (0, 60),
        "exercise_min": (0, 1440),
    }
)
"""Least and most of each number of an entry; what lies outside is a slip of the finger and refused."""

_MOST_CUPS = 60
_MOST_MG = 60_000
_LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class Drink:
    """A drink or bite with caffeine.

    Parameters
    ----------
    id, name, serving : str
    mg : float
        Typical caffeine in one, milligrams.
    source, confidence : str
    """

    id: str
    name: str
    serving: str
    mg: float
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class CaffeineRow:
    """So many of one drink.

    Parameters
    ----------
    drink : str
        Id of the drink.
    mg : float
        Caffeine of the whole row, by what was shown when the entry was made.
    count : float
    """

    drink: str
    mg: float
    count: float


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """What somebody wrote down about one day, or a part of it. Everything may be left out.

    Parameters
    ----------
    day : datetime.date
        The day it is about, where the person was.
    shaking, worry, stress : float or None
        From 0 to 10.
    caffeine : tuple of CaffeineRow, or None
        Empty where the person said "none"; None where it was not answered.
    sleep_h : float or None
        Of the night before.
    alcohol_drinks, exercise_min : float or None
    medicine_taken : mapping of str to bool, or None
        By id of the medicine.
    recording : str
        Id of a recording made with it; empty for none.
    note : str
        Own words.
    is_backfilled : bool
        Written on a later day than it is about.
    """

    day: datetime.date
    shaking: float | None = None
    worry: float | None = None
    stress: float | None = None
    caffeine: tuple[CaffeineRow, ...] | None = None
    sleep_h: float | None = None
    alcohol_drinks: float | None = None
    exercise_min: float | None = None
    medicine_taken: Mapping[str, bool] | None = None
    recording: str = ""
    note: str = ""
    is_backfilled: bool = False

    def __post_init__(self) -> None:
        """Refuse numbers that no day can have."""
        for name, (low, high) in ENTRY_LIMITS.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise InputError(
                    "A number of the diary is not possible",
                    where=name,
                    found=f"{value:g}",
                    mend=f"give a number from {low:g} to {high:g}, or leave it empty",
                    code="LEG-E855",
                )
        for row in self.caffeine or ():
            if not (0 < row.count <= _MOST_CUPS and 0 <= row.mg <= _MOST_MG):
                raise InputError(
                    "A row of drinks is not possible",
                    where=row.drink,
                    found=f"{row.count:g} with {row.mg:g} mg",
                    mend=f"give a number from 1 to {_MOST_CUPS}, or leave it empty",
                    code="LEG-E855",
                )
        if len(self.note) > _LONGEST_NOTE:
            raise InputError(
                "The words of an entry are too long",
                where="note",
                found=f"{len(self.note)} letters",
                mend=f"at most {_LONGEST_NOTE}",
                code="LEG-E855",
            )

    @property
    def caffeine_mg(self) -> float | None:
        """Caffeine of all rows; None where it was not answered."""
        return None if self.caffeine is None else math.fsum(row.mg for row in self.caffeine)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was answered."""
        return set(self.to_body()) <= {"is_backfilled"}

    def to_body(self) -> dict[str, Any]:
        """Give what is kept: a key only for what was answered.

        Returns
        -------
        dict of str to object
        """
        body: dict[str, Any] = {
            name: value for name in ENTRY_LIMITS if (value := getattr(self, name)) is not None
        }
        if self.caffeine is not None:
            body["caffeine"] = [
                {"drink": row.drink, "mg": row.mg, "count": row.count} for row in self.caffeine
            ]
        if self.medicine_taken:
            body["medicine_taken"] = dict(self.medicine_taken)
        if self.recording:
            body["recording"] = self.recording
        if self.note:
            body["note"] = self.note
        if self.is_backfilled:
            body["is_backfilled"] = True
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any], *, day: datetime.date) -> DiaryEntry:
        """Read an entry as it was kept.

        Parameters
        ----------
        body : mapping of str to object
        day : datetime.date

        Returns
        -------
        DiaryEntry
        """
        caffeine = body.get("caffeine")
        numbers = {name: float(body[name]) for name in ENTRY_LIMITS if body.get(name) is not None}
        return cls(
            day=day,
            caffeine=None
            if caffeine is None
            else tuple(
                CaffeineRow(str(row["drink"]), float(row["mg"]), float(row["count"])) for row in caffeine
            ),
            medicine_taken=body.get("medicine_taken"),
            recording=str(body.get("recording", "")),
            note=str(body.get("note", "")),
            is_backfilled=bool(body.get("is_backfilled", False)),
            **numbers,
        )


@dataclass(frozen=True, slots=True)
class HealthDay:
    """What a health export says of one day; None is what it does not say.

    Parameters
    ----------
    day : datetime.date
        Where the person was; a night belongs to the day of waking.
    sleep_h, in_bed_h : float or None
        From six in the evening before to six in the evening.
    steps : float or None
    heart_rate_mean, heart_rate_low, heart_rate_high : float or None
        Beats a minute over the day.
    resting_heart_rate : float or None
    zone : str
        Zone of the records of this day, as a name or an offset such as ``+0100``.
    """

    day: datetime.date
    sleep_h: float | None = None
    in_bed_h: float | None = None
    steps: float | None = None
    heart_rate_mean: float | None = None
    heart_rate_low: float | None = None
    heart_rate_high: float | None = None
    resting_heart_rate: float | None = None
    zone: str = ""

    def to_body(self) -> dict[str, Any]:
        """Give what is kept: a key only for what is known.

        Returns
        -------
        dict of str to object
        """
        names = (
            "sleep_h", "in_bed_h", "steps", "heart_rate_mean", "heart_rate_low", "heart_rate_high",
            "resting_heart_rate",
        )  # fmt: skip
        body: dict[str, Any] = {name: value for name in names if (value := getattr(self, name)) is not None}
        return {**body, "zone": self.zone} if self.zone else body

    @classmethod
    def from_body(cls, body: Mapping[str, Any], *, day: datetime.date) -> HealthDay:
        """Read a day as it was kept; keys of other use are left aside.

        Parameters
        ----------
        body : mapping of str to object
        day : datetime.date

        Returns
        -------
        HealthDay
        """
        names = set(cls.__slots__) - {"day"}
        return cls(day=day, **{name: value for name, value in body.items() if name in names})
