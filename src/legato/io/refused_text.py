"""Text that Legato knows and refuses, because no movement of a leg can be found in it; each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from legato.errors import InputError
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "refused_text"

_SEEN_BYTES = 8192
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class _Refusal:
    pattern: re.Pattern[bytes]
    what: str
    mend: str


_COUNTS = "The file holds activity counts and no waveform, so no shaking can be seen in it"
_REFUSALS = (
    _Refusal(re.compile(rb"^Actical "), _COUNTS, "record raw acceleration with another device"),
    _Refusal(
        re.compile(rb"^Actiware|^[^\n]{0,80}Actiwatch"),
        _COUNTS,
        "record raw acceleration with another device",
    ),
    _Refusal(
        re.compile(rb"<HealthData|<!DOCTYPE HealthData"),
        "An Apple Health export holds steps, heart rate and the like, but no movement signal",
        "record the leg with phyphox or Sensor Logger and give that export",
    ),
    _Refusal(
        re.compile(rb'^\s*\[\s*\{[^}]*"(TapTimeStamp|TapCoordinate)"'),
        "These are taps on a screen and not the movement of a leg",
        "give the recording of the accelerometer",
    ),
    _Refusal(
        re.compile(rb"^\d+, \d+, [01], [\d.]+, [\d.]+, [\d.E-]+, [\d.E-]+,\d+, \d+"),
        "These are taps on a screen and not the movement of a leg",
        "give the file of a tremor, gait or leg test",
    ),
    _Refusal(
        re.compile(rb'^\s*\{\s*"resource_type"\s*:'),
        "This JSON describes a recording; the samples lie in other files",
        "give the text file of the time series that it names",
    ),
    _Refusal(
        re.compile(rb"^\s*\[\s*-?\d"),
        "A bare list of numbers says neither what they are nor when they were taken",
        "write a table with a line of names and a time column",
    ),
    _Refusal(
        re.compile(rb"^PathFileType\t|^PathFileType,"),
        "Positions of camera markers (TRC) are not read",
        "give the recording of a body-worn sensor",
    ),
    _Refusal(
        re.compile(rb"^[^\n]*\n(?:[^\n]*\n){0,12}?endheader", re.MULTILINE),
        "Results of a body model (OpenSim .sto or .mot) are no recording of a sensor",
        "give the recording that the model was fed with",
    ),
)


def recognises(source: Source) -> bool:
    """Tell by the first lines."""
    return _refusal(source) is not None


def _refusal(source: Source) -> _Refusal | None:
    head = source.head[:_SEEN_BYTES].removeprefix(_BOM)
    return next((refusal for refusal in _REFUSALS if refusal.pattern.search(head)), None)


def read(source: Source, options: ReadOptions) -> Recording:
    """Refuse.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        Change nothing here.

    Raises
    ------
    InputError
        Always, with the reason.
    """
    refusal = _refusal(source)
    what, mend = (refusal.what, refusal.mend) if refusal else ("This text holds no recording", "")
    raise InputError(what, where=source.name, mend=mend, code="LEG-E171")
