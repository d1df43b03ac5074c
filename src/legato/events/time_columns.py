"""Columns of the windows table that are measured in time, in every window."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.engine_settings import BinLayout
from legato.events.triad_windows import TriadWindows
from legato.signal.gravity import angle_between_deg

__all__ = ["time_columns"]

Float64 = NDArray[np.float64]


def time_columns(
    measured: dict[str, TriadWindows],
    times_s: dict[str, Float64],
    *,
    has_gravity: bool,
    layouts: dict[str, BinLayout],
) -> dict[str, Float64]:
    """Name what was measured in time, as far as the sensor gives it, without ``is_transformed`` and ``clipped``.

    Parameters
    ----------
    measured : dict of str to TriadWindows
        ``accel`` and ``gyro``, where the sensor has them.
    times_s : dict of str to ndarray of float64, each shape (n,)
        Time of the first sample of each window.
    has_gravity : bool
    layouts : dict of str to BinLayout

    Returns
    -------
    dict of str to ndarray of float64, each shape (n,)
    """
    columns: dict[str, Float64] = {}
    lead = "gyro" if "gyro" in measured else "accel"
    columns["start_s"] = times_s["accel" if "accel" in measured else "gyro"]
    columns["coverage"] = _least([windows.coverage for windows in measured.values()])
    columns["flat"] = _least([windows.flat for windows in measured.values()])
    for prefix, windows in measured.items():
        columns[f"{prefix}_rms"] = windows.rms
        columns[f"{prefix}_peak"] = windows.peak
        columns[f"{prefix}_whiteness"] = windows.whiteness
    with np.errstate(invalid="ignore", divide="ignore"):
        columns["crest"] = np.where(measured[lead].rms > 0, measured[lead].peak / measured[lead].rms, np.nan)
    if "gyro" in measured:
        wx, wy, wz = measured["gyro"].mean
        window_s = layouts["gyro"].n_window / layouts["gyro"].sampling_rate_hz
        columns["gyro_turn_deg"] = np.degrees(np.sqrt(wx * wx + wy * wy + wz * wz) * window_s)
    if has_gravity:
        accel = measured["accel"]
        gx, gy, gz = accel.mean
        columns["gravity_x"], columns["gravity_y"], columns["gravity_z"] = gx, gy, gz
        columns["gravity_norm"] = np.sqrt(gx * gx + gy * gy + gz * gz)
        columns["tilt_change_deg"] = angle_between_deg(accel.mean_first.T, accel.mean_last.T)
    return columns


def _least(columns: list[Float64]) -> Float64:
    """Give the smallest of the columns at each row."""
    least = columns[0]
    for column in columns[1:]:
        least = np.minimum(least, column)
    return least
