"""The header of an EDF, EDF+, BDF or BDF+ file, field by field and guarded against every lie it can tell.

Pure parsing of bytes: no samples, no nouns. Name, birth date and codes of the patient stay in ``identity`` and go no
further than ``edf.py``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime

from legato.errors import FormatError

__all__ = ["EdfHeader", "EdfSignal", "is_edf_head", "parse_header"]

FIXED_BYTES = 256
SIGNAL_FIELDS: tuple[tuple[str, int], ...] = (
    ("label", 16),
    ("transducer", 80),
    ("unit", 8),
    ("physical_min", 8),
    ("physical_max", 8),
    ("digital_min", 8),
    ("digital_max", 8),
    ("filtering", 80),
    ("n_per_record", 8),
    ("reserved", 32),
)
MAX_SIGNALS = 4096  # the field has four digits; real montages stay below 1 000
MAX_RECORD_BYTES = 1 << 30
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


@dataclass(frozen=True)
class EdfSignal:
    """One signal as its header states it.

    Parameters
    ----------
    label, unit, filtering : str
    physical_min, physical_max, digital_min, digital_max : float
        NaN where the field is no number.
    n_per_record : int
        Samples in one data record.
    byte_offset : int
        Of its samples inside a data record.
    """

    label: str
    unit: str
    filtering: str
    physical_min: float
    physical_max: float
    digital_min: float
    digital_max: float
    n_per_record: int
    byte_offset: int

    @property
    def is_annotation(self) -> bool:
        """Tell whether this signal carries marks and no samples."""
        return self.label in ("EDF Annotations", "BDF Annotations")

    @property
    def gain(self) -> float | None:
        """Physical units of one digital step; None where the four limits give none."""
        span = self.digital_max - self.digital_min
        gain = (self.physical_max - self.physical_min) / span if span else math.nan
        return gain if math.isfinite(gain) and gain != 0.0 else None


@dataclass(frozen=True)
class EdfHeader:
    """The header of a whole file.

    Parameters
    ----------
    sample_bytes : int
        2 (EDF) or 3 (BDF).
    is_plus, is_continuous : bool
        EDF+ or BDF+; its records follow one another without a gap.
    start : datetime or None
        None where the fields name no moment.
    header_bytes, record_bytes : int
    n_records : int
        As stated; -1 when the recorder never closed the file.
    record_s : float
        Length of a data record.
    signals : tuple of EdfSignal
    lies : tuple of str
        Sentences about fields that contradict the format or each other.
    identity : str
        Patient field as it stands.
    """

    sample_bytes: int
    is_plus: bool
    is_continuous: bool
    start: datetime | None
    header_bytes: int
    record_bytes: int
    n_records: int
    record_s: float
    signals: tuple[EdfSignal, ...]
    lies: tuple[str, ...] = ()
    identity: str = field(default="", repr=False)


def is_edf_head(head: bytes) -> bool:
    """Tell whether the first bytes are those of an EDF or BDF header."""
    if len(head) < FIXED_BYTES or not (head[:8] == b"0       " or head[:8] == b"\xffBIOSEMI"):
        return False
    return (
        all(head[at : at + 8].strip().lstrip(b"-").isdigit() for at in (184, 236)) or b"EDF" in head[192:197]
    )


def parse_header(head: bytes, *, name: str) -> EdfHeader:
    """Parse the header.

    Parameters
    ----------
    head : bytes
        From the start of the file; the whole header, or all there is.
    name : str
        File name, for messages.

    Returns
    -------
    EdfHeader

    Raises
    ------
    FormatError
        If the header is cut, or a field without which no sample can be found is no number.
    """
    lies: list[str] = []
    if len(head) < FIXED_BYTES:
        raise _refuse("The EDF header is cut", name, f"{len(head)} bytes; the fixed part has {FIXED_BYTES}")
    n_signals = _whole(head[252:256], "number of signals", name)
    if not 1 <= n_signals <= MAX_SIGNALS:
        raise _refuse("The EDF header states an impossible number of signals", name, f"{n_signals}")
    header_bytes = FIXED_BYTES * (n_signals + 1)
    if len(head) < header_bytes:
        found = f"{len(head)} bytes; {n_signals} signals need a header of {header_bytes}"
        raise _refuse("The EDF header is cut", name, found)
    stated = _number(head[184:192])
    if stated != header_bytes:
        lies.append(
            f"states a header of {_text(head[184:192])!r} bytes; {n_signals} signals need {header_bytes}"
        )
    sample_bytes = 3 if head[0] == 0xFF else 2
    record_s = _number(head[244:252])
    if not (math.isfinite(record_s) and 0.0 <= record_s <= 1e7):
        raise _refuse(
            "The length of a data record is not a number of seconds", name, repr(_text(head[244:252]))
        )
    signals = _signals(head, n_signals, sample_bytes, name, lies)
    record_bytes = sum(signal.n_per_record for signal in signals) * sample_bytes
    if not 0 < record_bytes <= MAX_RECORD_BYTES:
        raise _refuse("A data record has an impossible size", name, f"{record_bytes} bytes")
    reserved = _text(head[192:236])
    return EdfHeader(
        sample_bytes=sample_bytes,
        is_plus=reserved[:4] in ("EDF+", "BDF+"),
        is_continuous=reserved[:5] not in ("EDF+D", "BDF+D"),
        start=_start(head, lies),
        header_bytes=header_bytes,
        record_bytes=record_bytes,
        n_records=_whole(head[236:244], "number of data records", name),
        record_s=record_s,
        signals=signals,
        lies=tuple(lies),
        identity=_text(head[8:88]),
    )


def _signals(
    head: bytes, n_signals: int, sample_bytes: int, name: str, lies: list[str]
) -> tuple[EdfSignal, ...]:
    """Cut the columns of the signal headers; every field stands once for each signal, fields one after another."""
    columns: dict[str, list[bytes]] = {}
    at = FIXED_BYTES
    for field_name, width in SIGNAL_FIELDS:
        columns[field_name] = [head[at + k * width : at + (k + 1) * width] for k in range(n_signals)]
        at += width * n_signals
    signals: list[EdfSignal] = []
    offset = 0
    for k in range(n_signals):
        n_per_record = _whole(columns["n_per_record"][k], f"samples per record of signal {k + 1}", name)
        if n_per_record < 0:
            raise _refuse(
                "A signal has a negative number of samples", name, f"signal {k + 1}: {n_per_record}"
            )
        text = {key: _text(columns[key][k]) for key in ("label", "unit", "filtering")}
        low, high = _number(columns["physical_min"][k]), _number(columns["physical_max"][k])
        signal = EdfSignal(
            label=text["label"],
            unit=text["unit"],
            filtering=text["filtering"],
            physical_min=low,
            physical_max=high,
            digital_min=_number(columns["digital_min"][k]),
            digital_max=_number(columns["digital_max"][k]),
            n_per_record=n_per_record,
            byte_offset=offset,
        )
        if signal.gain is None and not signal.is_annotation:
            lies.append(f"signal '{signal.label}' has limits that give no scale: {low:g} to {high:g}")
        signals.append(signal)
        offset += n_per_record * sample_bytes
    return tuple(signals)


def _start(head: bytes, lies: list[str]) -> datetime | None:
    """Read start date and time; the four-digit year of the EDF+ recording field wins over the two-digit one."""
    clock = re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)", _text(head[176:184]))
    found = re.match(r"Startdate (\d\d)-([A-Z]{3})-(\d{4})\b", _text(head[88:168]), re.IGNORECASE)
    day: tuple[int, int, int] | None = None
    if found and found[2].upper() in MONTHS:
        day = (int(found[3]), MONTHS.index(found[2].upper()) + 1, int(found[1]))
    elif short := re.fullmatch(r"(\d\d)\.(\d\d)\.(\d\d)", _text(head[168:176])):
        year = int(short[3])
        day = (year + (1900 if year >= 85 else 2000), int(short[2]), int(short[1]))
    try:
        if day is None or clock is None:
            raise ValueError("no date or no time")
        return datetime(*day, int(clock[1]), int(clock[2]), int(clock[3]))
    except ValueError:
        lies.append(f"start is no moment: date {_text(head[168:176])!r}, time {_text(head[176:184])!r}")
        return None


def _text(raw: bytes) -> str:
    return raw.decode("latin-1").replace("\x00", " ").strip()


def _number(raw: bytes) -> float:
    """Read a number; some recorders write a decimal comma. NaN where there is none."""
    text = _text(raw).replace(",", ".")
    return float(text) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", text) else math.nan


def _whole(raw: bytes, what: str, name: str) -> int:
    number = _number(raw)
    if not math.isfinite(number) or number != int(number):
        raise _refuse(f"The {what} in the EDF header is not a whole number", name, repr(_text(raw)))
    return int(number)


def _refuse(what: str, name: str, found: str) -> FormatError:
    mend = "copy the file again from the recorder, or export it anew"
    return FormatError(what, where=name, found=found, mend=mend, code="LEG-E601")
