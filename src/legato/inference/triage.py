"""Decide how soon help is needed: the highest level of all rules that hold, before and apart from all arithmetic.

No measure, probability or benign label lowers what a rule has set. An emergency sign that nobody answered keeps the level
at ``days_to_weeks`` or above and is listed.
"""

from __future__ import annotations

from legato.knowledge.library import Library
from legato.knowledge.rules import SelfCareGate
from legato.model.facts import Facts
from legato.model.urgency import FiredRule, Triage, Urgency

__all__ = ["decide_urgency"]


def decide_urgency(facts: Facts, *, library: Library) -> Triage:
    """Apply every triage rule.

    Parameters
    ----------
    facts : Facts
    library : Library

    Returns
    -------
    Triage

    Notes
    -----
    Source: the triage rules of the knowledge base, each with its own source. Self-care is not a rule that fires but a gate:
    it opens only where nothing else holds and nothing closes it; otherwise the level is ``routine``.
    """
    rules = library.triage
    fired = []
    for rule in rules.rules:
        support = rule.when.support(facts)
        if support is not None:
            fired.append(FiredRule(rule.id, rule.level, tuple(sorted(support))))
    unanswered = _unanswered(facts, red_flags=rules.red_flags)
    level = fired[0].level if fired else None
    if unanswered and (level is None or level.rank < Urgency.DAYS_TO_WEEKS.rank):
        level = Urgency.DAYS_TO_WEEKS
    closed: tuple[str, ...] = ()
    if level is None:
        closed = _closed_by(facts, gate=rules.gate)
        level = Urgency.ROUTINE if closed else Urgency.SELF_CARE
        if not closed:
            fired.append(FiredRule(rules.gate.id, level, _opened_by(facts, gate=rules.gate)))
    return Triage(level, tuple(fired), unanswered, closed)


def _unanswered(facts: Facts, *, red_flags: frozenset[str]) -> tuple[str, ...]:
    """List the emergency signs that nobody answered."""
    if facts.red_flags_asked:
        return ()
    return tuple(sorted(code for code in red_flags if not facts.is_answered(code)))


def _opened_by(facts: Facts, *, gate: SelfCareGate) -> tuple[str, ...]:
    """Give the stated codes that open self-care."""
    found: set[str] = set()
    for part in gate.needs:
        found |= part.support(facts, stated=True) or set()
    return tuple(sorted(found))


def _closed_by(facts: Facts, *, gate: SelfCareGate) -> tuple[str, ...]:
    """List what keeps self-care closed; empty where it is open."""
    closed = [code for code in facts.present if code in gate.closed_by or _is_abnormal(code, gate=gate)]
    if not _opened_by(facts, gate=gate):
        closed.append("no_clear_harmless_pattern")
    if not any(
        facts.has_stated(code) for code in facts.present if code.split(":")[0] in gate.needs_an_answer_in
    ):
        closed.append("onset_unknown")
    if facts.age_years is None:
        closed.append("age_unknown")
    elif facts.age_years < gate.least_age_years:
        closed.append("age_under_least")
    return tuple(sorted(closed))


def _is_abnormal(code: str, *, gate: SelfCareGate) -> bool:
    return code.split(":")[0] in ("sign", "test") and code not in gate.harmless_signs
