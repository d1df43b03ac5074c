"""Rank what is not known yet by what it would tell: expected information gain for each unit of burden.

Unanswered emergency signs come before every gain. The gain is the mutual information between the finding and the cause, with
the frequency of the finding under each cause taken from its likelihood ratios.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from legato.inference.differential import known_presence
from legato.knowledge.library import Library
from legato.model.condition import Evidence
from legato.model.differential import Differential
from legato.model.facts import Facts
from legato.model.next_step import NextStep, Step
from legato.model.urgency import Triage

__all__ = ["choose_next_steps", "rank_steps"]

_LEAST_SHARE, _MOST_SHARE = 0.005, 0.98


@dataclass(frozen=True, slots=True)
class _Gain:
    """Gain of one finding, with the causes that it moves most."""

    bits: float
    separates: tuple[str, ...]


def rank_steps(
    steps: Iterable[Step], *, facts: Facts, triage: Triage, differential: Differential, library: Library
) -> tuple[NextStep, ...]:
    """Rank steps, most worth doing first.

    Parameters
    ----------
    steps : iterable of Step
    facts : Facts
    triage : Triage
    differential : Differential
    library : Library

    Returns
    -------
    tuple of NextStep
        Without steps whose findings are all known, that are unsafe for this case, or that would tell nothing.

    Notes
    -----
    Source: Shannon's mutual information. The frequency of a finding under a cause follows from its two ratios,
    ``p = r1 (1 - r0) / (r1 - r0)``; where only one ratio says something, from the background share of the finding. A finding whose
    group already counts as strongly for a cause tells nothing more about it. The findings of one step are added up.
    """
    known = known_presence(facts, library=library)
    shares = {one.condition: one.share for one in differential.hypotheses}
    counted = {
        one.condition: {
            (row.group, row.log_ratio > 0): abs(row.log_ratio)
            for row in (*one.speaks_for, *one.speaks_against)
            if row.counts
        }
        for one in differential.hypotheses
    }
    unanswered = frozenset(triage.unanswered)
    gains: dict[str, _Gain] = {}
    ranked = []
    for step in steps:
        open_codes = [code for code in step.codes if code not in known and code in library.findings]
        if not open_codes or any(facts.has(code) for code in step.excluded_if):
            continue
        for code in open_codes:
            if code not in gains:
                gains[code] = _gain(code, shares=shares, counted=counted, library=library)
        telling = sorted(open_codes, key=lambda code: (-gains[code].bits, code))
        bits = math.fsum(gains[code].bits for code in open_codes)
        is_safety = step.kind == "question" and not unanswered.isdisjoint(open_codes)
        if bits <= 1e-6 and not is_safety:
            continue
        separates = tuple(dict.fromkeys(name for code in telling[:3] for name in gains[code].separates))[:3]
        ranked.append(NextStep(step, bits, bits / step.burden, tuple(telling), separates, is_safety))
    return tuple(sorted(ranked, key=lambda one: (not one.is_safety_first, -one.score, one.step.id)))


def choose_next_steps(
    ranked: Sequence[NextStep], *, count: int
) -> tuple[tuple[NextStep, ...], tuple[NextStep, ...]]:
    """Give the best few for the person at home and for the clinician.

    Parameters
    ----------
    ranked : sequence of NextStep
    count : int

    Returns
    -------
    tuple of tuple of NextStep
        For the person: what one can do alone. For the clinician: everything but questions and tasks, and questions
        only where nothing else tells more for its burden.
    """
    person = [one for one in ranked if one.step.is_for_person]
    clinician = [one for one in ranked if one.step.kind in ("exam", "test")]
    return tuple(person[:count]), tuple(clinician[:count])


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


def _entropy(share: float) -> float:
    """Give the uncertainty of a yes or no, in bits."""
    if share <= 0 or share >= 1:
        return 0.0
    return -(share * math.log2(share) + (1 - share) * math.log2(1 - share))


def _gain(
    code: str,
    *,
    shares: dict[str, float],
    counted: dict[str, dict[tuple[str, bool], float]],
    library: Library,
) -> _Gain:
    """Give the mutual information between one finding and the cause."""
    background = library.findings[code].background
    mean, inner, covered = 0.0, 0.0, 0.0
    moved: list[tuple[float, str]] = []
    for condition, evidence in library.evidence_by_finding.get(code, ()):
        share = shares[condition]
        strength = math.log(evidence.present)
        if abs(strength) <= counted[condition].get((evidence.group, strength > 0), 0.0):
            continue
        frequency = _frequency(evidence, background=background)
        covered += share
        mean += share * frequency
        inner += share * _entropy(frequency)
        moved.append((share * (frequency - background), condition))
    rest = max(0.0, 1 - covered)
    bits = _entropy(mean + rest * background) - inner - rest * _entropy(background)
    moved.sort(key=lambda pair: (-abs(pair[0]), pair[1]))
    return _Gain(max(0.0, bits), tuple(name for _, name in moved[:3]))
