"""How large the shaking of one sensor is: m/s2, deg/s and mm."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.measures.catalog import Origin, absent_measure, found_measure, origin_of
from legato.measures.mean_spectrum import window_peaks_hz
from legato.measures.rhythm import Rhythm
from legato.measures.stretches import motion_triad
from legato.model.channel import ChannelKind
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.sensor_track import SensorTrack
from legato.signal.amplitude import band_rms, displacement_rms, peak_to_peak_mm
from legato.signal.frequency import error_of_mean

__all__ = ["SIZE_MEASURES", "size_measures"]

SIZE_MEASURES = ("amplitude_mps2", "amplitude_dps", "amplitude_mm")
_QUANTITY = {"amplitude_mps2": ("accel", 1.0), "amplitude_dps": ("gyro", float(np.degrees(1.0)))}


def size_measures(track: SensorTrack, rhythm: Rhythm, *, criteria: Criteria) -> list[Measure]:
    """Give the amplitudes of a rhythm.

    Parameters
    ----------
    track : SensorTrack
    rhythm : Rhythm
    criteria : Criteria

    Returns
    -------
    list of Measure
        One for each name of ``SIZE_MEASURES``.
    """
    who = origin_of(track, rhythm.state)
    peaks_hz = _window_peaks(rhythm, criteria)
    measures = [
        _band_measure(name, track, rhythm, peaks_hz, criteria=criteria, who=who) for name in _QUANTITY
    ]
    return [*measures, _size_mm(track, rhythm, peaks_hz, criteria=criteria, who=who)]


def _window_peaks(rhythm: Rhythm, criteria: Criteria) -> NDArray[np.float64]:
    """Give the peak of each window in the quantity that leads."""
    return window_peaks_hz(
        rhythm.windows.power(rhythm.quantity),
        bin_hz=rhythm.windows.bin_hz[rhythm.quantity],
        near_hz=rhythm.estimate.frequency_hz,
        reach_hz=criteria.number("measures.near_hz"),
    )


def _has_unit(track: SensorTrack, quantity: str) -> bool:
    return track.has_accel_unit if quantity == "accel" else track.has_gyro_unit


def _why_absent(track: SensorTrack, rhythm: Rhythm, quantity: str) -> tuple[MeasureStatus, str] | None:
    """Say why there can be no amplitude of a quantity; None when there can."""
    if motion_triad(track.sensor, quantity) is None:
        kind = "accelerometer" if quantity == "accel" else "gyroscope"
        return MeasureStatus.NOT_MEASURED, f"the sensor gives no {kind}"
    if not _has_unit(track, quantity):
        return MeasureStatus.NOT_ASSESSABLE, "the unit is not known"
    if quantity not in rhythm.spectra:
        return MeasureStatus.NOT_ASSESSABLE, "no whole window of shaking could be read"
    return None


def _squares(
    rhythm: Rhythm, quantity: str, peaks_hz: NDArray[np.float64], criteria: Criteria, *, with_noise: bool
) -> NDArray[np.float64]:
    """Give the mean square within the band of each window."""
    power = rhythm.windows.power(quantity)
    n_windows = min(len(power), len(peaks_hz))
    background = None if with_noise else np.full(n_windows, rhythm.spectra[quantity].background)
    rms = band_rms(
        power[:n_windows],
        bin_hz=rhythm.windows.bin_hz[quantity],
        peak_hz=peaks_hz[:n_windows],
        half_band_hz=criteria.number("tremor.half_band_hz"),
        background=background,
    )
    return np.asarray(rms**2)


def _interval(squares: NDArray[np.float64], scale: float) -> tuple[float, float] | None:
    """Give the 95 % interval of the root of the mean of windows that half overlap; None with fewer than four."""
    whole = squares[::2]
    if len(whole) < 2:
        return None
    half = 1.96 * error_of_mean(whole, weight=np.ones(len(whole)))
    mean = float(np.mean(squares))
    return float(np.sqrt(max(0.0, mean - half))) * scale, float(np.sqrt(mean + half)) * scale


def _band_measure(
    name: str,
    track: SensorTrack,
    rhythm: Rhythm,
    peaks_hz: NDArray[np.float64],
    *,
    criteria: Criteria,
    who: Origin,
) -> Measure:
    """Give the RMS of acceleration or angular velocity within the band."""
    quantity, scale = _QUANTITY[name]
    why = _why_absent(track, rhythm, quantity)
    if why is not None:
        return absent_measure(name, why[0], why[1], of=who)
    squares = _squares(rhythm, quantity, peaks_hz, criteria, with_noise=False)
    if not squares.any():
        bound = np.sqrt(np.mean(_squares(rhythm, quantity, peaks_hz, criteria, with_noise=True))) * scale
        return absent_measure(
            name,
            MeasureStatus.BELOW_NOISE_FLOOR,
            "no more than the background; the value is an upper bound",
            upper_bound=float(bound),
            of=who,
        )
    value = float(np.sqrt(np.mean(squares))) * scale
    return found_measure(name, value, interval=_interval(squares, scale), of=who)


def _size_mm(
    track: SensorTrack,
    rhythm: Rhythm,
    peaks_hz: NDArray[np.float64],
    *,
    criteria: Criteria,
    who: Origin,
) -> Measure:
    """Give the displacement, gravity taken off where the sensor allows it."""
    name = "amplitude_mm"
    why = _why_absent(track, rhythm, "accel")
    if why is not None:
        return absent_measure(name, why[0], why[1], of=who)
    windows = rhythm.windows
    has_gravity = track.sensor.triad(ChannelKind.ACCELERATION) is not None
    with_gyro = has_gravity and windows.is_one_clock and "gyro" in rhythm.spectra and track.has_gyro_unit
    above_hz = criteria.number("amplitude.accel_only_above_hz")
    n_windows = min(len(windows.spectra["accel"][0]), len(peaks_hz))
    rms_m = displacement_rms(
        windows.spectra["accel"][:, :n_windows],
        windows.spectra["gyro"][:, :n_windows] if with_gyro else None,
        gravity=windows.mean["accel"][:n_windows] if has_gravity else None,
        bin_hz=windows.bin_hz["accel"],
        peak_hz=peaks_hz[:n_windows],
        half_band_hz=criteria.number("tremor.half_band_hz"),
        accel_only_above_hz=above_hz,
        background=np.full(n_windows, rhythm.spectra["accel"].background),
    )
    if has_gravity and not with_gyro and rhythm.estimate.frequency_hz <= above_hz:
        note = f"below {above_hz:g} Hz gravity leaks into the accelerometer, and no gyroscope takes it off"
        return absent_measure(name, MeasureStatus.NOT_ASSESSABLE, note, of=who)
    squares = rms_m[np.isfinite(rms_m)] ** 2
    if not squares.any():
        return absent_measure(
            name, MeasureStatus.BELOW_NOISE_FLOOR, "no more than the background of the accelerometer", of=who
        )
    note = "" if with_gyro or not has_gravity else "without a gyroscope: the part of gravity is left in"
    value = float(peak_to_peak_mm(np.sqrt(np.mean(squares, keepdims=True)))[0])
    scale = float(peak_to_peak_mm(np.ones(1))[0])
    return found_measure(name, value, interval=_interval(squares, scale), note=note, of=who)
