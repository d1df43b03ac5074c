"""GENEActiv .bin files into a recording: acceleration in calibrated units, temperature of each page, page times.

A last page that is cut short is read as far as it goes and told. Names, birth date and serial number are not kept.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError
from legato.io.assemble import Column, Session, assemble
from legato.io.block_clock import BlockStamps, block_time_base, tell_clock
from legato.io.geneactiv_pages import AXES, PageIndex, PageSamples, index_pages
from legato.io.labels import Label, find_unit, place_in_name
from legato.io.mapped import mapped_bytes
from legato.io.options import ReadOptions
from legato.io.physical import scaled_unit
from legato.io.source import Source
from legato.model.channel import ArraySamples, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "geneactiv"
HEADER_BYTES = 16 * 1024
# The maker scales 12-bit numbers as (100 * number - offset) / gain.
CALIBRATION_FACTOR = 100.0


def recognises(source: Source) -> bool:
    """Tell by the first line and the device type."""
    return source.head.startswith(b"Device Identity") and b"GENEActiv" in source.head[:2048]


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
        If the header names no usable rate or calibration, or no page can be used.
    """
    raw = mapped_bytes(source)
    header = _header(raw[:HEADER_BYTES].tobytes())
    rate_hz = _number(header.get("Measurement Frequency", ""))
    if not 1.0 <= rate_hz <= 1000.0:
        raise FormatError(
            "The GENEActiv header names no usable sampling rate",
            where=source.name,
            found=f"Measurement Frequency '{header.get('Measurement Frequency', '')}'",
            mend="copy the file again from the device",
            code="LEG-E630",
        )
    index = index_pages(raw)
    issues = _tell_pages(index, header)
    index = _in_order(index, issues)
    if not len(index.offsets):
        raise FormatError(
            "No page of this GENEActiv file can be used",
            where=source.name,
            found=f"{len(index.broken)} pages, all damaged" if index.broken else "no page behind the header",
            mend="copy the file again from the device",
            code="LEG-E631",
        )
    columns = _columns(index, raw, header, rate_hz, source)
    issues += tell_clock(columns[0].time)
    code = header.get("Subject Code", "")
    is_code = re.fullmatch(r"(?=.*\d)[\w.-]{1,24}", code)
    session = Session(
        start=_start(float(index.start_s[0]), header),
        subject=code if is_code or (options.keep_identity and code) else None,
        issues=tuple(issues),
        settings=_identity(header) if options.keep_identity else (),
    )
    return assemble(columns, session, source=source, reader=ID, options=options)


def _header(raw: bytes) -> dict[str, str]:
    text = raw.split(b"Recorded Data")[0].decode("latin-1")
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in lines}


def _number(text: str) -> float:
    found = re.match(r"[-+]?\d+(?:[.,]\d+)?", text)
    return float(found[0].replace(",", ".")) if found else math.nan


def _identity(header: dict[str, str]) -> tuple[tuple[str, str], ...]:
    kept = ("Device Unique Serial Code", "Date of Birth", "Subject Code")
    return tuple((key.lower().replace(" ", "_"), header[key]) for key in kept if header.get(key))


def _start(second: float, header: dict[str, str]) -> datetime:
    moment = datetime(1970, 1, 1) + timedelta(seconds=second)
    zone = re.fullmatch(r"GMT ([+-])(\d\d):(\d\d)", header.get("Time Zone", ""))
    if zone is None or int(zone[2]) > 14:
        return moment
    shift = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (1 if zone[1] == "+" else -1)
    return moment.replace(tzinfo=timezone(shift))


def _tell_pages(index: PageIndex, header: dict[str, str]) -> list[Issue]:
    issues: list[Issue] = []
    again = "copy the file again from the device"
    stated = _number(header.get("Number of Pages", ""))
    n_found = len(index.offsets) + len(index.broken)
    if index.broken:
        places = ", ".join(str(page) for page in index.broken[:8])
        what = f"{len(index.broken)} of {n_found} pages are damaged and were left out; their time is a gap."
        issues.append(Issue("corrupt_blocks", Severity.DAMAGE, what, f"pages {places}", again))
    if index.n_cut_samples:
        what = f"The last page is cut: {index.n_cut_samples} of its 300 samples are missing."
        issues.append(Issue("truncated", Severity.DAMAGE, what, "last page", again))
    if math.isfinite(stated) and stated > n_found:
        what = f"The header states {stated:.0f} pages; {n_found} are there."
        issues.append(Issue("truncated", Severity.WARNING, what, "header", again))
    return issues


def _in_order(index: PageIndex, issues: list[Issue]) -> PageIndex:
    """Leave out pages whose time lies before that of an earlier one, and say so."""
    time_s = index.start_s
    if len(time_s) < 2 or bool((np.diff(time_s) > 0).all()):
        return index
    keep = time_s > np.maximum.accumulate(np.concatenate(([-np.inf], time_s[:-1])))
    what = f"{int((~keep).sum())} of {len(keep)} pages are out of order in time and were left out."
    issues.append(Issue("time_backwards", Severity.DAMAGE, what, f"page {int(np.argmin(keep))}"))
    return PageIndex(
        offsets=index.offsets[keep],
        start_s=time_s[keep],
        counts=index.counts[keep],
        temperature_c=index.temperature_c[keep],
        rates_hz=index.rates_hz[keep],
        broken=index.broken,
        n_cut_samples=index.n_cut_samples if keep[-1] else 0,
    )


def _columns(
    index: PageIndex, raw: NDArray[np.uint8], header: dict[str, str], rate_hz: float, source: Source
) -> list[Column]:
    start_s = index.start_s - index.start_s[0]
    stamps = BlockStamps(np.cumsum(index.counts) - index.counts, index.counts, start_s)
    time = block_time_base(stamps, nominal_rate_hz=rate_hz)
    place, side = place_in_name(header.get("Device Location Code", ""))
    g = find_unit("g")
    span = re.match(r"([-+]?\d+) to ([-+]?\d+)", header.get("Accelerometer Range", ""))
    limits = (float(span[1]) * g.factor, float(span[2]) * g.factor) if span and g else None
    columns: list[Column] = []
    for axis in AXES:
        gain, offset = _number(header.get(f"{axis} gain", "")), _number(header.get(f"{axis} offset", ""))
        if not (gain and math.isfinite(gain) and math.isfinite(offset)) or g is None:
            raise FormatError(
                "The GENEActiv header holds no calibration",
                where=source.name,
                found=f"{axis} gain '{header.get(f'{axis} gain', '')}'",
                mend="copy the file again from the device",
                code="LEG-E632",
            )
        label = Label(
            ChannelKind.ACCELERATION, axis, scaled_unit("g", CALIBRATION_FACTOR / gain), side, place
        )
        samples = PageSamples(raw, index, axis)
        shift = -offset / gain * g.factor
        columns.append(Column(f"accel_{axis}", samples, time, label, offset=shift, valid_range=limits))
    label = Label(ChannelKind.OTHER, None, None, side, place)
    columns.append(Column("light", PageSamples(raw, index, "light"), time, label))
    pages = np.arange(len(index.offsets), dtype=np.int64)
    slow = block_time_base(
        BlockStamps(pages, np.ones(len(pages), dtype=np.int64), start_s), nominal_rate_hz=rate_hz / 300.0
    )
    warmth = Label(ChannelKind.TEMPERATURE, None, find_unit("degC"), side, place)
    columns.append(Column("temperature", ArraySamples(index.temperature_c), slow, warmth))
    return columns
