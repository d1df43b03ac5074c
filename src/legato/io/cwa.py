"""Axivity CWA files (AX3, AX6) into a recording: accelerometer, gyroscope, temperature, light, every one at its own rate.

Blocks that fail their checksum are left out: they become gaps and are told, never filled. Times follow the device's own
clock through the stamps of the blocks; the nominal rate is kept beside the measured one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote_plus

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError
from legato.io.assemble import Column, Session, assemble
from legato.io.block_clock import BlockStamps, block_time_base, tell_clock
from legato.io.cwa_blocks import BLOCK, BLOCK_BYTES, BlockIndex, BlockSamples, index_blocks
from legato.io.labels import Label, Unit, find_unit, place_in_name
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import scaled_unit
from legato.io.source import Source
from legato.model.channel import ArraySamples, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "cwa"
HEADER_BYTES = 1024
_KINDS = {
    3: (ChannelKind.ACCELERATION,),
    6: (ChannelKind.ANGULAR_VELOCITY, ChannelKind.ACCELERATION),
    9: (ChannelKind.ANGULAR_VELOCITY, ChannelKind.ACCELERATION, ChannelKind.MAGNETIC_FIELD),
}
_NAMES = {
    ChannelKind.ACCELERATION: "accel",
    ChannelKind.ANGULAR_VELOCITY: "gyro",
    ChannelKind.MAGNETIC_FIELD: "mag",
}


@dataclass(frozen=True, eq=False)
class _Axis:
    """One axis of the blocks as the samples of a channel."""

    blocks: BlockSamples
    axis: int

    def __len__(self) -> int:
        return self.blocks.n_samples

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        return self.blocks.read_axis(self.axis, start, stop)


def recognises(source: Source) -> bool:
    """Tell by the marks of the header and of the first data block."""
    return source.head.startswith(b"MD") and source.head[HEADER_BYTES : HEADER_BYTES + 2] in (b"AX", b"")


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
        If no block is sound.
    """
    raw = mapped_bytes(source)
    n_blocks = max(0, len(raw) - HEADER_BYTES) // BLOCK_BYTES
    blocks = raw[HEADER_BYTES : HEADER_BYTES + n_blocks * BLOCK_BYTES].view(BLOCK)
    index = index_blocks(blocks) if n_blocks else None
    if index is None or not len(index.sound):
        raise FormatError(
            "No data block of this Axivity file can be used",
            where=source.name,
            found=f"{n_blocks} blocks, none with a valid mark, checksum and layout",
            mend="copy the file again from the device; if it is the same, the memory of the device is damaged",
            code="LEG-E602",
        )
    issues = _tell_blocks(index, n_blocks, n_left=(len(raw) - HEADER_BYTES) % BLOCK_BYTES)
    index = _in_order(index, issues)
    origin_s = float(index.start_s[0])
    notes = _notes(raw[:HEADER_BYTES].tobytes())
    session = Session(
        start=datetime(1970, 1, 1) + timedelta(seconds=origin_s),
        subject=_code(notes.get("_sc", "")),
        issues=(),
        settings=_identity(raw, options),
    )
    columns, time = _columns(BlockSamples(blocks, index), origin_s, notes)
    issues += tell_clock(time)
    session = replace(session, issues=tuple(issues))
    return assemble(columns, session, source=source, reader=ID, options=options)


def _tell_blocks(index: BlockIndex, n_blocks: int, *, n_left: int) -> list[Issue]:
    issues: list[Issue] = []
    if len(index.corrupt):
        places = ", ".join(str(int(position)) for position in index.corrupt[:8])
        what = (
            f"{len(index.corrupt)} of {n_blocks} blocks are damaged and were left out; their time is a gap."
        )
        where = f"blocks {places}" + (" ..." if len(index.corrupt) > 8 else "")
        issues.append(
            Issue("corrupt_blocks", Severity.DAMAGE, what, where, "copy the file again from the device")
        )
    if len(index.unused):
        what = f"{len(index.unused)} blocks were never written."
        issues.append(Issue("unused_blocks", Severity.NOTE, what, f"from block {int(index.unused[0])}"))
    if n_left:
        what = f"The file ends inside a block: {n_left} bytes were left out."
        issues.append(
            Issue("truncated", Severity.DAMAGE, what, "end of file", "copy the file again from the device")
        )
    if not index.has_fraction:
        what = "The device stamps whole seconds, so the time of a sample is uncertain by a sampling interval."
        issues.append(Issue("coarse_stamps", Severity.NOTE, what))
    return issues


def _in_order(index: BlockIndex, issues: list[Issue]) -> BlockIndex:
    """Leave out blocks whose time lies before that of an earlier one, and say so."""
    time_s = index.start_s
    if len(time_s) < 2 or bool((np.diff(time_s) > 0).all()):
        return index
    # A single stamp that leaps ahead must not make all after it look late: it is the one to go.
    leaps = np.flatnonzero((time_s[1:-1] > time_s[2:]) & (time_s[2:] > time_s[:-2])) + 1
    limit_s = time_s.copy()
    limit_s[leaps] = -np.inf
    highest_s = np.maximum.accumulate(np.concatenate(([-np.inf], limit_s[:-1])))
    keep = np.isfinite(limit_s) & (limit_s > highest_s)
    lost_s = int((~keep).sum()) * index.count / index.nominal_rate_hz
    what = f"The clock steps back; {int((~keep).sum())} blocks ({lost_s:.1f} s) out of order were left out."
    where = f"block {int(index.sound[np.flatnonzero(~keep)[0]])}"
    mend = "look whether the clock of the device was set while it recorded"
    issues.append(Issue("time_backwards", Severity.DAMAGE, what, where, mend))
    return replace(index, sound=index.sound[keep], start_s=time_s[keep], headers=index.headers[keep])


def _columns(blocks: BlockSamples, origin_s: float, notes: dict[str, str]) -> tuple[list[Column], TimeBase]:
    index = blocks.index
    n_blocks = len(index.sound)
    start_s = index.start_s - origin_s
    first = np.arange(n_blocks, dtype=np.int64) * index.count
    stamps = BlockStamps(first, np.full(n_blocks, index.count, dtype=np.int64), start_s)
    time = block_time_base(stamps, nominal_rate_hz=index.nominal_rate_hz)
    place, side = place_in_name(notes.get("_p", ""))
    columns: list[Column] = []
    for k, kind in enumerate(_KINDS[index.axes]):
        unit, limit = _unit_and_limit(index, kind)
        limits = (-limit, limit) if limit else None
        for j, axis in enumerate("xyz"):
            label = Label(kind, axis, unit, side, place)
            samples = _Axis(blocks, 3 * k + j)
            columns.append(Column(f"{_NAMES[kind]}_{axis}", samples, time, label, valid_range=limits))
    columns.sort(key=lambda column: column.label.kind is not ChannelKind.ACCELERATION)
    ones = np.ones(n_blocks, dtype=np.int64)
    slow = block_time_base(
        BlockStamps(np.arange(n_blocks, dtype=np.int64), ones, start_s),
        nominal_rate_hz=index.nominal_rate_hz / index.count,
    )
    warmth = Label(ChannelKind.TEMPERATURE, None, scaled_unit("degC", 75.0 / 256.0), side, place)
    numbers = index.headers["temperature"] & 0x3FF
    columns.append(Column("temperature", ArraySamples(numbers), slow, warmth, offset=-50.0))
    light = Label(ChannelKind.OTHER, None, None, side, place)  # a logarithmic reading without a fixed unit
    columns.append(Column("light", ArraySamples(index.headers["light"] & 0x3FF), slow, light))
    return columns, time


def _unit_and_limit(index: BlockIndex, kind: ChannelKind) -> tuple[Unit | None, float | None]:
    """Give the unit of one recorded step and the largest value in SI."""
    if kind is ChannelKind.ACCELERATION:
        steps_per_g = 256 << (index.light_word >> 13 & 7) if not index.is_packed else 256
        g = find_unit("g")
        return scaled_unit("g", 1.0 / steps_per_g), index.range_g * g.factor if g else None
    if kind is ChannelKind.ANGULAR_VELOCITY:
        range_dps = 8000.0 / (1 << (index.light_word >> 10 & 7))
        unit = scaled_unit("deg/s", range_dps / 32768.0)
        return unit, unit.factor * 32768.0 if unit else None
    return scaled_unit("uT", 1.0 / 16.0), None


def _notes(head: bytes) -> dict[str, str]:
    """Read the key=value notes that the setup program writes behind the header fields."""
    text = head[64:512].split(b"\xff")[0].split(b"\x00")[0].decode("latin-1").strip()
    pairs = (part.split("=", 1) for part in text.split("&") if "=" in part)
    return {key: unquote_plus(value) for key, value in pairs}


def _code(text: str) -> str | None:
    """Keep a subject code only if it is one: short, with a digit, no blank."""
    return text if re.fullmatch(r"(?=.*\d)[\w.-]{1,24}", text) else None


def _identity(raw: NDArray[np.uint8], options: ReadOptions) -> tuple[tuple[str, str], ...]:
    if not options.keep_identity:
        return ()
    low, high = raw[5:7].tobytes(), raw[11:13].tobytes()
    number = int.from_bytes(low + (high if high != b"\xff\xff" else b"\0\0"), "little")
    return (("device_serial", str(number)),)
