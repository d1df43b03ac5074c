"""A question of the interview, its options, and one answer to it.

Holds what a face needs to show and what the interview needs to turn an answer into codes; the rule that says when a question
applies stands here as it is written and is parsed by ``knowledge``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from legato.errors import InputError

__all__ = ["NONE_OF_THESE", "Answer", "AnswerState", "Option", "Question", "QuestionKind"]

NONE_OF_THESE = "none"


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    TEXT = "text"


class AnswerState(StrEnum):
    """What somebody did with a question: ``given`` is the only one that states anything."""

    GIVEN = "given"
    DONT_KNOW = "dont_know"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be ticked.

    Parameters
    ----------
    id, text : str
    examples : tuple of str
        Names shown beside the text, such as medicines.
    present, absent : tuple of str
        Codes that it states.
    unknown : tuple of str
        Codes of other options that it leaves open.
    stops_now : bool
        It is enough by itself for the highest level.
    """

    id: str
    text: str
    examples: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stops_now: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Parameters
    ----------
    id : str
    section : str
        ``age``, ``emergency``, ``self_harm``, ``story`` and so on.
    kind : QuestionKind
    ask, help, why : str
    burden : int
        1 to 5.
    is_red_flag : bool
        It asks for a code of an emergency rule.
    options : tuple of Option
    has_none : bool
        There is an exclusive "none of these".
    none_text : str
    none_present : tuple of str
        Codes that "none of these" states as present.
    states : str
        ``age`` or ``sex`` where the answer is not a code; else empty.
    shown_if : str
        Expression over codes; empty where it always applies.
    least_age_years, most_age_years : float or None
    low, high : float or None
        Of a number.
    unit : str
    """

    id: str
    section: str
    kind: QuestionKind
    ask: str
    help: str
    why: str
    burden: int
    is_red_flag: bool
    options: tuple[Option, ...] = ()
    has_none: bool = False
    none_text: str = ""
    none_present: tuple[str, ...] = ()
    states: str = ""
    shown_if: str = ""
    least_age_years: float | None = None
    most_age_years: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""

    @property
    def codes(self) -> frozenset[str]:
        """Codes that ticking an option states as present."""
        return frozenset(code for option in self.options for code in option.present)

    def option(self, id_: str) -> Option | None:
        """Give one option by its id."""
        return next((option for option in self.options if option.id == id_), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question.

    Parameters
    ----------
    state : AnswerState
    choices : tuple of str
        Ids of options in the order of the question; ``("none",)`` for none of these.
    number : float or None
    text : str
    """

    state: AnswerState = AnswerState.GIVEN
    choices: tuple[str, ...] = ()
    number: float | None = None
    text: str = ""

    @classmethod
    def of(cls, *choices: str) -> Answer:
        """Tick options."""
        return cls(choices=choices)

    @classmethod
    def none_of_these(cls) -> Answer:
        """Tick "none of these"."""
        return cls(choices=(NONE_OF_THESE,))

    @classmethod
    def skipped(cls) -> Answer:
        """Skip the question."""
        return cls(AnswerState.SKIPPED)

    @classmethod
    def dont_know(cls) -> Answer:
        """Say that one does not know."""
        return cls(AnswerState.DONT_KNOW)

    @property
    def is_given(self) -> bool:
        """Whether it states anything."""
        return self.state is AnswerState.GIVEN

    def fitted(self, question: Question) -> Answer:
        """Check it against its question, and put the choices into the question's order.

        Parameters
        ----------
        question : Question

        Returns
        -------
        Answer

        Raises
        ------
        InputError
            If it names an option that is not there, more than one where one is asked for, "none of these" beside
            others, or a number outside the range.
        """
        if not self.is_given:
            return Answer(self.state)
        if question.kind is QuestionKind.NUMBER:
            return Answer(number=_number(self.number, question))
        if question.kind is QuestionKind.TEXT:
            return Answer(text=self.text.strip()) if self.text.strip() else Answer.skipped()
        return Answer(choices=_choices(self.choices, question))


def _number(value: float | None, question: Question) -> float:
    low, high = question.low, question.high
    if (
        value is None
        or value != value
        or (low is not None and value < low)
        or (high is not None and value > high)
    ):
        raise InputError(
            "A number is needed here",
            where=question.id,
            found=str(value),
            mend=f"give a number from {low:g} to {high:g}, or skip it"
            if low is not None and high is not None
            else "",
            code="LEG-E740",
        )
    return float(value)


def _choices(given: tuple[str, ...], question: Question) -> tuple[str, ...]:
    known = [option.id for option in question.options] + ([NONE_OF_THESE] if question.has_none else [])
    strange = [one for one in given if one not in known]
    is_one_too_many = len(set(given)) > 1 and (
        question.kind is not QuestionKind.SEVERAL or NONE_OF_THESE in given
    )
    if strange or not given or is_one_too_many:
        how = "one or more" if question.kind is QuestionKind.SEVERAL else "one"
        raise InputError(
            "An answer does not fit its question",
            where=question.id,
            found=", ".join(given) or "nothing",
            mend=f"choose {how} of: {', '.join(known)}"
            + (" (none stands alone)" if question.has_none else "")
            + "; or skip it",
            code="LEG-E741",
        )
    return tuple(one for one in known if one in given)
