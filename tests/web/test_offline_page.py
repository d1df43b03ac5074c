"""With the computer out of reach: questions, emergency signs, help and the result work, and arrive later once."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from legato.inference.interview import facts_of_answers
from legato.inference.triage import decide_urgency
from legato.knowledge.library import load_library
from legato.knowledge.locales import library_in
from legato.model.interview import InterviewState
from legato.model.kept import ItemKind
from offline_house import HomeComputer, a_phone, home_computer, recording_body, wait_until
from web_house import axe_faults, sideways_scroll

SYNC = "**/api/v1/sync"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[HomeComputer]:
    """The computer at home."""
    with home_computer(tmp_path / "data") as made:
        yield made


@pytest.fixture
def phone(browser: Browser, home: HomeComputer) -> Iterator[Page]:
    """A phone with everything kept."""
    with a_phone(browser, home) as page:
        yield page


def begin(page: Page) -> None:
    """Open the questions."""
    expect(page.get_by_role("button", name="Answer the questions")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Answer the questions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("How old")
    settled(page)


def settled(page: Page) -> None:
    """Wait until a new page takes taps; a second tap meant for the page before is ignored."""
    wait_until(page, "performance.now() - Number(document.getElementById('offline').dataset.shown) > 400")


def go_on(page: Page, asked: str) -> None:
    """Go on with a check that is open."""
    expect(page.get_by_role("button", name="Go on with the questions")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Go on with the questions").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(asked)
    settled(page)


def answer(page: Page, given: dict[str, str]) -> None:
    """Answer the question that is open: a number, the text of a row, or skip."""
    heading = page.get_by_role("heading", level=1)
    before = heading.inner_text()
    wanted = next((value for key, value in given.items() if key in before), "None of these")
    field = page.locator("#f-number")
    if field.count():
        field.fill(wanted)
        page.get_by_role("button", name="Continue").click()
    elif page.get_by_text(wanted, exact=True).count():
        page.get_by_text(wanted, exact=True).click()
        page.get_by_role("button", name="Continue").click()
    else:
        page.get_by_role("button", name="Skip this question").click()
    expect(heading).not_to_have_text(before)
    settled(page)


def answer_all(page: Page, given: dict[str, str], *, most: int = 40) -> None:
    """Go on until the own words are asked for."""
    for _ in range(most):
        if page.get_by_text("In your own words").count():
            return
        answer(page, given)
    raise AssertionError("the questions do not end")


CALM = {"How old": "47", "sex": "Male.", "end your life": "No, none of these."}


def test_the_whole_check_works_alone_and_arrives_once(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    begin(phone)
    answer_all(phone, CALM)
    phone.get_by_label("In your own words").fill("After coffee my leg bounces.")
    phone.get_by_role("button", name="See what to do next").click()
    expect(phone.get_by_text("Your answers", exact=True)).to_be_visible()
    level = phone.get_by_role("heading", level=1).inner_text()
    assert home.checks() == []

    home.come_back()
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_text("The computer is in reach.")).to_be_visible()
    expect(phone.get_by_text("Everything has arrived")).to_be_visible()

    (check,) = home.checks()
    state = InterviewState.from_json(check.body["state"])
    library = load_library()
    urgency = decide_urgency(facts_of_answers(state, library=library), library=library).urgency
    words = {one["id"]: one["text"] for one in library.records("wording")}
    assert level == words[f"level.{urgency.value}"]
    assert check.body["story"] == "After coffee my leg bounces."
    assert check.body["finished_on"]
    phone.reload()
    expect(phone.get_by_text("The computer is in reach.")).to_be_visible()
    assert len(home.checks()) == 1
    assert [one.version for one in home.store.history(check.id)] == [1]


def test_a_sign_leads_to_help_at_once_and_blocks_nothing(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    begin(phone)
    answer(phone, CALM)
    answer(phone, CALM)
    phone.get_by_text("One side of the face droops").click()
    expect(phone.get_by_role("alert").get_by_text("needs help now")).to_be_visible()
    phone.get_by_role("button", name="Continue").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Get emergency help now")
    assert phone.locator("#offline a.call.urgent").get_attribute("href") == "tel:999"
    settled(phone)
    phone.get_by_role("button", name="Go on with the questions").click()
    expect(phone.get_by_text("Question 4 of at most 30")).to_be_visible()


def test_words_of_self_harm_lead_to_a_crisis_line_without_the_computer(
    phone: Page, home: HomeComputer
) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    begin(phone)
    answer_all(phone, CALM)
    phone.get_by_label("In your own words").fill("Some days I want to die.")
    phone.get_by_role("button", name="See what to do next").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("You do not have to be alone with this")
    assert phone.locator('#offline a[href="tel:116123"]').count() == 1


def test_the_page_is_ready_within_a_second_with_help_before_any_script(
    phone: Page, home: HomeComputer
) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_role("button", name="Answer the questions")).to_be_visible()
    ready_ms = phone.evaluate("performance.now()")
    phone.context.add_init_script("window.began = performance.now()")
    with phone.expect_response("**/offline"):
        phone.reload()
    expect(phone.get_by_role("button", name="Answer the questions")).to_be_visible()
    times = phone.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")

    assert times < 1000
    assert ready_ms < 3000


def test_help_stands_in_the_page_itself(home: HomeComputer, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{home.url}/offline")

    assert page.locator("#offline-help a.call.urgent").get_attribute("href") == "tel:999"
    assert "turned off" in page.content()
    context.close()


def test_a_page_of_the_computer_says_plainly_that_it_is_out_of_reach(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    phone.goto(f"{home.url}/diary")

    expect(phone.get_by_text("needs the computer, and it does not answer right now")).to_be_visible()
    assert phone.get_by_role("link", name="Try that page again").get_attribute("href") == "/diary"
    expect(phone.get_by_text("Offline. The computer is out of reach.")).to_be_visible()


def test_help_and_the_page_of_a_crisis_open_without_the_computer(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    for path in ("/help", "/crisis"):
        phone.goto(home.url + path)
        assert phone.url == home.url + path
        assert phone.locator('main a[href="tel:999"]').count() >= 1
        assert phone.locator('main a[href="tel:116123"]').count() >= 1


def test_recording_opens_without_the_computer(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_role("button", name="Answer the questions")).to_be_visible()
    settled(phone)
    phone.get_by_role("link", name="Record the leg").click()

    phone.wait_for_url("**/offline/record")
    assert phone.locator("#recorder").get_attribute("data-offline") == "yes"


def test_a_recording_that_waits_arrives_once(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    body = json.dumps(recording_body())
    phone.evaluate(
        """async (body) => {
          const { keepRequest } = await import("/static/js/keep.js");
          const entry = { key: "key-of-recording", path: "/api/v1/recordings", body };
          for (let tries = 0; tries < 2; tries += 1)
            await keepRequest({ ...entry, headers: { "content-type": "application/json" } });
        }""",
        body,
    )
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_text("1 thing waits on this device")).to_be_visible()
    home.come_back()
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_text("Everything has arrived")).to_be_visible()

    assert len(home.store.items(ItemKind.RECORDING)) == 1


def test_nothing_of_a_person_is_kept_by_the_worker(phone: Page, home: HomeComputer) -> None:
    phone.goto(f"{home.url}/offline/conflicts")
    phone.goto(f"{home.url}/me")
    kept = phone.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const one of await (await caches.open(name)).keys()) found.push(new URL(one.url).pathname);
          return found;
        }"""
    )

    pages = [one for one in kept if not one.startswith("/static/")]
    assert set(pages) <= {"/offline", "/help", "/crisis", "/offline/record", "/api/v1/questions"}
    assert "/offline" in pages
    assert "/static/js/engine.js" in kept


def test_an_answer_lost_on_the_way_doubles_nothing(phone: Page, home: HomeComputer) -> None:
    begin(phone)
    answer(phone, CALM)
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    phone.route(SYNC, lose)
    with phone.expect_event("requestfailed"):
        phone.goto(f"{home.url}/offline")
    expect(phone.get_by_text("waits on this device")).to_be_visible()
    (check,) = home.checks()
    settled(phone)
    phone.get_by_role("button", name="Send now").click()
    expect(phone.get_by_text("Everything has arrived")).to_be_visible()

    assert lost == [200]
    assert [one.version for one in home.store.history(check.id)] == [1]
    assert len(home.checks()) == 1


def test_a_second_tap_does_not_answer_the_next_question(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    begin(phone)
    phone.locator("#f-number").fill("47")
    box = phone.get_by_role("button", name="Continue").bounding_box()
    assert box is not None
    phone.mouse.click(box["x"] + 40, box["y"] + 30, click_count=2, delay=20)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("What sex")
    phone.mouse.click(box["x"] + 40, box["y"] + 30)
    settled(phone)

    expect(phone.get_by_role("heading", level=1)).to_contain_text("What sex")
    assert phone.locator("#offline input:checked").count() == 0


def test_what_was_answered_alone_is_sent_before_any_page_of_the_computer_opens(
    phone: Page, home: HomeComputer
) -> None:
    home.go_away()
    phone.goto(f"{home.url}/offline")
    begin(phone)
    answer(phone, CALM)
    home.come_back()
    phone.goto(f"{home.url}/")

    assert len(home.checks()) == 1


def test_a_computer_that_hangs_counts_as_out_of_reach(phone: Page, home: HomeComputer) -> None:
    home.go_away()
    with socket.create_server(("127.0.0.1", home.port), backlog=50):
        phone.goto(f"{home.url}/diary")
        expect(phone.get_by_text("needs the computer, and it does not answer right now")).to_be_visible()
        begin(phone)
        assert phone.evaluate("document.documentElement.dataset.reach") != "reached"


def test_a_form_that_does_not_arrive_says_so(phone: Page, home: HomeComputer) -> None:
    phone.goto(f"{home.url}/offline/conflicts")
    home.go_away()
    phone.evaluate(
        """() => {
          const form = Object.assign(document.createElement("form"), { method: "post", action: "/me" });
          document.body.append(form);
          form.submit();
        }"""
    )

    expect(phone.get_by_text("did not arrive, and nothing was saved")).to_be_visible()
    assert phone.url == f"{home.url}/offline?unsent=1"


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_pages_speak_the_language_that_was_chosen(phone: Page, home: HomeComputer, language: str) -> None:
    phone.goto(f"{home.url}/language/{language}?back=/offline")
    plan = "navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true)"
    phone.evaluate(plan)
    wait_until(phone, f"caches.match('/api/v1/questions?language={language}')")
    home.go_away()
    phone.goto(f"{home.url}/offline")
    question = library_in(language).questions["age"].ask
    expect(phone.locator("#offline .button.main")).to_be_visible()
    settled(phone)
    phone.locator("#offline .button.main").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text(question)
    assert phone.locator("html").get_attribute("lang") == language


def test_two_phones_lose_nothing_and_a_person_chooses(
    phone: Page, home: HomeComputer, browser: Browser
) -> None:
    begin(phone)
    answer(phone, CALM)
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_text("Everything has arrived")).to_be_visible()
    (check,) = home.checks()
    with a_phone(browser, home) as other:
        go_on(other, "What sex")
        answer(other, {"sex": "Female."})
        go_on(phone, "What sex")
        answer(phone, {"sex": "Male."})
        phone.goto(f"{home.url}/offline")
        expect(phone.get_by_text("Everything has arrived")).to_be_visible()
        other.goto(f"{home.url}/offline")
        expect(other.get_by_text("1 thing was changed in two places")).to_be_visible()
        settled(other)
        other.get_by_role("link", name="Look and choose").click()
        expect(other.get_by_role("heading", name="Changed in two places")).to_be_visible()
        expect(other.get_by_text("Female.")).to_be_visible()
        expect(other.get_by_text("Male.", exact=True)).to_be_visible()
        assert axe_faults(other) == []
        assert sideways_scroll(other) <= 0
        other.get_by_role("button", name="Keep both").click()
        expect(other.get_by_text("Nothing was changed in two places")).to_be_visible()

    assert sorted(_sex(one.body) for one in home.checks()) == ["female", "male"]
    assert home.store.get(check.id) is not None


def _sex(body: Any) -> str:
    given = {one["question"]: one for one in body["state"]["answers"]}
    return str(given["sex"]["choices"][0])


@pytest.mark.parametrize("width", [320, 360])
def test_every_kept_page_is_free_of_faults_and_fits(phone: Page, home: HomeComputer, width: int) -> None:
    home.go_away()
    phone.set_viewport_size({"width": width, "height": 700})
    phone.goto(f"{home.url}/offline")
    expect(phone.get_by_role("button", name="Answer the questions")).to_be_visible()
    faults = axe_faults(phone)
    begin(phone)
    for step in range(4):
        faults += axe_faults(phone)
        assert sideways_scroll(phone) <= 0, step
        answer(phone, CALM)
    phone.goto(f"{home.url}/offline#more")
    expect(phone.get_by_label("In your own words")).to_be_visible()
    settled(phone)
    faults += axe_faults(phone)
    phone.get_by_role("button", name="See what to do next").click()
    expect(phone.get_by_text("Your answers", exact=True)).to_be_visible()
    faults += axe_faults(phone)

    assert faults == []
    assert sideways_scroll(phone) <= 0
