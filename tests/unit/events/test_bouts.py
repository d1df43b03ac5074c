"""From windows to bouts: slots, bridges, jerks parted out, seconds that add up."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis_makers import features_of, track_with, with_rules
from legato.events.bouts import detect_bouts, seconds_in_states, slots_of
from legato.events.jerks import Jerk
from legato.events.kinds import KINDS, NO_KIND, classify_windows
from legato.knowledge.load import load_criteria
from legato.model.interval import Interval
from legato.model.movement import MovementKind as Kind
from legato.model.recording import Placement, Task

CRITERIA = load_criteria()
RULES = {"clonus.crest": (0, 1), "jerk.n_bursts": (0, 1)}


def letters(text):
    """Give states by their first letters: s still, r rest_shaking, o other, c cannot_tell, j jerk, w walking, n not assessable."""
    names = {k: v.value for k, v in zip("srocjwnp", _BY_LETTER, strict=True)}
    return [names[letter] for letter in text]


_BY_LETTER = (
    Kind.STILL,
    Kind.REST_SHAKING,
    Kind.OTHER_MOVEMENT,
    Kind.CANNOT_TELL,
    Kind.JERK,
    Kind.WALKING,
    Kind.NOT_ASSESSABLE,
    Kind.POSTURE_CHANGE,
)


def bouts_of(text, *, jerks=None, is_lying=False, columns=None, step_s=1.0, has=None):
    track = track_with(letters(text), columns=columns, step_s=step_s, **(has or {}))
    states = classify_windows(
        features_of(len(text), columns={}, step_s=step_s),
        task=Task.FREE,
        placement=Placement.ANKLE,
        criteria=with_rules(RULES, {"clonus.jerk": (0.2, "count")}),
        freezing_claim=np.zeros(len(text), dtype=bool),
    )
    find = None if jerks is None else lambda a, b: [j for j in jerks if a <= j[0] < b]
    return detect_bouts(track, states, criteria=CRITERIA, is_lying=is_lying, find_jerks=find)


def seen(bouts):
    return [(bout.state.value, bout.span.start_s, bout.span.end_s) for bout in bouts]


def jerk(start_s, end_s, *, is_abrupt=True):
    one = Jerk(0, 1, 1.0, 0.05 if is_abrupt else 0.9, 0.0, 9.0)
    return start_s, end_s, one


def test_slots_meet_and_reach_from_the_first_window_to_the_end_of_the_last():
    edges = slots_of(np.array([0.0, 1.0, 2.0]), window_s=4.0, step_s=1.0)
    assert edges.tolist() == [0.0, 2.5, 3.5, 6.0]


def test_a_single_window_is_one_slot():
    assert slots_of(np.array([3.0]), window_s=4.0, step_s=1.0).tolist() == [3.0, 7.0]


def test_no_window_has_no_slots_no_seconds_and_no_bouts():
    assert len(slots_of(np.empty(0), window_s=4.0, step_s=1.0)) == 0
    assert seconds_in_states(track_with([])) == {}
    assert bouts_of("") == []


@pytest.mark.parametrize("step_s", [0.25, 1.0, 2.0, 4.0])
@pytest.mark.parametrize("text", ["s", "ssrrooccww", "rnrnsn"])
def test_the_seconds_of_all_states_add_up_to_what_the_windows_cover(text, step_s):
    seconds = seconds_in_states(track_with(letters(text), step_s=step_s))
    assert sum(seconds.values()) == pytest.approx((len(text) - 1) * step_s + 4.0)
    assert set(seconds) == set(letters(text))


def test_seconds_stand_in_the_order_of_the_vocabulary():
    order = [kind.value for kind in KINDS]
    seconds = seconds_in_states(track_with(letters("wrsc")))
    assert sorted(seconds, key=order.index) == list(seconds)


def test_equal_windows_beside_each_other_are_one_bout():
    assert seen(bouts_of("sssrrrr")) == [("still", 0.0, 4.5), ("rest_shaking", 4.5, 10.0)]


def test_bouts_without_jerks_cover_the_windows_without_gap_or_overlap():
    bouts = bouts_of("ssrrccoowwwwnnss")
    assert (bouts[0].span.start_s, bouts[-1].span.end_s) == (0.0, 19.0)
    assert all(a.span.end_s == b.span.start_s for a, b in itertools.pairwise(bouts))


@pytest.mark.parametrize("between", ["c", "o", "cc", "oo"])
def test_a_state_that_comes_back_within_two_seconds_went_on(between):
    assert [state for state, _, _ in seen(bouts_of(f"rrr{between}rrr"))] == ["rest_shaking"]


@pytest.mark.parametrize("between", ["ccc", "s", "n", "co"])
def test_a_longer_or_another_interruption_parts_a_state(between):
    states = [state for state, _, _ in seen(bouts_of(f"rrr{between}rrr"))]
    assert states[0] == states[-1] == "rest_shaking"
    assert len(states) > 2


def test_lost_samples_are_never_bridged_over():
    assert ("not_assessable", 4.5, 5.5) in seen(bouts_of("rrrnrrr"))


def test_walking_of_four_windows_is_a_leg_that_swings_and_of_five_a_leg_that_walks():
    assert "walking" not in [state for state, _, _ in seen(bouts_of("sswwwwss"))]
    assert "walking" in [state for state, _, _ in seen(bouts_of("sswwwwwss"))]


def test_a_bout_carries_the_medians_of_its_windows():
    columns = {
        "gyro_peak_hz": [5.0, 5.2, np.nan, 5.4],
        "gyro_band_rms": np.radians([10.0, 20.0, 30.0, 40.0]),
        "accel_band_rms": 0.5,
    }
    (bout,) = bouts_of("rrrr", columns=columns)
    assert bout.frequency_hz == pytest.approx(5.2)
    assert bout.amplitude_dps == pytest.approx(25.0)
    assert bout.amplitude_mps2 == 0.5


def test_a_bout_of_one_window_without_numbers_gives_none_instead_of_nan():
    (bout,) = bouts_of("r")
    assert bout.frequency_hz is bout.frequency_interval_hz is bout.amplitude_dps is bout.amplitude_mm is None


def test_a_bout_without_a_unit_has_a_frequency_and_no_amplitude():
    has = {"accel_unit": False, "gyro_unit": False}
    (bout,) = bouts_of("rr", columns={"gyro_peak_hz": 5.0, "gyro_band_rms": 1.0}, has=has)
    assert bout.frequency_hz == 5.0
    assert bout.amplitude_dps is bout.amplitude_mps2 is None


@pytest.mark.parametrize("text", ["ssss", "oooo", "pppp", "nnnn"])
def test_a_bout_without_a_rhythm_has_no_frequency(text):
    (bout,) = bouts_of(text, columns={"gyro_peak_hz": 5.0})
    assert bout.frequency_hz is None


def test_the_frequency_of_a_longer_bout_is_surer_and_lies_within_its_interval():
    columns = {"gyro_peak_hz": 5.0, "frequency_low_hz": 4.9, "frequency_high_hz": 5.1}
    widths = []
    for n in (4, 40):
        (bout,) = bouts_of("r" * n, columns=columns)
        low_hz, high_hz = bout.frequency_interval_hz
        assert low_hz < bout.frequency_hz < high_hz
        widths.append(high_hz - low_hz)
    assert widths[1] < widths[0]


# Jerks are looked for only where a window is peaked.
PEAKED = {"crest": 9.0}


def test_a_jerk_is_parted_from_the_movement_around_it():
    bouts = bouts_of("oooooo", jerks=[jerk(4.0, 4.3)], columns=PEAKED)
    assert seen(bouts) == [
        ("other_movement", 0.0, 4.0),
        ("jerk", 4.0, 4.3),
        ("other_movement", 4.3, 9.0),
    ]
    assert bouts[1].reasons[0] == "broke out of rest within 50 ms"
    assert bouts[1].runner_up is Kind.OTHER_MOVEMENT


def test_a_stretch_of_jerks_keeps_the_jerks_alone():
    bouts = bouts_of("sssjjjsss", jerks=[jerk(5.0, 5.2), jerk(6.0, 6.4)], columns=PEAKED)
    assert seen(bouts)[1:3] == [("jerk", 5.0, 5.2), ("jerk", 6.0, 6.4)]


def test_a_stretch_of_jerks_in_which_none_is_dated_keeps_its_slots():
    assert seen(bouts_of("sssjjjsss", jerks=[], columns=PEAKED))[1] == ("jerk", 4.5, 7.5)


def test_a_movement_that_is_not_abrupt_is_parted_out_of_nothing():
    meant = jerk(4.0, 4.3, is_abrupt=False)
    assert len(bouts_of("oooooo", jerks=[meant], columns=PEAKED)) == 1


def test_a_jerk_across_two_stretches_belongs_to_the_one_it_starts_in():
    bouts = bouts_of("oooppp", jerks=[jerk(4.4, 4.9)], columns=PEAKED)
    assert [b.state for b in bouts].count(Kind.JERK) == 1


@pytest.mark.parametrize("text", ["oooooo", "oooppp", "oooccc", "ojocop", "jjjooo"])
def test_jerks_part_bouts_without_overlap(text):
    jerks = [jerk(0.0, 0.2), jerk(2.3, 2.7), jerk(4.4, 5.9), jerk(8.8, 9.0)]
    bouts = sorted(bouts_of(text, jerks=jerks, columns=PEAKED), key=lambda b: b.span)
    for first, second in itertools.pairwise(bouts):
        assert not first.span.overlaps(second.span), (first.span, second.span)


def test_no_jerk_is_looked_for_where_no_window_is_peaked_or_the_leg_shakes():
    one = [jerk(4.0, 4.3)]
    assert len(bouts_of("oooooo", jerks=one, columns={"crest": 2.0})) == 1
    assert len(bouts_of("rrrrrr", jerks=one, columns=PEAKED)) == 1
    assert len(bouts_of("oooooo", jerks=one)) == 1


def test_movements_that_come_back_every_twenty_seconds_are_periodic_while_lying():
    twitches = [jerk(20.0 * k + 5.0, 20.0 * k + 6.0, is_abrupt=False) for k in range(4)]
    text = ("ss" + "ooooo" + "s" * 13) * 4
    lying = bouts_of(text, jerks=twitches, columns=PEAKED, is_lying=True)
    awake = bouts_of(text, jerks=twitches, columns=PEAKED, is_lying=False)
    assert [b.state for b in lying].count(Kind.PERIODIC_JERKS) == 4
    assert Kind.PERIODIC_JERKS not in {b.state for b in awake}


def test_an_undecided_bout_names_both_kinds_and_what_would_tell_them_apart():
    n = 6
    states = classify_windows(
        features_of(n, columns={"crest": 0.9, "n_bursts": 0.8}),
        task=Task.FREE,
        placement=Placement.ANKLE,
        criteria=with_rules(RULES, {"clonus.jerk": (0.2, "count the beats")}),
        freezing_claim=np.zeros(n, dtype=bool),
    )
    track = track_with([KINDS[code].value for code in states.state])
    (bout,) = detect_bouts(track, states, criteria=CRITERIA, is_lying=False)
    assert bout.state is Kind.CANNOT_TELL
    assert (bout.detail, bout.runner_up, bout.tell_apart) == ("clonus|jerk", Kind.CLONUS, "count the beats")


def test_a_bout_without_a_runner_up_names_none():
    assert NO_KIND == -1
    (bout,) = bouts_of("ss")
    assert (bout.runner_up, bout.detail, bout.tell_apart) == (None, "", "")
    assert bout.span == Interval(0.0, 5.0)
