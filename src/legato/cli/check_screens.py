"""What ``legato check`` prints, and how a typed line becomes an answer. Decides nothing about health."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from legato.model.question import NONE_OF_THESE, Answer, Question, QuestionKind

if TYPE_CHECKING:
    from rich.console import Console

    from legato.knowledge.library import Library
    from legato.model.assessment import Assessment
    from legato.model.facts import Facts
    from legato.model.interview import InterviewState
    from legato.model.scale import Scale

__all__ = [
    "LEVEL_WORDS",
    "parse_answer",
    "show_assessment",
    "show_help_now",
    "show_item",
    "show_question",
]

LEVEL_WORDS = {
    "emergency_now": "Get emergency help now",
    "same_day": "Be seen today",
    "days_to_weeks": "See someone within two weeks",
    "routine": "Book an ordinary appointment",
    "self_care": "Look after it and look again on {date}",
}
_NOT_A_DIAGNOSIS = "This is not a diagnosis, and no clinician has reviewed it."
_COMMANDS = "why · skip · ? (I don't know) · back · quit (saves)"
_CLOUDED = ("symptom:drowsy", "symptom:confusion", "symptom:confusion_new", "symptom:swallowing_trouble")
_SUGAR_MAY_BE_LOW = ("test:glucose_low", "test:glucose_very_low", "test:glucose_unknown_now")


def show_question(console: Console, question: Question, *, number: int, most: int) -> None:
    """Print one question with its numbered options.

    Parameters
    ----------
    console : Console
    question : Question
    number, most : int
        Which one it is, and how many there can be.
    """
    console.print()
    console.print(f"Question {number} of at most {most}", style="dim")
    console.print(question.ask, style="bold", markup=False)
    if question.help:
        console.print(question.help, markup=False)
    for index, option in enumerate(question.options, start=1):
        examples = f" ({', '.join(option.examples)})" if option.examples else ""
        console.print(f"  {index:>2}  {option.text}{examples}", markup=False)
    if question.has_none:
        console.print(f"   0  {question.none_text or 'None of these.'}", markup=False)
    console.print(f"{_how_to_answer(question)}   {_COMMANDS}", style="dim", markup=False)


def _how_to_answer(question: Question) -> str:
    if question.kind is QuestionKind.NUMBER:
        return f"Type a number ({question.unit})."
    if question.kind is QuestionKind.TEXT:
        return "Type a line."
    if question.kind is QuestionKind.SEVERAL:
        return "Type the numbers of all that fit, such as 1 3."
    return "Type one number."


def show_item(console: Console, scale: Scale, *, index: int) -> None:
    """Print one item of a questionnaire.

    Parameters
    ----------
    console : Console
    scale : Scale
    index : int
        From 0.
    """
    item = scale.items[index]
    console.print()
    console.print(f"{scale.name}, {index + 1} of {len(scale.items)}", style="dim")
    console.print(scale.ask, markup=False)
    console.print(item.text, style="bold", markup=False)
    for points, words in item.answers:
        console.print(f"  {points:>2}  {words}", markup=False)
    console.print("Type one number.   skip · back · quit (saves)", style="dim", markup=False)


def parse_answer(line: str, question: Question) -> Answer | None:
    """Turn a typed line into an answer.

    Parameters
    ----------
    line : str
        Numbers of options, a number, words, ``skip`` or ``?``.
    question : Question

    Returns
    -------
    Answer or None
        None where the line means nothing here; whether the answer fits is checked when it is recorded.
    """
    typed = line.strip().casefold()
    if typed in ("skip", "s"):
        return Answer.skipped()
    if typed in ("?", "don't know", "dont know", "i don't know", "d"):
        return Answer.dont_know()
    if question.kind is QuestionKind.TEXT:
        return Answer(text=line.strip())
    if question.kind is QuestionKind.NUMBER:
        return (
            Answer(number=float(typed.replace(",", "."))) if re.fullmatch(r"\d+([.,]\d+)?", typed) else None
        )
    if not re.fullmatch(r"\d+([\s,;]+\d+)*", typed):
        return None
    ids = {0: NONE_OF_THESE} if question.has_none else {}
    ids |= dict(enumerate((option.id for option in question.options), start=1))
    chosen = [int(one) for one in re.findall(r"\d+", typed)]
    return Answer(choices=tuple(ids[one] for one in chosen)) if set(chosen) <= set(ids) else None


def show_help_now(
    console: Console, state: InterviewState, facts: Facts, *, library: Library, country: str
) -> None:
    """Print what to do at once, where an answer asks for it; nothing otherwise.

    Parameters
    ----------
    console : Console
    state : InterviewState
    facts : Facts
    library : Library
    country : str
        Whose numbers.
    """
    if state.needs_crisis_help:
        _show_crisis_lines(console, library=library, country=country)
    if state.is_emergency:
        console.print()
        console.rule(LEVEL_WORDS["emergency_now"], style="bold red")
        console.print(library.by_id("country")[country]["where"]["emergency_now"], style="bold", markup=False)
        for rule in library.triage.rules:
            if rule.id in state.emergency_rules:
                console.print(f"  because of {rule.plain}", markup=False)
        for advice in _advice(state, facts):
            console.print(advice, markup=False)
    if state.is_emergency or state.needs_crisis_help:
        console.print("You can go on with the questions, or type quit. Both are fine.", style="dim")
        console.rule()


def _show_crisis_lines(console: Console, *, library: Library, country: str) -> None:
    console.print()
    console.rule("You do not have to be alone with this", style="bold")
    for line in library.by_id("country")[country]["crisis_lines"]:
        console.print(
            f"  {line['name']}: {line['how']} {line['number']} ({line['hours']}; {line['note']})",
            markup=False,
        )
    console.print("Is there someone you trust who can be with you now?")
    console.print("Nobody is watching these answers. Nothing was sent.")


def _advice(state: InterviewState, facts: Facts) -> list[str]:
    """Give what must be said beside the number to call; never a dose, never to stop a medicine."""
    found = []
    if "E11" in state.emergency_rules and not facts.has("test:glucose_high"):
        if any(facts.has(code) for code in _CLOUDED):
            found.append("Give nothing by mouth while the person is drowsy, confused or cannot swallow.")
        elif any(facts.has(code) for code in _SUGAR_MAY_BE_LOW):
            found.append("If awake and able to swallow: take fast sugar now, such as juice or glucose.")
    if {"E05", "E06"} & set(state.emergency_rules):
        found.append("Talk to emergency care before the next dose of any medicine.")
    return found


def show_assessment(
    console: Console,
    assessment: Assessment,
    *,
    state: InterviewState,
    library: Library,
    open_questions: Sequence[Question],
) -> None:
    """Print the result for a person: how soon, where, why, what is not known, when to call sooner.

    Parameters
    ----------
    console : Console
    assessment : Assessment
    state : InterviewState
    library : Library
    open_questions : sequence of Question
        About emergency signs, without an answer.
    """
    level = assessment.triage.urgency.value
    day = datetime.date.fromisoformat(assessment.provenance.made_on)
    review = library.by_id("self_care")["look_again"]["figures"][0]["typical"]
    again = day + datetime.timedelta(days=review)
    if state.needs_crisis_help:
        _show_crisis_lines(console, library=library, country=assessment.country)
    console.print()
    console.rule(LEVEL_WORDS[level].format(date=again.isoformat()), style="bold")
    console.print(library.by_id("country")[assessment.country]["where"][level], markup=False)
    for advice in _advice(state, assessment.facts):
        console.print(advice, markup=False)
    _show_why(console, assessment, library=library)
    if open_questions:
        console.print("\nNot answered, so it counts as possible:", style="bold")
        for one in open_questions:
            console.print(f"  {one.ask}", markup=False)
    _show_scores(console, assessment, library=library)
    console.print("\nGet emergency help at once if any of these comes:", style="bold")
    for sign in library.records("self_care"):
        if sign["kind"] == "seek_help" and sign["id"].startswith("emergency_"):
            console.print(f"  {sign['plain']}", markup=False)
    console.print(f"\nBased on your answers on {day.isoformat()}. {_NOT_A_DIAGNOSIS}", style="dim")


def _show_why(console: Console, assessment: Assessment, *, library: Library) -> None:
    plain = {rule.id: rule.plain for rule in library.triage.rules}
    reasons = [(one.id, plain[one.id]) for one in assessment.triage.rules if one.id in plain]
    if not reasons:
        return
    console.print("\nWhy:", style="bold")
    for id_, words in reasons:
        console.print(f"  {words}  ({id_})", markup=False)


def _show_scores(console: Console, assessment: Assessment, *, library: Library) -> None:
    if not assessment.scales:
        return
    console.print("\nHow it affects you:", style="bold")
    for one in assessment.scales:
        said = f"{one.total} of {one.most}, {one.band}" if one.total is not None else one.note
        console.print(f"  {library.scales[one.scale].name}: {said}", markup=False)
