"""Take the pictures of the pages on the demo person: ``make pictures`` writes docs/pictures/page-*.png anew.

``make_page_pictures.py --all FOLDER`` takes every page of the demo's journey at 360 x 800 and 1280 x 900, light and dark, to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.sync_api import Browser, sync_playwright

from legato.app.demo import DEMO_CHECK, demo_journey, fill_demo
from repository import ROOT
from web_house import CHROMIUM_ARGUMENTS, DESK, PHONE, RunningServer, find_chromium, running_server

PICTURES = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Shot:
    """One picture of the documentation."""

    name: str
    path: str
    is_phone: bool
    is_dark: bool = False


SHOTS = (
    Shot("page-signs-phone", f"/check/{DEMO_CHECK}/q/em_stroke", is_phone=True),
    Shot("page-record-phone", f"/record?check={DEMO_CHECK}", is_phone=True),
    Shot("page-result-phone", f"/result/{DEMO_CHECK}", is_phone=True),
    Shot("page-result-desk", f"/result/{DEMO_CHECK}", is_phone=False),
    Shot("page-timeline-desk", "/timeline", is_phone=False),
    Shot("page-diary-phone-dark", "/diary", is_phone=True, is_dark=True),
)


def open_page(browser: Browser, server: RunningServer, *, is_phone: bool, is_dark: bool) -> Any:
    """Open a browser of this size and let it in."""
    context = browser.new_context(
        viewport=PHONE if is_phone else DESK,
        device_scale_factor=2 if is_phone else 1,
        is_mobile=is_phone,
        has_touch=is_phone,
        color_scheme="dark" if is_dark else "light",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(server.door())
    return page


def take_documentation(browser: Browser, server: RunningServer) -> None:
    """Take the pictures that the documentation shows."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for shot in SHOTS:
        page = open_page(browser, server, is_phone=shot.is_phone, is_dark=shot.is_dark)
        page.goto(server.url + shot.path)
        page.screenshot(path=PICTURES / f"{shot.name}.png")
        page.context.close()


def take_all(browser: Browser, server: RunningServer, folder: Path) -> None:
    """Take every page of the journey, whole, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for is_phone in (True, False):
        for is_dark in (False, True):
            page = open_page(browser, server, is_phone=is_phone, is_dark=is_dark)
            for number, path in enumerate(demo_journey()):
                if path.endswith(".pdf"):
                    continue
                page.goto(server.url + path)
                size, light = ("phone" if is_phone else "desk"), ("dark" if is_dark else "light")
                page.screenshot(path=folder / f"{number:02d}-{size}-{light}.png", full_page=True)
            page.context.close()


def main() -> None:
    """Take the pictures."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "data", is_demo=True, prepare=fill_demo) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        if sys.argv[1:2] == ["--all"]:
            take_all(browser, server, Path(sys.argv[2]).resolve())
        else:
            take_documentation(browser, server)
        browser.close()


if __name__ == "__main__":
    main()
