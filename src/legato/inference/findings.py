"""Turn the recordings of one person into findings: present, absent or unknown, each with its reason.

A finding is present or absent only where a written rule says so and the recording was good enough. Everything else is
unknown, and a leg that did not shake while it was recorded is not called healthy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from legato.inference.derivation import Answer, Derivation, ask, derivations_of
from legato.inference.finding_reasons import (
    lacking,
    names_of,
    needs_pair,
    needs_recording,
    told,
    undecided,
    unread,
)
from legato.inference.recording_view import RecordingView, views_of
from legato.knowledge.library import Library
from legato.model.assessment import DerivedFinding

if TYPE_CHECKING:
    from legato.model.analysis import Analysis

__all__ = ["derive_findings", "findings_of_views"]

_PRESENT, _ABSENT, _UNKNOWN = "present", "absent", "unknown"
_LEGS = frozenset({"foot", "ankle", "shank", "thigh", "pocket", "unknown"})
_SETTINGS = ("half_band_hz", "bout_doubt_s", "spell_gap_s", "spell_least_s", "fast_low_hz", "fast_high_hz")
# How far an unknown came: the farthest is the one worth telling.
_NOT_MEASURED, _NO_RECORDING, _NO_MATCH, _POOR, _NO_GROUND, _UNDECIDED = range(6)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one rule says of one choice of recordings."""

    rule: Derivation
    presence: str
    stage: int
    reason: str
    recordings: str = ""


def derive_findings(analyses: Sequence[Analysis], *, library: Library) -> tuple[DerivedFinding, ...]:
    """Derive findings from the recordings of one person.

    Parameters
    ----------
    analyses : sequence of Analysis
        All of one person; that they are is the caller's to know.
    library : Library

    Returns
    -------
    tuple of DerivedFinding
        One for each code that a recording can state, in the order of the rules; empty without an analysis. Where two
        recordings disagree, present wins and the reason says so.
    """
    if not analyses:
        return ()
    numbers = {f"derivation.{name}": library.setting(f"derivation.{name}") for name in _SETTINGS}
    return findings_of_views(views_of(analyses, numbers=numbers), library=library)


def findings_of_views(views: Sequence[RecordingView], *, library: Library) -> tuple[DerivedFinding, ...]:
    """Derive findings from recordings that were already boiled down to plain numbers.

    Parameters
    ----------
    views : sequence of RecordingView
        All of one person.
    library : Library

    Returns
    -------
    tuple of DerivedFinding
        As ``derive_findings``.
    """
    legs = tuple(view for view in views if view.placement in _LEGS and view.task != "table")
    verdicts: dict[str, list[_Verdict]] = {}
    for rule in derivations_of(library):
        verdicts.setdefault(rule.finding, []).extend(_verdicts(rule, views, legs))
    return tuple(_joined(found) for found in verdicts.values())


def _verdicts(
    rule: Derivation, views: Sequence[RecordingView], legs: Sequence[RecordingView]
) -> Iterator[_Verdict]:
    """Judge a rule on every choice of recordings that it could mean."""
    if rule.not_measured:
        yield _Verdict(rule, _UNKNOWN, _NOT_MEASURED, rule.not_measured)
        return
    choices = [[view for view in views if role.fits(view)] for role in rule.roles]
    for role, choice in zip(rule.roles, choices, strict=True):
        if not choice:
            yield _Verdict(rule, _UNKNOWN, _NO_RECORDING, needs_recording(role))
            return
    any_match = False
    for chosen in product(*choices):
        if _belong_together(rule, chosen):
            any_match = True
            yield _judge(rule, chosen, legs)
    if not any_match:
        chosen = tuple(choice[0] for choice in choices)
        yield _Verdict(rule, _UNKNOWN, _NO_MATCH, needs_pair(rule), names_of(chosen))


def _belong_together(rule: Derivation, chosen: Sequence[RecordingView]) -> bool:
    """Tell whether the recordings of all roles differ, and share what the rule wants them to share."""
    if len({(view.analysis, view.sensor) for view in chosen}) < len(chosen):
        return False
    shared: dict[str, set[object]] = {
        "leg": {(view.side, view.placement, view.has_gyro) for view in chosen},
        "place": {(view.placement, view.has_gyro) for view in chosen},
        "task": {view.task for view in chosen},
        "recording": {view.analysis for view in chosen},
    }
    return all(len(shared[word]) == 1 for word in rule.same)


def _judge(rule: Derivation, chosen: Sequence[RecordingView], legs: Sequence[RecordingView]) -> _Verdict:
    """Judge a rule on one choice of recordings."""
    names = names_of(chosen)
    cast: Mapping[str, RecordingView] = {
        role.name: view for role, view in zip(rule.roles, chosen, strict=True)
    }
    for role in rule.roles:
        if poor := lacking(role, cast[role.name]):
            return _Verdict(rule, _UNKNOWN, _POOR, poor, names)
    ground = [ask(condition, cast, everything=legs) for condition in rule.only_if]
    for answer in ground:
        if not answer.holds:
            why = unread(answer) if answer.holds is None else f"cannot be judged: {told([answer], rule)}"
            return _Verdict(rule, _UNKNOWN, _NO_GROUND, why, names)
    present = [ask(condition, cast, everything=legs) for condition in rule.present_when]
    if present and all(answer.holds for answer in present):
        return _Verdict(rule, _PRESENT, _UNDECIDED, told(present, rule, ground=ground), names)
    absent = [ask(condition, cast, everything=legs) for condition in rule.absent_when]
    if absent and all(answer.holds for answer in absent):
        return _Verdict(rule, _ABSENT, _UNDECIDED, told(absent, rule, ground=ground), names)
    return _Verdict(rule, _UNKNOWN, _stage(present, absent), undecided(present, absent), names)


def _stage(present: Sequence[Answer], absent: Sequence[Answer]) -> int:
    """Rate a missing value lower than a number that does not suffice."""
    missing = any(answer.holds is None for answer in (*present, *absent))
    return _NO_GROUND if missing else _UNDECIDED


def _joined(verdicts: Sequence[_Verdict]) -> DerivedFinding:
    """Make one finding of what all rules and recordings say: present wins over absent, and absent over unknown."""
    by_presence = {
        presence: [one for one in verdicts if one.presence == presence] for presence in (_PRESENT, _ABSENT)
    }
    for presence, found in by_presence.items():
        if found:
            first = found[0]
            return DerivedFinding(
                finding=first.rule.finding,
                presence=presence,
                reason=_with_others(first, found, by_presence[_ABSENT]),
                rule=first.rule.id,
                recording=first.recordings,
            )
    best = max(verdicts, key=lambda one: one.stage)
    return DerivedFinding(best.rule.finding, _UNKNOWN, best.reason, best.rule.id, best.recordings)


def _with_others(first: _Verdict, found: Sequence[_Verdict], absent: Sequence[_Verdict]) -> str:
    """Add which other recordings say the same, and which say otherwise."""
    reason = first.reason
    others = dict.fromkeys(one.recordings for one in found[1:] if one.recordings != first.recordings)
    if others:
        reason += f"; so does {', '.join(others)}"
    if first.presence == _PRESENT and absent:
        against = ", ".join(dict.fromkeys(one.recordings for one in absent))
        reason += f"; {against} does not show it, but what was seen once counts as there"
    return reason
