"""A number with its unit, its doubt and its source; or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from legato.errors import InputError

__all__ = ["Measure", "MeasureStatus"]


class MeasureStatus(StrEnum):
    """What became of a measure.

    ``measured``: there is a value. ``below_noise_floor``: something may be there, less than the sensor can tell.
    ``not_found``: searched where it could have been, and it was not there. ``not_assessable``: the recording does not
    allow an answer (quality, length, unit). ``not_measured``: the sensor or the task that it needs was not there.
    """

    MEASURED = "measured"
    BELOW_NOISE_FLOOR = "below_noise_floor"
    NOT_FOUND = "not_found"
    NOT_ASSESSABLE = "not_assessable"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured number, or the reason why there is none.

    Parameters
    ----------
    name : str
        Id in the catalogue of measures; ends in its unit.
    value : float or None
        None unless ``status`` is ``measured`` (an upper bound may stand with ``below_noise_floor``).
    unit : str
        Unit as the field writes it (``Hz``, ``deg/s``, ``mm``, ``%``); ``1`` for a ratio.
    status : MeasureStatus
    interval : tuple of float or None
        95 % interval of doubt, lower and upper; None where no honest one is known.
    quality : float or None
        0 to 1, share of what was needed that was usable.
    state : str or None
        State id that it was measured in; None for the whole recording.
    side, sensor : str or None
    source : str
        Author, year and rule, or ``engineering``.
    note : str
        Warning that must stand beside the number, such as ``hand-derived; unvalidated on the leg``, or the reason why
        there is no number.

    Raises
    ------
    InputError
        If value and status contradict each other, or the interval does not hold together.
    """

    name: str
    value: float | None
    unit: str
    status: MeasureStatus
    source: str
    interval: tuple[float, float] | None = None
    quality: float | None = None
    state: str | None = None
    side: str | None = None
    sensor: str | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse a value without the status, a status without the value, and a reversed interval."""
        has_value = self.value is not None and math.isfinite(self.value)
        if (self.status is MeasureStatus.MEASURED) != has_value and not (
            self.status is MeasureStatus.BELOW_NOISE_FLOOR and has_value
        ):
            raise InputError(
                "The value and the status of a measure contradict each other",
                where=self.name,
                found=f"value {self.value}, status {self.status.value}",
                code="LEG-E310",
            )
        if self.interval is not None and not self.interval[0] <= self.interval[1]:
            raise InputError(
                "The interval of a measure is reversed or not a number",
                where=self.name,
                found=str(self.interval),
                code="LEG-E311",
            )
