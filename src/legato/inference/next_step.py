"""Rank what is not known yet by what it would tell: expected information gain for each unit of burden.

Unanswered emergency signs come before every gain. The gain is the mutual information between the finding and the cause, with
the frequency of the finding under each cause taken from its likelihood ratios.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from legato.inference.differential import known_presence
from legato.inference.evidence_table import entropy_bits, table_of
from legato.inference.implied import settled_codes
from legato.inference.steps import does_step_apply
from legato.knowledge.library import Library
from legato.model.differential import Differential
from legato.model.facts import Facts
from legato.model.next_step import NextStep, Step
from legato.model.presence import Presence
from legato.model.urgency import Triage

__all__ = ["choose_next_steps", "rank_steps"]

_LEAST_SHARE = 1e-3


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
        Without steps whose findings are all known, that are unsafe for this case or not for this person, or that would tell
        nothing.

    Notes
    -----
    Source: Shannon's mutual information. The frequency of a finding under a cause follows from its two ratios,
    ``p = r1 (1 - r0) / (r1 - r0)``; where only one ratio says something, from the background share of the finding. A finding whose
    group already counts as strongly for a cause tells nothing more about it. The findings of one step are added up.
    """
    presence = known_presence(facts, library=library)
    known = frozenset(presence) | settled_codes(
        (code for code, state in presence.items() if state is Presence.PRESENT), library=library
    )
    unanswered = frozenset(triage.unanswered)
    gains = _gains(differential, library=library)
    ranked = []
    for step in steps:
        open_codes = [code for code in step.codes if code not in known and code in library.findings]
        if not open_codes or not does_step_apply(step, facts, library=library):
            continue
        bits = math.fsum([gains.get(code, 0.0) for code in open_codes])
        is_safety = step.kind == "question" and not unanswered.isdisjoint(open_codes)
        if bits > 1e-6 or is_safety:
            telling = tuple(sorted(open_codes, key=lambda code: (-gains.get(code, 0.0), code)))
            ranked.append(NextStep(step, bits, bits / step.burden, telling, (), is_safety))
    return tuple(sorted(ranked, key=lambda one: (not one.is_safety_first, -one.score, one.step.id)))


def choose_next_steps(
    ranked: Sequence[NextStep], *, differential: Differential, library: Library, count: int
) -> tuple[tuple[NextStep, ...], tuple[NextStep, ...]]:
    """Give the best few for the person at home and for the clinician, with the causes that each would move most.

    Parameters
    ----------
    ranked : sequence of NextStep
    differential : Differential
    library : Library
    count : int

    Returns
    -------
    tuple of tuple of NextStep
        For the person: what one can do alone. For the clinician: items of the examination and tests, at least one of them
        the test that the record of the first cause names first and that would tell something.
    """
    person = [one for one in ranked if one.step.is_for_person][:count]
    clinician = [one for one in ranked if one.step.kind in ("exam", "test")][:count]
    own = _test_of_first_cause(ranked, differential=differential, library=library)
    if own and own[0].step.id not in {one.step.id for one in clinician}:
        clinician = [*clinician[: count - 1], own[0]]
    shares = {one.condition: one.share for one in differential.hypotheses}

    def told(steps: list[NextStep]) -> tuple[NextStep, ...]:
        return tuple(
            replace(one, separates=_separates(one.telling, shares=shares, library=library)) for one in steps
        )

    return told(person), told(clinician)


def _test_of_first_cause(
    ranked: Sequence[NextStep], *, differential: Differential, library: Library
) -> list[NextStep]:
    """Give the tests that the first cause names and that would tell something, in its own order.

    The examination is left out: its items stand in the list one by one.
    """
    first = library.conditions[differential.hypotheses[0].condition]
    by_id = {one.step.id: one for one in ranked if one.step.kind == "test"}
    return [by_id[id_] for id_ in first.tests if id_ in by_id and id_ != "examination"]


def _separates(telling: Sequence[str], *, shares: Mapping[str, float], library: Library) -> tuple[str, ...]:
    """Give the causes that the most telling findings of a step would move most."""
    table = table_of(library)
    moved: dict[str, float] = {}
    for code in telling[:3]:
        for condition, row in table.telling_of(code):
            size = shares[condition] * abs(row.frequency - row.background)
            if size > moved.get(condition, 0.0):
                moved[condition] = size
            else:
                moved.setdefault(condition, 0.0)
    return tuple(sorted(moved, key=lambda name: (-moved[name], name))[:3])


def _gains(differential: Differential, *, library: Library) -> dict[str, float]:
    """Give the mutual information between each finding and the cause, in bits.

    Causes that no answer could bring back are left aside: their share is below what a reader would ever see.
    """
    table = table_of(library)
    sums: dict[str, list[float]] = {}
    for one in differential.hypotheses:
        share = one.share
        if share < _LEAST_SHARE:
            continue
        counted = {
            (row.group, row.log_ratio > 0): abs(row.log_ratio)
            for row in (*one.speaks_for, *one.speaks_against)
            if row.counts
        }
        for row in table.telling(one.condition):
            if row.strength <= counted.get(row.place, 0.0):
                continue
            total = sums.get(row.finding)
            if total is None:
                sums[row.finding] = [share, share * row.frequency, share * row.entropy_bits, row.background]
            else:
                total[0] += share
                total[1] += share * row.frequency
                total[2] += share * row.entropy_bits
    gains = {}
    for code, (covered, mean, inner, background) in sums.items():
        rest = max(0.0, 1 - covered)
        bits = entropy_bits(mean + rest * background) - inner - rest * table.background_bits[code]
        gains[code] = max(0.0, bits)
    return gains
