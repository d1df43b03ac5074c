"""The questions themselves: every code that can be asked for is asked for, in words that a child of eleven can read."""

from __future__ import annotations

import re

import pytest

from legato.knowledge.expression import codes_of
from legato.knowledge.library import Library, load_library
from legato.model.facts import Facts
from legato.model.urgency import Urgency
from readability import grade_of, syllables_of


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def emergency_codes(library: Library) -> frozenset[str]:
    """Every code of E01 to E21, wherever in the rule it stands."""
    rules = [rule for rule in library.triage.rules if rule.level is Urgency.EMERGENCY_NOW]
    return frozenset(code for rule in rules for code in codes_of(rule.when))


def askable(library: Library, codes: frozenset[str]) -> frozenset[str]:
    """Those that a person or a record can state, without those that follow from age and sex."""
    implied = {one["id"] for one in library.records("implication")}
    stated_by = {code: set(library.findings[code].stated_by) for code in codes}
    return frozenset(code for code in codes - implied if stated_by[code] & {"person", "record"})


def asked(library: Library) -> dict[str, list[str]]:
    """The questions that state each code as present."""
    found: dict[str, list[str]] = {}
    for question in library.questions.values():
        for code in question.codes | set(question.none_present):
            found.setdefault(code, []).append(question.id)
    return found


def test_every_emergency_code_that_can_be_asked_for_is_asked_for(library: Library) -> None:
    assert askable(library, emergency_codes(library)) - set(asked(library)) == frozenset()


def test_every_other_code_that_a_person_can_state_is_asked_for_too(library: Library) -> None:
    missing = askable(library, frozenset(library.findings)) - set(asked(library))
    assert missing == {"symptom:poor_levodopa"}


def test_a_question_is_marked_as_a_red_flag_exactly_where_it_asks_for_an_emergency_code(
    library: Library,
) -> None:
    wanted = emergency_codes(library)
    for question in library.questions.values():
        is_red_flag = bool(question.codes & wanted) or question.states in ("age", "sex")
        assert question.is_red_flag is is_red_flag, question.id


def is_emergency(library: Library, *codes: str) -> bool:
    facts = Facts.of(present=codes, red_flags_asked=True)
    return any(
        rule.level is Urgency.EMERGENCY_NOW and rule.when.support(facts) is not None
        for rule in library.triage.rules
    )


def test_an_option_is_marked_stop_now_where_it_is_an_emergency_by_itself_however_old_the_shaking_is(
    library: Library,
) -> None:
    for question in library.questions.values():
        context = ["history:child"] if question.id == "em_child" else []
        for option in question.options:
            at_once = is_emergency(library, *option.present, *context, "tempo:years")
            if at_once or option.stops_now:
                assert option.stops_now, f"{question.id} {option.id} is not marked"
                assert is_emergency(library, *option.present, *context), f"{question.id} {option.id}"


def test_emergency_pages_are_lists_with_none_of_these_or_one_choice(library: Library) -> None:
    pages = [one for one in library.questions.values() if one.section in ("emergency", "self_harm")]
    assert [one.id for one in pages if not one.has_none] == ["em_nonstop", "em_sugar"]
    assert len([one for one in pages if not one.shown_if]) == 9


def texts(library: Library) -> dict[str, str]:
    """Everything that a person reads of each question, without the names of medicines."""
    return {
        one.id: " ".join(
            [one.ask, one.help, one.why, *(option.text for option in one.options), one.none_text]
        ).strip()
        for one in library.questions.values()
    }


def test_the_words_are_readable_at_grade_six_on_average_and_nine_for_each(library: Library) -> None:
    grades = {key: grade_of(text) for key, text in texts(library).items()}
    assert sum(grades.values()) / len(grades) <= 6
    assert {key: grade for key, grade in grades.items() if grade > 9} == {}


def test_no_sentence_is_longer_than_thirty_words(library: Library) -> None:
    sentences = [part for text in texts(library).values() for part in re.split(r"(?<=[.?!]) ", text)]
    assert [part for part in sentences if len(part.split()) > 30] == []


def test_no_text_shouts_or_says_what_must_not_be_said(library: Library) -> None:
    banned = (
        "!",
        "you have parkinson",
        "normal",
        "nothing to worry",
        "don't worry",
        "just anxiety",
        "psychogenic",
    )
    found = [(key, word) for key, text in texts(library).items() for word in banned if word in text.lower()]
    assert found == []
    assert all(one.ask.endswith(("?", ".")) and one.why for one in library.questions.values())


def test_sentences_of_options_end_with_a_full_stop_and_ids_are_unique(library: Library) -> None:
    options = [option for one in library.questions.values() for option in one.options]
    assert [option.id for option in options if not option.text.endswith(".")] == []
    assert all(
        len({option.id for option in one.options}) == len(one.options) for one in library.questions.values()
    )


@pytest.mark.parametrize(
    ("word", "count"),
    [("leg", 1), ("shake", 1), ("shaking", 2), ("medicine", 3), ("diabetes", 4), ("stopped", 1)],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables_of(word) == count


def test_a_hard_sentence_has_a_higher_grade_than_an_easy_one() -> None:
    easy, hard = (
        grade_of("The leg shakes at night."),
        grade_of("Involuntary nocturnal extremity oscillation occurs."),
    )
    assert easy < 2 < 9 < hard
