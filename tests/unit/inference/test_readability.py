"""How hard a text is to read, and the phrases that no text for a person may hold."""

from __future__ import annotations

import pytest

from legato.inference.never_say import find_never_said, person_texts
from legato.inference.readability import grade_of, longest_sentence_words, sentences_of, syllables_of
from legato.knowledge.library import Library, load_library

SYLLABLES = """
1: leg tongue eyes hours while whole beat league through real bruise yes goes stroke moved asked
2: shaking weakness being table muscles little people patient evening needed pieces changes goitre rhythm tingling thyroid
3: medicine appointment examined period alcohol hospital area ideal completely confusion
4: emergency anxiety February usually diabetes insomnia everybody diarrhoea magnesium
5: examination
"""
WORDS = [
    (word, int(line.split(":")[0]))
    for line in SYLLABLES.strip().splitlines()
    for word in line.split(":")[1].split()
]


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.mark.parametrize(("word", "count"), WORDS)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_the_grade_is_that_of_the_formula() -> None:
    text = "The leg shakes. It can stop."
    assert grade_of(text) == pytest.approx(0.39 * 6 / 2 + 11.8 * 6 / 6 - 15.59)


def test_a_text_without_words_has_no_grade() -> None:
    assert grade_of("112, 999.") == 0.0


def test_long_words_and_long_sentences_raise_the_grade() -> None:
    easy = grade_of("Your leg shakes. See someone soon.")
    hard = grade_of("Involuntary oscillatory activity necessitates neurological evaluation without delay.")
    assert easy < 3 < 12 < hard


def test_a_number_with_a_point_does_not_end_a_sentence() -> None:
    assert sentences_of("It moved 4.9 times a second. Then it stopped.") == [
        "It moved 4.9 times a second",
        "Then it stopped",
    ]


def test_the_longest_sentence_counts_numbers_as_words() -> None:
    assert longest_sentence_words("Call 112 now. Do not drive by yourself.") == 5


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("It is just anxiety.", "just_anxiety"),
        ("There is nothing to worry about.", "no_worry"),
        ("Don’t worry, it passes.", "no_worry"),
        ("Your result is normal.", "nothing_wrong"),
        ("This reading is abnormal.", "nothing_wrong"),
        ("You have Parkinson's disease.", "diagnosis"),
        ("You don't have epilepsy.", "diagnosis"),
        ("Stop your medication today.", "change_medicine"),
        ("Skip the next dose.", "change_medicine"),
        ("You can detox at home.", "detox_home"),
        ("A normal recording means normal nerves.", "normal_recording"),
        ("Imaging is not needed.", "normal_recording"),
        ("There is a 97 % chance.", "percentages"),
        ("This is psychogenic.", "put_on"),
        ("Your brain is damaged.", "brain_damage"),
        ("She suffers from tremor.", "victim"),
        ("It is caused by coffee.", "caused_by"),
        ("Go now!", "alarm"),
        ("Bend your neck back and breathe fast.", "provoke"),
        ("You can wait with that.", "decide_against_care"),
    ],
)
def test_what_must_never_be_said_is_found_with_a_better_way(text: str, id_: str, library: Library) -> None:
    hits = find_never_said(text, library=library)
    assert id_ in {hit.id for hit in hits}
    assert all(hit.why and hit.instead for hit in hits)


@pytest.mark.parametrize(
    "text",
    [
        "Do not stop or change a medicine by yourself.",
        "Never bend the neck back hard or breathe fast to bring the shaking on.",
        "You do not have to be alone with this.",
        "The shaking is real, not imagined.",
        "From what you told us we did not find this.",
        "Talk with the prescriber before you take the next dose.",
        "You have become slow.",
    ],
)
def test_a_warning_is_not_taken_for_what_it_warns_of(text: str, library: Library) -> None:
    assert find_never_said(text, library=library) == ()


def test_no_text_of_the_knowledge_for_a_person_says_it(library: Library) -> None:
    hits = [
        (where, hit.id, hit.sentence)
        for where, text in person_texts(library)
        for hit in find_never_said(text, library=library)
    ]
    assert hits == []


def test_every_kind_with_words_for_a_person_is_looked_at(library: Library) -> None:
    looked_at = {where.split()[0] for where, _ in person_texts(library)}
    kinds = {
        "finding",
        "rule",
        "condition",
        "question",
        "test",
        "medicine",
        "coping",
        "self_care",
        "correction",
    }
    assert kinds | {"country", "recording_task", "transmitter", "wording"} == looked_at


def test_the_words_of_the_page_are_easy(library: Library) -> None:
    page = [
        text
        for where, text in person_texts(library)
        if where.startswith(("wording because", "wording harmless", "wording sooner", "wording next"))
    ]
    assert grade_of("\n".join(page)) <= 6
    assert max(longest_sentence_words(text) for text in page) <= 20


def test_every_correction_says_what_is_right_and_why_it_matters(library: Library) -> None:
    corrections = library.by_id("correction")
    assert {
        "myoclonus",
        "discharge",
        "fatigue_twice",
        "essential_tremor_leg",
        "frequency_clue",
        "no_numbers",
    } <= set(corrections)
    assert all(grade_of(one["plain"]) <= 8 for one in corrections.values())
    assert all(longest_sentence_words(one["plain"]) <= 20 for one in corrections.values())
