"""The server of the review: who may come in, what edits do to the rules, and that nothing is lost or overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lab_makers import make_desk, make_movements, movement
from legato.errors import InputError
from legato.lab.desk import NightDesk
from legato.lab.door import CONTENT_SECURITY_POLICY, LabDoor
from legato.lab.server import create_lab

HOST = "127.0.0.1:8770"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> NightDesk:
    return make_desk(tmp_path_factory.mktemp("made"), duration_s=600.0)


@pytest.fixture
def desk(tmp_path: Path, made: NightDesk) -> NightDesk:
    from lab_makers import rescore

    movements = make_movements(600.0)
    path = tmp_path / "night.edf.review.json"
    return NightDesk(made.night, made.traces, movements=movements, rescore=rescore, review_path=path)


@pytest.fixture
def client(desk: NightDesk) -> TestClient:
    door = LabDoor()
    known = TestClient(create_lab(desk, door), base_url=f"http://{HOST}", follow_redirects=False)
    known.get(f"/enter?key={door.make_key()}")
    return known


def send(client: TestClient, path: str = "/api/edits", **changes: Any) -> Any:
    body = {
        "base_version": 0,
        "kind": "reject",
        "author": "AB",
        "reason": "Heart artefact",
        "event": "left-10.000000",
    }
    if path == "/api/undo":
        body = {key: body[key] for key in ("base_version", "author", "reason")}
    return client.post(path, json={**body, **changes})


def plms(answer: dict[str, Any], rule: str = "wasm2016") -> float:
    return next(one["value"] for one in answer["measures"][rule] if one["name"] == "plms_count")


def test_the_page_forbids_whatever_is_not_its_own(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert "default-src 'self'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert " style=" not in answer.text
    assert "Not a diagnosis" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/api/night", "/api/review", "/api/trace?start_s=0&end_s=30&columns=900"]
)
def test_a_browser_without_a_key_sees_nothing(desk: NightDesk, path: str) -> None:
    stranger = TestClient(create_lab(desk), base_url=f"http://{HOST}", follow_redirects=False)
    assert stranger.get(path).status_code == 401


def test_a_key_opens_once(desk: NightDesk) -> None:
    door = LabDoor()
    key = door.make_key()
    app = create_lab(desk, door)
    answers = [
        TestClient(app, base_url=f"http://{HOST}", follow_redirects=False).get(f"/enter?key={key}")
        for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [303, 403]
    assert "httponly" in answers[0].headers["set-cookie"].lower()
    assert "samesite=strict" in answers[0].headers["set-cookie"].lower()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", ""])
def test_another_host_is_not_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"content-type": "text/plain"}, 415),
        ({"origin": f"http://{HOST}"}, 200),
    ],
)
def test_an_edit_from_another_page_is_refused(
    client: TestClient, desk: NightDesk, headers: dict[str, str], status: int
) -> None:
    body = {"base_version": 0, "kind": "reject", "author": "AB", "reason": "x", "event": "left-10.000000"}
    sent = {"content-type": "application/json", **headers}
    assert client.post("/api/edits", content=json.dumps(body), headers=sent).status_code == status
    assert desk.state().review.version == (1 if status == 200 else 0)


def test_a_body_larger_than_any_edit_is_not_read(client: TestClient) -> None:
    assert send(client, reason="x" * 70_000).status_code == 413


def test_a_rejected_movement_leaves_the_indices_of_both_rule_sets(client: TestClient) -> None:
    before = client.get("/api/review").json()
    after = send(client, event="left-35.000000").json()
    rules = ("wasm2016", "aasm3")
    assert [plms(after, rule) for rule in rules] == [plms(before, rule) - 1 for rule in rules]
    assert client.get("/api/night").json()["rules"]["wasm2016"]["measures"][0]["value"] == plms(before)


def test_every_edit_is_there_for_the_next_desk_and_undo_appends(
    client: TestClient, desk: NightDesk, made: NightDesk
) -> None:
    before = client.get("/api/review").json()
    send(client, kind="move", event="left-35.000000", span=[34.5, 36.0])
    send(client, kind="add", event="", side="both", span=[22.0, 23.5], base_version=1)
    undone = send(client, "/api/undo", base_version=2).json()
    assert undone["version"] == 3
    assert [one["kind"] for one in undone["edits"]] == ["move", "add", "restore"]
    again = send(client, "/api/undo", base_version=3).json()
    assert again["version"] == 4
    assert again["scored"] == before["scored"]
    assert again["measures"] == before["measures"]
    assert send(client, "/api/undo", base_version=4).status_code == 422


def test_a_movement_of_both_legs_is_scored_as_one(client: TestClient) -> None:
    answer = send(client, kind="add", event="", side="both", span=[22.0, 23.5]).json()
    id_ = answer["edits"][0]["id"]
    places = [index for index, one in enumerate(answer["movements"]) if one["id"].startswith(id_)]
    verdicts = [answer["scored"]["wasm2016"][index] for index in places]
    assert len(verdicts) == 2
    assert verdicts[0]["bilateral"] == verdicts[1]["bilateral"] is not None


def test_a_window_that_shows_an_older_state_is_told_and_changes_nothing(
    client: TestClient, desk: NightDesk
) -> None:
    assert send(client).status_code == 200
    late = send(client, event="left-35.000000")
    assert late.status_code == 409
    assert "nothing was saved" in late.json()["title"]
    assert desk.state().review.version == 1


def test_another_program_that_writes_the_same_file_is_seen(
    client: TestClient, tmp_path: Path, made: NightDesk
) -> None:
    other = make_desk(tmp_path, duration_s=600.0)
    from legato.lab.desk import AskedEdit
    from legato.model.review import ReviewEditKind

    other.edit(AskedEdit(ReviewEditKind.REJECT, "CD", "x", event="left-10.000000"), base_version=0)
    assert client.get("/api/review").json()["version"] == 1
    assert send(client, event="left-35.000000").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"author": "  "},
        {"author": ""},
        {"reason": ""},
        {"reason": "a\x07b"},
        {"event": "left-11.000000"},
        {"kind": "restore"},
        {"kind": "move"},
        {"kind": "move", "span": [12.0, 11.0]},
        {"kind": "move", "span": [10.0, 10.0]},
        {"kind": "move", "span": [10.0, 36.0]},
        {"kind": "add", "event": "", "span": [22.0, 23.0]},
        {"kind": "add", "event": "", "side": "left", "span": [10.5, 11.0]},
        {"kind": "add", "event": "", "side": "left", "span": [599.0, 601.0]},
        {"kind": "add", "event": "", "side": "left", "span": [-1.0, 1.0]},
    ],
)
def test_an_edit_that_does_not_fit_is_refused_and_not_kept(
    client: TestClient, desk: NightDesk, tmp_path: Path, changes: dict[str, Any]
) -> None:
    answer = send(client, **changes)
    assert answer.status_code == 422
    assert answer.json()["title"]
    assert desk.state().review.version == 0
    assert not (tmp_path / "night.edf.review.json").exists()


def test_the_review_of_another_night_is_refused_before_anything_is_shown(
    client: TestClient, tmp_path: Path
) -> None:
    send(client)
    with pytest.raises(InputError, match="another recording"):
        make_desk(tmp_path, duration_s=600.0, sha256="cd" * 32)
    with pytest.raises(InputError, match="other movements"):
        make_desk(tmp_path, duration_s=600.0, movements=(movement(5.0), movement(50.0)))


@pytest.mark.parametrize(
    "query", ["start_s=0&end_s=0", "start_s=nan&end_s=3", "start_s=0&end_s=99999", "start_s=9&end_s=3"]
)
def test_a_piece_that_cannot_be_drawn_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/trace?{query}&columns=900").status_code == 422
