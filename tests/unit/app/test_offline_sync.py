"""What comes back from a phone is kept once, never overwrites silently, and survives a computer that dies at any moment."""

from __future__ import annotations

import datetime
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from legato.app.catalog import load_words
from legato.app.offline.conflict import open_conflicts, settle_conflict, sides_of
from legato.app.offline.sync import CONFLICT, changes_since, take_change
from legato.errors import ConflictError, InputError
from legato.knowledge.library import load_library
from legato.model.kept import ItemKind
from legato.store.open import open_store
from legato.store.store import Store
from offline_house import PERSON, change, check_body, put_person


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = open_store(tmp_path / "data", now=now)
    put_person(made)
    yield made
    made.close()


def take(store: Store, one: dict[str, Any], device: str = "phone-a") -> dict[str, Any]:
    return take_change(store, one, person=PERSON, device=device)


def test_a_change_is_kept_and_a_replay_changes_nothing(store: Store) -> None:
    assert [take(store, change())["status"] for _ in range(3)] == ["accepted", "duplicate", "duplicate"]

    (item,) = store.items(ItemKind.CHECK, person=PERSON)
    assert (item.version, item.device, item.day) == (1, "phone-a", "2026-11-25")
    assert len(store.history(item.id)) == 1


def test_a_check_gets_what_the_pages_of_the_computer_know(store: Store) -> None:
    current = take(store, change())["current"]

    assert current["body"]["sites"] == current["body"]["my_questions"] == current["body"]["steps"] == []


def test_later_changes_build_on_the_version_that_was_given(store: Store) -> None:
    first = take(store, change())
    later = change(
        key="key-of-later", body=check_body(story="more"), base_version=first["current"]["version"]
    )

    assert take(store, later)["status"] == "accepted"
    # The first comes again after the later one: an answer that was on the way for long.
    assert take(store, change())["status"] == "duplicate"
    assert store.items(ItemKind.CHECK, person=PERSON)[0].body["story"] == "more"


def two_phones(store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let two phones change the same version of one check."""
    take(store, change())
    results = [
        take(store, change(key=f"key-of-{name}", body=check_body(story=name), base_version=1), device=name)
        for name in ("phone-a", "phone-b")
    ]
    return results[0], results[1]


def test_two_phones_are_both_kept(store: Store) -> None:
    first, second = two_phones(store)

    assert (first["status"], second["status"]) == ("accepted", "conflict")
    assert second["current"]["body"]["story"] == "phone-a"
    (kept,) = open_conflicts(store, person=PERSON)
    assert kept.body["body"]["story"] == "phone-b"
    assert kept.body["of"] == "check-of-phone-1"


def test_a_conflict_that_comes_again_is_one_conflict(store: Store) -> None:
    two_phones(store)
    again = change(key="key-of-phone-b", body=check_body(story="phone-b"), base_version=1)

    assert take(store, again, device="phone-b")["status"] == "conflict"
    assert len(open_conflicts(store, person=PERSON)) == 1


def test_the_same_answer_on_two_phones_is_no_conflict(store: Store) -> None:
    take(store, change())
    for name in ("a", "b"):
        same = change(key=f"key-of-phone-{name}", body=check_body(story="same"), base_version=1)
        assert take(store, same)["status"] == {"a": "accepted", "b": "duplicate"}[name]

    assert open_conflicts(store, person=PERSON) == []


@pytest.mark.parametrize(
    ("choice", "stories", "versions"),
    [
        ("here", ["phone-a"], 2),
        ("there", ["phone-b"], 3),
        ("both", ["phone-a", "phone-b"], 2),
    ],
)
def test_a_person_chooses_and_nothing_is_gone(
    store: Store, choice: str, stories: list[str], versions: int
) -> None:
    two_phones(store)
    (kept,) = open_conflicts(store, person=PERSON)
    for _ in range(2):
        settle_conflict(store, kept.id, choice=choice, person=PERSON, key="key-of-choice", base_version=2)

    found = store.items(ItemKind.CHECK, person=PERSON)
    assert sorted(one.body["story"] for one in found) == stories
    assert len(store.history("check-of-phone-1")) == versions
    assert open_conflicts(store, person=PERSON) == []
    assert [one.body["body"]["story"] for one in store.history(kept.id) if one.body] == ["phone-b"]
    again = change(key="key-of-phone-b", body=check_body(story="phone-b"), base_version=1)
    assert take(store, again, device="phone-b")["status"] == "duplicate"


def test_a_choice_about_a_version_nobody_saw_is_refused(store: Store) -> None:
    two_phones(store)
    (kept,) = open_conflicts(store, person=PERSON)
    take(store, change(key="key-of-third", body=check_body(story="third"), base_version=2))

    with pytest.raises(ConflictError):
        settle_conflict(store, kept.id, choice="there", person=PERSON, key="key-of-choice", base_version=2)
    assert len(open_conflicts(store, person=PERSON)) == 1


@pytest.mark.parametrize(("choice", "person"), [("neither", PERSON), ("here", "somebody-else"), ("", PERSON)])
def test_a_choice_that_is_none_changes_nothing(store: Store, choice: str, person: str) -> None:
    two_phones(store)
    (kept,) = open_conflicts(store, person=PERSON)

    with pytest.raises(InputError):
        settle_conflict(store, kept.id, choice=choice, person=person, key="key-of-choice", base_version=2)
    assert open_conflicts(store, person=PERSON) == [kept]


def test_what_differs_stands_side_by_side(store: Store) -> None:
    two_phones(store)
    (kept,) = open_conflicts(store, person=PERSON)
    sides = sides_of(kept, store=store, library=load_library(), words=load_words("en"))

    assert [(row.here, row.there) for row in sides.rows] == [("phone-a", "phone-b")]
    assert sides.base_version == 2
    assert not sides.is_gone


def test_a_change_to_what_was_deleted_meanwhile_is_kept_for_a_choice(store: Store) -> None:
    take(store, change())
    store.delete("check-of-phone-1", key="key-of-delete")
    late = change(key="key-of-late", body=check_body(story="late"), base_version=1)

    assert take(store, late)["status"] == "conflict"
    (kept,) = open_conflicts(store, person=PERSON)
    assert sides_of(kept, store=store, library=load_library(), words=load_words("en")).is_gone
    settle_conflict(store, kept.id, choice="there", person=PERSON, key="key-of-choice", base_version=2)
    assert [one.body["story"] for one in store.items(ItemKind.CHECK, person=PERSON)] == ["late"]


def test_a_diary_entry_comes_back_too(store: Store) -> None:
    entry = change(kind="diary", body={"shaking": 3, "caffeine": [], "note": "ok"})
    other = change(key="key-of-other", kind="diary", body={"shaking": 5, "note": "ok"})

    assert take(store, entry)["status"] == "accepted"
    assert take(store, other)["status"] == "conflict"
    (kept,) = open_conflicts(store, person=PERSON)
    sides = sides_of(kept, store=store, library=load_library(), words=load_words("en"))
    assert [(row.here, row.there) for row in sides.rows] == [("3", "5"), ("0", "not answered")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": {}},
        {"body": {"state": {"schema": "legato.interview/1", "answers": 5}}},
        {"body": check_body(started_on="yesterday")},
        {"body": check_body(finished_on=7)},
        {"body": check_body(story=None)},
        {"body": check_body(story="x" * 20001)},
        {"body": check_body(recordings=[{"id": 1}])},
        {"body": check_body(sites="left")},
        {"body": check_body(story="\ud800")},
        {"body": check_body(more=float("nan"))},
        {"day": "2026-13-45"},
        {"person": "nobody-known"},
        {"kind": "diary", "body": {"shaking": 99}},
        {"kind": "diary", "body": {"caffeine": 5}},
        {"kind": "diary", "day": "", "body": {"shaking": 3}},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_refused_and_says_why(store: Store, wrong: dict[str, Any]) -> None:
    result = take(store, change(**wrong))

    assert result["status"] == "refused"
    assert result["why"]
    assert store.items(ItemKind.CHECK) == store.items(ItemKind.DIARY) == []


def test_a_phone_cannot_write_what_is_no_check(store: Store) -> None:
    before = store.get(PERSON)

    assert take(store, change(id=PERSON))["status"] == "refused"
    assert store.get(PERSON) == before


def test_a_phone_learns_what_changed_page_by_page_and_nothing_secret(store: Store) -> None:
    store.put(ItemKind.DEVICE, {"token_sha256": "x"}, id="device-one", person="", key="key-of-device")
    for number in range(250):
        take(store, change(number))
    since, seen = 0, []
    for _ in range(4):
        found = changes_since(store, since=since, person=PERSON)
        seen += [one["id"] for one in found["changes"]]
        since = found["upto"]
        if since >= found["seq"]:
            break

    assert seen == [f"check-of-phone-{number}" for number in range(250)]
    assert changes_since(store, since=since, person=PERSON) == {"changes": [], "upto": since, "seq": since}
    assert "token" not in json.dumps(changes_since(store, since=0, person=PERSON))


def test_another_store_is_seen_by_its_smaller_number(store: Store) -> None:
    take(store, change())

    assert changes_since(store, since=10**6, person=PERSON)["seq"] < 10**6


_TAKER = """
import datetime, json, sys
from pathlib import Path
from legato.app.offline.sync import take_change
from legato.store.open import open_store
store = open_store(Path(sys.argv[1]), now=lambda: datetime.datetime.now().astimezone())
for one in json.load(sys.stdin):
    print(json.dumps(take_change(store, one, person=sys.argv[2], device="phone-a")["status"]), flush=True)
"""


@pytest.mark.parametrize("told", [1, 4, 11])
def test_a_computer_killed_in_the_middle_loses_and_doubles_nothing(tmp_path: Path, told: int) -> None:
    folder = tmp_path / "data"
    first = open_store(folder, now=now)
    put_person(first)
    first.close()
    changes = [change(number) for number in range(40)]
    with subprocess.Popen(
        [sys.executable, "-c", _TAKER, str(folder), PERSON],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as taker:  # fmt: skip
        assert taker.stdin is not None
        assert taker.stdout is not None
        taker.stdin.write(json.dumps(changes))
        taker.stdin.close()
        confirmed = [taker.stdout.readline() for _ in range(told)]
        taker.send_signal(signal.SIGKILL)
    assert confirmed == ['"accepted"\n'] * told
    store = open_store(folder, now=now)
    kept = {one.id for one in store.items(ItemKind.CHECK)}
    statuses = [take(store, one)["status"] for one in changes]
    items = store.items(ItemKind.CHECK)

    assert kept >= {f"check-of-phone-{number}" for number in range(told)}
    assert statuses.count("duplicate") == len(kept)
    assert set(statuses) <= {"duplicate", "accepted"}
    assert len(items) == len(changes)
    assert {one.version for one in items} == {1}
    assert not any(one.id.startswith(CONFLICT) for one in store.items(ItemKind.SETTING))
    store.close()
