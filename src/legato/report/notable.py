"""Which bouts a view shows when it can't show all: shaking and what can't be told first, then the longest."""

from __future__ import annotations

from legato.model.analysis import Analysis
from legato.model.movement import INVOLUNTARY_SHAKING, Bout, MovementKind

__all__ = ["leading_sensor", "notable_bouts"]

_NOTABLE = INVOLUNTARY_SHAKING | {MovementKind.HEEL_BOUNCE, MovementKind.CANNOT_TELL}


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
