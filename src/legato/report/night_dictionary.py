"""What each column of the workbook of a batch means."""

from __future__ import annotations

from collections.abc import Mapping

from legato.report.night_words import explain_leg_measure, unit_of_leg_measure

__all__ = ["explain_column"]

_WHY = " why"
# Column -> unit, meaning.
_PLAIN: Mapping[str, tuple[str, str]] = {
    "night": ("", "The night, as it is called in the list of the batch."),
    "file": ("", "Name of the file, without its folder."),
    "status": ("", "Whether this night was scored; a failed one stands in the sheet of its own."),
    "subject": ("", "Code of the person, never a name."),
    "start": ("", "Local clock of the first sample; empty where the file states none."),
    "duration_h": ("h", "Length of the recording."),
    "legs": ("", "Legs that were scored."),
    "is_simulated": ("", "True where the signals come from a model and not from a person."),
    "issues": ("1", "Number of problems found in the input."),
    "channel": ("", "Name of the channel, as the file says."),
    "side": ("", "Side of the body."),
    "sampling_rate_hz": ("Hz", "Samples a second of this channel."),
    "verdict": ("", "Whether this leg could be scored."),
    "reason": ("", "Why it could not; empty where it was scored."),
    "scorable_h": ("h", "Time in which movements could be found."),
    "resting_uv_median": ("µV", "Median over the minutes of the resting level."),
    "mains_uv_median": ("µV", "Median over the minutes of the mains hum (RMS)."),
    "ecg_uv_median": ("µV", "Median over the minutes of the heart's field in the leg channel (RMS)."),
    "crosstalk_median": (
        "1",
        "Median over the minutes of the likeness to the other leg at zero lag; 0 to 1.",
    ),
    "clipped_share_largest": ("1", "Share of clipped samples in the worst minute; 0 to 1."),
    "lost_share_mean": ("1", "Mean share of lost samples; 0 to 1."),
    "pops": ("1", "Electrode pops: steps that no muscle makes."),
    "minutes_not_scorable": ("1", "Number of minutes in which nothing could be scored."),
    "conditioning": ("", "Every filter and removal, in order."),
}


def explain_column(column: str) -> Mapping[str, str]:
    """Say what a column of the workbook means.

    Parameters
    ----------
    column : str
        Such as ``wasm2016.plms_per_hour``, ``total_sleep_time_min``, ``wasm2016.plms_per_hour why``.

    Returns
    -------
    mapping of str to str
        ``column``, ``unit``, ``meaning``, ``source``. The source is the rule set, or ``legato``. A name that nobody
        described is told by its own words.
    """
    if column.endswith(_WHY):
        about = column.removesuffix(_WHY)
        meaning = f"Why there is no number in {about}; empty where there is one."
        return {"column": column, "unit": "", "meaning": meaning, "source": _source(about)}
    if column in _PLAIN:
        unit, meaning = _PLAIN[column]
        return {"column": column, "unit": unit, "meaning": meaning, "source": "legato"}
    name = column.rpartition(".")[2]
    words = explain_leg_measure(name) or f"{name.replace('_', ' ').capitalize()}."
    return {
        "column": column,
        "unit": unit_of_leg_measure(name),
        "meaning": words,
        "source": _source(column),
    }


def _source(column: str) -> str:
    """Give the rule set that stands before the dot, or Legato's own count."""
    return column.rpartition(".")[0] or "legato"
