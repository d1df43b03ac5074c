"""One side file with stages or events, of whichever kind its content says, as marks in seconds of the recording."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from legato.errors import InputError
from legato.io.edf_header import is_edf_head
from legato.io.edf_marks import read_edf_marks
from legato.io.hypnogram_words import sleep_limit
from legato.io.night_clock import SECONDS_A_DAY, NightClock, seconds_between
from legato.io.nsrr_xml import looks_like_xml, read_nsrr_xml
from legato.io.sleep_events import sort_marks
from legato.io.sleep_marks import SleepMarks
from legato.io.sleep_table import read_sleep_table
from legato.io.source import Source, open_source
from legato.model.issue import Issue, Severity

__all__ = ["read_sleep_file"]


def read_sleep_file(
    path: Path, *, night: NightClock, epoch_s: float | None = None, stage_numbers: str | None = None
) -> SleepMarks:
    """Read a side file: EDF+ annotations, NSRR or Profusion XML, or a table of text.

    Parameters
    ----------
    path : Path
    night : NightClock
        Of the recording.
    epoch_s : float or None
        Length of an epoch where the file states none.
    stage_numbers : str or None
        How stages are written as numbers.

    Returns
    -------
    SleepMarks

    Raises
    ------
    FormatError
        If the file follows none of these formats.
    InputError
        If its times or stages can't be read without a guess.
    """
    source = open_source(path)
    if is_edf_head(source.head):
        return _edf(source, night)
    if source.size > sleep_limit("most_bytes"):
        raise InputError(
            "This file is too large for a hypnogram or a list of events",
            where=source.name,
            found=f"{source.size / 1e6:.0f} MB",
            mend="give the file of the scoring",
            code="LEG-E926",
        )
    raw = source.read_bytes()
    if looks_like_xml(raw[:64]):
        return read_nsrr_xml(raw, where=source.name, night=night)
    return read_sleep_table(raw, where=source.name, night=night, epoch_s=epoch_s, stage_numbers=stage_numbers)


def _edf(source: Source, night: NightClock) -> SleepMarks:
    start, marks = read_edf_marks(source)
    origin = f"edf:{source.name}"
    shift_s, issues = _shift(start, night, origin)
    found = sort_marks(
        [(onset_s + shift_s, duration_s, text) for onset_s, duration_s, text in marks],
        origin=origin,
        is_file_of_events=True,
    )
    return replace(found, issues=(*issues, *found.issues))


def _shift(start: datetime | None, night: NightClock, origin: str) -> tuple[float, list[Issue]]:
    """Give the seconds from the start of the recording to that of the file of marks."""
    if start is None or night.start is None:
        what = "One of the two files states no start; both were taken to begin together."
        return 0.0, [Issue("start_missing", Severity.WARNING, what, origin)]
    shift_s = seconds_between(night.start, start)
    n_days = round(shift_s / SECONDS_A_DAY)
    if n_days and abs(shift_s - n_days * SECONDS_A_DAY) <= sleep_limit("grid_slack_s"):
        what = f"The dates of the two files lie {abs(n_days)} days apart, at the same clock; "
        what += "the dates were taken for removed and both to begin together."
        return 0.0, [
            Issue("start_differs", Severity.WARNING, what, origin, "check that both are of one night")
        ]
    if not shift_s:
        return 0.0, []
    what = (
        f"The file of marks begins {abs(shift_s):g} s {'after' if shift_s > 0 else 'before'} the recording; "
    )
    return shift_s, [
        Issue("start_differs", Severity.NOTE, what + "its times were placed by both clocks.", origin)
    ]
