"""Words of a free text that must raise the urgency: found however people say it, and not in an ordinary diary."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from legato.assess import assess_case
from legato.inference.free_text import add_from_text, scan_text
from legato.model.case import Case
from legato.model.facts import Facts, Origin
from legato.model.urgency import Urgency
from triage_makers import shared_library

DIARY = (Path(__file__).parent / "diary_lines.txt").read_text(encoding="utf-8").splitlines()
# Written after the phrases of the knowledge base had been seen, as was the diary: neither is an independent sample.
SELF_HARM = (
    "I keep thinking about ending my life.",
    "Some nights I want to die.",
    "I don't want to live like this any more.",
    "I have been thinking about suicide.",
    "I feel suicidal when the legs won't stop.",
    "Everyone would be better off without me.",
    "I wish I was dead.",
    "I took too many tablets on purpose last week.",
    "I have cut myself again.",
    "I thought about jumping off the bridge.",
    "I can't go on any more.",
    "There is no point in living.",
    "I wish I would not wake up tomorrow.",
    "I have thought of hurting myself.",
    "I am going to kill myself.",
    "I'd rather be dead than have these legs.",
    "She says she does not want to be here any more.",
    "I've been self-harming since the summer.",
    "Life isn't worth living.",
    "I have a plan to end it all.",
    "I bought pills to kill myself with.",
    "Ich will nicht mehr leben.",
    "Ich denke an Selbstmord.",
    "Ich möchte sterben.",
    "Ich habe Suizidgedanken.",
    "Am liebsten würde ich mich umbringen.",
    "No quiero vivir más.",
    "Quiero morir.",
    "He pensado en el suicidio.",
    "He keeps saying that he wants to die.",
    "I tried to hang myself in March.",
    "I burn myself to stop thinking.",
    "No sleep for three nights. I want to die.",
    "I cannot stop thinking about killing myself.",
    "I do not want to be alive.",
    "I am tired of living.",
    "I don’t want to live.",
    "Nobody listens; I just WANT TO END MY LIFE!",
    "It's not the first time that I thought of suicide.",
    "I have thoughts of harming myself.",
)
DENIED = (
    "I am not suicidal.",
    "No suicidal thoughts.",
    "He denies any self-harm.",
    "I would never hurt myself.",
    "Never thought of suicide.",
    "Without suicidal ideas.",
    "She denied wanting to end it all.",
    "Keine Suizidgedanken.",
    "Niega ideas de suicidio.",
)


def topics(text: str) -> set[str]:
    return {hit.topic for hit in scan_text(text, library=shared_library())}


def test_nineteen_of_twenty_ways_to_speak_of_self_harm_are_found() -> None:
    missed = [text for text in SELF_HARM if "self_harm" not in topics(text)]
    assert len(missed) <= len(SELF_HARM) * 0.05, missed


def test_what_is_found_of_them_is_not_lost_again() -> None:
    assert sum("self_harm" in topics(text) for text in SELF_HARM) >= 26


def test_at_most_one_of_fifty_lines_of_an_ordinary_diary_raises_anything() -> None:
    assert len(DIARY) >= 400
    assert len(set(DIARY)) == len(DIARY)
    hits = [line for line in DIARY if topics(line)]
    assert len(hits) <= len(DIARY) * 0.02, hits


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_raises_nothing(text: str) -> None:
    assert topics(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "I am not suicidal, no. Yet some nights I want to die.",
        "I have no plan and I have never told anybody that I want to die",
    ],
)
def test_a_denial_far_before_takes_nothing_away(text: str) -> None:
    assert topics(text) == {"self_harm"}


@pytest.mark.parametrize(
    "text", ["Can you help? No. I want to die.", "I could not sleep. Suicide is on my mind."]
)
def test_a_no_of_the_sentence_before_takes_nothing_away(text: str) -> None:
    assert topics(text) == {"self_harm"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I blacked out in the kitchen.", {"collapse"}),
        ("She fainted twice.", {"collapse"}),
        ("I nearly fainted.", set()),
        ("My knee collapsed.", set()),
        ("No blackouts.", set()),
        ("I am pregnant.", {"pregnancy"}),
        ("I am not pregnant.", set()),
        ("When I was pregnant it began.", set()),
        ("My toddler shakes a leg.", {"child"}),
        ("A seven month-old infant.", {"child"}),
        ("Me desmayé ayer.", {"collapse"}),
        ("Ich bin schwanger.", {"pregnancy"}),
        ("", set()),
        ("!?… 12 — ", set()),
    ],
)
def test_collapse_pregnancy_and_child_are_found_and_their_denials_are_not(
    text: str, wanted: set[str]
) -> None:
    assert topics(text) == wanted


def test_a_phrase_is_found_over_line_ends_capitals_and_curly_quotes() -> None:
    assert topics("I want\nto   DIE") == {"self_harm"}
    assert topics("I don’t want to live") == {"self_harm"}


def test_a_phrase_inside_a_longer_word_is_not_found() -> None:
    assert topics("unfaintedly collapsedly") == set()


def test_the_words_are_told_with_their_codes() -> None:
    (hit,) = scan_text("Some nights I want to die.", library=shared_library())
    assert (hit.words, hit.codes) == ("want to die", ("symptom:suicidal_thoughts",))


def test_what_is_found_is_of_its_own_origin_and_takes_nothing_away() -> None:
    before = Facts.of(absent=["symptom:suicidal_thoughts"])
    after, hits = add_from_text(before, "I want to die", library=shared_library())
    assert after.present["symptom:suicidal_thoughts"] == {Origin.TEXT}
    assert "symptom:suicidal_thoughts" in after.absent
    assert len(hits) == 1


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (Facts.of(age=30), "my toddler saw it"),
        (Facts.of(present=["history:male"]), "we are expecting a baby"),
    ],
)
def test_what_is_known_better_is_not_taken_from_the_text(facts: Facts, text: str) -> None:
    after, hits = add_from_text(facts, text, library=shared_library())
    assert (after, hits) == (facts, ())


@pytest.mark.parametrize("place", ["story", "exam", "medications", "basis"])
def test_a_word_of_self_harm_is_seen_the_same_day_wherever_it_stands_and_whatever_was_denied(
    place: str,
) -> None:
    facts = Facts.of(absent=["symptom:suicidal_thoughts"], red_flags_asked=True, age=40)
    words = "some nights I want to die"
    case = Case("x", facts, story=words) if place == "story" else Case("x", facts, texts={place: (words,)})
    result = assess_case(case)
    assert result.triage.urgency.rank >= Urgency.SAME_DAY.rank
    assert "D-1a" in {rule.id for rule in result.triage.rules}
    assert any("want to die" in note for note in result.notes)


def test_an_ordinary_text_changes_no_urgency() -> None:
    facts = Facts.of(present=["trigger:caffeine", "tempo:hours"], red_flags_asked=True, age=40)
    calm = assess_case(Case("x", facts, story="Two coffees, my knee would not stay still."))
    assert calm.triage.urgency is Urgency.SELF_CARE


def test_a_long_text_of_denials_takes_no_longer_than_its_length() -> None:
    start = time.process_time()
    assert topics("no suicide " * 9_000) == set()
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fever? no\nI want to kill myself", "self_harm"),
        ("Weakness: no\nI want to die", "self_harm"),
        ("I'm not okay, I want to die", "self_harm"),
        ("I can not go on, suicidal thoughts", "self_harm"),
        ("I'm not sure but I passed out", "collapse"),
        ("It was near the shop, I passed out", "collapse"),
    ],
)
def test_a_no_said_of_something_else_takes_nothing_away(text: str, wanted: str) -> None:
    assert wanted in topics(text)


def test_wanting_to_be_alive_is_no_alarm() -> None:
    assert topics("I want to be alive and well for my children") == set()


def test_a_list_of_texts_and_the_questions_of_the_person_are_read_too() -> None:
    facts = Facts.of(red_flags_asked=True, age=40)
    asked = assess_case(Case("x", facts, questions=("Is it odd that I want to die?",)))
    assert asked.triage.urgency.rank >= Urgency.SAME_DAY.rank


@pytest.mark.parametrize(
    "line", ["lithium 800 mg", "lithium 800 mg before bed", "lithium 800 mg, no changes for years"]
)
def test_a_medicine_is_not_lost_by_a_no_said_of_something_else(line: str) -> None:
    facts = Facts.of(present=["symptom:tremor", "symptom:vomiting"], red_flags_asked=True, age=40)
    result = assess_case(Case("x", facts, texts={"medications": (line,)}))
    assert result.triage.urgency.rank >= Urgency.SAME_DAY.rank


def test_a_medicine_that_is_read_as_not_taken_is_told() -> None:
    result = assess_case(Case("x", Facts.of(age=40), texts={"medications": ("lithium, stopped last year",)}))
    assert "drug:lithium" not in result.facts.present
    assert any("not taken now" in note for note in result.notes)
