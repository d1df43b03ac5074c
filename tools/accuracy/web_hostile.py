"""Send files that are made to harm to a real server, put scripts into every text, and write docs/accuracy/web_hostile.md.

``web_hostile.py N`` sends N files (default 1000). Counted are answers of the server's own faults, answers that took more than
10 s, files outside the data folder, and pages on which a script of ours ran.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import httpx2 as httpx
from playwright.sync_api import sync_playwright

from hostile_uploads import SCRIPT, hostile_files
from legato.app.access import COOKIE, csrf_of
from legato.app.demo import DEMO_CHECK, DEMO_PERSON, fill_demo
from legato.model.kept import ItemKind
from repository import ROOT
from web_house import CHROMIUM_ARGUMENTS, DESK, RunningServer, find_chromium, running_server

PAGE = ROOT / "docs" / "accuracy" / "web_hostile.md"
LIMIT_S = 10.5
SHOWN = (
    "/", f"/check/{DEMO_CHECK}/answers", f"/check/{DEMO_CHECK}/medicines", f"/result/{DEMO_CHECK}",
    f"/result/{DEMO_CHECK}/clinician", f"/result/{DEMO_CHECK}/letter", f"/result/{DEMO_CHECK}/phone", "/record", "/diary", "/timeline",
    "/goal", "/appointment", "/me", "/me/delete", "/share", "/phone", "/crisis",
)  # fmt: skip


def send(server: RunningServer, *, count: int) -> tuple[Counter[str], float]:
    """Send the files, and count what came back."""
    token = server.access.admit(name=SCRIPT[:60])
    client = httpx.Client(base_url=server.url, timeout=30)
    client.cookies.set(COOKIE, token)
    counts: Counter[str] = Counter()
    slowest = 0.0
    for k, (name, content) in enumerate(hostile_files(count)):
        fields = {
            "csrf": csrf_of(token),
            "key": f"hostile-{k:05d}",
            "task": "rest",
            "side": "right",
            "placement": "shank",
            "check": "",
        }
        begun = time.perf_counter()
        try:
            status = client.post(
                "/record/files", data=fields, files={"file": (name or "x", content)}
            ).status_code
        except httpx.HTTPError:
            status = 599
        took = time.perf_counter() - begun
        slowest = max(slowest, took)
        counts[
            "refused"
            if status == 422
            else "taken"
            if status == 303
            else "crash"
            if status >= 500
            else f"status {status}"
        ] += 1
        counts["hang"] += took > LIMIT_S
        if (k + 1) % 50 == 0:
            print(f"{k + 1} of {count}  {dict(counts)}", flush=True)
    counts["10 GB declared, refused unread"] = int(declare_much(server, token) == b"413")
    return counts, slowest


def declare_much(server: RunningServer, token: str) -> bytes:
    """Declare 10 GB and send nothing; give the status of the answer."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=LIMIT_S) as line:
        line.sendall(
            f"POST /record/files HTTP/1.1\r\nhost: {host}:{port}\r\ncookie: {COOKIE}={token}\r\n"
            f"origin: {server.url}\r\ncontent-length: {10 * 2**30}\r\n\r\n".encode()
        )
        return line.recv(100).split()[1]


def write_scripts(server: RunningServer) -> None:
    """Put a script into every text that somebody can write."""
    store = server.desk.store
    person = store.get(DEMO_PERSON)
    check = store.get(DEMO_CHECK)
    assert person is not None
    assert check is not None
    store.put(ItemKind.PERSON, {**person.body, "label": SCRIPT}, id=person.id, person="", key="script-person")
    told = {**check.body, "story": SCRIPT, "questions": [SCRIPT] * 3}
    store.put(ItemKind.CHECK, told, id=check.id, person=DEMO_PERSON, key="script-check", day=check.day)
    today = server.desk.today().isoformat()
    texts: tuple[tuple[ItemKind, dict[str, Any]], ...] = (
        (ItemKind.MEDICINE, {"name": SCRIPT, "dose_text": SCRIPT, "started_on": today}),
        (ItemKind.DIARY, {"shaking": 4, "note": SCRIPT}),
        (ItemKind.GOAL, {"text": SCRIPT, "ratings": []}),
        (ItemKind.APPOINTMENT, {"with_whom": SCRIPT, "on": today, "plan": SCRIPT}),
        (ItemKind.SHARE, {"what": [SCRIPT], "how": SCRIPT, "on": today}),
    )
    for k, (kind, body) in enumerate(texts):
        store.put(kind, body, id=f"script-item-{k}", person=DEMO_PERSON, key=f"script-key-{k}", day=today)


def scripts_run(server: RunningServer) -> tuple[int, int]:
    """Open every page in a browser, and count those on which a script of ours ran; also how many pages opened."""
    ran, shown = 0, 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        page = browser.new_context(viewport=DESK).new_page()
        page.goto(server.door())
        for path in SHOWN:
            answer = page.goto(server.url + path)
            shown += bool(answer and answer.status < 400)
            page.wait_for_timeout(50)
            ran += page.title() == "owned" or page.locator("img[src=x]").count() > 0
        browser.close()
    return ran, shown


def files_around(folder: Path) -> set[str]:
    """List what lies in and near the data folder, and where a way out of it would lead."""
    places = (folder, folder.parent, Path(tempfile.gettempdir()))
    return {str(file) for place in places for file in place.glob("*escaped*")} | {
        str(file) for file in folder.glob("*")
    }


def main() -> None:
    """Measure, and write the page."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_server(folder / "data", is_demo=True, prepare=fill_demo) as server:
            before = files_around(folder)
            counts, slowest = send(server, count=count)
            outside = files_around(folder) - before
            waiting = list((server.folder / "incoming").glob("*"))
            write_scripts(server)
            ran, shown = scripts_run(server)
    rows = [
        ("files sent", count, ""),
        ("refused with a reason", counts["refused"], ""),
        ("taken, since they could be read", counts["taken"], ""),
        ("faults of the server", counts["crash"], "0"),
        ("answers after more than 10 s", counts["hang"], "0"),
        ("slowest answer", f"{slowest:.1f} s", "10 s"),
        ("10 GB declared: refused before reading", counts["10 GB declared, refused unread"], "1"),
        ("files outside the data folder", len(outside), "0"),
        ("files left where they were taken in", len(waiting), "0"),
        (f"pages of {shown} on which a script from a text ran", ran, "0"),
    ]
    lines = [
        "## Files and texts that are made to harm",
        "",
        "<!-- written by tools/accuracy/web_hostile.py -->",
        "",
        "Zip and gzip bombs, archives with ways out of their folder, headers of EDF, BDF, CWA, GT3X, XDF, GENEActiv, C3D, HDF5, MATLAB, NumPy,",
        "Parquet and WFDB with sizes that lie, tables and JSON that never end, noise with names that are none; then a script in every text",
        "field, looked at in a browser. Each file is read in a process with 1 GiB and 10 s.",
        "",
        "| What | Measured | Bound |",
        "|---|---|---|",
        *(
            f"| {what} | {value} | {bound}{' **missed**' if bound in ('0', '1') and str(value) != bound else ''} |"
            for what, value, bound in rows
        ),
        "",
    ]
    other = {key: value for key, value in counts.items() if key.startswith("status")}
    if other:
        lines += [f"Other answers: {other}.", ""]
    print("\n".join(lines))
    if len(sys.argv) == 1:
        PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
