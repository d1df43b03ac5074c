"""Turn jerk-locked averages into the published ``legato.jerks/1`` object."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from legato.model.jerk_average import JerkAverage, JerkTriggers
from legato.model.recording import Recording
from legato.report.json import finite_number, issue_object, measure_object, provenance_object

__all__ = ["JERK_SCHEMA", "JERK_STANDING", "jerk_object"]

JERK_SCHEMA = "legato.jerks/1"
JERK_STANDING = "Not a diagnosis. Not reviewed by a clinician. What is absent refutes nothing."


def jerk_object(
    recording: Recording, triggers: Sequence[JerkTriggers], averages: Sequence[JerkAverage]
) -> dict[str, Any]:
    """Give the ``legato.jerks/1`` object of one recording.

    Parameters
    ----------
    recording : Recording
    triggers : sequence of JerkTriggers
    averages : sequence of JerkAverage

    Returns
    -------
    dict
    """
    return {
        "schema": JERK_SCHEMA,
        "standing": JERK_STANDING,
        "triggers": [
            {
                "channel": one.channel,
                "times_s": [finite_number(time_s) for time_s in one.times_s],
                "isolated_s": finite_number(one.isolated_s),
                "n_bursts": one.n_bursts,
                "n_not_isolated": one.n_not_isolated,
                "n_cut": one.n_cut,
            }
            for one in triggers
        ],
        "averages": [_average(one) for one in averages],
        "issues": [issue_object(issue) for issue in recording.issues],
        "provenance": provenance_object(recording.provenance),
    }


def _average(one: JerkAverage) -> dict[str, Any]:
    return {
        "channel": one.channel,
        "trigger_channel": one.trigger_channel,
        "window": one.window.value,
        "unit": one.unit,
        "n_triggers": one.n_triggers,
        "n_epochs": one.n_epochs,
        "n_incomplete": one.n_incomplete,
        "n_rejected": one.n_rejected,
        "baseline_s": [one.baseline.start_s, one.baseline.end_s],
        "search_s": [one.search.start_s, one.search.end_s],
        "limit": finite_number(one.limit),
        "preparation": one.preparation,
        "measures": [measure_object(measure) for measure in one.measures],
        "time_s": _numbers(one.time_s),
        "mean": _numbers(one.mean),
        "sem": _numbers(one.sem),
    }


def _numbers(values: NDArray[Any]) -> list[float | None]:
    return [finite_number(float(value)) for value in values]
