"""A table of columns into a recording: which column is time, which is a label, which tells recordings apart.

Used by every reader whose format is rows and columns. Several recordings in one table are refused with their list, since
joining them would invent movement where two meet. The bytes of a format are not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError, InputError, UsageError
from legato.io.assemble import Column, Session, assemble
from legato.io.clock import find_restarts, measure_time_base
from legato.io.columns import Columns, pick
from legato.io.labels import (
    Label,
    Layout,
    column_role,
    find_layout,
    find_unit,
    is_subject_column,
    label_of,
)
from legato.io.marks import annotate
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.stamps import Clock, read_number_clock, read_text_clock
from legato.model.channel import ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Placement, Recording, Side, Task
from legato.model.time_base import TimeBase

__all__ = ["TableHints", "decode_table", "read_table"]

# Pseudo-columns of ``--where``: the n-th recording where the clock restarts; a file of an archive.
PART, MEMBER = "part", "member"
_MOST_GROUPS = 100_000

Rows = slice | NDArray[np.intp]


@dataclass(frozen=True)
class TableHints:
    """What the format or the file's surroundings say about the columns.

    Parameters
    ----------
    kind : ChannelKind
        Of channels whose name says none.
    units : mapping of str to str
        Kind -> unit where the documentation of the format states it.
    units_source : str
        That documentation.
    time_unit : str or None
    sampling_rate_hz : float or None
        Stated by the file's header.
    roles : mapping of str to str
        Column -> role, where the format fixes it.
    labels : mapping of str to Label
        Column -> label, where the format fixes it.
    names : mapping of str to str
        Column -> name of its channel, where the file only counts its columns.
    texts : mapping of str to callable
        Column -> meaning of its labels.
    placement : Placement
    side : Side
        For channels whose name says none.
    """

    kind: ChannelKind = ChannelKind.UNKNOWN
    units: Mapping[str, str] = field(default_factory=dict)
    units_source: str = ""
    time_unit: str | None = None
    sampling_rate_hz: float | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Label] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Callable[[str], str | None]] = field(default_factory=dict)
    placement: Placement = Placement.UNKNOWN
    side: Side = Side.UNKNOWN
    start: datetime | None = None
    subject: str | None = None
    task: Task | None = None


def read_table(
    columns: Columns,
    *,
    source: Source,
    reader: str,
    options: ReadOptions,
    hints: TableHints | None = None,
    issues: Sequence[Issue] = (),
) -> Recording:
    """Make a recording of a table.

    Parameters
    ----------
    columns : Columns
    source : Source
    reader : str
        Id of the reader.
    options : ReadOptions
    hints : TableHints or None
    issues : sequence of Issue
        What was already found while decoding.

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If the table has no rows, holds several recordings, or neither time nor a stated rate.
    UsageError
        If ``options.where`` names a column that is not there.
    """
    decoded, session = decode_table(columns, source=source, options=options, hints=hints)
    session = replace(session, issues=(*issues, *session.issues))
    return assemble(decoded, session, source=source, reader=reader, options=options)


def decode_table(
    columns: Columns, *, source: Source, options: ReadOptions, hints: TableHints | None = None
) -> tuple[list[Column], Session]:
    """Decode a table without making the recording, for formats that spread one over several tables.

    Parameters
    ----------
    columns, source, options, hints
        As for ``read_table``.

    Returns
    -------
    list of Column
    Session
    """
    work = _Work(columns, source, options, _with_layout(columns, hints or TableHints()))
    if columns.n_rows == 0:
        raise FormatError(
            "The table has a header and no rows",
            where=source.name,
            found=", ".join(columns.names[:12]),
            mend="record again, or export the file again",
            code="LEG-E150",
        )
    roles = _roles(work)
    rows = _choose_rows(work, roles)
    subject = work.hints.subject or _subject(work, roles, rows)
    time, clock, rows = _measure_time(work, roles, rows)
    _refuse_several(work, roles, rows)
    marks, mark_issues = _read_marks(work, roles, rows, time)
    signals = [name for name in columns.names if roles[name] == "signal"]
    decoded = _decode_signals(work, signals, rows, time)
    session = Session(
        start=clock.start or work.hints.start,
        first_s=clock.first_s,
        subject=subject,
        task=work.hints.task,
        annotations=tuple(marks),
        issues=(*work.issues, *clock.issues, *mark_issues),
    )
    return decoded, session


@dataclass(frozen=True, eq=False)
class _Work:
    """What every step needs."""

    columns: Columns
    source: Source
    options: ReadOptions
    hints: TableHints
    issues: list[Issue] = field(default_factory=list)


def _with_layout(columns: Columns, hints: TableHints) -> TableHints:
    """Add what the documentation of a known set or app says about these columns."""
    layout = find_layout(columns.names)
    if layout is None:
        return hints
    roles: dict[str, str] = dict(hints.roles)
    labels: dict[str, Label] = dict(hints.labels)
    names: dict[str, str] = dict(hints.names)
    for name, meaning in layout.names.items():
        if isinstance(meaning, str):
            roles.setdefault(name, "clock")
        else:
            labels.setdefault(name, _label_from(meaning, layout))
            names.setdefault(name, meaning["name"])
    return replace(
        hints,
        roles=roles,
        labels=labels,
        names=names,
        units={**layout.units, **hints.units},
        units_source=hints.units_source or layout.source,
        time_unit=hints.time_unit or layout.time_unit,
    )


def _label_from(meaning: Mapping[str, Any], layout: Layout) -> Label:
    kind = ChannelKind(meaning["kind"])
    return Label(
        kind=kind,
        axis=meaning.get("axis"),
        unit=find_unit(layout.units.get(kind)),
        side=Side(meaning.get("side", "unknown")),
        placement=Placement(meaning.get("placement", "foot" if "foot" in meaning["name"] else "unknown")),
        box="",
    )


def _roles(work: _Work) -> dict[str, str]:
    """Say for each column what it is for, from its name, its type and the format."""
    columns = work.columns
    roles: dict[str, str] = {}
    for name in columns.names:
        kind = columns.type_of(name)
        role = work.hints.roles.get(name) or ("signal" if name in work.hints.labels else column_role(name))
        if kind == "other":
            role = "ignored"
        elif kind == "text" and role in ("signal", "counter"):
            role = "label"
        elif kind == "time" and role != "clock":
            role = "clock"
        elif kind == "number" and role == "label" and not _is_label(columns, name):
            role = "signal"
        roles[name] = role
    ignored = [name for name, role in roles.items() if role == "ignored"]
    if ignored:
        what = f"Columns without numbers, text or time were left out: {', '.join(ignored[:6])}."
        work.issues.append(Issue("column_ignored", Severity.NOTE, what))
    identity = [name for name, role in roles.items() if role == "identity"]
    if identity and not work.options.keep_identity:
        what = f"{len(identity)} columns that may name a person or a device were left out."
        work.issues.append(Issue("identity_removed", Severity.NOTE, what))
    return roles


def _is_label(columns: Columns, name: str) -> bool:
    """Tell whether numbers are labels: whole and few."""
    values = columns.samples(name).read(0, min(columns.n_rows, 1_000_000)).astype(np.float64)
    values = values[np.isfinite(values)]
    return bool(np.all(np.mod(values, 1.0) == 0)) and np.unique(values[:100_000]).size <= 100


def _codes(columns: Columns, name: str, rows: Rows) -> tuple[NDArray[np.int64], list[str]]:
    """Give a column as places in a list of its words; -1 where a row has none."""
    import pyarrow.compute as pc

    array = columns.array(name)
    if hasattr(array, "dictionary"):
        array = array.dictionary_decode()
    coded = pc.dictionary_encode(array)
    coded = coded.combine_chunks() if hasattr(coded, "combine_chunks") else coded
    codes = np.asarray(pc.fill_null(coded.indices, -1)).astype(np.int64)
    words = ["" if word is None else _word(word) for word in coded.dictionary.to_pylist()]
    return codes[rows], words


def _word(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _choose_rows(work: _Work, roles: Mapping[str, str]) -> Rows:
    """Keep the rows that ``where`` picks."""
    n_rows = work.columns.n_rows
    is_kept = np.ones(n_rows, dtype=np.bool_)
    by_lower = {name.lower(): name for name in work.columns.names}
    for asked, value in work.options.where.items():
        if asked in (PART, MEMBER) and asked not in by_lower:
            continue
        name = by_lower.get(asked.lower())
        if name is None:
            raise UsageError(
                f"There is no column '{asked}' to pick a recording by",
                where=work.source.name,
                found=", ".join(work.columns.names[:20]),
                mend="name one of these: --where column=value",
                code="LEG-E151",
            )
        codes, words = _codes(work.columns, name, slice(0, n_rows))
        if value not in words:
            raise InputError(
                f"No row has {name}={value}",
                where=work.source.name,
                found=_few(f"{name}={word}" for word in words),
                mend="pick one of these with --where",
                code="LEG-E152",
            )
        is_kept &= codes == words.index(value)
    if is_kept.all():
        return slice(0, n_rows)
    index = np.flatnonzero(is_kept)
    if not index.size:
        raise InputError("No row fits all of --where", where=work.source.name, code="LEG-E152")
    is_stretch = index[-1] - index[0] + 1 == index.size
    return slice(int(index[0]), int(index[-1]) + 1) if is_stretch else index


def _few(words: Any, *, at_most: int = 40) -> str:
    listed = list(words)
    more = f" and {len(listed) - at_most} more" if len(listed) > at_most else ""
    return ", ".join(listed[:at_most]) + more


def _refuse_several(work: _Work, roles: Mapping[str, str], rows: Rows) -> None:
    """Refuse a table in which subject, trial or recording changes, with the list of what there is."""
    names = [name for name, role in roles.items() if role == "group"]
    if not names:
        return
    coded = [_codes(work.columns, name, rows) for name in names]
    combined = np.stack([codes for codes, _ in coded])
    places, counts = np.unique(combined, axis=1, return_counts=True)
    if places.shape[1] <= 1:
        return
    if places.shape[1] > _MOST_GROUPS:
        counts = counts[:_MOST_GROUPS]
    changing = [i for i in range(len(names)) if np.unique(places[i]).size > 1]
    listed = [
        ",".join(f"{names[i]}={coded[i][1][place[i]]}" for i in changing) + f" ({count} rows)"
        for place, count in zip(places.T, counts, strict=False)
    ]
    example = listed[0].rsplit(" (", 1)[0]
    raise InputError(
        f"The table holds {places.shape[1]} recordings",
        where=work.source.name,
        found=_few(listed),
        mend=f"read one of them with --where {example}",
        code="LEG-E153",
    )


def _subject(work: _Work, roles: Mapping[str, str], rows: Rows) -> str | None:
    """Give the code of the subject where a column holds one and the same."""
    for name, role in roles.items():
        if role == "group" and is_subject_column(name):
            codes, words = _codes(work.columns, name, rows)
            if codes.size and codes.min() == codes.max() >= 0:
                return words[int(codes[0])]
    return None


def _measure_time(work: _Work, roles: dict[str, str], rows: Rows) -> tuple[TimeBase, Clock, Rows]:
    """Find the clock, decode it, split at restarts, measure it."""
    stated_hz = work.options.sampling_rate_hz or work.hints.sampling_rate_hz
    clock = _find_clock(work, roles, rows)
    if clock is None or (clock.is_counter and stated_hz):
        n_samples = _n_rows(rows)
        if not stated_hz:
            raise _no_time(work)
        return _count_time(work, clock, n_samples=n_samples, rate_hz=stated_hz), Clock(np.empty(0)), rows
    if clock.is_counter:
        raise _no_time(work)
    clock, rows = _choose_part(work, roles, clock, rows)
    time, issues = measure_time_base(clock.times_s, nominal_rate_hz=stated_hz)
    work.issues.extend(issues)
    return time, clock, rows


def _n_rows(rows: Rows) -> int:
    return rows.stop - rows.start if isinstance(rows, slice) else int(rows.size)


def _no_time(work: _Work) -> InputError:
    return InputError(
        "The table holds no time, so the sampling rate is not known",
        where=work.source.name,
        found=f"columns {', '.join(work.columns.names[:12])}",
        mend="state the rate, for example --sampling-rate 100",
        code="LEG-E154",
    )


def _count_time(work: _Work, clock: Clock | None, *, n_samples: int, rate_hz: float) -> TimeBase:
    """Make the clock of a table whose rate is stated; lost numbers of a counter are gaps."""
    if clock is not None and clock.times_s.size > 1 and np.all(np.diff(clock.times_s) > 0):
        time, issues = measure_time_base(clock.times_s / rate_hz)
        if time.gaps and time.is_regular:
            work.issues.extend(issue for issue in issues if issue.code == "gaps")
            runs = tuple(replace(run, sampling_rate_hz=rate_hz) for run in time.runs)
            return replace(
                time,
                runs=runs,
                sampling_rate_hz=rate_hz,
                nominal_rate_hz=rate_hz,
                is_measured=False,
                jitter_ms=None,
                drift_ppm=None,
            )
    return TimeBase.regular(n_samples, sampling_rate_hz=rate_hz)


def _find_clock(work: _Work, roles: dict[str, str], rows: Rows) -> Clock | None:
    """Decode the best of the clock columns: the finest, numbers before text; else a counter of samples."""
    names = [name for name, role in roles.items() if role == "clock"]
    by_type = {"number": 0, "time": 1, "text": 2}
    best: Clock | None = None
    errors: list[InputError] = []
    for name in sorted(names, key=lambda name: by_type[work.columns.type_of(name)]):
        try:
            clock = _decode_clock(work, name, rows)
        except InputError as error:
            errors.append(error)
            continue
        if best is None or best.is_counter or (not clock.is_counter and _is_finer(clock, best)):
            start = clock.start or (best.start if best else None)
            best = replace(clock, start=start)
    if best is None and errors and not work.options.sampling_rate_hz:
        raise errors[0]
    if best is not None:
        return best
    counters = [name for name, role in roles.items() if role == "counter"]
    return _decode_counter(work, counters[0], rows) if counters else None


def _is_finer(clock: Clock, other: Clock) -> bool:
    """Tell whether a clock has clearly more different readings than another at its start."""
    some, others = clock.times_s[:2000], other.times_s[:2000]
    return np.unique(some).size > 1.5 * np.unique(others).size


def _decode_clock(work: _Work, name: str, rows: Rows) -> Clock:
    kind = work.columns.type_of(name)
    if kind == "number":
        values = work.columns.samples(name).read(0, work.columns.n_rows)[rows]
        return read_number_clock(values, name=name, unit=work.hints.time_unit)
    array = work.columns.array(name)
    array = array.slice(rows.start, rows.stop - rows.start) if isinstance(rows, slice) else array.take(rows)
    return _decode_stamps(array) if kind == "time" else read_text_clock(array, name=name)


def _decode_stamps(array: Any) -> Clock:
    """Decode a column of Arrow time stamps."""
    import pyarrow as pa
    import pyarrow.compute as pc

    zone = getattr(array.type, "tz", None)
    to = pa.time64("ns") if pa.types.is_time(array.type) else pa.timestamp("ns", tz=zone)
    is_known = np.asarray(pc.is_valid(array))
    nanoseconds = np.asarray(pc.fill_null(array.cast(to).cast(pa.int64()), 0))
    known = np.flatnonzero(is_known)
    if not known.size:
        return Clock(np.full(nanoseconds.size, np.nan))
    first = int(nanoseconds[known[0]])
    times_s = (nanoseconds - first) * 1e-9
    times_s[~is_known] = np.nan
    if pa.types.is_time(array.type):
        return Clock(times_s)
    start = datetime.fromtimestamp(first // 1_000_000_000, tz=UTC).replace(
        microsecond=first % 1_000_000_000 // 1000
    )
    return Clock(times_s, start=start if zone else start.replace(tzinfo=None))


def _decode_counter(work: _Work, name: str, rows: Rows) -> Clock:
    values = work.columns.samples(name).read(0, work.columns.n_rows)[rows].astype(np.float64)
    return Clock(values - values[0] if values.size else values, is_counter=True)


def _choose_part(work: _Work, roles: Mapping[str, str], clock: Clock, rows: Rows) -> tuple[Clock, Rows]:
    """Cut at restarts of the clock; several parts are refused unless ``where`` picks one."""
    restarts = find_restarts(clock.times_s)
    asked = work.options.where.get(PART) if PART not in work.columns.names else None
    if not restarts.size and asked is None:
        return clock, rows
    _refuse_several(work, roles, rows)
    bounds = [0, *restarts.tolist(), clock.times_s.size]
    n_parts = len(bounds) - 1
    if asked is None or not asked.isdigit() or not 1 <= int(asked) <= n_parts:
        listed = [f"part={i + 1} ({bounds[i + 1] - bounds[i]} rows)" for i in range(n_parts)]
        raise InputError(
            f"The clock restarts: the table holds {n_parts} recordings",
            where=f"{work.source.name}, row {bounds[1] if n_parts > 1 else 0} and on",
            found=_few(listed),
            mend="read one of them with --where part=1",
            code="LEG-E153",
        )
    first, behind = bounds[int(asked) - 1], bounds[int(asked)]
    times_s = clock.times_s[first:behind]
    kept = slice(rows.start + first, rows.start + behind) if isinstance(rows, slice) else rows[first:behind]
    start = None if first else clock.start
    return replace(clock, times_s=times_s - times_s[0], start=start), kept


def _read_marks(
    work: _Work, roles: Mapping[str, str], rows: Rows, time: TimeBase
) -> tuple[list[Any], list[Issue]]:
    marks: list[Any] = []
    issues: list[Issue] = []
    for name in (name for name, role in roles.items() if role == "label"):
        codes, words = _codes(work.columns, name, rows)
        more, told = annotate(name, codes, words, time=time, text_of=work.hints.texts.get(name))
        marks += more
        issues += told
    return marks, issues


def _decode_signals(work: _Work, names: Sequence[str], rows: Rows, time: TimeBase) -> list[Column]:
    decoded: list[Column] = []
    empty: list[str] = []
    missing: dict[str, int] = {}
    sourced: set[str] = set()
    for name in names:
        n_missing = work.columns.n_missing(name)
        if n_missing is not None and n_missing == work.columns.n_rows:
            empty.append(name)
            continue
        if n_missing:
            missing[name] = n_missing
        label = _with_hints(
            label_of(name) if name not in work.hints.labels else work.hints.labels[name], work, sourced
        )
        decoded.append(
            Column(work.hints.names.get(name, name), pick(work.columns.samples(name), rows), time, label)
        )
    if missing:
        counts = ", ".join(f"{name} {n}" for name, n in list(missing.items())[:6])
        what = f"Some of {work.columns.n_rows} cells are empty or no numbers: {counts}."
        work.issues.append(
            Issue("samples_missing", Severity.DAMAGE, what, where=", ".join(list(missing)[:6]))
        )
    if empty:
        what = f"Columns without a single number were left out: {', '.join(empty[:6])}."
        work.issues.append(Issue("column_empty", Severity.NOTE, what))
    if sourced:
        what = f"The unit of {', '.join(sorted(sourced))} is not in the file; it was taken from {work.hints.units_source}."
        work.issues.append(Issue("unit_from_documentation", Severity.NOTE, what))
    return decoded


def _with_hints(label: Label, work: _Work, sourced: set[str]) -> Label:
    hints = work.hints
    is_vague = label.kind is ChannelKind.UNKNOWN or (
        label.kind is ChannelKind.ACCELERATION and hints.kind is ChannelKind.LINEAR_ACCELERATION
    )
    if is_vague and hints.kind is not ChannelKind.UNKNOWN:
        label = replace(label, kind=hints.kind)
    if label.unit is None and label.kind in hints.units:
        label = replace(label, unit=find_unit(hints.units[label.kind]))
        if hints.units_source:
            sourced.add(str(label.kind))
    if label.placement is Placement.UNKNOWN:
        label = replace(label, placement=hints.placement)
    return replace(label, side=hints.side) if label.side is Side.UNKNOWN else label
