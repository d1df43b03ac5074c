"""Parquet, Arrow and Feather tables: only the columns and row groups that are asked for are decoded."""

from __future__ import annotations

from typing import Any

from legato.errors import FormatError
from legato.io.columns import ArrowColumns, Columns, ParquetColumns
from legato.io.labels import place_in_name
from legato.io.options import ReadOptions
from legato.io.source import Source
from legato.io.table import read_table
from legato.io.table_hints import TableHints
from legato.io.table_notes import KEY, with_notes
from legato.model.recording import Recording

__all__ = ["ID", "read", "recognises"]

ID = "parquet"

# A week at 660 Hz. Its time column alone takes 3 GB.
MAX_ROWS = 400_000_000

_PARQUET, _ARROW, _FEATHER = b"PAR1", b"ARROW1", b"FEA1"


def recognises(source: Source) -> bool:
    """Tell by the first bytes."""
    return source.head.startswith((_PARQUET, _ARROW, _FEATHER))


def read(source: Source, options: ReadOptions) -> Recording:
    """Read a Parquet, Arrow or Feather file.

    Parameters
    ----------
    source : Source
    options : ReadOptions

    Returns
    -------
    Recording

    Raises
    ------
    FormatError
        If the file is cut or damaged.
    """
    import pyarrow as pa

    try:
        columns = _open(source)
        _check_size(columns, source)
        placement, side = place_in_name(source.name)
        hints = TableHints(placement=placement, side=side)
        recording = read_table(columns, source=source, reader=ID, options=options, hints=hints)
        notes = columns.file.schema_arrow.metadata if isinstance(columns, ParquetColumns) else None
        return with_notes(recording, notes[KEY], options) if notes and KEY in notes else recording
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        raise FormatError(
            "The Parquet or Arrow file is cut or damaged",
            where=source.name,
            found=str(error).splitlines()[0][:200],
            mend="copy it again; the index at its end is missing when a copy breaks off",
            code="LEG-E156",
        ) from error


def _check_size(columns: Columns, source: Source) -> None:
    """Refuse names that stand twice, and more rows than any recording has: packed equal rows cost next to nothing."""
    doubled = sorted({name for name in columns.names if columns.names.count(name) > 1})
    if doubled:
        raise FormatError(
            "Two columns bear one name",
            where=source.name,
            found=", ".join(doubled[:6]),
            mend="name every column differently",
            code="LEG-E158",
        )
    if columns.n_rows > MAX_ROWS:
        raise FormatError(
            "The table has more rows than a recording can have",
            where=source.name,
            found=f"{columns.n_rows} rows; at most {MAX_ROWS}",
            mend="cut it into days",
            code="LEG-E159",
        )


def _open(source: Source) -> Columns:
    import pyarrow as pa

    is_plain = source.content is None and not source.is_gzip
    opened: Any = pa.memory_map(str(source.path)) if is_plain else pa.BufferReader(source.read_bytes())
    if source.head.startswith(_PARQUET):
        import pyarrow.parquet as pq

        return ParquetColumns(pq.ParquetFile(opened))
    if source.head.startswith(_ARROW):
        return ArrowColumns(pa.ipc.open_file(opened).read_all())
    raise FormatError(
        "This is Feather version 1, which is no longer read",
        where=source.name,
        mend="write it again as Parquet or Feather version 2",
        code="LEG-E157",
    )
