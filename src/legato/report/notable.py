"""What a view shows first, and how it keeps short what would fill pages: bouts, sensors, measures without a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legato.model.analysis import Analysis
from legato.model.measure import Measure
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind
from legato.report.words import Words

__all__ = ["Missing", "group_missing", "leading_sensor", "notable_bouts", "place_of"]

_NOTABLE = INVOLUNTARY_SHAKING | {MovementKind.HEEL_BOUNCE, MovementKind.CANNOT_TELL}


@dataclass(frozen=True)
class Missing:
    """Measures that have no number for one and the same reason.

    Parameters
    ----------
    titles : tuple of str
        In words.
    status : str
        Id.
    reason : str
    """

    titles: tuple[str, ...]
    status: str
    reason: str


def group_missing(measures: Sequence[Measure], words: Words) -> list[Missing]:
    """Gather the measures without a number by their reason.

    Parameters
    ----------
    measures : sequence of Measure
    words : Words

    Returns
    -------
    list of Missing
        In the order in which the reasons first occur.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for measure in measures:
        state = f" ({words.state(measure.state)})" if measure.state else ""
        found.setdefault((measure.status.value, measure.note), {})[words.measure(measure.name) + state] = None
    return [Missing(tuple(titles), status, reason) for (status, reason), titles in found.items()]


def place_of(measure: Measure, words: Words, *, has_many_sensors: bool) -> str:
    """Say where a measure was taken: in which state, on which side, and by which sensor where there are several.

    Parameters
    ----------
    measure : Measure
    words : Words
    has_many_sensors : bool

    Returns
    -------
    str
    """
    parts = [words.state(measure.state) if measure.state else words.say("report", "whole_recording")]
    if measure.side in ("left", "right", "both"):
        parts.append(words.say("sides", measure.side))
    if measure.sensor and has_many_sensors:
        parts.append(measure.sensor)
    return ", ".join(parts)


def leading_sensor(analysis: Analysis) -> str | None:
    """Give the sensor that speaks for the recording: that of the dominant frequency, else the first.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    str or None
        None when the recording has no sensor.
    """
    named = (m.sensor for m in analysis.measures if m.name == "dominant_frequency_hz" and m.sensor)
    sensors = (sensor.id for sensor in analysis.recording.sensors)
    return next(named, None) or next(sensors, None)


def notable_bouts(analysis: Analysis, *, at_most: int) -> tuple[list[Bout], int]:
    """Choose the bouts to show.

    Parameters
    ----------
    analysis : Analysis
    at_most : int

    Returns
    -------
    shown : list of Bout
        In time order. Those of shaking, of a heel bounce and of what can't be told come first, then those of the leading
        sensor, then the longest.
    n_left : int
        How many are left out, which the view must say.
    """
    leading = leading_sensor(analysis)
    ranked = sorted(
        analysis.bouts,
        key=lambda bout: (bout.state not in _NOTABLE, bout.sensor != leading, -bout.span.duration_s),
    )
    shown = sorted(ranked[:at_most], key=lambda bout: (bout.span, bout.sensor))
    return shown, max(0, len(analysis.bouts) - at_most)
