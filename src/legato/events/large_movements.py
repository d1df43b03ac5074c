"""Large movements of sleep: several muscles at once, for seconds."""

from __future__ import annotations

from collections.abc import Sequence

from legato.model.criteria import Criteria
from legato.model.interval import Interval
from legato.model.recording import Side
from legato.model.scored_night import MinorMovement, MinorMovementKind

__all__ = ["AGE_GROUPS", "find_large_movements"]

# Ids of criteria; adults unless the use case knows better.
AGE_GROUPS = {"adult": "large_movement.adult_s", "child": "large_movement.child_s"}
# What is left of a sum of seconds by rounding; far below a sample.
_ROUNDING_S = 1e-9


def find_large_movements(
    activity: Sequence[Sequence[Interval]], *, criteria: Criteria, age_group: str = "adult"
) -> tuple[MinorMovement, ...]:
    """Find movements of several channels that overlap and together last 3 s to 45 s (30 s in children).

    Parameters
    ----------
    activity : sequence of sequence of Interval
        One a channel: when it was active, whatever the length.
    criteria : Criteria
        ``large_movement.*``.
    age_group : str
        ``adult`` or ``child``.

    Returns
    -------
    tuple of MinorMovement
        In time order; ``n_bursts`` is the number of activities that make it up.

    Raises
    ------
    KeyError
        If there is no such age group.

    Notes
    -----
    Source: Ferri 2021. The movement lasts from the first onset to the last offset of activities that overlap one
    another. With the two legs as the only channels, a bilateral leg movement of 3 s and more is one too: the other
    muscles that the paper asks for were not recorded.
    """
    shortest_s, longest_s = criteria.numbers(AGE_GROUPS[age_group])
    fewest = int(criteria.number("large_movement.channels"))
    found = []
    for group in _groups(activity):
        channels = {channel for channel, _ in group}
        span = Interval(min(one.start_s for _, one in group), max(one.end_s for _, one in group))
        is_long = shortest_s - _ROUNDING_S <= span.duration_s <= longest_s + _ROUNDING_S
        if len(channels) >= fewest and is_long:
            found.append(
                MinorMovement(
                    span,
                    MinorMovementKind.LARGE_MUSCLE_GROUP,
                    Side.BOTH,
                    len(group),
                    float("nan"),
                    AGE_GROUPS[age_group],
                )
            )
    return tuple(found)


def _groups(activity: Sequence[Sequence[Interval]]) -> list[list[tuple[int, Interval]]]:
    """Put activities that overlap one another, directly or through others, together."""
    ordered = sorted(
        ((channel, span) for channel, spans in enumerate(activity) for span in spans),
        key=lambda one: one[1],
    )
    groups: list[list[tuple[int, Interval]]] = []
    end_s = float("-inf")
    for channel, span in ordered:
        if groups and span.start_s < end_s:
            groups[-1].append((channel, span))
        else:
            groups.append([(channel, span)])
        end_s = max(end_s, span.end_s) if len(groups[-1]) > 1 else span.end_s
    return groups
