"""What the page is told: the night as scored, and how it stands after the review; times in seconds, to the microsecond."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.responses import Response

from legato.lab.desk import DeskState, NightDesk
from legato.model.interval import Interval
from legato.model.leg_movement import RuleScoring, ScoredMovement
from legato.model.measure import Measure
from legato.model.recording import Side
from legato.model.review import ReviewEdit, ReviewedMovement
from legato.model.scoring import Clause
from legato.model.sleep import SleepEvent

__all__ = ["render_json", "render_night", "render_state"]

_MICROSECONDS = 6


def render_json(value: Mapping[str, Any]) -> Response:
    """Write an answer; a number that is not finite would be a fault of ours and is refused.

    Parameters
    ----------
    value : mapping

    Returns
    -------
    Response
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Response(text, media_type="application/json")


def render_night(desk: NightDesk) -> dict[str, Any]:
    """Lay out what does not change while the night is reviewed.

    Parameters
    ----------
    desk : NightDesk

    Returns
    -------
    dict
    """
    night, notes = desk.night, desk.night.notes
    hypnogram = notes.hypnogram
    return {
        "source_name": night.source_name,
        "start": None if night.start is None else night.start.isoformat(),
        "duration_s": night.duration_s,
        "legs": [
            {
                "side": leg.side.value,
                "name": leg.name,
                "is_scorable": leg.is_scorable,
                "reason": leg.reason,
                "rate_hz": leg.sampling_rate_hz,
                "has_trace": leg.side in desk.traces,
            }
            for leg in night.legs
        ],
        "hypnogram": None
        if hypnogram is None
        else {
            "epoch_s": hypnogram.epoch_s,
            "start_s": hypnogram.start_s,
            "stages": "".join("3" if one.value == "N3" else one.value[-1] for one in hypnogram.stages),
        },
        "respiratory": _event_rows(notes.respiratory),
        "arousals": _event_rows(notes.arousals),
        "lights_off_s": notes.lights_off_s,
        "lights_on_s": notes.lights_on_s,
        "rules": {id_: _rule(scoring) for id_, scoring in night.scorings.items()},
    }


def render_state(state: DeskState) -> dict[str, Any]:
    """Lay out how the night stands now.

    Parameters
    ----------
    state : DeskState

    Returns
    -------
    dict
        ``scored`` holds, by rule set and in the order of ``movements``, what the rule set makes of each; null where it
        was not shown it.
    """
    return {
        "version": state.review.version,
        "can_undo": bool(state.review.standing()),
        "movements": [_movement(one) for one in state.reviewed],
        "scored": {id_: _verdicts(scoring, state.reviewed) for id_, scoring in state.scorings.items()},
        "measures": {
            id_: [_measure(one) for one in scoring.measures] for id_, scoring in state.scorings.items()
        },
        "edits": [_edit(one) for one in state.review.edits],
    }


def _rule(scoring: RuleScoring) -> dict[str, Any]:
    rule = scoring.rule
    return {
        "title": rule.title,
        "year": rule.year,
        "clauses": {clause.id: _clause(clause) for clause in rule.clauses.values()},
        "measures": [_measure(one) for one in scoring.measures],
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "says": clause.says,
        "source": clause.source,
        "confidence": clause.confidence,
        "note": clause.note,
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {
        "name": one.name,
        "value": one.value,
        "unit": one.unit,
        "status": one.status.value,
        "state": one.state,
        "side": one.side,
        "note": one.note,
    }


def _movement(one: ReviewedMovement) -> dict[str, Any]:
    return {
        "id": one.id,
        "side": one.side.value,
        "span": _span(one.span),
        "found": None if one.original is None else _span(one.original.span),
        "peak_uv": None if one.original is None or one.is_moved else _finite(one.original.peak_uv),
        "is_cut": one.original is not None and one.original.is_cut,
        "is_accepted": one.is_accepted,
        "is_rejected": one.is_rejected,
        "edits": [edit.id for edit in one.edits],
    }


def _verdicts(scoring: RuleScoring, reviewed: Iterable[ReviewedMovement]) -> list[dict[str, Any] | None]:
    """Find what a rule set makes of each movement; a part of a bilateral movement is told as the whole."""
    by_id = {one.id: one for one in scoring.movements}
    single = {_key(one.side, one.span): one for one in scoring.movements if one.side is not Side.BOTH}
    found: list[dict[str, Any] | None] = []
    for movement in reviewed:
        scored = None if movement.is_rejected else single.get(_key(movement.side, movement.span))
        found.append(None if scored is None else _verdict(by_id.get(scored.part_of or "", scored), scored))
    return found


def _verdict(whole: ScoredMovement, part: ScoredMovement) -> dict[str, Any]:
    return {
        "kind": whole.kind.value,
        "counts": whole.excluded_by is None and whole.kind.value != "lm",
        "clause": whole.excluded_by or whole.rule_clause,
        "series": whole.in_series,
        "imi_s": whole.imi_s,
        "stage": whole.stage.value,
        "is_respiratory": whole.is_respiratory,
        "has_arousal": whole.has_arousal,
        "bilateral": part.part_of,
    }


def _edit(one: ReviewEdit) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "at": one.at.isoformat(),
        "author": one.author,
        "reason": one.reason,
        "event": one.event,
        "undoes": one.undoes,
        "old": None if one.old_span is None else _span(one.old_span),
        "new": None if one.new_span is None else _span(one.new_span),
    }


def _event_rows(events: Iterable[SleepEvent] | None) -> list[list[Any]] | None:
    """Give start, end and text of each; None where nobody looked."""
    return None if events is None else [[*_span(one.span), one.text] for one in events]


def _span(span: Interval) -> list[float]:
    return [round(span.start_s, _MICROSECONDS), round(span.end_s, _MICROSECONDS)]


def _key(side: Side, span: Interval) -> tuple[str, float, float]:
    return (side.value, round(span.start_s, _MICROSECONDS), round(span.end_s, _MICROSECONDS))


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
