"""What to do next: information by hand, safety first, burden, and nothing that is unsafe or not for this person."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from legato.inference.differential import weigh_causes
from legato.inference.evidence_table import entropy_bits
from legato.inference.implied import add_implied
from legato.inference.next_step import choose_next_steps, rank_steps
from legato.inference.steps import all_steps, does_step_apply
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library
from legato.model.facts import Facts
from legato.model.next_step import NextStep, Step
from library_makers import evidence, library_of, plain_condition
from triage_makers import shared_library


def step(*codes: str, burden: float = 1.0, kind: str = "exam", id_: str = "x") -> Step:
    return Step(id_, kind, id_, id_, codes, burden, is_for_person=kind in ("question", "task"))


def ranked(facts: Facts, *steps: Step, library: Library | None = None) -> tuple[NextStep, ...]:
    shelf = library or shared_library()
    known = add_implied(facts, library=shelf)
    triage = decide_urgency(known, library=shelf)
    differential = weigh_causes(known, triage=triage, library=shelf)
    return rank_steps(
        steps or all_steps(shelf), facts=known, triage=triage, differential=differential, library=shelf
    )


def ids(steps: tuple[NextStep, ...]) -> list[str]:
    return [one.step.id for one in steps]


@pytest.mark.parametrize(
    ("share", "bits"), [(0, 0), (1, 0), (-0.1, 0), (1.1, 0), (0.5, 1), (0.25, 0.8112781), (0.75, 0.8112781)]
)
def test_a_yes_or_no_holds_at_most_one_bit(share: float, bits: float) -> None:
    assert entropy_bits(share) == pytest.approx(bits, abs=1e-7)


def _two() -> Library:
    return library_of(
        plain_condition("a", evidence("trigger:noise", 4)), plain_condition("b", evidence("symptom:spasm", 2))
    )


def test_the_gain_is_the_mutual_information_of_finding_and_cause() -> None:
    library = _two()
    background = library.findings["trigger:noise"].background
    share = 1 / 3  # two causes and none of these, all with even odds
    mean = share * 4 * background + (1 - share) * background
    wanted = (
        entropy_bits(mean) - share * entropy_bits(4 * background) - (1 - share) * entropy_bits(background)
    )
    (one,) = ranked(Facts.of(red_flags_asked=True), step("trigger:noise"), library=library)
    assert one.gain_bits == pytest.approx(wanted)
    assert one.gain_bits > 0


def test_the_findings_of_one_step_add_up_and_the_most_telling_is_named_first() -> None:
    library, facts = _two(), Facts.of(red_flags_asked=True)
    noise, spasm, both = (
        ranked(facts, step(*codes), library=library)[0]
        for codes in (("trigger:noise",), ("symptom:spasm",), ("symptom:spasm", "trigger:noise"))
    )
    assert both.gain_bits == pytest.approx(noise.gain_bits + spasm.gain_bits)
    assert noise.gain_bits > spasm.gain_bits
    assert both.telling == ("trigger:noise", "symptom:spasm")


def test_what_is_known_or_tells_nothing_is_not_worth_a_step() -> None:
    library = _two()
    known = Facts.of(present=["trigger:noise"], red_flags_asked=True)
    assert ranked(known, step("trigger:noise"), library=library) == ()
    assert ranked(Facts.of(red_flags_asked=True), step("side:bilateral"), library=library) == ()


def test_a_group_that_already_counts_as_strongly_tells_nothing_more() -> None:
    rows = evidence("trigger:noise", 4, group="one"), evidence("symptom:spasm", 2, group="one")
    library = library_of(plain_condition("a", *rows))
    assert ranked(Facts.of(red_flags_asked=True), step("symptom:spasm"), library=library)
    heard = Facts.of(present=["trigger:noise"], red_flags_asked=True)
    assert ranked(heard, step("symptom:spasm"), library=library) == ()


def test_the_burden_divides_the_score_and_not_the_gain() -> None:
    facts = Facts.of(red_flags_asked=True)
    heavy, light = step("trigger:noise", burden=10, id_="heavy"), step("symptom:spasm", id_="light")
    order = ranked(facts, heavy, light, library=_two())
    assert ids(order) == ["light", "heavy"]
    assert order[1].gain_bits > order[0].gain_bits
    assert order[1].score == pytest.approx(order[1].gain_bits / 10)


def test_steps_of_one_score_stand_in_the_order_of_their_names() -> None:
    steps = [step("trigger:noise", id_=name) for name in "cab"]
    assert ids(ranked(Facts.of(red_flags_asked=True), *steps, library=_two())) == ["a", "b", "c"]


def test_unanswered_emergency_signs_come_before_every_gain() -> None:
    order = ranked(Facts.of(present=["symptom:tremor"]))
    first_other = next(index for index, one in enumerate(order) if not one.is_safety_first)
    assert first_other >= 8
    assert all(one.step.kind == "question" for one in order[:first_other])
    assert not any(one.is_safety_first for one in order[first_other:])


def test_answered_emergency_signs_leave_no_step_in_front() -> None:
    order = ranked(Facts.of(present=["symptom:tremor"], red_flags_asked=True))
    assert order
    assert not any(one.is_safety_first for one in order)


def test_a_question_about_safety_is_asked_even_where_it_tells_nothing_about_the_cause() -> None:
    one = step("symptom:saddle_bladder", kind="question", id_="em_back")
    (asked,) = ranked(Facts.of(), one, library=_two())
    assert (asked.gain_bits, asked.is_safety_first) == (0, True)
    assert ranked(Facts.of(), replace(one, kind="exam"), library=_two()) == ()


@pytest.mark.parametrize("task", ["stand", "weight", "walk", "leg_out", "heel_shin"])
def test_a_task_that_a_fact_makes_unsafe_is_never_suggested(task: str) -> None:
    (one,) = (one for one in all_steps(shared_library()) if one.id == task)
    assert one.excluded_if
    assert task in ids(ranked(Facts.of(red_flags_asked=True)))
    for code in one.excluded_if:
        assert task not in ids(ranked(Facts.of(present=[code], red_flags_asked=True)))
        assert task in ids(ranked(Facts.of(absent=[code], red_flags_asked=True)))


def test_standing_and_weight_are_never_suggested_with_falls_chest_pain_or_late_pregnancy() -> None:
    for code in ("symptom:falls", "symptom:chest_pain", "history:pregnant_over_20w"):
        order = ids(ranked(Facts.of(present=[code], red_flags_asked=True)))
        assert {"stand", "weight"}.isdisjoint(order)


WHO = [
    ("em_child", Facts.of(age=40), False),
    ("em_child", Facts.of(age=16), False),
    ("em_child", Facts.of(age=8), True),
    ("em_child", Facts.of(present=["history:child"]), True),
    ("em_pregnancy", Facts.of(age=30, sex="female"), False),
    ("em_pregnancy", Facts.of(present=["history:pregnant"], age=30), True),
    ("pregnancy", Facts.of(age=30, sex="female"), True),
    ("pregnancy", Facts.of(age=30), True),
    ("pregnancy", Facts.of(age=30, sex="male"), False),
    ("pregnancy", Facts.of(age=70, sex="female"), False),
    ("pregnancy", Facts.of(age=9, sex="female"), False),
    ("em_sugar", Facts.of(age=30), False),
    ("em_sugar", Facts.of(present=["history:diabetes"]), True),
    ("self_harm", Facts.of(age=9), False),
    ("self_harm", Facts.of(age=10), True),
    ("self_harm", Facts.of(), True),
    ("self_harm_now", Facts.of(age=30), False),
    ("self_harm_now", Facts.of(present=["symptom:suicidal_thoughts"]), True),
]


@pytest.mark.parametrize(("question", "facts", "is_asked"), WHO)
def test_a_question_is_suggested_only_to_whom_it_is_for(question: str, facts: Facts, is_asked: bool) -> None:
    assert (question in ids(ranked(facts))) is is_asked


def test_examinations_and_tests_are_for_everybody() -> None:
    library = shared_library()
    others = [one for one in all_steps(library) if one.kind in ("exam", "test")]
    assert others
    assert all(does_step_apply(one, Facts.of(age=2), library=library) for one in others)


def test_the_person_gets_what_one_can_do_alone_and_the_clinician_the_rest() -> None:
    library = shared_library()
    facts = add_implied(
        Facts.of(present=["symptom:tremor", "activation:rest"], red_flags_asked=True), library=library
    )
    triage = decide_urgency(facts, library=library)
    differential = weigh_causes(facts, triage=triage, library=library)
    order = rank_steps(
        all_steps(library), facts=facts, triage=triage, differential=differential, library=library
    )
    person, clinician = choose_next_steps(order, differential=differential, library=library, count=3)
    assert len(person) == len(clinician) == 3
    assert all(one.step.is_for_person for one in person)
    assert {one.step.kind for one in clinician} <= {"exam", "test"}
    for one in (*person, *clinician):
        assert 1 <= len(one.separates) <= 3
        assert set(one.separates) <= set(library.conditions)


def test_every_gain_is_a_number_of_bits_that_is_not_negative() -> None:
    for present in ([], ["symptom:tremor"], ["activation:standing_only", "measure:f_13_18"]):
        for one in ranked(Facts.of(present=present, red_flags_asked=True)):
            assert math.isfinite(one.gain_bits)
            assert one.gain_bits >= 0
            assert one.score == pytest.approx(one.gain_bits / one.step.burden)
