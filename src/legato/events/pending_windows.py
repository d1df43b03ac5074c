"""Windows that wait for a transform until a batch of them is full."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.engine_batch import BatchOfWindows
from legato.events.engine_settings import BinLayout
from legato.events.triad_windows import TriadWindows

__all__ = ["PendingWindows"]

Float64 = NDArray[np.float64]


class PendingWindows:
    """Windows that wait for a transform until a batch is full.

    A batch always holds the same windows, however the recording was cut: groups are of fixed size and rows come in order.

    Parameters
    ----------
    layouts : dict of str to BinLayout
        ``accel`` and ``gyro``, where the sensor has them.
    n_most : int
        Windows of a full batch.
    has_gravity : bool
    has_unit : dict of str to bool
        False where amounts of the triad mean nothing.
    """

    def __init__(
        self, layouts: dict[str, BinLayout], *, n_most: int, has_gravity: bool, has_unit: dict[str, bool]
    ) -> None:
        self._layouts = layouts
        self._has_unit = has_unit
        self._departures = {
            name: np.empty((3, n_most, layout.n_window), dtype=np.float32) for name, layout in layouts.items()
        }
        self._usable = {name: np.empty(n_most, dtype=np.bool_) for name in layouts}
        self._starts_s = {name: np.empty(n_most) for name in layouts}
        self._gravity = np.empty((n_most, 3)) if has_gravity else None
        self._rows = np.empty(n_most, dtype=np.int64)
        self._n = 0

    @property
    def n_free(self) -> int:
        """Windows that still fit."""
        return len(self._rows) - self._n

    def add(
        self,
        taken: NDArray[np.int64],
        rows: NDArray[np.int64],
        measured: dict[str, TriadWindows],
        usable: dict[str, NDArray[np.bool_]],
        times_s: dict[str, Float64],
    ) -> None:
        """Copy windows in."""
        at = slice(self._n, self._n + len(taken))
        self._rows[at] = rows[taken]
        for name, windows in measured.items():
            self._departures[name][:, at] = windows.departures[:, taken]
            self._usable[name][at] = usable[name][taken]
            self._starts_s[name][at] = times_s[name][taken]
        if self._gravity is not None:
            self._gravity[at] = measured["accel"].mean[:, taken].T
        self._n += len(taken)

    def take(self) -> BatchOfWindows:
        """Give what waits; valid until windows are added again."""
        at = slice(0, self._n)
        self._n = 0
        return BatchOfWindows(
            rows=self._rows[at],
            departures={name: stack[:, at] for name, stack in self._departures.items()},
            layouts=self._layouts,
            is_usable={name: flags[at] for name, flags in self._usable.items()},
            starts_s={name: times[at] for name, times in self._starts_s.items()},
            gravity=None if self._gravity is None else self._gravity[at],
            has_unit=self._has_unit,
        )
