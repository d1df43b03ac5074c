"""Agreement of two scorings over many nights: bias and limits, intraclass correlation, classes, pooled events."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from legato.errors import InputError
from legato.model.agreement import Agreement
from legato.model.measure import Measure, MeasureStatus

__all__ = ["NightPair", "compute_agreement_of_nights", "compute_icc_agreement"]

_Z95 = 1.96
_UPPER = 0.975  # of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class NightPair:
    """One night in two scorings.

    Parameters
    ----------
    name : str
    first_per_h, second_per_h : float
        Index of each scoring.
    agreement : Agreement
        Of the events.
    """

    name: str
    first_per_h: float
    second_per_h: float
    agreement: Agreement


def compute_agreement_of_nights(
    nights: Sequence[NightPair], *, class_per_h: float, fewest_nights: int
) -> tuple[Measure, ...]:
    """Compare two scorings over many nights.

    Parameters
    ----------
    nights : sequence of NightPair
        One a night; several nights of one person are taken as independent, and a note says so.
    class_per_h : float
        Index from which a night belongs to the higher class.
    fewest_nights : int
        With fewer nights bias, limits, correlation and classes are not assessable; at least 3.

    Returns
    -------
    tuple of Measure
        Bias (second minus first) with its interval, both 95 % limits of agreement with theirs, ICC(A,1) with its
        interval, share of nights in one class with its interval, pooled precision, recall and F1.

    Raises
    ------
    InputError
        If fewer than 3 nights are asked for as enough, which leaves no degree of freedom to tell a spread from.

    Notes
    -----
    Limits of agreement and their intervals after Bland & Altman 1999; ICC(A,1) and its interval after McGraw & Wong 1996
    (the ICC(2,1) of Shrout & Fleiss 1979); interval of the share after Wilson 1927.
    """
    if fewest_nights < 3:
        raise InputError(
            "Agreement over nights needs three nights at least", found=str(fewest_nights), code="LEG-E919"
        )
    pairs = np.array([(night.first_per_h, night.second_per_h) for night in nights]).reshape(-1, 2)
    pooled = _pooled_events([night.agreement for night in nights])
    if len(nights) < fewest_nights:
        note = f"n = {len(nights)} nights, at least {fewest_nights} are needed"
        return (*(_untold(name, unit, note) for name, unit in _OVER_NIGHTS), *pooled)
    return (*_bias_and_limits(pairs), _icc(pairs), _same_class(pairs, class_per_h), *pooled)


_OVER_NIGHTS = (
    ("index_bias_per_h", "1/h"),
    ("index_limit_low_per_h", "1/h"),
    ("index_limit_high_per_h", "1/h"),
    ("index_icc", "1"),
    ("same_class_share", "1"),
)


def _untold(name: str, unit: str, note: str) -> Measure:
    return Measure(name, None, unit, MeasureStatus.NOT_ASSESSABLE, "engineering", note=note)


def _told(
    name: str, value: float, unit: str, *, interval: tuple[float, float] | None, source: str, note: str
) -> Measure:
    return Measure(name, value, unit, MeasureStatus.MEASURED, source, interval=interval, note=note)


def _bias_and_limits(pairs: NDArray[np.float64]) -> tuple[Measure, ...]:
    """Give the mean difference and the limits that hold 95 % of the differences, each with its doubt."""
    from scipy.stats import t as student

    n = len(pairs)
    differences = pairs[:, 1] - pairs[:, 0]
    bias, spread = float(differences.mean()), float(differences.std(ddof=1))
    reach = float(student.ppf(_UPPER, n - 1))
    half_bias = reach * spread / math.sqrt(n)
    half_limit = reach * spread * math.sqrt(1 / n + _Z95**2 / (2 * (n - 1)))
    note = f"n = {n} nights, taken as independent; second minus first"
    rows = (
        ("index_bias_per_h", bias, half_bias),
        ("index_limit_low_per_h", bias - _Z95 * spread, half_limit),
        ("index_limit_high_per_h", bias + _Z95 * spread, half_limit),
    )
    return tuple(
        _told(
            name, value, "1/h", interval=(value - half, value + half), source="Bland & Altman 1999", note=note
        )
        for name, value, half in rows
    )


def compute_icc_agreement(table: ArrayLike) -> tuple[float, tuple[float, float]] | None:
    """Give the intraclass correlation of single ratings, absolute agreement: ICC(A,1) with its 95 % interval.

    Parameters
    ----------
    table : array_like, shape (n_subjects, n_raters)
        At least two of each.

    Returns
    -------
    tuple of (float, (float, float)) or None
        None where the subjects do not differ: there is no variance between them to find again.

    Notes
    -----
    *Source*: McGraw & Wong 1996, two-way model. Equals ICC(2,1) of Shrout & Fleiss 1979.
    """
    from scipy.stats import f as fisher

    values = np.asarray(table, dtype=np.float64)
    n, k = values.shape
    mean = values.mean()
    rows, columns = values.mean(axis=1), values.mean(axis=0)
    between = k * float(((rows - mean) ** 2).sum()) / (n - 1)
    raters = n * float(((columns - mean) ** 2).sum()) / (k - 1)
    rest = float(((values - rows[:, None] - columns[None, :] + mean) ** 2).sum()) / ((n - 1) * (k - 1))
    whole = between + (k - 1) * rest + k / n * (raters - rest)
    smallest = np.finfo(np.float64).eps * max(float((values**2).mean()), np.finfo(np.float64).tiny)
    if not (between > smallest and whole > smallest):
        return None
    icc = (between - rest) / whole
    if raters <= smallest and rest <= smallest:
        return icc, (icc, icc)
    a = k * icc / (n * (1 - icc))
    b = 1 + k * icc * (n - 1) / (n * (1 - icc))
    parts = (a * raters) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1))
    freedom = (a * raters + b * rest) ** 2 / parts
    upper = float(fisher.ppf(_UPPER, n - 1, freedom))
    lower = float(fisher.ppf(_UPPER, freedom, n - 1))
    noise = k * raters + (k * n - k - n) * rest
    low = n * (between - upper * rest) / (upper * noise + n * between)
    high = n * (lower * between - rest) / (noise + n * lower * between)
    return icc, (min(low, icc), max(high, icc))


def _icc(pairs: NDArray[np.float64]) -> Measure:
    found = compute_icc_agreement(pairs)
    note = f"n = {len(pairs)} nights, taken as independent"
    if found is None:
        return _untold("index_icc", "1", f"{note}; the nights do not differ from one another")
    value, interval = found
    return _told("index_icc", value, "1", interval=interval, source="McGraw & Wong 1996, ICC(A,1)", note=note)


def _same_class(pairs: NDArray[np.float64], class_per_h: float) -> Measure:
    """Give the share of nights that both scorings put on one side of the class."""
    n = len(pairs)
    is_high = pairs >= class_per_h
    share = float((is_high[:, 0] == is_high[:, 1]).mean())
    centre = share + _Z95**2 / (2 * n)
    half = _Z95 * math.sqrt(share * (1 - share) / n + _Z95**2 / (4 * n * n))
    whole = 1 + _Z95**2 / n
    interval = (max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole))
    note = f"n = {n} nights; classes parted at {class_per_h:g}/h, the value itself in the higher"
    return _told("same_class_share", share, "1", interval=interval, source="Wilson 1927", note=note)


def _pooled_events(agreements: Sequence[Agreement]) -> tuple[Measure, ...]:
    """Give precision, recall and F1 over the events of all nights; no interval, since events of a night hang together."""
    matched = sum(one.n_matched for one in agreements)
    first, second = sum(one.n_first for one in agreements), sum(one.n_second for one in agreements)
    rows = (
        ("pooled_event_precision", matched, second),
        ("pooled_event_recall", matched, first),
        ("pooled_event_f1", 2 * matched, first + second),
    )
    return tuple(
        _told(
            name,
            part / whole,
            "1",
            interval=None,
            source="engineering",
            note=f"n = {whole} events of {len(agreements)} nights",
        )
        if whole
        else _untold(name, "1", f"n = 0 events of {len(agreements)} nights")
        for name, part, whole in rows
    )
