"""Give the library in another language: the texts that a person can see are replaced, and nothing else.

The English text is the key. What has no translation stays English and is counted; an id, a code, a number and a rule never
change, so that the same answers give the same level in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from legato.errors import KnowledgeError
from legato.knowledge.library import Library, load_library
from legato.knowledge.load import load_strict_yaml
from legato.knowledge.records.locale import LOCALE
from legato.model.scale import Scale

__all__ = [
    "AREAS",
    "ENGLISH",
    "SEEN",
    "SeenText",
    "languages",
    "library_in",
    "load_locale",
    "scale_is_offered",
    "seen_texts",
    "translate_library",
    "untranslated",
    "unused",
]

ENGLISH = "en"

_PLACE = re.compile(r"\{[^{}]*\}")
_MOST_FAULTS = 60
# Texts that only the page for the clinician shows; it stays English.
_OF_THE_CLINICIAN = ("c.", "label.clinician", "label.heading.clinician")
# Its words were tested in English only; our own ratings were never tested in any language.
_OWN = "own"


@dataclass(frozen=True, slots=True)
class SeenText:
    """Where texts that a person can see stand in the records of one kind.

    Parameters
    ----------
    area : str
        Name of the file of translations.
    kind : str
    path : tuple of str
        Names of fields from the record down; a star stands for every member of a list or a mapping.
    """

    area: str
    kind: str
    path: tuple[str, ...]


def _seen(area: str, kind: str, *paths: str) -> tuple[SeenText, ...]:
    return tuple(SeenText(area, kind, tuple(path.split("."))) for path in paths)


_SERVICES = ("urgent_line", "crisis_lines.*", "poison_line")

SEEN: tuple[SeenText, ...] = (
    *_seen("questions", "question", "ask", "help", "why", "number.unit"),
    *_seen("questions", "question", "options.*.text", "options.*.examples.*", "none_text"),
    *_seen("questions", "scale", "name", "ask", "about", "answers.*.text", "items.*.text"),
    *_seen("rules", "rule", "plain"),
    *_seen("words", "wording", "text"),
    *_seen("countries", "country", "name", "emergency.note", "where.*", "pharmacist", "verified"),
    *_seen(
        "countries",
        "country",
        *(f"{one}.{field}" for one in _SERVICES for field in ("name", "hours", "note")),
    ),
    *_seen("findings", "finding", "plain"),
    *_seen("care", "self_care", "name", "plain", "stop_if"),
    *_seen("care", "coping", "name", "plain", "evidence", "limits"),
    *_seen("tasks", "recording_task", "name", "plain", "safety"),
    *_seen("names", "condition", "plain_name", "plain"),
    *_seen("names", "test", "plain_name"),
)
"""Everything that is translated."""

AREAS: tuple[str, ...] = tuple(dict.fromkeys(one.area for one in SEEN))
"""Names of the files of a language."""


def _data() -> Path:
    return Path(str(resources.files("legato.knowledge") / "data")) / LOCALE.place


def languages(place: Path | None = None) -> tuple[str, ...]:
    """List the languages that there are files for, English first.

    Parameters
    ----------
    place : Path or None
        Folder of the languages; that of the package by default.

    Returns
    -------
    tuple of str
        Two letters each.
    """
    folder = place or _data()
    found = sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.is_dir() else []
    return (ENGLISH, *found)


def load_locale(language: str, *, place: Path | None = None) -> Mapping[str, str]:
    """Read and check the translations of one language.

    Parameters
    ----------
    language : str
        Two letters.
    place : Path or None
        Folder of the languages; that of the package by default.

    Returns
    -------
    mapping of str to str
        By the English text; empty for English.

    Raises
    ------
    KnowledgeError
        If there is no such language, or listing all faults of all its files at once.
    """
    if language == ENGLISH:
        return {}
    known = languages(place)
    if language not in known:
        raise KnowledgeError(
            f"The knowledge has no translation into '{language}'",
            found=language,
            mend=f"there are: {', '.join(known)}",
            code="LEG-E896",
        )
    faults: list[str] = []
    words: dict[str, str] = {}
    stands_in: dict[str, str] = {}
    for file in sorted(((place or _data()) / language).glob("*.yaml")):
        name = f"{language}/{file.name}"
        if file.stem not in AREAS:
            faults.append(f"{name}: is no area; there are {', '.join(AREAS)}")
        try:
            members = load_strict_yaml(file.read_text(encoding="utf-8"), where=name) or []
        except (KnowledgeError, UnicodeDecodeError) as error:
            faults.append(f"{name}: {error}")
            continue
        if not isinstance(members, list):
            faults.append(f"{name}: must be a list of records")
            continue
        for index, member in enumerate(members):
            where = f"{name} record {index + 1}"
            found = _faults_of(member, where=where)
            if not found and member["en"] in stands_in:
                found = [f"{where}: {member['en']!r} stands in {stands_in[member['en']]} already"]
            faults += found
            if not found:
                words[member["en"]], stands_in[member["en"]] = member["text"], name
    if faults:
        more = f"\n          and {len(faults) - _MOST_FAULTS} more" if len(faults) > _MOST_FAULTS else ""
        raise KnowledgeError(
            f"{len(faults)} translations into '{language}' are wrong",
            found="\n          ".join(faults[:_MOST_FAULTS]) + more,
            mend="correct them in knowledge/data/locales; what stands in braces must be the same in both texts",
            code="LEG-E895",
        )
    return words


def _faults_of(member: Any, *, where: str) -> list[str]:
    faults: list[str] = []
    LOCALE.form.check(member, where=where, faults=faults)
    if not faults:
        mine, theirs = _places(member["text"]), _places(member["en"])
        if mine != theirs:
            faults.append(f"{where}: {member['en']!r} has {_listed(theirs)}, its translation {_listed(mine)}")
    return faults


def _places(text: str) -> frozenset[str]:
    """Give what stands in braces; it is filled in, so that a translation must have the same."""
    return frozenset(_PLACE.findall(text))


def _listed(places: frozenset[str]) -> str:
    return ", ".join(sorted(places)) or "nothing in braces"


def seen_texts(library: Library) -> Iterator[tuple[SeenText, str, str, str]]:
    """Give every text that a person can see and that is translated.

    Parameters
    ----------
    library : Library

    Yields
    ------
    SeenText, str, str, str
        Where such texts stand, the id of the record, its field such as ``options.2.text``, and the text. A text without a
        letter, such as a number, is the same in every language and left out.
    """
    for seen in SEEN:
        for record in library.records(seen.kind):
            if _is_translated(seen.kind, record):
                for field, text in _leaves(record, seen.path):
                    yield seen, record["id"], field, text


def _is_translated(kind: str, record: Mapping[str, Any]) -> bool:
    if kind == "wording":
        return not record["id"].startswith(_OF_THE_CLINICIAN)
    if kind == "scale":
        return bool(record["licence"]["status"] == _OWN)
    return True


def _leaves(value: Any, path: tuple[str, ...], where: str = "") -> Iterator[tuple[str, str]]:
    """Give the texts at the end of a path with their fields; a field that is not there or null has none."""
    if not path:
        if isinstance(value, str) and any(letter.isalpha() for letter in value):
            yield where, value
        return
    for key, member in _members(value, path[0]):
        yield from _leaves(member, path[1:], f"{where}.{key}" if where else str(key))


def _members(value: Any, name: str) -> list[tuple[Any, Any]]:
    if name != "*":
        return [(name, value[name])] if isinstance(value, dict) and name in value else []
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _replaced(value: Any, path: tuple[str, ...], say: Callable[[str], str]) -> Any:
    """Give a copy of a value with the texts at the end of a path said anew."""
    if not path:
        return say(value) if isinstance(value, str) else value
    members = {key: _replaced(member, path[1:], say) for key, member in _members(value, path[0])}
    if isinstance(value, dict):
        return {**value, **members}
    return list(members.values()) if isinstance(value, list) else value


def translate_library(library: Library, language: str, *, place: Path | None = None) -> Library:
    """Give a library whose texts for a person are in another language.

    Parameters
    ----------
    library : Library
        In English.
    language : str
        Two letters.
    place : Path or None
        Folder of the languages; that of the package by default.

    Returns
    -------
    Library
        Of the same version: what decides is the same. For English the library itself.

    Raises
    ------
    KnowledgeError
        If there is no such language or its files are wrong.
    """
    if language == ENGLISH:
        return library
    words = load_locale(language, place=place)

    def say(text: str) -> str:
        return words.get(text, text)

    records: dict[str, list[dict[str, Any]]] = {}
    for seen in SEEN:
        records[seen.kind] = [
            _replaced(record, seen.path, say) if _is_translated(seen.kind, record) else record
            for record in records.get(seen.kind, library.records(seen.kind))
        ]
    return library.with_records(records)


@cache
def library_in(language: str) -> Library:
    """Give the whole library in a language, made once a process.

    Parameters
    ----------
    language : str
        Two letters.

    Returns
    -------
    Library

    Raises
    ------
    KnowledgeError
        If there is no such language, or something in the knowledge or the translation is wrong.
    """
    return translate_library(load_library(), language)


def untranslated(
    library: Library, language: str, *, place: Path | None = None
) -> list[tuple[str, str, str, str]]:
    """List the texts that a person would read in English.

    Parameters
    ----------
    library : Library
        In English.
    language : str
        Two letters.
    place : Path or None
        Folder of the languages; that of the package by default.

    Returns
    -------
    list of (str, str, str, str)
        Kind, id, field and English text.

    Raises
    ------
    KnowledgeError
        If there is no such language or its files are wrong.
    """
    if language == ENGLISH:
        return []
    words = load_locale(language, place=place)
    return [
        (seen.kind, id_, field, text) for seen, id_, field, text in seen_texts(library) if text not in words
    ]


def unused(library: Library, language: str, *, place: Path | None = None) -> list[str]:
    """List the English texts of a translation that stand nowhere in the knowledge any more.

    Parameters
    ----------
    library : Library
        In English.
    language : str
        Two letters.
    place : Path or None
        Folder of the languages; that of the package by default.

    Returns
    -------
    list of str

    Raises
    ------
    KnowledgeError
        If there is no such language or its files are wrong.
    """
    used = {text for *_, text in seen_texts(library)}
    return [text for text in load_locale(language, place=place) if text not in used]


def scale_is_offered(scale: Scale, language: str) -> bool:
    """Tell whether a questionnaire may be offered in a language.

    Parameters
    ----------
    scale : Scale
    language : str
        Two letters.

    Returns
    -------
    bool
        In another language only our own ratings: a translation of a tested questionnaire that nobody tested has no cut-offs.
    """
    return language == ENGLISH or scale.licence == _OWN
