"""Task files and marks: what is read, and that all faults are told at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from legato.errors import FormatError, InputError
from legato.io.task_file import read_tasks, tasks_from_annotations
from legato.model.annotation import Annotation
from legato.model.emg_task import EmgTaskKind
from legato.model.interval import Interval


def _file(folder: Path, text: str) -> Path:
    path = folder / "tasks.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_starts_and_ends_with_options(tmp_path: Path) -> None:
    text = "task,start_s,end_s,limb,load_kg,muscle\nload,40,70,left,1.5,TA\nposture,0,30.5,,,\n"
    posture, load = read_tasks(_file(tmp_path, text))
    assert (posture.kind, posture.span, posture.load_kg) == (EmgTaskKind.POSTURE, Interval(0, 30.5), None)
    assert (load.kind, load.limb, load.load_kg, load.muscle) == (EmgTaskKind.LOAD, "left", 1.5, "TA")


def test_onsets_and_durations_of_bids_with_tabs_and_remarks(tmp_path: Path) -> None:
    text = "# a remark\nonset\tduration\ttask\n\n10\t15\ttap_1hz\n30\t15\tTAP-3HZ\n"
    tasks = read_tasks(_file(tmp_path, text))
    assert [(task.kind.value, task.span.start_s, task.span.end_s) for task in tasks] == [
        ("tap_1hz", 10, 25),
        ("tap_3hz", 30, 45),
    ]


def test_clock_times_need_the_start_and_pass_midnight(tmp_path: Path) -> None:
    path = _file(
        tmp_path, "task;start;end\nsit;23:59:50;00:00:20.5\nstand;2026-01-02T00:01:00;2026-01-02T00:02:00\n"
    )
    sit, stand = read_tasks(path, start=datetime(2026, 1, 1, 23, 59, 0))
    assert sit.span == Interval(50.0, 80.5)
    assert stand.span == Interval(120.0, 180.0)
    with pytest.raises(FormatError, match="faults") as caught:
        read_tasks(path)
    assert caught.value.found.count("nothing says at what time the recording started") == 4


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    text = (
        "task,start_s,end_s,load_kg\nshake,0,10,\nrest,ten,20,\nrest,30,20,\nload,40,50,-1\n"
        "sit,60,70,\nsit,69,80,\nwalk,25:00:00,nan,\n"
    )
    with pytest.raises(FormatError) as caught:
        read_tasks(_file(tmp_path, text), start=datetime(2026, 1, 1))
    for words in (
        "line 2: there is no task 'shake'",
        "line 3, start: 'ten' is no number",
        "line 4: it ends at 20 s",
        "line 5: a load of -1 kg",
        "line 6 and line 7: two 'sit' overlap",
        "line 8, start: '25:00:00' is no clock time",
        "line 8, end: 'nan' is no finite number",
    ):
        assert words in caught.value.found


def test_two_tasks_that_touch_do_not_overlap(tmp_path: Path) -> None:
    assert len(read_tasks(_file(tmp_path, "task,start_s,end_s\nrest,0,10\nrest,10,20\nposture,5,15\n"))) == 3


@pytest.mark.parametrize("text", ["", "a,b,c\n1,2,3\n", "task,start_s\nrest,0\n", "task,start_s,end_s\n"])
def test_a_file_that_is_no_table_of_tasks_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError):
        read_tasks(_file(tmp_path, text))


def test_a_missing_file_and_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_tasks(tmp_path / "none.tsv")
    path = tmp_path / "bytes.tsv"
    path.write_bytes(b"task,start_s,end_s\n\xff\xfe\x00")
    with pytest.raises(FormatError):
        read_tasks(path)


def test_marks_become_tasks() -> None:
    marks = [
        Annotation(0, 20, "task:sit"),
        Annotation(25, 0, "Task: stand"),
        Annotation(30, 5, "cough"),
        Annotation(90, 30, "task:lean"),
    ]
    tasks = tasks_from_annotations(marks)
    assert [(task.kind.value, task.span) for task in tasks] == [
        ("sit", Interval(0, 20)),
        ("stand", Interval(25, 90)),
        ("lean", Interval(90, 120)),
    ]
    assert tasks_from_annotations([Annotation(1, 2, "lights off")]) == ()


def test_marks_that_name_no_task_are_refused_together() -> None:
    marks = [Annotation(0, 20, "task:dance"), Annotation(25, 0, "task:stand")]
    with pytest.raises(FormatError) as caught:
        tasks_from_annotations(marks)
    assert "no task 'dance'" in caught.value.found
    assert "no duration" in caught.value.found
