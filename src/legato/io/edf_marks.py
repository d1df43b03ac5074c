"""Marks of an EDF+ or BDF+ file that may hold no samples: a hypnogram or a scoring that another program wrote."""

from __future__ import annotations

from datetime import datetime

from legato.errors import FormatError, InputError
from legato.io.edf_annotations import parse_annotations
from legato.io.edf_header import parse_header
from legato.io.mapped import mapped_bytes
from legato.io.source import Source

__all__ = ["read_edf_marks"]

_MOST_HEADER_BYTES = 256 * 4097


def read_edf_marks(source: Source) -> tuple[datetime | None, list[tuple[float, float, str]]]:
    """Read the annotations of a file.

    Parameters
    ----------
    source : Source

    Returns
    -------
    start : datetime or None
        Clock of second 0, as the header says.
    marks : list of (float, float, str)
        Onset and duration in seconds, and text.

    Raises
    ------
    FormatError
        If the header is impossible, or annotations are broken.
    InputError
        If there is no annotation signal.
    """
    raw = mapped_bytes(source)
    header = parse_header(raw[:_MOST_HEADER_BYTES].tobytes(), name=source.name)
    signals = [signal for signal in header.signals if signal.is_annotation]
    if not signals:
        raise InputError(
            "This EDF file has no annotations",
            where=source.name,
            found=f"{len(header.signals)} signals",
            mend="give the file of the scoring; plain EDF cannot hold one",
            code="LEG-E917",
        )
    body = raw[header.header_bytes :]
    n_records = len(body) // header.record_bytes
    if header.n_records >= 0:
        n_records = min(n_records, header.n_records)
    if not n_records or n_records < header.n_records:
        raise FormatError(
            "This EDF file is cut: a scoring must be whole",
            where=source.name,
            found=f"{n_records} whole records of {header.n_records}",
            mend="copy the file again",
            code="LEG-E927",
        )
    records = body[: n_records * header.record_bytes].reshape(n_records, header.record_bytes)
    marks: list[tuple[float, float, str]] = []
    for k, signal in enumerate(signals):
        n_bytes = signal.n_per_record * header.sample_bytes
        rows = records[:, signal.byte_offset : signal.byte_offset + n_bytes]
        _, found, n_broken = parse_annotations(rows, is_timekeeper=k == 0)
        if n_broken:
            raise FormatError(
                "The annotations of this EDF file follow no rule",
                where=source.name,
                found=f"{n_broken} of {n_records} records",
                mend="export the scoring anew",
                code="LEG-E927",
            )
        marks += found
    return header.start, marks
