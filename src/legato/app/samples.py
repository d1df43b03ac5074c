"""Samples as a phone's page sends them, turned into a recording by the reader that every table goes through.

What came is written as a table with the times as measured and read back, so that rate, jitter and gaps are measured by the same
lines as in a file, and nothing is resampled on the way.

References
----------
W3C DeviceOrientation: acceleration in m/s² with gravity, turning in degrees a second; the sign of gravity differs between systems
and is kept as it came.
"""

from __future__ import annotations

import datetime
import itertools
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from legato.errors import InputError
from legato.io.read import read_recording
from legato.model.recording import Recording
from legato.model.time_base import Run, TimeBase

__all__ = ["PostedEvent", "PostedRecording", "Steps", "recording_of", "steps_of"]

_MOST_SAMPLES = 400_000
_COLUMNS = {
    "ax": "accel_x_mps2",
    "ay": "accel_y_mps2",
    "az": "accel_z_mps2",
    "rx": "gyro_x_dps",
    "ry": "gyro_y_dps",
    "rz": "gyro_z_dps",
}
_LEAST_SAMPLES = 20
_SMALLEST_STEP = 1e-9

Series = Annotated[list[float | None], Field(max_length=_MOST_SAMPLES)]


class PostedEvent(BaseModel):
    """Something that happened while recording."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    t_ms: float
    kind: str = Field(pattern=r"^[a-z_]{1,40}$")


class PostedRecording(BaseModel):
    """One recording from the page of a phone."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    task: str = Field(pattern=r"^[a-z_]{1,30}$")
    side: str = Field(pattern=r"^(left|right|unknown)$")
    placement: str = Field(default="shank", pattern=r"^[a-z_]{1,20}$")
    check: str = Field(default="", pattern=r"^[A-Za-z0-9_-]{0,64}$")
    started_at: datetime.datetime = Field(strict=False)
    planned_s: float = Field(gt=0, le=7200)
    t_ms: Annotated[list[float], Field(max_length=_MOST_SAMPLES)]
    ax: Series
    ay: Series
    az: Series
    rx: Series = Field(default_factory=list)
    ry: Series = Field(default_factory=list)
    rz: Series = Field(default_factory=list)
    events: list[PostedEvent] = Field(default_factory=list, max_length=1000)
    browser: str = Field(default="", max_length=300)


@dataclass(frozen=True, slots=True)
class Steps:
    """The smallest differences that a sensor told, which nothing below may be claimed of.

    Parameters
    ----------
    acceleration_mps2, turning_dps : float or None
        None where nothing changed or no such sensor told.
    """

    acceleration_mps2: float | None
    turning_dps: float | None


@contextmanager
def recording_of(posted: PostedRecording) -> Iterator[tuple[Recording, Recording]]:
    """Turn what was sent into a recording, for as long as it is needed.

    Parameters
    ----------
    posted : PostedRecording

    Yields
    ------
    Recording, Recording
        As a reader gives it, for looking at; and with every time as the phone told it, for keeping.

    Raises
    ------
    InputError
        If the series differ in length, time runs backwards, or there is next to nothing.
    """
    told = {column: getattr(posted, name) for name, column in _COLUMNS.items()}
    told = {column: values for column, values in told.items() if any(one is not None for one in values)}
    wrong = [column for column, values in told.items() if len(values) != len(posted.t_ms)]
    if wrong:
        raise InputError(
            "The series of a recording differ in length", found=", ".join(wrong), mend="record again", code="LEG-E836"
        )  # fmt: skip
    if not told or len(posted.t_ms) < _LEAST_SAMPLES:
        raise InputError(
            "The phone told next to nothing",
            found=f"{len(posted.t_ms)} samples",
            mend="allow the motion sensors, and record again",
            code="LEG-E835",
        )
    if any(later < earlier for earlier, later in zip(posted.t_ms, posted.t_ms[1:])):
        raise InputError("The time of a recording runs backwards", mend="record again", code="LEG-E837")
    first = posted.t_ms[0]
    columns: Mapping[str, Sequence[float]] = {
        "time_s": [(one - first) / 1000 for one in posted.t_ms],
        **{name: [math.nan if one is None else one for one in values] for name, values in told.items()},
    }
    with tempfile.TemporaryDirectory(prefix="legato-") as folder:
        place = Path(folder) / "phone.parquet"
        pq.write_table(pa.table(dict(columns)), place)
        read = read_recording(place, task=posted.task, side=posted.side, placement=posted.placement)
        read = replace(
            read,
            start=posted.started_at,
            provenance=replace(read.provenance, source_name=f"{posted.task}, phone"),
        )
        yield read, _stamped(read, np.asarray(columns["time_s"]))


def _stamped(recording: Recording, times_s: NDArray[np.float64]) -> Recording:
    """Give every sample its own time again, where the reader laid a line through times that jitter little."""
    clocks = {id(one.time): one.time for one in recording.channels}
    made: dict[int, TimeBase] = {}
    for key, time in clocks.items():
        if not time.is_regular or time.n_samples != len(times_s):
            made[key] = time
            continue
        firsts = [0, *(int(np.searchsorted(times_s, (gap.start_s + gap.end_s) / 2)) for gap in time.gaps)]
        runs = tuple(
            Run(first, float(times_s[first]), time.sampling_rate_hz) for first in dict.fromkeys(firsts)
        )
        made[key] = replace(time, runs=runs, stamps_s=lambda start, stop: times_s[start:stop])
    channels = {one.name: replace(one, time=made[id(one.time)]) for one in recording.channels}
    sensors = tuple(
        replace(sensor, channels=tuple(channels[one.name] for one in sensor.channels))
        for sensor in recording.sensors
    )
    ordered = tuple(channels[one.name] for one in recording.channels)
    return replace(recording, channels=ordered, sensors=sensors)


def steps_of(posted: PostedRecording) -> Steps:
    """Measure in which steps the sensors told.

    Parameters
    ----------
    posted : PostedRecording

    Returns
    -------
    Steps
    """
    return Steps(
        _step([posted.ax, posted.ay, posted.az]),
        _step([posted.rx, posted.ry, posted.rz]),
    )


def _step(series: Sequence[Sequence[float | None]]) -> float | None:
    """Give the smallest difference between two values that occurred on one axis."""
    found = []
    for values in series:
        levels = sorted({one for one in values if one is not None})
        found += [b - a for a, b in itertools.pairwise(levels) if b - a > _SMALLEST_STEP]
    return min(found) if found else None
