"""Tie what a line is based on to the place where the clinician's page shows the very rule, fact or source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from legato.model.explanation import WHOLE, ClinicianText, Line, Section
from legato.report.words import Words

__all__ = ["Anchors", "BasisMark", "anchor_name"]

_RULE = re.compile(r"[A-Z][A-Za-z]*-?\d+[a-z]?")
_PLAIN = {"words": "words", "country": "country", "recording": "recording", "source": "source"}


@dataclass(frozen=True, slots=True)
class BasisMark:
    """One thing that a line rests on, as it is shown.

    Parameters
    ----------
    kind : str
        In words.
    id : str
        Code or key as it stands in the knowledge; empty for everything at once.
    href : str
        Place on the same page; empty where there is none.
    note : str
        How sure the source is, in words.
    """

    kind: str
    id: str
    href: str = ""
    note: str = ""


def anchor_name(code: str) -> str:
    """Give the name of the place that shows a code.

    Parameters
    ----------
    code : str

    Returns
    -------
    str

    Examples
    --------
    >>> anchor_name("symptom:fever")
    'b-symptom-fever'
    """
    return "b-" + re.sub(r"[^A-Za-z0-9]+", "-", code).strip("-").lower()


class Anchors:
    """The places of one clinician's page: each code is shown by the first line that rests on it.

    Parameters
    ----------
    text : ClinicianText
    words : Words
    """

    def __init__(self, text: ClinicianText, words: Words) -> None:
        self._words = words
        self._text = text  # keeps the lines alive, by whose identity they are found
        self._owner: dict[str, int] = {}
        self._names: dict[int, list[str]] = {}
        taken: set[str] = set()
        for line in _lines(text):
            for code in line.basis:
                name = anchor_name(code)
                if code == WHOLE or code.startswith("words:") or name in taken:
                    continue
                taken.add(name)
                self._owner[code] = id(line)
                self._names.setdefault(id(line), []).append(name)

    def names(self, line: Line) -> list[str]:
        """Give the names of the places that a line of the clinician's page is."""
        return self._names.get(id(line), [])

    def marks(self, line: Line) -> list[BasisMark]:
        """Give what a line rests on, with links to where it is shown."""
        marks = [self._mark(code) for code in line.basis]
        if line.source:
            marks.append(self._source(line.source))
        return marks

    def source(self, line: Line) -> BasisMark | None:
        """Give the source of a line alone."""
        return self._source(line.source) if line.source else None

    def _mark(self, code: str) -> BasisMark:
        say = self._words.say
        if code == WHOLE:
            return BasisMark(say("basis_kinds", "everything"), "")
        beginning, colon, rest = code.partition(":")
        href = f"#{anchor_name(code)}" if code in self._owner else ""
        if colon and beginning in _PLAIN:
            return BasisMark(say("basis_kinds", _PLAIN[beginning]), rest, href)
        kind = "fact" if colon else "rule" if _RULE.fullmatch(code) else "record"
        return BasisMark(say("basis_kinds", kind), code, href)

    def _source(self, text: str) -> BasisMark:
        key, _, mark = text.partition(" ")
        code = f"source:{key}"
        href = f"#{anchor_name(code)}" if code in self._owner else ""
        known = f"mark_{mark.lower()}" in self._words.keys("basis_kinds")
        note = self._words.say("basis_kinds", f"mark_{mark.lower()}") if known else mark
        return BasisMark(self._words.say("basis_kinds", "source"), text, href, note)


def _lines(text: ClinicianText) -> Iterator[Line]:
    """Give the lines that are places: findings first, since a rule names its facts but the findings list them."""
    sections: Iterable[Section] = (
        *text.findings,
        text.unanswered,
        text.triage,
        text.not_known,
        text.impact,
        text.person_questions,
        text.next_tests,
        text.sources,
        text.based_on,
    )
    for section in sections:
        yield from section.lines
