"""What each count and index of a night means, in one sentence, for the dictionary of a table and for the pages."""

from __future__ import annotations

import re
from collections.abc import Mapping

__all__ = ["SLEEP_MEASURE_WORDS", "explain_leg_measure", "unit_of_leg_measure"]

SLEEP_MEASURE_WORDS: Mapping[str, str] = {
    "time_in_bed_min": "Time from lights off to lights on.",
    "total_sleep_time_min": "Time in any stage of sleep while in bed.",
    "sleep_latency_min": "Time from lights off to the first epoch of sleep.",
    "rem_latency_min": "Time from the first epoch of sleep to the first of REM.",
    "sleep_efficiency_percent": "Share of the time in bed that was sleep.",
    "wake_after_sleep_onset_min": "Time awake between the first epoch of sleep and lights on.",
    "stage_w_min": "Time awake in bed.",
    "stage_n1_min": "Time in stage N1.",
    "stage_n2_min": "Time in stage N2.",
    "stage_n3_min": "Time in stage N3.",
    "stage_rem_min": "Time in REM sleep.",
    "stage_unknown_min": "Time in bed that nobody staged.",
}
"""Sleep times; they belong to no rule set."""

_WHAT = {
    "lm": "leg movements, those too long for a candidate too where the rule set counts them",
    "lms": "leg movements in sleep",
    "clm": "candidate movements, whether in a series or not",
    "clms": "candidate movements in sleep",
    "clm_isolated": "candidate movements that stand in no series and did not come too soon",
    "clm_short_interval": "candidate movements that came too soon after the one before",
    "clm_respiratory": "candidate movements related to a breathing event",
    "plm": "periodic movements, in whatever stage",
    "plms": "periodic movements in sleep",
    "plmw": "periodic movements awake",
    "plm_unknown_stage": "periodic movements while nobody staged",
    "series": "periodic series",
}
_WHERE = {
    "nrem": "in sleep without REM",
    "rem": "in REM sleep",
    "n1": "in stage N1",
    "n2": "in stage N2",
    "n3": "in stage N3",
    "left": "of the left leg only",
    "right": "of the right leg only",
    "bilateral": "of both legs together",
    "left_alone": "of the left leg, scored as if it were the only one",
    "right_alone": "of the right leg, scored as if it were the only one",
    "with_respiratory": "with those related to breathing events counted",
    "without_respiratory": "with those related to breathing events taken out",
    "with_arousal": "that come with an arousal",
}
_ALONE = {
    "plms_with_arousal_percent": "Share of the periodic movements in sleep that come with an arousal.",
    "series_duration_median_s": "Median length of a series, from its first onset to its last offset.",
    "series_movements_median_count": "Median number of movements in a series.",
    "imi_median_s": "Median interval from onset to onset between candidates, in sleep where the night was staged.",
    "periodicity_index_ratio": "Share of the intervals that stand in runs of at least three periodic ones; 0 to 1.",
}
_ENDING = re.compile(r"(.+)_(count|per_hour|duration_mean_s|duration_median_s)")
_UNITS = (
    ("_count", "1"),
    ("_per_hour", "1/h"),
    ("_percent", "%"),
    ("_ratio", "1"),
    ("_min", "min"),
    ("_s", "s"),
)


def explain_leg_measure(name: str) -> str:
    """Say in one sentence what a measure of a night means.

    Parameters
    ----------
    name : str
        As in ``Measure.name``.

    Returns
    -------
    str
        Empty for a name that is no measure of a night.
    """
    if name in SLEEP_MEASURE_WORDS or name in _ALONE:
        return SLEEP_MEASURE_WORDS.get(name) or _ALONE[name]
    matched = _ENDING.fullmatch(name)
    what = _what(matched[1]) if matched else ""
    if not matched or not what:
        return ""
    begin = {
        "count": "Number of",
        "per_hour": "Number per hour of",
        "duration_mean_s": "Mean duration of",
        "duration_median_s": "Median duration of",
    }[matched[2]]
    return f"{begin} {what}."


def unit_of_leg_measure(name: str) -> str:
    """Give the unit that the name of a measure of a night ends in.

    Parameters
    ----------
    name : str

    Returns
    -------
    str
        Empty for a name without a known ending.
    """
    return next((unit for ending, unit in _UNITS if name.endswith(ending)), "")


def _what(stem: str) -> str:
    """Say what is counted; empty for an unknown stem."""
    hour = re.fullmatch(r"plm_hour_(\d+)", stem)
    if hour:
        return f"periodic movements in hour {hour[1]} from lights off, or from the start of the recording"
    if stem in _WHAT:
        return _WHAT[stem]
    kind, _, where = stem.partition("_")
    return f"{_WHAT[kind]}, {_WHERE[where]}" if kind in _WHAT and where in _WHERE else ""
