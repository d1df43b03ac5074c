"""ActiGraph .gt3x archives into a recording: the accelerometer as logged, with seconds that were not logged as gaps.

The device logs nothing while it sleeps; the maker's own export repeats the last sample there, Legato leaves a gap. The
name of the subject and the serial number stay in the file.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError
from legato.io.assemble import Column, Session, assemble
from legato.io.block_clock import BlockStamps, block_time_base, tell_clock
from legato.io.gt3x_log import MAX_RATE_HZ, ActivitySamples, LogIndex, index_log
from legato.io.labels import Label, find_unit, place_in_name
from legato.io.options import ReadOptions
from legato.io.physical import scaled_unit
from legato.io.source import Source
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "gt3x"
MAX_INFO_BYTES = 1 << 20


def recognises(source: Source) -> bool:
    """Tell by a zip that holds the device's info and log."""
    if not source.is_zip or not any(
        name in source.head for name in (b"info.txt", b"log.bin", b"activity.bin")
    ):
        return False
    names = {member.name for member in source.members}
    return "info.txt" in names and bool(names & {"log.bin", "activity.bin"})


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the archive.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If it is of the older dialect without a log.
    FormatError
        If the info names no rate or scale, or the log holds no sound activity.
    """
    names = {member.name for member in source.members}
    if "log.bin" not in names:
        raise InputError(
            "This is an ActiGraph file of the older dialect (activity.bin), which Legato does not read",
            where=source.name,
            found=", ".join(sorted(names)[:8]),
            mend="open it in ActiLife and export raw data as CSV",
            code="LEG-E620",
        )
    info = _info(source.member("info.txt").read_bytes()[:MAX_INFO_BYTES])
    rate_hz, steps_per_g = _rate_and_scale(info, source)
    raw = source.member("log.bin").read_bytes()
    index = index_log(raw)
    if not len(index.offsets):
        raise FormatError(
            "The log of this ActiGraph file holds no sound activity record",
            where=f"{source.name}: log.bin",
            found=f"{index.n_records} records in {len(raw)} bytes, {index.n_corrupt} with a wrong checksum",
            mend="copy the file again from the device",
            code="LEG-E621",
        )
    issues: list[Issue] = []
    index = _in_order(index, issues)
    issues += _tell_log(index)
    columns = _columns(index, np.frombuffer(raw, dtype=np.uint8), info, rate_hz, steps_per_g)
    issues += tell_clock(columns[0].time)
    if columns[0].time.gaps and not index.n_corrupt:
        what = "The log holds no record for some seconds: with idle sleep on, the device logs nothing while it lies still."
        issues.append(
            Issue("idle_sleep", Severity.NOTE, what, "gaps", "turn idle sleep mode off when recording tremor")
        )
    identity = options.keep_identity
    session = Session(
        start=_start(int(index.seconds[0]), info),
        subject=info.get("Subject Name") or None if identity else None,
        issues=tuple(issues),
        settings=(("device_serial", info.get("Serial Number", "")),) if identity else (),
    )
    return assemble(columns, session, source=source, reader=ID, options=options)


def _info(raw: bytes) -> dict[str, str]:
    lines = (line.split(":", 1) for line in raw.decode("utf-8-sig", "replace").splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in lines}


def _number(text: str | None) -> float:
    try:
        return float((text or "nan").replace(",", "."))
    except ValueError:
        return math.nan


def _rate_and_scale(info: dict[str, str], source: Source) -> tuple[float, float]:
    rate_hz = _number(info.get("Sample Rate"))
    # Devices before the scale was written into the info: 341 steps a g for serials NEO and CLE, 256 for MOS and later.
    usual = 341.0 if info.get("Serial Number", "").startswith(("NEO", "CLE", "MRA")) else 256.0
    steps_per_g = _number(info.get("Acceleration Scale", str(usual)))
    if not 1.0 <= rate_hz <= MAX_RATE_HZ or not 1.0 <= steps_per_g <= 1e6:
        raise FormatError(
            "The info of this ActiGraph file names no usable rate or scale",
            where=f"{source.name}: info.txt",
            found=f"Sample Rate '{info.get('Sample Rate')}', Acceleration Scale '{info.get('Acceleration Scale')}'",
            mend="copy the file again from the device",
            code="LEG-E622",
        )
    return rate_hz, steps_per_g


def _start(second: int, info: dict[str, str]) -> datetime:
    """Give the first second on the device's clock, which is local time; with its offset where the info states one."""
    moment = datetime(1970, 1, 1) + timedelta(seconds=second)
    zone = info.get("TimeZone", "")
    try:
        sign = -1 if zone.startswith("-") else 1
        hours, minutes = (int(part) for part in zone.lstrip("+-").split(":")[:2])
        return moment.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes)))
    except ValueError:
        return moment


def _in_order(index: LogIndex, issues: list[Issue]) -> LogIndex:
    """Leave out records whose second lies before that of an earlier one, and say so."""
    second = index.seconds
    highest = np.maximum.accumulate(np.concatenate(([np.iinfo(np.int64).min], second[:-1])))
    keep = second > highest
    if keep.all():
        return index
    what = f"{int((~keep).sum())} of {len(keep)} seconds are out of order in time and were left out."
    where = f"record of second {int(second[np.argmin(keep)])}"
    issues.append(Issue("time_backwards", Severity.DAMAGE, what, where))
    return replace(index, offsets=index.offsets[keep], counts=index.counts[keep], seconds=second[keep])


def _tell_log(index: LogIndex) -> list[Issue]:
    issues: list[Issue] = []
    again = "copy the file again from the device"
    if index.n_corrupt or index.n_skipped_bytes:
        what = f"{index.n_corrupt} of {index.n_records} records fail their checksum and {index.n_skipped_bytes} bytes "
        what += "belong to no record; they were left out."
        issues.append(
            Issue(
                "corrupt_blocks", Severity.DAMAGE, what, f"byte {index.first_corrupt_byte} of the log", again
            )
        )
    if index.is_cut:
        issues.append(
            Issue("truncated", Severity.DAMAGE, "The log ends inside a record.", "end of log.bin", again)
        )
    if index.n_other_kind:
        what = f"{index.n_other_kind} activity records are of the other form and were left out."
        issues.append(Issue("mixed_records", Severity.DAMAGE, what, "log.bin"))
    return issues


def _columns(
    index: LogIndex, raw: NDArray[np.uint8], info: dict[str, str], rate_hz: float, steps_per_g: float
) -> list[Column]:
    first = np.cumsum(index.counts) - index.counts
    stamps = BlockStamps(first, index.counts, (index.seconds - index.seconds[0]).astype(np.float64))
    time = block_time_base(stamps, nominal_rate_hz=rate_hz)
    place, side = place_in_name(f"{info.get('Limb', '')} {info.get('Side', '')}")
    unit, g = scaled_unit("g", 1.0 / steps_per_g), find_unit("g")
    low, high = _number(info.get("Acceleration Min")), _number(info.get("Acceleration Max"))
    limits = (low * g.factor, high * g.factor) if g and low < high else None
    return [
        Column(
            f"accel_{axis}",
            ActivitySamples(raw, index, first, k),
            time,
            Label(ChannelKind.ACCELERATION, axis, unit, side, place),
            valid_range=limits,
        )
        for k, axis in enumerate("xyz")
    ]
