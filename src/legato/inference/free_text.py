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

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
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
    words = [word.replace("’", "'").casefold() for word in _WORD.findall(text)]
    if not words:
        return ()
    hits = (_hit(topic, words) for topic in library.records("free_text"))
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


def _hit(topic: dict[str, Any], words: list[str]) -> TextHit | None:
    taken_away = set(topic["unless_before"])
    for phrase in topic["phrases"]:
        wanted = phrase.replace("-", " ").casefold().split()
        for start in range(len(words) - len(wanted) + 1):
            part = words[start : start + len(wanted)]
            if not all(_fits(word, pattern) for word, pattern in zip(part, wanted)):
                continue
            if taken_away.isdisjoint(words[max(0, start - _LOOK_BACK_WORDS) : start]):
                return TextHit(topic["id"], " ".join(part), tuple(topic["codes"]))
    return None


def _fits(word: str, pattern: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern
