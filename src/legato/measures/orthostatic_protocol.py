"""The orthostatic protocol: sitting, standing, leaning, walking, of one leg or both.

States what was seen on standing; no pattern is a cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from legato.measures.battery_coherence import coherence_item
from legato.measures.battery_items import lab_measure, missing_measure, peak_measure
from legato.measures.battery_onset import tremor_size
from legato.measures.battery_spectra import (
    TaskPeak,
    band_powers,
    find_task_peak,
    read_course,
    too_slow_for_emg,
)
from legato.model.burst import Burst
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.emg_task import EmgTask, EmgTaskKind, tasks_of_kind
from legato.model.interval import Interval, intervals_from_mask
from legato.model.measure import Measure, MeasureStatus
from legato.model.orthostatic_answer import OrthostaticAnswer, OrthostaticPattern

__all__ = ["examine_orthostatic"]

_TASKS = (EmgTaskKind.SIT, EmgTaskKind.STAND, EmgTaskKind.LEAN, EmgTaskKind.WALK)
_SOURCE = "rigby2015"


def examine_orthostatic(
    legs: Sequence[Channel],
    tasks: Iterable[EmgTask],
    *,
    bursts: Sequence[Burst] | None = None,
    criteria: Criteria,
) -> OrthostaticAnswer:
    """Tell what the legs show on standing.

    Parameters
    ----------
    legs : sequence of Channel
        EMG or acceleration (one axis) of one leg or of both.
    tasks : iterable of EmgTask
    bursts : sequence of Burst or None
        Of one leg, over sitting and standing; None: not looked for, so that irregular bursts can't be told.
    criteria : Criteria
        ``orthostatic.*``, ``battery.*``.

    Returns
    -------
    OrthostaticAnswer

    Notes
    -----
    Source: Rigby 2015 (13 to 18 Hz), Hassan 2016 and 2019. A channel below 100 Hz gives no answer, because a quicker
    vibration may look like a slower one there.
    """
    tasks = tuple(tasks)
    standing = tuple(task.span for task in tasks_of_kind(tasks, EmgTaskKind.STAND))
    lowest_hz = criteria.number("orthostatic.lowest_rate_hz")
    slow = [
        one.name
        for one in legs
        if one.sampling_rate_hz < lowest_hz or too_slow_for_emg(one, criteria=criteria)
    ]
    lasting_s = sum(span.duration_s for span in standing)
    if not legs or slow or lasting_s < criteria.number("orthostatic.stand_least_s"):
        reason = "standing was not recorded long enough" if not slow else f"'{slow[0]}' is sampled too slowly"
        return OrthostaticAnswer(
            OrthostaticPattern.CANNOT_TELL, reason if legs else "no leg was recorded", ()
        )
    measures: list[Measure] = []
    peaks: list[TaskPeak] = []
    for leg in legs:
        found = _peaks(leg, tasks, criteria=criteria)
        measures += [peak_measure(peak, task=kind.value, channel=leg.name) for kind, peak in found.items()]
        on_standing = found[EmgTaskKind.STAND]
        if on_standing is not None:
            peaks.append(on_standing)
            measures += _on_standing(leg, on_standing, standing, tasks, criteria=criteria)
    if len(legs) > 1:
        item = coherence_item(
            legs[0], legs[1], spans=standing, task=EmgTaskKind.STAND.value, criteria=criteria
        )
        measures += [one for one in item.evidence if one.name == "battery_coherence_ratio"]
    pattern, reason = _pattern(legs, peaks, measures, tasks, bursts=bursts, criteria=criteria)
    return OrthostaticAnswer(pattern, reason, tuple(measures))


def _peaks(
    leg: Channel, tasks: tuple[EmgTask, ...], *, criteria: Criteria
) -> dict[EmgTaskKind, TaskPeak | None]:
    """Find the peak of one leg in every task that was done."""
    low_hz, high_hz = criteria.numbers("orthostatic.band_hz")
    found: dict[EmgTaskKind, TaskPeak | None] = {}
    for kind in _TASKS:
        spans = [task.span for task in tasks_of_kind(tasks, kind)]
        if spans:
            course = read_course(leg, spans, criteria=criteria)
            found[kind] = find_task_peak(course, criteria=criteria, band_hz=(low_hz, high_hz))
    return found


def _on_standing(
    leg: Channel,
    peak: TaskPeak,
    standing: tuple[Interval, ...],
    tasks: tuple[EmgTask, ...],
    *,
    criteria: Criteria,
) -> list[Measure]:
    """Give width, latency and the share of the power that is there seated."""
    state = EmgTaskKind.STAND.value
    width = lab_measure(
        "orthostatic_width_hz", peak.half_width_hz, "Hz", source=_SOURCE, state=state, sensor=leg.name
    )
    course = read_course(leg, standing, criteria=criteria)
    sizes = tremor_size(course, frequency_hz=peak.frequency_hz, criteria=criteria)
    level = criteria.number("battery.onset.level_share") * float(np.percentile(np.concatenate(sizes), 90))
    lasting = criteria.number("battery.onset.lasting_s") * course.rate_hz
    firsts = [
        first / course.rate_hz
        for first, behind in intervals_from_mask(sizes[0] > level)
        if behind - first >= lasting
    ]
    name = "orthostatic_latency_s"
    if firsts:
        note = "from the beginning of standing"
        latency = lab_measure(
            name, firsts[0], "s", note=note, source="engineering", state=state, sensor=leg.name
        )
    else:
        reason = "the rhythm never lasts"
        latency = missing_measure(
            name, "s", MeasureStatus.NOT_FOUND, reason=reason, state=state, sensor=leg.name
        )
    seated = [task.span for task in tasks_of_kind(tasks, EmgTaskKind.SIT)]
    before = band_powers(
        read_course(leg, seated, criteria=criteria), centre_hz=peak.frequency_hz, criteria=criteria
    )
    after = band_powers(course, centre_hz=peak.frequency_hz, criteria=criteria)
    name = "orthostatic_seated_power_ratio"
    if len(before) and len(after) and float(after.mean()) > 0:
        share = max(0.0, float(before.mean() / after.mean()))
        return [width, latency, lab_measure(name, share, "1", source="engineering", sensor=leg.name)]
    reason = "sitting was not recorded"
    return [
        width,
        latency,
        missing_measure(name, "1", MeasureStatus.NOT_MEASURED, reason=reason, sensor=leg.name),
    ]


def _pattern(
    legs: Sequence[Channel],
    peaks: list[TaskPeak],
    measures: list[Measure],
    tasks: tuple[EmgTask, ...],
    *,
    bursts: Sequence[Burst] | None,
    criteria: Criteria,
) -> tuple[OrthostaticPattern, str]:
    """Put what was measured into one pattern and one sentence."""
    if not peaks:
        return _without_peak(tasks, bursts, criteria=criteria)
    rates_hz = [peak.frequency_hz for peak in peaks]
    words = f"a rhythm at {' and '.join(f'{hz:.1f}' for hz in rates_hz)} Hz on standing"
    if max(rates_hz) - min(rates_hz) > criteria.number("orthostatic.same_hz"):
        return OrthostaticPattern.CANNOT_TELL, f"{words}: the legs differ"
    if len(peaks) < len(legs):
        words += ", in one leg only"
    seated = [
        one.value
        for one in measures
        if one.name == "orthostatic_seated_power_ratio" and one.value is not None
    ]
    if seated and max(seated) > criteria.number("orthostatic.seated_share"):
        return OrthostaticPattern.CANNOT_TELL, f"{words}, which is there seated too"
    words += ", absent seated" if seated else "; sitting was not recorded"
    low_hz, high_hz = criteria.numbers("orthostatic.fast_hz")
    middle_hz = float(np.mean(rates_hz))
    if middle_hz > high_hz:
        return OrthostaticPattern.CANNOT_TELL, f"{words}; quicker than any published range"
    return (OrthostaticPattern.FAST if middle_hz >= low_hz else OrthostaticPattern.SLOW), words


def _without_peak(
    tasks: tuple[EmgTask, ...], bursts: Sequence[Burst] | None, *, criteria: Criteria
) -> tuple[OrthostaticPattern, str]:
    """Tell irregular bursts from nothing, where bursts were looked for."""
    if bursts is None:
        return OrthostaticPattern.NOTHING_FOUND, "no rhythm on standing; single bursts were not looked for"
    rates = []
    low_s, high_s = (edge / 1000.0 for edge in criteria.numbers("orthostatic.burst_ms"))
    for kind in (EmgTaskKind.STAND, EmgTaskKind.SIT):
        spans = [task.span for task in tasks_of_kind(tasks, kind)]
        short = [one.span for one in bursts if low_s <= one.span.duration_s <= high_s]
        n = sum(span.start_s <= one.start_s < span.end_s for span in spans for one in short)
        minutes = sum(span.duration_s for span in spans) / 60.0
        rates.append(n / minutes if minutes else 0.0)
    is_many = rates[0] >= criteria.number("orthostatic.bursts_per_min")
    if is_many and rates[0] >= criteria.number("orthostatic.burst_ratio") * rates[1]:
        return (
            OrthostaticPattern.IRREGULAR_BURSTS,
            f"{rates[0]:.0f} short bursts a minute on standing, without a peak",
        )
    return OrthostaticPattern.NOTHING_FOUND, "neither a rhythm nor many short bursts on standing"
