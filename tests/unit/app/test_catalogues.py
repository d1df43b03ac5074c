"""The words of the pages in every language: all ids, the same fields, both plural forms, calm, and nothing that must never be said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

import pytest
from babel.messages.pofile import read_po

from legato.app.catalog import LANGUAGES, load_words

FIELD = re.compile(r"\{[^{}]*\}")
LOCALES = resources.files("legato.app") / "locales"
AREAS = sorted(
    entry.name.removesuffix(".po") for entry in (LOCALES / "en").iterdir() if entry.name.endswith(".po")
)
TRANSLATIONS = tuple(one for one in LANGUAGES if one != "en")
TO_A_FRIEND = "crisis.step.trust.say"
NEVER = {
    "de": re.compile(
        r"\bnormal|kein Grund zur Sorge|machen Sie sich keine Sorgen|\b(du|dich|dir|dein\w*|euch|euer)\b"
        r"|Sie haben (?:eine?n? )?(?:Krankheit|Parkinson|Epilepsie|Tremor|Angst|Depression|ALS|MS)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\bnormal|no se preocupe|usted tiene|\b(tú|tu|tus|te|ti|contigo|vosotr[oa]s|vuestr\w+|tienes|puedes)\b",
        re.IGNORECASE,
    ),
}
QUOTES = {"de": re.compile(r'["“](?=\w)|(?<=\w)["”]|[«»]'), "es": re.compile(r'["“”„]')}


def messages(language: str, area: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give the id and the forms of each message of one area."""
    with (LOCALES / language / f"{area}.po").open("rb") as stream:
        for message in read_po(stream, locale=language, abort_invalid=True):
            if message.id:
                id_ = message.id if isinstance(message.id, str) else message.id[0]
                forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                yield id_, tuple(str(form) for form in forms)


@pytest.fixture(params=[f"{language}/{area}" for language in LANGUAGES for area in AREAS])
def catalogue(request: pytest.FixtureRequest) -> tuple[str, str]:
    language, area = str(request.param).split("/")
    return language, area


def test_there_is_something_to_look_at() -> None:
    assert {"base", "check", "diary", "lan", "offline", "record", "result"} <= set(AREAS)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_area_is_missing_and_none_is_too_many(language: str) -> None:
    assert sorted(entry.name for entry in (LOCALES / language).iterdir()) == [f"{area}.po" for area in AREAS]


def test_no_id_is_missing_none_is_too_many_and_none_comes_twice(catalogue: tuple[str, str]) -> None:
    language, area = catalogue
    english, own = (dict(messages(one, area)) for one in ("en", language))
    assert sorted(set(english) - set(own)) == []
    assert sorted(set(own) - set(english)) == []
    written = (LOCALES / language / f"{area}.po").read_text(encoding="utf-8")
    ids = re.findall(r'^msgid "(.+)"$', written, re.MULTILINE)
    assert len(ids) == len(set(ids))


def test_each_form_has_the_fields_of_its_english(catalogue: tuple[str, str]) -> None:
    language, area = catalogue
    english = dict(messages("en", area))
    assert [
        id_
        for id_, forms in messages(language, area)
        if id_ in english
        and [set(FIELD.findall(form)) for form in forms]
        != [set(FIELD.findall(form)) for form in english[id_]]
    ] == []


def test_none_is_empty_and_none_shouts(catalogue: tuple[str, str]) -> None:
    language, area = catalogue
    assert [
        id_
        for id_, forms in messages(language, area)
        for form in forms
        if form != form.strip() or not form or re.search("[!¡]", form)
    ] == []


def test_it_is_calm_and_polite(catalogue: tuple[str, str]) -> None:
    language, area = catalogue
    if language in NEVER:
        assert [
            form
            for id_, forms in messages(language, area)
            for form in forms
            if id_ != TO_A_FRIEND and NEVER[language].search(form)
        ] == []


def test_it_uses_the_quotes_of_the_language(catalogue: tuple[str, str]) -> None:
    language, area = catalogue
    texts = [form for _, forms in messages(language, area) for form in forms]
    if language in QUOTES:
        assert [form for form in texts if QUOTES[language].search(form)] == []
    assert [form for form in texts if language == "de" and form.count("„") != form.count("“")] == []
    assert [form for form in texts if language == "es" and form.count("«") != form.count("»")] == []
    assert [form for form in texts if language == "es" and form.count("¿") != form.count("?")] == []


@pytest.mark.parametrize(
    ("language", "one", "none"),
    [("en", "1 day", "0 days"), ("de", "1 Tag", "0 Tage"), ("es", "1 día", "0 días")],
)
def test_one_and_many_are_told_apart(language: str, one: str, none: str) -> None:
    words = load_words(language)
    assert words.tn("health.days", 1) == one
    assert words.tn("health.days", 0) == none
