"""What a simulated person is told to do: a plan is a sequence of acts."""

from __future__ import annotations

from dataclasses import dataclass

from legato.errors import UsageError
from legato.model.movement import MovementKind, Posture
from legato.model.recording import Side

__all__ = ["Act"]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do for a while. What is left None is drawn from the person's ranges.

    Parameters
    ----------
    kind : MovementKind
    duration_s : float
        Seconds, above 0.
    detail : str
        Refinement: ``stairs``, ``cycling``, ``leg_crossing``, ``desk_work``, ``reflex``, ``engine_vibration`` ...
    posture : Posture or None
        None takes the one that the kind needs, else the one the person is in.
    frequency_hz : float or None
        Mean frequency of the rhythm (stride frequency for gait).
    frequency_sd_hz : float or None
        Standard deviation of its slow wandering.
    amplitude_dps : float or None
        Peak angular velocity of the fundamental of the segment that leads (shank; thigh in heel bounce), deg/s; peak of
        the whole movement for jerks.
    harmonic2 : float or None
        Amplitude of the second harmonic over the first, in angular velocity.
    envelope_sd : float or None
        Standard deviation of the log of the waxing and waning envelope.
    period_s : float or None
        Seconds between onsets, for periodic jerks.
    length_s : float or None
        Seconds that a single jerk takes, there and back.
    rise_s : float or None
        Seconds in which shaking comes and goes at the ends of the act; 0 shakes from the first sample to the last.
    has_background : bool
        False leaves sway, heartbeat and physiological tremor away, where a set must know its noise exactly.
    side : Side
        Leg that does it; ``both`` for both.
    pair : tuple of MovementKind
        Given where the movement is made so that two kinds can't be told apart; the truth is then ``cannot_tell``.

    Raises
    ------
    UsageError
        If the duration is not above 0.
    """

    kind: MovementKind
    duration_s: float
    detail: str = ""
    posture: Posture | None = None
    frequency_hz: float | None = None
    frequency_sd_hz: float | None = None
    amplitude_dps: float | None = None
    harmonic2: float | None = None
    envelope_sd: float | None = None
    period_s: float | None = None
    length_s: float | None = None
    rise_s: float | None = None
    has_background: bool = True
    side: Side = Side.BOTH
    pair: tuple[MovementKind, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an act that takes no time."""
        if not self.duration_s > 0:
            raise UsageError(
                "An act must take some time",
                where=self.kind.value,
                found=f"{self.duration_s} s",
                code="LEG-E501",
            )
