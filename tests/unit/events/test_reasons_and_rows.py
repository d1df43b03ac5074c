"""The words that say why, and the published table."""

from __future__ import annotations

import numpy as np
import pytest

from analysis_makers import features_of, track_with, with_rules
from legato.events.kinds import KINDS, NO_KIND, classify_windows
from legato.events.reasons import explain_rows, row_reasons, tell_apart
from legato.events.rows import SensorRows, tabulate_windows
from legato.model.movement import MovementKind as Kind
from legato.model.recording import Placement, Sensor, Side, Task
from legato.model.window_table import COLUMNS

RULES = {
    "clonus.crest": (0, 1),
    "clonus.rhythm_dps": (2, 4),
    "clonus-stretched.burst_share": (0, 1),
    "jerk.n_bursts": (5, 1),
    "walking=stairs.cycle_cv": (0, 1),
    "other_movement.envelope_cv": (0, 1),
}
PAIRS = {"clonus.jerk": (0.25, "count the beats"), "jerk.other_movement": (0.7, "ask whether it was meant")}


def states_of(n, *, has=None, **columns):
    return classify_windows(
        features_of(n, columns=columns, **(has or {})),
        task=Task.FREE,
        placement=Placement.ANKLE,
        criteria=with_rules(RULES, PAIRS),
        freezing_claim=np.zeros(n, dtype=bool),
    )


def words_of(states):
    codes, words = row_reasons(states)
    return [words[code] for code in codes]


def explained(states, kind):
    return explain_rows(states, np.arange(len(states.state)), kind=kind)


def test_each_feature_that_decided_is_told_with_its_number_its_unit_and_its_edge():
    states = states_of(3, crest=0.8, gyro_band_rms=np.radians([3.0, 5.0, 9.0]))
    assert explained(states, Kind.CLONUS) == (
        "largest movement against the usual one: 0.8 (clear at 1 or more)",
        "size of the rhythm: 5 deg/s (clear at 4 deg/s or more)",
    )


def test_a_falling_ramp_is_clear_at_its_edge_or_less():
    assert explained(states_of(1, n_bursts=2.0), Kind.JERK) == (
        "bursts in the window: 2 (clear at 1 or less)",
    )


def test_the_variant_that_fits_best_is_the_one_explained():
    (line,) = explained(states_of(1, crest=0.1, burst_share=0.9), Kind.CLONUS)
    assert line.startswith("share of the window that the burst fills: 0.9")


def test_a_feature_without_a_number_is_left_away():
    lines = explained(states_of(1, crest=0.8), Kind.CLONUS)
    assert len(lines) == 1


def test_a_turning_that_is_estimated_is_never_told_as_measured():
    states = states_of(1, has={"gyro": False}, crest=0.8, accel_band_rms=1.0, accel_peak_hz=5.0)
    (line,) = [line for line in explained(states, Kind.CLONUS) if "deg/s" in line]
    assert "estimated from the acceleration" in line


def test_what_the_sensor_cannot_give_is_told_as_not_asked():
    rules = {"clonus.crest": (0, 1), "clonus.tilt_change_deg": (0, 1)}
    states = classify_windows(
        features_of(1, columns={"crest": 0.8}, gravity=False),
        task=Task.FREE,
        placement=Placement.ANKLE,
        criteria=with_rules(rules),
        freezing_claim=np.zeros(1, dtype=bool),
    )
    last = explained(states, Kind.CLONUS)[-1]
    assert last == "not asked, because this sensor can't give it: change of tilt within the window"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            Kind.NOT_ASSESSABLE,
            "too few usable samples, too low a rate, or a sensor that gave nothing or repeated one value",
        ),
        (Kind.PERIODIC_JERKS, "no rule of its own"),
    ],
)
def test_a_state_without_a_rule_is_explained_in_plain_words(kind, words):
    assert explained(states_of(1), kind) == (words,)


def test_a_movement_without_a_size_is_not_told_for_want_of_a_unit():
    states = states_of(1, has={"accel_unit": False, "gyro_unit": False})
    assert explained(states, Kind.CANNOT_TELL)[0].startswith("no unit is known")


def test_what_holds_or_not_is_told_without_a_number():
    states = classify_windows(
        features_of(1, columns={"crest": 0.8}),
        task=Task.STAND,
        placement=Placement.THIGH,
        criteria=with_rules({"clonus.told_standing": (0, 1)}),
        freezing_claim=np.zeros(1, dtype=bool),
    )
    assert explained(states, Kind.CLONUS) == ("the task, or the tilt of the thigh, is standing",)


def test_a_pair_is_told_apart_in_either_order_and_strangers_are_not():
    states = states_of(1)
    assert tell_apart(states, Kind.CLONUS, Kind.JERK) == "count the beats"
    assert tell_apart(states, Kind.JERK, Kind.CLONUS) == "count the beats"
    assert tell_apart(states, Kind.CLONUS, Kind.WALKING) == ""
    assert tell_apart(states, Kind.CLONUS, None) == ""


def test_a_row_names_the_feature_that_held_the_kind_back_most():
    states = states_of(2, crest=[1.0, 0.7], gyro_band_rms=np.radians([3.2, 9.0]), burst_share=1.0)
    first, second = words_of(states)
    assert first.endswith("weakest: size of the rhythm")
    assert second.endswith("weakest: largest movement against the usual one")


def test_an_undecided_row_names_both_kinds():
    assert words_of(states_of(1, burst_share=0.9, n_bursts=1.4)) == ["features lie between clonus and jerk"]


def test_an_undecided_row_with_one_weak_kind_names_it_and_something_else():
    states = states_of(1, burst_share=0.3)
    assert words_of(states) == ["features lie between clonus and something else"]


def test_an_undecided_row_without_any_kind_says_that_none_fits():
    assert words_of(states_of(1)) == ["no kind of movement fits clearly enough"]


def test_a_row_without_samples_says_so():
    assert words_of(states_of(1, coverage=0.0)) == [
        "too few usable samples, too low a rate, or a sensor that gave nothing or repeated one value"
    ]


def test_no_window_has_no_reason():
    codes, words = row_reasons(states_of(0))
    assert (len(codes), words) == (0, ("",))


def rows_of(n, *, id="leg", side=Side.LEFT, has=None, **columns):
    states = states_of(n, has=has, **columns)
    track = track_with(
        [KINDS[code].value for code in states.state],
        columns=columns,
        sensor=Sensor(id, Placement.ANKLE, side, ()),
        **(has or {}),
    )
    return SensorRows(track, states, np.full(n, 0.25), (np.full(n, 4.9), np.full(n, 5.1)))


def table_of(*sensors):
    return tabulate_windows(sensors, window_s=4.0, step_s=1.0)


@pytest.mark.parametrize("sensors", [(), (0,), (3,), (3, 2)])
def test_the_table_has_exactly_the_published_columns_however_many_rows(sensors):
    table = table_of(*(rows_of(n, id=f"leg{i}") for i, n in enumerate(sensors)))
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == sum(sensors)
    kinds = {"text": np.int16, "bool": np.bool_, "float": np.float64}
    assert {name: table.columns[name].dtype for name in COLUMNS} == {
        name: np.dtype(kinds[kind]) for name, kind in COLUMNS.items()
    }


def test_sensors_stand_behind_each_other_with_their_own_words():
    table = table_of(rows_of(2, id="a", side=Side.LEFT), rows_of(1, id="b", side=Side.RIGHT))
    assert table.text("sensor").tolist() == ["a", "a", "b"]
    assert table.text("side").tolist() == ["left", "left", "right"]


def test_words_that_only_the_second_sensor_uses_are_its_own_there_as_well():
    table = table_of(rows_of(1, id="a", coverage=0.0), rows_of(1, id="b", n_bursts=0.0))
    assert table.text("state").tolist() == ["not_assessable", "jerk"]
    assert (
        table.text("reason")[0]
        == "too few usable samples, too low a rate, or a sensor that gave nothing or repeated one value"
    )
    assert "weakest: bursts" in table.text("reason")[1]


def test_a_row_that_is_not_assessable_has_no_number_but_its_time():
    table = table_of(rows_of(1, coverage=0.2, gyro_peak_hz=5.0, gyro_band_rms=1.0, cycle_cv=0.1))
    numbers = [name for name, kind in COLUMNS.items() if kind == "float"]
    given = {name for name in numbers if np.isfinite(table.floats(name)[0])}
    assert given == {"start_s", "end_s"}
    assert not table.columns["assessable"][0]


def test_a_row_carries_its_frequency_with_both_ends_and_its_size_in_degrees():
    table = table_of(rows_of(1, gyro_peak_hz=5.0, gyro_band_rms=np.radians(12.0), accel_band_rms=0.7))
    row = {name: table.floats(name)[0] for name, kind in COLUMNS.items() if kind == "float"}
    assert (row["frequency_low_hz"], row["frequency_hz"], row["frequency_high_hz"]) == (4.9, 5.0, 5.1)
    assert row["amplitude_dps"] == pytest.approx(12.0)
    assert row["amplitude_mps2"] == 0.7
    assert (row["start_s"], row["end_s"], row["freezing_score"]) == (0.0, 4.0, 0.25)


def test_an_amplitude_without_a_unit_is_nan_and_the_frequency_is_not():
    has = {"gyro": False, "accel_unit": False, "gyro_unit": False}
    table = table_of(rows_of(1, has=has, accel_peak_hz=5.0, accel_band_rms=1.0))
    assert table.floats("frequency_hz") == [5.0]
    for name in ("amplitude_mps2", "amplitude_dps", "amplitude_mm"):
        assert np.isnan(table.floats(name)).all(), name


@pytest.mark.parametrize(("cv", "regularity"), [(0.1, 0.9), (1.7, 0.0), (np.nan, np.nan)])
def test_regularity_is_one_less_the_unevenness_and_never_below_zero(cv, regularity):
    assert table_of(rows_of(1, cycle_cv=cv)).floats("regularity") == pytest.approx([regularity], nan_ok=True)


def test_the_detail_of_an_open_pair_is_both_kinds_and_of_stairs_is_stairs():
    table = table_of(rows_of(3, burst_share=[0.9, 0, 0], n_bursts=[1.4, 9, 9], cycle_cv=[0, 0.9, 0]))
    assert table.text("detail").tolist() == ["clonus|jerk", "stairs", ""]
    assert table.text("runner_up").tolist()[0] == "clonus"


def test_a_row_without_a_runner_up_has_an_empty_one():
    states = states_of(1)
    assert states.runner_up[0] == NO_KIND
    assert table_of(rows_of(1)).text("runner_up").tolist() == [""]


def test_windows_that_were_transformed_are_counted():
    assert table_of(rows_of(3, is_transformed=[1, 0, 1]), rows_of(1, is_transformed=1)).n_transformed == 3
