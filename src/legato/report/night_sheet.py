"""What stands in the report of a night, in the order sleep laboratories use, as plain text for every layout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from legato.model.measure import Measure, MeasureStatus
from legato.model.scored_night import LegChannel, MinorMovementKind, ScoredNight
from legato.model.sleep import SleepNotes
from legato.report.night_json import NIGHT_STANDING
from legato.report.night_summary import quality_rows
from legato.report.night_words import explain_leg_measure
from legato.report.numbers import NOTHING, format_measure, format_number, format_share
from legato.report.plain import plain_text, plain_unit

__all__ = ["MAIN_INDICES", "index_row", "night_sheet", "refusals"]

MAIN_INDICES = {
    "plms_per_hour": "PLMS per hour of sleep",
    "plmw_per_hour": "PLMW per hour awake",
    "plm_per_hour": "PLM per hour, all stages",
    "plms_with_arousal_per_hour": "PLMS with arousal per hour",
    "periodicity_index_ratio": "Periodicity index, 0 to 1",
}
"""The indices that a report begins with, and what they are called there."""

_GROUPS: Sequence[tuple[str, Mapping[str, str]]] = (
    ("Periodic movements", MAIN_INDICES),
    (
        "Movements related to breathing",
        {
            "clm_respiratory_count": "Candidates related to a breathing event",
            "plms_with_respiratory_count": "PLMS, those included",
            "plms_without_respiratory_count": "PLMS, those excluded",
            "plms_with_respiratory_per_hour": "PLMS per hour, those included",
            "plms_without_respiratory_per_hour": "PLMS per hour, those excluded",
        },
    ),
    (
        "Counts",
        {
            "lm_count": "Leg movements (LM)",
            "clm_count": "Candidate movements (CLM)",
            "plm_count": "Periodic movements (PLM)",
            "plms_count": "PLM in sleep (PLMS)",
            "plmw_count": "PLM awake (PLMW)",
            "clm_isolated_count": "Candidates outside a series",
            "series_count": "Series",
            "series_duration_median_s": "Length of a series, median",
            "imi_median_s": "Interval onset to onset, median",
            "plm_duration_median_s": "Duration of a PLM, median",
        },
    ),
    (
        "By side",
        {
            "plm_left_count": "PLM of the left leg only",
            "plm_right_count": "PLM of the right leg only",
            "plm_bilateral_count": "PLM of both legs together",
            "plms_left_alone_per_hour": "PLMS per hour, left leg scored alone",
            "plms_right_alone_per_hour": "PLMS per hour, right leg scored alone",
        },
    ),
    (
        "By stage",
        {
            "plms_n1_per_hour": "PLMS per hour of N1",
            "plms_n2_per_hour": "PLMS per hour of N2",
            "plms_n3_per_hour": "PLMS per hour of N3",
            "plms_rem_per_hour": "PLMS per hour of REM",
        },
    ),
)
_TIMES = {
    "time_in_bed_min": "Time in bed",
    "total_sleep_time_min": "Total sleep time",
    "sleep_efficiency_percent": "Sleep efficiency",
    "sleep_latency_min": "Sleep latency",
    "rem_latency_min": "REM latency",
    "wake_after_sleep_onset_min": "Awake after sleep onset",
    "stage_n1_min": "N1",
    "stage_n2_min": "N2",
    "stage_n3_min": "N3",
    "stage_rem_min": "REM",
    "stage_unknown_min": "Not staged",
}
_STATUS = {
    MeasureStatus.BELOW_NOISE_FLOOR: "below noise",
    MeasureStatus.NOT_FOUND: "not found",
    MeasureStatus.NOT_ASSESSABLE: "not assessable",
    MeasureStatus.NOT_MEASURED: "not measured",
}
_MINOR = {
    MinorMovementKind.ALMA: "Alternating leg muscle activation",
    MinorMovementKind.HFT: "Hypnagogic foot tremor",
    MinorMovementKind.HFLM: "High frequency leg movements",
    MinorMovementKind.FRAGMENTARY_MYOCLONUS: "Fragmentary myoclonus",
    MinorMovementKind.LARGE_MUSCLE_GROUP: "Large muscle group movements",
}
_SIGNS = ("Technician", "Physician")


def night_sheet(night: ScoredNight) -> dict[str, Any]:
    """Give everything that a report of a night says in words and numbers.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    dict
        Lists and texts only, so that a page and a printed sheet lay out the same.
    """
    return {
        "title": "Leg movements of one night",
        "standing": NIGHT_STANDING,
        "simulated": "Simulated: these signals come from a model and not from a person."
        if night.provenance.is_simulated
        else "",
        "identity": _identity(night),
        "times": _times(night),
        "rules": [
            {"id": id, "title": scoring.rule.title, "note": scoring.rule.note}
            for id, scoring in night.scorings.items()
        ],
        "groups": _groups(night),
        "refused": refusals(night),
        "missing": _missing(night),
        "minor": _minor(night),
        "quality": [_quality(leg, row) for leg, row in zip(night.legs, quality_rows(night), strict=True)],
        "issues": [
            {"what": plain_text(one.what), "where": plain_text(one.where), "mend": plain_text(one.mend)}
            for one in night.issues
        ],
        "notes": [plain_text(text) for text in night.notes.sources],
        "made": _made(night),
        "steps": [plain_text(text) for text in night.provenance.steps],
        "signs": list(_SIGNS),
    }


def index_row(night: ScoredNight, name: str, *, label: str) -> dict[str, Any]:
    """Give one measure under every rule set.

    Parameters
    ----------
    night : ScoredNight
    name : str
    label : str

    Returns
    -------
    dict
        ``label``, ``meaning``, ``note`` (which hours are counted), and ``cells``: a text for each rule set, the status in
        words where there is no number.
    """
    found = [_named(scoring.measures, name) for scoring in night.scorings.values()]
    notes = list(dict.fromkeys(one.note for one in found if one and one.value is not None and one.note))
    return {
        "label": label,
        "meaning": explain_leg_measure(name),
        "note": " / ".join(notes),
        "cells": [_value(one) for one in found],
    }


def refusals(night: ScoredNight) -> list[dict[str, Any]]:
    """Count what each rule set refused, by the clause that refused it.

    Parameters
    ----------
    night : ScoredNight

    Returns
    -------
    list of dict
        ``rule``, ``clause``, ``says`` (the clause in words), ``count``; parts of a bilateral movement are not refused, they are counted as the whole.
    """
    rows: list[dict[str, Any]] = []
    for id, scoring in night.scorings.items():
        refused = [one.excluded_by for one in scoring.movements if one.excluded_by and one.part_of is None]
        says = {clause.id: clause.says for clause in scoring.rule.clauses.values()}
        rows += [
            {
                "rule": id,
                "clause": clause,
                "says": says.get(clause, ""),
                "count": str(refused.count(clause)),
            }
            for clause in sorted(set(refused))
        ]
    return rows


def _named(measures: Sequence[Measure], name: str) -> Measure | None:
    return next((one for one in measures if one.name == name and one.state is None), None)


def _value(measure: Measure | None) -> str:
    """Write a value with its unit, or why there is none in two words."""
    if measure is None:
        return "not counted"
    if measure.value is None:
        return _STATUS[measure.status]
    if measure.name.endswith("_per_hour"):
        return f"{measure.value:.1f}"  # The place that sleep laboratories write.
    if measure.unit in ("min", "%"):
        return f"{measure.value:.1f} {measure.unit}"
    return f"{format_measure(measure)} {plain_unit(measure.unit)}".strip()


def _identity(night: ScoredNight) -> list[tuple[str, str]]:
    start = night.start.strftime("%Y-%m-%d %H:%M:%S") if night.start else "not stated in the file"
    return [
        ("Code", plain_text(night.subject or "none given")),
        ("File", plain_text(night.source_name)),
        ("Start", start),
        ("Length of the recording", f"{night.duration_s / 3600:.2f} h"),
        ("Lights off", _clock(night, night.notes.lights_off_s)),
        ("Lights on", _clock(night, night.notes.lights_on_s)),
        ("Stages", _scored(night.notes)),
        ("Breathing events", _count(night.notes.respiratory)),
        ("Arousals", _count(night.notes.arousals)),
    ]


def _clock(night: ScoredNight, time_s: float | None) -> str:
    if time_s is None:
        return "not stated"
    if night.start is None:
        return f"{time_s / 60:.1f} min after the start"
    return (night.start + timedelta(seconds=time_s)).strftime("%H:%M:%S")


def _scored(notes: SleepNotes) -> str:
    if notes.hypnogram is None:
        return "none: indices are per hour of recording"
    return f"{len(notes.hypnogram.stages)} epochs of {notes.hypnogram.epoch_s:g} s, {notes.hypnogram.origin}"


def _count(events: Sequence[object] | None) -> str:
    return "not scored" if events is None else f"{len(events)} marked"


def _groups(night: ScoredNight) -> list[dict[str, Any]]:
    """Give the groups in which at least one number stands; why the others are empty is told once, in words."""
    measured = {
        one.name for scoring in night.scorings.values() for one in scoring.measures if one.value is not None
    }
    return [
        {"title": title, "rows": [index_row(night, name, label=label) for name, label in names.items()]}
        for title, names in _GROUPS
        if measured & set(names)
    ]


def _times(night: ScoredNight) -> list[dict[str, str]]:
    """Give the sleep times; none where not one of them could be measured."""
    found = [(label, _named(night.measures, name)) for name, label in _TIMES.items()]
    return [
        {"label": label, "value": _value(one), "why": one.note if one.value is None else ""}
        for label, one in found
        if one is not None and any(other and other.value is not None for _, other in found)
    ]


def _missing(night: ScoredNight) -> list[dict[str, str]]:
    """List why a number is not there, one line a reason."""
    labels = {name: label for _, names in _GROUPS for name, label in names.items()}
    why: dict[tuple[str, str], dict[str, None]] = {}
    for id, scoring in night.scorings.items():
        for name in labels:
            one = _named(scoring.measures, name)
            if one is not None and one.value is None:
                why.setdefault((labels[name], f"{_STATUS[one.status]}: {one.note}"), {})[id] = None
    if not _times(night):
        for name, label in _TIMES.items():
            one = _named(night.measures, name)
            if one is not None:
                why[(label, f"{_STATUS[one.status]}: {one.note}")] = {}
    reasons: dict[tuple[str, str], list[str]] = {}
    for (label, text), ids in why.items():
        reasons.setdefault((text, ", ".join(ids)), []).append(label)
    return [
        {"what": "; ".join(found), "rules": ids or "every rule set", "why": text}
        for (text, ids), found in reasons.items()
    ]


def _minor(night: ScoredNight) -> list[tuple[str, str]]:
    if night.minor is None:
        return []
    kinds = [_MINOR[one.kind] for one in night.minor]
    return [(kind, str(kinds.count(kind))) for kind in sorted(set(kinds))] or [
        ("Minor movements", "none found")
    ]


def _quality(leg: LegChannel, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give the state of a leg as a word and as numbers."""
    hours = sum(1 for _ in leg.minutes)
    return {
        "leg": f"{leg.side.value.capitalize()} ({plain_text(leg.name)})",
        "word": row["verdict"],
        "reason": plain_text(leg.reason),
        "numbers": [
            ("Scorable", f"{row['scorable_h']:.2f} h"),
            ("Minutes not scorable", f"{row['minutes_not_scorable']} of {hours}"),
            ("Sampling rate", f"{leg.sampling_rate_hz:g} Hz"),
            ("Resting level, median", _uv(row["resting_uv_median"])),
            ("Mains hum, median", _uv(row["mains_uv_median"])),
            ("Heart in the channel, median", _uv(row["ecg_uv_median"])),
            ("Likeness to the other leg, median", _plain(row["crosstalk_median"])),
            ("Lost samples", format_share(row["lost_share_mean"])),
            ("Clipped, worst minute", format_share(row["clipped_share_largest"])),
            ("Electrode pops", str(row["pops"])),
        ],
    }


def _uv(value: float | None) -> str:
    return "not assessable" if value is None else f"{format_number(value)} µV"


def _plain(value: float | None) -> str:
    return "not assessable" if value is None else format_number(value)


def _made(night: ScoredNight) -> list[tuple[str, str]]:
    source = night.provenance
    rules = ", ".join(f"{id} ({one.rule.title})" for id, one in night.scorings.items())
    return [
        ("Software", f"legato {source.legato_version}, reader {source.reader}"),
        ("Rule sets", rules),
        *((name.capitalize(), plain_text(text)) for name, text in source.settings if name != "rules"),
        ("SHA-256 of the file", source.sha256 or NOTHING + " no file"),
    ]
