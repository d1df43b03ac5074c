"""The page of a task in a real browser: what stops a recording, what is kept of it, and what follows later."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from evening_house import inject, look_over, lying_still, record, series_of, simulated
from legato.app.routes import record as record_routes
from legato.errors import LegatoError
from legato.model.kept import ItemKind, KeptItem
from legato.model.movement import MovementKind
from legato.model.recording import Task
from legato.simulation.demo_evening import demo_battery
from offline_house import HomeComputer, a_phone, home_computer
from record_samples import samples
from web_house import RunningServer

TASK = "/record/task/count"
SECONDS = 30
_HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
_NAMES = ("t_ms", "ax", "ay", "az", "rx", "ry", "rz")


def shaking(**told: Any) -> dict[str, list[float]]:
    """Give a leg that shakes, as a phone in the sock tells it."""
    made = samples(seconds=SECONDS, **told)
    return {name: made[name] for name in _NAMES}


def counted() -> dict[str, list[float]]:
    """Give the task of counting of the demo evening."""
    return next(series_of(one.recording) for one in demo_battery() if one.task is Task.COUNT)


def cut(series: dict[str, list[float]], seconds: float) -> dict[str, list[float]]:
    """Give the first part of it."""
    count = sum(one < seconds * 1000 for one in series["t_ms"])
    return {name: values[:count] for name, values in series.items()}


def recordings(server: RunningServer | HomeComputer) -> list[KeptItem]:
    """Give what is kept."""
    return server.desk.store.items(ItemKind.RECORDING)


def opened(page: Page, server: RunningServer | HomeComputer, path: str = TASK) -> Page:
    """Open the page of a task with a clock that can be put forward."""
    page.clock.install()
    page.goto(server.url + path)
    expect(page.get_by_role("button", name="Start now")).to_be_enabled()
    return page


def told(page: Page, title: str) -> None:
    """Expect a fault that is told with the focus on it, and nothing sideways."""
    expect(page.locator("#fault h2")).to_have_text(title)
    expect(page.locator("#fault")).to_be_focused()
    look_over(page)


def test_motion_that_is_not_allowed_is_told_with_a_way_on(phone: Page, server: RunningServer) -> None:
    phone.add_init_script("DeviceMotionEvent.requestPermission = async () => 'denied';")
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    told(phone, "Your phone did not allow motion")
    phone.get_by_role("link", name="What you can do").tap()
    expect(phone).to_have_url(re.compile("/record/problem/denied"))
    look_over(phone, "50-denied")
    assert recordings(server) == []


def test_a_device_without_sensors_says_so(desk: Page, server: RunningServer) -> None:
    desk.add_init_script("delete window.DeviceMotionEvent;")
    opened(desk, server)
    desk.get_by_role("button", name="Start now").click()
    told(desk, "This device has no motion sensor")
    desk.get_by_role("link", name="What you can do").click()
    look_over(desk, "51-no-sensor")


def test_sensors_that_stay_silent_stop_the_task(phone: Page, server: RunningServer) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    expect(phone.get_by_text("Waiting for the sensors")).to_be_visible()
    look_over(phone, "52-running")
    phone.clock.run_for(3500)
    told(phone, "No value came from the sensors")
    phone.get_by_role("button", name="Try again").tap()
    expect(phone.get_by_role("button", name="Start now")).to_be_visible()


def test_a_page_that_is_hidden_keeps_the_part_before(phone: Page, server: RunningServer) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    inject(phone, cut(counted(), 23))
    phone.clock.run_for(23_000)
    phone.evaluate(_HIDE)
    expect(phone.get_by_role("heading", level=1)).to_have_text("This recording can be used")
    expect(phone.get_by_text("23 of 30 seconds are kept")).to_be_visible()
    (kept,) = recordings(server)
    assert [one["kind"] for one in kept.body["events"]] == ["hidden"]
    look_over(phone, "53-part")


def test_a_page_that_is_hidden_before_the_first_value_says_that_nothing_is_there(
    phone: Page, server: RunningServer
) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    expect(phone.locator("[data-stage=running]")).to_be_visible()
    phone.evaluate(_HIDE)
    told(phone, "Something came between")
    assert recordings(server) == []


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("slow", "The phone told too few values"),
        ("gaps", "Too much was missing"),
        ("walked", "This looked like walking"),
        ("still", "The phone did not move with a leg"),
        ("short", "It was too short"),
    ],
)
def test_what_cannot_be_used_is_kept_aside_and_asked_for_again(
    phone: Page, server: RunningServer, kind: str, reason: str
) -> None:
    series = {
        "slow": lambda: shaking(rate_hz=15.0),
        "gaps": lambda: shaking(gap=(8.0, 17.0)),
        "walked": lambda: simulated(MovementKind.WALKING),
        "still": lambda: lying_still(seconds=SECONDS),
        "short": lambda: cut(shaking(), 8),
    }[kind]()
    opened(phone, server)
    record(phone, series, seconds=SECONDS)
    expect(phone.get_by_role("heading", level=1)).to_have_text("This one needs repeating")
    expect(phone.get_by_text(reason)).to_be_visible()
    look_over(phone, f"54-{kind}")
    (kept,) = recordings(server)
    assert kept.body["state"] == "set_aside"
    assert server.desk.store.bundles.read(kept.body["bundle"])
    expect(phone.get_by_role("link", name="Repeat this task")).to_be_visible()


@pytest.mark.parametrize("how", ["click", "keys"])
def test_two_presses_on_start_record_once(desk: Page, server: RunningServer, how: str) -> None:
    desk.add_init_script(
        """window.asked = 0;
        DeviceMotionEvent.requestPermission = () => new Promise((resolve) => {
          window.asked += 1;
          setTimeout(() => resolve("granted"), 300);
        });"""
    )
    opened(desk, server)
    start = desk.get_by_role("button", name="Start now")
    if how == "click":
        start.dblclick()
    else:
        start.evaluate("(one) => { one.click(); one.click(); }")
    desk.clock.run_for(400)
    expect(desk.locator("[data-stage=running]")).to_be_visible()
    assert desk.evaluate("window.asked") == 1
    inject(desk, shaking())
    desk.clock.run_for(SECONDS * 1000 + 500)
    expect(desk).to_have_url(re.compile("/record/of/"))
    assert len(recordings(server)) == 1


def test_unlock_stop_keeps_what_was_recorded(phone: Page, server: RunningServer) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    inject(phone, cut(counted(), 24))
    phone.clock.run_for(24_000)
    expect(phone.get_by_role("button", name="Stop and keep")).to_be_hidden()
    phone.get_by_role("button", name="Unlock").tap()
    look_over(phone, "55-unlocked")
    phone.get_by_role("button", name="Stop and keep").tap()
    expect(phone.get_by_text("24 of 30 seconds are kept")).to_be_visible()
    (kept,) = recordings(server)
    assert [one["kind"] for one in kept.body["events"]] == ["stopped"]


def test_a_start_that_is_still_counted_can_be_called_off(phone: Page, server: RunningServer) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start in 10 seconds").tap()
    phone.clock.run_for(4000)
    phone.get_by_role("button", name="Unlock").tap()
    phone.get_by_role("button", name="Stop and keep").tap()
    expect(phone.get_by_role("button", name="Start now")).to_be_visible()
    phone.clock.run_for(10_000)
    inject(phone, cut(shaking(), 2))
    expect(phone.get_by_role("button", name="Start now")).to_be_visible()
    record(phone, shaking(), seconds=SECONDS)
    expect(phone).to_have_url(re.compile("/record/of/"))
    assert len(recordings(server)) == 1


def test_a_full_disk_keeps_the_recording_on_the_phone_until_there_is_room(
    phone: Page, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = phone.watch  # type: ignore[attr-defined]
    watch.allowed.append("507")
    with monkeypatch.context() as full:

        def refuse(*_: object, **__: object) -> KeptItem:
            raise LegatoError("There is no room on the disk", mend="make room", code="LEG-E808")

        full.setattr(record_routes, "keep_recording", refuse)
        opened(phone, server)
        record(phone, shaking(), seconds=SECONDS)
        expect(phone.get_by_text("Kept on this phone")).to_be_visible()
        look_over(phone, "56-kept-here")
        assert recordings(server) == []
    phone.clock.run_for(11_000)
    expect(phone).to_have_url(re.compile("/record\\?side=right"))
    expect(phone.get_by_role("link", name="Sit and count 30 seconds Done")).to_be_visible()
    assert len(recordings(server)) == 1


def test_a_recording_that_was_taken_away_comes_back(phone: Page, server: RunningServer) -> None:
    opened(phone, server)
    record(phone, shaking(), seconds=SECONDS)
    phone.get_by_role("button", name="Take this recording away").tap()
    expect(phone.get_by_role("status").first).to_have_text("Deleted.")
    look_over(phone)
    assert recordings(server) == []
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.get_by_role("link", name="Sit and count 30 seconds Done")).to_be_visible()
    assert len(recordings(server)) == 1


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeComputer]:
    """A computer that can go away."""
    with home_computer(tmp_path / "data") as made:
        yield made


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_recording_waits_on_the_phone_and_arrives_once(
    browser: Browser, home: HomeComputer, is_installed: bool
) -> None:
    with a_phone(browser, home, is_installed=is_installed) as phone:
        opened(phone, home)
        phone.get_by_role("button", name="Start now").tap()
        inject(phone, shaking())
        home.go_away()
        phone.clock.run_for(SECONDS * 1000 + 500)
        expect(phone.get_by_text("Kept on this phone")).to_be_visible()
        assert recordings(home) == []
        home.come_back()
        phone.clock.run_for(11_000)
        expect(phone).to_have_url(re.compile("/record\\?side=right"))
        (kept,) = recordings(home)
        assert kept.body["task"] == "count"
        phone.goto(f"{home.url}/offline")
        phone.goto(f"{home.url}/record")
        assert [one.version for one in home.store.history(kept.id)] == [1]
        assert len(recordings(home)) == 1


def test_an_answer_that_is_lost_on_the_way_keeps_nothing_twice(browser: Browser, home: HomeComputer) -> None:
    with a_phone(browser, home, is_installed=False, service_workers="block") as phone:
        lost = []

        def lose(route: Any) -> None:
            if lost:
                route.continue_()
                return
            lost.append(route.fetch().status)
            route.abort()

        phone.route("**/api/v1/recordings", lose)
        opened(phone, home)
        record(phone, shaking(), seconds=SECONDS)
        expect(phone.get_by_text("Kept on this phone")).to_be_visible()
        assert len(recordings(home)) == 1
        phone.clock.run_for(11_000)
        expect(phone).to_have_url(re.compile("/record\\?side=right"))
        assert lost == [200]
        assert len(recordings(home)) == 1


def test_a_browser_that_is_killed_sends_its_part_when_it_is_opened_again(
    phone: Page, server: RunningServer
) -> None:
    opened(phone, server)
    phone.get_by_role("button", name="Start now").tap()
    inject(phone, cut(counted(), 24))
    phone.clock.run_for(24_000)
    again = phone.context.new_page()
    phone.watch.listen(again)  # type: ignore[attr-defined]
    again.goto(f"{server.url}/record")
    again.wait_for_load_state("networkidle")
    assert recordings(server) == [], "a page that still records keeps its part to itself"
    phone.close(run_before_unload=False)
    again.goto(f"{server.url}/record")
    expect(again.locator(".tasks .tag:not(.open)")).to_have_count(1)
    (kept,) = recordings(server)
    assert kept.body["quality"]["duration_s"] == pytest.approx(24, abs=5.5)
    again.reload()
    assert len(recordings(server)) == 1


def test_turns_arrive_as_x_y_and_z_in_degrees_a_second(phone: Page, server: RunningServer) -> None:
    phone.goto(server.url + TASK)
    devtools = phone.context.new_cdp_session(phone)
    turns = {"x": 0.1, "y": 0.2, "z": 0.3}
    for kind, values in (("gyroscope", turns), ("accelerometer", {"x": 1.0, "y": 2.0, "z": 9.5})):
        devtools.send("Emulation.setSensorOverrideEnabled", {"enabled": True, "type": kind})
        devtools.send("Emulation.setSensorOverrideReadings", {"type": kind, "reading": {"xyz": values}})
    told = phone.evaluate(
        """() => new Promise((resolve, reject) => {
          setTimeout(() => reject(new Error("no motion came")), 5000);
          addEventListener("devicemotion", async (event) => {
            if (!event.rotationRate?.alpha || !event.accelerationIncludingGravity?.x) return;
            const { Motion } = await import("/static/js/record_motion.js");
            const motion = new Motion();
            motion.take(event);
            const { t_ms, ...rest } = motion.series;
            resolve(rest);
          });
        })"""
    )
    expected = {"ax": 1.0, "ay": 2.0, "az": 9.5, "rx": 5.73, "ry": 11.46, "rz": 17.19}
    assert {name: values[0] for name, values in told.items()} == pytest.approx(expected, abs=0.06)
