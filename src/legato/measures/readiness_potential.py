"""The slow negativity of the EEG that rises a second or two before a movement that was meant."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from legato.measures.jerk_epochs import Epochs, means_at_random
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["READINESS_MEASURES", "find_readiness_potential", "no_readiness_potential"]

READINESS_MEASURES = (("readiness_onset_s", "s"), ("readiness_uv", "uV"))
_SOURCE = "textbook"
_TELLS = "supports a functional origin (K); absence does not refute it; never a diagnosis"


def no_readiness_potential(status: MeasureStatus, why: str) -> tuple[Measure, ...]:
    """Give the measures without a value.

    Parameters
    ----------
    status : MeasureStatus
    why : str

    Returns
    -------
    tuple of Measure
    """
    return tuple(
        Measure(name, None, unit, status, _SOURCE, note=f"{why}; presence {_TELLS}")
        for name, unit in READINESS_MEASURES
    )


class _Hinge:
    """Fit of a level and, from some time on, a straight slope."""

    def __init__(self, time_s: NDArray[np.float64]) -> None:
        self.onset_s = time_s[1:-2]
        self.remainders = np.empty((len(self.onset_s), len(time_s), len(time_s)))
        for k, onset_s in enumerate(self.onset_s):
            design = np.column_stack([np.ones(len(time_s)), np.maximum(time_s - onset_s, 0.0)])
            self.remainders[k] = np.eye(len(time_s)) - design @ np.linalg.pinv(design)

    def onsets_s(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the time from which each row slopes."""
        left = np.stack([np.sum((rows @ remainder) ** 2, axis=1) for remainder in self.remainders])
        onsets: NDArray[np.float64] = self.onset_s[np.argmin(left, axis=0)]
        return onsets


def _bins(epochs: Epochs, span: Interval, step_s: float) -> list[tuple[int, int]]:
    """Cut a span into bins of whole samples."""
    n = round(span.duration_s / step_s)
    edges = [round((span.start_s + k * step_s) * epochs.sampling_rate_hz) for k in range(n + 1)]
    return list(pairwise(edges))


def find_readiness_potential(
    epochs: Epochs, *, baseline: Interval, search: Interval, n_channels: int, criteria: Criteria
) -> tuple[float, tuple[Measure, ...]]:
    """Search the average for a negativity that starts within the published window.

    Parameters
    ----------
    epochs : Epochs
        In uV.
    baseline, search : Interval
        Seconds from the onset of the jerk.
    n_channels : int
        Channels in which it is searched: they share the chance of a false finding.
    criteria : Criteria

    Returns
    -------
    limit : float
        What averages at random times reach anywhere in ``search`` with the chance that decides, uV, below 0.
    measures : tuple of Measure
        For each of ``READINESS_MEASURES``: onset from the jerk, and height of the negativity (below 0).

    Notes
    -----
    Source: signal criteria of jerk-locked averaging: slow negativity from 2 to 0.8 s before, a rise of 3 uV at least.
    Deviation: it must besides be larger than random times make it; the onset is where a level and a slope meet.
    """
    alpha = criteria.number("jerk_lock.alpha") / n_channels
    n_averages = max(round(criteria.number("jerk_lock.permutations")), int(np.ceil(1.0 / alpha)))
    seed, step_s = round(criteria.number("jerk_lock.seed")), criteria.number("jerk_lock.readiness_step_s")
    at_random = means_at_random(
        epochs, _bins(epochs, search, step_s), baseline=baseline, n_averages=n_averages, seed=seed
    ).min(axis=1)
    limit = float(np.quantile(at_random, alpha, method="lower"))
    fitted = Interval(*criteria.numbers("jerk_lock.readiness_fit_s"))
    rows = epochs.at_chosen(fitted, baseline=baseline)
    bins = np.array(_bins(epochs, fitted, step_s)) - epochs.offsets(fitted)[0]
    thinned = np.stack([rows[:, first:behind].mean(axis=1) for first, behind in bins], axis=1)
    time_s: NDArray[np.float64] = fitted.start_s + step_s * (
        np.arange(thinned.shape[1], dtype=np.float64) + 0.5
    )
    from_s, to_s = criteria.numbers("jerk_lock.readiness_peak_s")
    is_late = (time_s >= from_s) & (time_s <= to_s)
    mean = thinned.mean(axis=0)
    value = float(mean[is_late].mean())
    chance = (1 + int(np.sum(at_random <= mean.min()))) / (n_averages + 1)
    said = f"{len(rows)} jerks, {value:.1f} uV, chance {chance:.4f}"
    if value > -criteria.number("jerk_lock.readiness_uv") or mean.min() >= limit:
        why = "no rise of the negativity that is large enough"
        return limit, no_readiness_potential(MeasureStatus.NOT_FOUND, f"{why}: {said}")
    hinge = _Hinge(time_s)
    onset_s = float(hinge.onsets_s(mean[None])[0])
    rng = np.random.default_rng(seed)
    n = len(rows)
    counts = rng.multinomial(n, np.full(n, 1.0 / n), size=round(criteria.number("jerk_lock.resamples")))
    drawn = counts @ thinned / n
    onsets = np.quantile(hinge.onsets_s(drawn), [0.025, 0.975])
    sizes = np.quantile(drawn[:, is_late].mean(axis=1), [0.025, 0.975])
    earliest_s, latest_s = criteria.numbers("jerk_lock.readiness_onset_s")
    if onsets[1] < earliest_s or onsets[0] > latest_s:
        why = f"a negativity starts at {onset_s:.2f} s, outside the {earliest_s:g} to {latest_s:g} s told for it"
        return limit, no_readiness_potential(MeasureStatus.NOT_FOUND, f"{why}: {said}")
    values = ((onset_s, onsets), (value, sizes))
    return limit, tuple(
        Measure(
            name,
            found,
            unit,
            MeasureStatus.MEASURED,
            _SOURCE,
            interval=(min(float(ends[0]), found), max(float(ends[1]), found)),
            note=f"{said}; presence {_TELLS}",
        )
        for (name, unit), (found, ends) in zip(READINESS_MEASURES, values, strict=True)
    )
