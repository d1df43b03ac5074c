"""Motor units of needle EMG: their potentials, how fast they fire, and the turns of the interference pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MotorUnit", "NeedleActivity"]


@dataclass(frozen=True, eq=False)
class MotorUnit:
    """One motor unit that the needle saw.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_discharges,)
        Of its spikes, seconds since the start of the recording.
    potential_uv : ndarray of float64, shape (n_samples,)
        Median of its discharges.
    amplitude_uv : float
        Peak to peak.
    duration_ms : float
        From the first departure from the baseline to the last return.
    n_phases : int
        Parts between crossings of the baseline.
    n_turns : int
        Changes of direction.
    rate_hz : float
        Of firing, from the median interval; NaN with too few discharges.
    """

    times_s: NDArray[np.float64]
    potential_uv: NDArray[np.float64]
    amplitude_uv: float
    duration_ms: float
    n_phases: int
    n_turns: int
    rate_hz: float

    @property
    def n(self) -> int:
        """Number of discharges."""
        return len(self.times_s)


@dataclass(frozen=True, eq=False)
class NeedleActivity:
    """What one needle channel holds.

    Parameters
    ----------
    channel : str
    sampling_rate_hz : float
    active_s : float
        Time in which there was activity: the seconds that turns were counted in.
    units : tuple of MotorUnit
        Largest first; those that fired often enough to be told apart.
    n_spikes : int
        All that passed the threshold.
    turns_per_s : ndarray of float64, shape (n_windows,)
        In each active window.
    turn_uv : ndarray of float64, shape (n_windows,)
        Mean amplitude from turn to turn in each active window.
    clipped_share : float
        Share of the samples at the edge of the range: amplitudes are too small where it is not 0.
    """

    channel: str
    sampling_rate_hz: float
    active_s: float
    units: tuple[MotorUnit, ...]
    n_spikes: int
    turns_per_s: NDArray[np.float64]
    turn_uv: NDArray[np.float64]
    clipped_share: float
