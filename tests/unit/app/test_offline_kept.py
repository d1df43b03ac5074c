"""What a phone keeps: the worker and its list, the questions in every language, the doors of the way back."""

from __future__ import annotations

import datetime
import json
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import legato.app
from legato.app.access import COOKIE, Access, csrf_of
from legato.app.desk import Desk
from legato.app.offline.graph import graph_bytes
from legato.app.offline.precache import kept_assets, plan_version, worker_source
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.knowledge.expression import codes_of
from legato.knowledge.library import load_library
from legato.knowledge.locales import languages, library_in
from legato.store.open import open_store
from offline_house import PERSON, change, put_person

STATIC = Path(legato.app.__file__).parent / "static"
OWN = "http://127.0.0.1:8765"
LARGEST_GRAPH = 250_000
LARGEST_ASSETS = 1_000_000


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=now)
    put_person(store)
    yield Desk(store, clock=now)
    store.close()


@pytest.fixture
def stranger(desk: Desk) -> TestClient:
    app = create_app(desk, AppSettings(), access=Access(desk.store))
    return TestClient(app, base_url=OWN, follow_redirects=False, headers={"accept-language": "en-GB"})


@pytest.fixture
def known(stranger: TestClient, desk: Desk) -> TestClient:
    token = Access(desk.store).admit(name="phone", kind="phone")
    stranger.cookies.set(COOKIE, token)
    stranger.headers["x-legato-csrf"] = csrf_of(token)
    return stranger


def plan_of(text: str) -> dict[str, object]:
    """Read the list at the head of the worker."""
    plan: dict[str, object] = json.loads(
        text.split("\n", 1)[0].removeprefix("const PLAN = ").removesuffix(";")
    )
    return plan


def test_the_worker_keeps_every_asset_and_no_personal_page(stranger: TestClient) -> None:
    plan = plan_of(stranger.get("/sw.js").text)

    assert plan["needed"] == ["/offline", "/api/v1/questions?language=en", *kept_assets()]
    assert plan["wanted"] == {
        "/help": "/offline/help",
        "/crisis": "/offline/crisis",
        "/offline/record": "/offline/record",
    }
    for address in ("/static/css/legato.css", "/static/js/engine.js", "/static/js/words.js"):
        assert address in kept_assets()
    assert "/static/js/offline_worker.js" not in kept_assets()


def test_all_that_is_needed_is_there_for_somebody_without_a_key(stranger: TestClient) -> None:
    plan = plan_of(stranger.get("/sw.js").text)

    assert {stranger.get(str(address)).status_code for address in plan["needed"]} == {200}  # type: ignore[attr-defined]


def test_the_worker_is_a_plain_script(stranger: TestClient) -> None:
    answer = stranger.get("/sw.js")
    lines = answer.text.splitlines()

    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-store"
    assert not [line for line in lines if line.startswith(("import ", "export "))]
    names = [
        line.split("(")[0].split()[-1] for line in lines if line.startswith(("function ", "async function "))
    ]
    assert len(names) == len(set(names))


def test_the_version_changes_with_language_country_and_knowledge() -> None:
    library = load_library()
    versions = {
        plan_version(library, language=language, country=country)
        for language in ("en", "de")
        for country in ("gb", "de")
    }

    assert len(versions) == 4
    assert worker_source(library, language="en", country="gb") == worker_source(
        library, language="en", country="gb"
    )


@pytest.mark.parametrize("language", languages())
def test_the_questions_of_a_language_are_small_and_decide_the_same(language: str) -> None:
    text = graph_bytes(library_in(language), language=language)
    graph, english = json.loads(text), json.loads(graph_bytes(load_library(), language="en"))

    assert len(text) <= LARGEST_GRAPH
    for part in ("macros", "red_flags", "gate", "implications", "levels", "settings", "interview", "version"):
        assert graph[part] == english[part]
    assert [(one["id"], one["when"]) for one in graph["rules"]] == [
        (one["id"], one["when"]) for one in english["rules"]
    ]
    assert [one["id"] for one in graph["questions"]] == [one["id"] for one in english["questions"]]
    assert graph["free_text"] == english["free_text"]
    assert set(graph["words"]) == set(english["words"])
    assert (graph["questions"][0]["ask"] == english["questions"][0]["ask"]) == (language == "en")


def test_every_code_of_every_rule_stands_in_the_data() -> None:
    graph = json.loads(graph_bytes(load_library(), language="en"))
    written = json.dumps([graph["rules"], graph["macros"]])
    codes = {code for rule in load_library().triage.rules for code in codes_of(rule.when)}

    assert codes
    assert all(f'"{code}"' in written for code in codes)


def test_the_assets_stay_within_their_budget() -> None:
    sizes = {file.name: file.stat().st_size for file in STATIC.rglob("*") if file.is_file()}

    assert sum(sizes.values()) <= LARGEST_ASSETS, sorted(sizes.items(), key=lambda one: -one[1])[:5]


def test_the_pictures_have_the_sizes_that_the_manifest_names(stranger: TestClient) -> None:
    answer = stranger.get("/manifest.webmanifest")
    manifest = answer.json()

    assert answer.headers["content-type"] == "application/manifest+json"
    assert (manifest["start_url"], manifest["display"], manifest["lang"]) == ("/", "standalone", "en")
    pictures = [one for one in manifest["icons"] if one["type"] == "image/png"]
    assert {(one["sizes"], one.get("purpose", "any")) for one in pictures} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for one in pictures:
        width, height = struct.unpack(">II", stranger.get(one["src"]).content[16:24])
        assert f"{width}x{height}" == one["sizes"]


def test_the_questions_are_sent_again_only_when_they_changed(stranger: TestClient) -> None:
    first = stranger.get("/api/v1/questions?language=en")
    again = stranger.get("/api/v1/questions?language=en", headers={"if-none-match": first.headers["etag"]})

    assert first.json()["schema"] == "legato.questions/1"
    assert (again.status_code, again.content) == (304, b"")
    assert stranger.get("/api/v1/questions?language=xx").status_code == 422


def test_a_stranger_reads_and_writes_nothing(stranger: TestClient) -> None:
    assert stranger.get("/api/v1/sync").status_code == 401
    assert stranger.post("/api/v1/sync", json={"changes": []}).status_code == 401
    assert stranger.get("/offline/conflicts").status_code == 303


def test_a_request_without_the_guard_changes_nothing(known: TestClient, desk: Desk) -> None:
    del known.headers["x-legato-csrf"]

    assert known.post("/api/v1/sync", json={"changes": [change()]}).status_code == 403
    assert desk.store.get("check-of-phone-1") is None


def test_a_phone_brings_changes_and_reads_them_back(known: TestClient) -> None:
    before = known.get("/api/v1/sync").json()
    brought = [change(1), change(2), change(3, body={})]
    answers = [known.post("/api/v1/sync", json={"changes": brought}).json()["results"] for _ in range(2)]
    after = known.get(f"/api/v1/sync?since={before['upto']}").json()

    assert before["person"] == PERSON
    assert before["csrf"] == known.headers["x-legato-csrf"]
    assert [one["status"] for one in answers[0]] == ["accepted", "accepted", "refused"]
    assert [one["status"] for one in answers[1]] == ["duplicate", "duplicate", "refused"]
    assert [one["id"] for one in after["changes"]] == ["check-of-phone-1", "check-of-phone-2"]
    assert after["conflicts"] == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "short"},
        {"key": "spaces in it"},
        {"kind": "device"},
        {"id": "../../etc/passwd"},
        {"base_version": -1},
        {"day": "today"},
        {"more": 1},
    ],
    ids=str,
)
def test_what_has_another_form_is_refused_whole(
    known: TestClient, desk: Desk, wrong: dict[str, object]
) -> None:
    answer = known.post("/api/v1/sync", json={"changes": [change(1), change(2) | wrong]})

    assert answer.status_code == 422
    assert desk.store.get("check-of-phone-1") is None


def test_what_a_phone_keeps_tells_nothing_of_anybody(known: TestClient) -> None:
    form = {
        "csrf": known.headers["x-legato-csrf"],
        "key": "key-of-contact",
        "name": "Aunt Zelda",
        "number": "0171 2345",
    }
    assert known.post("/crisis/contact", data=form).status_code == 303
    assert "Aunt Zelda" in known.get("/crisis").text

    for address in ("/offline", "/offline/help", "/offline/crisis"):
        answer = known.get(address)
        assert answer.status_code == 200
        assert not [secret for secret in ("Zelda", "2345", form["csrf"]) if secret in answer.text]


def test_the_page_holds_the_numbers_of_the_country(stranger: TestClient) -> None:
    numbers = {}
    for country in ("gb", "us", "de", "eu"):
        stranger.get(f"/country/{country}")
        text = stranger.get("/offline").text
        numbers[country] = [number for number in ("999", "911", "112") if f'href="tel:{number}"' in text]

    assert numbers == {"gb": ["999"], "us": ["911"], "de": ["112"], "eu": ["112"]}
