"""Weigh every possible cause by the facts: log odds, grouped dependence, unknown is neutral.

``weight = trust * ln(prior * age * sex) + sum over groups of (strongest for + strongest against)``. Everything that enters
is kept in the result, so that each weight can be computed by hand. Decides nothing about urgency.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import islice

from legato.inference.evidence_table import table_of
from legato.inference.pairs import find_pairs
from legato.knowledge.library import Library
from legato.model.condition import Condition, age_band_of
from legato.model.differential import Band, Contribution, Differential, Hypothesis, PriorTerm
from legato.model.facts import Facts
from legato.model.presence import Presence
from legato.model.urgency import Triage, Urgency

__all__ = ["known_presence", "prior_term", "weigh_causes"]

_RHYTHM_GROUP = "rhythm"
_Row = tuple[Contribution, Contribution]  # not counting, and counting


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
    found: dict[str, list[_Row]] = {id_: [] for id_ in library.conditions}
    for code, state in presence.items():
        for id_, plain, counting in table.contributions(code, state):
            found[id_].append((plain, counting))
    priors = _priors(facts, library=library)
    weighed = []
    for id_, rows in found.items():
        marked = _counted(rows)
        weight = priors[id_].log_odds + math.fsum(row.log_ratio for row in marked if row.counts)
        weighed.append(_Weighed(library.conditions[id_], weight, marked))
    return _ranked(weighed, facts=facts, triage=triage, presence=presence, library=library)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A condition with its weight, before the order is known."""

    condition: Condition
    weight: float
    rows: list[Contribution]

    @property
    def speaks_for(self) -> tuple[Contribution, ...]:
        return tuple(row for row in self.rows if row.log_ratio > 0)


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


def _first_unknown(codes: tuple[str, ...], presence: dict[str, Presence], *, count: int) -> tuple[str, ...]:
    """Give the first few codes that nobody knows."""
    return tuple(islice((code for code in codes if code not in presence), count))


def _counted(rows: list[_Row]) -> list[Contribution]:
    """Order by strength, and let the strongest of each group and direction count."""
    rows.sort(key=lambda row: (-abs(row[0].log_ratio), row[0].finding))
    taken: set[tuple[str, bool]] = set()
    marked = []
    for plain, counting in rows:
        place = (plain.group, plain.log_ratio > 0)
        marked.append(plain if place in taken else counting)
        taken.add(place)
    return marked


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
    elif _strongest(speaks_for) < least_defining:
        reasons.append("no_defining_finding")
    return tuple(reasons)


def _strongest(speaks_for: tuple[Contribution, ...]) -> float:
    """Give the largest ratio as it stands in the evidence; 0 where nothing speaks for a cause."""
    return max((row.recorded_ratio for row in speaks_for), default=0.0)


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
    held = {
        one.condition.id: _held_back(
            one, facts=facts, triage=triage, least_defining=library.setting("lead.least_ratio")
        )
        for one in ordered
    }
    first_free = next((index for index, one in enumerate(ordered) if not held[one.condition.id]), None)
    if first_free:
        ordered.insert(0, ordered.pop(first_free))
    top = max([none_weight, *(one.weight for one in ordered)])
    total = math.fsum([math.exp(none_weight - top), *(math.exp(one.weight - top) for one in ordered)])
    cuts = _Cuts(
        library.setting("band.leading"), library.setting("band.likely"), library.setting("band.possible")
    )
    most_missing = int(library.setting("missing.count"))
    missing, priors = table_of(library).missing, _priors(facts, library=library)
    hypotheses = []
    for rank, one in enumerate(ordered):
        id_ = one.condition.id
        share = math.exp(one.weight - top) / total
        may_lead = (
            rank == 0
            and not held[id_]
            and one.weight > none_weight
            and _strongest(one.speaks_for) >= library.setting("band.leading_ratio")
        )
        hypotheses.append(
            Hypothesis(
                condition=id_,
                weight=one.weight,
                share=share,
                band=_band(one, share, may_lead=may_lead, cuts=cuts),
                prior=priors[id_],
                speaks_for=one.speaks_for,
                speaks_against=tuple(row for row in one.rows if row.log_ratio < 0),
                missing=_first_unknown(missing[id_], presence, count=most_missing),
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
    if not one.rows:
        return Band.NOT_ASSESSABLE
    if may_lead and share >= cuts.leading and one.speaks_for:
        return Band.LEADING
    if share >= cuts.likely:
        return Band.LIKELY
    return Band.POSSIBLE if share >= cuts.possible else Band.LESS_LIKELY
