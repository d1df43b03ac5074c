"""A weight on the limb: whether the tremor grows, and whether its frequency falls as that of a mechanical rhythm would."""

from __future__ import annotations

import numpy as np

from legato.measures.battery_items import battery_item, lab_measure, missing_measure, peak_measure
from legato.measures.battery_spectra import TaskPeak, band_powers, find_task_peak, log_ratio, read_course
from legato.measures.battery_tapping import Baseline
from legato.model.battery import BatteryItem, ItemStatus
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.emg_task import EmgTask
from legato.model.measure import Measure, MeasureStatus

__all__ = ["loading_item", "loading_measures"]

_ID = "loading"
_SHIFT, _EXPECTED = "load_frequency_shift_hz", "expected_mechanical_ratio"


def loading_item(
    tremor: Channel, *, tasks: tuple[EmgTask, ...], baseline: Baseline | None, criteria: Criteria
) -> BatteryItem:
    """Score whether the tremor grows with a weight.

    Parameters
    ----------
    tremor : Channel
    tasks : tuple of EmgTask
        With the weight; empty where none was done.
    baseline : Baseline or None
        The same posture without it.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; operationalised as an amplitude about the peak of each task that is at least 1.3 times
    as large with the weight, with a 95 % interval above 1 (engineering).
    """
    if not tasks or baseline is None:
        reason = (
            "this task was not done"
            if not tasks
            else "neither posture nor rest was recorded without a weight"
        )
        return battery_item(_ID, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    if baseline.peak is None:
        reason = f"no tremor stands out in the task '{baseline.task}', so that there is none to load"
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    course = read_course(tremor, [task.span for task in tasks], criteria=criteria)
    loaded = _loaded_peak(tremor, tasks, criteria=criteria)
    centre_hz = baseline.peak.frequency_hz if loaded is None else loaded.frequency_hz
    ratio = log_ratio(
        band_powers(course, centre_hz=centre_hz, criteria=criteria),
        band_powers(baseline.course, centre_hz=baseline.peak.frequency_hz, criteria=criteria),
    )
    if ratio is None:
        reason = "too little of the tremor's channel is there in this task"
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    amplitude, low, high = (10.0 ** (one / 2.0) for one in ratio)
    least = criteria.number("battery.load.amplitude_ratio")
    is_positive = amplitude >= least and low > 1.0
    evidence = [
        lab_measure(
            "load_amplitude_ratio",
            amplitude,
            "1",
            interval=(low, high),
            note="amplitude with the weight over without, about the peak of each",
        )
    ]
    reason = f"with the weight the tremor is {amplitude:.2f} times as large ({least:g} times would count)"
    status = ItemStatus.POSITIVE if is_positive else ItemStatus.NEGATIVE
    return battery_item(_ID, status, reason=reason, criteria=criteria, evidence=evidence)


def _loaded_peak(tremor: Channel, tasks: tuple[EmgTask, ...], *, criteria: Criteria) -> TaskPeak | None:
    """Find the peak with the weight."""
    low_hz, high_hz = criteria.numbers("battery.band_hz")
    course = read_course(tremor, [task.span for task in tasks], criteria=criteria)
    return find_task_peak(course, criteria=criteria, band_hz=(low_hz, high_hz))


def loading_measures(
    tremor: Channel, *, tasks: tuple[EmgTask, ...], baseline: Baseline | None, criteria: Criteria
) -> tuple[Measure, ...]:
    """Give how far the frequency moves with a weight, and what a purely mechanical rhythm would do.

    Parameters
    ----------
    tremor : Channel
    tasks : tuple of EmgTask
        With the weight; empty where none was done.
    baseline : Baseline or None
    criteria : Criteria

    Returns
    -------
    tuple of Measure
        Shift (below 0: slower with the weight) with interval, and the expected ratio of the two frequencies where the
        weight is known.

    Notes
    -----
    Source: clinical neurophysiology practice 2025: a central rhythm falls by at most 1 Hz. Expected ratio
    ``sqrt(J / (J + m r^2))`` for an adult shank about the knee, order of magnitude.
    """
    if not tasks or baseline is None:
        reason = "posture with and without a weight was not recorded"
        return (missing_measure(_SHIFT, "Hz", MeasureStatus.NOT_MEASURED, reason=reason, source="cnp2025"),)
    loaded = _loaded_peak(tremor, tasks, criteria=criteria)
    if baseline.peak is None or loaded is None:
        reason = "there is no peak with and without the weight to compare"
        return (
            missing_measure(_SHIFT, "Hz", MeasureStatus.NOT_ASSESSABLE, reason=reason, source="cnp2025"),
            peak_measure(loaded, task=tasks[0].kind.value, channel=tremor.name),
        )
    shift_hz = loaded.frequency_hz - baseline.peak.frequency_hz
    half_hz = 0.5 * float(
        np.hypot(loaded.high_hz - loaded.low_hz, baseline.peak.high_hz - baseline.peak.low_hz)
    )
    interval = (shift_hz - half_hz, shift_hz + half_hz)
    shift = lab_measure(
        _SHIFT,
        shift_hz,
        "Hz",
        interval=interval,
        note=_reading(interval, criteria=criteria),
        source="cnp2025",
    )
    return (
        shift,
        peak_measure(loaded, task=tasks[0].kind.value, channel=tremor.name),
        *_expected(tasks, criteria=criteria),
    )


def _reading(interval: tuple[float, float], *, criteria: Criteria) -> str:
    """Say in words which side of the limit the shift lies on."""
    most_hz = criteria.number("battery.load.central_hz")
    if interval[0] >= -most_hz:
        return f"falls by at most {most_hz:g} Hz, as a central rhythm does"
    if interval[1] < -most_hz:
        return f"falls by more than {most_hz:g} Hz, as a mechanical rhythm does"
    return f"the interval holds a fall by {most_hz:g} Hz, so that central and mechanical can't be told apart"


def _expected(tasks: tuple[EmgTask, ...], *, criteria: Criteria) -> tuple[Measure, ...]:
    """Give the ratio of the frequencies that the weight would give a purely mechanical rhythm."""
    loads = {task.load_kg for task in tasks}
    load_kg = loads.pop() if len(loads) == 1 else None
    if load_kg is None:
        reason = "the task file does not say how heavy the weight was"
        return (
            missing_measure(_EXPECTED, "1", MeasureStatus.NOT_MEASURED, reason=reason, source="engineering"),
        )
    inertia, lever = criteria.number("battery.load.inertia_kgm2"), criteria.number("battery.load.lever_m")
    ratio = float(np.sqrt(inertia / (inertia + load_kg * lever**2)))
    note = f"for {load_kg:g} kg at {lever:g} m from the knee and {inertia:g} kg m2; information, order of magnitude"
    return (lab_measure(_EXPECTED, ratio, "1", note=note, source="engineering"),)
