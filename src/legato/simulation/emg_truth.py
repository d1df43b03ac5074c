"""What really happened in simulated EMG: leg movements of a night, bursts, silences, jerks and couplings.

Nothing here is estimated from the samples that a reader of the recording gets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.sleep import SleepNotes

__all__ = [
    "Coupling",
    "EmgTruth",
    "MovementCause",
    "NightTruth",
    "TrueBurst",
    "TrueLegMovement",
    "TrueSequence",
    "TrueSilence",
]


class MovementCause(StrEnum):
    """What a leg movement of a simulated night is for."""

    SERIES = "series"
    ISOLATED = "isolated"
    RESPIRATORY = "respiratory"
    WAKE = "wake"
    ALMA = "alma"
    HFT = "hft"
    FRAGMENTARY_MYOCLONUS = "fragmentary_myoclonus"
    LARGE_MUSCLE_GROUP = "large_muscle_group"


@dataclass(frozen=True, order=True, slots=True)
class TrueLegMovement:
    """One movement of one leg, however short or long.

    Parameters
    ----------
    span : Interval
        From the first sample whose expected rectified amplitude is at least 8 uV over rest to the first of the samples
        that then stay at or below 2 uV over rest for 0.5 s.
    side : Side
    peak_uv : float
        Largest expected rectified amplitude over rest.
    cause : MovementCause
    group : int
        The same for what was planned as one: both legs of a bilateral movement, all bursts of a sequence.
    series : int or None
        Number of its planned series, from 1.
    is_visible : bool
        False where a drop-out took samples of it or the leg's electrode was bad.
    """

    span: Interval
    side: Side
    peak_uv: float
    cause: MovementCause
    group: int
    series: int | None = None
    is_visible: bool = True


@dataclass(frozen=True, order=True, slots=True)
class TrueSequence:
    """One planned sequence of short bursts, or one large movement of both legs.

    Parameters
    ----------
    span : Interval
        As planned: first burst to last.
    cause : MovementCause
    side : Side
    n_bursts : int
    frequency_hz : float
        Of successive bursts, whichever leg (so that an alternating sequence shows each leg at half of it); NaN for one
        burst.
    group : int
    """

    span: Interval
    cause: MovementCause
    side: Side
    n_bursts: int
    frequency_hz: float
    group: int


@dataclass(frozen=True)
class NightTruth:
    """Everything known of one simulated night.

    Parameters
    ----------
    movements : tuple of TrueLegMovement
        By onset; each leg's own, overlapping ones too.
    sequences : tuple of TrueSequence
    notes : SleepNotes
        Stages, breathing events, arousals and lights, all of them known.
    resting_uv : mapping of Side to float
        Median resting level (mean rectified) of each leg without hum, heart and crosstalk.
    unscorable : mapping of Side to str
        Legs whose electrode was bad all night, with the fault.
    lost : tuple of Interval
        Drop-outs.
    person : str
    """

    movements: tuple[TrueLegMovement, ...]
    sequences: tuple[TrueSequence, ...]
    notes: SleepNotes
    resting_uv: Mapping[Side, float]
    unscorable: Mapping[Side, str] = field(default_factory=dict)
    lost: tuple[Interval, ...] = ()
    person: str = ""

    def of(self, side: Side, *, shortest_s: float = 0.0, longest_s: float = float("inf")) -> list[Interval]:
        """Give the visible movements of one leg within two lengths.

        Parameters
        ----------
        side : Side
        shortest_s, longest_s : float
            Both ends included.

        Returns
        -------
        list of Interval
        """
        return [
            each.span
            for each in self.movements
            if each.side is side and each.is_visible and shortest_s <= each.span.duration_s <= longest_s
        ]


@dataclass(frozen=True, order=True, slots=True)
class TrueBurst:
    """One burst of one muscle.

    Parameters
    ----------
    span : Interval
        Between the samples at which the expected amplitude passes half of the burst's own level.
    channel : str
    snr_db : float
        Power of the burst over that of the resting noise.
    """

    span: Interval
    channel: str
    snr_db: float


@dataclass(frozen=True, order=True, slots=True)
class TrueSilence:
    """One silent period of tonic activity.

    Parameters
    ----------
    span : Interval
        Between the samples at which the expected amplitude passes half of the tonic level.
    channel : str
    """

    span: Interval
    channel: str


@dataclass(frozen=True, slots=True)
class Coupling:
    """How two channels hang together.

    Parameters
    ----------
    first, second : str
        Channels.
    coherence : float
        0 to 1, magnitude squared; NaN where the two share a rhythm and no number was asked for.
    delay_ms : float
        Of the second behind the first.
    band_hz : tuple of float
        Where they are coupled.
    """

    first: str
    second: str
    coherence: float
    delay_ms: float
    band_hz: tuple[float, float]


@dataclass(frozen=True)
class EmgTruth:
    """Everything known of one simulated EMG of tremor or myoclonus.

    Parameters
    ----------
    bursts : tuple of TrueBurst
        By onset, all channels.
    silences : tuple of TrueSilence
    couplings : tuple of Coupling
    jerks_s : tuple of float
        Onset of the first muscle of each jerk.
    frequency_hz : mapping of str to float
        Mean frequency of the rhythm by task (``all`` where there is one); a task without rhythm is not there.
    cortical : str
        ``spike``, ``readiness``, or ``none``.
    lead_ms : float or None
        Of the cortical spike's peak before each jerk, or of the first readiness.
    events_s : mapping of str to tuple of float
        Other instants: ``taps``, ``ballistic``, ``pauses``, ...
    expected : mapping of str to bool or float or str
        What a laboratory should find, by item.
    person : str
    """

    bursts: tuple[TrueBurst, ...] = ()
    silences: tuple[TrueSilence, ...] = ()
    couplings: tuple[Coupling, ...] = ()
    jerks_s: tuple[float, ...] = ()
    frequency_hz: Mapping[str, float] = field(default_factory=dict)
    cortical: str = "none"
    lead_ms: float | None = None
    events_s: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    expected: Mapping[str, bool | float | str] = field(default_factory=dict)
    person: str = ""

    def of(self, channel: str) -> list[TrueBurst]:
        """Give the bursts of one channel, in order."""
        return [burst for burst in self.bursts if burst.channel == channel]
