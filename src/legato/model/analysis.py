"""Everything that was measured on one recording, and the pictures' numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.model.issue import Issue
from legato.model.measure import Measure
from legato.model.movement import Bout
from legato.model.provenance import Provenance
from legato.model.recording import Recording
from legato.model.window_table import WindowTable

__all__ = ["Analysis", "Excerpt", "Spectrogram", "Spectrum"]


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Mean power spectral density over the windows of one state, three axes summed.

    Parameters
    ----------
    sensor, state : str
    quantity : str
        ``acceleration`` or ``angular_velocity``.
    unit : str
        Of the density, such as ``(m/s2)^2/Hz``.
    frequency_hz, density : ndarray of float64, shape (n_bins,)
    noise_floor : ndarray of float64, shape (n_bins,)
        Density of the sensor's own noise at this recording; NaN where it could not be known.
    n_windows : int
    peak_hz : float or None
    peak_interval_hz : tuple of float or None
        95 % interval of the peak.
    """

    sensor: str
    state: str
    quantity: str
    unit: str
    frequency_hz: NDArray[np.float64]
    density: NDArray[np.float64]
    noise_floor: NDArray[np.float64]
    n_windows: int
    peak_hz: float | None = None
    peak_interval_hz: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Spectrogram:
    """Power over time and frequency for a picture, thinned in time where the recording is long.

    Parameters
    ----------
    sensor, quantity, unit : str
    start_s : ndarray of float64, shape (n_columns,)
    column_s : float
        Width of a column; the density is the mean over the windows that start in it.
    frequency_hz : ndarray of float64, shape (n_bins,)
    density : ndarray of float32, shape (n_columns, n_bins)
        NaN where nothing was assessable.
    """

    sensor: str
    quantity: str
    unit: str
    start_s: NDArray[np.float64]
    column_s: float
    frequency_hz: NDArray[np.float64]
    density: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Excerpt:
    """Raw samples that decided, at their own rate.

    Parameters
    ----------
    sensor, quantity, unit, state : str
    time_s : ndarray of float64, shape (n_samples,)
        Seconds since the start of the recording.
    axes : ndarray of float64, shape (n_samples, n_axes)
    axis_names : tuple of str
    """

    sensor: str
    quantity: str
    unit: str
    state: str
    time_s: NDArray[np.float64]
    axes: NDArray[np.float64]
    axis_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """Everything that was measured on one recording.

    Parameters
    ----------
    recording : Recording
        The nouns of the input; its samples are not needed to show the result.
    windows : WindowTable
    states : dict of str to float
        Seconds in each state (of the leading sensor), state ids in order of the vocabulary, zeros left out.
    bouts : tuple of Bout
    measures : tuple of Measure
        The leading one is ``dominant_frequency_hz``.
    issues : tuple of Issue
        Of the input and of the analysis.
    provenance : Provenance
    spectra, spectrograms, excerpts : tuple
        Numbers of the pictures; empty when they were not asked for.
    """

    recording: Recording
    windows: WindowTable
    states: dict[str, float]
    bouts: tuple[Bout, ...]
    measures: tuple[Measure, ...]
    issues: tuple[Issue, ...]
    provenance: Provenance
    spectra: tuple[Spectrum, ...] = ()
    spectrograms: tuple[Spectrogram, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
