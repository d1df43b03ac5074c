"""Motion-BIDS and EMG-BIDS folders: the samples of one recording, with what channels.tsv and the sidecar say about them.

A folder with several recordings is refused with their list. Files without a single number, as in the published examples,
hold no samples, and the refusal says so.
"""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from legato.errors import FormatError, InputError
from legato.io import edf
from legato.io.assemble import Column, Session, assemble
from legato.io.clock import measure_time_base
from legato.io.labels import Label, find_unit, label_of, time_unit
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.model.channel import ArraySamples, ChannelKind
from legato.model.issue import Issue, Severity
from legato.model.recording import Placement, Recording, Side, Task
from legato.model.time_base import TimeBase

__all__ = ["ID", "read", "recognises"]

ID = "bids"
_RECORDING = re.compile(r"(.*)_(motion\.tsv|emg\.(?:edf|bdf))(?:\.gz)?")
MAX_SIDECAR_BYTES = 4 << 20
_KINDS = {
    "ACCEL": ChannelKind.ACCELERATION,
    "GYRO": ChannelKind.ANGULAR_VELOCITY,
    "MAGN": ChannelKind.MAGNETIC_FIELD,
    "POS": ChannelKind.POSITION,
    "ORNT": ChannelKind.ORIENTATION,
    "JNTANG": ChannelKind.ANGLE,
    "EMG": ChannelKind.EMG,
    "ECG": ChannelKind.ECG,
    "EEG": ChannelKind.EEG,
    "EOG": ChannelKind.EOG,
    "TEMP": ChannelKind.TEMPERATURE,
}


def recognises(source: Source) -> bool:
    """Tell a folder by its recordings and a sidecar; a motion table by the channels.tsv beside it."""
    if source.is_folder:
        return bool(_recordings(source))
    found = _RECORDING.fullmatch(source.name)
    if found is None or not found[2].startswith("motion"):
        return False
    beside = source.sibling(f"{found[1]}_channels.tsv")
    return beside is not None and beside.head.startswith((b"name\t", b"\xef\xbb\xbfname\t"))


def _recordings(source: Source) -> list[str]:
    names = {member.name for member in source.members}
    found = [(name, _RECORDING.fullmatch(name)) for name in sorted(names)]
    return [name for name, match in found if match and f"{match[1]}_channels.tsv" in names]


def read(source: Source, options: ReadOptions) -> Recording:
    """Read one recording of the folder.

    Parameters
    ----------
    source : Source
    options : ReadOptions
        ``where member=PATH`` picks one of several recordings.

    Returns
    -------
    Recording

    Raises
    ------
    InputError
        If the folder holds several recordings, or the one asked for is not there.
    FormatError
        If the recording holds no samples, or its channels.tsv fits it not.
    """
    data = _one_recording(source, options) if source.is_folder else source
    found = _RECORDING.fullmatch(data.name)
    stem, what = (found[1], found[2]) if found else (data.name, "")
    sidecar = _sidecar(data, f"{stem}_{what.split('.')[0]}.json")
    channels = _channels_table(data, f"{stem}_channels.tsv")
    subject = re.match(r"sub-([A-Za-z0-9]+)", data.name)
    task = re.search(r"_task-([A-Za-z0-9]+)", data.name)
    if what.startswith("motion"):
        columns, session = _read_motion(data, channels, sidecar, options)
    else:
        columns, session = edf.decode(data, options)
        columns, issues = _relabelled(columns, channels)
        session = replace(session, issues=(*session.issues, *issues))
    session = replace(
        session,
        subject=subject[1] if subject else session.subject,
        task=Task(task[1].lower()) if task and task[1].lower() in set(Task) else None,
    )
    return assemble(columns, session, source=data, reader=ID, options=options)


def _one_recording(source: Source, options: ReadOptions) -> Source:
    names = _recordings(source)
    wanted = options.where.get("member")
    chosen = [name for name in names if wanted is None or wanted in (name, PurePosixPath(name).name)]
    if len(chosen) == 1:
        return source.member(chosen[0])
    raise InputError(
        f"This BIDS folder holds {len(names)} recordings"
        if not wanted
        else f"There is no recording '{wanted}'",
        where=source.name,
        found=", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else ""),
        mend="read one with --where member=NAME",
        code="LEG-E700",
    )


def _sidecar(data: Source, name: str) -> dict[str, Any]:
    beside = data.sibling(name)
    if beside is None:
        return {}
    try:
        meta = json.loads(beside.read_bytes()[:MAX_SIDECAR_BYTES])
    except (ValueError, RecursionError) as error:
        raise FormatError(
            "The sidecar of a BIDS recording is no JSON",
            where=name,
            found=str(error)[:120],
            mend="check the folder with the BIDS validator",
            code="LEG-E701",
        ) from error
    return meta if isinstance(meta, dict) else {}


def _channels_table(data: Source, name: str) -> list[dict[str, str]]:
    beside = data.sibling(name)
    lines = (
        beside.read_bytes()[:MAX_SIDECAR_BYTES].decode("utf-8-sig", "replace").splitlines() if beside else []
    )
    rows = [line.split("\t") for line in lines if line.strip()]
    if len(rows) < 2 or "name" not in rows[0]:
        raise FormatError(
            "The channels.tsv of a BIDS recording is missing or empty",
            where=name,
            mend="check the folder with the BIDS validator",
            code="LEG-E702",
        )
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]


def _read_motion(
    data: Source, channels: list[dict[str, str]], sidecar: dict[str, Any], options: ReadOptions
) -> tuple[list[Column], Session]:
    """Read the table without a header whose columns channels.tsv names."""
    table = _numbers(data, len(channels))
    issues: list[Issue] = []
    time = _clock(table, channels, sidecar, options, data, issues)
    columns = []
    for k, channel in enumerate(channels):
        if channel.get("type", "").upper() == "LATENCY":
            continue
        columns.append(
            Column(channel.get("name", f"channel_{k + 1}"), ArraySamples(table[k]), time, _label(channel))
        )
    return columns, Session(issues=tuple(issues))


def _numbers(data: Source, n_columns: int) -> list[Any]:
    import pyarrow as pa
    import pyarrow.csv as pacsv

    content = data.read_bytes()
    if not content.strip():
        raise FormatError(
            "This BIDS recording holds no samples",
            where=data.name,
            found=f"{len(content)} bytes; a stub, as in the published examples",
            mend="fetch the data themselves (git annex get, or the data set's own download)",
            code="LEG-E703",
        )
    names = [str(k) for k in range(n_columns)]
    try:
        table = pacsv.read_csv(
            io.BytesIO(content),
            read_options=pacsv.ReadOptions(column_names=names, use_threads=False),
            parse_options=pacsv.ParseOptions(delimiter="\t", quote_char=False),
            convert_options=pacsv.ConvertOptions(
                column_types={name: pa.float64() for name in names}, null_values=["n/a", "", "NaN", "nan"]
            ),
        )
    except pa.ArrowInvalid as error:
        raise FormatError(
            "The motion table does not fit its channels.tsv",
            where=data.name,
            found=f"{n_columns} channels; {str(error).splitlines()[0][:160]}",
            mend="check the folder with the BIDS validator",
            code="LEG-E704",
        ) from error
    return [column.to_numpy() for column in table.columns]


def _clock(
    table: Sequence[Any],
    channels: list[dict[str, str]],
    sidecar: dict[str, Any],
    options: ReadOptions,
    data: Source,
    issues: list[Issue],
) -> TimeBase:
    stated = [sidecar.get(key) for key in ("SamplingFrequency", "SamplingFrequencyEffective")]
    stated += [_number(channels[0].get("sampling_frequency", ""))]
    rates = [float(rate) for rate in stated if isinstance(rate, int | float) and 1e-6 < rate < 1e9]
    nominal_hz = options.sampling_rate_hz or (rates[0] if rates else None)
    for k, channel in enumerate(channels):
        if channel.get("type", "").upper() == "LATENCY":
            seconds = time_unit(channel.get("units", "s")) or 1.0
            times_s = table[k] * seconds
            time, found = measure_time_base(times_s - np.nanmin(times_s), nominal_rate_hz=nominal_hz)
            issues += found
            return time
    if nominal_hz is None:
        raise InputError(
            "This BIDS recording states no sampling rate",
            where=data.name,
            found="neither SamplingFrequency nor a LATENCY channel",
            mend="state the rate, for example --sampling-rate 100",
            code="LEG-E705",
        )
    return TimeBase.regular(len(table[0]), sampling_rate_hz=nominal_hz)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _label(channel: dict[str, str]) -> Label:
    """Read kind, axis, unit and place from one row of channels.tsv."""
    kind = _KINDS.get(channel.get("type", "").upper(), ChannelKind.OTHER)
    unit = find_unit(channel.get("units", ""))
    axis = channel.get("component", "").lower().removeprefix("quat_")
    point = channel.get("tracked_point", channel.get("placement", ""))
    place = label_of(point.replace("_", " ")) if point else Label()
    return Label(
        kind=kind,
        axis=axis if axis in ("x", "y", "z", "w") else None,
        unit=unit if unit and kind in unit.kinds else None,
        side=place.side,
        placement=place.placement,
        box=re.sub(r"\W+", "_", point.lower()),
    )


def _relabelled(columns: list[Column], channels: list[dict[str, str]]) -> tuple[list[Column], list[Issue]]:
    """Add what channels.tsv says about the muscles; tell names and units that the two state differently."""
    by_name = {channel.get("name", ""): channel for channel in channels}
    out: list[Column] = []
    issues: list[Issue] = []
    for column in columns:
        channel = by_name.get(column.name)
        if channel is None:
            what = f"Channel {column.name} is not in channels.tsv."
            issues.append(Issue("channel_undescribed", Severity.NOTE, what, column.name))
            out.append(column)
            continue
        label = column.label
        muscle = label_of(f"EMG {channel.get('target_muscle', '')}")
        if label.kind is ChannelKind.UNKNOWN:
            label = replace(label, kind=_KINDS.get(channel.get("type", "").upper(), ChannelKind.UNKNOWN))
        unit = find_unit(channel.get("units", ""))
        if unit and label.unit and unit.name != label.unit.name:
            what = f"channels.tsv states {unit.name} for {column.name}, the file {label.unit.name}, which was used."
            issues.append(Issue("unit_differs", Severity.WARNING, what, column.name))
        label = replace(
            label,
            side=muscle.side if label.side is Side.UNKNOWN else label.side,
            placement=muscle.placement if label.placement is Placement.UNKNOWN else label.placement,
        )
        out.append(replace(column, label=label))
    return out, issues
