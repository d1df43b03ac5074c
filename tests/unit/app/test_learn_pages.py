"""The pages to learn from: everything in the knowledge has a page, every link leads somewhere, all rules are printed."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from legato.app.catalog import load_words
from legato.app.desk import Desk
from legato.app.learn_view import KINDS, cards_of, learn_page, search
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.knowledge.library import load_library
from legato.knowledge.pages.shelf import PAGE_KINDS, list_pages
from legato.store.open import open_store

OWN = "http://127.0.0.1:8765"


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    store = open_store(tmp_path_factory.mktemp("learn") / "data", now=now)
    app = create_app(Desk(store, clock=now), AppSettings())
    yield TestClient(app, base_url=OWN, follow_redirects=False)
    store.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_has_a_plain_page(kind: str) -> None:
    library, words = load_library(), load_words("en")

    for card in cards_of(library, kind):
        page = learn_page(library, kind, card.id, words=words)
        assert page is not None
        assert page.lead
        assert page.card.title
        assert all(part.heading and part.items for part in page.parts)
        assert len(page.parts) >= 3


@pytest.mark.parametrize("kind", PAGE_KINDS)
def test_lists_and_first_pages_open_and_their_links_lead_somewhere(client: TestClient, kind: str) -> None:
    library = load_library()

    listed = client.get(f"/learn/{kind}")

    assert listed.status_code == 200
    ids = list_pages(library, kind)
    assert all(html.escape(f"/learn/{kind}/{id_}") in listed.text for id_ in ids)
    page = client.get(f"/learn/{kind}/{ids[0]}")
    assert page.status_code == 200
    for href in set(re.findall(r'href="/learn/([^"/]+)/([^"]+)"', page.text)):
        assert href[0] in PAGE_KINDS
        assert html.unescape(href[1]) in library.by_id(href[0])


def test_a_medicine_page_tells_nobody_to_change_one(client: TestClient) -> None:
    for id_ in ("lithium", "sertraline", "alcohol"):
        text = client.get(f"/learn/medicine/{id_}").text
        assert text.index("Do not stop, start or change a medicine") < text.index("What it can do")


def test_a_condition_page_has_both_columns_and_sets_no_urgency(client: TestClient) -> None:
    text = client.get("/learn/condition/essential_tremor").text

    assert text.index("What speaks for it") < text.index("What speaks against it")
    assert "The rules decide it from your answers" in text


def test_search_finds_by_name_brand_and_text() -> None:
    library = load_library()

    assert search(library, "lithium")[0].id == "lithium"
    assert any(card.id == "essential_tremor" for card in search(library, "essential tremor"))
    assert any(card.kind == "coping" for card in search(library, "breathe slowly"))
    assert search(library, "") == []
    assert search(library, "xyzzy qwert") == []


def test_what_is_searched_is_never_run(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>'

    text = client.get("/learn", params={"q": evil}).text

    assert "<script>alert" not in text
    assert "Nothing was found" in text


def test_pages_that_are_not_there_are_not_found(client: TestClient) -> None:
    for path in ("/learn/nothing", "/learn/condition/nothing", "/learn/rule/E99", "/learn/nothing/x"):
        assert client.get(path).status_code == 404


def test_how_we_decide_prints_every_rule_with_its_source(client: TestClient) -> None:
    library = load_library()

    text = html.unescape(client.get("/how-we-decide").text)

    for rule in library.triage.rules:
        assert f'id="{rule.id}"' in text
        assert rule.plain in text
        assert library.by_id("source")[rule.source]["citation"] in text
    assert "No clinician has reviewed" in text
    assert str(sum(len(one.evidence) for one in library.conditions.values())) in text
    assert all(one["id"] in text for one in library.records("setting"))


@pytest.mark.parametrize("language", ["de", "es"])
def test_pages_open_in_every_language(client: TestClient, language: str) -> None:
    for path in ("/help", "/crisis", "/learn", "/learn/condition/restless_legs", "/how-we-decide"):
        answer = client.get(path, headers={"accept-language": language})
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
