"""The rule of two bins: coherence above the 99 % limit in neighbouring bins, at a peak of both spectra."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.pair_coherence import CoherentPeak
from legato.signal.coherence import coherence_interval, independence_limit, phase_interval_deg
from legato.signal.cross_spectra import CrossSpectra

__all__ = ["find_coherent_peak", "find_common_peaks"]


def _peaks(
    power: NDArray[np.float64],
    frequency_hz: NDArray[np.float64],
    *,
    n_segments: float,
    criteria: Criteria,
) -> list[int]:
    """List the bins of the peaks of one spectrum in the searched band."""
    low_hz, high_hz = criteria.numbers("pair_coherence.search_hz")
    half_hz = criteria.number("pair_coherence.background_half_hz")
    scatter = criteria.number("pair_coherence.peak_sd") / np.sqrt(max(n_segments, 1.0))
    least = max(criteria.number("pair_coherence.peak_over_background"), 1.0 + scatter)
    is_top = np.zeros(len(power), dtype=np.bool_)
    is_top[1:-1] = (power[1:-1] > power[:-2]) & (power[1:-1] >= power[2:])
    in_band = (frequency_hz >= low_hz) & (frequency_hz <= high_hz)
    found = []
    for peak in np.flatnonzero(is_top & in_band):
        near = in_band & (np.abs(frequency_hz - frequency_hz[peak]) <= half_hz)
        if power[peak] > least * np.median(power[near]):
            found.append(int(peak))
    return found


def find_common_peaks(spectra: CrossSpectra, *, i: int, j: int, criteria: Criteria) -> list[tuple[int, int]]:
    """Find the frequencies at which both auto-spectra have a peak.

    Parameters
    ----------
    spectra : CrossSpectra
    i, j : int
    criteria : Criteria

    Returns
    -------
    list of (int, int)
        First and last bin of each: the bins of the peak in the two channels.
    """
    f_hz, n = spectra.frequency_hz, float(spectra.n_disjoint[i, j])
    first = _peaks(spectra.power[i, j], f_hz, n_segments=n, criteria=criteria)
    second = _peaks(spectra.power[j, i], f_hz, n_segments=n, criteria=criteria)
    apart = criteria.number("pair_coherence.same_peak_bins")
    return [(min(a, b), max(a, b)) for a in first for b in second if abs(a - b) <= apart]


def find_coherent_peak(
    spectra: CrossSpectra, *, i: int, j: int, criteria: Criteria, near_hz: float | None = None
) -> CoherentPeak | None:
    """Read the coherence at the common peak with most power in common, one above the limit first.

    Parameters
    ----------
    spectra : CrossSpectra
    i, j : int
    criteria : Criteria
    near_hz : float or None
        A frequency known beforehand, such as that of a tremor or of tapping, in place of the search for peaks.

    Returns
    -------
    CoherentPeak or None
        None where the spectra have no peak in common.

    Notes
    -----
    Source: cnp2025, two contiguous bins above the 99 % limit at a frequency with peaks in both auto-spectra. The
    nominal rate of the whole search in one pair is ``coherence.alpha``: only windows of two bins that hold a common
    peak are looked at, and the alpha of each is divided by the number of common peaks. Deviation: the limit is taken
    for the independent segments that the pair is worth, see ``CrossSpectra.effective_segments``.
    """
    if near_hz is None:
        peaks = find_common_peaks(spectra, i=i, j=j, criteria=criteria)
    else:
        nearest = int(np.argmin(np.abs(spectra.frequency_hz - near_hz)))
        peaks = [(nearest, nearest)]
    found = [_read_peak(spectra, peak, i=i, j=j, n_peaks=len(peaks), criteria=criteria) for peak in peaks]
    return max(found, key=lambda peak: (peak.is_significant, peak.coherence), default=None)


def _read_peak(
    spectra: CrossSpectra, peak: tuple[int, int], *, i: int, j: int, n_peaks: int, criteria: Criteria
) -> CoherentPeak:
    """Read one common peak in the window of neighbouring bins whose least coherence is largest."""
    size = round(criteria.number("coherence.contiguous_bins"))
    alpha = criteria.number("coherence.alpha") / n_peaks
    coherence = spectra.coherence(i, j)
    worth = spectra.effective_segments(i, j)
    limits = np.array([independence_limit(float(n), alpha=alpha) for n in worth])
    first = max(peak[0] - size + 1, 0)
    windows = [slice(k, k + size) for k in range(first, min(peak[1], len(coherence) - size) + 1)]
    window = max(windows, key=lambda here: float(np.min(coherence[here] - limits[here])))
    best = window.start + int(np.argmax(coherence[window]))
    n = float(np.min(worth[window]))
    value, phase_rad = float(coherence[best]), float(spectra.phase_rad(i, j)[best])
    n_disjoint = float(spectra.n_disjoint[i, j])
    phase = phase_interval_deg(phase_rad, value, n_segments=n_disjoint)
    return CoherentPeak(
        frequency_hz=float(spectra.frequency_hz[best]),
        coherence=value,
        interval=coherence_interval(value, n_segments=n_disjoint),
        phase_deg=float(np.degrees(phase_rad)),
        phase_interval_deg=None if phase is None else phase[1:],
        n_effective=n,
        limit=independence_limit(n, alpha=alpha),
        is_significant=bool(np.all(coherence[window] > limits[window])),
    )
