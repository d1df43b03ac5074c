"""Where a check goes next and where it came from: questions, medicines, how it affects you, own words, the list of answers.

Decides nothing about health. The order of the questions is the one of ``legato check``: the same answers, the same result.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from legato.app.desk import Desk
from legato.app.medicine_entry import medicine_texts
from legato.assess import assess_case, case_of_answers
from legato.inference.interview import facts_of_answers, is_for_child, next_question
from legato.inference.question_order import rank_questions
from legato.knowledge.library import Library
from legato.model.assessment import Assessment
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem
from legato.model.question import NONE_OF_THESE, Question

__all__ = [
    "STEPS",
    "assess_answers",
    "is_child",
    "most_questions",
    "new_check_body",
    "next_path",
    "open_question",
    "path_after",
    "path_before",
    "path_of",
    "position_of",
    "where_answers_lead",
    "with_step",
]

STEPS = ("medicines", "forms", "words")
"""What follows the questions, in this order."""

# The last of the questions that are asked in the order of the files; after it the most telling one comes next.
_LAST_IN_ORDER = "self_harm"
_CRISIS_SECTION = "self_harm"


def new_check_body(
    *, country: str, language: str, today: datetime.date, medicines: Sequence[str]
) -> dict[str, Any]:
    """Give the body of a check that was just begun.

    Parameters
    ----------
    country, language : str
    today : datetime.date
    medicines : sequence of str
        Ids of the medicines that the person told before.

    Returns
    -------
    dict
    """
    return {
        "state": InterviewState().to_json(),
        "country": country,
        "language": language,
        "started_on": today.isoformat(),
        "finished_on": None,
        "story": "",
        "my_questions": [],
        "recordings": [],
        "medicines": list(medicines),
        "medicines_none": False,
        "sites": [],
        "steps": [],
    }


def path_of(check_id: str, *parts: object) -> str:
    """Give the address of a page of a check.

    Parameters
    ----------
    check_id : str
    *parts : object

    Returns
    -------
    str
    """
    return "/".join(("/check", check_id, *map(str, parts)))


def most_questions(library: Library) -> int:
    """Give the most questions that one check asks.

    Parameters
    ----------
    library : Library

    Returns
    -------
    int
    """
    return int(library.setting("interview.most_questions"))


def open_question(state: InterviewState, *, library: Library) -> Question | None:
    """Choose what to ask next, as ``legato check`` does.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    Question or None
    """
    ranked: Mapping[str, float] | None = None
    if _LAST_IN_ORDER in state.answers:
        ranked = rank_questions(facts_of_answers(state, library=library), library=library)
    return next_question(state, library=library, ranked=ranked)


def is_child(state: InterviewState, *, library: Library) -> bool:
    """Tell whether the check ends after the emergency signs.

    Parameters
    ----------
    state : InterviewState
    library : Library

    Returns
    -------
    bool
    """
    return is_for_child(facts_of_answers(state, library=library))


def next_path(check: KeptItem, state: InterviewState, *, library: Library) -> str:
    """Give the page on which the person goes on.

    Parameters
    ----------
    check : KeptItem
    state : InterviewState
    library : Library

    Returns
    -------
    str
    """
    question = open_question(state, library=library)
    if question is not None:
        return path_of(check.id, "q", question.id)
    if is_child(state, library=library):
        return path_of(check.id, "child")
    done = check.body.get("steps", ())
    return path_of(check.id, next((step for step in STEPS if step not in done), "answers"))


def path_after(
    question_id: str, check: KeptItem, state: InterviewState, *, was_answered: bool, library: Library
) -> str:
    """Give the page after a question: somebody who went back comes forward over the answers given before.

    Parameters
    ----------
    question_id : str
    check : KeptItem
    state : InterviewState
        With the new answer.
    was_answered : bool
        There was an answer to this question before.
    library : Library

    Returns
    -------
    str
    """
    order = list(state.answers)
    if was_answered and question_id in order[:-1]:
        return path_of(check.id, "q", order[order.index(question_id) + 1])
    return next_path(check, state, library=library)


def path_before(question_id: str, check: KeptItem, state: InterviewState) -> str:
    """Give the page before a question.

    Parameters
    ----------
    question_id : str
        Empty for what follows the questions.
    check : KeptItem
    state : InterviewState

    Returns
    -------
    str
    """
    order = list(state.answers)
    place = order.index(question_id) if question_id in order else len(order)
    return path_of(check.id, "q", order[place - 1]) if place else "/"


def position_of(question_id: str, state: InterviewState) -> int:
    """Say which question this is, counted from 1.

    Parameters
    ----------
    question_id : str
    state : InterviewState

    Returns
    -------
    int
    """
    order = list(state.answers)
    return (order.index(question_id) if question_id in order else len(order)) + 1


def where_answers_lead(
    before: InterviewState, after: InterviewState, *, check_id: str, question: Question | None = None
) -> str:
    """Say which page must open at once because of an answer: of a crisis, of an emergency, or none.

    Parameters
    ----------
    before, after : InterviewState
    check_id : str
    question : Question or None
        The one that was answered; a sign that is enough by itself opens the page again when it is sent again.

    Returns
    -------
    str
        Empty where the answers ask for no help at once.
    """
    answer = after.answers.get(question.id) if question else None
    chosen = set(answer.choices) - {NONE_OF_THESE} if answer else set()
    if after.needs_crisis_help and (
        not before.needs_crisis_help or (question and question.section == _CRISIS_SECTION and chosen)
    ):
        return f"/crisis?check={check_id}"
    stops = question is not None and any(one.stops_now and one.id in chosen for one in question.options)
    if after.is_emergency and (stops or not set(after.emergency_rules) <= set(before.emergency_rules)):
        return path_of(check_id, "now")
    return ""


def with_step(body: Mapping[str, Any], step: str) -> dict[str, Any]:
    """Give the body with one more step done.

    Parameters
    ----------
    body : mapping
    step : str

    Returns
    -------
    dict
    """
    done = body.get("steps", ())
    return {**body, "steps": [one for one in STEPS if one in done or one == step]}


def assess_answers(desk: Desk, check: KeptItem, *, library: Library, country: str) -> Assessment:
    """Assess what was answered and written, without recordings: fast enough for every page, and never calmer.

    Parameters
    ----------
    desk : Desk
    check : KeptItem
    library : Library
    country : str

    Returns
    -------
    Assessment
    """
    case = case_of_answers(
        desk.state_of(check),
        id_=check.id,
        library=library,
        story=str(check.body.get("story", "")),
        texts=medicine_texts(check, store=desk.store, today=desk.today()),
    )
    case = replace(case, questions=tuple(map(str, check.body.get("my_questions", ()))))
    return assess_case(case, made_on=desk.today(), country=country, library=library)
