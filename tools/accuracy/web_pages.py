"""Measure how soon pages are ready on a slow phone, how heavy they are, and look each over for people who cannot see or point.

A Chromium with a processor four times slower and a line like 3G (1.6 Mbit/s, 150 ms) opens every page of the demo person twice:
the first time with an empty cache, then as after installation. axe-core looks every page over at the width of a phone and of
a desk, in three languages; the width of 320 px and letters of twice the size are looked at too. Writes docs/accuracy/web_pages.md.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from playwright.sync_api import Browser, sync_playwright

from legato.app.demo import DEMO_CHECK, fill_demo
from repository import ROOT
from web_house import (
    CHROMIUM_ARGUMENTS,
    DESK,
    PHONE,
    RunningServer,
    Watch,
    axe_faults,
    find_chromium,
    running_server,
    sideways_scroll,
)

PAGE = ROOT / "docs" / "accuracy" / "web_pages.md"
SLOW_CPU = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
READY_S, ASSETS_BYTES = 1.0, 1_000_000
LANGUAGES = ("en", "de", "es")
PAGES = (
    "/",
    "/help",
    "/crisis",
    "/check/new",
    f"/check/{DEMO_CHECK}",
    f"/check/{DEMO_CHECK}/q/em_stroke",
    f"/check/{DEMO_CHECK}/q/side",
    f"/check/{DEMO_CHECK}/q/when",
    f"/check/{DEMO_CHECK}/medicines",
    f"/check/{DEMO_CHECK}/forms",
    f"/check/{DEMO_CHECK}/answers",
    f"/check/{DEMO_CHECK}/now",
    "/record",
    f"/result/{DEMO_CHECK}",
    f"/result/{DEMO_CHECK}/clinician",
    f"/result/{DEMO_CHECK}/letter",
    f"/result/{DEMO_CHECK}/phone",
    "/diary",
    "/diary/add",
    "/timeline",
    "/recheck",
    "/goal",
    "/appointment",
    "/import/apple-health",
    "/learn",
    "/how-we-decide",
    "/me",
    "/me/export",
    "/me/backup",
    "/me/restore",
    "/me/delete",
    "/share",
    "/phone",
    "/pair",
    "/home-certificate",
    "/offline",
)


@dataclass
class Opened:
    """One page as it was opened."""

    path: str
    status: int
    first_s: float
    again_s: float
    bytes_first: int


def timed(page: Any, url: str) -> tuple[float, int]:
    """Open a page and give the seconds until it can be read and used, with its status."""
    start = time.perf_counter()
    answer = page.goto(url, wait_until="load")
    return time.perf_counter() - start, answer.status if answer else 0


def open_slowly(browser: Browser, server: RunningServer, path: str) -> Opened:
    """Open one page as on a slow phone, with an empty cache and again."""
    context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
    page = context.new_page()
    page.goto(server.door())
    context.clear_cookies(name="nothing")
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.clearBrowserCache")
    line.send("Network.emulateNetworkConditions", LINE)
    line.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    received = [0]
    line.on(
        "Network.loadingFinished",
        lambda event: received.__setitem__(0, received[0] + event["encodedDataLength"]),
    )
    first_s, status = timed(page, server.url + path)
    heavy = int(received[0])
    again_s = statistics.median(timed(page, server.url + path)[0] for _ in range(3))
    context.close()
    return Opened(path, status, first_s, again_s, heavy)


def look_over(browser: Browser, server: RunningServer) -> tuple[dict[str, int], list[str]]:
    """Count what axe-core finds, pages that scroll sideways and pages that asked elsewhere."""
    counts = {"pages": 0, "axe": 0, "sideways": 0, "foreign": 0, "faults": 0}
    told: list[str] = []
    for language in LANGUAGES:
        for name, size, scale in (
            ("360", PHONE, 1),
            ("320", {"width": 320, "height": 700}, 1),
            ("1280", DESK, 1),
            ("200 %", {"width": 640, "height": 450}, 2),
        ):
            context = browser.new_context(viewport=size, device_scale_factor=scale)
            page, watch = context.new_page(), Watch(server.url)
            watch.listen(page)
            page.goto(server.door())
            page.goto(f"{server.url}/language/{language}?back=/")
            for path in PAGES:
                page.goto(server.url + path)
                counts["pages"] += 1
                found = axe_faults(page) if name in ("360", "1280") else []
                wide = sideways_scroll(page)
                counts["axe"] += len(found)
                counts["sideways"] += wide > 0
                told += [f"{language} {name}: {one}" for one in found]
                told += [f"{language} {name}: {path} is {wide} px too wide"] if wide > 0 else []
            counts["foreign"] += len(watch.foreign)
            counts["faults"] += len([one for one in watch.faults if "404" not in one])
            told += [f"{language} {name}: {one}" for one in watch.faults if "404" not in one]
            context.close()
    return counts, told


def assets_bytes() -> int:
    """Give the size of everything that pages load beside themselves."""
    return sum(file.stat().st_size for file in (ROOT / "src/legato/app/static").rglob("*") if file.is_file())


def table(opened: list[Opened], counts: dict[str, int], year_s: float) -> str:
    """Write the page."""
    slowest = max(one.again_s for one in opened)
    missing = [one.path for one in opened if one.status >= 400]

    def mark(is_kept: bool) -> str:  # noqa: FBT001
        return "" if is_kept else " **missed**"

    lines = [
        "## The pages on a slow phone, and for everybody",
        "",
        "<!-- written by tools/accuracy/web_pages.py -->",
        "",
        f"Chromium with a processor {SLOW_CPU} times slower, 1.6 Mbit/s and 150 ms, 360 x 800; the demo person. Ready is the load event.",
        "",
        "| What | Measured | Bound |",
        "|---|---|---|",
        f"| slowest page as after installation (median of 3) | {slowest:.2f} s | {READY_S:g} s{mark(slowest <= READY_S)} |",
        f"| median page as after installation | {statistics.median(one.again_s for one in opened):.2f} s | |",
        f"| slowest page with an empty cache | {max(one.first_s for one in opened):.2f} s | |",
        f"| all assets | {assets_bytes() / 1000:.0f} kB | {ASSETS_BYTES / 1000:.0f} kB{mark(assets_bytes() <= ASSETS_BYTES)} |",
        f"| timeline of a year of entries, not slowed | {year_s:.2f} s | 1 s{mark(year_s <= 1)} |",
        f"| faults that axe-core finds (phone and desk, {len(LANGUAGES)} languages, {len(PAGES)} pages) | {counts['axe']} | 0{mark(counts['axe'] == 0)} |",
        f"| pages wider than 320 px, 360 px, 1280 px or at 200 % | {counts['sideways']} | 0{mark(counts['sideways'] == 0)} |",
        f"| requests to another address | {counts['foreign']} | 0{mark(counts['foreign'] == 0)} |",
        f"| faults of scripts and policy | {counts['faults']} | 0{mark(counts['faults'] == 0)} |",
        "",
        "| Page | Empty cache | Again | First bytes |",
        "|---|---|---|---|",
        *(
            f"| `{one.path}` | {one.first_s:.2f} s | {one.again_s:.2f} s | {one.bytes_first / 1000:.0f} kB |"
            for one in opened
            if one.status < 400
        ),
        "",
    ]
    if missing:
        lines += [f"Not there: {', '.join(missing)}.", ""]
    return "\n".join(lines)


def year_of_entries(server: RunningServer) -> None:
    """Write an entry for every day of a year."""
    import datetime

    from legato.app.demo import DEMO_PERSON
    from legato.model.kept import ItemKind

    today = server.desk.today()
    for k in range(365):
        day = (today - datetime.timedelta(days=50 + k)).isoformat()
        body = {
            "shaking": k % 11,
            "worry": (k * 7) % 11,
            "sleep_h": 5 + k % 4,
            "stress": k % 10,
            "exercise_min": 30,
        }
        server.desk.store.put(
            ItemKind.DIARY,
            body,
            id=f"year-{k:04d}-entry",
            person=DEMO_PERSON,
            key=f"year-key-{k:04d}",
            day=day,
        )


def main() -> None:
    """Measure, and write the page."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder) / "data", is_demo=True, prepare=fill_demo) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_ARGUMENTS))
        opened = [open_slowly(browser, server, path) for path in PAGES]
        counts, told = look_over(browser, server)
        year_of_entries(server)
        page = browser.new_context(viewport=DESK).new_page()
        page.goto(server.door())
        today = server.desk.today()
        address = f"{server.url}/timeline?from={today.replace(day=1, year=today.year - 1)}&to={today}"
        year_s = statistics.median(timed(page, address)[0] for _ in range(3))
        browser.close()
    for one in told:
        print(one)
    text = table(opened, counts, year_s)
    PAGE.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
