"""Noise floor of a recording from its stillest windows, and whether a weak rhythm hides in their mean."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from legato.measures.catalog import absent_measure, found_measure, origin_of
from legato.measures.leading import assessable_rows
from legato.measures.mean_spectrum import cut_windows, read_rhythm
from legato.measures.stretches import WINDOW_SLACK_S, motion_triad, read_stretches
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import MovementKind
from legato.model.sensor_track import SensorTrack

__all__ = ["NoiseFloor", "noise_measures", "read_noise"]

_STILL = (MovementKind.STILL, MovementKind.STANDING, MovementKind.OFF_BODY)
_LEAST_COVERAGE = 0.99
_UNITS = {"accel": ("mps2", 1.0), "gyro": ("dps", float(np.degrees(1.0)))}


@dataclass(frozen=True, slots=True)
class NoiseFloor:
    """Noise of one quantity in the stillest windows.

    Parameters
    ----------
    density : float
        Median between the background frequencies, unit squared per hertz, three axes together.
    n_windows : int
    is_still : bool
        False where the leg moved even in its stillest windows, so that the floor is an upper bound.
    weak_peak_hz : float or None
        Peak that stands out of the mean of the windows by more than chance.
    weak_rms : float or None
        RMS within that peak +- the half band, noise left in: an upper bound.
    """

    density: float
    n_windows: int
    is_still: bool
    weak_peak_hz: float | None = None
    weak_rms: float | None = None

    def rms(self, *, band_hz: float) -> float:
        """Give the RMS of the noise within a band of this width."""
        return float(np.sqrt(self.density * band_hz))


def _stillest_rows(track: SensorTrack, quantity: str, n_wanted: int) -> list[int]:
    """Give the stillest assessable windows that do not overlap, in order of time; off the body counts as still."""
    usable = assessable_rows(track) | track.is_state(MovementKind.OFF_BODY)
    rms = np.where(usable & (track["coverage"] >= _LEAST_COVERAGE), track[f"{quantity}_rms"], np.nan)
    chosen: list[int] = []
    starts_s = track["start_s"]
    for row in np.argsort(rms)[: int(np.isfinite(rms).sum())]:
        if all(abs(starts_s[row] - starts_s[other]) >= track.window_s for other in chosen):
            chosen.append(int(row))
        if len(chosen) == n_wanted:
            break
    return sorted(chosen)


def _chance_ratio(n_windows: int, *, alpha: float, n_bins: int) -> float:
    """Give the height over the mean that noise alone exceeds in one of ``n_bins`` with probability ``alpha``.

    Wilson and Hilferty's cube; two degrees of freedom a window as if one axis held all the noise, which errs on the side
    of finding nothing.
    """
    z = NormalDist().inv_cdf(1.0 - alpha / n_bins)
    spread = 2.0 / (9.0 * 2.0 * n_windows)
    return float((1.0 - spread + z * np.sqrt(spread)) ** 3)


def _weak_peak(
    power: NDArray[np.float32], *, bin_hz: float, criteria: Criteria
) -> tuple[float | None, float | None]:
    """Look for a peak in the mean of still windows that chance does not explain."""
    low_hz, high_hz = criteria.numbers("tremor.background_hz")
    half_band_hz = criteria.number("tremor.half_band_hz")
    mean = power.mean(axis=0, dtype=np.float64)
    bins_hz = np.arange(len(mean)) * bin_hz
    # A peak must fall on both sides, so the ends of the band and slow drift at its lower end are left out.
    # So is the last bin of a slow sensor, whose band ends before.
    most_hz = min(high_hz, float(bins_hz[-1])) - half_band_hz
    inside = np.flatnonzero((bins_hz >= low_hz + half_band_hz) & (bins_hz <= most_hz))
    if not len(inside):
        return None, None
    top = inside[np.argmax(mean[inside])]
    if not mean[top] > max(mean[top - 1], mean[top + 1]):
        return None, None
    peak_hz = float(bins_hz[top])
    rhythm = read_rhythm(
        power,
        bin_hz=bin_hz,
        frequency_hz=peak_hz,
        half_band_hz=half_band_hz,
        background_hz=(low_hz, high_hz),
        neighbours=criteria.numbers("measures.neighbours"),
        harmonic_half_band_hz=criteria.number("harmonics.half_band_hz"),
    )
    limit = _chance_ratio(len(power), alpha=criteria.number("measures.weak_peak_alpha"), n_bins=len(inside))
    _, far = criteria.numbers("measures.neighbours")
    near = (np.abs(bins_hz - peak_hz) <= far * half_band_hz) & (np.abs(bins_hz - peak_hz) > half_band_hz)
    # The higher of the two backgrounds: broad unrest around the peak is no rhythm.
    ground = max(rhythm.background, float(np.median(mean[near])))
    if not mean[top] > limit * ground or ground == 0:
        return None, None
    return peak_hz, float(np.sqrt(mean[np.abs(bins_hz - peak_hz) <= half_band_hz].sum()))


def read_noise(track: SensorTrack, quantity: str, *, criteria: Criteria) -> NoiseFloor | None:
    """Read the noise floor of one quantity from the stillest windows of one sensor.

    Parameters
    ----------
    track : SensorTrack
    quantity : str
        ``accel`` or ``gyro``.
    criteria : Criteria

    Returns
    -------
    NoiseFloor or None
        None where the sensor has no such quantity, no window that could be read, or a rate too low for the band.
    """
    if motion_triad(track.sensor, quantity) is None or not len(track):
        return None
    rows = _stillest_rows(track, quantity, int(criteria.number("measures.noise_windows")))
    spans = [
        Interval(float(track["start_s"][row]), float(track["start_s"][row]) + track.window_s) for row in rows
    ]
    spans = [Interval(span.start_s, span.end_s + WINDOW_SLACK_S) for span in spans]
    windows = cut_windows(read_stretches(track.sensor, spans), quantities=[quantity], window_s=track.window_s)
    power, bin_hz = windows.power(quantity), windows.bin_hz[quantity]
    if not len(power):
        return None
    bins_hz = np.arange(power.shape[1]) * bin_hz
    low_hz, high_hz = criteria.numbers("tremor.background_hz")
    inside = (bins_hz >= low_hz) & (bins_hz <= high_hz)
    is_still = bool(track.is_state(*_STILL)[rows].all())
    weak: tuple[float | None, float | None] = (None, None)
    if is_still and not track.is_state(MovementKind.OFF_BODY)[rows].any():
        weak = _weak_peak(power, bin_hz=bin_hz, criteria=criteria)
    if not inside.any():
        return None  # sampled too slowly to reach the band in which a sensor's own noise is looked for
    density = float(np.median(power[:, inside].mean(axis=0, dtype=np.float64))) / bin_hz
    return NoiseFloor(density, len(power), is_still, *weak)


def noise_measures(
    track: SensorTrack, floors: dict[str, NoiseFloor | None], *, criteria: Criteria
) -> list[Measure]:
    """Give the noise floor of both quantities as measures.

    Parameters
    ----------
    track : SensorTrack
    floors : dict of str to NoiseFloor or None
        By quantity.
    criteria : Criteria

    Returns
    -------
    list of Measure
        Four, in order of the catalogue.
    """
    band_hz = criteria.number("measures.noise_band_hz")
    who = origin_of(track)
    measures: dict[str, Measure] = {}
    for quantity, (unit, scale) in _UNITS.items():
        floor = floors.get(quantity)
        names = (f"noise_floor_{unit}", f"noise_density_{unit}_per_rthz")
        has_unit = track.has_accel_unit if quantity == "accel" else track.has_gyro_unit
        for name in names:
            if motion_triad(track.sensor, quantity) is None:
                status, why = MeasureStatus.NOT_MEASURED, "the sensor does not have it"
                measures[name] = absent_measure(name, status, why, of=who)
            elif floor is None or not has_unit:
                why = (
                    "the unit is not known"
                    if floor is not None
                    else "no whole window of a sufficient rate could be read"
                )
                measures[name] = absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=who)
            else:
                value = floor.rms(band_hz=band_hz) if name == names[0] else floor.rms(band_hz=1.0)
                note = f"from {floor.n_windows} stillest windows"
                if not floor.is_still:
                    note += "; upper bound: not all of them were still"
                measures[name] = found_measure(name, value * scale, note=note, of=who)
    return [measures[name] for name in sorted(measures, key=_catalogue_order)]


def _catalogue_order(name: str) -> int:
    """Floors before densities."""
    return (
        "noise_floor_mps2",
        "noise_floor_dps",
        "noise_density_mps2_per_rthz",
        "noise_density_dps_per_rthz",
    ).index(name)
