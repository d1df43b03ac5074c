"""The engine against the same rules written down plainly: every pair compared with every other, runs by their definition."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from legato.events.score_movements import score_movements
from legato.knowledge.scoring import load_scoring_rule
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement, LegMovementKind
from legato.model.recording import Side
from legato.model.sleep import SleepNotes

SLACK_S = 0.0004
Plain = tuple[float, float, Side, bool]
"""Onset, offset, side and whether it is a candidate."""


@st.composite
def dense_nights(draw: st.DrawFn) -> list[LegMovement]:
    """Draw nights in which legs often move together; movements of one leg lie at least half a second apart."""
    found = []
    for side in (Side.LEFT, Side.RIGHT):
        at = draw(st.integers(0, 500))
        for _ in range(draw(st.integers(0, 30))):
            length = draw(st.sampled_from((100, 127, 128, 129, 300, 700, 1500, 2559, 2560, 2561, 3000)))
            span = Interval(at / 256, (at + length) / 256)
            found.append(LegMovement(span, side, side.value, 50.0, 20.0, 3.0))
            at += length + draw(
                st.sampled_from((128, 129, 200, 1000, 2432, 2560, 4000, 5000, 12_000, 24_000))
            )
    return found


def counted_by_definition(movements: list[LegMovement]) -> list[Plain]:
    """Join every pair of movements of different legs that is close, and judge what hangs together."""
    real = sorted(
        (one for one in movements if one.span.duration_s >= 0.5 - SLACK_S),
        key=lambda one: (one.span, one.side),
    )
    group = list(range(len(real)))
    for a, b in itertools.combinations(range(len(real)), 2):
        first, second = real[a].span, real[b].span
        gap_s = max(first.start_s - second.end_s, second.start_s - first.end_s)
        if real[a].side is not real[b].side and gap_s < 0.5 - SLACK_S:
            old, new = group[b], group[a]
            group = [new if one == old else one for one in group]
    found: list[Plain] = []
    for number in sorted(set(group)):
        parts = [one for one, mine in zip(real, group, strict=True) if mine == number]
        start_s = min(one.span.start_s for one in parts)
        end_s = max(one.span.end_s for one in parts)
        is_good = all(one.span.duration_s <= 10 + SLACK_S for one in parts)
        if len(parts) > 1:
            is_good = is_good and len(parts) <= 4 and end_s - start_s <= 15 + SLACK_S
        found.append((start_s, end_s, parts[0].side if len(parts) == 1 else Side.BOTH, is_good))
    return sorted(found, key=lambda one: one[:2])


def series_by_definition(counted: list[Plain]) -> list[list[float]]:
    """Give every longest stretch of at least four candidates whose intervals fit, none of them preceded by a short one."""
    candidates = [(place, one[0]) for place, one in enumerate(counted) if one[3]]
    after_short = {
        later
        for (_, earlier_s), (later, later_s) in itertools.pairwise(candidates)
        if later_s - earlier_s < 10 - SLACK_S
    }

    def is_run(stretch: list[tuple[int, float]]) -> bool:
        places = [place for place, _ in stretch]
        gaps = [b - a for (_, a), (_, b) in itertools.pairwise(stretch)]
        return (
            places == list(range(places[0], places[0] + len(places)))
            and all(10 - SLACK_S <= gap <= 90 + SLACK_S for gap in gaps)
            and not after_short & set(places)
        )

    runs = [
        (i, j)
        for i, j in itertools.combinations(range(len(candidates) + 1), 2)
        if j - i >= 4 and is_run(candidates[i:j])
    ]
    longest = [(i, j) for i, j in runs if not any(a <= i and j <= b and (a, b) != (i, j) for a, b in runs)]
    return [[onset_s for _, onset_s in candidates[i:j]] for i, j in sorted(longest)]


@settings(max_examples=150, deadline=None, derandomize=True)
@given(movements=dense_nights())
def test_wasm2016_is_what_its_definition_says(movements: list[LegMovement]) -> None:
    found, series = score_movements(
        movements, rule=load_scoring_rule("wasm2016"), notes=SleepNotes(), span=Interval(0.0, 10_000.0)
    )
    counted = counted_by_definition(movements)
    seen = [
        (one.span.start_s, one.span.end_s, one.side, one.excluded_by is None)
        for one in found
        if one.part_of is None and one.excluded_by != "wasm2016.shortest_s"
    ]
    assert sorted(seen, key=lambda one: one[:2]) == counted
    onset_of = {one.id: one.span.start_s for one in found}
    assert [[onset_of[id_] for id_ in one.movements] for one in series] == series_by_definition(counted)
    periodic = [one for one in found if one.kind is LegMovementKind.PLM]
    assert len(periodic) == sum(len(one.movements) for one in series)
