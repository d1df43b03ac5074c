"""What tests of the pages share: a real server on a folder of its own, and a real browser that must ask nobody else."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from legato.app.access import Access
from legato.app.desk import Desk
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.store.open import open_store

PHONE = {"width": 360, "height": 800}
DESK = {"width": 1280, "height": 900}
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    """Give the browser of the system; None leaves it to Playwright's own."""
    named = os.environ.get("LEGATO_CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@dataclass
class Clock:
    """A clock that tests can set."""

    time: datetime.datetime = field(default_factory=lambda: datetime.datetime.now().astimezone())

    def __call__(self) -> datetime.datetime:
        return self.time


@dataclass
class RunningServer:
    """A server that answers."""

    url: str
    desk: Desk
    access: Access
    folder: Path
    clock: Clock

    def door(self) -> str:
        """Give an address that lets one browser in."""
        return f"{self.url}/enter?key={self.access.make_one_time()}"


def free_port() -> int:
    """Give a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(
    folder: Path, *, is_demo: bool = False, prepare: Callable[[Desk], None] | None = None, **settings: Any
) -> Iterator[RunningServer]:
    """Serve the pages from a folder until the block ends."""
    clock = Clock()
    port = free_port()
    store = open_store(folder, now=clock)
    desk = Desk(store, clock=clock, is_demo=is_demo)
    if prepare:
        prepare(desk)
    access = Access(store)
    hosts = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
    app = create_app(desk, AppSettings(hosts=hosts, **settings), access=access)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ready = threading.Event()
    while not server.started and thread.is_alive():
        ready.wait(0.01)
    try:
        yield RunningServer(f"http://127.0.0.1:{port}", desk, access, folder, clock)
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        store.close()


@dataclass
class Watch:
    """What a browser did that it must not do."""

    origin: str
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    """Beginnings of console messages that a test expects."""

    def listen(self, page: Any) -> None:
        """Listen to one page."""
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", self._console)

    def check(self) -> None:
        """Fail where another address was asked or a script failed."""
        assert self.foreign == []
        assert [one for one in self.faults if not any(part in one for part in self.allowed)] == []

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if (
            parts.scheme in ("http", "https", "ws", "wss")
            and f"{parts.scheme}://{parts.netloc}" != self.origin
        ):
            self.foreign.append(request.url)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")


def axe_faults(page: Any) -> list[str]:
    """Look a page over with axe-core, and list what it finds as one line each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {node['target']} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


def sideways_scroll(page: Any) -> int:
    """Give by how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
