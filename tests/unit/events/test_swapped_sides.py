"""Swapped sides are suspected from calibration marks, and only where they point one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from legato.events.leg_trace import make_leg_trace
from legato.events.swapped_sides import suspect_swapped_sides
from legato.knowledge.load import load_criteria
from legato.model.annotation import Annotation
from legato.model.recording import Side
from legato.score_night import score_night
from legato.simulation.night import SimulatedNight, simulate_night

CRITERIA = load_criteria()


@pytest.fixture(scope="module")
def night() -> SimulatedNight:
    return simulate_night(seed=11, hours=0.5, sampling_rate_hz=256.0)


def lone_movements(night: SimulatedNight, side: Side) -> list[float]:
    """Give onsets of one leg with the other at rest for 15 s before and behind."""
    other = Side.RIGHT if side is Side.LEFT else Side.LEFT
    far = night.truth.of(other)
    return [
        span.start_s
        for span in night.truth.of(side, shortest_s=0.5)
        if all(abs(one.start_s - span.start_s) > 15 and abs(one.end_s - span.start_s) > 15 for one in far)
    ]


def marks(night: SimulatedNight, *, swapped: bool) -> tuple[Annotation, ...]:
    words = {Side.LEFT: "Move left foot", Side.RIGHT: "flex toes, RIGHT"}
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    return tuple(
        Annotation(onset_s - 1.0, 0.0, words[other[side] if swapped else side])
        for side in (Side.LEFT, Side.RIGHT)
        for onset_s in lone_movements(night, side)[:2]
    )


def traces(night: SimulatedNight):
    sides = (Side.LEFT, Side.RIGHT)
    return [
        make_leg_trace(channel, side=side, criteria=CRITERIA)
        for side, channel in zip(sides, night.recording.channels, strict=False)
    ]


def test_the_night_has_movements_of_one_leg_alone(night):
    assert len(marks(night, swapped=False)) >= 2


def test_marks_that_the_named_leg_follows_speak_for_the_names(night):
    as_named, other_way = suspect_swapped_sides(traces(night), marks(night, swapped=False), criteria=CRITERIA)
    assert as_named >= 2
    assert other_way == 0


def test_swapped_electrodes_are_told_and_nothing_is_changed(night):
    recording = replace(night.recording, annotations=marks(night, swapped=True))
    scored = score_night(recording)
    assert "legs_maybe_swapped" in {issue.code for issue in scored.issues}
    assert [leg.side for leg in scored.legs] == [Side.LEFT, Side.RIGHT]


def test_one_mark_is_not_enough_and_a_named_leg_that_moved_speaks_against(night):
    swapped, named = marks(night, swapped=True), marks(night, swapped=False)
    for told in (swapped[:1], (*swapped, named[0]), ()):
        scored = score_night(replace(night.recording, annotations=told))
        assert "legs_maybe_swapped" not in {issue.code for issue in scored.issues}


def test_a_mark_of_both_legs_or_of_none_says_nothing(night):
    onset_s = lone_movements(night, Side.LEFT)[0] - 1.0
    texts = ("move left and right foot", "turn to the left", "Sleep stage N2")
    annotations = [Annotation(onset_s, 0.0, text) for text in texts]
    assert suspect_swapped_sides(traces(night), annotations, criteria=CRITERIA) == (0, 0)


def test_one_leg_alone_can_not_be_swapped(night):
    one = traces(night)[:1]
    assert suspect_swapped_sides(one, marks(night, swapped=True), criteria=CRITERIA) == (0, 0)
