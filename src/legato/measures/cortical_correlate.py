"""The spike of the EEG some tens of milliseconds before a jerk: is it there, how long before, how large."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.measures.jerk_epochs import Epochs, means_at_random
from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus

__all__ = ["CORTICAL_MEASURES", "find_cortical_correlate", "no_cortical_correlate"]

CORTICAL_MEASURES = (("cortical_correlate_lead_ms", "ms"), ("cortical_correlate_uv", "uV"))
_SOURCE = "textbook, cmaj2005"
_TELLS = "supports a cortical origin of the jerks (K); absence does not refute it; never a diagnosis"


def no_cortical_correlate(status: MeasureStatus, why: str) -> tuple[Measure, ...]:
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
        Measure(name, None, unit, status, _SOURCE, note=f"{why}; {_TELLS}")
        for name, unit in CORTICAL_MEASURES
    )


def _tops(rows: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give place (in samples, between them by a parabola) and height of the largest value of each row."""
    last = rows.shape[1] - 1
    top = np.clip(np.argmax(rows, axis=1), 1, last - 1)
    at = np.arange(len(rows))
    left, middle, right = rows[at, top - 1], rows[at, top], rows[at, top + 1]
    bend = left - 2.0 * middle + right
    shift = np.zeros(len(rows))
    np.divide(left - right, 2.0 * bend, out=shift, where=bend < 0)
    return top + np.clip(shift, -1.0, 1.0), rows.max(axis=1)


def find_cortical_correlate(
    epochs: Epochs, *, baseline: Interval, search: Interval, n_channels: int, criteria: Criteria
) -> tuple[float, tuple[Measure, ...]]:
    """Search the average for a positive peak before the jerk.

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
        What averages at random times reach anywhere in ``search`` with the chance that decides, uV.
    measures : tuple of Measure
        For each of ``CORTICAL_MEASURES``.

    Notes
    -----
    Source: signal criteria of jerk-locked averaging: the positive peak of a biphasic spike at least 3 standard errors above
    the baseline, 15 to 45 ms before the jerk (leg 25 to 45). Deviation: it must besides be a peak inside the window and not
    its edge, and be larger than random times make it.
    """
    alpha = criteria.number("jerk_lock.alpha") / n_channels
    n_averages = max(round(criteria.number("jerk_lock.permutations")), int(np.ceil(1.0 / alpha)))
    seed = round(criteria.number("jerk_lock.seed"))
    offsets = epochs.offsets(search)
    at_random = means_at_random(
        epochs, [(k, k + 1) for k in offsets], baseline=baseline, n_averages=n_averages, seed=seed
    ).max(axis=1)
    limit = float(np.quantile(at_random, 1.0 - alpha, method="higher"))
    wide = Interval(
        search.start_s - 2.0 / epochs.sampling_rate_hz, search.end_s + 2.0 / epochs.sampling_rate_hz
    )
    rows = epochs.at_chosen(wide, baseline=baseline)
    mean = rows.mean(axis=0)
    place, height = (float(found[0]) for found in _tops(mean[None, 2:-2]))
    top = 2 + int(np.argmax(mean[2:-2]))
    sem = float(rows[:, top].std(ddof=1) / np.sqrt(len(rows)))
    chance = (1 + int(np.sum(at_random >= height))) / (n_averages + 1)
    said = f"{len(rows)} jerks, {height:.1f} uV, {height / sem if sem > 0 else 0.0:.1f} standard errors, chance {chance:.4f}"
    is_peak = mean[top] > mean[top - 2] and mean[top] > mean[top + 2]
    is_large = sem > 0 and height >= criteria.number("jerk_lock.cortical_sem") * sem and height > limit
    if not (is_peak and is_large):
        why = "no positive peak in the window" if is_large else "no larger than random times make it"
        return limit, no_cortical_correlate(MeasureStatus.NOT_FOUND, f"{why}: {said}")
    step_ms = 1000.0 / epochs.sampling_rate_hz
    lead_ms = -step_ms * (float(offsets[0]) + place)
    drawn = _resampled(rows[:, 2:-2], criteria=criteria, seed=seed)
    places, heights = _tops(drawn)
    lead = np.quantile(-step_ms * (offsets[0] + places), [0.025, 0.975])
    size = np.quantile(heights, [0.025, 0.975])
    low_s, high_s = criteria.numbers("jerk_lock.cortical_leg_s")
    in_leg = low_s <= -lead_ms / 1000.0 <= high_s
    where = "within" if in_leg else "outside"
    note = f"{said}; {where} the {-1000.0 * high_s:g} to {-1000.0 * low_s:g} ms told for a leg; presence {_TELLS}"
    values = ((lead_ms, lead), (height, size))
    return limit, tuple(
        Measure(
            name,
            value,
            unit,
            MeasureStatus.MEASURED,
            _SOURCE,
            interval=(min(float(ends[0]), value), max(float(ends[1]), value)),
            note=note,
        )
        for (name, unit), (value, ends) in zip(CORTICAL_MEASURES, values, strict=True)
    )


def _resampled(rows: NDArray[np.float64], *, criteria: Criteria, seed: int) -> NDArray[np.float64]:
    """Average the epochs again with others drawn from them, one average a row."""
    rng = np.random.default_rng(seed)
    n = len(rows)
    counts = rng.multinomial(n, np.full(n, 1.0 / n), size=round(criteria.number("jerk_lock.resamples")))
    drawn: NDArray[np.float64] = counts @ rows / n
    return drawn
