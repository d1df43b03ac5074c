"""Find medicines in what a person typed, without a network: exact names, the beginning of a name, and misspellings.

Works on words, so that ``citalopram 20mg`` and ``citaloprm`` are both found. Short words and the names of other medicines are
never taken for a misspelling. A misspelling is a question to the person, never a fact: codes are set by whole names only.
Pure Python; the interview and the faces call it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["Match", "MedicineIndex", "codes_of_medicines", "find_medicines"]

_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_APOSTROPHES = str.maketrans({"'": "", "’": "", "`": "", "´": "", "ß": "ss", "æ": "ae", "ø": "o"})
_RANK = {"exact": 0, "prefix": 1, "typo": 2}
_SHORTEST_TYPO = (
    6  # letters; shorter brands are one slip from ordinary words: Beloc from below, Axert from alert
)
_LONG_WORD = 9  # letters from which a second slip is allowed
_SHORTEST_BY_EAR = 8  # shorter, 'desired' would sound like Desyrel
_SHORTEST_PREFIX = 4
_SHORTEST_JOINED = 5
_MOST_PREFIXES = 8
_STRENGTHS = {"mg", "g", "ml", "mcg", "ug", "and", "und", "y"}


@dataclass(frozen=True, slots=True)
class Match:
    """One medicine that a stretch of text may mean.

    Parameters
    ----------
    id : str
        Id of the medicine record.
    name : str
        The name or brand that matched, as the record spells it.
    said : str
        The words of the text, in plain small letters.
    kind : str
        ``exact``, ``prefix`` (the last word begins the name) or ``typo`` (to be asked back).
    distance : int
        Letters that differ; 0 unless a typo.
    codes : tuple of str
        What naming this medicine sets, once it is certain.
    """

    id: str
    name: str
    said: str
    kind: str
    distance: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Name:
    """One spelling of one medicine."""

    words: tuple[str, ...]
    id: str
    name: str
    codes: tuple[str, ...]
    may_be_misspelt: bool

    def match(self, said: Sequence[str], kind: str, distance: int = 0) -> Match:
        return Match(self.id, self.name, " ".join(said), kind, distance, self.codes)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    """Split into words of plain letters and numbers, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_APOSTROPHES))
    return tuple(_TOKEN.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


class MedicineIndex:
    """All spellings of all medicines, ready to be searched; make one and keep it.

    Parameters
    ----------
    medicines : iterable of mapping
        Records of the kind ``medicine``: ``id``, ``names``, ``brands``, ``codes``.
    others : iterable of str
        Names of medicines and words that are in no record and must not be taken for a misspelling of one that is.
    """

    def __init__(self, medicines: Iterable[Mapping[str, Any]], *, others: Iterable[str] = ()) -> None:
        self._exact: dict[tuple[str, ...], list[_Name]] = {}
        self._by_length: dict[int, list[_Name]] = {}
        self._by_first: dict[str, list[_Name]] = {}
        self._others = {word for other in others for word in _words(other)}
        for record in medicines:
            for spelling in (*record["names"], *record["brands"]):
                self._add(
                    _Name(
                        _words(spelling),
                        record["id"],
                        spelling,
                        tuple(record["codes"]),
                        record.get("kind") != "class",  # statin is one slip from static
                    )
                )
        self.longest_words = max((len(words) for words in self._exact), default=0)

    def _add(self, name: _Name) -> None:
        forms = [name.words]
        joined = "".join(name.words)
        if len(name.words) > 1 and len(joined) >= _SHORTEST_JOINED and joined.isalpha():
            forms.append((joined,))  # 'cocareldopa', 'stjohnswort'
        for form in forms:
            known = self._exact.setdefault(form, [])
            if all(other.id != name.id for other in known):
                known.append(name)
        self._by_length.setdefault(len(name.words), []).append(name)
        if len(name.words) == 1:
            self._by_first.setdefault(name.words[0][:1], []).append(name)

    def exact(self, words: tuple[str, ...]) -> Sequence[_Name]:
        """Give the spellings that are these words and nothing else."""
        return self._exact.get(words, ())

    def beginning_with(self, word: str) -> list[_Name]:
        """Give one spelling a medicine that begins with the letters of a word, the shortest first."""
        found: dict[str, _Name] = {}
        if len(word) < _SHORTEST_PREFIX or word in self._others:
            return []
        for name in self._by_first.get(word[:1], ()):
            if name.words[0].startswith(word):
                found.setdefault(name.id, name)
        return sorted(found.values(), key=lambda one: (len(one.name), one.name))[:_MOST_PREFIXES]

    def close_to(self, said: tuple[str, ...]) -> list[tuple[_Name, int]]:
        """Give the spellings nearest to some words that are no name, with the letters that differ."""
        if any(word in self._others for word in said) and len(said) == 1:
            return []
        if len(said) == 1:
            word = said[0]
            firsts = {word[:1], word[1:2]}  # the first two letters may be swapped
            pool = [name for first in firsts for name in self._by_first.get(first, ())]
        else:
            pool = self._by_length.get(len(said), [])
        best: dict[str, tuple[_Name, int]] = {}
        for name in pool:
            distance = _distance_of_words(said, name.words) if name.may_be_misspelt else None
            if distance and (name.id not in best or distance < best[name.id][1]):
                best[name.id] = (name, distance)
        if not best:
            return []
        nearest = min(distance for _, distance in best.values())
        return [pair for pair in best.values() if pair[1] == nearest]


def _distance_of_words(said: Sequence[str], name: Sequence[str]) -> int | None:
    """Give the letters that differ, or None where that is more than a slip of the finger."""
    total = 0
    for ours, theirs in zip(said, name):
        if ours == theirs:
            continue
        shorter = min(len(ours), len(theirs))
        if shorter < _SHORTEST_TYPO or not (ours.isalpha() and theirs.isalpha()):
            return None
        if ours[0] != theirs[0] and ours[:2] != theirs[1::-1]:
            return None
        allowed = 2 if shorter >= _LONG_WORD else 1
        distance = _distance(ours, theirs, allowed)
        if distance > 1 and shorter >= _SHORTEST_BY_EAR:
            distance = min(distance, max(1, _distance(_by_ear(ours), _by_ear(theirs), allowed)))
        if distance > allowed:
            return None
        total += distance
    return total


def _by_ear(word: str) -> str:
    """Write a word as it sounds, since 'baclophen' is one slip to the ear and two on the page."""
    return word.replace("ph", "f").replace("y", "i").replace("ck", "k").replace("th", "t")


def _distance(ours: str, theirs: str, allowed: int) -> int:
    """Count the letters to insert, delete, replace or swap with a neighbour; gives up above the allowed number."""
    if abs(len(ours) - len(theirs)) > allowed:
        return allowed + 1
    before: list[int] = []
    last = list(range(len(theirs) + 1))
    for row, letter in enumerate(ours, start=1):
        now = [row] + [0] * len(theirs)
        for column, other in enumerate(theirs, start=1):
            cost = 0 if letter == other else 1
            value = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + cost)
            is_swap = row > 1 and column > 1 and letter == theirs[column - 2] and ours[row - 2] == other
            now[column] = min(value, before[column - 2] + 1) if is_swap else value
        if min(now) > allowed:
            return allowed + 1
        before, last = last, now
    return last[-1]


def _exact_stretches(
    words: tuple[str, ...], index: MedicineIndex
) -> tuple[list[tuple[int, Match]], set[int]]:
    """Find whole names, the longest first from the left, and say which words they used."""
    found: list[tuple[int, Match]] = []
    used: set[int] = set()
    start = 0
    while start < len(words):
        for length in range(min(index.longest_words, len(words) - start), 0, -1):
            said = words[start : start + length]
            names = index.exact(said)
            if names:
                found += [(start, name.match(said, "exact")) for name in names]
                used.update(range(start, start + length))
                start += length
                break
        else:
            start += 1
    return found, used


def _is_a_list(words: Sequence[str], used: set[int]) -> bool:
    """Say whether the words are medicines and strengths alone; in a sentence 'rest' begins no 'Restoril'."""
    return all(place in used or word.isdigit() or word in _STRENGTHS for place, word in enumerate(words))


def _index_of(medicines: MedicineIndex | Iterable[Mapping[str, Any]]) -> MedicineIndex:
    return medicines if isinstance(medicines, MedicineIndex) else MedicineIndex(medicines)


def find_medicines(text: str, *, medicines: MedicineIndex | Iterable[Mapping[str, Any]]) -> list[Match]:
    """List the medicines that a text may mean.

    Parameters
    ----------
    text : str
        What a person typed: one name, a line of a prescription, or a sentence.
    medicines : MedicineIndex or iterable of mapping
        Medicine records, or better an index made once from them.

    Returns
    -------
    list of Match
        In the order of the text, a medicine once. Empty means: searched, none found.

    Notes
    -----
    A word shorter than six letters counts only when it is a name; a word of up to eight letters may have one slip, a longer
    one two, and the first letter must be right. Only the last word is completed, since it is the one still being typed, and only
    in a list, not in a sentence.

    Examples
    --------
    >>> records = [{"id": "citalopram", "names": ["citalopram"], "brands": ["Cipramil"], "codes": ["drug:ssri"]}]
    >>> [(one.id, one.kind) for one in find_medicines("Citaloprm 20mg", medicines=records)]
    [('citalopram', 'typo')]
    """
    index = _index_of(medicines)
    words = _words(text)
    found, used = _exact_stretches(words, index)
    last = len(words) - 1
    if words and last not in used and _is_a_list(words[:-1], used):
        completed = [(last, name.match(words[last:], "prefix")) for name in index.beginning_with(words[last])]
        found += completed
        used |= {last} if completed else set()
    for length in range(min(index.longest_words, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            stretch = range(start, start + length)
            if used.isdisjoint(stretch):
                said = words[start : start + length]
                near = index.close_to(said)
                found += [(start, name.match(said, "typo", distance)) for name, distance in near]
                used |= set(stretch) if near else set()
    return _each_once(found)


def _each_once(found: list[tuple[int, Match]]) -> list[Match]:
    """Keep the surest match of each medicine, in the order of the text."""
    surest: dict[str, tuple[int, Match]] = {}
    for place, match in sorted(found, key=lambda pair: (_RANK[pair[1].kind], pair[1].distance, pair[0])):
        surest.setdefault(match.id, (place, match))
    ordered = sorted(surest.values(), key=lambda pair: (pair[0], _RANK[pair[1].kind], len(pair[1].name)))
    return [match for _, match in ordered]


def codes_of_medicines(
    names: str | Iterable[str], *, medicines: MedicineIndex | Iterable[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Give the codes that the medicines named in a list set, by whole names only.

    Parameters
    ----------
    names : str or iterable of str
        Lines of a medication list, with or without strengths.
    medicines : MedicineIndex or iterable of mapping
        Medicine records, or an index made from them.

    Returns
    -------
    tuple of str
        Sorted, each once. Codes that need a date, such as a change within two weeks, are never among them.

    Notes
    -----
    ``not lithium`` sets the code of lithium all the same: a code of a medicine can only raise the urgency, and a sentence is
    not understood here. What was misspelt sets nothing; ask it back with `find_medicines`.

    Examples
    --------
    >>> records = [{"id": "lithium", "names": ["lithium"], "brands": ["Priadel"], "codes": ["drug:lithium"]}]
    >>> codes_of_medicines(["Priadel 400 mg", "lithum"], medicines=records)
    ('drug:lithium',)
    """
    index = _index_of(medicines)
    lines = [names] if isinstance(names, str) else names
    found = (match for line in lines for _, match in _exact_stretches(_words(line), index)[0])
    return tuple(sorted({code for match in found for code in match.codes}))
