"""A recording as an EDF+ file with its annotations, which any viewer of nights opens.

EDF counts time in data records of one length, each with a whole number of samples of every channel, and holds 16 bits a
sample. What it can't say is refused: lost samples, gaps, a clock that is not one steady rate.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd, lcm, log10
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from legato.errors import InputError
from legato.model.annotation import Annotation
from legato.model.channel import Channel
from legato.model.recording import Recording

if TYPE_CHECKING:
    import edfio
    from numpy.typing import NDArray

__all__ = ["write_edf"]

_DIGITS = 6  # of annotations: microseconds
_FIELD = 8  # letters of a number in a header of EDF
_LABEL = 16  # letters of a label
_LARGEST_DENOMINATOR = 1000  # rates such as 199.7 or 499.99 Hz are fractions with a small one
_SAME_RATE = 1e-9  # relative; 0.05 ms over 12 hours
_SHORTEST_RECORD = Fraction(1, 10)  # s; each record carries a list of marks, so shorter ones swell the file
_LONGEST_RECORD = Fraction(100)  # s
_DIGITAL = (-32768, 32767)
_LARGEST = 1e6  # a bound above it, with its sign, needs more than eight letters
_UV_A_VOLT = 1e6


def write_edf(
    path: str | os.PathLike[str],
    recording: Recording,
    *,
    channels: Sequence[str] | None = None,
    annotations: Sequence[Annotation] = (),
) -> None:
    """Write channels and annotations of a recording as EDF+.

    Parameters
    ----------
    path : str or path-like
        Written beside and renamed, so that no half file is left.
    recording : Recording
    channels : sequence of str or None
        Names of those to write, in this order; None writes all.
    annotations : sequence of Annotation
        Written besides those of the recording.

    Raises
    ------
    InputError
        If a channel has lost samples, gaps or no steady rate, the channels do not last equally long, no data record
        fits, a label can't be written, or a mark begins outside the recording.
    MissingChannelError
        If there is no channel of a name.

    Notes
    -----
    Each channel is spread over 16 bits between its own smallest and largest value, so that a sample read back differs
    by at most half a step. Electric potentials are written in microvolts. *Source*: Kemp & Olivier 2003, EDF+.
    """
    import edfio

    where = Path(path).name
    chosen = [recording.channel(name) for name in channels] if channels is not None else recording.channels
    if not chosen:
        raise InputError("There is no channel to write", where=where, code="LEG-E985")
    rates = [_rate(channel, where) for channel in chosen]
    record_s = _record_duration_s(chosen, rates, where)
    signals = [
        _signal(channel, label=label, rate=rate)
        for channel, label, rate in zip(chosen, _labels(chosen, where), rates, strict=True)
    ]
    duration_s = float(chosen[0].n_samples / rates[0])
    start = recording.start
    edf = edfio.Edf(
        signals,
        patient=edfio.Patient(code=_word(recording.subject)),
        recording=edfio.Recording(startdate=start.date() if start else None),
        starttime=start.time().replace(tzinfo=None) if start else None,
        data_record_duration=float(record_s),
        annotations=_marks((*recording.annotations, *annotations), duration_s, where),
    )
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        edf.write(beside)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _rate(channel: Channel, where: str) -> Fraction:
    """Give the rate of a channel as a fraction, if it is one steady rate from second 0 on."""
    time = channel.time
    if not channel.n_samples or not time.is_regular or len(time.runs) != 1 or time.start_s != 0:
        raise InputError(
            "EDF can't hold a channel with gaps, uneven times or a late start",
            where=f"{where}, {channel.name}",
            found=f"{channel.n_samples} samples in {len(time.runs)} pieces from {time.start_s:g} s",
            mend="leave this channel out, or write the recording as Parquet",
            code="LEG-E985",
        )
    rate_hz = time.runs[0].sampling_rate_hz
    rate = Fraction(rate_hz).limit_denominator(_LARGEST_DENOMINATOR)
    if not rate or abs(float(rate) / rate_hz - 1) > _SAME_RATE:
        raise InputError(
            "EDF can't hold this sampling rate: no data record has a whole number of samples",
            where=f"{where}, {channel.name}",
            found=f"{rate_hz!r} Hz",
            mend="write the recording as Parquet",
            code="LEG-E986",
        )
    return rate


def _record_duration_s(channels: Sequence[Channel], rates: Sequence[Fraction], where: str) -> Fraction:
    """Give the length nearest a second that holds whole samples of each channel and goes into the whole."""
    spans_s = {channel.n_samples / rate for channel, rate in zip(channels, rates, strict=True)}
    if len(spans_s) > 1:
        raise InputError(
            "The channels do not last equally long, and EDF holds one length",
            where=where,
            found=", ".join(f"{float(span_s):.6g} s" for span_s in sorted(spans_s)),
            mend="choose channels of one length with channels=",
            code="LEG-E985",
        )
    span_s = spans_s.pop()
    # Every length that suits all rates is a multiple of the shortest, 1 / (greatest common divisor of the rates).
    shared = Fraction(gcd(*(rate.numerator for rate in rates)), lcm(*(rate.denominator for rate in rates)))
    n_shortest = round(span_s * shared)
    lengths_s = [size / shared for size in _divisors(n_shortest, floor(_LONGEST_RECORD * shared))]
    fitting_s = [one for one in lengths_s if one >= min(_SHORTEST_RECORD, span_s) and _fits(one)]
    if fitting_s:
        return min(fitting_s, key=lambda one: abs(log10(one)))
    raise InputError(
        "EDF can't hold this length: no data record divides it that has a whole number of samples",
        where=where,
        found=f"{channels[0].n_samples} samples at {float(rates[0]):g} Hz",
        mend="cut the recording to whole seconds first; Legato adds no samples",
        code="LEG-E986",
    )


def _divisors(number: int, most: int) -> list[int]:
    """List the divisors up to ``most``."""
    return [size for size in range(1, min(number, most) + 1) if number % size == 0]


def _fits(value: Fraction) -> bool:
    """Tell whether a length can be written exactly in eight letters."""
    text = f"{float(value):.{_FIELD}f}".rstrip("0").rstrip(".")
    return len(text) <= _FIELD and Fraction(text) == value


def _signal(channel: Channel, *, label: str, rate: Fraction) -> edfio.EdfSignal:
    """Give one channel in 16 bits."""
    import edfio

    values = channel.read()
    lost = int(np.count_nonzero(~np.isfinite(values)))
    if lost:
        raise InputError(
            "EDF can't say that samples are lost",
            where=channel.name,
            found=f"{lost} of {len(values)} samples are lost",
            mend="leave this channel out, or write the recording as Parquet, which keeps lost samples lost",
            code="LEG-E991",
        )
    unit = channel.unit or ("" if channel.scale is None else channel.recorded_unit or "")
    if unit == "V":
        values *= _UV_A_VOLT
        unit = "uV"
    return edfio.EdfSignal(
        values,
        float(rate),
        label=label,
        physical_dimension=_plain(unit)[:_FIELD],
        physical_range=_physical_range(values, channel.name),
    )


def _physical_range(values: NDArray[np.float64], name: str) -> tuple[float, float]:
    """Give the range of a channel, rounded outwards to what eight letters can write."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        high = low + (abs(low) or 1.0)
    if max(abs(low), abs(high)) >= _LARGEST:
        raise InputError(
            "EDF can't write a range of values as large as this",
            where=name,
            found=f"{low:g} to {high:g}",
            mend="leave this channel out, or write the recording as Parquet",
            code="LEG-E986",
        )
    return _outward(low, rounding=floor), _outward(high, rounding=ceil)


def _outward(value: float, *, rounding: Callable[[float], int]) -> float:
    """Round a bound so that it fits into eight letters, a sign and a point among them."""
    room = _FIELD - len("-.") - 1 - (max(0, floor(log10(abs(value)))) if value else 0)
    factor = 10.0 ** max(room, 0)
    return rounding(value * factor) / factor


def _labels(channels: Sequence[Channel], where: str) -> list[str]:
    """Give labels of at most sixteen plain letters, each its own."""
    labels = [_plain(channel.name)[:_LABEL].strip() for channel in channels]
    doubled = sorted({label for label in labels if labels.count(label) > 1})
    if doubled:
        raise InputError(
            "Labels of EDF have 16 letters, and these channels would bear the same",
            where=where,
            found=", ".join(doubled),
            mend="write these channels into files of their own with channels=",
            code="LEG-E985",
        )
    return labels


def _plain(text: str) -> str:
    """Give text in the letters that a header of EDF may hold."""
    text = text.replace("\N{MICRO SIGN}", "u").replace("\N{GREEK SMALL LETTER MU}", "u")
    return "".join(letter if " " <= letter <= "~" else "?" for letter in text)


def _word(subject: str | None) -> str:
    """Give the code of a subject without blanks; X says that there is none."""
    return _plain(subject).replace(" ", "_") if subject else "X"


def _marks(annotations: Sequence[Annotation], duration_s: float, where: str) -> list[edfio.EdfAnnotation]:
    """Give the marks in order."""
    import edfio

    wrong = [mark for mark in annotations if not 0 <= mark.start_s <= duration_s]
    if wrong:
        raise InputError(
            "Marks begin outside the recording and can't be written",
            where=where,
            found=f"{len(wrong)} of {len(annotations)}, first at {wrong[0].start_s:g} s of {duration_s:g} s",
            code="LEG-E924",
        )
    return [
        edfio.EdfAnnotation(
            round(mark.start_s, _DIGITS),
            round(mark.duration_s, _DIGITS) or None,
            "".join(letter if letter >= " " else " " for letter in mark.text),
        )
        for mark in sorted(annotations)
    ]
