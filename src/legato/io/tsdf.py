"""TSDF recordings (a JSON header with binary files beside it) into a recording; rates from the stored time.

The header says names, units, scale factors, number type and byte order; fields of an outer level hold for the inner ones.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.clock import measure_time_base
from legato.io.labels import Label
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import physical_column
from legato.io.source import Source
from legato.model.channel import ArraySamples, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "tsdf"
MAX_HEADER_BYTES = 4 << 20
MAX_DEPTH = 16
MAX_CHANNELS = 4096
MAX_STAMP_S = 1e11  # three thousand years; Unix time in seconds is 2e9
_TYPES = {
    ("int", 8): "i1",
    ("int", 16): "i2",
    ("int", 32): "i4",
    ("int", 64): "i8",
    ("uint", 8): "u1",
    ("uint", 16): "u2",
    ("uint", 32): "u4",
    ("float", 32): "f4",
    ("float", 64): "f8",
}
# Word in the unit of a time channel -> seconds one of it lasts; steps add up, the others stand as they are.
_TIME_SECONDS = {"ms": 1e-3, "s": 1.0, "us": 1e-6, "ns": 1e-9}


@dataclass(frozen=True, eq=False)
class _Part:
    """One binary file: its numbers, rows by channels, and what the header says about them."""

    name: str
    rows: NDArray[np.generic]
    channels: tuple[str, ...]
    units: tuple[str, ...]
    factors: tuple[float, ...]


def recognises(source: Source) -> bool:
    """Tell by the words of the header; in a folder by a header among its JSON files; for a .bin by the header beside."""
    return bool(_headers(source))


def _is_header(head: bytes) -> bool:
    is_json = head.lstrip()[:1] == b"{"
    return is_json and b'"file_name"' in head and b'"channels"' in head and b'"metadata_version"' in head


def _headers(source: Source) -> list[Source]:
    """Give the headers that a source is, holds or lies beside."""
    if source.is_folder:
        names = [member.name for member in source.members if member.name.endswith(".json")][:64]
        found = [source.member(name) for name in names]
        return [header for header in found if _is_header(header.head)]
    if _is_header(source.head):
        return [source]
    name = PurePosixPath(source.name)
    if name.suffix.lower() == ".bin" and "_" in name.stem:
        beside = source.sibling(f"{name.stem.rsplit('_', 1)[0]}_meta.json")
        return [beside] if beside is not None and _is_header(beside.head) else []
    return []


def read(source: Source, options: ReadOptions) -> Recording:
    """Read one header and its files.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        ``where member=NAME`` picks one header of a folder with several.

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If a folder holds several headers, or a file that the header names is not beside it.
    FormatError
        If the header is no JSON or states impossible numbers.
    """
    header = _one_header(source, options)
    meta = _load(header)
    issues: list[Issue] = []
    parts = [_part(leaf, header, issues) for leaf in _leaves(meta, {}, 0)]
    if not parts:
        raise _refuse(header, "The TSDF header names no file", "no 'file_name'", "LEG-E650")
    n_rows = min(len(part.rows) for part in parts)
    if n_rows == 0:
        raise _refuse(header, "The TSDF files hold no sample", f"{len(parts)} files", "LEG-E651")
    time = _time(parts, n_rows, header, meta, issues)
    columns = [
        column for part in parts for column in _columns(part, n_rows, time) if column.label.kind is not None
    ]
    subject = meta.get("subject_id")
    session = Session(
        start=_start(meta.get("start_iso8601")),
        subject=str(subject)
        if isinstance(subject, str | int) and str(subject).strip() not in ("", "X")
        else None,
        issues=tuple(issues),
    )
    return assemble(columns, session, source=header, reader=ID, options=options)


def _one_header(source: Source, options: ReadOptions) -> Source:
    headers = _headers(source)
    wanted = options.where.get("member")
    if wanted and len(headers) > 1:
        headers = [header for header in headers if wanted in (header.name, str(header.path))]
    if len(headers) == 1:
        return headers[0]
    raise InputError(
        "This folder holds several TSDF recordings",
        where=source.name,
        found=", ".join(header.name for header in headers[:12]) or "none of the name asked for",
        mend="read one with --where member=NAME, or give its header file",
        code="LEG-E652",
    )


def _load(header: Source) -> dict[str, Any]:
    try:
        meta = json.loads(header.read_bytes()[:MAX_HEADER_BYTES])
    except (ValueError, RecursionError) as error:
        raise _refuse(header, "The TSDF header is no JSON", str(error)[:120], "LEG-E653") from error
    return meta if isinstance(meta, dict) else {}


def _leaves(node: dict[str, Any], inherited: dict[str, Any], depth: int) -> list[dict[str, Any]]:
    """Give the innermost records, each with the fields of the levels around it."""
    own = inherited | {key: value for key, value in node.items() if key != "sensors"}
    if "file_name" in node:
        return [own]
    below = node.get("sensors")
    if not isinstance(below, list) or depth > MAX_DEPTH:
        return []
    return [leaf for child in below if isinstance(child, dict) for leaf in _leaves(child, own, depth + 1)]


def _part(leaf: dict[str, Any], header: Source, issues: list[Issue]) -> _Part:
    """Open one binary file as rows of numbers."""
    name = str(leaf.get("file_name"))
    channels = leaf.get("channels")
    if not isinstance(channels, list) or not 1 <= len(channels) <= MAX_CHANNELS:
        raise _refuse(header, "The TSDF header lists no channels for a file", name, "LEG-E654")
    code = _TYPES.get((str(leaf.get("data_type")), _whole(leaf.get("bits"))))
    if code is None:
        found = f"{name}: data_type {leaf.get('data_type')!r}, bits {leaf.get('bits')!r}"
        raise _refuse(header, "The TSDF header states an unknown type of numbers", found, "LEG-E655")
    order = ">" if leaf.get("endianness") == "big" else "<"
    beside = header.sibling(name) if PurePosixPath(name).name == name else None
    if beside is None:
        raise InputError(
            "A file that the TSDF header names is not beside it",
            where=header.name,
            found=f"no '{name}'",
            mend=f"put {name} into the same folder",
            code="LEG-E656",
        )
    raw = mapped_bytes(beside)
    dtype = np.dtype(order + code)
    row_bytes = dtype.itemsize * len(channels)
    n_rows, n_left = divmod(len(raw), row_bytes)
    stated = _whole(leaf.get("rows"))
    if n_left or (stated > 0 and n_rows < stated):
        what = f"{name} is cut: {n_rows} of {max(stated, n_rows)} rows are whole."
        issues.append(Issue("truncated", Severity.DAMAGE, what, name, "copy the recording again"))
    elif 0 < stated < n_rows:
        what = f"{name} holds {n_rows} rows, the header states {stated}; the rows behind were left out."
        issues.append(Issue("header_lies", Severity.WARNING, what, name))
        n_rows = stated
    rows = raw[: n_rows * row_bytes].view(dtype).reshape(n_rows, len(channels))
    units, factors = _per_channel(leaf.get("units"), "", channels), _factors(leaf, len(channels), header)
    return _Part(name, rows, tuple(str(c) for c in channels), tuple(str(u) for u in units), factors)


def _per_channel(given: object, otherwise: object, channels: list[Any]) -> list[object]:
    return given if isinstance(given, list) and len(given) == len(channels) else [otherwise] * len(channels)


def _factors(leaf: dict[str, Any], n_channels: int, header: Source) -> tuple[float, ...]:
    given = leaf.get("scale_factors", [1.0] * n_channels)
    if not isinstance(given, list) or len(given) != n_channels:
        found = f"{leaf.get('file_name')}: {given!r:.80} for {n_channels} channels"
        raise _refuse(
            header, "The TSDF header has another number of scale factors than channels", found, "LEG-E657"
        )
    factors = tuple(_finite(factor) for factor in given)
    if not all(math.isfinite(factor) and factor != 0.0 for factor in factors):
        raise _refuse(header, "A scale factor of the TSDF header is no number", f"{given!r:.80}", "LEG-E658")
    return factors


def _finite(value: object) -> float:
    """Give a number of the header, NaN for anything else; JSON allows integers that no float can hold."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < 1e300 else math.nan  # type: ignore[arg-type]


def _whole(value: object) -> int:
    return (
        int(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 40 else -1
    )


def _time(
    parts: list[_Part], n_rows: int, header: Source, meta: dict[str, Any], issues: list[Issue]
) -> TimeBase:
    """Measure the clock from the time channel; steps between samples are added up."""
    for part in parts:
        for k, name in enumerate(part.channels):
            if name != "time":
                continue
            words = part.units[k].lower().replace("(", "_").replace(")", "").split("_")
            second = next((_TIME_SECONDS[word] for word in reversed(words) if word in _TIME_SECONDS), None)
            if second is None:
                raise _refuse(header, "The unit of time is unknown", part.units[k] or "none", "LEG-E659")
            with np.errstate(invalid="ignore", over="ignore"):
                stamps_s = part.rows[:n_rows, k].astype(np.float64) * (second * part.factors[k])
            # A step beyond any recording is damage: that sample has no time.
            stamps_s[~(np.abs(stamps_s) < MAX_STAMP_S)] = np.nan
            if "delta" in words or "difference" in words:
                known = np.isfinite(stamps_s)
                stamps_s = np.where(known, np.cumsum(np.where(known, stamps_s, 0.0)), np.nan)
            first_s = stamps_s[np.argmax(np.isfinite(stamps_s))]
            time, found = measure_time_base(stamps_s - first_s)
            issues += found
            return time
    rate_hz = meta.get("sampling_rate", meta.get("fs"))
    if isinstance(rate_hz, int | float) and 1e-6 < rate_hz < 1e9:
        return TimeBase.regular(n_rows, sampling_rate_hz=float(rate_hz))
    raise _refuse(header, "The TSDF recording has no time channel", "no channel 'time'", "LEG-E660")


def _columns(part: _Part, n_rows: int, time: TimeBase) -> list[Column]:
    columns: list[Column] = []
    for k, name in enumerate(part.channels):
        if name == "time":
            continue
        samples = ArraySamples(part.rows[:n_rows, k])
        if part.units[k] == "boolean_num":
            columns.append(Column(name, samples, time, Label(ChannelKind.OTHER)))
            continue
        # "rotation" is the format's own word for the gyroscope.
        word = name.replace("rotation", "gyroscope")
        column = physical_column(word, samples, time, unit_text=part.units[k], gain=part.factors[k])
        columns.append(Column(name, column.samples, time, column.label, column.offset))
    return columns


def _start(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _refuse(header: Source, what: str, found: str, code: str) -> FormatError:
    return FormatError(
        what, where=header.name, found=found, mend="look into the header with an editor", code=code
    )
