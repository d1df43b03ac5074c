"""What the tests of the tremor laboratory read off one channel in one task: its course, its peak, its power.

EMG is freed of slow movement of the electrodes and rectified, so that its spectrum shows how often it bursts; any other
channel is taken as it lies. A stretch never bridges a gap.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.channel import Channel, ChannelKind
from legato.model.criteria import Criteria
from legato.model.interval import Interval, intervals_from_mask
from legato.model.time_base import TimeBase
from legato.signal.frequency import IntervalFactors, mean_frequency
from legato.signal.phase import track_phase

__all__ = [
    "Course",
    "TaskPeak",
    "band_powers",
    "find_task_peak",
    "log_ratio",
    "mean_level",
    "paired_stretches",
    "read_course",
    "too_slow_for_emg",
]

Float64 = NDArray[np.float64]
# Neighbouring Hann segments that overlap by half are nearly independent: 1 / (1 + 2 / 36) of them count.
_INDEPENDENT_SHARE = 0.947


@dataclass(frozen=True, eq=False)
class Course:
    """Samples of one channel in the spans of one task.

    Parameters
    ----------
    stretches : tuple of ndarray of float64, each shape (n_samples,)
        Finite, without gaps; EMG rectified.
    starts_s : tuple of float
        Time of the first sample of each, seconds since the start of the recording.
    rate_hz : float
    channel : str
    is_emg : bool
    """

    stretches: tuple[Float64, ...]
    starts_s: tuple[float, ...]
    rate_hz: float
    channel: str
    is_emg: bool

    @property
    def duration_s(self) -> float:
        """Seconds of samples."""
        return sum(len(stretch) for stretch in self.stretches) / self.rate_hz


@dataclass(frozen=True, eq=False)
class TaskPeak:
    """The peak of one channel in one task.

    Parameters
    ----------
    frequency_hz, low_hz, high_hz : float
        With its 95 % interval.
    over_background : float
        Height over the background about it.
    needed : float
        Height that was asked for.
    half_width_hz : float
        Full width at half of the height.
    """

    frequency_hz: float
    low_hz: float
    high_hz: float
    over_background: float
    needed: float
    half_width_hz: float

    @property
    def interval_hz(self) -> tuple[float, float]:
        """Both ends of the 95 % interval."""
        return self.low_hz, self.high_hz


def too_slow_for_emg(channel: Channel, *, criteria: Criteria) -> bool:
    """Tell whether an EMG channel is sampled too slowly to rectify it.

    Parameters
    ----------
    channel : Channel
    criteria : Criteria

    Returns
    -------
    bool
        False for a channel that is no EMG.
    """
    lowest_hz = criteria.number("battery.emg_lowest_rate_hz")
    return channel.kind is ChannelKind.EMG and channel.sampling_rate_hz < lowest_hz


def read_course(channel: Channel, spans: Iterable[Interval], *, criteria: Criteria) -> Course:
    """Read the samples of one channel in some spans.

    Parameters
    ----------
    channel : Channel
    spans : iterable of Interval
    criteria : Criteria

    Returns
    -------
    Course
        Without a stretch where the channel has no finite samples there.
    """
    is_emg = channel.kind is ChannelKind.EMG
    shortest = int(criteria.number("battery.shortest_stretch_s") * channel.sampling_rate_hz)
    stretches: list[Float64] = []
    starts_s: list[float] = []
    for span in spans:
        first, behind = channel.time.index_at(span.start_s), channel.time.index_at(span.end_s)
        values = channel.read(first, behind)
        for low, high in _whole_pieces(values, channel.time, first=first):
            if high - low < max(shortest, 2):
                continue
            piece = values[low:high] - values[low:high].mean()
            if is_emg:
                high_pass_hz = criteria.number("battery.emg_high_pass_hz")
                piece = np.abs(_high_passed(piece, channel.sampling_rate_hz, high_pass_hz=high_pass_hz))
            stretches.append(piece)
            starts_s.append(float(channel.time.times_s(first + low, first + low + 1)[0]))
    return Course(tuple(stretches), tuple(starts_s), channel.sampling_rate_hz, channel.name, is_emg)


def _whole_pieces(values: Float64, time: TimeBase, *, first: int) -> list[tuple[int, int]]:
    """Give the index pairs of the pieces without a lost sample that lie in one run of the clock."""
    pieces = []
    edges = [start - first for start, _ in time.run_bounds()]
    for low, high in intervals_from_mask(np.isfinite(values)):
        cuts = [low, *(edge for edge in edges if low < edge < high), high]
        pieces += list(itertools.pairwise(cuts))
    return pieces


def _high_passed(values: Float64, rate_hz: float, *, high_pass_hz: float) -> Float64:
    """Take away what is slower, without a shift in time, by a smooth edge of one octave in the spectrum."""
    from scipy import fft  # here, because `import legato` must not pay for it

    n_padded = fft.next_fast_len(len(values) + int(rate_hz / high_pass_hz), real=True)
    spectrum = fft.rfft(values, n_padded)
    frequency_hz = np.arange(len(spectrum)) * rate_hz / n_padded
    rise = np.clip(2.0 * frequency_hz / high_pass_hz - 1.0, 0.0, 1.0)
    passed: Float64 = fft.irfft(spectrum * (0.5 - 0.5 * np.cos(np.pi * rise)), n_padded)[: len(values)]
    return passed


def _segments(course: Course, *, segment_s: float, step: float) -> Float64:
    """Give the power of every Hann segment, rows; scaled so that a sum over bins is the mean square."""
    from scipy import fft

    length = int(segment_s * course.rate_hz)
    taper = np.hanning(length + 1)[:-1]
    rows = []
    for stretch in course.stretches:
        for start in range(0, len(stretch) - length + 1, max(1, int(step * length))):
            piece = stretch[start : start + length]
            rows.append(np.abs(fft.rfft((piece - piece.mean()) * taper)) ** 2)
    scale = 2.0 / (length * float(np.sum(taper**2)))
    power: Float64 = np.asarray(rows, dtype=np.float64).reshape(len(rows), length // 2 + 1) * scale
    return power


def find_task_peak(
    course: Course,
    *,
    criteria: Criteria,
    band_hz: tuple[float, float],
    only_hz: tuple[float, float] | None = None,
) -> TaskPeak | None:
    """Find the rhythm of one channel in one task.

    Parameters
    ----------
    course : Course
    criteria : Criteria
    band_hz : tuple of float
        The band that makes the background.
    only_hz : tuple of float or None
        Where in the band the peak must lie; None for anywhere.

    Returns
    -------
    TaskPeak or None
        None where no peak stands out, or no segment is whole.

    Notes
    -----
    Source: engineering. A peak must stand out over the median of its neighbourhood and of the band by more than noise
    does anywhere in the band with the probability ``battery.peak_alpha``, which follows from the number of segments,
    and by at least ``battery.peak_least``.
    """
    power = _segments(course, segment_s=criteria.number("battery.segment_s"), step=0.5)
    if not len(power) or not power.any():
        return None
    bin_hz = 1.0 / (int(criteria.number("battery.segment_s") * course.rate_hz) / course.rate_hz)
    low = max(1, int(np.ceil(band_hz[0] / bin_hz)))
    high = min(int(band_hz[1] / bin_hz), power.shape[1] - 2)
    if high <= low:
        return None
    mean = power.mean(axis=0)
    background = _background(
        mean, low=low, high=high, reach=criteria.numbers("battery.neighbours_hz"), bin_hz=bin_hz
    )
    ratio = mean[low : high + 1] / background
    is_top = (mean[low : high + 1] >= mean[low - 1 : high]) & (
        mean[low : high + 1] > mean[low + 1 : high + 2]
    )
    needed = max(
        criteria.number("battery.peak_least"),
        _height_of_noise(len(power), high - low + 1, alpha=criteria.number("battery.peak_alpha")),
    )
    stands_out = is_top & (ratio >= needed)
    if only_hz is not None:
        place_hz = np.arange(low, high + 1) * bin_hz
        stands_out &= (place_hz >= only_hz[0]) & (place_hz <= only_hz[1])
    if not stands_out.any():
        return None
    top = int(np.argmax(np.where(stands_out, mean[low : high + 1], -1.0)))
    return _follow(
        course, mean, top=low + top, bin_hz=bin_hz, height=(float(ratio[top]), needed), criteria=criteria
    )


def _background(mean: Float64, *, low: int, high: int, reach: tuple[float, ...], bin_hz: float) -> Float64:
    """Give, for every bin of the band, the larger of the medians of the band and of the bin's neighbourhood."""
    inner, outer = (round(edge / bin_hz) for edge in reach)
    whole = float(np.median(mean[low : high + 1]))
    found = np.full(high - low + 1, whole)
    for place in range(low, high + 1):
        below = mean[max(1, place - outer) : max(1, place - inner + 1)]
        above = mean[place + inner : place + outer + 1]
        if len(below) and len(above):
            found[place - low] = max(whole, float(np.median(np.concatenate([below, above]))))
    floored: Float64 = np.maximum(found, np.finfo(float).tiny)
    return floored


def _height_of_noise(n_segments: int, n_bins: int, *, alpha: float) -> float:
    """Give the height over the median that noise exceeds anywhere in the band with probability ``alpha``."""
    from scipy.special import gammaincinv

    shape = max(1.0, _INDEPENDENT_SHARE * n_segments)
    return float(gammaincinv(shape, 1.0 - alpha / n_bins) / gammaincinv(shape, 0.5))


def _follow(
    course: Course,
    mean: Float64,
    *,
    top: int,
    bin_hz: float,
    height: tuple[float, float],
    criteria: Criteria,
) -> TaskPeak:
    """Give the mean frequency by following the phase; where it can't be followed, the bin and its neighbours."""
    half_band_hz = criteria.number("tremor.half_band_hz")
    near_hz = top * bin_hz
    tracks = [
        track_phase(
            stretch[:, None], sampling_rate_hz=course.rate_hz, near_hz=near_hz, half_band_hz=half_band_hz
        )
        for stretch in course.stretches
    ]
    factors = IntervalFactors(
        noise=criteria.number("frequency_interval.noise"),
        floor_rad=criteria.number("frequency_interval.floor_rad"),
        wander=criteria.number("frequency_interval.wander"),
    )
    estimate = mean_frequency([track for track in tracks if track is not None], factors=factors)
    width_hz = _width_hz(mean, top=top, bin_hz=bin_hz)
    if estimate is None or abs(estimate.frequency_hz - near_hz) > half_band_hz:
        return TaskPeak(near_hz, near_hz - bin_hz, near_hz + bin_hz, *height, width_hz)
    return TaskPeak(estimate.frequency_hz, estimate.low_hz, estimate.high_hz, *height, width_hz)


def _width_hz(mean: Float64, *, top: int, bin_hz: float) -> float:
    """Give the full width at half of the height, straight between bins."""
    half = 0.5 * mean[top]
    total = 0.0
    for side in (mean[top:], mean[top::-1]):
        is_below = side < half
        first = int(np.argmax(is_below)) if is_below.any() else len(side) - 1
        part = (side[first - 1] - half) / (side[first - 1] - side[first]) if is_below.any() else 1.0
        total += first - 1 + float(part)
    return total * bin_hz


def band_powers(course: Course, *, centre_hz: float, criteria: Criteria) -> Float64:
    """Give the power about one frequency in every disjoint segment, less the background.

    Parameters
    ----------
    course : Course
    centre_hz : float
    criteria : Criteria

    Returns
    -------
    ndarray of float64, shape (n_segments,)
        Unit of the samples squared; may be below 0 where there is nothing but background.
    """
    segment_s = criteria.number("coherence.segment_s")
    power = _segments(course, segment_s=segment_s, step=1.0)
    length = int(segment_s * course.rate_hz)
    frequency_hz = np.arange(power.shape[1]) * course.rate_hz / length
    apart_hz = np.abs(frequency_hz - centre_hz)
    inner_hz, outer_hz = criteria.numbers("battery.neighbours_hz")
    inside = apart_hz <= criteria.number("tremor.half_band_hz")
    around = (apart_hz > inner_hz) & (apart_hz <= outer_hz) & (frequency_hz > 0)
    background = float(np.median(power[:, around])) if len(power) and around.any() else 0.0
    found: Float64 = power[:, inside].sum(axis=1) - background * int(inside.sum())
    return found


def log_ratio(after: Float64, before: Float64) -> tuple[float, float, float] | None:
    """Compare two sets of powers: log10 of the ratio of their means with a 95 % interval.

    Parameters
    ----------
    after, before : ndarray of float64, shape (n_segments,)

    Returns
    -------
    tuple of float or None
        Value, lower and upper end; None with fewer than two segments in either, or no power before.

    Notes
    -----
    Source: engineering. The interval is that of the difference of the logarithms of two means (delta method), with
    Student's quantile of the smaller set. Where nothing is left afterwards, the value stands for less than a thousandth.
    """
    from scipy.special import stdtrit

    if min(len(after), len(before)) < 2 or not float(before.mean()) > 0:
        return None
    floor = 1e-3 * float(before.mean())
    means = [max(float(one.mean()), floor) for one in (after, before)]
    errors = [
        float(one.std(ddof=1)) / mean / np.sqrt(len(one))
        for one, mean in zip((after, before), means, strict=True)
    ]
    quantile = float(stdtrit(min(len(after), len(before)) - 1, 0.975))
    half = quantile * float(np.hypot(*errors)) / np.log(10.0)
    value = float(np.log10(means[0] / means[1]))
    return value, value - half, value + half


def mean_level(course: Course, *, start_s: float, end_s: float) -> float:
    """Give the mean of a course between two times; NaN where one stretch does not hold them both.

    Parameters
    ----------
    course : Course
    start_s, end_s : float
        Seconds since the start of the recording.

    Returns
    -------
    float
        Mean of rectified EMG; root mean square of anything else.
    """
    for stretch, first_s in zip(course.stretches, course.starts_s, strict=True):
        low, high = round((start_s - first_s) * course.rate_hz), round((end_s - first_s) * course.rate_hz)
        if low >= 0 and high <= len(stretch) and high > low:
            piece = stretch[low:high]
            return float(piece.mean()) if course.is_emg else float(np.sqrt(np.mean(piece**2)))
    return float("nan")


def paired_stretches(
    first: Channel, second: Channel, *, spans: Iterable[Interval], criteria: Criteria
) -> list[tuple[Float64, Float64]] | None:
    """Read two channels at the same times, for their coherence.

    Parameters
    ----------
    first, second : Channel
    spans : iterable of Interval
    criteria : Criteria

    Returns
    -------
    list of (ndarray, ndarray) or None
        Stretches in which both are whole; None where the two rates or clocks differ, because nothing is resampled here.
    """
    if first.sampling_rate_hz != second.sampling_rate_hz:
        return None
    spans = list(spans)
    rate_hz = first.sampling_rate_hz
    courses = [read_course(channel, spans, criteria=criteria) for channel in (first, second)]
    pairs = []
    for one, one_s in zip(courses[0].stretches, courses[0].starts_s, strict=True):
        for other, other_s in zip(courses[1].stretches, courses[1].starts_s, strict=True):
            start_s = max(one_s, other_s)
            places = [(start_s - begin_s) * rate_hz for begin_s in (one_s, other_s)]
            firsts = [round(place) for place in places]
            n_common = min(len(one) - firsts[0], len(other) - firsts[1])
            if n_common <= 0:
                continue
            if max(abs(place - whole) for place, whole in zip(places, firsts, strict=True)) > 1e-3:
                return None
            pairs.append((one[firsts[0] : firsts[0] + n_common], other[firsts[1] : firsts[1] + n_common]))
    return pairs
