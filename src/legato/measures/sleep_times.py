"""How long a person lay in bed, slept and lay awake, from the hypnogram and the lights."""

from __future__ import annotations

from legato.model.interval import Interval
from legato.model.measure import Measure, MeasureStatus
from legato.model.sleep import Hypnogram, SleepNotes, SleepStage

__all__ = ["SLEEP_TIME_UNITS", "compute_sleep_times"]

SLEEP_TIME_UNITS = {
    "time_in_bed_min": "min",
    "total_sleep_time_min": "min",
    "sleep_latency_min": "min",
    "rem_latency_min": "min",
    "sleep_efficiency_percent": "%",
    "wake_after_sleep_onset_min": "min",
    "stage_w_min": "min",
    "stage_n1_min": "min",
    "stage_n2_min": "min",
    "stage_n3_min": "min",
    "stage_rem_min": "min",
    "stage_unknown_min": "min",
}
"""The measures of sleep times, with their units, in the order that they are given in."""

_STAGE_NAMES = {
    SleepStage.WAKE: "stage_w_min",
    SleepStage.N1: "stage_n1_min",
    SleepStage.N2: "stage_n2_min",
    SleepStage.N3: "stage_n3_min",
    SleepStage.REM: "stage_rem_min",
    SleepStage.UNKNOWN: "stage_unknown_min",
}
_MINUTE_S = 60.0
_PERCENT = 100.0
_SOURCE = "aasm"


def compute_sleep_times(notes: SleepNotes, *, span: Interval) -> tuple[Measure, ...]:
    """Compute the times of a night.

    Parameters
    ----------
    notes : SleepNotes
    span : Interval
        The recording.

    Returns
    -------
    tuple of Measure
        All names of ``SLEEP_TIME_UNITS``, in order. Without a hypnogram all but the time in bed are not measured.

    Notes
    -----
    *Source.* AASM manual (known, not re-read): time in bed from lights off to lights on; latency from lights off to the
    first epoch of any stage of sleep; wake after sleep onset from there to lights on; efficiency as sleep over time in
    bed. Where the lights are unknown the hypnogram's own ends stand for them, and the note says so. Time in bed that
    nobody staged is neither sleep nor wake, and is told.
    """
    hypnogram = notes.hypnogram
    if hypnogram is None:
        return _without_stages(notes)
    bed, lights = _bed(notes, hypnogram)
    stages = [(piece, stage) for one, stage in hypnogram.spans() if (piece := _inside(one, bed)) is not None]
    seconds = dict.fromkeys(_STAGE_NAMES, 0.0)
    for piece, stage in stages:
        seconds[stage] += piece.duration_s
    seconds[SleepStage.UNKNOWN] += bed.duration_s - sum(seconds.values())
    asleep_s = sum(length for stage, length in seconds.items() if stage.is_sleep)
    onset_s = next((piece.start_s for piece, stage in stages if stage.is_sleep), None)
    dream_s = next((piece.start_s for piece, stage in stages if stage is SleepStage.REM), None)
    found = {
        "time_in_bed_min": bed.duration_s / _MINUTE_S,
        "total_sleep_time_min": asleep_s / _MINUTE_S,
        **{name: seconds[stage] / _MINUTE_S for stage, name in _STAGE_NAMES.items()},
    }
    missing: dict[str, tuple[MeasureStatus, str]] = {}
    if bed.duration_s > 0:
        found["sleep_efficiency_percent"] = _PERCENT * asleep_s / bed.duration_s
    else:
        missing["sleep_efficiency_percent"] = (MeasureStatus.NOT_ASSESSABLE, "no time in bed")
    if onset_s is None:
        for name in ("sleep_latency_min", "wake_after_sleep_onset_min", "rem_latency_min"):
            missing[name] = (MeasureStatus.NOT_FOUND, "no epoch of sleep")
    else:
        found["sleep_latency_min"] = (onset_s - bed.start_s) / _MINUTE_S
        awake = (piece for piece, stage in stages if stage is SleepStage.WAKE and piece.start_s > onset_s)
        found["wake_after_sleep_onset_min"] = sum(piece.duration_s for piece in awake) / _MINUTE_S
        if dream_s is None:
            missing["rem_latency_min"] = (MeasureStatus.NOT_FOUND, "no epoch of REM")
        else:
            found["rem_latency_min"] = (dream_s - onset_s) / _MINUTE_S
    return _in_order(found, missing, note=lights)


def _bed(notes: SleepNotes, hypnogram: Hypnogram) -> tuple[Interval, str]:
    """Give the time in bed, and what stood for lights that nobody wrote down."""
    start_s = hypnogram.start_s if notes.lights_off_s is None else notes.lights_off_s
    end_s = hypnogram.end_s if notes.lights_on_s is None else notes.lights_on_s
    unknown = [
        word for word, at_s in (("off", notes.lights_off_s), ("on", notes.lights_on_s)) if at_s is None
    ]
    note = (
        f"lights {' and '.join(unknown)} unknown: the hypnogram's own ends stand for them" if unknown else ""
    )
    return Interval(start_s, max(start_s, end_s)), note


def _inside(one: Interval, bed: Interval) -> Interval | None:
    start_s, end_s = max(one.start_s, bed.start_s), min(one.end_s, bed.end_s)
    return Interval(start_s, end_s) if end_s > start_s else None


def _without_stages(notes: SleepNotes) -> tuple[Measure, ...]:
    """Say that nothing is known of sleep; lights alone give the time in bed."""
    why = (MeasureStatus.NOT_MEASURED, "nobody staged this night")
    missing = dict.fromkeys(SLEEP_TIME_UNITS, why)
    found = {}
    off_s, on_s = notes.lights_off_s, notes.lights_on_s
    if off_s is not None and on_s is not None and on_s >= off_s:
        found["time_in_bed_min"] = (on_s - off_s) / _MINUTE_S
        del missing["time_in_bed_min"]
    else:
        missing["time_in_bed_min"] = (MeasureStatus.NOT_MEASURED, "lights off and on are not both known")
    return _in_order(found, missing, note="")


def _in_order(
    found: dict[str, float], missing: dict[str, tuple[MeasureStatus, str]], *, note: str
) -> tuple[Measure, ...]:
    return tuple(
        Measure(name, found[name], unit, MeasureStatus.MEASURED, _SOURCE, note=note)
        if name in found
        else Measure(name, None, unit, missing[name][0], _SOURCE, note=missing[name][1])
        for name, unit in SLEEP_TIME_UNITS.items()
    )
