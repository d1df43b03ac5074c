"""Rules for the kinds of movement, as graded memberships read from data.

A kind is a list of ramps. Each ramp turns one feature into a membership between 0 and 1; a kind is as true as its
weakest ramp. Nothing here knows a number: the ramps come from the criteria ``kind.<kind>.<feature>``, the pairs that are
easily mistaken for each other from ``pair.<kind>.<kind>``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from legato.errors import KnowledgeError
from legato.model.criteria import Criteria
from legato.model.movement import MovementKind

__all__ = ["KindRule", "Pair", "Ramp", "kind_rules_from", "membership_of", "pairs_from"]


@dataclass(frozen=True, slots=True)
class Ramp:
    """Turn a feature into a membership: 0 at ``zero_at``, 1 at ``one_at``, straight between; falling where 0 lies above 1.

    Parameters
    ----------
    feature : str
        Name in the evidence of a window.
    zero_at, one_at : float
        In the unit of the feature; different from each other.
    """

    feature: str
    zero_at: float
    one_at: float

    def membership(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the membership of each value; NaN, which is an answer that was not given, counts as 0."""
        grade = np.clip((values - self.zero_at) / (self.one_at - self.zero_at), 0.0, 1.0)
        return np.where(np.isnan(values), 0.0, grade)


@dataclass(frozen=True, slots=True)
class KindRule:
    """One kind of movement and the ramps that must all hold.

    Parameters
    ----------
    kind : MovementKind
    variant : str
        Kinds with two pictures (such as clonus with and without a known task) have one rule each.
    is_refinement : bool
        Whether the variant is a detail to be shown, such as ``stairs``.
    ramps : tuple of Ramp
    """

    kind: MovementKind
    variant: str
    is_refinement: bool
    ramps: tuple[Ramp, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two kinds that are easily mistaken for each other, and what would tell them apart.

    Parameters
    ----------
    kinds : frozenset of MovementKind
    margin : float
        Least difference of membership at which one of them is claimed.
    tell_apart : str
    """

    kinds: frozenset[MovementKind]
    margin: float
    tell_apart: str


def membership_of(
    rule: KindRule, evidence: Mapping[str, NDArray[np.float64]], *, absent: frozenset[str]
) -> NDArray[np.float64]:
    """Give the membership of every window in one rule.

    Parameters
    ----------
    rule : KindRule
    evidence : mapping of str to ndarray of float64, each shape (n_windows,)
    absent : frozenset of str
        Features that this sensor or recording can't give at all: their ramps are left out instead of counting as 0.

    Returns
    -------
    ndarray of float64, shape (n_windows,)
        The smallest membership of the ramps that could be asked; 0 where all were left out.
    """
    asked = [ramp for ramp in rule.ramps if ramp.feature not in absent]
    n_windows = len(next(iter(evidence.values())))
    if not asked:
        return np.zeros(n_windows)
    grade = np.ones(n_windows)
    for ramp in asked:
        np.minimum(grade, ramp.membership(evidence[ramp.feature]), out=grade)
    return grade


def kind_rules_from(criteria: Criteria) -> tuple[KindRule, ...]:
    """Collect the rules of all kinds from the criteria named ``kind.<kind>[-variant|=detail].<feature>``.

    Raises
    ------
    KnowledgeError
        If a rule names a kind that is not one, or a ramp is not two different numbers.
    """
    ramps: dict[tuple[str, str], list[Ramp]] = {}
    for id_ in criteria.records:
        if not id_.startswith("kind."):
            continue
        _, name, feature = id_.split(".", 2)
        kind, variant = name.replace("=", "-=").partition("-")[::2]
        edges = criteria.numbers(id_)
        if len(edges) != 2 or edges[0] == edges[1]:
            raise KnowledgeError(
                "A ramp needs two different numbers", where=id_, found=str(edges), code="LEG-E404"
            )
        # ``feature+up`` and ``feature+down`` are two ramps on one feature: a band.
        ramps.setdefault((kind, variant), []).append(Ramp(feature.split("+")[0], edges[0], edges[1]))
    known = {kind.value for kind in MovementKind}
    strangers = sorted({kind for kind, _ in ramps} - known)
    if strangers:
        raise KnowledgeError(
            "Rules name kinds of movement that do not exist",
            found=", ".join(strangers),
            mend="use one of " + ", ".join(sorted(known)),
            code="LEG-E405",
        )
    return tuple(
        KindRule(MovementKind(kind), variant.lstrip("="), variant.startswith("="), tuple(listed))
        for (kind, variant), listed in ramps.items()
    )


def pairs_from(criteria: Criteria) -> tuple[Pair, ...]:
    """Collect the pairs of kinds that are easily mistaken from the criteria named ``pair.<kind>.<kind>``."""
    pairs = []
    for id_, record in criteria.records.items():
        if id_.startswith("pair."):
            _, first, second = id_.split(".")
            kinds = frozenset({MovementKind(first), MovementKind(second)})
            pairs.append(Pair(kinds, criteria.number(id_), record.note))
    return tuple(pairs)
