"""A quantity over time with its first and second derivative, so that rates and accelerations are exact.

Nothing is differentiated numerically: every movement is built from the primitives below, and sums, products and
functions of them carry both derivatives along. Times are given, not sampled, so one movement can be read at any rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["ZERO", "Jet", "Values", "Waveform", "ramp"]

Values: TypeAlias = NDArray[np.float64] | float


@dataclass(frozen=True, slots=True, eq=False)
class Jet:
    """Value, rate and acceleration of one quantity at given times.

    Parameters
    ----------
    value, rate, accel : ndarray of float64, shape (n_times,), or float
        The quantity, its first and its second derivative by time in seconds. A float holds for all times.
    """

    value: Values
    rate: Values = 0.0
    accel: Values = 0.0

    def __add__(self, other: Jet | float) -> Jet:
        """Add a jet or a constant."""
        if isinstance(other, Jet):
            return Jet(self.value + other.value, self.rate + other.rate, self.accel + other.accel)
        return Jet(self.value + other, self.rate, self.accel)

    __radd__ = __add__

    def __rsub__(self, other: float) -> Jet:
        """Subtract from a constant."""
        return (-1.0) * self + other

    def __sub__(self, other: Jet | float) -> Jet:
        """Subtract a jet or a constant."""
        return self + (-1.0) * other

    def __mul__(self, other: Jet | float) -> Jet:
        """Multiply by a jet (product rule) or a constant."""
        if isinstance(other, Jet):
            return Jet(
                self.value * other.value,
                self.rate * other.value + self.value * other.rate,
                self.accel * other.value + 2.0 * self.rate * other.rate + self.value * other.accel,
            )
        return Jet(self.value * other, self.rate * other, self.accel * other)

    __rmul__ = __mul__

    def through(self, value: Values, first: Values, second: Values) -> Jet:
        """Apply a function whose value and derivatives at ``self.value`` are given (chain rule)."""
        return Jet(value, first * self.rate, second * self.rate * self.rate + first * self.accel)

    def sin(self) -> Jet:
        """Sine."""
        s, c = np.sin(self.value), np.cos(self.value)
        return self.through(s, c, -s)

    def cos(self) -> Jet:
        """Cosine."""
        s, c = np.sin(self.value), np.cos(self.value)
        return self.through(c, -s, -c)

    def exp(self) -> Jet:
        """Exponential."""
        e = np.exp(self.value)
        return self.through(e, e, e)

    def sqrt(self) -> Jet:
        """Square root of a quantity above 0."""
        root = np.sqrt(self.value)
        return self.through(root, 0.5 / root, -0.25 / (root * self.value))

    def arccos(self) -> Jet:
        """Arc cosine of a quantity inside (-1, 1)."""
        rest = 1.0 - self.value * self.value
        first = -1.0 / np.sqrt(rest)
        return self.through(np.arccos(self.value), first, first * self.value / rest)

    def arctan2(self, x: Jet) -> Jet:
        """Angle of the vector (x, self)."""
        square = self.value * self.value + x.value * x.value
        cross = self.rate * x.value - self.value * x.rate
        cross_rate = self.accel * x.value - self.value * x.accel
        square_rate = 2.0 * (self.value * self.rate + x.value * x.rate)
        rate = cross / square
        return Jet(np.arctan2(self.value, x.value), rate, (cross_rate - rate * square_rate) / square)


ZERO = Jet(0.0)


def ramp(time_s: NDArray[np.float64], *, start_s: float, length_s: float) -> Jet:
    """Rise smoothly from 0 to 1 (minimum jerk), with rate and acceleration 0 at both ends.

    Parameters
    ----------
    time_s : ndarray of float64, shape (n_times,)
    start_s, length_s : float
        Seconds; ``length_s`` above 0.

    Returns
    -------
    Jet
    """
    u = np.clip((time_s - start_s) / length_s, 0.0, 1.0)
    u2 = u * u
    value = u2 * u * (10.0 - 15.0 * u + 6.0 * u2)
    rate = 30.0 * u2 * (1.0 - u) ** 2 / length_s
    accel = 60.0 * u * (1.0 - u) * (1.0 - 2.0 * u) / length_s**2
    return Jet(value, rate, accel)


@dataclass(frozen=True, eq=False)
class Waveform:
    """Periodic shape as a Fourier series of the phase.

    Parameters
    ----------
    coefficients : ndarray of complex128, shape (n_harmonics + 1,)
        ``shape(phase) = real(sum_k coefficients[k] * exp(1j * k * phase))``; entry 0 is the mean.
    """

    coefficients: NDArray[np.complex128]

    @classmethod
    def from_samples(cls, samples: NDArray[np.float64], *, n_harmonics: int) -> Waveform:
        """Fit the series through equally spaced samples of one period."""
        spectrum = np.fft.rfft(samples) / len(samples)
        spectrum[1:] *= 2.0
        return cls(spectrum[: n_harmonics + 1].astype(np.complex128))

    def of(self, phase: Jet) -> Jet:
        """Give the shape at that phase with its derivatives by time.

        Parameters
        ----------
        phase : Jet
            Radians.

        Returns
        -------
        Jet
        """
        z = np.exp(1j * np.asarray(phase.value))
        k = np.arange(len(self.coefficients))
        value, first, second = (
            _horner(series, z).real
            for series in (self.coefficients, 1j * k * self.coefficients, -(k**2) * self.coefficients)
        )
        return phase.through(value, first, second)


def _horner(series: NDArray[np.complex128], z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    total = np.full_like(z, series[-1])
    for coefficient in series[-2::-1]:
        total *= z
        total += coefficient
    return total
