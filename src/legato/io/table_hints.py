"""What a reader states about the columns of its table, and what the steps of reading one hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from legato.io.columns import Columns
from legato.io.labels import Label, Layout, find_layout, find_unit
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.model.channel import ChannelKind
from legato.model.issue import Issue
from legato.model.recording import Placement, Side, Task

__all__ = ["MEMBER", "PART", "Rows", "TableHints", "TableWork", "with_layout"]

# Pseudo-columns of ``--where``: the n-th recording where the clock restarts; a file of an archive.
PART, MEMBER = "part", "member"

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
    start, subject, task
        What the header or the file name says about the recording.
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


@dataclass(frozen=True, eq=False)
class TableWork:
    """What every step needs."""

    columns: Columns
    source: Source
    options: ReadOptions
    hints: TableHints
    issues: list[Issue] = field(default_factory=list)


def with_layout(columns: Columns, hints: TableHints) -> TableHints:
    """Add what the documentation of a known set or app says about these columns.

    Parameters
    ----------
    columns : Columns
    hints : TableHints
        What the reader itself states; it outweighs the documentation.

    Returns
    -------
    TableHints
    """
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
