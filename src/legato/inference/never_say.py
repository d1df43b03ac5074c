"""Look for phrases that no text for a person may hold, and gather every such text of the knowledge base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from legato.knowledge.library import Library

__all__ = ["NeverSaid", "find_never_said", "person_texts"]

_AFTER_A_MARK = re.compile(r"(?<=[.?!:;])\s+|\n+")


@dataclass(frozen=True, slots=True)
class NeverSaid:
    """One phrase that stands in a text and may not.

    Parameters
    ----------
    id : str
        Of the record.
    words : str
        As found.
    sentence : str
    why, instead : str
    """

    id: str
    words: str
    sentence: str
    why: str
    instead: str


def find_never_said(text: str, *, library: Library) -> tuple[NeverSaid, ...]:
    """Give every phrase of a text that a person must not read.

    Parameters
    ----------
    text : str
    library : Library

    Returns
    -------
    tuple of NeverSaid
        Empty where nothing was found.
    """
    found = []
    for sentence in _with_marks(text):
        plain = sentence.lower().replace("’", "'")
        for id_, pattern, unless, record in _rules(library):
            match = pattern.search(plain)
            if match and not any(words in plain for words in unless):
                found.append(NeverSaid(id_, match[0], sentence, record["why"], record["instead"]))
    return tuple(found)


def _with_marks(text: str) -> list[str]:
    """Split into sentences that keep their last mark, since an exclamation mark is itself looked for."""
    return [part for part in _AFTER_A_MARK.split(text) if part.strip()]


def _rules(library: Library) -> list[tuple[str, re.Pattern[str], tuple[str, ...], dict[str, str]]]:
    rules = library.memory.get("never_say")
    if not isinstance(rules, list):
        rules = library.memory["never_say"] = [
            (
                record["id"],
                re.compile("|".join(_pattern(phrase) for phrase in record["phrases"])),
                tuple(words.lower() for words in record.get("unless") or ()),
                record,
            )
            for record in library.records("never_say")
        ]
    return rules


def _pattern(phrase: str) -> str:
    """Turn a phrase into a pattern: whole words, and any letters for a star."""
    body = re.escape(phrase.lower()).replace(r"\*", r"[\w'\-]*")
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return before + body + after


def person_texts(library: Library) -> Iterator[tuple[str, str]]:
    """Give every text of the knowledge base that a person may read, with where it stands.

    Parameters
    ----------
    library : Library

    Yields
    ------
    str, str
        Such as ``finding symptom:tremor``, and the text.
    """
    for kind, fields in _FIELDS.items():
        for record in library.records(kind):
            for field in fields:
                if record.get(field):
                    yield f"{kind} {record['id']} {field}", str(record[field])
    for question in library.records("question"):
        for option in question.get("options") or ():
            yield f"question {question['id']} {option['id']}", option["text"]
    for country in library.records("country"):
        for level, text in country["where"].items():
            yield f"country {country['id']} {level}", text
    for record in library.records("wording"):
        if not record["id"].startswith(_CLINICAL):
            yield f"wording {record['id']}", record["text"]


_FIELDS = {
    "finding": ("plain",),
    "rule": ("plain",),
    "condition": ("plain_name", "plain"),
    "question": ("ask", "help", "why", "none_text"),
    "test": ("plain_name", "plain"),
    "medicine": ("plain",),
    "transmitter": ("plain",),
    "recording_task": ("plain", "safety"),
    "coping": ("name", "plain", "evidence", "limits"),
    "self_care": ("name", "plain", "stop_if"),
    "correction": ("plain",),
}
_CLINICAL = ("c.", "label.clinician")
