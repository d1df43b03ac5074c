"""Turn an examination of EMG into the published ``legato.emg/1`` object.

Every number bears its unit, interval, count, status and source; a number that there is not says why.
"""

from __future__ import annotations

import math
import re
from typing import Any

from legato.model.battery import Battery
from legato.model.burst import BurstRhythm, BurstTrain, PairPattern, RecruitmentOrder
from legato.model.emg_examination import EmgExamination, MuscleExamination, StretchExamination
from legato.model.measure import Measure
from legato.model.orthostatic_answer import OrthostaticAnswer
from legato.model.pair_coherence import CoherentPeak, PairCoherence
from legato.report.json import finite_number, issue_object, measure_object, provenance_object

__all__ = ["EMG_SCHEMA", "EMG_STANDING", "HAND_DERIVED", "PUBLISHED_RANGES", "emg_object"]

EMG_SCHEMA = "legato.emg/1"
EMG_STANDING = "Not a diagnosis. Not reviewed by a clinician."
HAND_DERIVED = "hand-derived; unvalidated on the leg"
# Shares of bursts in ranges that were published for one cause each: in the file, not in the short summaries.
PUBLISHED_RANGES = "burst_share_in_"
_OURS = "engineering"
# As measures write it: "n = 99 intervals", "over 30 beats", "median of 29 steps".
_COUNT = re.compile(r"(?:n = |over |median of )(\d+)")


def emg_object(examination: EmgExamination) -> dict[str, Any]:
    """Give the ``legato.emg/1`` object of an examination.

    Parameters
    ----------
    examination : EmgExamination

    Returns
    -------
    dict
        Parts that were not asked for are null; lists that were not asked for are empty.
    """
    battery, standing = examination.battery, examination.orthostatic
    return {
        "schema": EMG_SCHEMA,
        "standing": EMG_STANDING,
        "provenance": provenance_object(examination.provenance),
        "criteria_version": examination.criteria_version,
        "stretches": [_stretch(stretch) for stretch in examination.stretches],
        "coherence": [_coherence(pair) for pair in examination.coherence],
        "battery": None if battery is None else _battery(battery),
        "orthostatic": None if standing is None else _orthostatic(standing),
        "issues": [issue_object(issue) for issue in examination.issues],
    }


def _stretch(stretch: StretchExamination) -> dict[str, Any]:
    return {
        "task": stretch.task or None,
        "start_s": stretch.span.start_s,
        "end_s": stretch.span.end_s,
        "muscles": [_muscle(muscle) for muscle in stretch.muscles],
        "pairs": [_pair(pair) for pair in stretch.pairs],
        "recruitment": None if stretch.recruitment is None else _recruitment(stretch.recruitment),
    }


def _muscle(muscle: MuscleExamination) -> dict[str, Any]:
    """Write one muscle; where it could not be searched, the status says so beside the reason."""
    return {
        "channel": muscle.channel,
        "side": muscle.side,
        "status": "not_assessable" if muscle.train is None else "measured",
        "reason": muscle.reason,
        "searched_s": finite_number(muscle.searched_s),
        "train": None if muscle.train is None else _train(muscle.train),
        "rhythm": None if muscle.rhythm is None else _rhythm(muscle.rhythm),
        "clonus": [_counted(measure) for measure in muscle.clonus],
        "issues": [issue_object(issue) for issue in muscle.issues],
    }


def _train(train: BurstTrain) -> dict[str, Any]:
    n = len(train.bursts)
    return {
        "method": train.method,
        "sampling_rate_hz": finite_number(train.sampling_rate_hz),
        "resting_uv": finite_number(train.resting_uv),
        "n_bursts": n,
        "n_cut": sum(burst.is_cut for burst in train.bursts),
        "measures": [_counted(measure) for measure in train.measures],
        "bursts": [
            {
                "onset_s": burst.span.start_s,
                "offset_s": burst.span.end_s,
                "peak_uv": finite_number(burst.peak_uv),
                "area_uvs": finite_number(burst.area_uvs),
                "is_cut": burst.is_cut,
            }
            for burst in train.bursts
        ],
        "silent_periods": [
            {
                "start_s": pause.span.start_s,
                "end_s": pause.span.end_s,
                "tonic_uv": finite_number(pause.tonic_uv),
                "depth": finite_number(pause.depth),
            }
            for pause in train.silent_periods
        ],
    }


def _counted(measure: Measure) -> dict[str, Any]:
    """Write a measure with the count that stands in its note, null where none does; a count is its own."""
    found = _COUNT.search(measure.note)
    n = int(found.group(1)) if found else measure.value if measure.name.endswith("_count") else None
    return {**measure_object(measure), "n": finite_number(n)}


def _number(
    value: float,
    unit: str,
    *,
    interval: tuple[float, float] | None,
    n: float,
    reason: str,
    source: str = _OURS,
) -> dict[str, Any]:
    """Write one number as the measures are written, with its count."""
    is_there = math.isfinite(value)
    return {
        "value": finite_number(value),
        "unit": unit,
        "interval": None if interval is None else [finite_number(end) for end in interval],
        "n": finite_number(n),
        "status": "measured" if is_there else "not_assessable",
        "source": source,
        "note": "" if is_there else reason,
    }


def _rhythm(rhythm: BurstRhythm) -> dict[str, Any]:
    n, reason = rhythm.n, rhythm.reason
    return {
        "is_rhythmic": rhythm.is_rhythmic,
        "reason": reason,
        "frequency": _number(rhythm.frequency_hz, "Hz", interval=rhythm.interval_hz, n=n, reason=reason),
        "variation": _number(rhythm.variation, "1", interval=None, n=n, reason=reason),
    }


def _pair(pair: PairPattern) -> dict[str, Any]:
    n, reason = pair.n, pair.reason
    few = reason or "too few bursts that belong together"
    return {
        "first": pair.first,
        "second": pair.second,
        "pattern": pair.pattern.value,
        "reason": reason,
        "phase": _number(
            pair.mean_phase_deg,
            "deg",
            interval=pair.phase_interval_deg,
            n=n,
            reason=few,
            source="fisher1993",
        ),
        "concentration": _number(
            pair.concentration, "1", interval=None, n=n, reason=few, source="fisher1993"
        ),
        "latency": _number(pair.latency_ms, "ms", interval=pair.latency_interval_ms, n=n, reason=few),
    }


def _recruitment(order: RecruitmentOrder) -> dict[str, Any]:
    return {
        "reference": order.reference,
        "is_certain": order.is_certain,
        "reason": order.reason,
        "muscles": [
            {
                "channel": one.channel,
                "latency": _number(
                    one.latency_ms,
                    "ms",
                    interval=one.interval_ms,
                    n=one.n,
                    reason="too few jerks in which both muscles came in",
                ),
            }
            for one in order.muscles
        ],
    }


def _coherence(pair: PairCoherence) -> dict[str, Any]:
    return {
        "first": pair.first,
        "second": pair.second,
        "kind": pair.kind.value,
        "status": pair.status.value,
        "reason": pair.reason,
        "n_segments": pair.n_segments,
        "segment_s": finite_number(pair.segment_s),
        "limit_95": finite_number(pair.limit_95),
        "limit_99": finite_number(pair.limit_99),
        "preparation": pair.preparation,
        "peak": None if pair.peak is None else _peak(pair.peak),
        "delay": {**measure_object(pair.delay), "n": pair.n_segments},
        "crosstalk": None
        if pair.crosstalk is None
        else {
            "is_suspected": pair.crosstalk.is_suspected,
            "correlation": finite_number(pair.crosstalk.correlation),
            "lag_ms": finite_number(pair.crosstalk.lag_ms),
            "broad_share": finite_number(pair.crosstalk.broad_share),
            "note": pair.crosstalk.note,
        },
        "spectrum": {
            "frequency_hz": [finite_number(float(value)) for value in pair.frequency_hz],
            "coherence": [finite_number(float(value)) for value in pair.coherence],
        },
    }


def _peak(peak: CoherentPeak) -> dict[str, Any]:
    n = peak.n_effective
    return {
        "frequency_hz": finite_number(peak.frequency_hz),
        "is_significant": peak.is_significant,
        "limit": finite_number(peak.limit),
        "coherence": _number(peak.coherence, "1", interval=peak.interval, n=n, reason=""),
        "phase": _number(peak.phase_deg, "deg", interval=peak.phase_interval_deg, n=n, reason=""),
    }


def _battery(battery: Battery) -> dict[str, Any]:
    return {
        "points": battery.points,
        "most_points": battery.most_points,
        "scorable_points": battery.scorable_points,
        "is_complete": battery.is_complete,
        "cutoff_points": battery.cutoff_points,
        "reaches_cutoff": battery.reaches_cutoff,
        "published_sensitivity": battery.sensitivity,
        "published_specificity": battery.specificity,
        "source": battery.source,
        "note": battery.note,
        "doubt": HAND_DERIVED,
        "items": [
            {
                "id": item.id,
                "status": item.status.value,
                "points": item.points,
                "scored_points": item.scored_points,
                "reason": item.reason,
                "source": item.source,
                "evidence": [_counted(measure) for measure in item.evidence],
            }
            for item in battery.items
        ],
        "measures": [_counted(measure) for measure in battery.measures],
    }


def _orthostatic(answer: OrthostaticAnswer) -> dict[str, Any]:
    return {
        "pattern": answer.pattern.value,
        "reason": answer.reason,
        "measures": [_counted(measure) for measure in answer.measures],
    }
