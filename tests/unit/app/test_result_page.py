"""The page of a result says what the explanation says: every line, no other, and never a word that a browser would run."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from legato.app.access import Access, csrf_of
from legato.app.desk import Desk
from legato.app.result_letter import LetterOptions, letter_of
from legato.app.result_view import stale_of
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.inference.explain_person import explain_to_person
from legato.inference.wording import wording_of
from legato.model.explanation import PersonText, Section
from legato.model.kept import ItemKind, KeptItem
from legato.model.letter import Letter
from legato.store.open import open_store
from result_makers import LEVELS, PERSON, TOLD, a_check, a_person, demo_recordings

OWN = "http://127.0.0.1:8765"
_TAG = re.compile(r"<[^>]+>")


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime.datetime(2026, 11, 25, 20, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=clock)
    made = Desk(store, clock=clock)
    a_person(made)
    yield made
    store.close()


@pytest.fixture
def client(desk: Desk) -> TestClient:
    access = Access(desk.store)
    made = TestClient(create_app(desk, AppSettings(), access=access), base_url=OWN, follow_redirects=False)
    made.get(f"/enter?key={access.make_one_time()}")
    return made


def words_of(page: str) -> str:
    """Give the visible words of a page, spaces made one."""
    body = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(_TAG.sub(" ", body)).split())


def sections_of(text: PersonText) -> list[Section]:
    found = [
        text.why, text.measured, text.harmless, text.check, text.unknown, text.impact, text.sooner, text.next_steps,
        text.to_say, text.self_care, text.based_on,
    ]  # fmt: skip
    return [*found, *([text.crisis] if text.crisis else [])]


def text_of(desk: Desk, check: KeptItem) -> PersonText:
    day = datetime.date.fromisoformat(str(check.body["finished_on"]))
    return explain_to_person(desk.assess(check), library=desk.library(), today=day)


@pytest.mark.parametrize("level", LEVELS)
def test_every_line_is_shown_and_none_is_added(desk: Desk, client: TestClient, level: str) -> None:
    check = a_check(desk, LEVELS[level], scales=TOLD["scales"] if level == "routine" else None)
    text = text_of(desk, check)

    page = client.get(f"/result/{check.id}").text

    assert text.urgency.value == level
    said = words_of(page)
    for section in sections_of(text):
        for line in section.lines:
            assert " ".join(line.text.split()) in said
        if not section.lines and section.empty:
            assert section.empty in said
    for one in (
        text.headline,
        text.where_to_go,
        text.by_when,
        text.now_know,
        text.do_not_know,
        text.next_line,
    ):
        assert one in said
    shown = [html.unescape(one) for one in re.findall(r'<span class="said">(.*?)</span>', page)]
    known = {line.text for section in sections_of(text) for line in section.lines}
    assert shown
    assert set(shown) <= known


def test_every_sentence_can_show_its_basis(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, TOLD["answers"], scales=TOLD["scales"])

    page = client.get(f"/result/{check.id}").text

    lines = re.findall(r'<li><span class="said">.*?</li>\s*(?=<li>|</ul>|</ol>)', page, re.DOTALL)
    assert len(lines) > 40
    assert all('class="basis"' in line for line in lines)
    assert "/learn/rule/W01" in page
    assert "/learn/source/" in page
    for href in set(re.findall(r'href="(/learn/[^"]+)"', page)):
        assert client.get(html.unescape(href)).status_code == 200


def test_taking_an_answer_away_takes_its_lines_away(desk: Desk, client: TestClient) -> None:
    with_worry = a_check(desk, LEVELS["routine"])
    without = a_check(desk, {**LEVELS["routine"], "effect": "none"})
    gone = {line.text for line in text_of(desk, with_worry).impact.lines}

    before = words_of(client.get(f"/result/{with_worry.id}").text)
    after = words_of(client.get(f"/result/{without.id}").text)

    assert gone
    assert all(text in before for text in gone)
    assert not any(text in after for text in gone)


def test_no_percentage_and_no_disease_stands_on_top(desk: Desk, client: TestClient) -> None:
    for level in LEVELS.values():
        page = client.get(f"/result/{a_check(desk, level).id}").text
        title = words_of(page).partition("By when")[0].casefold()
        assert "%" not in title
        assert not [
            one.id
            for one in desk.library().conditions.values()
            if one.name.casefold() in title or one.plain_name.casefold() in title
        ]


def test_an_emergency_offers_the_number_and_no_recording(desk: Desk, client: TestClient) -> None:
    page = client.get(f"/result/{a_check(desk, LEVELS['emergency_now']).id}").text

    assert 'class="call urgent" href="tel:999"' in page
    assert page.index("tel:999") < page.index('id="why"')
    main = page[page.index("<main") : page.index("</main>")]
    assert 'href="/record"' not in main


def test_a_crisis_stands_before_everything_else(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, {**TOLD["answers"], "self_harm": ["thoughts"]})
    text = text_of(desk, check)

    page = client.get(f"/result/{check.id}").text

    assert text.crisis is not None
    assert page.index('id="crisis"') < page.index('id="what-to-do"')
    for contact in text.contacts:
        assert contact.number in words_of(page)
    assert f'href="/crisis?check={check.id}"' in page


def test_recordings_are_drawn_and_a_broken_one_is_named(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, TOLD["answers"], recordings=demo_recordings(desk, broken=True))

    page = client.get(f"/result/{check.id}").text

    said = words_of(page)
    assert "This recording could not be judged:" in said
    assert "The file is cut off" in said
    assert "LEG-E899" in said
    assert said.count("Shaking in ") >= 3
    assert "Shaking was measured in 3 of 4 recordings" in said
    assert page.count('<figure class="chart') == 1 + 4 * 3
    assert " style=" not in page
    assert "<script>alert" not in page


def test_what_somebody_typed_is_never_run(desk: Desk, client: TestClient) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"
    check = a_check(desk, TOLD["answers"], story=evil, my_questions=[evil])

    for path in ("", "/clinician", "/phone", "/letter"):
        page = client.get(f"/result/{check.id}{path}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "{{7*7}}" in page or path in ("", "/phone")


def test_a_result_that_is_old_says_so(desk: Desk, client: TestClient, clock: Clock) -> None:
    check = a_check(desk, LEVELS["routine"])
    clock.time += datetime.timedelta(days=28)
    assert "Check again" not in client.get(f"/result/{check.id}").text

    clock.time += datetime.timedelta(days=1)

    for path in ("", "/clinician", "/phone", "/letter"):
        page = client.get(f"/result/{check.id}{path}").text
        assert "Made on 25 November 2026" in page
        assert 'href="/check/new"' in page
    assert "29 days old" in client.get(f"/result/{check.id}").text


def test_a_result_of_other_knowledge_says_so(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, LEVELS["routine"])
    client.get(f"/result/{check.id}")
    assert not stale_of(desk, check)

    note = desk.store.get(f"shown-{check.id}")
    assert note is not None
    body = {**note.body, "knowledge_version": "older"}
    desk.store.put(ItemKind.SETTING, body, id=note.id, person=PERSON, key="older-knowledge")

    assert "Check again" in client.get(f"/result/{check.id}").text
    assert stale_of(desk, check).has_new_knowledge


def test_what_has_no_result_leads_on(desk: Desk, client: TestClient) -> None:
    begun = a_check(desk, LEVELS["routine"], finished_on=None)
    child = a_check(desk, {**LEVELS["routine"], "age": 12})

    assert client.get(f"/result/{begun.id}").headers["location"] == f"/check/{begun.id}"
    assert client.get(f"/result/{child.id}").headers["location"] == f"/check/{child.id}/child"
    assert client.get("/result/nobody").status_code == 404


def test_a_result_of_somebody_else_is_not_shown(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, LEVELS["routine"])
    desk.store.put(ItemKind.CHECK, check.body, id="other", person="somebody-else", key="other-check")

    for path in ("", "/clinician", "/one-file", "/phone", "/letter", "/letter.pdf"):
        assert client.get(f"/result/other{path}").status_code == 404


def test_the_telephone_page_has_all_that_is_to_be_said(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, LEVELS["same_day"])

    said = words_of(client.get(f"/result/{check.id}/phone").text)

    assert all(line.text in said for line in text_of(desk, check).to_say.lines)
    assert "111" in said


def test_the_clinician_sees_every_column(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, TOLD["answers"], my_questions=TOLD["questions"])

    page = client.get(f"/result/{check.id}/clinician").text
    file = client.get(f"/result/{check.id}/one-file")

    assert page.count('<div class="board">') >= 3
    assert "Is it the coffee?" in page
    anchors = set(re.findall(r'href="#(b-[^"]+)"', page))
    assert anchors
    assert all(f'id="{one}"' in page for one in anchors)
    assert file.headers["content-disposition"].startswith("attachment")


# The letter.


def said_in(letter: Letter) -> str:
    return " | ".join(
        part
        for box in letter.page_one + letter.page_two
        for row in box.rows
        for part in (*row.items, row.empty)
    )


def a_letter(desk: Desk, check: KeptItem, **choices: bool) -> str:
    options = LetterOptions(**choices)  # type: ignore[arg-type]
    return said_in(letter_of(desk, check, options=options, made_on=desk.today()))


def test_mood_and_alcohol_stay_out_of_the_letter_unless_ticked(desk: Desk) -> None:
    answers = {**LEVELS["routine"], "illnesses": ["alcohol"]}
    check = a_check(desk, answers, scales=TOLD["scales"])

    plain, all_of_it = a_letter(desk, check), a_letter(desk, check, has_mood=True, has_alcohol=True)

    for word in ("GAD-7: 11 of 21", "avoidance of situations", "heavy regular alcohol"):
        assert word not in plain
        assert word in all_of_it
    assert wording_of(desk.library()).say("letter.left_out") in plain
    assert "Not every reason stands in this letter" in plain


def test_what_is_left_out_is_not_said_to_be_unasked(desk: Desk) -> None:
    check = a_check(desk, LEVELS["routine"], scales=TOLD["scales"])

    def gaps(**choices: bool) -> list[tuple[str, tuple[str, ...]]]:
        letter = letter_of(desk, check, options=LetterOptions(**choices), made_on=desk.today())  # type: ignore[arg-type]
        return [(row.label, row.items) for row in letter.page_two[-1].rows]

    assert gaps() == gaps(has_mood=True, has_alcohol=True)


def test_thoughts_of_ending_life_need_their_own_tick(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, {**TOLD["answers"], "self_harm": ["thoughts"]})

    assert "self-harm" not in a_letter(desk, check, has_mood=True, has_alcohol=True)
    assert "self-harm" in a_letter(desk, check, has_crisis=True)
    assert 'name="crisis"' in client.get(f"/result/{check.id}/letter").text
    other = a_check(desk, TOLD["answers"])
    assert 'name="crisis"' not in client.get(f"/result/{other.id}/letter").text


def test_medicines_stand_in_the_letter_with_their_dates(desk: Desk) -> None:
    body = {"name": "sertraline", "dose_text": "50 mg", "started_on": "2026-09-14"}
    desk.store.put(ItemKind.MEDICINE, body, id="m1", person=PERSON, key="medicine-1")
    check = a_check(desk, TOLD["answers"], medicines=["m1"], story="It shakes.", my_questions=["Why?"])

    told = a_letter(desk, check)

    assert "sertraline 50 mg, since 14 September 2026" in told
    assert "It shakes." in told
    assert "Why?" in told
    assert "It shakes." not in a_letter(desk, check, has_own_words=False)


def test_the_letter_is_printed_with_a_name_that_is_not_kept(desk: Desk, client: TestClient) -> None:
    check = a_check(desk, TOLD["answers"])
    token = client.cookies["legato"]
    form = {
        "csrf": csrf_of(token),
        "key": "k" * 16,
        "name": "Ada Example",
        "paper": "us-letter",
        "language": "en",
    }

    page = client.post(f"/result/{check.id}/letter", data=form, headers={"origin": OWN})
    pdf = client.post(f"/result/{check.id}/letter.pdf", data=form, headers={"origin": OWN})
    faulty = client.post(
        f"/result/{check.id}/letter", data={**form, "name": "x" * 81}, headers={"origin": OWN}
    )

    assert page.status_code == 200
    assert 'value="Ada Example"' in page.text
    assert pdf.content.startswith(b"%PDF")
    assert pdf.headers["content-type"] == "application/pdf"
    assert faulty.status_code == 422
    assert client.post(f"/result/{check.id}/letter", data={"name": "x"}).status_code == 403
    kept = [item for kind in ItemKind for item in desk.store.items(kind)]
    assert kept
    assert not any("Ada" in str(item.body) for item in kept)
    assert client.get(f"/result/{check.id}/letter.pdf").content.startswith(b"%PDF")
