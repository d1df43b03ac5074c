"""Records of an Apple Health export, gathered by day with memory that does not grow with their number.

Only what a diary can use is looked at: sleep, steps, heart rate. Names of devices are counted and never kept, since people
give their names to them. A moment belongs to the date where it was measured: the zone that a record names, else the offset
that stands beside its time.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from legato.errors import InputError
from legato.model.diary import HealthDay
from legato.model.issue import Issue, Severity

__all__ = ["HealthGatherer", "RawRecord"]

Attributes = Mapping[str, str]

_MOST_DAYS = 40_000
_MOST_SOURCES = 200
_NIGHT_ENDS_H = 18
# A night is kept as one bit a minute of universal time, counted from two days before the day of waking: what overlaps is
# counted once, and a change of the clocks changes nothing.
_NIGHT_MINUTES = 5 * 1440
_LONGEST_SLEEP_MIN = 24 * 60
_ASLEEP = "HKCategoryValueSleepAnalysisAsleep"
_IN_BED = "HKCategoryValueSleepAnalysisInBed"
_AWAKE = "HKCategoryValueSleepAnalysisAwake"
_ZONE_KEY = "HKTimeZone"
# What lies outside is a slip of a device. Engineering choices, wide on purpose.
_LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"heart_rate": (20, 300), "resting": (20, 200), "steps": (0, 100_000)}
)
_UNITS: Mapping[str, str] = MappingProxyType(
    {"heart_rate": "count/min", "resting": "count/min", "steps": "count"}
)


@dataclass(slots=True)
class RawRecord:
    """One record as it stands in the file.

    Parameters
    ----------
    kind : str
        ``sleep``, ``steps``, ``heart_rate`` or ``resting``.
    attributes : mapping of str to str
    zone : str
        Zone that the record names; empty where it names none.
    """

    kind: str
    attributes: Attributes
    zone: str = ""


@dataclass(slots=True)
class _Day:
    """What was gathered of one day."""

    steps: dict[int, float] = field(default_factory=dict)
    asleep: dict[int, int] = field(default_factory=dict)
    in_bed: dict[int, int] = field(default_factory=dict)
    beats: list[float] = field(default_factory=lambda: [0.0, 0.0, math.inf, -math.inf])
    resting: float | None = None
    zone: str = ""


KINDS: Mapping[str, str] = MappingProxyType(
    {
        "HKCategoryTypeIdentifierSleepAnalysis": "sleep",
        "HKQuantityTypeIdentifierStepCount": "steps",
        "HKQuantityTypeIdentifierHeartRate": "heart_rate",
        "HKQuantityTypeIdentifierRestingHeartRate": "resting",
    }
)
"""What is looked at, by the type of a record."""


class HealthGatherer:
    """Days that grow record by record."""

    def __init__(self) -> None:
        self._days: dict[str, _Day] = {}
        self._sources: dict[str, int] = {}
        self._problems: Counter[tuple[str, str]] = Counter()
        self._take: Mapping[str, Callable[[RawRecord], None]] = {
            "sleep": self._sleep,
            "steps": self._steps,
            "heart_rate": self._heart_rate,
            "resting": self._resting,
        }
        self.used = 0
        """How many records took part."""

    def add(self, record: RawRecord) -> None:
        """Take one record in; one that cannot be read is counted as a problem.

        Parameters
        ----------
        record : RawRecord

        Raises
        ------
        InputError
            If there are more days or devices than a life has.
        """
        try:
            self._take[record.kind](record)
        except (ValueError, KeyError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            self._problems["health_unreadable", record.kind] += 1

    def days(self) -> tuple[HealthDay, ...]:
        """Give the days, in order.

        Returns
        -------
        tuple of HealthDay
        """
        return tuple(_health_day(day, self._days[day]) for day in sorted(self._days))

    def issues(self) -> tuple[Issue, ...]:
        """Give what was wrong, one line a kind of problem.

        Returns
        -------
        tuple of Issue
        """
        return tuple(
            Issue(
                code,
                Severity.WARNING if code == "health_unreadable" else Severity.NOTE,
                f"{n} records of {kind.replace('_', ' ')} {_WHAT[code]}",
                where=kind,
            )
            for (code, kind), n in sorted(self._problems.items())
        )

    def problems(self) -> tuple[tuple[str, str, int], ...]:
        """Give the same as code, kind of record and number, for pages that say it in another language.

        Returns
        -------
        tuple of (str, str, int)
        """
        return tuple((code, kind, n) for (code, kind), n in sorted(self._problems.items()))

    def _day(self, day: str, zone: str) -> _Day:
        found = self._days.get(day)
        if found is None:
            if len(self._days) >= _MOST_DAYS:
                raise InputError(
                    "The export names more days than a life has",
                    found=f"more than {_MOST_DAYS}",
                    code="LEG-E860",
                )
            found = self._days[day] = _Day(zone=zone)
        return found

    def _source(self, attributes: Attributes) -> int:
        """Give a number for a device; its name is only held while the file is read."""
        name = attributes.get("sourceName", "")
        number = self._sources.get(name)
        if number is None:
            if len(self._sources) >= _MOST_SOURCES:
                raise InputError(
                    "The export names more devices than one person has",
                    found=f"more than {_MOST_SOURCES}",
                    code="LEG-E860",
                )
            number = self._sources[name] = len(self._sources)
        return number

    def _number(self, record: RawRecord) -> float | None:
        """Read a value; None, and a problem counted, where it is in another unit or cannot be."""
        value = float(record.attributes["value"])
        low, high = _LIMITS[record.kind]
        unit = record.attributes.get("unit", "")
        if unit != _UNITS[record.kind]:
            self._problems["health_other_unit", record.kind] += 1
            return None
        if not low <= value <= high:
            self._problems["health_impossible", record.kind] += 1
            return None
        self.used += 1
        return value

    def _place(self, record: RawRecord) -> tuple[str, str]:
        """Give date and zone of the start of a record."""
        text = record.attributes["startDate"]
        if record.zone:
            moment = self._moment(text, record.zone)
            return moment.date().isoformat(), record.zone
        if len(text) != 25:
            raise ValueError(text[:40])
        return _known_day(text[:10]), _offset(text[20:])

    def _moment(self, text: str, zone: str) -> datetime.datetime:
        """Read a time, in the zone that the record names where that is known."""
        moment = _moment(text)
        if zone and zone in _zones():
            return moment.astimezone(ZoneInfo(zone))
        if zone:
            self._problems["health_unknown_zone", "time"] += 1
        return moment

    def _steps(self, record: RawRecord) -> None:
        value = self._number(record)
        if value is not None:
            day, zone = self._place(record)
            steps, source = self._day(day, zone).steps, self._source(record.attributes)
            steps[source] = steps.get(source, 0.0) + value

    def _heart_rate(self, record: RawRecord) -> None:
        value = self._number(record)
        if value is not None:
            beats = self._day(*self._place(record)).beats
            beats[0] += 1
            beats[1] += value
            beats[2] = min(beats[2], value)
            beats[3] = max(beats[3], value)

    def _resting(self, record: RawRecord) -> None:
        value = self._number(record)
        if value is not None:
            self._day(*self._place(record)).resting = value

    def _sleep(self, record: RawRecord) -> None:
        value = record.attributes.get("value", "")
        if value == _AWAKE:
            return
        if not (value.startswith(_ASLEEP) or value == _IN_BED):
            self._problems["health_unknown_sleep", "sleep"] += 1
            return
        start = self._moment(record.attributes["startDate"], record.zone)
        end = self._moment(record.attributes["endDate"], record.zone)
        minutes = (end - start).total_seconds() / 60
        if not 0 < minutes <= _LONGEST_SLEEP_MIN:
            self._problems["health_impossible", "sleep"] += 1
            return
        waking = (end + datetime.timedelta(hours=24 - _NIGHT_ENDS_H)).date()
        anchor = datetime.datetime.combine(waking, datetime.time(), datetime.UTC) - datetime.timedelta(days=2)
        first = round((start - anchor).total_seconds() / 60)
        last = min(first + round(minutes), _NIGHT_MINUTES)
        day = self._day(waking.isoformat(), record.zone or _offset(record.attributes["endDate"][20:]))
        bits = day.in_bed if value == _IN_BED else day.asleep
        source = self._source(record.attributes)
        if last > max(first, 0):
            bits[source] = bits.get(source, 0) | ((1 << last) - (1 << max(first, 0)))
        self.used += 1


_WHAT: Mapping[str, str] = MappingProxyType(
    {
        "health_unreadable": "could not be read and were left out",
        "health_other_unit": "are in another unit and were left out",
        "health_impossible": "have a value that cannot be and were left out",
        "health_unknown_sleep": "are of a kind that is not known and were left out",
        "health_unknown_zone": "name a time zone that is not known; the offset beside the time was used",
    }
)


def _health_day(text: str, day: _Day) -> HealthDay:
    """Close one day. Of several devices the one that saw most speaks, because adding them would count twice."""
    n, total, low, high = day.beats
    return HealthDay(
        datetime.date.fromisoformat(text),
        sleep_h=_hours(day.asleep),
        in_bed_h=_hours(day.in_bed),
        steps=max(day.steps.values()) if day.steps else None,
        heart_rate_mean=round(total / n, 1) if n else None,
        heart_rate_low=low if n else None,
        heart_rate_high=high if n else None,
        resting_heart_rate=day.resting,
        zone=day.zone,
    )


def _hours(bits: Mapping[int, int]) -> float | None:
    return round(max(one.bit_count() for one in bits.values()) / 60, 2) if bits else None


def _moment(text: str) -> datetime.datetime:
    """Read ``2026-03-01 23:10:00 +0100``."""
    if len(text) != 25:
        raise ValueError(text[:40])
    moment = datetime.datetime.fromisoformat(f"{text[:10]}T{text[11:19]}{text[20:23]}:{text[23:]}")
    _known_day(text[:10])
    return moment


@lru_cache(maxsize=4096)
def _known_day(text: str) -> str:
    """Check a date; days before the first telephone that counts steps are a slip."""
    if not 1990 <= datetime.date.fromisoformat(text).year <= 2150:
        raise ValueError(text)
    return text


@lru_cache(maxsize=256)
def _offset(text: str) -> str:
    if len(text) != 5 or text[0] not in "+-" or not text[1:].isdecimal():
        raise ValueError(text[:10])
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
