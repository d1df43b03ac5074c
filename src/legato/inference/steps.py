"""Everything that could be done next, as steps: questions, recording tasks, items of the examination, tests."""

from __future__ import annotations

from legato.knowledge.library import Library
from legato.model.facts import Facts
from legato.model.next_step import Step

__all__ = ["all_steps", "does_step_apply"]


def all_steps(library: Library) -> tuple[Step, ...]:
    """Give every step of the library.

    Parameters
    ----------
    library : Library

    Returns
    -------
    tuple of Step
    """
    steps = library.memory.get("steps")
    if not isinstance(steps, tuple):
        steps = (*_questions(library), *_tasks(library), *_examination(library), *_tests(library))
        library.memory["steps"] = steps
    return steps


def does_step_apply(step: Step, facts: Facts, *, library: Library) -> bool:
    """Tell whether a step is for this person at all: no question about a child for a grown person, nor of pregnancy for a man.

    Parameters
    ----------
    step : Step
    facts : Facts
        An age that nobody told keeps no question away.
    library : Library

    Returns
    -------
    bool
        False also where a fact makes the step unsafe.
    """
    if any(facts.has(code) for code in step.excluded_if):
        return False
    if step.kind != "question":
        return True
    question, age = library.questions[step.id], facts.age_years
    if age is not None:
        too_young = question.least_age_years is not None and age < question.least_age_years
        too_old = question.most_age_years is not None and age > question.most_age_years
        if too_young or too_old:
            return False
    condition = library.question_conditions.get(step.id)
    return condition is None or condition.support(facts) is not None


def _questions(library: Library) -> list[Step]:
    steps = []
    for one in library.records("question"):
        codes = [
            code
            for option in one.get("options") or ()
            for key in ("present", "absent")
            for code in option.get(key) or ()
        ]
        if codes:
            steps.append(
                Step(
                    id=one["id"],
                    kind="question",
                    name=one["ask"],
                    plain=one["ask"],
                    codes=tuple(dict.fromkeys(codes)),
                    burden=float(one["burden"]),
                    is_for_person=True,
                )
            )
    return steps


def _tasks(library: Library) -> list[Step]:
    return [
        Step(
            id=one["id"],
            kind="task",
            name=one["name"],
            plain=one["plain"],
            codes=tuple(one["codes"]),
            burden=float(one["burden"]),
            is_for_person=True,
            excluded_if=tuple(one.get("excluded_if") or ()),
        )
        for one in library.records("recording_task")
    ]


def _examination(library: Library) -> list[Step]:
    return [
        Step(
            id=one["id"],
            kind="exam",
            name=one["name"],
            plain=one["name"],
            codes=tuple(one["codes"]),
            burden=float(one["burden"]),
            is_for_person=False,
        )
        for one in library.records("exam_item")
    ]


def _tests(library: Library) -> list[Step]:
    return [
        Step(
            id=one["id"],
            kind="test",
            name=one["name"],
            plain=one["plain_name"],
            codes=tuple(one["codes"]),
            burden=float(one["burden"]),
            is_for_person=False,
        )
        for one in library.records("test")
        if one["codes"]
    ]
