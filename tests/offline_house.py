"""A server that can be taken out of reach and come back at the same address, as the computer at home does."""

from __future__ import annotations

import math
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, Page

from legato.app.access import Access
from legato.app.desk import Desk
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.inference.interview import record_answer
from legato.knowledge.library import load_library
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind, KeptItem
from legato.model.question import Answer
from legato.store.open import open_store
from legato.store.store import Store
from web_house import PHONE, Clock, Watch, free_port

PERSON = "person-of-tests"


class HomeComputer:
    """The computer at home: its store stays, its server can go and come back."""

    def __init__(self, folder: Path) -> None:
        clock = Clock()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.store = open_store(folder, now=clock)
        self.desk = Desk(self.store, clock=clock)
        self.access = Access(self.store)
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        put_person(self.store)
        self.come_back()

    def come_back(self) -> None:
        """Answer again."""
        hosts = frozenset({f"127.0.0.1:{self.port}"})
        app = create_app(self.desk, AppSettings(hosts=hosts), access=self.access)
        config = uvicorn.Config(
            app, host="127.0.0.1", port=self.port, log_level="warning", ws="none", lifespan="off"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        ready = threading.Event()
        while not server.started and thread.is_alive():
            ready.wait(0.01)
        self._server, self._thread = server, thread

    def go_away(self) -> None:
        """Answer no more."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = self._server.force_exit = True
            self._thread.join(timeout=20)
        self._server = self._thread = None

    def door(self) -> str:
        """Give an address that lets one browser in."""
        return f"{self.url}/enter?key={self.access.make_one_time()}"

    def checks(self) -> list[KeptItem]:
        """Give the checks that are kept."""
        return self.store.items(ItemKind.CHECK, person=PERSON)


def put_person(store: Store) -> None:
    """Keep somebody whose leg shakes."""
    body = {"who": "me", "label": "", "birth_year": 1970, "is_demo": False, "language": "en", "country": "gb"}
    store.put(ItemKind.PERSON, body, id=PERSON, person=PERSON, key=uuid.uuid4().hex, base_version=0)


def check_body(**more: Any) -> dict[str, Any]:
    """Give the body of a check with one answer, as a phone brings it."""
    state = record_answer(InterviewState(), "age", Answer(number=47), library=load_library())
    return {
        "state": state.to_json(),
        "country": "gb",
        "language": "en",
        "started_on": "2026-11-25",
        "finished_on": None,
        "story": "",
        "recordings": [],
        "medicines": [],
    } | more


def recording_body(*, seconds: int = 10, rate_hz: int = 60) -> dict[str, Any]:
    """Give what the page of a phone sends of one task: a leg that shakes five times a second."""
    times = [1000 * index / rate_hz for index in range(seconds * rate_hz)]
    wave = [math.sin(2 * math.pi * 5 * one / 1000) for one in times]
    return {
        "task": "rest",
        "side": "right",
        "started_at": "2026-11-25T20:00:00Z",
        "planned_s": seconds,
        "t_ms": times,
        "ax": wave,
        "ay": [0.5 * one for one in wave],
        "az": [9.81 + 0.1 * one for one in wave],
    }


def change(number: int = 1, **more: Any) -> dict[str, Any]:
    """Give a new check as a phone brings it."""
    return {
        "key": f"key-of-change-{number}",
        "kind": "check",
        "id": f"check-of-phone-{number}",
        "person": PERSON,
        "body": check_body(),
        "base_version": 0,
        "day": "2026-11-25",
        "made_at": "2026-11-25T20:00:00Z",
    } | more


@contextmanager
def home_computer(folder: Path) -> Iterator[HomeComputer]:
    """Run a computer at home until the block ends."""
    made = HomeComputer(folder)
    try:
        yield made
    finally:
        made.go_away()
        made.store.close()


@contextmanager
def a_phone(
    browser: Browser, home: HomeComputer, *, is_installed: bool = True, **options: Any
) -> Iterator[Page]:
    """Give a phone that was let in, with everything kept that it needs to go on alone."""
    context = browser.new_context(
        locale="en-GB", reduced_motion="reduce", viewport=PHONE, is_mobile=True, has_touch=True, **options
    )
    watch = Watch(home.url, allowed=["Failed to load resource", "net::ERR", "sending has to wait"])
    page = context.new_page()
    watch.listen(page)
    page.goto(home.door())
    if is_installed:
        page.goto(f"{home.url}/offline")
        install(page)
    yield page
    context.close()
    watch.check()


def install(page: Page) -> None:
    """Wait until the service worker has kept everything and stands before the page."""
    wait_until(page, "navigator.serviceWorker.controller")


def wait_until(page: Page, what: str) -> None:
    """Wait until a script gives something true; the pages forbid scripts that are made of text while they run."""
    page.evaluate(
        f"""async () => {{
          const late = performance.now() + 15000;
          while (!(await ({what}))) {{
            if (performance.now() > late) throw new Error("waited too long");
            await new Promise((resolve) => setTimeout(resolve, 20));
          }}
        }}"""
    )
