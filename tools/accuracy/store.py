"""Kill a server at random moments while it keeps things, let ten clients write at once, and write docs/accuracy/store.md.

A real server runs in a process of its own; clients put diary entries and recordings through its pages and note what the pages
confirmed. SIGKILL ends the server without warning; then the store is opened and everything confirmed is looked for.
``--count N`` kills N times, ``--seconds S`` lets the clients write for S seconds.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2 as httpx

from legato.app.access import COOKIE, Access, csrf_of
from legato.model.kept import ItemKind
from legato.store.database import open_raw
from legato.store.open import DATABASE, open_store
from record_samples import samples
from repository import ROOT
from web_house import free_port

PAGE = ROOT / "docs" / "accuracy" / "store.md"
SERVE = """
import datetime, pathlib, sys, uvicorn
from legato.app.desk import Desk
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.store.open import open_store
now = lambda: datetime.datetime.now().astimezone()
folder, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
store = open_store(folder, now=now)
app = create_app(Desk(store, clock=now), AppSettings(hosts=frozenset({f"127.0.0.1:{port}"})))
uvicorn.run(app, host="127.0.0.1", port=port, log_level="error", ws="none")
"""


@dataclass
class Outcome:
    """What happened over all rounds."""

    kills: int = 0
    confirmed: int = 0
    lost: int = 0
    doubled: int = 0
    corrupt: int = 0
    unreadable: int = 0
    latencies_ms: list[float] = field(default_factory=list)


def start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start a server and wait until it answers."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(folder), str(port)], stderr=subprocess.DEVNULL
    )
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v1/health", timeout=1).status_code == 200:
                return process
        except httpx.HTTPError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def client_of(port: int, token: str) -> httpx.Client:
    """Make a browser that is let in."""
    made = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)
    made.cookies.set(COOKIE, token)
    made.headers["x-legato-csrf"] = csrf_of(token)
    return made


def token_for(folder: Path) -> str:
    """Let one client in before any server runs."""
    store = open_store(folder)
    token = Access(store).admit(name="client")
    store.close()
    return token


def put_entry(client: httpx.Client, id_: str, *, person: str) -> bool:
    """Keep one entry by the way of the phone, and tell whether it was confirmed."""
    change = {
        "key": f"key-{id_}",
        "kind": "diary",
        "id": id_,
        "person": person,
        "body": {"shaking": 3, "note": id_},
        "base_version": 0,
        "day": "2026-11-25",
        "made_at": "2026-11-25T20:00:00Z",
    }
    answer = client.post("/api/v1/sync", json={"changes": [change]})
    return answer.status_code == 200 and answer.json()["results"][0]["status"] in ("accepted", "duplicate")


def put_recording(client: httpx.Client, key: str) -> str:
    """Keep one recording, and give its id where it was confirmed."""
    answer = client.post("/api/v1/recordings", json=samples(seconds=8), headers={"idempotency-key": key})
    return str(answer.json()["id"]) if answer.status_code == 200 else ""


def one_kill(folder: Path, port: int, token: str, dice: random.Random, outcome: Outcome, person: str) -> None:
    """Write from three clients until the server is killed, then look for everything that was confirmed."""
    process = start(folder, port)
    confirmed: list[str] = []
    recordings: list[str] = []

    def write(kind: str) -> None:
        client = client_of(port, token)
        while True:
            id_ = f"item-{uuid.uuid4().hex}"
            try:
                if kind == "entry" and put_entry(client, id_, person=person):
                    confirmed.append(id_)
                if kind == "recording" and (found := put_recording(client, id_)):
                    recordings.append(found)
            except httpx.HTTPError:
                return

    threads = [threading.Thread(target=write, args=(kind,)) for kind in ("entry", "entry", "recording")]
    for one in threads:
        one.start()
    time.sleep(dice.uniform(0.02, 1.2))
    process.send_signal(signal.SIGKILL)
    process.wait()
    for one in threads:
        one.join()
    outcome.kills += 1
    outcome.confirmed += len(confirmed) + len(recordings)
    raw = open_raw(folder / DATABASE, key=None)
    outcome.corrupt += raw.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    raw.close()
    store = open_store(folder)
    ids = [item.id for item in store.items(ItemKind.DIARY)]
    outcome.lost += sum(one not in ids for one in confirmed)
    outcome.doubled += len(ids) - len(set(ids))
    for one in recordings:
        item = store.get(one)
        outcome.lost += item is None
        if item is not None:
            outcome.unreadable += not store.bundles.read(str(item.body["bundle"]))
    store.close()


def kill_often(count: int) -> Outcome:
    """Kill a server again and again over one store."""
    outcome, dice = Outcome(), random.Random(11)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        token, person = token_for(folder), "person-of-kills"
        store = open_store(folder)
        store.put(ItemKind.PERSON, {"who": "me"}, id=person, person="", key="person-key-kills")
        store.close()
        for k in range(count):
            one_kill(folder, free_port(), token, dice, outcome, person)
            print(
                f"\rkill {k + 1} of {count}, confirmed {outcome.confirmed}, lost {outcome.lost}",
                end="",
                flush=True,
            )
    print()
    return outcome


def write_at_once(seconds: float, *, clients: int = 10) -> tuple[int, int, list[float]]:
    """Let clients count one item up at once, and give rounds, lost updates and latencies in ms."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "data"
        tokens = [token_for(folder) for _ in range(clients)]
        person = "person-at-once"
        store = open_store(folder)
        store.put(ItemKind.PERSON, {"who": "me"}, id=person, person="", key="person-key-once")
        store.close()
        port = free_port()
        process = start(folder, port)
        latencies: list[float] = []
        confirmed: list[str] = []
        until = time.monotonic() + seconds

        def write(token: str) -> None:
            client = client_of(port, token)
            while time.monotonic() < until:
                id_ = f"item-{uuid.uuid4().hex}"
                begun = time.perf_counter()
                if put_entry(client, id_, person=person):
                    confirmed.append(id_)
                latencies.append((time.perf_counter() - begun) * 1000)
                time.sleep(0.1)

        threads = [threading.Thread(target=write, args=(token,)) for token in tokens]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        process.terminate()
        process.wait()
        store = open_store(folder)
        ids = {item.id for item in store.items(ItemKind.DIARY)}
        store.close()
        return len(confirmed), sum(one not in ids for one in confirmed), sorted(latencies)


def main() -> None:
    """Measure, and write the page."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--count", type=int, default=200)
    asked.add_argument("--seconds", type=float, default=300)
    told = asked.parse_args()
    outcome = kill_often(told.count)
    confirmed, lost, latencies = write_at_once(told.seconds)
    p95 = latencies[int(0.95 * len(latencies))]

    def row(what: str, value: object, bound: str, *, is_kept: bool) -> str:
        return f"| {what} | {value} | {bound}{'' if is_kept else ' **missed**'} |"

    lines = [
        "## What a killed server and many hands do to the store",
        "",
        "<!-- written by tools/accuracy/store.py -->",
        "",
        f"A server in a process of its own, {told.count} times killed with SIGKILL between 0.02 and 1.2 s after three clients began to write",
        f"diary entries and recordings; then ten clients writing for {told.seconds:.0f} s, each ten times a second at most.",
        "",
        "| What | Measured | Bound |",
        "|---|---|---|",
        row("kills", outcome.kills, "", is_kept=True),
        row("things confirmed before a kill", outcome.confirmed, "", is_kept=True),
        row("confirmed and lost", outcome.lost, "0", is_kept=outcome.lost == 0),
        row("there twice", outcome.doubled, "0", is_kept=outcome.doubled == 0),
        row("stores damaged", outcome.corrupt, "0", is_kept=outcome.corrupt == 0),
        row(
            "confirmed recordings that cannot be read",
            outcome.unreadable,
            "0",
            is_kept=outcome.unreadable == 0,
        ),
        row("entries of ten clients confirmed", confirmed, "", is_kept=True),
        row("of these lost", lost, "0", is_kept=lost == 0),
        row("95 % of their answers within", f"{p95:.0f} ms", "200 ms", is_kept=p95 <= 200),
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
