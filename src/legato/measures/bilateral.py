"""Measures of two legs at once: coherence, phase, delay and asymmetry. Only where their clocks are known to agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.measures.catalog import Origin, absent_measure, found_measure
from legato.measures.leading import leading_rhythm, spans_of_rows
from legato.measures.mean_spectrum import cut_windows, read_rhythm
from legato.measures.rhythm import Rhythm
from legato.measures.stretches import (
    WINDOW_SLACK_S,
    Stretch,
    motion_triad,
    read_stretches,
    spread_spans,
    widen_spans,
)
from legato.model.criteria import Criteria
from legato.model.interval import Interval, merge_intervals
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Recording, Side
from legato.model.sensor_track import SensorTrack
from legato.signal.coherence import (
    Coherence,
    cross_coherence,
    delay_s,
    independence_limit,
    is_significant,
    phase_interval_deg,
)
from legato.signal.phase import principal_axis

__all__ = ["BILATERAL_MEASURES", "bilateral_measures", "other_leg"]

BILATERAL_MEASURES = (
    "bilateral_coherence_ratio",
    "bilateral_coherence_limit_ratio",
    "bilateral_phase_deg",
    "bilateral_delay_ms",
    "asymmetry_index_ratio",
)
_PHASE_MEASURES = BILATERAL_MEASURES[:4]
_OPPOSITE = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
# Key under which a pair of files states how well their clocks agree, in Provenance.settings.
ALIGNMENT_SETTING, UNKNOWN_ALIGNMENT = "alignment_error_s", "unknown"


@dataclass(frozen=True, eq=False)
class _Pair:
    """Stretches of both legs at the same times, and what they are read with."""

    left: list[Stretch]
    right: list[Stretch]
    quantity: str
    frequency_hz: float


def other_leg(track: SensorTrack, tracks: Sequence[SensorTrack]) -> SensorTrack | None:
    """Find the sensor at the same place on the other leg.

    Parameters
    ----------
    track : SensorTrack
    tracks : sequence of SensorTrack

    Returns
    -------
    SensorTrack or None
    """
    wanted = _OPPOSITE.get(track.sensor.side)
    for other in tracks:
        if other.sensor.side is wanted and other.sensor.placement is track.sensor.placement:
            return other
    return None


def _alignment_error_s(recording: Recording, left: SensorTrack, right: SensorTrack) -> float | None:
    """Give how far the two clocks may differ: 0 for one clock, the stated error for a pair, None when nothing is known."""
    for key, value in recording.provenance.settings:
        if key == ALIGNMENT_SETTING:
            return None if value == UNKNOWN_ALIGNMENT else float(value)
    clocks = [track.sensor.channels[0].time for track in (left, right)]
    return 0.0 if clocks[0] is clocks[1] or clocks[0] == clocks[1] else None


def bilateral_measures(
    recording: Recording,
    track: SensorTrack,
    tracks: Sequence[SensorTrack],
    *,
    rhythm: Rhythm | None,
    criteria: Criteria,
) -> list[Measure]:
    """Give the measures of two legs, each with a value or the reason why there is none.

    Parameters
    ----------
    recording : Recording
    track : SensorTrack
        The leading sensor.
    tracks : sequence of SensorTrack
    rhythm : Rhythm or None
        Of the leading sensor.
    criteria : Criteria

    Returns
    -------
    list of Measure
        One for each name of ``BILATERAL_MEASURES``.
    """
    other = other_leg(track, tracks)
    if other is None:
        why = "one leg only: needs a sensor at the same place on the other leg"
        return _absent(BILATERAL_MEASURES, MeasureStatus.NOT_MEASURED, why)
    if rhythm is None:
        return _absent(BILATERAL_MEASURES, MeasureStatus.NOT_FOUND, "no rhythm to compare")
    left, right = (track, other) if track.sensor.side is Side.LEFT else (other, track)
    pair = _read_pair(recording, left, right, rhythm=rhythm, criteria=criteria)
    if pair is None:
        why = "no stretch in which both legs were recorded"
        return _absent(BILATERAL_MEASURES, MeasureStatus.NOT_ASSESSABLE, why)
    powers = [_band_power(stretches, pair, criteria) for stretches in (pair.left, pair.right)]
    asymmetry = _asymmetry(powers, left=left, right=right, pair=pair)
    error_s = _alignment_error_s(recording, left, right)
    share = criteria.number("coherence.alignment_share")
    if error_s is None or error_s > share / pair.frequency_hz:
        known = "is not known" if error_s is None else f"is only known to {1000.0 * error_s:.0f} ms"
        why = f"how well the clocks of the two legs agree {known}"
        return [*_absent(_PHASE_MEASURES, MeasureStatus.NOT_ASSESSABLE, why), asymmetry]
    return [*_coherence_measures(pair, criteria=criteria), asymmetry]


def _absent(names: Sequence[str], status: MeasureStatus, why: str) -> list[Measure]:
    return [absent_measure(name, status, why, of=Origin(side=Side.BOTH.value)) for name in names]


def _read_pair(
    recording: Recording,
    left: SensorTrack,
    right: SensorTrack,
    *,
    rhythm: Rhythm,
    criteria: Criteria,
) -> _Pair | None:
    """Read both legs while either is in the state whose rhythm stands for it."""
    spans: list[Interval] = []
    for track in (left, right):
        leading = leading_rhythm(track, criteria=criteria)
        spans += spans_of_rows(track, leading.rows) if leading is not None else []
    merged = widen_spans(
        merge_intervals(spans), least_s=left.window_s + WINDOW_SLACK_S, end_s=recording.duration_s
    )
    pieces = spread_spans(
        merged, most_s=criteria.number("measures.reread_s"), piece_s=criteria.number("measures.excerpt_s")
    )
    quantity = rhythm.quantity
    if any(motion_triad(track.sensor, quantity) is None for track in (left, right)):
        return None
    found: tuple[list[Stretch], list[Stretch]] = ([], [])
    for first in read_stretches(left.sensor, pieces):
        for second in read_stretches(right.sensor, [first.span]):
            found[0].extend(read_stretches(left.sensor, [second.span]))
            found[1].append(second)
    if not found[0] or len(found[0]) != len(found[1]):
        return None
    return _Pair(found[0], found[1], quantity, rhythm.estimate.frequency_hz)


def _band_power(stretches: Sequence[Stretch], pair: _Pair, criteria: Criteria) -> tuple[float, float]:
    """Give the power within the band, background taken off, and how far its peak stands out."""
    windows = cut_windows(stretches, quantities=[pair.quantity], window_s=criteria.number("window.length_s"))
    power = windows.power(pair.quantity)
    if not len(power):
        return float("nan"), float("nan")
    low_hz, high_hz = criteria.numbers("tremor.background_hz")
    half_band_hz = criteria.number("tremor.half_band_hz")
    spectrum = read_rhythm(
        power,
        bin_hz=windows.bin_hz[pair.quantity],
        frequency_hz=pair.frequency_hz,
        half_band_hz=half_band_hz,
        background_hz=(low_hz, high_hz),
        neighbours=criteria.numbers("measures.neighbours"),
        harmonic_half_band_hz=criteria.number("harmonics.half_band_hz"),
    )
    bins_hz = np.arange(power.shape[1]) * windows.bin_hz[pair.quantity]
    inside = np.abs(bins_hz - pair.frequency_hz) <= half_band_hz
    total = float(np.sum(power.mean(axis=0, dtype=np.float64)[inside] - spectrum.background))
    return max(0.0, total), spectrum.peak_over_background


def _asymmetry(
    powers: Sequence[tuple[float, float]], *, left: SensorTrack, right: SensorTrack, pair: _Pair
) -> Measure:
    """Compare the sizes of both legs."""
    name = "asymmetry_index_ratio"
    of = Origin(side=Side.BOTH.value)
    has_unit = [t.has_gyro_unit if pair.quantity == "gyro" else t.has_accel_unit for t in (left, right)]
    sizes = [float(np.sqrt(power)) for power, _ in powers]
    if not all(has_unit):
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, "the unit is not known", of=of)
    if not np.isfinite(sum(sizes)) or sum(sizes) <= 0:
        why = "no whole window, or no power above the background"
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=of)
    quantity = "angular velocity" if pair.quantity == "gyro" else "acceleration"
    return found_measure(
        name, (sizes[0] - sizes[1]) / (sizes[0] + sizes[1]), note=f"of the {quantity}", of=of
    )


def _along(stretches: Sequence[Stretch], pair: _Pair, half_band_hz: float) -> list[NDArray[np.float64]]:
    """Lay each stretch along one principal axis common to all."""
    everything = np.concatenate(
        [s.samples[pair.quantity] - s.samples[pair.quantity].mean(axis=0) for s in stretches]
    )
    axis = principal_axis(
        everything,
        sampling_rate_hz=stretches[0].rate_hz[pair.quantity],
        near_hz=pair.frequency_hz,
        half_band_hz=half_band_hz,
    )
    return [s.samples[pair.quantity] @ axis for s in stretches]


def _common_times(
    values: NDArray[np.float64], stretch: Stretch, quantity: str, *, span: Interval, rate_hz: float
) -> NDArray[np.float64]:
    """Read a course off at the times of the other leg; a copy where the times are the same."""
    n_common = int(span.duration_s * rate_hz)
    times_s = span.start_s + np.arange(n_common) / rate_hz
    own_s = stretch.span.start_s + np.arange(len(values)) / stretch.rate_hz[quantity]
    return np.interp(times_s, own_s, values)


def _coherence(pair: _Pair, criteria: Criteria) -> tuple[Coherence, bool]:
    """Give the coherence of the two principal axes, and whether the clocks differ so that times had to be matched."""
    half_band_hz = criteria.number("tremor.half_band_hz")
    courses = [_along(stretches, pair, half_band_hz) for stretches in (pair.left, pair.right)]
    rate_hz = min(pair.left[0].rate_hz[pair.quantity], pair.right[0].rate_hz[pair.quantity])
    pairs: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    was_matched = False
    for a, b, first, second in zip(*courses, pair.left, pair.right, strict=True):
        same = len(a) == len(b) and abs(first.span.start_s - second.span.start_s) * rate_hz < 1e-3
        if same:
            pairs.append((a, b))
            continue
        was_matched = True
        span = Interval(
            max(first.span.start_s, second.span.start_s), min(first.span.end_s, second.span.end_s)
        )
        pairs.append(
            (
                _common_times(a, first, pair.quantity, span=span, rate_hz=rate_hz),
                _common_times(b, second, pair.quantity, span=span, rate_hz=rate_hz),
            )
        )
    segment_s = criteria.number("coherence.segment_s")
    return cross_coherence(pairs, sampling_rate_hz=rate_hz, segment_s=segment_s), was_matched


def _coherence_measures(pair: _Pair, *, criteria: Criteria) -> list[Measure]:
    """Give coherence, its limit, phase and delay."""
    of = Origin(side=Side.BOTH.value)
    coherence, was_matched = _coherence(pair, criteria)
    n_segments = coherence.n_segments
    fewest = int(criteria.number("coherence.fewest_segments"))
    if n_segments < fewest:
        why = f"needs {fewest} disjoint segments of both legs, found {n_segments}"
        return _absent(_PHASE_MEASURES, MeasureStatus.NOT_ASSESSABLE, why)
    near, alpha = criteria.number("tremor.half_band_hz"), criteria.number("coherence.alpha")
    significant = is_significant(
        coherence,
        near_hz=pair.frequency_hz,
        half_band_hz=near,
        alpha=alpha,
        contiguous_bins=int(criteria.number("coherence.contiguous_bins")),
    )
    inside = np.abs(coherence.frequency_hz - pair.frequency_hz) <= near
    top = int(np.nanargmax(np.where(inside, coherence.coherence, -1.0)))
    value = float(coherence.coherence[top])
    note = f"{'significant' if significant else 'not significant'}, {n_segments} disjoint segments"
    if was_matched:
        note += "; the times of one leg were interpolated to the other's"
    limit = independence_limit(n_segments, alpha=alpha)
    measures = [
        found_measure(
            _PHASE_MEASURES[0], value, interval=_coherence_interval(value, n_segments), note=note, of=of
        ),
        found_measure(_PHASE_MEASURES[1], limit, note=f"alpha {alpha:g}", of=of),
    ]
    phase = phase_interval_deg(float(coherence.phase_rad[top]), value, n_segments=n_segments)
    if not significant or phase is None:
        why = "the legs' rhythms are not significantly coherent"
        return [*measures, *_absent(_PHASE_MEASURES[2:], MeasureStatus.NOT_FOUND, why)]
    note = "known but for half a turn"
    measures.append(
        found_measure(_PHASE_MEASURES[2], phase[0], interval=(phase[1], phase[2]), note=note, of=of)
    )
    return [*measures, _delay_measure(coherence, pair, criteria=criteria)]


def _coherence_interval(value: float, n_segments: int) -> tuple[float, float]:
    """Give the 95 % interval of a coherence by Fisher's transform of its root (Halliday 1995)."""
    middle = np.arctanh(min(np.sqrt(value), 1.0 - 1e-9))
    half = 1.96 * np.sqrt(1.0 / (2.0 * n_segments))
    return float(np.tanh(max(0.0, middle - half)) ** 2), float(np.tanh(middle + half) ** 2)


def _delay_measure(coherence: Coherence, pair: _Pair, *, criteria: Criteria) -> Measure:
    """Give the delay, or say why a slope can't be read."""
    of = Origin(side=Side.BOTH.value)
    fewest = int(criteria.number("coherence.delay_bins"))
    found = delay_s(
        coherence,
        near_hz=pair.frequency_hz,
        half_band_hz=criteria.number("coherence.half_band_hz"),
        alpha=criteria.number("coherence.alpha"),
        fewest_bins=fewest,
        scatter_most_rad=criteria.number("coherence.delay_scatter_rad"),
    )
    if found is None:
        why = f"needs a straight phase over {fewest} significant bins"
        return absent_measure(_PHASE_MEASURES[3], MeasureStatus.NOT_ASSESSABLE, why, of=of)
    return found_measure(_PHASE_MEASURES[3], 1000.0 * found, of=of)
