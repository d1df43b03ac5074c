"""When the samples were taken: measured rate, jitter, gaps, drift.

A ``TimeBase`` is shared by all channels of one clock. Samples are either *regular* (pieces called runs, each uniform at
its own rate, with gaps between them) or *irregular* (every sample has its own stamp). Readers make one with
``legato.io.clock``; nothing here looks at signal values.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.interval import Interval

__all__ = ["Run", "TimeBase"]

# A step to the next sample longer than this many sampling intervals is a gap. One missing sample doubles the step.
GAP_IN_SAMPLES = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """Stretch of samples taken at one steady rate.

    Parameters
    ----------
    first_sample : int
        Index in the channel.
    start_s : float
        Time of that sample, seconds since the start of the recording.
    sampling_rate_hz : float
    """

    first_sample: int
    start_s: float
    sampling_rate_hz: float


@dataclass(frozen=True)
class TimeBase:
    """Clock of one or more channels.

    Parameters
    ----------
    n_samples : int
    sampling_rate_hz : float
        Measured from the time stamps (median of the instantaneous rate outside gaps) when ``is_measured``; else what the
        header or the caller stated. NaN when it can't be known (fewer than two samples and nothing stated).
    runs : tuple of Run
        In order, disjoint. Exactly one for a plain regular channel. For irregular time: one a stretch without a gap.
    nominal_rate_hz : float or None
        What the file says, if it says so.
    is_measured : bool
        False when the file holds no time stamps, so that the rate is only stated.
    jitter_ms : float or None
        Standard deviation of the sampling interval outside gaps; None when the file has no time stamps.
    drift_ppm : float or None
        (measured - nominal) / nominal * 1e6; None unless both are known.
    stamps_s : callable or None
        ``stamps_s(start, stop)`` gives the recorded time of each sample for irregular time; None when regular.
    """

    n_samples: int
    sampling_rate_hz: float
    runs: tuple[Run, ...]
    nominal_rate_hz: float | None = None
    is_measured: bool = False
    jitter_ms: float | None = None
    drift_ppm: float | None = None
    stamps_s: Callable[[int, int], NDArray[np.float64]] | None = None

    def __post_init__(self) -> None:
        """Refuse runs that are missing, out of order or outside the samples."""
        starts = [run.first_sample for run in self.runs]
        is_ordered = all(a < b for a, b in itertools.pairwise(starts))
        if self.n_samples and (
            not starts or starts[0] != 0 or not is_ordered or starts[-1] >= self.n_samples
        ):
            raise InputError(
                "The runs of a time base must start at sample 0, be in order and lie inside the samples",
                found=f"first samples {starts[:6]} of {self.n_samples} samples",
                code="LEG-E304",
            )

    @classmethod
    def regular(cls, n_samples: int, *, sampling_rate_hz: float, start_s: float = 0.0) -> TimeBase:
        """Make the clock of a plain uniform channel whose rate is stated and not measured.

        Parameters
        ----------
        n_samples : int
        sampling_rate_hz : float
            Above 0.
        start_s : float
            Time of the first sample, seconds since the start of the recording.

        Returns
        -------
        TimeBase
        """
        if not sampling_rate_hz > 0:
            raise InputError(
                "A sampling rate must be above 0 Hz", found=f"{sampling_rate_hz} Hz", code="LEG-E305"
            )
        return cls(
            n_samples=n_samples,
            sampling_rate_hz=sampling_rate_hz,
            runs=(Run(0, start_s, sampling_rate_hz),) if n_samples else (),
            nominal_rate_hz=sampling_rate_hz,
        )

    @property
    def is_regular(self) -> bool:
        """Tell whether times follow from the runs alone."""
        return self.stamps_s is None

    @property
    def start_s(self) -> float:
        """Time of the first sample; 0 when there is none."""
        return self.runs[0].start_s if self.runs else 0.0

    @property
    def end_s(self) -> float:
        """End of the last sample's own interval, so that ``n`` samples at ``f`` last ``n / f``."""
        if not self.n_samples:
            return self.start_s
        last = float(self.times_s(self.n_samples - 1, self.n_samples)[0])
        rate_hz = self.runs[-1].sampling_rate_hz
        return last + (1.0 / rate_hz if rate_hz > 0 else 0.0)

    @property
    def duration_s(self) -> float:
        """Span from the first sample to the end of the last, gaps included."""
        return self.end_s - self.start_s

    def run_bounds(self) -> list[tuple[int, int]]:
        """Give the half-open sample range of each run."""
        starts = [run.first_sample for run in self.runs] + [self.n_samples]
        return list(itertools.pairwise(starts))

    @property
    def gaps(self) -> tuple[Interval, ...]:
        """Stretches between runs in which samples are missing; drift between adjoining runs is none."""
        gaps: list[Interval] = []
        bounds = self.run_bounds()
        for (_, behind), before, after in zip(bounds, self.runs, self.runs[1:], strict=False):
            last_s = float(self.times_s(behind - 1, behind)[0])
            period_s = 1.0 / before.sampling_rate_hz if before.sampling_rate_hz > 0 else 0.0
            if after.start_s - last_s > GAP_IN_SAMPLES * period_s:
                gaps.append(Interval(last_s + period_s, after.start_s))
        return tuple(gaps)

    def times_s(self, start: int, stop: int) -> NDArray[np.float64]:
        """Give the time of the samples ``start`` to ``stop`` (half open).

        Parameters
        ----------
        start, stop : int
            Sample indices; clipped to the samples there are, like a slice.

        Returns
        -------
        ndarray of float64, shape (stop - start,)
            Seconds since the start of the recording.
        """
        start, stop, _ = slice(start, stop).indices(self.n_samples)
        if stop <= start:
            return np.empty(0, dtype=np.float64)
        if self.stamps_s is not None:
            return self.stamps_s(start, stop)
        if len(self.runs) == 1:
            run = self.runs[0]
            return (
                run.start_s
                + (np.arange(start, stop, dtype=np.float64) - run.first_sample) / run.sampling_rate_hz
            )
        index = np.arange(start, stop)
        firsts = np.array([run.first_sample for run in self.runs])
        which = np.searchsorted(firsts, index, side="right") - 1
        origin_s = np.array([run.start_s for run in self.runs])
        rates_hz = np.array([run.sampling_rate_hz for run in self.runs])
        times: NDArray[np.float64] = origin_s[which] + (index - firsts[which]) / rates_hz[which]
        return times

    def index_at(self, time_s: float) -> int:
        """Give the index of the first sample at or after a time; ``n_samples`` when there is none.

        Parameters
        ----------
        time_s : float
            Seconds since the start of the recording.

        Returns
        -------
        int
        """
        if self.stamps_s is None and len(self.runs) == 1:
            return self._index_in_run(time_s)
        low, high = 0, self.n_samples
        while low < high:
            middle = (low + high) // 2
            if float(self.times_s(middle, middle + 1)[0]) < time_s:
                low = middle + 1
            else:
                high = middle
        return low

    def _index_in_run(self, time_s: float) -> int:
        """Answer ``index_at`` for one steady run: from the line, then to the sample by the same sum as ``times_s``."""
        run = self.runs[0]
        if not run.sampling_rate_hz > 0:
            return 0 if time_s <= run.start_s else self.n_samples
        wanted = (time_s - run.start_s) * run.sampling_rate_hz
        index = int(min(max(wanted, 0.0), float(self.n_samples)))
        while index > 0 and run.start_s + (index - 1) / run.sampling_rate_hz >= time_s:
            index -= 1
        while index < self.n_samples and run.start_s + index / run.sampling_rate_hz < time_s:
            index += 1
        return index
