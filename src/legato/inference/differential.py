"""Weigh every possible cause by the facts: log odds, grouped dependence, unknown is neutral.

``weight = trust * ln(prior * age * sex) + sum over groups of (strongest for + strongest against)``. Everything that enters
is kept in the result, so that each weight can be computed by hand. Decides nothing about urgency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from legato.inference.evidence_table import EvidenceRow, table_of
from legato.inference.implied import settled_codes
from legato.inference.pairs import find_pairs
from legato.knowledge.library import Library
from legato.model.condition import Condition, age_band_of
from legato.model.differential import Band, Contribution, Differential, Hypothesis, PriorTerm
from legato.model.facts import Facts
from legato.model.presence import Presence
from legato.model.urgency import Triage, Urgency

__all__ = ["known_presence", "prior_term", "weigh_causes"]

_RHYTHM_GROUP = "rhythm"
_HELD_BY_WEAKNESS = frozenset({"frequency_alone", "no_defining_finding"})
_by_strength = itemgetter(0)


def weigh_causes(facts: Facts, *, triage: Triage, library: Library) -> Differential:
    """Rank every condition of the library.

    Parameters
    ----------
    facts : Facts
    triage : Triage
        Some causes may not stand first while an emergency sign is open or unanswered.
    library : Library

    Returns
    -------
    Differential

    Notes
    -----
    Source: Bayes' rule in odds form with likelihood ratios against everybody with leg shaking; priors and graded ratios are
    elicited. Dependent findings share a group, of which only the strongest for and the strongest against count. Deviation: an
    elicited prior is raised to a power below 1, because it may be wrong by a factor of ten.
    """
    presence = known_presence(facts, library=library)
    table = table_of(library)
    found: dict[str, list[EvidenceRow]] = {id_: [] for id_ in library.conditions}
    for code, state in presence.items():
        for id_, row in table.contributions(code, state):
            found[id_].append(row)
    priors = _priors(facts, library=library)
    weighed = [
        _weighed(library.conditions[id_], rows, prior_log_odds=priors[id_].log_odds)
        for id_, rows in found.items()
    ]
    return _ranked(weighed, facts=facts, triage=triage, presence=presence, library=library)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A condition with its weight, before the order is known."""

    condition: Condition
    weight: float
    speaks_for: tuple[Contribution, ...]
    speaks_against: tuple[Contribution, ...]

    @property
    def strongest_for(self) -> float:
        """Give the largest ratio as it stands in the evidence; 0 where nothing speaks for the cause."""
        return max((row.recorded_ratio for row in self.speaks_for), default=0.0)


def known_presence(facts: Facts, *, library: Library) -> dict[str, Presence]:
    """Give each code that is known to be present or absent, with the emergency signs that were asked and denied.

    Parameters
    ----------
    facts : Facts
    library : Library

    Returns
    -------
    dict of str to Presence
    """
    known = {code: facts.presence(code) for code in sorted({*facts.present, *facts.absent})}
    if facts.red_flags_asked:
        for code in sorted(library.triage.sole_red_flags):
            known.setdefault(code, Presence.ABSENT)
    return {code: state for code, state in known.items() if state is not Presence.UNKNOWN}


def prior_term(condition: Condition, *, facts: Facts, trust: float) -> PriorTerm:
    """Give the log odds of a condition before any finding.

    Parameters
    ----------
    condition : Condition
    facts : Facts
    trust : float

    Returns
    -------
    PriorTerm
    """
    band = age_band_of(facts.age_years, bands=condition.age)
    age = float(condition.age[band]) if band else 1.0
    sex = float(condition.sex.get(facts.sex or "", 1.0))
    odds = condition.prior[facts.setting]
    return PriorTerm(odds, age, sex, trust, trust * math.log(odds * age * sex))


def _priors(facts: Facts, *, library: Library) -> dict[str, PriorTerm]:
    """Give the prior terms of all conditions for one setting, age band and sex; remembered."""
    bands = next(iter(library.conditions.values())).age
    key = f"priors {facts.setting} {age_band_of(facts.age_years, bands=bands)} {facts.sex}"
    priors = library.memory.get(key)
    if not isinstance(priors, dict):
        trust = library.setting("differential.trust_in_priors")
        priors = {one.id: prior_term(one, facts=facts, trust=trust) for one in library.conditions.values()}
        library.memory[key] = priors
    return priors


def _place_of_first(ordered: list[_Weighed], held: Mapping[str, tuple[str, ...]]) -> int:
    """Give the place of the cause that may stand first.

    The heaviest that nothing holds back; where all are held, the heaviest that waits for no answer, for anxiety must not come
    first merely because nothing else is known either.
    """
    reasons = [frozenset(held[one.condition.id]) for one in ordered]
    free = (place for place, why in enumerate(reasons) if not why)
    weak = (place for place, why in enumerate(reasons) if why <= _HELD_BY_WEAKNESS)
    return next(chain(free, weak), 0)


def _first_unknown(codes: tuple[str, ...], settled: frozenset[str], *, count: int) -> tuple[str, ...]:
    """Give the first few codes that nobody knows."""
    first = codes[:count]
    if settled.isdisjoint(first):
        return first
    found: list[str] = []
    for code in codes:
        if code not in settled:
            found.append(code)
            if len(found) == count:
                break
    return tuple(found)


def _weighed(condition: Condition, rows: list[EvidenceRow], *, prior_log_odds: float) -> _Weighed:
    """Order by strength, let the strongest of each group and direction count, and add up."""
    rows.sort(key=_by_strength)
    taken: set[tuple[str, bool]] = set()
    counted: list[float] = []
    speaks_for: list[Contribution] = []
    speaks_against: list[Contribution] = []
    for _, place, plain, counting in rows:
        listed = speaks_for if place[1] else speaks_against
        if place in taken:
            listed.append(plain)
        else:
            taken.add(place)
            listed.append(counting)
            counted.append(counting.log_ratio)
    return _Weighed(condition, prior_log_odds + math.fsum(counted), tuple(speaks_for), tuple(speaks_against))


def _held_back(one: _Weighed, *, facts: Facts, triage: Triage, least_defining: float) -> tuple[str, ...]:
    """List why a condition may not stand first."""
    reasons = [
        " or ".join(group)
        for group in one.condition.lead_needs
        if not _is_met(group, facts=facts, triage=triage)
    ]
    speaks_for = one.speaks_for
    if speaks_for and all(row.group == _RHYTHM_GROUP for row in speaks_for):
        reasons.append("frequency_alone")
    elif one.strongest_for < least_defining:
        reasons.append("no_defining_finding")
    return tuple(reasons)


def _is_met(group: tuple[str, ...], *, facts: Facts, triage: Triage) -> bool:
    """Tell whether one of the codes was answered, or the emergency signs are all answered and none is open."""
    if "red_flags" in group:
        return not triage.unanswered and triage.urgency.rank < Urgency.SAME_DAY.rank
    return any(facts.is_answered(code) for code in group)


@dataclass(frozen=True, slots=True)
class _Cuts:
    leading: float
    likely: float
    possible: float


def _ranked(
    weighed: list[_Weighed],
    *,
    facts: Facts,
    triage: Triage,
    presence: dict[str, Presence],
    library: Library,
) -> Differential:
    """Order, share out, give the bands, and look for pairs."""
    none_weight = library.setting("differential.trust_in_priors") * math.log(
        library.setting("differential.none_prior")
    )
    ordered = sorted(weighed, key=lambda one: (-one.weight, one.condition.id))
    least_defining, least_leading = library.setting("lead.least_ratio"), library.setting("band.leading_ratio")
    held = {
        one.condition.id: _held_back(one, facts=facts, triage=triage, least_defining=least_defining)
        for one in ordered
    }
    first = _place_of_first(ordered, held)
    ordered.insert(0, ordered.pop(first))
    top = max([none_weight, *(one.weight for one in ordered)])
    total = math.fsum([math.exp(none_weight - top), *(math.exp(one.weight - top) for one in ordered)])
    cuts = _Cuts(
        library.setting("band.leading"), library.setting("band.likely"), library.setting("band.possible")
    )
    most_missing = int(library.setting("missing.count"))
    missing, priors = table_of(library).missing, _priors(facts, library=library)
    settled = settled_codes(
        (code for code, state in presence.items() if state is Presence.PRESENT), library=library
    ) | frozenset(presence)
    hypotheses = []
    for rank, one in enumerate(ordered):
        id_ = one.condition.id
        share = math.exp(one.weight - top) / total
        may_lead = (
            rank == 0 and not held[id_] and one.weight > none_weight and one.strongest_for >= least_leading
        )
        hypotheses.append(
            Hypothesis(
                condition=id_,
                weight=one.weight,
                share=share,
                band=_band(one, share, may_lead=may_lead, cuts=cuts),
                prior=priors[id_],
                speaks_for=one.speaks_for,
                speaks_against=one.speaks_against,
                missing=_first_unknown(missing[id_], settled, count=most_missing),
                held_back=held[id_],
            )
        )
    return Differential(
        hypotheses=tuple(hypotheses),
        none_weight=none_weight,
        none_share=math.exp(none_weight - top) / total,
        does_none_fit=all(one.weight < none_weight for one in hypotheses),
        pairs=find_pairs(hypotheses, facts=facts, library=library),
    )


def _band(one: _Weighed, share: float, *, may_lead: bool, cuts: _Cuts) -> Band:
    """Give the word for a share."""
    if not one.speaks_for and not one.speaks_against:
        return Band.NOT_ASSESSABLE
    if may_lead and share >= cuts.leading and one.speaks_for:
        return Band.LEADING
    if share >= cuts.likely:
        return Band.LIKELY
    return Band.POSSIBLE if share >= cuts.possible else Band.LESS_LIKELY
