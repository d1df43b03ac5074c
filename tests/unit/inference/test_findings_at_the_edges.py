"""The rules at their thresholds, on recordings boiled down to plain numbers; and that every rule can be met."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from finding_makers import bout, found_of, measured, rhythm_of, view
from legato.inference import recording_view
from legato.inference.derivation import derivations_of
from legato.inference.recording_values import VALUES
from legato.knowledge.library import Library
from legato.knowledge.records.derivation import PLACEMENTS, TASKS
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
from legato.model.recording import Placement, Task
from triage_makers import shared_library

BANDS = {
    "measure:f_0_3": (0.0, 3.0),
    "measure:f_3_7": (3.0, 7.0),
    "measure:f_7_9": (7.0, 9.0),
    "measure:f_7_12": (7.0, 12.0),
    "measure:f_8_12": (8.0, 12.0),
}


def shaking(hz: float, seconds: float = 30.0, **rhythm: float):
    return view("rest", {"rest_shaking": seconds}, measures=rhythm_of("rest_shaking", hz, **rhythm))


@pytest.mark.parametrize("hz", [2.5, 2.99, 3.0, 4.8, 6.99, 7.0, 7.9, 8.0, 8.99, 9.0, 11.9, 12.0])
def test_a_frequency_lies_in_its_bands_and_in_no_other(hz):
    found = found_of(shaking(hz, width_hz=0.1))
    present = {code for code in BANDS if found[code].presence == "present"}
    assert present == {code for code, (low, high) in BANDS.items() if low <= hz < high}


def test_a_frequency_just_beside_a_band_is_not_called_away_from_it():
    found = found_of(shaking(7.3))
    assert found["measure:f_3_7"].presence == "unknown"
    assert found_of(shaking(7.6))["measure:f_3_7"].presence == "absent"


@pytest.mark.parametrize(
    "poor", [{"seconds": 19.0}, {"snr_db": 5.0}, {"width_hz": 6.0}], ids=["short", "weak", "doubtful"]
)
def test_a_frequency_that_is_not_sure_is_no_finding(poor):
    assert found_of(shaking(4.8, **poor))["measure:f_3_7"].presence == "unknown"


def test_standing_frequencies_need_standing():
    seated = shaking(15.0)
    standing = view(
        "stand", {"standing_shaking_fast": 30.0}, measures=rhythm_of("standing_shaking_fast", 15.0)
    )
    assert found_of(seated)["measure:f_13_18"].presence == "unknown"
    assert found_of(standing)["measure:f_13_18"].presence == "present"


@pytest.mark.parametrize(
    ("regularity", "wander_hz", "expected"),
    [
        (0.9, 0.5, ("present", "absent")),
        (0.9, 0.51, ("unknown", "unknown")),
        (0.85, 0.1, ("unknown", "unknown")),
        (0.79, 0.9, ("absent", "present")),
    ],
)
def test_even_and_uneven_cycles(regularity, wander_hz, expected):
    found = found_of(shaking(4.8, regularity=regularity, wander_hz=wander_hz))
    assert (found["measure:regular"].presence, found["measure:irregular"].presence) == expected


def test_noise_alone_makes_no_shaking_uneven():
    assert found_of(shaking(4.8, regularity=0.6, snr_db=9.0))["measure:irregular"].presence == "unknown"


def jerks(*starts_s: float, task: str = "rest", still_s: float = 60.0, **more):
    return view(
        task,
        {"still": still_s, "jerk": 4.0},
        bouts=tuple(bout("jerk", start_s, start_s + 1.0) for start_s in starts_s),
        **more,
    )


@pytest.mark.parametrize(("starts_s", "presence"), [((5, 20), "unknown"), ((5, 20, 30), "present")])
def test_three_jerks_out_of_rest_are_jerks(starts_s, presence):
    found = found_of(jerks(*starts_s))
    assert {found["measure:single_jerk"].presence, found["symptom:jerks"].presence} == {presence}


def test_jerks_in_a_pocket_or_amid_fidgeting_are_not_counted():
    assert found_of(jerks(5, 20, 30, placement="pocket"))["symptom:jerks"].presence == "unknown"
    fidgets = view("rest", {"still": 20.0, "other_movement": 40.0}, bouts=jerks(5, 20, 30).bouts)
    assert found_of(fidgets)["symptom:jerks"].presence == "unknown"


def test_jerks_at_uneven_times_are_irregular_and_those_of_a_clock_are_not():
    assert found_of(jerks(2, 4, 15, 17, 50))["measure:irregular"].presence == "present"
    assert found_of(jerks(10, 20, 30, 40, 50))["measure:irregular"].presence == "unknown"


def standing(seconds: float = 70.0, *, size_dps: float | None = None, floor_dps: float = 0.05, **more):
    measures = rhythm_of("standing", 15.0) if size_dps is not None else {}
    measures["noise_floor_dps"] = measured("noise_floor_dps", floor_dps)
    if size_dps is not None:
        measures["amplitude_dps"] = measured("amplitude_dps", size_dps)
    else:
        from legato.model.measure import Measure, MeasureStatus

        for name in ("dominant_frequency_hz", "amplitude_dps"):
            measures[name] = Measure(name, None, "1", MeasureStatus.NOT_FOUND, "test", note="no rhythm")
    return view("stand", {"standing": seconds}, measures=measures, **more)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (29.0, ("unknown", "unknown")),
        (30.0, ("present", "unknown")),
        (59.0, ("present", "unknown")),
        (60.0, ("present", "absent")),
    ],
)
def test_no_fast_rhythm_needs_half_a_minute_and_its_absence_a_minute(seconds, expected):
    found = found_of(standing(seconds))
    assert (found["measure:no_f_13_18"].presence, found["measure:f_13_18"].presence) == expected


@pytest.mark.parametrize(
    "poor",
    [
        {"size_dps": 0.6},
        {"floor_dps": 0.7},
        {"rate_hz": 47.0},
        {"quality_ratio": 0.85},
        {"assessable_percent": 75.0},
        {"placement": "foot"},
        {"placement": "unknown"},
    ],
    ids=str,
)
def test_no_fast_rhythm_needs_a_good_recording_at_a_shank_or_a_thigh(poor):
    assert found_of(standing(**poor))["measure:no_f_13_18"].presence == "unknown"


def spells(*ends_s: tuple[float, float], task: str = "free", whole_s: float = 3600.0, **more):
    shook_s = sum(end_s - start_s for start_s, end_s in ends_s)
    return view(
        task,
        {"still": whole_s - shook_s, "rest_shaking": shook_s},
        bouts=tuple(bout("rest_shaking", *pair) for pair in ends_s),
        **more,
    )


def test_three_short_spells_in_everyday_life_are_brief_episodes():
    three = ((100.0, 200.0), (900.0, 950.0), (2000.0, 2300.0))
    assert found_of(spells(*three))["frequency:brief_episodes"].presence == "present"
    assert found_of(spells(*three[:2]))["frequency:brief_episodes"].presence == "unknown"
    assert found_of(spells(*three, whole_s=1700.0))["frequency:brief_episodes"].presence == "unknown"
    assert found_of(spells(*three, task="rest"))["frequency:brief_episodes"].presence == "unknown"
    assert found_of(spells(*three[:2], (2000.0, 2301.0)))["frequency:brief_episodes"].presence == "unknown"


def test_bouts_less_than_a_minute_apart_are_one_spell_of_ten_minutes():
    found = found_of(spells((0.0, 290.0), (349.0, 600.0)))
    assert found["frequency:long_episodes"].presence == "present"
    apart = found_of(spells((0.0, 290.0), (350.0, 600.0)))
    assert apart["frequency:long_episodes"].presence == "unknown"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((0, 1), ("unknown", "unknown")),
        ((0, 3, 6), ("present", "unknown")),
        ((0, 4, 8), ("unknown", "unknown")),
        (range(7), ("present", "present")),
    ],
    ids=str,
)
def test_days_with_shaking_are_counted_within_seven(days, expected):
    first = date(2026, 3, 1)
    views = [
        spells((10.0, 60.0), analysis=k, shaking_days=frozenset({first + timedelta(day)}))
        for k, day in enumerate(days)
    ]
    found = found_of(*views)
    assert (found["frequency:most_days"].presence, found["frequency:daily"].presence) == expected


def test_jerking_that_nothing_stops_needs_being_asked_and_another_posture():
    asked = view("stop", {"seizure_like": 70.0})
    lying = view("lie", {"seizure_like": 70.0})
    assert found_of(asked, lying)["symptom:continuous_jerking"].presence == "present"
    assert found_of(lying)["symptom:continuous_jerking"].presence == "unknown"
    calm = view("stop", {"still": 70.0})
    assert found_of(calm, lying)["symptom:continuous_jerking"].presence == "unknown"


@pytest.mark.parametrize(("seconds", "beats"), [(4.5, 0), (5.0, 5), (6.0, 10)])
def test_clonus_is_a_beat_with_the_toes_down_that_asking_does_not_stop(seconds, beats):
    toes_down = view(
        "toes_on_floor",
        {"clonus": max(8.0, seconds), "still": 20.0},
        bouts=(bout("clonus", 5.0, 5.0 + seconds),),
        measures=rhythm_of("clonus", 6.0),
    )
    goes_on = view("stop", {"clonus": 25.0})
    found = found_of(toes_down, goes_on)
    assert found["sign:clonus"].presence == ("present" if beats >= 5 else "unknown")
    assert found["sign:clonus_sustained"].presence == ("present" if beats >= 10 else "unknown")
    assert found_of(toes_down, view("stop", {"still": 25.0}))["sign:clonus"].presence == "unknown"
    assert found_of(toes_down)["sign:clonus"].presence == "unknown"


def test_held_back_for_a_while_is_quiet_first_and_shaking_again():
    before = shaking(5.0)
    asked = view("stop", {"still": 8.0, "rest_shaking": 20.0}, first_rhythm_s=8.0)
    at_once = view("stop", {"still": 8.0, "rest_shaking": 20.0}, first_rhythm_s=2.0)
    assert found_of(before, asked)["modulation:suppressible_briefly"].presence == "present"
    assert found_of(before, at_once)["modulation:suppressible_briefly"].presence == "unknown"


def test_a_shaking_that_pauses_by_itself_cannot_be_stopped_on_request():
    pauses = view("rest", {"still": 40.0, "rest_shaking": 30.0}, measures=rhythm_of("rest_shaking", 5.0))
    found = found_of(pauses, view("stop", {"still": 30.0}))["modulation:stops_on_request"]
    assert found.presence == "unknown"
    assert "43 %" in found.reason


def test_quiet_at_rest_and_counting_is_away_only_for_somebody_who_shakes():
    calm = [view("rest", {"still": 60.0}), view("count", {"still": 30.0})]
    assert found_of(*calm)["activation:rest"].presence == "unknown"
    shakes = view("leg_out", {"postural_shaking": 30.0})
    assert found_of(*calm, shakes)["activation:rest"].presence == "absent"
    assert found_of(calm[0], shakes)["activation:rest"].presence == "unknown"


def test_a_sensor_on_a_table_takes_part_in_nothing():
    assert {one.presence for one in found_of(view("table", {"still": 60.0})).values()} == {"unknown"}


def test_every_code_that_a_recording_can_state_has_a_rule_or_a_reason():
    library = shared_library()
    can_state = {code for code, one in library.findings.items() if "recording" in one.stated_by}
    assert {rule.finding for rule in derivations_of(library)} == can_state
    found = found_of(view("rest", {"still": 60.0}))
    assert set(found) == can_state
    assert all(one.reason for one in found.values())


def test_what_is_not_measured_says_so():
    library = shared_library()
    unmeasured = [rule for rule in derivations_of(library) if rule.not_measured]
    assert len(unmeasured) > 20
    assert all(rule.not_measured.startswith("needs ") for rule in unmeasured)
    assert all(rule.not_measured.endswith("; not measured by this version") for rule in unmeasured)


def test_no_published_hand_threshold_decides_without_saying_that_it_is_of_the_hand():
    records = shared_library().records("derivation")
    of_the_hand = [one for one in records if one["source"] in ("schwing2016", "cnp2025", "elble2018")]
    weighed = [
        one for one in of_the_hand if "coherence" not in one["finding"] and "coherent" not in one["finding"]
    ]
    assert weighed
    assert all("hand-derived; unvalidated on the leg" in one["limit"] for one in weighed)


def test_words_of_the_rules_are_those_of_the_model():
    assert set(TASKS) == {task.value for task in Task} - {"table"}
    assert set(PLACEMENTS) <= {placement.value for placement in Placement}
    assert set(recording_view.INVOLUNTARY) == {kind.value for kind in INVOLUNTARY_SHAKING}
    assert {f"{kind.value}_s" for kind in MovementKind} <= set(VALUES)


def test_a_rule_that_asks_for_what_is_not_there_is_refused():
    good = next(one for one in shared_library().records("derivation") if one["id"] == "shaking_at_rest")
    for fault in (
        {"present_when": [{"value": "resting.mood", "at_least": 1, "unit": "s"}]},
        {"present_when": [{"value": "nobody.rest_shaking_s", "at_least": 1, "unit": "s"}]},
        {"present_when": [{"value": "resting.rest_shaking_s", "at_least": 1, "unit": "Hz"}]},
        {"present_when": [{"value": "resting.rest_shaking_s", "unit": "s"}]},
        {"present_when": []},
    ):
        with pytest.raises(Exception, match="rules for findings") as caught:
            derivations_of(Library({"derivation": [good | fault]}, "test"))
        assert caught.value.code == "LEG-E428"
