"""Clonus after a quick stretch: number of beats, frequency, and how the beats die away.

Made from the bursts of the stretched muscle; the beats are the longest run of bursts at a rate that clonus has.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from legato.measures.battery_items import lab_measure, missing_measure
from legato.model.burst import Burst
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["CLONUS_MEASURES", "compute_clonus"]

Float64 = NDArray[np.float64]
CLONUS_MEASURES = ("clonus_beats_count", "clonus_frequency_hz", "clonus_decrement_per_beat")
_UNITS = ("1", "Hz", "1")
_SOURCE = "dunkley2003"
# What is left of a quotient of two times by rounding.
_ROUNDING = 1e-9


def compute_clonus(bursts: Sequence[Burst], *, span: Interval, criteria: Criteria) -> tuple[Measure, ...]:
    """Measure the clonus within the time of a stretch.

    Parameters
    ----------
    bursts : sequence of Burst
        Of the stretched muscle, in any order; those that start outside ``span`` are left out.
    span : Interval
        From the stretch to its release.
    criteria : Criteria
        ``clonus.*``.

    Returns
    -------
    tuple of Measure
        Beats, frequency and decrement ``lambda`` of ``A_n = A_0 exp(-lambda n)``, one each of ``CLONUS_MEASURES``. Fewer
        beats than clonus has: the number of beats, frequency and decrement not found.

    Notes
    -----
    Source: clinical usage; serotonin toxicity criteria of Dunkley 2003 for its part. The beats are the longest run of
    bursts whose steps all lie within 3 to 8 Hz. Intervals are ours: order statistics of the median, least squares of the
    logarithm of the peaks.
    """
    inside = sorted(one for one in bursts if span.start_s <= one.span.start_s < span.end_s)
    if not inside:
        reason = "no burst follows the stretch"
        return tuple(
            missing_measure(name, unit, MeasureStatus.NOT_FOUND, reason=reason, source=_SOURCE)
            for name, unit in zip(CLONUS_MEASURES, _UNITS, strict=True)
        )
    run = _longest_run(inside, criteria.numbers("clonus.rate_hz"))
    channel = inside[0].channel
    count = lab_measure(
        CLONUS_MEASURES[0], len(run), "1", note=_words(run, criteria=criteria), source=_SOURCE, sensor=channel
    )
    if len(run) < int(criteria.number("clonus.fewest_beats")):
        reason = f"{len(run)} rhythmic beats, {criteria.number('clonus.fewest_beats'):g} make a clonus"
        return (
            count,
            *(
                missing_measure(
                    name, unit, MeasureStatus.NOT_FOUND, reason=reason, source=_SOURCE, sensor=channel
                )
                for name, unit in zip(CLONUS_MEASURES[1:], _UNITS[1:], strict=True)
            ),
        )
    return count, _frequency(run, criteria=criteria), _decrement(run)


def _longest_run(bursts: list[Burst], rate_hz: tuple[float, ...]) -> list[Burst]:
    """Give the longest run whose steps, onset to onset, all have a rate of clonus; the first of equals."""
    low_hz, high_hz = rate_hz
    runs: list[list[Burst]] = [[bursts[0]]]
    for one in bursts[1:]:
        step_s = one.span.start_s - runs[-1][-1].span.start_s
        is_next = step_s > 0 and low_hz * (1.0 - _ROUNDING) <= 1.0 / step_s <= high_hz * (1.0 + _ROUNDING)
        if is_next:
            runs[-1].append(one)
        else:
            runs.append([one])
    return max(runs, key=len)


def _words(run: list[Burst], *, criteria: Criteria) -> str:
    """Say what the number of beats is usually held to be."""
    n = len(run)
    if n >= int(criteria.number("clonus.sustained_beats")):
        return f"sustained: {criteria.number('clonus.sustained_beats'):g} beats or more"
    if n >= int(criteria.number("clonus.pathological_beats")):
        return f"{criteria.number('clonus.pathological_beats'):g} beats or more are usually held to be pathological"
    if n >= int(criteria.number("clonus.fewest_beats")):
        return "a short clonus, which healthy people have too"
    return "no rhythmic run that makes a clonus"


def _frequency(run: list[Burst], *, criteria: Criteria) -> Measure:
    """Give the median rate with its interval, and whether it stays constant."""
    rates_hz = 1.0 / np.diff([one.span.start_s for one in run])
    middle_hz = float(np.median(rates_hz))
    n = len(rates_hz)
    ordered = np.sort(rates_hz)
    half = 0.98 * np.sqrt(n)  # order statistics about the median that hold it with 95 %
    low, high = max(0, int(n / 2 - half)), min(n - 1, int(np.ceil(n / 2 + half)))
    most_hz = criteria.number("clonus.constant_hz")
    is_constant = bool(np.all(np.abs(rates_hz - middle_hz) <= most_hz + _ROUNDING))
    words = "constant" if is_constant else "not constant"
    return lab_measure(
        CLONUS_MEASURES[1],
        middle_hz,
        "Hz",
        interval=(float(ordered[low]), float(ordered[high])),
        note=f"{words} within {most_hz:g} Hz; median of {n} steps",
        source=_SOURCE,
        sensor=run[0].channel,
    )


def _decrement(run: list[Burst]) -> Measure:
    """Fit the logarithm of the peaks by a line over the number of the beat."""
    name, channel = CLONUS_MEASURES[2], run[0].channel
    peaks = np.asarray([one.peak_uv for one in run])
    if not np.all(peaks > 0):
        reason = "a beat without an amplitude above resting"
        return missing_measure(
            name, "1", MeasureStatus.NOT_ASSESSABLE, reason=reason, source="engineering", sensor=channel
        )
    from scipy.special import stdtrit

    number = np.arange(len(peaks), dtype=np.float64)
    number -= number.mean()
    logs = np.log(peaks)
    slope = float(np.sum(number * logs) / np.sum(number**2))
    left: Float64 = logs - logs.mean() - slope * number
    freedom = len(peaks) - 2
    error = float(np.sqrt(np.sum(left**2) / freedom / np.sum(number**2)))
    half = float(stdtrit(freedom, 0.975)) * error
    words = (
        "dies away"
        if -slope - half > 0
        else "grows"
        if -slope + half < 0
        else "neither dies away nor grows clearly"
    )
    return lab_measure(
        name,
        -slope,
        "1",
        interval=(-slope - half, -slope + half),
        note=f"{words}; lambda of A0 exp(-lambda n) over {len(peaks)} beats",
        source="engineering",
        sensor=channel,
    )
