"""Look at one recording of a task, and say whether it can be used, what to do otherwise, and what may not be claimed of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from legato.knowledge.library import Library
from legato.model.analysis import Analysis
from legato.model.channel import ChannelKind

__all__ = ["Verdict", "judge"]

_WALKING = ("walking", "running")
_UNUSABLE = ("not_assessable", "posture_change")
_LEFT_ALONE = frozenset({"table", "walk", "night", "lie"})
_STAND = "stand"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a recording.

    Parameters
    ----------
    is_kept : bool
        It counts; otherwise it is set aside and the task is asked for again.
    reasons : tuple of str
        Why it was set aside; ids of messages.
    notes : tuple of str
        What is said beside a recording that counts.
    numbers : mapping
        What was measured about the recording itself.
    """

    is_kept: bool
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    numbers: dict[str, Any]


def judge(analysis: Analysis, *, task: str, planned_s: float, library: Library) -> Verdict:
    """Judge one recording.

    Parameters
    ----------
    analysis : Analysis
    task : str
    planned_s : float
        How long it was meant to last.
    library : Library
        For the numbers that decide.

    Returns
    -------
    Verdict
    """
    numbers = _numbers(analysis, planned_s=planned_s)
    states, total = analysis.states, sum(analysis.states.values())
    reasons: list[str] = []
    notes: list[str] = []
    least = min(library.setting("record.least_kept_s"), planned_s / 2)
    if numbers["rate_hz"] < library.setting("record.least_rate_hz"):
        reasons.append("too_slow")
    if numbers["duration_s"] < least:
        reasons.append("too_short")
    elif numbers["duration_s"] < 0.9 * planned_s:
        notes.append("part")
    if numbers["gap_share"] > library.setting("record.most_gap_share"):
        reasons.append("gaps")
    if task not in _LEFT_ALONE and total > 0:
        shares = {
            "walked": (sum(states.get(one, 0.0) for one in _WALKING), "record.most_walking_share"),
            "off_body": (states.get("off_body", 0.0), "record.most_off_body_share"),
            "loose": (sum(states.get(one, 0.0) for one in _UNUSABLE), "record.most_unusable_share"),
        }
        reasons += [
            name for name, (seconds, setting) in shares.items() if seconds / total > library.setting(setting)
        ]
    if task == _STAND and numbers["rate_hz"] < library.setting("record.stand_rate_hz"):
        notes.append("stand_rate")
    if not numbers["has_gyroscope"]:
        notes.append("no_gyroscope")
    numbers["claim_hz"] = round(library.setting("record.claim_share") * numbers["rate_hz"], 1)
    return Verdict(not reasons, tuple(reasons), tuple(notes), numbers)


def _numbers(analysis: Analysis, *, planned_s: float) -> dict[str, Any]:
    """Give rate, jitter, gaps and length as they were measured."""
    recording = analysis.recording
    times = [one.time for one in recording.channels]
    leading = min(times, key=lambda one: one.sampling_rate_hz)
    missing_s = sum(gap.end_s - gap.start_s for gap in leading.gaps)
    kinds = {one.kind for one in recording.channels}
    return {
        "duration_s": round(leading.duration_s - missing_s, 1),
        "planned_s": planned_s,
        "rate_hz": round(float(leading.sampling_rate_hz), 2),
        "jitter_ms": None if leading.jitter_ms is None else round(float(leading.jitter_ms), 2),
        "gap_share": round(missing_s / max(leading.duration_s, 1e-9), 3),
        "gap_count": len(leading.gaps),
        "has_gyroscope": ChannelKind.ANGULAR_VELOCITY in kinds,
        "states": {state: round(seconds, 1) for state, seconds in analysis.states.items()},
    }
