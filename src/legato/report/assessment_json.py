"""Assessments as JSON, schema ``legato.assessment/1``: what other programs read, and what ``legato verify`` compares."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from legato.model.assessment import Assessment
from legato.model.case import RefusedCase
from legato.model.differential import CausePair, Contribution, Differential, Hypothesis
from legato.model.next_step import NextStep

__all__ = ["assessment_to_json", "render_assessments"]

_DIGITS = 9
_NOTICE = "Not a diagnosis. No clinician has reviewed the rules, the evidence or the words."


def render_assessments(cases: Sequence[Assessment | RefusedCase]) -> str:
    """Write a file of assessments, one case after the other.

    Parameters
    ----------
    cases : sequence of Assessment or RefusedCase

    Returns
    -------
    str
        JSON with one line for each case.
    """
    rows = (_refused(one) if isinstance(one, RefusedCase) else assessment_to_json(one) for one in cases)
    lines = ",\n".join(
        json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")) for row in rows
    )
    head = json.dumps({"schema": "legato.assessment/1", "notice": _NOTICE}, ensure_ascii=False)[:-1]
    return f'{head}, "cases": [\n{lines}\n]}}\n'


def _refused(one: RefusedCase) -> dict[str, Any]:
    return {"id": one.id, "error": {"what": one.what, "where": one.where, "mend": one.mend}}


def assessment_to_json(one: Assessment) -> dict[str, Any]:
    """Give one assessment.

    Parameters
    ----------
    one : Assessment

    Returns
    -------
    dict
        ``differential`` is from the first assessment, ``differential_with_results`` with what came later.
    """
    differential = one.differential
    return {
        "id": one.case.id,
        "urgency": one.triage.urgency.value,
        "rules": [
            {"id": rule.id, "level": rule.level.value, "facts": list(rule.facts)} for rule in one.triage.rules
        ],
        "unanswered": list(one.triage.unanswered),
        "self_care_closed_by": list(one.triage.closed_self_care),
        "differential": [_hypothesis(row) for row in differential.hypotheses],
        "differential_with_results": [
            (_hypothesis if one.case.results_later else _place)(row)
            for row in one.differential_with_results.hypotheses
        ],
        "none_of_these": _none(differential),
        "none_of_these_with_results": _none(one.differential_with_results),
        "two_causes": [_pair(pair) for pair in differential.pairs],
        "two_causes_with_results": [_pair(pair) for pair in one.differential_with_results.pairs],
        "next": [
            *(_step(step, audience="person") for step in one.next_for_person),
            *(_step(step, audience="clinician") for step in one.next_for_clinician),
        ],
        "findings_from_recordings": [
            {
                "finding": row.finding,
                "presence": row.presence,
                "reason": row.reason,
                "rule": row.rule,
                "recording": row.recording,
            }
            for row in one.derived
        ],
        "scales": [
            {"scale": row.scale, "total": row.total, "most": row.most, "band": row.band, "note": row.note}
            for row in one.scales
        ],
        "notes": list(one.notes),
        "provenance": {
            "legato_version": one.provenance.legato_version,
            "knowledge_version": one.provenance.knowledge_version,
            "case_sha256": one.provenance.case_sha256,
            "recordings": [{"name": name, "sha256": sha256} for name, sha256 in one.provenance.recordings],
            "made_on": one.provenance.made_on,
        },
    }


@lru_cache(maxsize=16384)
def _number(value: float) -> float:
    """Round where the arithmetic itself is no longer exact, so that machines agree."""
    return float(f"{value:.{_DIGITS}g}")


def _none(differential: Differential) -> dict[str, Any]:
    return {"weight": _number(differential.none_weight), "leads": differential.does_none_fit}


def _place(row: Hypothesis) -> dict[str, Any]:
    """Give the place of a cause; without later results its evidence stands in ``differential``."""
    return {"condition": row.condition, "weight": _number(row.weight), "band": row.band.value}


def _hypothesis(row: Hypothesis) -> dict[str, Any]:
    """Give a cause with what counted: its weight is ``prior.log_odds`` plus the logarithm of every ratio listed."""
    return {
        **_place(row),
        "for": _contributions(row.speaks_for),
        "against": _contributions(row.speaks_against),
        "missing": row.missing,
        "held_back": row.held_back,
        "prior": {
            "odds": row.prior.odds,
            "age_factor": row.prior.age_factor,
            "sex_factor": row.prior.sex_factor,
            "trust": row.prior.trust,
            "log_odds": _number(row.prior.log_odds),
        },
    }


def _contributions(rows: Sequence[Contribution]) -> list[dict[str, Any]]:
    """Give the contributions that count, each with the weaker ones of its group that it stands for."""
    listed: dict[str, dict[str, Any]] = {}
    for one in rows:
        if one.counts:
            listed[one.group] = {
                "finding": one.finding,
                "presence": one.presence.value,
                "ratio": _number(one.ratio),
                "log_ratio": _number(one.log_ratio),
                "group": one.group,
                "kind": one.kind,
                "source": one.source,
                "confidence": one.confidence,
            }
        else:
            listed[one.group].setdefault("also", []).append(one.finding)
    return list(listed.values())


def _pair(pair: CausePair) -> dict[str, Any]:
    return {
        "conditions": list(pair.conditions),
        "weight": _number(pair.weight),
        "gain": _number(pair.gain),
        "first_explains": list(pair.first_explains),
        "second_explains": list(pair.second_explains),
    }


def _step(one: NextStep, *, audience: str) -> dict[str, Any]:
    return {
        "for": audience,
        "kind": one.step.kind,
        "id": one.step.id,
        "name": one.step.name,
        "gain_bits": _number(one.gain_bits),
        "burden": one.step.burden,
        "score": _number(one.score),
        "findings": list(one.telling),
        "separates": list(one.separates),
        "is_safety_first": one.is_safety_first,
    }
