"""The questions and rules as one plain object, so that a phone without the computer asks and decides as this program does.

Everything the interpreter in ``static/js/engine.js`` needs stands here as data: expressions as nested lists, words, numbers,
and the constants of the interview. Nothing is decided here, and no rule is written a second time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from legato import __version__
from legato.app.body_map import MAPPED_QUESTION
from legato.inference import free_text, interview
from legato.inference.wording import wording_of
from legato.knowledge.expression import And, AtLeast, Code, Expression, Macro, Not
from legato.knowledge.library import Library
from legato.model.question import NONE_OF_THESE, Option, Question
from legato.model.scale import Scale
from legato.model.urgency import Urgency

__all__ = ["GRAPH_SCHEMA", "graph_bytes", "question_graph"]

GRAPH_SCHEMA = "legato.questions/1"

_SETTINGS = ("interview.most_questions", "level.weeks_within", "level.routine_within")
# Beginnings of the ids of the fixed words that the result without the computer is told in.
_WORDS = (
    "level.",
    "by.",
    "why.open",
    "why.empty",
    "sooner.0",
    "sooner.1",
    "sooner.2",
    "sooner.heading",
    "next.emergency_now.",
    "next.same_day.",
    "next.days_to_weeks.",
    "next.routine.",
    "next.self_care.",
    "next.heading",
    "next.medicine",
    "aid.",
    "crisis.",
    "contact.",
    "unknown.cause",
    "based.not_diagnosis",
    "based.not_reviewed",
    "months",
    "date",
)
_LAST_LETTER = 0x10FFFF


def question_graph(library: Library, *, language: str) -> dict[str, Any]:
    """Give everything that the interpreter on a phone needs.

    Parameters
    ----------
    library : Library
        The knowledge, in the language asked for.
    language : str
        Written into the object, so that a page knows what it holds.

    Returns
    -------
    dict
        Plain values only.
    """
    rules = library.triage
    return {
        "schema": GRAPH_SCHEMA,
        "legato": __version__,
        "version": library.version,
        "language": language,
        "settings": {id_: library.setting(id_) for id_ in _SETTINGS},
        "levels": [level.value for level in Urgency],
        "interview": _interview(),
        "questions": [_question(one, library=library) for one in library.questions.values()],
        "scales": [_scale(one) for one in library.scales.values()],
        "macros": {name: _tree(body) for name, body in rules.macros.items()},
        "rules": [
            {"id": one.id, "level": one.level.value, "when": _tree(one.when), "plain": one.plain}
            for one in rules.rules
        ],
        "red_flags": sorted(rules.red_flags),
        "gate": {
            "id": rules.gate.id,
            "needs": [_tree(one) for one in rules.gate.needs],
            "needs_an_answer_in": list(rules.gate.needs_an_answer_in),
            "closed_by": sorted(rules.gate.closed_by),
            "harmless_signs": sorted(rules.gate.harmless_signs),
            "least_age_years": rules.gate.least_age_years,
        },
        "implications": [one for one in library.records("implication") if "follows_from" not in one],
        "free_text": _free_text(library),
        "words": _words(library),
        "basis": _basis(library),
        "countries": {id_: _country(one) for id_, one in library.by_id("country").items()},
    }


def graph_bytes(library: Library, *, language: str) -> bytes:
    """Give the object of ``question_graph`` as JSON, written once for each language.

    Parameters
    ----------
    library : Library
    language : str

    Returns
    -------
    bytes
    """
    name = f"offline_graph_{language}"
    kept = library.memory.get(name)
    if not isinstance(kept, bytes):
        graph = question_graph(library, language=language)
        kept = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).encode()
        library.memory[name] = kept
    return kept


def _interview() -> dict[str, Any]:
    """Give the constants that steer the interview."""
    return {
        "none": NONE_OF_THESE,
        "child": interview._CHILD,
        "infant": interview._INFANT,
        "middle_of_first_year": interview._MIDDLE_OF_FIRST_YEAR_YEARS,
        "crisis_rules": sorted(interview._CRISIS_RULES),
        "first_sections": list(interview._FIRST_SECTIONS),
        "emergency_sections": list(interview._EMERGENCY_SECTIONS),
        "mapped_question": MAPPED_QUESTION,
    }


def _question(one: Question, *, library: Library) -> dict[str, Any]:
    condition = library.question_conditions.get(one.id)
    return _said(
        {
            "id": one.id,
            "section": one.section,
            "kind": one.kind.value,
            "ask": one.ask,
            "help": one.help,
            "why": one.why,
            "red_flag": one.is_red_flag,
            "options": [_option(option) for option in one.options],
            "has_none": one.has_none,
            "none_text": one.none_text,
            "none_present": list(one.none_present),
            "states": one.states,
            "shown_if": None if condition is None else _tree(condition),
            "least_age_years": one.least_age_years,
            "most_age_years": one.most_age_years,
            "low": one.low,
            "high": one.high,
            "unit": one.unit,
        }
    )


def _option(one: Option) -> dict[str, Any]:
    return _said(
        {
            "id": one.id,
            "text": one.text,
            "examples": list(one.examples),
            "present": list(one.present),
            "absent": list(one.absent),
            "unknown": list(one.unknown),
            "stops_now": one.stops_now,
        }
    )


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; a number stays, also 0."""
    return {
        key: value
        for key, value in record.items()
        if value is not None and value is not False and value not in ("", [])
    }


def _scale(one: Scale) -> dict[str, Any]:
    """Give a scale; answers that all items share are written once."""
    shared = one.items[0].answers
    is_shared = all(item.answers == shared for item in one.items)
    return {
        "id": one.id,
        "name": one.name,
        "ask": one.ask,
        "needs_clinician": one.needs_clinician,
        "is_summed": one.is_summed,
        "answers": [list(answer) for answer in shared] if is_shared else [],
        "items": [
            {"id": item.id, "text": item.text}
            | ({} if is_shared else {"answers": [list(answer) for answer in item.answers]})
            for item in one.items
        ],
        "bands": [
            {"low": band.low, "high": band.high, "id": band.id, "text": band.text, "sex": band.sex}
            for band in one.bands
        ],
        "sets": [{"code": code.code, "at_least": code.at_least, "item": code.item} for code in one.sets],
    }


def _tree(one: Expression) -> Any:
    """Write an expression as nested lists; a code is a text, a macro is named."""
    if isinstance(one, Code):
        return one.code
    if isinstance(one, Macro):
        return ["macro", one.name]
    if isinstance(one, Not):
        return ["not", _tree(one.part)]
    parts = [_tree(part) for part in one.parts]
    if isinstance(one, AtLeast):
        return ["any", one.count, *parts]
    return ["and" if isinstance(one, And) else "or", *parts]


def _free_text(library: Library) -> dict[str, Any]:
    topics = [
        {
            "id": one["id"],
            "codes": list(one["codes"]),
            "phrases": list(one["phrases"]),
            "unless_before": list(one["unless_before"]),
            "only_without": list(one["only_without"]),
            "does_comma_end": one["does_comma_end"],
        }
        for one in library.records("free_text")
    ]
    phrases = {letter for one in topics for phrase in one["phrases"] for letter in phrase.casefold()}
    return {
        "topics": topics,
        "turns": sorted(free_text._TURNS),
        "subjects": sorted(free_text._SUBJECTS),
        "look_back_words": free_text._LOOK_BACK_WORDS,
        "longest_look_back": free_text._LONGEST_LOOK_BACK,
        "folds": _folds(phrases - set(" *-")),
    }


def _folds(letters: Iterable[str]) -> dict[str, str]:
    """Give the letters whose small form for comparing is not their plain small form, as far as phrases could meet them."""
    wanted = frozenset(letters)
    folds = {}
    for number in range(_LAST_LETTER + 1):
        letter = chr(number).lower()
        folded = letter.casefold()
        if folded != letter and not wanted.isdisjoint(folded):
            folds[letter] = folded
    return folds


def _words(library: Library) -> dict[str, str]:
    words = wording_of(library)
    return {id_: words.say(id_) for beginning in _WORDS for id_ in words.ids(beginning)}


def _basis(library: Library) -> dict[str, list[str]]:
    """Give what first help and the words of a crisis rest on: rule ids and codes."""
    words = wording_of(library)
    return {id_: list(words.basis(id_)) for id_ in (*words.ids("aid."), "crisis.heading", "crisis.support")}


def _country(one: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("id", "name", "emergency", "urgent_line", "crisis_lines", "poison_line", "where", "written_on")
    return {key: one[key] for key in kept}
