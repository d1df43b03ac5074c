"""Compare a stored assessment with the same one made again: everything but the date on which it was made.

Reads no file and assesses nothing itself; both sides come in as the content of ``legato.assessment/1``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from legato.errors import InputError

__all__ = ["SCHEMA", "Difference", "compare_stored"]

SCHEMA = "legato.assessment/1"
NOT_THERE = "not there"
_IGNORED = ("provenance", "made_on")
_FIRST = ("error", "provenance", "urgency", "rules", "unanswered")
_WORDS = {
    "urgency": "urgency",
    "rules": "rules that hold",
    "unanswered": "unanswered emergency signs",
    "self_care_closed_by": "what closes self-care",
    "differential": "causes",
    "differential_with_results": "causes with later results",
    "none_of_these": "none of these",
    "none_of_these_with_results": "none of these, with later results",
    "two_causes": "two causes at once",
    "two_causes_with_results": "two causes at once, with later results",
    "next": "next steps",
    "findings_from_recordings": "findings from recordings",
    "scales": "scores of scales",
    "notes": "notes on the input",
    "error": "why it was refused",
    "legato_version": "version of the code",
    "knowledge_version": "version of the knowledge",
    "case_sha256": "hash of the case file",
    "recordings": "recordings",
}
# The member that tells the entries of a list apart; entries are compared with their namesake wherever they stand.
_NAMES = ("condition", "id", "finding", "scale", "name")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same.

    Parameters
    ----------
    case : str
        Id; empty where it is about the file as a whole.
    what : str
        In words, from the whole to the part.
    stored, now : str
    """

    case: str
    what: str
    stored: str
    now: str


def compare_stored(stored: Mapping[str, Any], again: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Compare a stored file of assessments with what the same inputs give now.

    Parameters
    ----------
    stored, again : mapping
        Content of the JSON.

    Returns
    -------
    tuple of Difference
        Empty where everything but the date agrees.

    Raises
    ------
    InputError
        If the stored file holds no assessments.
    """
    cases = stored.get("cases")
    if stored.get("schema") != SCHEMA or not isinstance(cases, list):
        raise InputError(
            "The stored file holds no assessments",
            found=f"schema {stored.get('schema')!r}",
            mend=f"give a file that legato assess --json wrote; its schema is {SCHEMA}",
            code="LEG-E760",
        )
    found = [
        Difference("", key, *_shown(stored.get(key, NOT_THERE), again.get(key, NOT_THERE)))
        for key in sorted(stored.keys() | again.keys())
        if key != "cases" and not _is_same(stored.get(key), again.get(key))
    ]
    before, after = _by_case(cases), _by_case(again["cases"])
    if list(before) != list(after):
        found.append(Difference("", "cases and their order", ", ".join(before)[:200], ", ".join(after)[:200]))
    for id_ in before.keys() & after.keys():
        found += [
            Difference(id_, what, *_shown(one, other))
            for what, one, other in _walk((), before[id_], after[id_])
        ]
    order = {id_: place for place, id_ in enumerate(before)}
    return tuple(sorted(found, key=lambda one: order.get(one.case, -1)))


def _by_case(cases: Sequence[Any]) -> dict[str, Any]:
    """Name the cases; ids that repeat, or are missing, are told apart by their place."""
    named: dict[str, Any] = {}
    for place, case in enumerate(cases, 1):
        id_ = str(case.get("id")) if isinstance(case, Mapping) else ""
        named[id_ if id_ and id_ not in named else f"{id_} (place {place})"] = case
    return named


def _walk(path: tuple[str, ...], one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """Go down to the parts that differ."""
    if path == _IGNORED or _is_same(one, other):
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        keys = [*one, *(key for key in other if key not in one)]
        if (
            not path
        ):  # what it was made from and how urgent it is come before the hundred numbers that follow from them
            keys.sort(key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
        for key in keys:
            yield from _walk((*path, str(key)), one.get(key, NOT_THERE), other.get(key, NOT_THERE))
        return
    if isinstance(one, list) and isinstance(other, list):
        yield from _walk_lists(path, one, other)
        return
    yield _in_words(path) if path else "the whole case", one, other


def _walk_lists(path: tuple[str, ...], one: list[Any], other: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    name = next((key for key in _NAMES if all(_has(row, key) for row in [*one, *other])), None)
    if name is None:
        yield _in_words(path), one, other
        return
    before, after = _named(one, name), _named(other, name)
    if list(before) != list(after):
        first = next(
            (pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]), (NOT_THERE, NOT_THERE)
        )
        if len(before) != len(after):
            yield _in_words((*path, "count")), len(before), len(after)
        elif first[0] != NOT_THERE:
            yield _in_words((*path, "order")), first[0], first[1]
    for key in [*before, *(key for key in after if key not in before)]:
        yield from _walk((*path, key), before.get(key, NOT_THERE), after.get(key, NOT_THERE))


def _has(row: Any, key: str) -> bool:
    return isinstance(row, Mapping) and isinstance(row.get(key), str)


def _named(rows: list[Any], name: str) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for row in rows:
        key, number = row[name], 2
        while key in named:
            key, number = f"{row[name]} ({number})", number + 1
        named[key] = row
    return named


def _is_same(one: Any, other: Any) -> bool:
    """Tell whether two values of JSON are alike down to the last part, the date aside; true is not 1."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _in_words(path: tuple[str, ...]) -> str:
    return ", ".join(_WORDS.get(part, part) for part in (path[1:] if path[0] == "provenance" else path))


def _shown(one: Any, other: Any) -> tuple[str, str]:
    return _short(one), _short(other)


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 120 else text[:117] + "..."
