"""The Spanish of the pages: the same fields and both plural forms, usted, calm, and nothing that must never be said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

import pytest
from babel.messages.pofile import read_po

from legato.app.catalog import load_words

FIELD = re.compile(r"\{[^{}]*\}")
AREAS = sorted(
    entry.name
    for entry in (resources.files("legato.app") / "locales" / "es").iterdir()
    if entry.name.endswith(".po")
)


def messages(language: str, area: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the id and the forms of each message of one area."""
    with (resources.files("legato.app") / "locales" / language / area).open("rb") as stream:
        for message in read_po(stream, locale=language, abort_invalid=True):
            if message.id:
                id_ = message.id if isinstance(message.id, str) else message.id[0]
                forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                yield id_, tuple(str(form) for form in forms)


@pytest.fixture(scope="module", params=AREAS)
def area(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_there_is_something_to_look_at() -> None:
    assert {"base.po", "check.po", "diary.po", "lan.po", "offline.po"} <= set(AREAS)


def test_each_message_has_the_forms_and_the_fields_of_its_english(area: str) -> None:
    english = dict(messages("en", area))
    differing = [
        id_
        for id_, forms in messages("es", area)
        if id_ in english
        and [set(FIELD.findall(form)) for form in forms]
        != [set(FIELD.findall(form)) for form in english[id_]]
    ]
    assert differing == []


def test_no_message_is_empty(area: str) -> None:
    assert [id_ for id_, forms in messages("es", area) if not all(forms)] == []


def test_it_is_calm_and_says_usted(area: str) -> None:
    wrong = re.compile(
        r"[!¡]|\bnormal|no se preocupe|usted tiene|\b(tú|tu|tus|te|ti|contigo|vosotr[oa]s|vuestr\w+|tienes|puedes)\b",
        re.IGNORECASE,
    )
    assert [form for _, forms in messages("es", area) for form in forms if wrong.search(form)] == []


def test_a_question_opens_and_closes_its_marks(area: str) -> None:
    assert [
        form for _, forms in messages("es", area) for form in forms if form.count("¿") != form.count("?")
    ] == []


def test_one_and_many_are_told_apart() -> None:
    words = load_words("es")
    assert words.tn("timeline.times", 1) == "1 vez"
    assert words.tn("timeline.times", 0) == "0 veces"
