"""A recording as Legato's own table: ``time_s`` and one column a channel, in SI units that the names state.

Parquet keeps every bit and, in its metadata, what columns cannot say. CSV keeps the numbers only, so a simulated
recording is refused there: nothing in a CSV would tell a reader that it is none of a person.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from legato.errors import InputError, MissingChannelError, UsageError
from legato.io.labels import column_role, label_of
from legato.io.table_notes import KEY, notes_of
from legato.model.channel import Channel, ChannelKind
from legato.model.recording import Placement, Recording, Side

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_names", "write_table"]

CHUNK_ROWS = 1 << 19  # 4 MB a column: memory stays flat while a week is written
_WORDS = {
    ChannelKind.ACCELERATION: ("accel", "mps2"),
    ChannelKind.LINEAR_ACCELERATION: ("linear_accel", "mps2"),
    ChannelKind.GRAVITY: ("gravity", "mps2"),
    ChannelKind.ANGULAR_VELOCITY: ("gyro", "radps"),
    ChannelKind.MAGNETIC_FIELD: ("mag", "tesla"),
    ChannelKind.ORIENTATION: ("quat", "rad"),
    ChannelKind.EMG: ("emg", "v"),
    ChannelKind.EEG: ("eeg", "v"),
    ChannelKind.ECG: ("ecg", "v"),
    ChannelKind.EOG: ("eog", "v"),
    ChannelKind.FORCE: ("force", "n"),
    ChannelKind.MOMENT: ("moment", "nm"),
    ChannelKind.POSITION: ("position", "m"),
    ChannelKind.ANGLE: ("angle", "rad"),
    ChannelKind.TEMPERATURE: ("temp", "celsius"),
    ChannelKind.LIGHT: ("light", "lux"),
}


def write_table(
    recording: Recording, path: str | os.PathLike[str], *, channels: Iterable[str] = ()
) -> dict[str, str]:
    """Write channels of one clock as a table.

    Parameters
    ----------
    recording : Recording
    path : str or path-like
        ``.parquet`` or ``.csv``; written beside and renamed, so that no half file is left.
    channels : iterable of str
        Names of the channels to write; all when empty.

    Returns
    -------
    dict of str to str
        Channel name -> name of its column.

    Raises
    ------
    UsageError
        If the ending is neither.
    InputError
        If the channels have several clocks (a table has one), or a simulated recording would lose its mark in CSV.
    MissingChannelError
        If a channel is not there, or there is none.

    Notes
    -----
    A channel without a single number is written, and readers leave such a column out with an Issue.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending not in (".parquet", ".csv"):
        raise UsageError(
            "A table is written as Parquet or CSV",
            where=target.name,
            found=f"ending '{ending}'",
            mend="name the file .parquet (keeps every bit) or .csv",
            code="LEG-E711",
        )
    if ending == ".csv" and recording.is_simulated:
        raise InputError(
            "A simulated recording is not written as CSV, where nothing would say that it is simulated",
            where=target.name,
            mend="write it as .parquet",
            code="LEG-E712",
        )
    chosen = [recording.channel(name) for name in channels] or list(recording.channels)
    _check_one_clock(chosen, recording)
    names = column_names(recording, chosen)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with _writer(beside, ending, recording, names) as write:
            for batch in _batches(chosen, names):
                write(batch)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return names


def _check_one_clock(chosen: list[Channel], recording: Recording) -> None:
    if not chosen:
        raise MissingChannelError(
            "There is no channel to write", where=recording.provenance.source_name, code="LEG-E713"
        )
    clocks: dict[int, list[str]] = {}
    for channel in chosen:
        clocks.setdefault(id(channel.time), []).append(channel.name)
    if len(clocks) > 1:
        raise InputError(
            f"These channels have {len(clocks)} clocks; a table has one",
            where=recording.provenance.source_name,
            found="; ".join(", ".join(names[:6]) for names in clocks.values()),
            mend="write one table a clock: name its channels with channels=",
            code="LEG-E714",
        )


def column_names(recording: Recording, channels: Iterable[Channel]) -> dict[str, str]:
    """Give each channel a column name that states kind, axis, SI unit, side and place.

    Parameters
    ----------
    recording : Recording
    channels : iterable of Channel

    Returns
    -------
    dict of str to str
        Channel name -> column name; unique. A name that already says all of it is kept.
    """
    homes = {sensor.id: sensor for sensor in recording.sensors}
    names: dict[str, str] = {}
    taken: set[str] = {"time_s"}
    for channel in channels:
        home = homes[channel.sensor]
        name = channel.name
        if not _says_all(name, channel, home.placement, home.side):
            name = _canonical(channel, home.placement, home.side, several=len(homes) > 1)
        if column_role(name) != "signal":
            name = f"channel_{name}"  # a channel called "time" or "event" must not be read as a clock or as marks
        unique, n = name, 2
        while unique in taken:
            unique, n = f"{channel.sensor}_{n}_{name}", n + 1
        taken.add(unique)
        names[channel.name] = unique
    return names


def _says_all(name: str, channel: Channel, placement: Placement, side: Side) -> bool:
    label = label_of(name)
    is_unit = (
        (label.unit is not None and label.unit.factor == 1.0) if channel.has_unit else label.unit is None
    )
    return (
        (label.kind, label.axis) == (channel.kind, channel.axis)
        and is_unit
        and label.placement is placement
        and label.side is side
    )


def _canonical(channel: Channel, placement: Placement, side: Side, *, several: bool) -> str:
    word, unit = _WORDS.get(channel.kind, (channel.name, ""))
    parts = [
        "" if side is Side.UNKNOWN else str(side),
        "" if placement is Placement.UNKNOWN else str(placement),
        channel.sensor if several and placement is Placement.UNKNOWN and side is Side.UNKNOWN else "",
        word,
        channel.axis or "",
        unit if channel.has_unit else "",
    ]
    return "_".join(part for part in parts if part)


def _batches(chosen: list[Channel], names: dict[str, str]) -> Iterator[pa.Table]:
    import pyarrow as pa

    time = chosen[0].time
    for start in range(0, max(time.n_samples, 1), CHUNK_ROWS):
        stop = min(start + CHUNK_ROWS, time.n_samples)
        columns = {"time_s": pa.array(time.times_s(start, stop))}
        columns |= {names[channel.name]: pa.array(channel.read(start, stop)) for channel in chosen}
        yield pa.table(columns)


@contextlib.contextmanager
def _writer(
    beside: Path, ending: str, recording: Recording, names: dict[str, str]
) -> Iterator[Callable[[pa.Table], None]]:
    """Open a writer of batches."""
    import pyarrow as pa

    schema = pa.schema([("time_s", pa.float64()), *((name, pa.float64()) for name in names.values())])
    if ending == ".csv":
        import pyarrow.csv as pacsv

        with pacsv.CSVWriter(beside, schema) as writer:
            yield writer.write_table
        return
    import pyarrow.parquet as pq

    schema = schema.with_metadata({KEY: notes_of(recording, names)})
    with pq.ParquetWriter(beside, schema, compression="zstd", use_dictionary=False) as writer:
        yield lambda batch: writer.write_table(batch.replace_schema_metadata(schema.metadata))
