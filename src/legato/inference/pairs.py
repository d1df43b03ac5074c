"""Two causes at once, where together they explain the facts much better than the best single one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

from legato.knowledge.library import Library
from legato.model.differential import CausePair, Contribution, Hypothesis
from legato.model.facts import Facts
from legato.model.presence import Presence

__all__ = ["find_pairs"]


def find_pairs(ordered: Sequence[Hypothesis], *, facts: Facts, library: Library) -> tuple[CausePair, ...]:
    """Try the best causes in pairs.

    Parameters
    ----------
    ordered : sequence of Hypothesis
        Best first.
    facts : Facts
    library : Library

    Returns
    -------
    tuple of CausePair
        Best first, those that gain enough; empty where one cause is enough.

    Notes
    -----
    Odds of both: the product of the prior odds over the sum of all prior odds, as if the two met by chance. A present finding
    counts by the cause that explains it better; what speaks against one is lifted only where it speaks for the other. A finding
    that is absent counts against both.
    """
    if not ordered:
        return ()
    trust = library.setting("differential.trust_in_priors")
    total = math.fsum(condition.prior[facts.setting] for condition in library.conditions.values())
    best = max(one.weight for one in ordered)
    least = math.log(library.setting("pair.least_gain"))
    candidates = sorted(ordered, key=lambda one: -one.weight)[: int(library.setting("pair.candidates"))]
    explained = {one.condition: frozenset(row.finding for row in one.speaks_for) for one in candidates}
    own = {one.condition: _own(one) for one in candidates}
    pairs = []
    for first, second in combinations(candidates, 2):
        mine = tuple(code for code in own[first.condition] if code not in explained[second.condition])
        other = tuple(code for code in own[second.condition] if code not in explained[first.condition])
        if not mine or not other:
            continue
        weight = (
            first.prior.log_odds + second.prior.log_odds - trust * math.log(total) + _together(first, second)
        )
        if weight >= best + least:
            pairs.append(
                CausePair((first.condition, second.condition), weight, math.exp(weight - best), mine, other)
            )
    return tuple(sorted(pairs, key=lambda pair: (-pair.weight, pair.conditions)))[:3]


def _own(one: Hypothesis) -> tuple[str, ...]:
    """List the findings that are there and count for a cause."""
    return tuple([row.finding for row in one.speaks_for if row.counts and row.presence is Presence.PRESENT])


def _together(first: Hypothesis, second: Hypothesis) -> float:
    """Give the evidence for both causes at once."""
    rows: dict[str, list[Contribution]] = {}
    for one in (first, second):
        for row in (*one.speaks_for, *one.speaks_against):
            rows.setdefault(row.finding, []).append(row)
    strongest: dict[tuple[str, bool], float] = {}
    for of_finding in rows.values():
        row, value = of_finding[0], of_finding[0].log_ratio
        if len(of_finding) == 2:
            other = of_finding[1].log_ratio
            most = max(value, other)
            value = most if row.presence is Presence.PRESENT and most > 0 else min(value, other)
        place = (row.group, value > 0)
        if abs(value) > abs(strongest.get(place, 0.0)):
            strongest[place] = value
    return math.fsum(strongest.values())
