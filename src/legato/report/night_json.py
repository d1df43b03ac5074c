"""Turn a scored night into the published ``legato.sleep/1`` object.

Both rule sets stand side by side; every movement is there, the refused ones with the clause that refused them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from legato.model.leg_movement import LegSeries, RuleScoring, ScoredMovement
from legato.model.measure import Measure
from legato.model.scored_night import LegChannel, MinorMovement, QualityMinute, ScoredNight
from legato.model.sleep import SleepNotes
from legato.report.json import finite_number, issue_object, measure_object, provenance_object

__all__ = ["NIGHT_STANDING", "SLEEP_SCHEMA", "movement_object", "night_object"]

SLEEP_SCHEMA = "legato.sleep/1"
NIGHT_STANDING = (
    "Scored by a program from the published rules. Not reviewed by a clinician. Not a diagnosis: an index alone "
    "explains nothing."
)


def night_object(night: ScoredNight) -> dict[str, Any]:
    """Give the ``legato.sleep/1`` object of a night.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    dict
        Times are seconds since the start of the recording.
    """
    return {
        "schema": SLEEP_SCHEMA,
        "standing": NIGHT_STANDING,
        "recording": {
            "source_name": night.source_name,
            "start": night.start.isoformat() if night.start else None,
            "duration_s": finite_number(night.duration_s),
            "subject": night.subject,
            "is_simulated": night.provenance.is_simulated,
        },
        "legs": [_leg(leg) for leg in night.legs],
        "notes": _notes(night.notes),
        "rule_sets": {id: _rule_set(scoring) for id, scoring in night.scorings.items()},
        "minor": None if night.minor is None else [_minor(one) for one in night.minor],
        "measures": [measure_object(measure) for measure in night.measures],
        "issues": [issue_object(issue) for issue in night.issues],
        "provenance": provenance_object(night.provenance),
    }


def _rule_set(scoring: RuleScoring) -> dict[str, Any]:
    """Give what one rule set makes of the night."""
    whole = [measure for measure in scoring.measures if measure.side is None and measure.state is None]
    return {
        "title": scoring.rule.title,
        "source": scoring.rule.source,
        "indices": _values(measure for measure in whole if not measure.name.endswith("_count")),
        "counts": _values(measure for measure in whole if measure.name.endswith("_count")),
        "measures": [measure_object(measure) for measure in scoring.measures],
        "series": [_series(one) for one in scoring.series],
        "events": [movement_object(movement) for movement in scoring.movements],
    }


def _values(measures: Iterable[Measure]) -> dict[str, float | None]:
    """Give the bare values by name; null says: look into ``measures`` for why there is none."""
    return {measure.name: finite_number(measure.value) for measure in measures}


def movement_object(movement: ScoredMovement) -> dict[str, Any]:
    """Give one movement as its published object.

    Parameters
    ----------
    movement : ScoredMovement

    Returns
    -------
    dict
    """
    return {
        "id": movement.id,
        "onset_s": finite_number(movement.span.start_s),
        "duration_s": finite_number(movement.span.duration_s),
        "side": movement.side.value,
        "kind": movement.kind.value,
        "in_series": movement.in_series,
        "imi_s": finite_number(movement.imi_s),
        "stage": movement.stage.value,
        "is_respiratory": movement.is_respiratory,
        "has_arousal": movement.has_arousal,
        "excluded_by": movement.excluded_by,
        "rule_clause": movement.rule_clause,
        "legs": [side.value for side in movement.legs],
        "part_of": movement.part_of,
        "peak_uv": finite_number(movement.peak_uv),
    }


def _series(series: LegSeries) -> dict[str, Any]:
    return {
        "number": series.number,
        "onset_s": finite_number(series.span.start_s),
        "duration_s": finite_number(series.span.duration_s),
        "movements": list(series.movements),
        "ended_by": series.ended_by,
    }


def _leg(leg: LegChannel) -> dict[str, Any]:
    return {
        "name": leg.name,
        "side": leg.side.value,
        "sampling_rate_hz": finite_number(leg.sampling_rate_hz),
        "is_scorable": leg.is_scorable,
        "reason": leg.reason,
        "scorable_s": finite_number(leg.scorable_s),
        "conditioning": list(leg.conditioning),
        "minutes": [_minute(minute) for minute in leg.minutes],
    }


def _minute(minute: QualityMinute) -> dict[str, Any]:
    return {
        "start_s": finite_number(minute.start_s),
        "resting_uv": finite_number(minute.resting_uv),
        "lost_share": finite_number(minute.lost_share),
        "clipped_share": finite_number(minute.clipped_share),
        "flat_share": finite_number(minute.flat_share),
        "mains_uv": finite_number(minute.mains_uv),
        "ecg_uv": finite_number(minute.ecg_uv),
        "pops": minute.pops,
        "crosstalk": finite_number(minute.crosstalk),
        "is_scorable": minute.is_scorable,
        "reason": minute.reason,
    }


def _notes(notes: SleepNotes) -> dict[str, Any]:
    """Give what was known besides the legs; null where nobody scored it, an empty list where nothing was found."""
    hypnogram = notes.hypnogram
    return {
        "hypnogram": None
        if hypnogram is None
        else {
            "epoch_s": hypnogram.epoch_s,
            "start_s": hypnogram.start_s,
            "stages": [stage.value for stage in hypnogram.stages],
            "origin": hypnogram.origin,
        },
        "respiratory": None
        if notes.respiratory is None
        else [[event.span.start_s, event.span.end_s, event.text] for event in notes.respiratory],
        "arousals": None
        if notes.arousals is None
        else [[event.span.start_s, event.span.end_s, event.text] for event in notes.arousals],
        "lights_off_s": finite_number(notes.lights_off_s),
        "lights_on_s": finite_number(notes.lights_on_s),
        "sources": list(notes.sources),
    }


def _minor(one: MinorMovement) -> dict[str, Any]:
    return {
        "onset_s": finite_number(one.span.start_s),
        "duration_s": finite_number(one.span.duration_s),
        "kind": one.kind.value,
        "side": one.side.value,
        "n_bursts": one.n_bursts,
        "frequency_hz": finite_number(one.frequency_hz),
        "rule_clause": one.rule_clause,
    }
