"""Help opens for everybody: without a key, in every country; what somebody keeps there is shown to nobody else."""

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
from legato.app.help_view import read_number
from legato.app.server import create_app
from legato.app.settings import AppSettings
from legato.errors import InputError
from legato.inference.wording import wording_of
from legato.model.kept import ItemKind
from legato.store.open import open_store
from result_makers import PERSON, a_person

OWN = "http://127.0.0.1:8765"


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    store = open_store(tmp_path / "data", now=now)
    made = Desk(store, clock=now)
    a_person(made)
    yield made
    store.close()


@pytest.fixture
def stranger(desk: Desk) -> TestClient:
    return TestClient(create_app(desk, AppSettings()), base_url=OWN, follow_redirects=False)


@pytest.fixture
def known(desk: Desk) -> TestClient:
    access = Access(desk.store)
    made = TestClient(create_app(desk, AppSettings(), access=access), base_url=OWN, follow_redirects=False)
    made.get(f"/enter?key={access.make_one_time()}")
    return made


def form_of(client: TestClient, **fields: str) -> dict[str, str]:
    return {"csrf": csrf_of(client.cookies["legato"]), "key": "k" * 16, **fields}


@pytest.mark.parametrize("country", ["gb", "us", "de", "eu"])
@pytest.mark.parametrize("path", ["/help", "/crisis"])
def test_help_has_every_number_of_the_country_without_a_key(
    desk: Desk, stranger: TestClient, country: str, path: str
) -> None:
    record = desk.library().by_id("country")[country]
    stranger.cookies.set("legato_country", country)

    answer = stranger.get(path)

    text = html.unescape(answer.text)
    assert answer.status_code == 200
    assert f'class="call urgent" href="tel:{record["emergency"]["number"]}"' in text
    for line in record["crisis_lines"]:
        assert line["name"] in text
        digits = re.sub(r"[^\d+]", "", line["number"] or "")
        if digits and not re.search("[A-Za-z]", line["number"]):
            assert f'href="{"sms" if line["how"] == "text" else "tel"}:{digits}"' in text
    if path == "/help":
        assert record["urgent_line"]["name"] in text
        assert record["poison_line"]["name"] in text


def test_help_lists_every_emergency_sign(desk: Desk, stranger: TestClient) -> None:
    words = wording_of(desk.library())
    signs = [words.say(id_) for id_ in words.ids("sooner.") if id_.removeprefix("sooner.").isdigit()]

    text = html.unescape(stranger.get("/help").text)

    assert len(signs) >= 18
    assert all(sign in text for sign in signs)


def test_help_is_small_and_says_that_nobody_watches(stranger: TestClient) -> None:
    for path in ("/help", "/crisis"):
        answer = stranger.get(path)
        assert len(answer.content) < 24_000
        assert "Nobody is watching this page" in answer.text
        assert 'src="http' not in answer.text
        assert "<script>" not in answer.text


def test_somebody_trusted_is_kept_shown_and_forgotten(
    desk: Desk, known: TestClient, stranger: TestClient
) -> None:
    form = form_of(known, name="Sam <b>", number="+44 20 7946 0000", check="abc")

    kept = known.post("/crisis/contact", data=form, headers={"origin": OWN})

    assert kept.headers["location"] == "/crisis?check=abc#trusted"
    page = known.get("/crisis").text
    assert 'href="tel:+442079460000"' in page
    assert 'href="sms:+442079460000"' in page
    assert "Sam &lt;b&gt;" in page
    assert "<b>Sam" not in page
    assert "7946" not in stranger.get("/crisis").text

    known.post("/crisis/contact/forget", data=form_of(known, key="f" * 16), headers={"origin": OWN})

    assert "7946" not in known.get("/crisis").text
    gone = desk.store.get(f"trusted-{PERSON}")
    assert gone is None or gone.is_deleted


def test_a_wrong_number_is_told_and_not_kept(desk: Desk, known: TestClient) -> None:
    answer = known.post(
        "/crisis/contact", data=form_of(known, name="Sam", number="call me"), headers={"origin": OWN}
    )

    assert answer.status_code == 422
    assert 'value="call me"' in answer.text
    assert desk.store.items(ItemKind.SETTING) == []


def test_a_stranger_keeps_nothing(desk: Desk, stranger: TestClient) -> None:
    assert "<form" not in stranger.get("/crisis").text
    assert stranger.post("/crisis/contact", data={"name": "x", "number": "123456"}).status_code == 401
    assert desk.store.items(ItemKind.SETTING) == []


@pytest.mark.parametrize("typed", ["", "12", "javascript:alert(1)", "1" * 40, "++12345", "1234;ext=5"])
def test_what_no_telephone_dials_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        read_number(typed)


def test_the_way_back_is_only_to_a_check(stranger: TestClient) -> None:
    assert 'href="/check/abc-1"' in stranger.get("/crisis?check=abc-1").text
    evil = stranger.get("/crisis", params={"check": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in evil
    assert 'href="/"' in evil
