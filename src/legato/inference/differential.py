"""Weigh every possible cause by the facts: log odds, grouped dependence, unknown is neutral.

``weight = trust * ln(prior * age * sex) + sum over groups of (strongest for + strongest against)``. Everything that enters
is kept in the result, so that each weight can be computed by hand. Decides nothing about urgency.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from legato.inference.pairs import find_pairs
from legato.knowledge.library import Library
from legato.model.condition import Condition, Evidence, age_band_of
from legato.model.differential import Band, Contribution, Differential, Hypothesis, PriorTerm
from legato.model.facts import Facts
from legato.model.presence import Presence
from legato.model.urgency import Triage, Urgency

__all__ = ["known_presence", "prior_term", "weigh_causes"]

_RHYTHM_GROUP = "rhythm"


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
    found: dict[str, list[Contribution]] = {id_: [] for id_ in library.conditions}
    for code, state in presence.items():
        for condition, evidence in library.evidence_by_finding.get(code, ()):
            contribution = _contribution(evidence, state, background=library.findings[code].background)
            if contribution is not None:
                found[condition].append(contribution)
    hypotheses = [
        _hypothesis(
            condition, found[condition.id], facts=facts, triage=triage, presence=presence, library=library
        )
        for condition in library.conditions.values()
    ]
    return _ranked(hypotheses, facts=facts, library=library)


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


def _counted(contributions: list[Contribution]) -> list[Contribution]:
    """Mark the strongest of each group and direction as the one that counts."""
    ordered = sorted(contributions, key=lambda one: (-abs(one.log_ratio), one.finding))
    taken: set[tuple[str, bool]] = set()
    marked = []
    for one in ordered:
        place = (one.group, one.log_ratio > 0)
        marked.append(replace(one, counts=place not in taken))
        taken.add(place)
    return marked


def _hypothesis(
    condition: Condition,
    contributions: list[Contribution],
    *,
    facts: Facts,
    triage: Triage,
    presence: Mapping[str, Presence],
    library: Library,
) -> Hypothesis:
    prior = prior_term(condition, facts=facts, trust=library.setting("differential.trust_in_priors"))
    marked = _counted(contributions)
    speaks_for = tuple(one for one in marked if one.log_ratio > 0)
    return Hypothesis(
        condition=condition.id,
        weight=prior.log_odds + math.fsum(one.log_ratio for one in marked if one.counts),
        share=0.0,
        band=Band.NOT_ASSESSABLE,
        prior=prior,
        speaks_for=speaks_for,
        speaks_against=tuple(one for one in marked if one.log_ratio < 0),
        missing=_missing(condition, presence=presence, least=library.setting("missing.least_ratio")),
        held_back=_held_back(condition, speaks_for, facts=facts, triage=triage),
    )


def _missing(condition: Condition, *, presence: Mapping[str, Presence], least: float) -> tuple[str, ...]:
    """List what nobody knows and would change the odds much."""
    strength = {
        evidence.finding: max(abs(math.log(evidence.present)), abs(math.log(evidence.absent)))
        for evidence in condition.evidence
        if evidence.finding not in presence
    }
    telling = [code for code, size in strength.items() if size >= math.log(least) - 1e-9]
    return tuple(sorted(telling, key=lambda code: (-strength[code], code)))


def _held_back(
    condition: Condition, speaks_for: tuple[Contribution, ...], *, facts: Facts, triage: Triage
) -> tuple[str, ...]:
    """List why a condition may not stand first."""
    reasons = [
        " or ".join(group) for group in condition.lead_needs if not _is_met(group, facts=facts, triage=triage)
    ]
    if speaks_for and all(one.group == _RHYTHM_GROUP for one in speaks_for):
        reasons.append("frequency_alone")
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


def _ranked(hypotheses: list[Hypothesis], *, facts: Facts, library: Library) -> Differential:
    """Order, share out, give the bands, and look for pairs."""
    trust = library.setting("differential.trust_in_priors")
    none_weight = trust * math.log(library.setting("differential.none_prior"))
    ordered = sorted(hypotheses, key=lambda one: (-one.weight, one.condition))
    first_free = next((index for index, one in enumerate(ordered) if not one.held_back), None)
    if first_free:
        ordered.insert(0, ordered.pop(first_free))
    top = max([none_weight, *(one.weight for one in ordered)])
    total = math.fsum([math.exp(none_weight - top), *(math.exp(one.weight - top) for one in ordered)])
    cuts = _Cuts(
        library.setting("band.leading"), library.setting("band.likely"), library.setting("band.possible")
    )
    banded = []
    for rank, one in enumerate(ordered):
        share = math.exp(one.weight - top) / total
        may_lead = rank == 0 and not one.held_back and one.weight > none_weight
        banded.append(replace(one, share=share, band=_band(one, share, may_lead=may_lead, cuts=cuts)))
    return Differential(
        hypotheses=tuple(banded),
        none_weight=none_weight,
        none_share=math.exp(none_weight - top) / total,
        does_none_fit=all(one.weight < none_weight for one in banded),
        pairs=find_pairs(banded, facts=facts, library=library),
    )


def _band(one: Hypothesis, share: float, *, may_lead: bool, cuts: _Cuts) -> Band:
    """Give the word for a share."""
    if not one.speaks_for and not one.speaks_against:
        return Band.NOT_ASSESSABLE
    if may_lead and share >= cuts.leading and one.speaks_for:
        return Band.LEADING
    if share >= cuts.likely:
        return Band.LIKELY
    return Band.POSSIBLE if share >= cuts.possible else Band.LESS_LIKELY
