"""The door: any leg recording in, a ``Recording`` out. Which format it is, the content says and not the name."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from legato.errors import UsageError
from legato.io.options import ReadOptions
from legato.io.registry import read_source
from legato.io.source import open_source
from legato.model.recording import Placement, Recording, Side, Task

__all__ = ["read_recording"]

Word = TypeVar("Word", bound=StrEnum)


def read_recording(
    path: str | os.PathLike[str],
    *,
    task: Task | str | None = None,
    placement: Placement | str | None = None,
    side: Side | str | None = None,
    channels: Iterable[str] | None = None,
    sampling_rate_hz: float | None = None,
    unit: str | None = None,
    where: Mapping[str, object] | None = None,
    keep_identity: bool = False,
) -> Recording:
    """Read one recording of any known format.

    Parameters
    ----------
    path : str or path-like
        File, folder or archive.
    task : Task or str or None
        What the person was asked to do.
    placement : Placement or str or None
        Selects the sensors of that place where the file names several, states it otherwise.
    side : Side or str or None
        Likewise.
    channels : iterable of str or None
        Channels to use; None for all.
    sampling_rate_hz : float or None
        Needed where the file holds no time.
    unit : str or None
        Unit of the channels whose unit the file does not say.
    where : mapping or None
        Column and value that pick one recording out of a table with several; ``member`` picks a file of an archive.
    keep_identity : bool
        Keep names, birth dates and serial numbers of headers.

    Returns
    -------
    Recording
        What was wrong with the file and did not stop the reading stands in its ``issues``.

    Raises
    ------
    InputError
        If the recording is refused.
    FormatError
        If no reader recognises it, or it breaks the rules of its format.
    UsageError
        If an option has a value that does not exist.
    """
    options = ReadOptions(
        task=_word(Task, task, option="task"),
        placement=_word(Placement, placement, option="placement"),
        side=_word(Side, side, option="side"),
        channels=tuple(channels or ()),
        sampling_rate_hz=_rate(sampling_rate_hz),
        unit=unit,
        where={str(column): str(value) for column, value in (where or {}).items()},
        keep_identity=keep_identity,
    )
    return read_source(open_source(path), options)


def _word(kind: type[Word], value: Word | str | None, *, option: str) -> Word | None:
    if value is None:
        return None
    try:
        return kind(value)
    except ValueError as error:
        raise UsageError(
            f"There is no {option} '{value}'",
            where=f"--{option}",
            found=f"'{value}'",
            mend=f"one of {', '.join(kind)}",
            code="LEG-E121",
        ) from error


def _rate(value: float | None) -> float | None:
    if value is None or 0 < value < float("inf"):
        return value
    raise UsageError(
        "A sampling rate must be a number above 0 Hz",
        where="--sampling-rate",
        found=str(value),
        mend="for example --sampling-rate 100",
        code="LEG-E122",
    )
