"""All answers of a check as a list by area, each with the page that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from legato.app.catalog import Words
from legato.app.flow import path_of
from legato.app.question_view import answer_words
from legato.knowledge.library import Library
from legato.model.interview import InterviewState
from legato.model.kept import KeptItem

__all__ = ["AnswerArea", "AnswerLine", "areas_of", "medicine_words", "part_date"]

_AREAS = (
    ("person", ("age",)),
    ("signs", ("emergency", "self_harm")),
    ("leg", ("story", "timing", "control", "triggers")),
    ("health", ("medicines", "health", "effect", "sleep", "family")),
)
_OTHER = "health"


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One line of the list.

    Parameters
    ----------
    ask : str
    said : tuple of str
    path : str
        Page that changes it.
    """

    ask: str
    said: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class AnswerArea:
    """Lines that belong together.

    Parameters
    ----------
    id : str
    lines : tuple of AnswerLine
    """

    id: str
    lines: tuple[AnswerLine, ...]


def areas_of(
    check: KeptItem,
    state: InterviewState,
    *,
    medicines: Sequence[KeptItem],
    library: Library,
    words: Words,
) -> tuple[AnswerArea, ...]:
    """Give the answers by area, those without an answer left away.

    Parameters
    ----------
    check : KeptItem
    state : InterviewState
    medicines : sequence of KeptItem
    library : Library
    words : Words

    Returns
    -------
    tuple of AnswerArea
    """
    area_of = {section: area for area, sections in _AREAS for section in sections}
    lines: dict[str, list[AnswerLine]] = {area: [] for area, _ in _AREAS}
    for id_, question in library.questions.items():
        if id_ in state.answers:
            said = answer_words(question, state.answers[id_], words=words)
            if id_ == "side":
                said = (*said, *(words.t(f"check.map.{one}") for one in check.body.get("sites", ())))
            path = path_of(check.id, "q", id_) + "?from=answers"
            lines[area_of.get(question.section, _OTHER)].append(AnswerLine(question.ask, said, path))
    steps = check.body.get("steps", ())
    more: dict[str, list[AnswerLine]] = {"medicines": [], "forms": [], "words": []}
    if "medicines" in steps or medicines:
        more["medicines"].append(_medicines(check, medicines, words=words))
    if "forms" in steps or state.scales:
        more["forms"] = _forms(check, state, library=library, words=words)
    if "words" in steps or check.body.get("story"):
        more["words"] = _own_words(check, words=words)
    found = {**lines, **more}
    return tuple(AnswerArea(id_, tuple(some)) for id_, some in found.items() if some)


def medicine_words(item: KeptItem, *, words: Words) -> str:
    """Write one medicine with its dose and dates.

    Parameters
    ----------
    item : KeptItem
    words : Words

    Returns
    -------
    str
    """
    parts = [str(item.body.get("name", ""))]
    if item.body.get("dose_text"):
        parts.append(str(item.body["dose_text"]))
    for date in ("started_on", "changed_on", "stopped_on"):
        if item.body.get(date):
            parts.append(words.t(f"check.medicine.said.{date}", date=part_date(str(item.body[date]), words)))
    return ", ".join(parts)


def part_date(text: str, words: Words) -> str:
    """Write a date of which the day, or day and month, may be open.

    Parameters
    ----------
    text : str
        ``2026-09-14``, ``2026-09`` or ``2026``.
    words : Words

    Returns
    -------
    str
    """
    if len(text) == len("2026-09-14"):
        return words.date(text)
    if len(text) == len("2026-09"):
        return words.date(f"{text}-01").split(" ", 1)[1].removeprefix("de ")
    return text


def _medicines(check: KeptItem, medicines: Sequence[KeptItem], *, words: Words) -> AnswerLine:
    said = tuple(medicine_words(one, words=words) for one in medicines)
    if not said:
        id_ = "check.medicines.none" if check.body.get("medicines_none") else "check.skipped"
        said = (words.t(id_),)
    return AnswerLine(
        words.t("check.medicines.title"), said, path_of(check.id, "medicines") + "?from=answers"
    )


def _forms(check: KeptItem, state: InterviewState, *, library: Library, words: Words) -> list[AnswerLine]:
    if not state.scales:
        path = path_of(check.id, "forms") + "?from=answers"
        return [AnswerLine(words.t("check.forms.title"), (words.t("check.forms.left_out"),), path)]
    lines = []
    for id_, points in state.scales.items():
        scale = library.scales[id_]
        given = sum(one is not None for one in points)
        said = words.t("check.forms.answered", given=given, count=len(scale.items))
        lines.append(AnswerLine(scale.name, (said,), path_of(check.id, "forms", id_, 1) + "?from=answers"))
    return lines


def _own_words(check: KeptItem, *, words: Words) -> list[AnswerLine]:
    path = path_of(check.id, "words") + "?from=answers"
    nothing = (words.t("check.nothing_written"),)
    story = str(check.body.get("story", ""))
    questions = tuple(map(str, check.body.get("my_questions", ())))
    return [
        AnswerLine(words.t("check.words.story"), (story,) if story else nothing, path),
        AnswerLine(words.t("check.words.questions"), questions or nothing, path),
    ]
