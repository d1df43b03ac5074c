"""Items: versions, conflicts, keys, undo, tombstones, and the order in which they come."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from legato.errors import ConflictError, InputError, StoreError
from legato.model.kept import ItemKind
from legato.store.open import open_store
from legato.store.store import Store


class Clock:
    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 23, 21, 14, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        self.now += datetime.timedelta(seconds=1)
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(tmp_path / "home", now=Clock())
    yield opened
    opened.close()


def put(store: Store, id_: str = "a", key: str = "k1", **more: object) -> object:
    settings: dict[str, object] = {"person": "p", "day": "2026-11-23", **more}
    body = settings.pop("body", {"shaking": 4})
    return store.put(settings.pop("kind", ItemKind.DIARY), body, id=id_, key=key, **settings)  # type: ignore[arg-type]


def test_what_was_put_is_there_after_opening_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home", now=Clock())
    body = {
        "shaking": 4,
        "note": "Grüße \ud800 \x00",
        "caffeine": [{"drink": "tea", "mg": 47.5}],
        "none": None,
    }
    written = put(store, body=body)
    store.close()
    again = open_store(tmp_path / "home")
    assert again.get("a") == written
    assert again.get("a").body == body
    assert again.get("b") is None
    again.close()


def test_times_come_from_the_clock_and_stand_in_utc(store: Store) -> None:
    put(store)
    second = put(store, key="k2")
    assert (second.made_at, second.changed_at) == (
        "2026-11-23T21:14:02.000000+00:00",
        "2026-11-23T21:14:03.000000+00:00",
    )


def test_the_version_that_was_seen_decides(store: Store) -> None:
    first = put(store, base_version=0)
    second = put(store, key="k2", base_version=1, body={"shaking": 5})
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(ConflictError) as caught:
        put(store, key="k3", base_version=1, body={"shaking": 6})
    assert caught.value.current == second
    with pytest.raises(ConflictError):
        put(store, key="k4", base_version=0)
    with pytest.raises(ConflictError) as none_there:
        put(store, "new", key="k5", base_version=1)
    assert none_there.value.current is None
    assert store.get("a") == second


def test_the_same_key_writes_once_and_gives_the_first_result(store: Store) -> None:
    first = put(store, base_version=0)
    assert put(store, base_version=0) == first
    put(store, key="k2", body={"shaking": 9})
    assert put(store, "another-id", base_version=0) == first
    assert store.get("another-id") is None
    assert [one.version for one in store.history("a")] == [1, 2]


def test_a_key_or_an_id_of_something_else_is_refused(store: Store) -> None:
    put(store)
    for more in ({"person": "q"}, {"kind": ItemKind.GOAL}):
        with pytest.raises(InputError, match="key was used"):
            put(store, **more)
        with pytest.raises(InputError, match="belongs to something else"):
            put(store, key="k2", **more)
    with pytest.raises(InputError, match="key was used"):
        store.delete("a", key="k1")
    assert len(store.history("a")) == 1


def test_undo_goes_back_one_by_one_and_stops_at_the_first(store: Store) -> None:
    for number in (1, 2, 3):
        put(store, key=f"k{number}", body={"n": number})
    assert store.undo("a", key="u1").body == {"n": 2}
    assert store.undo("a", key="u1").version == 4
    assert store.undo("a", key="u2").body == {"n": 1}
    with pytest.raises(StoreError, match="nothing before"):
        store.undo("a", key="u3")
    put(store, key="k4", body={"n": 4})
    assert store.undo("a", key="u4").body == {"n": 1}
    assert [one.body["n"] for one in store.history("a")] == [1, 2, 3, 2, 1, 4, 1]


def test_a_deleted_item_leaves_the_lists_and_comes_back(store: Store) -> None:
    written = put(store)
    stone = store.delete("a", key="d1", base_version=1)
    assert stone.is_deleted
    assert stone.body == {}
    assert store.items(ItemKind.DIARY) == []
    assert store.get("a") == stone
    assert store.delete("a", key="d2") == stone
    back = store.undo("a", key="u1")
    assert (back.body, back.is_deleted, back.version) == (written.body, False, 3)
    assert store.items(ItemKind.DIARY) == [back]
    with pytest.raises(ConflictError):
        store.delete("a", key="d3", base_version=1)
    with pytest.raises(StoreError, match="no such item"):
        store.delete("nowhere", key="d4")


def test_items_come_by_day_and_then_by_time(store: Store) -> None:
    put(store, "late", key="1", day="2026-11-25")
    put(store, "early", key="2", day="2026-11-20")
    put(store, "same-day", key="3", day="2026-11-25")
    put(store, "dayless", key="4", day="")
    put(store, "hers", key="5", person="q")
    put(store, "goal", key="6", kind=ItemKind.GOAL)
    everyone = [one.id for one in store.items(ItemKind.DIARY)]
    assert everyone == ["dayless", "early", "hers", "late", "same-day"]
    mine = store.items(ItemKind.DIARY, person="p", first_day="2026-11-20", last_day="2026-11-25")
    assert [one.id for one in mine] == ["early", "late", "same-day"]
    assert store.items(ItemKind.DIARY, person="p", last_day="2026-11-19") == []


def test_changes_are_told_once_and_in_order(store: Store) -> None:
    put(store, "a", key="1")
    put(store, "b", key="2")
    put(store, "a", key="3", body={"shaking": 1})
    put(store, "c", key="4", person="q")
    told = store.changes_since(0)
    assert [one.id for _, one in told] == ["b", "a", "c"]
    assert told[1][1].body == {"shaking": 1}
    assert [seq for seq, _ in told] == sorted(seq for seq, _ in told)
    assert [one.id for _, one in store.changes_since(told[0][0], person="p")] == ["a"]
    assert store.changes_since(told[-1][0]) == []


@pytest.mark.parametrize(
    "more",
    [
        {"body": {"x": float("nan")}},
        {"body": {"x": datetime.date(2026, 1, 1)}},
        {"day": "2026-02-30"},
        {"day": "20260201"},
        {"id_": ""},
        {"id_": "a\nb"},
        {"id_": "a" * 201},
        {"key": ""},
        {"device": ""},
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, more: dict[str, object]) -> None:
    with pytest.raises(InputError):
        put(store, **more)
    assert store.changes_since(0) == []


def test_two_threads_with_the_same_version_in_sight_never_lose_an_update(store: Store) -> None:
    put(store, "counter", key="first", body={"n": 0})

    def add_one(number: int) -> None:
        attempt = 0
        while True:
            seen = store.get("counter")
            assert seen is not None
            try:
                put(
                    store,
                    "counter",
                    f"{number}-{attempt}",
                    body={"n": seen.body["n"] + 1},
                    base_version=seen.version,
                )
                return
            except ConflictError:
                attempt += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add_one, range(40)))
    assert store.get("counter").body == {"n": 40}
    assert store.get("counter").version == 41


def test_two_stores_of_one_folder_see_each_other(tmp_path: Path) -> None:
    one, other = open_store(tmp_path / "home"), open_store(tmp_path / "home")
    written = put(one)
    assert other.get("a") == written
    with pytest.raises(ConflictError):
        put(other, key="k2", base_version=0)
    one.close()
    other.close()
