"""What the bursts of one muscle add up to: length, rate, regularity, size, and shares of the published ranges.

A length is compared, never judged: shares stand beside the source and the number of bursts. Called by the use case.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from legato.measures.burst_statistics import mean_interval, median_interval, sd_interval, share_interval
from legato.measures.catalog import HAND_DERIVED
from legato.model.burst import Burst, BurstTrain
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["BURST_MEASURES", "burst_lengths_ms", "compute_burst_measures", "length_distribution"]

BURST_MEASURES = {
    "burst_count": "1",
    "burst_duration_mean_ms": "ms",
    "burst_duration_sd_ms": "ms",
    "burst_duration_median_ms": "ms",
    "burst_rate_per_s": "1/s",
    "burst_interval_median_ms": "ms",
    "burst_interval_cv_ratio": "1",
    "burst_peak_median_uv": "uV",
    "burst_area_median_uvs": "uV s",
    "burst_share_under_cortical_limit_percent": "%",
    "silent_period_count": "1",
    "silent_period_duration_median_ms": "ms",
    "silent_period_depth_median_ratio": "1",
}
_RANGE_PREFIX = "burst_range."
_Interval = Callable[[NDArray[np.float64]], tuple[float, float] | None]


def burst_lengths_ms(bursts: tuple[Burst, ...]) -> NDArray[np.float64]:
    """Give the lengths of the bursts that were seen whole.

    Parameters
    ----------
    bursts : tuple of Burst

    Returns
    -------
    ndarray of float64, shape (n_whole,)
    """
    return np.array([burst.span.duration_s * 1e3 for burst in bursts if not burst.is_cut])


def length_distribution(
    bursts: tuple[Burst, ...], *, edges_ms: tuple[float, ...]
) -> tuple[tuple[float, float, int], ...]:
    """Count the whole bursts by length.

    Parameters
    ----------
    bursts : tuple of Burst
    edges_ms : tuple of float
        In rising order; a length on an edge belongs to the bin above.

    Returns
    -------
    tuple of (float, float, int)
        Lower edge, upper edge and count of each bin, with an open bin at each end (0 and infinity).
    """
    bounds = (0.0, *edges_ms, float("inf"))
    lengths = burst_lengths_ms(bursts)
    return tuple(
        (low, high, int(np.count_nonzero((lengths >= low) & (lengths < high))))
        for low, high in itertools.pairwise(bounds)
    )


def compute_burst_measures(
    train: BurstTrain, *, searched_s: float, criteria: Criteria, span: Interval | None = None
) -> tuple[Measure, ...]:
    """Add up the bursts and pauses of one muscle.

    Parameters
    ----------
    train : BurstTrain
    searched_s : float
        Seconds of signal that were searched: the rate is per second of these.
    criteria : Criteria
        ``burst.*`` and ``burst_range.*``.
    span : Interval or None
        Only bursts and pauses that begin in it; None takes all.

    Returns
    -------
    tuple of Measure
        One for each name of ``BURST_MEASURES`` and one share for each published range, each with its 95 % interval where
        one is known and with the number of bursts in its note.

    Notes
    -----
    Source: signal criteria, section 9; vanderveen2024 for the limit of 45 ms.
    """
    bursts = tuple(burst for burst in train.bursts if _begins_in(burst.span, span))
    silences = [period for period in train.silent_periods if _begins_in(period.span, span)]
    lengths = burst_lengths_ms(bursts)
    onsets = np.array([burst.span.start_s for burst in bursts])
    intervals = np.diff(onsets) * 1e3
    peaks = np.array([burst.peak_uv for burst in bursts])
    areas = np.array([burst.area_uvs for burst in bursts if not burst.is_cut])
    n_cut = len(bursts) - len(lengths)
    note = f"n = {len(lengths)} bursts" + (f", {n_cut} more were cut" if n_cut else "")
    pauses = np.array([period.span.duration_s * 1e3 for period in silences])
    depths = np.array([period.depth for period in silences])
    said = f"n = {len(silences)} pauses"

    def of(name: str, values: NDArray[np.float64], how: _Statistic, note: str = note) -> Measure:
        return _measure(name, values, how, train=train, note=note, least=criteria)

    return (
        _count("burst_count", len(bursts), train, searched_s, unit="bursts"),
        of("burst_duration_mean_ms", lengths, _MEAN),
        of("burst_duration_sd_ms", lengths, _SD),
        of("burst_duration_median_ms", lengths, _MEDIAN),
        _rate(len(bursts), intervals, train, searched_s),
        of("burst_interval_median_ms", intervals, _MEDIAN, f"n = {len(intervals)} intervals"),
        of("burst_interval_cv_ratio", intervals, _CV, f"n = {len(intervals)} intervals"),
        of("burst_peak_median_uv", peaks, _MEDIAN, f"n = {len(peaks)} bursts"),
        of("burst_area_median_uvs", areas, _MEDIAN),
        _share_under(lengths, train, criteria=criteria),
        _count("silent_period_count", len(silences), train, searched_s, unit="pauses"),
        of("silent_period_duration_median_ms", pauses, _MEDIAN, said),
        of("silent_period_depth_median_ratio", depths, _MEDIAN, said),
        *_range_shares(lengths, train, criteria=criteria),
    )


def _begins_in(span: Interval, within: Interval | None) -> bool:
    """Tell whether a span begins in another."""
    return within is None or within.start_s <= span.start_s < within.end_s


_Statistic = tuple[Callable[[NDArray[np.float64]], float], _Interval, int]


def _coefficient(values: NDArray[np.float64]) -> float:
    """Give the standard deviation over the mean."""
    return float(np.std(values, ddof=1) / np.mean(values))


def _coefficient_interval(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Give the interval of the standard deviation over the mean: the doubt of the mean is small beside that of the SD."""
    bounds = sd_interval(values)
    mean = float(np.mean(values))
    return None if bounds is None else (bounds[0] / mean, bounds[1] / mean)


# value, its interval, and how many numbers it needs to exist
_MEAN: _Statistic = (lambda values: float(np.mean(values)), mean_interval, 1)
_MEDIAN: _Statistic = (lambda values: float(np.median(values)), median_interval, 1)
_SD: _Statistic = (lambda values: float(np.std(values, ddof=1)), sd_interval, 2)
_CV: _Statistic = (_coefficient, _coefficient_interval, 2)


def _measure(
    name: str,
    values: NDArray[np.float64],
    how: _Statistic,
    *,
    train: BurstTrain,
    note: str,
    least: Criteria,
) -> Measure:
    """Make one measure, or say why there is none."""
    unit, source = BURST_MEASURES[name], _source_of(train)
    known = values[np.isfinite(values)]
    statistic, interval, needed = how
    if len(values) < needed:
        absent = MeasureStatus.NOT_FOUND if not len(values) else MeasureStatus.NOT_ASSESSABLE
        return Measure(name, None, unit, absent, source, sensor=train.channel, note=note)
    if len(known) < needed:
        why = f"the unit of the channel is not known; {note}"
        return Measure(name, None, unit, MeasureStatus.NOT_ASSESSABLE, source, sensor=train.channel, note=why)
    few = len(known) < least.number("burst.least_for_interval")
    return Measure(
        name,
        statistic(known),
        unit,
        MeasureStatus.MEASURED,
        source,
        interval=None if few else interval(known),
        sensor=train.channel,
        note=note,
    )


def _source_of(train: BurstTrain) -> str:
    """Give the source of the method that found the bursts."""
    return {"hodges_bui": "hodges1996", "bonato": "bonato1998"}.get(train.method, "staude2001")


def _count(name: str, count: int, train: BurstTrain, searched_s: float, *, unit: str) -> Measure:
    """Give a count: 0 says that it was searched and none was found."""
    return Measure(
        name,
        float(count),
        BURST_MEASURES[name],
        MeasureStatus.MEASURED,
        _source_of(train),
        sensor=train.channel,
        note=f"{unit} in {searched_s:.1f} s searched",
    )


def _rate(n: int, intervals_ms: NDArray[np.float64], train: BurstTrain, searched_s: float) -> Measure:
    """Give the bursts a second of the time searched; its interval holds the unevenness of the intervals."""
    name = "burst_rate_per_s"
    note = f"n = {n} bursts in {searched_s:.1f} s"
    if not searched_s > 0:
        return Measure(
            name, None, BURST_MEASURES[name], MeasureStatus.NOT_ASSESSABLE, _source_of(train), note=note
        )
    dispersion = _coefficient(intervals_ms) if len(intervals_ms) > 1 else 1.0
    half = 1.96 * max(dispersion, 1e-9) * float(np.sqrt(n)) / searched_s
    rate = n / searched_s
    return Measure(
        name,
        rate,
        BURST_MEASURES[name],
        MeasureStatus.MEASURED,
        _source_of(train),
        interval=(max(0.0, rate - half), rate + half) if n else (0.0, 3.0 / searched_s),
        sensor=train.channel,
        note=note,
    )


def _share_under(lengths: NDArray[np.float64], train: BurstTrain, *, criteria: Criteria) -> Measure:
    """Give the share of bursts shorter than the limit for cortical myoclonus; not with fewer than ten."""
    limit = criteria.record("burst.cortical_max_ms")
    limit_ms = criteria.number("burst.cortical_max_ms")
    n, least = len(lengths), int(criteria.number("burst.least_for_share"))
    name = "burst_share_under_cortical_limit_percent"
    note = f"n = {n} bursts; limit {limit_ms:g} ms; {HAND_DERIVED}"
    return _share(
        name, int(np.count_nonzero(lengths < limit_ms)), n, least, train, source=limit.source, note=note
    )


def _range_shares(
    lengths: NDArray[np.float64], train: BurstTrain, *, criteria: Criteria
) -> tuple[Measure, ...]:
    """Give the share of bursts within each published range."""
    least = int(criteria.number("burst.least_for_share"))
    shares = []
    for id in sorted(key for key in criteria.records if key.startswith(_RANGE_PREFIX)):
        low, high = criteria.numbers(id)
        record = criteria.record(id)
        name = f"burst_share_in_{id.removeprefix(_RANGE_PREFIX).removesuffix('_ms')}_range_percent"
        note = f"n = {len(lengths)} bursts; {low:g} to {high:g} ms, confidence {record.confidence}; {HAND_DERIVED}"
        count = int(np.count_nonzero((lengths >= low) & (lengths <= high)))
        shares.append(_share(name, count, len(lengths), least, train, source=record.source, note=note))
    return tuple(shares)


def _share(
    name: str, count: int, n: int, least: int, train: BurstTrain, *, source: str, note: str
) -> Measure:
    """Give a share in percent, or say that there are too few bursts."""
    bounds = share_interval(count, n)
    if n < least or bounds is None:
        why = f"fewer than {least} whole bursts; {note}"
        return Measure(name, None, "%", MeasureStatus.NOT_ASSESSABLE, source, sensor=train.channel, note=why)
    return Measure(
        name,
        100.0 * count / n,
        "%",
        MeasureStatus.MEASURED,
        source,
        interval=(100.0 * bounds[0], 100.0 * bounds[1]),
        sensor=train.channel,
        note=note,
    )
