"""How the library becomes another language: what is replaced, what never is, and which faults are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from legato.errors import KnowledgeError
from legato.knowledge.library import Library, load_library
from legato.knowledge.locales import (
    AREAS,
    SEEN,
    languages,
    library_in,
    load_locale,
    scale_is_offered,
    seen_texts,
    translate_library,
    untranslated,
    unused,
)

ASK = "How old is the person whose leg shakes?"
DATE = "Get help by {date}."


@pytest.fixture
def library() -> Library:
    """Give a small library of two kinds."""
    return Library(
        {
            "question": [
                {"id": "age", "ask": ASK, "why": "Because.", "options": [{"id": "no", "text": "No."}]},
                {"id": "date", "ask": "When?", "why": "Because.", "help": "18"},
            ],
            "wording": [
                {"id": "by.when", "text": DATE, "basis": ["E01"]},
                {"id": "c.present", "text": "Because."},
            ],
            "scale": [
                {"id": "own", "name": "Because.", "licence": {"status": "own"}},
                {"id": "gad7", "name": "Because.", "licence": {"status": "free"}},
            ],
            "source": [{"id": "core", "text": "Because."}],
        },
        "1234",
    )


def write(place: Path, language: str, **files: str) -> Path:
    (place / language).mkdir(exist_ok=True)
    for name, text in files.items():
        (place / language / f"{name}.yaml").write_text(text, encoding="utf-8")
    return place


def record(en: str, text: str) -> str:
    return f'- {{en: "{en}", text: "{text}"}}\n'


def test_only_what_a_person_sees_is_replaced(library: Library, tmp_path: Path) -> None:
    place = write(tmp_path, "xx", questions=record("Because.", "Darum.") + record("No.", "Nein."))
    other = translate_library(library, "xx", place=place)
    question = other.by_id("question")["age"]
    assert (question["id"], question["why"], question["ask"]) == ("age", "Darum.", ASK)
    assert question["options"] == [{"id": "no", "text": "Nein."}]
    assert other.by_id("wording")["c.present"]["text"] == "Because.", "the clinician's page stays English"
    assert other.by_id("source")["core"]["text"] == "Because.", "a kind that nobody sees stays as it is"


def test_the_library_itself_is_not_changed_and_nothing_is_remembered_twice(
    library: Library, tmp_path: Path
) -> None:
    library.memory["made"] = object()
    place = write(tmp_path, "xx", questions=record("Because.", "Darum."))
    other = translate_library(library, "xx", place=place)
    assert library.by_id("question")["age"]["why"] == "Because."
    assert other.memory == {}
    assert other.version == "1234"


def test_only_own_ratings_are_translated_among_the_scales(library: Library, tmp_path: Path) -> None:
    place = write(tmp_path, "xx", questions=record("Because.", "Darum."))
    other = translate_library(library, "xx", place=place)
    assert [one["name"] for one in other.records("scale")] == ["Darum.", "Because."]


def test_what_has_no_translation_stays_english_and_is_counted(library: Library, tmp_path: Path) -> None:
    place = write(tmp_path, "xx", questions=record("Because.", "Darum."), words=record(DATE, "Bis {date}."))
    assert untranslated(library, "xx", place=place) == [
        ("question", "age", "ask", ASK),
        ("question", "date", "ask", "When?"),
        ("question", "age", "options.0.text", "No."),
    ]
    assert translate_library(library, "xx", place=place).by_id("question")["date"]["ask"] == "When?"
    assert untranslated(library, "en", place=place) == []


def test_a_number_alone_needs_no_translation(library: Library) -> None:
    assert "18" not in {text for *_, text in seen_texts(library)}


def test_a_translation_of_a_text_that_is_gone_is_told(library: Library, tmp_path: Path) -> None:
    place = write(tmp_path, "xx", questions=record("Because.", "Darum.") + record("Gone.", "Weg."))
    assert unused(library, "xx", place=place) == ["Gone."]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    place = write(
        tmp_path,
        "xx",
        questions=record("A.", "B.") + record("A.", "C.") + "- {en: D., text: ''}\n- {en: E.}\n",
        words=record(DATE, "Bis {day}.") + record("F", "G {x}"),
        letters=record("H.", "I."),
        care="en: J.",
        names="- {en: A., en: B.}",
    )
    with pytest.raises(KnowledgeError) as told:
        load_locale("xx", place=place)
    text = str(told.value)
    assert told.value.code == "LEG-E895"
    for part in (
        "'A.' stands in xx/questions.yaml already",
        "xx/questions.yaml record 3.text: is empty",
        "xx/questions.yaml record 4: missing fields text",
        "has {date}, its translation {day}",
        "has nothing in braces, its translation {x}",
        "xx/letters.yaml: is no area",
        "xx/care.yaml: must be a list of records",
        "xx/names.yaml",
    ):
        assert part in text
    assert "8 translations into 'xx' are wrong" in text


def test_a_language_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    place = write(tmp_path, "xx")
    assert languages(place) == ("en", "xx")
    with pytest.raises(KnowledgeError) as told:
        load_locale("yy", place=place)
    assert told.value.code == "LEG-E896"
    assert "en, xx" in str(told.value)


def test_english_is_the_library_itself() -> None:
    assert library_in("en") is load_library()
    assert load_locale("en") == {}


def test_a_library_is_made_once_a_language() -> None:
    assert library_in("de") is library_in("de")


def test_every_place_that_is_translated_is_one_of_the_knowledge() -> None:
    found = {(seen.kind, seen.path) for seen, *_ in seen_texts(load_library())}
    assert found == {(seen.kind, seen.path) for seen in SEEN}
    assert set(AREAS) == {"questions", "rules", "words", "countries", "findings", "care", "tasks", "names"}


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_tested_questionnaire_is_offered_in_english_only(language: str) -> None:
    scales = load_library().scales
    assert all(scale_is_offered(scale, "en") for scale in scales.values())
    assert [id_ for id_, scale in scales.items() if scale_is_offered(scale, language)] == ["own_impact"]
