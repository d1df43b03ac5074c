"""A server, a browser, a phone and a desk; each test fails where a page asked another address or a script failed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from web_house import CHROMIUM_ARGUMENTS, DESK, PHONE, RunningServer, Watch, find_chromium, running_server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        yield made
        made.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """A server on an empty folder."""
    with running_server(tmp_path / "data") as running:
        yield running


def _open(browser: Browser, server: RunningServer, **options: Any) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    watch = Watch(server.url)
    page = context.new_page()
    page.watch = watch  # type: ignore[attr-defined]
    watch.listen(page)
    page.goto(server.door())
    yield page
    context.close()
    watch.check()


@pytest.fixture
def phone(browser: Browser, server: RunningServer) -> Iterator[Page]:
    """A page in a browser of 360 x 800 with touch, let in."""
    yield from _open(browser, server, viewport=PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def desk(browser: Browser, server: RunningServer) -> Iterator[Page]:
    """A page in a browser of 1280 x 900, let in."""
    yield from _open(browser, server, viewport=DESK)
