"""Read answers that come as plain values: out of a file of answers, or out of the body of a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from legato.errors import InputError
from legato.inference.interview import record_answer, record_scale
from legato.knowledge.library import Library
from legato.model.interview import InterviewState
from legato.model.question import Answer

__all__ = ["answer_of_value", "state_of_values"]


def state_of_values(
    answers: Mapping[str, Any], scales: Any, *, state: InterviewState, library: Library, where: str
) -> InterviewState:
    """Take all answers of a mapping.

    Parameters
    ----------
    answers : mapping of str to object
        By question: a number, an option, a list of options, ``none``, ``skip`` or ``dont_know``.
    scales : object
        A mapping of scales to lists of numbers.
    state : InterviewState
        To which they are added.
    library : Library
    where : str
        For errors.

    Returns
    -------
    InterviewState

    Raises
    ------
    InputError
        If an answer means nothing or does not fit its question.
    """
    for question_id, given in answers.items():
        answer = answer_of_value(given, where=f"{where}, {question_id}")
        state = record_answer(state, question_id, answer, library=library)
    if not isinstance(scales, Mapping) or not all(isinstance(items, list) for items in scales.values()):
        raise InputError(
            "The scales of the answers must be a mapping of lists",
            where=f"{where}, scales",
            found=repr(scales)[:80],
            mend='write "scales": {"gad7": [0, 1, 2, 0, 1, 0, 0]}',
            code="LEG-E234",
        )
    for scale, items in scales.items():
        state = record_scale(state, scale, list(items), library=library)
    return state


def answer_of_value(given: Any, *, where: str) -> Answer:
    """Turn one plain value into an answer.

    Parameters
    ----------
    given : object
    where : str
        For the error.

    Returns
    -------
    Answer

    Raises
    ------
    InputError
        If it means nothing.
    """
    if given in ("skip", None):
        return Answer.skipped()
    if given == "dont_know":
        return Answer.dont_know()
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        return Answer(number=float(given))
    if isinstance(given, str):
        return Answer(choices=(given,), text=given)
    if isinstance(given, list) and all(isinstance(one, str) for one in given):
        return Answer(choices=tuple(given))
    raise InputError(
        "An answer means nothing",
        where=where,
        found=repr(given)[:80],
        mend='give a number, an option, a list of options, "none", "skip" or "dont_know"',
        code="LEG-E235",
    )
