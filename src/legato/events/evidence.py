"""What speaks for a kind of movement in a window: features in the units that rules are written in, with their context.

Every value of a row comes from the row's own window or from rows that started at most ten seconds earlier; tasks and
placements are what the user stated. Rules read these names (``EVIDENCE``); the reasons shown to a reader use their words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.features import WindowFeatures
from legato.model.criteria import Criteria
from legato.model.recording import Placement, Task

__all__ = ["EVIDENCE", "Evidence", "gather_evidence", "rolling_past"]

# Name -> (words, unit) for the reader.
EVIDENCE: dict[str, tuple[str, str]] = {
    "frequency_hz": ("frequency of the peak", "Hz"),
    "peak_over_background": ("height of the peak over the background", "times"),
    "tone": ("height of the peak over the background, 0 where nothing moves", "times"),
    "concentration": ("share of the movement within 1 Hz of the peak", "1"),
    "half_width_hz": ("width of the peak at half height", "Hz"),
    "harmonic2": ("power at twice the frequency against the fundamental", "1"),
    "harmonic3": ("power at three times the frequency against the fundamental", "1"),
    "bounce_logit": (
        "log odds of a heel bounce (sharp, large, even) against a tremor (round, waxing and waning)",
        "1",
    ),
    "subharmonic": ("power at half the frequency against the fundamental", "1"),
    "axis_share": ("share of the rhythm in one direction", "1"),
    "vertical_share": ("share of the rhythm along gravity", "1"),
    "rhythm_dps": ("size of the rhythm", "deg/s"),
    "rhythm_mps2": ("size of the rhythm", "m/s2"),
    "level_dps": ("size of the whole movement", "deg/s"),
    "level_mps2": ("size of the whole movement", "m/s2"),
    "stride_dps": ("size of the whole movement, at the scale of a leg", "deg/s"),
    "slow_dps": ("size of the slow movement under 3 Hz", "deg/s"),
    "slow_mps2": ("size of the slow movement under 3 Hz", "m/s2"),
    "slow_share": ("share of the movement under 3 Hz", "1"),
    "fast_share": ("share of the movement between 13 and 18 Hz", "1"),
    "tilt_change_deg": ("change of tilt within the window", "deg"),
    "turn_deg": ("angle turned within the window", "deg"),
    "cycle_cv": ("unevenness of the cycles", "1"),
    "frequency_sd_hz": ("scatter of the cycle frequency", "Hz"),
    "envelope_cv": ("unevenness of the size of the cycles", "1"),
    "envelope_slope": ("growth of the size of the cycles", "1/s"),
    "waveform_skew": ("lopsidedness of the wave", "1"),
    "crest": ("largest over mean size", "1"),
    "peak_dps": ("largest movement", "deg/s"),
    "burst_share": ("share of the window that the burst fills", "1"),
    "n_bursts": ("bursts in the window", "1"),
    "quiet_before_dps": ("smallest movement in the seconds before", "deg/s"),
    "level_past_dps": ("largest movement in the seconds before", "deg/s"),
    "walked": ("walking in the ten seconds before", "0 to 1"),
    "standing": ("signs of standing (task, tilt of the thigh, or walking just before)", "0 to 1"),
    "told_standing": ("the task, or the tilt of the thigh, is standing", "0 to 1"),
    "sways": ("signs of standing, and sway more than sensor noise", "0 to 1"),
    "sitting": ("signs of sitting or lying (task or tilt of the thigh)", "0 to 1"),
    "held": ("the task holds the leg up", "0 to 1"),
    "stretched": ("the task stretches the calf", "0 to 1"),
    "freezing_claim": ("freezing score at or above its threshold", "0 to 1"),
    "gait_task": ("the task is to walk", "0 to 1"),
    "travel_deg": ("largest change of tilt in this window and the few before", "deg"),
    "whiteness": ("how much the signal is mere sensor noise", "0 to 2"),
    "white_for": ("the same, at its lowest in this window and the few before", "0 to 2"),
    "gyro_whiteness": ("how much the turning is mere sensor noise", "0 to 2"),
    "impact_mps2": ("force of the steps, at the scale of a thigh", "m/s2"),
}


@dataclass(frozen=True, eq=False)
class Evidence:
    """Evidence of all windows of one sensor.

    Parameters
    ----------
    values : dict of str to ndarray of float64, each shape (n_windows,)
        The names of ``EVIDENCE``; NaN where a window could not give it.
    absent : frozenset of str
        Names that the sensor or the recording can't give at all.
    """

    values: dict[str, NDArray[np.float64]]
    absent: frozenset[str]


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


def _leading(features: WindowFeatures, name: str) -> NDArray[np.float64]:
    """Give a spectral feature of the leading quantity: the gyroscope where there is one."""
    return features[f"{'gyro' if features.has_gyro else 'accel'}_{name}"]


def _as_dps(features: WindowFeatures, gyro: str, accel: str, *, lever_arm_m: float) -> NDArray[np.float64]:
    """Give an angular size in deg/s; without a gyroscope what the acceleration would be at a usual lever arm."""
    if features.has_gyro:
        return np.degrees(features[gyro])
    frequency_hz = np.fmax(np.nan_to_num(features["accel_peak_hz"], nan=1.0), 1.0)
    return np.degrees(features[accel] / (2.0 * np.pi * frequency_hz * lever_arm_m))


def _total(features: WindowFeatures) -> NDArray[np.float64]:
    """Sum the band powers of the leading quantity, 0.5 Hz upwards, leaving away bands above the rate."""
    bands = [_leading(features, f"power_{band}") for band in ("low", "mid", "high", "fast", "top")]
    total = bands[0].copy()
    for band in bands[1:]:
        total += np.nan_to_num(band)
    return total


def _harmonics(features: WindowFeatures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give second and third harmonic of the acceleration, or what they would be from the gyroscope alone.

    Acceleration grows with frequency, so the power of its k-th harmonic is k squared times that of the turning.
    """
    if features.has_accel:
        return features["accel_harmonic2"], features["accel_harmonic3"]
    return 4.0 * features["gyro_harmonic2"], 9.0 * features["gyro_harmonic3"]


def _bounce_logit(
    features: WindowFeatures,
    harmonic2: NDArray[np.float64],
    harmonic3: NDArray[np.float64],
    rhythm_dps: NDArray[np.float64],
    criteria: Criteria,
) -> NDArray[np.float64]:
    """Give the log odds of a heel bounce against a tremor; NaN where a harmonic lies above what the rate shows.

    Logistic in the logarithms of both harmonics, of the unevenness of the cycles and of the size (``bounce.weights``,
    fitted on simulated legs by ``fit_bounce.py``). The frequency has no part in it.
    """
    least = criteria.number("bounce.least_share")
    at_zero, *weights = criteria.numbers("bounce.weights")
    terms = (harmonic2, harmonic3, features["envelope_cv"], rhythm_dps)
    logit = np.full(len(features), at_zero)
    for weight, term in zip(weights, terms, strict=True):
        logit += weight * np.log10(np.maximum(term, least))
    return logit


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
    elif task in (Task.REST, Task.COUNT, Task.LEG_OUT, Task.TOES_ON_FLOOR, Task.LIE, Task.NIGHT, Task.WEIGHT):
        sitting += 1.0
    elif placement is Placement.POCKET and features.has_gravity:
        along = np.abs(features["gravity_y"]) / features["gravity_norm"]
        hanging, lying = criteria.numbers("posture.pocket_along_thigh")
        standing = np.where(along >= hanging, 1.0, 0.0)
        sitting = np.where(along <= lying, 1.0, 0.0)
    return standing, sitting


def gather_evidence(
    features: WindowFeatures,
    *,
    task: Task,
    placement: Placement,
    criteria: Criteria,
    freezing_claim: NDArray[np.bool_],
) -> Evidence:
    """Bring the features of one sensor into the form in which rules are written.

    Parameters
    ----------
    features : WindowFeatures
    task : Task
        As stated by the user.
    placement : Placement
    criteria : Criteria
    freezing_claim : ndarray of bool, shape (n_windows,)
        Where the freezing score reaches its threshold.

    Returns
    -------
    Evidence
    """
    lever_arm_m = criteria.number("evidence.lever_arm_m")
    memory_rows = int(criteria.number("window.memory_s") // features.step_s)
    window_rows = max(1, round(features.window_s / features.step_s))
    total = _total(features)
    standing, sitting = _posture_signs(features, task=task, placement=placement, criteria=criteria)
    level_dps = _as_dps(features, "gyro_rms", "accel_rms", lever_arm_m=lever_arm_m)
    harmonic2, harmonic3 = _harmonics(features)
    rhythm_dps = _as_dps(features, "gyro_band_rms", "accel_band_rms", lever_arm_m=lever_arm_m)
    whiteness = features["accel_whiteness" if features.has_accel else "gyro_whiteness"]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            "frequency_hz": _leading(features, "peak_hz"),
            "peak_over_background": _leading(features, "peak_over_background"),
            "tone": np.nan_to_num(_leading(features, "peak_over_background")),
            "concentration": _leading(features, "concentration"),
            "half_width_hz": _leading(features, "half_width_hz"),
            "harmonic2": harmonic2,
            "harmonic3": harmonic3,
            "bounce_logit": _mean_of_last(
                _bounce_logit(features, harmonic2, harmonic3, rhythm_dps, criteria), rows=window_rows + 2
            ),
            "subharmonic": _leading(features, "subharmonic"),
            "axis_share": _leading(features, "axis_share"),
            "vertical_share": features["vertical_share"],
            "rhythm_dps": rhythm_dps,
            "rhythm_mps2": features["accel_band_rms"],
            "level_dps": level_dps,
            "level_mps2": features["accel_rms"],
            "stride_dps": level_dps * _stride_scale(placement, criteria),
            "slow_dps": np.degrees(np.sqrt(features["gyro_power_low"])),
            "slow_mps2": np.sqrt(features["accel_power_low"]),
            "slow_share": _leading(features, "power_low") / total,
            "fast_share": _leading(features, "power_fast") / total,
            "tilt_change_deg": features["tilt_change_deg"],
            "turn_deg": features["gyro_turn_deg"],
            "cycle_cv": features["cycle_cv"],
            "frequency_sd_hz": features["cycle_frequency_sd_hz"],
            "envelope_cv": features["envelope_cv"],
            "envelope_slope": features["envelope_slope"],
            "waveform_skew": np.abs(features["waveform_skew"]),
            "crest": features["crest"],
            "peak_dps": _as_dps(features, "gyro_peak", "accel_peak", lever_arm_m=lever_arm_m),
            "burst_share": features["burst_share"],
            "n_bursts": features["n_bursts"],
            "quiet_before_dps": rolling_past(
                level_dps, first_back=window_rows, last_back=memory_rows, largest=False
            ),
            "level_past_dps": rolling_past(
                level_dps, first_back=window_rows, last_back=memory_rows, largest=True
            ),
            "standing": standing,
            "told_standing": standing,
            "sitting": sitting,
            "held": np.full(len(features), float(task in (Task.LEG_OUT, Task.WEIGHT))),
            "stretched": np.full(len(features), float(task is Task.TOES_ON_FLOOR)),
            "freezing_claim": freezing_claim.astype(np.float64),
            "gait_task": np.full(len(features), float(task is Task.WALK)),
            "travel_deg": _travel_deg(features, rhythm_dps, rows=window_rows // 2),
            "whiteness": whiteness,
            "white_for": np.fmin(
                whiteness, rolling_past(whiteness, first_back=1, last_back=window_rows, largest=False)
            ),
            "gyro_whiteness": features["gyro_whiteness"],
            "impact_mps2": features["accel_rms"] / _impact_scale(placement, criteria),
        }
    return Evidence(values, _absent(features))


def _mean_of_last(values: NDArray[np.float64], *, rows: int) -> NDArray[np.float64]:
    """Give the mean of each row and the rows before it that have a value; NaN where the row itself has none.

    The shape of a rhythm changes slowly, and one window of it is noisy.
    """
    total = np.nan_to_num(values)
    count = np.isfinite(values).astype(np.float64)
    for back in range(1, min(rows, len(values))):
        total[back:] += np.nan_to_num(values[:-back])
        count[back:] += np.isfinite(values[:-back])
    return np.asarray(np.where(np.isfinite(values), total / np.maximum(count, 1.0), np.nan))


def _travel_deg(
    features: WindowFeatures, rhythm_dps: NDArray[np.float64], *, rows: int
) -> NDArray[np.float64]:
    """Give how far the leg went in this window and the few before, less what its shaking alone can seem to move it.

    A second does not hold whole cycles, and a swing pulls outwards, so a rhythm of some size looks like a change of tilt of
    about its own swing.
    """
    swing_deg = np.sqrt(2.0) * rhythm_dps / (2.0 * np.pi * _leading(features, "peak_hz"))
    gone_deg: NDArray[np.float64] = np.maximum(features["tilt_change_deg"] - np.nan_to_num(swing_deg), 0.0)
    return np.fmax(gone_deg, rolling_past(gone_deg, first_back=1, last_back=rows, largest=True))


def _stride_scale(placement: Placement, criteria: Criteria) -> float:
    """Give how much more a leg turns in a stride than this place does."""
    is_trunk = placement in (Placement.LOWER_BACK, Placement.CHEST, Placement.HEAD)
    return criteria.number("walking.turn_over_trunk") if is_trunk else 1.0


def _impact_scale(placement: Placement, criteria: Criteria) -> float:
    """Give how much larger the force of a step is at a place than at the thigh."""
    is_low = placement in (Placement.FOOT, Placement.ANKLE, Placement.SHANK)
    return criteria.number("walking.impact_below_knee") if is_low else 1.0


def _absent(features: WindowFeatures) -> frozenset[str]:
    """Name what this sensor can't give at all."""
    absent = {"walked"}
    if not features.has_accel:
        absent |= {
            "rhythm_mps2",
            "level_mps2",
            "slow_mps2",
            "tilt_change_deg",
            "vertical_share",
            "impact_mps2",
        }
    if not features.has_gyro:
        absent |= {"slow_dps", "turn_deg", "gyro_whiteness"}
    if not features.has_gravity:
        absent |= {"tilt_change_deg", "vertical_share", "travel_deg"}
    if not features.has_accel_unit:
        absent |= {"rhythm_mps2", "level_mps2", "slow_mps2", "impact_mps2"}
    if not features.has_gyro_unit and (features.has_gyro or not features.has_accel_unit):
        absent |= {
            "rhythm_dps",
            "level_dps",
            "slow_dps",
            "turn_deg",
            "quiet_before_dps",
            "level_past_dps",
            "peak_dps",
        }
    return frozenset(absent)
