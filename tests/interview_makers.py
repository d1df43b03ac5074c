"""Interviews for tests: answered all with no, at random, or by a plan."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from legato.inference.interview import next_question, record_answer
from legato.knowledge.library import Library
from legato.model.interview import InterviewState
from legato.model.question import Answer, Question, QuestionKind

__all__ = ["answered", "harmless_answer", "random_answer"]

# The first option of these would say something; the named one says least.
_HARMLESS = {
    "sex": "male",
    "pregnancy": "no",
    "em_nonstop": "no",
    "em_sugar": "between",
    "side": "changes",
    "began": "crept",
    "since": "months",
    "length": "middle",
    "how_often": "monthly",
    "urge": "none_felt",
}


def harmless_answer(question: Question) -> Answer:
    """Answer so that as little as possible is there."""
    if question.kind is QuestionKind.NUMBER:
        return Answer(number=30)
    if question.kind is QuestionKind.TEXT:
        return Answer(text="it shakes")
    return Answer.none_of_these() if question.has_none else Answer.of(_HARMLESS[question.id])


def random_answer(question: Question, chance: random.Random) -> Answer:
    """Answer in any way that the question allows."""
    if chance.random() < 0.12:
        return chance.choice([Answer.skipped(), Answer.dont_know()])
    if question.kind is QuestionKind.NUMBER:
        return Answer(number=chance.choice([0, 0.1, 3, 15, 16, 39, 40, 47, 60, 61, 90, 120]))
    if question.kind is QuestionKind.TEXT:
        return Answer(text="words")
    ids = [option.id for option in question.options]
    if question.kind is not QuestionKind.SEVERAL:
        return Answer.of(chance.choice(ids))
    if chance.random() < 0.5:
        return Answer.none_of_these()
    return Answer.of(*chance.sample(ids, chance.randint(1, len(ids))))


def answered(
    library: Library,
    plan: Mapping[str, Answer] | None = None,
    *,
    otherwise: Callable[[Question], Answer] = harmless_answer,
    ranked: Mapping[str, float] | None = None,
) -> InterviewState:
    """Go through a whole interview."""
    state = InterviewState()
    while (question := next_question(state, library=library, ranked=ranked)) is not None:
        answer = (plan or {}).get(question.id) or otherwise(question)
        state = record_answer(state, question.id, answer, library=library)
    return state
