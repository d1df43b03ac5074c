"""Which movements of the legs are candidates under a rule set, and which of the two legs are one bilateral movement.

Called by ``score_movements`` with the movements in time order; knows no stage, no breathing and no series.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from legato.model.leg_movement import LegMovement
from legato.model.recording import Side
from legato.model.scoring import ScoringRule

__all__ = ["CandidateMovement", "combine_movements"]

_OTHER = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}


class CandidateMovement(NamedTuple):
    """One movement as it is counted: of one leg, or of both together.

    Parameters
    ----------
    members : tuple of int
        Places in the list of movements, in time order; more than one for a bilateral movement.
    onset_s, offset_s : float
        First onset and last offset.
    refused_by : str
        Role of the clause that refused it as a candidate; empty for a candidate.
    is_leg_movement : bool
        Counted as a leg movement, candidate or not.
    """

    members: tuple[int, ...]
    onset_s: float
    offset_s: float
    refused_by: str
    is_leg_movement: bool


class _Limits(NamedTuple):
    """The clauses that judge single movements and their combinations, looked up once a night."""

    resting_most_uv: float
    median_least_uv: float
    shortest_s: float
    longest_s: float
    counts_long: bool
    offset_gap_s: float
    onset_gap_s: float
    bilateral_longest_s: float
    most_parts: float


def _limits(rule: ScoringRule) -> _Limits:
    """Read the limits, with the tolerance of times on the side that admits what stands exactly at a limit."""
    tolerance_s = rule.number("time_tolerance_s")

    def limit(role: str, absent: float, shift: float = 0.0) -> float:
        return rule.number(role) + shift if rule.has(role) else absent

    return _Limits(
        resting_most_uv=limit("resting_most_uv", math.inf),
        median_least_uv=limit("morphology_median_uv", -math.inf),
        shortest_s=limit("shortest_s", 0.0, -tolerance_s),
        longest_s=limit("longest_s", math.inf, tolerance_s),
        counts_long=rule.holds("long_movement_counts"),
        offset_gap_s=limit("bilateral_gap_s", -math.inf, -tolerance_s),
        onset_gap_s=limit("bilateral_onset_gap_s", -math.inf, -tolerance_s),
        bilateral_longest_s=limit("bilateral_longest_s", math.inf, tolerance_s),
        most_parts=limit("bilateral_most_parts", math.inf),
    )


def _refusal(movement: LegMovement, limits: _Limits) -> str:
    """Give the role of the clause that refuses a movement of one leg; empty when none does.

    The resting level is asked first, so that a movement where nothing is scored is not called too short.
    """
    duration_s = movement.span.end_s - movement.span.start_s
    if movement.resting_uv > limits.resting_most_uv:
        return "resting_most_uv"
    if duration_s < limits.shortest_s:
        return "shortest_s"
    if movement.median_uv < limits.median_least_uv:
        return "morphology_median_uv"
    return "longest_s" if duration_s > limits.longest_s else ""


def combine_movements(movements: Sequence[LegMovement], *, rule: ScoringRule) -> list[CandidateMovement]:
    """Judge each movement and join those of the two legs that are one.

    Parameters
    ----------
    movements : sequence of LegMovement
        In order of onset.
    rule : ScoringRule

    Returns
    -------
    list of CandidateMovement
        In order of onset; every movement is a member of exactly one.

    Notes
    -----
    A movement joins the combination of the last movement of the *other* leg: under ``bilateral_gap_s`` when it begins
    before that leg was quiet for the gap, under ``bilateral_onset_gap_s`` when it begins within the gap of the first
    onset of the combination. Movements of one leg never join without the other one, and those of a channel whose side
    is unknown, or that holds both legs, join nothing.

    *Source.* The clauses ``bilateral_*`` of the rule set. What is too short, too weak or on too high a resting level is
    no movement and joins nothing; what is too long joins only where the rule set counts it as a movement.
    """
    limits = _limits(rule)
    roles = [_refusal(movement, limits) for movement in movements]
    groups: list[list[int]] = []
    last: dict[Side, int] = {}
    group_of: dict[int, int] = {}
    for place, movement in enumerate(movements):
        role = roles[place]
        joins = role == "" or (role == "longest_s" and limits.counts_long)
        other = last.get(_OTHER.get(movement.side, Side.UNKNOWN)) if joins else None
        if other is not None and _belongs(
            movement, movements[other], movements[groups[group_of[other]][0]], limits
        ):
            group_of[place] = group_of[other]
            groups[group_of[other]].append(place)
        else:
            group_of[place] = len(groups)
            groups.append([place])
        if joins and movement.side in _OTHER:
            before = last.get(movement.side)
            if before is None or movements[before].span.end_s <= movement.span.end_s:
                last[movement.side] = place
    return [_judge_group(group, movements, roles, limits) for group in groups]


def _belongs(movement: LegMovement, other: LegMovement, first: LegMovement, limits: _Limits) -> bool:
    """Tell whether a movement belongs to the combination of the other leg's last movement, which ``first`` began."""
    onset_s = movement.span.start_s
    return (
        onset_s - other.span.end_s < limits.offset_gap_s or onset_s - first.span.start_s < limits.onset_gap_s
    )


def _judge_group(
    group: Sequence[int], movements: Sequence[LegMovement], roles: Sequence[str], limits: _Limits
) -> CandidateMovement:
    """Judge a movement of one leg, or a combination by its parts, their number and its length."""
    onset_s = movements[group[0]].span.start_s
    role = roles[group[0]]
    if len(group) == 1:
        is_movement = role == "" or (role == "longest_s" and limits.counts_long)
        return CandidateMovement((group[0],), onset_s, movements[group[0]].span.end_s, role, is_movement)
    offset_s = max([movements[place].span.end_s for place in group])
    role = next(filter(None, [roles[place] for place in group]), "")
    if not role and len(group) > limits.most_parts:
        role = "bilateral_most_parts"
    elif not role and offset_s - onset_s > limits.bilateral_longest_s:
        role = "bilateral_longest_s"
    return CandidateMovement(tuple(group), onset_s, offset_s, role, is_leg_movement=True)
