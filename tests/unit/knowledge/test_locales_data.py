"""Every language that there is: nothing is missing or stale, no number and no level differs, no English is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest

from explanation_makers import TODAY, assessed, page_of, random_cases, written_cases
from legato.inference.differential import weigh_causes
from legato.inference.explain_person import explain_to_person
from legato.inference.implied import add_implied
from legato.inference.never_say import find_never_said, person_texts
from legato.inference.readability import longest_sentence_words
from legato.inference.triage import decide_urgency
from legato.io.case_file import read_cases
from legato.knowledge.kinds import KINDS
from legato.knowledge.library import Library, load_library
from legato.knowledge.locales import SEEN, languages, library_in, load_locale, untranslated, unused
from legato.model.case import Case, RefusedCase
from legato.model.explanation import PersonText

OTHERS = languages()[1:]
COUNTRIES = ("de", "eu", "gb", "us")
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
# Very frequent English words that are no words of the other languages.
ENGLISH = re.compile(
    r"\b(the|you|your|with|and|that|this|these|have|is|it|when|who|not|call|by|at|from|are|can|what|of|to|for|if|be|we)\b",
    re.IGNORECASE,
)
# English names of services, and the words by which they are found on the spot.
NAMES = re.compile(r"988 Suicide and Crisis Lifeline|The Trevor Project|\(accident and emergency\)")
MOST_WORDS = {"de": 20, "es": 22}


def demo_cases() -> list[Case]:
    raw = (resources.files("legato.simulation") / "demo_cases.yaml").read_bytes()
    cases = read_cases(raw, where="demo_cases.yaml", codes=load_library().findings)
    return [case for case in cases if not isinstance(case, RefusedCase)]


@pytest.fixture(scope="module", params=OTHERS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(language: str) -> list[PersonText]:
    cases = [*demo_cases(), *written_cases(), *random_cases(150, seed=11)]
    return [
        explain_to_person(
            assessed(case, country=COUNTRIES[number % 4]), library=library_in(language), today=TODAY
        )
        for number, case in enumerate(cases)
    ]


def texts_of(page: PersonText) -> Iterator[str]:
    yield from page_of(page).splitlines()
    yield from page.labels.values()
    for contact in page.contacts:
        yield from (contact.who, contact.note)


def numbers_of(page: PersonText) -> list[str]:
    """Give the numbers to call; where there is none, the words that say so differ."""
    return [re.sub(r"\D", "", contact.number) for contact in page.contacts]


def test_there_are_german_and_spanish() -> None:
    assert {"de", "es"} <= set(OTHERS)


def test_nothing_is_missing_and_nothing_is_stale(language: str) -> None:
    assert untranslated(load_library(), language) == []
    assert unused(load_library(), language) == []


def test_every_number_is_the_same(language: str) -> None:
    def numbers(text: str) -> list[str]:
        return sorted(found.replace(",", ".") for found in NUMBER.findall(text))

    differing = [en for en, text in load_locale(language).items() if numbers(en) != numbers(text)]
    assert differing == []


def test_no_exclamation_mark_and_nothing_that_must_never_be_said(language: str) -> None:
    assert [text for text in load_locale(language).values() if "!" in text or "¡" in text] == []
    library = library_in(language)
    hits = [
        (where, hit.id, hit.words)
        for where, text in person_texts(library)
        for hit in find_never_said(text, library=library)
    ]
    assert hits == []


def test_nothing_but_the_texts_differs(language: str) -> None:
    """Blank every translated place on both sides; what is left is the same to the last id."""

    def blank(value: Any, path: tuple[str, ...]) -> Any:
        if not path:
            return "text" if isinstance(value, str) else value
        if path[0] == "*":
            if isinstance(value, dict):
                return {key: blank(member, path[1:]) for key, member in value.items()}
            return [blank(member, path[1:]) for member in value]
        if path[0] not in value:
            return value
        return {**value, path[0]: blank(value[path[0]], path[1:])}

    def blanked(library: Library) -> dict[str, list[Any]]:
        kinds = {kind.id: library.records(kind.id) for kind in KINDS}
        for seen in SEEN:
            kinds[seen.kind] = [blank(record, seen.path) for record in kinds[seen.kind]]
        return kinds

    assert blanked(library_in(language)) == blanked(load_library())
    assert library_in(language).version == load_library().version


def test_no_language_changes_a_level_a_rule_or_a_cause(language: str) -> None:
    english, other = load_library(), library_in(language)
    for case in random_cases(300, seed=29):
        facts = add_implied(case.facts, library=english)
        assert facts == add_implied(case.facts, library=other)
        triage = decide_urgency(facts, library=english)
        assert triage == decide_urgency(facts, library=other)
        assert weigh_causes(facts, triage=triage, library=english) == weigh_causes(
            facts, triage=triage, library=other
        )


def test_no_english_is_left_on_any_page(pages: list[PersonText]) -> None:
    left = {text for page in pages for text in texts_of(page) if ENGLISH.search(NAMES.sub("", text))}
    assert left == set()


def test_no_sentence_of_a_page_is_long(pages: list[PersonText], language: str) -> None:
    names = [record["name"] for record in library_in(language).by_id("country")["us"]["crisis_lines"]]
    long = {
        text
        for page in pages
        for text in texts_of(page)
        if longest_sentence_words(text) > MOST_WORDS.get(language, 20)
        and not any(name in text for name in names)
    }
    assert long == set()


def test_a_page_has_the_same_lines_with_the_same_basis(pages: list[PersonText]) -> None:
    """A translated page says neither more nor less: each line rests on what its English line rests on."""
    cases = [*demo_cases(), *written_cases()]
    for number, (case, page) in enumerate(zip(cases, pages)):
        english = explain_to_person(
            assessed(case, country=COUNTRIES[number % 4]), library=load_library(), today=TODAY
        )
        for name in ("why", "measured", "harmless", "check", "unknown", "sooner", "next_steps", "to_say"):
            mine, theirs = getattr(page, name), getattr(english, name)
            assert [line.basis for line in mine.lines] == [line.basis for line in theirs.lines]
        assert numbers_of(page) == numbers_of(english)
        assert [contact.how for contact in page.contacts] == [one.how for one in english.contacts]
        assert page.urgency is english.urgency


def test_steps_are_told_in_the_language_of_the_page_even_if_assessed_in_english(language: str) -> None:
    case = replace(demo_cases()[0], id="steps")
    one = assessed(case)
    steps = {step.step.plain for step in one.next_for_person}
    page = explain_to_person(one, library=library_in(language), today=TODAY)
    assert steps
    assert not any(plain in line.text for plain in steps for line in page.next_steps.lines)


def test_the_notice_says_that_nobody_reviewed_the_translation(language: str) -> None:
    text = library_in(language).by_id("wording")["based.not_reviewed"]["text"]
    assert {"de": "Übersetzung", "es": "traducción"}.get(language, "") in text
