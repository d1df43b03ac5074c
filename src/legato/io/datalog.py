"""Text of DataLOG-type recorders: one header line a channel with name and unit, then columns without names."""

from __future__ import annotations

import re
from dataclasses import replace

from legato.errors import FormatError
from legato.io.delimited import read_sheet, sheet_of
from legato.io.options import ReadOptions
from legato.io.sniff import decode
from legato.io.source import Source
from legato.io.table_hints import TableHints
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "datalog"

_CHANNEL = re.compile(
    r"^Channel\s+\d+:\s*'(?P<name>[^']*)'\s*,\s*(?P<n>\d+) values,\s*engineering units:\s*(?P<unit>[^,\s]+)",
    re.MULTILINE,
)
_RATE = re.compile(
    r"(?:sampl\w*|acquisition)\s*(?:rate|frequency)\s*[:=]?\s*([\d.]+)\s*(?:hz|/s|samples)"
    # A slower channel is filled up to the rate of the table, and its line says to which.
    r"|(?:extra|inter)polated from [\d.]+ to ([\d.]+) samples per second",
    re.IGNORECASE,
)


def recognises(source: Source) -> bool:
    """Tell by the header lines of the channels."""
    return b"engineering units:" in source.head and b"Channel " in source.head[:4096]


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a DataLOG text export.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        The export does not hold the rate, so ``sampling_rate_hz`` is needed unless a header line has it.

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the header names another number of channels than there are columns.
    """
    text, _ = decode(source.head)
    channels = list(_CHANNEL.finditer(text))
    sheet = sheet_of(source)
    # A column without a header line is the digital marker that some exports add.
    n_more = sheet.n_columns - len(channels)
    if n_more not in (0, 1):
        raise FormatError(
            "The header names another number of channels than the table has columns",
            where=source.name,
            found=f"{len(channels)} channels, {sheet.n_columns} columns",
            mend="export the file again",
            code="LEG-E165",
        )
    names = [f"{match['name'].strip()} ({match['unit']})" for match in channels] + ["marker"] * n_more
    rate = _RATE.search(text)
    hints = TableHints(sampling_rate_hz=float(rate[1] or rate[2]) if rate else None)
    sheet = replace(sheet, names=tuple(names))
    return read_sheet(source, sheet, options=options, reader=ID, hints=hints)
