"""What stands about one night in the summary of a batch: one row of values, and one row of quality a leg."""

from __future__ import annotations

from typing import Any

import numpy as np

from legato.model.scored_night import LegChannel, ScoredNight

__all__ = ["quality_rows", "summary_row"]


def summary_row(night: ScoredNight) -> dict[str, Any]:
    """Give the row of values of a night.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    dict
        Plain values, None where there is no number; the column ``<name> why`` beside such a one says the status and the
        reason, so that an empty cell never stands alone.
    """
    row: dict[str, Any] = {
        "start": night.start.isoformat() if night.start else None,
        "duration_h": round(night.duration_s / 3600, 4),
        "legs": "+".join(leg.side.value for leg in night.legs if leg.is_scorable) or "none",
        "is_simulated": night.provenance.is_simulated,
        "issues": len(night.issues),
    }
    named = [(measure.name, measure) for measure in night.measures]
    for id, scoring in night.scorings.items():
        named += [(f"{id}.{measure.name}", measure) for measure in scoring.measures]
    for name, measure in named:
        if measure.side is not None or measure.state is not None:
            continue
        row[name] = measure.value
        if measure.value is None:
            row[f"{name} why"] = (
                f"{measure.status.value}: {measure.note}" if measure.note else measure.status.value
            )
    return row


def quality_rows(night: ScoredNight) -> list[dict[str, Any]]:
    """Give one row of quality a leg.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    list of dict
    """
    return [_quality_row(leg) for leg in night.legs]


def _quality_row(leg: LegChannel) -> dict[str, Any]:
    """Give what a laboratory asks about a channel; medians and largest values over the minutes."""
    minutes = leg.minutes
    bad = [minute for minute in minutes if not minute.is_scorable]
    return {
        "channel": leg.name,
        "side": leg.side.value,
        "sampling_rate_hz": leg.sampling_rate_hz,
        "verdict": "scored" if leg.is_scorable else "not scorable",
        "reason": leg.reason,
        "scorable_h": round(leg.scorable_s / 3600, 4),
        "resting_uv_median": _middle([minute.resting_uv for minute in minutes]),
        "mains_uv_median": _middle([minute.mains_uv for minute in minutes]),
        "ecg_uv_median": _middle([minute.ecg_uv for minute in minutes]),
        "crosstalk_median": _middle([minute.crosstalk for minute in minutes]),
        "clipped_share_largest": max((minute.clipped_share for minute in minutes), default=None),
        "lost_share_mean": float(np.mean([minute.lost_share for minute in minutes])) if minutes else None,
        "pops": sum(minute.pops for minute in minutes),
        "minutes_not_scorable": len(bad),
        "conditioning": "; ".join(leg.conditioning),
    }


def _middle(values: list[float]) -> float | None:
    """Give the median of what could be assessed, or None."""
    known = [value for value in values if np.isfinite(value)]
    return round(float(np.median(known)), 3) if known else None
