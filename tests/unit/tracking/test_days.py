"""Days of a diary: missing is never zero, a day exists once, several entries join as they should."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legato.errors import InputError
from legato.model.diary import ENTRY_LIMITS, CaffeineRow, DiaryEntry, HealthDay
from legato.tracking.calendar import month_named, month_of, next_month, previous_month
from legato.tracking.diary import MEASURES, days_between

DAY = datetime.date(2026, 11, 23)


def numbers(name: str) -> st.SearchStrategy[float | None]:
    low, high = ENTRY_LIMITS[name]
    return st.none() | st.floats(low, high, allow_nan=False).map(lambda value: round(value, 1))


CAFFEINE = st.none() | st.lists(
    st.builds(CaffeineRow, st.just("coffee"), st.sampled_from([20.0, 90.0]), st.integers(1, 9).map(float)),
    max_size=3,
).map(tuple)
ENTRIES = st.builds(
    DiaryEntry,
    day=st.integers(0, 9).map(lambda n: DAY + datetime.timedelta(days=n)),
    caffeine=CAFFEINE,
    **{name: numbers(name) for name in ENTRY_LIMITS},
)


@given(st.lists(ENTRIES, max_size=12))
def test_a_value_is_there_exactly_where_some_entry_of_the_day_gave_it(entries: list[DiaryEntry]) -> None:
    days = days_between(entries, first=DAY, last=DAY + datetime.timedelta(days=9))
    assert [day.day for day in days] == [DAY + datetime.timedelta(days=n) for n in range(10)]
    for day in days:
        mine = [entry for entry in entries if entry.day == day.day]
        assert day.entries == tuple(mine)
        for name in MEASURES:
            given_values = [value for entry in mine if (value := getattr(entry, name)) is not None]
            value = day.value(name)
            assert (value is None) == (not given_values)
            if value == 0:
                assert 0 in given_values  # the sleep of a day is what was said last; missing is never 0
            assert (name in day.missing) == (value is None)


@given(ENTRIES)
def test_what_is_kept_names_only_what_was_answered_and_reads_back_the_same(entry: DiaryEntry) -> None:
    body = entry.to_body()
    assert {name for name in ENTRY_LIMITS if name in body} == {
        name for name in ENTRY_LIMITS if getattr(entry, name) is not None
    }
    assert ("caffeine" in body) == (entry.caffeine is not None)
    assert DiaryEntry.from_body(body, day=entry.day) == entry


def test_none_of_the_drinks_is_zero_and_no_answer_is_missing() -> None:
    said_none, silent = DiaryEntry(DAY, caffeine=()), DiaryEntry(DAY, shaking=3)
    assert (said_none.caffeine_mg, silent.caffeine_mg) == (0, None)
    assert (said_none.is_empty, DiaryEntry(DAY).is_empty, DiaryEntry(DAY, is_backfilled=True).is_empty) == (
        False,
        True,
        True,
    )


def test_ratings_are_averaged_amounts_are_added_and_of_a_night_the_last_word_counts() -> None:
    cup = CaffeineRow("coffee", 90, 1)
    entries = [
        DiaryEntry(DAY, shaking=2, caffeine=(cup,), sleep_h=5, exercise_min=20),
        DiaryEntry(DAY, shaking=6, caffeine=(CaffeineRow("coffee", 180, 2),), sleep_h=6.5),
        DiaryEntry(DAY, worry=4),
    ]
    (day,) = days_between(entries, first=DAY, last=DAY)
    assert [day.value(name) for name in MEASURES] == [4, 4, None, 270, 6.5, None, 20]
    assert not day.is_backfilled


def test_what_a_health_export_says_does_not_fill_the_diary() -> None:
    (day,) = days_between([], first=DAY, last=DAY, health=[HealthDay(DAY, sleep_h=7)])
    assert day.health is not None
    assert (day.value("sleep_h"), day.is_recorded) == (None, False)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_the_days_on_which_the_clocks_change_are_days_like_others(zone: str) -> None:
    place = ZoneInfo(zone)
    year = days_between([], first=datetime.date(2026, 1, 1), last=datetime.date(2026, 12, 31))
    assert len(year) == len({day.day for day in year}) == 365
    changes = [
        day.day
        for day in year
        if datetime.datetime(*day.day.timetuple()[:3], tzinfo=place).utcoffset()
        != datetime.datetime(
            *(day.day + datetime.timedelta(days=1)).timetuple()[:3], tzinfo=place
        ).utcoffset()
    ]
    assert len(changes) == 2
    around = days_between(
        [DiaryEntry(changes[0], shaking=1)],
        first=changes[0] - datetime.timedelta(days=1),
        last=changes[0] + datetime.timedelta(days=1),
    )
    assert [day.is_recorded for day in around] == [False, True, False]


@pytest.mark.parametrize(
    ("name", "value"), [("shaking", 11), ("sleep_h", 25), ("worry", -1), ("stress", float("nan"))]
)
def test_a_number_that_no_day_can_have_is_refused_with_its_limits(name: str, value: float) -> None:
    with pytest.raises(InputError) as caught:
        DiaryEntry(DAY, **{name: value})
    assert (caught.value.code, caught.value.where) == ("LEG-E855", name)


def test_a_month_knows_recorded_missing_and_coming_days() -> None:
    days = days_between(
        [DiaryEntry(DAY, shaking=0)], first=datetime.date(2026, 11, 1), last=datetime.date(2026, 11, 30)
    )
    month = month_of(DAY, days=days, today=datetime.date(2026, 11, 25))
    states = {cell.day.day: cell.state for cell in month.cells}
    assert (states[22], states[23], states[25], states[26]) == (
        "not_recorded",
        "recorded",
        "not_recorded",
        "future",
    )
    assert (month.recorded, month.past, len(month.cells)) == (1, 25, 30)
    assert all(len(week) == 7 for week in month.weeks)
    assert month.weeks[0][6] is not None
    assert month.weeks[0][6].day == datetime.date(2026, 11, 1)


def test_months_follow_each_other_over_the_turn_of_the_year() -> None:
    assert next_month(datetime.date(2026, 12, 31)) == datetime.date(2027, 1, 1)
    assert previous_month(datetime.date(2027, 1, 1)) == datetime.date(2026, 12, 1)
    assert month_named("", today=DAY) == datetime.date(2026, 11, 1)
    assert month_named("2024-02", today=DAY) == datetime.date(2024, 2, 1)
    for wrong in ("2024-13", "0001-01", "<script>", "2024-02-01"):
        with pytest.raises(InputError):
            month_named(wrong, today=DAY)
