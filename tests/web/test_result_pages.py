"""The result, help and learn pages in a real browser: wide enough, tall enough, lawful to axe, and readable on paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from legato.app.desk import Desk
from result_makers import LEVELS, TOLD, a_check, a_person, demo_recordings
from web_house import DESK, PHONE, RunningServer, Watch, axe_faults, running_server, sideways_scroll

_SMALL = """[...document.querySelectorAll("main a.button, main button, main summary, main .call, main .choice")]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 55.5).map(one => one.textContent.trim())"""


class House:
    """A server with a check of every level."""

    def __init__(self) -> None:
        self.ids: dict[str, str] = {}
        self.server: RunningServer

    def prepare(self, desk: Desk) -> None:
        a_person(desk)
        for level, answers in LEVELS.items():
            self.ids[level] = a_check(desk, answers).id
        told = {"scales": TOLD["scales"], "story": TOLD["story"], "my_questions": TOLD["questions"]}
        recordings = demo_recordings(desk, broken=True)
        self.ids["recorded"] = a_check(desk, TOLD["answers"], recordings=recordings, **told).id
        self.ids["crisis"] = a_check(desk, {**TOLD["answers"], "self_harm": ["thoughts"]}).id


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House()
    folder: Path = tmp_path_factory.mktemp("result") / "data"
    with running_server(folder, prepare=made.prepare) as server:
        made.server = server
        yield made


def opened(browser: Browser, house: House, **options: Any) -> tuple[Page, Watch]:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    page, watch = context.new_page(), Watch(house.server.url)
    watch.listen(page)
    page.goto(house.server.door())
    return page, watch


def pages_of(house: House) -> list[str]:
    recorded = house.ids["recorded"]
    return [
        *(f"/result/{id_}" for id_ in house.ids.values()),
        *(f"/result/{recorded}/{part}" for part in ("clinician", "phone", "letter")),
        "/help",
        "/crisis",
        "/learn",
        "/learn?q=coffee",
        "/learn/condition",
        "/learn/condition/essential_tremor",
        "/learn/medicine/lithium",
        "/learn/finding/symptom:tremor",
        "/how-we-decide",
    ]


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESK, "dark"), ({"width": 320, "height": 640}, "dark")]
)
def test_every_page_fits_and_is_free_of_faults(
    browser: Browser, house: House, size: dict[str, int], scheme: str
) -> None:
    page, watch = opened(browser, house, viewport=size, color_scheme=scheme)

    for path in pages_of(house):
        answer = page.goto(house.server.url + path)
        assert answer is not None
        assert answer.status == 200
        assert sideways_scroll(page) == 0, path
        assert page.evaluate(_SMALL) == [], path
        assert axe_faults(page) == []
        assert page.locator("main h1").count() == 1
    watch.check()


def test_a_sentence_shows_its_basis_by_keyboard_alone(browser: Browser, house: House) -> None:
    page, watch = opened(browser, house, viewport=DESK)
    page.goto(f"{house.server.url}/result/{house.ids['recorded']}")

    first = page.locator("#why details.basis").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")

    assert first.locator(".marks").is_visible()
    first.locator(".marks a").first.click()
    assert "/learn/" in page.url
    watch.check()


def test_the_table_of_a_picture_opens(browser: Browser, house: House) -> None:
    page, watch = opened(browser, house, viewport=PHONE)
    page.goto(f"{house.server.url}/result/{house.ids['recorded']}")
    picture = page.locator("figure.chart.strip")

    picture.locator("summary").click()

    assert picture.locator("table").is_visible()
    assert picture.locator("svg.narrow").is_visible()
    assert not picture.locator("svg.wide").is_visible()
    watch.check()


def test_help_works_without_a_script_and_without_a_key(browser: Browser, house: House) -> None:
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="en-GB"
    )
    page = context.new_page()

    page.goto(f"{house.server.url}/help")
    assert page.locator('a.call.urgent[href="tel:999"]').is_visible()
    page.locator('.countries a[href^="/country/us"]').click()

    assert page.url.endswith("/help")
    assert page.locator('a.call.urgent[href="tel:911"]').is_visible()
    assert context.cookies()
    assert not any(one["name"] == "legato" for one in context.cookies())
    context.close()


def test_the_number_stands_in_the_first_view_of_an_emergency(browser: Browser, house: House) -> None:
    page, watch = opened(browser, house, viewport=PHONE)

    for path in (f"/result/{house.ids['emergency_now']}", "/help"):
        page.goto(house.server.url + path)
        box = page.locator("a.call.urgent").first.bounding_box()
        assert box is not None
        assert box["y"] < 560
    watch.check()


def test_paper_shows_the_text_and_none_of_the_buttons(browser: Browser, house: House) -> None:
    page, watch = opened(browser, house, viewport=DESK, color_scheme="dark")
    page.goto(f"{house.server.url}/result/{house.ids['recorded']}")

    page.emulate_media(media="print")

    assert not page.locator(".tabs").is_visible()
    assert not page.locator(".four").is_visible()
    assert not page.locator("details.basis").first.is_visible()
    assert page.locator("#sooner li").first.is_visible()
    assert page.locator("figure.chart.strip svg.wide").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    watch.check()


def test_the_letter_is_chosen_looked_at_and_printed(browser: Browser, house: House) -> None:
    page, watch = opened(browser, house, viewport=DESK)
    page.goto(f"{house.server.url}/result/{house.ids['recorded']}/letter")
    assert page.locator(".preview img").count() == 2
    assert not page.locator('input[name="mood"]').is_checked()

    page.locator('label.choice:has(input[name="mood"])').click()
    page.locator('input[name="name"]').fill("Ada Example")
    page.get_by_role("button", name="Look at it again").click()

    assert page.locator('input[name="mood"]').is_checked()
    assert page.locator('input[name="name"]').input_value() == "Ada Example"
    page.locator(".preview summary").click()
    assert "GAD-7" in page.locator(".preview").inner_text()
    watch.check()
