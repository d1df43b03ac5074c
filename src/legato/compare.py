"""What changed between two analyses of the same task at the same place, against the minimum detectable change.

Amplitudes are compared as the logarithm of their ratio, because their day-to-day scatter is a factor and not a
difference; frequencies by their intervals. What has no known doubt is shown and not judged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from legato.errors import FormatError, InputError
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus

__all__ = ["Change", "Verdict", "Visit", "compare_visits", "visit_from_object"]

_ANALYSIS = "legato.analysis/1"


class Verdict(StrEnum):
    """What can be said about a change.

    ``up`` and ``down``: larger than what scatters from day to day, or than the doubt of both. ``within_doubt``: not
    larger. ``not_judged``: nothing says how much it scatters. ``not_comparable``: one side has no number.
    """

    UP = "up"
    DOWN = "down"
    WITHIN_DOUBT = "within_doubt"
    NOT_JUDGED = "not_judged"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Visit:
    """One of the two analyses, as far as a comparison needs it.

    Parameters
    ----------
    source_name, version, knowledge : str
    task : str
    places : tuple of (str, str)
        Placement and side of each sensor, sorted.
    is_simulated : bool
    measures : tuple of Measure
    """

    source_name: str
    version: str
    knowledge: str
    task: str
    places: tuple[tuple[str, str], ...]
    is_simulated: bool
    measures: tuple[Measure, ...]


@dataclass(frozen=True)
class Change:
    """One measure on both sides.

    Parameters
    ----------
    before, after : Measure or None
        None where that side does not have it.
    verdict : Verdict
    log10_ratio : float or None
        Of after to before; None for what is not an amount above 0.
    reason : str
        The number that the verdict rests on.
    """

    before: Measure | None
    after: Measure | None
    verdict: Verdict
    log10_ratio: float | None
    reason: str

    @property
    def measure(self) -> Measure:
        """Give the side that is there, for its name and unit."""
        present = self.before or self.after
        if present is None:
            raise InputError("A change needs at least one side", code="LEG-E330")
        return present


def visit_from_object(value: Mapping[str, Any], *, where: str) -> Visit:
    """Read what a comparison needs from a ``legato.analysis/1`` object.

    Parameters
    ----------
    value : mapping
    where : str
        File, for the error.

    Returns
    -------
    Visit

    Raises
    ------
    FormatError
        If it is another schema, or something is missing in it.
    """
    if value.get("schema") != _ANALYSIS:
        raise FormatError(
            "This JSON is no analysis of one recording",
            where=where,
            found=f"schema {value.get('schema')!r}, needed {_ANALYSIS!r}",
            mend="make one with:  legato analyze FILE --json OUT.json",
            code="LEG-E331",
        )
    try:
        source, recording = value["provenance"], value["recording"]
        return Visit(
            source_name=source["source_name"],
            version=source["version"],
            knowledge=dict(source["settings"]).get("knowledge", ""),
            task=recording["task"],
            places=tuple(sorted((sensor["placement"], sensor["side"]) for sensor in recording["sensors"])),
            is_simulated=bool(source["is_simulated"]),
            measures=tuple(_measure(entry) for entry in value["measures"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(
            "A field of the analysis is missing or of the wrong kind",
            where=where,
            found=f"{type(error).__name__}: {error}",
            mend="make the file anew with:  legato analyze FILE --json OUT.json",
            code="LEG-E332",
        ) from error


def _measure(entry: Mapping[str, Any]) -> Measure:
    interval = entry["interval"]
    return Measure(
        name=entry["name"],
        value=entry["value"],
        unit=entry["unit"],
        status=MeasureStatus(entry["status"]),
        source=entry["source"],
        interval=None if interval is None else (float(interval[0]), float(interval[1])),
        quality=entry["quality"],
        state=entry["state"],
        side=entry["side"],
        sensor=entry["sensor"],
        note=entry.get("note", ""),
    )


def compare_visits(before: Visit, after: Visit, *, criteria: Criteria) -> tuple[Change, ...]:
    """Say for each measure what changed.

    Parameters
    ----------
    before, after : Visit
    criteria : Criteria

    Returns
    -------
    tuple of Change
        In the order of the first, then what only the second has.

    Raises
    ------
    InputError
        If task, side or placement differ: then a change of the leg can't be told from a change of the test.
    """
    _refuse_unlike(before, after)
    old, new = _by_key(before), _by_key(after)
    keys = [*old, *(key for key in new if key not in old)]
    return tuple(_change(old.get(key), new.get(key), criteria) for key in keys)


def _refuse_unlike(before: Visit, after: Visit) -> None:
    """Refuse two recordings of different tasks or places, naming every difference at once."""
    faults = []
    if before.task != after.task:
        faults.append(f"task {before.task} and {after.task}")
    if before.places != after.places:
        shown = [", ".join(f"{place} {side}" for place, side in visit.places) for visit in (before, after)]
        faults.append(f"sensors {shown[0]} and {shown[1]}")
    if before.is_simulated != after.is_simulated:
        faults.append("one is simulated and the other is not")
    if faults:
        raise InputError(
            "Two recordings can only be compared when task, side and placement are the same",
            where=f"{before.source_name}, {after.source_name}",
            found="; ".join(faults),
            mend="compare recordings of the same task and place, or state them:  --task, --placement, --side",
            code="LEG-E333",
        )


def _by_key(visit: Visit) -> dict[tuple[str | None, ...], Measure]:
    """Index the measures by name, state and side, and by sensor only where that alone tells two apart."""
    short = [(m.name, m.state, m.side) for m in visit.measures]
    return {
        (*key, measure.sensor if short.count(key) > 1 else None): measure
        for key, measure in zip(short, visit.measures, strict=True)
    }


def _change(before: Measure | None, after: Measure | None, criteria: Criteria) -> Change:
    """Judge one measure."""
    if before is None or after is None or not (_is_measured(before) and _is_measured(after)):
        missing = [
            side for side, m in (("before", before), ("after", after)) if m is None or not _is_measured(m)
        ]
        words = [f"{side}: {'not there' if m is None else m.status.value.replace('_', ' ')}" for side, m in
                 (("before", before), ("after", after)) if side in missing]  # fmt: skip
        return Change(before, after, Verdict.NOT_COMPARABLE, None, "; ".join(words))
    old, new = float(before.value or 0.0), float(after.value or 0.0)
    ratio = math.log10(new / old) if old > 0 and new > 0 else None
    if before.name.startswith("amplitude") and ratio is not None:
        limit = criteria.number("change.mdc_log10")
        reason = f"log10 ratio {ratio:+.2f}, minimum detectable change {limit:g}"
        return Change(before, after, _direction(ratio, limit), ratio, reason)
    if before.interval and after.interval:
        apart = after.interval[0] > before.interval[1] or after.interval[1] < before.interval[0]
        verdict = (Verdict.UP if new > old else Verdict.DOWN) if apart else Verdict.WITHIN_DOUBT
        reason = f"95 % intervals {'apart' if apart else 'overlap'}"
        return Change(before, after, verdict, ratio, reason)
    return Change(before, after, Verdict.NOT_JUDGED, ratio, "no minimum detectable change is known")


def _is_measured(measure: Measure) -> bool:
    return measure.status is MeasureStatus.MEASURED


def _direction(ratio: float, limit: float) -> Verdict:
    if abs(ratio) <= limit:
        return Verdict.WITHIN_DOUBT
    return Verdict.UP if ratio > 0 else Verdict.DOWN
