"""What the seconds before, the task and the place of the sensor say of a movement."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.features import WindowFeatures
from legato.model.criteria import Criteria
from legato.model.recording import Placement, Task

__all__ = ["context_evidence", "drift_deg", "rolling_past"]


def rolling_past(
    values: NDArray[np.float64], *, first_back: int, last_back: int, largest: bool
) -> NDArray[np.float64]:
    """Give the largest (or smallest) value of the rows ``first_back`` to ``last_back`` before each row.

    Parameters
    ----------
    values : ndarray of float64, shape (n_windows,)
    first_back, last_back : int
        1 is the row just before; ``first_back <= last_back``.
    largest : bool

    Returns
    -------
    ndarray of float64, shape (n_windows,)
        NaN where no such row exists or all of them are NaN.
    """
    pick = np.fmax if largest else np.fmin
    out = np.full(len(values), np.nan)
    for back in range(first_back, last_back + 1):
        if back < len(values):
            out[back:] = pick(out[back:], values[:-back])
    return out


def context_evidence(
    features: WindowFeatures, *, task: Task, placement: Placement, criteria: Criteria
) -> dict[str, NDArray[np.float64]]:
    """Give the signs of posture and of mere sensor noise.

    Parameters
    ----------
    features : WindowFeatures
    task : Task
    placement : Placement
    criteria : Criteria

    Returns
    -------
    dict of str to ndarray of float64, each shape (n_windows,)
    """
    window_rows = max(1, round(features.window_s / features.step_s))
    standing, sitting = _posture_signs(features, task=task, placement=placement, criteria=criteria)
    whiteness = features["accel_whiteness" if features.has_accel else "gyro_whiteness"]
    lowest = rolling_past(whiteness, first_back=1, last_back=window_rows, largest=False)
    every = np.ones(len(features))
    return {
        "standing": standing,
        "told_standing": standing,
        "sitting": sitting,
        "lying": every * (task in (Task.LIE, Task.NIGHT)),
        "held": every * (task in (Task.LEG_OUT, Task.WEIGHT)),
        "stretched": every * (task is Task.TOES_ON_FLOOR),
        "gait_task": every * (task is Task.WALK),
        "whiteness": whiteness,
        "white_for": np.fmin(whiteness, lowest),
        "gyro_whiteness": features["gyro_whiteness"],
        "drift_deg": drift_deg(
            features,
            first_back=window_rows,
            last_back=window_rows + window_rows // 2,
            most_deg=criteria.number("evidence.drift_most_deg"),
        ),
    }


def drift_deg(
    features: WindowFeatures, *, first_back: int, last_back: int, most_deg: float = 180.0
) -> NDArray[np.float64]:
    """Give the largest angle between the mean direction of gravity of each window and of some before it.

    Parameters
    ----------
    features : WindowFeatures
    first_back, last_back : int
        1 is the row just before; ``first_back <= last_back``.
    most_deg : float
        Earlier windows that differ by more are left out: something was moved between.

    Returns
    -------
    ndarray of float64, shape (n_windows,)
        In degrees; 0 where no such row was seen, since then nothing speaks for a drift.

    Notes
    -----
    A mean over a whole window is so steady that it shows the drift of a worn leg that lies quietly.
    """
    down = np.stack([features[f"gravity_{axis}"] for axis in "xyz"], axis=1)
    down = down / features["gravity_norm"][:, None]
    drift = np.zeros(len(features))
    for back in range(first_back, min(last_back, len(features) - 1) + 1):
        chord = np.linalg.norm(down[back:] - down[:-back], axis=1)
        angle_deg = np.degrees(2.0 * np.arcsin(np.clip(chord / 2.0, 0.0, 1.0)))
        drift[back:] = np.fmax(drift[back:], np.where(angle_deg <= most_deg, angle_deg, 0.0))
    return drift


# Tasks that are done sitting or lying.
_SITTING = frozenset(
    {
        Task.REST,
        Task.COUNT,
        Task.LEG_OUT,
        Task.TOES_ON_FLOOR,
        Task.LIE,
        Task.NIGHT,
        Task.WEIGHT,
        Task.HEEL_SHIN,
        Task.TOE_TAP,
    }
)


def _posture_signs(
    features: WindowFeatures, *, task: Task, placement: Placement, criteria: Criteria
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give signs of standing and of sitting, 0 to 1, from the stated task or from the tilt of a thigh with a phone.

    A phone in a trouser pocket lies along the thigh with its long (y) axis, so gravity along y means a hanging thigh.
    Other mountings have no known long axis, and then only the task speaks.
    """
    n_windows = len(features)
    standing = np.zeros(n_windows)
    sitting = np.zeros(n_windows)
    if task in (Task.STAND,):
        standing += 1.0
    elif task in _SITTING:
        sitting += 1.0
    elif placement is Placement.POCKET and features.has_gravity:
        along = np.abs(features["gravity_y"]) / features["gravity_norm"]
        hanging, lying = criteria.numbers("posture.pocket_along_thigh")
        standing = np.where(along >= hanging, 1.0, 0.0)
        sitting = np.where(along <= lying, 1.0, 0.0)
    return standing, sitting
