"""What the motor units of a needle channel add up to: size, shape, firing, and turns against amplitude.

Large units, few of them, are what is left when a nerve has lost fibres and the rest took over their muscle; nothing here
says so: the numbers stand with their n. Called by the use case.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.measures.burst_statistics import median_interval, share_interval
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.motor_unit import NeedleActivity

__all__ = ["MOTOR_UNIT_MEASURES", "compute_motor_unit_measures"]

MOTOR_UNIT_MEASURES = {
    "motor_unit_count": "1",
    "motor_unit_amplitude_median_uv": "uV",
    "motor_unit_amplitude_largest_uv": "uV",
    "motor_unit_duration_median_ms": "ms",
    "motor_unit_phases_median_count": "1",
    "motor_unit_polyphasic_percent": "%",
    "motor_unit_rate_median_hz": "Hz",
    "turns_per_s_median_hz": "1/s",
    "turn_amplitude_median_uv": "uV",
    "turns_over_amplitude_per_mv": "1/(s mV)",
}
_SORTED = "engineering"
_TURNS = "willison1964, stalberg1983"


def compute_motor_unit_measures(activity: NeedleActivity, *, criteria: Criteria) -> tuple[Measure, ...]:
    """Add up the motor units and turns of one needle channel.

    Parameters
    ----------
    activity : NeedleActivity
    criteria : Criteria
        ``motor_unit.most_phases``.

    Returns
    -------
    tuple of Measure
        One for each name of ``MOTOR_UNIT_MEASURES``, with n in the note.
    """
    units = activity.units
    clipped = (
        f"; {activity.clipped_share:.2%} of the samples lie at the edge of the range"
        if activity.clipped_share
        else ""
    )
    note = f"n = {len(units)} units, {sum(unit.n for unit in units)} discharges{clipped}"
    windows = f"n = {len(activity.turns_per_s)} active windows{clipped}"
    amplitudes = np.array([unit.amplitude_uv for unit in units])
    rates = np.array([unit.rate_hz for unit in units])

    def of(name: str, values: NDArray[np.float64], note: str, source: str) -> Measure:
        return _median(name, values, channel=activity.channel, note=note, source=source)

    return (
        _value("motor_unit_count", float(len(units)), activity.channel, note=note),
        of("motor_unit_amplitude_median_uv", amplitudes, note, _SORTED),
        _value("motor_unit_amplitude_largest_uv", max(amplitudes, default=None), activity.channel, note=note),
        of("motor_unit_duration_median_ms", np.array([unit.duration_ms for unit in units]), note, _SORTED),
        of(
            "motor_unit_phases_median_count",
            np.array([float(unit.n_phases) for unit in units]),
            note,
            _SORTED,
        ),
        _polyphasic(activity, criteria=criteria, note=note),
        of("motor_unit_rate_median_hz", rates[np.isfinite(rates)], note, _SORTED),
        of("turns_per_s_median_hz", activity.turns_per_s, windows, _TURNS),
        of("turn_amplitude_median_uv", activity.turn_uv, windows, _TURNS),
        of("turns_over_amplitude_per_mv", 1e3 * activity.turns_per_s / activity.turn_uv, windows, _TURNS),
    )


def _median(name: str, values: NDArray[np.float64], *, channel: str, note: str, source: str) -> Measure:
    """Give a median with its interval, or say that nothing was found."""
    unit = MOTOR_UNIT_MEASURES[name]
    if not len(values):
        return Measure(name, None, unit, MeasureStatus.NOT_FOUND, source, sensor=channel, note=note)
    return Measure(
        name,
        float(np.median(values)),
        unit,
        MeasureStatus.MEASURED,
        source,
        interval=median_interval(values),
        sensor=channel,
        note=note,
    )


def _value(name: str, value: float | None, channel: str, *, note: str) -> Measure:
    """Give one number, or say that nothing was found."""
    status = MeasureStatus.NOT_FOUND if value is None else MeasureStatus.MEASURED
    number = None if value is None else float(value)
    return Measure(name, number, MOTOR_UNIT_MEASURES[name], status, _SORTED, sensor=channel, note=note)


def _polyphasic(activity: NeedleActivity, *, criteria: Criteria, note: str) -> Measure:
    """Give the share of units with more phases than most have."""
    name, n = "motor_unit_polyphasic_percent", len(activity.units)
    count = sum(unit.n_phases > criteria.number("motor_unit.most_phases") for unit in activity.units)
    bounds = share_interval(count, n)
    if bounds is None:
        return _value(name, None, activity.channel, note=note)
    return Measure(
        name,
        100.0 * count / n,
        "%",
        MeasureStatus.MEASURED,
        _SORTED,
        interval=(100.0 * bounds[0], 100.0 * bounds[1]),
        sensor=activity.channel,
        note=note,
    )
