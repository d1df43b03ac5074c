"""The file of a review: it comes back as written, is refused where it is not one, and is never written over another's edits."""

from __future__ import annotations

import datetime
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from legato.errors import ConflictError, FormatError, InputError, StoreError
from legato.io.review_file import (
    check_review_of,
    read_review,
    review_path_for,
    write_review,
)
from legato.model.interval import Interval
from legato.model.leg_movement import LegMovement
from legato.model.recording import Side
from legato.model.review import (
    Review,
    ReviewEdit,
    ReviewEditKind,
    derive_reviewed,
    hash_movements,
    movement_id,
)

AT = datetime.datetime(2026, 11, 20, 9, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
MOVEMENT = LegMovement(Interval(10.0, 12.0), Side.LEFT, "LAT", 40.0, 20.0, 2.0)
LATER = replace(MOVEMENT, span=Interval(30.0, 31.0))
EMPTY = Review("night.edf", "ab" * 32, hash_movements([MOVEMENT, LATER]))


def edit(id_: str, kind: ReviewEditKind = ReviewEditKind.REJECT, **changes: Any) -> ReviewEdit:
    parts: dict[str, Any] = {"event": movement_id(MOVEMENT), "side": Side.LEFT, "old_span": MOVEMENT.span}
    return ReviewEdit(id_, kind, AT, "AB", "Heart artefact · µV", **{**parts, **changes})


def filled() -> Review:
    added = edit(
        "b", ReviewEditKind.ADD, event="b", side=Side.BOTH, old_span=None, new_span=Interval(0.1, 0.7)
    )
    moved = edit("c", ReviewEditKind.MOVE, new_span=Interval(9.123456789, 12.0))
    restored = edit("d", ReviewEditKind.RESTORE, undoes="c")
    return EMPTY.with_edit(edit("a")).with_edit(added).with_edit(moved).with_edit(restored)


def test_what_was_written_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    path = review_path_for(tmp_path / "night.edf")
    write_review(filled(), path, base_version=0)
    assert path.name == "night.edf.review.json"
    assert read_review(path) == filled()


def test_no_file_is_no_review_and_not_an_empty_one(tmp_path: Path) -> None:
    assert read_review(tmp_path / "none.review.json") is None


def test_a_writer_who_does_not_know_the_newest_edits_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    path = tmp_path / "night.review.json"
    write_review(EMPTY.with_edit(edit("a")), path, base_version=0)
    before = path.read_bytes()
    with pytest.raises(ConflictError) as caught:
        write_review(EMPTY.with_edit(edit("z")), path, base_version=0)
    assert caught.value.current == EMPTY.with_edit(edit("a"))
    assert path.read_bytes() == before


def test_other_edits_of_the_same_count_are_seen_too(tmp_path: Path) -> None:
    path = tmp_path / "night.review.json"
    write_review(EMPTY.with_edit(edit("a")), path, base_version=0)
    with pytest.raises(ConflictError):
        write_review(EMPTY.with_edit(edit("z")).with_edit(edit("y")), path, base_version=1)


def test_a_disk_that_refuses_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "night.review.json"
    write_review(EMPTY.with_edit(edit("a")), path, base_version=0)
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="could not be written"):
        write_review(EMPTY.with_edit(edit("a")).with_edit(edit("b")), path, base_version=1)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "legato.review/2"},
        {"edits": {}},
        {"source_name": 3},
        {"more": 1},
        {"edits": [{}]},
    ],
)
def test_what_is_no_review_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "night.review.json"
    write_review(filled(), path, base_version=0)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(FormatError):
        read_review(path)


@pytest.mark.parametrize(
    "change",
    [
        {"at": "2026-11-20T09:30:00"},
        {"author": ""},
        {"reason": "  "},
        {"kind": "delete"},
        {"old": [2, 1]},
        {"old": [True, 2]},
        {"old": [0, float("nan")]},
        {"side": "unknown"},
        {"undoes": "b"},
        {"author": "A\nB"},
    ],
)
def test_an_edit_of_the_wrong_form_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "night.review.json"
    write_review(EMPTY.with_edit(edit("a")), path, base_version=0)
    value = json.loads(path.read_text())
    value["edits"][0].update(change)
    path.write_text(json.dumps(value))
    with pytest.raises(FormatError):
        read_review(path)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "\x00", "[" * 100_000])
def test_rubbish_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "night.review.json"
    path.write_text(text)
    with pytest.raises(FormatError):
        read_review(path)


def test_the_review_of_another_recording_is_refused() -> None:
    with pytest.raises(InputError, match="another recording"):
        check_review_of(EMPTY, recording_sha256="cd" * 32, scoring_sha256=EMPTY.scoring_sha256, where="x")


def test_the_review_of_other_movements_is_refused() -> None:
    other = hash_movements([MOVEMENT])
    with pytest.raises(InputError, match="other movements"):
        check_review_of(EMPTY, recording_sha256="ab" * 32, scoring_sha256=other, where="x")


def test_the_layer_changes_only_what_its_standing_edits_name() -> None:
    by_id = {one.id: one for one in derive_reviewed([MOVEMENT, LATER], filled())}
    assert by_id[movement_id(MOVEMENT)].is_rejected
    assert by_id[movement_id(MOVEMENT)].span == MOVEMENT.span  # the move was taken back
    assert [by_id[f"b-{side}"].span for side in ("left", "right")] == [Interval(0.1, 0.7)] * 2
    assert by_id[movement_id(LATER)].edits == ()
    assert len(by_id) == 4


def test_an_edit_of_a_movement_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match="not in this scoring"):
        derive_reviewed([LATER], EMPTY.with_edit(edit("a")))
