"""Everything that could be done next, as steps: questions, recording tasks, items of the examination, tests."""

from __future__ import annotations

from legato.knowledge.library import Library
from legato.model.next_step import Step

__all__ = ["all_steps"]


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
