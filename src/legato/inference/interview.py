"""Ask the next question, take an answer, and say what all answers state: emergency signs first, never more than a limit.

Pure functions over a frozen state. The order of the answers never matters for the facts; a skipped question and "I don't
know" state nothing. No answer stops the interview: where an emergency rule holds, the state says so at once and the person
may go on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from legato.errors import InputError
from legato.inference.implied import add_implied
from legato.inference.scales import score_scale
from legato.knowledge.expression import codes_of
from legato.knowledge.library import Library
from legato.model.assessment import ScaleScore
from legato.model.facts import Facts
from legato.model.interview import InterviewState
from legato.model.question import NONE_OF_THESE, Answer, Option, Question
from legato.model.urgency import Urgency

__all__ = [
    "facts_of_answers",
    "fit_state",
    "is_for_child",
    "next_question",
    "open_red_flags",
    "record_answer",
    "record_scale",
    "take_back",
]

_CHILD, _INFANT = "history:child", "history:infant_under_3m"
_CRISIS_RULES = frozenset({"E15", "D-1a"})
_FIRST_SECTIONS = ("age",)
_EMERGENCY_SECTIONS = ("emergency", "self_harm")
# A baby's age is asked in whole years; once its parents denied "under 3 months", the middle of the first year stands for it.
_MIDDLE_OF_FIRST_YEAR_YEARS = 0.5


def facts_of_answers(state: InterviewState, *, library: Library) -> Facts:
    """Turn answers into facts.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    Facts
        With the codes that follow from age and sex. ``red_flags_asked`` where every question about an emergency sign that
        applies was answered, and neither skipped nor left at "I don't know".

    Notes
    -----
    Ticking states presence. Not ticking an option that was shown states absence, but only where every question that can
    state the code was answered; presence wins over absence, whatever the order.
    """
    given = _given(state, library=library)
    present, absent, left_open = _stated(given)
    for score in _scores(state, library=library):
        present |= set(score.present)
        absent |= set(score.absent)
    age, sex = _age(given, present), _sex(given)
    so_far = add_implied(Facts.of(present=present, age=age, sex=sex), library=library)
    applying = [one for one in library.questions.values() if _applies(one, so_far, library=library)]
    unanswered = [one for one in applying if one.id not in given]
    still_open = frozenset(code for one in unanswered for code in one.codes) | left_open
    denied = {code for question, _ in given.values() for code in question.codes} - still_open
    facts = Facts.of(
        present=present,
        absent=(absent | denied) - set(so_far.present),
        red_flags_asked=not any(one.is_red_flag for one in unanswered)
        and left_open.isdisjoint(library.triage.red_flags - present),
        age=age,
        sex=sex,
    )
    return add_implied(facts, library=library)


def next_question(
    state: InterviewState, *, library: Library, ranked: Mapping[str, float] | None = None
) -> Question | None:
    """Choose what to ask next.

    Parameters
    ----------
    state : InterviewState
    library : Library
    ranked : mapping of str to float or None
        How much each question would tell now; None takes the order of the files.

    Returns
    -------
    Question or None
        None at the end: everything was asked, the limit is reached, or the emergency signs of a child were asked.

    Notes
    -----
    Age, sex and pregnancy first, then the emergency signs, with what a sign opens directly after it. From then on the most
    telling question, but room is kept for every question about an emergency sign.
    """
    room = int(library.setting("interview.most_questions")) - len(state.answers)
    if room <= 0:
        return None
    facts = facts_of_answers(state, library=library)
    open_questions = [
        one
        for one in library.questions.values()
        if one.id not in state.answers and _applies(one, facts, library=library)
    ]
    for sections in (_FIRST_SECTIONS, _EMERGENCY_SECTIONS):
        first = [one for one in open_questions if one.section in sections]
        if first:
            return next((one for one in first if one.section == "self_harm" and one.shown_if), first[0])
    if is_for_child(facts):
        return None
    red_flags = [one for one in open_questions if one.is_red_flag]
    if room <= len(red_flags) + _count_that_may_apply(state, open_questions, library=library):
        open_questions = red_flags or open_questions
    scores = ranked or {}
    return max(open_questions, key=lambda one: scores.get(one.id, 0.0), default=None)


def record_answer(
    state: InterviewState, question_id: str, answer: Answer, *, library: Library
) -> InterviewState:
    """Take one answer; an earlier one to the same question is replaced.

    Parameters
    ----------
    state : InterviewState
    question_id : str
    answer : Answer
    library : Library

    Returns
    -------
    InterviewState
        With the emergency rules that hold now.

    Raises
    ------
    InputError
        If there is no such question, or the answer does not fit it.
    """
    question = library.questions.get(question_id)
    if question is None:
        raise InputError(
            f"No question '{question_id}'",
            found=question_id,
            mend=f"there are: {', '.join(library.questions)}",
            code="LEG-E747",
        )
    return _with_rules(state.with_answer(question_id, answer.fitted(question)), library=library)


def record_scale(
    state: InterviewState, scale: str, answers: Sequence[int | None], *, library: Library
) -> InterviewState:
    """Take the answers to one questionnaire.

    Parameters
    ----------
    state : InterviewState
    scale : str
    answers : sequence of (int or None)
    library : Library

    Returns
    -------
    InterviewState

    Raises
    ------
    InputError
        If the scale is unknown, the answers do not fit it, or it is meant for a visit with a clinician.
    """
    score_scale(scale, answers, library=library)
    if library.scales[scale].needs_clinician and not state.with_clinician:
        raise InputError(
            f"{library.scales[scale].name} is filled in together with a clinician",
            where=scale,
            mend="use phq8 for a person alone",
            code="LEG-E748",
        )
    return _with_rules(state.with_scale(scale, tuple(answers)), library=library)


def take_back(state: InterviewState, *, library: Library) -> tuple[InterviewState, Question | None]:
    """Go one question back.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    InterviewState, Question or None
        The state without the last answer, and the question to ask again; None at the start.
    """
    if not state.answers:
        return state, None
    last = list(state.answers)[-1]
    return _with_rules(state.without_answer(last), library=library), library.questions.get(last)


def fit_state(state: InterviewState, *, library: Library) -> tuple[InterviewState, tuple[str, ...]]:
    """Fit a saved interview to the questions of today.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    InterviewState, tuple of str
        The answers and questionnaires that still fit, and the ids of those that do not and are asked again.
    """
    kept = replace(state, answers={}, scales={})
    lost: list[str] = []
    for question_id, answer in state.answers.items():
        try:
            kept = kept.with_answer(question_id, answer.fitted(library.questions[question_id]))
        except (KeyError, InputError):
            lost.append(question_id)
    for scale, answers in state.scales.items():
        try:
            kept = record_scale(kept, scale, answers, library=library)
        except InputError:
            lost.append(scale)
    return _with_rules(kept, library=library), tuple(lost)


def is_for_child(facts: Facts) -> bool:
    """Tell whether the questions are about somebody under 16, for whom only the emergency signs are asked.

    Parameters
    ----------
    facts : Facts

    Returns
    -------
    bool
    """
    return facts.has(_CHILD)


def open_red_flags(state: InterviewState, *, library: Library) -> tuple[Question, ...]:
    """Give the questions about emergency signs that apply and have no answer: skipped, not known, or not asked.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    tuple of Question
    """
    facts = facts_of_answers(state, library=library)
    given = _given(state, library=library)
    return tuple(
        one
        for one in library.questions.values()
        if one.is_red_flag and one.id not in given and _applies(one, facts, library=library)
    )


def _given(state: InterviewState, *, library: Library) -> dict[str, tuple[Question, Answer]]:
    """Give the answers that state something, with their questions."""
    return {
        key: (library.questions[key], answer)
        for key, answer in state.answers.items()
        if answer.is_given and key in library.questions
    }


def _stated(
    given: Mapping[str, tuple[Question, Answer]],
) -> tuple[set[str], set[str], frozenset[str]]:
    """Give the codes that answers state as present, as absent, and those they leave open."""
    present: set[str] = set()
    absent: set[str] = set()
    left_open: set[str] = set()
    for question, answer in given.values():
        if answer.choices == (NONE_OF_THESE,):
            present |= set(question.none_present)
        for option in _chosen(question, answer):
            present |= set(option.present)
            absent |= set(option.absent)
            left_open |= set(option.unknown)
    return present, absent, frozenset(left_open)


def _chosen(question: Question, answer: Answer) -> list[Option]:
    return [option for option in question.options if option.id in answer.choices]


def _scores(state: InterviewState, *, library: Library) -> list[ScaleScore]:
    return [score_scale(id_, answers, library=library) for id_, answers in state.scales.items()]


def _age(given: Mapping[str, tuple[Question, Answer]], present: Collection[str]) -> float | None:
    """Give the age in years; a baby counts as younger than 3 months until somebody said that it is not."""
    years = next((answer.number for question, answer in given.values() if question.states == "age"), None)
    if (
        years == 0
        and _INFANT not in present
        and any(_INFANT in question.codes for question, _ in given.values())
    ):
        return _MIDDLE_OF_FIRST_YEAR_YEARS
    return years


def _sex(given: Mapping[str, tuple[Question, Answer]]) -> str | None:
    return next((answer.choices[0] for question, answer in given.values() if question.states == "sex"), None)


def _applies(question: Question, facts: Facts, *, library: Library) -> bool:
    """Tell whether a question is for this person; an age that nobody told keeps nothing away."""
    age = facts.age_years
    if age is not None and question.least_age_years is not None and age < question.least_age_years:
        return False
    if age is not None and question.most_age_years is not None and age > question.most_age_years:
        return False
    condition = library.question_conditions.get(question.id)
    return condition is None or condition.support(facts) is not None


def _count_that_may_apply(
    state: InterviewState, open_questions: Sequence[Question], *, library: Library
) -> int:
    """Count the questions about emergency signs that an answer still to come could open."""
    could_be_stated = frozenset(code for one in open_questions for code in one.codes)
    ids = {one.id for one in open_questions}
    return sum(
        1
        for id_, condition in library.question_conditions.items()
        if library.questions[id_].is_red_flag
        and id_ not in ids
        and id_ not in state.answers
        and not could_be_stated.isdisjoint(codes_of(condition))
    )


def _with_rules(state: InterviewState, *, library: Library) -> InterviewState:
    """Note which emergency rules hold, and whether help for thoughts of self-harm is needed."""
    facts = facts_of_answers(state, library=library)
    holding = [rule for rule in library.triage.rules if rule.when.support(facts) is not None]
    return replace(
        state,
        emergency_rules=tuple(rule.id for rule in holding if rule.level is Urgency.EMERGENCY_NOW),
        needs_crisis_help=any(rule.id in _CRISIS_RULES for rule in holding),
    )
