"""What is measured in every window of one sensor, before anyone says what kind of movement it is.

One row a window; every row is computed from the samples of its own window alone, with arithmetic that does not depend on
how many windows are done at once. Amounts stay in SI units; what the sensor can't give is NaN, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError

__all__ = ["FEATURES", "WindowFeatures"]

# Name -> meaning. ``q`` below stands for ``accel`` (m/s2) or ``gyro`` (rad/s). Spectral features are NaN where the
# window was too still to be transformed (``is_transformed`` False) or the triad is missing.
FEATURES: dict[str, str] = {
    "start_s": "time of the first sample of the window, s since the start of the recording",
    "coverage": "share of the window's samples that are there and finite, 0-1",
    "clipped": "share of samples at the edge of the device's range or stuck at the extreme value, 0-1",
    "flat": "share of samples equal to the one before on all axes of all triads, 0-1",
    "is_transformed": "1 where the spectrum was computed, else 0",
    "gravity_x": "mean acceleration along x over the window, m/s2",
    "gravity_y": "mean acceleration along y over the window, m/s2",
    "gravity_z": "mean acceleration along z over the window, m/s2",
    "gravity_norm": "length of the mean acceleration vector, m/s2",
    "tilt_change_deg": "angle between the mean acceleration of the first and of the last second, deg",
    "accel_rms": "RMS of the 3-axis acceleration about its mean, m/s2",
    "gyro_rms": "RMS of the 3-axis angular velocity about its mean, rad/s",
    "accel_peak": "largest departure of the acceleration vector from its mean, m/s2",
    "gyro_peak": "largest departure of the angular velocity vector from its mean, rad/s",
    "gyro_turn_deg": "length of the angle integrated over the window, deg",
    "accel_whiteness": "sum of squared steps between samples over the sum of squares: near 2 for white noise, near 0 for a movement",
    "gyro_whiteness": "as accel_whiteness",
    # from the spectrum summed over three axes (Hann, 0.25 Hz bins)
    "accel_peak_hz": "frequency of the highest peak between 1 Hz and the smaller of 25 Hz and 0.45 of the rate, interpolated",
    "gyro_peak_hz": "as accel_peak_hz",
    "accel_peak_over_background": "density at the peak over the median density between 2 and 25 Hz",
    "gyro_peak_over_background": "as accel_peak_over_background",
    "accel_band_rms": "RMS within peak +- 1 Hz, three axes, m/s2",
    "gyro_band_rms": "RMS within peak +- 1 Hz, three axes, rad/s",
    "accel_concentration": "power within peak +- 1 Hz over power from 0.5 to 25 Hz, 0-1",
    "gyro_concentration": "as accel_concentration",
    "accel_half_width_hz": "full width of the peak at half of its height, interpolated",
    "gyro_half_width_hz": "as accel_half_width_hz",
    "accel_harmonic2": "power within 2f +- 0.5 Hz over power within f +- 0.5 Hz (f the peak); NaN above the band",
    "accel_harmonic3": "as accel_harmonic2 at 3f",
    "accel_subharmonic": "power within f/2 +- 0.5 Hz over power within f +- 0.5 Hz",
    "gyro_harmonic2": "as accel_harmonic2",
    "gyro_harmonic3": "as accel_harmonic3",
    "gyro_subharmonic": "as accel_subharmonic",
    "accel_power_low": "power 0.5-3 Hz, (m/s2)^2",
    "accel_power_mid": "power 3-8 Hz",
    "accel_power_high": "power 8-13 Hz",
    "accel_power_fast": "power 13-18 Hz",
    "accel_power_top": "power 18-25 Hz, as far as the rate reaches",
    "gyro_power_low": "power 0.5-3 Hz, (rad/s)^2",
    "gyro_power_mid": "power 3-8 Hz",
    "gyro_power_high": "power 8-13 Hz",
    "gyro_power_fast": "power 13-18 Hz",
    "gyro_power_top": "power 18-25 Hz",
    "displacement_mm": "peak-to-peak displacement, from the accelerations of each bin within peak +- 1 Hz of the leading quantity, "
    "gravity removed by the gyroscope; without one only above 4 Hz (it then holds the rest of gravity), else NaN",
    "vertical_share": "share of the acceleration power within peak +- 1 Hz that lies along gravity, 0-1",
    "accel_axis_share": "share of the power within peak +- 1 Hz along its own principal axis, 1/3-1",
    "gyro_axis_share": "as accel_axis_share: near 1 for a hinge",
    # from the cycles of the leading quantity (gyro where there is one), principal axis, band-passed within peak +- 2 Hz, or
    # +- half of the frequency where that is less
    "cycle_hz": "mean frequency from zero crossings",
    "cycle_cv": "coefficient of variation of the cycle length",
    "cycle_frequency_sd_hz": "standard deviation of the cycle frequencies",
    "envelope_cv": "coefficient of variation of the cycle amplitudes",
    "envelope_slope": "slope of log cycle amplitude over time, 1/s: below 0 when it dies away",
    "n_cycles": "whole cycles in the window",
    "waveform_skew": "skewness of the principal-axis signal: 0 for a sinusoid",
    "crest": "largest over RMS of the leading quantity's norm about its mean",
    "burst_share": "share of the window in which the norm's departure is above a quarter of its largest: small for a jerk",
    "n_bursts": "separate stretches above that level, at least 0.1 s apart",
}


@dataclass(frozen=True, eq=False)
class WindowFeatures:
    """Features of all windows of one sensor.

    Parameters
    ----------
    columns : dict of str to ndarray of float64, each shape (n_windows,)
        Exactly the names of ``FEATURES`` plus those named in ``extra``.
    window_s, step_s : float
        Length and distance as asked for, seconds; starts lie on samples, so they differ from k * step by at most half a
        sample.
    has_accel, has_gyro, has_gravity : bool
        What the sensor gives: gravity is missing from linear acceleration.
    has_accel_unit, has_gyro_unit : bool
        False when the recorded unit is unknown, so that no amplitude means anything.
    extra : tuple of str
        Further columns, such as those that freezing needs.
    """

    columns: dict[str, NDArray[np.float64]]
    window_s: float
    step_s: float
    has_accel: bool
    has_gyro: bool
    has_gravity: bool
    has_accel_unit: bool
    has_gyro_unit: bool
    extra: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse missing columns and columns of different length."""
        expected = set(FEATURES) | set(self.extra)
        lengths = {len(column) for column in self.columns.values()}
        if set(self.columns) != expected or len(lengths) > 1:
            raise InputError(
                "Window features are missing, unknown or of different length",
                found=f"missing {sorted(expected - set(self.columns))}, unknown {sorted(set(self.columns) - expected)}",
                code="LEG-E313",
            )

    def __len__(self) -> int:
        """Give the number of windows."""
        return len(self.columns["start_s"])

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Give one column."""
        return self.columns[name]
