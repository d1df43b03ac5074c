"""Recording through the interface: bit for bit, once, judged, and never thrown away."""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from legato.app.access import COOKIE, Access, csrf_of
from legato.app.desk import Desk
from legato.app.phyphox_fetch import address_of
from legato.app.pushes import PushBox
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.errors import InputError
from legato.io.read import read_recording
from legato.io.write_table import write_table
from legato.model.kept import ItemKind, KeptItem
from legato.simulation.demo_evening import demo_battery
from legato.store.open import open_store
from record_samples import samples

HOST = "127.0.0.1:8765"


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=now)
    yield Desk(store, clock=now)
    store.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    access = Access(desk.store)
    made = TestClient(
        create_app(desk, AppSettings(), access=access), base_url=f"http://{HOST}", follow_redirects=False
    )
    token = access.admit(name="test")
    made.cookies.set(COOKIE, token)
    made.headers["x-legato-csrf"] = csrf_of(token)
    return made


def guard(client: TestClient) -> str:
    return csrf_of(str(client.cookies.get(COOKIE)))


def post(client: TestClient, body: dict[str, Any], *, key: str = "recording-key-1") -> Any:
    return client.post("/api/v1/recordings", json=body, headers={"idempotency-key": key})


def only(desk: Desk) -> KeptItem:
    (item,) = desk.store.items(ItemKind.RECORDING)
    return item


def test_what_was_sent_is_kept_bit_for_bit_and_never_resampled(client: TestClient, desk: Desk) -> None:
    body = samples()
    assert post(client, body).json()["state"] == "kept"
    with desk.store.bundles.opened(str(only(desk).body["bundle"])) as place:
        table = pq.read_table(place).to_pydict()
        read = read_recording(place)
    np.testing.assert_array_equal(table["time_s"], [one / 1000 for one in body["t_ms"]])
    for column, name in (("ax", "accel_x"), ("ay", "accel_y"), ("rx", "gyro_x")):
        (found,) = [values for key, values in table.items() if key.startswith(name)]
        sent = np.deg2rad(body[column]) if column == "rx" else np.asarray(body[column])
        np.testing.assert_allclose(found, sent, rtol=1e-12, atol=1e-12)
    assert read.channels[0].time.sampling_rate_hz == pytest.approx(60, rel=0.01)


def test_the_same_key_keeps_nothing_twice(client: TestClient, desk: Desk) -> None:
    first, again = post(client, samples()), post(client, samples())
    assert first.json() == again.json()
    assert only(desk).version == 1


def test_a_recording_counts_for_its_check_and_a_repetition_takes_its_place(
    client: TestClient, desk: Desk
) -> None:
    assert post(client, samples(), key="first-of-all").status_code == 200
    person = only(desk).person
    body = {"state": {}, "recordings": []}
    desk.store.put(ItemKind.CHECK, body, id="check-0001", person=person, key="check-key-1")
    ids = [
        post(client, samples() | {"check": "check-0001"}, key=f"repeat-key-{k}").json()["id"]
        for k in range(2)
    ]
    check = desk.store.get("check-0001")
    assert check is not None
    assert check.body["recordings"] == [ids[1]]
    states = {item.id: item.body["state"] for item in desk.store.items(ItemKind.RECORDING)}
    assert states[ids[0]] == "replaced"
    assert states[ids[1]] == "kept"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (samples(rate_hz=15), "too_slow"),
        (samples(seconds=30, gap=(5, 20)), "gaps"),
        (samples(seconds=12) | {"planned_s": 60}, "too_short"),
        (samples(still=True) | {"ax": [0.0] * 1800, "az": [0.0] * 1800, "rx": [0.0] * 1800, "ry": [0.0] * 1800, "rz": [0.0] * 1800}, "loose"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_set_aside_with_its_reason_and_kept(
    client: TestClient, desk: Desk, body: dict[str, Any], reason: str
) -> None:
    told = post(client, body).json()
    assert told["state"] == "set_aside"
    assert reason in told["reasons"]
    assert desk.store.bundles.read(str(only(desk).body["bundle"]))
    assert client.get(told["page"]).status_code == 200


def test_a_part_of_a_task_is_kept_and_said(client: TestClient) -> None:
    told = post(client, samples(seconds=41) | {"planned_s": 60}).json()
    assert told["state"] == "kept"
    page = client.get(told["page"]).text
    assert "41 of 60 seconds" in page


def test_standing_below_fifty_a_second_says_that_the_fast_shaking_was_not_measured(
    client: TestClient,
) -> None:
    told = post(client, samples(rate_hz=40) | {"task": "stand"}).json()
    assert "stand_rate" in told["quality"]["notes"]
    assert "That was not measured" in client.get(told["page"]).text


def test_walking_in_a_seated_task_is_asked_for_again(client: TestClient, tmp_path: Path) -> None:
    from legato.model.movement import MovementKind
    from legato.model.recording import Placement, Side, Task
    from legato.simulation.act import Act
    from legato.simulation.person import draw_person
    from legato.simulation.simulate import simulate_recording

    recording, _ = simulate_recording(
        [Act(MovementKind.WALKING, 30.0)],
        person=draw_person(3),
        placement=Placement.SHANK,
        side=Side.RIGHT,
        sampling_rate_hz=60.0,
        task=Task.REST,
    )
    assert post_file(client, recording, tmp_path).headers["location"].startswith("/record/of/")
    page = client.get(last_location(client)).text
    assert "This looked like walking" in page


def post_file(client: TestClient, recording: Any, folder: Path, *, key: str = "file-key-0001") -> Any:
    file = folder / "leg.parquet"
    write_table(recording, file)
    fields = {
        "csrf": guard(client),
        "key": key,
        "task": "rest",
        "side": "right",
        "placement": "shank",
        "check": "",
    }
    answer = client.post("/record/files", data=fields, files={"file": ("leg.parquet", file.read_bytes())})
    client.last = answer.headers.get("location", "")  # type: ignore[attr-defined]
    return answer


def last_location(client: TestClient) -> str:
    return str(client.last)  # type: ignore[attr-defined]


def test_a_file_is_kept_as_it_came_and_read_in_another_process(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    assert post_file(client, demo_battery()[0].recording, tmp_path).status_code == 303
    body = only(desk).body
    assert desk.store.bundles.read(str(body["original"])) == (tmp_path / "leg.parquet").read_bytes()
    assert list((desk.store.folder / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 5000, b"time,a\n1,2\n", b"PK\x03\x04" + b"x" * 500, b"0       " + b"x" * 300]
)
def test_a_file_that_is_none_is_refused_and_nothing_is_kept(
    client: TestClient, desk: Desk, content: bytes
) -> None:
    fields = {
        "csrf": guard(client),
        "key": "bad-file-01",
        "task": "rest",
        "side": "right",
        "placement": "shank",
    }
    answer = client.post("/record/files", data=fields, files={"file": ("x.edf", content)})
    assert answer.status_code == 422
    assert desk.store.items(ItemKind.RECORDING) == []


def test_a_file_that_hangs_or_eats_memory_ends_with_an_answer(
    client: TestClient, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legato.app import worker

    monkeypatch.setattr(worker, "LIMIT_S", 0.01)
    answer = post_file(client, demo_battery()[0].recording, tmp_path)
    assert answer.status_code == 422
    assert "LEG-E840" in answer.text
    assert desk.store.items(ItemKind.RECORDING) == []


@pytest.mark.parametrize(
    "change",
    [
        {"t_ms": [1.0, 0.0] * 900},
        {"ax": [0.0]},
        {"task": "../../x"},
        {"side": "middle"},
        {"planned_s": -1},
        {"started_at": "yesterday"},
        {"unknown": 1},
        {"t_ms": [], "ax": [], "ay": [], "az": [], "rx": [], "ry": [], "rz": []},
    ],
)
def test_a_body_that_is_no_recording_is_refused(
    client: TestClient, desk: Desk, change: dict[str, Any]
) -> None:
    assert post(client, samples() | change).status_code == 422
    assert desk.store.items(ItemKind.RECORDING) == []


def test_a_recording_needs_its_guard_and_its_key(client: TestClient) -> None:
    assert client.post("/api/v1/recordings", json=samples()).status_code == 422
    client.headers["x-legato-csrf"] = "0" * 64
    assert post(client, samples()).status_code == 403


def test_a_task_that_is_less_safe_for_somebody_is_not_offered(client: TestClient, desk: Desk) -> None:
    from legato.inference.plain_answers import state_of_values
    from legato.model.interview import InterviewState

    state = state_of_values(
        {"legs": ["falls"]}, {}, state=InterviewState(), library=desk.library(), where="test"
    )
    assert post(client, samples(), key="makes-a-person").status_code == 200
    person = only(desk).person
    body = {"state": state.to_json(), "recordings": [], "country": "eu"}
    desk.store.put(ItemKind.CHECK, body, id="check-falls", person=person, key="check-key-f")
    page = client.get("/record/task/stand?check=check-falls").text
    assert "Not offered to you" in page
    assert "data-do=" not in page
    assert "data-do=" in client.get("/record/task/rest?check=check-falls").text


def message(number: int, count: int = 20) -> dict[str, Any]:
    first = 1_764_000_000_000_000_000 + number * count * 10_000_000
    payload = [
        {
            "name": name,
            "time": first + k * 10_000_000,
            "values": {"x": 0.1 * k, "y": 0.2, "z": 9.8 + 0.01 * number},
        }
        for k in range(count)
        for name in ("totalacceleration", "gyroscope")
    ]
    return {"messageId": number, "sessionId": "s-1", "deviceId": "d-1", "payload": payload}


def test_pushes_in_any_order_and_twice_become_one_recording(client: TestClient, desk: Desk) -> None:
    token = desk.pushes.open()
    for number in [3, 1, 2, 2, 0, *range(4, 130)]:
        answer = client.post(f"/ingest/sensorlogger/{token}", json=message(number))
        assert answer.status_code == 200
    assert desk.pushes.state().message_count == 130
    fields = {"csrf": guard(client), "key": "push-key-0001", "task": "rest", "side": "left", "check": ""}
    kept = client.post("/record/apps/keep", data=fields)
    assert kept.status_code == 303
    item = only(desk)
    assert item.body["source"] == "sensor_logger"
    assert item.body["rates"]["rate_hz"] == pytest.approx(100, rel=0.01)
    assert desk.pushes.state().message_count == 0


def test_a_message_that_never_came_is_told_as_missing(desk: Desk) -> None:
    token = desk.pushes.open()
    for number in (1, 2, 5):
        desk.pushes.take(token, message(number))
    assert desk.pushes.state().missing == (3, 4)


@pytest.mark.parametrize("number", [-1, 20_000, 10**12, True])
def test_a_number_that_no_app_sends_is_refused(desk: Desk, number: int) -> None:
    token = desk.pushes.open()
    with pytest.raises(InputError):
        desk.pushes.take(token, message(0) | {"messageId": number})
    assert desk.pushes.state().missing == ()


def test_numbers_of_two_sessions_are_not_mixed(desk: Desk) -> None:
    token = desk.pushes.open()
    for session, number in (("a", 0), ("a", 1), ("b", 7), ("b", 9)):
        desk.pushes.take(token, message(number) | {"sessionId": session})
    assert desk.pushes.state().missing == (8,)


@pytest.mark.parametrize("token", ["", "x", "../../etc"])
def test_a_wrong_token_writes_nothing(client: TestClient, desk: Desk, token: str) -> None:
    desk.pushes.open()
    assert client.post(f"/ingest/sensorlogger/{token}", json=message(1)).status_code in (404, 405, 422)
    assert desk.pushes.state().message_count == 0


def test_an_address_for_pushes_runs_out_after_half_an_hour(tmp_path: Path) -> None:
    time = [now()]
    box = PushBox(tmp_path / "box", lambda: time[0])
    token = box.open()
    time[0] += datetime.timedelta(minutes=30)
    with pytest.raises(InputError):
        box.take(token, message(1))


@pytest.mark.parametrize("body", ["[]", "{}", '{"messageId":true,"sessionId":"s","payload":[]}', '{"messageId":1,"sessionId":"../x","payload":[]}', '{"messageId":1,"sessionId":"s","payload":[1]}', "{" * 2000, "x"])  # fmt: skip
def test_a_push_that_is_no_message_is_refused(client: TestClient, desk: Desk, body: str) -> None:
    token = desk.pushes.open()
    assert client.post(f"/ingest/sensorlogger/{token}", content=body).status_code == 422


@pytest.mark.parametrize("text", ["8.8.8.8", "http://example.com", "192.168.1.5:0", "192.168.1.5:99999", "192.168.1.5/x", "0.0.0.0", "999.1.1.1", "http://192.168.1.2@8.8.8.8", ""])  # fmt: skip
def test_only_addresses_at_home_are_asked(text: str) -> None:
    with pytest.raises(InputError):
        address_of(text)


def test_the_address_is_read_as_phyphox_shows_it() -> None:
    assert address_of("http://192.168.1.20:8080/") == ("192.168.1.20", 8080)
    assert address_of(" 10.0.0.4 ") == ("10.0.0.4", 80)


@pytest.fixture
def phone() -> Iterator[str]:
    """A phone with phyphox on it."""
    t = [k / 100 for k in range(3000)]
    buffers = {
        "accT": t, "accX": [0.1] * 3000, "accY": [9.8] * 3000, "accZ": [0.2 * np.sin(2 * np.pi * 5 * one) for one in t],
        "gyr_time": t, "gyrX": [0.5 * np.sin(2 * np.pi * 5 * one) for one in t], "gyrY": [0.01] * 3000, "gyrZ": [0.0] * 3000,
    }  # fmt: skip

    class Phone(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/config":
                told: dict[str, Any] = {"buffers": [{"name": one, "size": 0} for one in buffers]}
            else:
                names = [one.split("=")[0] for one in self.path.partition("?")[2].split("&")]
                told = {"buffer": {one: {"buffer": list(map(float, buffers[one]))} for one in names}}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Phone)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_phyphox_is_asked_for_the_buffers_that_it_names(client: TestClient, desk: Desk, phone: str) -> None:
    fields = {
        "csrf": guard(client),
        "key": "phyphox-key-1",
        "task": "rest",
        "side": "right",
        "address": phone,
    }
    answer = client.post("/record/apps/phyphox", data=fields)
    assert answer.status_code == 303
    assert only(desk).body["source"] == "phyphox"
    assert only(desk).body["rates"]["rate_hz"] == pytest.approx(100, rel=0.01)
    assert only(desk).body["duration_s"] == pytest.approx(30, abs=0.2)


def test_a_phone_that_does_not_answer_is_told(client: TestClient, desk: Desk) -> None:
    fields = {
        "csrf": guard(client),
        "key": "phyphox-key-2",
        "task": "rest",
        "side": "right",
        "address": "127.0.0.1:9",
    }
    answer = client.post("/record/apps/phyphox", data=fields)
    assert answer.status_code == 422
    assert "LEG-E849" in answer.text
    assert desk.store.items(ItemKind.RECORDING) == []
