"""What one sensor gave in every window: its features, and the state that was found.

A ``SensorTrack`` carries rows from ``events`` to ``measures`` without either knowing the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import InputError
from legato.model.movement import MovementKind
from legato.model.recording import Sensor

__all__ = ["STATE_CODES", "SensorTrack"]

# Code of a state in ``SensorTrack.states``: its place in the vocabulary.
STATE_CODES: dict[MovementKind, int] = {kind: code for code, kind in enumerate(MovementKind)}


@dataclass(frozen=True, eq=False)
class SensorTrack:
    """Rows of one sensor in columns, in order of time.

    Parameters
    ----------
    sensor : Sensor
        Box, place, side and channels.
    columns : dict of str to ndarray of float64, each shape (n_windows,)
        Columns of the window features; ``start_s`` must be there.
    states : ndarray of int, shape (n_windows,)
        Codes of ``STATE_CODES``.
    window_s, step_s : float
        Length of a window and distance between two, seconds.
    has_accel, has_gyro, has_gravity : bool
        What the sensor gives.
    has_accel_unit, has_gyro_unit : bool
        False when the recorded unit is unknown, so that no amplitude means anything.

    Raises
    ------
    InputError
        If columns and states differ in length or ``start_s`` is missing.
    """

    sensor: Sensor
    columns: dict[str, NDArray[np.float64]]
    states: NDArray[np.int16]
    window_s: float
    step_s: float
    has_accel: bool = True
    has_gyro: bool = True
    has_gravity: bool = True
    has_accel_unit: bool = True
    has_gyro_unit: bool = True

    def __post_init__(self) -> None:
        """Refuse columns of different length and rows without a time."""
        lengths = {name: len(column) for name, column in self.columns.items()} | {"states": len(self.states)}
        if "start_s" not in self.columns or len(set(lengths.values())) > 1:
            raise InputError(
                "The rows of a sensor have no start_s, or columns of different length",
                where=self.sensor.id,
                found=str(lengths),
                code="LEG-E314",
            )

    def __len__(self) -> int:
        """Give the number of windows."""
        return len(self.states)

    def __getitem__(self, name: str) -> NDArray[np.float64]:
        """Give one column."""
        return self.columns[name]

    @property
    def mm_holds_gravity(self) -> bool:
        """Whether displacements rest on an accelerometer whose gravity no gyroscope took off."""
        return self.has_gravity and not (self.has_gyro and self.has_gyro_unit)

    def is_state(self, *kinds: MovementKind) -> NDArray[np.bool_]:
        """Tell for each window whether its state is one of ``kinds``."""
        return np.isin(self.states, [STATE_CODES[kind] for kind in kinds])
