"""What really happened in a simulated recording.

Amounts are those of the sensor's own place, without noise. Nothing here is estimated from the samples that a reader of
the recording gets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.interval import Interval
from legato.model.movement import MovementKind, Posture

__all__ = ["Episode", "Truth"]

# A part of a movement shorter than this does not make its window a moving one.
_TOLD_S = 0.5


@dataclass(frozen=True, slots=True)
class Episode:
    """One stretch in which the leg does one thing.

    Parameters
    ----------
    span : Interval
        Seconds since the start of the recording.
    kind : MovementKind
        ``cannot_tell`` where the recording can't hold the answer; ``pair`` then names both.
    detail : str
        Refinement, such as ``stairs``, ``engine_vibration``, ``leg_crossing``.
    posture : Posture
    frequency_hz : float or None
        Mean instantaneous frequency over the span (of the stride for gait); None without a rhythm.
    frequency_sd_hz : float or None
        Standard deviation of the instantaneous frequency over the span.
    amplitude_mps2 : float or None
        RMS of the 3-axis specific force within frequency +- 1 Hz at the sensor, m/s2.
    amplitude_dps : float or None
        RMS of the 3-axis angular velocity within frequency +- 1 Hz at the sensor, deg/s.
    amplitude_mm : float or None
        Peak to peak of the displacement at the sensor within frequency +- 1 Hz (2 sqrt 2 times its 3-axis RMS), mm.
    pair : tuple of MovementKind
        The two kinds that this recording can't tell apart; empty otherwise.
    acts : bool
        False where the other leg does it and this one only goes along.
    """

    span: Interval
    kind: MovementKind
    detail: str = ""
    posture: Posture = Posture.UNKNOWN
    frequency_hz: float | None = None
    frequency_sd_hz: float | None = None
    amplitude_mps2: float | None = None
    amplitude_dps: float | None = None
    amplitude_mm: float | None = None
    pair: tuple[MovementKind, ...] = ()
    acts: bool = True


@dataclass(frozen=True, eq=False)
class Truth:
    """Everything known of one simulated recording of one sensor.

    Parameters
    ----------
    episodes : tuple of Episode
        In time order and disjoint; together they cover the recording.
    track_time_s : ndarray of float64, shape (n_track,)
        Ten a second.
    track_frequency_hz : ndarray of float64, shape (n_track,)
        Instantaneous frequency; NaN without a rhythm.
    movements : tuple of Interval
        Single movements: each jerk, each leg movement of a series, each there and each back of fidgets.
    person : str
        Code of the simulated person.
    snr_db : float or None
        Power of the movement within its frequency +- 1 Hz over the noise power expected there, three axes together;
        None where none was asked for.
    stratum : str
        Name of the stratum of a set; empty otherwise.
    """

    episodes: tuple[Episode, ...]
    track_time_s: NDArray[np.float64]
    track_frequency_hz: NDArray[np.float64]
    movements: tuple[Interval, ...] = ()
    person: str = ""
    snr_db: float | None = None
    stratum: str = ""

    def of(self, kind: MovementKind) -> tuple[Episode, ...]:
        """Give the episodes of one kind."""
        return tuple(episode for episode in self.episodes if episode.kind is kind)

    def at(self, time_s: float) -> Episode | None:
        """Give the episode at a time, None outside the recording."""
        for episode in self.episodes:
            if episode.span.start_s <= time_s < episode.span.end_s:
                return episode
        return None

    def in_window(self, window: Interval) -> tuple[MovementKind, float]:
        """Give the kind that a window should be called, and the share of the window for which that is true.

        Parameters
        ----------
        window : Interval

        Returns
        -------
        (MovementKind, float)
            The kind that fills most of the window, and its share. Three things are looked at more closely. A jerk names
            its window, with share 1, when at least four fifths of it lie inside and the rest is quiet. In a series of
            periodic jerks and in fidgeting, a window that holds none of the single movements is a quiet one, and one that
            holds less than half a second and less than half of any gets share 0.5: nobody could say.
            ``not_assessable`` with share 0 when no episode touches the window.
        """
        shares: dict[MovementKind, float] = {}
        jerks: set[MovementKind] = set()
        for episode in self.episodes:
            shared_s = min(window.end_s, episode.span.end_s) - max(window.start_s, episode.span.start_s)
            if shared_s <= 0:
                continue
            kind, is_sure = self._kind_within(episode, window)
            shares[kind] = shares.get(kind, 0.0) + (1.0 if is_sure else 0.5) * shared_s / window.duration_s
            is_jerk = MovementKind.JERK in (episode.kind, *episode.pair)
            if is_jerk and shared_s >= 0.8 * episode.span.duration_s:
                jerks.add(episode.kind)
        if not shares:
            return MovementKind.NOT_ASSESSABLE, 0.0
        if len(jerks) == 1 and set(shares) <= {*jerks, MovementKind.STILL, MovementKind.STANDING}:
            return jerks.pop(), 1.0
        kind = max(shares, key=lambda each: shares[each])
        return kind, shares[kind]

    def _kind_within(self, episode: Episode, window: Interval) -> tuple[MovementKind, bool]:
        """Name what an episode shows in a window, and whether anyone could tell."""
        if episode.kind not in (MovementKind.PERIODIC_JERKS, MovementKind.OTHER_MOVEMENT):
            return episode.kind, True
        own = [movement for movement in self.movements if movement.overlaps(episode.span)]
        if not own:
            return episode.kind, True
        shared = [min(window.end_s, each.end_s) - max(window.start_s, each.start_s) for each in own]
        total_s = sum(part for part in shared if part > 0)
        is_held = any(part >= 0.5 * each.duration_s for part, each in zip(shared, own, strict=True))
        if total_s <= 0:
            is_upright = episode.posture is Posture.STANDING
            return (MovementKind.STANDING if is_upright else MovementKind.STILL), True
        return episode.kind, is_held or total_s >= _TOLD_S
