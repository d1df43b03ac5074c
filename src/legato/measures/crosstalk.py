"""Two EMG channels that look like one signal picked up twice: alike without delay, over the whole band of EMG."""

from __future__ import annotations

import math

import numpy as np

from legato.model.criteria import Criteria
from legato.model.pair_coherence import Crosstalk
from legato.signal.coherence import independence_limit
from legato.signal.cross_spectra import CrossSpectra

__all__ = ["check_crosstalk"]

_NOT_TOLD = Crosstalk(
    correlation=math.nan,
    lag_ms=math.nan,
    broad_share=math.nan,
    is_suspected=False,
    note="crosstalk could not be looked for",
)


def check_crosstalk(spectra: CrossSpectra | None, *, i: int, j: int, criteria: Criteria) -> Crosstalk:
    """Look for crosstalk in the unrectified signals of a pair.

    Parameters
    ----------
    spectra : CrossSpectra or None
        Of the unrectified EMG, up to the top of its band; None where there is none.
    i, j : int
    criteria : Criteria

    Returns
    -------
    Crosstalk
        Suspected where the correlation, its lag and its breadth all say so. A common drive of motor units is coherent
        at low frequencies and hardly shows in unrectified EMG, since the potentials of two muscles differ in shape.
    """
    low_hz, high_hz = criteria.numbers("pair_coherence.emg_band_hz")
    n = 0.0 if spectra is None else float(spectra.n_disjoint[i, j])
    if spectra is None or n < criteria.number("pair_coherence.fewest_segments"):
        return _NOT_TOLD
    here = (spectra.frequency_hz >= low_hz) & (spectra.frequency_hz <= high_hz)
    cross = spectra.cross[i, j][here]
    size = float(np.sqrt(np.sum(spectra.power[i, j][here]) * np.sum(spectra.power[j, i][here])))
    if not size > 0:
        return _NOT_TOLD
    most_ms = criteria.number("crosstalk.lag_search_ms")
    lags_ms = np.arange(-most_ms, most_ms + 1e-9, criteria.number("crosstalk.lag_step_ms"))
    turns = np.exp(-2j * np.pi * np.outer(lags_ms / 1000.0, spectra.frequency_hz[here]))
    correlation = (turns @ cross).real / size
    best = int(np.argmax(np.abs(correlation)))
    coherent = spectra.coherence(i, j)[here] > independence_limit(n, alpha=criteria.number("coherence.alpha"))
    off_deg = np.abs(np.degrees(np.angle(cross)))
    is_at_once = np.minimum(off_deg, 180.0 - off_deg) <= criteria.number("crosstalk.phase_deg")
    value, lag_ms, share = (
        float(correlation[best]),
        float(lags_ms[best]),
        float((coherent & is_at_once).mean()),
    )
    is_suspected = (
        abs(value) >= criteria.number("crosstalk.correlation")
        and abs(lag_ms) <= criteria.number("crosstalk.lag_ms")
        and share >= criteria.number("crosstalk.broad_share")
    )
    note = (
        f"may be crosstalk: the unrectified signals are correlated by {value:.2f} without delay over"
        f" {100.0 * share:.0f} % of the band of EMG"
        if is_suspected
        else ""
    )
    return Crosstalk(value, lag_ms, share, is_suspected, note)
