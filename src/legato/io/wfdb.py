"""WFDB records (.hea with .dat, as PhysioNet keeps them) into a recording, with the marks of .atr beside them.

Samples are decoded when they are read. Age, sex and diagnosis in the comments of the header are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import physical_column
from legato.io.source import Source
from legato.io.wfdb_header import WfdbHeader, WfdbSignal, is_wfdb_head, parse_marks, parse_wfdb_header
from legato.io.wfdb_signals import BITS, FrameSamples, n_numbers
from legato.model.annotation import Annotation
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "wfdb"
# Up to here the checksum of the header is tested, which reads every sample; more would spoil lazy reading.
CHECKED_SAMPLES = 1 << 21
# A header of a thousand signals takes 100 KB, the marks of every beat of a month 6 MB; more is no header and no marks.
MAX_HEADER_BYTES = 4 << 20
MAX_MARK_BYTES = 32 << 20


@dataclass(frozen=True, eq=False)
class _File:
    """One signal file: its bytes, the signals in it, and the frames that are there."""

    raw: NDArray[np.uint8]
    signals: tuple[WfdbSignal, ...]
    n_frames: int

    @property
    def frame_numbers(self) -> int:
        return sum(signal.per_frame for signal in self.signals)


def recognises(source: Source) -> bool:
    """Tell a header by its record and signal lines, a .dat or .atr by the header beside it."""
    if source.is_folder or source.is_zip:
        return False
    return is_wfdb_head(source.head) or _header_beside(source) is not None


def _header_beside(source: Source) -> Source | None:
    """Give the header of the same name when a signal or mark file was given."""
    name = PurePosixPath(source.name)
    if name.suffix.lower() not in (".dat", ".atr"):
        return None
    header = source.sibling(f"{name.stem}.hea")
    return header if header is not None and is_wfdb_head(header.head) else None


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the record.

    Parameters
    ----------
    source : Source
        The header, or a file beside it.
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the header follows no rule, or no frame is there.
    InputError
        If the signal file is missing or stored in a way that Legato does not read.
    """
    source = _header_beside(source) or source
    header = parse_wfdb_header(source.read_bytes()[:MAX_HEADER_BYTES], name=source.name)
    issues: list[Issue] = []
    files = [_open_file(name, header, source) for name in dict.fromkeys(s.file for s in header.signals)]
    n_frames = min(file.n_frames for file in files)
    if header.n_frames is not None and n_frames < header.n_frames:
        lost_s = (header.n_frames - n_frames) / header.frame_rate_hz
        what = f"The signal file is cut: {n_frames} of {header.n_frames} samples are there, {lost_s:.2f} s are missing."
        issues.append(
            Issue("truncated", Severity.DAMAGE, what, files[0].signals[0].file, "copy the record again")
        )
    n_frames = min(n_frames, header.n_frames or n_frames)
    if n_frames < 1:
        raise FormatError(
            "The WFDB record holds no sample",
            where=source.name,
            found=", ".join(f"{file.signals[0].file}: {len(file.raw)} bytes" for file in files),
            mend="copy the .dat file again",
            code="LEG-E612",
        )
    by_signal = {id(signal): (file, k) for file in files for k, signal in enumerate(file.signals)}
    clocks: dict[int, TimeBase] = {}
    columns = [_column(signal, *by_signal[id(signal)], n_frames, header, clocks) for signal in header.signals]
    _check_sums(header, columns, n_frames, issues)
    session = Session(
        start=header.start,
        annotations=_annotations(source, header, issues),
        issues=tuple(issues),
    )
    return assemble(columns, session, source=source, reader=ID, options=options)


def _open_file(name: str, header: WfdbHeader, source: Source) -> _File:
    signals = tuple(signal for signal in header.signals if signal.file == name)
    storage, skip = signals[0].format, signals[0].skip_bytes
    if any(signal.format != storage for signal in signals) or storage not in BITS:
        raise InputError(
            "The signal file is stored in a way that Legato does not read",
            where=f"{source.name}: {name}",
            found=f"format {', '.join(str(f) for f in sorted({signal.format for signal in signals}))}",
            mend=f"convert it to one of the formats {', '.join(map(str, sorted(BITS)))} (xform does this)",
            code="LEG-E613",
        )
    beside = source.sibling(name)
    if beside is None:
        raise InputError(
            "The signal file that the header names is not beside it",
            where=source.name,
            found=f"no '{name}'",
            mend=f"put {name} into the same folder",
            code="LEG-E614",
        )
    raw = mapped_bytes(beside)[skip:]
    frame = sum(signal.per_frame for signal in signals)
    skew = max(signal.skew for signal in signals)
    return _File(raw, signals, n_numbers(len(raw), storage) // frame - skew)


def _column(
    signal: WfdbSignal,
    file: _File,
    place: int,
    n_frames: int,
    header: WfdbHeader,
    clocks: dict[int, TimeBase],
) -> Column:
    n = signal.per_frame
    if n not in clocks:
        clocks[n] = TimeBase.regular(n_frames * n, sampling_rate_hz=header.frame_rate_hz * n)
    samples = FrameSamples(
        raw=file.raw,
        storage=signal.format,
        frame_numbers=file.frame_numbers,
        offset=sum(other.per_frame for other in file.signals[:place]),
        per_frame=n,
        skew=signal.skew,
        n_samples=n_frames * n,
        first=signal.first or 0,
    )
    gain = 1.0 / signal.gain if signal.has_gain else None
    offset = -signal.baseline / signal.gain if signal.has_gain else 0.0
    name = signal.label or f"signal_{header.signals.index(signal) + 1}"
    return physical_column(name, samples, clocks[n], unit_text=signal.unit, gain=gain, offset=offset)


def _check_sums(header: WfdbHeader, columns: list[Column], n_frames: int, issues: list[Issue]) -> None:
    """Test the sums of the header where all samples are there and reading them costs little."""
    if n_frames != header.n_frames or sum(len(column.samples) for column in columns) > CHECKED_SAMPLES:
        return
    for signal, column in zip(header.signals, columns, strict=True):
        if signal.checksum is None or signal.skew:
            continue
        inner = getattr(column.samples, "inner", column.samples)
        numbers = inner.read(0, len(inner))
        if numbers.dtype.kind == "f":
            continue  # with missing samples the original numbers are not at hand
        total = int(numbers.sum(dtype=np.int64))
        if (total - signal.checksum) & 0xFFFF:
            what = (
                f"The samples of {column.name} do not add up to the checksum of the header; some are wrong."
            )
            issues.append(Issue("checksum", Severity.DAMAGE, what, column.name, "copy the record again"))


def _annotations(source: Source, header: WfdbHeader, issues: list[Issue]) -> tuple[Annotation, ...]:
    beside = source.sibling(f"{PurePosixPath(source.name).stem}.atr")
    if beside is None:
        return ()
    marks, is_whole = parse_marks(beside.read_bytes()[:MAX_MARK_BYTES])
    if not is_whole:
        what = f"The file of marks is cut; {len(marks)} marks were read."
        issues.append(Issue("marks_truncated", Severity.WARNING, what, beside.name))
    return tuple(
        Annotation(sample / header.frame_rate_hz, 0.0, text, "wfdb:atr")
        for sample, text in marks
        if sample >= 0
    )
