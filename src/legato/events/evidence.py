"""What speaks for a kind of movement in a window: features in the units that rules are written in, with their context.

Every value of a row comes from the row's own window or from rows that started at most ten seconds earlier; tasks and
placements are what the user stated. Rules read these names (``EVIDENCE``); the reasons shown to a reader use their words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.events.evidence_context import context_evidence
from legato.events.evidence_shape import rhythm_evidence, size_evidence
from legato.events.features import WindowFeatures
from legato.model.criteria import Criteria
from legato.model.recording import Placement, Task

__all__ = ["EVIDENCE", "Evidence", "gather_evidence"]

# Name -> (words, unit) for the reader.
EVIDENCE: dict[str, tuple[str, str]] = {
    "frequency_hz": ("frequency of the rhythm", "Hz"),
    "peak_over_background": ("how far the rhythm stands out of the other movement", "times"),
    "tone": ("how far the rhythm stands out of the other movement (0: nothing moves)", "times"),
    "concentration": ("share of the movement within 1 Hz of the rhythm", "1"),
    "half_width_hz": ("spread of the frequency of the rhythm", "Hz"),
    "harmonic2": ("strength at twice the frequency, against the rhythm itself", "1"),
    "harmonic3": ("strength at three times the frequency, against the rhythm itself", "1"),
    "sharpness_db": ("sharpness of the swing: its harmonics over the fundamental", "dB"),
    "subharmonic": ("strength at half the frequency, against the rhythm itself", "1"),
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
    "shock_share": ("share of the acceleration above 3 Hz", "1"),
    "tilt_change_deg": ("change of tilt within the window", "deg"),
    "turn_deg": ("angle turned within the window", "deg"),
    "cycle_cv": ("unevenness of the cycles", "1"),
    "frequency_sd_hz": ("scatter of the cycle frequency", "Hz"),
    "envelope_cv": ("unevenness of the size of the cycles", "1"),
    "envelope_slope": ("growth of the size of the cycles", "1/s"),
    "waveform_skew": ("lopsidedness of the wave", "1"),
    "crest": ("largest movement against the usual one", "times"),
    "peak_dps": ("largest movement", "deg/s"),
    "burst_share": ("share of the window that the burst fills", "1"),
    "n_bursts": ("bursts in the window", "1"),
    "quiet_before_dps": ("smallest movement in the seconds before", "deg/s"),
    "level_past_dps": ("largest movement in the seconds before", "deg/s"),
    "walked": ("walking in the seconds before", "0 to 1"),
    "went_on": ("walking in the seconds before, or trembling without a break since", "0 to 1"),
    "standing": ("signs of standing (task, tilt of the thigh, or walking just before)", "0 to 1"),
    "told_standing": ("the task, or the tilt of the thigh, is standing", "0 to 1"),
    "sways": ("signs of standing, and sway more than sensor noise", "0 to 1"),
    "sitting": ("signs of sitting or lying (task or tilt of the thigh)", "0 to 1"),
    "lying": ("the task is to lie or to sleep", "0 to 1"),
    "held": ("the task holds the leg up", "0 to 1"),
    "stretched": ("the task stretches the calf", "0 to 1"),
    "freezes": (
        "after walking: freezing score at its threshold, or trembling where steps were meant",
        "0 to 1",
    ),
    "shook_before": ("a rhythm in the seconds before", "0 to 1"),
    "steps_meant": ("the task is to walk, or trembling took the place of steps without a break", "0 to 1"),
    "freezing_claim": ("freezing score at or above its threshold", "0 to 1"),
    "gait_task": ("the task is to walk", "0 to 1"),
    "travel_deg": ("largest change of tilt in this window and the few before", "deg"),
    "whiteness": ("how much the signal is mere sensor noise", "0 to 2"),
    "white_for": ("the same, at its lowest in this window and the few before", "0 to 2"),
    "drift_deg": ("drift of the tilt between this window and those before", "deg"),
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
    is_turning_estimated : bool
        Without a gyroscope sizes in deg/s are what the acceleration would be at a usual lever arm: fit for a rule, not
        to be printed as measured.
    """

    values: dict[str, NDArray[np.float64]]
    absent: frozenset[str]
    is_turning_estimated: bool = False


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
    with np.errstate(divide="ignore", invalid="ignore"):
        values = {
            **rhythm_evidence(features, criteria=criteria),
            **size_evidence(features, placement=placement, criteria=criteria),
            **context_evidence(features, task=task, placement=placement, criteria=criteria),
            "freezing_claim": freezing_claim.astype(np.float64),
        }
    for name in _without_unit(features) - _absent(features):
        values[name] = np.full(len(features), np.nan)
    return Evidence(values, _absent(features), is_turning_estimated=not features.has_gyro)


# Names that need acceleration, turning or gravity; and those whose numbers mean nothing without a unit.
_OF_ACCEL = frozenset({"rhythm_mps2", "level_mps2", "slow_mps2", "impact_mps2", "shock_share"})
_OF_GYRO = frozenset({"slow_dps", "turn_deg", "gyro_whiteness"})
_OF_GRAVITY = frozenset({"tilt_change_deg", "vertical_share", "travel_deg", "drift_deg"})
_ACCEL_SIZES = frozenset({"rhythm_mps2", "level_mps2", "slow_mps2", "impact_mps2"})
_TURNING_SIZES = frozenset(
    {
        "rhythm_dps",
        "level_dps",
        "stride_dps",
        "peak_dps",
        "slow_dps",
        "turn_deg",
        "quiet_before_dps",
        "level_past_dps",
    }
)


def _absent(features: WindowFeatures) -> frozenset[str]:
    """Name what this sensor can't give at all: its ramps are left out."""
    absent = frozenset({"walked", "went_on", "freezes", "steps_meant", "shook_before"})
    if not features.has_accel:
        absent |= _OF_ACCEL
    if not features.has_gyro:
        absent |= _OF_GYRO
    if not features.has_gravity:
        absent |= _OF_GRAVITY
    return absent


def _without_unit(features: WindowFeatures) -> frozenset[str]:
    """Name the sizes that mean nothing because the unit is not known: no kind that asks for them can be claimed."""
    names: frozenset[str] = frozenset()
    if not features.has_accel_unit:
        names |= _ACCEL_SIZES
    if not (features.has_gyro_unit if features.has_gyro else features.has_accel_unit):
        names |= _TURNING_SIZES
    return names
