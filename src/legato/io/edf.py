"""EDF, EDF+, BDF and BDF+ into a recording: every signal at its own rate, read on demand from a memory map.

Two channels of a mixed-rate night cost two channels. Gaps of EDF+D stay gaps. What the header says wrongly is told; what
makes samples impossible to find is refused. The patient field goes nowhere unless ``keep_identity`` asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.block_clock import tell_clock
from legato.io.edf_annotations import parse_annotations
from legato.io.edf_header import EdfHeader, EdfSignal, is_edf_head, parse_header
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import physical_column
from legato.io.source import Source
from legato.model.annotation import Annotation
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import Run, TimeBase

__all__ = ["ID", "RecordSamples", "decode", "read", "recognises"]

ID = "edf"
MAX_HEADER_BYTES = 256 * 4097
# A record that starts within this share of a sample of where the last one ended belongs to it.
SAME_RUN_SAMPLES = 0.5


@dataclass(frozen=True, eq=False)
class RecordSamples:
    """Samples of one signal, spread over the data records.

    Parameters
    ----------
    rows : ndarray of uint8, shape (n_records, n_per_record * sample_bytes)
        A view into the file, not a copy.
    sample_bytes : int
        2 or 3.
    """

    rows: NDArray[np.uint8]
    sample_bytes: int

    @property
    def n_per_record(self) -> int:
        """Samples in a record."""
        return int(self.rows.shape[1]) // self.sample_bytes

    def __len__(self) -> int:
        """Give the number of samples."""
        return int(self.rows.shape[0]) * self.n_per_record

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded integers ``start`` to ``stop`` (half open); touches only their records."""
        if stop <= start:
            return np.empty(0, dtype=np.int16)
        first, behind = start // self.n_per_record, -(-stop // self.n_per_record)
        inside = slice(start - first * self.n_per_record, stop - first * self.n_per_record)
        piece = np.ascontiguousarray(self.rows[first:behind])
        if self.sample_bytes == 2:
            return piece.reshape(-1).view("<i2")[inside]
        wide = np.zeros((piece.size // 3, 4), dtype=np.uint8)
        wide[:, 1:] = piece.reshape(-1, 3)
        return (wide.view("<i4")[:, 0] >> 8)[inside]


def recognises(source: Source) -> bool:
    """Tell by version, header length and record count at their fixed places."""
    return is_edf_head(source.head)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the header is cut or impossible, or not one whole data record is there.
    InputError
        If the file holds marks only, or its records are out of order in time.
    """
    columns, session = decode(source, options)
    return assemble(columns, session, source=source, reader=ID, options=options)


def decode(source: Source, options: ReadOptions) -> tuple[list[Column], Session]:
    """Decode the file without making the recording, for folders that say more about its channels.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    list of Column
    Session

    Raises
    ------
    FormatError, InputError
        As for ``read``.
    """
    raw = mapped_bytes(source)
    header = parse_header(raw[:MAX_HEADER_BYTES].tobytes(), name=source.name)
    issues = [_lie(lie) for lie in header.lies]
    records = _records(raw, header, source, issues)
    onset_s, annotations = _annotations(records, header, issues)
    samples = [signal for signal in header.signals if not signal.is_annotation and signal.n_per_record]
    empty = [s.label for s in header.signals if not s.is_annotation and not s.n_per_record]
    if empty:
        issues.append(_lie(f"signals without samples: {', '.join(empty[:6])}"))
    if not samples:
        raise InputError(
            "This EDF file holds marks and no samples",
            where=source.name,
            found=f"{len(annotations)} annotations",
            mend="give the file of the recording itself; a hypnogram alone can't be analysed",
            code="LEG-E603",
        )
    starts_s = _record_starts(onset_s, header, source, issues)
    origin_s = float(starts_s[0])
    columns = _columns(records, samples, header, starts_s - origin_s)
    if columns:
        issues += tell_clock(columns[0].time)
    session = Session(
        start=_moment(header.start, origin_s),
        subject=header.identity or None if options.keep_identity else None,
        annotations=tuple(Annotation(a - origin_s, d, text, "edf_annotation") for a, d, text in annotations),
        issues=tuple(issues),
    )
    return columns, session


def _lie(sentence: str) -> Issue:
    what = f"The header contradicts itself or the format: {sentence}."
    return Issue("header_lies", Severity.WARNING, what, "header")


def _moment(start: datetime | None, shift_s: float) -> datetime | None:
    if start is None or not abs(shift_s) < 1e9:
        return None
    return start + timedelta(seconds=shift_s)


def _records(
    raw: NDArray[np.uint8], header: EdfHeader, source: Source, issues: list[Issue]
) -> NDArray[np.uint8]:
    """Give the whole records that are there, as rows of bytes; tell what is missing or too much."""
    body = raw[header.header_bytes :]
    n_whole, n_left = divmod(len(body), header.record_bytes)
    stated = header.n_records
    if not n_whole or stated == 0:
        raise FormatError(
            "Not one whole data record is in this EDF file",
            where=source.name,
            found=f"{len(body)} bytes behind the header; a record takes {header.record_bytes}; {stated} stated",
            mend="copy the file again from the recorder",
            code="LEG-E604",
        )
    again = "copy the file again from the recorder"
    if stated < 0:
        what = f"The recorder never closed the file; {n_whole} whole records were found and read."
        issues.append(Issue("not_closed", Severity.WARNING, what, "header"))
        n_used = n_whole
    else:
        n_used = min(n_whole, stated)
    if n_whole < stated or (stated < 0 and n_left):
        lost_s = max(0, stated - n_whole) * header.record_s
        what = f"The file is cut: {n_whole} of {max(stated, n_whole)} records are whole"
        what += f", {lost_s:.1f} s are missing." if lost_s else "; the last, broken one was left out."
        issues.append(Issue("truncated", Severity.DAMAGE, what, f"from record {n_whole}", again))
    elif n_whole > n_used or n_left:
        n_extra = len(body) - n_used * header.record_bytes
        what = f"{n_extra} bytes behind the {n_used} records that the header states were left out."
        issues.append(Issue("extra_bytes", Severity.WARNING, what, "end of file"))
    return body[: n_used * header.record_bytes].reshape(n_used, header.record_bytes)


def _annotations(
    records: NDArray[np.uint8], header: EdfHeader, issues: list[Issue]
) -> tuple[NDArray[np.float64], list[tuple[float, float, str]]]:
    """Read the start of each record and all marks."""
    onset_s = np.full(len(records), np.nan)
    marks: list[tuple[float, float, str]] = []
    n_broken = 0
    signals = [signal for signal in header.signals if signal.is_annotation]
    for k, signal in enumerate(signals):
        n_bytes = signal.n_per_record * header.sample_bytes
        rows = records[:, signal.byte_offset : signal.byte_offset + n_bytes]
        found_s, found, broken = parse_annotations(rows, is_timekeeper=k == 0)
        marks += found
        n_broken += broken
        if k == 0:
            onset_s = found_s
    if n_broken:
        what = f"The annotations of {n_broken} records follow no rule and were left out."
        issues.append(Issue("annotations_broken", Severity.DAMAGE, what, "annotations"))
    return onset_s, marks


def _record_starts(
    onset_s: NDArray[np.float64], header: EdfHeader, source: Source, issues: list[Issue]
) -> NDArray[np.float64]:
    """Give the start of every record, from its own statement where there is one, else from the record before."""
    n_records = len(onset_s)
    even_s: NDArray[np.float64] = np.arange(n_records, dtype=np.float64) * header.record_s
    is_stated = np.isfinite(onset_s)
    if not is_stated.any():
        if header.is_plus and not header.is_continuous:
            issues.append(_lie("says that records are discontinuous, but none says when it starts"))
        return even_s
    last = np.maximum.accumulate(np.where(is_stated, np.arange(n_records), -1))
    first = int(np.argmax(is_stated))
    last[:first] = first
    starts_s: NDArray[np.float64] = (
        onset_s[last] + (np.arange(n_records) - last).astype(np.float64) * header.record_s
    )
    if not is_stated.all():
        n_silent = int((~is_stated).sum())
        what = f"{n_silent} of {n_records} records do not say when they start; they were taken to follow the one before."
        issues.append(
            Issue("record_start_missing", Severity.WARNING, what, f"record {int(np.argmin(is_stated))}")
        )
    steps_s = np.diff(starts_s)
    if (steps_s < 0).any() or not abs(starts_s[-1]) < 1e12:
        raise InputError(
            "The data records of this EDF file are out of order in time",
            where=f"{source.name}, record {int(np.argmax(steps_s < 0)) + 1}",
            found=f"{int((steps_s < 0).sum())} steps back",
            mend="export the recording anew; a damaged annotation signal is the usual cause",
            code="LEG-E605",
        )
    return starts_s


def _columns(
    records: NDArray[np.uint8],
    signals: list[EdfSignal],
    header: EdfHeader,
    starts_s: NDArray[np.float64],
) -> list[Column]:
    clocks: dict[int, TimeBase] = {}
    columns: list[Column] = []
    for signal in signals:
        n = signal.n_per_record
        if n not in clocks:
            clocks[n] = _clock(n, header, starts_s)
        rows = records[:, signal.byte_offset : signal.byte_offset + n * header.sample_bytes]
        gain = signal.gain
        offset = signal.physical_min - gain * signal.digital_min if gain is not None else 0.0
        samples = RecordSamples(rows, header.sample_bytes)
        name = signal.label or "unnamed"
        columns.append(
            physical_column(name, samples, clocks[n], unit_text=signal.unit, gain=gain, offset=offset)
        )
    return columns


def _clock(n_per_record: int, header: EdfHeader, starts_s: NDArray[np.float64]) -> TimeBase:
    """Make the clock of all signals with that many samples a record; a new run behind each gap."""
    n_records = len(starts_s)
    record_s = header.record_s
    if record_s == 0.0:
        # Records without a length are allowed where only marks are stored; samples then have no rate.
        raise FormatError(
            "The data records have no length, so the sampling rate is unknown",
            where="header",
            found="record duration 0",
            mend="export the recording anew",
            code="LEG-E606",
        )
    rate_hz = n_per_record / record_s
    late_s = np.diff(starts_s) - record_s
    breaks = np.flatnonzero(np.abs(late_s) > SAME_RUN_SAMPLES / rate_hz) + 1
    firsts = [0, *breaks.tolist()]
    return TimeBase(
        n_samples=n_records * n_per_record,
        sampling_rate_hz=rate_hz,
        runs=tuple(Run(k * n_per_record, float(starts_s[k]), rate_hz) for k in firsts),
        nominal_rate_hz=rate_hz,
    )
