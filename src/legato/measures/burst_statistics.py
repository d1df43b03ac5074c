"""Means, medians and shares of few numbers, with their 95 % intervals. Called by the measures of bursts."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["mean_interval", "median_interval", "sd_interval", "share_interval"]

Z95 = 1.96
# 97.5 % points of Student's t for 1 to 30 degrees of freedom
_T = (
    *(12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


def mean_interval(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Give the 95 % interval of a mean by Student's t; None with fewer than two values.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)

    Returns
    -------
    tuple of float or None
    """
    n = len(values)
    if n < 2:
        return None
    t = _T[n - 2] if n - 1 <= len(_T) else Z95 + 2.5 / (n - 1)
    half = t * float(np.std(values, ddof=1)) / math.sqrt(n)
    mean = float(np.mean(values))
    return mean - half, mean + half


def sd_interval(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Give the 95 % interval of a standard deviation, by the fourth moment on the log scale; None below four values.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)

    Returns
    -------
    tuple of float or None
    """
    n = len(values)
    if n < 4:
        return None
    sd = float(np.std(values, ddof=1))
    if sd == 0.0:
        return None
    kurtosis = float(np.mean((values - np.mean(values)) ** 4)) / float(np.var(values)) ** 2
    half = Z95 * math.sqrt(max(kurtosis - (n - 3) / (n - 1), 1.0 / n) / n) / 2
    return sd * math.exp(-half), sd * math.exp(half)


def median_interval(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """Give the 95 % interval of a median by order statistics; None below six values, which can't give one.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)

    Returns
    -------
    tuple of float or None
        Covers the median with at least 95 %, whatever the distribution.
    """
    n = len(values)
    below, chance = -1, 0.0
    for count in range(n // 2):
        log_chance = (
            math.lgamma(n + 1) - math.lgamma(count + 1) - math.lgamma(n - count + 1) - n * math.log(2)
        )
        chance += math.exp(log_chance)
        if chance > 0.025:
            break
        below = count
    if below < 0:
        return None
    ordered = np.sort(values)
    return float(ordered[below]), float(ordered[n - 1 - below])


def share_interval(count: int, n: int) -> tuple[float, float] | None:
    """Give the 95 % interval of a share (Wilson); None without trials.

    Parameters
    ----------
    count, n : int

    Returns
    -------
    tuple of float or None
        0 to 1.
    """
    if n == 0:
        return None
    share = count / n
    centre = (share + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
    half = Z95 / (1 + Z95**2 / n) * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n**2))
    return max(0.0, centre - half), min(1.0, centre + half)
