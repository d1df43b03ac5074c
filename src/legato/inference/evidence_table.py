"""The evidence of the library laid out for quick weighing: everything about a record that no case changes, once a process."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

from legato.knowledge.library import Library
from legato.model.condition import Evidence
from legato.model.differential import Contribution
from legato.model.presence import Presence

__all__ = ["EvidenceRow", "EvidenceTable", "Telling", "entropy_bits", "table_of"]

_LEAST_SHARE, _MOST_SHARE = 0.005, 0.98
EvidenceRow = tuple[tuple[float, str], tuple[str, bool], Contribution, Contribution]
"""What to order by, group and direction, and the contribution: not counting, and counting."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What one unanswered finding would tell about one cause.

    Parameters
    ----------
    finding : str
    place : tuple of (str, bool)
        Its group, and whether it speaks for the cause.
    strength : float
        Absolute log ratio of its presence.
    frequency : float
        Share of people with this cause who show it.
    entropy_bits : float
        Of that share.
    background : float
        Share of everybody with leg shaking who shows it.
    """

    finding: str
    place: tuple[str, bool]
    strength: float
    frequency: float
    entropy_bits: float
    background: float


def entropy_bits(share: float) -> float:
    """Give the uncertainty of a yes or no.

    Parameters
    ----------
    share : float
        0 to 1.

    Returns
    -------
    float
        Bits.
    """
    if share <= 0 or share >= 1:
        return 0.0
    return -(share * math.log2(share) + (1 - share) * math.log2(1 - share))


class EvidenceTable:
    """The evidence by finding and by condition.

    Parameters
    ----------
    library : Library
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_code: dict[tuple[str, Presence], tuple[tuple[str, EvidenceRow], ...]] = {}
        self._telling: dict[str, tuple[Telling, ...]] = {}
        self._telling_of: dict[str, tuple[tuple[str, Telling], ...]] = {}

    def contributions(self, code: str, state: Presence) -> tuple[tuple[str, EvidenceRow], ...]:
        """Give, for each condition that a known finding speaks about, its contribution.

        Parameters
        ----------
        code : str
        state : Presence
            Present or absent.

        Returns
        -------
        tuple of (str, EvidenceRow)
        """
        key = (code, state)
        if key not in self._by_code:
            background = self._library.findings[code].background
            rows = []
            for condition, evidence in self._library.evidence_by_finding.get(code, ()):
                one = _contribution(evidence, state, background=background)
                if one is not None:
                    order, place = (-abs(one.log_ratio), one.finding), (one.group, one.log_ratio > 0)
                    rows.append((condition, (order, place, one, replace(one, counts=True))))
            self._by_code[key] = tuple(rows)
        return self._by_code[key]

    @cached_property
    def missing(self) -> dict[str, tuple[str, ...]]:
        """For each condition the findings that would change its odds much, most telling first.

        Most telling is what is expected to move the odds most, whether the finding turns out to be there or not: a finding
        that nearly nobody has is not worth looking for, however much it would say.
        """
        least = math.log(self._library.setting("missing.least_ratio")) - 1e-9
        table = {}
        for condition in self._library.conditions.values():
            moves: dict[str, float] = {}
            for one in condition.evidence:
                there, not_there = abs(math.log(one.present)), abs(math.log(one.absent))
                if max(there, not_there) >= least:
                    background = self._library.findings[one.finding].background
                    share = (_frequency(one, background=background) + background) / 2
                    moves[one.finding] = share * there + (1 - share) * not_there
            table[condition.id] = tuple(sorted(moves, key=lambda code: (-moves[code], code)))
        return table

    def telling(self, condition: str) -> tuple[Telling, ...]:
        """Give what each finding of one condition would tell; made when it is first asked for.

        Parameters
        ----------
        condition : str

        Returns
        -------
        tuple of Telling
        """
        if condition not in self._telling:
            evidence = self._library.conditions[condition].evidence
            self._telling[condition] = tuple([self._told(one) for one in evidence])
        return self._telling[condition]

    def telling_of(self, code: str) -> tuple[tuple[str, Telling], ...]:
        """Give what one finding would tell about each condition; made when it is first asked for.

        Parameters
        ----------
        code : str

        Returns
        -------
        tuple of (str, Telling)
        """
        if code not in self._telling_of:
            evidence = self._library.evidence_by_finding.get(code, ())
            self._telling_of[code] = tuple([(condition, self._told(one)) for condition, one in evidence])
        return self._telling_of[code]

    @cached_property
    def background_bits(self) -> dict[str, float]:
        """For each finding the uncertainty of its share in everybody with leg shaking."""
        return {one.id: entropy_bits(one.background) for one in self._library.findings.values()}

    def _told(self, evidence: Evidence) -> Telling:
        background = self._library.findings[evidence.finding].background
        share = _frequency(evidence, background=background)
        size = math.log(evidence.present)
        return Telling(
            evidence.finding, (evidence.group, size > 0), abs(size), share, entropy_bits(share), background
        )


def table_of(library: Library) -> EvidenceTable:
    """Give the table of a library, made once.

    Parameters
    ----------
    library : Library

    Returns
    -------
    EvidenceTable
    """
    table = library.memory.get("evidence_table")
    if not isinstance(table, EvidenceTable):
        table = library.memory["evidence_table"] = EvidenceTable(library)
    return table


def _contribution(evidence: Evidence, state: Presence, *, background: float) -> Contribution | None:
    """Give what one known finding does to one condition; None where it says nothing."""
    recorded = evidence.present if state is Presence.PRESENT else evidence.absent
    most = 1 / background if state is Presence.PRESENT else 1 / (1 - background)
    ratio = min(recorded, most)
    if ratio == 1.0:
        return None
    return Contribution(
        finding=evidence.finding,
        presence=state,
        ratio=ratio,
        recorded_ratio=recorded,
        log_ratio=math.log(ratio),
        counts=False,
        group=evidence.group,
        kind=evidence.kind,
        source=evidence.source,
        confidence=evidence.confidence,
        doubt=evidence.doubt,
    )


def _frequency(evidence: Evidence, *, background: float) -> float:
    """Give how often a finding is there under the cause of an evidence record."""
    there, not_there = evidence.present, evidence.absent
    if (there - 1) * (not_there - 1) < 0:
        share = there * (1 - not_there) / (there - not_there)
    elif there != 1:
        share = there * background
    else:
        share = 1 - not_there * (1 - background)
    return min(max(share, _LEAST_SHARE), _MOST_SHARE)
