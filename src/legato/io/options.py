"""What a caller states about a recording because its file does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from legato.model.recording import Placement, Side, Task

__all__ = ["ReadOptions"]


@dataclass(frozen=True)
class ReadOptions:
    """Statements of the caller; what is None is left to the file.

    Parameters
    ----------
    task : Task or None
    placement : Placement or None
        Selects the sensors of that place where a file names several, states it otherwise.
    side : Side or None
        Likewise.
    channels : tuple of str
        Names of the channels to use; empty for all.
    sampling_rate_hz : float or None
        Used where the file holds no time; checked against the measured rate where it does.
    unit : str or None
        Unit of the motion or muscle channels whose unit the file does not say, such as ``g`` or ``mg``.
    where : mapping of str to str
        Column and value that pick one recording out of a table that holds several; ``member`` picks one file of a
        folder or archive.
    keep_identity : bool
        Keep names, birth dates and serial numbers found in headers.
    """

    task: Task | None = None
    placement: Placement | None = None
    side: Side | None = None
    channels: tuple[str, ...] = ()
    sampling_rate_hz: float | None = None
    unit: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    keep_identity: bool = False
