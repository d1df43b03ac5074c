"""The pages of the diary without scripts: keeping, changing, two writers, taking back, words, the second look, the loop."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from diary_house import NOW, PERSON, TODAY, Client, ago, diary_client, put, put_check
from legato.model.kept import ItemKind

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}'


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with diary_client(tmp_path) as made:
        yield made


def version_in(text: str) -> int:
    """Read the version that a form brings along."""
    return int(re.findall(r'name="base_version" value="(\d+)"', text)[-1])


def test_an_entry_keeps_only_what_was_answered(client: Client) -> None:
    answer = client.post("/diary/add", {"shaking": "6", "worry": "", "drink-coffee": "2", "sleep_h": ""})
    assert (answer.status, answer.place) == (303, f"/diary/day/{TODAY}")
    (item,) = client.entries()
    assert item.body == {"shaking": 6, "caffeine": [{"drink": "coffee", "mg": 180, "count": 2}]}
    assert (item.day, item.person) == (TODAY.isoformat(), PERSON)
    day = client.get(answer.place).words
    assert "6 of 10" in day
    assert "180 mg" in day
    assert "Sleep" not in day


def test_an_entry_without_any_answer_is_not_kept_and_says_so(client: Client) -> None:
    answer = client.post("/diary/add", {"shaking": "", "note": "  "})
    assert answer.status == 422
    assert "One answer is enough" in answer.words
    assert client.entries() == []


def test_a_slip_keeps_everything_else_that_was_typed(client: Client) -> None:
    answer = client.post("/diary/add", {"sleep_h": "70", "note": "A long day", "shaking": "4"})
    assert answer.status == 422
    assert "from 0 to 24" in answer.words
    assert "A long day" in answer.text
    assert re.search(r'name="shaking" value="4" checked', answer.text)


def test_the_same_form_sent_twice_is_one_entry(client: Client) -> None:
    for _ in range(2):
        assert client.post("/diary/add", {"shaking": "6"}, key="the-same-key").status == 303
    assert len(client.entries()) == 1


def test_several_entries_a_day_are_shown_as_one_day_with_their_mean(client: Client) -> None:
    for shaking in ("2", "5"):
        client.post("/diary/add", {"shaking": shaking})
    assert "shaking 3.5" in client.get("/diary").words


def test_a_day_filled_in_later_is_marked_and_one_in_the_night_is_not(client: Client) -> None:
    client.post("/diary/add", {"shaking": "3", "day": ago(2)})
    client.server.clock.time = NOW.replace(day=24, hour=0, minute=30)
    client.post("/diary/add", {"shaking": "4", "day": TODAY.isoformat()})
    late, evening = client.entries()
    assert (late.body.get("is_backfilled"), evening.body.get("is_backfilled")) == (True, None)
    assert "Filled in later" in client.get(f"/diary/day/{ago(2)}").words


def test_a_day_without_an_entry_is_not_recorded_and_never_zero(client: Client) -> None:
    put(client.desk, ItemKind.DIARY, {"shaking": 0}, day=ago(1))
    text = client.get("/diary").text
    cells = dict(re.findall(r'href="/diary/day/([\d-]+)" aria-label="([^"]*)"', text))
    assert cells[ago(1)].endswith("shaking 0")
    assert cells[ago(2)].endswith("not recorded")
    assert cells[ago(0)].endswith("not recorded yet")
    assert f'href="/diary/day/{(TODAY.replace(day=24))}"' not in text
    assert "1 of 23 days recorded" in client.get("/diary").words


def test_changing_keeps_the_mark_of_a_later_day_and_can_be_taken_back(client: Client) -> None:
    item = put(client.desk, ItemKind.DIARY, {"shaking": 3, "is_backfilled": True}, day=ago(3))
    page = client.get(f"/diary/edit/{item.id}")
    client.post(f"/diary/edit/{item.id}", {"shaking": "5", "day": ago(3)}, version=version_in(page.text))
    assert client.entries()[0].body == {"shaking": 5, "is_backfilled": True}
    assert "The change is saved." in client.get("/diary").words
    client.post("/diary/undo", {"do": "undo", "back": "/diary"})
    assert client.entries()[0].body == {"shaking": 3, "is_backfilled": True}


def test_two_writers_lose_nothing(client: Client) -> None:
    item = put(client.desk, ItemKind.DIARY, {"shaking": 3}, day=ago(0))
    other = Client(client.server)
    other.post(f"/diary/edit/{item.id}", {"shaking": "7", "note": "Theirs", "day": ago(0)}, version=1)
    answer = client.post(f"/diary/edit/{item.id}", {"shaking": "2", "note": "Mine", "day": ago(0)}, version=1)
    assert answer.status == 409
    assert "Theirs" in answer.words
    assert "Mine" in answer.words
    assert client.entries()[0].body["note"] == "Theirs"
    client.server.clock.time = NOW.replace(minute=20)
    both = client.post("/diary/add", {"shaking": "2", "note": "Mine", "day": ago(0)})
    assert both.status == 303
    assert [one.body["note"] for one in client.entries()] == ["Theirs", "Mine"]
    client.post(
        f"/diary/edit/{item.id}", {"note": "Mine after all", "day": ago(0)}, version=version_in(answer.text)
    )
    assert client.entries()[0].body["note"] == "Mine after all"


def test_what_was_typed_over_an_entry_that_somebody_deleted_is_not_lost(client: Client) -> None:
    item = put(client.desk, ItemKind.DIARY, {"shaking": 3}, day=ago(0))
    client.desk.store.delete(item.id, key="delete-it")
    answer = client.post(f"/diary/edit/{item.id}", {"note": "My words", "day": ago(0)}, version=1)
    assert answer.status == 409
    assert "My words" in answer.words
    assert "deleted" in answer.words


def test_a_deleted_entry_comes_back_and_the_bar_can_be_put_away(client: Client) -> None:
    item = put(client.desk, ItemKind.DIARY, {"shaking": 3}, day=ago(0))
    client.post(f"/diary/delete/{item.id}", {}, version=1)
    assert client.entries() == []
    for page in ("/diary", "/diary", f"/diary/day/{TODAY}"):
        assert "Deleted." in client.get(page).words
    client.post("/diary/undo", {"do": "undo", "back": "/diary"})
    assert [one.body for one in client.entries()] == [{"shaking": 3}]
    assert "Deleted." not in client.get("/diary").words
    client.post("/diary/add", {"shaking": "1"})
    client.post("/diary/undo", {"do": "dismiss", "back": "https://elsewhere.example"})
    assert len(client.entries()) == 2
    assert "Put this away" not in client.get("/diary").words


def test_taking_back_does_not_undo_what_somebody_else_changed_since(client: Client) -> None:
    client.post("/diary/add", {"shaking": "4"})
    (item,) = client.entries()
    Client(client.server).post(f"/diary/edit/{item.id}", {"shaking": "9", "day": ago(0)}, version=1)
    client.post("/diary/undo", {"do": "undo", "back": "/diary"})
    assert [one.body for one in client.entries()] == [{"shaking": 9}]


@pytest.mark.parametrize(
    ("note", "leads"), [("I want to end my life", "/crisis"), ("I passed out today", "/help")]
)
def test_words_of_an_emergency_lead_to_help_and_are_kept(client: Client, note: str, leads: str) -> None:
    answer = client.post("/diary/add", {"note": note})
    assert (answer.status, answer.place) == (303, leads)
    assert client.entries()[0].body["note"] == note


def test_no_word_of_a_person_becomes_part_of_a_page(client: Client) -> None:
    day = TODAY.isoformat()
    client.post("/diary/add", {"note": NASTY, "day": day})
    put(client.desk, ItemKind.MEDICINE, {"name": NASTY, "dose_text": NASTY, "started_on": ago(30)})
    client.post("/goal", {"text": NASTY})
    client.post("/appointment/add", {"on": ago(1), "with_whom": NASTY, "why": NASTY, "time": NASTY})
    put(client.desk, ItemKind.RECORDING, {"task": NASTY, "state": "kept"}, day=day)
    (entry,) = client.entries()
    (visit,) = client.desk.store.items(ItemKind.APPOINTMENT)
    pages = [
        *(
            "/diary",
            f"/diary/day/{day}",
            "/diary/add",
            f"/diary/edit/{entry.id}",
            "/timeline",
            "/goal",
            "/appointment",
        ),
        *(f"/appointment/{visit.id}/edit", f"/appointment/{visit.id}/told", "/recheck"),
    ]
    for path in pages:
        text = client.get(path).text
        assert "<script>alert" not in text, path
        assert "<img src=x" not in text, path
        assert "style=" not in text, path
        assert (
            not re.search(r"\son\w+=", re.sub(r"&[^;]+;|value=\"[^\"]*\"", "", text))
            or "onerror=alert(2)&gt;" in text
        )
    bad = client.post("/diary/add", {"sleep_h": NASTY, "note": NASTY})
    assert bad.status == 422
    assert "<script>alert" not in bad.text
    assert client.get(f"/timeline?from={NASTY[:9].replace(chr(34), '%22').replace('<', '%3C')}").status == 422


def test_what_belongs_to_somebody_else_is_not_here(client: Client) -> None:
    store = client.desk.store
    theirs = store.put(ItemKind.DIARY, {"note": "secret"}, id="theirs", person="other", key="k", day=ago(0))
    visit = store.put(ItemKind.APPOINTMENT, {"on": ago(0)}, id="visit", person="other", key="k2", day=ago(0))
    assert "secret" not in client.get(f"/diary/day/{TODAY}").text
    for path in (f"/diary/edit/{theirs.id}", f"/appointment/{visit.id}/edit", "/diary/edit/nothing"):
        assert client.get(path).status == 404
    for path in (f"/diary/edit/{theirs.id}", f"/diary/delete/{theirs.id}", f"/appointment/{visit.id}/delete"):
        assert client.post(path, {"shaking": "1"}).status == 404
    assert store.get("theirs").version == 1


@pytest.mark.parametrize(
    ("path", "fields", "kind"),
    [
        ("/diary/add", {"shaking": "3"}, ItemKind.DIARY),
        ("/goal", {"text": "Sit still"}, ItemKind.GOAL),
        ("/appointment/add", {"on": ago(-3)}, ItemKind.APPOINTMENT),
    ],
)
def test_who_begins_with_the_diary_becomes_a_person_and_loses_nothing(
    client: Client, path: str, fields: dict[str, str], kind: ItemKind
) -> None:
    client.desk.store.delete(PERSON, key="nobody-was-here")
    assert client.get(path).status == 200
    for _ in range(2):
        client.post(path, fields, key="the-same-key")
    (person,) = client.desk.store.items(ItemKind.PERSON)
    assert [item.person for item in client.desk.store.items(kind)] == [person.id]
    assert "Undo" in client.get("/diary").words


def test_a_form_without_its_guard_changes_nothing(client: Client) -> None:
    assert client.post("/diary/add", {"shaking": "1", "csrf": "wrong"}).status == 403
    assert client.entries() == []


@pytest.mark.parametrize(
    "path", ["/diary?month=2026-13", "/diary/day/2026-02-30", "/diary/day/2027-01-01", "/timeline?from=x"]
)
def test_a_day_that_cannot_be_is_told_calmly(client: Client, path: str) -> None:
    assert client.get(path).status == 422


def test_a_year_of_daily_entries_is_drawn_within_a_second(client: Client) -> None:
    for n in range(366):
        body = {
            "shaking": n % 11,
            "worry": 3,
            "sleep_h": 7,
            "exercise_min": 20,
            "caffeine": [{"drink": "coffee", "mg": 90, "count": 1}],
        }
        put(client.desk, ItemKind.DIARY, body, day=ago(n))
        put(client.desk, ItemKind.HEALTH_DAY, {"sleep_h": 6.5}, day=ago(n))
    for n in range(20):
        put(
            client.desk,
            ItemKind.MEDICINE,
            {"name": f"medicine {n}", "started_on": ago(300 - n), "stopped_on": ago(n)},
        )
        put(client.desk, ItemKind.RECORDING, {"task": "rest", "state": "kept"}, day=ago(n * 7))
    path = f"/timeline?from={ago(365)}&to={ago(0)}"
    client.get(path)
    begun = time.process_time()
    answer = client.get(path)
    took_s = time.process_time() - begun
    assert "366 of 366 days" in answer.words
    assert answer.text.count("<tr>") == 367
    assert took_s < 1.0


def test_the_timeline_says_what_is_missing(client: Client) -> None:
    put(client.desk, ItemKind.DIARY, {"shaking": 4}, day=ago(0))
    answer = client.get(f"/timeline?from={ago(6)}&to={ago(0)}")
    assert "Shaking was recorded on 1 of 7 days" in answer.words
    assert answer.text.count('fill="url(#gap-wide)"') == 5


@pytest.mark.parametrize(
    ("days", "answer", "leads"),
    [
        (14, "worse", True),
        (14, "same", False),
        (14, "better", False),
        (28, "same", True),
        (28, "better", False),
    ],
)
def test_worse_and_no_better_after_four_weeks_lead_to_the_warning_signs(
    client: Client, days: int, answer: str, leads: bool
) -> None:
    check = put_check(client.desk, finished_days_ago=days)
    assert "Time to look again" in client.get("/diary").words
    sent = client.post("/recheck", {"answer": answer}, version=0)
    assert sent.place == "/recheck/answered"
    page = client.get(sent.place)
    assert ('href="/check/new"' in page.text) == leads
    assert "The result of your last check stays as it is." in page.words
    assert client.desk.store.get(check.id).version == 1
    assert "Time to look again" not in client.get("/diary").words or leads


def test_an_old_result_says_that_it_is_old_whatever_was_answered(client: Client) -> None:
    put_check(client.desk, finished_days_ago=29)
    client.post("/recheck", {"answer": "better"}, version=0)
    for path in ("/diary", "/recheck"):
        assert "Your last result is old" in client.get(path).words


def test_nothing_is_chosen_for_somebody_and_no_check_means_no_question(client: Client) -> None:
    assert "nothing to compare" in client.get("/recheck").words
    put_check(client.desk, finished_days_ago=3)
    page = client.get("/recheck")
    assert "checked" not in page.text.split("<main")[1]
    assert client.post("/recheck", {"answer": "dead"}, version=0).status == 422
    assert client.desk.store.items(ItemKind.RECHECK) == []


def test_an_answer_of_the_second_look_can_be_taken_back(client: Client) -> None:
    put_check(client.desk, finished_days_ago=14)
    client.post("/recheck", {"answer": "better"}, version=0)
    client.post("/diary/undo", {"do": "undo", "back": "/recheck"})
    assert "Time to look again" in client.get("/diary").words
    page = client.get("/recheck")
    assert (
        client.post("/recheck", {"answer": "same"}, version=version_in(page.text)).place
        == "/recheck/answered"
    )


def test_a_goal_is_rated_once_a_day_and_keeps_its_ratings_when_its_words_change(client: Client) -> None:
    client.post("/goal", {"text": "Sit through a meeting"})
    for value in ("3", "6"):
        client.post("/goal/rate", {"rating": value}, version=version_in(client.get("/goal").text))
    client.post("/goal", {"text": "Sit through a concert"}, version=version_in(client.get("/goal").text))
    (goal,) = client.desk.store.items(ItemKind.GOAL)
    assert goal.body == {"text": "Sit through a concert", "ratings": [{"day": TODAY.isoformat(), "value": 6}]}
    assert client.post("/goal/rate", {"rating": "11"}, version=goal.version).status == 422
    assert client.post("/goal", {"text": ""}, version=goal.version).status == 422


def test_the_loop_of_an_appointment(client: Client) -> None:
    client.post("/appointment/add", {"on": "2026-11-30", "with_whom": "my doctor", "why": "the leg"})
    assert "Appointment on 30 November 2026, my doctor" in client.get("/diary").words
    client.server.clock.time = NOW.replace(month=12, day=1)
    assert "How did it go?" in client.get("/diary").words
    (visit,) = client.desk.store.items(ItemKind.APPOINTMENT)
    told = {"plan": "A blood test", "next_on": "2026-12-21"}
    assert client.post(f"/appointment/{visit.id}/told", told, version=1).place == "/appointment"
    first, second = client.desk.store.items(ItemKind.APPOINTMENT)
    assert (first.body["plan"], second.body) == (
        "A blood test",
        {"on": "2026-12-21", "with_whom": "my doctor"},
    )
    words = client.get("/appointment").words
    assert "21 December 2026" in words
    assert "A blood test" in words
    assert client.post("/appointment/add", {"on": "soon"}).status == 422


def test_words_of_a_plan_lead_to_the_people_to_call_too(client: Client) -> None:
    visit = put(client.desk, ItemKind.APPOINTMENT, {"on": ago(1)}, day=ago(1))
    answer = client.post(f"/appointment/{visit.id}/told", {"plan": "I do not want to live"}, version=1)
    assert answer.place == "/crisis"
    assert client.desk.store.get(visit.id).body["plan"] == "I do not want to live"
