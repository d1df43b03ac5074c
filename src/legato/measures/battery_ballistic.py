"""Quick movements of the opposite limb: whether the tremor pauses."""

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

__all__ = ["ballistic_item", "quick_movements_s"]

Float64 = NDArray[np.float64]
_ID = "ballistic"


def quick_movements_s(course: Course, *, criteria: Criteria) -> list[float]:
    """Find the onsets of quick movements.

    Parameters
    ----------
    course : Course
        Of the limb that moves.
    criteria : Criteria

    Returns
    -------
    list of float
        Seconds since the start of the recording.

    Notes
    -----
    Source: engineering. Median plus a multiple of the scatter (1.4826 MAD) of the smoothed size.
    """
    n_smooth = max(1, round(criteria.number("battery.ballistic.smooth_s") * course.rate_hz))
    sizes = [
        np.convolve(np.abs(one), np.full(n_smooth, 1.0 / n_smooth), mode="same") for one in course.stretches
    ]
    if not sizes:
        return []
    everything = np.concatenate(sizes)
    median = float(np.median(everything))
    scatter = 1.4826 * float(np.median(np.abs(everything - median)))
    level = median + criteria.number("battery.ballistic.threshold_mads") * scatter
    apart_s = criteria.number("battery.ballistic.apart_s")
    onsets_s: list[float] = []
    for size, start_s in zip(sizes, course.starts_s, strict=True):
        for first, _ in intervals_from_mask(size > level):
            onset_s = start_s + first / course.rate_hz
            if not onsets_s or onset_s - onsets_s[-1] >= apart_s:
                onsets_s.append(onset_s)
    return onsets_s


def _tremor_course(course: Course, *, frequency_hz: float, criteria: Criteria) -> Course:
    """Keep of a channel that is no EMG only the wide band of the tremor; rectified EMG stays as it is."""
    if course.is_emg:
        return course
    low, high = (share * frequency_hz for share in criteria.numbers("battery.tremor_band_share"))
    bands = tuple(
        analytic_band(one, sampling_rate_hz=course.rate_hz, low_hz=low, high_hz=high).real
        for one in course.stretches
    )
    return Course(bands, course.starts_s, course.rate_hz, course.channel, is_emg=False)


def ballistic_item(
    tremor: Channel,
    tap: Channel | None,
    *,
    spans: tuple[Interval, ...],
    frequency_hz: float | None,
    criteria: Criteria,
) -> BatteryItem:
    """Score whether the tremor pauses, or loses half of its size, when the other limb moves quickly.

    Parameters
    ----------
    tremor : Channel
    tap : Channel or None
        Of the limb that moves.
    spans : tuple of Interval
        When it was done; empty where it was not.
    frequency_hz : float or None
        Of the tremor; None where no peak was found.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; a trial counts where the size in the 500 ms behind the movement's onset is at most half
    of that in the second before, and half of the trials make the item positive. Trials without tremor before the
    movement are left out (engineering).
    """
    if not spans or tap is None:
        reason = "this task was not done" if not spans else "there is no channel of the limb that moves"
        return battery_item(_ID, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    slow = [one.name for one in (tremor, tap) if too_slow_for_emg(one, criteria=criteria)]
    if frequency_hz is None or slow:
        reason = (
            f"'{slow[0]}' is sampled too slowly for EMG" if slow else "no tremor stands out that could pause"
        )
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    onsets_s = quick_movements_s(read_course(tap, spans, criteria=criteria), criteria=criteria)
    course = _tremor_course(
        read_course(tremor, spans, criteria=criteria), frequency_hz=frequency_hz, criteria=criteria
    )
    shares = _shares_left(course, onsets_s, criteria=criteria)
    fewest = int(criteria.number("battery.ballistic.fewest"))
    if len(shares) < fewest:
        reason = f"{len(shares)} quick movements with tremor before them were found, {fewest} are needed"
        return battery_item(_ID, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    paused = float(np.mean(shares <= criteria.number("battery.ballistic.amplitude_share")))
    is_positive = paused >= criteria.number("battery.ballistic.trial_share")
    evidence = [
        lab_measure("paused_trial_share_ratio", paused, "1", note=f"of {len(shares)} quick movements"),
        lab_measure(
            "tremor_left_ratio",
            float(np.median(shares)),
            "1",
            note="size behind the movement over before, median",
        ),
    ]
    reason = f"the tremor lost half of its size or more in {paused:.0%} of {len(shares)} quick movements"
    status = ItemStatus.POSITIVE if is_positive else ItemStatus.NEGATIVE
    return battery_item(_ID, status, reason=reason, criteria=criteria, evidence=evidence)


def _shares_left(course: Course, onsets_s: list[float], *, criteria: Criteria) -> Float64:
    """Give the size behind each movement over that before it, for movements with tremor before them."""
    before_s, after_s = (
        criteria.number("battery.ballistic.before_s"),
        criteria.number("battery.ballistic.after_s"),
    )
    before = np.asarray([mean_level(course, start_s=one - before_s, end_s=one) for one in onsets_s])
    after = np.asarray([mean_level(course, start_s=one, end_s=one + after_s) for one in onsets_s])
    is_whole = np.isfinite(before) & np.isfinite(after) & (before > 0)
    before, after = before[is_whole], after[is_whole]
    if not len(before):
        return np.empty(0)
    had_tremor = before >= criteria.number("battery.ballistic.present_share") * float(np.median(before))
    shares: Float64 = after[had_tremor] / before[had_tremor]
    return shares
