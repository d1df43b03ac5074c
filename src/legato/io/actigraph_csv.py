"""ActiGraph text exports: raw acceleration in g is read; counts per epoch are refused, since no waveform is left in them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from legato.errors import InputError
from legato.io.delimited import read_sheet, sheet_of
from legato.io.options import ReadOptions
from legato.io.sniff import decode
from legato.io.source import Source
from legato.io.table_hints import TableHints
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "actigraph_csv"

_FIRST_LINE = re.compile(rb"^\W*Data (File|Table File) Created By Actigraph", re.IGNORECASE)
_RATE = re.compile(r"\bat\s+([\d.]+)\s*Hz", re.IGNORECASE)
_EPOCH = re.compile(r"Epoch Period \(hh:mm:ss\)\s+(\d+):(\d+):(\d+)")
_START_TIME = re.compile(r"Start Time\s+(\d{1,2}:\d{2}:\d{2})")
_START_DATE = re.compile(r"Start Date\s+(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def recognises(source: Source) -> bool:
    """Tell by the first line."""
    return bool(_FIRST_LINE.match(source.head.lstrip(b"\xef\xbb\xbf")))


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the raw acceleration of an ActiGraph text export.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording
        Acceleration in g. The serial number is left out.

    Raises
    ------
    InputError
        If the file holds counts per epoch.
    """
    text, _ = decode(source.head)
    epoch = _EPOCH.search(text)
    epoch_s = (
        sum(int(part) * unit for part, unit in zip(epoch.groups(), (3600, 60, 1), strict=True))
        if epoch
        else 0
    )
    if epoch_s:
        raise InputError(
            "The file holds activity counts and no waveform, so no shaking can be seen in it",
            where=source.name,
            found=f"one row every {epoch_s} s",
            mend="export the raw acceleration, or give the .gt3x file",
            code="LEG-E170",
        )
    rate = _RATE.search(text)
    start, issues = _start(text)
    hints = TableHints(
        units={"acceleration": "g"},
        units_source="the ActiGraph export format",
        sampling_rate_hz=float(rate[1]) if rate else None,
        start=start,
    )
    sheet = sheet_of(source)
    if not sheet.names and sheet.n_columns == len("xyz"):
        sheet = replace(sheet, names=tuple(f"Accelerometer {axis}" for axis in "XYZ"))
    recording = read_sheet(source, sheet, options=options, reader=ID, hints=hints)
    return recording.with_issues(issues)


def _start(text: str) -> tuple[datetime | None, list[Issue]]:
    """Read the start; the date's order of day and month is stated in the first line."""
    time, date = _START_TIME.search(text), _START_DATE.search(text)
    if not (time and date):
        return None, []
    first, second, year = (int(part) for part in date.groups())
    order = re.search(r"date format (\S+)", text)
    is_day_first = bool(order and order[1].lower().startswith("d"))
    day, month = (first, second) if is_day_first else (second, first)
    hour, minute, seconds = (int(part) for part in time[1].split(":"))
    try:
        return datetime(year, month, day) + timedelta(hours=hour, minutes=minute, seconds=seconds), []
    except ValueError:
        what = f"The start date {date[0]} does not exist, so the start is not known."
        return None, [Issue("start_unknown", Severity.NOTE, what)]
