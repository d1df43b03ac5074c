"""The lanes of a timeline: points only where there is a value, gaps where there is none, medicines that were taken."""

from __future__ import annotations

import datetime

import pytest

from legato.errors import InputError
from legato.model.diary import DiaryEntry
from legato.tracking.diary import days_between
from legato.tracking.timeline import (
    Mark,
    MedicineBar,
    Span,
    Timeline,
    build_timeline,
    month_starts,
    span_of,
    weekly,
)

FIRST = datetime.date(2026, 11, 2)
TODAY = datetime.date(2026, 11, 12)


def on(day: int) -> datetime.date:
    return datetime.date(2026, 11, day)


def timeline(*entries: DiaryEntry, medicines: list[MedicineBar] | None = None) -> Timeline:
    span = Span(FIRST, on(15))
    return build_timeline(
        span,
        today=TODAY,
        days=days_between(entries, first=span.first, last=span.last),
        medicines=medicines or [],
        marks=[Mark(on(20), "check"), Mark(on(5), "visit", "Dr A"), Mark(on(3), "recording")],
    )


def test_a_day_without_an_answer_is_a_gap_and_never_a_point() -> None:
    made = timeline(DiaryEntry(on(3), shaking=0), DiaryEntry(on(4), worry=2), DiaryEntry(on(7), shaking=5))
    shaking = made.lanes[0]
    assert shaking.points == ((on(3), 0), (on(7), 5))
    assert shaking.gaps == (Span(on(2), on(2)), Span(on(4), on(6)), Span(on(8), TODAY))
    assert made.recorded == 3
    sleep = next(lane for lane in made.lanes if lane.measure == "sleep_h")
    assert (sleep.points, sleep.gaps) == ((), (Span(FIRST, TODAY),))


def test_an_axis_reaches_as_far_as_its_highest_value() -> None:
    tops = {lane.measure: lane.top for lane in timeline(DiaryEntry(on(3), exercise_min=90)).lanes}
    assert tops == {"shaking": 10, "caffeine_mg": 400, "sleep_h": 10, "worry": 10, "exercise_min": 90}


def test_only_medicines_of_the_span_and_marks_of_the_span_are_shown() -> None:
    bars = [
        MedicineBar("open", None),
        MedicineBar("before", on(1) - datetime.timedelta(days=90), on(1)),
        MedicineBar("last day", None, FIRST),
        MedicineBar("later", on(16)),
    ]
    made = timeline(medicines=bars)
    assert [one.name for one in made.medicines] == ["open", "last day"]
    assert [one.kind for one in made.marks] == ["recording", "visit"]


def test_a_week_is_the_mean_of_its_recorded_days() -> None:
    lane = timeline(
        DiaryEntry(on(2), shaking=1), DiaryEntry(on(8), shaking=4), DiaryEntry(on(9), shaking=7)
    ).lanes[0]
    assert weekly(lane) == ((on(2), 2.5, 2), (on(9), 7, 1))


def test_ends_are_read_and_refused() -> None:
    assert span_of("", "", today=TODAY, n_days=31).n_days == 31
    assert span_of("2026-11-01", "2026-11-05", today=TODAY) == Span(on(1), on(5))
    for first, last in (
        ("2026-11-06", "2026-11-05"),
        ("1500-01-01", "2026-01-01"),
        ("x", ""),
        ("", "9999-12-31"),
    ):
        with pytest.raises(InputError):
            span_of(first, last, today=TODAY)


def test_spans_move_and_months_begin() -> None:
    span = Span(on(1), on(30))
    assert span.moved(days=-30).last == datetime.date(2026, 10, 31)
    assert span.ending_as(n_days=366).first == datetime.date(2025, 11, 30)
    assert month_starts(Span(datetime.date(2025, 12, 1), on(1))) == (
        datetime.date(2025, 12, 1),
        *(datetime.date(2026, month, 1) for month in range(1, 12)),
    )


def test_nothing_at_all_is_empty_and_a_mark_is_not() -> None:
    span = Span(FIRST, on(3))
    days = days_between([], first=FIRST, last=on(3))
    assert build_timeline(span, today=TODAY, days=days, medicines=[], marks=[]).is_empty
    assert not build_timeline(
        span, today=TODAY, days=days, medicines=[], marks=[Mark(on(3), "check")]
    ).is_empty
