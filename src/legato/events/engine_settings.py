"""The numbers of the feature engine, taken out of the criteria once, and turned into bins and samples for one rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria

__all__ = ["BinLayout", "EngineSettings"]


@dataclass(frozen=True)
class EngineSettings:
    """Numbers of the engine; each is the criterion of the same name (see ``engine.yaml`` and ``signal.yaml``)."""

    window_s: float
    coverage_min: float
    quiet_accel_mps2: float
    quiet_gyro_radps: float
    quiet_autocorrelation: float
    quiet_crest: float
    loud_accel_mps2: float
    loud_gyro_radps: float
    lag_s: float
    top_hz: float
    band_hz: tuple[float, ...]
    peak_hz: tuple[float, ...]
    top_share_of_rate: float
    band_edges_hz: tuple[float, ...]
    background_hz: tuple[float, ...]
    half_band_hz: float
    harmonic_half_hz: float
    half_width_reach_hz: float
    cycle_half_band_hz: float
    cycle_edge_s: float
    cycle_peak_over_background: float
    burst_level: float
    burst_apart_s: float
    accel_only_above_hz: float
    edge_of_range: float
    clip_from_accel_mps2: float
    clip_from_gyro_radps: float

    @classmethod
    def from_criteria(cls, criteria: Criteria) -> EngineSettings:
        """Read the numbers.

        Raises
        ------
        KnowledgeError
            If one is missing.
        """
        number, numbers = criteria.number, criteria.numbers
        return cls(
            window_s=number("window.length_s"),
            coverage_min=number("window.coverage_min"),
            quiet_accel_mps2=number("window.quiet_accel_mps2"),
            quiet_gyro_radps=number("window.quiet_gyro_radps"),
            quiet_autocorrelation=number("window.quiet_autocorrelation"),
            quiet_crest=number("window.quiet_crest"),
            loud_accel_mps2=number("window.loud_accel_mps2"),
            loud_gyro_radps=number("window.loud_gyro_radps"),
            lag_s=number("window.lag_s"),
            top_hz=number("spectrum.top_hz"),
            band_hz=numbers("spectrum.band_hz"),
            peak_hz=numbers("spectrum.peak_hz"),
            top_share_of_rate=number("spectrum.top_share_of_rate"),
            band_edges_hz=numbers("spectrum.band_edges_hz"),
            background_hz=numbers("tremor.background_hz"),
            half_band_hz=number("tremor.half_band_hz"),
            harmonic_half_hz=number("spectrum.harmonic_half_hz"),
            half_width_reach_hz=number("spectrum.half_width_reach_hz"),
            cycle_half_band_hz=number("cycle.half_band_hz"),
            cycle_edge_s=number("cycle.edge_s"),
            cycle_peak_over_background=number("tremor.peak_over_background"),
            burst_level=number("burst.level"),
            burst_apart_s=number("burst.apart_s"),
            accel_only_above_hz=number("amplitude.accel_only_above_hz"),
            edge_of_range=number("quality.edge_of_range"),
            clip_from_accel_mps2=number("quality.clip_from_accel_mps2"),
            clip_from_gyro_radps=number("quality.clip_from_gyro_radps"),
        )


@dataclass(frozen=True)
class BinLayout:
    """Bins of the spectra of one triad.

    Parameters
    ----------
    settings : EngineSettings
    sampling_rate_hz : float
    n_window : int
        Samples of a window.
    """

    settings: EngineSettings
    sampling_rate_hz: float
    n_window: int

    @property
    def spacing_hz(self) -> float:
        """Distance of two bins."""
        return self.sampling_rate_hz / self.n_window

    def bin_of(self, frequency_hz: float) -> int:
        """Give the nearest bin."""
        return round(frequency_hz / self.spacing_hz)

    @property
    def n_bins(self) -> int:
        """Bins that are kept, from 0 Hz on."""
        return min(self.bin_of(self.settings.top_hz), self.n_window // 2) + 1

    @property
    def peak_bins(self) -> tuple[int, int]:
        """First and last bin in which a peak is sought."""
        low_hz, high_hz = self.settings.peak_hz
        reach_hz = min(high_hz, self.settings.top_share_of_rate * self.sampling_rate_hz)
        return self.bin_of(low_hz), min(self.bin_of(reach_hz), self.n_bins - 2)

    @property
    def is_usable(self) -> bool:
        """Tell whether the rate leaves room for a peak at all."""
        low, high = self.peak_bins
        return high > low + 2

    @property
    def frequency_hz(self) -> NDArray[np.float64]:
        """Frequency of each bin that is kept."""
        return np.arange(self.n_bins, dtype=np.float64) * self.spacing_hz
