"""What stands before every page: hosts, origins, sizes, keys, guards of forms, headers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from legato.app.access import COOKIE, Access, csrf_of
from legato.app.desk import Desk
from legato.app.guards import CONTENT_SECURITY_POLICY
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.model.kept import ItemKind
from legato.store.open import open_store

HOST = "127.0.0.1:8765"
OWN = f"http://{HOST}"


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=now)
    yield Desk(store, clock=now)
    store.close()


@pytest.fixture
def access(desk: Desk) -> Access:
    return Access(desk.store)


@pytest.fixture
def stranger(desk: Desk, access: Access) -> TestClient:
    app = create_app(desk, AppSettings(upload_limit_bytes=2000), access=access)
    return TestClient(app, base_url=OWN, follow_redirects=False)


@pytest.fixture
def known(stranger: TestClient, access: Access) -> TestClient:
    stranger.get(f"/enter?key={access.make_one_time()}")
    return stranger


def token_of(client: TestClient) -> str:
    token = client.cookies.get(COOKIE)
    assert token is not None
    return token


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:9999", "localhost.evil.example:8765", ""]
)
def test_a_name_that_is_not_ours_is_refused_as_rebinding_would_bring_it(known: TestClient, host: str) -> None:
    answer = known.get("/help", headers={"host": host})
    assert answer.status_code == 421
    assert host == "" or host not in answer.text


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "LOCALHOST:8765"])
def test_our_own_names_are_answered(stranger: TestClient, host: str) -> None:
    assert stranger.get("/enter", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/diary", "/me", "/record", "/result/x", "/phone", "/timeline", "/nothing"]
)
def test_nothing_personal_opens_without_a_key(stranger: TestClient, path: str) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/enter"


def test_the_interface_says_so_without_a_key(stranger: TestClient) -> None:
    assert stranger.get("/api/v1/sync").status_code == 401
    assert stranger.post("/diary/add").status_code == 401


def test_help_and_crisis_open_without_a_key(stranger: TestClient) -> None:
    assert stranger.get("/help").status_code == 200
    assert stranger.get("/crisis").status_code == 200


def test_a_key_opens_once(stranger: TestClient, access: Access) -> None:
    key = access.make_one_time()
    first = stranger.get(f"/enter?key={key}")
    assert first.status_code == 303
    assert first.headers["location"] == "/"
    assert stranger.get("/").status_code == 200
    stranger.cookies.clear()
    assert stranger.get(f"/enter?key={key}").status_code == 403
    assert stranger.get("/enter?key=wrong").status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(
    stranger: TestClient, access: Access
) -> None:
    told = stranger.get(f"/enter?key={access.make_one_time()}").headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=strict" in told


def test_over_tls_the_cookie_never_leaves_it(desk: Desk, access: Access) -> None:
    app = create_app(desk, AppSettings(is_secure=True), access=access)
    client = TestClient(app, base_url=f"https://{HOST}", follow_redirects=False)
    told = client.get(f"/enter?key={access.make_one_time()}").headers["set-cookie"].lower()
    assert "secure" in told.split("; ")


def test_only_the_hash_of_a_token_is_kept(known: TestClient, desk: Desk) -> None:
    bodies = [dict(item.body) for item in desk.store.items(ItemKind.DEVICE)]
    assert bodies
    assert token_of(known) not in repr(bodies)


def test_a_device_that_was_removed_stays_outside(known: TestClient, desk: Desk) -> None:
    assert known.get("/phone").status_code == 200
    (device,) = desk.store.items(ItemKind.DEVICE)
    desk.store.delete(device.id, key="remove-device")
    assert known.get("/phone").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": f"https://{HOST}"},
    ],
)
def test_a_form_of_another_page_is_refused(known: TestClient, headers: dict[str, str]) -> None:
    answer = known.post("/goal", data={"csrf": csrf_of(token_of(known))}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("guard", ["", "wrong", "0" * 64])
def test_a_form_without_its_guard_changes_nothing(known: TestClient, desk: Desk, guard: str) -> None:
    before = desk.store.changes_since(0)
    answer = known.post("/phone/remove", data={"csrf": guard, "device": "x"}, headers={"origin": OWN})
    assert answer.status_code == 403
    assert desk.store.changes_since(0) == before


def test_the_guard_of_one_browser_does_not_open_another(known: TestClient, access: Access) -> None:
    other = csrf_of(access.admit(name="other"))
    assert known.post("/phone/remove", data={"csrf": other}, headers={"origin": OWN}).status_code == 403


def test_a_body_that_says_it_is_too_large_is_not_read(known: TestClient) -> None:
    answer = known.post("/goal", content=b"x", headers={"content-length": str(10 * 2**30), "origin": OWN})
    assert answer.status_code == 413


def test_a_body_that_turns_out_too_large_is_cut(known: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 100

    headers = {"origin": OWN, "content-type": "application/x-www-form-urlencoded"}
    answer = known.post("/goal", content=pieces(), headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "9" * 30])
def test_a_length_that_is_none_is_refused(known: TestClient, length: str) -> None:
    answer = known.post("/goal", content=b"", headers={"content-length": length, "origin": OWN})
    assert answer.status_code in (400, 413)


@pytest.mark.parametrize("path", ["/enter", "/", "/nothing", "/api/v1/health", "/static/css/legato.css"])
def test_every_answer_carries_the_policy(known: TestClient, path: str) -> None:
    headers = known.get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_personal_pages_are_kept_by_no_cache(known: TestClient) -> None:
    assert known.get("/phone").headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_the_way_back_after_a_language_stays_here(known: TestClient, back: str) -> None:
    assert known.get("/language/de", params={"back": back}).headers["location"] == "/"


def test_the_language_is_remembered(known: TestClient) -> None:
    known.get("/language/de?back=/phone")
    assert '<html lang="de">' in known.get("/phone").text


def test_a_listener_for_recorder_apps_shows_no_page(desk: Desk, access: Access) -> None:
    app = create_app(desk, AppSettings(only="/ingest/"), access=access)
    client = TestClient(app, base_url=OWN, follow_redirects=False)
    for path in ("/", "/help", "/enter", "/static/css/legato.css", "/api/openapi.json"):
        assert client.get(path).status_code == 404


def test_a_page_that_is_not_there_says_so_with_its_status(known: TestClient) -> None:
    answer = known.get("/nothing")
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_a_fault_of_ours_is_a_page_and_not_a_trace(
    desk: Desk, access: Access, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(desk, AppSettings(), access=access)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("a secret detail")

    client = TestClient(app, base_url=OWN, raise_server_exceptions=False)
    client.get(f"/enter?key={access.make_one_time()}")
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret detail" in caplog.text
