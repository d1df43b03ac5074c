"""Flesch-Kincaid grade of a text, with syllables counted by groups of vowels; for tests of words that a person reads."""

from __future__ import annotations

import re

__all__ = ["grade_of", "syllables_of"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_TWO_VOICES = re.compile(r"(?<![cts])i[ao](?!u)|eo(?!u)")
_SILENT = (
    ("e", ("le", "ee", "ie", "oe", "ue")),
    ("ed", ("ted", "ded")),
    ("es", ("tes", "ses", "zes", "ces", "ges", "xes", "shes", "ches", "ies")),
)


def syllables_of(word: str) -> int:
    """Count the groups of vowels, without a silent e at the end and without the e of -ed and -es after most letters."""
    plain = word.lower().replace("’", "'").split("'")[0]
    count = len(_VOWELS.findall(plain)) + len(_TWO_VOICES.findall(plain))
    if count > 1 and any(plain.endswith(end) and not plain.endswith(spoken) for end, spoken in _SILENT):
        count -= 1
    return max(count, 1)


def grade_of(text: str) -> float:
    """Give the Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    sentences = [part for part in re.split(r"[.?!:]+(?:\s|$)", text) if _WORD.search(part)]
    words = _WORD.findall(text)
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables_of, words)) / len(words) - 15.59
