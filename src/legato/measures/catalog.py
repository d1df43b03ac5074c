"""The table of all measures: name, unit, what it is, how it is made, its limits and its source.

The docs and ``legato explain`` are made from it, and every ``Measure`` takes its unit and source from here, so that a
name can never travel with two units.
"""

from __future__ import annotations

from dataclasses import dataclass

from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import MovementKind
from legato.model.sensor_track import SensorTrack

__all__ = ["CATALOG", "HAND_DERIVED", "MeasureSpec", "Origin", "absent_measure", "found_measure", "origin_of"]

HAND_DERIVED = "hand-derived; unvalidated on the leg"


@dataclass(frozen=True, slots=True)
class MeasureSpec:
    """What one measure is.

    Parameters
    ----------
    name : str
        Id; ends in its unit.
    unit : str
        As the field writes it; ``1`` for a ratio or a count.
    what : str
        One sentence for a reader who knows the leg and not the mathematics.
    how : str
        How it is made.
    limits : str
        What it can't tell.
    source : str
    """

    name: str
    unit: str
    what: str
    how: str
    limits: str
    source: str = "engineering"


_SPECS = (
    MeasureSpec(
        "dominant_frequency_hz",
        "Hz",
        "How many times a second the leg shakes, on average over all the time it shakes.",
        "Mean instantaneous frequency: cycles gone by over time, from the phase of the rhythm along its principal axis in "
        "the involuntary-shaking state with most time; without one, in the other rhythm that was found, named by state.",
        "Frequency alone never tells the cause. The interval holds noise and wandering, so that it can be compared between "
        "two recordings; of one recording's own mean it covers more than 95 % where the frequency wanders.",
    ),
    MeasureSpec(
        "frequency_wander_sd_hz",
        "Hz",
        "How much the frequency moves about within the recording.",
        "Standard deviation of the mean frequency of batches of 1.5 s, the part that noise makes taken off.",
        "Faster changes than a batch average out.",
    ),
    MeasureSpec(
        "half_width_hz",
        "Hz",
        "How sharp the peak of the spectrum is: narrow for a steady rhythm.",
        "Full width at half height of the mean spectrum of Hann windows of 4 s, interpolated.",
        "A perfectly steady rhythm has 0.36 Hz in windows of 4 s; widths near it mean 'steady', not '0.36'.",
        "rigby2015",
    ),
    MeasureSpec(
        "peak_over_background_ratio",
        "1",
        "How far the peak stands out of the other movement and noise.",
        "Height of the peak of the mean spectrum over its median from 2 to 25 Hz.",
        "Broad movement raises the background and lowers the ratio without any change of the shaking.",
    ),
    MeasureSpec(
        "peak_persistence_percent",
        "%",
        "How constantly the peak is there while the leg shakes.",
        "Share of the shaking windows whose peak is significant in at least two of three consecutive windows.",
        "Windows overlap.",
    ),
    MeasureSpec(
        "signal_to_noise_db",
        "dB",
        "Power of the shaking over that of everything else in the same band.",
        "Power within the frequency +- 1 Hz less the background, over the background in that band.",
        "The background is taken from the neighbouring frequencies.",
    ),
    MeasureSpec(
        "harmonic2_ratio",
        "1",
        "How much the shape of a cycle departs from a sine, at twice the frequency.",
        "Power within twice the frequency +- 0.5 Hz over that within the frequency +- 0.5 Hz, background taken off.",
        f"{HAND_DERIVED}; no cut-off decides.",
        "muthuraman2011",
    ),
    MeasureSpec(
        "harmonic3_ratio",
        "1",
        "As harmonic2_ratio, at three times the frequency.",
        "Power within three times the frequency +- 0.5 Hz over that within the frequency +- 0.5 Hz, background taken off.",
        f"{HAND_DERIVED}; no cut-off decides.",
        "muthuraman2011",
    ),
    MeasureSpec(
        "regularity_ratio",
        "1",
        "How alike the cycles are in length: 1 for a clock, 0 for no rhythm.",
        "1 less the coefficient of variation of the cycle length, not below 0; zero crossings of the principal axis, "
        "band-passed within the frequency +- 2 Hz without shifting the phase.",
        "Noise makes cycles look unlike.",
    ),
    MeasureSpec(
        "tremor_stability_index_hz",
        "Hz",
        "How much the frequency jumps from one cycle to the next.",
        "Interquartile range of the change of frequency from cycle to cycle over 100 s of shaking.",
        f"{HAND_DERIVED}. Its published cut-off never decides here. Grows with noise and with the frequency; a heel bounce "
        "is as stable as a tremor.",
        "dibiase2017",
    ),
    MeasureSpec(
        "amplitude_mps2",
        "m/s2",
        "How strong the shaking is as acceleration at the sensor.",
        "RMS of the 3-axis vector within each window's peak +- 1 Hz, over all windows of the state, background taken off.",
        "Depends on where the sensor sits: farther from the joint means more.",
    ),
    MeasureSpec(
        "amplitude_dps",
        "deg/s",
        "How strong the shaking is as turning of the segment; does not depend on how far from the joint the sensor sits.",
        "As amplitude_mps2, of the angular velocity.",
        "Needs a gyroscope.",
    ),
    MeasureSpec(
        "amplitude_mm",
        "mm",
        "How far the sensor moves to and fro, peak to peak.",
        "2 sqrt 2 times the RMS of the displacement, S_A / (2 pi f)^4 within the peak +- 1 Hz only; the gravity part is "
        "taken off with the gyroscope.",
        "Without a gyroscope only above 4 Hz, gravity left in, and marked.",
        "elble2016head",
    ),
    MeasureSpec(
        "shaking_share_percent",
        "%",
        "Share of the assessable time in which the leg shook involuntarily.",
        "Seconds in involuntary-shaking states over seconds that could be assessed.",
        "Time that could not be assessed counts neither way.",
    ),
    MeasureSpec(
        "shaking_bouts_count",
        "1",
        "How many times the leg began to shake.",
        "Bouts in an involuntary-shaking state.",
        "A pause shorter than the bridging time does not end a bout.",
    ),
    MeasureSpec(
        "shaking_bout_median_s",
        "s",
        "How long a bout of shaking usually lasts.",
        "Median duration of the bouts.",
        "Windows of 4 s: a bout's ends are known to about two seconds.",
    ),
    MeasureSpec(
        "shaking_bout_longest_s",
        "s",
        "How long the longest bout of shaking lasted.",
        "Longest duration.",
        "As shaking_bout_median_s.",
    ),
    MeasureSpec(
        "time_in_state_s",
        "s",
        "Seconds spent in one state.",
        "Each window speaks for the middle of itself, as long as the step.",
        "One measure a state; a state that did not occur has 0.",
    ),
    MeasureSpec(
        "rest_over_posture_log10",
        "1",
        "How the shaking at rest compares in size with the shaking in posture.",
        "log10 of the ratio of the median amplitudes of the windows in both states.",
        "Needs both states in one recording.",
    ),
    MeasureSpec(
        "noise_floor_mps2",
        "m/s2",
        "Smallest acceleration that this recording could show in the band of a rhythm.",
        "Median density between 2 and 25 Hz of the stillest windows, over a band of 2 Hz, as RMS of three axes.",
        "An upper bound where the leg was never still.",
    ),
    MeasureSpec(
        "noise_floor_dps",
        "deg/s",
        "As noise_floor_mps2, for the angular velocity.",
        "As noise_floor_mps2.",
        "Needs a gyroscope.",
    ),
    MeasureSpec(
        "noise_density_mps2_per_rthz",
        "m/s2/rtHz",
        "Noise of the accelerometer with everything that moves the still leg, per root hertz.",
        "Root of the median density between 2 and 25 Hz of the stillest windows, three axes together.",
        "As noise_floor_mps2.",
    ),
    MeasureSpec(
        "noise_density_dps_per_rthz",
        "deg/s/rtHz",
        "As noise_density_mps2_per_rthz, for the gyroscope.",
        "As noise_density_mps2_per_rthz.",
        "Needs a gyroscope.",
    ),
    MeasureSpec(
        "assessable_percent",
        "%",
        "Share of the recording that allowed an answer.",
        "Seconds neither off the body nor spoilt, over the duration of the recording.",
        "Time that no whole window covers is not assessable.",
    ),
    MeasureSpec(
        "coverage_percent",
        "%",
        "Share of the samples that are there.",
        "Mean over the windows of the share of finite samples.",
        "Samples that a device filled in by itself can't be told.",
    ),
    MeasureSpec(
        "quality_ratio",
        "1",
        "How good the samples were, 0 to 1.",
        "Mean quality of the assessable windows of the leading sensor.",
        "A good recording of the wrong task is still good.",
    ),
    MeasureSpec(
        "bilateral_coherence_ratio",
        "1",
        "Whether both legs shake in one rhythm: 1 when one follows the other exactly.",
        "Largest magnitude-squared coherence near the frequency, disjoint segments of 2 s, while either leg shakes.",
        "Significant only with two neighbouring bins above the 99 % limit of independence. A table or a chair can couple legs.",
        "rigby2015",
    ),
    MeasureSpec(
        "bilateral_coherence_limit_ratio",
        "1",
        "Coherence that two independent legs would exceed once in a hundred bins.",
        "1 - alpha^(1/(L-1)) for L disjoint segments.",
        "For one bin.",
        "rosenberg1989",
    ),
    MeasureSpec(
        "bilateral_phase_deg",
        "deg",
        "Where in its cycle the right leg is when the left one peaks.",
        "Phase at the bin of largest coherence, principal axes; above 0 where the left leg leads.",
        "Known but for half a turn: the sign of an axis depends on how the sensor is mounted.",
        "halliday1995",
    ),
    MeasureSpec(
        "bilateral_delay_ms",
        "ms",
        "How long the right leg comes after the left one.",
        "Slope of the phase over frequency.",
        "Only where the phase is a straight line over at least five significant bins.",
        "halliday1995",
    ),
    MeasureSpec(
        "asymmetry_index_ratio",
        "1",
        "How unlike the legs shake in size: 0 alike, 1 only the left, -1 only the right.",
        "(left - right) / (left + right) of the amplitudes, angular velocity where both legs have it, while either shakes.",
        "Sensors must sit at the same place on both legs.",
    ),
)

CATALOG: dict[str, MeasureSpec] = {spec.name: spec for spec in _SPECS}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a measure comes from.

    Parameters
    ----------
    state, side, sensor : str or None
        As in ``Measure``.
    """

    state: str | None = None
    side: str | None = None
    sensor: str | None = None


def origin_of(track: SensorTrack, state: MovementKind | None = None) -> Origin:
    """Name a sensor, and a state if the measure belongs to one.

    Parameters
    ----------
    track : SensorTrack
    state : MovementKind or None

    Returns
    -------
    Origin
    """
    return Origin(None if state is None else state.value, track.sensor.side.value, track.sensor.id)


def found_measure(
    name: str,
    value: float,
    *,
    of: Origin,
    interval: tuple[float, float] | None = None,
    quality: float | None = None,
    note: str = "",
) -> Measure:
    """Make a measure that has a value, with the unit and source of the catalogue.

    Parameters
    ----------
    name : str
        In ``CATALOG``.
    value : float
    of : Origin
    interval : tuple of float or None
    quality : float or None
    note : str

    Returns
    -------
    Measure
    """
    spec = CATALOG[name]
    return Measure(
        name=name,
        value=float(value),
        unit=spec.unit,
        status=MeasureStatus.MEASURED,
        source=spec.source,
        interval=interval,
        quality=quality,
        state=of.state,
        side=of.side,
        sensor=of.sensor,
        note=note,
    )


def absent_measure(
    name: str, status: MeasureStatus, note: str, *, of: Origin, upper_bound: float | None = None
) -> Measure:
    """Make a measure without a value, and say why.

    Parameters
    ----------
    name : str
        In ``CATALOG``.
    status : MeasureStatus
        Not ``measured``.
    note : str
        The reason.
    of : Origin
    upper_bound : float or None
        Only with ``below_noise_floor``.

    Returns
    -------
    Measure
    """
    spec = CATALOG[name]
    return Measure(
        name=name,
        value=upper_bound,
        unit=spec.unit,
        status=status,
        source=spec.source,
        state=of.state,
        side=of.side,
        sensor=of.sensor,
        note=note,
    )
