"""The uniform grid of positions on which the windows of a triad lie, read piece by piece.

Samples of a regular clock are taken as they are; a gap shifts the position, drift between adjoining runs does not. Samples
of an irregular clock are interpolated (linearly, between two neighbours) onto a grid of the measured rate that starts at
second 0. Windows are defined by time, so that triads with different clocks agree on them.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Sensor
from legato.model.time_base import GAP_IN_SAMPLES, TimeBase

__all__ = ["PositionClock", "TriadGrid", "grids_of", "resampling_steps"]

# A window that starts this much of a sample before a sample still starts on it: decimal fractions are not exact.
_SLACK_SAMPLES = 1e-6
_STAMPS_AT_ONCE = 65536


@dataclass(frozen=True)
class PositionClock:
    """Way between grid positions and seconds: pieces of steady rate.

    Parameters
    ----------
    sampling_rate_hz : float
        Measured rate, from which the number of samples of a window follows.
    positions : tuple of int
        Position of the first sample of each piece, rising.
    starts_s : tuple of float
        Its time, seconds since the start of the recording.
    rates_hz : tuple of float
        Rate within the piece.
    """

    sampling_rate_hz: float
    positions: tuple[int, ...]
    starts_s: tuple[float, ...]
    rates_hz: tuple[float, ...]

    @classmethod
    def steady(cls, *, sampling_rate_hz: float, start_s: float = 0.0) -> PositionClock:
        """Make the clock of one piece whose position 0 lies at ``start_s``."""
        return cls(sampling_rate_hz, (0,), (start_s,), (sampling_rate_hz,))

    @cached_property
    def _pieces(self) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Pieces as arrays: positions, starts, rates."""
        return (
            np.asarray(self.positions, dtype=np.int64),
            np.asarray(self.starts_s),
            np.asarray(self.rates_hz),
        )

    def positions_at_or_after(self, times_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the first position at or after each time; below 0 before the first sample."""
        first, starts_s, rates_hz = self._pieces
        slack_s = _SLACK_SAMPLES / self.sampling_rate_hz
        piece = np.maximum(np.searchsorted(starts_s, times_s + slack_s, side="right") - 1, 0)
        exact = first[piece] + (times_s - starts_s[piece]) * rates_hz[piece]
        positions: NDArray[np.int64] = np.ceil(exact - _SLACK_SAMPLES).astype(np.int64)
        # A clock that ran fast by less than a gap must not lead into the samples of the next piece.
        next_first = np.append(first[1:], np.iinfo(np.int64).max)
        return np.asarray(np.minimum(positions, next_first[piece]))

    def times_s(self, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the time of each position."""
        first, starts_s, rates_hz = self._pieces
        piece = np.maximum(np.searchsorted(first, positions, side="right") - 1, 0)
        return np.asarray(starts_s[piece] + (positions - first[piece]) / rates_hz[piece])


def _regular_clock(time: TimeBase) -> PositionClock:
    """Lay the runs of a regular time base onto positions."""
    positions = [0]
    bounds = time.run_bounds()
    for (begin, behind), before, after in zip(bounds, time.runs, time.runs[1:], strict=False):
        n_run = behind - begin
        last_s = before.start_s + (n_run - 1) / before.sampling_rate_hz
        step_samples = (after.start_s - last_s) * time.sampling_rate_hz
        is_gap = (after.start_s - last_s) * before.sampling_rate_hz > GAP_IN_SAMPLES
        lost = max(1, round(step_samples - 1.0)) if is_gap else 0
        positions.append(positions[-1] + n_run + lost)
    return PositionClock(
        sampling_rate_hz=time.sampling_rate_hz,
        positions=tuple(positions),
        starts_s=tuple(run.start_s for run in time.runs),
        rates_hz=tuple(run.sampling_rate_hz for run in time.runs),
    )


@dataclass(eq=False)
class TriadGrid:
    """Three axes of one clock on a uniform grid, read in order.

    Parameters
    ----------
    channels : tuple of Channel
        x, y, z; of one clock.

    Raises
    ------
    InputError
        If the axes differ in length.
    """

    channels: tuple[Channel, Channel, Channel]
    clock: PositionClock = field(init=False)
    n_positions: int = field(init=False)
    _stamps_from: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Lay out the positions."""
        lengths = {channel.n_samples for channel in self.channels}
        if len(lengths) > 1:
            raise InputError(
                "The three axes of a sensor differ in length",
                where=", ".join(channel.name for channel in self.channels),
                found=", ".join(str(channel.n_samples) for channel in self.channels) + " samples",
                code="LEG-E324",
            )
        time = self.time
        if not (time.n_samples and time.sampling_rate_hz > 0):
            self.clock = PositionClock(float("nan"), (0,), (0.0,), (float("nan"),))
            self.n_positions = 0
        elif time.is_regular:
            self.clock = _regular_clock(time)
            begin, behind = time.run_bounds()[-1]
            self.n_positions = self.clock.positions[-1] + behind - begin
        else:
            self.clock = PositionClock.steady(sampling_rate_hz=time.sampling_rate_hz)
            last_s = float(time.times_s(time.n_samples - 1, time.n_samples)[0])
            self.n_positions = max(0, int(np.floor(last_s * time.sampling_rate_hz + _SLACK_SAMPLES)) + 1)

    @cached_property
    def _run_bounds(self) -> list[tuple[int, int]]:
        """Samples of each run, kept because a night may have thousands."""
        return self.time.run_bounds()

    @cached_property
    def _run_starts_s(self) -> list[float]:
        """Start of each run."""
        return [run.start_s for run in self.time.runs]

    @property
    def time(self) -> TimeBase:
        """Clock of the three channels."""
        return self.channels[0].time

    @property
    def end_s(self) -> float:
        """Time just behind the last position."""
        return float(self.clock.times_s(np.array([self.n_positions]))[0])

    @property
    def has_unit(self) -> bool:
        """Tell whether amplitudes mean anything."""
        return all(channel.has_unit for channel in self.channels)

    @property
    def valid_range(self) -> tuple[float, float] | None:
        """Range that all three axes can give; None where it is not known."""
        ranges = [channel.valid_range for channel in self.channels]
        if any(limits is None for limits in ranges):
            return None
        known = [limits for limits in ranges if limits is not None]
        return max(low for low, _ in known), min(high for _, high in known)

    def read(self, start: int, stop: int) -> NDArray[np.float32]:
        """Read positions ``start`` to ``stop`` (half open); call with rising positions.

        Returns
        -------
        ndarray of float32, shape (3, stop - start)
            NaN where nothing was recorded.
        """
        out = np.empty((3, stop - start), dtype=np.float32)
        self.read_into(out, start=start)
        return out

    def read_into(self, out: NDArray[np.float32], *, start: int) -> None:
        """Read positions from ``start`` on into ``out``, shape (3, n)."""
        stop = start + out.shape[1]
        if self.time.is_regular:
            self._copy_samples(out, start=start, stop=stop)
        else:
            self._interpolate(out, start=start, stop=stop)

    def _copy_samples(self, out: NDArray[np.float32], *, start: int, stop: int) -> None:
        """Copy runs to their positions; what lies between them stays NaN."""
        positions = self.clock.positions
        bounds = self._run_bounds
        reached = start
        piece = max(0, bisect.bisect_right(positions, start) - 1)
        while piece < len(positions) and positions[piece] < stop:
            begin, behind = bounds[piece]
            low = max(start, positions[piece])
            high = min(stop, positions[piece] + behind - begin)
            if high > low:
                out[:, reached - start : low - start] = np.nan
                first = begin + low - positions[piece]
                for axis, channel in enumerate(self.channels):
                    out[axis, low - start : high - start] = channel.read_float32(first, first + high - low)
                reached = high
            piece += 1
        out[:, reached - start :] = np.nan

    def _interpolate(self, out: NDArray[np.float32], *, start: int, stop: int) -> None:
        """Interpolate between the two samples around each position, within one run only."""
        rate_hz = self.clock.sampling_rate_hz
        out[:] = np.nan
        piece = max(0, bisect.bisect_right(self._run_starts_s, start / rate_hz) - 1)
        while (
            piece < len(self._run_bounds)
            and self._run_starts_s[piece] <= (stop - 1) / rate_hz + _SLACK_SAMPLES
        ):
            begin, behind = self._run_bounds[piece]
            piece += 1
            for first, stamps_s in self._stamps_between(
                begin, behind, low_s=start / rate_hz, high_s=(stop - 1) / rate_hz
            ):
                self._interpolate_block(
                    out,
                    start=start,
                    first=first,
                    stamps_s=stamps_s,
                    is_first=first == begin,
                    is_last=first + len(stamps_s) == behind,
                )

    def _stamps_between(
        self, begin: int, behind: int, *, low_s: float, high_s: float
    ) -> Iterator[tuple[int, NDArray[np.float64]]]:
        """Give blocks of stamps of one run that may touch the times asked for; blocks share one sample."""
        # Reading goes forward, so the search begins where the last one found its first sample.
        first = self._stamps_from if begin <= self._stamps_from < behind else begin
        if self.time.times_s(first, first + 1)[0] > low_s:
            first = begin
        while first < behind:
            stamps_s = self.time.times_s(first, min(behind, first + _STAMPS_AT_ONCE))
            if stamps_s[-1] >= low_s:
                before = max(0, int(np.searchsorted(stamps_s, low_s, side="right")) - 1)
                if stamps_s[0] <= low_s:
                    self._stamps_from = first + before
                yield first, stamps_s
            if stamps_s[-1] > high_s or len(stamps_s) == 1:
                return
            first += len(stamps_s) - 1

    def _interpolate_block(
        self,
        out: NDArray[np.float32],
        *,
        start: int,
        first: int,
        stamps_s: NDArray[np.float64],
        is_first: bool,
        is_last: bool,
    ) -> None:
        """Fill the positions that lie within one block of stamps."""
        rate_hz = self.clock.sampling_rate_hz
        # Blocks inside a run meet on a sample without slack, so that it doesn't matter where the blocks were cut.
        slack_s = _SLACK_SAMPLES / rate_hz
        low_s = stamps_s[0] - (slack_s if is_first else 0.0)
        high_s = stamps_s[-1] + (slack_s if is_last else 0.0)
        near = np.arange(
            max(start, int(np.floor(low_s * rate_hz)) - 1),
            min(start + out.shape[1], int(np.ceil(high_s * rate_hz)) + 2),
        )
        times_s = near / rate_hz
        near = near[(times_s >= low_s) & (times_s <= high_s)]
        if len(near) == 0:
            return
        low, high = int(near[0]), int(near[-1]) + 1
        at_s = np.clip(near / rate_hz, stamps_s[0], stamps_s[-1])
        left = np.searchsorted(stamps_s, at_s, side="right") - 1
        right = np.minimum(left + 1, len(stamps_s) - 1)
        span_s = stamps_s[right] - stamps_s[left]
        share = np.where(span_s > 0, (at_s - stamps_s[left]) / np.where(span_s > 0, span_s, 1.0), 0.0)
        offset, behind = int(left[0]), int(right[-1]) + 1
        for axis, channel in enumerate(self.channels):
            values = channel.read(first + offset, first + behind)
            before, after = values[left - offset], values[right - offset]
            # At share 0 the sample itself counts, even where its neighbour is lost.
            filled = np.where(share > 0, before + share * (after - before), before)
            out[axis, low - start : high - start] = filled


def grids_of(sensor: Sensor) -> tuple[TriadGrid | None, TriadGrid | None, bool]:
    """Give the grids of the accelerometer and the gyroscope of a sensor, and whether gravity is in it.

    Returns
    -------
    accel, gyro : TriadGrid or None
        Acceleration with gravity goes before linear acceleration.
    has_gravity : bool
    """
    with_gravity = sensor.triad(ChannelKind.ACCELERATION)
    accel = with_gravity or sensor.triad(ChannelKind.LINEAR_ACCELERATION)
    gyro = sensor.triad(ChannelKind.ANGULAR_VELOCITY)
    return (
        TriadGrid(accel) if accel else None,
        TriadGrid(gyro) if gyro else None,
        with_gravity is not None,
    )


def resampling_steps(sensor: Sensor) -> tuple[str, ...]:
    """Say for the provenance what was resampled: nothing for regular clocks."""
    accel, gyro, _ = grids_of(sensor)
    return tuple(
        f"{sensor.id}: {name} has irregular time stamps; interpolated linearly onto a grid of "
        f"{grid.clock.sampling_rate_hz:.6g} Hz that starts at second 0, nothing inside gaps"
        for name, grid in (("acceleration", accel), ("angular velocity", gyro))
        if grid is not None and not grid.time.is_regular
    )
