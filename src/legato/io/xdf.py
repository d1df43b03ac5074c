"""XDF recordings (LabRecorder) into a recording: every stream on the common clock, markers as annotations.

Stamps are brought to the recorder's clock with the stored comparisons, and both are told. Streams with a nominal rate
are sampled evenly by definition of the protocol and stamped late by the network, so a straight line through their stamps
stands for their clock where they jitter; the spread is told.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.clock import measure_time_base
from legato.io.labels import find_unit, label_of, words_of
from legato.io.options import ReadOptions
from legato.io.physical import physical_label
from legato.io.source import Source
from legato.io.xdf_chunks import MAGIC, Stream, parse_chunks
from legato.model.annotation import Annotation
from legato.model.channel import ArraySamples, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Placement, Recording, Side
from legato.model.time_base import Run, TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "xdf"
MAX_STAMP_S = 1e11
# A line stands for the stamps only while they scatter about it by less than this many sampling intervals (median).
LINE_SCATTER_SAMPLES = 20.0


def recognises(source: Source) -> bool:
    """Tell by the magic; gzip around it (.xdfz) is unwrapped."""
    return source.head.startswith(MAGIC)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the file.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        ``where stream=NAME`` keeps one stream of several.

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If no stream of numbers with two samples is there.
    InputError
        If the stream asked for is not there.
    """
    file = parse_chunks(source.read_bytes())
    issues: list[Issue] = []
    if file.is_cut:
        what = "The file ends inside a chunk; what stands before it was read."
        issues.append(Issue("truncated", Severity.DAMAGE, what, "end of file", "copy the file again"))
    if file.n_broken:
        what = f"{file.n_broken} stretches between boundary marks are damaged and were passed over."
        issues.append(Issue("corrupt_blocks", Severity.DAMAGE, what))
    streams = [stream for stream in file.streams.values() if stream.stamps_s]
    wanted = options.where.get("stream")
    names = [stream.name for stream in streams if stream.values]
    if wanted is not None:
        streams = [stream for stream in streams if stream.name == wanted or not stream.values]
        if wanted not in names:
            raise InputError(
                f"There is no stream '{wanted}'",
                where=source.name,
                found=", ".join(names),
                mend="name one of these with --where stream=NAME",
                code="LEG-E680",
            )
    signals = [stream for stream in streams if stream.values and sum(map(len, stream.values)) > 1]
    if not signals:
        raise FormatError(
            "No stream of this XDF file holds two samples of numbers",
            where=source.name,
            found=", ".join(f"'{s.name}' ({s.format})" for s in file.streams.values()) or "no stream",
            mend="look whether the recorder was connected to the stream",
            code="LEG-E681",
        )
    stamps = {id(stream): _stamps(stream, issues) for stream in streams}
    origin_s = min(float(np.nanmin(stamps[id(stream)])) for stream in signals)
    columns = [
        column
        for stream in signals
        for column in _columns(stream, stamps[id(stream)] - origin_s, issues, several=len(signals) > 1)
    ]
    marks = [
        Annotation(float(moment - origin_s), 0.0, text, f"xdf:{stream.name}")
        for stream in streams
        for moment, text in zip(stamps[id(stream)], stream.texts, strict=False)
        if np.isfinite(moment)
    ]
    session = Session(annotations=tuple(marks), issues=tuple(issues))
    return assemble(columns, session, source=source, reader=ID, options=options)


def _stamps(stream: Stream, issues: list[Issue]) -> NDArray[np.float64]:
    """Give the stamps of all samples on the recorder's clock; NaN where there is none."""
    stamps_s = np.concatenate(stream.stamps_s)
    stamps_s = np.where(np.abs(stamps_s) < MAX_STAMP_S, stamps_s, np.nan)
    known = np.flatnonzero(np.isfinite(stamps_s))
    if not len(known):
        # Nothing but the rate is known; the stream then starts at second 0 of the file.
        period_s = 1.0 / stream.nominal_rate_hz if stream.nominal_rate_hz else 1.0
        issues.append(Issue("time_missing", Severity.WARNING, f"The stream '{stream.name}' bears no stamps."))
        even_s: NDArray[np.float64] = np.arange(len(stamps_s), dtype=np.float64) * period_s
        return even_s
    if stream.nominal_rate_hz and len(known) < len(stamps_s):
        # The protocol leaves a stamp away where it follows from the one before and the rate.
        last = np.maximum.accumulate(np.where(np.isfinite(stamps_s), np.arange(len(stamps_s)), known[0]))
        stamps_s = stamps_s[last] + (np.arange(len(stamps_s)) - last) / stream.nominal_rate_hz
    moved_s: NDArray[np.float64] = stamps_s + _offset(stream, stamps_s, issues)
    return moved_s


def _offset(stream: Stream, stamps_s: NDArray[np.float64], issues: list[Issue]) -> NDArray[np.float64]:
    """Give what to add to each stamp: a line through the clock comparisons, outliers left out."""
    pairs = np.array(stream.offsets, dtype=np.float64).reshape(-1, 2)
    pairs = pairs[(np.abs(pairs) < MAX_STAMP_S).all(axis=1)]
    if not len(pairs):
        if stream.values:
            what = f"The clock of stream '{stream.name}' was never compared with the recorder's; it stands as recorded."
            issues.append(Issue("clock_not_compared", Severity.NOTE, what))
        return np.zeros(len(stamps_s))
    moment, value = pairs[:, 0], pairs[:, 1]
    middle = float(np.median(value))
    spread = 1.4826 * float(np.median(np.abs(value - middle)))
    is_near = np.abs(value - middle) <= max(5.0 * spread, 1e-3)
    moment, value = moment[is_near], value[is_near]
    span_s = float(np.ptp(moment))
    slope = (
        float(np.polyfit(moment - moment.mean(), value, 1)[0]) if len(moment) > 2 and span_s > 1.0 else 0.0
    )
    if stream.values:
        what = f"The clock of stream '{stream.name}' was moved by {float(np.mean(value)):.4f} s onto the recorder's"
        what += f" ({len(value)} comparisons, drift {slope * 1e6:.1f} ppm)."
        issues.append(Issue("clock_offset", Severity.NOTE, what))
    line: NDArray[np.float64] = float(value.mean()) + slope * (stamps_s - float(moment.mean()))
    return line


def _columns(
    stream: Stream, stamps_s: NDArray[np.float64], issues: list[Issue], *, several: bool
) -> list[Column]:
    time = _clock(stream, stamps_s, issues)
    values = np.concatenate(stream.values)
    about = label_of(f"{stream.type} {stream.name}")
    columns: list[Column] = []
    for k in range(stream.n_channels):
        text = stream.labels[k] if k < len(stream.labels) and stream.labels[k] else f"{stream.name} {k + 1}"
        unit_text = stream.units[k] if k < len(stream.units) else ""
        label = physical_label(text, unit_text)
        if label.kind is ChannelKind.UNKNOWN:
            own_type = label_of(stream.types[k]).kind if k < len(stream.types) else ChannelKind.UNKNOWN
            kind = own_type if own_type is not ChannelKind.UNKNOWN else about.kind
            unit = find_unit(unit_text)
            label = replace(label, kind=kind, unit=unit if unit and kind in unit.kinds else None)
        label = replace(
            label,
            side=about.side if label.side is Side.UNKNOWN else label.side,
            placement=about.placement if label.placement is Placement.UNKNOWN else label.placement,
            box="_".join(words_of(stream.name)) if several else label.box,
        )
        name = f"{stream.name}/{text}" if several else text
        columns.append(Column(name, ArraySamples(np.ascontiguousarray(values[:, k])), time, label))
    return columns


def _clock(stream: Stream, stamps_s: NDArray[np.float64], issues: list[Issue]) -> TimeBase:
    """Measure the clock of a stream; lines stand for the stamps where the rate is nominal and the stamps jitter."""
    nominal_hz = stream.nominal_rate_hz or None
    time, found = measure_time_base(stamps_s, nominal_rate_hz=nominal_hz)
    if time.is_regular or nominal_hz is None:
        issues += found
        return time
    runs: list[Run] = []
    scatter: list[float] = []
    for first, behind in time.run_bounds():
        index = np.arange(behind - first, dtype=np.float64)
        part = stamps_s[first:behind]
        known = np.isfinite(part)
        if int(known.sum()) < 3:
            runs.append(Run(first, time.runs[len(runs)].start_s, time.sampling_rate_hz))
            continue
        period_s, start_s = (float(v) for v in np.polyfit(index[known], part[known], 1))
        scatter.append(float(np.median(np.abs(part[known] - start_s - period_s * index[known]))))
        if not 0.5 < period_s * time.sampling_rate_hz < 2.0:
            issues += found
            return time
        runs.append(Run(first, start_s, 1.0 / period_s))
    if not scatter or max(scatter) * time.sampling_rate_hz > LINE_SCATTER_SAMPLES:
        issues += found
        return time
    what = f"The stamps of stream '{stream.name}' scatter by {max(scatter) * 1e3:.2f} ms (median) about an even clock of "
    what += f"{time.sampling_rate_hz:.3f} Hz; the even clock was used, since the network stamps late."
    issues.append(Issue("stamps_smoothed", Severity.NOTE, what))
    issues += [issue for issue in found if issue.code != "time_irregular"]
    return replace(time, runs=tuple(runs), stamps_s=None)
