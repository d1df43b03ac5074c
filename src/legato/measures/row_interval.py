"""The 95 % interval of the frequency of every row of the windows table, from the row alone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from legato.model.criteria import Criteria
from legato.signal.frequency import PeakFactors, peak_interval_hz

__all__ = ["row_frequency_interval"]


def row_frequency_interval(
    columns: Mapping[str, NDArray[np.float64]], *, has_gyro: bool, criteria: Criteria
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the 95 % interval of the peak frequency of every window.

    Parameters
    ----------
    columns : mapping of str to ndarray of float64, each shape (n_windows,)
        Columns of the window features.
    has_gyro : bool
        The gyroscope leads where there is one.
    criteria : Criteria
        ``frequency_row.*`` and ``window.length_s``.

    Returns
    -------
    low_hz, high_hz : ndarray of float64, shape (n_windows,)
        NaN where there is no peak.
    """
    lead = "gyro" if has_gyro else "accel"
    factors = PeakFactors(
        noise=criteria.number("frequency_row.noise"),
        apart=criteria.number("frequency_row.apart"),
        spread=criteria.number("frequency_row.spread"),
        spread_noise=criteria.number("frequency_row.spread_noise"),
        floor_hz=criteria.number("frequency_row.floor_hz"),
    )
    return peak_interval_hz(
        columns[f"{lead}_peak_hz"],
        columns["cycle_hz"],
        cycle_sd_hz=columns["cycle_frequency_sd_hz"],
        peak_over_background=columns[f"{lead}_peak_over_background"],
        window_s=criteria.number("window.length_s"),
        factors=factors,
    )
