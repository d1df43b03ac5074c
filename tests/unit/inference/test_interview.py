"""The interview: what is asked when, what an answer states, and what holds for every way through it."""

from __future__ import annotations

import random
from functools import partial

import pytest

from interview_makers import answered, harmless_answer, random_answer
from legato.errors import InputError
from legato.inference.interview import (
    facts_of_answers,
    fit_state,
    is_for_child,
    next_question,
    record_answer,
    record_scale,
    take_back,
)
from legato.inference.triage import decide_urgency
from legato.knowledge.library import Library, load_library
from legato.model.interview import InterviewState
from legato.model.presence import Presence
from legato.model.question import Answer, AnswerState
from legato.model.urgency import Urgency


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def answer(library: Library, *pairs: tuple[str, Answer]) -> InterviewState:
    state = InterviewState()
    for question_id, one in pairs:
        state = record_answer(state, question_id, one, library=library)
    return state


ADULT_MAN = (("age", Answer(number=50)), ("sex", Answer.of("male")))


def test_age_and_sex_come_first_then_every_emergency_sign_then_the_rest(library: Library) -> None:
    sections = [library.questions[one].section for one in answered(library).answers]
    assert sections[:2] == ["age", "age"]
    n_emergency = sum(one in ("emergency", "self_harm") for one in sections)
    assert set(sections[2 : 2 + n_emergency]) == {"emergency", "self_harm"}
    assert 8 <= n_emergency <= 9


def test_a_ranking_never_comes_before_an_emergency_sign(library: Library) -> None:
    ranked = {"effect": 99.0, "family": 50.0}
    order = list(answered(library, ranked=ranked).answers)
    assert order.index("self_harm") < order.index("effect") < order.index("family") < order.index("what")


def test_the_ranking_decides_after_the_emergency_signs(library: Library) -> None:
    state = answer(library, *ADULT_MAN)
    while (question := next_question(state, library=library)) and question.section != "story":
        state = record_answer(state, question.id, harmless_answer(question), library=library)
    chosen = next_question(state, library=library, ranked={"triggers": 1.0, "urge": 3.0, "what": 2.0})
    assert chosen is not None
    assert chosen.id == "urge"


def test_no_ranking_takes_the_room_of_an_emergency_sign(library: Library) -> None:
    calm = {one.id: 10.0 for one in library.questions.values() if not one.is_red_flag}
    state = answered(library, {"sex": Answer.of("female")}, ranked=calm)
    assert len(state.answers) <= 30
    assert facts_of_answers(state, library=library).red_flags_asked


def test_room_is_kept_for_an_emergency_sign_that_a_later_answer_opens(library: Library) -> None:
    calm = {one.id: 10.0 for one in library.questions.values() if not one.is_red_flag}
    plan = {
        "sex": Answer.of("female"),
        "pregnancy": Answer.of("late"),
        "self_harm": Answer.of("thoughts"),
        "illnesses": Answer.of("diabetes"),
    }
    state = answered(library, plan, ranked=calm)
    assert {"em_pregnancy", "em_sugar", "self_harm_now"} <= set(state.answers)
    assert facts_of_answers(state, library=library).red_flags_asked


def test_a_sign_that_opens_more_questions_is_followed_by_them_at_once(library: Library) -> None:
    state = answer(library, *ADULT_MAN, ("self_harm", Answer.of("thoughts")))
    follow = next_question(state, library=library)
    assert follow is not None
    assert follow.id == "self_harm_now"


def test_pregnancy_is_asked_only_where_it_can_be(library: Library) -> None:
    assert "pregnancy" not in answered(library).answers
    woman = {"sex": Answer.of("female")}
    assert "pregnancy" in answered(library, woman).answers
    assert "pregnancy" in answered(library, {"sex": Answer.skipped()}).answers
    assert "pregnancy" not in answered(library, {**woman, "age": Answer(number=75)}).answers
    assert "em_pregnancy" in answered(library, {**woman, "pregnancy": Answer.of("birth")}).answers


def test_under_16_the_emergency_signs_are_asked_and_then_it_ends(library: Library) -> None:
    state = answered(library, {"age": Answer(number=9)})
    sections = {library.questions[one].section for one in state.answers}
    facts = facts_of_answers(state, library=library)
    assert sections == {"age", "emergency"}
    assert "em_child" in state.answers
    assert is_for_child(facts)
    assert not facts.red_flags_asked
    assert decide_urgency(facts, library=library).urgency.rank >= Urgency.DAYS_TO_WEEKS.rank
    assert "self_harm" in answered(library, {"age": Answer(number=14)}).answers


@pytest.mark.parametrize(
    ("plan", "presence"),
    [
        ({}, Presence.ABSENT),
        ({"em_child": Answer.of("young_baby")}, Presence.PRESENT),
        ({"em_child": Answer.skipped()}, Presence.PRESENT),
    ],
)
def test_a_baby_counts_as_younger_than_three_months_until_somebody_denies_it(
    library: Library, plan: dict[str, Answer], presence: Presence
) -> None:
    facts = facts_of_answers(answered(library, {"age": Answer(number=0), **plan}), library=library)
    assert facts.presence("history:infant_under_3m") is presence
    assert facts.presence("history:child") is Presence.PRESENT


def test_an_emergency_answer_says_so_at_once_and_blocks_nothing(library: Library) -> None:
    state = answer(library, *ADULT_MAN, ("em_stroke", Answer.of("face")))
    assert state.emergency_rules == ("E01",)
    assert state.is_emergency
    assert next_question(state, library=library) is not None
    corrected = record_answer(state, "em_stroke", Answer.none_of_these(), library=library)
    assert not corrected.is_emergency


def test_two_answers_that_make_an_emergency_together_say_so(library: Library) -> None:
    state = answer(library, ("medicines_mind", Answer.of("ssri", "tramadol")))
    assert not state.is_emergency
    assert "E05" in record_answer(state, "em_ill", Answer.of("fever"), library=library).emergency_rules


def test_thoughts_of_ending_life_ask_for_the_crisis_line_and_a_plan_is_an_emergency(library: Library) -> None:
    thoughts = answer(library, ("self_harm", Answer.of("thoughts")))
    assert thoughts.needs_crisis_help
    assert not thoughts.is_emergency
    for choice in ("intent", "plan", "means", "not_safe"):
        state = record_answer(thoughts, "self_harm_now", Answer.of(choice), library=library)
        assert state.emergency_rules == ("E15",)
    calm = record_answer(thoughts, "self_harm_now", Answer.none_of_these(), library=library)
    facts = facts_of_answers(calm, library=library)
    assert decide_urgency(facts, library=library).urgency is Urgency.SAME_DAY


def test_item_9_of_the_phq9_opens_the_questions_on_safety(library: Library) -> None:
    alone = answer(library, *ADULT_MAN, ("self_harm", Answer.none_of_these()))
    with pytest.raises(InputError, match="together with a clinician"):
        record_scale(alone, "phq9", [0] * 8 + [1], library=library)
    visit = InterviewState(alone.answers, with_clinician=True)
    state = record_scale(visit, "phq9", [0] * 8 + [1], library=library)
    follow = next_question(state, library=library)
    assert state.needs_crisis_help
    assert follow is not None
    assert follow.id == "self_harm_now"


def test_who_denies_everything_was_asked_everything(library: Library) -> None:
    facts = facts_of_answers(answered(library), library=library)
    assert facts.red_flags_asked
    assert decide_urgency(facts, library=library).unanswered == ()


@pytest.mark.parametrize("state", [AnswerState.SKIPPED, AnswerState.DONT_KNOW])
def test_one_emergency_question_left_open_leaves_them_unasked(library: Library, state: AnswerState) -> None:
    for question in library.questions.values():
        plan = {question.id: Answer(state), "sex": Answer.of("female")}
        plan = {"sex": Answer(state)} if question.id == "sex" else plan
        taken = answered(library, plan)
        if question.id not in taken.answers:
            continue
        facts = facts_of_answers(taken, library=library)
        assert facts.red_flags_asked is not question.is_red_flag, question.id
        assert not any(code in facts.absent for code in question.codes - _implied(library)), question.id


def _implied(library: Library) -> frozenset[str]:
    return frozenset(one["id"] for one in library.records("implication"))


def test_nothing_answered_states_nothing(library: Library) -> None:
    state = answered(library, otherwise=lambda _: Answer.skipped())
    facts = facts_of_answers(state, library=library)
    assert len(state.answers) <= 30
    assert (dict(facts.present), dict(facts.absent), facts.red_flags_asked) == ({}, {}, False)
    assert decide_urgency(facts, library=library).urgency is Urgency.DAYS_TO_WEEKS


def test_what_was_shown_and_not_ticked_is_absent(library: Library) -> None:
    facts = facts_of_answers(answer(library, ("legs", Answer.of("numb"))), library=library)
    assert facts.presence("symptom:numbness") is Presence.PRESENT
    assert facts.presence("symptom:falls") is Presence.ABSENT


def test_a_code_of_two_questions_is_absent_only_when_both_denied_it(library: Library) -> None:
    one = answer(library, ("medicines_mind", Answer.none_of_these()))
    assert facts_of_answers(one, library=library).presence("drug:opioid") is Presence.UNKNOWN
    both = record_answer(one, "medicines_more", Answer.none_of_these(), library=library)
    assert facts_of_answers(both, library=library).presence("drug:opioid") is Presence.ABSENT
    yes = record_answer(one, "medicines_more", Answer.of("opioid"), library=library)
    assert facts_of_answers(yes, library=library).presence("drug:opioid") is Presence.PRESENT


def test_a_choice_denies_the_others_except_what_it_leaves_open(library: Library) -> None:
    facts = facts_of_answers(answer(library, ("pregnancy", Answer.of("week_unknown"))), library=library)
    assert facts.presence("history:pregnant") is Presence.PRESENT
    assert facts.presence("history:pregnant_over_20w") is Presence.UNKNOWN
    assert facts.presence("history:postpartum") is Presence.ABSENT


def test_the_pages_ask_as_the_notes_of_the_rules_demand(library: Library) -> None:
    can_stop = facts_of_answers(answer(library, ("em_nonstop", Answer.of("can_stop"))), library=library)
    assert can_stop.presence("symptom:continuous_jerking") is Presence.ABSENT
    goes_on = answer(library, ("em_nonstop", Answer.of("jerks_on")))
    assert {"E03", "E04"} <= set(goes_on.emergency_rules)
    strength = library.questions["em_strength"]
    assert all(word in strength.help for word in ("stair", "heels", "toes", "jelly-leg"))
    breath = library.questions["em_heart_mind"].option("breath")
    assert breath is not None
    assert "new" in breath.text
    assert "at rest" in breath.text


def test_going_back_takes_the_last_answer_away(library: Library) -> None:
    state = answer(library, *ADULT_MAN, ("em_stroke", Answer.of("face")))
    back, question = take_back(state, library=library)
    assert question is not None
    assert question.id == "em_stroke"
    assert (list(back.answers), back.emergency_rules) == (["age", "sex"], ())
    assert take_back(InterviewState(), library=library) == (InterviewState(), None)


def test_a_saved_interview_goes_on_where_it_was(library: Library) -> None:
    whole = answered(library, {"em_ill": Answer.of("fever"), "legs": Answer.dont_know()})
    for n_answers in (0, 5, 17, len(whole.answers)):
        state = answer(library, *list(whole.answers.items())[:n_answers])
        resumed, lost = fit_state(InterviewState.from_json(state.to_json()), library=library)
        assert (resumed, lost) == (state, ())
        assert next_question(resumed, library=library) == next_question(state, library=library)


def test_an_answer_that_no_longer_fits_is_asked_again(library: Library) -> None:
    old = InterviewState(
        {"age": Answer(number=50), "gone": Answer.of("x"), "side": Answer.of("third_leg")},
        {"gad7": (0, 0), "phq8": (0,) * 8},
    )
    resumed, lost = fit_state(old, library=library)
    assert lost == ("gone", "side", "gad7")
    assert (list(resumed.answers), list(resumed.scales)) == (["age"], ["phq8"])


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("age", Answer(number=-1)),
        ("age", Answer(number=float("nan"))),
        ("age", Answer.of("old")),
        ("side", Answer.of("one", "both")),
        ("side", Answer.none_of_these()),
        ("what", Answer.of("none", "shake")),
        ("what", Answer()),
        ("what", Answer.of("dance")),
        ("shoe_size", Answer(number=41)),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(library: Library, question: str, given: Answer) -> None:
    with pytest.raises(InputError):
        record_answer(InterviewState(), question, given, library=library)


@pytest.mark.slow
@pytest.mark.parametrize("with_ranking", [False, True])
def test_a_thousand_random_interviews_end_and_their_order_never_matters(
    library: Library, *, with_ranking: bool
) -> None:
    chance = random.Random(20 + with_ranking)
    for _ in range(1000):
        ranked = {one: chance.random() for one in library.questions} if with_ranking else None
        state = answered(library, otherwise=partial(random_answer, chance=chance), ranked=ranked)
        assert len(state.answers) <= 30
        facts = facts_of_answers(state, library=library)
        assert not set(facts.present) & set(facts.absent)
        mixed = list(state.answers.items())
        chance.shuffle(mixed)
        again, lost = fit_state(InterviewState(dict(mixed)), library=library)
        assert lost == ()
        assert facts_of_answers(again, library=library) == facts
        assert again.emergency_rules == state.emergency_rules
        assert set(state.emergency_rules) <= {
            rule.id for rule in decide_urgency(facts, library=library).rules
        }


@pytest.mark.slow
def test_one_tick_more_on_an_emergency_page_never_lowers_the_urgency(library: Library) -> None:
    chance = random.Random(7)
    pages = [one for one in library.questions.values() if one.section == "emergency" and one.has_none]
    for _ in range(300):
        state = answered(library, otherwise=partial(random_answer, chance=chance))
        before = decide_urgency(facts_of_answers(state, library=library), library=library).urgency
        page = chance.choice(pages)
        ticked = set(state.answers[page.id].choices) - {"none"} if page.id in state.answers else set()
        more = Answer.of(*ticked, chance.choice(page.options).id)
        after = record_answer(state, page.id, more, library=library)
        urgency = decide_urgency(facts_of_answers(after, library=library), library=library).urgency
        assert urgency.rank >= before.rank
