"""Stages, events and lights of a night come in as they stand, or are refused with the reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

import hand_made
from legato.errors import FormatError, InputError
from legato.io.sleep_notes import read_sleep_notes
from legato.model.annotation import Annotation

NIGHT_S = 28_800.0


def night(*annotations):
    marks = tuple(Annotation(*mark, "edf_annotation") for mark in annotations)
    base = hand_made.make_recording(seconds=1)
    return replace(base, start=datetime(2026, 1, 2, 22, 30), duration_s=NIGHT_S, annotations=marks)


def read(tmp_path, text, **options):
    path = tmp_path / "night.csv"
    path.write_text(text, encoding="utf-8")
    return read_sleep_notes(night(), hypnogram=path, **options)


def test_clocks_roll_over_midnight(tmp_path):
    rows = "".join(f"{h:02d}:{m:02d}:00;N2\n" for h, m in ((22, 30), (23, 59), (0, 0), (0, 1)))
    notes, issues = read(tmp_path, "time;stage\n" + rows, epoch_s=60.0)
    assert notes.hypnogram.start_s == 0.0
    assert [str(notes.hypnogram.stages[k]) for k in (0, 89, 90, 91)] == ["N2"] * 4
    assert "hypnogram_misfit" in {issue.code for issue in issues}


def test_numbers_that_two_conventions_explain_are_refused_until_stated(tmp_path):
    text = "epoch,stage\n" + "".join(f"{k},{v}\n" for k, v in enumerate([0, 1, 2, 3, 4]))
    with pytest.raises(InputError, match="more than one way"):
        read(tmp_path, text)
    assert read(tmp_path, text, stage_numbers="yasa")[0].hypnogram.stages[4] == "R"


def test_an_epoch_with_two_stages_is_refused(tmp_path):
    with pytest.raises(InputError, match="two different stages"):
        read(tmp_path, "onset_s,stage\n0,W\n30,N1\n30,N2\n60,N2\n")


def test_rows_of_another_length_are_refused(tmp_path):
    with pytest.raises(FormatError, match="another number of cells"):
        read(tmp_path, "epoch,stage\n0,W\n1\n2,N2\n")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE a [<!ENTITY b 'c'>]><PSGAnnotation>&b;</PSGAnnotation>",
        "<PSGAnnotation><ScoredEvents><ScoredEvent><Start>0</Start>",
    ],
)
def test_xml_with_entities_or_cut_is_refused(tmp_path, text):
    with pytest.raises(FormatError):
        read(tmp_path, text)


def test_not_scored_is_none_and_scored_without_one_is_empty(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(
        "# scored: arousals\nonset_s,duration_s,event\n100,12,Obstructive apnea\n", encoding="utf-8"
    )
    notes, _ = read_sleep_notes(night(), events=path)
    assert [event.span.end_s for event in notes.respiratory] == [112.0]
    assert notes.arousals == ()
    assert read_sleep_notes(night())[0].arousals is None


def test_own_annotations_give_stages_and_lights():
    notes, _ = read_sleep_notes(
        night((0, 30, "Sleep stage W"), (30, 60, "Sleep stage 4"), (15, 0, "Lights off")),
        lights_on="06:00:00",
    )
    assert [str(stage) for stage in notes.hypnogram.stages] == ["W", "N3", "N3"]
    assert (notes.lights_off_s, notes.lights_on_s) == (15, 27_000.0)
