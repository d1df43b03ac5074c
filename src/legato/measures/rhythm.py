"""Measures of the rhythm of one sensor: frequency, shape of the peak, regularity, amplitudes.

The samples of the leading state are read again, at most some minutes of them; everything is made from the same stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.measures.catalog import HAND_DERIVED, Origin, absent_measure, found_measure, origin_of
from legato.measures.leading import lead_quantity, leading_rhythm, spans_of_rows
from legato.measures.mean_spectrum import (
    RhythmSpectrum,
    StretchWindows,
    cut_windows,
    read_rhythm,
    window_peaks_hz,
)
from legato.measures.stretches import (
    WINDOW_SLACK_S,
    Stretch,
    motion_triad,
    read_stretches,
    spread_spans,
    widen_spans,
)
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import MovementKind
from legato.model.sensor_track import SensorTrack
from legato.signal.cycles import cycle_lengths_s, regularity_of, stability_index_hz
from legato.signal.frequency import FrequencyEstimate, IntervalFactors, mean_frequency
from legato.signal.phase import track_phase

__all__ = ["RHYTHM_MEASURES", "Rhythm", "interval_factors", "read_rhythm_of", "rhythm_measures"]

RHYTHM_MEASURES = (
    "dominant_frequency_hz",
    "frequency_wander_sd_hz",
    "half_width_hz",
    "peak_over_background_ratio",
    "peak_persistence_percent",
    "signal_to_noise_db",
    "harmonic2_ratio",
    "harmonic3_ratio",
    "regularity_ratio",
    "tremor_stability_index_hz",
)


@dataclass(frozen=True, eq=False)
class Rhythm:
    """The rhythm of one sensor and the samples that it was read from.

    Parameters
    ----------
    state : MovementKind
    quantity : str
        The one in which the rhythm stands out most: ``gyro`` or ``accel``.
    estimate : FrequencyEstimate
    spectra : dict of str to RhythmSpectrum
        By quantity; empty where no stretch holds a whole window.
    windows : StretchWindows
    stretches : list of Stretch
    rows : ndarray of bool, shape (n_windows,)
        Windows in which the rhythm goes on.
    found_s, read_s : float
        Seconds of the state, and those that were read again.
    """

    state: MovementKind
    quantity: str
    estimate: FrequencyEstimate
    spectra: dict[str, RhythmSpectrum]
    windows: StretchWindows
    stretches: list[Stretch]
    rows: NDArray[np.bool_]
    found_s: float
    read_s: float


def interval_factors(criteria: Criteria) -> IntervalFactors:
    """Give the fitted sizes of the frequency's interval."""
    return IntervalFactors(
        noise=criteria.number("frequency_interval.noise"),
        floor_rad=criteria.number("frequency_interval.floor_rad"),
        wander=criteria.number("frequency_interval.wander"),
    )


def read_rhythm_of(track: SensorTrack, *, end_s: float, criteria: Criteria) -> Rhythm | None:
    """Read the rhythm of the leading state of one sensor.

    Parameters
    ----------
    track : SensorTrack
    end_s : float
        End of the recording.
    criteria : Criteria

    Returns
    -------
    Rhythm or None
        None where no state has a rhythm, or its samples can't be followed.
    """
    leading = leading_rhythm(track, criteria=criteria)
    if leading is None:
        return None
    state, near_hz = leading.state, leading.near_hz
    spans = widen_spans(
        spans_of_rows(track, leading.rows), least_s=track.window_s + WINDOW_SLACK_S, end_s=end_s
    )
    found_s = sum(span.duration_s for span in spans)
    pieces = spread_spans(
        spans, most_s=criteria.number("measures.reread_s"), piece_s=criteria.number("measures.excerpt_s")
    )
    stretches = read_stretches(track.sensor, pieces)
    quantities = [name for name in ("gyro", "accel") if motion_triad(track.sensor, name) is not None]
    if not quantities or not stretches:
        return None
    windows = cut_windows(stretches, quantities=quantities, window_s=track.window_s)
    quantity = _standing_out_most(windows, quantities, near_hz=near_hz, criteria=criteria)
    estimate = _follow(quantity, stretches, windows, near_hz=near_hz, criteria=criteria)
    if estimate is None:
        return None
    spectra = (
        {name: _spectrum(windows, name, estimate.frequency_hz, criteria) for name in quantities}
        if len(windows.spectra[quantity][0])
        else {}
    )
    read_s = sum(stretch.span.duration_s for stretch in stretches)
    return Rhythm(state, quantity, estimate, spectra, windows, stretches, leading.rows, found_s, read_s)


def _peak_of_windows(
    windows: StretchWindows, quantity: str, *, near_hz: float, criteria: Criteria
) -> float | None:
    """Give the peak of the mean spectrum near a frequency; None without a window or a peak."""
    power = windows.power(quantity)
    if not len(power):
        return None
    mean = power.mean(axis=0, dtype=np.float64)[None, :].astype(np.float32)
    reach_hz = criteria.number("measures.near_hz")
    peak_hz = window_peaks_hz(mean, bin_hz=windows.bin_hz[quantity], near_hz=near_hz, reach_hz=reach_hz)
    return float(peak_hz[0])


def _standing_out_most(
    windows: StretchWindows, quantities: Sequence[str], *, near_hz: float, criteria: Criteria
) -> str:
    """Name the quantity whose mean spectrum shows the rhythm best; the first where there is no whole window."""
    best = (-1.0, quantities[0])
    for name in quantities:
        peak_hz = _peak_of_windows(windows, name, near_hz=near_hz, criteria=criteria)
        if peak_hz is not None:
            stands_out = _spectrum(windows, name, peak_hz, criteria).signal_to_noise
            best = max(best, (stands_out, name), key=lambda one: one[0])
    return best[1]


def _follow(
    quantity: str,
    stretches: Sequence[Stretch],
    windows: StretchWindows,
    *,
    near_hz: float,
    criteria: Criteria,
) -> FrequencyEstimate | None:
    """Follow the phase in one quantity through all stretches."""
    peak_hz = _peak_of_windows(windows, quantity, near_hz=near_hz, criteria=criteria)
    tracks = [
        track_phase(
            stretch.samples[quantity],
            sampling_rate_hz=stretch.rate_hz[quantity],
            near_hz=near_hz if peak_hz is None else peak_hz,
            half_band_hz=criteria.number("tremor.half_band_hz"),
        )
        for stretch in stretches
    ]
    return mean_frequency(
        [track for track in tracks if track is not None], factors=interval_factors(criteria)
    )


def _spectrum(
    windows: StretchWindows, quantity: str, frequency_hz: float, criteria: Criteria
) -> RhythmSpectrum:
    low_hz, high_hz = criteria.numbers("tremor.background_hz")
    return read_rhythm(
        windows.power(quantity),
        bin_hz=windows.bin_hz[quantity],
        frequency_hz=frequency_hz,
        half_band_hz=criteria.number("tremor.half_band_hz"),
        background_hz=(low_hz, high_hz),
        neighbours=criteria.numbers("measures.neighbours"),
        harmonic_half_band_hz=criteria.number("harmonics.half_band_hz"),
    )


def rhythm_measures(track: SensorTrack, rhythm: Rhythm, *, criteria: Criteria) -> list[Measure]:
    """Give the measures of ``RHYTHM_MEASURES`` of a rhythm that was read.

    Parameters
    ----------
    track : SensorTrack
    rhythm : Rhythm
    criteria : Criteria

    Returns
    -------
    list of Measure
        One for each name.
    """
    who = origin_of(track, rhythm.state)
    estimate = rhythm.estimate
    quality = min(1.0, estimate.duration_s / rhythm.found_s) if rhythm.found_s > 0 else None
    measures = [
        found_measure(
            "dominant_frequency_hz",
            estimate.frequency_hz,
            interval=(estimate.low_hz, estimate.high_hz),
            quality=quality,
            note=_how_much_was_read(track, rhythm),
            of=who,
        )
    ]
    if np.isfinite(estimate.wander_sd_hz):
        measures.append(found_measure("frequency_wander_sd_hz", estimate.wander_sd_hz, of=who))
    else:
        why = "the shaking is too short for two batches"
        measures.append(absent_measure("frequency_wander_sd_hz", MeasureStatus.NOT_ASSESSABLE, why, of=who))
    measures += _peak_measures(track, rhythm, criteria=criteria, who=who)
    measures += _cycle_measures(rhythm, criteria=criteria, who=who)
    return measures


def _how_much_was_read(track: SensorTrack, rhythm: Rhythm) -> str:
    """Say in which quantity the rhythm was followed and how much of it."""
    quantity = "angular velocity" if rhythm.quantity == "gyro" else "acceleration"
    note = f"followed in the {quantity}"
    others = 1.0 - float(np.mean(track.is_state(rhythm.state)[rhythm.rows]))
    if others > 0:
        note += f"; {100.0 * others:.0f} % of it in windows that no kind of shaking claims"
    if rhythm.read_s < 0.95 * rhythm.found_s:
        note += f"; {rhythm.read_s:.0f} s of {rhythm.found_s:.0f} s were read, spread evenly or where samples are whole"
    return note


def _peak_measures(track: SensorTrack, rhythm: Rhythm, *, criteria: Criteria, who: Origin) -> list[Measure]:
    """Give the shape and the strength of the peak."""
    spectrum = rhythm.spectra.get(rhythm.quantity)
    values: dict[str, tuple[float, str]] = {}
    if spectrum is not None:
        values = {
            "half_width_hz": (
                spectrum.half_width_hz,
                f"a steady rhythm has {1.44 / track.window_s:.2f} Hz in these windows",
            ),
            "peak_over_background_ratio": (spectrum.peak_over_background, ""),
            "signal_to_noise_db": (10.0 * np.log10(max(spectrum.signal_to_noise, 1e-9)), ""),
            "harmonic2_ratio": (spectrum.harmonics[0], f"{HAND_DERIVED}; no cut-off decides"),
            "harmonic3_ratio": (spectrum.harmonics[1], f"{HAND_DERIVED}; no cut-off decides"),
        }
    share = _persistence(track, rhythm.rows, least=criteria.number("tremor.peak_over_background"))
    values["peak_persistence_percent"] = (100.0 * share, "")
    measures = []
    for name in RHYTHM_MEASURES[2:8]:
        value, note = values.get(name, (float("nan"), "no whole window of shaking could be read"))
        if np.isfinite(value):
            measures.append(found_measure(name, value, note=note, of=who))
        else:
            why = (
                "above the highest frequency that the sampling rate allows" if spectrum is not None else note
            )
            measures.append(absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who))
    return measures


def _persistence(track: SensorTrack, rows: NDArray[np.bool_], *, least: float) -> float:
    """Give the share of the rhythm's windows with a significant peak in at least two of three consecutive windows."""
    column = track[f"{lead_quantity(track)}_peak_over_background"]
    significant = (np.nan_to_num(column) >= least).astype(np.intp)
    padded = np.concatenate(([0, 0], significant, [0, 0]))
    in_three = padded[:-2] + padded[1:-1] + padded[2:]
    lasting = np.maximum.reduce([in_three[:-2], in_three[1:-1], in_three[2:]]) >= 2
    return float(np.mean((lasting & (significant > 0))[rows])) if rows.any() else float("nan")


def _cycles(rhythm: Rhythm, *, criteria: Criteria) -> list[NDArray[np.float64]]:
    """Give the cycle lengths of each stretch."""
    return [
        cycle_lengths_s(
            stretch.samples[rhythm.quantity],
            sampling_rate_hz=stretch.rate_hz[rhythm.quantity],
            near_hz=rhythm.estimate.frequency_hz,
            half_band_hz=criteria.number("tsi.half_band_hz"),
        )
        for stretch in rhythm.stretches
    ]


def _first_seconds(cycles_s: Sequence[NDArray[np.float64]], wanted_s: float) -> list[NDArray[np.float64]]:
    """Keep whole cycles from the start until they add up to the wanted seconds."""
    kept: list[NDArray[np.float64]] = []
    left_s = wanted_s
    for lengths in cycles_s:
        n_kept = int(np.searchsorted(np.cumsum(lengths), left_s, side="left")) + 1
        kept.append(lengths[:n_kept])
        left_s -= float(kept[-1].sum())
        if left_s <= 0:
            break
    return kept


def _cycle_measures(rhythm: Rhythm, *, criteria: Criteria, who: Origin) -> list[Measure]:
    """Give regularity and the tremor stability index."""
    cycles_s = _cycles(rhythm, criteria=criteria)
    fewest = int(criteria.number("measures.fewest_cycles"))
    regularity = regularity_of(cycles_s, fewest=fewest)
    if regularity is None:
        why = f"fewer than {fewest} cycles"
        first = absent_measure("regularity_ratio", MeasureStatus.NOT_ASSESSABLE, why, of=who)
    else:
        n_cycles = sum(len(lengths) for lengths in cycles_s)
        first = found_measure("regularity_ratio", regularity, note=f"{n_cycles} cycles", of=who)
    return [first, _stability(rhythm, cycles_s, criteria=criteria, who=who)]


def _stability(
    rhythm: Rhythm, cycles_s: Sequence[NDArray[np.float64]], *, criteria: Criteria, who: Origin
) -> Measure:
    """Give the tremor stability index, or why there is none."""
    name = "tremor_stability_index_hz"
    wanted_s, least_db = criteria.number("tsi.seconds"), criteria.number("tsi.min_snr_db")
    there_s = rhythm.estimate.duration_s
    spectrum = rhythm.spectra.get(rhythm.quantity)
    snr_db = 10.0 * np.log10(max(spectrum.signal_to_noise, 1e-9)) if spectrum else -np.inf
    if there_s < wanted_s:
        why = f"needs {wanted_s:.0f} s of shaking, found {there_s:.0f} s; {HAND_DERIVED}"
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who)
    if snr_db < least_db:
        why = f"needs a signal-to-noise ratio of {least_db:.0f} dB, found {snr_db:.1f} dB; {HAND_DERIVED}"
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who)
    index = stability_index_hz(_first_seconds(cycles_s, wanted_s))
    if index is None:
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, f"too few cycles; {HAND_DERIVED}", of=who)
    note = f"{HAND_DERIVED}; at {rhythm.estimate.frequency_hz:.1f} Hz"
    return found_measure(name, index, note=note, of=who)
