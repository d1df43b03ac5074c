"""Indices of nights that were made by hand, so that every answer can be counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from leg_night_makers import hypnogram, leg, right
from legato.events.score_movements import score_variants
from legato.knowledge.load import load_criteria
from legato.knowledge.scoring import load_scoring_rule, scoring_rule_ids
from legato.measures.leg_movement_indices import compute_leg_movement_measures
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.measure import Measure, MeasureStatus
from legato.model.recording import Side
from legato.model.sleep import SleepEvent, SleepEventKind, SleepNotes

BOTH = (Side.LEFT, Side.RIGHT)
SPAN = Interval(0.0, 7200.0)
STAGES = "W" * 20 + "1" * 20 + "2" * 80 + "3" * 60 + "R" * 40 + "?" * 20
"""Two hours: wake 600 s, N1 600 s, N2 2400 s, N3 1800 s, REM 1200 s, unknown 600 s; sleep is 6000 s."""
IN_WAKE = [leg(at_s, 1.0) for at_s in (100, 120, 140, 160, 180)]
IN_N2 = [
    *(leg(at_s, 2.0) for at_s in (1500, 1525, 1550)),
    right(1575, 3.0),
    leg(1600, 2.0),
    right(1601, 4.0),
]
"""Five movements in N2, the last of both legs."""
IN_REM = [leg(at_s, 1.5) for at_s in (5500, 5560, 5620, 5680)]
ALONE = [leg(3000, 2.0), leg(3500, 12.0), leg(4000, 0.3), leg(4005, 1.0), leg(4010, 1.0)]
"""In N2 and N3: an isolated candidate, one too long, one too short, an isolated one, and one that came too soon."""
NIGHT = [*IN_WAKE, *IN_N2, *IN_REM, *ALONE]


def measures(
    movements: Sequence[LegMovement] = NIGHT,
    *,
    rule: str = "wasm2016",
    notes: SleepNotes | None = None,
    legs: Sequence[Side] = BOTH,
    scorable: Sequence[Interval] = (SPAN,),
    span: Interval = SPAN,
    scorable_by_leg: dict[Side, Sequence[Interval]] | None = None,
) -> dict[str, Measure]:
    known = load_scoring_rule(rule)
    notes = SleepNotes(hypnogram=hypnogram(STAGES)) if notes is None else notes
    variants = score_variants(movements, rule=known, notes=notes, span=span)
    found = compute_leg_movement_measures(
        variants,
        rule=known,
        notes=notes,
        legs=legs,
        scorable=scorable,
        span=span,
        criteria=load_criteria(),
        scorable_by_leg=scorable_by_leg,
    )
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


COUNTED = {
    "lm_count": 18,
    "clm_count": 17,
    "plm_count": 14,
    "clm_isolated_count": 2,
    "clm_short_interval_count": 1,
    "lms_count": 13,
    "clms_count": 12,
    "plms_count": 9,
    "plmw_count": 5,
    "plms_nrem_count": 5,
    "plms_rem_count": 4,
    "plms_n1_count": 0,
    "plms_n2_count": 5,
    "plms_n3_count": 0,
    "plm_unknown_stage_count": 0,
    "clm_left_count": 15,
    "clm_right_count": 1,
    "clm_bilateral_count": 1,
    "plm_left_count": 12,
    "plm_right_count": 1,
    "plm_bilateral_count": 1,
    "plm_left_alone_count": 13,
    "plms_left_alone_count": 8,
    "plm_right_alone_count": 0,
    "plm_hour_1_count": 10,
    "plm_hour_2_count": 4,
    "series_count": 3,
    "series_movements_median_count": 5,
    "lm_per_hour": 18 / 2,
    "clm_per_hour": 17 / 2,
    "plm_per_hour": 14 / 2,
    "plms_per_hour": 9 / (6000 / 3600),
    "plmw_per_hour": 5 / (600 / 3600),
    "plms_nrem_per_hour": 5 / (4800 / 3600),
    "plms_rem_per_hour": 4 / (1200 / 3600),
    "plms_n1_per_hour": 0,
    "plms_n2_per_hour": 5 / (2400 / 3600),
    "plms_n3_per_hour": 0,
    "plms_left_alone_per_hour": 8 / (6000 / 3600),
    "plm_hour_1_per_hour": 10,
    "plm_hour_2_per_hour": 4,
    "series_duration_median_s": 105.0,
    "plm_duration_mean_s": (5 * 1.0 + 3 * 2.0 + 3.0 + 5.0 + 4 * 1.5) / 14,
    "plm_duration_median_s": 1.5,
    "plms_duration_median_s": 2.0,
}


@pytest.mark.parametrize("name", COUNTED)
def test_a_night_that_was_counted_by_hand(name: str) -> None:
    assert measures()[name].value == pytest.approx(COUNTED[name], rel=1e-12)


def test_every_number_names_a_clause_and_every_index_its_hours() -> None:
    found = measures()
    assert all(one.source.startswith("wasm2016") for one in found.values())
    assert found["plms_per_hour"].note == "per hour of sleep: 1.667 h scorable of 1.667 h"
    assert found["plms_per_hour"].quality == 1.0
    assert all(one.interval is None for one in found.values())
    indices = [one for one in found.values() if one.name.endswith("_per_hour") and one.value is not None]
    assert indices
    assert all(one.unit == "1/h" and one.note.startswith("per hour of ") for one in indices)


def test_without_stages_nothing_is_said_of_sleep_and_the_hours_of_recording_count() -> None:
    found = measures(notes=SleepNotes())
    assert found["plm_per_hour"].value == pytest.approx(7.0)
    assert found["plm_per_hour"].note.startswith("per hour of recording: 2.000 h")
    for name in ("plms_count", "plms_per_hour", "plmw_per_hour", "plms_n2_per_hour", "plms_duration_mean_s"):
        assert found[name].status is MeasureStatus.NOT_MEASURED
        assert found[name].value is None
        assert "nobody staged" in found[name].note


def test_lights_bound_what_is_counted() -> None:
    notes = SleepNotes(hypnogram=hypnogram(STAGES), lights_off_s=150.0, lights_on_s=5600.0)
    found = measures(notes=notes)
    assert found["plmw_count"].value == 2
    assert found["plms_count"].value == 5 + 2
    assert found["plmw_per_hour"].value == pytest.approx(2 * 3600 / 450)
    assert found["plm_per_hour"].note.startswith("per hour of recording between lights off and on: 1.514 h")
    assert found["plm_hour_1_count"].value == 2 + 5
    assert found["plm_hour_2_per_hour"].value == pytest.approx(2 * 3600 / 1850)


def test_hours_that_could_not_be_scored_are_no_hours() -> None:
    found = measures(scorable=[Interval(0, 1800), Interval(1200, 4200), Interval(4800, 7200)])
    assert found["plms_n3_per_hour"].note == "per hour of stage N3: 0.333 h scorable of 0.500 h"
    assert found["plms_per_hour"].value == pytest.approx(9 * 3600 / 5400)
    assert found["plms_per_hour"].quality == pytest.approx(0.9)
    dark = measures(scorable=())
    assert dark["plms_per_hour"].status is MeasureStatus.NOT_ASSESSABLE


def test_less_than_two_epochs_give_no_index() -> None:
    notes = SleepNotes(hypnogram=hypnogram("W" * 20 + "1" + "2" * 219))
    assert measures(notes=notes)["plms_n1_per_hour"].status is MeasureStatus.NOT_ASSESSABLE
    notes = SleepNotes(hypnogram=hypnogram("W" * 20 + "11" + "2" * 218))
    assert measures(notes=notes)["plms_n1_per_hour"].value == 0


def test_arousals() -> None:
    marked = tuple(
        SleepEvent(Interval(at_s, at_s + 4), SleepEventKind.AROUSAL) for at_s in (100, 1526, 1551, 5681.9)
    )
    notes = SleepNotes(hypnogram=hypnogram(STAGES), arousals=marked)
    found = measures(notes=notes)
    assert found["plms_with_arousal_count"].value == 3
    assert found["plms_with_arousal_per_hour"].value == pytest.approx(3 * 3600 / 6000)
    assert found["plms_with_arousal_percent"].value == pytest.approx(100 * 3 / 9)
    unscored = measures()["plms_with_arousal_percent"]
    assert (unscored.status, unscored.note) == (MeasureStatus.NOT_MEASURED, "arousals were not scored")
    none = measures([leg(1500)], notes=notes)["plms_with_arousal_percent"]
    assert none.status is MeasureStatus.NOT_FOUND


def test_both_computations_of_breathing() -> None:
    events = (SleepEvent(Interval(1490, 1524), SleepEventKind.RESPIRATORY),)
    notes = SleepNotes(hypnogram=hypnogram(STAGES), respiratory=events)
    found = measures(notes=notes)
    assert found["clm_respiratory_count"].value == 1
    assert found["plms_count"].value == found["plms_with_respiratory_count"].value == 9
    assert found["plms_without_respiratory_count"].value == 8
    assert found["plms_without_respiratory_per_hour"].value == pytest.approx(8 * 3600 / 6000)
    manual = measures(notes=notes, rule="aasm3")
    assert manual["plms_count"].value == manual["plms_without_respiratory_count"].value
    assert manual["plms_with_respiratory_count"].value - manual["plms_count"].value == 1
    unscored = measures()["plms_without_respiratory_per_hour"]
    assert unscored.status is MeasureStatus.NOT_MEASURED
    silent = measures(notes=notes, rule="coleman")["plms_without_respiratory_per_hour"]
    assert silent.note == "the rule set coleman says nothing of breathing"


def test_a_leg_that_was_not_scored_is_not_measured_and_not_0() -> None:
    found = measures(IN_WAKE, legs=(Side.LEFT,))
    assert found["plm_left_alone_count"].value == 5
    assert found["plm_right_count"].status is MeasureStatus.NOT_MEASURED
    assert found["plm_right_alone_per_hour"].status is MeasureStatus.NOT_MEASURED
    assert found["plm_bilateral_count"].status is MeasureStatus.NOT_MEASURED
    still = measures(IN_WAKE)
    assert still["plm_right_alone_count"].value == 0
    assert still["plm_left_alone_count"].value == 5


def test_a_leg_alone_has_its_own_hours() -> None:
    found = measures(scorable_by_leg={Side.LEFT: [Interval(0, 3600)]})
    assert found["plms_per_hour"].value == pytest.approx(9 * 3600 / 6000)
    assert found["plms_left_alone_per_hour"].value == pytest.approx(8 * 3600 / 3000)
    assert found["plm_right_alone_per_hour"].note == "per hour of recording: 2.000 h scorable of 2.000 h"


def test_a_night_without_movements_has_indices_of_0_and_nothing_to_measure_the_length_of() -> None:
    found = measures([])
    assert found["plms_per_hour"].value == 0
    assert found["plm_duration_mean_s"].status is MeasureStatus.NOT_FOUND
    assert found["periodicity_index_ratio"].status is MeasureStatus.NOT_ASSESSABLE


def test_a_test_done_awake_counts_as_wake() -> None:
    found = measures(IN_WAKE, rule="sit", notes=SleepNotes(), span=Interval(0, 3600), scorable=[SPAN])
    assert found["plmw_per_hour"].value == pytest.approx(5.0)
    assert found["plms_count"].value == 0
    assert found["plms_per_hour"].status is MeasureStatus.NOT_ASSESSABLE


@pytest.mark.parametrize("rule", scoring_rule_ids())
def test_the_names_are_the_same_under_every_rule_set(rule: str) -> None:
    assert list(measures(rule=rule)) == list(measures())


def test_parts_of_a_bilateral_movement_are_counted_nowhere() -> None:
    pairs = [
        *(leg(at_s, 2.0) for at_s in range(1000, 1100, 20)),
        *(right(at_s + 1) for at_s in range(1000, 1100, 20)),
    ]
    found = measures(pairs)
    assert found["lm_count"].value == found["clm_count"].value == found["plm_count"].value == 5
    assert found["plm_bilateral_count"].value == 5
    assert found["clm_duration_mean_s"].value == pytest.approx(3.0)


def test_swapped_legs_swap_only_the_sides() -> None:
    other = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT}
    found, swapped = measures(), measures([replace(one, side=other[one.side]) for one in NIGHT])
    for name, one in found.items():
        twin = name.replace("left", "?").replace("right", "left").replace("?", "right")
        assert swapped[twin].value == one.value
