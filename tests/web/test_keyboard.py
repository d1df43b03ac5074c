"""By keyboard alone, and with a hand that shakes: nothing is out of reach, and nothing wrong is kept without a way back."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, expect

from evening_house import ANSWERS, question_of, start_check
from legato.model.kept import ItemKind
from web_house import RunningServer

_RINGED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "nothing has the focus";
  const seen = [one, one.closest("label"), one.nextElementSibling].filter(Boolean).map((it) => getComputedStyle(it));
  const ring = seen.some((it) => it.outlineStyle !== "none" && parseFloat(it.outlineWidth) >= 2);
  const shadow = seen.some((it) => it.boxShadow !== "none");
  const box = (one.closest("label") ?? one).getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return ring || shadow ? (inside ? "" : `${one.outerHTML.slice(0, 80)} is out of sight`) : `${one.outerHTML.slice(0, 80)} has no ring`;
}"""


def tab_to(page: Page, what: str, *, most: int = 60) -> None:
    """Press Tab until something of this page has the focus; each step must show where it is."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(_RINGED) == ""
        if page.evaluate("(what) => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"Tab does not lead to {what} on {page.url}")


def press(page: Page, what: str, key: str = "Enter") -> None:
    """Go to a link or button by Tab, press it, and wait for the next page."""
    before = page.url
    tab_to(page, what)
    page.keyboard.press(key)
    expect(page).not_to_have_url(before)


def choose(page: Page, value: str, name: str = "choice") -> None:
    """Choose one row of a page by Tab, arrows and Space."""
    wanted = f'input[name="{name}"][value="{value}"]'
    if page.locator(wanted).get_attribute("type") == "checkbox":
        tab_to(page, wanted)
        page.keyboard.press("Space")
    else:
        tab_to(page, f'input[name="{name}"]')
        page.keyboard.press("Space")
        for _ in range(20):
            if page.evaluate("(what) => document.activeElement.matches(what)", wanted):
                break
            page.keyboard.press("ArrowDown")
            assert page.evaluate(_RINGED) == ""
    expect(page.locator(wanted)).to_be_checked()


def answer_by_keys(page: Page, told: object) -> None:
    """Answer the question of a page, or skip it where nothing was told."""
    if told is None:
        press(page, 'button[value="skip"]')
        return
    if isinstance(told, int):
        tab_to(page, "input[name=typed]")
        page.keyboard.type(str(told))
    else:
        for value in [told] if isinstance(told, str) else list(told):  # type: ignore[call-overload]
            choose(page, value)
            page.evaluate("document.activeElement.blur()")
    press(page, 'button[value="go"]')


def test_the_whole_way_to_the_result_by_keyboard_alone(desk: Page, server: RunningServer) -> None:
    desk.goto(f"{server.url}/")
    desk.keyboard.press("Tab")
    assert desk.evaluate("document.activeElement.className") == "skip"
    expect(desk.locator("a.skip")).to_be_in_viewport(ratio=1)
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.id") == "main"
    press(desk, 'a[href="/check/new"]')
    choose(desk, "me", "who")
    press(desk, "button.main")
    count = 0
    while question := question_of(desk):
        answer_by_keys(desk, ANSWERS.get(question))
        count += 1
        assert count <= 40
    press(desk, 'button[value="none"]')
    press(desk, 'button[value="leave_out"]')
    tab_to(desk, "#f-story")
    desk.keyboard.type("It shakes in the evening.")
    press(desk, 'button[value="go"]')
    press(desk, "main form button.main")
    press(desk, 'main a[href^="/result/"]')
    expect(desk).to_have_url(re.compile("/result/"))
    tab_to(desk, "details.basis summary")
    desk.keyboard.press("Enter")
    assert desk.locator("details.basis[open]").count() == 1
    (check,) = server.desk.store.items(ItemKind.CHECK)
    state = server.desk.state_of(check)
    told = {key: value for key, value in ANSWERS.items() if key in state.answers and isinstance(value, str)}
    assert {key: state.answers[key].choices for key in told if told[key] != "none"} == {
        key: (value,) for key, value in told.items() if value != "none"
    }


def shaky_tap(page: Page, what: str, dice: random.Random) -> None:
    """Tap as a hand that shakes does: beside the middle, and in three of ten times twice."""
    target = page.locator(what).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    for _ in range(2 if dice.random() < 0.3 else 1):
        at = [
            box[side] + box[size] / 2 + dice.uniform(-12, 12)
            for side, size in (("x", "width"), ("y", "height"))
        ]
        page.mouse.click(*at, delay=dice.choice((0, 30)))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_hand_that_shakes_keeps_no_wrong_answer_without_a_way_back(
    phone: Page, server: RunningServer, seed: int
) -> None:
    dice = random.Random(seed)
    start_check(phone, server)
    phone.locator("input[name=typed]").fill("47")
    meant = {}
    phone.get_by_role("button", name="Continue").click()
    expect(phone).not_to_have_url(re.compile("/q/age"))
    for _ in range(12):
        question, before = question_of(phone), phone.url
        wanted = ANSWERS.get(question, "none")
        value = wanted if isinstance(wanted, str) else wanted[0]
        for _ in range(4):
            row = phone.locator(f'input[value="{value}"]')
            if not row.is_checked():
                shaky_tap(phone, f'label.choice:has(input[value="{value}"])', dice)
            if row.is_checked():
                break
        shaky_tap(phone, 'button[value="go"]', dice)
        expect(phone).not_to_have_url(before)
        phone.wait_for_load_state()
        meant[question] = value
    (check,) = server.desk.store.items(ItemKind.CHECK)
    given = server.desk.state_of(check).answers
    wrong = {
        key: given[key].choices
        for key, value in meant.items()
        if key in given and given[key].choices != (value,)
    }
    phone.goto(f"{server.url}/check/{check.id}/answers")
    for question in wrong:
        expect(phone.locator(f'.change a[href*="/q/{question}"]')).to_be_visible()
    assert len(given) >= 10
    assert wrong == {}
