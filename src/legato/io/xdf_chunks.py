"""Chunks of an XDF file (LabRecorder): stream headers, samples, stamps, clock offsets.

Pure decoding, with every count checked against the bytes that are there. A broken chunk is passed over at the next
boundary mark.
"""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["MAGIC", "Stream", "XdfFile", "parse_chunks"]

MAGIC = b"XDF:"
_BOUNDARY = bytes.fromhex("43A546DCCBF5410FB30ED5467383CBE4")
_TYPES = {"int8": "i1", "int16": "<i2", "int32": "<i4", "int64": "<i8", "float32": "<f4", "double64": "<f8"}
MAX_CHANNELS = 10_000
MAX_XML_BYTES = 16 << 20
_HEADER, _SAMPLES, _OFFSET = 2, 3, 4


@dataclass
class Stream:
    """One stream, filled while the chunks go by.

    Parameters
    ----------
    name, type, format : str
    n_channels : int
    nominal_rate_hz : float
        0 for events without a rate.
    labels, units, types : list of str
        Of the channels, empty where the header lists none.
    values : list of ndarray, each shape (n, n_channels)
    stamps_s : list of ndarray
        NaN where a sample bears no stamp.
    texts : list of str
        Samples of a text stream, channels joined.
    offsets : list of (float, float)
        Time of a clock comparison, and what to add to the stream's clock.
    """

    name: str
    type: str
    format: str
    n_channels: int
    nominal_rate_hz: float
    labels: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    values: list[NDArray[np.generic]] = field(default_factory=list)
    stamps_s: list[NDArray[np.float64]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    offsets: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class XdfFile:
    """All streams by id, the number of broken chunks, and whether the file ends inside one."""

    streams: dict[int, Stream] = field(default_factory=dict)
    n_broken: int = 0
    is_cut: bool = False


class _BrokenChunkError(Exception):
    """A chunk whose content does not follow the format; never leaves this file."""


def parse_chunks(raw: bytes) -> XdfFile:
    """Walk the chunks behind the magic.

    Parameters
    ----------
    raw : bytes
        The whole file.

    Returns
    -------
    XdfFile
    """
    out = XdfFile()
    at = len(MAGIC)
    while at < len(raw):
        try:
            length, begin = _varint(raw, at)
            if length < 2 or begin + length > len(raw):
                raise _BrokenChunkError
            _take(raw[begin : begin + length], out)
            at = begin + length
        except _BrokenChunkError:
            # The mark stands inside a boundary chunk: one byte count, one length, a tag of two bytes, then the mark.
            mark = raw.find(_BOUNDARY, at + 1)
            if mark < 0:
                out.is_cut = True
                return out
            out.n_broken += 1
            at = mark + len(_BOUNDARY)
    return out


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """Read a number of 1, 4 or 8 bytes; give it and where to go on."""
    n_bytes = raw[at] if at < len(raw) else 0
    if n_bytes not in (1, 4, 8) or at + 1 + n_bytes > len(raw):
        raise _BrokenChunkError
    return int.from_bytes(raw[at + 1 : at + 1 + n_bytes], "little"), at + 1 + n_bytes


def _take(chunk: bytes, out: XdfFile) -> None:
    tag = int.from_bytes(chunk[:2], "little")
    if tag not in (_HEADER, _SAMPLES, _OFFSET):
        return
    if len(chunk) < 6:
        raise _BrokenChunkError
    stream_id = int.from_bytes(chunk[2:6], "little")
    if tag == _HEADER:
        out.streams[stream_id] = _header(chunk[6:])
        return
    stream = out.streams.get(stream_id)
    if stream is None:
        raise _BrokenChunkError
    if tag == _OFFSET:
        if len(chunk) < 22:
            raise _BrokenChunkError
        stream.offsets.append(struct.unpack("<dd", chunk[6:22]))
    elif stream.format == "string":
        _take_texts(chunk, stream)
    else:
        _take_numbers(chunk, stream)


def _header(xml: bytes) -> Stream:
    # Entities can unfold to gigabytes; LabRecorder writes none.
    if len(xml) > MAX_XML_BYTES or b"<!" in xml:
        raise _BrokenChunkError
    try:
        info = ET.fromstring(xml)
        n_channels = int(info.findtext("channel_count", "0"))
        rate_hz = float(info.findtext("nominal_srate", "0"))
    except (ET.ParseError, ValueError, LookupError, RecursionError) as error:
        raise _BrokenChunkError from error
    storage = info.findtext("channel_format", "")
    if (
        not 1 <= n_channels <= MAX_CHANNELS
        or not (rate_hz == 0 or 1e-3 <= rate_hz <= 1e6)
        or storage not in (*_TYPES, "string")
    ):
        raise _BrokenChunkError
    stream = Stream(
        info.findtext("name", "") or "", info.findtext("type", "") or "", storage, n_channels, rate_hz
    )
    for channel in info.iterfind("desc/channels/channel"):
        stream.labels.append((channel.findtext("label") or "").strip())
        stream.units.append((channel.findtext("unit") or "").strip())
        stream.types.append((channel.findtext("type") or "").strip())
    return stream


def _take_numbers(chunk: bytes, stream: Stream) -> None:
    """Decode samples; all with or all without a stamp in one view, mixed ones one by one."""
    n_samples, at = _varint(chunk, 6)
    row = np.dtype(_TYPES[stream.format])
    n_bytes = row.itemsize * stream.n_channels
    body = chunk[at:]
    if n_samples * (1 + n_bytes) > len(body):
        raise _BrokenChunkError
    if n_samples == 0:
        return
    stamped = np.dtype([("n", "u1"), ("stamp", "<f8"), ("values", row, (stream.n_channels,))])
    bare = np.dtype([("n", "u1"), ("values", row, (stream.n_channels,))])
    for layout, mark in ((stamped, 8), (bare, 0)):
        if len(body) == n_samples * layout.itemsize:
            records = np.frombuffer(body, dtype=layout)
            if bool((records["n"] == mark).all()):
                stream.values.append(records["values"])
                stream.stamps_s.append(records["stamp"] if mark else np.full(n_samples, np.nan))
                return
    _take_mixed(body, stream, n_samples, row)


def _take_mixed(body: bytes, stream: Stream, n_samples: int, row: np.dtype[np.generic]) -> None:
    stamps_s, pieces, at = np.full(n_samples, np.nan), [], 0
    n_bytes = row.itemsize * stream.n_channels
    for k in range(n_samples):
        mark = body[at] if at < len(body) else 255
        if mark not in (0, 8) or at + 1 + mark + n_bytes > len(body):
            raise _BrokenChunkError
        if mark:
            stamps_s[k] = struct.unpack_from("<d", body, at + 1)[0]
        pieces.append(body[at + 1 + mark : at + 1 + mark + n_bytes])
        at += 1 + mark + n_bytes
    stream.values.append(np.frombuffer(b"".join(pieces), dtype=row).reshape(n_samples, stream.n_channels))
    stream.stamps_s.append(stamps_s)


def _take_texts(chunk: bytes, stream: Stream) -> None:
    n_samples, at = _varint(chunk, 6)
    if n_samples * (1 + 2 * stream.n_channels) > len(chunk):
        raise _BrokenChunkError
    texts, stamps_s = [], np.full(n_samples, np.nan)
    for k in range(n_samples):
        mark = chunk[at] if at < len(chunk) else 255
        if mark not in (0, 8) or at + 1 + mark > len(chunk):
            raise _BrokenChunkError
        if mark:
            stamps_s[k] = struct.unpack_from("<d", chunk, at + 1)[0]
        at += 1 + mark
        words = []
        for _ in range(stream.n_channels):
            length, at = _varint(chunk, at)
            if at + length > len(chunk):
                raise _BrokenChunkError
            words.append(chunk[at : at + length].decode("utf-8", "replace"))
            at += length
        texts.append(" ".join(words))
    stream.texts += texts
    stream.stamps_s.append(stamps_s)
