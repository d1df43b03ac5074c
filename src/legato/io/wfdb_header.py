"""The text header (.hea) of a WFDB record, and the marks (.atr) beside it.

Pure parsing; ``wfdb_signals.py`` decodes the samples.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime

from legato.errors import FormatError

__all__ = ["WfdbHeader", "WfdbSignal", "is_wfdb_head", "parse_marks", "parse_wfdb_header"]

MAX_SIGNALS = 4096
MAX_SAMPLES_PER_FRAME = 1_000_000
DEFAULT_GAIN = 200.0  # the format's own: a gain of 0 or none means 200 steps a unit, uncalibrated
DEFAULT_RATE_HZ = 250.0
# Longest header and mark files by far in public collections are below a megabyte.
_RECORD = re.compile(
    r"(?P<name>[^\s/]+)(?:/(?P<segments>\d+))?\s+(?P<n_signals>\d+)"
    r"(?:\s+(?P<rate>[-+.\deE]+)(?:/(?P<counter>[-+.\deE]+)(?:\((?P<base>[-+.\deE]+)\))?)?"
    r"(?:\s+(?P<n_samples>\d+)(?:\s+(?P<time>[\d:.]+)(?:\s+(?P<date>\d+/\d+/\d+))?)?)?)?\s*"
)
_SIGNAL = re.compile(
    r"(?P<file>\S+)\s+(?P<format>\d+)(?:x(?P<per_frame>\d+))?(?::(?P<skew>\d+))?(?:\+(?P<skip>\d+))?"
    r"(?:\s+(?P<gain>[-+.\deE]+)(?:\((?P<baseline>[-+]?\d+)\))?(?:/(?P<unit>\S+))?"
    r"(?:\s+(?P<bits>[-+]?\d+)(?:\s+(?P<zero>[-+]?\d+)(?:\s+(?P<first>[-+]?\d+)(?:\s+(?P<checksum>[-+]?\d+)"
    r"(?:\s+(?P<block>\d+)(?:\s+(?P<label>.*?))?)?)?)?)?)?)?\s*"
)
# Symbols of the annotation codes, as the WFDB applications print them.
_SYMBOLS = dict(enumerate('_NLRaVFJASEj/Q~_|_sT*D"=pB^t+u?![]en@xf()r'))
_SKIP, _NUM, _SUB, _CHN, _AUX = 59, 60, 61, 62, 63


@dataclass(frozen=True)
class WfdbSignal:
    """One signal line.

    Parameters
    ----------
    file : str
    format : int
        Storage format number.
    per_frame : int
        Samples in each frame.
    skew, skip_bytes : int
        Frames by which the signal lies late; bytes before its first sample.
    gain : float
        Steps a unit; ``has_gain`` is False when the header gives none.
    baseline : int
        Number that stands for 0 units.
    unit, label : str
    first : int or None
        Stated first sample, needed by format 8.
    checksum : int or None
    has_gain : bool
    bits : int
        Resolution of the converter, 0 when not stated.
    zero : int
    """

    file: str
    format: int
    per_frame: int
    skew: int
    skip_bytes: int
    gain: float
    baseline: int
    unit: str
    label: str
    first: int | None
    checksum: int | None
    has_gain: bool
    bits: int
    zero: int


@dataclass(frozen=True)
class WfdbHeader:
    """A single-segment record.

    Parameters
    ----------
    frame_rate_hz : float
    n_frames : int or None
        None when the header does not say.
    start : datetime or None
    signals : tuple of WfdbSignal
    comments : tuple of str
        Lines behind ``#``; may hold age, sex, diagnosis.
    """

    frame_rate_hz: float
    n_frames: int | None
    start: datetime | None
    signals: tuple[WfdbSignal, ...]
    comments: tuple[str, ...]


def is_wfdb_head(head: bytes) -> bool:
    """Tell whether bytes are a WFDB header: a record line, and below it a line of a signal (or of a segment)."""
    if b"\x00" in head[:1024]:
        return False
    lines = [line.strip() for line in head[:8192].decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    record = _RECORD.fullmatch(lines[0]) if lines else None
    if record is None or record["rate"] is None or len(lines) < 2:
        return False
    return bool(record["segments"]) or (
        _SIGNAL.fullmatch(lines[1]) is not None and int(record["n_signals"]) >= 1
    )


def parse_wfdb_header(raw: bytes, *, name: str) -> WfdbHeader:
    """Parse a header.

    Parameters
    ----------
    raw : bytes
    name : str
        File name, for messages.

    Returns
    -------
    WfdbHeader

    Raises
    ------
    FormatError
        If a line follows no rule, the record has several segments, or a number is impossible.
    """
    lines = [line.strip() for line in raw.decode("utf-8", "replace").splitlines()]
    comments = tuple(line[1:].strip() for line in lines if line.startswith("#"))
    lines = [line for line in lines if line and not line.startswith("#")]
    record = _RECORD.fullmatch(lines[0]) if lines else None
    if record is None:
        raise _refuse(
            "The record line of the WFDB header follows no rule", name, lines[0][:80] if lines else "no line"
        )
    if record["segments"]:
        raise FormatError(
            "The WFDB record has several segments, which Legato does not join",
            where=name,
            found=f"{record['segments']} segments",
            mend="give the header of one segment: " + ", ".join(line.split()[0] for line in lines[1:6]),
            code="LEG-E611",
        )
    n_signals = int(record["n_signals"])
    if not 1 <= n_signals <= MAX_SIGNALS or len(lines) - 1 < n_signals:
        found = f"{n_signals} signals stated, {len(lines) - 1} signal lines"
        raise _refuse("The WFDB header has no or too few signals", name, found)
    rate_hz = _float(record["rate"], DEFAULT_RATE_HZ)
    if not (math.isfinite(rate_hz) and 1e-6 < rate_hz < 1e9):
        raise _refuse("The sampling rate of the WFDB header is impossible", name, f"{record['rate']} Hz")
    n_frames = int(record["n_samples"] or 0) or None
    signals = tuple(_signal(line, name) for line in lines[1 : n_signals + 1])
    return WfdbHeader(rate_hz, n_frames, _start(record["time"], record["date"]), signals, comments)


def _signal(line: str, name: str) -> WfdbSignal:
    found = _SIGNAL.fullmatch(line)
    if found is None:
        raise _refuse("A signal line of the WFDB header follows no rule", name, line[:80])
    if "/" in found["file"] or "\\" in found["file"]:
        raise _refuse("A signal of the WFDB header lies in another folder", name, found["file"][:80])
    gain = _float(found["gain"], 0.0)
    zero = int(found["zero"] or 0)
    per_frame = int(found["per_frame"] or 1)
    if not 1 <= per_frame <= MAX_SAMPLES_PER_FRAME or not math.isfinite(gain):
        raise _refuse("A signal line of the WFDB header states an impossible number", name, line[:80])
    return WfdbSignal(
        file=found["file"],
        format=int(found["format"]),
        per_frame=per_frame,
        skew=int(found["skew"] or 0),
        skip_bytes=int(found["skip"] or 0),
        gain=gain or DEFAULT_GAIN,
        baseline=int(found["baseline"]) if found["baseline"] else zero,
        unit=found["unit"] or "mV",
        label=found["label"] or "",
        first=int(found["first"]) if found["first"] else None,
        checksum=int(found["checksum"]) if found["checksum"] else None,
        has_gain=bool(gain),
        bits=int(found["bits"] or 0),
        zero=zero,
    )


def _start(clock: str | None, day: str | None) -> datetime | None:
    """Give the start only when date and time are both there; a time alone is no moment."""
    if not clock or not day:
        return None
    try:
        parts = [float(part) for part in clock.split(":")]
        hour, minute, second = [0.0] * (3 - len(parts)) + parts
        d, m, y = (int(part) for part in day.split("/"))
        micro = round((second - int(second)) * 1e6) % 1_000_000
        return datetime(y, m, d, int(hour), int(minute), int(second), micro)
    except ValueError:
        return None


def parse_marks(raw: bytes) -> tuple[list[tuple[int, str]], bool]:
    """Parse an annotation file in MIT format.

    Parameters
    ----------
    raw : bytes

    Returns
    -------
    marks : list of (int, str)
        Sample number and text: the symbol, with the note behind it where there is one.
    is_whole : bool
        False when the bytes end without the end mark.
    """
    marks: list[tuple[int, str]] = []
    at, sample = 0, 0
    while at + 2 <= len(raw):
        word = raw[at] | raw[at + 1] << 8
        code, value = word >> 10, word & 0x3FF
        at += 2
        if word == 0:
            return marks, True
        if code == _SKIP:
            if at + 4 > len(raw):
                break
            skip = (raw[at] | raw[at + 1] << 8) << 16 | (raw[at + 2] | raw[at + 3] << 8)
            sample += skip - (1 << 32 if skip >> 31 else 0)
            at += 4
        elif code == _AUX:
            note = raw[at : at + value].split(b"\x00")[0].decode("utf-8", "replace").strip()
            at += value + (value & 1)
            if marks and note:
                marks[-1] = (marks[-1][0], f"{marks[-1][1]} {note}")
        elif code not in (_NUM, _SUB, _CHN):
            sample += value
            marks.append((sample, _SYMBOLS.get(code, f"code {code}")))
    return marks, False


def _float(text: str | None, otherwise: float) -> float:
    try:
        return float(text) if text else otherwise
    except ValueError:
        return math.nan


def _refuse(what: str, name: str, found: str) -> FormatError:
    return FormatError(what, where=name, found=found, mend="copy the .hea file again", code="LEG-E610")
