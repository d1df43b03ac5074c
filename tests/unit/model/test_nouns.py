"""The nouns refuse what contradicts itself, and travel between processes."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from analysis_makers import channels_of, track_with
from hand_made import make_recording, make_windows
from legato.errors import InputError, KnowledgeError, MissingChannelError
from legato.knowledge.load import load_criteria
from legato.model.annotation import Annotation
from legato.model.channel import SI_UNIT, ArraySamples, Channel, ChannelKind
from legato.model.criteria import Criteria, Criterion
from legato.model.interval import Interval, intervals_from_mask, merge_intervals
from legato.model.issue import Issue, Severity
from legato.model.measure import Measure, MeasureStatus
from legato.model.movement import INVOLUNTARY_SHAKING, MovementKind
from legato.model.provenance import Provenance
from legato.model.recording import Placement, Recording, Sensor, Side
from legato.model.sensor_track import STATE_CODES, SensorTrack
from legato.model.time_base import TimeBase
from legato.model.window_table import COLUMNS, WindowTable

# Intervals


@pytest.mark.parametrize("ends", [(float("nan"), 1.0), (0.0, float("inf")), (float("-inf"), 0.0)])
def test_an_interval_needs_two_finite_ends(ends):
    with pytest.raises(InputError, match="finite"):
        Interval(*ends)


def test_an_interval_that_ends_before_it_starts_is_refused_and_never_swapped():
    with pytest.raises(InputError, match="ends before it starts") as caught:
        Interval(2.0, 1.0)
    assert caught.value.found == "[2.0, 1.0)"


def test_an_interval_may_be_a_point():
    assert Interval(2.0, 2.0).duration_s == 0.0


@pytest.mark.parametrize(
    ("other", "shares"), [((1.0, 2.0), False), ((2.0, 3.0), True), ((4.0, 5.0), False), ((3.9, 9.0), True)]
)
def test_intervals_that_share_only_an_edge_do_not_overlap(other, shares):
    assert Interval(2.0, 4.0).overlaps(Interval(*other)) is shares
    assert Interval(*other).overlaps(Interval(2.0, 4.0)) is shares


def test_the_intervals_of_a_mask_are_half_open():
    mask = np.array([True, True, False, True, False, False, True])
    pairs = intervals_from_mask(mask)
    assert pairs == [(0, 2), (3, 4), (6, 7)]


@pytest.mark.parametrize("n", [0, 5])
def test_a_mask_without_a_true_has_no_interval(n):
    assert intervals_from_mask(np.zeros(n, dtype=bool)) == []


def test_intervals_are_joined_across_a_gap_of_at_most_the_length_given():
    some = [Interval(5.0, 6.0), Interval(0.0, 3.0), Interval(1.0, 2.0), Interval(7.01, 8.0)]
    assert merge_intervals(some, merge_gap_s=1.0) == [
        Interval(0.0, 3.0),
        Interval(5.0, 6.0),
        Interval(7.01, 8.0),
    ]
    assert merge_intervals(some, merge_gap_s=2.0) == [Interval(0.0, 8.0)]
    assert merge_intervals([]) == []


# Channels


def a_channel(samples, *, kind=ChannelKind.ACCELERATION, **how):
    return Channel(
        "a",
        kind,
        "x",
        "leg",
        ArraySamples(samples),
        TimeBase.regular(len(samples), sampling_rate_hz=10),
        **how,
    )


def test_a_channel_and_its_clock_have_one_length():
    with pytest.raises(InputError, match="differ in the number of samples") as caught:
        Channel(
            "a",
            ChannelKind.EMG,
            None,
            "leg",
            ArraySamples(np.zeros(3)),
            TimeBase.regular(4, sampling_rate_hz=10),
        )
    assert caught.value.where == "a"


@pytest.mark.parametrize("read", ["read", "read_float32"])
def test_reading_scales_and_moves_the_recorded_numbers_and_leaves_them_as_they_were(read):
    recorded = np.array([1, 2, 3], dtype=np.int16)
    channel = a_channel(recorded, scale=0.5, offset=1.0)
    np.testing.assert_allclose(getattr(channel, read)(1, 3), [2.0, 2.5])
    assert recorded.tolist() == [1, 2, 3]


def test_reading_gives_an_array_of_its_own():
    recorded = np.ones(3)
    a_channel(recorded).read()[:] = 9.0
    assert recorded.tolist() == [1, 1, 1]


def test_indices_are_those_of_a_slice():
    channel = a_channel(np.arange(5.0))
    assert channel.read(-2).tolist() == [3, 4]
    assert channel.read(3, 99).tolist() == [3, 4]
    assert channel.read(4, 2).tolist() == channel.read_float32(4, 2).tolist() == []


def test_numbers_too_large_for_single_precision_become_infinite_without_a_crash():
    assert np.isinf(a_channel(np.array([1e300])).read_float32()).all()


@pytest.mark.parametrize(
    ("kind", "scale", "unit"),
    [
        (ChannelKind.ACCELERATION, 9.8, "m/s2"),
        (ChannelKind.ACCELERATION, None, None),
        (ChannelKind.UNKNOWN, 1.0, None),
    ],
)
def test_a_channel_has_a_unit_only_where_kind_and_scale_are_known(kind, scale, unit):
    channel = a_channel(np.zeros(2), kind=kind, scale=scale)
    assert channel.unit == unit
    assert channel.has_unit is (unit is not None)
    assert channel.sampling_rate_hz == 10.0


def test_without_a_unit_the_recorded_numbers_come_back():
    assert a_channel(np.array([7, 8]), scale=None).read().tolist() == [7, 8]


def test_every_known_unit_belongs_to_a_kind():
    assert set(SI_UNIT) <= set(ChannelKind)
    assert ChannelKind.UNKNOWN not in SI_UNIT


# Recordings


def test_two_channels_of_one_name_are_refused():
    one = make_recording(seconds=1.0)
    twice = (one.channels[0], one.channels[0])
    with pytest.raises(InputError, match="one name"):
        Recording(twice, one.sensors, one.provenance)


def test_a_channel_without_a_sensor_is_refused():
    one = make_recording(seconds=1.0)
    with pytest.raises(InputError, match="belong to no sensor"):
        replace(one, sensors=())


def test_a_channel_that_is_not_there_is_answered_with_those_that_are():
    one = make_recording(seconds=1.0)
    assert one.channel("gyro_x") is one.channels[3]
    with pytest.raises(MissingChannelError) as caught:
        one.channel("nose")
    assert "'gyro_x'" in caught.value.found


def test_issues_are_added_behind_those_there_are():
    more = make_recording(seconds=1.0).with_issues([Issue("late", Severity.NOTE, "late")])
    assert [issue.code for issue in more.issues] == ["gap", "late"]
    assert more.is_simulated


@pytest.mark.parametrize(("axes", "is_whole"), [("xyz", True), ("xy", False), ("xzw", False)])
def test_a_triad_is_whole_or_not_there(axes, is_whole):
    channels = channels_of(np.zeros((5, len(axes))), ChannelKind.ACCELERATION, axes=axes)
    sensor = Sensor("leg", Placement.ANKLE, Side.LEFT, channels[::-1])
    triad = sensor.triad(ChannelKind.ACCELERATION)
    assert ([c.axis for c in triad] == ["x", "y", "z"]) if is_whole else triad is None
    assert sensor.triad(ChannelKind.EMG) is None


def test_nouns_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        make_recording(seconds=1.0).subject = "other"
    with pytest.raises(FrozenInstanceError):
        Annotation(0.0, 1.0, "stop").text = "go"


def test_marks_are_sorted_by_time():
    assert sorted([Annotation(2.0, 0.0, "b"), Annotation(1.0, 9.0, "a")])[0].text == "a"


# Measures


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (None, MeasureStatus.MEASURED),
        (float("nan"), MeasureStatus.MEASURED),
        (float("inf"), MeasureStatus.MEASURED),
        (1.0, MeasureStatus.NOT_FOUND),
        (0.0, MeasureStatus.NOT_ASSESSABLE),
        (1.0, MeasureStatus.NOT_MEASURED),
    ],
)
def test_a_value_and_a_status_that_contradict_each_other_are_refused(value, status):
    with pytest.raises(InputError, match="contradict"):
        Measure("amplitude_mm", value, "mm", status, "engineering")


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (0.0, MeasureStatus.MEASURED),
        (None, MeasureStatus.NOT_FOUND),
        (None, MeasureStatus.BELOW_NOISE_FLOOR),
        (0.2, MeasureStatus.BELOW_NOISE_FLOOR),
    ],
)
def test_a_value_stands_with_measured_and_may_bound_what_is_below_noise(value, status):
    assert Measure("amplitude_mm", value, "mm", status, "engineering").value == value


@pytest.mark.parametrize("interval", [(2.0, 1.0), (float("nan"), 1.0), (0.0, float("nan"))])
def test_an_interval_of_doubt_that_does_not_hold_together_is_refused(interval):
    with pytest.raises(InputError, match="reversed or not a number"):
        Measure("f_hz", 1.0, "Hz", MeasureStatus.MEASURED, "engineering", interval)


# Criteria


def some_criteria():
    return Criteria(
        {
            "a.one": Criterion("a.one", 1.5, "s", "test", "E"),
            "a.two": Criterion("a.two", (1.0, 2.0), "s", "test", "E"),
            "a.word": Criterion("a.word", "left", "1", "test", "E"),
        },
        "v",
    )


def test_a_criterion_is_given_as_what_it_is():
    assert some_criteria().number("a.one") == 1.5
    assert some_criteria().numbers("a.two") == (1.0, 2.0)
    assert some_criteria().record("a.word").value == "left"


def test_a_criterion_that_is_missing_has_no_default():
    with pytest.raises(KnowledgeError, match="No criterion") as caught:
        some_criteria().number("a.nine")
    assert caught.value.code == "LEG-E401"


@pytest.mark.parametrize("id_", ["a.two", "a.word"])
def test_a_list_or_a_word_is_not_a_number(id_):
    with pytest.raises(KnowledgeError, match="not a single number"):
        some_criteria().number(id_)


@pytest.mark.parametrize("id_", ["a.one", "a.word"])
def test_a_number_or_a_word_is_not_a_list(id_):
    with pytest.raises(KnowledgeError, match="not a list of numbers"):
        some_criteria().numbers(id_)


def test_criteria_cannot_be_changed_from_outside():
    source = dict(some_criteria().records)
    criteria = Criteria(source, "v")
    source.clear()
    assert criteria.number("a.one") == 1.5
    with pytest.raises(TypeError):
        criteria.records["a.one"] = None


def test_criteria_survive_the_way_between_processes():
    back = pickle.loads(pickle.dumps(load_criteria()))
    assert (back.version, dict(back.records)) == (load_criteria().version, dict(load_criteria().records))


# Provenance


def test_a_hash_is_reckoned_when_it_is_first_asked_for_and_only_once():
    asked = []
    provenance = Provenance("leg.csv", lambda: asked.append(1) or "abc", "delimited", "0")
    assert asked == []
    assert (provenance.sha256, provenance.sha256, asked) == ("abc", "abc", [1])


def test_provenance_survives_the_way_between_processes_with_its_hash():
    late = Provenance("leg.csv", lambda: "abc", "delimited", "0", settings=(("task", "rest"),))
    back = pickle.loads(pickle.dumps(late))
    assert (back.sha256, back.settings, back) == ("abc", (("task", "rest"),), late)


def test_a_copy_with_other_steps_keeps_the_hash():
    assert replace(Provenance("leg.csv", lambda: "abc", "x", "0"), steps=("s",)).sha256 == "abc"


# Tracks and tables


def test_rows_of_different_length_or_without_a_time_are_refused():
    sensor = Sensor("leg", Placement.ANKLE, Side.LEFT, ())
    for columns in ({"crest": np.zeros(2)}, {"start_s": np.zeros(3)}):
        with pytest.raises(InputError, match="start_s"):
            SensorTrack(sensor, columns, np.zeros(2, dtype=np.int16), 4.0, 1.0)


def test_a_track_tells_which_rows_are_in_some_states():
    track = track_with(["still", "rest_shaking", "walking"])
    assert track.is_state(MovementKind.STILL, MovementKind.WALKING).tolist() == [True, False, True]
    assert len(track) == 3


def test_the_codes_of_states_are_their_places_in_the_vocabulary():
    assert list(STATE_CODES) == list(MovementKind)
    assert list(STATE_CODES.values()) == list(range(20))


def test_a_bounce_is_no_involuntary_shaking():
    assert MovementKind.HEEL_BOUNCE not in INVOLUNTARY_SHAKING
    assert {k for k in MovementKind if "shaking" in k} < INVOLUNTARY_SHAKING


@pytest.mark.parametrize("fault", ["missing", "strange", "order", "length"])
def test_a_table_with_other_columns_than_the_published_ones_is_refused(fault):
    table = make_windows(["still", "walking"])
    columns = dict(table.columns)
    if fault == "missing":
        del columns["state"]
    elif fault == "strange":
        columns["mood"] = np.zeros(2)
    elif fault == "order":
        columns = dict(reversed(columns.items()))
    else:
        columns["quality"] = np.zeros(3)
    with pytest.raises(InputError, match="published"):
        WindowTable(columns, table.words, 4.0, 1.0)


def test_a_table_gives_words_for_codes_and_finds_them():
    table = make_windows(["still", "walking"])
    assert table.text("state").tolist() == ["still", "walking"]
    assert table.is_word("state", "walking").tolist() == [False, True]
    assert table.is_word("state", "dancing").tolist() == [False, False]
    assert table.floats("start_s").tolist() == [0.0, 1.0]


def test_the_columns_are_those_of_the_decision():
    assert " ".join(COLUMNS) == (
        "sensor side placement start_s end_s state detail runner_up assessable quality frequency_hz "
        "frequency_low_hz frequency_high_hz amplitude_mps2 amplitude_dps amplitude_mm regularity posture "
        "freezing_score shaking_score reason"
    )
