"""What the shape and the size of a movement say of its kind, in the units that rules are written in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from legato.events.evidence_context import drift_deg, rolling_past
from legato.events.features import WindowFeatures
from legato.model.criteria import Criteria
from legato.model.recording import Placement

__all__ = ["rhythm_evidence", "size_evidence"]


def _leading(features: WindowFeatures, name: str) -> NDArray[np.float64]:
    """Give a spectral feature of the leading quantity: the gyroscope where there is one."""
    return features[f"{'gyro' if features.has_gyro else 'accel'}_{name}"]


def _as_dps(features: WindowFeatures, name: str, *, criteria: Criteria) -> NDArray[np.float64]:
    """Give an angular size in deg/s; without a gyroscope what the acceleration would be at a usual lever arm."""
    if features.has_gyro:
        return np.degrees(features[f"gyro_{name}"])
    lever_arm_m = criteria.number("evidence.lever_arm_m")
    frequency_hz = np.fmax(np.nan_to_num(features["accel_peak_hz"], nan=1.0), 1.0)
    return np.degrees(features[f"accel_{name}"] / (2.0 * np.pi * frequency_hz * lever_arm_m))


def rhythm_evidence(features: WindowFeatures, *, criteria: Criteria) -> dict[str, NDArray[np.float64]]:
    """Give what the rhythm of each window looks like.

    Parameters
    ----------
    features : WindowFeatures
    criteria : Criteria

    Returns
    -------
    dict of str to ndarray of float64, each shape (n_windows,)
    """
    window_rows = max(1, round(features.window_s / features.step_s))
    harmonic2, harmonic3 = _harmonics(features)
    rhythm_dps = _as_dps(features, "band_rms", criteria=criteria)
    height = _leading(features, "peak_over_background")
    named = ("concentration", "half_width_hz", "subharmonic", "axis_share")
    own = ("vertical_share", "cycle_cv", "envelope_cv", "envelope_slope", "crest", "burst_share", "n_bursts")
    return {
        "frequency_hz": _leading(features, "peak_hz"),
        "peak_over_background": height,
        "tone": np.nan_to_num(height),
        **{name: _leading(features, name) for name in named},
        **{name: features[name] for name in own},
        "frequency_sd_hz": features["cycle_frequency_sd_hz"],
        "waveform_skew": np.abs(features["waveform_skew"]),
        "harmonic2": harmonic2,
        "harmonic3": harmonic3,
        "sharpness_db": _mean_of_last(_sharpness_db(harmonic2, harmonic3), rows=window_rows + 2),
        "rhythm_dps": rhythm_dps,
        "rhythm_mps2": features["accel_band_rms"],
        "travel_deg": _travel_deg(features, rhythm_dps, rows=window_rows // 2, criteria=criteria),
    }


def size_evidence(
    features: WindowFeatures, *, placement: Placement, criteria: Criteria
) -> dict[str, NDArray[np.float64]]:
    """Give how large the whole movement of each window is, and in which bands.

    Parameters
    ----------
    features : WindowFeatures
    placement : Placement
    criteria : Criteria

    Returns
    -------
    dict of str to ndarray of float64, each shape (n_windows,)
    """
    memory_rows = int(criteria.number("window.memory_s") // features.step_s)
    window_rows = max(1, round(features.window_s / features.step_s))
    total = _total(features, "gyro" if features.has_gyro else "accel")
    level_dps = _as_dps(features, "rms", criteria=criteria)
    past = {"first_back": window_rows, "last_back": memory_rows}
    return {
        "level_dps": level_dps,
        "level_mps2": features["accel_rms"],
        "stride_dps": level_dps * _stride_scale(placement, criteria),
        "impact_mps2": features["accel_rms"] / _impact_scale(placement, criteria),
        "peak_dps": _as_dps(features, "peak", criteria=criteria),
        "slow_dps": np.degrees(np.sqrt(features["gyro_power_low"])),
        "slow_mps2": np.sqrt(features["accel_power_low"]),
        "slow_share": _leading(features, "power_low") / total,
        "fast_share": _leading(features, "power_fast") / total,
        "shock_share": 1.0 - features["accel_power_low"] / _total(features, "accel"),
        "tilt_change_deg": features["tilt_change_deg"],
        "turn_deg": features["gyro_turn_deg"],
        "quiet_before_dps": rolling_past(level_dps, **past, largest=False),
        "level_past_dps": rolling_past(level_dps, **past, largest=True),
    }


def _total(features: WindowFeatures, quantity: str) -> NDArray[np.float64]:
    """Sum the band powers of a quantity, 0.5 Hz upwards, leaving away bands above the rate."""
    bands = [features[f"{quantity}_power_{band}"] for band in ("low", "mid", "high", "fast", "top")]
    total = bands[0].copy()
    for band in bands[1:]:
        total += np.nan_to_num(band)
    return total


def _harmonics(features: WindowFeatures) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give second and third harmonic at the scale of acceleration: the larger of what both quantities show.

    Acceleration grows with frequency, so the power of its k-th harmonic is k squared times that of the turning. Where a
    sensor sits near the axis of one harmonic, the other quantity still shows it.
    """
    shown = []
    for order in (2, 3):
        turning = float(order**2) * features[f"gyro_harmonic{order}"]
        shown.append(np.fmax(features[f"accel_harmonic{order}"], turning))
    return shown[0], shown[1]


def _sharpness_db(harmonic2: NDArray[np.float64], harmonic3: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the power of both harmonics over the fundamental, dB; NaN where the second lies above what the rate shows.

    A swing that hits a stop (a heel, a stretch reflex) is sharp; a tremor is round. Size and frequency have no part in it.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(10.0 * np.log10(harmonic2 + np.nan_to_num(harmonic3)))


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
    features: WindowFeatures, rhythm_dps: NDArray[np.float64], *, rows: int, criteria: Criteria
) -> NDArray[np.float64]:
    """Give how far the leg went in this window and the few before, less what its shaking alone can seem to move it.

    A second does not hold whole cycles: what is left of the last one looks like a change of tilt, of about the swing
    itself and of what its acceleration leaves in a mean over a second. A leg that goes there and back in three seconds ends a window where it began: the means of
    neighbouring windows show it, flattened.
    """
    turn = np.pi * _leading(features, "peak_hz")
    swing_deg = np.sqrt(2.0) * rhythm_dps / (2.0 * turn)
    left_deg = np.degrees(
        np.arctan(np.sqrt(2.0) * features["accel_band_rms"] / turn / features["gravity_norm"])
    )
    seeming_deg = np.nan_to_num(swing_deg) + np.nan_to_num(left_deg)
    gone_deg: NDArray[np.float64] = np.maximum(features["tilt_change_deg"] - seeming_deg, 0.0)
    flattened_deg = drift_deg(features, first_back=1, last_back=rows)
    np.fmax(gone_deg, criteria.number("evidence.travel_over_drift") * flattened_deg, out=gone_deg)
    return np.fmax(gone_deg, rolling_past(gone_deg, first_back=1, last_back=rows, largest=True))


def _stride_scale(placement: Placement, criteria: Criteria) -> float:
    """Give how much more a leg turns in a stride than this place does."""
    is_trunk = placement in (Placement.LOWER_BACK, Placement.CHEST, Placement.HEAD)
    return criteria.number("walking.turn_over_trunk") if is_trunk else 1.0


def _impact_scale(placement: Placement, criteria: Criteria) -> float:
    """Give how much larger the force of a step is at a place than at the thigh."""
    is_low = placement in (Placement.FOOT, Placement.ANKLE, Placement.SHANK)
    return criteria.number("walking.impact_below_knee") if is_low else 1.0
