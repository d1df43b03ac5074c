"""Counting backwards: whether the tremor grows or falls when attention goes elsewhere."""

from __future__ import annotations

from legato.measures.battery_items import lab_measure, missing_measure
from legato.measures.battery_spectra import band_powers, log_ratio, read_course
from legato.measures.battery_tapping import Baseline
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["distraction_index"]

_NAME, _SOURCE = "distraction_index_log10", "engineering"


def distraction_index(
    tremor: Channel, *, spans: tuple[Interval, ...], baseline: Baseline | None, criteria: Criteria
) -> Measure:
    """Compare the power of the tremor while counting backwards with that in quiet.

    Parameters
    ----------
    tremor : Channel
    spans : tuple of Interval
        While counting; empty where it was not done.
    baseline : Baseline or None
        Rest where it was recorded, else posture.
    criteria : Criteria

    Returns
    -------
    Measure
        log10 of the ratio, with interval: above 0 the tremor grows.
    """
    if not spans or baseline is None:
        reason = "counting was not done" if not spans else "neither rest nor posture was recorded"
        return missing_measure(_NAME, "log10", MeasureStatus.NOT_MEASURED, reason=reason, source=_SOURCE)
    if baseline.peak is None:
        reason = f"no tremor stands out in the task '{baseline.task}'"
        return missing_measure(_NAME, "log10", MeasureStatus.NOT_ASSESSABLE, reason=reason, source=_SOURCE)
    centre_hz = baseline.peak.frequency_hz
    found = log_ratio(
        band_powers(read_course(tremor, spans, criteria=criteria), centre_hz=centre_hz, criteria=criteria),
        band_powers(baseline.course, centre_hz=centre_hz, criteria=criteria),
    )
    if found is None:
        reason = "too little of the tremor's channel is there while counting"
        return missing_measure(_NAME, "log10", MeasureStatus.NOT_ASSESSABLE, reason=reason, source=_SOURCE)
    low, high = found[1:]
    words = "grows" if low > 0 else "falls" if high < 0 else "neither grows nor falls beyond the doubt"
    note = f"the tremor {words} while counting, against '{baseline.task}'"
    return lab_measure(_NAME, found[0], "log10", interval=(low, high), note=note, source=_SOURCE)
