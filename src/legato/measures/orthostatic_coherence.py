"""The coherence between the legs on standing, beside what was published for orthostatic tremor of each frequency."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.pair_coherence import CoherentPeak, PairCoherence, PairKind

__all__ = ["derive_orthostatic_coherence"]

_LEG_NATIVE = "leg-native: the published figure is of EMG of the legs"
_NOT_EMG = "the published figure is of EMG of the legs, and this pair is not of EMG"
_BANDS = (
    ("orthostatic_coherence_fast_ratio", "orthostatic.fast_hz", "orthostatic.published_fast"),
    ("orthostatic_coherence_middle_ratio", "orthostatic.middle_hz", "orthostatic.published_middle"),
    ("orthostatic_coherence_slow_ratio", "orthostatic.slow_hz", "orthostatic.published_slow"),
)
_WIDTH = "orthostatic_half_width_hz"


def derive_orthostatic_coherence(pair: PairCoherence, *, criteria: Criteria) -> tuple[Measure, ...]:
    """State the coherence between the legs against the published figures.

    Parameters
    ----------
    pair : PairCoherence
        Of the two legs, while the person stood.
    criteria : Criteria

    Returns
    -------
    tuple of Measure
        Coherence at the common peak within 13 to 18 Hz, 10 to 13 Hz and below 10 Hz (at most one of them is measured),
        and the width of the peak. None of them says what the shaking is.

    Notes
    -----
    Source: Rigby 2015, EMG of the legs. Deviation: published limits were read with the authors' own segments; coherence
    falls with the length of a segment where the frequency wanders.
    """
    if pair.kind is not PairKind.LEG_LEG:
        why = f"needs the same kind of signal of both legs; this pair is {pair.kind.value}"
        return tuple(
            Measure(name, None, unit, MeasureStatus.NOT_MEASURED, "rigby2015", note=why)
            for name, unit in (*((name, "1") for name, _, _ in _BANDS), (_WIDTH, "Hz"))
        )
    peak = pair.peak if pair.is_significant else None
    bands = tuple(
        _in_band(pair, peak, name, criteria.numbers(band), criteria.numbers(published))
        for name, band, published in _BANDS
    )
    return (*bands, _half_width(pair, peak, criteria=criteria))


def _origin(pair: PairCoherence) -> str:
    """Say how far the published figure is of the same kind (only pairs of EMG are looked at for crosstalk)."""
    return _NOT_EMG if pair.crosstalk is None else _LEG_NATIVE


def _in_band(
    pair: PairCoherence,
    peak: CoherentPeak | None,
    name: str,
    band_hz: tuple[float, ...],
    published: tuple[float, ...],
) -> Measure:
    """State the coherence within one band."""
    low_hz, high_hz = band_hz
    if peak is None and pair.status is MeasureStatus.NOT_ASSESSABLE:
        return Measure(name, None, "1", MeasureStatus.NOT_ASSESSABLE, "rigby2015", note=pair.reason)
    top_hz = np.nextafter(high_hz, np.inf) if name == _BANDS[0][0] else high_hz  # 18 Hz itself is fast
    if peak is None or not low_hz <= peak.frequency_hz < top_hz:
        where = pair.reason if peak is None else f"the common peak lies at {peak.frequency_hz:g} Hz"
        why = f"nothing significant within {low_hz:g} to {high_hz:g} Hz: {where}"
        return Measure(name, None, "1", MeasureStatus.NOT_FOUND, "rigby2015", note=why)
    mean, low, high = published
    beside = "no interval to compare"
    if peak.interval is not None:
        beside = "the intervals overlap"
        if peak.interval[1] < low:
            beside = "this one lies below"
        elif peak.interval[0] > high:
            beside = "this one lies above"
    return Measure(
        name,
        peak.coherence,
        "1",
        MeasureStatus.MEASURED,
        "rigby2015",
        interval=peak.interval,
        side="both",
        note=f"at {peak.frequency_hz:g} Hz, {pair.n_segments} segments; published {mean:.2f} ({low:.2f} to {high:.2f}): {beside};"
        f" {_origin(pair)}; no cut-off decides",
    )


def _half_width(pair: PairCoherence, peak: CoherentPeak | None, *, criteria: Criteria) -> Measure:
    """Read the width of the peak, the mean of both legs."""
    coarsest_hz = criteria.number("orthostatic.resolution_hz")
    mean, low, high = criteria.numbers("orthostatic.published_half_width_hz")
    if peak is None:
        why = pair.reason
        return Measure(_WIDTH, None, "Hz", MeasureStatus.NOT_ASSESSABLE, "rigby2015", note=why)
    if 1.0 / pair.segment_s > coarsest_hz:
        why = f"resolution {1.0 / pair.segment_s:g} Hz, needs {coarsest_hz:g} Hz: segments of {1.0 / coarsest_hz:g} s"
        return Measure(_WIDTH, None, "Hz", MeasureStatus.NOT_ASSESSABLE, "rigby2015", note=why)
    at = int(np.argmin(np.abs(pair.frequency_hz - peak.frequency_hz)))
    half_hz = criteria.number("pair_coherence.background_half_hz")
    near = np.abs(pair.frequency_hz - peak.frequency_hz) <= half_hz
    widths = [
        _width_bins(power - np.median(power[near]), at) for power in (pair.first_power, pair.second_power)
    ]
    if not np.isfinite(widths).all():
        why = "the peak does not fall to half its height on both sides"
        return Measure(_WIDTH, None, "Hz", MeasureStatus.NOT_ASSESSABLE, "rigby2015", note=why)
    return Measure(
        _WIDTH,
        float(np.mean(widths) / pair.segment_s),
        "Hz",
        MeasureStatus.MEASURED,
        "rigby2015",
        side="both",
        note=f"full width at half height, mean of both legs, the {1.44 / pair.segment_s:.2f} Hz of the taper not taken off;"
        f" published {mean:g} ({low:g} to {high:g}) Hz for 13 to 18 Hz; {_origin(pair)}",
    )


def _width_bins(power: NDArray[np.float64], at: int) -> float:
    """Give the full width at half height around the top near a bin; NaN where a side never falls so far."""
    top = at + int(np.argmax(power[max(at - 1, 0) : at + 2])) - min(at, 1)
    half = power[top] / 2.0
    if not half > 0:
        return float("nan")
    edges = []
    for step in (-1, 1):
        k = top
        while 0 <= k + step < len(power) and power[k + step] > half:
            k += step
        if not 0 <= k + step < len(power):
            return float("nan")
        edges.append(k + step * float((power[k] - half) / (power[k] - power[k + step])))
    return edges[1] - edges[0]
