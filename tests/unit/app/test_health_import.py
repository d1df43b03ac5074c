"""An Apple Health export on the pages: streamed in, read in a process of its own, kept as days, taken out as one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from diary_house import PERSON, Answer, Client, ago, diary_client, put
from health_makers import export, record, sleep
from legato.model.kept import ItemKind, KeptItem

HOME = "/import/apple-health"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with diary_client(tmp_path) as made:
        yield made


def read_through(client: Client, content: bytes) -> tuple[str, Answer]:
    """Send a file and wait until it was read."""
    sent = client.upload(HOME, content)
    assert sent.status == 303, sent.words
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page = client.get(sent.place)
        if "Reading your file" not in page.words:
            return sent.place, page
    raise AssertionError("the file was not read within a minute")


def health_days(client: Client) -> list[KeptItem]:
    return client.desk.store.items(ItemKind.HEALTH_DAY, person=PERSON)


def left_over(client: Client) -> list[Path]:
    return list((client.server.folder / "imports").rglob("export.bin"))


XML = export(
    sleep(f"{ago(1)} 23:00:00 +0100", f"{ago(0)} 05:30:00 +0100"),
    record("steps", 4000, f"{ago(0)} 10:00:00 +0100", source="Anna"),
    record("steps", "many", f"{ago(0)} 10:00:00 +0100"),
    record("heart_rate", 66, f"{ago(500)} 10:00:00 +0100"),
)


def test_days_are_shown_kept_suggested_and_taken_out_as_one(client: Client) -> None:
    client.post("/diary/add", {"shaking": "5"})
    place, page = read_through(client, XML)
    assert "2 days" in page.words
    assert "1 record of steps could not be read" in page.words
    assert health_days(client) == []
    assert left_over(client) == []
    kept = client.post(f"{place}/keep", {"how_far": "all"})
    assert "2 days are kept" in client.get(kept.place).words
    old, new = health_days(client)
    assert (old.day, old.body["heart_rate_mean"], "sleep_h" in old.body) == (ago(500), 66, False)
    assert (new.day, new.body["sleep_h"], new.body["steps"]) == (ago(0), 6.5, 4000)
    assert "Anna" not in str(new.body)
    entry_page = client.get("/diary/add")
    assert "Apple Health says 6.5 h" in entry_page.words
    assert (
        'name="sleep_h" type="text" inputmode="decimal" autocomplete="off" maxlength="6" value=""'
        in entry_page.text
    )
    assert client.entries()[0].body == {"shaking": 5}
    assert client.get(place).status == 404
    out = client.post(f"{HOME}/{new.body['import']}/out", {})
    assert "2 days were taken out" in client.get(out.place).words
    assert health_days(client) == []


def test_only_the_last_year_is_kept_where_nothing_else_is_said(client: Client) -> None:
    place, _ = read_through(client, XML)
    client.post(f"{place}/keep", {"how_far": "year"})
    assert [item.day for item in health_days(client)] == [ago(0)]


def test_taking_an_import_out_brings_back_what_stood_there_before(client: Client) -> None:
    put(
        client.desk,
        ItemKind.HEALTH_DAY,
        {"steps": 1, "import": "earlier"},
        day=ago(0),
        id_=f"health-{PERSON}-{ago(0)}",
    )
    for _ in range(2):
        place, _ = read_through(client, XML)
        client.post(f"{place}/keep", {"how_far": "year"})
    (item,) = health_days(client)
    client.post(f"{HOME}/{item.body['import']}/out", {})
    (item,) = health_days(client)
    assert item.body["steps"] == 4000
    client.post(f"{HOME}/{item.body['import']}/out", {})
    assert [one.body["steps"] for one in health_days(client)] == [1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no export at all", "LEG-E862"),
        (b'<!DOCTYPE HealthData [<!ENTITY a "b">]><HealthData/>', "LEG-E863"),
        (export("<a>" * 100 + "</a>" * 100), "LEG-E861"),
    ],
)
def test_a_hostile_file_is_told_and_changes_nothing(client: Client, content: bytes, code: str) -> None:
    _, page = read_through(client, content)
    assert "The file could not be read" in page.words
    assert code in page.words
    assert health_days(client) == []
    assert left_over(client) == []


def test_a_file_without_anything_of_use_says_what_it_holds(client: Client) -> None:
    _, page = read_through(client, export(record("height", 1.7, f"{ago(0)} 10:00:00 +0100")))
    assert "1 records, but none of sleep" in page.words


def test_no_guard_no_file(client: Client) -> None:
    assert client.upload(HOME, XML, csrf="wrong").status == 403
    assert list((client.server.folder / "imports").iterdir()) == []
    assert client.upload(HOME, b"").status == 422
    assert client.post(HOME, {"file": "x"}).status == 422
    assert list((client.server.folder / "imports").iterdir()) == []


def test_nothing_is_written_outside_the_data_folder_and_stopping_clears_all(
    client: Client, tmp_path: Path
) -> None:
    place, _ = read_through(client, XML)
    assert {path.name for path in tmp_path.iterdir()} == {"data"}
    client.post(f"{place}/stop", {})
    assert list((client.server.folder / "imports").iterdir()) == []
    for path in (f"{HOME}/..%2F..%2Fdata", f"{HOME}/{'0' * 32}", f"{HOME}/x"):
        assert client.get(path).status == 404


def test_an_import_belongs_to_one_person(client: Client) -> None:
    place, _ = read_through(client, XML)
    meta = client.server.folder / "imports" / place.rsplit("/", 1)[1] / "import.json"
    meta.write_text('{"person": "other"}', encoding="utf-8")
    assert client.get(place).status == 404
    assert client.post(f"{place}/keep", {"how_far": "all"}).status == 404
    assert health_days(client) == []
