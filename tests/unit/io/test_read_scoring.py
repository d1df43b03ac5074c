"""One scoring, whichever file it is handed over in: what counts, what is refused, and all problems at once."""

from __future__ import annotations

import json

import pytest

from legato.errors import FormatError, InputError
from legato.io.read_scoring import read_scored_duration_s, read_scoring
from legato.io.write_edf_annotations import write_edf_annotations
from legato.model.annotation import Annotation
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovementKind


def event(onset_s, duration_s=1.5, kind="plm", **more):
    base = {"onset_s": onset_s, "duration_s": duration_s, "side": "left", "kind": kind}
    return {**base, "excluded_by": None, "part_of": None, **more}


def write_night(path, rule_sets, **more):
    value = {
        "schema": "legato.sleep/1",
        "recording": {"duration_s": 3600.0},
        "rule_sets": {name: {"events": events} for name, events in rule_sets.items()},
        **more,
    }
    path.write_text(json.dumps(value))
    return path


EVENTS = [
    event(30.0),
    event(10.0),
    event(20.0, excluded_by="aasm3.shortest_s"),
    event(40.0, part_of="m7"),
    event(50.0, kind="clm"),
    event(60.0, kind="lm"),
]


def onsets_of(scoring):
    return [event.start_s for event in scoring.events]


@pytest.mark.parametrize(
    ("kind", "onsets"),
    [
        (LegMovementKind.PLM, [10.0, 30.0]),
        (LegMovementKind.CLM, [10.0, 30.0, 50.0]),
        (LegMovementKind.LM, [10.0, 30.0, 50.0, 60.0]),
    ],
)
def test_json_counts_what_is_neither_refused_nor_a_part(kind, onsets, tmp_path):
    path = write_night(tmp_path / "a.json", {"wasm2016": EVENTS})
    assert onsets_of(read_scoring(path, kind=kind)) == onsets
    assert read_scoring(path).events[0] == Interval(10.0, 11.5)
    assert read_scoring(path).name == "a.json"


def test_of_several_rule_sets_one_must_be_named(tmp_path):
    path = write_night(tmp_path / "a.json", {"wasm2016": EVENTS, "aasm3": [event(99.0)]})
    assert onsets_of(read_scoring(path, rule_set="aasm3")) == [99.0]
    with pytest.raises(InputError, match="aasm3, wasm2016"):
        read_scoring(path)
    with pytest.raises(InputError, match="icsd"):
        read_scoring(path, rule_set="icsd")


def test_the_duration_is_read_where_it_stands(tmp_path):
    assert read_scored_duration_s(write_night(tmp_path / "a.json", {"wasm2016": []})) == 3600.0
    (tmp_path / "a.csv").write_text("onset_s,duration_s\n1,1\n")
    assert read_scored_duration_s(tmp_path / "a.csv") is None


def test_a_night_without_movements_is_a_scoring_without_events(tmp_path):
    assert read_scoring(write_night(tmp_path / "a.json", {"wasm2016": []})).events == ()
    (tmp_path / "a.csv").write_text("onset_s,duration_s\n")
    assert read_scoring(tmp_path / "a.csv").events == ()


def test_other_json_and_cut_json_are_refused(tmp_path):
    (tmp_path / "a.json").write_text('{"schema": "legato.analysis/1"}')
    with pytest.raises(FormatError, match="no scored night"):
        read_scoring(tmp_path / "a.json")
    (tmp_path / "b.json").write_text('{"schema": "legato.sleep/1", ')
    with pytest.raises(FormatError, match="cut"):
        read_scoring(tmp_path / "b.json")


def test_a_table_of_our_own_counts_the_same(tmp_path):
    (tmp_path / "a.csv").write_text(
        "rule_set,onset_s,duration_s,side,kind,excluded_by,part_of\n"
        "wasm2016,10.0,1.5,left,plm,,\n"
        "wasm2016,20.0,1.5,left,plm,wasm2016.x,\n"
        "wasm2016,30.0,1.5,left,plm,,m7\n"
        "wasm2016,40.0,1.5,left,clm,,\n"
        "aasm3,50.0,1.5,left,plm,,\n"
    )
    assert onsets_of(read_scoring(tmp_path / "a.csv", rule_set="wasm2016")) == [10.0]
    with pytest.raises(InputError, match="several"):
        read_scoring(tmp_path / "a.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_plain_table_needs_only_onset_and_duration(delimiter, tmp_path):
    text = "onset_s,duration_s\n30.5,2\n10,0.5\n".replace(",", delimiter)
    (tmp_path / "hand.csv").write_text(text)
    assert read_scoring(tmp_path / "hand.csv", rule_set="wasm2016").events == (
        Interval(10.0, 10.5),
        Interval(30.5, 32.5),
    )


def test_a_table_without_durations_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("onset_s,side\n1.0,left\n2.0,left\n")
    with pytest.raises(InputError, match="no duration_s"):
        read_scoring(tmp_path / "a.csv")


def test_all_impossible_rows_are_told_together(tmp_path):
    (tmp_path / "a.csv").write_text(
        "onset_s,duration_s,kind\n1,1,plm\n-2,1,plm\n3,0,plm\nnan,1,plm\n5,,plm\n6,1,snore\n"
    )
    with pytest.raises(InputError) as told:
        read_scoring(tmp_path / "a.csv")
    for line in (3, 4, 5, 6, 7):
        assert f"line {line}:" in str(told.value)
    assert "line 2:" not in str(told.value)


def test_annotations_of_our_own_count_the_same(tmp_path):
    marks = [
        Annotation(10.0, 1.5, "wasm2016 plm left"),
        Annotation(20.0, 1.5, "wasm2016 plm right refused wasm2016.shortest_s"),
        Annotation(30.0, 1.5, "wasm2016 clm both"),
        Annotation(40.0, 1.5, "aasm3 plm both"),
    ]
    write_edf_annotations(tmp_path / "a.edf", start=None, duration_s=100.0, annotations=marks)
    assert onsets_of(read_scoring(tmp_path / "a.edf", rule_set="wasm2016")) == [10.0]
    assert onsets_of(read_scoring(tmp_path / "a.edf", rule_set="aasm3")) == [40.0]


def test_marks_of_hand_without_a_rule_set_are_read_and_other_texts_refused(tmp_path):
    marks = [Annotation(10.0, 1.5, "PLM left"), Annotation(12.0, 0.0, "Lights off")]
    write_edf_annotations(tmp_path / "a.edf", start=None, duration_s=100.0, annotations=marks)
    assert onsets_of(read_scoring(tmp_path / "a.edf")) == [10.0]
    write_edf_annotations(tmp_path / "b.edf", start=None, duration_s=100.0, annotations=marks[1:])
    with pytest.raises(InputError, match="Lights off"):
        read_scoring(tmp_path / "b.edf")
