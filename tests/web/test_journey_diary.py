"""Six weeks with a diary in a real browser: the first entry, a day that was missed, a month, a year, and what comes after."""

from __future__ import annotations

import datetime
import re

import pytest
from playwright.sync_api import Page, expect

from diary_house import NOW, PERSON, ago, put, put_person
from evening_house import look_over
from legato.model.kept import ItemKind
from result_makers import LEVELS, a_check
from web_house import RunningServer

SIZES = pytest.mark.parametrize("where", ["phone", "desk"])


@pytest.fixture(autouse=True)
def person(server: RunningServer) -> None:
    server.clock.time = NOW
    put_person(server.desk)
    a_check(server.desk, LEVELS["routine"])


def entries(server: RunningServer) -> dict[str, dict[str, object]]:
    """Give what the diary holds by day."""
    return {one.day: dict(one.body) for one in server.desk.store.items(ItemKind.DIARY, person=PERSON)}


def first_entry_and_its_undo(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/diary")
    look_over(page, "60-diary-empty")
    page.get_by_role("link", name="Add how today is").click()
    page.locator("#f-shaking").get_by_label("6", exact=True).check()
    page.locator("#f-worry").get_by_label("4", exact=True).check()
    page.get_by_role("button", name="More: Coffee").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    look_over(page, "61-diary-saved")
    assert entries(server)[ago(0)]["shaking"] == 6
    page.goto(f"{server.url}/diary/day/{ago(0)}")
    look_over(page, "62-diary-day")
    page.get_by_role("link", name=re.compile("^Change")).first.click()
    page.locator("#f-shaking").get_by_label("8", exact=True).check()
    page.get_by_role("button", name="Save").click()
    assert entries(server)[ago(0)]["shaking"] == 8
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert entries(server)[ago(0)]["shaking"] == 6


def a_day_that_was_missed(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/diary/add")
    page.get_by_role("link", name=re.compile("yesterday", re.I)).first.click()
    page.locator("#f-shaking").get_by_label("3", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    assert entries(server)[ago(1)] == {"shaking": 3, "is_backfilled": True}
    page.goto(f"{server.url}/diary/day/{ago(1)}")
    expect(page.get_by_text("Filled in later").first).to_be_visible()
    page.goto(f"{server.url}/diary")
    look_over(page, "63-diary-month")
    missing = page.locator("table td a", has=page.locator("svg.gap"))
    assert missing.count() == NOW.day - 2
    days = [str(day) for day in range(1, NOW.day - 1)]
    assert [text.strip() for text in missing.all_inner_texts()] == days, (
        "a day without an entry bears no number but its own"
    )
    page.goto(f"{server.url}/timeline")
    page.get_by_role("link", name="1 year").click()
    look_over(page, "64-year")
    page.get_by_text("The same as a table").click()
    rows = page.get_by_role("table").locator("tbody tr")
    texts = rows.all_inner_texts()
    assert not any(re.search(r"(^|\t)\s*0\s*(\t|$)", text) for text in texts), texts[:3]


def goal_and_appointment(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/goal")
    page.locator("#f-text").fill("Sit through a meeting")
    page.get_by_role("button", name="Save").click()
    page.locator("#f-rating").get_by_label("3", exact=True).check()
    page.get_by_role("button", name=re.compile("Save|Keep")).first.click()
    look_over(page, "65-goal")
    (goal,) = server.desk.store.items(ItemKind.GOAL)
    assert [one["value"] for one in goal.body["ratings"]] == [3]
    page.goto(f"{server.url}/appointment/add")
    page.locator("#f-on").fill((NOW.date() + datetime.timedelta(days=12)).isoformat())
    page.locator("#f-with_whom").fill("my doctor")
    page.get_by_role("button", name="Save").click()
    look_over(page, "66-appointment")
    page.goto(f"{server.url}/")
    expect(page.get_by_text("my doctor")).to_be_visible()
    look_over(page, "67-home")


def worse_leads_to_a_new_check(page: Page, server: RunningServer) -> None:
    server.clock.time = NOW + datetime.timedelta(days=28)
    page.goto(f"{server.url}/recheck")
    look_over(page, "68-recheck")
    page.get_by_text("Worse").click()
    page.get_by_role("button", name="Continue").click()
    look_over(page, "69-worse")
    page.get_by_role("link", name="Go to the warning signs").click()
    look_over(page)
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/q/age"))
    assert len(server.desk.store.items(ItemKind.CHECK)) == 2
    assert len(server.desk.store.items(ItemKind.RECHECK)) == 1


@SIZES
def test_a_diary_from_the_first_entry_to_the_second_look(
    where: str, server: RunningServer, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(where)
    first_entry_and_its_undo(page, server)
    a_day_that_was_missed(page, server)
    goal_and_appointment(page, server)
    worse_leads_to_a_new_check(page, server)


def test_a_shaking_of_0_that_was_told_is_no_missing_day(phone: Page, server: RunningServer) -> None:
    put(server.desk, ItemKind.DIARY, {"shaking": 0}, day=ago(3))
    phone.goto(f"{server.url}/diary")
    missing = phone.locator("table td a", has=phone.locator("svg.gap"))
    assert missing.count() == NOW.day - 2, "today is not over, and is not missing yet"
    phone.goto(f"{server.url}/diary/day/{ago(3)}")
    expect(phone.locator("main dl").first).to_contain_text("0")
