"""All measures of one recording, each with a value or the reason why there is none.

Called by the use case with rows, bouts and the recording; reads again at most some minutes of samples.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from legato.measures.bilateral import bilateral_measures, other_leg
from legato.measures.catalog import CATALOG, Origin, absent_measure, origin_of
from legato.measures.leading import assessable_rows, leading_track
from legato.measures.noise import NoiseFloor, noise_measures, read_noise
from legato.measures.rhythm import RHYTHM_MEASURES, read_rhythm_of, rhythm_measures
from legato.measures.size import SIZE_MEASURES, size_measures
from legato.measures.stretches import motion_triad
from legato.measures.times import time_measures
from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import Bout
from legato.model.recording import Recording
from legato.model.sensor_track import SensorTrack
from legato.model.window_table import WindowTable

__all__ = ["compute_measures", "leading_track"]

_QUANTITIES = ("accel", "gyro")


def compute_measures(
    *,
    recording: Recording,
    tracks: Sequence[SensorTrack],
    windows: WindowTable,
    bouts: Sequence[Bout],
    criteria: Criteria,
) -> tuple[Measure, ...]:
    """Compute every measure of the catalogue for the leading sensor, and rhythm and size for the other leg as well.

    Parameters
    ----------
    recording : Recording
    tracks : sequence of SensorTrack
        One a sensor that moves; may be empty.
    windows : WindowTable
    bouts : sequence of Bout
        Of all sensors.
    criteria : Criteria

    Returns
    -------
    tuple of Measure
        The first is the ``dominant_frequency_hz`` of the leading sensor. Every name of the catalogue is there at least
        once, whatever the recording holds.
    """
    if not tracks:
        why = "no sensor gives acceleration or angular velocity on three axes"
        return tuple(absent_measure(name, MeasureStatus.NOT_MEASURED, why, of=Origin()) for name in CATALOG)
    track = leading_track(tracks, criteria=criteria)
    floors = {quantity: read_noise(track, quantity, criteria=criteria) for quantity in _QUANTITIES}
    rhythm = read_rhythm_of(track, end_s=recording.duration_s, criteria=criteria)
    measures = (
        [
            *rhythm_measures(track, rhythm, criteria=criteria),
            *size_measures(track, rhythm, criteria=criteria),
        ]
        if rhythm is not None
        else _without_rhythm(track, floors)
    )
    measures += time_measures(
        track, bouts=bouts, windows=windows, end_s=recording.duration_s, criteria=criteria
    )
    measures += noise_measures(track, floors, criteria=criteria)
    measures += bilateral_measures(recording, track, tracks, rhythm=rhythm, criteria=criteria)
    other = other_leg(track, tracks)
    if other is not None:
        measures += _rhythm_of_other_leg(recording, other, criteria=criteria)
    return tuple(measures)


def _rhythm_of_other_leg(recording: Recording, track: SensorTrack, *, criteria: Criteria) -> list[Measure]:
    """Give rhythm and size of the other leg."""
    rhythm = read_rhythm_of(track, end_s=recording.duration_s, criteria=criteria)
    if rhythm is None:
        floors = {quantity: read_noise(track, quantity, criteria=criteria) for quantity in _QUANTITIES}
        return _without_rhythm(track, floors)
    return [
        *rhythm_measures(track, rhythm, criteria=criteria),
        *size_measures(track, rhythm, criteria=criteria),
    ]


def _without_rhythm(track: SensorTrack, floors: dict[str, NoiseFloor | None]) -> list[Measure]:
    """Say for each measure of rhythm and size why there is none."""
    names = (*RHYTHM_MEASURES, *SIZE_MEASURES)
    of = origin_of(track)
    if not len(track) or not assessable_rows(track).any():
        why = "the recording holds no whole window" if not len(track) else "no window could be assessed"
        return [absent_measure(name, MeasureStatus.NOT_ASSESSABLE, why, of=of) for name in names]
    floor = floors.get("gyro") or floors.get("accel")
    if floor is not None and floor.weak_peak_hz is not None:
        return _below_noise(track, floors, floor)
    why = "searched in every window that could be assessed; no shaking and no other rhythm"
    measures = []
    for name in names:
        missing = {"amplitude_dps": "gyro", "amplitude_mps2": "accel", "amplitude_mm": "accel"}.get(name)
        if missing is not None and motion_triad(track.sensor, missing) is None:
            lost = "the sensor does not have it"
            measures.append(absent_measure(name, MeasureStatus.NOT_MEASURED, lost, of=of))
        else:
            measures.append(absent_measure(name, MeasureStatus.NOT_FOUND, why, of=of))
    return measures


def _below_noise(
    track: SensorTrack, floors: dict[str, NoiseFloor | None], floor: NoiseFloor
) -> list[Measure]:
    """Say that something weak stands in the mean of the still windows, with the upper bounds of its size."""
    why = (
        f"no window shows a rhythm; the mean of the {floor.n_windows} stillest shows a weak peak at "
        f"{floor.weak_peak_hz:.1f} Hz"
    )
    of = origin_of(track)
    bounds: dict[str, float] = {}
    for name, quantity, scale, has_unit in (
        ("amplitude_mps2", "accel", 1.0, track.has_accel_unit),
        ("amplitude_dps", "gyro", float(np.degrees(1.0)), track.has_gyro_unit),
    ):
        one = floors.get(quantity)
        if one is not None and one.weak_rms is not None and has_unit:
            bounds[name] = one.weak_rms * scale
    measures = []
    for name in (*RHYTHM_MEASURES, *SIZE_MEASURES):
        quantity = {"amplitude_dps": "gyro", "amplitude_mps2": "accel", "amplitude_mm": "accel"}.get(name, "")
        if quantity and motion_triad(track.sensor, quantity) is None:
            lost = "the sensor does not have it"
            measures.append(absent_measure(name, MeasureStatus.NOT_MEASURED, lost, of=of))
        else:
            status = MeasureStatus.BELOW_NOISE_FLOOR
            measures.append(absent_measure(name, status, why, of=of, upper_bound=bounds.get(name)))
    return measures
