"""Tell facts to a person: who said or showed it, in short sentences, from the words of each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from legato.inference.readability import longest_sentence_words
from legato.inference.wording import wording_of
from legato.knowledge.expression import codes_of
from legato.knowledge.library import Library
from legato.model.facts import Facts, Origin

__all__ = ["MOST_WORDS", "Teller", "severity_of"]

MOST_WORDS = 20
"""Most words of a sentence for a person."""

_MOST_FACTS = 6
_SCORE_GROUP = "mood"


def severity_of(library: Library) -> dict[str, int]:
    """Give for each code how urgent the most urgent rule is that it can make hold; 0 where none.

    Parameters
    ----------
    library : Library

    Returns
    -------
    dict of str to int
        Ranks of the levels; the same for every case, so that no other answer moves a line.
    """
    ranks = library.memory.get("severity")
    if not isinstance(ranks, dict):
        ranks = dict.fromkeys(library.findings, 0)
        for rule in library.triage.rules:
            for code in codes_of(rule.when, under_not=False):
                ranks[code] = max(ranks.get(code, 0), rule.level.rank)
        library.memory["severity"] = ranks
    return ranks


class Teller:
    """Tell the facts of one case.

    Parameters
    ----------
    facts : Facts
    library : Library
    """

    def __init__(self, facts: Facts, *, library: Library) -> None:
        self._facts = facts
        self._library = library
        self._words = wording_of(library)
        self._severity = severity_of(library)
        self._sole = library.triage.sole_red_flags

    def plain(self, code: str) -> str:
        """Give the clause of a finding."""
        return self._library.findings[code].plain

    def who(self, code: str, *, is_absent: bool = False) -> str:
        """Tell who said or showed a fact: ``said``, ``exam``, ``recording``, ``test``, ``score`` or ``text``.

        Parameters
        ----------
        code : str
        is_absent : bool

        Returns
        -------
        str
        """
        origins = (self._facts.absent if is_absent else self._facts.present).get(code, frozenset())
        if origins == {Origin.TEXT}:
            return "text"
        if origins == {Origin.RECORDING}:
            return "recording"
        finding = self._library.findings[code]
        if {"person", "record"} & set(finding.stated_by):
            return "said"
        if "test" in finding.stated_by:
            return "score" if finding.group == _SCORE_GROUP else "test"
        return "exam" if "exam" in finding.stated_by else "recording"

    def is_implied(self, code: str, *, is_absent: bool = False) -> bool:
        """Tell whether a fact follows from age or sex alone."""
        origins = (self._facts.absent if is_absent else self._facts.present).get(code, frozenset())
        return origins == {Origin.IMPLIED}

    def by_severity(self, codes: Iterable[str]) -> list[str]:
        """Order codes: those that are an emergency by themselves, then those of the most urgent rules."""
        return sorted(codes, key=lambda code: (code not in self._sole, -self._severity.get(code, 0), code))

    def group(self, code: str) -> str:
        """Give the group of findings that a code belongs to."""
        return self._library.findings[code].group

    def severity(self, code: str) -> int:
        """Give the rank of the most urgent rule that a code can make hold."""
        return self._severity.get(code, 0)

    def tell(self, codes: Sequence[str]) -> str:
        """Say facts that are there, at most six, the most urgent first.

        Parameters
        ----------
        codes : sequence of str

        Returns
        -------
        str
            Sentences of at most 20 words.
        """
        by_who: dict[str, list[str]] = {}
        for code in self.by_severity(codes)[:_MOST_FACTS]:
            by_who.setdefault(self.who(code), []).append(self.plain(code))
        return " ".join(sentence for who, clauses in by_who.items() for sentence in self._say(who, clauses))

    def tell_absent(self, code: str) -> str:
        """Say that a finding is not there, and by whom."""
        who = self.who(code, is_absent=True)
        lead = f"lead.no.{who}" if self._words.has(f"lead.no.{who}") else "lead.no"
        return self._words.say(lead, plain=self.plain(code))

    def _say(self, who: str, clauses: list[str]) -> list[str]:
        """Say one clause, join two where the sentence stays short, and list more."""
        if who == "score":
            return [self._words.say("lead.score", plain=clause) for clause in clauses]
        if len(clauses) == 1:
            alone = self._words.say(f"lead.{who}", plain=clauses[0])
            is_short = longest_sentence_words(alone) <= MOST_WORDS
            return [alone if is_short else self._words.say(f"lead.{who}.short", plain=clauses[0])]
        if len(clauses) == 2:
            both = self._words.say("and_that", first=clauses[0], second=clauses[1])
            joined = self._words.say(f"lead.{who}", plain=both)
            if longest_sentence_words(joined) <= MOST_WORDS:
                return [joined]
        return [
            self._words.say(f"lead.{who}.list"),
            *(f"{clause[:1].upper()}{clause[1:]}." for clause in clauses),
        ]
