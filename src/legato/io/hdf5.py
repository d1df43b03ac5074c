"""HDF5 files of any layout, as far as names and attributes say what is in them; otherwise refused with a list.

A series is used when its name says what it measures. Its clock is a time series of the same length, nearest in the tree,
or a rate in an attribute. Nothing is guessed from values. Samples are read from the open file on demand.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError, LegatoError
from legato.io.assemble import Column, Session, assemble
from legato.io.clock import measure_time_base
from legato.io.hdf5_probe import survives
from legato.io.hdf5_tree import HDF5_DAMAGE, Series, find_series, is_clock, rate_near
from legato.io.labels import column_role, find_unit, label_of, words_of
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.stamps import Clock, read_number_clock
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Recording
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "hdf5"
_MAGIC = b"\x89HDF\r\n\x1a\n"
_UNUSED = (ChannelKind.UNKNOWN, ChannelKind.OTHER)
FINEST_SHARE = 0.01  # stamps stored more coarsely than a hundredth of their step would look like jitter
_AXES = {3: "xyz", 4: "wxyz"}


def recognises(source: Source) -> bool:
    """Tell by the signature at the start."""
    return source.head.startswith(_MAGIC)


def read(source: Source, options: ReadOptions) -> Recording:
    """Read the file.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        ``where member=PATH`` keeps what lies below a group.

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If nothing says which series are signals, they have neither clock nor rate, or several recordings lie side by
        side; the message lists what is there.
    FormatError
        If the library cannot read the file.
    """
    try:
        return _read(source, options)
    except LegatoError:
        raise
    except HDF5_DAMAGE as error:
        raise FormatError(
            "The HDF5 file is cut or damaged",
            where=source.name,
            found=str(error).splitlines()[0][:200] if str(error) else type(error).__name__,
            mend="copy it again; a recorder that was switched off while writing leaves such files",
            code="LEG-E673",
        ) from error


def _read(source: Source, options: ReadOptions) -> Recording:
    import h5py

    with source.on_disk() as path:
        trouble = survives(path)
    if trouble:
        raise OSError(trouble)
    is_packed = source.content is not None or source.is_gzip
    file = h5py.File(io.BytesIO(source.read_bytes()) if is_packed else source.path, "r")
    everything = find_series(file, name=source.name)
    below = "/" + options.where.get("member", "").strip("/")
    series = [one for one in everything if one.path.startswith(below)]
    issues: list[Issue] = []
    chosen = [one for one in _labelled(series) if one[1].kind not in _UNUSED]
    if not chosen:
        chosen = _only_dataset(series, options, source)
    _refuse_several([one for one, _ in chosen], source)
    n_left = len(series) - len(chosen) - sum(is_clock(one.name) for one in series)
    if n_left > 0:
        what = f"{n_left} series whose names do not say what they measure were left out."
        issues.append(
            Issue("series_left_out", Severity.NOTE, what, "", "name them with --where member=GROUP")
        )
    clocks = _Clocks(everything, options, source, issues)
    columns = [_column(one, label, clocks, several=_several_groups(chosen)) for one, label in chosen]
    session = Session(start=clocks.start, issues=tuple(issues))
    return assemble(columns, session, source=source, reader=ID, options=options)


def _labelled(series: Sequence[Series]) -> list[tuple[Series, Any]]:
    """Read what each series measures from its own name, its dataset's, or its group's."""
    labelled: list[tuple[Series, Any]] = []
    for one in series:
        if is_clock(one.name):
            continue
        label = label_of(one.name)
        own = one.path.rsplit("/", 1)[1]
        if label.kind in _UNUSED:
            about = label_of(own if own != one.name else one.group.rsplit("/", 1)[-1])
            label = replace(label, kind=about.kind, unit=label.unit or about.unit)
        axes = _AXES.get(one.n_columns, "")
        if label.axis is None and one.name == own and isinstance(one.column, int) and axes:
            label = replace(label, axis=axes[one.column])
        if label.kind is ChannelKind.ORIENTATION and {"roll", "pitch", "yaw"} & set(words_of(one.name)):
            label = replace(
                label, axis=None
            )  # turns about an axis, beside a quaternion whose parts are x, y, z
        unit = find_unit(one.unit)
        if unit is not None and label.kind in unit.kinds:
            label = replace(label, unit=unit)
        elif unit is not None and label.kind is ChannelKind.UNKNOWN:
            label = replace(label, kind=unit.kinds[0], unit=unit)
        labelled.append((one, label))
    return labelled


def _only_dataset(series: Sequence[Series], options: ReadOptions, source: Source) -> list[tuple[Series, Any]]:
    """Take the one dataset there is, whatever it measures; refuse a choice."""
    paths = list(dict.fromkeys(one.path for one in series if not is_clock(one.name)))
    if len(paths) == 1:
        return [(one, label) for one, label in _labelled(series) if one.path == paths[0]]
    raise InputError(
        "Nothing in this HDF5 file says which series are the recording",
        where=source.name,
        found=_listing(series) or "no series of numbers",
        mend="pick one with --where member=PATH, and state --sampling-rate and --unit",
        code="LEG-E674",
    )


def _listing(series: Sequence[Series]) -> str:
    shapes = {one.path: f"{one.path} {'x'.join(str(n) for n in one.dataset.shape)}" for one in series}
    listed = list(shapes.values())
    return ", ".join(listed[:20]) + (f" and {len(listed) - 20} more" if len(listed) > 20 else "")


def _refuse_several(series: Sequence[Series], source: Source) -> None:
    """Refuse groups named as subjects, trials or sessions side by side: they are several recordings."""
    parts = [one.group.strip("/").split("/") for one in series]
    for depth in range(max((len(part) for part in parts), default=0)):
        names = list(dict.fromkeys(part[depth] for part in parts if len(part) > depth))
        words = {" ".join(word for word in words_of(name) if not word.isdigit()) for name in names}
        if len(names) > 1 and len(words) == 1 and column_role(words.pop() or "signal") == "group":
            raise InputError(
                f"The HDF5 file holds {len(names)} recordings",
                where=source.name,
                found=", ".join(names[:20]),
                mend=f"read one of them with --where member={'/'.join([*parts[0][:depth], names[0]])}",
                code="LEG-E675",
            )


def _several_groups(chosen: Sequence[tuple[Series, Any]]) -> bool:
    return len({one.group for one, _ in chosen}) > 1


class _Clocks:
    """The clocks of the series, each measured once; second 0 is the earliest of them."""

    def __init__(
        self, everything: Sequence[Series], options: ReadOptions, source: Source, issues: list[Issue]
    ) -> None:
        self._candidates = [one for one in everything if is_clock(one.name) and one.n_columns == 1]
        self._options, self._source, self._issues = options, source, issues
        self._measured: dict[str, TimeBase] = {}
        self._everything = everything
        self.start: datetime | None = None

    def of(self, series: Series) -> TimeBase:
        """Give the clock of one series."""
        chosen = self._nearest(series)
        if chosen is not None:
            path, clock = chosen
            if path not in self._measured:
                self._measured[path] = self._measure(clock)
            return self._measured[path]
        rate_hz = self._options.sampling_rate_hz or rate_near(series.dataset)
        if rate_hz is None:
            raise InputError(
                "The series of this HDF5 file have neither time nor rate",
                where=f"{self._source.name}: {series.path}",
                found=_listing(self._everything),
                mend="state the rate, for example --sampling-rate 100",
                code="LEG-E676",
            )
        key = f"{series.n_samples} at {rate_hz}"
        if key not in self._measured:
            self._measured[key] = TimeBase.regular(series.n_samples, sampling_rate_hz=rate_hz)
        return self._measured[key]

    def _nearest(self, series: Series) -> tuple[str, Clock] | None:
        """Decode the clock of the same length that shares most of the path and rises."""
        fitting = [one for one in self._candidates if one.n_samples == series.n_samples]
        for one in sorted(fitting, key=lambda one: -_shared(one.path, series.path)):
            if one.path in self._measured:
                return one.path, Clock(np.empty(0))
            numbers = one.samples.read(0, one.n_samples)
            if not _is_fine(numbers):
                continue
            try:
                clock = read_number_clock(numbers, name=one.name)
            except InputError:
                continue  # without a unit of time it is no clock; another, or a rate, may be there
            if not clock.is_counter:
                return one.path, clock
        return None

    def _measure(self, clock: Clock) -> TimeBase:
        shift_s = 0.0
        if clock.start is not None:
            self.start = self.start or clock.start
            shift_s = (clock.start - self.start) / timedelta(seconds=1)
        time, issues = measure_time_base(
            clock.times_s + shift_s, nominal_rate_hz=self._options.sampling_rate_hz
        )
        self._issues.extend(issue for issue in (*clock.issues, *issues) if issue not in self._issues)
        return time


def _is_fine(stamps: NDArray[np.generic]) -> bool:
    """Tell whether stamps rise and are stored finely enough: single precision cannot hold Unix time in ms."""
    if stamps.dtype.kind not in "iuf" or len(stamps) < 2:
        return False
    numbers = stamps[np.isfinite(stamps.astype(np.float64))]
    steps = np.diff(numbers.astype(np.float64) - float(numbers[0])) if len(numbers) > 1 else np.empty(0)
    rising = steps[steps > 0]
    if 2 * len(rising) < len(stamps):
        return False
    coarse = float(np.spacing(np.abs(numbers).max())) if stamps.dtype.kind == "f" else 0.0
    return coarse <= FINEST_SHARE * float(np.median(rising))


def _shared(path: str, other: str) -> int:
    """Count the leading groups that two paths share."""
    pairs = zip(path.split("/"), other.split("/"), strict=False)
    return next((k for k, (a, b) in enumerate(pairs) if a != b), 0)


def _column(series: Series, label: Any, clocks: _Clocks, *, several: bool) -> Column:
    box = _public(series.group.rsplit("/", 1)[-1])
    suffix = (
        ""
        if series.n_columns == 1 or series.name != series.path.rsplit("/", 1)[1]
        else f"_{label.axis or series.column}"
    )
    name = f"{series.name}{suffix}"
    if several and box:
        place = label_of(box)
        label = replace(
            label,
            box=box.lower(),
            side=place.side if place.side != "unknown" else label.side,
            placement=place.placement if place.placement != "unknown" else label.placement,
        )
        name = f"{box}/{name}"
    return Column(name, series.samples, clocks.of(series), label)


def _public(name: str) -> str:
    """Shorten serial numbers in a group's name to their last four letters, enough to tell boxes apart."""
    return re.sub(r"(?=[0-9A-Fa-f]*\d)[0-9A-Fa-f]{8,}", lambda found: found[0][-4:], name)
