"""Find the words in a free text that must raise the urgency: self-harm, collapse, pregnancy, a child.

Whole words only, with a look at the few words before for a denial or somebody else. What is found is a fact of its own
origin: it can make a rule hold and calm none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from legato.knowledge.library import Library
from legato.model.facts import Facts, Origin

__all__ = ["TextHit", "add_from_text", "scan_text"]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!?;:]+|,|\n")
# A sentence, a line and a part of a sentence end; a phrase may run over a line.
_END, _LINE, _COMMA = ".", "|", ","
_TURNS = frozenset({_END, _LINE, "but", "yet", "though", "however", "aber", "doch", "pero"})
_SUBJECTS = frozenset(
    {"i", "i'm", "i've", "we", "he", "she", "they", "it", "my", "ich", "er", "sie", "wir", "yo", "me"}
)
# Letters; enough for a few words, so that a long text takes no longer than its length.
_LONGEST_LOOK_BACK = 120
_LOOK_BACK_WORDS = 4


@dataclass(frozen=True, slots=True)
class TextHit:
    """Words that led to codes.

    Parameters
    ----------
    topic : str
    words : str
        As they stand in the text.
    codes : tuple of str
    """

    topic: str
    words: str
    codes: tuple[str, ...]


def scan_text(text: str, *, library: Library) -> tuple[TextHit, ...]:
    """Find the words that must raise the urgency.

    Parameters
    ----------
    text : str
    library : Library

    Returns
    -------
    tuple of TextHit
        One a topic at most.
    """
    words = " ".join(_plain(word) for word in _WORD.findall(text))
    hits = (_hit(topic, words) for topic in _topics(library)) if words else ()
    return tuple(hit for hit in hits if hit is not None)


def add_from_text(facts: Facts, text: str, *, library: Library) -> tuple[Facts, tuple[TextHit, ...]]:
    """Add what the words of a free text say.

    Parameters
    ----------
    facts : Facts
    text : str
    library : Library

    Returns
    -------
    Facts, tuple of TextHit
    """
    needless = {topic["id"] for topic in library.records("free_text") if _is_needless(topic, facts)}
    hits = tuple(hit for hit in scan_text(text, library=library) if hit.topic not in needless)
    codes = [code for hit in hits for code in hit.codes]
    return facts.adding(origin=Origin.TEXT, present=codes), hits


def _is_needless(topic: dict[str, Any], facts: Facts) -> bool:
    return any(
        facts.age_years is not None if known == "age" else facts.has(known) for known in topic["only_without"]
    )


@dataclass(frozen=True, slots=True)
class _Topic:
    """A topic with its phrases as one pattern over single spaces."""

    id: str
    codes: tuple[str, ...]
    pattern: re.Pattern[str]
    taken_away: frozenset[str]
    does_comma_end: bool


def _topics(library: Library) -> tuple[_Topic, ...]:
    """Give the topics of a library, compiled once."""
    topics = library.memory.get("free_text")
    if not isinstance(topics, tuple):
        topics = tuple(
            _Topic(
                one["id"],
                tuple(one["codes"]),
                _pattern(one["phrases"]),
                frozenset(one["unless_before"]),
                one["does_comma_end"],
            )
            for one in library.records("free_text")
        )
        library.memory["free_text"] = topics
    return topics


def _plain(word: str) -> str:
    """Give a word in small letters, and a mark for what ends a sentence, a line or a part of a sentence."""
    if word[0].isalnum():
        return word.replace("’", "'").casefold()
    return {"\n": _LINE, ",": _COMMA}.get(word, _END)


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    """Join phrases into one pattern; a star stands for any ending of a word."""
    parts = (
        rf"(?: {re.escape(_LINE)})? ".join(
            re.escape(word).replace(r"\*", r"\S*") for word in phrase.replace("-", " ").casefold().split()
        )
        for phrase in phrases
    )
    return re.compile(rf"(?<!\S)(?:{'|'.join(parts)})(?!\S)")


def _hit(topic: _Topic, words: str) -> TextHit | None:
    """Give the first mention that no word before takes away."""
    for match in topic.pattern.finditer(words):
        before = words[max(0, match.start() - _LONGEST_LOOK_BACK) : match.start()].split()
        if topic.taken_away.isdisjoint(_same_part(before, does_comma_end=topic.does_comma_end)):
            found = match.group().replace(f" {_LINE}", "")
            return TextHit(topic.id, found, topic.codes)
    return None


def _same_part(before: list[str], *, does_comma_end: bool) -> list[str]:
    """Give the few words before that can still deny: none beyond the end of a sentence, a line, a "but" or a new subject."""
    near: list[str] = []
    for word in reversed(before):
        is_new_part = word == _COMMA and (does_comma_end or (near and near[-1] in _SUBJECTS))
        if word in _TURNS or is_new_part or len(near) == _LOOK_BACK_WORDS:
            break
        if word != _COMMA:
            near.append(word)
    return near
