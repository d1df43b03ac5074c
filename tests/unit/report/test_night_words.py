"""Every measure of a night has words, and the unit that its name ends in."""

from __future__ import annotations

import pytest

from leg_night_makers import hypnogram, leg
from legato.events.score_movements import score_variants
from legato.knowledge.load import load_criteria
from legato.knowledge.scoring import load_scoring_rule
from legato.measures.leg_movement_indices import compute_leg_movement_measures
from legato.measures.sleep_times import compute_sleep_times
from legato.model.interval import Interval
from legato.model.measure import Measure
from legato.model.recording import Side
from legato.model.sleep import SleepNotes
from legato.report.night_words import explain_leg_measure, unit_of_leg_measure

SPAN = Interval(0.0, 40_000.0)


def all_measures() -> list[Measure]:
    rule, notes = load_scoring_rule("wasm2016"), SleepNotes(hypnogram=hypnogram("W12R"))
    variants = score_variants([leg(10)], rule=rule, notes=notes, span=SPAN)
    found = compute_leg_movement_measures(
        variants,
        rule=rule,
        notes=notes,
        legs=(Side.LEFT, Side.RIGHT),
        scorable=[SPAN],
        span=SPAN,
        criteria=load_criteria(),
    )
    return [*found, *compute_sleep_times(notes, span=SPAN)]


@pytest.mark.parametrize("measure", all_measures(), ids=lambda one: one.name)
def test_every_measure_has_words_and_its_unit(measure: Measure) -> None:
    words = explain_leg_measure(measure.name)
    assert words.endswith(".")
    assert words[0].isupper()
    assert unit_of_leg_measure(measure.name) == measure.unit


def test_the_words_of_some() -> None:
    assert (
        explain_leg_measure("plms_n2_per_hour")
        == "Number per hour of periodic movements in sleep, in stage N2."
    )
    assert explain_leg_measure("plm_hour_3_count").startswith(
        "Number of periodic movements in hour 3 from lights off"
    )


@pytest.mark.parametrize("name", ["dominant_frequency_hz", "plms_n9_count", "foo_per_hour", "plm"])
def test_another_name_has_no_words(name: str) -> None:
    assert explain_leg_measure(name) == ""
    assert unit_of_leg_measure("dominant_frequency_hz") == ""
