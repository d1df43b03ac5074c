"""The review page in a real browser on a simulated night that was really scored."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from legato.lab.desk import NightDesk
from legato.lab.door import LabDoor
from legato.lab.real_night import lay_on_desk
from legato.lab.server import create_lab
from legato.score_night import NightWork, work_on_night
from legato.simulation.night import simulate_night
from web_house import Watch, free_port


@dataclass
class RealLab:
    url: str
    desk: NightDesk
    door: LabDoor
    file: Path


@pytest.fixture(scope="module")
def work() -> NightWork:
    made = simulate_night(seed=11, hours=0.5)
    return work_on_night(made.recording, notes=made.truth.notes)


@pytest.fixture
def lab(work: NightWork, tmp_path: Path) -> Iterator[RealLab]:
    port, file = free_port(), tmp_path / "night.edf.review.json"
    desk, door = (
        lay_on_desk(work, review_path=file, author="AB"),
        LabDoor(frozenset({f"127.0.0.1:{port}"})),
    )
    server = uvicorn.Server(
        uvicorn.Config(create_lab(desk, door), host="127.0.0.1", port=port, log_level="warning", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ready = threading.Event()
    while not server.started and thread.is_alive():
        ready.wait(0.01)
    yield RealLab(f"http://127.0.0.1:{port}", desk, door, file)
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def page(browser: Browser, lab: RealLab) -> Iterator[Page]:
    context = browser.new_context(
        locale="en-GB", reduced_motion="reduce", viewport={"width": 1280, "height": 800}
    )
    watch = Watch(lab.url)
    made = context.new_page()
    watch.listen(made)
    made.goto(f"{lab.url}/enter?key={lab.door.make_key()}")
    expect(made.locator("body")).to_have_attribute("data-ready", "yes")
    yield made
    context.close()
    watch.check()


def wait_saved(page: Page, count: int) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(rf"^Saved in .* Edits: {count}$"))


def test_an_edge_is_moved_an_event_rejected_and_both_are_there_after_a_reload(
    page: Page, lab: RealLab
) -> None:
    page.locator("#trace").focus()
    for key in ("n", "n", "]", "Alt+]", "Enter"):
        page.keyboard.press(key)
    wait_saved(page, 1)
    row = page.locator("#indices tbody tr", has_text="PLMS, number").first
    expect(row.locator("td.changed")).to_have_count(0)
    page.keyboard.press("n")
    page.keyboard.press("x")
    page.keyboard.press("1")
    wait_saved(page, 2)
    expect(page.locator("#indices td.changed")).not_to_have_count(0)
    changed = page.locator("#indices").inner_text()
    move, reject = json.loads(lab.file.read_text())["edits"]
    assert move["new"][0] - move["old"][0] == pytest.approx(0.11, abs=1e-5)
    page.reload()
    expect(page.locator("body")).to_have_attribute("data-ready", "yes")
    wait_saved(page, 2)
    expect(page.locator("#card")).to_contain_text("rejected by AB")
    assert page.locator("#indices").inner_text() == changed
    state = {one.id: one for one in lab.desk.state().reviewed}
    assert state[reject["event"]].is_rejected
    assert state[move["event"]].span.start_s == pytest.approx(move["new"][0])


def test_indices_are_in_words(page: Page) -> None:
    expect(page.locator("#indices")).to_contain_text("PLMS, per hour")
    assert "_" not in page.locator("#indices tbody").inner_text()


def test_the_cursor_has_buttons(page: Page) -> None:
    before = page.locator("#live").inner_text()
    page.get_by_role("button", name="Cursor later").click()
    expect(page.locator("#live")).not_to_have_text(before)


def test_a_draft_leaves_the_whole_trace_in_sight(page: Page) -> None:
    page.locator("#trace").focus()
    page.keyboard.press("n")
    page.keyboard.press("]")
    draft, trace = page.locator("#draft").bounding_box(), page.locator("#trace").bounding_box()
    assert draft is not None
    assert trace is not None
    assert draft["y"] >= trace["y"] + trace["height"]
