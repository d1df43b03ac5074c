"""Tapping to a metronome: how well the tapping limb keeps it, and what the tremor of the other one does meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.measures.battery_items import battery_item, lab_measure, peak_measure
from legato.measures.battery_spectra import (
    Course,
    TaskPeak,
    band_powers,
    find_task_peak,
    log_ratio,
    paired_stretches,
    read_course,
    too_slow_for_emg,
)
from legato.model.battery import BatteryItem, ItemStatus
from legato.model.channel import Channel
from legato.model.criteria import Criteria
from legato.model.emg_task import TAP_RATES_HZ, EmgTaskKind
from legato.model.interval import Interval
from legato.signal.coherence import cross_coherence, is_significant

__all__ = ["Baseline", "find_taps", "rhythm_item", "tapping_item"]

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Baseline:
    """The tremor without any test: what the other tasks are compared with.

    Parameters
    ----------
    task : str
        Id of the task that it was taken from.
    spans : tuple of Interval
    course : Course
    peak : TaskPeak or None
        None where no peak stands out: then there is no tremor to test.
    """

    task: str
    spans: tuple[Interval, ...]
    course: Course
    peak: TaskPeak | None


def _sizes(course: Course, *, criteria: Criteria) -> list[Float64]:
    """Give the size of movement over time, smoothed: of EMG as it lies, else of the side to which it strikes out."""
    n_smooth = max(1, round(criteria.number("battery.tap.smooth_s") * course.rate_hz))
    kernel = np.hanning(n_smooth + 2)[1:-1]
    sizes = []
    for stretch in course.stretches:
        striking = stretch
        if not course.is_emg:
            centred = stretch - np.median(stretch)
            sign = 1.0 if float(np.sum(centred**3)) >= 0 else -1.0
            striking = np.maximum(sign * centred, 0.0)
        sizes.append(np.convolve(striking, kernel / kernel.sum(), mode="same"))
    return sizes


def _is_moving(course: Course, *, criteria: Criteria) -> bool:
    """Tell movement from the noise of a sensor: by its contrast in time, or because it is smooth."""
    n_smooth = max(1, round(criteria.number("battery.tap.smooth_s") * course.rate_hz))
    lag = max(1, round(criteria.number("battery.tap.lag_s") * course.rate_hz))
    kernel = np.full(n_smooth, 1.0 / n_smooth)
    levels = [np.convolve(np.abs(one), kernel, mode="valid") for one in course.stretches]
    low, high = np.percentile(np.concatenate(levels), (10, 90))
    if high > criteria.number("battery.tap.contrast") * low:
        return True
    if course.is_emg:
        return False
    total = sum(float(np.sum(one**2)) for one in course.stretches)
    lagged = sum(float(np.sum(one[lag:] * one[:-lag])) for one in course.stretches)
    return total > 0 and lagged / total >= criteria.number("battery.tap.smoothness")


def find_taps(course: Course, *, rate_hz: float, criteria: Criteria) -> list[Float64]:
    """Find the times of the taps.

    Parameters
    ----------
    course : Course
        Of the tapping limb.
    rate_hz : float
        Of the metronome: taps closer than a share of its interval are one.
    criteria : Criteria

    Returns
    -------
    list of ndarray of float64
        Seconds since the start of the recording, one array a stretch.

    Notes
    -----
    Source: engineering. A tap is a peak of the smoothed size that reaches a share of the 90th percentile of all peaks.
    """
    from scipy.signal import find_peaks

    apart = max(1, int(criteria.number("battery.tap.refractory_share") / rate_hz * course.rate_hz))
    found = []
    for size in _sizes(course, criteria=criteria):
        places, _ = find_peaks(size, distance=apart)
        found.append((places, size))
    heights = np.concatenate([size[places] for places, size in found]) if found else np.empty(0)
    if not len(heights):
        return []
    least = criteria.number("battery.tap.height_share") * float(np.percentile(heights, 90))
    return [
        start_s + places[size[places] >= least] / course.rate_hz
        for (places, size), start_s in zip(found, course.starts_s, strict=True)
    ]


def tapping_item(
    kind: EmgTaskKind, tap: Channel | None, *, spans: tuple[Interval, ...], criteria: Criteria
) -> BatteryItem:
    """Score how well the tapping limb kept the metronome: incorrect tapping is positive.

    Parameters
    ----------
    kind : EmgTaskKind
        A tapping task.
    tap : Channel or None
        Of the tapping limb.
    spans : tuple of Interval
        When it was done; empty where it was not.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; operationalised as a median frequency within 10 % of the metronome and a coefficient of
    variation of the intervals below 15 % (engineering).
    """
    id_, rate_hz = kind.value.replace("tap_", "tapping_"), TAP_RATES_HZ[kind]
    if not spans or tap is None:
        reason = "this task was not done" if not spans else "there is no channel of the tapping limb"
        return battery_item(id_, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    lowest_hz = criteria.number("battery.tap.lowest_rate_hz")
    if too_slow_for_emg(tap, criteria=criteria) or tap.sampling_rate_hz < lowest_hz:
        reason = f"'{tap.name}' is sampled too slowly ({tap.sampling_rate_hz:g} Hz) to tell taps apart"
        return battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    course = read_course(tap, spans, criteria=criteria)
    if not course.stretches or not _is_moving(course, criteria=criteria):
        reason = f"'{tap.name}' shows no movement that stands out of its noise"
        return battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    taps = find_taps(course, rate_hz=rate_hz, criteria=criteria)
    intervals_s = np.concatenate([np.diff(times_s) for times_s in taps]) if taps else np.empty(0)
    fewest = int(criteria.number("battery.tap.fewest"))
    if len(intervals_s) + 1 < fewest:
        reason = f"{len(intervals_s) + 1 if len(intervals_s) else 0} taps were found, {fewest} are needed"
        return battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    return _score_tapping(id_, intervals_s, rate_hz=rate_hz, criteria=criteria)


def _score_tapping(id_: str, intervals_s: Float64, *, rate_hz: float, criteria: Criteria) -> BatteryItem:
    """Compare the intervals with the metronome."""
    n = len(intervals_s)
    tapped_hz = 1.0 / float(np.median(intervals_s))
    cv = float(intervals_s.std(ddof=1) / intervals_s.mean())
    share, most = criteria.number("battery.tap.rate_share"), criteria.number("battery.tap.cv_most")
    is_on_rate = abs(tapped_hz - rate_hz) <= share * rate_hz * (1.0 + 1e-9)
    is_steady = cv < most
    half = 0.98 * np.sqrt(n)  # order statistics about the median that hold it with 95 %
    ordered = np.sort(intervals_s)
    low, high = max(0, int(n / 2 - half)), min(n - 1, int(np.ceil(n / 2 + half)))
    cv_half = 1.96 * cv / np.sqrt(2.0 * n)
    evidence = [
        lab_measure(
            "tap_frequency_hz",
            tapped_hz,
            "Hz",
            interval=(1.0 / float(ordered[high]), 1.0 / float(ordered[low])),
            note=f"median of {n} intervals; the metronome beat at {rate_hz:g} Hz",
        ),
        lab_measure("tap_interval_cv_ratio", cv, "1", interval=(cv - cv_half, cv + cv_half), note=f"n {n}"),
    ]
    status = ItemStatus.NEGATIVE if is_on_rate and is_steady else ItemStatus.POSITIVE
    words = []
    if not is_on_rate:
        words.append(f"tapping at {tapped_hz:.2f} Hz left the metronome by more than {share:.0%}")
    if not is_steady:
        words.append(f"the intervals varied by {cv:.0%}")
    reason = (
        " and ".join(words)
        or f"tapping kept the metronome ({tapped_hz:.2f} Hz, intervals varied by {cv:.0%})"
    )
    return battery_item(id_, status, reason=reason, criteria=criteria, evidence=evidence)


def rhythm_item(
    kind: EmgTaskKind,
    tremor: Channel,
    tap: Channel | None,
    *,
    spans: tuple[Interval, ...],
    baseline: Baseline | None,
    criteria: Criteria,
) -> BatteryItem:
    """Score what the tremor does while the other limb taps: entrained, shifted or suppressed is positive.

    Parameters
    ----------
    kind : EmgTaskKind
        A tapping task.
    tremor : Channel
    tap : Channel or None
    spans : tuple of Interval
        When it was done; empty where it was not.
    baseline : Baseline or None
        None where no task without a test was done.
    criteria : Criteria

    Returns
    -------
    BatteryItem

    Notes
    -----
    Source: Schwingenschuh 2011; operationalised as a peak that moves to within 0.3 Hz of the tapping or its double and
    is coherent with it there, a shift by more than 1 Hz, or a fall of the power by 75 % (engineering).
    """
    id_ = kind.value.replace("tap_", "rhythm_")
    if not spans or baseline is None:
        reason = (
            "this task was not done" if not spans else "neither posture nor rest was recorded without a test"
        )
        return battery_item(id_, ItemStatus.NOT_MEASURED, reason=reason, criteria=criteria)
    if baseline.peak is None:
        reason = f"no tremor stands out in the task '{baseline.task}', so that there is none to test"
        return battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    course = read_course(tremor, spans, criteria=criteria)
    ratio = log_ratio(
        band_powers(course, centre_hz=baseline.peak.frequency_hz, criteria=criteria),
        band_powers(baseline.course, centre_hz=baseline.peak.frequency_hz, criteria=criteria),
    )
    if ratio is None or not any(np.any(one) for one in course.stretches):
        reason = "too little of the tremor's channel is there in this task"
        return battery_item(id_, ItemStatus.NOT_ASSESSABLE, reason=reason, criteria=criteria)
    low_hz, high_hz = criteria.numbers("battery.band_hz")
    lowest_hz = min(low_hz, TAP_RATES_HZ[kind] - criteria.number("battery.entrainment_hz"))
    peak = _peak_while_tapping(course, baseline.peak, band_hz=(lowest_hz, high_hz), criteria=criteria)
    evidence = [
        peak_measure(baseline.peak, task=baseline.task, channel=tremor.name),
        peak_measure(peak, task=kind.value, channel=tremor.name),
        lab_measure(
            "tremor_power_change_log10",
            ratio[0],
            "log10",
            interval=ratio[1:],
            note="while tapping against without it, about the tremor's own frequency",
            state=kind.value,
        ),
    ]
    suppressed = ratio[0] <= np.log10(criteria.number("battery.suppression_power"))
    verdicts, open_words = _moved(
        kind, peak, tap, tremor, spans=spans, baseline=baseline.peak, criteria=criteria
    )
    if suppressed:
        verdicts.insert(0, f"the tremor's power fell to {10 ** ratio[0]:.0%}")
    if verdicts:
        status, reason = ItemStatus.POSITIVE, " and ".join(verdicts)
    elif open_words:
        status, reason = ItemStatus.NOT_ASSESSABLE, open_words
    else:
        status, reason = ItemStatus.NEGATIVE, "the tremor kept its frequency and its power"
    if tap is not None and status is ItemStatus.POSITIVE and not suppressed:
        reason += "; that the tapping did not shake the sensor itself must be seen to"
    return battery_item(id_, status, reason=reason, criteria=criteria, evidence=evidence)


def _peak_while_tapping(
    course: Course, baseline: TaskPeak, *, band_hz: tuple[float, float], criteria: Criteria
) -> TaskPeak | None:
    """Find the tremor: where it was, as long as it still stands out there, because tapping may shake the sensor too."""
    reach_hz = criteria.number("battery.shift_hz")
    own_hz = (baseline.frequency_hz - reach_hz, baseline.frequency_hz + reach_hz)
    own = find_task_peak(course, criteria=criteria, band_hz=band_hz, only_hz=own_hz)
    return own if own is not None else find_task_peak(course, criteria=criteria, band_hz=band_hz)


def _moved(
    kind: EmgTaskKind,
    peak: TaskPeak | None,
    tap: Channel | None,
    tremor: Channel,
    *,
    spans: tuple[Interval, ...],
    baseline: TaskPeak,
    criteria: Criteria,
) -> tuple[list[str], str]:
    """Tell whether the peak moved to the tapping or away: what was seen, and what can't be told."""
    if peak is None:
        return [], ""
    apart_hz = criteria.number("battery.entrainment_hz")
    targets = [TAP_RATES_HZ[kind] * one for one in criteria.numbers("battery.entrainment_multiples")]
    near = [hz for hz in targets if abs(peak.frequency_hz - hz) <= apart_hz]
    was_there = any(abs(baseline.frequency_hz - hz) <= apart_hz for hz in near)
    words = []
    change_hz = peak.frequency_hz - baseline.frequency_hz
    if abs(change_hz) > criteria.number("battery.shift_hz"):
        words.append(f"the tremor's frequency moved by {change_hz:+.1f} Hz")
    if not near or was_there:
        return words, ""
    coherent = (
        None
        if tap is None
        else _is_coherent(tremor, tap, near_hz=peak.frequency_hz, spans=spans, criteria=criteria)
    )
    if coherent is None:
        return (
            words,
            "the tremor moved to the tapping's frequency, and no channel of the tapping tells whether it follows",
        )
    if not coherent:
        return words, ""
    return [f"the tremor took on the tapping's rhythm ({near[0]:g} Hz) and is coherent with it", *words], ""


def _is_coherent(
    tremor: Channel, tap: Channel, *, near_hz: float, spans: tuple[Interval, ...], criteria: Criteria
) -> bool | None:
    """Tell whether tremor and tapping are coherent about one frequency; None where it can't be told."""
    pairs = paired_stretches(tremor, tap, spans=spans, criteria=criteria)
    if pairs is None:
        return None
    found = cross_coherence(
        pairs, sampling_rate_hz=tremor.sampling_rate_hz, segment_s=criteria.number("coherence.segment_s")
    )
    if found.n_segments < int(criteria.number("coherence.fewest_segments")):
        return None
    return is_significant(
        found,
        near_hz=near_hz,
        half_band_hz=criteria.number("battery.coherence_half_band_hz"),
        alpha=criteria.number("coherence.alpha"),
        contiguous_bins=int(criteria.number("coherence.contiguous_bins")),
    )
