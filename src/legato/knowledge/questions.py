"""Questions and scales of the interview, built from their checked records.

A form says which fields a record has; what must fit together is checked here, all faults at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from legato.errors import KnowledgeError
from legato.knowledge.expression import Expression, parse_expression
from legato.model.question import NONE_OF_THESE, Option, Question, QuestionKind
from legato.model.scale import Scale, ScaleBand, ScaleCode, ScaleItem

__all__ = ["build_conditions", "build_questions", "build_scales"]


def build_questions(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Question]:
    """Build the questions, in the order of the files.

    Parameters
    ----------
    records : sequence of mapping
        Checked records of the kind ``question``.

    Returns
    -------
    mapping of str to Question

    Raises
    ------
    KnowledgeError
        If the parts of a question do not fit together.
    """
    questions = {one["id"]: _question(one) for one in records}
    faults = [fault for question in questions.values() for fault in _question_faults(question)]
    if faults:
        raise _wrong(faults)
    return questions


def build_conditions(questions: Mapping[str, Question], *, codes: frozenset[str]) -> Mapping[str, Expression]:
    """Parse when each question applies.

    Parameters
    ----------
    questions : mapping of str to Question
    codes : frozenset of str
        The vocabulary.

    Returns
    -------
    mapping of str to Expression
        Only of questions that do not always apply.
    """
    return {
        one.id: parse_expression(one.shown_if, codes=codes, macros={}, where=f"question {one.id}")
        for one in questions.values()
        if one.shown_if
    }


def build_scales(records: Sequence[Mapping[str, Any]]) -> Mapping[str, Scale]:
    """Build the scales.

    Parameters
    ----------
    records : sequence of mapping
        Checked records of the kind ``scale``.

    Returns
    -------
    mapping of str to Scale

    Raises
    ------
    KnowledgeError
        If an item has no answers, the bands leave a total out, or a code hangs on an item that is not there.
    """
    scales = {one["id"]: _scale(one) for one in records}
    faults = [fault for scale in scales.values() for fault in _scale_faults(scale)]
    if faults:
        raise _wrong(faults)
    return scales


def _wrong(faults: Sequence[str]) -> KnowledgeError:
    return KnowledgeError(
        f"{len(faults)} questions or scales of the knowledge base are wrong",
        found="\n          ".join(faults),
        mend="correct them in knowledge/data/questions or knowledge/data/scales",
        code="LEG-E424",
    )


def _question(one: Mapping[str, Any]) -> Question:
    number = one.get("number") or {}
    return Question(
        id=one["id"],
        section=one["section"],
        kind=QuestionKind(one["kind"]),
        ask=one["ask"],
        help=one.get("help", ""),
        why=one["why"],
        burden=one["burden"],
        is_red_flag=one["red_flag"],
        options=tuple(_option(option) for option in one.get("options") or ()),
        has_none=one.get("none", False),
        none_text=one.get("none_text", ""),
        none_present=tuple(one.get("none_present") or ()),
        states=one.get("states", ""),
        shown_if=one.get("shown_if", ""),
        least_age_years=one.get("least_age_years"),
        most_age_years=one.get("most_age_years"),
        low=number.get("low"),
        high=number.get("high"),
        unit=number.get("unit", ""),
    )


def _option(one: Mapping[str, Any]) -> Option:
    return Option(
        id=one["id"],
        text=one["text"],
        examples=tuple(one.get("examples") or ()),
        present=tuple(one.get("present") or ()),
        absent=tuple(one.get("absent") or ()),
        unknown=tuple(one.get("unknown") or ()),
        stops_now=one.get("shows") == "stop_now",
    )


def _question_faults(one: Question) -> list[str]:
    ids = [option.id for option in one.options]
    faults = []
    if (one.kind in (QuestionKind.NUMBER, QuestionKind.TEXT)) == bool(ids):
        faults.append(f"question {one.id}: a {one.kind} has {len(ids)} options")
    if one.kind is QuestionKind.NUMBER and (one.low is None or one.high is None or one.low >= one.high):
        faults.append(f"question {one.id}: a number needs its range")
    if one.kind is QuestionKind.YES_NO and sorted(ids) != ["no", "yes"]:
        faults.append(f"question {one.id}: the options of yes_no are yes and no, found {', '.join(ids)}")
    if len(set(ids)) < len(ids) or NONE_OF_THESE in ids:
        faults.append(f"question {one.id}: ids of options stand twice, or one is '{NONE_OF_THESE}'")
    if one.has_none != (one.kind is QuestionKind.SEVERAL):
        faults.append(f"question {one.id}: 'none of these' belongs to a list of several, and to every one")
    for option in one.options:
        twice = set(option.present) & (set(option.absent) | set(option.unknown))
        if twice:
            faults.append(f"question {one.id} {option.id}: {', '.join(sorted(twice))} is stated in two ways")
    return faults


def _scale(one: Mapping[str, Any]) -> Scale:
    shared = _answers(one.get("answers"))
    return Scale(
        id=one["id"],
        name=one["name"],
        ask=one["ask"],
        about=one["about"],
        needs_clinician=one["who"] == "with_clinician",
        is_summed=one["is_summed"],
        items=tuple(
            ScaleItem(item["id"], item["text"], _answers(item.get("answers")) or shared)
            for item in one["items"]
        ),
        bands=tuple(
            ScaleBand(int(band["low"]), int(band["high"]), band["id"], band["text"], band.get("sex", ""))
            for band in one["bands"]
        ),
        sets=tuple(
            ScaleCode(code["code"], int(code["at_least"]), code.get("item", "")) for code in one["sets"]
        ),
        source=one["source"],
        confidence=one["confidence"],
        licence=one["licence"]["status"],
        licence_text=one["licence"]["text"],
        note=one.get("note", ""),
    )


def _answers(found: Sequence[Mapping[str, Any]] | None) -> tuple[tuple[int, str], ...]:
    return tuple((int(one["value"]), one["text"]) for one in found or ())


def _scale_faults(one: Scale) -> list[str]:
    faults = [f"scale {one.id} {item.id}: no answers" for item in one.items if not item.answers]
    names = [item.id for item in one.items]
    if len(set(names)) < len(names):
        faults.append(f"scale {one.id}: an item stands twice")
    faults += [
        f"scale {one.id}: there is no item '{code.item}'"
        for code in one.sets
        if code.item not in (*names, "")
    ]
    if not one.is_summed:
        if one.bands or any(not code.item for code in one.sets):
            faults.append(f"scale {one.id}: what is not summed has no bands and no codes of a sum")
    elif not faults:
        for sex in ("male", "female"):
            of_sex = [band for band in one.bands if band.sex in ("", sex)]
            for total in range(one.most + 1):
                if sum(band.low <= total <= band.high for band in of_sex) != 1:
                    faults.append(f"scale {one.id}: the total {total} lies in no band or in several ({sex})")
    return faults
