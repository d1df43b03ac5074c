"""What is claimed of a window, and when it is left open; with rules made for the test, so that tuning moves nothing here."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import features_of, with_rules
from legato.events.kinds import KINDS, NO_KIND, POSTURES, classify_windows
from legato.knowledge.load import load_criteria
from legato.model.movement import MovementKind as Kind
from legato.model.movement import Posture
from legato.model.recording import Placement, Task

# Two kinds that read one feature each, and the two that catch what is left.
TWO = {
    "clonus.crest": (0, 1),
    "jerk.burst_share": (0, 1),
    "cannot_tell.n_bursts": (0, 1),
    "other_movement.tilt_change_deg": (0, 1),
}


def classified(features, *, task=Task.FREE, placement=Placement.ANKLE, criteria=None, freezing=None):
    return classify_windows(
        features,
        task=task,
        placement=placement,
        criteria=criteria or load_criteria(),
        freezing_claim=np.zeros(len(features), dtype=bool) if freezing is None else freezing,
    )


def kinds_of(codes):
    return [KINDS[code] if code != NO_KIND else None for code in codes]


def of(rules=TWO, *, pairs=None, n=1, task=Task.FREE, **columns):
    return classified(
        features_of(n, columns=columns),
        criteria=with_rules(rules, pairs or {}),
        task=task,
    )


def answer(states):
    return (
        kinds_of(states.state)[0],
        kinds_of(states.runner_up)[0],
        kinds_of(states.partner)[0],
    )


def test_the_kind_that_fits_best_is_claimed_and_the_next_is_its_runner_up():
    assert answer(of(crest=0.9, burst_share=0.6)) == (Kind.CLONUS, Kind.JERK, None)


def test_a_kind_that_does_not_fit_at_all_is_no_runner_up():
    assert answer(of(crest=0.9, burst_share=0.0)) == (Kind.CLONUS, None, None)


def test_a_kind_is_claimed_from_half_of_full_membership_on():
    assert answer(of(crest=0.5))[0] is Kind.CLONUS
    assert answer(of(crest=0.49))[0] is Kind.CANNOT_TELL


def test_a_weak_kind_becomes_the_runner_up_of_cannot_tell():
    assert answer(of(crest=0.3, n_bursts=1.0)) == (Kind.CANNOT_TELL, Kind.CLONUS, None)


def test_movement_without_a_rhythm_and_without_a_kind_is_other_movement():
    assert answer(of(crest=0.3, tilt_change_deg=1.0)) == (Kind.OTHER_MOVEMENT, Kind.CLONUS, None)


def test_a_rhythm_of_no_known_kind_is_not_called_other_movement():
    assert answer(of(n_bursts=1.0, tilt_change_deg=1.0))[0] is Kind.CANNOT_TELL


def test_features_that_were_not_given_claim_nothing():
    states = of(n=3)
    assert kinds_of(states.state) == [Kind.CANNOT_TELL] * 3
    assert kinds_of(states.runner_up) == [None] * 3
    assert states.shaking_score.tolist() == [0.0] * 3


@pytest.mark.parametrize("n", [0, 1])
def test_no_window_and_one_window_are_classified_without_a_crash(n):
    states = classified(features_of(n))
    assert {len(states.state), len(states.quality), len(states.posture), len(states.detail)} == {n}


PAIR = {"clonus.jerk": (0.25, "feel the calf")}


def test_two_kinds_of_a_pair_within_the_margin_are_left_open_and_both_named():
    found = of(pairs=PAIR, crest=1.0, burst_share=0.875)
    assert answer(found) == (Kind.CANNOT_TELL, Kind.CLONUS, Kind.JERK)


def test_a_lead_of_exactly_the_margin_is_enough_to_claim():
    assert answer(of(pairs=PAIR, crest=1.0, burst_share=0.75)) == (Kind.CLONUS, Kind.JERK, None)


def test_an_open_pair_names_the_better_one_first_whichever_that_is():
    assert answer(of(pairs=PAIR, crest=0.8, burst_share=0.9))[1:] == (Kind.JERK, Kind.CLONUS)
    assert answer(of(pairs=PAIR, crest=0.9, burst_share=0.8))[1:] == (Kind.CLONUS, Kind.JERK)


def test_a_pair_is_not_opened_where_a_third_kind_leads():
    rules = TWO | {"walking.cycle_cv": (0, 1)}
    states = of(rules, pairs=PAIR, crest=0.8, burst_share=0.8, cycle_cv=1.0)
    assert answer(states)[0] is Kind.WALKING


def test_a_pair_is_not_opened_where_neither_fits_at_all():
    assert answer(of(pairs=PAIR))[1:] == (None, None)


MEANT = {"jerk.other_movement": (0.7, "ask whether it was meant")}


@pytest.mark.parametrize(
    ("grade", "state"), [(0.1, Kind.OTHER_MOVEMENT), (0.5, Kind.CANNOT_TELL), (0.9, Kind.JERK)]
)
def test_a_kind_against_everything_else_is_left_open_in_the_middle_of_its_own_membership(grade, state):
    found = of(pairs=MEANT, burst_share=grade, tilt_change_deg=1.0)
    assert answer(found)[0] is state
    if state is Kind.CANNOT_TELL:
        assert answer(found)[1:] == (Kind.JERK, Kind.OTHER_MOVEMENT)


def test_a_window_with_too_few_samples_is_not_assessable_and_has_no_score():
    states = of(n=3, crest=1.0, burst_share=0.9, coverage=[0.75, 0.74, np.nan], pairs=PAIR)
    assert states.is_assessable.tolist() == [True, False, False]
    assert kinds_of(states.state)[1:] == [Kind.NOT_ASSESSABLE] * 2
    assert kinds_of(states.runner_up)[1:] == kinds_of(states.partner)[1:] == [None, None]
    assert np.isnan(states.shaking_score[1:]).all()


def test_a_window_that_is_clipped_is_not_assessable_and_one_of_unknown_clipping_is():
    states = of(n=3, crest=1.0, clipped=[0.05, 0.06, np.nan])
    assert states.is_assessable.tolist() == [True, False, True]


def test_a_window_in_which_the_recorder_repeats_its_last_value_is_not_assessable_and_one_of_a_coarse_sensor_is():
    states = of(n=4, crest=1.0, flat=[0.95, 0.96, 1.0, np.nan])
    assert states.is_assessable.tolist() == [True, False, False, True]


def test_quality_is_the_share_of_samples_that_are_there_and_not_clipped():
    states = of(n=2, coverage=[0.8, 1.0], clipped=[0.5, 0.0])
    assert states.quality.tolist() == [pytest.approx(0.4), 1.0]


def test_the_shaking_score_is_the_best_involuntary_kind_and_counts_no_bounce():
    rules = {"heel_bounce.crest": (0, 1), "clonus.burst_share": (0, 1)}
    assert of(rules, crest=0.9, burst_share=0.3).shaking_score == pytest.approx([0.3])


STAIRS = {"walking.crest": (0, 1), "walking=stairs.burst_share": (0, 1)}


@pytest.mark.parametrize(("plain", "stairs", "word"), [(0.9, 0.6, ""), (0.6, 0.9, "stairs")])
def test_a_refinement_is_shown_where_it_fits_better_than_the_plain_kind(plain, stairs, word):
    states = of(STAIRS, crest=plain, burst_share=stairs)
    assert kinds_of(states.state) == [Kind.WALKING]
    assert states.detail_words[states.detail[0]] == word


def test_a_window_that_is_not_assessable_has_no_detail():
    states = of(STAIRS, crest=0.6, burst_share=0.9, coverage=0.1)
    assert states.detail_words[states.detail[0]] == ""


WALKS = {
    "walking.crest": (0, 1),
    "posture_change.burst_share": (0, 1),
    "freezing.walked": (0, 1),
    "standing_shaking_slow.standing": (0, 1),
}


def walked_of(crest, change=None, *, task=Task.FREE):
    n = len(crest)
    return of(WALKS, n=n, crest=crest, burst_share=change if change is not None else [0.0] * n, task=task)


def test_walking_is_remembered_for_six_seconds_and_begins_behind_the_row_itself():
    states = walked_of([0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    assert states.evidence.values["walked"].tolist() == [0, 0, 1, 1, 1, 1, 1, 1, 0, 0]


def test_a_change_of_posture_ends_the_memory_of_walking():
    states = walked_of([0, 1, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0])
    assert states.evidence.values["walked"].tolist() == [0, 0, 1, 0, 0, 0]


def test_who_walked_just_before_is_taken_to_stand_unless_the_task_is_to_sit():
    assert walked_of([1, 0, 0]).evidence.values["standing"].tolist() == [0, 1, 1]
    assert walked_of([1, 0, 0], task=Task.REST).evidence.values["standing"].tolist() == [0, 0, 0]


def test_the_rest_of_a_recording_never_reaches_back():
    short, long = walked_of([0, 0, 0.7]), walked_of([0, 0, 0.7, 1, 1, 1, 1])
    np.testing.assert_array_equal(long.membership[:, :3], short.membership)


def test_sway_is_asked_only_where_the_turning_is_more_than_noise():
    states = of(n=3, gyro_whiteness=[0.3, 1.9, np.nan], task=Task.STAND)
    assert states.evidence.values["sways"].tolist() == [1, 0, 1]


def test_that_turning_is_estimated_stays_known_behind_the_walking():
    states = classified(features_of(2, gyro=False))
    assert states.evidence.is_turning_estimated


@pytest.mark.parametrize(
    ("task", "posture"),
    [
        (Task.REST, Posture.SITTING),
        (Task.LIE, Posture.LYING),
        (Task.NIGHT, Posture.LYING),
        (Task.STAND, Posture.STANDING),
        (Task.FREE, Posture.UNKNOWN),
    ],
)
def test_the_posture_follows_the_task(task, posture):
    assert POSTURES[of(task=task).posture[0]] is posture


def test_who_walked_just_before_is_upright_and_who_was_told_to_sit_sits():
    free, told = walked_of([0.6, 0, 0]), walked_of([0.6, 0, 0], task=Task.REST)
    assert [POSTURES[code] for code in free.posture] == [Posture.UNKNOWN, Posture.UPRIGHT, Posture.UPRIGHT]
    assert [POSTURES[code] for code in told.posture] == [Posture.SITTING] * 3


def test_without_a_unit_no_kind_that_asks_for_a_size_is_claimed():
    rules = {"clonus.rhythm_dps": (0, 1), "clonus.crest": (0, 1), "cannot_tell.n_bursts": (0, 1)}
    features = features_of(
        1,
        columns={"accel_band_rms": 9.0, "accel_peak_hz": 5.0, "crest": 1.0, "n_bursts": 1.0},
        gyro=False,
        accel_unit=False,
        gyro_unit=False,
    )
    states = classified(features, criteria=with_rules(rules))
    assert kinds_of(states.state) == [Kind.CANNOT_TELL]
    assert states.shaking_score == [0.0]


def test_every_shaking_kind_of_the_house_asks_for_a_size():
    sizes = ("_dps", "_mps2", "freezing_claim")
    states = classified(features_of(1))
    for rule in states.rules:
        asked = {ramp.feature for ramp in rule.ramps}
        if rule.kind in (Kind.REST_SHAKING, Kind.POSTURAL_SHAKING, Kind.CLONUS, Kind.HEEL_BOUNCE, Kind.JERK):
            assert any(name.endswith(sizes) for name in asked), rule


def went_on_of(steps, rhythm, *, task=Task.FREE):
    rules = {"walking.crest": (0, 1), "cannot_tell.n_bursts": (0, 1)}
    states = of(rules, n=len(steps), crest=steps, n_bursts=rhythm, task=task)
    return states.evidence.values


def test_trembling_without_a_break_since_a_walk_goes_on_for_ten_seconds_at_most():
    values = went_on_of([1] * 4 + [0] * 12, [0] * 4 + [1] * 12)
    assert values["went_on"][4:11].tolist() == [1.0] * 7
    assert values["went_on"][14:].tolist() == [0.0, 0.0]
    assert values["steps_meant"][10] == 1.0


def test_a_quiet_moment_ends_what_went_on_since_a_walk():
    values = went_on_of([1] * 4 + [0] * 10, [0] * 8 + [1] * 6)
    assert values["steps_meant"][8:].tolist() == [0.0] * 6


def test_a_window_or_two_that_look_like_steps_are_no_walk():
    values = went_on_of([0, 0, 1, 1, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1])
    assert values["went_on"].tolist() == [0.0] * 7


def test_a_rhythm_is_remembered_as_long_as_a_window_lasts():
    values = went_on_of([0] * 7, [0, 1, 0, 0, 0, 0, 0])
    assert values["shook_before"].tolist() == [0, 0, 1, 1, 1, 1, 0]
