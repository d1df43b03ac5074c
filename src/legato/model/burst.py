"""Bursts of muscle activity in EMG, the pauses between them, and how muscles take turns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.model.interval import Interval
from legato.model.measure import Measure

__all__ = [
    "Burst",
    "BurstRhythm",
    "BurstTrain",
    "MusclePattern",
    "PairPattern",
    "RecruitedMuscle",
    "RecruitmentOrder",
    "SilentPeriod",
]


@dataclass(frozen=True, order=True, slots=True)
class Burst:
    """One activation of one muscle.

    Parameters
    ----------
    span : Interval
        Onset to offset, seconds since the start of the recording.
    channel : str
    peak_uv : float
        Largest value of the envelope above resting.
    area_uvs : float
        Area of the rectified signal above resting, uV s.
    is_cut : bool
        True where the stretch or the signal ended inside the burst: its duration is a lower bound.
    """

    span: Interval
    channel: str
    peak_uv: float
    area_uvs: float
    is_cut: bool = False


@dataclass(frozen=True, order=True, slots=True)
class SilentPeriod:
    """A sudden pause in tonic activity (negative myoclonus).

    Parameters
    ----------
    span : Interval
    channel : str
    tonic_uv : float
        Level of the envelope before the pause.
    depth : float
        0 to 1: 1 is complete silence.
    """

    span: Interval
    channel: str
    tonic_uv: float
    depth: float


class MusclePattern(StrEnum):
    """How two muscles that pull against each other take turns."""

    ALTERNATING = "alternating"
    SYNCHRONOUS = "synchronous"
    MIXED = "mixed"
    CANNOT_TELL = "cannot_tell"  # too few bursts, or the interval spans more than one answer


@dataclass(frozen=True, slots=True)
class PairPattern:
    """How the bursts of a second muscle stand to those of a first.

    Parameters
    ----------
    first, second : str
        Channel names.
    pattern : MusclePattern
    mean_phase_deg : float
        -180 to 180, of the second's onset in the first's cycle; 0 together, 180 in turn. NaN where not measured.
    phase_interval_deg : tuple of float or None
        95 % interval.
    concentration : float
        Length of the mean resultant, 0 to 1.
    latency_ms : float
        Median of the second's onset behind the first's, for bursts that belong together; NaN where there are too few.
    latency_interval_ms : tuple of float or None
        95 % interval.
    n : int
        Cycles that counted.
    reason : str
        Why it cannot be told; empty otherwise.
    """

    first: str
    second: str
    pattern: MusclePattern
    mean_phase_deg: float
    phase_interval_deg: tuple[float, float] | None
    concentration: float
    latency_ms: float
    latency_interval_ms: tuple[float, float] | None
    n: int
    reason: str = ""


@dataclass(frozen=True)
class BurstTrain:
    """All bursts of one channel, by one method, with what they add up to.

    Parameters
    ----------
    channel : str
    method : str
        Id of the published method: ``threshold``, ``hodges_bui``, ...
    sampling_rate_hz : float
    resting_uv : float
        Level that the threshold was set by; NaN where none could be told.
    bursts : tuple of Burst
        In time order, disjoint. Empty: searched, none found.
    silent_periods : tuple of SilentPeriod
    measures : tuple of Measure
        Durations, rate, regularity, amplitude: each with its interval and the number of bursts in its note.
    """

    channel: str
    method: str
    sampling_rate_hz: float
    resting_uv: float
    bursts: tuple[Burst, ...]
    silent_periods: tuple[SilentPeriod, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class BurstRhythm:
    """Whether the bursts of one muscle follow each other as regularly as those of a tremor.

    Parameters
    ----------
    channel : str
    is_rhythmic : bool
        True where one unbroken run of regular bursts in the band of tremor is long enough; False says that there is none in
        these bursts, not that there is no tremor.
    frequency_hz : float
        Bursts a second in the regular runs; NaN where there is none.
    interval_hz : tuple of float or None
        95 % interval.
    variation : float
        Coefficient of variation of the intervals in the regular runs; NaN where there is none.
    n : int
        Intervals in the regular runs.
    reason : str
        Why no rhythm is claimed; empty otherwise.
    """

    channel: str
    is_rhythmic: bool
    frequency_hz: float
    interval_hz: tuple[float, float] | None
    variation: float
    n: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecruitedMuscle:
    """One muscle's place in the order in which muscles come in.

    Parameters
    ----------
    channel : str
    latency_ms : float
        Median onset behind that of the reference muscle; NaN where there are too few.
    interval_ms : tuple of float or None
        95 % interval.
    n : int
        Jerks in which both came in.
    """

    channel: str
    latency_ms: float
    interval_ms: tuple[float, float] | None
    n: int


@dataclass(frozen=True, slots=True)
class RecruitmentOrder:
    """In which order muscles come in when they jerk together.

    Parameters
    ----------
    reference : str
        Channel that the latencies are counted from: the one that most often comes in first.
    muscles : tuple of RecruitedMuscle
        By latency, the reference first with 0.
    is_certain : bool
        True where the intervals of neighbours in the order don't touch.
    reason : str
        Why the order is not certain; empty otherwise.
    """

    reference: str
    muscles: tuple[RecruitedMuscle, ...]
    is_certain: bool
    reason: str = ""
