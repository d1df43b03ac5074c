"""What two channels have in common, frequency by frequency: coherence with its limits, phase, delay, and doubt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from legato.model.measure import Measure, MeasureStatus

__all__ = ["CoherentPeak", "Crosstalk", "PairCoherence", "PairKind"]


class PairKind(StrEnum):
    """What is compared with what."""

    EMG_EMG = "emg_emg"
    EMG_ACCELERATION = "emg_acceleration"
    LEG_LEG = "leg_leg"  # the same kind of signal of both legs
    EEG_EMG = "eeg_emg"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CoherentPeak:
    """The frequency, with a peak in both spectra, at which coherence was read.

    Parameters
    ----------
    frequency_hz : float
        Of the bin with the largest coherence at the common peak.
    coherence : float
        Magnitude squared.
    interval : tuple of float or None
        95 % interval.
    phase_deg : float
        Above 0 where the first channel leads.
    phase_interval_deg : tuple of float or None
        95 % interval; None where it would span the circle.
    n_effective : float
        Independent segments that the pair is worth at this frequency.
    limit : float
        What both bins had to exceed: the 99 % limit for ``n_effective`` segments, shared among the common peaks.
    is_significant : bool
    """

    frequency_hz: float
    coherence: float
    interval: tuple[float, float] | None
    phase_deg: float
    phase_interval_deg: tuple[float, float] | None
    n_effective: float
    limit: float
    is_significant: bool


@dataclass(frozen=True, slots=True)
class Crosstalk:
    """How far two unrectified signals look like one signal picked up twice.

    Parameters
    ----------
    correlation : float
        At its best lag, -1 to 1; NaN where it could not be told.
    lag_ms : float
        Above 0 where the second comes later.
    broad_share : float
        Share of the searched band that is coherent with the phase of no delay.
    is_suspected : bool
    note : str
        ``may be crosstalk`` and why, or why it could not be told; empty where there is no sign of it.
    """

    correlation: float
    lag_ms: float
    broad_share: float
    is_suspected: bool
    note: str = ""


@dataclass(frozen=True, eq=False)
class PairCoherence:
    """Coherence of two channels.

    Parameters
    ----------
    first, second : str
        Channel names.
    kind : PairKind
    frequency_hz : ndarray of float64, shape (n_bins,)
    coherence : ndarray of float64, shape (n_bins,)
    phase_rad : ndarray of float64, shape (n_bins,)
        Above 0 where the first leads.
    first_power, second_power : ndarray of float64, shape (n_bins,)
        Mean power of the tapered segments, in the squared unit of the prepared signals.
    n_segments : int
        Disjoint ones, of all stretches and recordings that were pooled.
    segment_s : float
    limit_95, limit_99 : float
        Published limits of independence for ``n_segments``; 1 with fewer than two.
    status : MeasureStatus
        ``measured``: significant at ``peak``. ``not_found``: searched, and no peak in common or none above the limit.
        ``not_assessable``: see ``reason``.
    reason : str
        Empty where it is ``measured``.
    peak : CoherentPeak or None
        None where the two spectra have no peak in common.
    delay : Measure
        ms, above 0 where the second comes later.
    crosstalk : Crosstalk or None
        None where the pair isn't of two EMG channels.
    preparation : str
        What was done to the signals before.
    """

    first: str
    second: str
    kind: PairKind
    frequency_hz: NDArray[np.float64]
    coherence: NDArray[np.float64]
    phase_rad: NDArray[np.float64]
    first_power: NDArray[np.float64]
    second_power: NDArray[np.float64]
    n_segments: int
    segment_s: float
    limit_95: float
    limit_99: float
    status: MeasureStatus
    reason: str
    peak: CoherentPeak | None
    delay: Measure
    crosstalk: Crosstalk | None
    preparation: str

    @property
    def is_significant(self) -> bool:
        """Tell whether the rule of two bins at a common peak is met and nothing speaks against it."""
        return self.status is MeasureStatus.MEASURED
