"""Whether the tremors of both sides are coherent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.measures.battery_items import battery_item, lab_measure, peak_measure
from legato.measures.battery_spectra import (
    find_task_peak,
    paired_stretches,
    read_course,
    too_slow_for_emg,
)
from legato.model.battery import BatteryItem, ItemStatus
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure
from legato.signal.coherence import cross_coherence, independence_limit, is_significant

__all__ = ["coherence_item", "looks_like_crosstalk"]

_ID = "coherence"


def looks_like_crosstalk(
    first: Channel, second: Channel, *, spans: tuple[Interval, ...], criteria: Criteria
) -> bool:
    """Tell whether two channels are so alike at no lag that they may see one source.

    Parameters
    ----------
    first, second : Channel
        Of one clock.
    spans : tuple of Interval
    criteria : Criteria

    Returns
    -------
    bool
        False where too little is there to tell.
    """
    most = criteria.number("battery.crosstalk")
    for span in spans:
        places = [(one.time.index_at(span.start_s), one.time.index_at(span.end_s)) for one in (first, second)]
        n_common = min(behind - low for low, behind in places)
        a, b = (one.read(low, low + n_common) for one, (low, _) in zip((first, second), places, strict=True))
        is_whole = np.isfinite(a) & np.isfinite(b)
        a, b = a[is_whole], b[is_whole]
        if len(a) > 2 and np.ptp(a) > 0 and np.ptp(b) > 0 and abs(float(np.corrcoef(a, b)[0, 1])) >= most:
            return True
    return False


def coherence_item(
    tremor: Channel,
    other: Channel | None,
    *,
    spans: tuple[Interval, ...],
    task: str,
    criteria: Criteria,
) -> BatteryItem:
    """Score whether the tremors of both sides are coherent at their common frequency.

    Parameters
    ----------
    tremor : Channel
    other : Channel or None
        The same on the other side.
    spans : tuple of Interval
        Tasks without a test; empty where none was done.
    task : str
        Their id.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; two neighbouring bins above the 99 % limit at a frequency at which both spectra have a
    peak (clinical neurophysiology practice 2025).
    """
    if other is None or not spans:
        reason = "the other side was not recorded" if spans else "neither posture nor rest was recorded"
        return battery_item(_ID, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    pairs = paired_stretches(tremor, other, spans=spans, criteria=criteria)
    slow = [one.name for one in (tremor, other) if too_slow_for_emg(one, criteria=criteria)]
    if pairs is None or slow:
        reason = f"'{slow[0]}' is sampled too slowly for EMG" if slow else "the clocks of both sides differ"
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    low_hz, high_hz = criteria.numbers("battery.band_hz")
    peaks = [
        find_task_peak(
            read_course(one, spans, criteria=criteria), criteria=criteria, band_hz=(low_hz, high_hz)
        )
        for one in (tremor, other)
    ]
    evidence = [
        peak_measure(peak, task=task, channel=one.name)
        for peak, one in zip(peaks, (tremor, other), strict=True)
    ]
    first, second = peaks
    if first is None or second is None:
        reason = "there is no tremor on both sides"
        return battery_item(
            _ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria, evidence=evidence
        )
    if abs(first.frequency_hz - second.frequency_hz) > criteria.number("battery.same_frequency_hz"):
        reason = f"the two sides shake at different frequencies ({first.frequency_hz:.1f} and {second.frequency_hz:.1f} Hz)"
        return battery_item(_ID, ItemStatus.NEGATIVE, reason=reason, criteria=criteria, evidence=evidence)
    if looks_like_crosstalk(tremor, other, spans=spans, criteria=criteria):
        reason = "both channels are so alike that they may see one source (crosstalk)"
        return battery_item(
            _ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria, evidence=evidence
        )
    near_hz = 0.5 * (first.frequency_hz + second.frequency_hz)
    return _score_coherence(
        pairs, tremor.sampling_rate_hz, near_hz=near_hz, task=task, evidence=evidence, criteria=criteria
    )


def _score_coherence(
    pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]],
    rate_hz: float,
    *,
    near_hz: float,
    task: str,
    evidence: list[Measure],
    criteria: Criteria,
) -> BatteryItem:
    """Compare the coherence about the common peak with the limit of independence."""
    found = cross_coherence(pairs, sampling_rate_hz=rate_hz, segment_s=criteria.number("coherence.segment_s"))
    fewest = int(criteria.number("coherence.fewest_segments"))
    if found.n_segments < fewest:
        reason = f"{found.n_segments} segments of both sides, {fewest} are needed"
        return battery_item(
            _ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria, evidence=evidence
        )
    alpha, half_hz = criteria.number("coherence.alpha"), criteria.number("battery.coherence_half_band_hz")
    is_positive = is_significant(
        found,
        near_hz=near_hz,
        half_band_hz=half_hz,
        alpha=alpha,
        contiguous_bins=int(criteria.number("coherence.contiguous_bins")),
    )
    inside = np.abs(found.frequency_hz - near_hz) <= half_hz
    value = float(np.nanmax(found.coherence[inside]))
    limit = independence_limit(found.n_segments, alpha=alpha)
    note = f"largest within {half_hz:g} Hz of the peak; limit {limit:.2f} from {found.n_segments} segments"
    evidence.append(lab_measure("battery_coherence_ratio", value, "1", note=note, state=task))
    reason = f"coherence of both sides {value:.2f}, limit {limit:.2f}, in neighbouring bins"
    status = ItemStatus.POSITIVE if is_positive else ItemStatus.NEGATIVE
    return battery_item(_ID, status, reason=reason, criteria=criteria, evidence=evidence)
