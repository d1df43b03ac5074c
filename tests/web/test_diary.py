"""The diary in a real browser: twenty seconds, a month, a year on one screen, the second look, a health file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from diary_house import NOW, PERSON, TODAY, ago, put, put_check, put_person
from health_makers import export, record, sleep, zipped
from legato.app.desk import Desk
from legato.model.kept import ItemKind
from web_house import RunningServer, axe_faults, sideways_scroll

PAGES = (
    "/diary",
    "/diary/add",
    "/timeline",
    "/recheck",
    "/goal",
    "/appointment",
    "/appointment/add",
    "/import/apple-health",
)


@pytest.fixture(autouse=True)
def person(server: RunningServer) -> None:
    server.clock.time = NOW
    put_person(server.desk)


def fill(desk: Desk, n_days: int = 60) -> None:
    """Keep some weeks with gaps, and everything else that a page can show."""
    for n in range(n_days):
        if n % 5 == 2 or 20 < n < 28:
            continue
        body = {"shaking": n % 11, "worry": (n * 3) % 11, "sleep_h": 6.5, "caffeine": []}
        put(desk, ItemKind.DIARY, {**body, "note": "A long day"} if n % 7 == 0 else body, day=ago(n))
    put(desk, ItemKind.DIARY, {"note": "Only words"}, day=ago(2))
    put(
        desk,
        ItemKind.MEDICINE,
        {"name": "sertraline", "dose_text": "50 mg", "started_on": ago(40), "changed_on": ago(9)},
    )
    put(desk, ItemKind.APPOINTMENT, {"on": ago(3), "with_whom": "my doctor"}, day=ago(3))
    put(
        desk,
        ItemKind.APPOINTMENT,
        {"on": ago(-9), "with_whom": "the nerve clinic", "time": "10:30"},
        day=ago(-9),
    )
    put(desk, ItemKind.RECORDING, {"task": "rest", "state": "kept"}, day=ago(0))
    put(desk, ItemKind.HEALTH_DAY, {"sleep_h": 6.5, "steps": 5000, "zone": "+0100"}, day=ago(0))
    ratings = [{"day": ago(30), "value": 3}, {"day": ago(2), "value": 6}]
    put(desk, ItemKind.GOAL, {"text": "Sit through a meeting", "ratings": ratings}, day=ago(2))
    put_check(desk, finished_days_ago=15)


def test_an_entry_takes_a_few_taps(phone: Page, server: RunningServer) -> None:
    phone.goto(f"{server.url}/diary")
    phone.get_by_role("link", name="Add how today is").tap()
    phone.locator("#f-shaking").get_by_label("6", exact=True).tap()
    phone.locator("#f-worry").get_by_label("4", exact=True).tap()
    for _ in range(3):
        phone.get_by_role("button", name="More: Coffee").tap()
    phone.get_by_role("button", name="Less: Coffee").tap()
    expect(phone.locator("[data-sum]")).to_have_text("About 180 mg of caffeine")
    phone.get_by_role("button", name="More: Sleep last night").tap()
    phone.get_by_role("button", name="Less: Sleep last night").tap()
    phone.get_by_role("button", name="Save").tap()
    expect(phone.get_by_role("status")).to_contain_text("Saved.")
    (item,) = server.desk.store.items(ItemKind.DIARY, person=PERSON)
    caffeine = [{"drink": "coffee", "mg": 180, "count": 2}]
    assert item.body == {"shaking": 6, "worry": 4, "caffeine": caffeine, "sleep_h": 6.5}
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.get_by_role("button", name="Undo")).to_have_count(0)
    assert server.desk.store.items(ItemKind.DIARY, person=PERSON) == []


def test_a_number_can_be_left_out_again_and_none_of_these_clears_the_drinks(
    desk: Page, server: RunningServer
) -> None:
    desk.goto(f"{server.url}/diary/add")
    desk.locator("#f-shaking").get_by_label("6", exact=True).click()
    desk.locator("#f-shaking").get_by_label("Leave out").click()
    desk.get_by_role("button", name="More: Coffee").click()
    desk.get_by_role("button", name="Less: Coffee").click()
    assert desk.input_value("#f-drink-coffee") == ""
    desk.get_by_role("button", name="More: Espresso").click()
    desk.get_by_label("None of these").check()
    assert desk.input_value("#f-drink-espresso") == ""
    desk.get_by_role("button", name="Save").click()
    (item,) = server.desk.store.items(ItemKind.DIARY, person=PERSON)
    assert item.body == {"caffeine": []}


def test_an_entry_can_be_made_with_the_keyboard_alone(desk: Page, server: RunningServer) -> None:
    desk.goto(f"{server.url}/diary/add")
    desk.locator("#f-shaking input").first.focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("ArrowRight")
    desk.locator("#f-sleep_h").focus()
    desk.keyboard.type("7,5")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("Saved.")
    (item,) = server.desk.store.items(ItemKind.DIARY, person=PERSON)
    assert item.body == {"shaking": 2, "sleep_h": 7.5}


def test_nothing_is_lost_where_two_pages_change_one_entry(desk: Page, server: RunningServer) -> None:
    item = put(server.desk, ItemKind.DIARY, {"note": "before"}, day=ago(0))
    desk.goto(f"{server.url}/diary/edit/{item.id}")
    server.desk.store.put(
        ItemKind.DIARY, {"note": "theirs"}, id=item.id, person=PERSON, key="other", day=ago(0), base_version=1
    )
    desk.get_by_label("In your own words").fill("mine")
    desk.watch.allowed.append("409")  # type: ignore[attr-defined]
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("This entry was changed elsewhere")
    assert axe_faults(desk) == []
    desk.get_by_role("button", name="Keep both").click()
    assert {one.body["note"] for one in server.desk.store.items(ItemKind.DIARY)} == {"theirs", "mine"}


@pytest.mark.parametrize("state", ["empty", "full"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(phone: Page, server: RunningServer, state: str, scheme: str) -> None:
    if state == "full":
        fill(server.desk)
    phone.emulate_media(color_scheme=scheme)
    visit = server.desk.store.items(ItemKind.APPOINTMENT)
    more = [f"/appointment/{visit[0].id}/told"] if visit else []
    for path in (*PAGES, f"/diary/day/{TODAY}", f"/diary/day/{ago(4)}", *more):
        phone.goto(server.url + path)
        phone.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert axe_faults(phone) == []
        assert sideways_scroll(phone) == 0, path


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_lost_at_320_pixels(desk: Page, server: RunningServer, width: int) -> None:
    fill(server.desk)
    desk.set_viewport_size({"width": width, "height": 700})
    for path in (*PAGES, f"/diary/day/{TODAY}", f"/timeline?from={ago(365)}&to={TODAY}"):
        desk.goto(server.url + path)
        assert sideways_scroll(desk) == 0, path
    desk.goto(f"{server.url}/timeline")
    assert desk.locator("svg.timeline:visible").count() == 1


def test_what_can_be_pressed_on_an_entry_is_large(phone: Page, server: RunningServer) -> None:
    fill(server.desk)
    phone.goto(f"{server.url}/diary/add")
    phone.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    small = phone.evaluate(
        """[...document.querySelectorAll("main button, main a, main input:not([type=hidden]), main summary, main textarea")]
        .map((one) => (one.closest("label") ?? one)).filter((one) => one.offsetParent)
        .map((one) => [one.textContent.trim().slice(0, 30), Math.round(one.getBoundingClientRect().height)])
        .filter(([, height]) => height < 56)"""
    )
    assert small == []


def test_a_month_shows_what_is_missing_in_words_and_stripes(desk: Page, server: RunningServer) -> None:
    fill(server.desk)
    desk.goto(f"{server.url}/diary")
    missing = desk.get_by_role("link", name=re.compile("not recorded$")).filter(has=desk.locator("svg.gap"))
    assert missing.count() > 0
    desk.get_by_role("link", name="Earlier month").click()
    expect(desk.locator("#month")).to_have_text("October 2026")
    desk.get_by_role("link", name="Later month").click()
    expect(desk.locator("#month")).to_have_text("November 2026")


def test_a_year_is_on_one_screen_within_a_second_and_zooms_by_buttons(
    desk: Page, server: RunningServer
) -> None:
    fill(server.desk, 366)
    desk.goto(f"{server.url}/timeline")
    desk.get_by_role("link", name="1 year").click()
    took_ms = desk.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    assert took_ms < 1000
    picture = desk.get_by_role("img", name=re.compile("Timeline with an entry on"))
    box = picture.bounding_box()
    assert box is not None
    assert box["height"] < 900
    desk.get_by_role("link", name="1 month").click()
    expect(desk.locator("main .progress")).to_contain_text("24 October 2026 to 23 November 2026")
    desk.get_by_role("link", name="Earlier").click()
    expect(desk.locator("main .progress")).to_contain_text("9 October 2026 to 8 November 2026")
    desk.get_by_text("The same as a table").click()
    expect(desk.get_by_role("table")).to_be_visible()


def test_worse_leads_to_the_warning_signs(phone: Page, server: RunningServer) -> None:
    put_check(server.desk, finished_days_ago=14)
    phone.goto(f"{server.url}/diary")
    phone.get_by_role("link", name="Answer one question").tap()
    phone.get_by_text("Worse").tap()
    phone.get_by_role("button", name="Continue").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Please answer the warning signs again")
    expect(phone.get_by_role("link", name="Go to the warning signs")).to_have_attribute("href", "/check/new")
    assert axe_faults(phone) == []


def test_script_in_words_does_not_run(desk: Page, server: RunningServer) -> None:
    nasty = "</textarea><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    put(server.desk, ItemKind.MEDICINE, {"name": nasty, "dose_text": nasty, "started_on": ago(9)})
    put(
        server.desk,
        ItemKind.APPOINTMENT,
        {"on": ago(1), "with_whom": nasty, "why": nasty, "plan": nasty},
        day=ago(1),
    )
    put(server.desk, ItemKind.GOAL, {"text": nasty, "ratings": []}, day=ago(1))
    item = put(server.desk, ItemKind.DIARY, {"note": nasty}, day=ago(0))
    for path in (*PAGES, f"/diary/day/{TODAY}", f"/diary/edit/{item.id}"):
        desk.goto(server.url + path)
        assert "run" not in desk.title(), path
        assert desk.locator("main img").count() == 0
    desk.goto(f"{server.url}/diary/day/{TODAY}")
    expect(desk.locator("blockquote")).to_contain_text("<script>")


def test_a_health_file_goes_in_and_out(desk: Page, server: RunningServer, tmp_path: Path) -> None:
    xml = export(
        sleep(f"{ago(1)} 23:00:00 +0100", f"{ago(0)} 05:30:00 +0100"),
        record("steps", 4000, f"{ago(0)} 10:00:00 +0100"),
    )
    desk.goto(f"{server.url}/import/apple-health")
    desk.set_input_files("#f-file", zipped(tmp_path / "export.zip", xml))
    desk.get_by_role("button", name="Read this file").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("This was found", timeout=60_000)
    assert axe_faults(desk) == []
    desk.get_by_role("button", name="Keep these days").click()
    expect(desk.get_by_text("1 day is kept")).to_be_visible()
    desk.goto(f"{server.url}/diary/add")
    desk.get_by_role("button", name="Use 6.5 h").click()
    assert desk.input_value("#f-sleep_h") == "6.5"
    desk.goto(f"{server.url}/import/apple-health")
    desk.get_by_role("button", name="Take these days out again").click()
    expect(desk.get_by_text("1 day was taken out")).to_be_visible()
    assert server.desk.store.items(ItemKind.HEALTH_DAY) == []
