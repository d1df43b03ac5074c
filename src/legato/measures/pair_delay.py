"""The delay between two channels, from the slope of the phase over a row of significant bins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.model.measure import Measure, MeasureStatus
from legato.signal.coherence import independence_limit
from legato.signal.cross_spectra import CrossSpectra

__all__ = ["derive_pair_delay", "no_delay"]

_NAME, _SOURCE = "pair_delay_ms", "rosenberg1989, halliday1995"


def no_delay(why: str) -> Measure:
    """Give the delay that can't be told, with the reason.

    Parameters
    ----------
    why : str

    Returns
    -------
    Measure
    """
    return Measure(_NAME, None, "ms", MeasureStatus.NOT_ASSESSABLE, _SOURCE, note=why)


def _longest_row(
    cross: NDArray[np.float64],
    is_significant: NDArray[np.bool_],
    *,
    least_share: float,
    most_missing: int,
) -> NDArray[np.intp]:
    """Find the longest row of significant bins whose cross-power isn't the leakage of its largest."""
    best: NDArray[np.intp] = np.empty(0, dtype=np.intp)
    for row in _rows(np.flatnonzero(is_significant), most_missing=most_missing):
        largest = row[np.argmax(cross[row])]
        full = row[cross[row] >= least_share * cross[largest]]
        for part in _rows(full, most_missing=most_missing):
            if largest in part and len(part) > len(best):
                best = part
    return best


def _rows(bins: NDArray[np.intp], *, most_missing: int) -> list[NDArray[np.intp]]:
    """Cut bins into rows wherever more than a few are missing."""
    return [row for row in np.split(bins, np.flatnonzero(np.diff(bins) > most_missing + 1) + 1) if len(row)]


def _smoothed(values: NDArray[np.float64], *, over: int) -> NDArray[np.float64]:
    """Average over neighbours, fewer at the ends: a weight must not follow the chance of one bin."""
    window = np.ones(over)
    sums: NDArray[np.float64] = np.convolve(values, window, "same")
    return sums / np.convolve(np.ones(len(values)), window, "same")


def derive_pair_delay(spectra: CrossSpectra, *, i: int, j: int, criteria: Criteria) -> Measure:
    """Tell how much later the second channel is than the first.

    Parameters
    ----------
    spectra : CrossSpectra
    i, j : int
    criteria : Criteria

    Returns
    -------
    Measure
        ms with a 95 % interval; not assessable where too few bins in a row are significant, where they may be the
        leakage of one line, or where the phase is no straight line.

    Notes
    -----
    Source: Halliday 1995: least squares weighted by the variance of the phase, ``(1 / coherence - 1) / (2 L)``. The
    interval is widened by the number of bins that the taper ties together, and by the scatter about the line.
    """
    low_hz, high_hz = criteria.numbers("pair_coherence.search_hz")
    fewest = round(criteria.number("pair_coherence.delay_bins"))
    alpha = criteria.number("coherence.alpha")
    coherence = spectra.coherence(i, j)
    limits = np.array([independence_limit(float(n), alpha=alpha) for n in spectra.effective_segments(i, j)])
    in_band = (spectra.frequency_hz >= low_hz) & (spectra.frequency_hz <= high_hz)
    row = _longest_row(
        np.abs(spectra.cross[i, j]),
        in_band & (coherence > limits),
        least_share=criteria.number("pair_coherence.delay_power_share"),
        most_missing=round(criteria.number("pair_coherence.delay_gap_bins")),
    )
    n_bins = len(row)
    if n_bins < fewest:
        return no_delay(
            f"{n_bins} significant bins in a row carry the power, {fewest} are needed; the phase of one rhythm tells no delay"
        )
    f_hz = spectra.frequency_hz[row]
    phase_rad = np.unwrap(spectra.phase_rad(i, j)[row])
    known = np.minimum(_smoothed(coherence[row], over=fewest), 1.0 - np.finfo(np.float64).eps)
    variance = (1.0 / known - 1.0) / (2.0 * float(spectra.n_disjoint[i, j]))
    weight = 1.0 / variance
    middle_hz = np.sum(weight * f_hz) / np.sum(weight)
    spread = float(np.sum(weight * (f_hz - middle_hz) ** 2))
    slope = float(np.sum(weight * (f_hz - middle_hz) * phase_rad)) / spread
    line_rad = np.sum(weight * phase_rad) / np.sum(weight) + slope * (f_hz - middle_hz)
    free = max(n_bins - 2.0 * spectra.line_width_bins, 1.0)  # the taper ties neighbouring values together
    scatter = float(np.sum((phase_rad - line_rad) ** 2 / variance)) / free
    if scatter > criteria.number("pair_coherence.delay_scatter"):
        return no_delay(f"the phase of {n_bins} significant bins is no straight line")
    half = 1.96 * np.sqrt(spectra.line_width_bins * max(scatter, 1.0) / spread)
    low, value, high = (1000.0 * s / (2.0 * np.pi) for s in (slope - half, slope, slope + half))
    return Measure(
        _NAME,
        value,
        "ms",
        MeasureStatus.MEASURED,
        _SOURCE,
        interval=(float(low), float(high)),
        note=f"slope of the phase over {n_bins} bins, {f_hz[0]:g} to {f_hz[-1]:g} Hz; above 0 where the second is later",
    )
