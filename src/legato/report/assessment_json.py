"""Assessments as JSON, schema ``legato.assessment/1``: what other programs read, and what ``legato verify`` compares.

Written as text piece by piece, since most of it is the same evidence again and again: a contribution or a prior that was
written once is not written anew for the next case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from legato.model.assessment import Assessment
from legato.model.case import RefusedCase
from legato.model.differential import CausePair, Contribution, Differential, Hypothesis, PriorTerm
from legato.model.next_step import NextStep

__all__ = ["assessment_to_json", "render_assessments", "stream_assessments"]

_DIGITS = 9
_NOTICE = "Not a diagnosis. No clinician has reviewed the rules, the evidence or the words."
_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_quoted = lru_cache(maxsize=16384)(_write)


def render_assessments(cases: Iterable[Assessment | RefusedCase]) -> str:
    """Write a file of assessments, one case after the other.

    Parameters
    ----------
    cases : iterable of Assessment or RefusedCase

    Returns
    -------
    str
        JSON with one line for each case.
    """
    return "".join(stream_assessments(cases))


def stream_assessments(cases: Iterable[Assessment | RefusedCase]) -> Iterator[str]:
    """Write a file of assessments piece by piece, so that no more than one of them need be held.

    Parameters
    ----------
    cases : iterable of Assessment or RefusedCase

    Yields
    ------
    str
        The head, each case with what stands before it, and the end; joined they are the file.
    """
    head = json.dumps({"schema": "legato.assessment/1", "notice": _NOTICE}, ensure_ascii=False)[:-1]
    before = f'{head}, "cases": [\n'
    for one in cases:
        yield before + (_write(_refused(one)) if isinstance(one, RefusedCase) else _line(one))
        before = ",\n"
    yield ("" if before == ",\n" else before) + "\n]}\n"


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
    written: dict[str, Any] = json.loads(_line(one))
    return written


def _line(one: Assessment) -> str:
    """Write one assessment."""
    first, later = one.differential.hypotheses, one.differential_with_results.hypotheses
    causes_later = map(_hypothesis, later) if one.case.results_later else (_place(row) + "}" for row in later)
    before = {
        "id": one.case.id,
        "urgency": one.triage.urgency.value,
        "rules": [
            {"id": rule.id, "level": rule.level.value, "facts": list(rule.facts)} for rule in one.triage.rules
        ],
        "unanswered": list(one.triage.unanswered),
        "self_care_closed_by": list(one.triage.closed_self_care),
    }
    return (
        f'{_write(before)[:-1]},"differential":[{",".join(map(_hypothesis, first))}]'
        f',"differential_with_results":[{",".join(causes_later)}],{_write(_after(one))[1:]}'
    )


def _after(one: Assessment) -> dict[str, Any]:
    """Give what follows the causes."""
    return {
        "none_of_these": _none(one.differential),
        "none_of_these_with_results": _none(one.differential_with_results),
        "two_causes": [_pair(pair) for pair in one.differential.pairs],
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


def _number(value: float) -> float:
    """Round where the arithmetic itself is no longer exact, so that machines agree."""
    return float(f"{value:.{_DIGITS}g}")


def _none(differential: Differential) -> dict[str, Any]:
    return {"weight": _number(differential.none_weight), "leads": differential.does_none_fit}


def _place(row: Hypothesis) -> str:
    """Open a cause with its place; without later results its evidence stands in ``differential``."""
    return (
        f'{{"condition":{_quoted(row.condition)},"weight":{_number(row.weight)!r},"band":"{row.band.value}"'
    )


def _hypothesis(row: Hypothesis) -> str:
    """Write a cause with what counted: its weight is ``prior.log_odds`` plus the logarithm of every ratio listed."""
    return (
        f'{_place(row)},"for":{_contributions(row.speaks_for)},"against":{_contributions(row.speaks_against)}'
        f',"missing":{_texts(row.missing)},"held_back":{_texts(row.held_back)},"prior":{_prior(row.prior)}}}'
    )


def _texts(texts: Sequence[str]) -> str:
    return f"[{','.join(map(_quoted, texts))}]"


@lru_cache(maxsize=16384)
def _prior(prior: PriorTerm) -> str:
    return _write(
        {
            "odds": prior.odds,
            "age_factor": prior.age_factor,
            "sex_factor": prior.sex_factor,
            "trust": prior.trust,
            "log_odds": _number(prior.log_odds),
        }
    )


def _contributions(rows: Sequence[Contribution]) -> str:
    """Write the contributions that count, each with the weaker ones of its group that it stands for."""
    written: dict[str, str] = {}
    also: dict[str, list[str]] = {}
    for one in rows:
        if one.counts:
            written[one.group] = _contribution(one)
        else:
            also.setdefault(one.group, []).append(one.finding)
    for group, findings in also.items():
        written[group] = f'{written[group][:-1]},"also":{_texts(findings)}}}'
    return f"[{','.join(written.values())}]"


@lru_cache(maxsize=32768)
def _contribution(one: Contribution) -> str:
    return _write(
        {
            "finding": one.finding,
            "presence": one.presence.value,
            "ratio": _number(one.ratio),
            "log_ratio": _number(one.log_ratio),
            "group": one.group,
            "kind": one.kind,
            "source": one.source,
            "confidence": one.confidence,
        }
    )


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
