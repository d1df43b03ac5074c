"""The form of an entry: only what was answered becomes part of it; a later day is marked; slips are told."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import FormData

from legato.app.diary_form import day_named, filled_of, is_backfill, read_entry
from legato.app.diary_kept import Medicine
from legato.app.forms import Form
from legato.app.word_scan import where_words_lead
from legato.errors import InputError
from legato.knowledge.library import load_library
from legato.model.diary import ENTRY_LIMITS, DiaryEntry, Drink

NOW = datetime.datetime(2026, 11, 23, 21, 14, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
DRINKS = (Drink("coffee", "Coffee", "cup", 90, "s", "V2"), Drink("cola", "Cola", "can", 40, "s", "V2"))
MEDICINES = (Medicine("m1", "sertraline", "50 mg"),)


def read(**fields: str) -> tuple[DiaryEntry | None, list[str]]:
    form = Form(FormData({name.replace("__", "-"): value for name, value in fields.items()}))
    entry, filled = read_entry(form, now=NOW, drinks=DRINKS, medicines=MEDICINES)
    return entry, [name for name, _, _ in filled.faults]


def test_an_empty_form_is_an_empty_entry_and_nothing_is_zero() -> None:
    entry, faults = read()
    assert entry is not None
    assert (entry.is_empty, entry.to_body(), faults) == (True, {}, [])


@given(st.dictionaries(st.sampled_from(sorted(ENTRY_LIMITS)), st.integers(0, 10), max_size=6))
def test_what_was_typed_is_kept_and_what_was_not_is_missing(typed: dict[str, int]) -> None:
    entry, _ = read(**{name: str(value) for name, value in typed.items()})
    assert entry is not None
    assert entry.to_body() == {name: float(value) for name, value in typed.items()}


def test_drinks_are_kept_with_the_milligrams_that_were_shown() -> None:
    entry, _ = read(drink__coffee="2", drink__cola="1,5")
    assert entry is not None
    assert entry.to_body()["caffeine"] == [
        {"drink": "coffee", "mg": 180, "count": 2},
        {"drink": "cola", "mg": 60, "count": 1.5},
    ]
    assert entry.caffeine_mg == 240


@pytest.mark.parametrize("fields", [{"caffeine_none": "yes"}, {"drink__coffee": "0"}])
def test_none_of_the_drinks_is_an_answer(fields: dict[str, str]) -> None:
    entry, _ = read(**fields)
    assert entry is not None
    assert entry.to_body() == {"caffeine": []}


def test_a_medicine_is_taken_or_not_or_not_answered() -> None:
    assert [
        entry.to_body() if entry else None
        for entry, _ in (
            read(medicine__m1="yes"),
            read(medicine__m1="no"),
            read(medicine__m1=""),
            read(medicine__x="yes"),
        )
    ] == [{"medicine_taken": {"m1": True}}, {"medicine_taken": {"m1": False}}, {}, {}]


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ({"shaking": "11"}, ["shaking"]),
        ({"sleep_h": "many"}, ["sleep_h"]),
        ({"worry": "-1", "stress": "nan"}, ["worry", "stress"]),
        ({"drink__coffee": "1000"}, ["drink-coffee"]),
        ({"caffeine_none": "yes", "drink__coffee": "1"}, ["caffeine_none"]),
        ({"day": "2026-11-24"}, ["day"]),
        ({"day": "tomorrow"}, ["day"]),
    ],
)
def test_a_slip_is_told_beside_its_field_and_nothing_is_read(
    fields: dict[str, str], faults: list[str]
) -> None:
    assert read(**fields) == (None, faults)


def test_a_form_shows_again_what_was_kept() -> None:
    entry, _ = read(
        shaking="6", drink__coffee="2", sleep_h="6.5", medicine__m1="no", note="Long day", day="2026-11-20"
    )
    assert entry is not None
    values = dict(filled_of(entry).values)
    again = Form(FormData(values))
    assert read_entry(again, now=NOW, drinks=DRINKS, medicines=MEDICINES)[0] == entry


@pytest.mark.parametrize(
    ("now", "day", "is_later"),
    [
        ("2026-11-23T21:14:00+01:00", "2026-11-23", False),
        ("2026-11-24T00:05:00+01:00", "2026-11-23", False),
        ("2026-11-24T03:59:00+01:00", "2026-11-23", False),
        ("2026-11-24T04:00:00+01:00", "2026-11-23", True),
        ("2026-11-24T00:05:00+01:00", "2026-11-22", True),
        ("2026-10-25T03:30:00+01:00", "2026-10-24", False),
        ("2026-03-29T04:30:00+02:00", "2026-03-28", True),
    ],
)
def test_the_hours_after_midnight_still_belong_to_the_evening(now: str, day: str, is_later: bool) -> None:
    assert is_backfill(datetime.date.fromisoformat(day), now=datetime.datetime.fromisoformat(now)) == is_later


def test_a_day_still_to_come_is_refused() -> None:
    assert day_named("", today=NOW.date()) == NOW.date()
    with pytest.raises(InputError):
        day_named("2026-11-24", today=NOW.date())


@pytest.mark.parametrize(
    ("words", "leads"),
    [
        ("I want to die", "/crisis"),
        ("ich will mich umbringen", "/crisis"),
        ("I passed out on the stairs", "/help"),
        ("I passed out, and I want to die", "/crisis"),
        ("A long meeting, two coffees, then a walk", ""),
        ("", ""),
    ],
)
def test_words_lead_where_they_must(words: str, leads: str) -> None:
    assert where_words_lead(words, library=load_library()) == leads
