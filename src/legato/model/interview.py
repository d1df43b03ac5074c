"""An interview as it stands: what was answered so far, in plain values that can be written to a file and read back.

Holds no question and decides nothing; ``inference.interview`` does both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from legato.errors import InputError
from legato.model.question import Answer, AnswerState

__all__ = ["INTERVIEW_SCHEMA", "InterviewState"]

INTERVIEW_SCHEMA = "legato.interview/1"


@dataclass(frozen=True)
class InterviewState:
    """The answers of one interview.

    Parameters
    ----------
    answers : mapping of str to Answer
        By question id, in the order in which they were asked.
    scales : mapping of str to tuple of (int or None)
        Answers to questionnaires, item by item; None for an item that was skipped.
    emergency_rules : tuple of str
        Ids of the emergency rules that hold by these answers; where there is one, help is shown at once and the
        interview goes on if the person wants it to.
    needs_crisis_help : bool
        Somebody spoke of thoughts of suicide or self-harm: the crisis line is shown first.
    with_clinician : bool
        A clinician is present.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    scales: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    emergency_rules: tuple[str, ...] = ()
    needs_crisis_help: bool = False
    with_clinician: bool = False

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        object.__setattr__(self, "answers", MappingProxyType(dict(self.answers)))
        object.__setattr__(self, "scales", MappingProxyType(dict(self.scales)))

    @property
    def is_emergency(self) -> bool:
        """Whether an emergency rule holds."""
        return bool(self.emergency_rules)

    def with_answer(self, question_id: str, answer: Answer) -> InterviewState:
        """Give the state with one more answer; an answer given before is replaced in its place."""
        return replace(self, answers={**self.answers, question_id: answer})

    def without_answer(self, question_id: str) -> InterviewState:
        """Give the state as if this question had never been asked."""
        return replace(self, answers={key: one for key, one in self.answers.items() if key != question_id})

    def with_scale(self, scale: str, answers: tuple[int | None, ...]) -> InterviewState:
        """Give the state with the answers to one questionnaire."""
        return replace(self, scales={**self.scales, scale: answers})

    def to_json(self) -> dict[str, Any]:
        """Give plain values for a file."""
        return {
            "schema": INTERVIEW_SCHEMA,
            "with_clinician": self.with_clinician,
            "answers": [_answer_object(key, answer) for key, answer in self.answers.items()],
            "scales": {key: list(items) for key, items in self.scales.items()},
            "emergency_rules": list(self.emergency_rules),
            "needs_crisis_help": self.needs_crisis_help,
        }

    @classmethod
    def from_json(cls, value: Any, *, where: str = "") -> InterviewState:
        """Read what ``to_json`` gave.

        Parameters
        ----------
        value : object
        where : str
            Name of the file, for the error.

        Returns
        -------
        InterviewState

        Raises
        ------
        InputError
            If it is no saved interview, or a damaged one.
        """
        if not isinstance(value, dict) or value.get("schema") != INTERVIEW_SCHEMA:
            raise _refused(where, "this is no interview that Legato saved")
        try:
            answers = {str(one["question"]): _answer(one) for one in value["answers"]}
            scales = {str(key): tuple(_item(one) for one in items) for key, items in value["scales"].items()}
            rules = tuple(str(one) for one in value["emergency_rules"])
            with_clinician, needs_crisis_help = value["with_clinician"], value["needs_crisis_help"]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _refused(where, f"{type(error).__name__}: {error}") from None
        if not isinstance(with_clinician, bool) or not isinstance(needs_crisis_help, bool):
            raise _refused(where, "with_clinician and needs_crisis_help must be true or false")
        return cls(answers, scales, rules, needs_crisis_help, with_clinician)


def _refused(where: str, found: str) -> InputError:
    return InputError(
        "A saved interview cannot be read",
        where=where,
        found=found,
        mend="begin anew with: legato check",
        code="LEG-E742",
    )


def _answer_object(question_id: str, answer: Answer) -> dict[str, Any]:
    """Write one answer with only the fields that say something."""
    one: dict[str, Any] = {"question": question_id, "state": answer.state.value}
    if answer.choices:
        one["choices"] = list(answer.choices)
    if answer.number is not None:
        one["number"] = answer.number
    if answer.text:
        one["text"] = answer.text
    return one


def _answer(one: Mapping[str, Any]) -> Answer:
    choices, number, text = one.get("choices", []), one.get("number"), one.get("text", "")
    if not isinstance(choices, list) or not all(isinstance(choice, str) for choice in choices):
        raise TypeError(f"choices of {one['question']} are {choices!r}")
    if number is not None and (isinstance(number, bool) or not isinstance(number, (int, float))):
        raise TypeError(f"number of {one['question']} is {number!r}")
    if not isinstance(text, str):
        raise TypeError(f"text of {one['question']} is {text!r}")
    return Answer(AnswerState(one["state"]), tuple(choices), None if number is None else float(number), text)


def _item(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError(f"an item of a scale is {value!r}")
    return value
