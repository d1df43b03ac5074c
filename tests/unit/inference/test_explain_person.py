"""The page for the person: five parts, each line with its basis, small words, and nothing that must never be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explanation_makers import (
    TODAY,
    assessed,
    case_of,
    is_own,
    page_of,
    person_of,
    random_cases,
    sections_of,
    without,
    written_cases,
)
from legato.inference.explain_person import explain_to_person
from legato.inference.never_say import find_never_said
from legato.inference.person_actions import more_urgent_causes
from legato.inference.person_reasons import open_signs
from legato.inference.readability import grade_of, longest_sentence_words
from legato.inference.wording import wording_of
from legato.knowledge.library import Library, load_library
from legato.model.assessment import DerivedFinding
from legato.model.case import Case
from legato.model.differential import Band
from legato.model.explanation import Line, PersonText
from legato.model.urgency import Urgency

CALM = (Urgency.SELF_CARE, Urgency.ROUTINE)
COFFEE = ("trigger:caffeine", "symptom:tremor", "side:bilateral", "tempo:hours", "onset:sudden")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [*written_cases(), *random_cases(300, seed=3)]


@pytest.fixture(scope="module")
def pages(cases: list[Case]) -> list[PersonText]:
    return [person_of(case) for case in cases]


def lines_of(text: PersonText) -> list[Line]:
    return [line for section in sections_of(text) for line in section.lines]


def reasons_of(text: PersonText) -> list[Line]:
    return [line for part in (text.why, text.check) for line in part.lines]


def test_every_page_is_at_grade_six_or_below(cases: list[Case], pages: list[PersonText]) -> None:
    hard = {case.id: grade_of(page_of(page)) for case, page in zip(cases, pages)}
    assert max(hard.values()) <= 6, {id_: grade for id_, grade in hard.items() if grade > 6}


def test_no_sentence_has_more_than_twenty_words(pages: list[PersonText]) -> None:
    long = {line.text for page in pages for line in lines_of(page) if longest_sentence_words(line.text) > 20}
    assert not long


def test_nothing_is_said_that_must_never_be_said(pages: list[PersonText], library: Library) -> None:
    said = [hit for page in pages for hit in find_never_said(page_of(page), library=library)]
    assert not said


def test_there_is_no_percentage(pages: list[PersonText]) -> None:
    assert not any(
        "%" in page_of(page) or "percent" in page_of(page).replace("20 percent", "") for page in pages
    )


def test_every_line_has_a_basis(pages: list[PersonText]) -> None:
    assert not [line.text for page in pages for line in lines_of(page) if not line.basis]


def test_every_part_says_something_even_where_it_is_empty(pages: list[PersonText]) -> None:
    assert all(section.lines or section.empty for page in pages for section in sections_of(page))


def test_the_list_of_signs_for_emergency_care_is_on_every_page(pages: list[PersonText]) -> None:
    shown = [[line.text for line in page.sooner.lines] for page in pages]
    first = shown[0][:21]
    assert len(first) == 21
    assert all(lines[:21] == first for lines in shown)


def test_the_signs_stand_for_every_emergency_rule(library: Library) -> None:
    words = wording_of(library)
    told = {part for id_ in words.ids("sooner.") for part in words.basis(id_)}
    emergencies = {rule.id for rule in library.triage.rules if rule.level is Urgency.EMERGENCY_NOW}
    assert told == emergencies


def test_every_rule_has_its_reason_in_words(library: Library) -> None:
    words = wording_of(library)
    ids = [rule.id for rule in library.triage.rules] + [library.triage.gate.id]
    assert [id_ for id_ in ids if not words.has(f"because.{id_}")] == []


def test_the_card_has_sixty_words_at_most(pages: list[PersonText]) -> None:
    sizes = [len(f"{page.now_know} {page.do_not_know} {page.next_line}".split()) for page in pages]
    assert max(sizes) <= 60
    assert all(page.now_know and page.do_not_know and page.next_line for page in pages)


@pytest.mark.parametrize("country", ["gb", "us", "de", "eu", "xx"])
def test_every_level_has_its_card_headline_and_place_in_every_country(country: str) -> None:
    found = {}
    for case in written_cases():
        page = person_of(case, country=country)
        found[page.urgency] = page
    assert set(found) == set(Urgency)
    assert all(page.where_to_go and page.contacts for page in found.values())
    assert found[Urgency.SELF_CARE].headline == "Look after it and look again on 9 December 2026"
    assert found[Urgency.EMERGENCY_NOW].headline == "Get emergency help now"


def test_the_headline_is_one_of_five_and_names_no_condition(
    pages: list[PersonText], library: Library
) -> None:
    heads = {page.headline for page in pages}
    assert len(heads) <= 5
    names = {one.plain_name for one in library.conditions.values()} | {
        one.name for one in library.conditions.values()
    }
    assert not heads & names


def test_taking_an_answer_away_takes_away_exactly_its_lines(cases: list[Case], library: Library) -> None:
    chosen = [*written_cases()[::6], *list(random_cases(20, seed=11))]
    for case in chosen:
        before = person_of(case)
        for code in sorted({*case.facts.present, *case.facts.absent}):
            after = person_of(without(case, code))
            is_same_level = after.urgency is before.urgency
            parts = [(reasons_of(before), reasons_of(after))]
            if is_same_level:
                parts += [
                    (list(getattr(before, name).lines), list(getattr(after, name).lines))
                    for name in ("harmless", "measured", "impact", "self_care")
                ]
            for old, new in parts:
                own = [line for line in old if is_own(line, library=library)]
                kept = [line for line in own if code not in line.basis]
                if not is_same_level:  # what opens self-care stands only where the level is self-care
                    kept = [line for line in kept if library.triage.gate.id not in line.basis]
                gone = [line for line in own if code in line.basis]
                assert all(line in new for line in kept), (case.id, code)
                assert not any(line in new for line in gone), (case.id, code)


def test_a_reason_stands_for_every_rule_that_holds(cases: list[Case]) -> None:
    for case in cases[::9]:
        one = assessed(case)
        cited = {line.basis[0] for line in reasons_of(person_of(case))}
        assert {rule.id for rule in one.triage.rules} <= cited


def test_open_warning_signs_are_all_told_and_never_read_as_no(library: Library) -> None:
    case = case_of("symptom:tremor", absent=("symptom:facial_droop",), asked=False, age=40, sex="male")
    page, one = person_of(case), assessed(case)
    told = {
        code for line in page.unknown.lines if line.text.startswith("Not answered") for code in line.basis
    }
    assert set(one.triage.unanswered) <= told
    assert "symptom:facial_droop" not in told
    assert "are open" in page.do_not_know
    assert any("open answer is not a no" in line.text for line in page.why.lines)


def test_every_emergency_sign_has_a_page_of_questions_in_words(library: Library) -> None:
    one = assessed(case_of(asked=False))
    groups = open_signs(one, words=wording_of(library), library=library)
    assert "open.other" not in groups
    assert sorted(code for codes in groups.values() for code in codes) == sorted(library.triage.red_flags)


def test_the_two_kinds_of_tiredness_get_two_levels_and_the_page_says_why() -> None:
    same = ("activation:after_effort", "trigger:exercise", "symptom:tremor", "tempo:days", "side:bilateral")
    effort = person_of(case_of(*same, "symptom:fatigue_after_effort", age=30))
    lasting = person_of(case_of(*same, "symptom:fatigue_persistent", age=30))
    assert (effort.urgency, lasting.urgency) == (Urgency.SELF_CARE, Urgency.ROUTINE)
    assert any("all the time, that is different" in line.text for line in effort.harmless.lines)
    assert any("not the same as being tired after effort" in line.text for line in lasting.why.lines)


def test_a_first_cause_that_is_mostly_seen_sooner_is_told(cases: list[Case], library: Library) -> None:
    told = 0
    for case in cases:
        one = assessed(case)
        first = one.differential.hypotheses[0]
        is_higher = library.conditions[first.condition].urgency.rank > one.triage.urgency.rank
        if first.band is Band.LEADING and is_higher:
            page = explain_to_person(one, library=library, today=TODAY)
            plain = library.conditions[first.condition].plain_name
            assert any(plain in line.text for line in page.sooner.lines[21:])
            told += 1
        elif not is_higher:
            assert not more_urgent_causes(one, library=library)
    assert told > 0


def test_advice_stands_only_where_the_level_is_calm(pages: list[PersonText]) -> None:
    assert all(bool(page.self_care.lines) == (page.urgency in CALM) for page in pages)


def test_nothing_is_recorded_while_help_is_urgent(pages: list[PersonText]) -> None:
    urgent = [page for page in pages if page.urgency in (Urgency.EMERGENCY_NOW, Urgency.SAME_DAY)]
    assert urgent
    assert not any(line.text.startswith("Record this") for page in urgent for line in page.next_steps.lines)


def test_there_are_three_next_steps(pages: list[PersonText]) -> None:
    for page in pages:
        steps = [
            line
            for line in page.next_steps.lines
            if not any(part.startswith(("words:aid.", "words:next.medicine")) for part in line.basis)
        ]
        assert 1 <= len(steps) <= 3


def test_nothing_calms_at_an_emergency() -> None:
    page = person_of(case_of(*COFFEE, "symptom:facial_droop"))
    assert page.urgency is Urgency.EMERGENCY_NOW
    assert page.harmless.lines == ()
    assert "do not weigh" in page.harmless.empty


def test_the_crisis_line_comes_first_where_self_harm_was_told() -> None:
    page = person_of(case_of(*COFFEE, "symptom:suicidal_thoughts"))
    assert page.crisis is not None
    assert any("116 123" in line.text for line in page.crisis.lines)
    assert page.contacts[0].number == "116 123"
    assert page.to_say.lines[0].text.startswith("Say: I have thoughts of ending my life.")


def test_the_crisis_line_comes_from_words_in_the_story_too() -> None:
    case = replace(case_of(*COFFEE), story="My leg shakes and I want to die.")
    assert person_of(case).crisis is not None
    assert person_of(case_of(*COFFEE)).crisis is None


def test_a_crisis_line_is_offered_where_scores_are_severe() -> None:
    page = person_of(case_of(*COFFEE, "test:phq_severe"))
    assert page.crisis is None
    assert any(contact.number == "116 123" for contact in page.contacts)


def test_sugar_is_offered_first_only_where_it_may_be_low() -> None:
    low = person_of(case_of("drug:insulin", "test:glucose_low", "symptom:drowsy", "symptom:tremor"))
    high = person_of(case_of("drug:insulin", "test:glucose_high", "symptom:vomiting", "symptom:tremor"))
    assert any("take sugar" in line.text for line in low.next_steps.lines)
    assert not any("take sugar" in line.text for line in high.next_steps.lines)


def test_nobody_is_told_to_change_a_medicine(pages: list[PersonText]) -> None:
    for page in pages:
        if any(line.text.startswith("Tell them that you take") for line in page.to_say.lines):
            assert any("by yourself" in line.text for line in page.next_steps.lines)


def test_what_was_not_asked_examined_measured_or_tested_is_said_as_such() -> None:
    page = person_of(case_of("symptom:tremor", asked=True))
    told = [line.text for line in page.unknown.lines]
    assert any(text.startswith("Not asked: how long") for text in told)
    assert any(text.startswith("Not examined") for text in told)
    assert any(text.startswith("Not tested") for text in told)
    assert page.measured.empty.startswith("Nothing was measured")
    assert page.impact.empty.startswith("You were not asked")


def test_a_recording_is_told_with_what_it_did_not_show(library: Library) -> None:
    rows = (
        DerivedFinding("measure:f_3_7", "present", "4.9 Hz", "rhythm", "leg.csv"),
        DerivedFinding("measure:regular", "absent", "spread 30 %", "rhythm", "leg.csv"),
        DerivedFinding("measure:coherent_LR", "unknown", "one leg", "rhythm", "leg.csv"),
    )
    one = replace(assessed(case_of(*COFFEE)), derived=rows)
    page = explain_to_person(one, library=library, today=TODAY)
    told = [line.text for line in page.measured.lines]
    assert told[0].startswith("The recording showed that your leg moved")
    assert told[1].startswith("Looked for and not found:")
    assert told[2].startswith("Other things could not be told")
    assert "does not rule anything out" in told[3]
    assert page.measured.lines[0].basis == ("measure:f_3_7", "rhythm", "recording:leg.csv")


def test_a_contradiction_is_told() -> None:
    case = case_of(*COFFEE, "activation:rest")
    facts = case.facts.with_recording(present=(), absent=("activation:rest",))
    page = person_of(replace(case, facts=facts))
    assert any(line.text.startswith("Two sources do not agree") for line in page.unknown.lines)


def test_the_page_for_nothing_at_all_is_whole() -> None:
    page = person_of(Case("empty", case_of(asked=False).facts))
    assert page.urgency is Urgency.DAYS_TO_WEEKS
    assert all(part.lines for part in (page.why, page.to_say, page.next_steps))
