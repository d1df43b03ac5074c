"""How hard a text is to read: the Flesch-Kincaid grade, which knows English only, and the length of its sentences.

A formula sees the length of words and sentences, and not whether anybody understands them.
"""

from __future__ import annotations

import re

__all__ = ["grade_of", "longest_sentence_words", "sentences_of", "syllables_of"]

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
# A word in any language: length is counted for every page, the grade for English alone.
_TOKEN = re.compile(r"[^\W_]+(?:[.,'’/\-][^\W_]+)*")
_ENDS = re.compile(r"[.?!:;]+(?=[\s\")’']|$)|\n+")
_VOWELS = re.compile(r"[aeiouy]+")
# Two vowels that are spoken apart, counted as one group above.
_APART = re.compile(
    r"(?<![cstgq])i[ao](?!u)|(?<=c)ia(?=te|ti)|eo(?!u|us)|[aeiouy]ing$|ua(?=l|te|ti|ry)|io(?=d|t)|uou|yo(?=n)|ism$|iu|ea(?=te$|ti|$)|(?<=x)ie(?=t)"
)
_SILENT_E = re.compile(
    r"(?<![aeiouyl])e$|(?<=[aeiouy])le$|(?<![td])ed$|(?<![aeiouycglsxz])(?<!sh)(?<!ch)es$|(?<=[aeiouy])les$|ely$"
)
_KNOWN = {
    "people": 2, "area": 3, "areas": 3, "idea": 3, "ideas": 3, "every": 2, "everything": 3, "tea": 1, "tired": 1,
    "something": 2, "someone": 2, "sometimes": 2, "somewhere": 2, "carefully": 3, "being": 2, "quiet": 2, "diet": 2,
    "science": 2, "patient": 2, "patients": 2, "ocean": 2, "sea": 1, "plea": 1, "really": 2, "serious": 3, "various": 3,
    "obvious": 3, "previous": 3, "period": 3, "lithium": 3, "calcium": 3, "sodium": 3, "magnesium": 4, "medium": 3,
    "poem": 2, "cruel": 2, "fuel": 2, "duel": 2, "does": 1, "goes": 1, "shoes": 1, "toes": 1, "eyes": 1, "yes": 1,
    "business": 2, "evening": 2, "different": 3, "several": 3, "medicine": 3, "medicines": 3, "whatever": 3, "therefore": 2,
    "hour": 1, "hours": 1, "our": 1, "usual": 3, "usually": 4, "actual": 3, "sexual": 3, "safely": 2, "likely": 2,
    "early": 2, "only": 2, "fully": 2, "wholly": 2, "rhythm": 2, "spasm": 2, "spasms": 2, "aged": 1, "naked": 2,
    "beloved": 3, "biopsy": 3, "diabetes": 4, "syncope": 3, "recipe": 3, "apnoea": 3, "diarrhoea": 4, "anyone": 3,
    "everyone": 3, "everybody": 4, "homemade": 2, "lifetime": 2, "outside": 2, "beside": 2, "sideways": 2,
    "caffeine": 2, "appetite": 3, "create": 2, "created": 3, "react": 2, "reaction": 3, "reach": 1, "theatre": 3,
    "tongue": 1, "league": 1, "goitre": 2, "ideal": 3, "ageing": 2, "obviously": 4, "pneumonia": 4, "real": 1,
}  # fmt: skip


def syllables_of(word: str) -> int:
    """Count the syllables of an English word.

    Parameters
    ----------
    word : str

    Returns
    -------
    int
        At least 1.

    Notes
    -----
    Groups of vowels, one more where two vowels are spoken apart, one less for a silent e; words that break this are listed.
    """
    plain = word.lower().replace("’", "'").split("'")[0]
    if plain in _KNOWN:
        return _KNOWN[plain]
    if plain.isupper() or not _VOWELS.search(plain):
        return max(len(plain), 1) if word.isupper() else 1
    count = len(_VOWELS.findall(plain)) + len(_APART.findall(plain))
    if count > 1 and _SILENT_E.search(plain):
        count -= 1
    return max(count, 1)


def sentences_of(text: str) -> list[str]:
    """Split a text into sentences; a colon, a semicolon and a new line end one, as Flesch counted them.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
        Without empty ones.
    """
    return [part.strip() for part in _ENDS.split(text) if _WORD.search(part)]


def longest_sentence_words(text: str) -> int:
    """Count the words of the longest sentence, numbers included.

    Parameters
    ----------
    text : str

    Returns
    -------
    int
    """
    return max((len(_TOKEN.findall(one)) for one in sentences_of(text)), default=0)


def grade_of(text: str) -> float:
    """Give the Flesch-Kincaid grade of a text.

    Parameters
    ----------
    text : str

    Returns
    -------
    float
        Years of schooling in the United States; 0 for a text without words.

    Notes
    -----
    Source: Kincaid 1975, 0.39 words a sentence + 11.8 syllables a word - 15.59. Figures are left out of both counts.
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(sentences_of(text)) + 11.8 * syllables / len(words) - 15.59
