"""How tremor starts: whether two muscles that pull against each other tighten together just before it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.measures.battery_items import battery_item, lab_measure
from legato.measures.battery_spectra import Course, mean_level, read_course, too_slow_for_emg
from legato.model.battery import BatteryItem, ItemStatus
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask
from legato.signal.phase import analytic_band

__all__ = ["coactivation_item", "tremor_onsets_s", "tremor_size"]

Float64 = NDArray[np.float64]
_ID = "coactivation"


def tremor_size(course: Course, *, frequency_hz: float, criteria: Criteria) -> list[Float64]:
    """Follow the size of a tremor in time: the envelope of a wide band about its frequency, over one cycle.

    Parameters
    ----------
    course : Course
    frequency_hz : float
    criteria : Criteria

    Returns
    -------
    list of ndarray of float64
        One a stretch, unit of the samples.
    """
    low, high = (share * frequency_hz for share in criteria.numbers("battery.tremor_band_share"))
    n_cycle = max(1, round(course.rate_hz / frequency_hz))
    sizes = []
    for stretch in course.stretches:
        band = analytic_band(stretch, sampling_rate_hz=course.rate_hz, low_hz=low, high_hz=high)
        power = np.convolve(np.abs(band) ** 2, np.full(n_cycle, 1.0 / n_cycle), mode="same")
        sizes.append(np.sqrt(np.maximum(power, 0.0)))
    return sizes


def tremor_onsets_s(course: Course, *, frequency_hz: float, criteria: Criteria) -> list[float]:
    """Find where tremor starts out of quiet and lasts.

    Parameters
    ----------
    course : Course
    frequency_hz : float
        Of the tremor.
    criteria : Criteria

    Returns
    -------
    list of float
        Seconds since the start of the recording; empty where tremor never stopped or never came.

    Notes
    -----
    Source: engineering. About one cycle uncertain.
    """
    sizes = tremor_size(course, frequency_hz=frequency_hz, criteria=criteria)
    if not sizes:
        return []
    low, high = np.percentile(np.concatenate(sizes), (10, 90))
    if not high >= criteria.number("battery.onset.contrast") * low:
        return []
    level = criteria.number("battery.onset.level_share") * float(high)
    quiet = criteria.number("battery.onset.quiet_s") * course.rate_hz
    lasting = criteria.number("battery.onset.lasting_s") * course.rate_hz
    onsets = []
    for size, start_s in zip(sizes, course.starts_s, strict=True):
        behind_last = 0
        for first, behind in intervals_from_mask(size > level):
            if first - behind_last >= quiet and behind - first >= lasting:
                onsets.append(start_s + first / course.rate_hz)
            behind_last = behind
    return onsets


def coactivation_item(
    tremor: Channel,
    muscles: tuple[Channel, ...],
    *,
    spans: tuple[Interval, ...],
    frequency_hz: float | None,
    criteria: Criteria,
) -> BatteryItem:
    """Score whether two opposing muscles tighten together about 300 ms before tremor starts.

    Parameters
    ----------
    tremor : Channel
    muscles : tuple of Channel
        Two EMG channels, or none.
    spans : tuple of Interval
        Tasks in which tremor may start; empty where none was done.
    frequency_hz : float or None
        Of the tremor; None where no peak was found.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; operationalised as the mean rectified EMG of both muscles from 350 to 50 ms before the
    onset being at least twice that from 1.5 to 0.7 s before it, at half of the onsets (engineering).
    """
    if len(muscles) != 2 or not spans:
        reason = (
            "EMG of two opposing muscles was not recorded"
            if spans
            else "no task was done in which tremor may start"
        )
        return battery_item(_ID, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    slow = [muscle.name for muscle in muscles if too_slow_for_emg(muscle, criteria=criteria)]
    if frequency_hz is None or slow:
        reason = (
            f"'{slow[0]}' is sampled too slowly for EMG" if slow else "no tremor stands out that could start"
        )
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    course = read_course(tremor, spans, criteria=criteria)
    onsets_s = tremor_onsets_s(course, frequency_hz=frequency_hz, criteria=criteria)
    ratios = [_rises(muscle, onsets_s, spans=spans, criteria=criteria) for muscle in muscles]
    both = np.minimum(*ratios)
    both = both[np.isfinite(both)]
    fewest = int(criteria.number("battery.onset.fewest"))
    if len(both) < fewest:
        reason = f"tremor started out of quiet {len(both)} times, {fewest} are needed"
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    share = float(np.mean(both >= criteria.number("battery.coactivation.ratio")))
    is_positive = share >= criteria.number("battery.coactivation.onset_share")
    evidence = [
        lab_measure("coactivated_onset_share_ratio", share, "1", note=f"of {len(both)} onsets"),
        lab_measure(
            "coactivation_rise_ratio",
            float(np.median(both)),
            "1",
            note="of the muscle that rose less, median",
        ),
    ]
    reason = f"both muscles tightened before {share:.0%} of {len(both)} onsets"
    status = ItemStatus.POSITIVE if is_positive else ItemStatus.NEGATIVE
    return battery_item(_ID, status, reason=reason, criteria=criteria, evidence=evidence)


def _rises(
    muscle: Channel, onsets_s: list[float], *, spans: tuple[Interval, ...], criteria: Criteria
) -> Float64:
    """Give how many times its former level a muscle reaches just before each onset; NaN where it is not there."""
    course = read_course(muscle, spans, criteria=criteria)
    window_s, quiet_s = (
        criteria.numbers("battery.coactivation.window_s"),
        criteria.numbers("battery.coactivation.quiet_s"),
    )
    found = []
    for onset_s in onsets_s:
        level, before = (
            mean_level(course, start_s=onset_s - edges[0], end_s=onset_s - edges[1])
            for edges in (window_s, quiet_s)
        )
        found.append(level / before if before > 0 else float("nan"))
    return np.asarray(found, dtype=np.float64)
