"""The columns of a table as a reader offers them: in memory, or lazily from a Parquet file.

``table`` asks a ``Columns`` for whole columns only where it must (time, labels, groups); signals are handed on as
``Samples`` and read later, by stretch.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from legato.errors import FormatError
from legato.model.channel import ArraySamples, Samples

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

__all__ = ["ArrowColumns", "Columns", "ParquetColumns", "PickedSamples", "pick"]

# A row group is kept decoded until another is asked for; more than this many at once would hold a week in memory.
_KEPT_GROUPS = 2
# A day of 100 Hz in single precision is 35 MB a column: it is decoded once. A week keeps its last days.
_KEPT_BYTES = 48 * 1024**2
# Cells up to which missing values are counted at the door; half an hour of nine channels at 100 Hz.
_COUNTED_CELLS = 2_000_000


class Columns(Protocol):
    """Columns of one table."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names in order, unique."""
        ...

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        ...

    def type_of(self, name: str) -> str:
        """Say what a column holds: ``number``, ``text``, ``time`` or ``other``."""
        ...

    def array(self, name: str) -> pa.Array:
        """Give a whole column."""
        ...

    def samples(self, name: str) -> Samples:
        """Give a column of numbers to be read later."""
        ...

    def n_missing(self, name: str) -> int | None:
        """Count the empty cells of a column; None where that would mean to read it all."""
        ...


def _type_of(kind: Any) -> str:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind):
        return "time"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return "text"
    is_number = any(
        check(kind)
        for check in (pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_decimal)
    )
    return "number" if is_number else "other"


def _to_numpy(array: Any) -> NDArray[np.generic]:
    """Give the numbers of a column without a copy where there is no gap in it; an empty cell becomes NaN."""
    import pyarrow as pa

    if isinstance(array, pa.ChunkedArray):
        array = array.chunk(0) if array.num_chunks == 1 else array.combine_chunks()
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.int8())
    if pa.types.is_decimal(array.type) or (pa.types.is_integer(array.type) and array.null_count):
        array = array.cast(pa.float64())
    numbers: NDArray[np.generic] = array.to_numpy(zero_copy_only=False)
    return numbers


@dataclass(frozen=True, eq=False)
class ArrowColumns:
    """Columns of a table in memory.

    Parameters
    ----------
    table : pyarrow.Table
    """

    table: pa.Table

    @property
    def names(self) -> tuple[str, ...]:
        """Names in order."""
        return tuple(self.table.column_names)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.table.num_rows)

    def type_of(self, name: str) -> str:
        """Say what a column holds."""
        return _type_of(self.table.schema.field(name).type)

    def array(self, name: str) -> pa.Array:
        """Give a whole column."""
        import pyarrow as pa

        column = self.table.column(name).combine_chunks()
        # Older versions give a chunked array of one piece here.
        return column.chunk(0) if isinstance(column, pa.ChunkedArray) and column.num_chunks else column

    def samples(self, name: str) -> Samples:
        """Give a column of numbers."""
        return ArraySamples(_to_numpy(self.table.column(name)))

    def n_missing(self, name: str) -> int | None:
        """Count empty cells and NaN."""
        numbers = _to_numpy(self.table.column(name))
        return int(np.isnan(numbers).sum()) if numbers.dtype.kind == "f" else 0


@dataclass(frozen=True, eq=False)
class ParquetColumns:
    """Columns of a Parquet file; a column that nobody asks for is never decoded.

    Parameters
    ----------
    file : pyarrow.parquet.ParquetFile
    """

    file: pq.ParquetFile
    _group_starts: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        """Remember where each row group starts."""
        meta = self.file.metadata
        sizes = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
        object.__setattr__(self, "_group_starts", np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))))

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the top-level columns in order."""
        return tuple(self.file.schema_arrow.names)

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return int(self.file.metadata.num_rows)

    def type_of(self, name: str) -> str:
        """Say what a column holds."""
        return _type_of(self.file.schema_arrow.field(name).type)

    def array(self, name: str) -> pa.Array:
        """Give a whole column."""
        return ArrowColumns(self.file.read(columns=[name], use_threads=False)).array(name)

    def samples(self, name: str) -> Samples:
        """Give a column that is decoded by row group when it is read."""
        return _ParquetSamples(self.file, name, self._group_starts)

    def n_missing(self, name: str) -> int | None:
        """Count empty cells and NaN of a small table; a large one is not decoded for it.

        The counts in the file's own statistics are not used: damaged ones end the process inside pyarrow.
        """
        if self.n_rows * len(self.names) > _COUNTED_CELLS:
            return None
        numbers = self.samples(name).read(0, self.n_rows)
        return int(np.isnan(numbers).sum()) if numbers.dtype.kind == "f" else 0


@dataclass(frozen=True, eq=False)
class _ParquetSamples:
    """One column of a Parquet file, decoded by row group."""

    file: pq.ParquetFile
    name: str
    group_starts: NDArray[np.int64]
    kept: OrderedDict[int, NDArray[np.generic]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return int(self.group_starts[-1])

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Decode the row groups that hold ``start`` to ``stop``."""
        if stop <= start:
            return np.empty(0)
        first = int(np.searchsorted(self.group_starts, start, side="right")) - 1
        last = int(np.searchsorted(self.group_starts, stop, side="left")) - 1
        if last - first + 1 > _KEPT_GROUPS:
            groups = list(range(first, last + 1))
            return self._decode(groups)[start - self.group_starts[first] : stop - self.group_starts[first]]
        pieces = [
            self._group(group)[max(0, start - self.group_starts[group]) : stop - self.group_starts[group]]
            for group in range(first, last + 1)
        ]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _decode(self, groups: list[int]) -> NDArray[np.generic]:
        import pyarrow as pa

        try:
            table = self.file.read_row_groups(groups, columns=[self.name], use_threads=False)
        except (pa.ArrowException, OSError) as error:
            raise FormatError(
                "A part of the Parquet file is damaged",
                where=f"column {self.name}, row groups {groups[0]} to {groups[-1]}",
                found=str(error).splitlines()[0][:200],
                mend="copy the file again",
                code="LEG-E156",
            ) from error
        return _to_numpy(table.column(0))

    def _group(self, group: int) -> NDArray[np.generic]:
        if group not in self.kept:
            self.kept[group] = self._decode([group])
            while (
                len(self.kept) > _KEPT_GROUPS
                and sum(part.nbytes for part in self.kept.values()) > _KEPT_BYTES
            ):
                self.kept.popitem(last=False)
        return self.kept[group]


@dataclass(frozen=True, eq=False)
class PickedSamples:
    """Some consecutive samples of others.

    Parameters
    ----------
    samples : Samples
    start, stop : int
        Half open.
    """

    samples: Samples
    start: int
    stop: int

    def __len__(self) -> int:
        """Give the number of samples."""
        return self.stop - self.start

    def read(self, start: int, stop: int) -> NDArray[np.generic]:
        """Give the recorded numbers ``start`` to ``stop`` of the stretch."""
        return self.samples.read(self.start + start, min(self.start + stop, self.stop))


def pick(samples: Samples, rows: slice | NDArray[np.intp]) -> Samples:
    """Give the samples of some rows: a stretch stays lazy, scattered rows are read now.

    Parameters
    ----------
    samples : Samples
    rows : slice or ndarray of int
        With both ends given, or indices in order.

    Returns
    -------
    Samples
    """
    if isinstance(rows, slice):
        if rows.start == 0 and rows.stop == len(samples):
            return samples
        return PickedSamples(samples, rows.start, rows.stop)
    return ArraySamples(samples.read(0, len(samples))[rows])
