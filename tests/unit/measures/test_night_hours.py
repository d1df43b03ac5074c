"""The hours that indices are divided by: every second of the window once, in its stage, scorable or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leg_night_makers import hypnogram
from legato.knowledge.scoring import load_scoring_rule
from legato.measures.night_hours import NREM, SLEEP, counting_window, read_night_hours
from legato.model.interval import Interval
from legato.model.sleep import SleepNotes, SleepStage

RULE = load_scoring_rule("wasm2016")
SPAN = Interval(0.0, 300.0)


def test_the_stages_that_are_sleep() -> None:
    assert {*NREM, SleepStage.REM} == SLEEP
    assert {SleepStage.WAKE, SleepStage.UNKNOWN} & SLEEP == set()


def test_a_night_cut_by_stages_lights_and_losses() -> None:
    notes = SleepNotes(hypnogram=hypnogram("W122R", start_s=30.0), lights_off_s=45.0, lights_on_s=170.0)
    hours = read_night_hours(notes, rule=RULE, scorable=[Interval(100, 400), Interval(0, 70)], span=SPAN)
    assert hours.window == Interval(45, 170)
    assert hours.all_seconds() == 125
    assert hours.seconds() == 25 + 70
    assert hours.seconds({SleepStage.WAKE}) == 15
    assert hours.seconds({SleepStage.N1}) == 10
    assert hours.all_seconds({SleepStage.N2}) == 60
    assert hours.seconds({SleepStage.N2}) == 50
    assert hours.seconds({SleepStage.REM}) == 20
    assert hours.seconds(SLEEP, within=Interval(140, 160)) == 20
    assert hours.has_sleep
    assert hours.is_staged


def test_what_nobody_staged_is_unknown() -> None:
    hours = read_night_hours(SleepNotes(hypnogram=hypnogram("11")), rule=RULE, scorable=[SPAN], span=SPAN)
    assert hours.seconds({SleepStage.UNKNOWN}) == 240
    bare = read_night_hours(SleepNotes(), rule=RULE, scorable=[SPAN], span=SPAN)
    assert (bare.is_staged, bare.has_sleep, bare.seconds()) == (False, False, 300)
    awake = read_night_hours(SleepNotes(), rule=load_scoring_rule("sit"), scorable=[SPAN], span=SPAN)
    assert (awake.is_staged, awake.seconds({SleepStage.WAKE})) == (True, 300)


@pytest.mark.parametrize(
    ("off_s", "on_s", "window"),
    [
        (None, None, SPAN),
        (-50.0, 900.0, SPAN),
        (10.0, None, Interval(10, 300)),
        (None, 200.0, Interval(0, 200)),
        (250.0, 100.0, Interval(250, 250)),
    ],
)
def test_the_window_is_lights_off_to_on_within_the_recording(
    off_s: float | None, on_s: float | None, window: Interval
) -> None:
    assert counting_window(SleepNotes(lights_off_s=off_s, lights_on_s=on_s), SPAN) == window


@given(
    stages=st.text("W123R?", max_size=12),
    start_s=st.floats(-100, 200),
    edges=st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=5),
)
def test_every_second_counts_once(stages: str, start_s: float, edges: list[tuple[float, float]]) -> None:
    scorable = [Interval(min(pair), max(pair)) for pair in edges]
    notes = SleepNotes(hypnogram=hypnogram(stages, start_s=start_s))
    hours = read_night_hours(notes, rule=RULE, scorable=scorable, span=SPAN)
    assert sum(hours.all_seconds({stage}) for stage in SleepStage) == pytest.approx(300)
    assert sum(hours.seconds({stage}) for stage in SleepStage) == pytest.approx(hours.seconds())
    assert hours.seconds() <= hours.all_seconds() + 1e-9
