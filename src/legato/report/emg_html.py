"""The short report of a session of EMG as one HTML file that opens offline, in the order of laboratories."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from legato.model.battery import Battery
from legato.model.emg_examination import EmgExamination, MuscleExamination, StretchExamination
from legato.model.issue import Issue
from legato.model.measure import Measure
from legato.model.pair_coherence import PairCoherence
from legato.report.emg_json import EMG_STANDING, HAND_DERIVED, PUBLISHED_RANGES
from legato.report.page import page_environment, page_style

__all__ = ["render_emg_html"]

_TASKS = {
    "": "All that was searched",
    "rest": "Rest",
    "posture": "Posture",
    "load": "Posture with a weight",
    "action": "Action",
    "count": "Counting backwards",
    "sit": "Sitting",
    "stand": "Standing",
    "lean": "Leaning on the hands",
    "walk": "Walking",
    "tap_1hz": "Tapping at 1 Hz",
    "tap_3hz": "Tapping at 3 Hz",
    "tap_5hz": "Tapping at 5 Hz",
    "ballistic": "Quick movements",
    "stretch": "Stretch of the calf",
    "sit_test": "Sitting still",
}
_ENDINGS = ("_per_s", "_ms", "_hz", "_uvs", "_uv", "_ratio", "_percent", "_count", "_per_beat", "_s")


def render_emg_html(examination: EmgExamination) -> str:
    """Render the report of one session.

    Parameters
    ----------
    examination : EmgExamination

    Returns
    -------
    str
        A whole page.
    """
    standing = examination.orthostatic
    return (
        page_environment()
        .get_template("emg.html.j2")
        .render(
            version=examination.provenance.legato_version,
            source=examination.provenance.source_name,
            simulated=examination.provenance.is_simulated,
            standing=EMG_STANDING,
            style=Markup(page_style()),
            stretches=[_stretch(stretch) for stretch in examination.stretches],
            coherence=[_coherence(pair) for pair in examination.coherence],
            orthostatic=None
            if standing is None
            else {
                "pattern": standing.pattern.value.replace("_", " "),
                "reason": standing.reason,
                "rows": _rows(standing.measures),
            },
            battery=None if examination.battery is None else _battery(examination.battery),
            issues=[_issue(issue) for issue in examination.issues],
        )
    )


def _stretch(stretch: StretchExamination) -> dict[str, Any]:
    order = stretch.recruitment
    return {
        "title": _TASKS.get(stretch.task, stretch.task),
        "times": f"{stretch.span.start_s:g} to {stretch.span.end_s:g} s",
        "muscles": [_muscle(muscle) for muscle in stretch.muscles],
        "pairs": [
            f"{pair.first} and {pair.second}: {pair.pattern.value.replace('_', ' ')}, "
            + (pair.reason or f"{pair.n} cycles")
            for pair in stretch.pairs
        ],
        "order": ", ".join(one.channel for one in order.muscles) if order else "",
        "order_doubt": order.reason if order and not order.is_certain else "",
    }


def _muscle(muscle: MuscleExamination) -> dict[str, Any]:
    """Give the rows of one muscle; where it was not searched, the reason."""
    train, rhythm = muscle.train, muscle.rhythm
    words = ""
    if rhythm is not None:
        words = f"{rhythm.frequency_hz:.2f} Hz" if rhythm.is_rhythmic else f"none claimed: {rhythm.reason}"
    return {
        "channel": muscle.channel,
        "reason": muscle.reason,
        "method": "" if train is None else train.method,
        "rhythm": words,
        "rows": [] if train is None else _rows((*train.measures, *muscle.clonus)),
        "issues": [_issue(issue) for issue in muscle.issues],
    }


def _rows(measures: Sequence[Measure]) -> list[dict[str, str]]:
    """Give each number with interval and note, and the status of each that there is not."""
    return [
        {
            "label": _label(measure),
            "value": _value(measure),
            "interval": ""
            if measure.interval is None
            else f"{measure.interval[0]:.3g} to {measure.interval[1]:.3g}",
            "note": measure.note,
            "source": measure.source,
        }
        for measure in measures
        if not measure.name.startswith(PUBLISHED_RANGES)
    ]


def _label(measure: Measure) -> str:
    """Name a measure in words: its id without the unit."""
    ending = next((ending for ending in _ENDINGS if measure.name.endswith(ending)), "")
    count = ending == "_count"
    where = f" ({measure.state})" if measure.state else ""
    return measure.name.removesuffix("" if count else ending).replace("_", " ") + where


def _value(measure: Measure) -> str:
    if measure.value is None:
        return measure.status.value.replace("_", " ")
    return f"{measure.value:.3g}" + ("" if measure.unit == "1" else f" {measure.unit}")


def _coherence(pair: PairCoherence) -> dict[str, str]:
    crosstalk = pair.crosstalk.note if pair.crosstalk is not None else ""
    is_there = pair.peak is not None and pair.is_significant
    return {
        "pair": f"{pair.first} and {pair.second}",
        "value": f"{pair.peak.coherence:.2f} at {pair.peak.frequency_hz:.1f} Hz"
        if pair.peak is not None and is_there
        else pair.status.value.replace("_", " "),
        "limit": f"{pair.limit_99:.2f}",
        "segments": f"{pair.n_segments} of {pair.segment_s:g} s",
        "note": "; ".join(part for part in (pair.reason, crosstalk) if part),
    }


def _battery(battery: Battery) -> dict[str, Any]:
    doubt = "" if battery.is_complete else ", a lower bound"
    return {
        "items": [
            {
                "id": item.id.replace("_", " "),
                "status": item.status.value.replace("_", " "),
                "points": f"{item.scored_points} of {item.points}" if item.status.is_scored else "open",
                "reason": item.reason,
            }
            for item in battery.items
        ],
        "sum": f"Sum {battery.points} of {battery.scorable_points} scorable points{doubt}.",
        "note": f"Cut-off {battery.cutoff_points}: {HAND_DERIVED}. {battery.note}",
    }


def _issue(issue: Issue) -> str:
    return " ".join(part for part in (issue.what, issue.where, issue.mend) if part)
