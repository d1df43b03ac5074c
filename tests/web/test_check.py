"""The questions in a real browser: on a phone, on a desk, by keyboard alone, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from legato.model.kept import ItemKind
from web_house import PHONE, RunningServer, axe_faults, sideways_scroll


def look_over(page: Page) -> None:
    """Look at a page for what keeps somebody out."""
    assert axe_faults(page) == []
    assert sideways_scroll(page) == 0


def begin(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="Start (about 10 minutes)").click()
    page.get_by_label("Me", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Number of years").fill("47")
    page.get_by_role("button", name="Continue").click()


def answer_calmly(page: Page) -> None:
    """Answer the question of the page so that little is told."""
    none = page.locator("input[value=none]")
    (none if none.count() else page.locator("input[name=choice]").first).check()
    page.get_by_role("button", name="Continue").click()


def through_the_questions(page: Page) -> int:
    count = 0
    while "/q/" in page.url:
        before = page.url
        answer_calmly(page)
        expect(page).not_to_have_url(before)
        count += 1
        assert count <= 30
    return count


@pytest.mark.parametrize("where", ["phone", "desk"])
def test_somebody_gets_through_from_the_start_to_the_list(
    where: str, server: RunningServer, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(where)
    look_over(page)
    begin(page, server)
    look_over(page)
    through_the_questions(page)
    look_over(page)
    page.get_by_role("link", name="Add a medicine").click()
    page.get_by_label("Name", exact=True).press_sequentially("sert")
    page.get_by_role("button", name="sertraline").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("sertraline")
    look_over(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Continue").click()
    look_over(page)
    page.get_by_role("link", name="Start (about 3 minutes)").click()
    page.get_by_label("5", exact=True).check()
    look_over(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Leave the rest out").click()
    page.get_by_label("What I notice").fill("It shakes when I sit.")
    look_over(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    expect(page.get_by_text("It shakes when I sit.")).to_be_visible()
    look_over(page)
    page.get_by_role("button", name="Finish and see the result").first.click()
    look_over(page)
    (check,) = server.desk.store.items(ItemKind.CHECK)
    assert check.body["finished_on"]
    assert len(check.body["medicines"]) == 1
    page.goto(f"{server.url}/")
    look_over(page)


@pytest.mark.parametrize("where", ["phone", "desk"])
def test_a_tick_shows_the_number_to_call_in_sight_and_at_once(
    where: str, server: RunningServer, request: pytest.FixtureRequest
) -> None:
    page: Page = request.getfixturevalue(where)
    begin(page, server)
    page.get_by_label("Male", exact=False).last.check()
    page.get_by_role("button", name="Continue").click()
    call = page.get_by_role("link", name="Call 999 now")
    expect(call).to_be_hidden()
    page.get_by_label("One side of the face droops.").check()
    expect(call).to_be_in_viewport(ratio=1)
    assert call.get_attribute("href") == "tel:999"
    look_over(page)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Get emergency help now")
    expect(page.locator("a[href='tel:999']").first).to_be_in_viewport(ratio=1)
    look_over(page)


def test_the_keyboard_alone_is_enough(desk: Page, server: RunningServer) -> None:
    desk.goto(f"{server.url}/check/new")
    desk.locator("#f-first").focus()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("How old")
    desk.get_by_label("Number of years").focus()
    desk.keyboard.type("47")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("What sex")
    desk.locator("#f-first").focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("all of a sudden")
    check = server.desk.store.items(ItemKind.CHECK)[0]
    assert server.desk.state_of(check).answers["sex"].choices == ("male",)


def test_the_picture_and_the_list_say_the_same(desk: Page, server: RunningServer) -> None:
    begin(desk, server)
    (check,) = server.desk.store.items(ItemKind.CHECK)
    desk.goto(f"{server.url}/check/{check.id}/q/side")
    left = desk.get_by_role("checkbox", name="Left leg")
    left.focus()
    desk.keyboard.press("Space")
    expect(desk.get_by_label("One leg only.")).to_be_checked()
    desk.get_by_role("checkbox", name="Right leg").check()
    expect(desk.get_by_label("Both legs, about the same.")).to_be_checked()
    look_over(desk)


def test_the_questions_need_no_script(browser: Browser, server: RunningServer) -> None:
    context = browser.new_context(locale="en-GB", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(server.door())
    begin(page, server)
    assert through_the_questions(page) >= 20
    page.get_by_role("link", name="Add a medicine").click()
    page.get_by_label("Name", exact=True).fill("sert")
    page.get_by_role("button", name="Look up the name").click()
    page.get_by_label("sertraline", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Change sertraline")).to_be_visible()
    context.close()


def test_two_pages_of_one_question_end_in_a_choice(desk: Page, server: RunningServer) -> None:
    desk.watch.allowed.append("409")  # type: ignore[attr-defined]
    begin(desk, server)
    (check,) = server.desk.store.items(ItemKind.CHECK)
    address = f"{server.url}/check/{check.id}/q/side"
    other = desk.context.new_page()
    desk.goto(address)
    other.goto(address)
    other.get_by_label("Both legs, about the same.").check()
    other.get_by_role("button", name="Continue").click()
    other.wait_for_load_state()
    desk.get_by_label("Now one, now the other.").check()
    desk.get_by_role("button", name="Continue").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("This was changed in two places")
    look_over(desk)
    desk.get_by_role("button", name="Use this one").click()
    expect(desk).not_to_have_url(address)
    kept = server.desk.store.get(check.id)
    assert kept is not None
    assert server.desk.state_of(kept).answers["side"].choices == ("changes",)
