"""A table of counts and indices in the making: every number with its unit, its clause and the hours that it counts."""

from __future__ import annotations

from collections.abc import Collection

from legato.measures.night_hours import NREM, SLEEP, NightHours
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.scoring import ScoringRule
from legato.model.sleep import SleepStage

__all__ = ["NO_STAGES", "IndexTable"]

NO_STAGES = "nobody staged this night; see the index per hour of recording"
_HOUR_S = 3600.0


class IndexTable:
    """Measures of one night under one rule set, in the order that they are added in.

    Parameters
    ----------
    rule : ScoringRule
    hours : NightHours
    criteria : Criteria
    """

    def __init__(self, rule: ScoringRule, hours: NightHours, criteria: Criteria) -> None:
        self.rule, self.hours = rule, hours
        self._least_s = criteria.number("sleep_indices.least_s")
        self.measures: list[Measure] = []

    def count(self, name: str, number: int, *, role: str, side: str | None = None) -> None:
        """Add a count.

        Parameters
        ----------
        name : str
            Ends in ``_count``.
        number : int
        role : str
            Of the clause that makes it.
        side : str or None
        """
        self.value(name, number, unit="1", role=role, side=side)

    def value(
        self, name: str, value: float, *, unit: str, role: str, side: str | None = None, note: str = ""
    ) -> None:
        """Add a number.

        Parameters
        ----------
        name : str
        value : float
        unit : str
        role : str
            Of the clause that makes it.
        side : str or None
        note : str
        """
        self.measures.append(
            Measure(
                name=name,
                value=float(value),
                unit=unit,
                status=MeasureStatus.MEASURED,
                source=self._source(role),
                side=side,
                note=note,
            )
        )

    def absent(
        self, name: str, *, unit: str, why: str, status: MeasureStatus, side: str | None = None
    ) -> None:
        """Add the reason why there is no number.

        Parameters
        ----------
        name : str
        unit : str
        why : str
        status : MeasureStatus
        side : str or None
        """
        self.measures.append(
            Measure(name=name, value=None, unit=unit, status=status, source=self.rule.id, side=side, note=why)
        )

    def per_hour(
        self,
        name: str,
        number: int,
        *,
        role: str,
        stages: Collection[SleepStage] | None = None,
        within: Interval | None = None,
        side: str | None = None,
    ) -> None:
        """Add a count per hour, of the hours in which it could be counted.

        Parameters
        ----------
        name : str
            Ends in ``_per_hour``.
        number : int
        role : str
            Of the clause that makes it.
        stages : collection of SleepStage or None
            Stages whose hours count; None for all.
        within : Interval or None
            Only the hours there.
        side : str or None
        """
        if stages is not None and not self.hours.is_staged:
            self.absent(name, unit="1/h", why=NO_STAGES, status=MeasureStatus.NOT_MEASURED, side=side)
            return
        scorable_s = self.hours.seconds(stages, within=within)
        all_s = self.hours.all_seconds(stages, within=within)
        words = self.hours.words if stages is None else _words(stages)
        told = f"per hour of {words}: {scorable_s / _HOUR_S:.3f} h scorable of {all_s / _HOUR_S:.3f} h"
        if scorable_s < self._least_s:
            why = f"too little to divide by, {told}"
            self.absent(name, unit="1/h", why=why, status=MeasureStatus.NOT_ASSESSABLE, side=side)
            return
        self.measures.append(
            Measure(
                name=name,
                value=number * _HOUR_S / scorable_s,
                unit="1/h",
                status=MeasureStatus.MEASURED,
                source=self._source(role),
                quality=min(1.0, scorable_s / all_s),
                side=side,
                note=told,
            )
        )

    def _source(self, role: str) -> str:
        """Name the clause; a rule set that lacks it is named by itself."""
        return self.rule.clause(role).id if self.rule.has(role) else self.rule.id


def _words(stages: Collection[SleepStage]) -> str:
    """Say which hours count."""
    if set(stages) == SLEEP:
        return "sleep"
    if set(stages) == NREM:
        return "sleep without REM"
    return "stage " + ", ".join(sorted(stage.value for stage in stages))
