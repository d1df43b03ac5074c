"""One question as the page shows it, what was sent back as an answer, and an answer in words."""

from __future__ import annotations

from dataclasses import dataclass

from legato.app.catalog import Words
from legato.app.forms import Form
from legato.errors import InputError
from legato.model.question import NONE_OF_THESE, Answer, AnswerState, Question, QuestionKind

__all__ = ["DONT_KNOW", "ChoiceRow", "Sent", "answer_words", "read_answer", "rows_of", "typed_of"]

DONT_KNOW = "dont_know"
_CRISIS_SECTION = "self_harm"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One row that can be chosen.

    Parameters
    ----------
    value, text, hint : str
    is_checked : bool
    is_exclusive : bool
        It stands alone in a list of which several may be ticked.
    acts : bool
        Ticking it shows at once what to do.
    """

    value: str
    text: str
    hint: str = ""
    is_checked: bool = False
    is_exclusive: bool = False
    acts: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought.

    Parameters
    ----------
    answer : Answer or None
        None where it is no answer.
    fault : str
        Id of the message that says why not; empty with an answer.
    """

    answer: Answer | None
    fault: str = ""


def rows_of(question: Question, *, chosen: tuple[str, ...], words: Words) -> tuple[ChoiceRow, ...]:
    """Give the rows of a question, "none of these" and "I don't know" last.

    Parameters
    ----------
    question : Question
    chosen : tuple of str
        Values that are ticked already.
    words : Words

    Returns
    -------
    tuple of ChoiceRow
    """
    is_crisis = question.section == _CRISIS_SECTION
    rows = [
        ChoiceRow(
            one.id,
            one.text,
            ", ".join(one.examples),
            is_checked=one.id in chosen,
            acts=one.stops_now or is_crisis,
        )
        for one in question.options
    ]
    if question.has_none:
        text = question.none_text or words.t("check.none_of_these")
        rows.append(ChoiceRow(NONE_OF_THESE, text, is_checked=NONE_OF_THESE in chosen, is_exclusive=True))
    rows.append(
        ChoiceRow(DONT_KNOW, words.t("check.dont_know"), is_checked=DONT_KNOW in chosen, is_exclusive=True)
    )
    return tuple(rows)


def typed_of(answer: Answer | None) -> tuple[tuple[str, ...], str]:
    """Give what stands in the fields because of an earlier answer: ticked values, and what was typed.

    Parameters
    ----------
    answer : Answer or None
        None where the question was not answered before; then nothing is ticked.

    Returns
    -------
    tuple of str, str
    """
    if answer is None or answer.state is AnswerState.SKIPPED:
        return (), ""
    if answer.state is AnswerState.DONT_KNOW:
        return (DONT_KNOW,), ""
    return answer.choices, f"{answer.number:g}" if answer.number is not None else answer.text


def read_answer(form: Form, question: Question) -> Sent:
    """Read what was sent for a question.

    Parameters
    ----------
    form : Form
    question : Question

    Returns
    -------
    Sent
    """
    if form.text("how") == "skip":
        return Sent(Answer.skipped())
    chosen = form.many("choice")
    typed = form.text("typed")
    if DONT_KNOW in chosen:
        is_alone = len(set(chosen)) == 1 and not typed
        return Sent(Answer.dont_know()) if is_alone else Sent(None, "check.fault.both")
    if question.kind is QuestionKind.NUMBER:
        return _number(form, question)
    if question.kind is QuestionKind.TEXT:
        return Sent(Answer(text=typed)) if typed else Sent(None, "check.fault.empty_text")
    if not chosen:
        return Sent(None, "check.fault.empty")
    if NONE_OF_THESE in chosen and len(set(chosen)) > 1:
        return Sent(None, "check.fault.both")
    try:
        return Sent(Answer(choices=chosen).fitted(question))
    except InputError:
        return Sent(None, "check.fault.empty")


def _number(form: Form, question: Question) -> Sent:
    try:
        value = form.number("typed")
        return (
            Sent(None, "check.fault.no_number")
            if value is None
            else Sent(Answer(number=value).fitted(question))
        )
    except InputError:
        return Sent(None, "check.fault.number")


def answer_words(question: Question, answer: Answer | None, *, words: Words) -> tuple[str, ...]:
    """Write an answer out, one line for each thing that was chosen.

    Parameters
    ----------
    question : Question
    answer : Answer or None
    words : Words

    Returns
    -------
    tuple of str
    """
    if answer is None:
        return (words.t("check.not_answered"),)
    if answer.state is AnswerState.SKIPPED:
        return (words.t("check.skipped"),)
    if answer.state is AnswerState.DONT_KNOW:
        return (words.t("check.dont_know"),)
    if answer.number is not None:
        return (f"{words.number(answer.number)} {question.unit}".strip(),)
    if answer.choices == (NONE_OF_THESE,):
        return (question.none_text or words.t("check.none_of_these"),)
    texts = tuple(one.text for one in question.options if one.id in answer.choices)
    return texts or (answer.text,)
